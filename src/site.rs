//! The help site: pages to an [`Output`], a map of path to bytes. It reads no file and writes none but through
//! `output`; whatever is wrong is a finding in the guide.

mod component;
mod highlight;
mod links;
mod markdown;
pub mod output;
mod theme;
mod view;

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;
use tera::Context;

use crate::finding::Finding;
use crate::guide::files::Files;
use crate::guide::mistake::Mistake;
use crate::guide::page::{Page, PageKind};
use crate::guide::{Guide, is_asset};
use crate::lint::examples::Verdict;
use crate::source::Source;
use links::Links;
use markdown::{Heading, Markdown};
use output::Output;
use theme::Theme;
use view::Views;

/// Renders every page and checks every link. Mistakes are added; what could be rendered is returned all the same.
pub fn build(guide: &Guide, files: &Files, verdicts: &[Verdict], findings: &mut Vec<Finding>) -> Output {
    let mut output = Output::default();
    let Some(theme) = Theme::load(files, findings) else {
        return output;
    };
    for (path, bytes) in theme.assets() {
        output.insert(path, bytes.to_vec());
    }
    for (path, bytes) in files.below("content") {
        if is_asset(path) {
            let path = path.strip_prefix("content/").unwrap_or(path);
            output.insert(path, bytes.to_vec());
        }
    }
    let mut site = Site {
        guide,
        theme,
        links: Links::default(),
        verdicts: verdicts
            .iter()
            .map(|verdict| ((verdict.page, verdict.fence.block.start), verdict))
            .collect(),
        reading_order: reading_order(guide),
    };
    for (at, page) in guide.pages.iter().enumerate() {
        let html = site.page(at, page, findings);
        // What a page could not say, its template misses: only the mistakes in its text count.
        if let Some(html) = html.filter(|_| !guide.unread.contains(&page.path)) {
            output.insert(page.url(), html.into_bytes());
        }
    }
    if let Some(html) = site.not_found(findings) {
        output.insert("404.html", html.into_bytes());
    }
    output.insert("robots.txt", robots(guide).into_bytes());
    if let Some(sitemap) = sitemap(guide) {
        output.insert("sitemap.xml", sitemap.into_bytes());
    }
    if !guide.unread.is_empty() {
        findings.retain(|finding| finding.rule != Mistake::BrokenTemplate.name());
    }
    site.links.check(guide, &output, findings);
    findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    // A mistake in a template comes up on every page.
    findings.dedup_by(|a, b| a.place == b.place && a.message == b.message);
    output
}

/// The theme's templates, for the frames of mistakes in them.
pub fn theme_sources(files: &Files) -> Vec<Arc<Source>> {
    Theme::load(files, &mut Vec::new())
        .map(|theme| theme.sources().cloned().collect())
        .unwrap_or_default()
}

struct Site<'g> {
    guide: &'g Guide,
    theme: Theme,
    links: Links,
    verdicts: HashMap<(usize, usize), &'g Verdict>,
    /// Pages as a reader would leaf through them: previous and next.
    reading_order: Vec<&'g Page>,
}

/// A link of the navigation, the breadcrumbs, previous and next.
#[derive(Serialize)]
struct Link<'a> {
    title: &'a str,
    url: String,
}

impl<'a> From<&'a Page> for Link<'a> {
    fn from(page: &'a Page) -> Self {
        Self {
            title: &page.title,
            url: page.url(),
        }
    }
}

#[derive(Serialize)]
struct Entry<'a> {
    title: &'a str,
    url: String,
    current: bool,
    open: bool,
    pages: Vec<Self>,
}

#[derive(Serialize)]
struct PageView<'a> {
    title: &'a str,
    description: &'a str,
    kind: &'static str,
    url: String,
    canonical: Option<String>,
    body: String,
    toc: Vec<Heading>,
    reviewed: Option<&'a str>,
    owner: Option<&'a str>,
    r#type: &'static str,
    code: &'a [String],
    message: Option<&'a str>,
    also_called: &'a [String],
    related: Vec<Listed<'a>>,
}

/// A page in a list of pages.
#[derive(Serialize)]
struct Listed<'a> {
    title: &'a str,
    url: String,
    description: &'a str,
    code: &'a [String],
    message: Option<&'a str>,
    severity: Option<&'static str>,
    secret: bool,
    pages: Vec<Link<'a>>,
}

