//! A page's Markdown as HTML: headings with anchors, links by file, callouts, examples with their verdicts, and
//! `::component{}` paragraphs. Content is never a template.

use std::collections::{HashMap, HashSet};
use std::iter::Peekable;
use std::vec::IntoIter;

use pulldown_cmark::{
    BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Parser, Tag, TagEnd,
};
use serde::Serialize;
use tera::Context;

use crate::config::Format;
use crate::finding::Finding;
use crate::guide::example::Fence;
use crate::guide::mistake::Mistake;
use crate::guide::page::Page;
use crate::guide::{Guide, markdown_options};
use crate::lint::examples::Verdict;
use crate::lint::secrets;
use crate::site::component::{Call, Paragraph, Scene};
use crate::site::highlight;
use crate::site::links::{Internal, Target, Wrong, dead, resolve, target};
use crate::site::terms::Terms;
use crate::site::theme::Theme;
use crate::site::view::Views;
use crate::source::Span;

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

/// A line of Markdown from front matter as HTML, on a page that reaches the top by `root`. Mistakes in it are
/// reported where the page itself is rendered.
pub fn inline(guide: &Guide, page: &Page, text: &str, root: &str) -> String {
    let mut html = String::new();
    // The link that is open: where its text begins, and what it becomes.
    let mut open: Option<(usize, Option<Target>)> = None;
    for event in Parser::new_ext(text, markdown_options()) {
        match event {
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
            Event::Start(Tag::Link { dest_url, .. }) => {
                open = Some((html.len(), target(guide, page, &dest_url).ok()));
            }
            Event::End(TagEnd::Link) => {
                if let Some((start, target)) = open.take() {
                    let content = html.split_off(start);
                    html.push_str(
                        &target.map_or(content.clone(), |target| link_html(&target, content, root)),
                    );
                }
            }
            Event::Html(text) | Event::InlineHtml(text) => html.push_str(&escape(&text)),
            event => pulldown_cmark::html::push_html(&mut html, std::iter::once(event)),
        }
    }
    html
}

/// A link's HTML. One without text takes its target's title.
fn link_html(target: &Target, content: String, root: &str) -> String {
    match target {
        Target::Word(html) => html.clone(),
        Target::Term(term) => {
            let content = if content.is_empty() {
                escape(&term.title)
            } else {
                content
            };
            format!(
                "<a class=\"term\" href=\"{root}{}\" data-definition=\"{}\">{content}</a>",
                escape(&term.url),
                escape(&term.definition)
            )
        }
        Target::Outside(url) => format!("<a href=\"{}\">{content}</a>", escape(url)),
        Target::Inside { url, anchor, title } => {
            let content = if content.is_empty() {
                escape(title)
            } else {
                content
            };
            let anchor = anchor.as_ref().map(|anchor| format!("#{}", escape(anchor)));
            format!(
                "<a href=\"{root}{}{}\">{content}</a>",
                escape(url),
                anchor.unwrap_or_default()
            )
        }
        Target::Unread => content,
    }
}

