//! `.env` files. There is no standard: this reads a line as most of docker compose, python-dotenv, node's
//! dotenv and a POSIX shell do.

use crate::config::{Document, Entry, Format, Problem, Step};
use crate::source::{Span, Value};
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
            .find('\n')
            .map_or(self.text.len(), |offset| from + offset)
    }

    fn skip_blanks(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start_matches([' ', '\t']).len();
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

    /// The key, with `at` behind its `=` or `:`. Nothing on a line that assigns nothing.
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
            .find(|c: char| !(c.is_alphanumeric() || "_.-".contains(c)))
            .unwrap_or(line.len());
        let key = self.at..self.at + length;
        let rest = line[length..].trim_start_matches([' ', '\t']);
        let separator = line.len() - rest.len();
        let is_assignment = rest.starts_with('=')
            || rest
                .strip_prefix(':')
                .is_some_and(|after| after.trim_end().is_empty() || after.starts_with([' ', '\t']));
        if length == 0 || !is_assignment {
            return None;
        }
        self.at += separator + 1;
        Some(key)
    }

    fn value(&mut self, key: Span, line_end: usize) {
        let before = self.at;
        self.skip_blanks();
        let rest = &self.text[self.at..line_end];
        match rest.chars().next() {
            Some(quote @ ('"' | '\'' | '`')) => self.quoted(key, quote, line_end),
            Some('#') if self.at > before => {
                self.comment(self.at);
                self.bare(key, self.at..self.at);
            }
            _ => {
                let end = rest.find(" #").or_else(|| rest.find("\t#")).unwrap_or(rest.len());
                if end < rest.len() {
                    self.comment(self.at + end + 1);
                }
                let content = rest[..end].trim_end();
                self.bare(key, self.at..self.at + content.len());
            }
        }
    }

    fn bare(&mut self, key: Span, span: Span) {
        let value = Value::new(&self.text[span.clone()]);
        let span = if span.is_empty() { key.clone() } else { span };
        self.entry(key, value, span, Written::Plain);
    }

    fn quoted(&mut self, key: Span, quote: char, line_end: usize) {
        let open = self.at;
        let Some(close) = self.closing(open + 1, quote) else {
            self.document.problems.push(Problem {
                span: open..open + 1,
                message: "this quote is never closed".to_owned(),
            });
            let end = open + self.text[open..line_end].trim_end().len();
            self.bare(key, open..end);
            return;
        };
        let behind = &self.text[close + 1..self.line_end(close)];
        if let Some(hash) = behind.find('#').filter(|hash| behind[..*hash].trim().is_empty()) {
            self.comment(close + 1 + hash);
        } else if !behind.trim().is_empty() {
            // Readers then take the quotes as part of the value.
            let end = open + self.text[open..self.line_end(close)].trim_end().len();
            self.bare(key, open..end);
            self.at = end;
            return;
        }
        let content = &self.text[open + 1..close];
        let value = if quote == '"' {
            unescape(content)
        } else {
            content.to_owned()
        };
        let span = if content.is_empty() {
            open..close + 1
        } else {
            open + 1..close
        };
        self.entry(key, Value::new(value), span, Written::Quoted);
        self.at = close + 1;
    }

    /// The quote that closes a value; not one beyond a line that assigns something itself.
    fn closing(&self, from: usize, quote: char) -> Option<usize> {
        let mut escaped = false;
        for (offset, c) in self.text[from..].char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' if quote == '"' => escaped = true,
                c if c == quote => return Some(from + offset),
                '\n' => {
                    let start = from + offset + 1;
                    let line = &self.text[start..self.line_end(start)];
                    let name = line.split('=').next().unwrap_or_default();
                    let assigns = line.contains('=')
                        && !name.is_empty()
                        && name
                            .chars()
                            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
                    if assigns {
                        return None;
                    }
                }
                _ => {}
            }
        }
        None
    }

    fn entry(&mut self, key_span: Span, value: Value, span: Span, written: Written) {
        let key = self.text[key_span.clone()].to_owned();
        self.document.entries.push(Entry {
            path: vec![Step::Key(key.clone())],
            key,
            key_span,
            value,
            span,
            written,
            block: 0,
        });
    }
}

fn unescape(content: &str) -> String {
    let mut text = String::with_capacity(content.len());
    let mut characters = content.chars();
    while let Some(c) = characters.next() {
        match (c, characters.clone().next()) {
            ('\\', Some(next @ ('n' | 'r' | 't' | '"' | '\\' | '$'))) => {
                characters.next();
                text.push(match next {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    other => other,
                });
            }
            _ => text.push(c),
        }
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
                entry("K", "b", "b"),
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
