//! Shell scripts: assignments where a command starts, `export` and its like.

use crate::config::command::{self, Setting};
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
/// Commands that start another one.
const BEFORE_PROGRAMS: [&str; 3] = ["sudo", "npx", "exec"];
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
        piped: Vec::new(),
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
    /// What the command before printed into the next one.
    piped: Vec<Span>,
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
        let piped = std::mem::take(&mut self.piped);
        let mut words: Vec<Span> = Vec::new();
        let writes_variables = self.words(&mut words);
        let text = self.text;
        let is_named = |names: &[&str]| words.first().is_some_and(|it| names.contains(&&text[it.clone()]));
        if is_named(&PRINTING) {
            if writes_variables {
                words.iter().for_each(|word| self.variable(word.clone(), 0));
            } else if self.text[..self.at].ends_with('|') {
                self.piped = words;
            }
        } else if is_named(&["tee"]) {
            let files = &words[1..];
            let is_written = |word: &Span| heredoc::is_environment(&text[inner(text, word.clone())]);
            if files.iter().any(is_written) {
                piped.into_iter().for_each(|word| self.variable(word, 0));
            }
        } else {
            self.arguments(&words);
        }
    }

    /// Reads the assignments and words of a command; whether it writes into a file of variables.
    fn words(&mut self, words: &mut Vec<Span>) -> bool {
        let mut is_start = true;
        let mut is_declared = false;
        let mut is_target = false;
        let mut writes_variables = false;
        loop {
            self.blanks();
            let start = self.at;
            let Some(c) = self.rest().chars().next() else {
                return writes_variables;
            };
            match c {
                '\n' => {
                    self.at = self.after_line(start);
                    return writes_variables;
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
                    return writes_variables;
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
            if std::mem::take(&mut is_target) {
                writes_variables |= heredoc::is_environment(word.content());
                continue;
            }
            let span = word.span;
            let word = &self.text[span.clone()];
            if is_start && DECLARING.contains(&word) {
                is_declared |= word != "env";
            } else if !(is_start
                && (BEFORE_COMMANDS.contains(&word) || (is_declared && word.starts_with('-'))))
            {
                is_start &= words.is_empty() && BEFORE_PROGRAMS.contains(&word);
                if !is_start {
                    words.push(span);
                }
            }
        }
    }

    /// What a command's arguments set: in a block of their own, since another command may set the same.
    fn arguments(&mut self, words: &[Span]) {
        let texts: Vec<&str> = words.iter().map(|word| &self.text[word.clone()]).collect();
        let settings = command::settings(&texts);
        if settings.is_empty() {
            return;
        }
        let block = self.document.block(Some(0));
        for setting in settings {
            match setting {
                Setting::Pair { word, skipped } => {
                    let word = words[word].clone();
                    self.variable(word.start + skipped..word.end, block);
                }
                Setting::Named { name, value, skipped } => {
                    let key = words[name].clone();
                    let word = Word::read(self.text, words[value].start + skipped, SHELL);
                    let scalar = word.scalar(self.text).fallback();
                    let name = &self.text[key.clone()];
                    self.document.add((block, &[]), (name, key), scalar);
                }
                Setting::Address { word } => {
                    let key = words[0].clone();
                    let scalar = Scalar::plain(self.text, inner(self.text, words[word].clone()));
                    let name = &self.text[key.clone()];
                    self.document.add((block, &[]), (name, key), scalar);
                }
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

    /// `NAME=value`, as a word or between quotes.
    fn variable(&mut self, word: Span, block: usize) {
        let content = inner(self.text, word.clone());
        let Some((name, value)) = self.text[content.clone()].split_once('=') else {
            return;
        };
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
        let key = content.start..content.start + name.len();
        // `printf 'NAME=%s\n' "$value"`
        if !is_name || value.contains('%') {
            return;
        }
        let scalar = if content == word {
            Word::read(&self.text[..word.end], key.end + 1, SHELL).scalar(self.text)
        } else {
            let value = value.trim_end_matches("\\n");
            if value.contains(['"', '\'', '\\']) {
                return;
            }
            let is_whole = value.starts_with("${") && value.ends_with('}');
            let is_literal = self.text[word].starts_with('\'');
            let is_expanded = !is_literal && value.contains(['$', '`']) && !is_whole;
            Scalar {
                value: Value::new(value),
                span: key.end + 1..key.end + 1 + value.len(),
                written: if is_expanded {
                    Written::Reference
                } else {
                    Written::Plain
                },
            }
        };
        self.document.add((block, &[]), (name, key), scalar.fallback());
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

/// What stands between the quotes that hold all of a word; else the word.
fn inner(text: &str, word: Span) -> Span {
    let outer = &text[word.clone()];
    let quote = outer.chars().next().filter(|c| matches!(c, '"' | '\''));
    match quote {
        Some(quote) if outer.len() > 2 && outer.ends_with(quote) => word.start + 1..word.end - 1,
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::testing::{any_text, check, entries, written};

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
    fn what_the_arguments_of_commands_set() {
        let text = "docker run -d -e A=1 --env 'B=two words' --env=C=\"3\" -eNO=1 -p 80:80 x\nsudo podman run \\\n  -e D=$x img\n\
                    docker compose run --env E=5 app; docker ps -e NO=2\ndocker build --build-arg F=6 .\n\
                    kubectl create secret generic x --from-literal=G=7 \\\n  --from-literal='H=8' --dry-run=client\n\
                    heroku config:set I=9 J=\"a b\" -a app && fly secrets set K=11 --app=no\ngh secret set L --body 12\n\
                    gh secret set M -b \"13\" --repo no/no\ngh secret set NO < file\nnetlify env:set N 14\n\
                    echo \"O=15\" | sudo tee -a .env >/dev/null\necho NO=3 | tee log\necho NO=4 || tee .env\n\
                    printf \"P=16\\n\" | tee -a \"$dir/.env\"\nnpx supabase secrets set Q=17\ndocker run -e R x\nmy docker run -e NO=5\n";
        let document = read(text);
        check(&document, text);
        assert_eq!(
            entries(&document, text),
            [
                "A = 1",
                "B = two words",
                "C = 3",
                "D = $x",
                "E = 5",
                "F = 6",
                "G = 7",
                "H = 8",
                "I = 9",
                "J = a b",
                "K = 11",
                "L = 12",
                "M = 13",
                "N = 14",
                "O = 15",
                "P = 16",
                "Q = 17",
            ]
        );
        let of = |key| document.entries.iter().find(|entry| entry.key == key);
        assert_eq!(of("A").map(|it| it.block), of("B").map(|it| it.block));
        assert_ne!(of("A").map(|it| it.block), of("D").map(|it| it.block));
        assert_eq!(written(&document, "D"), Some(Written::Reference));
    }

    #[test]
    fn addresses_that_a_command_calls() {
        let text = "curl -X POST \"https://graph.example/v1/$id/messages\" \\\n  -H \"A: b\" -d '{\"c\": 1}'\ncurl 'https://h.example/?a=b&c=d' | jq .\n\
                    x=$(curl https://no.example)\nwget http://h.example\necho https://no.example\n";
        let document = read(text);
        check(&document, text);
        assert_eq!(
            entries(&document, text),
            [
                "curl = https://graph.example/v1/$id/messages",
                "curl = https://h.example/?a=b&c=d",
                "x = $(curl https://no.example)",
                "wget = http://h.example",
            ]
        );
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

    any_text!("([AB=#'\"\\\\ \n\r\tä`$(){};|&<]|export |A=|then |<<E\n|\nE\n){0,40}");
}
