//! What one place of a scan tells about another: which values are whose, by their keys, by captured webhooks and
//! by what the settings say is known.

use std::collections::{HashMap, HashSet};

use crate::finding::{Place, Related};
use crate::guide::Guide;
use crate::guide::shape::Shape;
use crate::lint::File;
use crate::lint::classify::Classifier;
use crate::lint::shape::names_in;
use crate::source::{Position, Value, clean_name};

/// The IDs of a scan by the credential that they were seen as.
pub struct Known {
    seen: HashMap<(usize, Value), Vec<Seen>>,
    /// What captured webhooks prove a value to be.
    proven: HashMap<Value, usize>,
    /// Template files: their IDs are made up, and say something of the same file only.
    made_up: HashSet<String>,
}

struct Seen {
    place: Option<Place>,
    key: String,
}

impl Seen {
    fn file(&self) -> Option<&str> {
        self.place.as_ref().map(|place| place.path.as_str())
    }

    fn start(&self) -> Option<Position> {
        self.place.as_ref().map(|place| place.start)
    }
}

impl Known {
    pub fn of(files: &[File], guide: &Guide) -> Self {
        let mut known = Self {
            seen: HashMap::new(),
            proven: HashMap::new(),
            made_up: HashSet::new(),
        };
        for file in files {
            if file.is_template {
                known.made_up.insert(file.source.name().to_owned());
            }
            for (at, credential) in &file.classified.proofs {
                let entry = &file.document.entries[*at];
                known.add(
                    *credential,
                    &entry.value,
                    Some(file.place(*at)),
                    &entry.key_path(),
                );
                known.proven.insert(entry.value.clone(), *credential);
            }
            for (at, entry) in file.document.entries.iter().enumerate() {
                let shapes = file.shapes[at];
                if let Some(credential) = file.classified.credentials[at]
                    && !file.block(at).is_payload
                    && shapes.has(Shape::GraphId)
                    && !shapes.has(Shape::Placeholder)
                {
                    known.add(credential, &entry.value, Some(file.place(at)), &entry.key);
                }
            }
        }
        for (name, values) in &guide.settings.lint.known {
            let credential = guide
                .credentials
                .iter()
                .position(|credential| credential.id.text == name.text);
            for value in values {
                if let Some(credential) = credential {
                    known.add(credential, &Value::new(value.as_str()), None, "the settings");
                }
            }
        }
        known
    }

    /// Of the places in one file the first is kept: one says all that any of them says.
    fn add(&mut self, credential: usize, value: &Value, place: Option<Place>, key: &str) {
        let value = Value::new(value.expose().trim());
        let seen = self.seen.entry((credential, value)).or_default();
        let new = Seen {
            place,
            key: clean_name(key),
        };
        // Files come one after the other.
        match seen.last_mut().filter(|known| known.file() == new.file()) {
            Some(known) if known.start() <= new.start() => {}
            Some(known) => *known = new,
            None => seen.push(new),
        }
    }

    /// Whether an entry's value is `other`'s: the same ID, or a reference by that name. With the places that say so.
    pub fn same_as(
        &self,
        file: &File,
        at: usize,
        other: usize,
        guide: &Guide,
        classifier: &Classifier,
    ) -> Option<Vec<Related>> {
        let entry = &file.document.entries[at];
        let own = file.classified.credentials[at];
        if file.shapes[at].has(Shape::Reference) {
            let named: Vec<usize> = names_in(entry.value.expose())
                .filter_map(|name| classifier.certain(name))
                .collect();
            let is_its_own = own.is_some_and(|own| named.contains(&own));
            return (named.contains(&other) && !is_its_own).then(Vec::new);
        }
        if !file.shapes[at].has(Shape::GraphId) {
            return None;
        }
        let value = Value::new(entry.value.expose().trim());
        if own.is_some() && self.proven.get(&value).copied() == own {
            return None;
        }
        let seen = self.seen.get(&(other, value.clone()))?;
        let title = &guide.credentials[other].title;
        let path = file.source.name();
        // Beside its own, different one an ID of another file is that file's matter, unless a webhook proves it.
        let is_proven = self.proven.get(&value) == Some(&other);
        let has_its_own = file.has_id(entry.block, other, &value);
        let is_telling = |seen: &&Seen| {
            let is_here = seen.place.as_ref().is_none_or(|place| place.path == path);
            let is_real = seen
                .place
                .as_ref()
                .is_none_or(|place| !self.made_up.contains(&place.path));
            is_proven || is_here || (is_real && !has_its_own)
        };
        if !seen.iter().any(|seen| is_telling(&seen)) {
            return None;
        }
        let related = seen.iter().filter(is_telling).filter_map(|seen| {
            seen.place.clone().map(|place| Related {
                label: format!("`{}` says that this is the {title}", seen.key),
                place,
            })
        });
        // The nearest place explains best: this file's before another's.
        let nearest = related.min_by_key(|it| (it.place.path != path, it.place.start));
        Some(nearest.into_iter().collect())
    }
}
