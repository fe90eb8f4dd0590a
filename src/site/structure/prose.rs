//! A page's Markdown as its readers read it: headings in order, links that say where they lead, tables that lose nothing,
//! and no more of anything than one takes in.

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

use crate::finding::Finding;
use crate::guide::markdown_options;
use crate::guide::mistake::Mistake;
use crate::guide::page::{Page, PageKind};
use crate::site::component::Paragraph;
use crate::source::Span;

/// Between two headings of the second level, which is a screen or less.
const CALLOUTS: usize = 2;
/// Of the answer that a page of type `concept` begins with.
const FIRST_WORDS: usize = 60;
const STEPS: usize = 10;
const TASKS: usize = 15;

/// Texts of links that say nothing out of their sentence. Screen readers list links without it.
const VAGUE: [&str; 18] = [
    "here",
    "click here",
    "click",
    "this",
    "this page",
    "this link",
    "this article",
    "this guide",
    "this site",
    "link",
    "page",
    "more",
    "read more",
    "see more",
    "learn more",
    "more information",
    "details",
    "see here",
];

pub fn check(page: &Page) -> Vec<Finding> {
    let mut prose = Prose {
        page,
        findings: Vec::new(),
        level: 1,
        callouts: 0,
        has_begun: false,
        depth: 0,
        lists: Vec::new(),
        texts: Vec::new(),
        columns: 0,
    };
    for (event, span) in Parser::new_ext(page.markdown(), markdown_options()).into_offset_iter() {
        prose.event(&event, span);
    }
    prose.findings
}

struct Prose<'a> {
    page: &'a Page,
    findings: Vec<Finding>,
    /// Of the last heading; the page's title is the first.
    level: u8,
    /// Since the last heading of the second level.
    callouts: usize,
    /// Whether the first paragraph is over.
    has_begun: bool,
    /// Of blocks in blocks.
    depth: usize,
    lists: Vec<List>,
    /// Texts of what is open and was asked for: a heading, a link, the first paragraph.
    texts: Vec<String>,
    /// Cells of the table's head.
    columns: usize,
}

#[derive(Default)]
struct List {
    is_numbered: bool,
    items: usize,
    tasks: usize,
}

