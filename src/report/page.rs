//! Rules for the terminal: the list of them, and one rule's page with its Markdown set in plain text.

use anstyle::{AnsiColor, Style};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::finding::Severity;
use crate::guide::page::Page;
use crate::guide::rule::Rule;
use crate::guide::{Described, Guide, markdown_options};
use crate::source::clean_text;

/// Longer lines are hard to read, however wide the window, in columns.
const LONGEST_LINE: usize = 88;
const INDENT: &str = "    ";
pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
const LINK: Style = Style::new().underline();

/// A rule's page; `width` is that of the terminal, in columns.
pub fn rule(guide: &Guide, rule: &Described<Rule>, width: usize) -> String {
    let page = &guide.pages[rule.page];
    let width = width.min(LONGEST_LINE);
    let style = style_of(rule.severity);
    let mut text = format!(
        "{BOLD}{}{BOLD:#}  {style}{}{style:#}\n\n{BOLD}{}{BOLD:#}\n\n{}\n",
        clean_text(&rule.id.text),
        rule.severity,
        clean_text(&page.title),
        wrap(&clean_text(&page.description), width, "", "")
    );
    text.push_str(&Walk::new(guide, page, width).text());
    if let Some(url) = guide.published(page) {
        text.push_str(&format!("\n{DIM}{url}{DIM:#}\n"));
    }
    text
}

pub(super) fn style_of(severity: Severity) -> Style {
    let colour = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Hint => AnsiColor::Cyan,
    };
    Style::new().fg_color(Some(colour.into())).bold()
}

/// Markdown as plain text. Paragraphs are wrapped, examples stand as they are.
struct Walk<'g> {
    guide: &'g Guide,
    page: &'g Page,
    width: usize,
    text: String,
    /// The paragraph, heading or item that is being read.
    line: String,
    /// What the next line begins with, such as a list's mark.
    mark: Option<String>,
    /// The number of the next item, for each list that is open; none for a list without numbers.
    lists: Vec<Option<u64>>,
    in_code: bool,
    in_heading: bool,
    /// The address of the link that is open, and where its text begins.
    link: Option<(String, usize)>,
}

impl<'g> Walk<'g> {
    fn new(guide: &'g Guide, page: &'g Page, width: usize) -> Self {
        Self {
            guide,
            page,
            width,
            text: String::new(),
            line: String::new(),
            mark: None,
            lists: Vec::new(),
            in_code: false,
            in_heading: false,
            link: None,
        }
    }

    fn text(mut self) -> String {
        for event in Parser::new_ext(self.page.markdown(), markdown_options()) {
            self.event(event);
        }
        self.text
    }

    fn event(&mut self, event: Event) {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                self.end_line();
                self.in_heading = true;
            }
            Event::End(TagEnd::Heading(_)) => {
                self.text.push_str(&format!("\n{BOLD}{}{BOLD:#}\n", self.line));
                self.line.clear();
                self.in_heading = false;
            }
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead) => {
                self.end_line();
            }
            Event::End(TagEnd::TableCell) => self.line.push_str("   "),
            Event::Start(Tag::Paragraph) if self.lists.is_empty() => self.text.push('\n'),
            Event::Start(Tag::List(first)) => {
                self.end_line();
                if self.lists.is_empty() {
                    self.text.push('\n');
                }
                self.lists.push(first);
            }
            Event::End(TagEnd::List(_)) => {
                self.lists.pop();
            }
            Event::Start(Tag::Item) => {
                self.mark = Some(match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                });
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                self.end_line();
                let info = match kind {
                    pulldown_cmark::CodeBlockKind::Fenced(info) => info.to_string(),
                    pulldown_cmark::CodeBlockKind::Indented => String::new(),
                };
                self.text
                    .push_str(&format!("\n{DIM}{INDENT}{}{DIM:#}\n", caption(&info)));
                self.in_code = true;
            }
            Event::End(TagEnd::CodeBlock) => self.in_code = false,
            Event::Start(Tag::Link { dest_url, .. }) => {
                self.link = Some((dest_url.to_string(), self.line.len()));
            }
            Event::End(TagEnd::Link) => self.end_link(),
            Event::Text(text) if self.in_code => {
                for line in text.lines() {
                    self.text.push_str(&format!("{INDENT}{}\n", clean_text(line)));
                }
            }
            Event::Text(text) => self.line.push_str(&clean_text(&text)),
            Event::Code(code) => self.line.push_str(&format!("`{}`", clean_text(&code))),
            Event::SoftBreak | Event::HardBreak => self.line.push(' '),
            _ => {}
        }
    }

    /// A link without text takes its target's title; an outside one shows its address.
    fn end_link(&mut self) {
        let Some((url, start)) = self.link.take() else {
            return;
        };
        if let Some(field) = url.strip_prefix("field:") {
            let (provider, credential) = match field.split_once('/') {
                Some((provider, credential)) => (Some(provider), credential),
                None => (None, field),
            };
            self.line.truncate(start);
            self.line
                .push_str(self.guide.label(credential, provider).unwrap_or(credential));
        } else if url.contains("://") {
            self.line.push_str(&format!(" ({LINK}{url}{LINK:#})"));
        } else if self.line.len() == start {
            let path = url.split('#').next().unwrap_or(&url);
            let name = path.rsplit('/').next().unwrap_or(path);
            let page = self
                .guide
                .pages
                .iter()
                .find(|page| page.path.ends_with(&format!("/{name}")));
            self.line.push_str(page.map_or(name, |page| &page.title));
        }
    }

    fn end_line(&mut self) {
        if self.line.trim().is_empty() {
            return;
        }
        let indent = "  ".repeat(self.lists.len().saturating_sub(1));
        let mark = self.mark.take();
        let first = format!("{indent}{}", mark.as_deref().unwrap_or_default());
        let rest = " ".repeat(first.len());
        self.text
            .push_str(&wrap(self.line.trim(), self.width, &first, &rest));
        self.text.push('\n');
        self.line.clear();
    }
}

/// What an example's info string says, in words: `dotenv bad` as "dotenv, rejected".
fn caption(info: &str) -> String {
    let mut words = info.split_whitespace();
    let language = words.next().unwrap_or_default();
    let mut caption = language.to_owned();
    for word in words {
        if let Some(file) = word.strip_prefix("file=") {
            caption = file.trim_matches('"').to_owned();
        }
    }
    if info.contains(" bad") {
        caption.push_str(", rejected");
    } else if info.contains(" good") {
        caption.push_str(", accepted");
    }
    caption
}

/// Lines of at most `width` columns, broken at blanks.
fn wrap(text: &str, width: usize, first: &str, rest: &str) -> String {
    let mut lines = vec![first.to_owned()];
    let mut is_empty = true;
    for word in text.split_whitespace() {
        let length = lines.last().map_or(0, |line| line.chars().count());
        if !is_empty && length + 1 + word.chars().count() > width {
            lines.push(rest.to_owned());
            is_empty = true;
        }
        if let Some(line) = lines.last_mut() {
            if !is_empty {
                line.push(' ');
            }
            line.push_str(word);
            is_empty = false;
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_blanks() {
        assert_eq!(wrap("one two three", 7, "- ", "  "), "- one\n  two\n  three");
        assert_eq!(wrap("longer-than-all", 7, "", ""), "longer-than-all");
    }
}
