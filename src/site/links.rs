//! Links: from one page of the guide to another by file, on the site by relative address; and the check that every
//! one of them leads somewhere.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Finding;
use crate::guide::credential::Credential;
use crate::guide::decode::Name;
use crate::guide::mistake::{Mistake, instead, instead_of_many};
use crate::guide::page::Page;
use crate::guide::{Described, Guide, is_asset};
use crate::site::html::Part;
use crate::site::markdown::escape;
use crate::site::output::Output;
use crate::site::page::Rendered;
use crate::site::reading::Readings;
use crate::site::theme::is_fingerprinted;
use crate::source::Span;

/// A link of a page's Markdown to another place of the site, to be checked when all pages are rendered.
#[derive(Debug)]
pub struct Internal {
    /// On the site, from its top.
    pub url: String,
    pub anchor: Option<String>,
    /// In the page's source.
    pub span: Span,
}

#[derive(Debug, Default)]
pub struct Links<'a> {
    by_page: BTreeMap<&'a str, &'a [Internal]>,
    /// Anchors that two headings of a page have: reported where the page was rendered.
    repeated: BTreeSet<(&'a str, &'a str)>,
}

/// Schemes of outside links. Anything else may run in the reader's browser.
const SCHEMES: [&str; 3] = ["https", "http", "mailto"];

/// What a finished page links to, in the order of its tags.
pub fn targets(parts: &[Part]) -> Vec<String> {
    let found = parts
        .iter()
        .flat_map(|part| [part.attribute("href"), part.attribute("src")]);
    found.flatten().map(ToOwned::to_owned).collect()
}

impl<'a> Links<'a> {
    pub fn add(&mut self, page: &'a Page, rendered: &'a Rendered) {
        self.by_page.insert(&page.path, &rendered.links);
        let headings = &rendered.headings;
        for (at, heading) in headings.iter().enumerate() {
            if headings[..at].iter().any(|earlier| earlier.id == heading.id) {
                self.repeated.insert((&page.path, &heading.id));
            }
        }
    }

    /// Every link of every page, in its Markdown and in what the theme makes of it.
    pub fn check(&self, guide: &Guide, output: &Output, readings: &Readings, findings: &mut Vec<Finding>) {
        let ids = |url: &str| readings.get(url).map(|reading| &reading.ids.all);
        for (path, reading) in readings {
            for id in &reading.ids.repeated {
                findings.extend(self.twice(guide, path, id));
            }
        }
        for page in &guide.pages {
            for link in self
                .by_page
                .get(page.path.as_str())
                .into_iter()
                .copied()
                .flatten()
            {
                if !output.contains(&link.url) {
                    // A page that could not be rendered is reported already; a picture is not.
                    if !link.url.ends_with(".html") {
                        let files = output.files().map(|(path, _)| path);
                        let pictures = files.filter(|path| is_asset(path) && !is_fingerprinted(path));
                        findings.push(
                            Mistake::DeadLink
                                .at(
                                    &page.source,
                                    link.span.clone(),
                                    format!("there is no file content/{}", link.url),
                                )
                                .help(instead_of_many(&link.url, pictures, "put the file there")),
                        );
                    }
                    continue;
                }
                if let Some(anchor) = &link.anchor
                    && !ids(&link.url).is_some_and(|ids| ids.contains(anchor))
                {
                    let reading = readings.get(&link.url);
                    let linkable = reading.iter().flat_map(|reading| &reading.ids.linked);
                    findings.push(
                        Mistake::DeadLink
                            .at(
                                &page.source,
                                link.span.clone(),
                                format!("{} has no heading `#{anchor}`", link.url),
                            )
                            .help(instead_of_many(
                                anchor,
                                linkable.map(String::as_str),
                                "it has no headings: leave out what stands from the `#` on",
                            )),
                    );
                }
            }
        }
        // What is wrong elsewhere leaves gaps that the theme then links to.
        if findings.is_empty() {
            self.check_theme(guide, output, readings, findings);
        }
    }

