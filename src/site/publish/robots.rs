//! `robots.txt`: all may be read, and where the sitemap is.

use crate::finding::Finding;
use crate::site::output::Output;
use crate::site::publish::Publication;

pub fn add(publication: &Publication, output: &mut Output, _: &mut Vec<Finding>) {
    let mut text = "User-agent: *\nAllow: /\n".to_owned();
    if let Some(url) = &publication.guide.settings.site.url {
        text.push_str(&format!("Sitemap: {url}sitemap.xml\n"));
    }
    output.insert("robots.txt", text.into_bytes());
}
