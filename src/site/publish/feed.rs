//! `changes.xml`: what changed, as an Atom feed (RFC 4287). Its addresses are absolute, so there is none for a site that
//! does not say where it is published, nor where nothing changed.

use crate::finding::Finding;
use crate::guide::page::{Change, Page};
use crate::site::changes::changes;
use crate::site::markdown::{escape, inline};
use crate::site::output::Output;
use crate::site::page::canonical;
use crate::site::publish::Publication;

pub fn add(publication: &Publication, output: &mut Output, _: &mut Vec<Finding>) {
    let guide = publication.guide;
    let site = &guide.settings.site;
    let changes = changes(guide);
    let (Some(url), Some((_, newest))) = (&site.url, changes.first()) else {
        return;
    };
    let base = escape(url);
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n  \
         <title>{title}</title>\n  \
         <id>{base}changes.xml</id>\n  \
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{base}changes.xml\"/>\n  \
         <link rel=\"alternate\" type=\"text/html\" href=\"{base}\"/>\n  \
         <updated>{}</updated>\n  \
         <author><name>{title}</name></author>\n",
        escape(&site.language),
        time(newest),
        title = escape(&site.title),
    );
    text.extend(
        changes
            .iter()
            .map(|(page, change)| entry(publication, url, page, change)),
    );
    text.push_str("</feed>\n");
    output.insert("changes.xml", text.into_bytes());
}

fn entry(publication: &Publication, site: &str, page: &Page, change: &Change) -> String {
    let url = format!("{site}{}", page.url());
    // Links in it are absolute, since the site's own address is its top.
    let content = inline(publication.guide, page, &change.text.text, site);
    format!(
        "  <entry>\n    \
         <title>{}</title>\n    \
         <id>{}</id>\n    \
         <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n    \
         <updated>{}</updated>\n    \
         <content type=\"html\">{}</content>\n  \
         </entry>\n",
        escape(&page.title),
        escape(&id(&url, change)),
        escape(&canonical(&url)),
        time(change),
        escape(&content),
    )
}

/// A tag URI (RFC 4151): the page's on that day, for good.
fn id(url: &str, change: &Change) -> String {
    let address = url.split_once("://").map_or(url, |(_, address)| address);
    let (host, path) = address.split_once('/').unwrap_or((address, ""));
    let host = host.split(':').next().unwrap_or(host).to_lowercase();
    format!("tag:{host},{}:/{path}", change.date)
}

/// Front matter knows days only.
fn time(change: &Change) -> String {
    format!("{}T00:00:00Z", change.date)
}
