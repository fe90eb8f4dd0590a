//! YAML text as trees, one a document. The front matter of the guide and the files of users are read by the
//! same parser, so that both have spans, comments and limits. What cannot be parsed is left out and named.

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, options};

use crate::source::{Span, Value};
use crate::tree::{Kind, Node, Pair, Written, bare_kind};

/// What could be read of a YAML text.
#[derive(Debug, Default)]
pub struct Yaml {
    pub documents: Vec<Node>,
    pub comments: Vec<Span>,
    pub problems: Vec<Problem>,
}

/// A place where YAML's grammar breaks.
#[derive(Debug)]
pub struct Problem {
    pub span: Span,
    pub message: String,
    /// What the parser could not read: from here to the end of the document.
    pub unread: Option<Span>,
}

pub fn read(text: &str) -> Yaml {
    let options = options! { emit_unresolved_aliases: true };
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut yaml = Yaml::default();
    let mut builder = Builder::default();
    loop {
        match parser.next_event() {
            None => break,
            Some(Ok((event, span))) => {
                let span = span.byte_range().unwrap_or_default();
                yaml.read_again(span.start);
                match event {
                    Event::Comment(..) => yaml.comments.push(span),
                    Event::UnresolvedAlias(_) => {
                        yaml.problems.push(Problem {
                            span: span.clone(),
                            message: "no anchor of this name stands before the alias".to_owned(),
                            unread: None,
                        });
                        builder.alias(span, None);
                    }
                    Event::DocumentEnd => yaml.documents.extend(builder.finish(text)),
                    event => builder.event(event, span, text),
                }
            }
            Some(Err(error)) => {
                let at = error.marker().byte_offset().unwrap_or(text.len());
                let at = text.floor_char_boundary(at.min(text.len()));
                yaml.documents.extend(builder.finish(text));
                let resumed = matches!(parser.proceed_next_document(), Ok(true));
                yaml.problems.push(Problem {
                    span: at..at,
                    message: "a YAML parser stops here".to_owned(),
                    unread: Some(at..text.len()),
                });
                if !resumed {
                    break;
                }
            }
        }
    }
    yaml.documents.extend(builder.finish(text));
    yaml
}

impl Yaml {
    /// What a problem left unread ends where the parser goes on.
    fn read_again(&mut self, at: usize) {
        if let Some(unread) = self
            .problems
            .last_mut()
            .and_then(|problem| problem.unread.as_mut())
        {
            unread.end = unread.end.min(at.max(unread.start));
        }
    }
}

/// Events to a tree, without recursion; the parser limits the depth.
#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    root: Option<Node>,
    anchors: HashMap<usize, Anchor>,
}

/// What an anchor names: a scalar with the key that it stands at, or a list or map by its start.
enum Anchor {
    Scalar(Value, Option<String>),
    Tree(usize),
}

enum Open {
    /// Also of a tag of its own, such as `!Join`: then it stands for something else.
    List(usize, Vec<Node>, bool),
    Map(usize, Vec<Pair>, Option<(String, Span)>),
}

