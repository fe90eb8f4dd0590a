//! Texts of rules with words in braces, such as "`{key}` is empty", filled in where the rule fires.

use serde::{Deserialize, Serialize};

use crate::guide::decode::Decoder;
use crate::guide::mistake::{Mistake, instead};
use crate::source::Span;
use crate::tree::Node;

/// A text with blanks to fill in.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
enum Part {
    Text(String),
    Word(Word),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Word {
    /// The key as the file writes it.
    Key,
    /// The title of the credential whose key it is.
    Credential,
    /// The label of the credential's box in the CRM's form.
    Field,
    /// The label of the provider.
    Provider,
    /// The title of the credential that `same_as` names.
    Other,
    /// The name of the file's format.
    Format,
}

const WORDS: [(&str, Word); 6] = [
    ("key", Word::Key),
    ("credential", Word::Credential),
    ("field", Word::Field),
    ("provider", Word::Provider),
    ("other", Word::Other),
    ("format", Word::Format),
];

impl Template {
    pub fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let name = decoder.name(node)?;
        let mut parts = Vec::new();
        let mut rest = name.text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let Some((word, after)) = after.split_once('}') else {
                break;
            };
            parts.push(Part::Text(before.to_owned()));
            match WORDS.iter().find(|(known, _)| *known == word) {
                Some((_, word)) => parts.push(Part::Word(*word)),
                None => decoder.report(
                    Mistake::InvalidText,
                    place_of(&name.span, decoder.source.text(), word),
                    format!("there is no word `{{{word}}}` to fill in"),
                    instead(word, WORDS.map(|(word, _)| word)),
                ),
            }
            rest = after;
        }
        parts.push(Part::Text(rest.to_owned()));
        Some(Self { parts })
    }

    pub fn uses(&self, word: Word) -> bool {
        self.parts
            .iter()
            .any(|part| matches!(part, Part::Word(used) if *used == word))
    }

    pub fn fill(&self, words: impl Fn(Word) -> String) -> String {
        self.parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => text.clone(),
                Part::Word(word) => words(*word),
            })
            .collect()
    }
}

/// The word within the text's span, or the whole span where quoting moved it.
fn place_of(span: &Span, source: &str, word: &str) -> Span {
    match source[span.clone()].find(&format!("{{{word}}}")) {
        Some(at) => span.start + at..span.start + at + word.len() + 2,
        None => span.clone(),
    }
}
