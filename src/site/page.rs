//! One page of the guide as a document: its Markdown, and what the theme's template says around it.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde::Serialize;
use tera::Context;

use crate::finding::Finding;
use crate::guide::Guide;
use crate::guide::files::Files;
use crate::guide::page::{Page, PageKind};
use crate::lint::examples::Verdict;
use crate::site::former_anchors;
use crate::site::html::parts;
use crate::site::links::{self, Internal};
use crate::site::markdown::{Heading, Markdown};
use crate::site::navigation::{Link, Navigation};
use crate::site::publish::twins;
use crate::site::reading::Reading;
use crate::site::structure::prose;
use crate::site::structured::structured;
use crate::site::terms::Terms;
use crate::site::theme::Theme;
use crate::site::view::{Views, severities};

/// Renders pages, in any order and at the same time.
pub struct Renderer<'g> {
    pub guide: &'g Guide,
    pub files: &'g Files,
    pub theme: &'g Theme,
    pub navigation: Navigation<'g>,
    terms: Terms,
    /// By page and place.
    verdicts: HashMap<(usize, usize), &'g Verdict>,
    /// By the way from a page to the top of the site.
    views: HashMap<String, Views<'g>>,
    /// Of all pages.
    urls: BTreeSet<String>,
}

/// All that is made of one page. Of other pages it depends on their front matter only, never on their Markdown.
pub struct Rendered {
    pub links: Vec<Internal>,
    pub headings: Vec<Heading>,
    /// What its templates and components could not do.
    pub mistakes: Vec<Finding>,
    /// What is wrong with its Markdown as a text.
    pub prose: Vec<Finding>,
    /// None where a template is broken.
    pub finished: Option<Finished>,
}

/// A finished page.
pub struct Finished {
    /// From the top of the site: `credentials/waba-id.html`.
    pub url: String,
    /// The whole document.
    pub html: String,
    /// The same without header and sidebar, for the help drawer of a CRM.
    pub embedded: Option<String>,
    /// The same as Markdown.
    pub twin: String,
    pub reading: Arc<Reading>,
}

/// A page of the guide that is on the site.
pub struct Published<'a> {
    pub page: &'a Page,
    pub finished: &'a Finished,
}

impl std::ops::Deref for Published<'_> {
    type Target = Finished;

    fn deref(&self) -> &Finished {
        self.finished
    }
}

/// What a page is shown with.
#[derive(Serialize, Default)]
pub struct PageView<'a> {
    pub title: &'a str,
    pub description: &'a str,
    /// `home`, `section`, `credential`, `provider`, `rule`, `page`, or the name of a page that the engine adds.
    pub kind: &'static str,
    /// From the top of the site.
    pub url: String,
    /// The page's source inside the guide.
    pub path: &'a str,
    pub canonical: Option<String>,
    /// The page's Markdown as HTML.
    pub body: String,
    pub toc: Vec<Heading>,
    pub reviewed: Option<&'a str>,
    pub owner: Option<&'a str>,
    /// `concept`, `task`, `reference` or `troubleshooting`.
    pub r#type: &'static str,
    pub code: &'a [String],
    pub message: Option<&'a str>,
    pub also_called: &'a [String],
    pub related: Vec<Listed<'a>>,
    /// Where its source is edited.
    pub edit: Option<String>,
    /// The day of its last commit.
    pub updated: Option<&'a str>,
    /// The link to its twin in Markdown.
    pub twin: Option<String>,
    /// JSON for search engines.
    pub structured: Option<String>,
}

/// A page in a list of pages.
#[derive(Serialize)]
pub struct Listed<'a> {
    id: &'a str,
    title: &'a str,
    url: String,
    description: &'a str,
    code: &'a [String],
    message: Option<&'a str>,
    severity: Option<&'static str>,
    severities: Vec<&'static str>,
    secret: bool,
    pages: Vec<Link<'a>>,
}

