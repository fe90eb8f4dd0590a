//! JSON files, with or without comments and trailing commas: many tools write and read them so. JSON5, and JSON Lines.

use jsonc_parser::ast::{ObjectPropName, Value as Ast};
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, ParseOptions, ParseResult, parse_to_ast};

use crate::config::{Document, Format, Problem, loose, nested, set_aside};
use crate::source::{Span, Value};
use crate::tree::{Kind, Node, Pair, Written};

pub const FORMAT: Format = Format {
    name: "JSON",
    languages: &["json", "jsonc"],
    is_named: |name| name.ends_with(".json") || name.ends_with(".jsonc"),
    read: |text| read(text, &JSON),
};

/// More brackets in brackets than people write: the parser goes down into each, and the stack is not endless.
const DEEPEST: usize = 100;

/// Also with names and texts as JavaScript has them.
pub const JSON5: Format = Format {
    name: "JSON5",
    languages: &["json5"],
    is_named: |name| name.ends_with(".json5"),
    read: |text| read(text, &ParseOptions::default()),
};

/// A document on each line.
pub const LINES: Format = Format {
    name: "JSON Lines",
    languages: &["jsonl", "ndjson"],
    is_named: |name| name.ends_with(".jsonl") || name.ends_with(".ndjson"),
    read: |text| {
        let mut document = Document::default();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            document.append(read(line, &JSON), |span| span.start + at..span.end + at);
            at += line.len();
        }
        // What is wrong with one line is wrong with most.
        document.problems.truncate(1);
        document
    },
};

const JSON: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_trailing_commas: true,
    allow_loose_object_property_names: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

fn read(text: &str, options: &ParseOptions) -> Document {
    let mut document = Document::default();
    let (plain, expressions) = set_aside::expressions(text);
    if let Some(at) = too_deep(&plain) {
        document.problems.push(Problem {
            span: at..at,
            message: "deeper than people write: it is read line by line".to_owned(),
        });
        loose::read(text, 0..text.len(), &mut document);
        return document;
    }
    let collect = CollectOptions {
        comments: CommentCollectionStrategy::Separate,
        tokens: false,
    };
    match parse_to_ast(&plain, &collect, options) {
        Ok(parsed) => {
            document.comments = comments(&parsed);
            if let Some(root) = parsed.value {
                nested::flatten(&node(&root), text, &expressions, &mut document);
            }
        }
        Err(error) => {
            let at = text.floor_char_boundary(error.range().start.min(text.len()));
            if !set_aside::is_template(text, &expressions) {
                document.problems.push(Problem {
                    span: at..at,
                    message: message(error.kind()).to_owned(),
                });
            }
            loose::read(text, 0..text.len(), &mut document);
        }
    }
    document
}

/// The parser keeps each comment with what stands before it and with what stands behind.
fn comments(parsed: &ParseResult) -> Vec<Span> {
    let comments = parsed.comments.iter().flat_map(|map| map.values());
    let mut spans: Vec<Span> = comments
        .flat_map(|comments| comments.iter().map(Ranged::range))
        .map(|range| range.start..range.end)
        .collect();
    spans.sort_by_key(|span| span.start);
    spans.dedup();
    spans
}

/// Where the brackets are too many. It is a bound, no grammar: of texts in quotes it knows that they end with their line.
fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut is_text, mut is_escaped) = (0_usize, false, false);
    text.bytes().position(|byte| {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            b'\n' => is_text = false,
            b'{' | b'[' if !is_text => depth += 1,
            b'}' | b']' if !is_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    })
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

