//! A tree's entries, with their places and blocks. In which ways lists and maps hold variables is in `variables`.

use std::collections::HashMap;

use crate::config::variables::{self, Variable};
use crate::config::{Document, Entry, Step};
use crate::source::{Span, Value};
use crate::tree::{Kind, Node, Written};

/// Adds what stands below `root`; `expressions` are the spans of template expressions in `text`.
pub fn flatten(root: &Node, text: &str, expressions: &[Span], document: &mut Document) {
    if variables::is_description(root) {
        return;
    }
    let mut walk = Walk {
        text,
        expressions,
        is_collection: variables::is_collection(root),
        document,
        path: Vec::new(),
        maps: HashMap::new(),
        sections: HashMap::new(),
    };
    walk.node(root, None);
}

struct Walk<'a> {
    text: &'a str,
    expressions: &'a [Span],
    is_collection: bool,
    document: &'a mut Document,
    path: Vec<Step>,
    /// The block of each map, by where it starts: aliases speak of it so.
    maps: HashMap<usize, usize>,
    /// The blocks of `WhatsApp:` in `"WhatsApp:Token"`, by the block that they are in.
    sections: HashMap<(usize, String), usize>,
}

impl Walk<'_> {
    fn node(&mut self, node: &Node, parent: Option<usize>) {
        match &node.kind {
            Kind::Map(_) if variables::is_schema(node) => {}
            Kind::Map(pairs) => {
                let block = self.document.block(parent);
                self.maps.insert(node.span.start, block);
                for pair in pairs {
                    self.pair(&pair.key, &pair.key_span, &pair.value, block);
                }
            }
            Kind::List(items) => {
                let block = self.document.block(parent);
                for (at, item) in items.iter().enumerate() {
                    self.item(item, at, block);
                }
            }
            Kind::Scalar(..) | Kind::Alias(_) => {}
        }
    }

    fn pair(&mut self, key: &str, key_span: &Span, value: &Node, block: usize) {
        if key.is_empty() {
            // A key that is no text is no name.
            self.node(value, Some(block));
            return;
        }
        if key == "<<" && self.merge(value, block) {
            return;
        }
        let depth = self.path.len();
        let key = self.as_written(key, key_span);
        let (key, key_span, block) = match variables::sections(&key) {
            Some((above, key)) => {
                let block = self.section(above, block);
                (key, key_span.end.saturating_sub(key.len())..key_span.end, block)
            }
            None => (key.as_str(), key_span.clone(), block),
        };
        let held = variables::held(&self.path, value);
        self.path.push(Step::Key(key.to_owned()));
        match &held.unwrap_or(value).kind {
            Kind::Scalar(content, written) => {
                let is_empty = content.expose().is_empty();
                let is_elsewhere = if is_empty {
                    // Heroku and GitLab ask for what is empty here.
                    held.is_some() || variables::is_declared(&self.path, *written)
                } else {
                    variables::is_sealed(&self.path)
                };
                let written = if is_elsewhere {
                    Written::Reference
                } else {
                    *written
                };
                let span = &held.unwrap_or(value).span;
                self.entry(key, &key_span, (content, span, written), block);
            }
            Kind::Alias(_) => {
                let span = &value.span;
                let name = Value::new(&self.text[span.clone()]);
                self.entry(key, &key_span, (&name, span, Written::Reference), block);
            }
            _ => {
                self.document.sections.push(key_span);
                self.node(value, Some(block));
            }
        }
        self.path.truncate(depth);
    }

    /// `<<: *base`, `<<: [*a, *b]`: the maps that an alias names are read where they are defined.
    fn merge(&mut self, value: &Node, block: usize) -> bool {
        let aliases = match &value.kind {
            Kind::List(items) => items,
            _ => std::slice::from_ref(value),
        };
        let starts = aliases.iter().filter_map(|alias| match alias.kind {
            Kind::Alias(start) => start,
            _ => None,
        });
        let maps: Vec<usize> = starts
            .filter_map(|start| self.maps.get(&start).copied())
            .collect();
        self.document
            .merged
            .extend(maps.iter().map(|from| (block, *from)));
        !maps.is_empty()
    }

    /// Goes into the sections that a key names itself.
    fn section(&mut self, above: &str, block: usize) -> usize {
        self.path
            .extend(above.split(':').map(|name| Step::Key(name.to_owned())));
        let next = self.document.parents.len();
        let section = *self.sections.entry((block, above.to_owned())).or_insert(next);
        if section == next {
            self.document.block(Some(block));
        }
        section
    }

    fn item(&mut self, item: &Node, at: usize, block: usize) {
        if let Some(variable) = variables::named(item) {
            self.variable(&variable, block);
            return;
        }
        match &item.kind {
            Kind::Scalar(value, _) if variables::are_listed(&self.path) => {
                let text = self.as_written(value.expose(), &item.span);
                self.assignment(&text, &item.span, block);
            }
            _ => {
                self.path.push(Step::Item(at));
                self.node(item, Some(block));
                self.path.pop();
            }
        }
    }

    fn variable(&mut self, variable: &Variable, block: usize) {
        let Variable {
            name,
            name_span,
            value,
            span,
            ..
        } = *variable;
        let is_filled_later = self.is_collection && value.expose().is_empty();
        let written = if is_filled_later {
            Written::Reference
        } else {
            variable.written
        };
        self.path.push(Step::Key(name.to_owned()));
        self.entry(name, name_span, (value, span, written), block);
        self.path.pop();
    }

    /// `NAME=value` as one text. A name alone passes a variable through: nothing to judge.
    fn assignment(&mut self, text: &str, span: &Span, block: usize) {
        let Some((name, value)) = text.split_once('=') else {
            return;
        };
        if name.is_empty() || name.contains(char::is_whitespace) {
            return;
        }
        // Escapes move what follows: then the whole text is the span.
        let is_literal = self.text.get(span.clone()) == Some(text);
        let (key_span, value_span) = if is_literal {
            let equals = span.start + name.len();
            (span.start..equals, equals + 1..span.end)
        } else {
            (span.clone(), span.clone())
        };
        self.path.push(Step::Key(name.to_owned()));
        self.entry(
            name,
            &key_span,
            (&Value::new(value), &value_span, Written::Plain),
            block,
        );
        self.path.pop();
    }

    fn entry(
        &mut self,
        key: &str,
        key_span: &Span,
        (value, span, written): (&Value, &Span, Written),
        block: usize,
    ) {
        let above = self.path.split_last().map_or(&[][..], |(_, above)| above);
        if !self.document.has_room(above, key, key_span) {
            return;
        }
        let value = Value::new(self.as_written(value.expose(), span));
        let quote = |at: Option<u8>| matches!(at, Some(b'"' | b'\''));
        let bytes = self.text.as_bytes();
        let span = if !span.is_empty() {
            span.clone()
        } else if span.start > 0
            && quote(bytes.get(span.start - 1).copied())
            && quote(bytes.get(span.end).copied())
        {
            span.start - 1..span.end + 1
        } else {
            key_span.clone()
        };
        self.document.entries.push(Entry {
            path: self.path.clone(),
            key: key.to_owned(),
            key_span: key_span.clone(),
            value,
            span,
            written,
            read_differently: false,
            block,
        });
    }

    /// What was read at a span, with the template expressions in it that were set aside.
    fn as_written(&self, read: &str, span: &Span) -> String {
        // They are in the text's order: of those that end behind the span's start, only the first may be in it.
        let next = self.expressions.partition_point(|it| it.end <= span.start);
        let is_template = self.expressions.get(next).is_some_and(|it| it.start < span.end);
        if is_template {
            &self.text[span.clone()]
        } else {
            read
        }
        .to_owned()
    }
}
