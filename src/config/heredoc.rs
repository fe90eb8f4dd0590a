//! Here-documents of shells and Dockerfiles: where they end, and what is in the files that they write.

use std::sync::LazyLock;

use regex::Regex;

use crate::config::{Document, Format};
use crate::source::Span;
use crate::tree::Written;

#[expect(clippy::unwrap_used, reason = "the pattern is constant and tested")]
static START: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:^|[^<])<<(?<dash>-?)[ \t]*(?<quote>["'\\]?)(?<end>[A-Za-z_][A-Za-z0-9_]*)"#).unwrap()
});

/// `> file`, `>> file`, `tee -a file`
#[expect(clippy::unwrap_used, reason = "the pattern is constant and tested")]
static TARGET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:>>?|\btee(?:[ \t]+-a)?[ \t])[ \t]*["']?(?<file>[^\s"'<>|;&()]+)"#).unwrap()
});

/// Where so many are open to the file's end, it is no such script.
const MOST_UNCLOSED: usize = 16;

/// Those of one text; names that were looked for in vain are not looked for again.
#[derive(Default)]
pub struct Heredocs {
    unclosed: Vec<String>,
}

pub struct Body {
    pub span: Span,
    /// Its name stood in quotes, so that `$` brings nothing in.
    is_literal: bool,
}

impl Heredocs {
    /// What the here-documents that `line` starts hold, and where the text goes on behind them; `line` ends at `end`.
    pub fn bodies(&mut self, text: &str, line: &str, end: usize) -> (Vec<Body>, usize) {
        let mut at = (end + 1).min(text.len());
        let mut bodies = Vec::new();
        for found in START.captures_iter(line) {
            let (dash, name) = (&found["dash"], &found["end"]);
            if self.unclosed.len() >= MOST_UNCLOSED || self.unclosed.iter().any(|known| known == name) {
                continue;
            }
            let mut next = at;
            let last = text[at..].split_inclusive('\n').find(|line| {
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
            let Some(last) = last else {
                self.unclosed.push(name.to_owned());
                continue;
            };
            bodies.push(Body {
                span: at..next - last.len(),
                is_literal: !found["quote"].is_empty(),
            });
            at = next;
        }
        (bodies, at)
    }
}

impl Body {
    /// Adds what it holds as a file of this format.
    pub fn read(&self, text: &str, format: &Format, document: &mut Document) {
        let mut part = (format.read)(&text[self.span.clone()]);
        part.problems.clear();
        let before = document.entries.len();
        document.append(part, |span| {
            span.start + self.span.start..span.end + self.span.start
        });
        for entry in &mut document.entries[before..] {
            let value = &text[entry.span.clone()];
            // `${NAME:-default}` tells its default.
            let is_whole = value.starts_with("${") && value.ends_with('}');
            let is_expanded = !self.is_literal && value.contains(['$', '`']) && !is_whole;
            // What a script leaves empty is filled in later.
            if is_expanded || entry.value.characters() == 0 {
                entry.written = Written::Reference;
            }
        }
    }
}

/// The format of the file that a command writes; programs are not looked into.
pub fn target(line: &str) -> Option<&'static Format> {
    if line.trim_start().starts_with("kubectl ") {
        return Format::of_language("yaml");
    }
    let file = TARGET.captures(line)?.name("file")?.as_str();
    if is_environment(file) {
        return Format::of_language("dotenv");
    }
    Format::of_file(file).filter(|format| format.is_data() && !is_template(file))
}

/// Whether a file of this name holds `NAME=value` lines: a `.env`, or what GitHub's jobs keep them in.
pub fn is_environment(file: &str) -> bool {
    file.trim_matches(['$', '{', '}']) == "GITHUB_ENV"
        || (Format::of_file(file).is_some_and(|format| format.languages.contains(&"dotenv"))
            && !is_template(file))
}

/// A file that is there to be copied.
fn is_template(file: &str) -> bool {
    ["example", "sample", "template", ".dist"]
        .iter()
        .any(|word| file.contains(word))
}
