//! Users' files as entries: a key, a value and the byte spans of both. One file per format; it knows no
//! credential and no rule. Bytes in, entries out: reading files is for `lint::discover`.

mod dotenv;
mod encoding;
mod environment;
mod json;
mod loose;
mod nested;
mod set_aside;
mod toml;
mod yaml;

use crate::source::{Span, Value};
use crate::tree::Written;

pub use encoding::decode;
pub use environment::environment;

/// A config format: how its files are called, and how they are read.
pub struct Format {
    /// As reports name it.
    pub name: &'static str,
    /// Languages of fenced blocks that are in this format.
    pub languages: &'static [&'static str],
    /// Whether a file of this name (lower case, a template's ending taken off) is in this format.
    pub is_named: fn(&str) -> bool,
    pub read: fn(&str) -> Document,
}

/// Every format, in the order in which names are tried.
pub const FORMATS: &[Format] = &[yaml::FORMAT, json::FORMAT, toml::FORMAT, dotenv::FORMAT];

/// Endings that only say that a file is there to be copied.
const TEMPLATE_ENDINGS: [&str; 5] = [".example", ".sample", ".template", ".tmpl", ".dist"];

/// What a file holds, as far as it could be read.
#[derive(Debug, Default)]
pub struct Document {
    pub entries: Vec<Entry>,
    /// The enclosing block of each block; entries of one block stand side by side.
    pub parents: Vec<Option<usize>>,
    /// Keys that hold other keys, not a value.
    pub sections: Vec<Span>,
    pub comments: Vec<Span>,
    pub problems: Vec<Problem>,
}

#[derive(Debug, Clone)]
pub struct Entry {
    /// From the document's root to the key.
    pub path: Vec<Step>,
    /// The key as the file writes it; it is the last one of the path.
    pub key: String,
    pub key_span: Span,
    pub value: Value,
    /// The value's content; its quotes where there is none in them; the key where there is no value at all.
    pub span: Span,
    pub written: Written,
    /// Index into [`Document::parents`].
    pub block: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Key(String),
    Item(usize),
}

/// A place where a file is not what its name says.
#[derive(Debug)]
pub struct Problem {
    pub span: Span,
    /// In our own words: those of parsers quote the source.
    pub message: String,
}

impl Format {
    pub fn of_file(name: &str) -> Option<&'static Self> {
        let mut name = name.rsplit(['/', '\\']).next()?.to_lowercase();
        for ending in TEMPLATE_ENDINGS {
            if let Some(stem) = name.strip_suffix(ending)
                && !stem.is_empty()
            {
                name = stem.to_owned();
                break;
            }
        }
        FORMATS.iter().find(|format| (format.is_named)(&name))
    }

    pub fn of_language(language: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.languages.contains(&language))
    }
}

impl Document {
    /// A document without nesting: one block holds all.
    fn flat() -> Self {
        Self {
            parents: vec![None],
            ..Self::default()
        }
    }
}

impl Entry {
    /// The key path for people and baselines: `services.crm.environment.WABA_ID`, `entry[].id` without positions.
    pub fn key_path(&self) -> String {
        let mut shown = String::new();
        for step in &self.path {
            match step {
                Step::Key(key) => {
                    if !shown.is_empty() {
                        shown.push('.');
                    }
                    shown.push_str(key);
                }
                Step::Item(_) => shown.push_str("[]"),
            }
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_known_by_name() {
        let name = |file| Format::of_file(file).map(|format| format.name);
        assert_eq!(name("a/.env"), Some("dotenv"));
        assert_eq!(name(".env.local"), Some("dotenv"));
        assert_eq!(name(".env.example"), Some("dotenv"));
        assert_eq!(name(".env-sample.txt"), Some("dotenv"));
        assert_eq!(name("backend.env"), Some("dotenv"));
        assert_eq!(name(".env.yml"), Some("YAML"));
        assert_eq!(name("values.yaml.dist"), Some("YAML"));
        assert_eq!(name("appsettings.json"), Some("JSON"));
        assert_eq!(name("wrangler.toml"), Some("TOML"));
        assert_eq!(name("environment.ts"), None);
        assert_eq!(name(".env.ts"), None);
        assert_eq!(name("notebook.ipynb"), None);
        assert_eq!(name("README.md"), None);
    }
}
