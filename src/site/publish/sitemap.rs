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
        <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n"
        .to_owned();
    let mut pages: Vec<&Published> = publication.pages.iter().collect();
    pages.sort_by(|a, b| a.url.cmp(&b.url));
    for page in pages {
        let url = canonical(&format!("{site}{}", page.url));
        text.push_str(&format!("  <url><loc>{}</loc>", escape(&url)));
        if let Some(date) = page.page.updated() {
            text.push_str(&format!("<lastmod>{}</lastmod>", escape(date)));
        }
        text.extend(translations(publication, &url));
        text.push_str("</url>\n");
    }
    text.push_str("</urlset>\n");
    output.insert("sitemap.xml", text.into_bytes());
}

/// The same page in every language that it has, its own among them.
fn translations(publication: &Publication, url: &str) -> Vec<String> {
    let site = &publication.guide.settings.site;
    let path = site.url.as_deref().and_then(|site| url.strip_prefix(site));
    let own = (site.language.as_str(), url.to_owned());
    let others = site.translations.iter().map(|other| {
        let url = format!("{}{}", other.url, path.unwrap_or_default());
        (other.language.as_str(), url)
    });
    if site.translations.is_empty() {
        return Vec::new();
    }
    [own]
        .into_iter()
        .chain(others)
        .map(|(language, url)| {
            format!(
                "<xhtml:link rel=\"alternate\" hreflang=\"{}\" href=\"{}\"/>",
                escape(language),
                escape(&url)
            )
        })
        .collect()
}
