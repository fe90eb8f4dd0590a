//! Texts as the words that search compares. The script in the browser, `search.js`, does the same, by rules that it gets
//! from here.

use std::collections::BTreeMap;
use std::mem;

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Ranges of characters.
type Class = [(char, char)];

/// What readers leave out when they type: accents, vowel signs of Arabic and Hebrew, the stretching of Arabic letters,
/// what has no width. Marks of other scripts make other words, so they stay.
const LEFT_OUT: &Class = &[
    ('\u{ad}', '\u{ad}'),
    ('\u{200b}', '\u{200d}'),
    ('\u{2060}', '\u{2060}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{300}', '\u{36f}'),
    ('\u{591}', '\u{5bd}'),
    ('\u{5bf}', '\u{5bf}'),
    ('\u{5c1}', '\u{5c2}'),
    ('\u{5c4}', '\u{5c5}'),
    ('\u{5c7}', '\u{5c7}'),
    ('\u{640}', '\u{640}'),
    ('\u{64b}', '\u{65f}'),
    ('\u{670}', '\u{670}'),
];

/// Scripts without blanks between words: Thai and Lao, Burmese, Khmer, Japanese and Chinese.
const UNSPACED: &Class = &[
    ('\u{e00}', '\u{eff}'),
    ('\u{1000}', '\u{109f}'),
    ('\u{1780}', '\u{17ff}'),
    ('\u{3005}', '\u{3007}'),
    ('\u{3040}', '\u{30ff}'),
    ('\u{3400}', '\u{9fff}'),
    ('\u{20000}', '\u{3ffff}'),
];

/// Letters that no accent makes, and what is typed for them.
const PLAIN: [(char, &str); 10] = [
    ('ß', "ss"),
    ('æ', "ae"),
    ('œ', "oe"),
    ('þ', "th"),
    ('ø', "o"),
    ('đ', "d"),
    ('ð', "d"),
    ('ł', "l"),
    ('ı', "i"),
    ('ς', "σ"),
];

/// The same for the script, as sources of regular expressions.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rules {
    left_out: String,
    unspaced: String,
    /// Letters that stand together and are of scripts with blanks, or of scripts without.
    run: String,
    /// What is marked in a text at once.
    piece: String,
    plain: BTreeMap<char, &'static str>,
}

impl Default for Rules {
    fn default() -> Self {
        let class = |class: &Class| -> String {
            let ranges: String = class
                .iter()
                .map(|(first, last)| format!("{first}-{last}"))
                .collect();
            format!("[{ranges}]")
        };
        let unspaced = class(UNSPACED);
        let letter = r"[\p{Alphabetic}\p{M}\p{N}]";
        let spaced = format!("(?:(?!{unspaced}){letter})+");
        Self {
            left_out: class(LEFT_OUT),
            run: format!("(?:(?={unspaced}){letter})+|{spaced}"),
            piece: format!("({unspaced}|{spaced})"),
            unspaced,
            plain: PLAIN.into(),
        }
    }
}

fn is_in(class: &Class, c: char) -> bool {
    class.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

fn is_unspaced(c: char) -> bool {
    is_in(UNSPACED, c)
}

/// A text in the one spelling that all its spellings have.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let lower = text.nfkd().collect::<String>().to_lowercase();
    let mut plain = String::with_capacity(lower.len());
    for c in lower.chars().filter(|c| !is_in(LEFT_OUT, *c)) {
        match PLAIN.iter().find(|(letter, _)| *letter == c) {
            Some((_, typed)) => plain.push_str(typed),
            None => plain.push(c),
        }
    }
    plain.nfc().collect()
}

/// The words of a text, folded, in order. `phone_number-id` is three of them; where nothing parts the words, each pair
/// of neighbouring letters is one.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut run = String::new();
    let mut is_run_unspaced = false;
    let end = |run: &mut String, is_unspaced: bool, words: &mut Vec<String>| {
        if is_unspaced {
            add_pairs(run, words);
            run.clear();
        } else if !run.is_empty() {
            words.push(mem::take(run));
        }
    };
    for c in fold(text).chars() {
        let is_of_word = c.is_alphanumeric() || is_combining_mark(c);
        if !is_of_word || is_unspaced(c) != is_run_unspaced {
            end(&mut run, is_run_unspaced, &mut words);
        }
        if is_of_word {
            is_run_unspaced = is_unspaced(c);
            run.push(c);
        }
    }
    end(&mut run, is_run_unspaced, &mut words);
    words
}

fn add_pairs(run: &str, words: &mut Vec<String>) {
    let seconds = run.char_indices().skip(1);
    let thirds = run.char_indices().skip(2).map(|(at, _)| at).chain([run.len()]);
    let starts = run.char_indices().map(|(at, _)| at);
    let before = words.len();
    words.extend(
        starts
            .zip(seconds)
            .zip(thirds)
            .map(|((start, _), end)| run[start..end].to_owned()),
    );
    if words.len() == before && !run.is_empty() {
        words.push(run.to_owned());
    }
}

/// A text as one key: its words, by a blank each.
pub fn phrase(text: &str) -> String {
    words(text).join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same table is held against the script in `tests/browser/search.mjs`.
    #[test]
    fn words_are_what_readers_type() {
        let table = include_str!("words.tsv");
        let mut rows = 0;
        for row in table.lines() {
            let (text, expected) = row.split_once('\t').unwrap_or_default();
            assert_eq!(phrase(text), expected, "{text}");
            rows += 1;
        }
        assert!(rows > 20);
    }

    proptest::proptest! {
        #[test]
        fn words_hold_nothing_that_parts_them(text in ".*") {
            for word in words(&text) {
                proptest::prop_assert!(!word.is_empty());
                proptest::prop_assert!(word.chars().all(|c| c.is_alphanumeric() || is_combining_mark(c)), "{word}");
            }
        }

        #[test]
        fn folding_twice_changes_nothing(text in ".*") {
            let folded = fold(&text);
            proptest::prop_assert_eq!(fold(&folded), folded);
        }
    }
}