    /// Links that templates write. Their place is the page that they were rendered for.
    fn check_theme(&self, guide: &Guide, output: &Output, readings: &Readings, findings: &mut Vec<Finding>) {
        for page in &guide.pages {
            let url = page.url();
            let Some(reading) = readings.get(&url) else {
                continue;
            };
            let known: BTreeSet<(&str, Option<&str>)> = self
                .by_page
                .get(page.path.as_str())
                .into_iter()
                .copied()
                .flatten()
                .map(|link| (link.url.as_str(), link.anchor.as_deref()))
                .collect();
            for target in &reading.targets {
                if target.contains(':') {
                    continue;
                }
                let (path, anchor) = match target.split_once('#') {
                    Some((path, anchor)) => (path, Some(anchor)),
                    None => (target.as_str(), None),
                };
                let path = if path.is_empty() {
                    Some(url.clone())
                } else {
                    resolve(&url, path)
                };
                let path = path.unwrap_or_default();
                let is_right = output.contains(&path)
                    && anchor.is_none_or(|anchor| {
                        readings.get(&path).is_some_and(|it| it.ids.all.contains(anchor))
                    });
                if !is_right && !known.contains(&(path.as_str(), anchor)) {
                    findings.push(
                        Mistake::DeadLink
                            .at(
                                &page.source,
                                0..0,
                                format!("the theme links this page to `{target}`, which is not on the site"),
                            )
                            .help("mend the template or the front matter that the address comes from"),
                    );
                }
            }
        }
    }

    fn twice(&self, guide: &Guide, path: &str, id: &str) -> Option<Finding> {
        let page = guide.pages.iter().find(|page| page.url() == path)?;
        if self.repeated.contains(&(page.path.as_str(), id)) {
            return None;
        }
        Some(
            Mistake::DuplicateId
                .at(
                    &page.source,
                    0..0,
                    format!("two places of this page have the anchor `#{id}`"),
                )
                .help("give one of them another: `## Title {#other}`"),
        )
    }
}

/// A page of front matter's `related`.
pub fn related<'g>(
    guide: &'g Guide,
    page: &Page,
    name: &Name,
    findings: &mut Vec<Finding>,
) -> Option<&'g Page> {
    let path = resolve(&page.path, &name.text);
    let found = path.as_ref().and_then(|path| guide.page(path));
    if found.is_none() && !path.is_some_and(|path| guide.unread.contains(&path)) {
        findings.push(dead(guide, page, name.span.clone(), &name.text));
    }
    found
}

/// Where a link of the guide leads.
pub enum Target {
    /// No link: a word that the guide's data knows, as HTML.
    Word(String),
    Term(Term),
    Outside(String),
    Inside {
        /// On the site, from its top.
        url: String,
        anchor: Option<String>,
        title: String,
    },
    /// A page that is there and could not be read.
    Unread,
}

/// A word that the guide explains.
pub struct Term {
    /// On the site, from its top.
    pub url: String,
    pub title: String,
    pub definition: String,
}

impl Term {
    pub fn of(guide: &Guide, credential: &Described<Credential>) -> Self {
        let page = &guide.pages[credential.page];
        Self {
            url: page.url(),
            title: page.title.clone(),
            definition: page.description.clone(),
        }
    }
}

/// What is wrong with a name in the guide, and what to do.
pub struct Wrong {
    pub message: String,
    pub help: String,
}

