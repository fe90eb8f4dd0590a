//! The words that the guide explains, where prose uses them: credentials by their proper names.

use std::collections::HashSet;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::guide::Guide;
use crate::site::links::Term;
use crate::source::Span;

pub struct Terms {
    finder: Option<AhoCorasick>,
    /// For each pattern, the credential that it names.
    credentials: Vec<usize>,
}

impl Terms {
    pub fn new(guide: &Guide) -> Self {
        let mut patterns: Vec<&str> = Vec::new();
        let mut credentials = Vec::new();
        for (at, credential) in guide.credentials.iter().enumerate() {
            let title = guide.pages[credential.page].title.as_str();
            let names = credential.also_called.iter().map(String::as_str);
            for name in names.chain([title]).filter(|name| is_proper(name)) {
                // What two credentials are called explains nothing.
                match patterns.iter().position(|known| *known == name) {
                    Some(known) if credentials[known] != at => credentials[known] = usize::MAX,
                    Some(_) => {}
                    None => {
                        patterns.push(name);
                        credentials.push(at);
                    }
                }
            }
        }
        let finder = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(&patterns);
        Self {
            // It fails on gigabytes of patterns only.
            finder: finder.ok(),
            credentials,
        }
    }

    /// The first use of each credential's name that is not among `known`, which it is then added to.
    pub fn find(&self, text: &str, known: &mut HashSet<usize>) -> Vec<(Span, usize)> {
        let Some(finder) = &self.finder else {
            return Vec::new();
        };
        finder
            .find_iter(text)
            .filter(|found| is_whole(text, found.range()))
            .map(|found| (found.range(), self.credentials[found.pattern().as_usize()]))
            .filter(|(_, credential)| *credential != usize::MAX && known.insert(*credential))
            .collect()
    }

    pub fn term(guide: &Guide, credential: usize) -> Option<Term> {
        guide.credentials.get(credential).map(|it| Term::of(guide, it))
    }
}

/// "Phone Number ID" and "WABA", but not "token": words that mean one thing wherever they stand.
fn is_proper(name: &str) -> bool {
    let is_capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    let mut words = name.split(' ');
    let is_name = name.split(' ').count() > 1 && words.all(is_capital);
    let is_acronym = name.len() > 2 && name.chars().all(|c| c.is_ascii_uppercase());
    (is_name || is_acronym) && !name.contains(['(', '&', '<'])
}

/// Whether nothing that belongs to a word stands on either side.
fn is_whole(text: &str, span: Span) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let before = text[..span.start].chars().next_back();
    let after = text[span.end..].chars().next();
    !before.is_some_and(is_word) && !after.is_some_and(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proper_names_mean_one_thing() {
        assert!(is_proper("Phone Number ID") && is_proper("WABA"));
        assert!(!is_proper("token") && !is_proper("API key") && !is_proper("Key") && !is_proper("ID"));
    }

    #[test]
    fn names_are_whole_words() {
        assert!(is_whole("the WABA ID.", 4..11));
        assert!(!is_whole("MY_WABA ID", 3..10) && !is_whole("WABA IDs", 0..7));
    }
}
