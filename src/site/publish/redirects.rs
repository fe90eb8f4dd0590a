//! Addresses that pages had before: at each of them a page that leads on, and for servers that can do better the same
//! as `_redirects` (Netlify, Cloudflare Pages) and as a map for nginx.

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::guide::mistake::Mistake;
use crate::site::links::{Wrong, relative};
use crate::site::output::Output;
use crate::site::page::{PageView, Published, canonical, root};
use crate::site::publish::{Publication, pattern};

const NGINX_HEAD: &str = "\
# Former addresses of this site for nginx. Include this file within `http { }`, and within the site's `server { }` say:
#
#     absolute_redirect off;
#     if ($fieldguide_redirect) { return 301 $fieldguide_redirect$is_args$args; }

map $uri $fieldguide_redirect {
    default \"\";
";

struct Redirect {
    /// Paths on the server.
    from: String,
    to: String,
}

pub fn add(publication: &Publication, output: &mut Output, findings: &mut Vec<Finding>) {
    let mut taken = taken(publication, output);
    let mut redirects = Vec::new();
    for page in publication.pages {
        for alias in &page.page.aliases {
            let path = match path(&alias.text).and_then(|path| free(path, &page.page.path, &mut taken)) {
                Ok(path) => path,
                Err((mistake, Wrong { message, help })) => {
                    let finding = mistake.at(&page.page.source, alias.span.clone(), message);
                    findings.push(finding.help(help));
                    continue;
                }
            };
            if let Some(html) = leading_on(publication, page, &path, findings) {
                output.insert(&path, html.into_bytes());
            }
            redirects.extend(redirects_of(publication, page, &path));
        }
    }
    if redirects.is_empty() {
        return;
    }
    redirects.sort_by(|a, b| a.from.cmp(&b.from));
    let lines = |line: fn(&Redirect) -> String| redirects.iter().map(line).collect::<String>();
    let netlify = lines(|it| format!("{} {} 301\n", it.from, it.to));
    // As patterns, since nginx has no room for longer names in a map.
    let nginx = lines(|it| format!("    \"~^{}$\" \"{}\";\n", pattern(&it.from), it.to));
    output.insert("_redirects", netlify.into_bytes());
    output.insert(
        "redirects.nginx.conf",
        format!("{NGINX_HEAD}{nginx}}}\n").into_bytes(),
    );
}

/// What is at a path of the site.
enum Taken {
    /// The path of its source.
    Page(String),
    /// The page that has it for an alias.
    Alias(String),
    File,
}

/// What is at the site's paths. In lower case: on some disks that makes no difference.
fn taken(publication: &Publication, output: &Output) -> BTreeMap<String, Taken> {
    let files = output.files().map(|(path, _)| (path.to_lowercase(), Taken::File));
    let pages = publication.pages.iter();
    let pages = pages.map(|page| (page.url.to_lowercase(), Taken::Page(page.page.path.clone())));
    files.chain(pages).collect()
}

/// An alias as the path of a file.
fn path(alias: &str) -> Result<String, (Mistake, Wrong)> {
    let wrong = |message: &str, help: String| {
        let message = message.to_owned();
        Err((Mistake::InvalidText, Wrong { message, help }))
    };
    let from_top = "write it from the site's top: `how-to/token.html`".to_owned();
    let path = if alias.ends_with('/') {
        format!("{alias}index.html")
    } else {
        alias.to_owned()
    };
    let mut steps: Vec<&str> = path.split('/').collect();
    let file = steps.pop().unwrap_or_default();
    if alias.contains("://") || alias.starts_with("//") {
        return wrong("an alias has no host: only this site can lead on", from_top);
    }
    if let Some(rest) = alias.strip_prefix('/') {
        let help = match rest.trim_start_matches('/') {
            "" => from_top,
            rest => format!("drop the slash: `{rest}`"),
        };
        return wrong("an alias has no slash before it", help);
    }
    if steps.contains(&"..") {
        return wrong("`..` leads out of the site, or nowhere", from_top);
    }
    if alias.contains(['?', '#']) {
        return wrong(
            "an alias is a whole page",
            "leave out what stands from `?` or `#` on; headings that have moved go into `anchors`".to_owned(),
        );
    }
    if steps.iter().any(|step| step.is_empty() || *step == ".") {
        return wrong("this address has a step without a name", from_top);
    }
    let is_known = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    if let Some(stranger) = path.chars().find(|c| !is_known(*c)) {
        return wrong(
            &format!("`{}` does not fit into an address", stranger.escape_debug()),
            "use letters, digits and hyphens only, as in `how-to/token.html`".to_owned(),
        );
    }
    let starts_well = |step: &str| step.starts_with(|c: char| c.is_ascii_alphanumeric());
    if !steps.iter().all(|step| starts_well(step)) || !starts_well(file) {
        return wrong(
            "each step of an address begins with a letter or a digit",
            "servers keep other names to themselves".to_owned(),
        );
    }
    // Directories without dots are no files.
    if steps.iter().any(|step| step.contains('.')) {
        return wrong(
            "a directory has no dot in its name",
            "only the last step has one: `how-to/token.html`".to_owned(),
        );
    }
    if !file.ends_with(".html") {
        let stem = path.rsplit_once('.').map_or(path.as_str(), |(stem, _)| stem);
        return wrong(
            "a server would not show this address as a page",
            format!("end it with `.html`, or with `/` for the page of a directory: `{stem}.html`, `{stem}/`"),
        );
    }
    Ok(path)
}

/// The path, unless something else is there; it is taken from now on.
fn free(path: String, page: &str, taken: &mut BTreeMap<String, Taken>) -> Result<String, (Mistake, Wrong)> {
    let Some(other) = taken.get(&path.to_lowercase()) else {
        taken.insert(path.to_lowercase(), Taken::Alias(page.to_owned()));
        return Ok(path);
    };
    let drop_it = "drop this alias: readers find the page there anyway";
    let (message, help) = match other {
        Taken::Page(other) if other == page => (format!("`{path}` is this page's own address"), drop_it),
        Taken::Page(other) => (
            format!("`{path}` is the address of {other}"),
            "drop this alias: an address leads to one place",
        ),
        Taken::Alias(other) if other == page => {
            (format!("`{path}` stands here twice"), "keep one of the two")
        }
        Taken::Alias(other) => (
            format!("`{path}` is an alias of {other}, too"),
            "keep it where readers should be led: an address leads to one place",
        ),
        Taken::File => (
            format!("`{path}` is a file of this site"),
            "drop this alias: an address leads to one place",
        ),
    };
    let help = help.to_owned();
    Err((Mistake::DuplicateId, Wrong { message, help }))
}

/// The page at a former address.
fn leading_on(
    publication: &Publication,
    page: &Published,
    path: &str,
    findings: &mut Vec<Finding>,
) -> Option<String> {
    let view = PageView {
        title: &page.page.title,
        description: &page.page.description,
        kind: "redirect",
        url: path.to_owned(),
        canonical: publication.guide.published(page.page).map(|url| canonical(&url)),
        r#type: "concept",
        ..PageView::default()
    };
    publication.renderer.extra(
        "redirect.html",
        &root(path),
        &view,
        |context| context.insert("target", &relative(path, &page.url)),
        findings,
    )
}

/// From the path of a file, and from that of its directory where it is the page of one.
fn redirects_of(publication: &Publication, page: &Published, path: &str) -> Vec<Redirect> {
    let base = publication.base();
    let to = format!("{base}{}", canonical(&page.url));
    let mut paths = vec![path.to_owned(), canonical(path)];
    paths.dedup();
    paths
        .into_iter()
        .map(|path| Redirect {
            from: format!("{base}{path}"),
            to: to.clone(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alias_is_a_path_on_the_site() {
        let path = |alias| path(alias).map_err(|(_, wrong)| wrong.message).ok();
        assert_eq!(path("how-to/token.html").as_deref(), Some("how-to/token.html"));
        assert_eq!(path("old/").as_deref(), Some("old/index.html"));
        assert_eq!(path("V1.2.html").as_deref(), Some("V1.2.html"));
        for wrong in [
            "/token.html",
            "../token.html",
            "a/../../token.html",
            "https://example.com/token.html",
            "//example.com/",
            "a//b.html",
            "./a.html",
            ".git/a.html",
            "robots.txt/a.html",
            "a b.html",
            "a;b.html",
            "ä.html",
            "token",
            "token.md",
            "/",
            "",
        ] {
            assert_eq!(path(wrong), None, "{wrong}");
        }
    }
}
