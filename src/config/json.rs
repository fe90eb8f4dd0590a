//! JSON files, with or without comments and trailing commas: many tools write and read them so.

use jsonc_parser::ast::{ObjectPropName, Value as Ast};
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use crate::config::{Document, Format, Problem, loose, nested, set_aside};
use crate::source::{Span, Value};
use crate::tree::{Kind, Node, Pair, Written};

pub const FORMAT: Format = Format {
    name: "JSON",
    languages: &["json", "jsonc"],
    is_named: |name| name.ends_with(".json") || name.ends_with(".jsonc"),
    read,
};

fn read(text: &str) -> Document {
    let mut document = Document::default();
    let (plain, expressions) = set_aside::expressions(text);
    let options = ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        ..ParseOptions::default()
    };
    match parse_to_ast(&plain, &CollectOptions::default(), &options) {
        Ok(parsed) => {
            if let Some(root) = parsed.value {
                nested::flatten(&node(&root), text, &expressions, &mut document);
            }
        }
        Err(error) => {
            let at = text.floor_char_boundary(error.range().start.min(text.len()));
            document.problems.push(Problem {
                span: at..at,
                message: message(error.kind()).to_owned(),
            });
            loose::read(text, 0..text.len(), &mut document);
        }
    }
    document
}

/// The parser's own messages quote the source.
fn message(kind: &ParseErrorKind) -> &'static str {
    use ParseErrorKind as Kind;
    match kind {
        Kind::UnterminatedArray | Kind::UnterminatedObject | Kind::UnterminatedCommentBlock => {
            "this is never closed"
        }
        Kind::String(_) => "this text is not closed, or has an escape that JSON does not know",
        Kind::ExpectedColonAfterObjectKey => "a colon is missing behind this key",
        Kind::ExpectedObjectValue => "this key has no value",
        Kind::ExpectedComma => "a comma is missing before this",
        Kind::ExpectedStringObjectProperty | Kind::UnexpectedTokenInObject => "a key in quotes belongs here",
        Kind::UnexpectedWord => "texts stand in quotes",
        _ => "a JSON parser stops here",
    }
}

/// The parser limits the depth, so recursion is bounded.
fn node(value: &Ast) -> Node {
    let range = value.range();
    let span = range.start..range.end;
    let scalar = |text: &str, written, span: Span| Node {
        span,
        kind: Kind::Scalar(Value::new(text), written),
    };
    match value {
        Ast::StringLit(string) => scalar(&string.value, Written::Quoted, span.start + 1..span.end - 1),
        Ast::NumberLit(number) => scalar(number.value, Written::Number, span),
        Ast::BooleanLit(boolean) => scalar(
            if boolean.value { "true" } else { "false" },
            Written::Boolean,
            span,
        ),
        Ast::NullKeyword(_) => scalar("", Written::Null, span),
        Ast::Array(array) => Node {
            span,
            kind: Kind::List(array.elements.iter().map(node).collect()),
        },
        Ast::Object(object) => Node {
            span,
            kind: Kind::Map(
                object
                    .properties
                    .iter()
                    .map(|property| {
                        let range = property.name.range();
                        let key_span = match &property.name {
                            ObjectPropName::String(_) => range.start + 1..range.end - 1,
                            ObjectPropName::Word(_) => range.start..range.end,
                        };
                        Pair {
                            key: property.name.as_str().to_owned(),
                            key_span,
                            value: node(&property.value),
                        }
                    })
                    .collect(),
            ),
        },
    }
}
