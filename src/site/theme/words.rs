//! The words of the theme's own: `words.yaml`, overridden word by word, so that a site can speak any language.

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::guide::decode::Decoder;
use crate::guide::mistake::{Mistake, instead};
use crate::site::theme::Layer;
use crate::yaml;

/// Texts by the name that templates have for them.
pub type Words = BTreeMap<String, String>;

pub fn of(layers: &[Layer], findings: &mut Vec<Finding>) -> Words {
    let mut words = Words::new();
    for (depth, layer) in layers.iter().enumerate() {
        let Some(source) = layer.source("words.yaml") else {
            continue;
        };
        let read = yaml::read(source.text());
        let mut decoder = Decoder {
            source: &source,
            findings: &mut *findings,
        };
        for problem in &read.problems {
            decoder.report(
                Mistake::FrontMatter,
                problem.span.clone(),
                format!("this is no YAML: {}", problem.message),
                "write lines of `key: text`, in quotes where a text has `: ` or ` #` in it".to_owned(),
            );
        }
        let Some(root) = read.documents.first() else {
            continue;
        };
        for (name, text) in decoder.pairs(root, "the list of words") {
            // A theme with templates of its own may need words of its own. The default theme's words are known.
            if depth > 0 && layer.extends.is_none() && !words.contains_key(&name.text) {
                let known: Vec<&str> = words.keys().map(String::as_str).collect();
                decoder.report(
                    Mistake::UnknownKey,
                    name.span,
                    format!("the theme has no word `{}`", name.text),
                    instead(&name.text, known),
                );
                continue;
            }
            words.insert(name.text, text.text);
        }
    }
    words
}
