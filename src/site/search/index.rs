//! The index as a script: `window.__search = JSON.parse('…')`. It is a script so that a site can be searched that was
//! opened from disk, under a policy that allows no other source.
//!
//! Lists are lines of one text, which compresses better than JSON's lists. `search.js` reads what is written here.

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;
use serde::Serialize;

use crate::site::markdown::slug;
use crate::site::search::sections::one_line;
use crate::site::search::words::{Rules, words};
use crate::site::search::{Document, Section, Words};

/// The longest text that is shown with a page, in characters, and with a section: a line each.
const TEXT: usize = 120;
const EXCERPT: usize = 56;
/// A heading that stands on more pages than this is a part of their form and says little: it has no text.
const OWN: usize = 3;
/// One word in so many pages, at least, tells them apart: a word in more texts than that is left out.
const TELLING: usize = 10;

#[derive(Serialize)]
struct Index<'a> {
    words: &'a Words<'a>,
    called: &'a BTreeMap<&'static str, &'a str>,
    /// What a word is.
    rules: Rules,
    /// What kind each page is of, by a letter.
    kinds: String,
    lines: Lines,
    /// Headings from here on have excerpts.
    common: usize,
    /// Headings from here on are terms.
    defined: usize,
    /// Other words in texts, sorted: the number of letters that each has in common with the one before, and the rest.
    terms: String,
    /// For each of them the pages, as numbers: how many are left out between one and the next.
    found: String,
}

/// Texts with a line for each page, heading or section; the script takes them in this order.
#[derive(Serialize)]
struct Lines(
    /// Addresses.
    String,
    /// Titles.
    String,
    /// Descriptions.
    String,
    /// Other names of each page, with tabs between them.
    String,
    /// Titles of sections, and their anchors where the title does not give them.
    String,
    /// The headings of each page, as numbers.
    String,
    /// Excerpts of sections with own headings, in order.
    String,
);

pub fn script(documents: &[Document], shown: &Words) -> String {
    let headings = Headings::new(documents);
    let lines =
        |line: &dyn Fn(&Document) -> String| documents.iter().map(line).collect::<Vec<_>>().join("\n");
    let excerpts: Vec<String> = documents
        .iter()
        .flat_map(|document| headings.excerpts(document))
        .collect();
    let (terms, found) = postings(documents, &headings);
    let index = Index {
        words: shown,
        called: &shown.kinds,
        rules: Rules::default(),
        kinds: documents.iter().map(|document| document.kind.letter()).collect(),
        lines: Lines(
            lines(&|document| document.url.to_owned()),
            lines(&|document| one_line(document.title)),
            lines(&|document| shorten(document.description, TEXT)),
            lines(&|document| document.names.join("\t")),
            headings.lines(),
            lines(&|document| headings.numbers(document)),
            excerpts.join("\n"),
        ),
        common: headings.common,
        defined: headings.defined,
        terms,
        found,
    };
    let json = serde_json::to_string(&index).unwrap_or_default();
    format!("window.__search = JSON.parse('{}');\n", escape(&json))
}

/// JSON inside a string of a script.
fn escape(json: &str) -> String {
    json.replace('\\', "\\\\")
        .replace('\'', "\\'")
        .replace("</", "<\\/")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

type Heading<'a> = (bool, &'a str, &'a str);

/// All headings of a site, each once: those of many pages first, then those of few, then terms.
struct Headings<'a> {
    numbers: HashMap<Heading<'a>, usize>,
    sorted: Vec<Heading<'a>>,
    common: usize,
    defined: usize,
}

impl<'a> Headings<'a> {
    fn new(documents: &'a [Document]) -> Self {
        let mut uses: BTreeMap<Heading, usize> = BTreeMap::new();
        let mut order: Vec<Heading> = Vec::new();
        for section in documents.iter().flat_map(sections) {
            let uses = uses.entry(heading(section)).or_default();
            *uses += 1;
            if *uses == 1 {
                order.push(heading(section));
            }
        }
        let is_common = |heading: &Heading| !heading.0 && uses[heading] > OWN;
        // The shortest numbers for the commonest ones, and neighbours of a page side by side.
        order.sort_by_key(|heading| match (heading.0, is_common(heading)) {
            (false, true) => (0, usize::MAX - uses[heading]),
            (false, false) => (1, 0),
            (true, _) => (2, 0),
        });
        Self {
            numbers: order
                .iter()
                .enumerate()
                .map(|(at, heading)| (*heading, at))
                .collect(),
            common: order.iter().filter(|heading| is_common(heading)).count(),
            defined: order.iter().filter(|heading| !heading.0).count(),
            sorted: order,
        }
    }

    fn lines(&self) -> String {
        let lines: Vec<String> = self
            .sorted
            .iter()
            .map(|(_, title, id)| {
                if slug(title) == *id {
                    (*title).to_owned()
                } else {
                    format!("{title}\t{id}")
                }
            })
            .collect();
        lines.join("\n")
    }

    fn number(&self, section: &Section) -> usize {
        self.numbers.get(&heading(section)).copied().unwrap_or_default()
    }

