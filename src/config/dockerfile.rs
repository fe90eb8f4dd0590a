//! Dockerfiles: `ENV` and `ARG`, and what the commands of `RUN` set.

use crate::config::heredoc::{self, Heredocs};
use crate::config::word::{Dialect, SHELL, Word};
use crate::config::{Document, Format, Scalar, shell};
use crate::source::Span;

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
    let mut heredocs = Heredocs::default();
    let mut at = 0;
    while at < text.len() {
        let start = blanks(text, at);
        let end = instruction_end(text, start, dialect.escape, &mut document.comments);
        // `ONBUILD ENV A=b`
        let word = text[start..end]
            .split(char::is_whitespace)
            .next()
            .unwrap_or_default();
        let is_late = word.eq_ignore_ascii_case("ONBUILD");
        let start = if is_late {
            gap(text, start + word.len(), end, dialect.escape)
        } else {
            start
        };
        let instruction = &text[start..end];
        let length = instruction.find(char::is_whitespace).unwrap_or(instruction.len());
        let arguments = start + length;
        match instruction[..length].to_ascii_uppercase().as_str() {
            "ENV" => pairs(text, arguments, end, dialect, true, &mut document),
            "ARG" => pairs(text, arguments, end, dialect, false, &mut document),
            "RUN" if dialect.escape == SHELL.escape => {
                let part = (shell::FORMAT.read)(&text[arguments..end]);
                document.append(part, |span| span.start + arguments..span.end + arguments);
            }
            _ => {}
        }
        at = behind_heredocs(text, end, &mut heredocs, &mut document);
    }
    // Those between the lines of `RUN` are the shell's, too.
    document.comments.sort_by_key(|span| (span.start, span.end));
    document.comments.dedup();
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
fn instruction_end(text: &str, start: usize, escape: char, comments: &mut Vec<Span>) -> usize {
    let mut at = start;
    let mut goes_on = false;
    loop {
        let end = line_end(text, at);
        let line = text[at..end].trim();
        let is_comment = line.starts_with('#');
        if is_comment {
            let start = blanks(text, at);
            comments.push(start..start + line.len());
        }
        let is_skipped = line.is_empty() || is_comment;
        if !(is_skipped && goes_on) {
            goes_on = line.ends_with(escape) && !is_comment;
        }
        if !goes_on || end == text.len() {
            return end;
        }
        at = end + 1;
    }
}

/// Past the texts that `RUN <<EOT` and `COPY <<EOT` bring along; what is copied into a file of config is read.
fn behind_heredocs(text: &str, end: usize, heredocs: &mut Heredocs, document: &mut Document) -> usize {
    let start = text[..end].rfind('\n').map_or(0, |at| at + 1);
    let line = &text[start..end];
    let mut words = line.split_whitespace();
    let name = words.next().unwrap_or_default().to_ascii_uppercase();
    if !["RUN", "COPY", "ADD"].contains(&name.as_str()) {
        return end + 1;
    }
    let (bodies, behind) = heredocs.bodies(text, line, end);
    let format = match name.as_str() {
        "RUN" => heredoc::target(line),
        _ => words
            .next_back()
            .and_then(Format::of_file)
            .filter(|format| format.is_data()),
    };
    if let Some(format) = format {
        for body in bodies {
            body.read(text, format, document);
        }
    }
    behind
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
        // Nothing but a whole line is a comment; Docker stops here.
        if key.is_empty() || text[key.clone()].starts_with('#') {
            return;
        }
        if !text[key_end..].starts_with('=') {
            if is_env && is_first {
                let from = gap(text, key_end, end, dialect.escape);
                let to = from + text[from.min(end)..end].trim_end().len();
                if to <= from {
                    return;
                }
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
    use crate::config::testing::{any_text, check, entries};
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
    fn files_that_are_copied_from_the_dockerfile_itself() {
        let text = "FROM a\nCOPY <<EOF /app/.env\nA=1\nB=$x\nEOF\nCOPY --chown=1 <<'EOF' /c.yaml\nc: {d: \"4\"}\nEOF\n\
                    COPY <<EOF /app/run.sh\nNO=1\nEOF\nRUN cat > .env <<EOF\nE=5\nEOF\nRUN <<EOF\nNO=2\nEOF\nENV F=6\n";
        let document = read(text);
        check(&document, text);
        assert_eq!(
            entries(&document, text),
            ["A = 1", "B = $x", "c/d = 4", "E = 5", "F = 6"]
        );
    }

    #[test]
    fn arguments_that_look_like_others() {
        let text = "ENV A=\"a b\" B=c\\ d E='f $g'\nENV H i = j\nENV K\nENV L= M=\"\"\nARG N O=1 P\nONBUILD ENV Q=2\n\
                    LABEL NO=1\nenv R=\"3\"  # S=no\nENV T=\"x\\\ny\" U=4\n  ENV V=5\nENVNO=1\n";
        assert_eq!(
            entries(&read(text), text),
            [
                "A = a b",
                "B = c d @ c\\ d",
                "E = f $g",
                "H = i = j",
                "L =  @ L",
                "M =  @ \"\"",
                "O = 1",
                "Q = 2",
                "R = 3",
                "T = xy @ x\\\ny",
                "U = 4",
                "V = 5",
            ]
        );
    }

    #[test]
    fn windows_escapes_with_a_backtick() {
        let text = "# escape=`\nENV A=C:\\x `\n  B=2\n";
        assert_eq!(entries(&read(text), text), ["A = C:\\x", "B = 2"]);
    }

    any_text!("([AB=#'\"\\\\ \n\r\tä`$(){}]|ENV |ARG |RUN <<E\n|\nE\n){0,40}");
}