impl<'g> Site<'g> {
    fn page(&mut self, at: usize, page: &'g Page, findings: &mut Vec<Finding>) -> Option<String> {
        let root = "../".repeat(page.url().matches('/').count());
        let views = Views::new(self.guide, &root);
        let rendered = Markdown {
            guide: self.guide,
            theme: &self.theme,
            views: &views,
            verdicts: &self.verdicts,
            page,
            page_at: at,
            root: &root,
        }
        .render(findings);
        self.links.add(page, rendered.links, &rendered.headings);
        let related = page
            .related
            .iter()
            .filter_map(|name| self.links.related(self.guide, page, name, findings))
            .map(|page| self.listed(page))
            .collect();
        let mut context = self.context(&root, Some(page));
        context.insert(
            "page",
            &PageView {
                title: &page.title,
                description: &page.description,
                kind: kind(page.kind),
                url: page.url(),
                canonical: self.guide.published(page).map(|url| canonical(&url)),
                body: rendered.html,
                toc: rendered.headings,
                reviewed: page.reviewed.as_deref(),
                owner: page.owner.as_deref(),
                r#type: page_type(page.kind),
                code: &page.code,
                message: page.message.as_deref(),
                also_called: &page.also_called,
                related,
            },
        );
        let template = match page.kind {
            PageKind::Home => {
                self.add_home(page, &views, &mut context);
                "home.html"
            }
            PageKind::Section => {
                let pages: Vec<Listed> = self.children(page);
                context.insert("pages", &pages);
                "section.html"
            }
            PageKind::Credential => {
                context.insert(
                    "credential",
                    &views.credentials.iter().find(|view| view.url == page.url()),
                );
                "credential.html"
            }
            PageKind::Provider => {
                context.insert(
                    "provider",
                    &views.providers.iter().find(|view| view.url == page.url()),
                );
                "provider.html"
            }
            PageKind::Rule => {
                context.insert("rule", &views.rules.iter().find(|view| view.url == page.url()));
                "rule.html"
            }
            _ => "page.html",
        };
        self.theme.render(template, &context, &page.source, findings)
    }

    fn add_home(&self, home: &Page, views: &Views, context: &mut Context) {
        context.insert("credentials", &views.credentials);
        context.insert("providers", &views.providers);
        context.insert("rules", &views.rules);
        context.insert("sections", &self.children(home));
        let troubles: Vec<Listed> = self
            .guide
            .pages
            .iter()
            .find(|page| page.is_index() && page.section() == "troubleshooting")
            .map(|section| self.children(section))
            .unwrap_or_default();
        context.insert("troubleshooting", &troubles);
    }

    /// The page that a server shows where there is none. It may stand in for any path, so its links are absolute.
    fn not_found(&self, findings: &mut Vec<Finding>) -> Option<String> {
        let home = self.guide.home()?;
        let path = self
            .guide
            .settings
            .site
            .url
            .as_deref()
            .and_then(|url| url.split_once("://"))
            .and_then(|(_, rest)| rest.split_once('/'))
            .map_or_else(|| "/".to_owned(), |(_, path)| format!("/{path}"));
        let mut context = self.context(&path, None);
        context.insert(
            "page",
            &PageView {
                title: "There is no such page",
                description: "It may have moved, or the address may be cut off.",
                kind: "not-found",
                url: "404.html".to_owned(),
                canonical: None,
                body: String::new(),
                toc: Vec::new(),
                reviewed: None,
                owner: None,
                r#type: "concept",
                code: &[],
                message: None,
                also_called: &[],
                related: Vec::new(),
            },
        );
        context.insert("sections", &self.children(home));
        self.theme
            .render("not-found.html", &context, &home.source, findings)
    }

    /// What every template gets.
    fn context(&self, root: &str, page: Option<&'g Page>) -> Context {
        let mut context = Context::new();
        context.insert("site", &view::Site::from(&self.guide.settings.site));
        context.insert("root", root);
        context.insert("assets", &self.theme.asset_paths());
        context.insert("navigation", &self.navigation(page));
        context.insert("breadcrumbs", &self.breadcrumbs(page));
        let at = page.and_then(|page| {
            self.reading_order
                .iter()
                .position(|candidate| candidate.path == page.path)
        });
        let neighbour = |at: Option<usize>| {
            at.and_then(|at| self.reading_order.get(at))
                .map(|page| Link::from(*page))
        };
        context.insert("previous", &neighbour(at.and_then(|at| at.checked_sub(1))));
        context.insert("next", &neighbour(at.map(|at| at + 1)));
        context
    }