    fn numbers(&self, document: &Document) -> String {
        sections(document)
            .map(|section| digit(self.number(section)))
            .collect()
    }

    fn excerpts(&self, document: &Document) -> Vec<String> {
        sections(document)
            .filter(|section| self.number(section) >= self.common)
            .map(|section| shorten(&section.text, EXCERPT))
            .collect()
    }
}

fn heading(section: &Section) -> Heading<'_> {
    (section.is_term, &section.title, &section.id)
}

/// The sections of a page that a result can lead to.
fn sections<'a>(document: &'a Document) -> impl Iterator<Item = &'a Section> {
    document.sections.iter().filter(|section| !section.id.is_empty())
}

/// The terms, and their pages.
fn postings(documents: &[Document], headings: &Headings) -> (String, String) {
    let of_pages: Vec<Vec<String>> = documents
        .par_iter()
        .map(|document| terms_of(document, headings))
        .collect();
    let mut pages: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, terms) in of_pages.iter().enumerate() {
        for term in terms {
            pages.entry(term).or_default().push(at);
        }
    }
    pages.retain(|_, pages| pages.len() * TELLING <= documents.len().max(TELLING));
    let mut terms = Vec::new();
    let mut found = Vec::new();
    let mut before = "";
    for (term, pages) in &pages {
        let common = common_letters(before, term);
        // A number of one digit in base 36.
        let count = char::from_digit(common.len_utf16, 36).unwrap_or('0');
        terms.push(format!("{count}{}", &term[common.len..]));
        let starts = pages.iter().scan(0, |next, page| {
            let step = page - *next;
            *next = page + 1;
            Some(digit(step))
        });
        found.push(starts.collect::<String>());
        before = term;
    }
    (terms.join(" "), found.join(" "))
}

/// The words of a page that nothing shows that the index has of it.
fn terms_of(document: &Document, headings: &Headings) -> Vec<String> {
    let shown = [
        document.title.to_owned(),
        document.url.to_owned(),
        shorten(document.description, TEXT),
    ]
    .into_iter()
    .chain(document.names.iter().cloned())
    .chain(sections(document).map(|section| section.title.clone()))
    .chain(headings.excerpts(document));
    let shown: HashSet<String> = shown.flat_map(|text| words(&text)).collect();
    let texts = document.sections.iter().map(|section| section.text.as_str());
    let read: HashSet<String> = texts.chain([document.description]).flat_map(words).collect();
    read.into_iter()
        .filter(|word| !shown.contains(word) && !is_value(word))
        .collect()
}

struct Common {
    /// In bytes.
    len: usize,
    /// In the units that scripts count in.
    len_utf16: u32,
}

/// What two words begin with, as far as one digit can say.
fn common_letters(a: &str, b: &str) -> Common {
    let mut common = Common { len: 0, len_utf16: 0 };
    for (x, y) in a.chars().zip(b.chars()) {
        if x != y || common.len_utf16 > 33 {
            break;
        }
        common.len += x.len_utf8();
        common.len_utf16 += if x.len_utf16() == 2 { 2 } else { 1 };
    }
    common
}

/// Whether a word is an example's value, which nobody looks for: a long number, or letters and digits mixed at length.
fn is_value(word: &str) -> bool {
    let has_digits = word.bytes().any(|byte| byte.is_ascii_digit());
    let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
    let length = word.chars().count();
    (is_number && length > 8) || (has_digits && length > 15) || length > 32
}

/// A number as a character, from `0` on: UTF-8 has one byte for small ones and more for others.
fn digit(number: usize) -> char {
    const SURROGATES: u32 = 0x800;
    let code = u32::try_from(number)
        .unwrap_or(u32::MAX)
        .saturating_add('0'.into());
    char::from_u32(code)
        .or_else(|| char::from_u32(code.saturating_add(SURROGATES)))
        .unwrap_or(char::MAX)
}

/// The beginning of a text, at the end of a word where there is one.
fn shorten(text: &str, most: usize) -> String {
    let text = one_line(text);
    let Some((end, _)) = text.char_indices().nth(most) else {
        return text;
    };
    let start = &text[..end];
    let whole = start
        .rfind(' ')
        .filter(|at| *at > end / 2)
        .map_or(start, |at| &start[..at]);
    format!("{}…", whole.trim_end_matches([',', ';', ':', '.', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_characters() {
        assert_eq!([0, 1, 79, 700].map(digit), ['0', '1', '\u{7f}', '\u{2ec}']);
    }

    #[test]
    fn texts_end_with_a_word() {
        assert_eq!(shorten("one two\nthree", 20), "one two three");
        assert_eq!(shorten("one two, three", 10), "one two…");
        assert_eq!(shorten("电话号码电话号码", 4), "电话号码…");
    }

    #[test]
    fn nothing_ends_the_string_of_a_script() {
        assert_eq!(
            escape("{\"a\":\"it's </script> \\n\u{2028}\"}"),
            "{\"a\":\"it\\'s <\\/script> \\\\n\\u2028\"}"
        );
    }
}
