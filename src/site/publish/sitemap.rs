//! `sitemap.xml`. It holds absolute addresses only, so there is none for a site that does not say where it is published.

use crate::finding::Finding;
use crate::site::markdown::escape;
use crate::site::output::Output;
use crate::site::page::{Published, canonical};
use crate::site::publish::Publication;

pub fn add(publication: &Publication, output: &mut Output, _: &mut Vec<Finding>) {
    let Some(site) = &publication.guide.settings.site.url else {
        return;
    };
    let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
        .to_owned();
    let mut pages: Vec<&Published> = publication.pages.iter().collect();
    pages.sort_by(|a, b| a.url.cmp(&b.url));
    for page in pages {
        let url = canonical(&format!("{site}{}", page.url));
        text.push_str(&format!("  <url><loc>{}</loc>", escape(&url)));
        if let Some(reviewed) = &page.page.reviewed {
            text.push_str(&format!("<lastmod>{}</lastmod>", escape(reviewed)));
        }
        text.push_str("</url>\n");
    }
    text.push_str("</urlset>\n");
    output.insert("sitemap.xml", text.into_bytes());
}