impl Builder {
    fn event(&mut self, event: Event, span: Span, text: &str) {
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                let value = Value::new(value.as_ref());
                if anchor != 0 {
                    let key = self.key().map(ToOwned::to_owned);
                    self.anchors.insert(anchor, Anchor::Scalar(value.clone(), key));
                }
                let written = match tag {
                    Some(tag) if tag.is_yaml_core_schema_tag("str") => Written::Quoted,
                    Some(tag) if !tag.is_yaml_core_schema() => Written::Reference,
                    _ if style == ScalarStyle::Plain => bare_kind(value.expose()),
                    _ => Written::Quoted,
                };
                let value = if written == Written::Null {
                    Value::default()
                } else {
                    value
                };
                let is_quoted = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
                let span = if is_quoted && span.len() >= 2 {
                    span.start + 1..span.end - 1
                } else {
                    span.start..span.start + text[span].trim_end().len()
                };
                self.push(Node {
                    span,
                    kind: Kind::Scalar(value, written),
                });
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.anchor(anchor, span.start);
                let is_tagged = tag.is_some_and(|tag| !tag.is_yaml_core_schema());
                self.open.push(Open::List(span.start, Vec::new(), is_tagged));
            }
            Event::MappingStart(_, anchor, _) => {
                self.anchor(anchor, span.start);
                self.open.push(Open::Map(span.start, Vec::new(), None));
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span.end, text),
            Event::Alias(id) => match self.anchors.get(&id) {
                // Under the same name it says nothing new.
                Some(Anchor::Scalar(value, key)) if key.as_deref() != self.key() => {
                    let kind = Kind::Scalar(value.clone(), Written::Plain);
                    self.push(Node { span, kind });
                }
                Some(Anchor::Tree(start)) => {
                    let start = *start;
                    self.alias(span, Some(start));
                }
                _ => self.alias(span, None),
            },
            _ => {}
        }
    }

    /// Notes a list or map that has an anchor.
    fn anchor(&mut self, anchor: usize, start: usize) {
        if anchor != 0 {
            self.anchors.insert(anchor, Anchor::Tree(start));
        }
    }

    /// The key whose value comes next.
    fn key(&self) -> Option<&str> {
        match self.open.last() {
            Some(Open::Map(_, _, Some((key, _)))) => Some(key),
            _ => None,
        }
    }

    fn alias(&mut self, span: Span, start: Option<usize>) {
        self.push(Node {
            span,
            kind: Kind::Alias(start),
        });
    }

    fn push(&mut self, node: Node) {
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List(_, items, _)) => items.push(node),
            Some(Open::Map(_, pairs, key)) => match key.take() {
                Some((name, key_span)) => pairs.push(Pair {
                    key: name,
                    key_span,
                    value: node,
                }),
                None => {
                    let name = node.scalar().map_or("", Value::expose).to_owned();
                    *key = Some((name, node.span));
                }
            },
        }
    }

    fn close(&mut self, end: usize, text: &str) {
        let node = match self.open.pop() {
            None => return,
            Some(Open::List(start, _, true)) if end > start => {
                let content = text[start..end].trim_end();
                Node {
                    span: start..start + content.len(),
                    kind: Kind::Scalar(Value::new(content), Written::Reference),
                }
            }
            Some(Open::List(start, items, _)) => Node {
                span: start..end.max(start),
                kind: Kind::List(items),
            },
            Some(Open::Map(start, pairs, _)) => Node {
                span: start..end.max(start),
                kind: Kind::Map(pairs),
            },
        };
        self.push(node);
    }

    /// Ends the document, with whatever is still open in it.
    fn finish(&mut self, text: &str) -> Option<Node> {
        while !self.open.is_empty() {
            let end = match self.open.last() {
                Some(Open::List(start, ..) | Open::Map(start, ..)) => *start,
                None => 0,
            };
            self.close(end, text);
        }
        self.root.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_have_the_span_of_their_content() {
        let text = "a: \"x y\" # c\nb: 'z'\nc: plain\nd:\ne: !vault secret\nf: 12\n";
        let yaml = read(text);
        let read: Vec<_> = yaml.documents[0]
            .pairs()
            .iter()
            .map(|pair| {
                let written = match pair.value.kind {
                    Kind::Scalar(_, written) => Some(written),
                    _ => None,
                };
                (
                    &text[pair.key_span.clone()],
                    &text[pair.value.span.clone()],
                    written,
                )
            })
            .collect();
        assert_eq!(
            read,
            [
                ("a", "x y", Some(Written::Quoted)),
                ("b", "z", Some(Written::Quoted)),
                ("c", "plain", Some(Written::Plain)),
                ("d", "", Some(Written::Null)),
                ("e", "secret", Some(Written::Reference)),
                ("f", "12", Some(Written::Number)),
            ]
        );
        assert_eq!(&text[yaml.comments[0].clone()], "# c");
    }

    #[test]
    fn a_broken_document_keeps_what_stands_before_and_after_it() {
        let text = "a: 1\nb: [\n---\nc: *none\nd: 4\n";
        let yaml = read(text);
        let keys: Vec<_> = yaml
            .documents
            .iter()
            .flat_map(|document| document.pairs().iter().map(|pair| pair.key.as_str()))
            .collect();
        assert_eq!(keys, ["a", "b", "c", "d"]);
        assert_eq!(yaml.problems.len(), 2);
        assert_eq!(
            yaml.problems[1].message,
            "no anchor of this name stands before the alias"
        );
    }

    #[test]
    fn a_deep_nest_is_a_problem_and_no_overflow() {
        let yaml = read(&"[".repeat(100_000));
        assert_eq!(yaml.problems.len(), 1);
    }
}
