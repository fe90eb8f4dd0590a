//! A page's Markdown as HTML: headings with anchors, links by file, callouts, examples with their verdicts, and
//! `::component{}` paragraphs. Content is never a template.

use std::collections::HashMap;
use std::iter::Peekable;
use std::vec::IntoIter;

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, Parser, Tag, TagEnd};
use serde::Serialize;
use tera::Context;

use crate::config::Format;
use crate::finding::Finding;
use crate::guide::mistake::Mistake;
use crate::guide::page::Page;
use crate::guide::{Guide, markdown_options};
use crate::lint::examples::Verdict;
use crate::site::component::Call;
use crate::site::highlight;
use crate::site::links::{Internal, Target, Wrong, dead, target};
use crate::site::theme::Theme;
use crate::site::view::Views;
use crate::source::Span;

/// What it takes to render one page.
pub struct Markdown<'a> {
    pub guide: &'a Guide,
    pub theme: &'a Theme,
    pub views: &'a Views<'a>,
    pub verdicts: &'a HashMap<(usize, usize), &'a Verdict>,
    pub page: &'a Page,
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

impl Markdown<'_> {
    pub fn render(&self, findings: &mut Vec<Finding>) -> Rendered {
        let parser = Parser::new_ext(self.page.markdown(), markdown_options());
        let mut walk = Walk {
            markdown: self,
            findings,
            events: parser
                .into_offset_iter()
                .collect::<Vec<_>>()
                .into_iter()
                .peekable(),
            out: Rendered::default(),
            footnotes: Vec::new(),
            notes: Vec::new(),
            in_table_head: false,
        };
        walk.out.html = walk.until(|_| false);
        walk.add_footnotes();
        walk.out
    }
}

/// A line of Markdown from front matter as HTML, on a page that reaches the top by `root`. Mistakes in it are
/// reported where the page itself is rendered.
pub fn inline(guide: &Guide, page: &Page, text: &str, root: &str) -> String {
    let mut html = String::new();
    let mut skip = false;
    let mut links = Vec::new();
    for event in Parser::new_ext(text, markdown_options()) {
        match event {
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
            Event::Start(Tag::Link { dest_url, .. }) => match target(guide, page, &dest_url) {
                Ok(Target::Field(label)) => {
                    html.push_str(&label_html(&label));
                    skip = true;
                    links.push("");
                }
                Ok(Target::Outside(url)) => {
                    html.push_str(&format!("<a href=\"{}\">", escape(&url)));
                    links.push("</a>");
                }
                Ok(Target::Inside { url, anchor, title }) => {
                    let anchor = anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
                    html.push_str(&format!("<a href=\"{root}{}{}\">", escape(&url), escape(&anchor)));
                    links.push("</a>");
                    if text.contains(&format!("[]({dest_url})")) {
                        html.push_str(&escape(&title));
                    }
                }
                Err(_) => links.push(""),
            },
            Event::End(TagEnd::Link) => {
                html.push_str(links.pop().unwrap_or_default());
                skip = false;
            }
            _ if skip => {}
            Event::Html(text) | Event::InlineHtml(text) => html.push_str(&escape(&text)),
            event => pulldown_cmark::html::push_html(&mut html, std::iter::once(event)),
        }
    }
    html
}

pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

fn label_html(label: &str) -> String {
    format!("<b class=\"label\">{}</b>", escape(label))
}

type Events<'a> = Peekable<IntoIter<(Event<'a>, Span)>>;

