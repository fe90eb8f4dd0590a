//! Java's `.properties` files, as `java.util.Properties` reads them.

use crate::config::{Document, Format, Scalar};
use crate::source::{Span, Value};
use crate::tree::Written;

pub const FORMAT: Format = Format {
    name: "properties",
    languages: &["properties"],
    is_named: |name| name.ends_with(".properties"),
    read,
};

fn read(text: &str) -> Document {
    let mut document = Document::flat();
    let mut at = 0;
    while at < text.len() {
        at = line(text, at, &mut document);
    }
    document
}

/// Reads the logical line at `start`, which may go on over several lines; returns where the next one starts.
fn line(text: &str, start: usize, document: &mut Document) -> usize {
    let start = skip(text, start, |c| is_blank(c) || is_line_end(c));
    if text[start..].starts_with(['#', '!']) {
        let end = skip(text, start, |c| !is_line_end(c));
        let content = text[start..end].trim_end();
        document.comments.push(start..start + content.len());
        return end;
    }
    let key = piece(text, start, |c| is_blank(c) || c == '=' || c == ':');
    let mut at = blanks(text, key.span.end);
    if text[at..].starts_with(['=', ':']) {
        at = blanks(text, at + 1);
    }
    let value = piece(text, at, |_| false);
    let end = value.span.end;
    if !key.content.is_empty() {
        let scalar = Scalar {
            value: Value::new(value.content),
            span: value.span,
            written: Written::Plain,
        };
        document.add((0, &[]), (&key.content, key.span), scalar);
    }
    // Past the line end at least, so that every call gets on.
    end + text[end..].chars().next().map_or(0, char::len_utf8)
}

struct Piece {
    content: String,
    span: Span,
}

/// What stands from `start` to the line's end or to an unescaped character that ends it, with its escapes read.
fn piece(text: &str, start: usize, ends: fn(char) -> bool) -> Piece {
    let mut content = String::new();
    let mut at = start;
    while let Some(c) = text[at..].chars().next() {
        if is_line_end(c) || ends(c) {
            break;
        }
        at += c.len_utf8();
        if c != '\\' {
            content.push(c);
            continue;
        }
        let Some(escaped) = text[at..].chars().next() else {
            break;
        };
        if is_line_end(escaped) {
            at = blanks(text, line_end(text, at));
            continue;
        }
        at += escaped.len_utf8();
        match escaped {
            't' => content.push('\t'),
            'n' => content.push('\n'),
            'r' => content.push('\r'),
            'f' => content.push('\u{c}'),
            'u' => at = unicode(text, at, &mut content),
            other => content.push(other),
        }
    }
    Piece {
        content,
        span: start..at,
    }
}

/// Reads the digits behind `\u`, and a second half where they are the first of a pair; returns where they end.
fn unicode(text: &str, at: usize, content: &mut String) -> usize {
    let unit = |at: usize| {
        text.get(at..at + 4)
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|digits| u16::from_str_radix(digits, 16).ok())
    };
    let Some(first) = unit(at) else {
        content.push('u');
        return at;
    };
    let second = text
        .get(at + 4..at + 6)
        .filter(|escape| *escape == "\\u")
        .and_then(|_| unit(at + 6));
    if let Some(second) = second
        && let Some(Ok(c)) = char::decode_utf16([first, second]).next()
        && c.len_utf16() == 2
    {
        content.push(c);
        return at + 10;
    }
    content.extend(char::decode_utf16([first]).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
    at + 4
}

fn line_end(text: &str, at: usize) -> usize {
    let length = if text[at..].starts_with("\r\n") { 2 } else { 1 };
    at + length
}

fn blanks(text: &str, from: usize) -> usize {
    skip(text, from, is_blank)
}

fn skip(text: &str, from: usize, skipped: impl Fn(char) -> bool) -> usize {
    text.len() - text[from..].trim_start_matches(skipped).len()
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{c}')
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::testing::{any_text, check, entries};

    #[test]
    fn lines_as_java_reads_them() {
        let text = "# a=1\r\n ! b=2\r\nwa.id = 4711\r\nwa.token:abc def \n\nblank separated\nempty=\nnothing\n\
                    long=one\\\r\n   two\\\n# three\nke\\ y\\=\\:=v\\tw\nu=\\u00fc\\ud83d\\ude00\\u12\nlast=x\\";
        assert_eq!(
            entries(&read(text), text),
            [
                "wa.id = 4711",
                "wa.token = abc def ",
                "blank = separated",
                "empty =  @ empty",
                "nothing =  @ nothing",
                "long = onetwo# three @ one\\\r\n   two\\\n# three",
                "ke y=: = v\tw @ v\\tw",
                "u = ü😀u12 @ \\u00fc\\ud83d\\ude00\\u12",
                "last = x @ x\\",
            ]
        );
        let keys: Vec<_> = read(text)
            .entries
            .iter()
            .map(|entry| &text[entry.key_span.clone()])
            .collect();
        assert_eq!(keys[6], "ke\\ y\\=\\:");
    }

    #[test]
    fn lines_of_spring_and_gradle() {
        let text = "a=${X:}\nb = \"1\"\nc=1 # no comment\nd\\:e=2\nf= \\ 3\ng==4\nh.0=5\r\n!i=6\n\tj\t7\nk=C\\:\\\\x\n=8\nl=\\\n\nm=9\n";
        assert_eq!(
            entries(&read(text), text),
            [
                "a = ${X:}",
                "b = \"1\"",
                "c = 1 # no comment",
                "d:e = 2",
                "f =  3 @ \\ 3",
                "g = =4",
                "h.0 = 5",
                "j = 7",
                "k = C:\\x @ C\\:\\\\x",
                "l =  @ \\\n",
                "m = 9",
            ]
        );
    }

    any_text!("([a-b=:#!\\\\ \n\r\tä]|\\\\u00|\\\\ud83d){0,60}");
}
