//! A tree's entries. Besides plain keys it knows the ways in which lists and maps hold variables: compose's
//! `- NAME=value`, name and value pairs of Kubernetes, Render and Postman, Heroku's `env`.

use crate::config::{Document, Entry, Step};
use crate::source::{Span, Value};
use crate::tree::{Kind, Node, Pair, Written};

/// Keys whose list holds `NAME=value` texts.
const VARIABLE_LISTS: [&str; 7] = [
    "environment",
    "env",
    "envs",
    "variables",
    "vars",
    "args",
    "literals",
];

/// Adds what stands below `root`; `expressions` are the spans of template expressions in `text`.
pub fn flatten(root: &Node, text: &str, expressions: &[Span], document: &mut Document) {
    let mut walk = Walk {
        text,
        expressions,
        document,
        path: Vec::new(),
    };
    walk.node(root, None);
}

struct Walk<'a> {
    text: &'a str,
    expressions: &'a [Span],
    document: &'a mut Document,
    path: Vec<Step>,
}

impl Walk<'_> {
    fn block(&mut self, parent: Option<usize>) -> usize {
        self.document.parents.push(parent);
        self.document.parents.len() - 1
    }

    fn node(&mut self, node: &Node, parent: Option<usize>) {
        match &node.kind {
            Kind::Map(pairs) => {
                let block = self.block(parent);
                for pair in pairs {
                    self.pair(pair, block);
                }
            }
            Kind::List(items) => {
                let block = self.block(parent);
                for (at, item) in items.iter().enumerate() {
                    self.item(item, at, block);
                }
            }
            Kind::Scalar(..) | Kind::Alias => {}
        }
    }

    fn pair(&mut self, pair: &Pair, block: usize) {
        if pair.key.is_empty() {
            // A key that is no text is no name.
            self.node(&pair.value, Some(block));
            return;
        }
        let is_app_variable = matches!(self.path.last(), Some(Step::Key(key)) if key == "env");
        self.path.push(Step::Key(pair.key.clone()));
        match &pair.value.kind {
            Kind::Scalar(value, written) => {
                let is_empty = value.expose().is_empty();
                let written = if is_empty && self.is_declared(*written) {
                    Written::Reference
                } else {
                    *written
                };
                self.entry(&pair.key, &pair.key_span, value, &pair.value.span, written, block);
            }
            Kind::Map(pairs) if is_app_variable && pairs.iter().any(|it| it.key == "value") => {
                for inner in pairs.iter().filter(|inner| inner.key == "value") {
                    if let Kind::Scalar(value, written) = &inner.value.kind {
                        let span = &inner.value.span;
                        // Heroku asks for what is empty here when the app is set up.
                        let is_asked_for = value.expose().is_empty();
                        let written = if is_asked_for {
                            Written::Reference
                        } else {
                            *written
                        };
                        self.entry(&pair.key, &pair.key_span, value, span, written, block);
                    }
                }
            }
            // What it stands for is read where it is defined.
            Kind::Alias => {
                let span = &pair.value.span;
                let value = Value::new(&self.text[span.clone()]);
                self.entry(&pair.key, &pair.key_span, &value, span, Written::Reference, block);
            }
            _ => {
                self.document.sections.push(pair.key_span.clone());
                self.node(&pair.value, Some(block));
            }
        }
        self.path.pop();
    }

    fn item(&mut self, item: &Node, at: usize, block: usize) {
        if let Some((name, name_span, value)) = named_value(item)
            && let Kind::Scalar(content, written) = &value.kind
        {
            self.path.push(Step::Key(name.to_owned()));
            self.entry(name, name_span, content, &value.span, *written, block);
            self.path.pop();
            return;
        }
        match &item.kind {
            Kind::Scalar(value, _) if self.holds_variables() => {
                self.assignment(value.expose(), &item.span, block);
            }
            _ => {
                self.path.push(Step::Item(at));
                self.node(item, Some(block));
                self.path.pop();
            }
        }
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
            &Value::new(value),
            &value_span,
            Written::Plain,
            block,
        );
        self.path.pop();
    }

    fn entry(
        &mut self,
        key: &str,
        key_span: &Span,
        value: &Value,
        span: &Span,
        written: Written,
        block: usize,
    ) {
        let is_template = self
            .expressions
            .iter()
            .any(|expression| expression.start < span.end && span.start < expression.end);
        let value = if is_template {
            Value::new(&self.text[span.clone()])
        } else {
            value.clone()
        };
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

    fn holds_variables(&self) -> bool {
        matches!(self.path.last(), Some(Step::Key(key)) if VARIABLE_LISTS.contains(&key.as_str()))
    }

    /// Whether what is empty here is filled elsewhere: declared only, or passed through from the shell.
    fn is_declared(&self, written: Written) -> bool {
        let parent = match self.path.as_slice() {
            [.., Step::Key(parent), Step::Key(_)] => parent.as_str(),
            _ => return false,
        };
        let is_compose = matches!(
            self.path.as_slice(),
            [.., Step::Key(services), Step::Key(_), Step::Key(_), Step::Key(_)] if services == "services"
        );
        match parent {
            "substitutions" => true,
            "secrets" | "configs" | "volumes" | "args" | "inputs" => written == Written::Null,
            "environment" => is_compose && written == Written::Null,
            _ => false,
        }
    }
}

/// `{name: X, value: Y}`, as Kubernetes, Render, ECS and Postman write a variable.
fn named_value(item: &Node) -> Option<(&str, &Span, &Node)> {
    let name = item.get("name").or_else(|| item.get("key"))?;
    let value = item.get("value")?;
    Some((name.scalar()?.expose(), &name.span, value))
}