/// Reads a link of a page; `Err(None)` where it names a page that is not there.
pub fn target(guide: &Guide, page: &Page, link: &str) -> Result<Target, Option<Wrong>> {
    let wrong = |message: String, help: String| Err(Some(Wrong { message, help }));
    if let Some(word) = link.strip_prefix("site:") {
        let site = &guide.settings.site;
        return match word {
            "form" => Ok(Target::Word(format!("<code>{}</code>", escape(&site.form)))),
            "crm" => Ok(Target::Word(escape(&site.crm))),
            _ => wrong(
                format!("there is no word `site:{word}`"),
                instead(word, ["form", "crm"]),
            ),
        };
    }
    if let Some(keys) = link.strip_prefix("kbd:") {
        let keys: Vec<String> = keys
            .split('+')
            .map(|key| format!("<kbd>{}</kbd>", escape(key)))
            .collect();
        return Ok(Target::Word(keys.join("+")));
    }
    if let Some(id) = link.strip_prefix("term:") {
        return match guide.credential(id) {
            Some(credential) => Ok(Target::Term(Term::of(guide, credential))),
            None if guide.is_unread(id) => Ok(Target::Unread),
            None => wrong(
                format!("there is no credential `{id}`"),
                instead(id, guide.credentials.iter().map(|it| it.id.text.as_str())),
            ),
        };
    }
    if let Some(field) = link.strip_prefix("field:") {
        let (provider, credential) = match field.split_once('/') {
            Some((provider, credential)) => (Some(provider), credential),
            None => (None, field),
        };
        if let Some(provider) = provider
            && guide.provider(provider).is_none()
        {
            if guide.is_unread(provider) {
                return Ok(Target::Unread);
            }
            return wrong(
                format!("there is no provider `{provider}`"),
                instead(provider, guide.providers.iter().map(|it| it.id.text.as_str())),
            );
        }
        if guide.credential(credential).is_none() {
            if guide.is_unread(credential) {
                return Ok(Target::Unread);
            }
            return wrong(
                format!("there is no credential `{credential}`"),
                instead(credential, guide.credentials.iter().map(|it| it.id.text.as_str())),
            );
        }
        return match guide.label(credential, provider) {
            Some(label) => Ok(Target::Word(format!("<b class=\"label\">{}</b>", escape(label)))),
            None => wrong(
                match provider {
                    Some(provider) => format!("the form for `{provider}` has no box for `{credential}`"),
                    None => format!("no provider's form has a box for `{credential}`"),
                },
                "give it a `label` in the provider's page, or link to the credential's page".to_owned(),
            ),
        };
    }
    if let Some((scheme, _)) = link.split_once(':')
        && !scheme.contains(['/', '#', '.'])
    {
        return if SCHEMES.contains(&scheme.to_lowercase().as_str()) {
            Ok(Target::Outside(link.to_owned()))
        } else {
            wrong(
                format!("links with `{scheme}:` are not allowed"),
                format!("one of: {}", SCHEMES.join(", ")),
            )
        };
    }
    if link.starts_with('/') {
        return wrong(
            "links inside the guide are relative".to_owned(),
            "link to a page's file, as seen from this one: `../credentials/waba-id.md`".to_owned(),
        );
    }
    let (path, anchor) = match link.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor.to_owned())),
        None => (link, None),
    };
    if link.is_empty() {
        return wrong(
            "this link leads nowhere".to_owned(),
            "put a page's file or an address between the round brackets".to_owned(),
        );
    }
    let found = if path.is_empty() {
        Some(page)
    } else {
        let path = resolve(&page.path, path).ok_or(None)?;
        if guide.unread.contains(&path) {
            return Ok(Target::Unread);
        }
        guide.page(&path)
    };
    found
        .map(|page| Target::Inside {
            url: page.url(),
            anchor,
            title: page.title.clone(),
        })
        .ok_or(None)
}

/// A link that leads to no page of the guide.
pub fn dead(guide: &Guide, page: &Page, span: Span, target: &str) -> Finding {
    let Wrong { message, help } = no_page(guide, page, target);
    Mistake::DeadLink.at(&page.source, span, message).help(help)
}

/// What to say of a page that is not there.
pub fn no_page(guide: &Guide, page: &Page, target: &str) -> Wrong {
    let file = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let path = target.split('#').next().unwrap_or(target);
    let nearest = guide
        .pages
        .iter()
        .find(|candidate| file(&candidate.path) == file(path))
        .or_else(|| {
            let names: Vec<String> = guide.pages.iter().map(|page| file(&page.path)).collect();
            let name =
                crate::guide::mistake::nearest(&file(path), names.iter().map(String::as_str))?.to_owned();
            guide.pages.iter().find(|page| file(&page.path) == name)
        });
    let help = match nearest {
        Some(nearest) => format!("did you mean `{}`?", relative(&page.path, &nearest.path)),
        None => "link to a page's file, relative to this one: `../credentials/waba-id.md`".to_owned(),
    };
    Wrong {
        message: format!("there is no page `{target}`"),
        help,
    }
}

/// `target` as seen from the directory of `from`; nothing where it leaves the top.
pub fn resolve(from: &str, target: &str) -> Option<String> {
    let mut steps: Vec<&str> = from.split('/').collect();
    steps.pop();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop()?;
            }
            step => steps.push(step),
        }
    }
    Some(steps.join("/"))
}

/// The address of `to` as seen from the directory of `from`.
pub fn relative(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.split('/').collect();
    let to: Vec<&str> = to.split('/').collect();
    let shared = from[..from.len() - 1]
        .iter()
        .zip(&to[..to.len() - 1])
        .take_while(|(a, b)| a == b)
        .count();
    "../".repeat(from.len() - 1 - shared) + &to[shared..].join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_relative() {
        assert_eq!(relative("a/b.html", "a/c.html"), "c.html");
        assert_eq!(relative("a/b.html", "c/d.html"), "../c/d.html");
        assert_eq!(relative("b.html", "c/d.html"), "c/d.html");
        assert_eq!(
            resolve("content/a/b.md", "../c/d.md"),
            Some("content/c/d.md".to_owned())
        );
        assert_eq!(resolve("a/b.html", "../../x"), None);
    }
}