impl Prose<'_> {
    fn event(&mut self, event: &Event, span: Span) {
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(*tag, span),
            Event::Text(text) | Event::Code(text) => self.add(text),
            Event::SoftBreak | Event::HardBreak => self.add(" "),
            Event::TaskListMarker(_) => self.task(&span),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag, span: Span) {
        match tag {
            Tag::Heading { level, .. } => {
                self.heading(*level, &span);
                self.texts.push(String::new());
            }
            Tag::Link { .. } => self.texts.push(String::new()),
            Tag::Paragraph if self.is_first(&span) => self.texts.push(String::new()),
            Tag::BlockQuote(kind) => {
                self.depth += 1;
                if kind.is_some() {
                    self.callout(&span);
                }
            }
            Tag::List(start) => {
                self.depth += 1;
                self.lists.push(List {
                    is_numbered: start.is_some(),
                    ..List::default()
                });
            }
            Tag::Item => self.item(&span),
            Tag::Table(columns) => self.columns = columns.len(),
            Tag::TableRow => self.row(&span),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, span: Span) {
        match tag {
            TagEnd::Heading(_) => {
                let text = self.texts.pop().unwrap_or_default();
                self.heading_text(&text, &span);
            }
            TagEnd::Link => {
                let text = self.texts.pop().unwrap_or_default();
                self.link(&text, &span);
                self.add(&text);
            }
            TagEnd::Paragraph if self.is_first(&span) => {
                self.has_begun = true;
                let text = self.texts.pop().unwrap_or_default();
                self.first_paragraph(&text, &span);
            }
            TagEnd::BlockQuote(_) => self.depth -= 1,
            TagEnd::List(_) => {
                self.depth -= 1;
                self.lists.pop();
            }
            _ => {}
        }
    }

    fn add(&mut self, text: &str) {
        if let Some(open) = self.texts.last_mut() {
            open.push_str(text);
        }
    }

    fn report(&mut self, mistake: Mistake, span: &Span, message: String, help: String) {
        let start = self.page.body + span.start;
        let line_end = self.page.source.line_at(start).end.max(start);
        let span = start..(self.page.body + span.end).min(line_end);
        self.findings
            .push(mistake.at(&self.page.source, span, message).help(help));
    }

    fn heading(&mut self, level: HeadingLevel, span: &Span) {
        let level = level as u8;
        if level == 1 {
            self.report(
                Mistake::HeadingOrder,
                span,
                "the page's title is its only heading of the first level".to_owned(),
                "begin with `##`".to_owned(),
            );
        }
        if level > self.level + 1 {
            self.report(
                Mistake::HeadingOrder,
                span,
                format!(
                    "this heading is of level {level}, and the one above it of level {}",
                    self.level
                ),
                format!("begin it with `{}`", "#".repeat(usize::from(self.level) + 1)),
            );
        }
        self.level = level;
        if level <= 2 {
            self.callouts = 0;
        }
    }

    fn heading_text(&mut self, text: &str, span: &Span) {
        if text.trim().is_empty() {
            self.report(
                Mistake::HeadingOrder,
                span,
                "this heading has no words".to_owned(),
                "say what stands below it, or leave it out".to_owned(),
            );
        }
    }

    fn callout(&mut self, span: &Span) {
        self.callouts += 1;
        if self.callouts == CALLOUTS + 1 {
            self.report(
                Mistake::TooMuch,
                span,
                format!("this section has more than {CALLOUTS} callouts: where all is stressed, nothing is"),
                "say it in a paragraph, or give it a section of its own".to_owned(),
            );
        }
    }

    fn link(&mut self, text: &str, span: &Span) {
        let said = text
            .trim()
            .trim_end_matches(['.', ':', '…', '>', '»', '→'])
            .trim();
        if VAGUE.contains(&said.to_lowercase().as_str()) {
            self.report(
                Mistake::LinkText,
                span,
                format!("the link's text `{said}` does not say where it leads"),
                "name what is there; without any text, as in `[](page.md)`, a link takes the page's title"
                    .to_owned(),
            );
        } else if said.starts_with("https://") || said.starts_with("http://") {
            self.report(
                Mistake::LinkText,
                span,
                "the link's text is an address, which is hard to read and to hear".to_owned(),
                "say what is there: `[Meta's list of error codes](https://...)`".to_owned(),
            );
        }
    }

    /// Whether a paragraph is the page's first that is prose and stands in nothing else.
    fn is_first(&self, span: &Span) -> bool {
        let is_call = || Paragraph::read(&self.page.markdown()[span.clone()]).is_some();
        !self.has_begun && self.depth == 0 && !is_call()
    }

    fn first_paragraph(&mut self, text: &str, span: &Span) {
        let words = text.split_whitespace().count();
        if self.page.kind == PageKind::Concept && words > FIRST_WORDS {
            self.report(
                Mistake::TooMuch,
                span,
                format!(
                    "the first paragraph has {words} words, and a page of this type answers in {FIRST_WORDS}"
                ),
                "give the answer first, and what explains it below".to_owned(),
            );
        }
    }

    fn item(&mut self, span: &Span) {
        let is_outer = self.lists.len() == 1;
        let Some(list) = self.lists.last_mut() else {
            return;
        };
        list.items += 1;
        let is_step = is_outer && list.is_numbered && self.page.kind == PageKind::Task;
        if is_step && list.items == STEPS + 1 {
            self.report(
                Mistake::TooMuch,
                span,
                format!("these are more than {STEPS} steps"),
                "make two lists of them, each with a heading that says what is reached".to_owned(),
            );
        }
    }

    fn task(&mut self, span: &Span) {
        let Some(list) = self.lists.last_mut() else {
            return;
        };
        list.tasks += 1;
        if list.tasks == TASKS + 1 {
            self.report(
                Mistake::TooMuch,
                span,
                format!("this checklist has more than {TASKS} items"),
                "make two lists of them, each with a heading".to_owned(),
            );
        }
    }

    /// Cells that the head has no column for are not rendered.
    fn row(&mut self, span: &Span) {
        let cells = cells(&self.page.markdown()[span.clone()]);
        let is_code_cut = cells.iter().any(|cell| cell.matches('`').count() % 2 == 1);
        if is_code_cut {
            self.report(
                Mistake::TableCells,
                span,
                "a `|` within code ends the cell of a table all the same".to_owned(),
                "write `\\|`, in code, too".to_owned(),
            );
        } else if cells.len() > self.columns {
            self.report(
                Mistake::TableCells,
                span,
                format!(
                    "this row has {} cells, and the table's head {}: the rest would be lost",
                    cells.len(),
                    self.columns
                ),
                "give the head a column more, or write `\\|` for a bar that belongs to the text".to_owned(),
            );
        }
    }
}

/// The cells of a table's row, as Markdown cuts it: at every bar that has no backslash before it.
fn cells(row: &str) -> Vec<&str> {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let mut cells = Vec::new();
    let mut start = 0;
    let mut is_escaped = false;
    for (at, c) in row.char_indices() {
        if c == '|' && !is_escaped {
            cells.push(&row[start..at]);
            start = at + 1;
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    if !row[start..].trim().is_empty() {
        cells.push(&row[start..]);
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_cut_at_bars() {
        assert_eq!(cells("| a | b |"), [" a ", " b "]);
        assert_eq!(cells("a | b\n"), ["a ", " b"]);
        assert_eq!(cells("| `x|y` |"), [" `x", "y` "]);
        assert_eq!(cells(r"| `x\|y` | |"), [r" `x\|y` ", " "]);
    }
}
