//! The words of the theme's own: `words.yaml`, overridden word by word, so that a site can speak any language.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Finding, Severity};
use crate::guide::decode::{Decoder, Name};
use crate::guide::mistake::{Mistake, instead, nearest};
use crate::site::theme::Layer;

/// Texts by the name that templates have for them.
pub type Words = BTreeMap<String, String>;

pub fn of(layers: &[Layer], findings: &mut Vec<Finding>) -> Words {
    let mut words = Words::new();
    for (depth, layer) in layers.iter().enumerate() {
        let Some(source) = layer.source("words.yaml") else {
            continue;
        };
        let mut decoder = Decoder {
            source: &source,
            findings: &mut *findings,
        };
        let Some(root) = decoder.yaml(0..source.text().len(), "this file") else {
            continue;
        };
        // The lowest theme says which words there are; others may add what their own templates say.
        let is_lowest = depth == 0;
        for (name, text) in decoder.pairs(&root, "the list of words") {
            match words.get(&name.text) {
                Some(below) => check_places(below, &text, &mut decoder),
                None if !is_lowest && !layer.says(&name.text) => {
                    let near = nearest(&name.text, words.keys().map(String::as_str));
                    let help = match near {
                        Some(near) => format!("did you mean `{near}`?"),
                        None if layer.says_any() => {
                            words.insert(name.text, text.text);
                            continue;
                        }
                        None => {
                            "no template of this theme says it: mind the spelling, or leave it out".to_owned()
                        }
                    };
                    let message = format!("the theme has no word `{}`", name.text);
                    decoder.report(Mistake::UnknownKey, name.span, message, help);
                    continue;
                }
                None => {}
            }
            words.insert(name.text, text.text);
        }
    }
    words
}

impl Layer<'_> {
    /// Whether a template of this theme says this word.
    fn says(&self, word: &str) -> bool {
        self.uses_of_words().iter().any(|rest| {
            let named = rest.trim_start_matches(['.', '[', '"', '\'']);
            let behind = named.strip_prefix(word);
            behind.is_some_and(|behind| !behind.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        })
    }

    /// Whether one says a word that only shows when a page is made: `words[kind]`.
    fn says_any(&self) -> bool {
        let uses = self.uses_of_words();
        uses.iter()
            .any(|rest| rest.starts_with('[') && !rest.starts_with("[\"") && !rest.starts_with("['"))
    }

    /// What stands behind each `words` in its templates.
    fn uses_of_words(&self) -> Vec<String> {
        let templates = self.files().filter(|(path, _)| path.ends_with(".html"));
        templates
            .flat_map(|(_, bytes)| {
                let text = String::from_utf8_lossy(bytes);
                let uses = text.split("words").skip(1);
                uses.map(ToOwned::to_owned).collect::<Vec<_>>()
            })
            .collect()
    }
}

/// Holds a text's places such as `{}` and `{crm}`, which are filled in, against those of the text that it replaces.
fn check_places(below: &str, text: &Name, decoder: &mut Decoder) {
    let (wanted, found) = (places(below), places(&text.text));
    for place in found.difference(&wanted) {
        let help = match wanted.is_empty() {
            true => "leave it out: nothing is filled in here".to_owned(),
            false => instead(place, wanted.iter().copied()),
        };
        let message = format!("`{place}` is not filled in here");
        decoder.report(Mistake::InvalidText, text.span.clone(), message, help);
    }
    if !found.is_subset(&wanted) {
        return;
    }
    for place in wanted.difference(&found) {
        let source = decoder.source;
        let finding = Mistake::InvalidText
            .at(
                source,
                text.span.clone(),
                format!("this text has lost its `{place}`"),
            )
            .help(format!("readers miss what is filled in there, as in: {below}"));
        decoder.findings.push(Finding {
            severity: Severity::Warning,
            ..finding
        });
    }
}

fn places(text: &str) -> BTreeSet<&str> {
    let opened = text.match_indices('{');
    opened
        .filter_map(|(at, _)| {
            let end = text[at..].find('}')?;
            Some(&text[at..=at + end])
        })
        .collect()
}
