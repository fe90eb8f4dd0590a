//! The condition language of rules, as data. It is evaluated in `lint::evaluate`.

use regex::{Regex, RegexBuilder};

use crate::guide::decode::{Decoder, Name};
use crate::guide::mistake::{Mistake, instead};
use crate::guide::shape::Shape;
use crate::tree::{Kind, Node};

#[derive(Debug)]
pub enum Condition {
    /// The value has one of these shapes.
    Value(Vec<Shape>),
    /// The value is that of this credential, anywhere in the scan, or refers to it by name.
    SameAs(Name),
    In(Circumstance),
    /// The block or file declares this provider.
    Provider(Name),
    /// The key is one of these credentials'.
    On(Vec<Name>),
    /// A key with a word of this vocabulary list stands in the same block or file.
    Beside(Name),
    Matches(Regex),
    WrittenAs(Manner),
    /// The file cannot be read as what its name says. The only condition on a file, not on a value.
    FileUnparsable,
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Circumstance {
    /// A file that is there to be copied: `.env.example` and its like.
    TemplateFile,
    /// The CRM's own settings: a block with its names, or one that names the provider as it does.
    CrmSettings,
}

/// How a file writes a value, apart from what the value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Programs that read such files make different things of it.
    ReadDifferently,
}

const MANNERS: [(&str, Manner); 1] = [("read-differently", Manner::ReadDifferently)];

const CIRCUMSTANCES: [(&str, Circumstance); 2] = [
    ("template-file", Circumstance::TemplateFile),
    ("crm-settings", Circumstance::CrmSettings),
];

const WORDS: [&str; 12] = [
    "value",
    "same_as",
    "in",
    "provider",
    "on",
    "beside",
    "matches",
    "written_as",
    "file",
    "all",
    "any",
    "not",
];

/// Patterns come from guides that anybody may write: their compiled size is bounded, in bytes.
const PATTERN_SIZE: usize = 1 << 20;

impl Condition {
    pub fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let Kind::Map(pairs) = &node.kind else {
            decoder.fields(node, "a condition");
            return None;
        };
        let read: Vec<Option<Self>> = pairs
            .iter()
            .map(|pair| Self::word(&pair.key, &pair.key_span, &pair.value, decoder))
            .collect();
        // Half a condition would hold where the whole does not.
        let mut conditions = read.into_iter().collect::<Option<Vec<Self>>>()?;
        if conditions.len() == 1 {
            conditions.pop()
        } else {
            Some(Self::All(conditions))
        }
    }

    fn word(word: &str, span: &crate::source::Span, node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let list = |decoder: &mut Decoder| -> Option<Vec<Self>> {
            let items = decoder.items(node).iter();
            let read: Vec<Option<Self>> = items.map(|item| Self::decode(item, decoder)).collect();
            read.into_iter().collect()
        };
        Some(match word {
            "value" => {
                let items = decoder.items(node).iter();
                let read: Vec<Option<Shape>> = items
                    .map(|item| decoder.word(item, "shape", &Shape::WORDS))
                    .collect();
                Self::Value(read.into_iter().collect::<Option<Vec<Shape>>>()?)
            }
            "same_as" => Self::SameAs(decoder.name(node)?),
            "in" => Self::In(decoder.word(node, "circumstance", &CIRCUMSTANCES)?),
            "provider" => Self::Provider(decoder.name(node)?),
            "on" => Self::On(decoder.names(node)),
            "beside" => Self::Beside(decoder.name(node)?),
            "matches" => Self::Matches(pattern(node, decoder)?),
            "written_as" => Self::WrittenAs(decoder.word(node, "manner of writing", &MANNERS)?),
            "file" => decoder
                .word(node, "state of a file", &[("unparsable", ())])
                .map(|()| Self::FileUnparsable)?,
            "all" => Self::All(list(decoder)?),
            "any" => Self::Any(list(decoder)?),
            "not" => Self::Not(Box::new(Self::decode(node, decoder)?)),
            _ => {
                decoder.report(
                    Mistake::UnknownName,
                    span.clone(),
                    format!("there is no condition `{word}`"),
                    instead(word, WORDS),
                );
                return None;
            }
        })
    }

    /// This condition and all within it.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        visit(self);
        match self {
            Self::All(conditions) | Self::Any(conditions) => {
                for condition in conditions {
                    condition.walk(visit);
                }
            }
            Self::Not(condition) => condition.walk(visit),
            _ => {}
        }
    }

    /// The credential that the value is compared with, if it is.
    pub fn compared_with(&self) -> Option<&Name> {
        let mut found = None;
        self.walk(&mut |condition| {
            if let Self::SameAs(name) = condition {
                found = found.or(Some(name));
            }
        });
        found
    }

    pub fn is_on_file(&self) -> bool {
        let mut found = false;
        self.walk(&mut |condition| found |= matches!(condition, Self::FileUnparsable));
        found
    }
}

fn pattern(node: &Node, decoder: &mut Decoder) -> Option<Regex> {
    let name = decoder.name(node)?;
    let compiled = RegexBuilder::new(&format!("^(?:{})$", name.text))
        .size_limit(PATTERN_SIZE)
        .dfa_size_limit(PATTERN_SIZE)
        .build();
    match compiled {
        Ok(regex) if !regex.is_match("") => Some(regex),
        Ok(_) => {
            decoder.report(
                Mistake::InvalidPattern,
                name.span,
                "this pattern matches the empty text".to_owned(),
                "use `value: empty` for that, and a pattern that needs a character".to_owned(),
            );
            None
        }
        Err(_) => {
            decoder.report(
                Mistake::InvalidPattern,
                name.span,
                "this is no regular expression that can be used".to_owned(),
                "patterns have the syntax of Rust's regex crate, and match the whole value".to_owned(),
            );
            None
        }
    }
}