struct Walk<'a, 'm> {
    markdown: &'a Markdown<'a>,
    findings: &'a mut Vec<Finding>,
    events: Events<'m>,
    out: Rendered,
    /// Labels of footnotes in the order of their first reference, with the number of references.
    footnotes: Vec<(String, usize)>,
    notes: Vec<(String, String)>,
    in_table_head: bool,
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
                    self.until(|end| *end == TagEnd::Paragraph);
                } else {
                    let content = self.until(|end| *end == TagEnd::Paragraph);
                    html.push_str(&format!("<p>{content}</p>\n"));
                }
            }
            Event::Start(Tag::Heading { level, id, .. }) => self.heading(level, id, &span, html),
            Event::Start(Tag::BlockQuote(Some(kind))) => self.callout(kind, html),
            Event::Start(Tag::CodeBlock(kind)) => self.code(&kind, &span, html),
            Event::Start(Tag::Link { dest_url, .. }) => self.link(&dest_url, &span, html),
            Event::Start(Tag::Image { dest_url, .. }) => self.image(&dest_url, &span, html),
            Event::Start(Tag::Table(_)) => {
                let content = self.until(|end| *end == TagEnd::Table);
                html.push_str(&format!(
                    "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"Table\"><table>{content}</tbody></table></div>\n"
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

    fn heading(&mut self, level: HeadingLevel, id: Option<CowStr>, span: &Span, html: &mut String) {
        let content = self.until(|end| matches!(end, TagEnd::Heading(_)));
        let text = text_of(&content);
        let id = id.map_or_else(|| slug(&text), |id| id.to_string());
        let level = level as u8;
        if level == 1 {
            self.report(
                Mistake::InvalidText,
                span,
                "the page's title is its only heading of the first level".to_owned(),
                "begin with `##`".to_owned(),
            );
        }
        if self.out.headings.iter().any(|heading| heading.id == id) {
            self.report(
                Mistake::DuplicateId,
                span,
                format!("two headings of this page have the anchor `#{id}`"),
                "give one of them another: `## Title {#other}`".to_owned(),
            );
        }
        html.push_str(&format!(
            "<h{level} id=\"{id}\">{content} <a class=\"anchor\" href=\"#{id}\" aria-label=\"Link to this section: {}\">#</a></h{level}>\n",
            escape(&text),
            id = escape(&id),
        ));
        self.out.headings.push(Heading { id, text, level });
    }

    fn callout(&mut self, kind: BlockQuoteKind, html: &mut String) {
        let body = self.until(|end| matches!(end, TagEnd::BlockQuote(_)));
        let (kind, title) = match kind {
            BlockQuoteKind::Note => ("note", "Note"),
            BlockQuoteKind::Tip => ("tip", "Tip"),
            BlockQuoteKind::Important => ("important", "Important"),
            BlockQuoteKind::Warning => ("warning", "Warning"),
            BlockQuoteKind::Caution => ("caution", "Caution"),
        };
        let mut context = Context::new();
        context.insert("kind", kind);
        context.insert("title", title);
        html.push_str(&self.render_component("callout", &context, Some(&body)));
    }

    fn code(&mut self, kind: &CodeBlockKind, span: &Span, html: &mut String) {
        let mut text = String::new();
        for (event, _) in self.events.by_ref() {
            match event {
                Event::Text(part) => text.push_str(&part),
                Event::End(TagEnd::CodeBlock) => break,
                _ => {}
            }
        }
        let key = (self.markdown.page_at, span.start);
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split_whitespace().next().unwrap_or_default(),
            CodeBlockKind::Indented => "",
        };
        let mut context = Context::new();
        let html_of = match (self.markdown.verdicts.get(&key), Format::of_language(language)) {
            (Some(verdict), Some(format)) => {
                let code = highlight::example(&text, format, &verdict.findings);
                let intent = match verdict.fence.intent {
                    crate::guide::example::Intent::Good => "good",
                    crate::guide::example::Intent::Bad(_) => "bad",
                };
                context.insert("code", &code);
                context.insert("language", language);
                context.insert("verdict", &self.findings_of(verdict));
                context.insert("intent", intent);
                context.insert("root", self.markdown.root);
                if let Some(file) = &verdict.fence.file {
                    context.insert("file", file);
                }
                "example"
            }
            _ => {
                context.insert("code", &escape(&text));
                if !language.is_empty() {
                    context.insert("language", language);
                }
                "code"
            }
        };
        html.push_str(&self.render_component(html_of, &context, None));
        html.push('\n');
    }

    fn findings_of(&self, verdict: &Verdict) -> Vec<Found> {
        let guide = self.markdown.guide;
        verdict
            .findings
            .iter()
            .map(|finding| Found {
                rule: finding.rule.clone(),
                severity: finding.severity.name(),
                message: inline(guide, self.markdown.page, &finding.message, self.markdown.root),
                url: guide
                    .rules
                    .iter()
                    .find(|rule| rule.id.text == finding.rule)
                    .map(|rule| guide.pages[rule.page].url())
                    .unwrap_or_default(),
            })
            .collect()
    }

    fn link(&mut self, destination: &str, span: &Span, html: &mut String) {
        let markdown = self.markdown;
        let content = self.until(|end| *end == TagEnd::Link);
        match target(markdown.guide, markdown.page, destination) {
            Ok(Target::Field(label)) => html.push_str(&label_html(&label)),
            Ok(Target::Outside(url)) => {
                html.push_str(&format!("<a href=\"{}\">{content}</a>", escape(&url)));
            }
            Ok(Target::Inside { url, anchor, title }) => {
                let content = if content.is_empty() {
                    escape(&title)
                } else {
                    content
                };
                let anchor_html = anchor
                    .as_ref()
                    .map(|it| format!("#{}", escape(it)))
                    .unwrap_or_default();
                html.push_str(&format!(
                    "<a href=\"{}{}{anchor_html}\">{content}</a>",
                    markdown.root,
                    escape(&url)
                ));
                let span = self.place(span);
                self.out.links.push(Internal { url, anchor, span });
            }
            Err(Some(Wrong { message, help })) => {
                html.push_str(&content);
                self.report(Mistake::DeadLink, span, message, help);
            }
            Err(None) => {
                html.push_str(&content);
                let finding = dead(markdown.guide, markdown.page, self.place(span), destination);
                self.findings.push(finding);
            }
        }
    }

    /// Pictures lie beside the pages; whether they are there is checked with the theme's links.
    fn image(&mut self, destination: &str, span: &Span, html: &mut String) {
        let alternative = text_of(&self.until(|end| *end == TagEnd::Image));
        if alternative.trim().is_empty() {
            self.report(
                Mistake::InvalidText,
                span,
                "this picture has no text for those who do not see it".to_owned(),
                "say what it shows: `![Where the ID stands](picture.svg)`".to_owned(),
            );
        }
        html.push_str(&format!(
            "<img src=\"{}\" alt=\"{}\" loading=\"lazy\">",
            escape(destination),
            escape(&alternative)
        ));
    }

    fn item(&mut self, html: &mut String) {
        let task = match self.events.peek() {
            Some((Event::TaskListMarker(done), _)) => Some(*done),
            _ => None,
        };
        if let Some(done) = task {
            self.events.next();
            let content = self.until(|end| *end == TagEnd::Item);
            let checked = if done { " checked" } else { "" };
            html.push_str(&format!(
                "<li class=\"task\"><label><input type=\"checkbox\" disabled{checked}> {content}</label></li>\n"
            ));
        } else {
            let content = self.until(|end| *end == TagEnd::Item);
            html.push_str(&format!("<li>{content}</li>\n"));
        }
    }

    fn footnote_reference(&mut self, label: &str) -> String {
        let at = match self.footnotes.iter().position(|(known, _)| known == label) {
            Some(at) => at,
            None => {
                self.footnotes.push((label.to_owned(), 0));
                self.footnotes.len() - 1
            }
        };
        self.footnotes[at].1 += 1;
        let (number, count) = (at + 1, self.footnotes[at].1);
        format!(
            "<sup><a id=\"note-{number}-{count}\" href=\"#note-{number}\" aria-label=\"Note {number}\">{number}</a></sup>"
        )
    }

    fn add_footnotes(&mut self) {
        if self.footnotes.is_empty() {
            return;
        }
        let mut html = "<section class=\"footnotes\" aria-label=\"Notes\"><ol>\n".to_owned();
        for (at, (label, _)) in self.footnotes.iter().enumerate() {
            let number = at + 1;
            let note = self.notes.iter().find(|(known, _)| known == label);
            html.push_str(&format!(
                "<li id=\"note-{number}\">{} <a href=\"#note-{number}-1\" aria-label=\"Back to the text\">↩</a></li>\n",
                note.map_or("", |(_, html)| html)
            ));
        }
        html.push_str("</ol></section>\n");
        self.out.html.push_str(&html);
    }

    /// A paragraph that calls a component and does nothing else, rendered.
    fn component(&mut self, span: &Span) -> Option<String> {
        let markdown = self.markdown;
        let call = Call::read(&markdown.page.markdown()[span.clone()])?;
        Some(
            match call.context(markdown.theme, markdown.views, markdown.root) {
                Ok(context) => self.render_component_at(&call.component(), &context, None, span),
                Err((mistake, Wrong { message, help })) => {
                    self.report(mistake, span, message, help);
                    String::new()
                }
            },
        )
    }

    fn render_component(&mut self, name: &str, context: &Context, body: Option<&str>) -> String {
        self.render_component_at(name, context, body, &(0..0))
    }

    fn render_component_at(
        &mut self,
        name: &str,
        context: &Context,
        body: Option<&str>,
        span: &Span,
    ) -> String {
        match self.markdown.theme.component(name, context, body) {
            Ok(html) => html,
            Err(error) if span.is_empty() => {
                let page = &self.markdown.page.source;
                self.findings
                    .push(self.markdown.theme.mistake(&error, Some(page)));
                String::new()
            }
            Err(error) => {
                self.report(
                    Mistake::UnknownComponent,
                    span,
                    error.to_string().lines().next().unwrap_or_default().to_owned(),
                    "its arguments go in braces: `::field-table{provider=meta-cloud-api}`".to_owned(),
                );
                String::new()
            }
        }
    }
}

/// A finding of an example, as the theme shows it.
#[derive(Serialize)]
struct Found {
    rule: String,
    severity: &'static str,
    message: String,
    url: String,
}

/// The text of inline HTML that we wrote ourselves.
fn text_of(html: &str) -> String {
    let mut text = String::new();
    let mut inside_tag = false;
    for c in html.chars() {
        match c {
            '<' => inside_tag = true,
            '>' => inside_tag = false,
            c if !inside_tag => text.push(c),
            _ => {}
        }
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
        .trim()
        .to_owned()
}

/// "Where is the Phone Number ID?" as `where-is-the-phone-number-id`.
fn slug(text: &str) -> String {
    let words: Vec<String> = text
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(ToOwned::to_owned)
        .collect();
    words.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_words() {
        assert_eq!(
            slug("Where is the Phone Number ID?"),
            "where-is-the-phone-number-id"
        );
        assert_eq!(slug("190 / 463 – expired"), "190-463-expired");
    }
}
