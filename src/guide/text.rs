//! Texts of rules with words in braces, such as "`{key}` is empty", filled in where the rule fires.

use serde::{Deserialize, Serialize};

use crate::guide::decode::Decoder;
use crate::guide::mistake::{Mistake, instead};
use crate::source::Span;
use crate::tree::Node;

/// A text with blanks to fill in.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Template {
    text: String,
}

enum Part<'t> {
    Text(&'t str),
    /// What stands in the braces.
    Word(&'t str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
        for part in parts(&name.text) {
            if let Part::Word(word) = part
                && Word::named(word).is_none()
            {
                decoder.report(
                    Mistake::InvalidText,
                    place_of(&name.span, decoder.source.text(), word),
                    format!("there is no word `{{{word}}}` to fill in"),
                    instead(word, WORDS.map(|(word, _)| word)),
                );
            }
        }
        Some(Self { text: name.text })
    }

    pub fn uses(&self, word: Word) -> bool {
        parts(&self.text).any(|part| matches!(part, Part::Word(used) if Word::named(used) == Some(word)))
    }

    pub fn fill(&self, words: impl Fn(Word) -> String) -> String {
        let mut filled = String::new();
        for part in parts(&self.text) {
            match part {
                Part::Text(text) => filled.push_str(text),
                Part::Word(word) => filled.extend(Word::named(word).map(&words)),
            }
        }
        filled
    }
}

impl Word {
    fn named(name: &str) -> Option<Self> {
        WORDS
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, word)| *word)
    }
}

fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let word = rest.strip_prefix('{').and_then(|rest| rest.split_once('}'));
        if let Some((word, behind)) = word {
            rest = behind;
            return Some(Part::Word(word));
        }
        // A brace that is never closed is a brace.
        let end = rest.find('{').filter(|at| *at > 0).unwrap_or(rest.len());
        let text;
        (text, rest) = rest.split_at(end);
        (!text.is_empty()).then_some(Part::Text(text))
    })
}

/// The word within the text's span, or the whole span where quoting moved it.
fn place_of(span: &Span, source: &str, word: &str) -> Span {
    match source[span.clone()].find(&format!("{{{word}}}")) {
        Some(at) => span.start + at..span.start + at + word.len() + 2,
        None => span.clone(),
    }
}
