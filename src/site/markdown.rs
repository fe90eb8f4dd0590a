//! A page's Markdown as HTML: here the walk over it, and below what becomes of each part: headings with anchors, links
//! by file, callouts, examples with their verdicts, `::component{}` paragraphs. Content is never a template.

mod callouts;
mod code;
mod components;
mod escape;
mod footnotes;
mod headings;
mod images;
mod links;
mod lists;

use std::collections::{HashMap, HashSet};
use std::iter::Peekable;
use std::vec::IntoIter;

use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};
use serde::Serialize;
use tera::Context;

use crate::finding::Finding;
use crate::guide::mistake::Mistake;
use crate::guide::page::Page;
use crate::guide::{Guide, markdown_options};
use crate::lint::examples::Verdict;
use crate::site::links::{Internal, Target, resolve};
use crate::site::terms::Terms;
use crate::site::theme::Theme;
use crate::site::view::Views;
use crate::source::Span;
use components::ends;
use escape::escape_text;
use links::link_html;

pub use escape::escape;
pub use headings::slug;
pub use links::inline;

/// What it takes to render one page.
pub struct Markdown<'a, 'g> {
    pub guide: &'g Guide,
    pub theme: &'a Theme,
    pub views: &'a Views<'g>,
    pub terms: &'a Terms,
    pub verdicts: &'a HashMap<(usize, usize), &'g Verdict>,
    pub page: &'g Page,
    pub page_at: usize,
    /// From the page to the top of the site.
    pub root: &'a str,
}

#[derive(Debug, Default)]
pub struct Rendered {
    pub html: String,
    pub headings: Vec<Heading>,
    pub links: Vec<Internal>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Heading {
    pub id: String,
    pub text: String,
    pub level: u8,
}

impl Markdown<'_, '_> {
    pub fn render(&self, findings: &mut Vec<Finding>) -> Rendered {
        let parser = Parser::new_ext(self.page.markdown(), markdown_options());
        let events: Vec<_> = parser.into_offset_iter().collect();
        let mut walk = Walk {
            markdown: self,
            implicit: self.theme.implicit(self.views, self.root),
            ends: ends(self.page.markdown(), &events),
            explained: self.linked(&events),
            is_plain: true,
            findings,
            events: events.into_iter().peekable(),
            out: Rendered::default(),
            footnotes: Vec::new(),
            notes: Vec::new(),
            in_table_head: false,
            tables: 0,
            codes: 0,
            file_end: None,
            tasks: 0,
        };
        walk.check_front_matter();
        walk.out.html = walk.until(|_| false);
        walk.add_footnotes();
        walk.out
    }
}

impl Markdown<'_, '_> {
    /// The credentials that the page describes or links to by itself.
    fn linked(&self, events: &[(Event, Span)]) -> HashSet<usize> {
        let links: HashSet<String> = events
            .iter()
            .filter_map(|(event, _)| match event {
                Event::Start(Tag::Link { dest_url, .. }) => {
                    let path = dest_url.split('#').next().unwrap_or_default();
                    resolve(&self.page.path, path)
                }
                _ => None,
            })
            .collect();
        let credentials = self.guide.credentials.iter().enumerate();
        credentials
            .filter(|(_, it)| it.page == self.page_at || links.contains(&self.guide.pages[it.page].path))
            .map(|(at, _)| at)
            .collect()
    }
}

type Events<'a> = Peekable<IntoIter<(Event<'a>, Span)>>;

struct Walk<'a, 'm> {
    markdown: &'a Markdown<'a, 'a>,
    /// What every component may ask for.
    implicit: Context,
    /// Where the content of a call ends, by where the call begins.
    ends: HashMap<usize, usize>,
    /// Credentials that the page is about, links to, or has explained.
    explained: HashSet<usize>,
    /// Whether this is running text, whose words may be explained: no heading, no link, no label of a form.
    is_plain: bool,
    findings: &'a mut Vec<Finding>,
    events: Events<'m>,
    out: Rendered,
    /// Labels of footnotes in the order of their first reference, with the number of references.
    footnotes: Vec<(String, usize)>,
    notes: Vec<(String, String)>,
    in_table_head: bool,
    tables: usize,
    codes: usize,
    /// Where the last example with a file's name ended, in the Markdown.
    file_end: Option<usize>,
    tasks: usize,
}