    fn breadcrumbs(&self, page: Option<&'g Page>) -> Vec<Link<'g>> {
        let mut above = Vec::new();
        let mut at = page.and_then(|page| self.guide.parent(page));
        while let Some(page) = at {
            let mut link = Link::from(page);
            if page.kind == PageKind::Home {
                // The home page's title is its question; the way back is named after the site.
                link.title = &self.guide.settings.site.title;
            }
            above.push(link);
            at = self.guide.parent(page);
        }
        above.reverse();
        above
    }

    /// The top level, and the pages of the section that the reader is in.
    fn navigation(&self, page: Option<&'g Page>) -> Vec<Entry<'g>> {
        let Some(home) = self.guide.home() else {
            return Vec::new();
        };
        let is_current = |candidate: &Page| page.is_some_and(|page| page.path == candidate.path);
        self.guide
            .children(home)
            .into_iter()
            .map(|entry| {
                let is_open = entry.is_index() && page.is_some_and(|page| page.section() == entry.section());
                let pages = if is_open {
                    self.guide.children(entry)
                } else {
                    Vec::new()
                };
                Entry {
                    title: &entry.title,
                    url: entry.url(),
                    current: is_current(entry),
                    open: is_open,
                    pages: pages
                        .into_iter()
                        .map(|page| Entry {
                            title: &page.title,
                            url: page.url(),
                            current: is_current(page),
                            open: false,
                            pages: Vec::new(),
                        })
                        .collect(),
                }
            })
            .collect()
    }

    fn children(&self, page: &Page) -> Vec<Listed<'g>> {
        self.guide
            .children(page)
            .into_iter()
            .map(|child| self.listed(child))
            .collect()
    }

    fn listed(&self, page: &'g Page) -> Listed<'g> {
        let rule = self
            .guide
            .rules
            .iter()
            .find(|rule| self.guide.pages[rule.page].path == page.path);
        let credential = self
            .guide
            .credentials
            .iter()
            .find(|credential| self.guide.pages[credential.page].path == page.path);
        Listed {
            title: &page.title,
            url: page.url(),
            description: &page.description,
            code: &page.code,
            message: page.message.as_deref(),
            severity: rule.map(|rule| rule.severity.name()),
            secret: credential.is_some_and(|credential| credential.secret),
            pages: self.guide.children(page).into_iter().map(Link::from).collect(),
        }
    }
}

fn reading_order(guide: &Guide) -> Vec<&Page> {
    let Some(home) = guide.home() else {
        return Vec::new();
    };
    let mut order = Vec::new();
    for entry in guide.children(home) {
        order.push(entry);
        order.extend(guide.children(entry));
    }
    order
}

fn kind(kind: PageKind) -> &'static str {
    match kind {
        PageKind::Home => "home",
        PageKind::Section => "section",
        PageKind::Credential => "credential",
        PageKind::Provider => "provider",
        PageKind::Rule => "rule",
        PageKind::Concept | PageKind::Task | PageKind::Reference | PageKind::Troubleshooting => "page",
    }
}

fn page_type(kind: PageKind) -> &'static str {
    match kind {
        PageKind::Task => "task",
        PageKind::Troubleshooting => "troubleshooting",
        PageKind::Home | PageKind::Section | PageKind::Concept => "concept",
        PageKind::Reference | PageKind::Credential | PageKind::Provider | PageKind::Rule => "reference",
    }
}

/// A directory's page has one address, with the slash and without `index.html`.
fn canonical(url: &str) -> String {
    url.strip_suffix("index.html").unwrap_or(url).to_owned()
}

fn robots(guide: &Guide) -> String {
    let mut text = "User-agent: *\nAllow: /\n".to_owned();
    if let Some(url) = &guide.settings.site.url {
        text.push_str(&format!("Sitemap: {url}sitemap.xml\n"));
    }
    text
}

/// Sitemaps hold absolute addresses only, so there is none for a site that does not say where it is published.
fn sitemap(guide: &Guide) -> Option<String> {
    guide.settings.site.url.as_ref()?;
    let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
        .to_owned();
    let mut pages: Vec<&Page> = guide.pages.iter().collect();
    pages.sort_by_key(|page| page.url());
    for page in pages {
        let url = canonical(&guide.published(page)?);
        text.push_str(&format!("  <url><loc>{}</loc>", markdown::escape(&url)));
        if let Some(reviewed) = &page.reviewed {
            text.push_str(&format!("<lastmod>{}</lastmod>", markdown::escape(reviewed)));
        }
        text.push_str("</url>\n");
    }
    text.push_str("</urlset>\n");
    Some(text)
}
