//! What Tera says of templates that do not fit together, as findings: each at its place and with the nearest right name.

use std::sync::LazyLock;

use regex::Regex;
use tera::ErrorKind;

use super::{DEFAULT, Theme};
use crate::finding::Finding;
use crate::guide::mistake::{Mistake, instead};
use crate::source::{Source, Span};

#[expect(clippy::unwrap_used, reason = "the pattern is constant and tested")]
static BLOCK: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\{%-?\s*block\s+(\w+)").unwrap());

#[expect(clippy::unwrap_used, reason = "the pattern is constant and tested")]
static EXTENDS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"\{%-?\s*extends\s+["'`](?<name>[^"'`]+)["'`]"#).unwrap());

/// One of the reports that Tera makes a text of: `error: ...`, and below it `--> page.html:2:10`.
struct Report<'e> {
    message: &'e str,
    template: &'e str,
    line: usize,
    /// From 1, in characters.
    column: usize,
}

impl<'e> Report<'e> {
    fn all(text: &'e str) -> Vec<Self> {
        let mut lines = text.lines().peekable();
        let mut reports = Vec::new();
        while let Some(line) = lines.next() {
            if let Some(message) = line.strip_prefix("error: ")
                && let Some(place) = lines
                    .peek()
                    .and_then(|place| place.trim_start().strip_prefix("--> "))
            {
                reports.extend(Self::at(message, place));
            }
        }
        reports
    }

    fn at(message: &'e str, place: &'e str) -> Option<Self> {
        let (place, column) = place.rsplit_once(':')?;
        let (template, line) = place.rsplit_once(':')?;
        Some(Self {
            message,
            template,
            line: line.parse().ok()?,
            column: column.parse().ok()?,
        })
    }

    /// The word that is wrong: `Unknown filter `foo``.
    fn word(&self) -> &'e str {
        self.message.split('`').nth(1).unwrap_or_default()
    }

    /// Where the word stands, on the line of the report.
    fn span(&self, source: &Source) -> Span {
        let text = source.text();
        let lines = text.split_inclusive('\n');
        let start: usize = lines.take(self.line.saturating_sub(1)).map(str::len).sum();
        let line = source.line_at(start);
        let at = text[line.clone()]
            .char_indices()
            .nth(self.column.saturating_sub(1))
            .map_or(line.end, |(at, _)| start + at);
        let word = self.word();
        match text[at..line.end].find(word) {
            Some(behind) if !word.is_empty() => at + behind..at + behind + word.len(),
            _ => at..at,
        }
    }
}

impl Theme {
    /// Why the templates cannot be used, all of it.
    pub(super) fn refused(&self, error: &tera::Error) -> Vec<Finding> {
        match error.kind() {
            ErrorKind::Msg(text) => {
                let reports = Report::all(text);
                let found: Vec<Finding> = reports.iter().filter_map(|it| self.reported(it)).collect();
                if found.is_empty() {
                    vec![self.somewhere(text)]
                } else {
                    found
                }
            }
            ErrorKind::MissingParent { current, parent } => {
                let message = format!("there is no template `{parent}`");
                vec![self.at_extends(current, message, self.instead_of_template(parent))]
            }
            ErrorKind::CircularExtend { tpl, .. } => {
                let below = format!("{DEFAULT}/{tpl}");
                let help = if self.sources.contains_key(&below) {
                    format!("to build on the one that it takes the place of, extend `{below}`")
                } else {
                    "let one of them extend `base.html`".to_owned()
                };
                vec![self.at_extends(
                    tpl,
                    format!("the template `{tpl}` extends itself in the end"),
                    help,
                )]
            }
            _ => vec![self.mistake(error, None)],
        }
    }

    fn reported(&self, report: &Report) -> Option<Finding> {
        let source = self.sources.get(report.template)?;
        let word = report.word();
        let help = if report.message.starts_with("Block ") {
            let blocks = self.blocks_below(report.template);
            instead(word, blocks.iter().map(String::as_str))
        } else if report.message.starts_with("Unknown component ") {
            let names = self
                .sources
                .keys()
                .filter_map(|name| name.strip_prefix("components/"));
            let mut names: Vec<&str> = names.filter_map(|name| name.strip_suffix(".html")).collect();
            names.sort_unstable();
            instead(word, names)
        } else if report.message.starts_with("Unknown template ") {
            self.instead_of_template(word)
        } else {
            "the theme's templates are Tera 2".to_owned()
        };
        let finding = Mistake::BrokenTemplate.at(source, report.span(source), report.message);
        Some(finding.help(help))
    }

    /// A mistake that has no place: at the last file that it names.
    fn somewhere(&self, text: &str) -> Finding {
        let message = text.lines().next().unwrap_or_default();
        let mut named = message.split(['`', '\'']).rev();
        let fallback = Source::new(DEFAULT, "");
        let source = named.find_map(|name| self.sources.get(name));
        Mistake::BrokenTemplate
            .at(source.map_or(&fallback, |source| source), 0..0, message)
            .help("the theme's templates are Tera 2")
    }

    fn at_extends(&self, template: &str, message: String, help: String) -> Finding {
        let fallback = Source::new(template, "");
        let source = self.sources.get(template).map_or(&fallback, |source| source);
        let name = EXTENDS
            .captures(source.text())
            .and_then(|found| found.name("name"));
        let span = name.map_or(0..0, |name| name.range());
        Mistake::BrokenTemplate.at(source, span, message).help(help)
    }

    fn instead_of_template(&self, name: &str) -> String {
        let templates = self.sources.keys().map(String::as_str);
        let mut templates: Vec<&str> = templates
            .filter(|name| !name.starts_with("components/"))
            .collect();
        templates.sort_unstable();
        instead(name, templates)
    }

    /// The blocks of the templates that one extends, in the order of their first places.
    fn blocks_below(&self, template: &str) -> Vec<String> {
        let mut blocks = Vec::new();
        let mut seen = vec![template.to_owned()];
        let mut source = self.sources.get(template);
        while let Some(below) = source.and_then(|source| EXTENDS.captures(source.text())) {
            let name = below["name"].to_owned();
            source = self.sources.get(&name);
            for found in BLOCK.captures_iter(source.map_or("", |source| source.text())) {
                if !blocks.iter().any(|known| known == &found[1]) {
                    blocks.push(found[1].to_owned());
                }
            }
            if seen.contains(&name) {
                break;
            }
            seen.push(name);
        }
        blocks
    }
}
