//! Words that are looked for in texts, wherever they stand and in any case.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use aho_corasick::{AhoCorasick, AhoCorasickKind};

/// To look for each word by itself in so many bytes takes as long as to make an automaton for all.
const CHEAPER_ONE_BY_ONE: usize = 16 * 1024;

pub struct Needles {
    /// In lower case.
    words: Vec<String>,
    /// Bytes that were searched so far.
    searched: AtomicUsize,
    automaton: OnceLock<Option<AhoCorasick>>,
}

impl Needles {
    pub fn new(words: impl Iterator<Item = String>) -> Self {
        Self {
            words: words.map(|word| word.to_ascii_lowercase()).collect(),
            searched: AtomicUsize::new(0),
            automaton: OnceLock::new(),
        }
    }

    /// Whether a text has one of the words.
    pub fn are_in(&self, text: &str) -> bool {
        let searched = self.searched.fetch_add(text.len(), Ordering::Relaxed);
        if searched + text.len() <= CHEAPER_ONE_BY_ONE {
            let text = text.to_ascii_lowercase();
            return self.words.iter().any(|word| text.contains(word.as_str()));
        }
        // A guide with words without number has no automaton: then any text may have one.
        self.automaton().is_none_or(|automaton| automaton.is_match(text))
    }

    /// Where the words stand in a text, and which they are, by their place in the list.
    pub fn places<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (std::ops::Range<usize>, usize)> {
        let found = self.automaton().map(|automaton| automaton.find_iter(text));
        found
            .into_iter()
            .flatten()
            .map(|found| (found.range(), found.pattern().as_usize()))
    }

    fn automaton(&self) -> Option<&AhoCorasick> {
        let built = self.automaton.get_or_init(|| {
            // What it would choose itself takes longer to build.
            AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .kind(Some(AhoCorasickKind::ContiguousNFA))
                .build(&self.words)
                .ok()
        });
        built.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_small_texts_as_in_large_ones() {
        for (text, is_there) in [
            ("MY_PHONE_ID=1", true),
            ("äPhOneä", true),
            ("phon_e=1", false),
            ("", false),
        ] {
            let needles = Needles::new(["phone", "WABA"].map(str::to_owned).into_iter());
            assert_eq!(needles.are_in(text), is_there, "{text}");
            assert!(needles.automaton.get().is_none());
            let large = format!("{text}{}", " ".repeat(CHEAPER_ONE_BY_ONE + 1));
            assert_eq!(needles.are_in(&large), is_there, "{text}");
            assert!(needles.automaton.get().is_some());
            assert_eq!(needles.are_in(text), is_there, "{text}");
        }
        let needles = Needles::new(["phone", "WABA"].map(str::to_owned).into_iter());
        assert_eq!(
            needles.places("a wabaphone").collect::<Vec<_>>(),
            [(2..6, 1), (6..11, 0)]
        );
    }
}
