//! Links: those of the text, and those in the texts of front matter, which the theme shows.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::escape::escape;
use super::{Markdown, Walk};
use crate::guide::mistake::Mistake;
use crate::guide::page::Page;
use crate::guide::{Guide, markdown_options};
use crate::site::links::{Internal, Target, Wrong, dead, target};
use crate::source::Span;

impl Walk<'_, '_> {
    pub(super) fn link(&mut self, destination: &str, span: &Span, html: &mut String) {
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
    pub(super) fn check_front_matter(&mut self) {
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
pub(super) fn link_html(target: &Target, content: String, root: &str) -> String {
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
