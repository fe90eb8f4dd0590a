//! YAML nodes as typed values. A mistake becomes a finding with its place and the nearest right word,
//! and decoding goes on, so that one run names all of them.

use serde::{Deserialize, Serialize};

use crate::finding::Finding;
use crate::guide::mistake::{Mistake, instead};
use crate::source::{Source, Span, Value};
use crate::tree::{Kind, Node, Pair, Written};
use crate::yaml;

/// A name that stands in the guide and must be known there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    pub text: String,
    pub span: Span,
}

pub struct Decoder<'a> {
    pub source: &'a Source,
    pub findings: &'a mut Vec<Finding>,
}

impl Decoder<'_> {
    pub fn report(&mut self, mistake: Mistake, span: Span, message: String, help: String) {
        self.findings
            .push(mistake.at(self.source, span, message).help(help));
    }

    /// The tree of a part of the text that is YAML, with its places in the whole; none where there is nothing in it.
    /// `what` is named in messages ("the front matter").
    pub fn yaml(&mut self, part: Span, what: &str) -> Option<Node> {
        let read = yaml::read(&self.source.text()[part.clone()]);
        for problem in &read.problems {
            self.report(
                Mistake::FrontMatter,
                part.start + problem.span.start..part.start + problem.span.end,
                format!("{what} is no YAML: {}", problem.message),
                "mind the indentation, and quote texts with `: ` or ` #` in them".to_owned(),
            );
        }
        let mut documents = read.documents.into_iter();
        let mut root = documents.next()?;
        if let Some(second) = documents.next()
            && read.problems.is_empty()
        {
            let text = &self.source.text()[..part.start + second.span.start];
            let at = text.rfind("\n---").map_or(text.len(), |at| at + 1);
            self.report(
                Mistake::FrontMatter,
                self.source.line_at(at),
                format!("{what} goes on behind a line `---`, and nothing from there on is read"),
                "drop that line".to_owned(),
            );
        }
        shift(&mut root, part.start);
        Some(root)
    }

    fn wrong_type(&mut self, node: &Node, wanted: &str, help: &str) {
        let found = match &node.kind {
            Kind::Scalar(value, _) if value.expose().trim().is_empty() => "nothing",
            Kind::Scalar(..) => "a single value",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a map",
            Kind::Alias(_) => "an alias",
        };
        // A block ends far below; its first line says enough.
        let start = node.span.start;
        let line_end = self.source.line_at(start).end.max(start);
        self.report(
            Mistake::WrongType,
            start..node.span.end.min(line_end),
            format!("{wanted} belongs here, not {found}"),
            help.to_owned(),
        );
    }

    /// The keys of a map; `what` is named in messages ("a rule").
    pub fn fields<'n>(&mut self, node: &'n Node, what: &'static str) -> Option<Fields<'n>> {
        let Kind::Map(pairs) = &node.kind else {
            self.wrong_type(node, what, "write it as lines of `key: value`");
            return None;
        };
        for (at, pair) in pairs.iter().enumerate() {
            if pairs[..at].iter().any(|earlier| earlier.key == pair.key) {
                self.report(
                    Mistake::DuplicateId,
                    pair.key_span.clone(),
                    format!("`{}` stands twice in {what}", pair.key),
                    "keep one of the two".to_owned(),
                );
            }
        }
        Some(Fields {
            pairs,
            what,
            start: node.span.start,
            taken: Vec::new(),
        })
    }

    pub fn name(&mut self, node: &Node) -> Option<Name> {
        match &node.kind {
            Kind::Scalar(value, written)
                if *written != Written::Null && !value.expose().trim().is_empty() =>
            {
                Some(Name {
                    text: value.expose().to_owned(),
                    span: node.span.clone(),
                })
            }
            _ => {
                self.wrong_type(
                    node,
                    "a text",
                    "write one, in quotes where it has `: ` or ` #` in it",
                );
                None
            }
        }
    }

    /// A list of texts; one text may stand without its brackets.
    pub fn names(&mut self, node: &Node) -> Vec<Name> {
        self.items(node)
            .iter()
            .filter_map(|item| self.name(item))
            .collect()
    }

    pub fn texts(&mut self, node: &Node) -> Vec<String> {
        self.names(node).into_iter().map(|name| name.text).collect()
    }

    pub fn items<'n>(&mut self, node: &'n Node) -> &'n [Node] {
        match &node.kind {
            Kind::List(items) => items,
            _ => std::slice::from_ref(node),
        }
    }

    /// The entries of a map with keys of any name; `what` is named in messages.
    fn entries<'n>(&mut self, node: &'n Node, what: &'static str) -> Vec<(Name, &'n Node)> {
        let pairs = self.fields(node, what).map_or(&[][..], |fields| fields.pairs);
        let entry = |pair: &'n Pair| {
            let name = Name {
                text: pair.key.clone(),
                span: pair.key_span.clone(),
            };
            (name, &pair.value)
        };
        pairs.iter().map(entry).collect()
    }

    /// Lists of texts by name; `what` is named in messages.
    pub fn lists(&mut self, node: &Node, what: &'static str) -> Vec<(Name, Vec<String>)> {
        let entries = self.entries(node, what).into_iter();
        entries.map(|(name, node)| (name, self.texts(node))).collect()
    }

    /// A text by name; `what` is named in messages.
    pub fn pairs(&mut self, node: &Node, what: &'static str) -> Vec<(Name, Name)> {
        let entries = self.entries(node, what).into_iter();
        entries
            .filter_map(|(name, node)| Some((name, self.name(node)?)))
            .collect()
    }

    /// A word of a closed list for each name.
    pub fn words<T: Copy>(
        &mut self,
        node: &Node,
        section: &'static str,
        what: &str,
        words: &[(&str, T)],
    ) -> Vec<(Name, T)> {
        let entries = self.entries(node, section).into_iter();
        entries
            .filter_map(|(name, node)| Some((name, self.word(node, what, words)?)))
            .collect()
    }

    pub fn flag(&mut self, node: &Node) -> Option<bool> {
        match node.scalar().map(Value::expose) {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => {
                self.wrong_type(node, "true or false", "write one of the two");
                None
            }
        }
    }

    /// One word out of a closed list.
    pub fn word<T: Copy>(&mut self, node: &Node, what: &str, words: &[(&str, T)]) -> Option<T> {
        #[cfg(test)]
        asked::note(what, words.iter().map(|(word, _)| *word));
        let name = self.name(node)?;
        let found = words.iter().find(|(word, _)| *word == name.text);
        if found.is_none() {
            self.unknown_name(&name, what, words.iter().map(|(word, _)| *word));
        }
        found.map(|(_, meaning)| *meaning)
    }

    pub fn unknown_name<'k>(&mut self, name: &Name, what: &str, known: impl IntoIterator<Item = &'k str>) {
        self.report(
            Mistake::UnknownName,
            name.span.clone(),
            format!("there is no {what} `{}`", name.text),
            instead(&name.text, known),
        );
    }
}

