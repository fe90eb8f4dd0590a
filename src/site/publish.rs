//! What a site has beside its pages, for crawlers, servers and other programs. Each kind of file is a file here, and a
//! line in [`FILES`].

mod feed;
mod headers;
mod not_found;
mod redirects;
mod robots;
mod sitemap;
pub mod twins;

use crate::finding::Finding;
use crate::guide::Guide;
use crate::site::output::Output;
use crate::site::page::{Published, Renderer};
use crate::site::search;

/// The finished pages, and what they were made of.
pub struct Publication<'a, 'g> {
    pub guide: &'g Guide,
    pub pages: &'a [Published<'a>],
    pub renderer: &'a Renderer<'g>,
}

type Add = fn(&Publication, &mut Output, &mut Vec<Finding>);

/// Redirects come last: they give way to everything else.
const FILES: [Add; 8] = [
    feed::add,
    headers::add,
    not_found::add,
    robots::add,
    search::add,
    sitemap::add,
    twins::add,
    redirects::add,
];

impl Publication<'_, '_> {
    /// The path on its server that the site is published at, with slashes at both ends.
    pub fn base(&self) -> String {
        let url = self.guide.settings.site.url.as_deref();
        url.and_then(|url| url.split_once("://"))
            .and_then(|(_, rest)| rest.split_once('/'))
            .map_or_else(|| "/".to_owned(), |(_, path)| format!("/{path}"))
    }
}

pub fn add(publication: &Publication, output: &mut Output, findings: &mut Vec<Finding>) {
    for add in FILES {
        add(publication, output, findings);
    }
}

/// A path as a pattern in quotes, as nginx reads it.
fn pattern(path: &str) -> String {
    regex::escape(path).replace("\\-", "-")
}
