//! A rule's page in reports: set as plain text for the terminal, and as text and Markdown for formats that carry it along.

use anstream::adapter::strip_str;
use anstyle::{AnsiColor, Style};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::finding::Severity;
use crate::guide::page::{Page, url_of};
use crate::guide::rule::Rule;
use crate::guide::{Described, Guide, markdown_options};
use crate::report::root::parts;
use crate::source::clean_text;

/// Longer lines are hard to read, however wide the window, in columns.
const LONGEST_LINE: usize = 88;
const INDENT: &str = "    ";
pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
const LINK: Style = Style::new().underline();

/// What a rule's page says, for reports. It is the guide's own text, and holds nothing of a scanned file.
#[derive(Debug, Clone)]
pub struct RulePage {
    pub title: String,
    pub description: String,
    pub severity: Severity,
    pub url: Option<String>,
    /// The page without markup.
    pub text: String,
    /// The same as Markdown, for readers outside of the site: links are whole addresses.
    pub markdown: String,
}

impl RulePage {
    pub fn new(guide: &Guide, rule: &Described<Rule>) -> Self {
        let page = &guide.pages[rule.page];
        let text = Walk::new(guide, page, LONGEST_LINE).text();
        Self {
            title: clean_text(&page.title),
            description: clean_text(&page.description),
            severity: rule.severity,
            url: guide.published(page),
            text: strip_str(text.trim_start()).to_string(),
            markdown: markdown(guide, page),
        }
    }
}

/// A page's Markdown with its links led to the published site, or turned into text where there is none.
fn markdown(guide: &Guide, page: &Page) -> String {
    let source = page.markdown();
    let mut text = String::new();
    let mut done = 0;
    for (event, span) in Parser::new_ext(source, markdown_options()).into_offset_iter() {
        let Event::Start(Tag::Link { dest_url, .. }) = event else {
            continue;
        };
        if dest_url.contains("://") {
            continue;
        }
        let written = source[span.clone()].strip_prefix('[');
        let written = written
            .and_then(|link| link.rsplit_once("]("))
            .map(|(text, _)| text);
        let shown = match written {
            Some(text) if !text.is_empty() => text.to_owned(),
            _ => name_of(guide, page, &dest_url),
        };
        text.push_str(&source[done..span.start]);
        match address(guide, page, &dest_url) {
            Some(address) => text.push_str(&format!("[{shown}]({address})")),
            None => text.push_str(&shown),
        }
        done = span.end;
    }
    text.push_str(&source[done..]);
    let lines = text.trim().lines().map(clean_text);
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// The path of the page that a link on `page` leads to, and the place on it.
fn target<'a>(page: &Page, link: &'a str) -> Option<(String, Option<&'a str>)> {
    let (path, anchor) = match link.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor)),
        None => (link, None),
    };
    let (directory, _) = page.path.rsplit_once('/')?;
    let is_page = path.ends_with(".md");
    is_page.then(|| (parts([directory, path]).join("/"), anchor))
}

/// Where a link on `page` leads to on the published site.
fn address(guide: &Guide, page: &Page, link: &str) -> Option<String> {
    let site = guide.settings.site.url.as_ref()?;
    let (path, anchor) = target(page, link)?;
    let anchor = anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
    Some(format!("{site}{}{anchor}", url_of(&path)))
}

/// What a link without text shows: the label of a field, or its target's title.
fn name_of(guide: &Guide, page: &Page, url: &str) -> String {
    if let Some(field) = url.strip_prefix("field:") {
        let (provider, credential) = match field.split_once('/') {
            Some((provider, credential)) => (Some(provider), credential),
            None => (None, field),
        };
        return guide.label(credential, provider).unwrap_or(credential).to_owned();
    }
    if let Some(page) = target(page, url).and_then(|(path, _)| guide.page(&path)) {
        return page.title.clone();
    }
    let path = url.split('#').next().unwrap_or(url);
    let name = path.rsplit('/').next().unwrap_or(path);
    name.trim_end_matches(".md").to_owned()
}

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
        if url.starts_with("field:") {
            self.line.truncate(start);
            self.line.push_str(&name_of(self.guide, self.page, &url));
        } else if url.contains("://") {
            self.line.push_str(&format!(" ({LINK}{url}{LINK:#})"));
        } else if self.line.len() == start {
            self.line.push_str(&name_of(self.guide, self.page, &url));
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
