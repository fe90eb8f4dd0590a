//! INI files: sections in brackets, `key = value` or `key: value` below them.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::config::{Document, Format, Problem, Scalar, Step, systemd};
use crate::source::{Span, Value};
use crate::tree::Written;

pub const FORMAT: Format = Format {
    name: "INI",
    languages: &["ini", "cfg"],
    is_named: |name| name.ends_with(".ini") || name.ends_with(".cfg"),
    read,
};

/// Files of this ending are in many grammars: only sections make one an INI file.
pub const CONF: Format = Format {
    name: "INI",
    languages: &[],
    is_named: |name| name.ends_with(".conf"),
    read: |text| {
        if text.lines().any(|line| section(line) == Some("Service")) {
            (systemd::FORMAT.read)(text)
        } else if text.lines().any(|line| section(line).is_some()) {
            read(text)
        } else {
            Document::flat()
        }
    },
};

fn read(text: &str) -> Document {
    let mut reader = Reader {
        text,
        document: Document::flat(),
        blocks: HashMap::new(),
        block: 0,
        above: Vec::new(),
        open: None,
    };
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        reader.line(at, line.trim_end_matches(['\n', '\r']));
        at += line.len();
    }
    reader.close();
    reader.document
}

struct Reader<'a> {
    text: &'a str,
    document: Document,
    /// The block of each section: one that comes again goes on.
    blocks: HashMap<String, usize>,
    block: usize,
    above: Vec<Step>,
    /// The assignment that further lines may go on with.
    open: Option<Open>,
}

struct Open {
    key: Span,
    value: Span,
    indent: usize,
}

