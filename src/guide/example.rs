//! Examples: the fenced blocks of a page, with what their info strings say. They are linted in `lint::examples`.

use std::collections::BTreeSet;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use crate::finding::{Finding, Severity};
use crate::guide::markdown_options;
use crate::guide::mistake::{Mistake, instead};
use crate::guide::page::Page;
use crate::guide::rule::SEVERITIES;
use crate::source::Span;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fence {
    /// The first word of the info string; empty where there is none.
    pub language: String,
    pub intent: Intent,
    /// The author says something of the linter: `good`, `bad` or a file's name.
    pub is_claimed: bool,
    /// The severity of every finding, where the author says it.
    pub severity: Option<Severity>,
    /// The lines of the text that findings stand on, and no others, where the author says so. They start at 1.
    pub lines: Option<BTreeSet<usize>>,
    /// Blocks that follow each other with a name are one scan.
    pub file: Option<String>,
    /// As if git tracked the file.
    pub is_tracked: bool,
    pub text: String,
    /// The line with the info string, in the page's source.
    pub line: Span,
    /// The whole block, in the page's Markdown.
    pub block: Span,
}

/// What the author says that the linter will say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    Good,
    /// Rejected by exactly these rules; by the page's own rule where none is named.
    Bad(Vec<String>),
}

/// All fenced blocks of a page, in order.
pub fn fences(page: &Page, findings: &mut Vec<Finding>) -> Vec<Fence> {
    let mut fences = Vec::new();
    let mut open: Option<Fence> = None;
    for (event, span) in Parser::new_ext(page.markdown(), markdown_options()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                open = Some(fence(page, &info, span, findings));
            }
            Event::Text(text) => {
                if let Some(fence) = &mut open {
                    fence.text.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => fences.extend(open.take()),
            _ => {}
        }
    }
    fences
}

fn fence(page: &Page, info: &str, block: Span, findings: &mut Vec<Finding>) -> Fence {
    let line = page.source.line_at(page.body + block.start);
    let (language, mut rest) = match info.trim().split_once(char::is_whitespace) {
        Some((language, rest)) => (language, rest.trim_start()),
        None => (info.trim(), ""),
    };
    let mut fence = Fence {
        language: language.to_lowercase(),
        intent: Intent::Good,
        is_claimed: !rest.is_empty(),
        severity: None,
        lines: None,
        file: None,
        is_tracked: false,
        text: String::new(),
        line,
        block,
    };
    let end = page.markdown()[fence.block.clone()].trim_end();
    if !end.ends_with("```") && !end.ends_with("~~~") {
        findings.push(
            Mistake::InvalidText
                .at(
                    &page.source,
                    fence.line.clone(),
                    "this block is never closed, so it takes in the rest of the page",
                )
                .help("end it with a line of the same three marks"),
        );
    }
    while !rest.is_empty() {
        let end = rest.find([' ', '\t', '=']).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let (value, after) = match after.strip_prefix("=\"") {
            Some(quoted) => match quoted.split_once('"') {
                Some((value, after)) => (Some(value), after),
                None => (Some(quoted), ""),
            },
            None => (None, after.trim_start_matches('=')),
        };
        let severity = value.and_then(|value| SEVERITIES.iter().find(|(name, _)| *name == value));
        let lines = value.and_then(lines);
        match (word, value) {
            ("good", None) => fence.intent = Intent::Good,
            ("bad", None) => fence.intent = Intent::Bad(Vec::new()),
            ("bad", Some(rules)) => {
                fence.intent = Intent::Bad(rules.split_whitespace().map(ToOwned::to_owned).collect());
            }
            ("severity", _) if severity.is_some() => fence.severity = severity.map(|(_, severity)| *severity),
            ("lines", _) if lines.is_some() => fence.lines = lines,
            ("tracked", None) => fence.is_tracked = true,
            ("file", Some(name)) if !name.is_empty() => fence.file = Some(name.to_owned()),
            _ => findings.push(
                Mistake::UnknownName
                    .at(
                        &page.source,
                        fence.line.clone(),
                        format!("`{word}` says nothing about an example"),
                    )
                    .help(instead(
                        word,
                        [
                            "good",
                            "bad",
                            "bad=\"rule\"",
                            "severity=\"hint\"",
                            "lines=\"2 4-6\"",
                            "file=\"name\"",
                            "tracked",
                        ],
                    )),
            ),
        }
        rest = after.trim_start();
    }
    fence
}

/// The lines that `2 4-6` says.
fn lines(text: &str) -> Option<BTreeSet<usize>> {
    let mut lines = BTreeSet::new();
    for part in text.split_whitespace() {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let range = first.parse::<u16>().ok()?..=last.parse().ok()?;
        lines.extend(range.map(usize::from));
    }
    (!lines.is_empty()).then_some(lines)
}