/// Recursion is bounded: what is too deep was not parsed.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::testing::{check, entries, written};

    fn of(format: &Format, text: &str) -> Vec<String> {
        let document = (format.read)(text);
        check(&document, text);
        entries(&document, text)
    }

    #[test]
    fn values_keep_their_digits_and_comments_their_places() {
        let text = "// one\n{\"a\": 917729108086835.0e1, /* ä */ \"b\": \"x\\\"y\", \"c\": null, \"d\": \"\",} // two\n";
        let document = (FORMAT.read)(text);
        assert_eq!(
            of(&FORMAT, text),
            [
                "a = 917729108086835.0e1",
                "b = x\"y @ x\\\"y",
                "c =  @ null",
                "d =  @ \"\""
            ]
        );
        let comments: Vec<_> = document.comments.iter().map(|span| &text[span.clone()]).collect();
        assert_eq!(comments, ["// one", "/* ä */", "// two"]);
    }

    #[test]
    fn variables_in_every_way_that_tools_hold_them() {
        for (text, expected) in [
            (
                "{\"WhatsApp:Id\": \"1\", \"WhatsApp\": {\"Id\": 2}}",
                &["WhatsApp/Id = 1", "WhatsApp/Id = 2"][..],
            ),
            (
                "{\"values\": [{\"key\": \"a\", \"value\": \"1\", \"enabled\": true}]}",
                &["values/a = 1"],
            ),
            (
                "{\"assignments\": {\"assignments\": [{\"id\": \"x\", \"name\": \"a\", \"value\": \"={{ $json.b }}\"}]}}",
                &["assignments/assignments/a = ={{ $json.b }}"],
            ),
            (
                "{\"phoneNumberId\": {\"__rl\": true, \"value\": \"1\", \"mode\": \"list\"}}",
                &["phoneNumberId = 1"],
            ),
            (
                "{\"environment\": [{\"name\": \"a\", \"value\": \"1\"}], \"secrets\": [{\"name\": \"b\", \"valueFrom\": \"arn:x\"}]}",
                &["environment/a = 1", "secrets/b = arn:x"],
            ),
            (
                "[{\"name\": \"a\", \"value\": \"1\", \"slotSetting\": false}]",
                &["a = 1"],
            ),
            (
                "{\"variable\": {\"a\": {\"type\": \"string\", \"default\": \"1\"}}}",
                &["variable/a = 1"],
            ),
            (
                "{\"parameters\": {\"a\": {\"value\": \"1\"}}}",
                &["parameters/a = 1"],
            ),
            (
                "{\"build\": {\"env\": {\"A\": \"@b_c\"}}}",
                &["build/env/A = @b_c"],
            ),
            (
                "{\"IsEncrypted\": false, \"Values\": {\"A\": \"1\"}}",
                &["IsEncrypted = false", "Values/A = 1"],
            ),
            (
                "{\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"a\": \"\"}",
                &[],
            ),
            (
                "{\"a\": {\"type\": \"object\", \"properties\": {\"b\": \"\"}}, \"properties\": {\"c\": \"\"}}",
                &["properties/c =  @ \"\""],
            ),
        ] {
            assert_eq!(of(&FORMAT, text), expected, "{text}");
        }
        let collection = "{\"info\": {\"schema\": \"https://schema.getpostman.com/x\"}, \"variable\": [{\"key\": \"a\", \"value\": \"\"}]}";
        let environment = "{\"values\": [{\"key\": \"a\", \"value\": \"\", \"type\": \"secret\"}, {\"key\": \"b\", \"value\": \"\"}]}";
        assert_eq!(written(&(FORMAT.read)(collection), "a"), Some(Written::Reference));
        assert_eq!(
            written(&(FORMAT.read)(environment), "a"),
            Some(Written::Reference)
        );
        assert_eq!(written(&(FORMAT.read)(environment), "b"), Some(Written::Quoted));
    }

    #[test]
    fn json5_has_names_and_texts_of_javascript() {
        let text = "{a: '1', \"b\": +2, c: .5, /* c */ d: 'x\\'y',}";
        assert_eq!(of(&JSON5, text), ["a = 1", "b = +2", "c = .5", "d = x'y @ x\\'y"]);
        assert_eq!((JSON5.read)(text).problems.len(), 0);
        assert_eq!((FORMAT.read)(text).problems.len(), 1);
    }

    #[test]
    fn each_line_is_a_document() {
        let text = "{\"a\": \"1\"}\r\n\n{\"ä\": {\"b\": 2}}\n{\"c\": \"3\"\n]\n";
        let document = (LINES.read)(text);
        assert_eq!(of(&LINES, text), ["a = 1", "ä/b = 2", "c = 3"]);
        assert_eq!(document.problems.len(), 1);
        assert_eq!(document.parents[..3], [None, None, Some(1)]);
    }

    #[test]
    fn a_template_need_not_be_json_before_it_is_filled_in() {
        let text = "{{{#if x}}\"a\": \"1\",{{/if}}\"b\": {{c}}}\n";
        assert_eq!((FORMAT.read)(text).problems.len(), 0);
        assert!(of(&FORMAT, text).contains(&"a = 1".to_owned()));
    }

    #[test]
    fn depth_is_counted_in_brackets_that_are_open() {
        let closed = format!(
            "{{\"a\": \"{}\", \"b\": [{} 1]}}",
            "[\\\"".repeat(200),
            "{},[],".repeat(200)
        );
        assert_eq!((FORMAT.read)(&closed).problems.len(), 0);
        let deep = format!("{{\"a\": 1,\n\"b\": {}1{}}}", "[".repeat(100), "]".repeat(100));
        let document = (FORMAT.read)(&deep);
        assert_eq!(document.problems.len(), 1);
        assert_eq!(entries(&document, &deep), ["a = 1"]);
    }
}