impl Reader<'_> {
    fn line(&mut self, start: usize, line: &str) {
        let content = line.trim_start();
        let indent = line.len() - content.len();
        if content.is_empty() {
            self.close();
        } else if content.starts_with([';', '#']) {
            // It ends nothing.
            self.comment(start + indent);
        } else if let Some(name) = section(line) {
            self.close();
            self.section(name);
            let behind = line.find(']').map_or(line.len(), |at| at + 1);
            if let Some(at) = line[behind..].find([';', '#']) {
                self.comment(start + behind + at);
            }
        } else if let Some((key, value)) = assignment(content).filter(|_| !self.lists_on(indent)) {
            self.close();
            let shift = start + indent;
            self.open = Some(Open {
                key: key.start + shift..key.end + shift,
                value: value.start + shift..value.end + shift,
                indent,
            });
        } else if let Some(open) = &mut self.open
            && indent > open.indent
        {
            let end = start + line.trim_end().len();
            if open.value.is_empty() {
                open.value.start = start + indent;
            }
            open.value.end = end;
        } else {
            self.close();
        }
    }

    /// Notes the comment that begins at `start`; it ends with its line.
    fn comment(&mut self, start: usize) {
        let line = self.text[start..].split('\n').next().unwrap_or_default();
        self.document.comments.push(start..start + line.trim_end().len());
    }

    /// Whether supervisor's list of variables goes on in a line of this indentation.
    fn lists_on(&self, indent: usize) -> bool {
        self.open.as_ref().is_some_and(|open| {
            let value = &self.text[open.value.clone()];
            let is_open = value.is_empty() || value.ends_with(',');
            is_open && indent > open.indent && &self.text[open.key.clone()] == "environment"
        })
    }

    fn section(&mut self, name: &str) {
        self.above = vec![Step::Key(name.to_owned())];
        let next = self.document.parents.len();
        self.block = *self.blocks.entry(name.to_owned()).or_insert(next);
        if self.block == next {
            self.document.block(Some(0));
        }
    }

    /// Adds the assignment that now is known to go on no further.
    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        if self.variables(&open) {
            return;
        }
        let scalar = self.value(open.value);
        let key = &self.text[open.key.clone()];
        self.document
            .add((self.block, &self.above), (key, open.key), scalar);
    }

    /// `environment=A="x",B="y"` of supervisor and `env = A=x` of uWSGI; false where it is neither.
    fn variables(&mut self, open: &Open) -> bool {
        let pattern = match &self.text[open.key.clone()] {
            "environment" => &SUPERVISOR,
            "env" => &UWSGI,
            _ => return false,
        };
        let before = self.document.entries.len();
        let content = &self.text[open.value.clone()];
        let mut end = 0;
        for found in pattern.captures_iter(content) {
            let (Some(name), Some(value)) = (found.name("name"), found.name("value")) else {
                continue;
            };
            let place = |span: Span| span.start + open.value.start..span.end + open.value.start;
            let is_quoted = value.as_str().len() > 1 && value.as_str().starts_with(['"', '\'']);
            let scalar = if is_quoted {
                let inner = &value.as_str()[1..value.as_str().len() - 1];
                Scalar::quoted(inner, place(value.range()), 1)
            } else {
                Scalar::plain(self.text, place(value.range()))
            };
            end = value.end();
            let key = (name.as_str(), place(name.range()));
            self.document.add((self.block, &self.above), key, scalar);
        }
        let is_read = self.document.entries.len() > before;
        let behind = content[end..].trim_start();
        if is_read && behind.starts_with([';', '#']) {
            self.comment(open.value.end - behind.len());
        }
        is_read
    }

    fn value(&mut self, span: Span) -> Scalar {
        let content = &self.text[span.clone()];
        if content.contains('\n') {
            let lines: Vec<&str> = content
                .lines()
                .map(str::trim)
                .filter(|line| !line.starts_with([';', '#']))
                .collect();
            return Scalar {
                value: Value::new(lines.join("\n")),
                span,
                written: Written::Plain,
            };
        }
        if let Some(quote) = content.chars().next().filter(|c| matches!(c, '"' | '\'')) {
            let Some(length) = content[1..].find(quote) else {
                self.document.problems.push(Problem {
                    span: span.start..span.start + 1,
                    message: "this quote is never closed".to_owned(),
                });
                return Scalar::plain(self.text, span);
            };
            let behind = content[length + 2..].trim_start();
            let is_comment = behind.starts_with([';', '#']);
            if is_comment {
                self.comment(span.end - behind.len());
            }
            if behind.is_empty() || is_comment {
                let outer = span.start..span.start + length + 2;
                return Scalar::quoted(&content[1..=length], outer, 1);
            }
        }
        let mut before = ' ';
        let comment = content.char_indices().find(|(_, c)| {
            let is_comment = matches!(c, ';' | '#') && matches!(before, ' ' | '\t');
            before = *c;
            is_comment
        });
        if let Some((at, _)) = comment {
            self.comment(span.start + at);
        }
        let end = comment.map_or(content.len(), |(at, _)| at);
        let end = span.start + content[..end].trim_end().len();
        Scalar::plain(self.text, span.start..end)
    }
}

#[expect(clippy::unwrap_used, reason = "the pattern is constant and tested")]
static SUPERVISOR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:^|,)\s*(?<name>[A-Za-z_]\w*)=(?<value>"[^"\n]*"|'[^'\n]*'|[^,\s"']*)"#).unwrap()
});

#[expect(clippy::unwrap_used, reason = "the pattern is constant and tested")]
static UWSGI: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?<name>[A-Za-z_]\w*)=(?<value>[^\n]*)$").unwrap());

/// The name in a line that starts a section.
fn section(line: &str) -> Option<&str> {
    let (name, behind) = line.trim().strip_prefix('[')?.split_once(']')?;
    let behind = behind.trim_start();
    (!name.trim().is_empty() && (behind.is_empty() || behind.starts_with([';', '#']))).then(|| name.trim())
}

