//! Regular expressions of the guide: they match a text as a whole, and are compiled when one is first asked, since a run
//! asks few of them.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

use crate::guide::decode::Name;

/// Patterns come from guides that anybody may write: their compiled size is bounded, in bytes.
const SIZE: usize = 1 << 20;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Pattern {
    pub name: Name,
    #[serde(skip)]
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    pub fn new(name: Name) -> Self {
        Self {
            name,
            compiled: OnceLock::new(),
        }
    }

    /// One that cannot be compiled, which `check` reports, matches nothing.
    pub fn is_match(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| compile(&self.name.text).ok());
        compiled.as_ref().is_some_and(|regex| regex.is_match(text))
    }

    /// What is wrong with it, and what to do.
    pub fn problem(&self) -> Option<(&'static str, &'static str)> {
        match compile(&self.name.text) {
            Ok(regex) if !regex.is_match("") => None,
            Ok(_) => Some((
                "this pattern matches the empty text",
                "use `value: empty` for that, and a pattern that needs a character",
            )),
            Err(_) => Some((
                "this is no regular expression that can be used",
                "patterns have the syntax of Rust's regex crate, and match the whole value",
            )),
        }
    }
}

fn compile(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(&format!("^(?:{pattern})$"))
        .size_limit(SIZE)
        .dfa_size_limit(SIZE)
        .build()
}
