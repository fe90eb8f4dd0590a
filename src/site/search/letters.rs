//! Everything that can be looked up, from A to Z: pages, their other names, error codes, rules and terms.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use crate::site::search::words::{fold, phrase};
use crate::site::search::{Document, Kind};

#[derive(Serialize)]
pub struct Letter {
    letter: String,
    /// Its anchor.
    id: String,
    entries: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    title: String,
    url: String,
    kind: &'static str,
    /// The page that it is a part of, or another name of.
    of: Option<String>,
}

pub fn letters(documents: &[Document]) -> Vec<Letter> {
    let mut sorted: BTreeMap<(String, String, String), Entry> = BTreeMap::new();
    let mut add = |entry: Entry| {
        let folded = fold(&entry.title);
        // Quotes and brackets before a name give it no other place.
        let name = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
        let of = entry.of.clone().unwrap_or_default();
        let key = (name.to_owned(), of, entry.url.clone());
        sorted.entry(key).or_insert(entry);
    };
    for document in documents {
        let entry = |title: &str, kind: Kind| Entry {
            title: title.to_owned(),
            url: document.url.to_owned(),
            kind: kind.letter(),
            of: None,
        };
        add(entry(document.title, document.kind));
        let names = document.names.iter().map(String::as_str);
        let id = (document.kind == Kind::Rule).then(|| name(document.url));
        for name in names.chain(id) {
            add(Entry {
                of: Some(document.title.to_owned()),
                ..entry(name, document.kind)
            });
        }
        // Search finds headings, too; here they would be too many to look through.
        let terms = document.sections.iter().filter(|section| section.is_term);
        for term in terms.filter(|term| phrase(&term.title) != phrase(document.title)) {
            add(Entry {
                url: format!("{}#{}", document.url, term.id),
                of: Some(document.title.to_owned()),
                ..entry(&term.title, Kind::Term)
            });
        }
    }
    let mut letters: Vec<Letter> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for ((folded, ..), entry) in sorted {
        let letter = letter(&folded);
        let place = *places.entry(letter.clone()).or_insert(letters.len());
        match letters.get_mut(place) {
            Some(letter) => letter.entries.push(entry),
            None => letters.push(Letter {
                id: format!("letter-{}", letter.to_lowercase().replace('#', "other")),
                letter,
                entries: vec![entry],
            }),
        }
    }
    letters
}

/// What a text is listed under.
fn letter(folded: &str) -> String {
    match folded.chars().next() {
        Some(c) if c.is_numeric() => "0–9".to_owned(),
        Some(c) => c.to_uppercase().collect(),
        None => "#".to_owned(),
    }
}

/// The name of a page by its address: a rule's id.
fn name(url: &str) -> &str {
    let file = url.rsplit('/').next().unwrap_or(url);
    file.strip_suffix(".html").unwrap_or(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_below_their_first_letter() {
        let names = ["“Éclair”", "131030", "(#100) No", "फ़ोन", "eclipse", "电话", "…"];
        let document = Document {
            url: "page.html",
            title: "Zebra",
            description: "",
            kind: Kind::Guide,
            names: names.map(str::to_owned).to_vec(),
            sections: &[],
        };
        let shown: Vec<String> = letters(&[document])
            .iter()
            .map(|it| {
                let titles: Vec<&str> = it.entries.iter().map(|entry| entry.title.as_str()).collect();
                format!("{} {} {}", it.letter, it.id, titles.join(" | "))
            })
            .collect();
        assert_eq!(
            shown,
            [
                "# letter-other …",
                "0–9 letter-0–9 (#100) No | 131030",
                "E letter-e “Éclair” | eclipse",
                "Z letter-z Zebra",
                "फ letter-फ फ़ोन",
                "电 letter-电 电话",
            ]
        );
    }
}