impl<'g> Renderer<'g> {
    pub fn new(guide: &'g Guide, files: &'g Files, theme: &'g Theme, verdicts: &'g [Verdict]) -> Self {
        let mut views = HashMap::new();
        for page in &guide.pages {
            let root = root(&page.url());
            views
                .entry(root)
                .or_insert_with_key(|root| Views::new(guide, root));
        }
        Self {
            guide,
            files,
            theme,
            navigation: Navigation::new(guide),
            terms: Terms::new(guide),
            verdicts: verdicts
                .iter()
                .map(|verdict| ((verdict.page, verdict.fence.block.start), verdict))
                .collect(),
            views,
            urls: guide.pages.iter().map(Page::url).collect(),
        }
    }

    pub fn page(&self, at: usize) -> Rendered {
        let mut mistakes = Vec::new();
        let findings = &mut mistakes;
        let page = &self.guide.pages[at];
        let url = page.url();
        let root = root(&url);
        let views = &self.views[&root];
        let rendered = Markdown {
            guide: self.guide,
            theme: self.theme,
            views,
            terms: &self.terms,
            verdicts: &self.verdicts,
            page,
            page_at: at,
            root: &root,
        }
        .render(findings);
        let related = page
            .related
            .iter()
            .filter_map(|name| links::related(self.guide, page, name, findings))
            .map(|page| self.listed(page))
            .collect();
        let site = &self.guide.settings.site;
        let mut view = PageView {
            title: &page.title,
            description: &page.description,
            kind: kind(page.kind),
            path: &page.path,
            canonical: self.guide.published(page).map(|url| canonical(&url)),
            body: rendered.html,
            toc: rendered.headings.clone(),
            reviewed: page.reviewed.as_deref(),
            owner: page.owner.as_deref(),
            r#type: page_type(page.kind),
            code: &page.code,
            message: page.message.as_deref(),
            also_called: &page.also_called,
            related,
            edit: site.edit.as_ref().map(|edit| edit.replace("{path}", &page.path)),
            updated: self.files.last_change(&page.path),
            twin: twin(&url).rsplit('/').next().map(ToOwned::to_owned),
            structured: structured(self.guide, &self.navigation, page),
            url: url.clone(),
        };
        let mut context = self.context(&root, Some(page));
        context.insert_value("guide", views.value.clone());
        let template = self.add_subject(page, views, &mut context);
        context.insert("page", &view);
        context.insert("layout", "full");
        context.insert("top", &root);
        let html = self.theme.render(template, &context, &page.source, findings);
        let html = html.map(|html| former_anchors::add(html, page, findings));
        let embedded = html.is_some().then(|| {
            view.body = deeper(&view.body);
            context.insert("page", &view);
            context.insert("layout", "embed");
            context.insert("top", &format!("../{root}"));
            let html = self.theme.render(template, &context, &page.source, findings);
            // What is wrong with them was said already.
            html.map(|html| former_anchors::add(html, page, &mut Vec::new()))
        });
        let finished = html.map(|html| {
            let parts = parts(&html);
            Finished {
                embedded: embedded.flatten(),
                twin: twins::text(&url, &parts, &self.urls),
                reading: Arc::new(Reading::new(&url, &parts)),
                url,
                html,
            }
        });
        Rendered {
            links: rendered.links,
            headings: rendered.headings,
            mistakes,
            prose: prose::check(page),
            finished,
        }
    }