/// The key and all that stands behind the separator, where a line assigns something.
fn assignment(line: &str) -> Option<(Span, Span)> {
    let at = line.find(['=', ':'])?;
    let key = line[..at].trim_end();
    let is_key = !key.is_empty()
        && key
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' '));
    // `http://`, `C:\`
    if !is_key || line[at..].starts_with("://") || line[at..].starts_with(":\\") {
        return None;
    }
    let behind = &line[at + 1..];
    let start = line.len() - behind.trim_start().len();
    Some((0..key.len(), start..line.trim_end().len().max(start)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::testing::{any_text, check, entries};

    #[test]
    fn sections_keys_comments_and_continuations() {
        let text = "top = 1\r\n; x = 2\r\n[meta] ; the app\r\nid = 4711 ; ours\nsecret : 'a;b' # c\n\ttoken=\"\"\n\
                    url = https://h.example/#a\nempty =\n\nlong = one\n  two\n\t# no\n  three\nnot a setting\n[twilio]\n\
                    id = x\n[meta]\nopen = \"y\n";
        let document = read(text);
        assert_eq!(
            entries(&document, text),
            [
                "top = 1",
                "meta/id = 4711",
                "meta/secret = a;b",
                "meta/token =  @ \"\"",
                "meta/url = https://h.example/#a",
                "meta/empty =  @ empty",
                "meta/long = one\ntwo\nthree @ one\n  two\n\t# no\n  three",
                "twilio/id = x",
                "meta/open = \"y",
            ]
        );
        let blocks: Vec<_> = document.entries.iter().map(|entry| entry.block).collect();
        assert_eq!(blocks, [0, 1, 1, 1, 1, 1, 1, 2, 1]);
        assert_eq!(document.problems.len(), 1);
    }

    #[test]
    fn variables_of_supervisor_and_uwsgi() {
        let text = "[program:crm]\nenvironment=A=\"1,2\",B='3', C=%(ENV_X)s,D=\ncommand=run NO=1\n[program:wa]\nenvironment =\n    E=\"5\",\n    \
                    F=\"6\"\n[uwsgi]\nenv = G=7,8\nenv = H=\nenv = production\n";
        assert_eq!(
            entries(&read(text), text),
            [
                "program:crm/A = 1,2",
                "program:crm/B = 3",
                "program:crm/C = %(ENV_X)s",
                "program:crm/D =  @ D",
                "program:crm/command = run NO=1",
                "program:wa/E = 5",
                "program:wa/F = 6",
                "uwsgi/G = 7,8",
                "uwsgi/H =  @ H",
                "uwsgi/env = production",
            ]
        );
    }

    #[test]
    fn lines_of_other_dialects() {
        let text = "[a b.\"c\"]\nkey with blanks = 1\nd=2;3\ne = 'x' y\nf = \"a\\\"b\"\ng:4\nh = http://x.example:80/?a=b\n[ i ]\nj==5\n= 6\nk=\t7\t\n\
                    l = C:\\x\n#m = 8\n n = 9\n[]\no = ${X:-1}\n";
        assert_eq!(
            entries(&read(text), text),
            [
                "a b.\"c\"/key with blanks = 1",
                "a b.\"c\"/d = 2;3",
                "a b.\"c\"/e = 'x' y",
                "a b.\"c\"/f = \"a\\\"b\"",
                "a b.\"c\"/g = 4",
                "a b.\"c\"/h = http://x.example:80/?a=b",
                "i/j = =5",
                "i/k = 7",
                "i/l = C:\\x",
                "i/n = 9",
                "i/o = ${X:-1}",
            ]
        );
    }

    #[test]
    fn other_grammars_of_the_same_ending_are_let_alone() {
        let text = "server {\n  listen = 80;\n}\n";
        assert!((CONF.read)(text).entries.is_empty());
        let text = "[Service]\nEnvironment=A=1\n";
        assert_eq!((CONF.read)(text).entries[0].key, "A");
        let text = "[app]\nlisten = 80\n";
        assert_eq!((CONF.read)(text).entries.len(), 1);
    }

    any_text!("[ab=:;#'\"\\[\\] \n\r\tä]{0,60}");
}
