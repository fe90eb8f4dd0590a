//! Shell scripts: assignments where a command starts, `export` and its like.

use std::sync::LazyLock;

use regex::Regex;

use crate::config::word::{SHELL, Word};
use crate::config::{Document, Format};
use crate::tree::Written;

pub const FORMAT: Format = Format {
    name: "shell",
    languages: &["sh", "bash", "zsh", "shell"],
    is_named: |name| {
        [".sh", ".bash", ".zsh", ".envrc"]
            .iter()
            .any(|ending| name.ends_with(ending))
            || matches!(
                name,
                ".bashrc" | ".bash_profile" | ".zshrc" | ".zshenv" | ".profile"
            )
    },
    read,
};

#[expect(clippy::unwrap_used, reason = "the pattern is constant and tested")]
static HEREDOC: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:^|[^<])<<(?<dash>-?)[ \t]*["'\\]?(?<end>[A-Za-z_][A-Za-z0-9_]*)"#).unwrap()
});

/// Words that a command may start behind.
const BEFORE_COMMANDS: [&str; 8] = ["then", "do", "else", "elif", "if", "while", "until", "!"];
/// Commands that take assignments.
const DECLARING: [&str; 5] = ["export", "declare", "typeset", "readonly", "env"];

/// Where so many heredocs are open to the file's end, it is no such script.
const MOST_UNCLOSED: usize = 16;

/// Past the last line of the heredocs that `line` starts, which ends at `end`. Those that were looked for in vain are kept in
/// `unclosed`, and not looked for again.
pub fn heredocs_end(text: &str, line: &str, end: usize, unclosed: &mut Vec<String>) -> usize {
    let mut at = (end + 1).min(text.len());
    for found in HEREDOC.captures_iter(line) {
        let (dash, name) = (&found["dash"], &found["end"]);
        if unclosed.len() >= MOST_UNCLOSED || unclosed.iter().any(|known| known == name) {
            continue;
        }
        let mut next = at;
        let closed = text[at..].split_inclusive('\n').any(|line| {
            next += line.len();
            let line = line.trim_end_matches(['\n', '\r']);
            let line = if dash.is_empty() {
                line
            } else {
                line.trim_start_matches('\t')
            };
            line == name
        });
        // One that nothing closes is none: `1 << x`.
        if closed {
            at = next;
        } else {
            unclosed.push(name.to_owned());
        }
    }
    at
}

fn read(text: &str) -> Document {
    let mut script = Script {
        text,
        at: 0,
        document: Document::flat(),
        unclosed: Vec::new(),
    };
    while script.at < text.len() {
        script.command();
    }
    script.document
}

struct Script<'a> {
    text: &'a str,
    at: usize,
    document: Document,
    /// Names of heredocs that were looked for and not found.
    unclosed: Vec<String>,
}

impl Script<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn blanks(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start_matches([' ', '\t', '\r']);
            let skipped = rest.len() - trimmed.len();
            let escaped = ["\\\n", "\\\r\n"]
                .iter()
                .find(|end| trimmed.starts_with(**end))
                .map_or(0, |end| end.len());
            self.at += skipped + escaped;
            if escaped == 0 {
                return;
            }
        }
    }

    /// One command with its assignments, up to what separates it from the next one.
    fn command(&mut self) {
        let mut is_start = true;
        let mut is_declared = false;
        loop {
            self.blanks();
            let start = self.at;
            let Some(c) = self.rest().chars().next() else {
                return;
            };
            match c {
                '\n' => {
                    self.at = self.after_line(start);
                    return;
                }
                '#' => {
                    self.at += self.rest().find('\n').unwrap_or(self.rest().len());
                    continue;
                }
                ';' | '&' | '|' | '(' | ')' | '{' | '}' => {
                    self.at += 1;
                    return;
                }
                '<' | '>' => {
                    self.at += 1;
                    continue;
                }
                _ => {}
            }
            if is_start && self.assignment(is_declared) {
                continue;
            }
            let word = Word::read(self.text, start, SHELL);
            self.at = word.span.end.max(start + c.len_utf8());
            let word = &self.text[word.span];
            if DECLARING.contains(&word) {
                is_declared |= word != "env";
            } else if !(BEFORE_COMMANDS.contains(&word) || (is_declared && word.starts_with('-'))) {
                is_start = false;
            }
        }
    }

    /// Past the line end at `at`, and past the heredocs that the line before it starts.
    fn after_line(&mut self, at: usize) -> usize {
        let start = self.text[..at].rfind('\n').map_or(0, |before| before + 1);
        let line = &self.text[start..at];
        heredocs_end(self.text, line, at, &mut self.unclosed)
    }

    /// Reads `NAME=word`; false, and nothing read, where something else stands.
    fn assignment(&mut self, is_declared: bool) -> bool {
        let rest = self.rest();
        let length = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .unwrap_or(rest.len());
        let is_name = length > 0 && !rest.starts_with(|c: char| c.is_ascii_digit());
        if !is_name || !rest[length..].starts_with('=') {
            return false;
        }
        let key = self.at..self.at + length;
        let word = Word::read(self.text, key.end + 1, SHELL);
        self.at = word.span.end;
        if self.rest().starts_with('(') {
            // An array.
            return true;
        }
        let mut scalar = word.scalar(self.text);
        // `TOKEN=` in a script is where a variable begins; only what is exported says that it is empty.
        if !is_declared && scalar.value.characters() == 0 {
            scalar.written = Written::Reference;
        }
        self.document
            .add((0, &[]), (&self.text[key.clone()], key), scalar);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::testing::{check, entries, written};

    #[test]
    fn assignments_where_commands_start() {
        let text = "#!/bin/sh\n# A=0\nA=1 B=\"two words\"\nexport C='3' D\ndeclare -x E=5; F=$(cat \"x\")\n\
                    if [ \"$A\" = x ]; then G=7; fi\nH=8 curl -d NO=1 \\\n  NO=2 # NO=3\ncat > .env <<EOT\nNO=4\nEOT\n\
                    I=${TOKEN:-x}\nJ=\nexport K=\narr=(a b)\necho NO=5 && L=9\necho \"\nNO=6\n\"\nM=$A\n";
        let document = read(text);
        assert_eq!(
            entries(&document, text),
            [
                "A = 1",
                "B = two words",
                "C = 3",
                "E = 5",
                "F = $(cat \"x\")",
                "G = 7",
                "H = 8",
                "I = ${TOKEN:-x}",
                "J =  @ J",
                "K =  @ K",
                "L = 9",
                "M = $A",
            ]
        );
        let written = |key| written(&document, key);
        assert_eq!(written("F"), Some(Written::Reference));
        assert_eq!(written("I"), Some(Written::Plain));
        assert_eq!(written("J"), Some(Written::Reference));
        assert_eq!(written("K"), Some(Written::Plain));
    }

    #[test]
    fn long_scripts_are_read_in_one_go() {
        for text in [
            "A=\"\n".repeat(50_000),
            "a <<B\n".repeat(50_000),
            "A=$(\n".repeat(50_000),
            "A=`\n".repeat(50_000),
        ] {
            check(&read(&text), &text);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_with_spans_inside_it(
            text in "([AB=#'\"\\\\ \n\r\tä`$(){};|&<]|export |A=|then |<<E\n|\nE\n){0,40}"
        ) {
            check(&read(&text), &text);
        }
    }
}
