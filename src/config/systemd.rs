//! systemd's units: the variables in `Environment=`.

use crate::config::word::{Dialect, SHELL, Word};
use crate::config::{Document, Format, Scalar};
use crate::source::{Span, Value};
use crate::tree::Written;

pub const FORMAT: Format = Format {
    name: "systemd",
    languages: &["systemd"],
    is_named: |name| {
        [".service", ".container"]
            .iter()
            .any(|ending| name.ends_with(ending))
            || name == "override.conf"
    },
    read,
};

const WORDS: Dialect = Dialect {
    ends: "",
    expands: false,
    ..SHELL
};

fn read(text: &str) -> Document {
    let mut document = Document::flat();
    let mut at = 0;
    while at < text.len() {
        let end = end_of(text, at, &mut document.comments);
        let line = &text[at..end];
        let content = line.trim_start();
        if let Some(rest) = content.strip_prefix("Environment")
            && let Some(rest) = rest.trim_start_matches([' ', '\t']).strip_prefix('=')
        {
            variables(text, at + line.len() - rest.len(), end, &mut document);
        }
        at = end + 1;
    }
    document
}

/// The end of the line at `start`, and of those that it goes on over. Comments between them end nothing.
fn end_of(text: &str, start: usize, comments: &mut Vec<Span>) -> usize {
    let mut at = start;
    loop {
        let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
        let line = text[at..end].trim_end_matches('\r');
        let is_comment = is_comment(line);
        if is_comment {
            let content = line.trim();
            let from = at + line.len() - line.trim_start().len();
            comments.push(from..from + content.len());
        }
        let goes_on = if is_comment {
            at > start
        } else {
            line.ends_with('\\')
        };
        if end == text.len() || !goes_on {
            return end;
        }
        at = end + 1;
    }
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with(['#', ';'])
}

/// `A=b "C=d e"`
fn variables(text: &str, start: usize, end: usize, document: &mut Document) {
    let text = &text[..end];
    let (mut at, mut line_end) = (start, start);
    while at < end {
        let rest = &text[at..];
        let escaped = ["\\\n", "\\\r\n"].into_iter().find(|it| rest.starts_with(it));
        if let Some(escaped) = escaped {
            at += escaped.len();
            continue;
        }
        if let Some(blank) = rest.chars().next().filter(|c| c.is_whitespace()) {
            at += blank.len_utf8();
            continue;
        }
        let is_line_start = text[..at].trim_end_matches([' ', '\t']).ends_with('\n');
        if is_line_start && is_comment(rest) {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        }
        // An escaped line end stands for a blank; in quotes it is read by `Word`.
        if line_end <= at {
            line_end = text[at..].find('\n').map_or(end, |length| at + length);
        }
        let bare = text[..line_end].trim_end_matches(['\r', '\\']);
        let is_bare = !rest.starts_with(['"', '\'']) && line_end < end && bare.len() > at;
        let word = Word::read(if is_bare { bare } else { text }, at, WORDS);
        at = word.span.end.max(at + 1);
        let outer = word.span.clone();
        let Some((key, value)) = assignment(&text[outer.clone()]) else {
            continue;
        };
        let shifted = |span: Span| outer.start + span.start..outer.start + span.end;
        let key = shifted(key);
        let scalar = if text[outer.clone()].starts_with(['"', '\'']) {
            let value_text = word.content().split_once('=').map_or("", |(_, value)| value);
            Scalar {
                value: Value::new(value_text),
                span: shifted(value),
                written: Written::Quoted,
            }
        } else {
            Word::read(&text[..outer.end], key.end + 1, WORDS).scalar(text)
        };
        document.add((0, &[]), (&text[key.clone()], key), scalar);
    }
}

/// Key and value in a word that quotes may hold as a whole.
fn assignment(word: &str) -> Option<(Span, Span)> {
    let quotes = usize::from(
        word.len() >= 2 && word.starts_with(['"', '\'']) && word.chars().next_back() == word.chars().next(),
    );
    let inner = &word[quotes..word.len() - quotes];
    let at = inner.find('=')?;
    let is_name = at > 0 && inner[..at].chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_name.then(|| (quotes..quotes + at, quotes + at + 1..word.len() - quotes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::testing::{any_text, check, entries};

    #[test]
    fn variables_of_a_unit() {
        let text = "[Service]\nExecStart=/bin/crm NO=1\n# Environment=NO=2\nEnvironment=\"A=two words\" B=2 'C=x\"y'\n\
                    Environment = D=\"4 5\" \\\n  E=$x\r\nEnvironment=\nEnvironmentFile=/etc/crm\nEnvironment=F= G\n";
        let document = read(text);
        assert_eq!(
            entries(&document, text),
            [
                "A = two words",
                "B = 2",
                "C = x\"y",
                "D = 4 5",
                "E = $x",
                "F =  @ F"
            ]
        );
    }

    #[test]
    fn words_as_systemd_reads_them() {
        let text = "[Service]\nEnvironment=A=1 \"B=2 3\" 'C=4'\n  Environment=D='5 6' E=\"7\"8\nEnvironment=F=%i G=$$x\nPassEnvironment=NO\n\
                    EnvironmentFile=-/etc/NO=1\n;Environment=NO=2\nEnvironment=H=9\\\nI=10\n# NO \\\nEnvironment=J=11\nEnvironment=\"K=\" L=\n\
                    UnsetEnvironment=NO\nEnvironment=NO\n";
        assert_eq!(
            entries(&read(text), text),
            [
                "A = 1",
                "B = 2 3",
                "C = 4",
                "D = 5 6",
                "E = 78 @ \"7\"8",
                "F = %i",
                "G = $$x",
                "H = 9",
                "I = 10",
                "J = 11",
                "K =  @ K",
                "L =  @ L",
            ]
        );
    }

    any_text!("([AB=#'\"\\\\ \n\r\tä;%]|Environment=|A=){0,40}");
}
