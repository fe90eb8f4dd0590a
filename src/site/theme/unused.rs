//! Files of a theme that nothing uses: most often their name is misspelt, and what they were to replace stays as it was.

use std::collections::BTreeSet;

use crate::finding::{Finding, Severity};
use crate::guide::files::Files;
use crate::guide::mistake::{Mistake, nearest};
use crate::site::theme::Layer;
use crate::source::Source;

/// What a theme is made of, beside its directories.
const FILES: [&str; 2] = ["theme.yaml", "words.yaml"];

/// What is there for those who look at the theme itself.
const FOR_PEOPLE: [&str; 3] = [".md", ".txt", "LICENSE"];

pub fn check(layers: &[Layer], files: &Files, findings: &mut Vec<Finding>) {
    let mut texts = None;
    // The theme that all others rest on replaces nothing.
    for (at, layer) in layers.iter().enumerate().skip(1) {
        let below: BTreeSet<&str> = layers[..at]
            .iter()
            .flat_map(Layer::files)
            .map(|(path, _)| path)
            .collect();
        for (path, bytes) in layer.files() {
            let is_for_people = FOR_PEOPLE.iter().any(|it| path.ends_with(it));
            if FILES.contains(&path) || is_for_people || below.contains(path) {
                continue;
            }
            let texts = texts.get_or_insert_with(|| Texts::of(layers, files));
            if texts.use_file(path, &String::from_utf8_lossy(bytes)) {
                continue;
            }
            let help = match nearest(path, below.iter().copied().chain(FILES)) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => "a theme has templates/, components/, static/, words.yaml and theme.yaml: give it the path of the \
                         file that it is to replace, or name it where it is to be used"
                    .to_owned(),
            };
            let source = Source::new(layer.shown(path), "");
            let finding = Mistake::StrayFile.at(&source, 0..0, "nothing uses this file of the theme");
            findings.push(Finding {
                severity: Severity::Warning,
                ..finding.help(help)
            });
        }
    }
}

/// The texts that may name a theme's files.
struct Texts {
    /// Templates, components, style sheets and scripts.
    theme: Vec<(String, String)>,
    pages: Vec<String>,
}

impl Texts {
    fn of(layers: &[Layer], files: &Files) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let theme = layers.iter().flat_map(Layer::files);
        let pages = files.below("content").chain(files.below("rules"));
        Self {
            theme: theme
                .map(|(path, bytes)| (path.to_owned(), text(bytes)))
                .collect(),
            pages: pages
                .filter(|(path, _)| path.ends_with(".md"))
                .map(|(_, bytes)| text(bytes))
                .collect(),
        }
    }

    fn use_file(&self, path: &str, text: &str) -> bool {
        // What a file says of itself does not count.
        let others = || self.theme.iter().filter(|(other, _)| other != path);
        match path.split_once('/') {
            Some(("templates" | "static", name)) => others().any(|(_, other)| other.contains(name)),
            Some(("components", _)) => {
                let defined = text.split("component ").skip(1);
                let names = defined.map(|name| name.split('(').next().unwrap_or_default().trim());
                names.filter(|name| !name.is_empty()).any(|name| {
                    let call = format!("::{}", name.replace('_', "-"));
                    others().any(|(_, other)| calls(other, name))
                        || self.pages.iter().any(|page| page.contains(&call))
                })
            }
            _ => false,
        }
    }
}

/// Whether a template calls a component: `<toc items=...`.
fn calls(text: &str, name: &str) -> bool {
    text.match_indices(&format!("<{name}")).any(|(at, call)| {
        let behind = text[at + call.len()..].chars().next();
        behind.is_none_or(|c| !c.is_alphanumeric() && c != '_')
    })
}
