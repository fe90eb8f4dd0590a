//! The guide in the program: its files, and what linting takes of them, which was read when the program was built: a lint
//! that finds nothing to say takes less time than their YAML would. `build.rs` writes what is read here.

use std::collections::BTreeMap;
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use crate::guide::Guide;
use crate::guide::files::{Files, embedded_name};
use crate::guide::settings::FILE_NAME;
use crate::path::with_slashes;
use crate::source::Source;

static CONTENT: Dir = include_dir!("$CARGO_MANIFEST_DIR/content");
static RULES: Dir = include_dir!("$CARGO_MANIFEST_DIR/rules");
static THEMES: Dir = include_dir!("$CARGO_MANIFEST_DIR/themes");
static SETTINGS: &[u8] = include_bytes!("../fieldguide.yaml");

static PREPARED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/prepared"));

/// The texts of its pages, one behind the other.
static TEXTS: &str = include_str!(concat!(env!("OUT_DIR"), "/texts"));

pub fn files() -> Files {
    let mut files = BTreeMap::new();
    files.insert(FILE_NAME.to_owned(), SETTINGS);
    for (name, directory) in [("content", &CONTENT), ("rules", &RULES), ("themes", &THEMES)] {
        collect(name, directory, &mut files);
    }
    Files::embedded(files.into_iter())
}

/// As [`Scope::Rules`](crate::guide::Scope::Rules) has it.
#[expect(
    clippy::expect_used,
    reason = "what was prepared is part of the program, and tested"
)]
pub fn guide() -> Guide {
    let (mut guide, lengths): (Guide, Vec<usize>) =
        postcard::from_bytes(PREPARED).expect("build.rs writes what is read here");
    let mut rest = TEXTS;
    for (page, length) in guide.pages.iter_mut().zip(lengths) {
        let text;
        (text, rest) = rest.split_at(length);
        page.source = Arc::new(Source::embedded(embedded_name(&page.path), text));
    }
    guide
}

fn collect(prefix: &str, directory: &'static Dir, files: &mut BTreeMap<String, &'static [u8]>) {
    for file in directory.files() {
        let path = with_slashes(file.path());
        files.insert(format!("{prefix}/{path}"), file.contents());
    }
    for below in directory.dirs() {
        collect(prefix, below, files);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::Scope;
    use crate::lint::examples;

    #[test]
    fn what_is_prepared_is_what_is_read() {
        let read = Guide::load(&files(), Scope::Rules);
        assert_eq!(read.findings, []);
        let (read, prepared) = (read.guide, guide());
        let texts = |guide: &Guide| -> Vec<String> {
            let sources = guide.pages.iter().map(|page| &page.source);
            sources
                .map(|it| format!("{}: {}", it.name(), it.text()))
                .collect()
        };
        assert!(!read.rules.is_empty() && texts(&read) == texts(&prepared));
        let bytes = |guide: &Guide| postcard::to_allocvec(guide).expect("it can be written");
        assert!(bytes(&prepared) == bytes(&read));
    }

    #[test]
    fn what_is_prepared_judges_as_what_is_read() {
        let mut mistakes = Vec::new();
        let verdicts = examples::verify(&guide(), &|_| false, &mut mistakes);
        assert!(!verdicts.is_empty());
        assert_eq!(mistakes, []);
    }
}