/// The keys of one map, taken one by one, so that those which nobody takes are known to be unknown.
pub struct Fields<'n> {
    pairs: &'n [Pair],
    what: &'static str,
    start: usize,
    taken: Vec<&'static str>,
}

impl<'n> Fields<'n> {
    pub fn optional(&mut self, key: &'static str) -> Option<&'n Node> {
        self.taken.push(key);
        self.pairs
            .iter()
            .find(|pair| pair.key == key)
            .map(|pair| &pair.value)
    }

    pub fn required(&mut self, decoder: &mut Decoder, key: &'static str) -> Option<&'n Node> {
        let found = self.optional(key);
        if found.is_none() {
            let line = decoder.source.line_at(self.start);
            decoder.report(
                Mistake::MissingKey,
                line,
                format!("{} has no `{key}`", self.what),
                format!("add a line `{key}: ...`"),
            );
        }
        found
    }

    pub fn name(&mut self, decoder: &mut Decoder, key: &'static str) -> Option<Name> {
        self.optional(key).and_then(|node| decoder.name(node))
    }

    pub fn text(&mut self, decoder: &mut Decoder, key: &'static str) -> Option<String> {
        self.name(decoder, key).map(|name| name.text)
    }

    pub fn required_name(&mut self, decoder: &mut Decoder, key: &'static str) -> Option<Name> {
        self.required(decoder, key).and_then(|node| decoder.name(node))
    }

    pub fn required_text(&mut self, decoder: &mut Decoder, key: &'static str) -> Option<String> {
        self.required_name(decoder, key).map(|name| name.text)
    }

    pub fn names(&mut self, decoder: &mut Decoder, key: &'static str) -> Vec<Name> {
        self.optional(key)
            .map(|node| decoder.names(node))
            .unwrap_or_default()
    }

    pub fn texts(&mut self, decoder: &mut Decoder, key: &'static str) -> Vec<String> {
        let names = self.names(decoder, key);
        names.into_iter().map(|name| name.text).collect()
    }

    pub fn span_of(&self, key: &str) -> Option<Span> {
        self.pairs
            .iter()
            .find(|pair| pair.key == key)
            .map(|pair| pair.key_span.clone())
    }

    /// Reports every key that was not asked for.
    pub fn finish(self, decoder: &mut Decoder) {
        #[cfg(test)]
        asked::note(self.what, self.taken.iter().copied());
        for pair in self.pairs {
            if !self.taken.contains(&pair.key.as_str()) {
                decoder.report(
                    Mistake::UnknownKey,
                    pair.key_span.clone(),
                    format!("{} has no key `{}`", self.what, pair.key),
                    instead(&pair.key, self.taken.iter().copied()),
                );
            }
        }
    }
}

/// Spans of a part as spans of the whole.
fn shift(node: &mut Node, by: usize) {
    node.span = node.span.start + by..node.span.end + by;
    match &mut node.kind {
        Kind::List(items) => items.iter_mut().for_each(|item| shift(item, by)),
        Kind::Map(pairs) => {
            for Pair { key_span, value, .. } in pairs {
                *key_span = key_span.start + by..key_span.end + by;
                shift(value, by);
            }
        }
        Kind::Scalar(..) | Kind::Alias(_) => {}
    }
}

/// What the decoders of a test asked for: the keys of maps and the words of closed lists, by what they belong to.
#[cfg(test)]
pub mod asked {
    use std::cell::RefCell;
    use std::collections::BTreeSet;

    type Lists = BTreeSet<(String, BTreeSet<String>)>;

    thread_local! {
        static ASKED: RefCell<Lists> = const { RefCell::new(BTreeSet::new()) };
    }

    pub fn note<'a>(what: &str, list: impl Iterator<Item = &'a str>) {
        let list = list.map(str::to_owned).collect();
        ASKED.with_borrow_mut(|asked| asked.insert((what.to_owned(), list)));
    }

    pub fn take() -> Lists {
        ASKED.take()
    }
}
