//! The front matter of the guide in the program, read when the program is built: a lint that finds nothing to say takes
//! less time than its YAML would. `build.rs` writes what is read here.

use std::collections::HashMap;

use serde::Deserialize;

use crate::tree::Node;

static PREPARED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/prepared"));

/// What `build.rs` has read of one file, in the order of its fields there.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct FrontMatter {
    path: &'static str,
    /// Whether linting needs the page.
    pub describes: bool,
    /// Where the page's Markdown begins.
    pub body: usize,
    tree: &'static [u8],
}

impl FrontMatter {
    /// Of every page and of the settings, by path.
    pub fn all() -> HashMap<&'static str, Self> {
        let all: Vec<Self> = postcard::from_bytes(PREPARED).unwrap_or_default();
        all.into_iter().map(|it| (it.path, it)).collect()
    }

    /// With its places in the whole file; none where the file is no YAML.
    pub fn tree(&self) -> Option<Node> {
        postcard::from_bytes(self.tree).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::decode::Decoder;
    use crate::guide::files::Files;
    use crate::guide::front_matter::split;
    use crate::guide::settings::FILE_NAME;
    use crate::source::Source;

    #[test]
    fn what_is_prepared_is_what_is_read() {
        let files = Files::embedded();
        let prepared = FrontMatter::all();
        let is_read =
            |path: &str| path == FILE_NAME || (path.ends_with(".md") && !path.starts_with("themes/"));
        let mut count = 0;
        for (path, bytes) in files.all().filter(|(path, _)| is_read(path)) {
            let text = String::from_utf8_lossy(bytes);
            let source = Source::new(path, &*text);
            let (part, body) = match path {
                FILE_NAME => (0..text.len(), 0),
                _ => split(&text).expect("it has front matter"),
            };
            let mut findings = Vec::new();
            let read = Decoder {
                source: &source,
                findings: &mut findings,
            }
            .yaml(part, "it");
            assert_eq!(prepared[path].body, body, "{path}");
            assert!(prepared[path].tree() == read, "{path}");
            count += 1;
        }
        assert_eq!(prepared.len(), count);
    }
}