impl<'m> Walk<'_, 'm> {
    /// HTML of everything up to the end that is asked for.
    fn until(&mut self, is_end: impl Fn(&TagEnd) -> bool) -> String {
        let mut html = String::new();
        while let Some((event, span)) = self.events.next() {
            match event {
                Event::End(end) if is_end(&end) => break,
                event => self.event(event, span, &mut html),
            }
        }
        html
    }

    fn event(&mut self, event: Event<'m>, span: Span, html: &mut String) {
        match event {
            Event::Start(Tag::Paragraph) => {
                if let Some(component) = self.component(&span) {
                    html.push_str(&component);
                } else {
                    let content = self.until(|end| *end == TagEnd::Paragraph);
                    html.push_str(&format!("<p>{content}</p>\n"));
                }
            }
            Event::Start(Tag::Heading { level, id, .. }) => self.heading(level, id, &span, html),
            Event::Start(Tag::BlockQuote(Some(kind))) => self.callout(kind, html),
            Event::Start(Tag::BlockQuote(None)) => {
                let content = self.until(|end| matches!(end, TagEnd::BlockQuote(_)));
                if content.starts_with("<p>[!") {
                    self.report(
                        Mistake::UnknownName,
                        &span,
                        "there is no such callout".to_owned(),
                        "one of: [!NOTE], [!TIP], [!IMPORTANT], [!WARNING], [!CAUTION], alone on its line"
                            .to_owned(),
                    );
                }
                html.push_str(&format!("<blockquote>{content}</blockquote>\n"));
            }
            Event::Start(Tag::CodeBlock(kind)) => self.code(&kind, &span, html),
            Event::Start(Tag::Link {
                link_type: LinkType::Email,
                dest_url,
                ..
            }) => {
                self.link(&format!("mailto:{dest_url}"), &span, html);
            }
            Event::Start(Tag::Link { dest_url, .. }) => self.link(&dest_url, &span, html),
            Event::Start(Tag::Image { dest_url, .. }) => self.image(&dest_url, &span, html),
            Event::Start(Tag::Table(_)) => {
                let content = self.until(|end| *end == TagEnd::Table);
                let label = escape(&self.table_label());
                html.push_str(&format!(
                    "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"{label}\"><table>{content}</tbody></table></div>\n"
                ));
            }
            Event::Start(Tag::TableHead) => {
                self.in_table_head = true;
                let content = self.until(|end| *end == TagEnd::TableHead);
                self.in_table_head = false;
                html.push_str(&format!("<thead><tr>{content}</tr></thead><tbody>"));
            }
            Event::Start(Tag::TableRow) => {
                let content = self.until(|end| *end == TagEnd::TableRow);
                html.push_str(&format!("<tr>{content}</tr>"));
            }
            Event::Start(Tag::TableCell) => {
                let (open, close) = if self.in_table_head {
                    ("<th scope=\"col\">", "</th>")
                } else {
                    ("<td>", "</td>")
                };
                let content = self.until(|end| *end == TagEnd::TableCell);
                html.push_str(&format!("{open}{content}{close}"));
            }
            Event::Start(Tag::Strong) => {
                // What stands on a screen is shown in bold.
                let content = self.aside(|walk| walk.until(|end| *end == TagEnd::Strong));
                html.push_str(&format!("<strong>{content}</strong>"));
            }
            Event::Text(text) if self.is_plain => self.text(&text, html),
            Event::Start(Tag::Item) => self.item(html),
            Event::Start(Tag::FootnoteDefinition(label)) => {
                let note = self.until(|end| *end == TagEnd::FootnoteDefinition);
                self.notes.push((label.to_string(), note));
            }
            Event::FootnoteReference(label) => html.push_str(&self.footnote_reference(&label)),
            Event::Html(text) | Event::InlineHtml(text) => {
                if !text.trim_start().starts_with("<!--") {
                    self.report(
                        Mistake::RawHtml,
                        &span,
                        "pages hold no HTML".to_owned(),
                        "use Markdown, or a component such as `::field-table{provider=...}`".to_owned(),
                    );
                }
            }
            event => pulldown_cmark::html::push_html(html, std::iter::once(event)),
        }
    }

    /// What is no running text.
    fn aside<T>(&mut self, walk: impl FnOnce(&mut Self) -> T) -> T {
        let was_plain = std::mem::replace(&mut self.is_plain, false);
        let result = walk(self);
        self.is_plain = was_plain;
        result
    }

    /// Running text, in which a credential's name is explained where it first stands.
    fn text(&mut self, text: &str, html: &mut String) {
        let markdown = self.markdown;
        let mut at = 0;
        for (span, credential) in markdown.terms.find(text, &mut self.explained) {
            let Some(term) = Terms::term(markdown.guide, credential) else {
                continue;
            };
            html.push_str(&escape_text(&text[at..span.start]));
            let name = escape_text(&text[span.clone()]);
            html.push_str(&link_html(&Target::Term(term), name, markdown.root));
            at = span.end;
        }
        html.push_str(&escape_text(&text[at..]));
    }

    fn report(&mut self, mistake: Mistake, span: &Span, message: String, help: String) {
        let span = self.place(span);
        self.findings
            .push(mistake.at(&self.markdown.page.source, span, message).help(help));
    }

    /// A span of the Markdown as one of the file, and of its first line only.
    fn place(&self, span: &Span) -> Span {
        let page = self.markdown.page;
        let start = page.body + span.start;
        let line_end = page.source.line_at(start).end.max(start);
        start..(page.body + span.end).min(line_end)
    }

    /// Regions of a page have names of their own, for those who hear it.
    fn table_label(&mut self) -> String {
        self.tables += 1;
        let heading = self.out.headings.last();
        let heading = heading.map_or(self.markdown.page.title.as_str(), |heading| heading.text.as_str());
        format!("Table {}: {heading}", self.tables)
    }
}
