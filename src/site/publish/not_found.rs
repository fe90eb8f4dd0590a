//! `404.html`: the page that a server shows where there is none. It may stand in for any path, so its links are absolute.

use crate::finding::Finding;
use crate::site::output::Output;
use crate::site::page::PageView;
use crate::site::publish::Publication;

pub fn add(publication: &Publication, output: &mut Output, findings: &mut Vec<Finding>) {
    let theme = publication.renderer.theme;
    let view = PageView {
        title: theme.word("not_found"),
        description: theme.word("not_found_why"),
        kind: "not-found",
        url: "404.html".to_owned(),
        r#type: "concept",
        ..PageView::default()
    };
    let html = publication
        .renderer
        .extra("not-found.html", &publication.base(), &view, |_| {}, findings);
    if let Some(html) = html {
        output.insert("404.html", html.into_bytes());
    }
}
