//! The guide in the program: its files, and what linting takes of them, which was read when the program was built: a lint
//! that finds nothing to say takes less time than their YAML would. `build.rs` writes what is read here.

use std::collections::BTreeMap;
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use crate::guide::files::{EMBEDDED, Files};
use crate::guide::settings::FILE_NAME;
use crate::guide::{Guide, Scope};
use crate::source::Source;

static CONTENT: Dir = include_dir!("$CARGO_MANIFEST_DIR/content");
static RULES: Dir = include_dir!("$CARGO_MANIFEST_DIR/rules");
static THEMES: Dir = include_dir!("$CARGO_MANIFEST_DIR/themes");
static SETTINGS: &[u8] = include_bytes!("../fieldguide.yaml");

/// The guide, and the text of each of its pages.
static PREPARED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/prepared"));

pub fn files() -> Files {
    let mut files = BTreeMap::new();
    files.insert(FILE_NAME.to_owned(), SETTINGS);
    for (name, directory) in [("content", &CONTENT), ("rules", &RULES), ("themes", &THEMES)] {
        collect(name, directory, &mut files);
    }
    Files::embedded(files.into_iter())
}

/// As [`Scope::Rules`] has it.
pub fn guide() -> Guide {
    prepared().unwrap_or_else(|| Guide::load(&files(), Scope::Rules).guide)
}

fn prepared() -> Option<Guide> {
    let (mut guide, texts): (Guide, Vec<&'static str>) = postcard::from_bytes(PREPARED).ok()?;
    for (page, text) in guide.pages.iter_mut().zip(texts) {
        page.source = Arc::new(Source::embedded(format!("{EMBEDDED}{}", page.path), text));
    }
    Some(guide)
}

fn collect(prefix: &str, directory: &'static Dir, files: &mut BTreeMap<String, &'static [u8]>) {
    for file in directory.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        files.insert(format!("{prefix}/{path}"), file.contents());
    }
    for below in directory.dirs() {
        collect(prefix, below, files);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_prepared_is_what_is_read() {
        let mut read = Guide::load(&files(), Scope::Rules).guide;
        // For whoever builds a site.
        read.settings.site.budget_places.clear();
        let prepared = prepared().expect("it can be read");
        let texts = |guide: &Guide| -> Vec<String> {
            let sources = guide.pages.iter().map(|page| &page.source);
            sources
                .map(|it| format!("{}: {}", it.name(), it.text()))
                .collect()
        };
        assert!(!read.rules.is_empty() && texts(&read) == texts(&prepared));
        assert_eq!(format!("{prepared:#?}"), format!("{read:#?}"));
    }
}
