//! TOML files: application settings, wrangler, fly, netlify.

use toml_edit::{Document as Toml, Item, Key, TableLike, Value as Ast};

use crate::config::{Document, Format, Problem, loose, nested, set_aside};
use crate::source::{Span, Value};
use crate::tree::{Kind, Node, Pair, Written};

pub const FORMAT: Format = Format {
    name: "TOML",
    languages: &["toml"],
    is_named: |name| name.ends_with(".toml"),
    read,
};

fn read(text: &str) -> Document {
    let mut document = Document::default();
    let (plain, expressions) = set_aside::expressions(text);
    match Toml::parse(plain.as_ref()) {
        Ok(parsed) => {
            let root = table(parsed.as_table(), 0..text.len(), &plain);
            nested::flatten(&root, text, &expressions, &mut document);
        }
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            let at = text.floor_char_boundary(at.min(text.len()));
            document.problems.push(Problem {
                span: at..at,
                message: "a TOML parser stops here".to_owned(),
            });
            loose::read(text, 0..text.len(), &mut document);
        }
    }
    document
}

fn table(table: &dyn TableLike, span: Span, text: &str) -> Node {
    let pairs = table
        .iter()
        .filter_map(|(name, _)| table.get_key_value(name))
        .filter_map(|(key, item)| {
            Some(Pair {
                key: key.get().to_owned(),
                key_span: key_span(key, text)?,
                value: node(item, text)?,
            })
        })
        .collect();
    Node {
        span,
        kind: Kind::Map(pairs),
    }
}

fn key_span(key: &Key, text: &str) -> Option<Span> {
    let span = key.span()?;
    Some(without_quotes(span, text))
}

fn node(item: &Item, text: &str) -> Option<Node> {
    match item {
        Item::None => None,
        Item::Value(value) => value_node(value, text),
        Item::Table(it) => Some(table(it, it.span().unwrap_or_default(), text)),
        Item::ArrayOfTables(tables) => Some(Node {
            span: tables.span().unwrap_or_default(),
            kind: Kind::List(
                tables
                    .iter()
                    .map(|it| table(it, it.span().unwrap_or_default(), text))
                    .collect(),
            ),
        }),
    }
}

fn value_node(value: &Ast, text: &str) -> Option<Node> {
    let span = value.span()?;
    let scalar = |span: Span, content: &str, written| Node {
        span,
        kind: Kind::Scalar(Value::new(content), written),
    };
    Some(match value {
        Ast::String(string) => scalar(without_quotes(span, text), string.value(), Written::Quoted),
        // The source's digits, not the parsed number: an ID must not lose any.
        Ast::Integer(_) | Ast::Float(_) => scalar(span.clone(), &text[span], Written::Number),
        Ast::Boolean(_) => scalar(span.clone(), &text[span], Written::Boolean),
        Ast::Datetime(_) => scalar(span.clone(), &text[span], Written::Plain),
        Ast::Array(array) => Node {
            span,
            kind: Kind::List(array.iter().filter_map(|it| value_node(it, text)).collect()),
        },
        Ast::InlineTable(it) => table(it, span, text),
    })
}

fn without_quotes(span: Span, text: &str) -> Span {
    let content = &text[span.clone()];
    let quotes = if content.starts_with("\"\"\"") || content.starts_with("'''") {
        3
    } else if content.starts_with(['"', '\'']) {
        1
    } else {
        0
    };
    // A line end right behind three quotes is not part of the text.
    let line_end = match &content.as_bytes()[quotes.min(content.len())..] {
        [b'\r', b'\n', ..] if quotes == 3 => 2,
        [b'\n', ..] if quotes == 3 => 1,
        _ => 0,
    };
    if span.len() < 2 * quotes + line_end {
        span
    } else {
        span.start + quotes + line_end..span.end - quotes
    }
}
