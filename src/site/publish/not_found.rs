//! `404.html`: the page that a server shows where there is none. It may stand in for any path, so its links are absolute.

use crate::finding::Finding;
use crate::site::output::Output;
use crate::site::page::PageView;
use crate::site::publish::Publication;

pub fn add(publication: &Publication, output: &mut Output, findings: &mut Vec<Finding>) {
    let path = publication
        .guide
        .settings
        .site
        .url
        .as_deref()
        .and_then(|url| url.split_once("://"))
        .and_then(|(_, rest)| rest.split_once('/'))
        .map_or_else(|| "/".to_owned(), |(_, path)| format!("/{path}"));
    let view = PageView {
        title: "There is no such page",
        description: "It may have moved, or the address may be cut off.",
        kind: "not-found",
        url: "404.html".to_owned(),
        r#type: "concept",
        ..PageView::default()
    };
    let html = publication
        .renderer
        .extra("not-found.html", &path, &view, |_| {}, findings);
    if let Some(html) = html {
        output.insert("404.html", html.into_bytes());
    }
}