/// Text between tags, where quotes mean nothing.
fn escape_text(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
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

    fn heading(&mut self, level: HeadingLevel, id: Option<CowStr>, span: &Span, html: &mut String) {
        let content = self.aside(|walk| walk.until(|end| matches!(end, TagEnd::Heading(_))));
        let text = text_of(&content);
        let id = id.map_or_else(|| slug(&text), |id| id.to_string());
        let level = level as u8;
        if id.is_empty() {
            self.report(
                Mistake::InvalidText,
                span,
                "this heading has no words for an anchor".to_owned(),
                "write words, or give it an anchor: `## ... {#name}`".to_owned(),
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
        let language = &*language.to_lowercase();
        let format = Format::of_language(language);
        self.codes += 1;
        let mut context = Context::new();
        context.insert("number", &self.codes);
        context.insert("language", language);
        let component = match (self.markdown.verdicts.get(&key), format) {
            (Some(verdict), Some(format)) => {
                let Verdict {
                    findings,
                    related,
                    secrets,
                    ..
                } = verdict;
                let lines = highlight::example(&text, format, findings, related, secrets);
                context.insert("lines", &self.told(lines, verdict));
                context.insert("rules", &rules_of(findings));
                context.insert("root", self.markdown.root);
                context.insert("file", &verdict.fence.file);
                context.insert("joined", &self.follows_file(&verdict.fence));
                self.file_end = verdict.fence.file.is_some().then_some(verdict.fence.block.end);
                "example"
            }
            _ => {
                let secrets = secrets::in_words(self.markdown.guide, &text);
                let lines = match language {
                    "console" => highlight::console(&text, &secrets),
                    _ => highlight::code(&text, format, &secrets),
                };
                let lines: Vec<String> = lines.into_iter().map(|line| line.html).collect();
                context.insert("lines", &lines);
                "code"
            }
        };
        html.push_str(&self.render_component(component, &context, None));
        html.push('\n');
    }

    /// Whether nothing stands between a file and another one of its scan.
    fn follows_file(&self, fence: &Fence) -> bool {
        let markdown = self.markdown.page.markdown();
        let between = self.file_end.and_then(|end| markdown.get(end..fence.block.start));
        fence.file.is_some() && between.is_some_and(|between| between.trim().is_empty())
    }

    /// Lines with what is found in them in words.
    fn told(&self, lines: Vec<highlight::Line>, verdict: &Verdict) -> Vec<Told> {
        let Markdown {
            guide, page, root, ..
        } = *self.markdown;
        let found = |at: &usize| Some(self.found(verdict.findings.get(*at)?));
        let note = |at: &usize| Some(inline(guide, page, &verdict.related.get(*at)?.label, root));
        lines
            .into_iter()
            .map(|line| {
                let mut notes: Vec<String> = line.related.iter().filter_map(note).collect();
                // Several findings may refer to one place.
                notes.dedup();
                Told {
                    findings: line.findings.iter().filter_map(found).collect(),
                    notes,
                    html: line.html,
                }
            })
            .collect()
    }

    fn found(&self, finding: &Finding) -> Found {
        let guide = self.markdown.guide;
        let rule = guide.rules.iter().find(|rule| rule.id.text == finding.rule);
        Found {
            rule: finding.rule.clone(),
            severity: finding.severity.name(),
            message: inline(guide, self.markdown.page, &finding.message, self.markdown.root),
            url: rule.map(|rule| guide.pages[rule.page].url()).unwrap_or_default(),
        }
    }

    fn link(&mut self, destination: &str, span: &Span, html: &mut String) {
        let content = self.aside(|walk| walk.until(|end| *end == TagEnd::Link));
        let place = self.place(span);
        match self.target(destination, place) {
            Some(Target::Outside(_)) if content.trim().is_empty() => self.report(
                Mistake::InvalidText,
                span,
                "this link has no text".to_owned(),
                "say where it leads between the square brackets".to_owned(),
            ),
            Some(target) => html.push_str(&link_html(&target, content, self.markdown.root)),
            None => html.push_str(&content),
        }
    }

    /// Where a link leads; what is wrong with it is reported at `place`.
    fn target(&mut self, destination: &str, place: Span) -> Option<Target> {
        let Markdown { guide, page, .. } = *self.markdown;
        let finding = match target(guide, page, destination) {
            Ok(target) => {
                if let Target::Inside { url, anchor, .. } = &target {
                    self.out.links.push(Internal {
                        url: url.clone(),
                        anchor: anchor.clone(),
                        span: place,
                    });
                }
                return Some(target);
            }
            Err(Some(Wrong { message, help })) => {
                Mistake::DeadLink.at(&page.source, place, message).help(help)
            }
            Err(None) => dead(guide, page, place, destination),
        };
        self.findings.push(finding);
        None
    }

    /// Links in the texts of the page's front matter, which are shown wherever the theme shows them.
    fn check_front_matter(&mut self) {
        let Markdown { guide, page_at, .. } = *self.markdown;
        let steps = guide
            .credentials
            .iter()
            .filter(|it| it.page == page_at)
            .flat_map(|it| &it.find);
        let fields = guide
            .providers
            .iter()
            .filter(|it| it.page == page_at)
            .flat_map(|it| &it.fields);
        let notes = fields.flat_map(|field| field.note.iter().chain(&field.because));
        let changes = self.markdown.page.changes.iter().map(|change| &change.text);
        for text in steps.chain(notes).chain(changes) {
            for event in Parser::new_ext(&text.text, markdown_options()) {
                if let Event::Start(Tag::Link { dest_url, .. }) = event {
                    self.target(&dest_url, text.span.clone());
                }
            }
        }
    }

    /// Whether a picture is there is checked with the other links.
    fn image(&mut self, destination: &str, span: &Span, html: &mut String) {
        let alternative = text_of(&self.aside(|walk| walk.until(|end| *end == TagEnd::Image)));
        if alternative.trim().is_empty() {
            self.report(
                Mistake::InvalidText,
                span,
                "this picture has no text for those who do not see it".to_owned(),
                "say what it shows: `![Where the ID stands](picture.svg)`".to_owned(),
            );
        }
        let page = self.markdown.page;
        let file = resolve(&page.path, destination)
            .and_then(|path| path.strip_prefix("content/").map(ToOwned::to_owned));
        match file {
            Some(url) if !destination.contains(':') => {
                html.push_str(&format!(
                    "<img src=\"{}{}\" alt=\"{}\" loading=\"lazy\">",
                    self.markdown.root,
                    escape(&url),
                    escape(&alternative)
                ));
                let span = self.place(span);
                self.out.links.push(Internal {
                    url,
                    anchor: None,
                    span,
                });
            }
            _ => self.report(
                Mistake::DeadLink,
                span,
                "pictures lie beside the pages, under content/".to_owned(),
                "put the file there and name it relative to this page".to_owned(),
            ),
        }
    }

    /// Regions of a page have names of their own, for those who hear it.
    fn table_label(&mut self) -> String {
        self.tables += 1;
        let heading = self.out.headings.last();
        let heading = heading.map_or(self.markdown.page.title.as_str(), |heading| heading.text.as_str());
        format!("Table {}: {heading}", self.tables)
    }

    fn item(&mut self, html: &mut String) {
        // With blank lines between the items the mark stands in the item's first paragraph.
        let opens_paragraph = matches!(self.events.peek(), Some((Event::Start(Tag::Paragraph), _)));
        let paragraph = if opens_paragraph { self.events.next() } else { None };
        let task = match self.events.peek() {
            Some((Event::TaskListMarker(done), _)) => Some(*done),
            _ => None,
        };
        if task.is_none()
            && let Some((event, span)) = paragraph
        {
            let mut content = String::new();
            self.event(event, span, &mut content);
            content.push_str(&self.until(|end| *end == TagEnd::Item));
            html.push_str(&format!("<li>{content}</li>\n"));
            return;
        }
        let Some(done) = task else {
            let content = self.until(|end| *end == TagEnd::Item);
            html.push_str(&format!("<li>{content}</li>\n"));
            return;
        };
        self.events.next();
        self.tasks += 1;
        let number = self.tasks;
        let checked = if done { " checked" } else { "" };
        let content = self.until(|end| *end == TagEnd::Item);
        // The label is the item's own line: lists and blocks below it are no part of it.
        let blocks = ["<ul", "<ol", "<pre", "<figure", "<div", "<blockquote", "<table"];
        let end = blocks.iter().filter_map(|block| content.find(block)).min();
        let (label, rest) = content.split_at(end.unwrap_or(content.len()));
        html.push_str(&format!(
            "<li class=\"task\"><input type=\"checkbox\" disabled id=\"task-{number}\"{checked}> \
             <label for=\"task-{number}\">{}</label>{rest}</li>\n",
            label.replace("<p>", "").replace("</p>", " ").trim()
        ));
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
                "<li id=\"note-{number}\">{} <a href=\"#note-{number}-1\" data-nocopy aria-label=\"Back to the text\">↩</a></li>\n",
                note.map_or("", |(_, html)| html)
            ));
        }
        html.push_str("</ol></section>\n");
        self.out.html.push_str(&html);
    }

    /// A paragraph that calls a component and does nothing else, rendered.
    fn component(&mut self, span: &Span) -> Option<String> {
        let markdown = self.markdown;
        let paragraph = markdown.page.markdown()[span.clone()].trim();
        let call = match Paragraph::read(paragraph) {
            Some(Paragraph::Call(call)) => call,
            Some(Paragraph::End(name)) => {
                self.report(
                    Mistake::UnknownComponent,
                    span,
                    format!("nothing is open that `::/{name}` could end"),
                    format!("begin it with a paragraph `::{name}`, or leave this one out"),
                );
                self.until(|end| *end == TagEnd::Paragraph);
                return Some(String::new());
            }
            None if paragraph.starts_with("::") => {
                self.report(
                    Mistake::UnknownComponent,
                    span,
                    "this is no call of a component".to_owned(),
                    "write it as `::name{argument=value}`, alone in its paragraph".to_owned(),
                );
                return None;
            }
            None => return None,
        };
        self.until(|end| *end == TagEnd::Paragraph);
        let body = self.content(&call, span);
        let scene = Scene {
            guide: markdown.guide,
            page: markdown.page,
            theme: markdown.theme,
            views: markdown.views,
            root: markdown.root,
        };
        Some(match call.context(&scene) {
            Ok(context) => self.render_component_at(&call.component(), &context, body.as_deref(), span),
            Err((mistake, Wrong { message, help })) => {
                self.report(mistake, span, message, help);
                String::new()
            }
        })
    }

    /// What a call stands round, up to its end.
    fn content(&mut self, call: &Call, span: &Span) -> Option<String> {
        let end = self.ends.get(&span.start).copied();
        let signature = self.markdown.theme.signature(&call.component())?;
        let name = call.name;
        match end {
            None if signature.has_content => self.report(
                Mistake::UnknownComponent,
                span,
                format!("the content of `{name}` has no end"),
                format!("end it with a paragraph `::/{name}`"),
            ),
            Some(_) if !signature.has_content => self.report(
                Mistake::UnknownComponent,
                span,
                format!("the component `{name}` stands round no content"),
                format!("leave out its `::/{name}`"),
            ),
            _ => {}
        }
        let mut html = String::new();
        let Some(end) = end else {
            return signature.has_content.then_some(html);
        };
        while let Some((event, span)) = self.events.next() {
            let is_end = matches!(event, Event::Start(Tag::Paragraph)) && span.start == end;
            if is_end {
                self.until(|end| *end == TagEnd::Paragraph);
                break;
            }
            self.event(event, span, &mut html);
        }
        Some(html)
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
        let Markdown { theme, page, .. } = *self.markdown;
        match theme.component(name, context, &self.implicit, body) {
            Ok(html) => html,
            Err(error) if span.is_empty() => {
                self.findings.push(theme.mistake(&error, Some(&page.source)));
                String::new()
            }
            Err(error) => {
                let message = error.to_string();
                let message = message.lines().next().unwrap_or_default();
                self.report(
                    Mistake::UnknownComponent,
                    span,
                    message.trim_start_matches("error: ").to_owned(),
                    "arguments go in braces: `::name{argument=value}`".to_owned(),
                );
                String::new()
            }
        }
    }
}

