//! Everything that can be looked up, from A to Z: pages, their other names, error codes, rules, headings and terms.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::site::search::words::{fold, phrase};
use crate::site::search::{Document, Kind};

/// A heading on more pages than this is no name of anything.
const OWN: usize = 3;

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
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for section in documents.iter().flat_map(|document| &document.sections) {
        *uses.entry(&section.title).or_default() += 1;
    }
    let mut sorted: BTreeMap<(String, String, String), Entry> = BTreeMap::new();
    let mut add = |entry: Entry| {
        let of = entry.of.clone().unwrap_or_default();
        sorted
            .entry((
                fold(entry.title.trim_start_matches(['“', '"', '\''])),
                of,
                entry.url.clone(),
            ))
            .or_insert(entry);
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
        for section in &document.sections {
            let is_title = phrase(&section.title) == phrase(document.title);
            if section.id.is_empty() || is_title || uses[section.title.as_str()] > OWN {
                continue;
            }
            add(Entry {
                url: format!("{}#{}", document.url, section.id),
                of: Some(document.title.to_owned()),
                ..entry(
                    &section.title,
                    if section.is_term {
                        Kind::Term
                    } else {
                        document.kind
                    },
                )
            });
        }
    }
    let mut letters: Vec<Letter> = Vec::new();
    for ((folded, ..), entry) in sorted {
        let letter = letter(&folded);
        match letters.iter_mut().find(|it| it.letter == letter) {
            Some(it) => it.entries.push(entry),
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
    match folded.chars().find(|c| c.is_alphanumeric()) {
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
