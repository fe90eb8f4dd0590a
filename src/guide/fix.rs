//! How what a rule finds is mended, as its page says it. Which edits that takes in a file is worked out in `lint::fix`.

use serde::{Deserialize, Serialize};

use crate::guide::decode::{Decoder, Fields};
use crate::guide::mistake::Mistake;
use crate::tree::Node;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    pub remedy: Remedy,
    /// What it does, as a button would say it.
    pub title: String,
    pub safe: Safety,
    /// Why it is safe so far and no further.
    pub because: String,
}

/// What is done. It takes away and puts in what the guide says, and nothing that the scanned file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Remedy {
    /// Takes away what came along when the value was copied.
    RemoveStrays,
    RemoveStraysInKey,
    /// Takes these words away at the value's start, in this order and in any case, with the blanks behind each.
    RemoveWords(Vec<String>),
    /// Puts a text before the value.
    Insert(String),
    /// Puts the value in quotes.
    Quote,
}

/// Whether the program that reads the file gets what was meant, and all else stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Safety {
    Always,
    /// Where what goes away stands before the value or behind it, or is invisible.
    AtTheEnds,
    /// It is likely right, and needs a look.
    Never,
}

/// Whether the characters stand in the key.
const STRAYS: [(&str, bool); 2] = [("stray-characters", false), ("stray-characters-in-key", true)];
const SAFETIES: [(&str, Safety); 3] = [
    ("always", Safety::Always),
    ("at-the-ends", Safety::AtTheEnds),
    ("never", Safety::Never),
];

impl Fix {
    pub fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let mut fields = decoder.fields(node, "a fix")?;
        let remedy = remedy(node, &mut fields, decoder);
        let title = fields.required_text(decoder, "title");
        let safe = fields
            .required(decoder, "safe")
            .and_then(|node| decoder.word(node, "degree of safety", &SAFETIES));
        let because = fields.required_text(decoder, "because");
        fields.finish(decoder);
        Some(Self {
            remedy: remedy?,
            title: title?,
            safe: safe?,
            because: because?,
        })
    }
}

/// The one that the fix has.
fn remedy(node: &Node, fields: &mut Fields, decoder: &mut Decoder) -> Option<Remedy> {
    let remove = fields.optional("remove");
    let remove_words = fields.optional("remove_words");
    let insert = fields.optional("insert");
    let write_as = fields.optional("write_as");
    match (remove, remove_words, insert, write_as) {
        (Some(node), None, None, None) => {
            let is_in_key = decoder.word(node, "kind of text to remove", &STRAYS)?;
            Some(if is_in_key {
                Remedy::RemoveStraysInKey
            } else {
                Remedy::RemoveStrays
            })
        }
        (None, Some(node), None, None) => Some(Remedy::RemoveWords(decoder.texts(node))),
        (None, None, Some(node), None) => Some(Remedy::Insert(decoder.name(node)?.text)),
        (None, None, None, Some(node)) => {
            decoder.word(node, "manner of writing", &[("quoted", ())])?;
            Some(Remedy::Quote)
        }
        _ => {
            decoder.report(
                Mistake::MissingKey,
                decoder.source.line_at(node.span.start),
                "a fix does one thing".to_owned(),
                "write one line of `remove`, `remove_words`, `insert` or `write_as`".to_owned(),
            );
            None
        }
    }
}