/// Pairs the calls that stand round content with their ends. Both stand in the same list item, quote or page.
fn ends(text: &str, events: &[(Event, Span)]) -> HashMap<usize, usize> {
    let mut ends = HashMap::new();
    // The calls that are open at each depth of blocks.
    let mut open: Vec<Vec<(&str, usize)>> = vec![Vec::new()];
    for (event, span) in events {
        match event {
            Event::Start(tag) => {
                if matches!(tag, Tag::Paragraph) {
                    let calls = open.last_mut();
                    match (Paragraph::read(&text[span.clone()]), calls) {
                        (Some(Paragraph::Call(call)), Some(calls)) => calls.push((call.name, span.start)),
                        (Some(Paragraph::End(name)), Some(calls)) => {
                            // What was opened since is complete by itself.
                            if let Some(at) = calls.iter().rposition(|(open, _)| *open == name) {
                                ends.insert(calls[at].1, span.start);
                                calls.truncate(at);
                            }
                        }
                        _ => {}
                    }
                }
                open.push(Vec::new());
            }
            Event::End(_) => {
                open.pop();
            }
            _ => {}
        }
    }
    ends
}

/// A line of an example, as the theme shows it.
#[derive(Serialize)]
struct Told {
    html: String,
    findings: Vec<Found>,
    /// What is said of the places that findings refer to.
    notes: Vec<String>,
}

/// The rules that found something, each once, in the order of their findings.
fn rules_of(findings: &[Finding]) -> Vec<&str> {
    let mut rules: Vec<&str> = Vec::new();
    for finding in findings {
        if !rules.contains(&finding.rule.as_str()) {
            rules.push(&finding.rule);
        }
    }
    rules
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
pub fn slug(text: &str) -> String {
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
