//! Shell scripts: assignments where a command starts, `export` and its like.

use crate::config::heredoc::{self, Heredocs};
use crate::config::word::{SHELL, Word};
use crate::config::{Document, Format, Scalar};
use crate::source::{Span, Value};
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

/// Words that a command may start behind.
const BEFORE_COMMANDS: [&str; 8] = ["then", "do", "else", "elif", "if", "while", "until", "!"];
/// Commands that take assignments.
const DECLARING: [&str; 6] = ["export", "declare", "typeset", "readonly", "local", "env"];

/// Commands that print their arguments; what goes into a `.env` so is read.
const PRINTING: [&str; 2] = ["echo", "printf"];

fn read(text: &str) -> Document {
    let mut script = Script {
        text,
        at: 0,
        document: Document::flat(),
        heredocs: Heredocs::default(),
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
    heredocs: Heredocs,
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
        let mut printed: Option<Vec<Span>> = None;
        let mut is_target = false;
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
                    let line = self.rest().split('\n').next().unwrap_or_default();
                    let (content, whole) = (line.trim_end().len(), line.len());
                    self.document.comments.push(start..start + content);
                    self.at += whole;
                    continue;
                }
                ';' | '&' | '|' | '(' | ')' | '{' | '}' => {
                    self.at += 1;
                    return;
                }
                '<' | '>' => {
                    is_target = c == '>';
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
            let span = word.span.clone();
            if std::mem::take(&mut is_target) {
                if heredoc::is_environment(word.content()) {
                    printed
                        .take()
                        .into_iter()
                        .flatten()
                        .for_each(|word| self.printed(word));
                }
                continue;
            }
            if let Some(printed) = &mut printed {
                printed.push(span);
                continue;
            }
            let word = &self.text[span];
            if is_start && PRINTING.contains(&word) {
                printed = Some(Vec::new());
            }
            if DECLARING.contains(&word) {
                is_declared |= word != "env";
            } else if !(BEFORE_COMMANDS.contains(&word) || (is_declared && word.starts_with('-'))) {
                is_start = false;
            }
        }
    }

    /// Past the line end at `at`, and past the here-documents that the line before it starts.
    fn after_line(&mut self, at: usize) -> usize {
        let start = self.text[..at].rfind('\n').map_or(0, |before| before + 1);
        let line = &self.text[start..at];
        let (bodies, end) = self.heredocs.bodies(self.text, line, at);
        if !bodies.is_empty()
            && let Some(format) = heredoc::target(line)
        {
            for body in bodies {
                body.read(self.text, format, &mut self.document);
            }
        }
        end
    }

    /// `echo "NAME=value" >> .env`
    fn printed(&mut self, word: Span) {
        let outer = &self.text[word.clone()];
        let quote = outer.chars().next().filter(|c| matches!(c, '"' | '\''));
        let inner = match quote {
            Some(quote) if outer.len() > 2 && outer.ends_with(quote) => word.start + 1..word.end - 1,
            _ => word,
        };
        let Some((name, value)) = self.text[inner.clone()].split_once('=') else {
            return;
        };
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        // `printf 'NAME=%s\n' "$value"`
        let value = value.trim_end_matches("\\n");
        if !is_name || value.contains(['%', '"', '\'', '\\']) {
            return;
        }
        let key = inner.start..inner.start + name.len();
        let is_whole = value.starts_with("${") && value.ends_with('}');
        let is_expanded = quote != Some('\'') && value.contains(['$', '`']) && !is_whole;
        let scalar = Scalar {
            value: Value::new(value),
            span: key.end + 1..key.end + 1 + value.len(),
            written: if is_expanded {
                Written::Reference
            } else {
                Written::Plain
            },
        };
        self.document.add((0, &[]), (name, key), scalar.fallback());
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
                    if [ \"$A\" = x ]; then G=7; fi\nH=8 curl -d NO=1 \\\n  NO=2 # NO=3\ncat <<EOT\nNO=4\nEOT\n\
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
    fn what_a_script_writes_into_files() {
        let text = "cat > .env <<EOF\nA=1\nB=$x\nC=\"p$x\"\nD=${X:-4}\nEOF\ncat <<'EOF' >> \"$dir/.env.prod\"\nE=$x\nEOF\n\
                    tee -a .env <<-EOF >/dev/null\n\tF=6\n\tEOF\ncat <<EOF\nNO=1\nEOF\ncat >c.yaml <<EOF\ng:\n  h: \"8\"\nEOF\n\
                    cat > x.sh <<EOF\nNO=2\nEOF\nkubectl apply -f - <<EOF\nstringData: {I: 9}\nEOF\n\
                    echo \"J=10\" >> .env\necho K=$x>>.env; echo NO=3\nprintf 'L=%s\\n' \"$x\" >> .env\nprintf 'M=13\\n' > .env\n\
                    echo \"N=\" >> $GITHUB_ENV\necho \"NO=4\" >> log.txt\necho NO=5 | tee out\n\
                    cat > .env.example <<EOF\nNO=6\nEOF\necho NO=7 >> .env.sample\n";
        let document = read(text);
        check(&document, text);
        assert_eq!(
            entries(&document, text),
            [
                "A = 1",
                "B = $x",
                "C = p$x",
                "D = ${X:-4}",
                "E = $x",
                "F = 6",
                "g/h = 8",
                "stringData/I = 9",
                "J = 10",
                "K = $x",
                "M = 13",
                "N =  @ N",
            ]
        );
        let written = |key| written(&document, key);
        assert_eq!(written("C"), Some(Written::Reference));
        assert_eq!(written("D"), Some(Written::Plain));
        assert_eq!(written("E"), Some(Written::Plain));
        assert_eq!(written("K"), Some(Written::Reference));
        assert_eq!(written("N"), Some(Written::Reference));
    }

    #[test]
    fn assignments_in_every_position() {
        let text = "export A=1 B=2 C\nD=4 E=5 run F=no\nreadonly G=7\nlocal -r H=8\ntypeset -x I=9\nenv J=10 run\n\
                    K+=no\nL[0]=no\nM=(no no) N=14\n: \"${O:=15}\"\nif P=16; then Q=17; fi\nfor r in R=no; do S=19; done\n\
                    f() { T=20; }\ncase $x in y) U=21;; esac\nexport V='two\nlines' W=\nX=\"a\"'b'c\n  Y=1 # Z=no\n((a=1))\n[[ $b == c ]] && AA=22\n";
        assert_eq!(
            entries(&read(text), text),
            [
                "A = 1",
                "B = 2",
                "D = 4",
                "E = 5",
                "G = 7",
                "H = 8",
                "I = 9",
                "J = 10",
                "N = 14",
                "P = 16",
                "Q = 17",
                "S = 19",
                "T = 20",
                "U = 21",
                "V = two\nlines",
                "W =  @ W",
                "X = abc @ \"a\"'b'c",
                "Y = 1",
                "a = 1",
                "AA = 22",
            ]
        );
    }

    #[test]
    fn long_scripts_are_read_in_one_go() {
        for text in [
            "A=\"\n".repeat(50_000),
            "a <<B\n".repeat(50_000),
            "A=$(\n".repeat(50_000),
            "A=`\n".repeat(50_000),
            "echo A=1 ".repeat(50_000),
            "cat <<A > .env\nB=1\nA\n".repeat(20_000),
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
