//! What one place of a scan tells about another: which values are whose, by their keys, by captured webhooks and
//! by what the settings say is known.

use std::collections::{HashMap, HashSet};

use crate::finding::{Place, Related};
use crate::guide::Guide;
use crate::guide::shape::Shape;
use crate::lint::classify::{Classifier, words};
use crate::lint::shape::names_in;
use crate::lint::{File, GraphUse};
use crate::source::{Position, Value, clean_name};

/// A shorter secret may be in two places by chance.
const SHORTEST_SECRET: usize = 8;

/// The IDs of a scan by the credential that they were seen as.
pub struct Known {
    seen: HashMap<(usize, Value), Vec<Seen>>,
    /// What captured webhooks prove a value to be.
    proven: HashMap<Value, usize>,
    /// Template files: their IDs are made up, and say something of the same file only.
    made_up: HashSet<String>,
    /// The IDs in Graph addresses, by the credential that belongs there.
    used: HashMap<Value, Vec<(usize, Place)>>,
    /// The IDs of each directory's files that are for no particular use, such as production.
    plain: HashMap<(String, usize), Vec<(Value, Place)>>,
}

struct Seen {
    place: Option<Place>,
    key: String,
    /// The credentials of which its block has an ID of its own, another one.
    beside: Vec<usize>,
}

/// What stands in a Graph address instead of the ID that belongs there.
pub struct Misused {
    pub what: String,
    pub related: Vec<Related>,
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
            used: HashMap::new(),
            plain: HashMap::new(),
        };
        for file in files {
            if file.is_template {
                known.made_up.insert(file.source.name().to_owned());
            }
            for (at, credential) in &file.classified.proofs {
                let entry = &file.document.entries[*at];
                let place = Some(file.place(*at));
                known.add(*credential, &entry.value, place, &entry.key_path(), Vec::new());
                known.proven.insert(entry.value.clone(), *credential);
            }
            for (at, entry) in file.document.entries.iter().enumerate() {
                let shapes = file.shapes[at];
                let Some(credential) = file.classified.credentials[at] else {
                    continue;
                };
                let is_secret = guide.credentials[credential].secret
                    && !shapes.has(Shape::Reference)
                    && entry.value.characters() >= SHORTEST_SECRET;
                if (shapes.has(Shape::GraphId) || is_secret)
                    && !file.block(at).is_payload
                    && !shapes.has(Shape::Placeholder)
                {
                    let has_other = |other: &usize| {
                        *other != credential && file.has_id(entry.block, *other, &entry.value)
                    };
                    let beside = (0..guide.credentials.len()).filter(has_other).collect();
                    let place = Some(file.place(at));
                    known.add(credential, &entry.value, place, &entry.key, beside);
                }
            }
            known.add_plain(file, guide);
            for used in &file.graph_uses {
                let place = file.place(used.entry);
                let uses = known.used.entry(used.id.clone()).or_default();
                uses.push((used.credential, place));
            }
        }
        for (name, values) in &guide.settings.lint.known {
            let credential = guide
                .credentials
                .iter()
                .position(|credential| credential.id.text == name.text);
            for value in values {
                if let Some(credential) = credential {
                    known.add(
                        credential,
                        &Value::new(value.as_str()),
                        None,
                        "the settings",
                        Vec::new(),
                    );
                }
            }
        }
        known
    }

    /// Keeps the IDs of a file that has one of each, and whose name and keys say nothing of a use.
    fn add_plain(&mut self, file: &File, guide: &Guide) {
        let scopes = &guide.settings.vocabulary.scopes;
        let is_scoped = |name: &str| words(name).iter().any(|word| scopes.contains(word));
        let path = file.source.name();
        let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
        if file.is_template || file.document.is_program || is_scoped(name) {
            return;
        }
        let mut own: HashMap<usize, Vec<usize>> = HashMap::new();
        for (at, credential) in file.classified.credentials.iter().enumerate() {
            if let Some(credential) = credential
                && file.shapes[at].has(Shape::GraphId)
                && !file.block(at).is_payload
                && guide.credentials[*credential].shape == Some(Shape::GraphId)
            {
                own.entry(*credential).or_default().push(at);
            }
        }
        for (credential, entries) in own {
            if let [at] = entries.as_slice()
                && !is_scoped(&file.document.entries[*at].key)
            {
                let value = file.document.entries[*at].value.clone();
                let plain = self.plain.entry((directory.to_owned(), credential)).or_default();
                plain.push((value, file.place(*at)));
            }
        }
    }

    /// An earlier file of the same directory that has another ID for an entry's credential.
    pub fn differs_elsewhere(&self, file: &File, at: usize) -> Option<Related> {
        let path = file.source.name();
        let directory = path.rsplit_once('/').map_or("", |(directory, _)| directory);
        let credential = file.classified.credentials[at]?;
        let plain = self.plain.get(&(directory.to_owned(), credential))?;
        let place = file.place(at);
        let (value, _) = plain.iter().find(|(_, own)| *own == place)?;
        let (_, other) = plain
            .iter()
            .find(|(other, at)| other != value && at.path.as_str() < path)?;
        Some(Related {
            place: other.clone(),
            label: "here it has another value".to_owned(),
        })
    }

    /// Of the places in one file the first is kept: one says all that any of them says.
    fn add(&mut self, credential: usize, value: &Value, place: Option<Place>, key: &str, beside: Vec<usize>) {
        let value = Value::new(value.expose().trim());
        let seen = self.seen.entry((credential, value)).or_default();
        let new = Seen {
            place,
            key: clean_name(key),
            beside,
        };
        // Files come one after the other.
        match seen.last_mut().filter(|known| known.file() == new.file()) {
            Some(known) if known.start() <= new.start() => known.beside.extend(new.beside),
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
        let is_comparable = if guide.credentials[other].secret {
            entry.value.characters() >= SHORTEST_SECRET && !file.shapes[at].has(Shape::Placeholder)
        } else {
            file.shapes[at].has(Shape::GraphId)
        };
        if !is_comparable {
            return None;
        }
        let value = Value::new(entry.value.expose().trim());
        if let Some(related) = comment_beside(file, at, other, guide, classifier) {
            return Some(related);
        }
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
        Some(nearest(seen.iter().filter(is_telling), title, path))
    }

    /// Whether more than its own key says that an entry's value is `other`'s: a captured webhook, the settings, or a
    /// block that has this ID for `other` and another one for the entry's own credential.
    pub fn proven_as(&self, file: &File, at: usize, other: usize, guide: &Guide) -> Option<Vec<Related>> {
        let entry = &file.document.entries[at];
        let own = file.classified.credentials[at]?;
        if !file.shapes[at].has(Shape::GraphId) {
            return None;
        }
        let value = Value::new(entry.value.expose().trim());
        let seen = self.seen.get(&(other, value.clone()))?;
        let is_proven = self.proven.get(&value) == Some(&other);
        // Where the entry's block has another ID for `other`, too, either block may be the wrong one.
        let is_open = file.has_id(entry.block, other, &value);
        let is_telling = |seen: &&Seen| {
            let is_known = seen.place.is_none();
            let is_right = !is_open
                && seen.beside.contains(&own)
                && seen.file().is_none_or(|file| !self.made_up.contains(file));
            is_proven || is_known || is_right
        };
        if !seen.iter().any(|seen| is_telling(&seen)) {
            return None;
        }
        let (title, path) = (&guide.credentials[other].title, file.source.name());
        Some(nearest(seen.iter().filter(is_telling), title, path))
    }

    /// What stands in a Graph address, where it is known to be something else than what the address takes.
    pub fn wrong_in_address(
        &self,
        file: &File,
        used: &GraphUse,
        guide: &Guide,
        classifier: &Classifier,
    ) -> Option<Misused> {
        let id = used.id.expose();
        let is_digits = id.bytes().all(|byte| byte.is_ascii_digit());
        if !is_digits {
            let mut named = names_in(id).filter_map(|name| classifier.certain(name));
            let other = named.next()?;
            return (other != used.credential && guide.credentials[other].shape.is_some()).then(|| Misused {
                what: guide.credentials[other].title.clone(),
                related: Vec::new(),
            });
        }
        if used.is_phone_number {
            return Some(Misused {
                what: "phone number".to_owned(),
                related: Vec::new(),
            });
        }
        let path = file.source.name();
        if self.seen.contains_key(&(used.credential, used.id.clone())) {
            return None;
        }
        for (other, credential) in guide.credentials.iter().enumerate() {
            if other != used.credential
                && credential.shape == Some(Shape::GraphId)
                && let Some(seen) = self.seen.get(&(other, used.id.clone()))
            {
                return Some(Misused {
                    what: credential.title.clone(),
                    related: nearest(seen.iter(), &credential.title, path),
                });
            }
        }
        // Two addresses that contradict each other are one mistake, told at the first.
        let place = file.place(used.entry);
        let key = |place: &Place| (place.path.clone(), place.span.start);
        let (other, place) = self
            .used
            .get(&used.id)?
            .iter()
            .find(|(other, other_place)| *other != used.credential && key(other_place) > key(&place))?;
        let title = &guide.credentials[*other].title;
        Some(Misused {
            what: title.clone(),
            related: vec![Related {
                label: format!("this address takes it for the {title}"),
                place: place.clone(),
            }],
        })
    }
}

