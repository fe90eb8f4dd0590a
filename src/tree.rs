//! A nested document (YAML, JSON, TOML) as one tree with the byte spans of every key and scalar.
//! What its keys mean is for `guide` and `lint` to say.

use crate::source::{Span, Value};

#[derive(Debug, Clone)]
pub struct Node {
    /// A scalar's content without its quotes; a list or map from its first to its last byte.
    pub span: Span,
    pub kind: Kind,
}

#[derive(Debug, Clone)]
pub enum Kind {
    Scalar(Value, Written),
    List(Vec<Node>),
    Map(Vec<Pair>),
    /// A YAML alias: what it stands for is read where it is defined. With the start of that, where it is a map or a list.
    Alias(Option<usize>),
}

#[derive(Debug, Clone)]
pub struct Pair {
    pub key: String,
    /// The key's content without its quotes.
    pub key_span: Span,
    pub value: Node,
}

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// In quotes, or as a block of text: always a string.
    Quoted,
    /// Bare, and a string all the same.
    Plain,
    Number,
    Boolean,
    /// `null`, `~`, or nothing at all.
    Null,
    /// A reference by the format's own means, such as a YAML tag `!vault`, or a variable that compose passes through.
    Reference,
}

impl Node {
    pub fn null(at: usize) -> Self {
        Self {
            span: at..at,
            kind: Kind::Scalar(Value::default(), Written::Null),
        }
    }

    pub fn pairs(&self) -> &[Pair] {
        match &self.kind {
            Kind::Map(pairs) => pairs,
            _ => &[],
        }
    }

    pub fn get(&self, key: &str) -> Option<&Self> {
        self.pairs()
            .iter()
            .find(|pair| pair.key == key)
            .map(|pair| &pair.value)
    }

    pub fn scalar(&self) -> Option<&Value> {
        match &self.kind {
            Kind::Scalar(value, _) => Some(value),
            _ => None,
        }
    }
}

/// How a bare scalar reads in YAML's core schema, which JSON's and TOML's agree with.
pub fn bare_kind(text: &str) -> Written {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Written::Null,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => Written::Boolean,
        _ if is_number(text) => Written::Number,
        _ => Written::Plain,
    }
}

fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && unsigned.chars().any(|c| c.is_ascii_digit())
        && unsigned.parse::<f64>().is_ok()
}
