//! `.env` files. There is no standard: of docker compose, python-dotenv, node's dotenv and a POSIX shell, this reads a
//! value as most of those do that set it, and where they are split, as python-dotenv does, else as node's dotenv.
//! What each of them makes of some hundred lines stands in `tests/dotenv/dialects.tsv`. References such as `${NAME}`
//! are kept as they are written. Where the programs are split is for `dialects`.

use crate::config::{Document, Entry, Format, Problem, Step, dialects};
use crate::source::{Span, Value, is_invisible};
use crate::tree::Written;

pub const FORMAT: Format = Format {
    name: "dotenv",
    languages: &["dotenv", "env"],
    is_named,
    read,
};

/// Names such as `.env.ts` or `.env.md` are programs and prose about a `.env`.
const OTHER_ENDINGS: [&str; 14] = [
    "cjs", "go", "html", "java", "js", "md", "mjs", "php", "ps1", "py", "rb", "rs", "sh", "ts",
];

fn is_named(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default();
    let is_env = name == "env.list"
        || name == ".dev.vars"
        || name == ".flaskenv"
        || name.ends_with(".env")
        || name.contains(".env.")
        || name.starts_with(".env-")
        || name.starts_with(".env_");
    is_env && !OTHER_ENDINGS.contains(&ending)
}

fn read(text: &str) -> Document {
    let mut lexer = Lexer {
        text,
        at: 0,
        document: Document::flat(),
    };
    while lexer.at < text.len() {
        lexer.line();
    }
    lexer.document
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    document: Document,
}

impl Lexer<'_> {
    fn line_end(&self, from: usize) -> usize {
        self.text[from..]
            .find(['\n', '\r'])
            .map_or(self.text.len(), |offset| from + offset)
    }

    fn skip_blanks(&mut self) {
        let line = &self.text[self.at..self.line_end(self.at)];
        self.at += line.len() - line.trim_start().len();
    }

    fn line(&mut self) {
        let line_end = self.line_end(self.at);
        self.skip_blanks();
        if self.text[self.at..].starts_with('#') {
            self.comment(self.at);
        } else if let Some(key) = self.key(line_end) {
            self.value(key, line_end);
        }
        self.at = self.line_end(self.at) + 1;
    }

    fn comment(&mut self, start: usize) {
        let line = &self.text[start..self.line_end(start)];
        self.document.comments.push(start..start + line.trim_end().len());
    }

    /// The key, also with characters that nobody sees, and `at` behind its `=` or `:`. Nothing on a line that assigns nothing.
    fn key(&mut self, line_end: usize) -> Option<Span> {
        let line = &self.text[self.at..line_end];
        if let Some(rest) = line.strip_prefix("export")
            && rest.starts_with([' ', '\t'])
        {
            self.at += "export".len();
            self.skip_blanks();
        }
        let line = &self.text[self.at..line_end];
        let length = line
            .find(|c: char| !(c.is_alphanumeric() || "_.-".contains(c) || is_invisible(c)))
            .unwrap_or(line.len());
        let key = self.at..self.at + length;
        let rest = line[length..].trim_start();
        let separator = line.len() - rest.len();
        if length == 0 || !rest.starts_with(['=', ':']) {
            return None;
        }
        self.at += separator + 1;
        Some(key)
    }

    fn value(&mut self, key: Span, line_end: usize) {
        let before = self.at;
        self.skip_blanks();
        match self.text[self.at..line_end].chars().next() {
            Some(quote @ ('"' | '\'')) => self.quoted(key, quote, line_end),
            _ => {
                let line = &self.text[before..line_end];
                let differs = dialects::differ_on_bare(line, split_comment(line).1);
                self.bare(key, before..line_end, differs);
            }
        }
    }

    /// A value that ends with its line, or at a comment.
    fn bare(&mut self, key: Span, line: Span, read_differently: bool) {
        let (content, comment) = split_comment(&self.text[line.clone()]);
        let start = line.start + content.len() - content.trim_start().len();
        let span = start..start + content.trim().len();
        if let Some(comment) = comment {
            self.comment(line.start + comment);
        }
        let value = Value::new(&self.text[span.clone()]);
        let span = if span.is_empty() { key.clone() } else { span };
        self.entry(key, value, span, Written::Plain, read_differently);
    }

    fn quoted(&mut self, key: Span, quote: char, line_end: usize) {
        let open = self.at;
        let Some(close) = self.closing(open + 1, quote) else {
            self.document.problems.push(Problem {
                span: open..open + 1,
                message: "this quote is never closed".to_owned(),
            });
            // That they disagree on such a value needs no saying twice.
            self.bare(key, open..line_end, false);
            return;
        };
        let behind = &self.text[close + 1..self.line_end(close)];
        if let Some(hash) = behind.find('#').filter(|hash| behind[..*hash].trim().is_empty()) {
            self.comment(close + 1 + hash);
        } else if !behind.trim().is_empty() {
            // Some end the value at the quote, some take the quotes as part of it, some refuse the file.
            self.bare(key, open..line_end, true);
            return;
        }
        let content = &self.text[open + 1..close];
        let value = if quote == '"' {
            unescape(&with_line_feeds(content))
        } else {
            with_line_feeds(content).replace("\\'", "'")
        };
        let differs = dialects::differ_on_quoted(content, quote);
        let span = if content.is_empty() {
            open..close + 1
        } else {
            open + 1..close
        };
        self.entry(key, Value::new(value), span, Written::Quoted, differs);
        self.at = close + 1;
    }

    /// The quote that closes a value. On a later line it has to be the last of the line: else it opens another value,
    /// and this one was left open.
    fn closing(&self, from: usize, quote: char) -> Option<usize> {
        let first_line = self.line_end(from);
        let mut escaped = false;
        for (offset, c) in self.text[from..].char_indices() {
            let at = from + offset;
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                c if c == quote => {
                    let behind = &self.text[at + 1..self.line_end(at)];
                    let (behind, _) = split_comment(behind);
                    return (at < first_line || behind.trim().is_empty()).then_some(at);
                }
                _ => {}
            }
        }
        None
    }

    fn entry(&mut self, key_span: Span, value: Value, span: Span, written: Written, read_differently: bool) {
        let key = self.text[key_span.clone()].to_owned();
        self.document.entries.push(Entry {
            path: vec![Step::Key(key.clone())],
            key,
            key_span,
            value,
            span,
            written,
            read_differently,
            block: 0,
        });
    }
}