/// The nearest place explains best: this file's before another's.
fn nearest<'s>(seen: impl Iterator<Item = &'s Seen>, title: &str, path: &str) -> Vec<Related> {
    let related = seen.filter_map(|seen| {
        seen.place.clone().map(|place| Related {
            label: format!("`{}` says that this is the {title}", seen.key),
            place,
        })
    });
    let nearest = related.min_by_key(|it| (it.place.path != path, it.place.start));
    nearest.into_iter().collect()
}

/// Whether the comment behind an entry's value, or alone on the line above it, names `other` and nothing else.
fn comment_beside(
    file: &File,
    at: usize,
    other: usize,
    guide: &Guide,
    classifier: &Classifier,
) -> Option<Vec<Related>> {
    let entry = &file.document.entries[at];
    let (source, comments) = (&file.source, &file.document.comments);
    let text = source.text();
    let line = source.line_at(entry.key_span.start);
    let next = comments.partition_point(|comment| comment.start < entry.span.end);
    let behind = comments
        .get(next)
        .filter(|comment| comment.start < source.line_at(entry.span.end).end);
    let above = line.start.checked_sub(1).and_then(|end_above| {
        let line = source.line_at(end_above);
        let next = comments.partition_point(|comment| comment.start < line.start);
        comments
            .get(next)
            .filter(|comment| comment.end <= line.end && text[line.start..comment.start].trim().is_empty())
    });
    let comment = behind.or(above)?;
    let named = classifier.named_in_comment(&text[comment.clone()])?;
    (named == other && file.classified.credentials[at] != Some(other)).then(|| {
        vec![Related {
            place: Place::new(source, comment.clone()),
            label: format!(
                "this comment says that it is the {}",
                guide.credentials[other].title
            ),
        }]
    })
}
