//! What of a finding stays the same from run to run, whatever the line, the value and the working directory: its rule,
//! its file and the path of its key. Reports compare runs by it, baselines hold it, and `lint.ignore` names it.

use std::collections::HashMap;

use crate::config::{Document, Entry, Step};
use crate::finding::Finding;
use crate::source::clean_name;

/// Keys whose value is the name of the item that they stand in; the first is taken before the second.
const NAMES: [&str; 2] = ["name", "id"];
/// The longest that is still taken for a name, in bytes.
const LONGEST_NAME: usize = 40;

/// The names of the items of a file's lists, by their paths. With them, one more item moves no other.
#[derive(Debug, Default)]
pub struct ItemNames(HashMap<Vec<Step>, String>);

impl ItemNames {
    pub fn of(document: &Document) -> Self {
        let mut names = HashMap::new();
        // What stands at a name in a broken file may be anything.
        if !document.problems.is_empty() {
            return Self(names);
        }
        let entries = &document.entries;
        for key in NAMES {
            for entry in entries.iter().filter(|entry| entry.key.eq_ignore_ascii_case(key)) {
                let name = entry.value.expose();
                if matches!(entry.above().last(), Some(Step::Item(_))) && is_name(name) {
                    names
                        .entry(entry.above().to_vec())
                        .or_insert_with(|| name.to_owned());
                }
            }
        }
        Self(names)
    }

    /// `spec.containers[crm].env.WHATSAPP_TOKEN`; an item without a name is `[]`.
    pub fn key_path(&self, entry: &Entry) -> String {
        let mut shown = String::new();
        for (at, step) in entry.path.iter().enumerate() {
            match step {
                Step::Key(key) => {
                    if !shown.is_empty() {
                        shown.push('.');
                    }
                    let parts: Vec<String> = key.split('.').map(clean_name).collect();
                    shown.push_str(&parts.join("."));
                }
                Step::Item(_) => {
                    let name = self.0.get(&entry.path[..=at]);
                    shown.push_str(&format!("[{}]", name.map_or("", String::as_str)));
                }
            }
        }
        shown
    }
}

/// Words with at most three digits behind each. A value is shown nowhere else: what may be more than a name is none.
fn is_name(text: &str) -> bool {
    let is_word = |word: &str| {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
        word.len() - letters.len() <= 3 && letters.chars().all(|c| c.is_ascii_alphabetic())
    };
    text.len() <= LONGEST_NAME
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.split(['-', '_', '.']).all(is_word)
        && clean_name(text) == text
}

/// Gives the findings of one file their fingerprints; `path` is the file's, from where the project begins. They are in
/// the order of the file: what one rule finds at equal key paths is counted.
pub fn give(findings: &mut [Finding], path: &str) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for finding in findings {
        let mut fingerprint = format!("{}:{path}", finding.rule);
        if !finding.key_path.is_empty() {
            fingerprint = format!("{fingerprint}:{}", finding.key_path);
        }
        let count = seen.entry(fingerprint.clone()).or_default();
        *count += 1;
        finding.occurrence = *count;
        finding.fingerprint = match *count {
            1 => fingerprint,
            count => format!("{fingerprint}#{count}"),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Format;

    fn key_paths(language: &str, text: &str) -> Vec<String> {
        let document = (Format::of_language(language).unwrap().read)(text);
        let names = ItemNames::of(&document);
        let entries = document.entries.iter();
        entries.map(|entry| names.key_path(entry)).collect()
    }

    #[test]
    fn items_are_called_by_their_names() {
        let text = "a:\n- {id: eu-1, name: acme, token: x}\n- {token: x, id: beta_2}\n- {token: x}\n";
        assert_eq!(
            key_paths("yaml", text),
            [
                "a[acme].id",
                "a[acme].name",
                "a[acme].token",
                "a[beta_2].token",
                "a[beta_2].id",
                "a[].token"
            ]
        );
        assert_eq!(
            key_paths("csv", "name,token\nacme,x\n"),
            ["[acme].name", "[acme].token"]
        );
    }

    #[test]
    fn what_may_be_more_than_a_name_is_none() {
        for name in ["acme", "crm-2", "eu_west.prod12", "A"] {
            assert!(is_name(name), "{name}");
        }
        for value in [
            "",
            "917729108086835",
            "acme 2",
            "abc1234",
            "x9k2m4",
            "EAAexampleexample",
            "münchen",
            "a/b",
            "-",
            &"a".repeat(41),
        ] {
            assert!(!is_name(value), "{value}");
        }
    }
}