/// What stands before a comment, and where the comment begins: at a `#` with a blank before it.
fn split_comment(line: &str) -> (&str, Option<usize>) {
    let hash = line
        .match_indices('#')
        .map(|(at, _)| at)
        .find(|at| line[..*at].ends_with(char::is_whitespace));
    (&line[..hash.unwrap_or(line.len())], hash)
}

fn with_line_feeds(content: &str) -> String {
    content.replace("\r\n", "\n").replace('\r', "\n")
}

/// The escapes of double quotes.
fn unescape(content: &str) -> String {
    let mut text = String::with_capacity(content.len());
    let mut characters = content.chars();
    while let Some(c) = characters.next() {
        let meant = match (c, characters.clone().next()) {
            ('\\', Some('a')) => '\u{7}',
            ('\\', Some('b')) => '\u{8}',
            ('\\', Some('f')) => '\u{c}',
            ('\\', Some('n')) => '\n',
            ('\\', Some('r')) => '\r',
            ('\\', Some('t')) => '\t',
            ('\\', Some('v')) => '\u{b}',
            ('\\', Some(next @ ('"' | '\\'))) => next,
            _ => {
                text.push(c);
                continue;
            }
        };
        characters.next();
        text.push(meant);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(text: &str) -> Vec<(String, String, String)> {
        read(text)
            .entries
            .iter()
            .map(|entry| {
                (
                    entry.key.clone(),
                    entry.value.expose().to_owned(),
                    text[entry.span.clone()].to_owned(),
                )
            })
            .collect()
    }

    fn entry(key: &str, value: &str, span: &str) -> (String, String, String) {
        (key.to_owned(), value.to_owned(), span.to_owned())
    }

    #[test]
    fn lines_as_most_programs_read_them() {
        assert_eq!(
            entries(
                "# comment\r\nexport A=1\r\nB = \"two # 2\" # c\nC='$x'\nD: four\nE=\nF=\"\"\n\
                 G=g#h # c\nH= # c\nI=\"a\\nb\"\nJ=\"line\nline\"\n K=`b`\nL=\"x\",\nno assignment\n360KEY=5"
            ),
            [
                entry("A", "1", "1"),
                entry("B", "two # 2", "two # 2"),
                entry("C", "$x", "$x"),
                entry("D", "four", "four"),
                entry("E", "", "E"),
                entry("F", "", "\"\""),
                entry("G", "g#h", "g#h"),
                entry("H", "", "H"),
                entry("I", "a\nb", "a\\nb"),
                entry("J", "line\nline", "line\nline"),
                entry("K", "`b`", "`b`"),
                entry("L", "\"x\",", "\"x\","),
                entry("360KEY", "5", "5"),
            ]
        );
    }

    #[test]
    fn an_open_quote_does_not_swallow_the_next_assignment() {
        let text = "A=\"open\nB=\"closed\"\n";
        assert_eq!(
            entries(text),
            [entry("A", "\"open", "\"open"), entry("B", "closed", "closed")]
        );
        assert_eq!(read(text).problems.len(), 1);
    }

    #[test]
    fn a_value_of_several_lines_ends_at_a_quote_that_ends_its_line() {
        assert_eq!(
            entries("A='x\n# it's\nB=1\nC=\"-----BEGIN\r\nab=\r\nc=\" # end\nD=2\n"),
            [
                entry("A", "'x", "'x"),
                entry("B", "1", "1"),
                entry("C", "-----BEGIN\nab=\nc=", "-----BEGIN\r\nab=\r\nc="),
                entry("D", "2", "2"),
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_with_spans_inside_it(text in "([A-Z=:\"'`#\\\\ \n\rä]|EXPORT |export ){0,60}") {
            for entry in read(&text).entries {
                proptest::prop_assert!(text.get(entry.span.clone()).is_some());
                proptest::prop_assert!(text.get(entry.key_span.clone()).is_some());
            }
        }
    }
}
