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
    let mut taken = taken(output);
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

/// What is at the site's paths. In lower case: on some disks that makes no difference.
fn taken(output: &Output) -> BTreeMap<String, String> {
    output
        .files()
        .map(|(path, _)| (path.to_lowercase(), "a file of this site".to_owned()))
        .collect()
}

/// An alias as the path of a file.
fn path(alias: &str) -> Result<String, (Mistake, Wrong)> {
    let wrong = |message: &str, help: &str| {
        let (message, help) = (message.to_owned(), help.to_owned());
        Err((Mistake::InvalidText, Wrong { message, help }))
    };
    let path = if alias.ends_with('/') {
        format!("{alias}index.html")
    } else {
        alias.to_owned()
    };
    let mut steps: Vec<&str> = path.split('/').collect();
    let file = steps.pop().unwrap_or_default();
    let leads_out = path.starts_with('/') || path.contains(':') || steps.contains(&"..");
    if leads_out {
        return wrong(
            "an alias is an address on this site",
            "write it from the site's top, without host and slash before it: `how-to/token.html`",
        );
    }
    // Directories without dots are no files.
    let is_name = |step: &str, others: &str| {
        step.starts_with(|c: char| c.is_ascii_alphanumeric())
            && step
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || others.contains(c))
    };
    if !steps.iter().all(|step| is_name(step, "-_")) || !is_name(file, "-_.") {
        return wrong(
            "this does not fit into an address",
            "use letters, digits and hyphens only, as in `how-to/token.html`",
        );
    }
    if !file.ends_with(".html") {
        return wrong(
            "a server would not show this address as a page",
            "end it with `.html`, or with `/` for the page of a directory",
        );
    }
    Ok(path)
}

/// The path, unless something else is there; it is taken from now on.
fn free(path: String, page: &str, taken: &mut BTreeMap<String, String>) -> Result<String, (Mistake, Wrong)> {
    let what = format!("an alias of {page}");
    match taken.get(&path.to_lowercase()) {
        None => {
            taken.insert(path.to_lowercase(), what);
            Ok(path)
        }
        Some(other) => {
            let message = format!("`{path}` is {other} already");
            let help = "drop this alias: an address leads to one place".to_owned();
            Err((Mistake::DuplicateId, Wrong { message, help }))
        }
    }
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
