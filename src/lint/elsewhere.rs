//! Values that are empty because they stand elsewhere: in a file, in a secret that is there already, in a later
//! line; or because the block is switched off.

use std::collections::{HashMap, HashSet};

use crate::config::{Document, Step};
use crate::lint::classify::{fold, words};

/// Endings of a key that says where the value of the key without it is: `WHATSAPP_TOKEN_FILE`.
const WHERE: [&str; 4] = ["file", "path", "arn", "ref"];

/// The entries of a document that have no value and need none.
pub fn entries(document: &Document) -> HashSet<usize> {
    let is_empty = |at: &usize| document.entries[*at].value.expose().is_empty();
    if !(0..document.entries.len()).any(|at| is_empty(&at)) {
        return HashSet::new();
    }
    let mut with_secret: HashSet<usize> = HashSet::new();
    // What is switched off by name: `WHATSAPP_ENABLED=false` says nothing of `STRIPE_API_KEY`.
    let mut off: HashMap<usize, HashSet<String>> = HashMap::new();
    let mut filled: HashMap<(usize, String), usize> = HashMap::new();
    for (at, entry) in document.entries.iter().enumerate() {
        let key = words(&entry.key);
        let value = entry.value.expose();
        let names_secret = key.first().is_some_and(|word| word == "existing")
            || matches!(key.concat().as_str(), "secretname" | "secretref" | "secretkeyref");
        let says_off = key.last().is_some_and(|word| word == "enabled")
            && matches!(value.to_lowercase().as_str(), "false" | "0" | "no" | "off");
        let is_of_block = key.len() == 1;
        if (names_secret && !value.is_empty()) || (says_off && is_of_block) {
            with_secret.insert(entry.block);
        } else if says_off {
            let what = key.iter().take(key.len() - 1).cloned();
            off.entry(entry.block).or_default().extend(what);
        }
        if !value.is_empty() {
            filled.insert((entry.block, key.concat()), at);
        }
    }
    (0..document.entries.len())
        .filter(is_empty)
        .filter(|at| {
            let entry = &document.entries[*at];
            let mut blocks = std::iter::successors(Some(entry.block), |block| document.parents[*block]);
            let key = fold(&entry.key).into_owned();
            let is_switched_off = off.get(&entry.block).is_some_and(|off| {
                let keys = entry.path.iter().filter_map(|step| match step {
                    Step::Key(key) => Some(words(key)),
                    _ => None,
                });
                keys.flatten().any(|word| off.contains(&word))
            });
            is_switched_off
                || blocks.any(|block| with_secret.contains(&block))
                || WHERE
                    .iter()
                    .any(|ending| filled.contains_key(&(entry.block, format!("{key}{ending}"))))
                || filled.get(&(entry.block, key)).is_some_and(|later| later > at)
        })
        .collect()
}
