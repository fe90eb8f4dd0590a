//! A word as shells write it: bare, in quotes, or pieces of both. Dockerfiles and systemd's units have it too.

use crate::config::Scalar;
use crate::source::{Span, Value};
use crate::tree::Written;

/// How one language writes its words.
#[derive(Clone, Copy)]
pub struct Dialect {
    pub escape: char,
    /// What ends a word besides blanks and the line's end.
    pub ends: &'static str,
    /// Whether `$` brings in another value.
    pub expands: bool,
}

pub const SHELL: Dialect = Dialect {
    escape: '\\',
    ends: ";&|<>()",
    expands: true,
};

pub struct Word {
    /// With its quotes.
    pub span: Span,
    value: String,
    /// Where one pair of quotes holds all of it.
    is_quoted: bool,
    is_reference: bool,
}

impl Word {
    /// Reads the word at `start`; an escaped line end does not end it.
    pub fn read(text: &str, start: usize, dialect: Dialect) -> Self {
        let mut reader = Reader {
            text,
            at: start,
            dialect,
            value: String::new(),
            is_reference: false,
        };
        let mut quoted = 0;
        let mut only_quotes = true;
        while let Some(c) = reader.peek() {
            if c.is_whitespace() || dialect.ends.contains(c) {
                break;
            }
            if matches!(c, '"' | '\'') {
                quoted += 1;
                if !reader.quoted(c) {
                    only_quotes = false;
                    break;
                }
            } else {
                only_quotes = false;
                reader.bare(c);
            }
        }
        Self {
            span: start..reader.at,
            value: reader.value,
            is_quoted: only_quotes && quoted == 1,
            is_reference: reader.is_reference,
        }
    }

    /// With its quotes and escapes read.
    pub fn content(&self) -> &str {
        &self.value
    }

    pub fn scalar(self, text: &str) -> Scalar {
        let span = if self.is_quoted && self.span.len() > 2 {
            self.span.start + 1..self.span.end - 1
        } else {
            self.span
        };
        let raw = &text[span.clone()];
        // `${NAME:-default}` and nothing else tells its default.
        let is_plain = raw.starts_with("${") && raw.ends_with('}') && !raw[2..].contains(['$', '`']);
        if self.is_reference {
            return Scalar {
                value: Value::new(raw),
                written: if is_plain {
                    Written::Plain
                } else {
                    Written::Reference
                },
                span,
            };
        }
        Scalar {
            value: Value::new(self.value),
            written: if self.is_quoted {
                Written::Quoted
            } else {
                Written::Plain
            },
            span,
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    dialect: Dialect,
    value: String,
    is_reference: bool,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn bare(&mut self, c: char) {
        if c == self.dialect.escape {
            self.at += c.len_utf8();
            if !self.line_end()
                && let Some(escaped) = self.take()
            {
                self.value.push(escaped);
            }
        } else {
            self.piece(c);
        }
    }

    /// Whether the quote is closed; one that is not ends with its line.
    fn quoted(&mut self, quote: char) -> bool {
        let open = self.at;
        let length = self.value.len();
        self.at += 1;
        while let Some(c) = self.peek() {
            if c == quote {
                self.at += 1;
                return true;
            }
            if quote == '\'' {
                self.at += c.len_utf8();
                self.value.push(c);
            } else if c == self.dialect.escape {
                self.at += c.len_utf8();
                if self.line_end() {
                    continue;
                }
                match self.take() {
                    Some(escaped @ ('"' | '\\' | '$' | '`')) => self.value.push(escaped),
                    Some(other) => self.value.extend([c, other]),
                    None => {}
                }
            } else {
                self.piece(c);
            }
        }
        let line = self.text[open..].split('\n').next().unwrap_or_default();
        let line = line.trim_end();
        self.at = open + line.len();
        self.value.truncate(length);
        self.value.push_str(line);
        false
    }

    /// One character, or all of `$(...)`, `${...}`, `` `...` ``.
    fn piece(&mut self, c: char) {
        let start = self.at;
        self.at += c.len_utf8();
        if self.dialect.expands {
            match (c, self.peek()) {
                ('$', Some('(')) => self.nested('(', ')'),
                ('$', Some('{')) => self.nested('{', '}'),
                ('`', _) => {
                    let rest = &self.text[self.at..];
                    self.at += rest.find('`').map_or(0, |at| at + 1);
                    self.is_reference = true;
                }
                ('$', Some(name)) if name.is_alphanumeric() || "_@*?#!".contains(name) => {
                    self.is_reference = true;
                }
                _ => {}
            }
        }
        self.value.push_str(&self.text[start..self.at]);
    }

    /// Past the bracket that closes the one at `at`; where none does, past that one only.
    fn nested(&mut self, open: char, close: char) {
        self.is_reference = true;
        let mut depth = 0_usize;
        for (offset, c) in self.text[self.at..].char_indices() {
            if c == open {
                depth += 1;
            } else if c == close {
                depth -= 1;
                if depth == 0 {
                    self.at += offset + 1;
                    return;
                }
            } else if offset > LONGEST_NESTED {
                break;
            }
        }
        self.at += 1;
    }

    fn line_end(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let length = if rest.starts_with("\r\n") {
            2
        } else {
            usize::from(rest.starts_with('\n'))
        };
        self.at += length;
        length > 0
    }
}

/// Nobody writes longer substitutions; what seems to be one is not looked through to the file's end again and again.
const LONGEST_NESTED: usize = 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Value, String, Written) {
        let word = Word::read(text, 0, SHELL);
        let scalar = word.scalar(text);
        (scalar.value, text[scalar.span].to_owned(), scalar.written)
    }

    fn word(value: &str, span: &str, written: Written) -> (Value, String, Written) {
        (Value::new(value), span.to_owned(), written)
    }

    #[test]
    fn words_as_a_shell_reads_them() {
        assert_eq!(read("a\\ b;c"), word("a b", "a\\ b", Written::Plain));
        assert_eq!(
            read("\"a b\\\"\\n\" c"),
            word("a b\"\\n", "a b\\\"\\n", Written::Quoted)
        );
        assert_eq!(read("'$a'"), word("$a", "$a", Written::Quoted));
        assert_eq!(read("a'b'\"c\""), word("abc", "a'b'\"c\"", Written::Plain));
        assert_eq!(read("\"\""), word("", "\"\"", Written::Quoted));
        assert_eq!(read("a\\\nb"), word("ab", "a\\\nb", Written::Plain));
        assert_eq!(
            read("\"$(cat \"x y\")\" z"),
            word("$(cat \"x y\")", "$(cat \"x y\")", Written::Reference)
        );
        assert_eq!(
            read("${A:-b c} d"),
            word("${A:-b c}", "${A:-b c}", Written::Plain)
        );
        assert_eq!(
            read("\"Bearer $T\""),
            word("Bearer $T", "Bearer $T", Written::Reference)
        );
        assert_eq!(read("`cat x`"), word("`cat x`", "`cat x`", Written::Reference));
        assert_eq!(read("\"open\nnext"), word("\"open", "\"open", Written::Plain));
    }
}
