//! What a server says with each file, strict as the pages allow: `_headers` (Netlify, Cloudflare Pages) and the same
//! for nginx.

use crate::finding::Finding;
use crate::guide::settings::{Feedback, Site};
use crate::site::output::Output;
use crate::site::publish::{Publication, pattern};

/// What every file is sent with, but for what differs.
const ALWAYS: [(&str, &str); 3] = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    (
        "Permissions-Policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// The name of a static file changes with what it holds.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";

/// Pages change in place. Netlify and Cloudflare Pages have a rule of their own for them.
const FOR_MINUTES: &str = "public, max-age=300";

const TEXTS: [(&str, &str); 2] = [("*.md", "text/markdown"), ("*.txt", "text/plain")];

pub fn add(publication: &Publication, output: &mut Output, _: &mut Vec<Finding>) {
    let site = &publication.guide.settings.site;
    let base = publication.base();
    output.insert("_headers", netlify(site, &base).into_bytes());
    output.insert("headers.nginx.conf", nginx(site, &base).into_bytes());
}

/// But for who may show a page in a frame.
fn policy(site: &Site) -> String {
    let form = match &site.feedback {
        Some(Feedback::Form(url)) => format!(" {}", origin(url)),
        Some(Feedback::Mail(_)) => " mailto:".to_owned(),
        None => String::new(),
    };
    format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
         form-action 'self'{form}; base-uri 'none'"
    )
}

/// Scheme and host of a web address.
fn origin(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    let end = url[host..]
        .find(['/', '?', '#'])
        .map_or(url.len(), |at| host + at);
    &url[..end]
}

/// Where two rules fit a path both policies hold, so that what differs must only ever be added. A browser that is told
/// `frame-ancestors` pays no heed to `X-Frame-Options`.
fn netlify(site: &Site, base: &str) -> String {
    let mut text = format!(
        "{base}*\n  Content-Security-Policy: {}\n  X-Frame-Options: DENY\n",
        policy(site)
    );
    for (name, value) in ALWAYS {
        text.push_str(&format!("  {name}: {value}\n"));
    }
    text.push_str(&format!(
        "\n{base}embed/*\n  Content-Security-Policy: frame-ancestors {}\n",
        ancestors(site)
    ));
    text.push_str(&format!("\n{base}assets/*\n  Cache-Control: {FOR_GOOD}\n"));
    for (files, kind) in TEXTS {
        text.push_str(&format!(
            "\n{base}{files}\n  Content-Type: {kind}; charset=utf-8\n"
        ));
    }
    text
}

/// Who may show the embedded pages.
fn ancestors(site: &Site) -> String {
    if site.embedded_by.is_empty() {
        "'none'".to_owned()
    } else {
        site.embedded_by.join(" ")
    }
}

/// nginx takes headers from one place only, and which value a path gets from a map.
fn nginx(site: &Site, base: &str) -> String {
    let policy = policy(site);
    let ancestors = ancestors(site);
    let mut text = format!(
        "\
# Headers of this site for nginx. Include this file within `http {{ }}`, and within the site's `server {{ }}` say:
#
#     charset utf-8;
#     charset_types text/css text/markdown text/plain text/xml application/javascript;
#     error_page 404 {base}404.html;
#     add_header Content-Security-Policy $fieldguide_policy always;
#     add_header Cache-Control $fieldguide_cache;
"
    );
    for (name, value) in ALWAYS {
        text.push_str(&format!("#     add_header {name} \"{value}\" always;\n"));
    }
    let base = pattern(base);
    text.push_str(&format!(
        "
types {{
    text/markdown md;
}}

map $uri $fieldguide_policy {{
    default \"{policy}; frame-ancestors 'none'\";
    \"~^{base}embed/\" \"{policy}; frame-ancestors {ancestors}\";
}}

map $uri $fieldguide_cache {{
    default \"{FOR_MINUTES}\";
    \"~^{base}assets/\" \"{FOR_GOOD}\";
}}
"
    ));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_no_path() {
        assert_eq!(origin("https://forms.example/a/b?c#d"), "https://forms.example");
        assert_eq!(origin("http://localhost:8080"), "http://localhost:8080");
        assert_eq!(origin("https://forms.example?to=us"), "https://forms.example");
    }
}
