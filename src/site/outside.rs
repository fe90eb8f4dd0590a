//! Links of the guide to other sites, as its authors wrote them. Nothing here asks whether they lead anywhere.

use pulldown_cmark::{Event, Parser, Tag};

use crate::guide::page::Page;
use crate::guide::{Guide, markdown_options};
use crate::source::Span;

#[derive(Debug)]
pub struct Outside<'g> {
    /// Without its anchor, which no server is told.
    pub url: String,
    pub page: &'g Page,
    /// In the page's source.
    pub span: Span,
}

/// Every link with `http` or `https`: in the pages' Markdown, in texts of their front matter, and in its `sources`.
pub fn links(guide: &Guide) -> Vec<Outside<'_>> {
    let mut links = Vec::new();
    let mut add = |page, url: &str, span| {
        let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_lowercase());
        if matches!(scheme.as_deref(), Some("http" | "https")) {
            let url = url.split('#').next().unwrap_or(url).to_owned();
            links.push(Outside { url, page, span });
        }
    };
    for page in &guide.pages {
        for source in &page.sources {
            // What stands behind the address says where to look.
            let url = source.text.split_whitespace().next().unwrap_or_default();
            add(page, url, source.span.clone());
        }
        for (url, span) in addresses(page.markdown()) {
            let start = page.body + span.start;
            let line_end = page.source.line_at(start).end.max(start);
            add(page, &url, start..(page.body + span.end).min(line_end));
        }
    }
    let steps = guide
        .credentials
        .iter()
        .flat_map(|it| it.find.iter().map(|text| (it.page, text)));
    let notes = guide.providers.iter().flat_map(|it| {
        let texts = it
            .fields
            .iter()
            .flat_map(|field| field.note.iter().chain(&field.because));
        texts.map(|text| (it.page, text))
    });
    for (page, text) in steps.chain(notes) {
        for (url, _) in addresses(&text.text) {
            add(&guide.pages[page], &url, text.span.clone());
        }
    }
    links
}

fn addresses(markdown: &str) -> impl Iterator<Item = (String, Span)> {
    let events = Parser::new_ext(markdown, markdown_options()).into_offset_iter();
    events.filter_map(|(event, span)| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some((dest_url.into_string(), span)),
        _ => None,
    })
}