    /// What a page is about, under the name that its template has for it; the template.
    fn add_subject(&self, page: &Page, views: &Views, context: &mut Context) -> &'static str {
        let url = page.url();
        match page.kind {
            PageKind::Home => {
                context.insert("sections", &self.listed_below(page));
                let troubles = self
                    .guide
                    .pages
                    .iter()
                    .find(|page| page.is_index() && page.section() == "troubleshooting")
                    .map(|section| self.listed_below(section))
                    .unwrap_or_default();
                context.insert("troubleshooting", &troubles);
                "home.html"
            }
            PageKind::Section => {
                context.insert("pages", &self.listed_below(page));
                "section.html"
            }
            PageKind::Credential => {
                let credential = views.credentials.iter().find(|view| view.url == url);
                context.insert("credential", &credential);
                "credential.html"
            }
            PageKind::Provider => {
                let provider = views.providers.iter().find(|view| view.url == url);
                context.insert("provider", &provider);
                "provider.html"
            }
            PageKind::Rule => {
                let rule = views.rules.iter().find(|view| view.url == url);
                context.insert("rule", &rule);
                "rule.html"
            }
            _ => "page.html",
        }
    }

    /// A page that no file of the guide stands for, such as the list of all of them. Mistakes in its template are
    /// reported with the home page. `root` is the way from it to the top of the site.
    pub fn extra(
        &self,
        template: &str,
        root: &str,
        view: &PageView,
        more: impl FnOnce(&mut Context),
        findings: &mut Vec<Finding>,
    ) -> Option<String> {
        let home = self.navigation.home()?;
        let mut context = self.context(root, None);
        let value = match self.views.get(root) {
            Some(views) => views.value.clone(),
            None => Views::new(self.guide, root).value,
        };
        context.insert_value("guide", value);
        context.insert("page", view);
        context.insert("layout", "full");
        context.insert("top", root);
        more(&mut context);
        self.theme.render(template, &context, &home.source, findings)
    }

    /// What every template gets.
    fn context(&self, root: &str, page: Option<&'g Page>) -> Context {
        let mut context = Context::new();
        context.insert("root", root);
        context.insert("navigation", &self.navigation.menu(page));
        let breadcrumbs = page.map(|page| self.navigation.breadcrumbs(page));
        context.insert("breadcrumbs", &breadcrumbs.unwrap_or_default());
        let (previous, next) = page.map_or((None, None), |page| self.navigation.neighbours(page));
        context.insert("previous", &previous);
        context.insert("next", &next);
        context
    }

    pub fn listed_below(&self, page: &Page) -> Vec<Listed<'g>> {
        let children = self.navigation.children(page);
        children.iter().map(|child| self.listed(child)).collect()
    }

    fn listed(&self, page: &'g Page) -> Listed<'g> {
        let is_of = |at: usize| self.guide.pages[at].path == page.path;
        let rule = self.guide.rules.iter().find(|rule| is_of(rule.page));
        let credential = self
            .guide
            .credentials
            .iter()
            .find(|credential| is_of(credential.page));
        Listed {
            id: page.name(),
            title: &page.title,
            url: page.url(),
            description: &page.description,
            code: &page.code,
            message: page.message.as_deref(),
            severity: rule.map(|rule| rule.severity.name()),
            severities: rule.map(|rule| severities(rule)).unwrap_or_default(),
            secret: credential.is_some_and(|credential| credential.secret),
            pages: self
                .navigation
                .children(page)
                .iter()
                .map(|page| Link::from(*page))
                .collect(),
        }
    }
}

/// The way from a page to the top of the site: `../` for each directory.
pub fn root(url: &str) -> String {
    "../".repeat(url.matches('/').count())
}

/// A page's HTML for a place one directory further down. Links stay among the embedded pages; pictures have only one
/// place. Text has no bare quotes, so this is an attribute.
fn deeper(html: &str) -> String {
    html.replace(" src=\"", " src=\"../")
}

/// The address of a page's twin in Markdown.
pub fn twin(url: &str) -> String {
    format!("{}.md", url.strip_suffix(".html").unwrap_or(url))
}

/// A directory's page has one address, with the slash and without `index.html`.
pub fn canonical(url: &str) -> String {
    match url.strip_suffix("index.html") {
        Some(directory) if directory.is_empty() || directory.ends_with('/') => directory.to_owned(),
        _ => url.to_owned(),
    }
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
