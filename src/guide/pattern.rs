//! Regular expressions of the guide: they match a text as a whole. A run asks few of them, so one is compiled when it is
//! first asked about a text that is as long, and begins, as those that it matches.

use std::sync::OnceLock;

use regex_automata::meta::{BuildError, Config, Regex};
use regex_syntax::hir::Hir;
use regex_syntax::hir::literal::Extractor;
use serde::{Deserialize, Serialize};

use crate::guide::decode::Name;

/// Patterns come from guides that anybody may write: their compiled size is bounded, in bytes.
const SIZE: usize = 1 << 20;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Pattern {
    pub name: Name,
    matched: Matched,
    #[serde(skip)]
    compiled: OnceLock<Option<Regex>>,
}

/// What can be told of all texts that a pattern matches.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Matched {
    /// In bytes.
    shortest: usize,
    longest: Option<usize>,
    /// In whatever case; none where one may begin as it will.
    beginnings: Option<Vec<Vec<u8>>>,
}

impl Pattern {
    pub fn new(name: Name) -> Self {
        Self {
            matched: Matched::of(&name.text),
            name,
            compiled: OnceLock::new(),
        }
    }

    /// One that cannot be compiled, which `check` reports, matches nothing.
    pub fn is_match(&self, text: &str) -> bool {
        if !self.matched.may_be(text) {
            return false;
        }
        self.compiled().is_some_and(|regex| regex.is_match(text))
    }

    fn compiled(&self) -> Option<&Regex> {
        let compiled = self.compiled.get_or_init(|| compile(&self.name.text).ok());
        compiled.as_ref()
    }

    /// What is wrong with it, and what to do.
    pub fn problem(&self) -> Option<(&'static str, &'static str)> {
        match self.compiled() {
            Some(regex) if !regex.is_match("") => None,
            Some(_) => Some((
                "this pattern matches the empty text",
                "use `value: empty` for that, and a pattern that needs a character",
            )),
            None => Some((
                "this is no regular expression that can be used",
                "patterns have the syntax of Rust's regex crate, and match the whole value",
            )),
        }
    }
}

/// How many bytes of a beginning tell enough.
const LONGEST_BEGINNING: usize = 4;

impl Matched {
    fn of(pattern: &str) -> Self {
        let Ok(parsed) = regex_syntax::parse(pattern) else {
            return Self::default();
        };
        Self {
            shortest: parsed.properties().minimum_len().unwrap_or_default(),
            longest: parsed.properties().maximum_len(),
            beginnings: beginnings(&parsed),
        }
    }

    fn may_be(&self, text: &str) -> bool {
        let begins = |beginning: &Vec<u8>| {
            let start = text.as_bytes().get(..beginning.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(beginning))
        };
        text.len() >= self.shortest
            && self.longest.is_none_or(|longest| text.len() <= longest)
            && self.beginnings.as_ref().is_none_or(|all| all.iter().any(begins))
    }
}

fn beginnings(parsed: &Hir) -> Option<Vec<Vec<u8>>> {
    let found = Extractor::new()
        .limit_literal_len(LONGEST_BEGINNING)
        .extract(parsed);
    let mut beginnings: Vec<Vec<u8>> = found
        .literals()?
        .iter()
        .map(|literal| literal.as_bytes().to_ascii_lowercase())
        .collect();
    beginnings.sort();
    beginnings.dedup();
    Some(beginnings)
}

/// Values are short: the engines that are quick to search with would take longer to make ready than all searches do.
fn compile(pattern: &str) -> Result<Regex, Box<BuildError>> {
    let quickly_made = Config::new()
        .nfa_size_limit(Some(SIZE))
        .auto_prefilter(false)
        .hybrid(false)
        .dfa(false)
        .onepass(false);
    Regex::builder()
        .configure(quickly_made)
        .build(&format!("^(?:{pattern})$"))
        .map_err(Box::new)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pattern(text: &str) -> Pattern {
        Pattern::new(Name {
            text: text.to_owned(),
            span: 0..0,
        })
    }

    #[test]
    fn a_text_of_another_length_or_beginning_needs_no_engine() {
        let bearer = pattern(r"(?i)(authorization\s*:\s*)?bearer\s+\S.*");
        assert_eq!(
            bearer.matched.beginnings,
            Some(vec![b"auth".to_vec(), b"bear".to_vec()])
        );
        assert!(!bearer.is_match("EAAexample") && !bearer.is_match("Be") && bearer.compiled.get().is_none());
        assert!(bearer.is_match("BEARER x") && bearer.is_match("Authorization: bearer x"));
        assert!(!bearer.is_match("Bearer"));
        let digits = pattern("[0-9]{18}");
        assert!(!digits.is_match("917729108086835") && digits.compiled.get().is_none());
        assert!(digits.is_match("917729108086835917"));
    }

    proptest! {
        #[test]
        fn the_beginning_never_hides_a_match(text in "(?i)[a-z ]{0,2}(bearer|kelvin|\u{212a}elvin|vite|\u{17f}ecret|[0-9]{1,4})[ _a-z.]{0,4}") {
            for it in [
                r"(?i)(bearer|authorization)\s+\S.*",
                "(?i)kelvin.*",
                "(?i)(secret|vite)_.*",
                "(?i).*(vite|bearer).*",
                "[0-9]{3}.*",
                r"\b(?i:b)earer.*",
                ".{1,7}",
                "a?b*c*.*",
                "",
            ] {
                let whole = regex::Regex::new(&format!("^(?:{it})$")).expect("it is a pattern");
                prop_assert_eq!(pattern(it).is_match(&text), whole.is_match(&text), "{} {}", it, text);
            }
        }
    }
}
