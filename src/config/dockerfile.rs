//! Dockerfiles: `ENV` and `ARG`.

use crate::config::word::{Dialect, SHELL, Word};
use crate::config::{Document, Format, Scalar};

pub const FORMAT: Format = Format {
    name: "Dockerfile",
    languages: &["dockerfile", "docker", "containerfile"],
    is_named: |name| {
        ["dockerfile", "containerfile"].iter().any(|known| {
            name.strip_prefix(known)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
                || name.strip_suffix(known).is_some_and(|rest| rest.ends_with('.'))
        })
    },
    read,
};

fn read(text: &str) -> Document {
    let mut document = Document::flat();
    let dialect = dialect(text);
    let mut unclosed = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let start = blanks(text, at);
        let end = instruction_end(text, start, dialect.escape);
        let instruction = &text[start..end];
        let length = instruction.find(char::is_whitespace).unwrap_or(instruction.len());
        let arguments = start + length;
        match instruction[..length].to_ascii_uppercase().as_str() {
            "ENV" => pairs(text, arguments, end, dialect, true, &mut document),
            "ARG" => pairs(text, arguments, end, dialect, false, &mut document),
            _ => {}
        }
        at = heredocs_end(text, end, &mut unclosed);
    }
    document
}

/// `# escape=` in the first lines says what Windows' Dockerfiles escape with.
fn dialect(text: &str) -> Dialect {
    let directive = text
        .lines()
        .map_while(|line| line.trim().strip_prefix('#'))
        .find_map(|line| line.split_once('='))
        .filter(|(name, value)| name.trim().eq_ignore_ascii_case("escape") && value.trim() == "`");
    Dialect {
        escape: if directive.is_some() { '`' } else { '\\' },
        ends: "",
        ..SHELL
    }
}

fn blanks(text: &str, from: usize) -> usize {
    text.len() - text[from..].trim_start().len()
}

fn line_end(text: &str, from: usize) -> usize {
    text[from..].find('\n').map_or(text.len(), |at| from + at)
}

/// Where the instruction ends: at a line without an escape at its end. Comments and empty lines between do not end it.
fn instruction_end(text: &str, start: usize, escape: char) -> usize {
    let mut at = start;
    let mut goes_on = false;
    loop {
        let end = line_end(text, at);
        let line = text[at..end].trim();
        let is_skipped = line.is_empty() || line.starts_with('#');
        if !(is_skipped && goes_on) {
            goes_on = line.ends_with(escape) && !line.starts_with('#');
        }
        if !goes_on || end == text.len() {
            return end;
        }
        at = end + 1;
    }
}

/// Past the texts that `RUN <<EOT` and `COPY <<EOT` bring along.
fn heredocs_end(text: &str, end: usize, unclosed: &mut Vec<String>) -> usize {
    let start = text[..end].rfind('\n').map_or(0, |at| at + 1);
    let line = &text[start..end];
    let is_heredoc = ["RUN", "COPY", "ADD"].iter().any(|name| {
        line.trim_start()
            .get(..name.len())
            .is_some_and(|word| word.eq_ignore_ascii_case(name))
    });
    if !is_heredoc {
        return end + 1;
    }
    crate::config::shell::heredocs_end(text, line, end, unclosed)
}

/// `A=b "C"=d`, or the old form `A b` where only `ENV` may have it.
fn pairs(text: &str, start: usize, end: usize, dialect: Dialect, is_env: bool, document: &mut Document) {
    let mut at = start;
    let mut is_first = true;
    loop {
        at = gap(text, at, end, dialect.escape);
        if at >= end {
            return;
        }
        let key_end = text[at..end]
            .find(|c: char| c == '=' || c.is_whitespace())
            .map_or(end, |length| at + length);
        let key = at..key_end;
        if key.is_empty() {
            return;
        }
        if !text[key_end..].starts_with('=') {
            if is_env && is_first {
                let from = gap(text, key_end, end, dialect.escape);
                let to = from + text[from.min(end)..end].trim_end().len();
                let mut scalar = Scalar::plain(text, from..to);
                if text[from..to].contains('$') {
                    scalar = Word::read(&text[..to], from, Dialect { ends: "", ..dialect }).scalar(text);
                }
                document.add((0, &[]), (&text[key.clone()], key), scalar);
                return;
            }
            // `ARG NAME`: set by who builds.
            at = key_end;
            is_first = false;
            continue;
        }
        // Quotes are not looked for beyond the instruction.
        let word = Word::read(&text[..end], key_end + 1, dialect);
        at = word.span.end.max(key_end + 1);
        let scalar = word.scalar(text);
        let scalar = if is_env { scalar } else { scalar.fallback() };
        document.add((0, &[]), (&text[key.clone()], key), scalar);
        is_first = false;
    }
}

/// Past blanks, escaped line ends and the comments between lines.
fn gap(text: &str, from: usize, end: usize, escape: char) -> usize {
    let mut at = from;
    loop {
        let rest = &text[at.min(end)..end];
        let trimmed = rest.trim_start();
        let skipped = &rest[..rest.len() - trimmed.len()];
        at = end - trimmed.len();
        if trimmed.starts_with('#') && skipped.contains('\n') {
            at = line_end(text, at).min(end);
        } else if let Some(behind) = trimmed.strip_prefix(escape)
            && behind.trim_start_matches([' ', '\t', '\r']).starts_with('\n')
        {
            at = line_end(text, at).min(end);
        } else if trimmed == escape.encode_utf8(&mut [0; 4]) {
            return end;
        } else {
            return at;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::testing::{check, entries};
    use crate::tree::Written;

    #[test]
    fn env_and_arg_in_every_form() {
        let text = "FROM a AS b\n# ENV NO=1\nARG WITHOUT\nARG WITH=\"x y\" EMPTY=\nenv ONE=1 TWO=\"2 #\" \\\n    # no\n\
                    \n    THREE=a\\ b \\\r\n    FOUR=$WITH\nENV OLD the old form\nRUN echo ENV \\\n  ENV NO=2\n\
                    RUN <<EOT\nENV NO=3\nEOT\nENV LAST=${A:-b}\n";
        let document = read(text);
        assert_eq!(
            entries(&document, text),
            [
                "WITH = x y",
                "EMPTY =  @ EMPTY",
                "ONE = 1",
                "TWO = 2 #",
                "THREE = a b @ a\\ b",
                "FOUR = $WITH",
                "OLD = the old form",
                "LAST = ${A:-b}",
            ]
        );
        assert_eq!(document.entries[1].written, Written::Reference);
        assert_eq!(document.entries[5].written, Written::Reference);
    }

    #[test]
    fn windows_escapes_with_a_backtick() {
        let text = "# escape=`\nENV A=C:\\x `\n  B=2\n";
        assert_eq!(entries(&read(text), text), ["A = C:\\x", "B = 2"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_with_spans_inside_it(
            text in "([AB=#'\"\\\\ \n\r\tä`$(){}]|ENV |ARG |RUN <<E\n|\nE\n){0,40}"
        ) {
            check(&read(&text), &text);
        }
    }
}
