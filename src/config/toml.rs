//! TOML files: application settings, wrangler, fly, netlify.

use toml_edit::{Document as Toml, Item, Key, TableLike, Value as Ast};
use toml_parser::lexer::TokenKind;

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
    let (plain, expressions) = set_aside::expressions(text);
    let mut document = Document {
        comments: comments(&plain),
        ..Document::default()
    };
    match Toml::parse(plain.as_ref()) {
        Ok(parsed) => {
            let root = table(parsed.as_table(), 0..text.len(), &plain);
            nested::flatten(&root, text, &expressions, &mut document);
        }
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            if !set_aside::is_template(text, &expressions) {
                document
                    .problems
                    .push(Problem::at(text, at, "a TOML parser stops here"));
            }
            loose::read(text, 0..text.len(), &mut document);
        }
    }
    document
}

fn comments(text: &str) -> Vec<Span> {
    toml_parser::Source::new(text)
        .lex()
        .filter(|token| token.kind() == TokenKind::Comment)
        .map(|token| token.span().start()..token.span().end())
        .collect()
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
        Ast::Integer(_) | Ast::Float(_) => {
            let digits = text[span.clone()].replace('_', "");
            scalar(span, &digits, Written::Number)
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::testing::{check, entries};

    fn of(text: &str) -> Vec<String> {
        let document = read(text);
        check(&document, text);
        entries(&document, text)
    }

    #[test]
    fn tables_keys_and_values() {
        let text = "a = 917729108086835 # the ID\r\n\"b.c\" = 'x # no'\n[vars] # Ä\nd.e = \"\"\"\ntwo\nlines\"\"\"\nf = \"\"\n\
                    [env.production]\ng = 1e5\n[[accounts]]\nh = \"a\\\"b\"\n[[accounts]]\nh = {i = [{name = \"J\", value = \"1\"}]}\n# end";
        let document = read(text);
        assert_eq!(
            of(text),
            [
                "a = 917729108086835",
                "b.c = x # no",
                "vars/d/e = two\nlines",
                "vars/f =  @ \"\"",
                "env/production/g = 1e5",
                "accounts/0/h = a\"b @ a\\\"b",
                "accounts/1/h/i/J = 1",
            ]
        );
        let comments: Vec<_> = document.comments.iter().map(|span| &text[span.clone()]).collect();
        assert_eq!(comments, ["# the ID", "# Ä", "# end"]);
    }

    #[test]
    fn separators_are_no_part_of_a_number() {
        assert_eq!(
            of("a = 1_2345_6789\nb = 1_0.2_5\nc = \"1_0\"\n"),
            ["a = 123456789 @ 1_2345_6789", "b = 10.25 @ 1_0.2_5", "c = 1_0"]
        );
    }

    #[test]
    fn what_is_too_deep_is_a_problem() {
        for text in [
            format!("b = 1\na{} = 1\n", ".a".repeat(50_000)),
            format!("b = 1\n[a{}]\n", ".a".repeat(50_000)),
            format!("b = 1\na = {}", "[".repeat(50_000)),
            format!("b = 1\na = {}", "{a=".repeat(50_000)),
        ] {
            let document = read(&text);
            check(&document, &text);
            assert_eq!(document.problems.len(), 1);
            assert_eq!(document.entries[0].key, "b");
        }
    }

    #[test]
    fn a_template_need_not_be_toml_before_it_is_filled_in() {
        let text = "a = \"1\"\nb = {{ b }} c\n";
        assert_eq!(read(text).problems.len(), 0);
        assert!(of(text).contains(&"a = 1".to_owned()));
    }
}
