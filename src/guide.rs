//! The guide as types: settings, pages, credentials, providers and rules, from a directory or from the copy in
//! the binary. Every mistake in it is a finding. It neither lints nor renders.

pub mod condition;
pub mod credential;
pub mod decode;
pub mod example;
pub mod files;
pub mod fix;
pub mod front_matter;
pub mod mistake;
pub mod page;
pub mod pattern;
pub mod provider;
pub mod rule;
pub mod schema;
pub mod settings;
pub mod shape;
pub mod text;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Severity};
use crate::source::Source;
use condition::Condition;
use credential::Credential;
use decode::{Decoder, Name};
use files::Files;
use mistake::Mistake;
use page::{Block, Page, PageKind};
use provider::{Enter, Provider};
use rule::Rule;
use settings::Settings;

/// How much of a guide is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// What linting takes: settings, credentials, providers and rules.
    Rules,
    Everything,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Guide {
    pub settings: Settings,
    /// In the order of their paths.
    pub pages: Vec<Page>,
    pub credentials: Vec<Described<Credential>>,
    pub providers: Vec<Described<Provider>>,
    /// In the order in which verdicts are given.
    pub rules: Vec<Described<Rule>>,
    /// Paths of pages that could not be read, or not all of them. Who refers to one is not to blame.
    pub unread: Vec<String>,
}

/// What a page describes, with the page's place in [`Guide::pages`].
#[derive(Debug, Serialize, Deserialize)]
pub struct Described<T> {
    pub page: usize,
    pub it: T,
}

impl<T> std::ops::Deref for Described<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.it
    }
}

/// A guide as far as it could be read, all that is wrong with it, and the texts that this is shown in.
#[derive(Debug)]
pub struct Loaded {
    pub guide: Guide,
    pub findings: Vec<Finding>,
    pub sources: Vec<Arc<Source>>,
}

/// Markdown as the guide is written in. Never smart punctuation: it would rewrite credentials.
pub fn markdown_options() -> pulldown_cmark::Options {
    use pulldown_cmark::Options;
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
}

impl Guide {
    pub fn load(files: &Files, scope: Scope) -> Loaded {
        let mut findings = Vec::new();
        let mut sources = Vec::new();
        let settings = match files.get(settings::FILE_NAME) {
            Some(bytes) => {
                let source = text(files, settings::FILE_NAME, bytes, &mut findings);
                sources.push(Arc::clone(&source));
                Settings::read(&source, &mut findings)
            }
            None => Settings::default(),
        };
        let mut guide = Self {
            settings,
            pages: Vec::new(),
            credentials: Vec::new(),
            providers: Vec::new(),
            rules: Vec::new(),
            unread: Vec::new(),
        };
        for directory in ["content", "rules"] {
            for (path, bytes) in files.below(directory) {
                if !path.ends_with(".md") || (scope == Scope::Rules && !describes(path, bytes)) {
                    continue;
                }
                let source = text(files, path, bytes, &mut findings);
                sources.push(Arc::clone(&source));
                match Page::read(path, &source, &mut findings) {
                    Some((page, block)) => guide.add(page, block),
                    None => guide.unread.push(path.to_owned()),
                }
            }
        }
        guide.settle();
        guide.check(scope, &mut findings);
        if let Some(source) = sources.first() {
            guide.check_whole(scope, source, &mut findings);
        }
        if scope == Scope::Everything {
            stray_files(files, &mut findings);
        }
        if let Some(source) = sources.first() {
            guide.check_settings(source, &mut findings);
        }
        findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        Loaded {
            guide,
            findings,
            sources,
        }
    }

    fn add(&mut self, page: Page, block: Block) {
        let at = self.pages.len();
        match block {
            Block::None => {}
            Block::Unread => self.unread.push(page.path.clone()),
            Block::Credential(it) => self.credentials.push(Described { page: at, it }),
            Block::Provider(it) => self.providers.push(Described { page: at, it }),
            Block::Rule(it) => self.rules.push(Described { page: at, it }),
        }
        self.pages.push(page);
    }

    /// Brings everything into the order that the sections' pages give.
    fn settle(&mut self) {
        let rank: HashMap<usize, (usize, String)> = self
            .pages
            .iter()
            .enumerate()
            .map(|(at, page)| (at, self.rank(page)))
            .collect();
        let by_rank = |a: &usize, b: &usize| rank[a].cmp(&rank[b]);
        self.credentials.sort_by(|a, b| by_rank(&a.page, &b.page));
        self.providers.sort_by(|a, b| by_rank(&a.page, &b.page));
        self.rules.sort_by(|a, b| by_rank(&a.page, &b.page));
    }

    /// A page's place among its section's pages: as `order` says, and by title behind those.
    pub fn rank(&self, page: &Page) -> (usize, String) {
        let parent = self.parent(page);
        let position =
            parent.and_then(|parent| parent.order.iter().position(|name| name.text == page.name()));
        (position.unwrap_or(usize::MAX), page.title.clone())
    }

    /// The section's page of a page; the home page of a section's.
    pub fn parent(&self, page: &Page) -> Option<&Page> {
        let section = if page.is_index() {
            page.section().rsplit_once('/').map_or("", |(above, _)| above)
        } else {
            page.section()
        };
        let path = match section {
            "" => "content/_index.md".to_owned(),
            _ => format!("content/{section}/_index.md"),
        };
        // The rules stand beside the content.
        let of_rules = || {
            path.strip_prefix("content/")
                .filter(|path| path.starts_with("rules/"))
        };
        let above = self.page(&path).or_else(|| self.page(of_rules()?));
        above.filter(|above| above.path != page.path)
    }

    /// Every page that has one, with its section's page.
    pub fn parents(&self) -> impl Iterator<Item = (&Page, &Page)> {
        self.pages
            .iter()
            .filter_map(|page| Some((page, self.parent(page)?)))
    }

    /// The pages right below a section's page, in reading order.
    pub fn children(&self, parent: &Page) -> Vec<&Page> {
        let below = self.parents().filter(|(_, above)| above.path == parent.path);
        let mut children: Vec<&Page> = below.map(|(page, _)| page).collect();
        children.sort_by_cached_key(|page| self.rank(page));
        children
    }

    pub fn home(&self) -> Option<&Page> {
        self.pages.iter().find(|page| page.kind == PageKind::Home)
    }

    /// The page of this path inside the guide.
    pub fn page(&self, path: &str) -> Option<&Page> {
        let at = self.pages.binary_search_by(|page| page.path.as_str().cmp(path));
        at.ok().map(|at| &self.pages[at])
    }

    pub fn credential(&self, id: &str) -> Option<&Described<Credential>> {
        self.credentials
            .iter()
            .find(|credential| credential.id.text == id)
    }

    pub fn provider(&self, id: &str) -> Option<&Described<Provider>> {
        self.providers.iter().find(|provider| provider.id.text == id)
    }

    /// The troubleshooting page of this name.
    pub fn trouble(&self, name: &str) -> Option<&Page> {
        self.pages
            .iter()
            .find(|page| page.section() == "troubleshooting" && !page.is_index() && page.name() == name)
    }

    /// The label of a credential's box in the CRM's form for a provider, or for the first that has one.
    pub fn label(&self, credential: &str, provider: Option<&str>) -> Option<&str> {
        self.providers
            .iter()
            .filter(|it| provider.is_none_or(|wanted| it.id.text == wanted))
            .filter_map(|provider| provider.field(credential))
            .find(|field| field.enter != Enter::Never)
            .and_then(|field| field.label.as_deref())
    }

    /// The provider whose API is called at this host.
    pub fn provider_at(&self, host: &str) -> Option<usize> {
        let is_below = |known: &String| host == known || host.ends_with(&format!(".{known}"));
        self.providers
            .iter()
            .position(|provider| provider.hosts.iter().any(is_below))
    }

    /// The address of a page where the site is published.
    pub fn published(&self, page: &Page) -> Option<String> {
        self.settings
            .site
            .url
            .as_ref()
            .map(|url| format!("{url}{}", page.url()))
    }

    /// A guide without rules would find nothing, and one without a home page would publish none.
    fn check_whole(&self, scope: Scope, settings: &Source, findings: &mut Vec<Finding>) {
        let is_empty = self.unread.is_empty() && findings.is_empty();
        let mut missing = |message: &str, help: &str| {
            findings.push(Mistake::MissingPage.at(settings, 0..0, message).help(help));
        };
        if self.rules.is_empty() && is_empty {
            missing(
                "this guide has no rules",
                "`fieldguide init DIR` writes a guide to start from",
            );
        }
        if scope == Scope::Everything && self.home().is_none() && is_empty {
            missing(
                "this guide has no home page",
                "write content/_index.md with a title and a description",
            );
        }
    }

    /// Gives the rules the severities that the settings say.
    pub fn apply_severities(&mut self) {
        for (name, severity) in &self.settings.lint.severity {
            for rule in self.rules.iter_mut().filter(|rule| rule.id.text == name.text) {
                let rule = &mut rule.it;
                rule.is_off = severity.is_none();
                if let Some(severity) = severity {
                    rule.severity = *severity;
                    rule.severity_when.clear();
                }
            }
        }
    }

    /// Whether a name is a rule's, or a rule's misspelt.
    pub fn is_nearly_a_rule(&self, name: &str) -> bool {
        let rules = self.rules.iter().map(|rule| rule.id.text.as_str());
        mistake::nearest(name, rules).is_some()
    }

    /// The rules that are not off.
    pub fn rules_at_work(&self) -> impl Iterator<Item = &Described<Rule>> {
        self.rules.iter().filter(|rule| !rule.is_off)
    }

    /// Credentials and rules that settings name; `source` is the settings' text.
    pub fn check_settings(&self, source: &Source, findings: &mut Vec<Finding>) {
        let mut decoder = Decoder { source, findings };
        for (name, _) in &self.settings.lint.known {
            if self.credential(&name.text).is_none() {
                let known = self.credentials.iter().map(|it| it.id.text.as_str());
                decoder.unknown_name(name, "credential", known);
            }
        }
        let severities = self.settings.lint.severity.iter().map(|(name, _)| name);
        let ignored = self.settings.lint.ignore.iter().flat_map(|ignore| &ignore.rules);
        for name in severities.chain(ignored) {
            let mut known = self.rules.iter().map(|it| it.id.text.as_str());
            if !known.clone().any(|known| known == name.text) {
                decoder.unknown_name(name, "rule", &mut known);
            }
        }
    }

    /// Days that have not come, as of `today`: 2026-11-22. Only who checks the guide has a clock: what is built of it is
    /// the same on any day.
    pub fn check_days(&self, today: &str, findings: &mut Vec<Finding>) {
        for page in &self.pages {
            for day in page.days.iter().filter(|day| day.text.as_str() > today) {
                let finding =
                    Mistake::FutureDate.at(&page.source, day.span.clone(), "this day has not come yet");
                findings.push(finding.help("write the day on which it was done"));
            }
        }
    }

    /// What only the whole guide can tell: names that nothing bears, names that two things bear.
    fn check(&self, scope: Scope, findings: &mut Vec<Finding>) {
        self.check_ids(findings);
        self.check_claims(scope, findings);
        for credential in &self.credentials {
            let page = &self.pages[credential.page];
            for name in &credential.not_to_be_confused_with {
                self.check_credential(page, name, findings);
            }
            for name in &credential.given_by {
                self.check_provider(page, name, findings);
            }
        }
        for provider in &self.providers {
            let page = &self.pages[provider.page];
            for field in &provider.fields {
                self.check_credential(page, &field.credential, findings);
            }
        }
        for rule in &self.rules {
            let page = &self.pages[rule.page];
            for name in rule.on.iter().chain(&rule.on_unused) {
                self.check_credential(page, name, findings);
            }
            for when in rule
                .severity_when
                .iter()
                .map(|(when, _)| when)
                .chain([&rule.when])
            {
                self.check_condition(page, when, findings);
            }
            if scope == Scope::Everything
                && let Some(name) = &rule.prevents
            {
                let known: Vec<&str> = self
                    .pages
                    .iter()
                    .filter(|page| page.section() == "troubleshooting" && !page.is_index())
                    .map(Page::name)
                    .collect();
                self.check_name(page, name, "page in content/troubleshooting", known, findings);
            }
        }
        if scope == Scope::Everything {
            self.check_order(findings);
        }
    }

    fn check_condition(&self, page: &Page, when: &Condition, findings: &mut Vec<Finding>) {
        when.walk(&mut |condition| match condition {
            Condition::SameAs(names) | Condition::On(names) => {
                for name in names {
                    self.check_credential(page, name, findings);
                }
            }
            Condition::ProvenAs(name) | Condition::Missing(name) | Condition::Absent(name) => {
                self.check_credential(page, name, findings);
            }
            Condition::Provider(name) => self.check_provider(page, name, findings),
            Condition::Beside(name) | Condition::OneOf(name) => self.check_name(
                page,
                name,
                "word list",
                self.settings.vocabulary.lists.keys().map(String::as_str),
                findings,
            ),
            _ => {}
        });
    }

    fn check_ids(&self, findings: &mut Vec<Finding>) {
        let ids = self
            .credentials
            .iter()
            .map(|it| ("credential", &it.id, it.page))
            .chain(self.providers.iter().map(|it| ("provider", &it.id, it.page)))
            .chain(self.rules.iter().map(|it| ("rule", &it.id, it.page)));
        let mut seen: BTreeMap<(&str, &str), &Page> = BTreeMap::new();
        for (kind, id, page) in ids {
            let page = &self.pages[page];
            if let Some(other) = seen.insert((kind, &id.text), page) {
                findings.push(
                    Mistake::DuplicateId
                        .at(
                            &page.source,
                            id.span.clone(),
                            format!("there are two {kind}s `{}`", id.text),
                        )
                        .help(format!(
                            "the other one is {}; rename one of the two",
                            other.source.name()
                        )),
                );
            }
            if id.text != page.name() {
                findings.push(
                    Mistake::UnknownName
                        .at(
                            &page.source,
                            id.span.clone(),
                            format!("the id `{}` is not the page's name", id.text),
                        )
                        .help(format!(
                            "links and reports find the page by its id: name the file `{}.md`, or the id `{}`",
                            id.text,
                            page.name()
                        )),
                );
            }
        }
    }

    fn check_credential(&self, page: &Page, name: &Name, findings: &mut Vec<Finding>) {
        let known = self.credentials.iter().map(|it| it.id.text.as_str());
        self.check_name(page, name, "credential", known, findings);
    }

    fn check_provider(&self, page: &Page, name: &Name, findings: &mut Vec<Finding>) {
        let known = self.providers.iter().map(|it| it.id.text.as_str());
        self.check_name(page, name, "provider", known, findings);
    }

    fn check_name<'k>(
        &self,
        page: &Page,
        name: &Name,
        what: &str,
        known: impl IntoIterator<Item = &'k str>,
        findings: &mut Vec<Finding>,
    ) {
        let known: Vec<&str> = known.into_iter().collect();
        if !known.contains(&name.text.as_str()) && !self.is_unread(&name.text) {
            Decoder {
                source: &page.source,
                findings,
            }
            .unknown_name(name, what, known);
        }
    }

    /// Whether the page of this name is there and could not be read.
    pub fn is_unread(&self, name: &str) -> bool {
        let file = format!("/{name}.md");
        let index = format!("/{name}/_index.md");
        self.unread
            .iter()
            .any(|path| path.ends_with(&file) || path.ends_with(&index))
    }

    /// Addresses and keys that two pages claim.
    fn check_claims(&self, scope: Scope, findings: &mut Vec<Finding>) {
        let mut urls: BTreeMap<String, &Page> = BTreeMap::new();
        for page in self.pages.iter().filter(|_| scope == Scope::Everything) {
            if let Some(other) = urls.insert(page.url(), page) {
                let (page, other) = if page.is_index() {
                    (other, page)
                } else {
                    (page, other)
                };
                findings.push(
                    Mistake::DuplicateId
                        .at(
                            &page.source,
                            0..0,
                            format!("two pages have the address {}", page.url()),
                        )
                        .help(format!(
                            "the other one is {}; rename this one",
                            other.source.name()
                        )),
                );
            }
        }
        for page in self.pages.iter().filter(|page| page.url().starts_with(EMBEDDED)) {
            findings.push(
                Mistake::InvalidText
                    .at(
                        &page.source,
                        0..0,
                        format!("the site has its pages for help drawers in {EMBEDDED}"),
                    )
                    .help("give this page's directory another name"),
            );
        }
        let mut keys: BTreeMap<String, &Described<Credential>> = BTreeMap::new();
        for credential in &self.credentials {
            for key in &credential.keys {
                let folded = key.text.to_lowercase().replace(['_', '-', '.'], "");
                if let Some(other) = keys.insert(folded, credential) {
                    let page = &self.pages[credential.page];
                    findings.push(
                        Mistake::DuplicateId
                            .at(
                                &page.source,
                                key.span.clone(),
                                format!("`{}` is a key of `{}`, too", key.text, other.id.text),
                            )
                            .help("a key means one credential: keep it where it is right"),
                    );
                }
            }
        }
    }

    fn check_order(&self, findings: &mut Vec<Finding>) {
        for page in &self.pages {
            if !page.order.is_empty() {
                let children = self.children(page);
                for name in &page.order {
                    let known = children.iter().map(|child| child.name());
                    self.check_name(page, name, "page here", known, findings);
                }
            }
            if !page.is_index() && self.parent(page).is_none() {
                findings.push(
                    Mistake::MissingPage
                        .at(
                            &page.source,
                            0..0,
                            "this page's directory has no page of its own, so nothing leads here",
                        )
                        .help(format!(
                            "write {}/_index.md with a title and a description",
                            page.path.rsplit_once('/').map_or("", |(directory, _)| directory)
                        )),
                );
            }
        }
    }
}

/// A page's text; one that is not UTF-8 is reported, and read as far as it is.
fn text(files: &Files, path: &str, bytes: &[u8], findings: &mut Vec<Finding>) -> Arc<Source> {
    let source = Arc::new(Source::new(
        files.shown(path),
        with_line_feeds(String::from_utf8_lossy(bytes)),
    ));
    if let Err(error) = std::str::from_utf8(bytes) {
        findings.push(
            Mistake::FrontMatter
                .at(
                    &source,
                    error.valid_up_to()..error.valid_up_to(),
                    "the file is not UTF-8 from here on",
                )
                .help("save it as UTF-8"),
        );
    }
    source
}

/// Where the site has each page once more, to be shown by a CRM.
const EMBEDDED: &str = "embed/";

fn with_line_feeds(text: Cow<str>) -> String {
    if text.contains('\r') {
        text.replace("\r\n", "\n")
    } else {
        text.into_owned()
    }
}

/// Pictures and documents that pages may show, by their ending.
const ASSETS: [&str; 8] = ["avif", "gif", "jpeg", "jpg", "pdf", "png", "svg", "webp"];

/// Files and directories at the top of a site that hosts look for by their name.
const WELL_KNOWN: [&str; 3] = ["CNAME", ".nojekyll", ".well-known"];

pub fn is_well_known(name: &str) -> bool {
    WELL_KNOWN.contains(&name)
}

/// Whether a file beside the pages is published with them.
pub fn is_asset(path: &str) -> bool {
    let path = path.strip_prefix("content/").unwrap_or(path);
    let is_picture = path
        .rsplit_once('.')
        .is_some_and(|(_, ending)| ASSETS.contains(&ending));
    is_picture || path.split('/').next().is_some_and(is_well_known)
}

/// Files among the pages that are neither pages nor pictures: they are not published.
fn stray_files(files: &Files, findings: &mut Vec<Finding>) {
    for directory in ["content", "rules"] {
        for (path, _) in files.below(directory) {
            let is_page = path.ends_with(".md");
            if is_page || (directory == "content" && is_asset(path)) {
                continue;
            }
            let help = if path.to_lowercase().ends_with(".md") {
                "pages end in `.md`, in lower case"
            } else {
                "it is not published; keep it elsewhere, or show it as svg, png, jpg, webp, avif, gif or pdf"
            };
            let source = Source::new(files.shown(path), "");
            let finding = Mistake::StrayFile.at(&source, 0..0, "this file is neither a page nor a picture");
            findings.push(Finding {
                severity: Severity::Warning,
                ..finding.help(help)
            });
        }
    }
}

/// Whether linting needs this page: a rule's, a credential's or a provider's, or one that gives them their order. Only
/// front matter says so.
fn describes(path: &str, bytes: &[u8]) -> bool {
    path.starts_with("rules/")
        || [&b"\ncredential:"[..], b"\nprovider:", b"\norder:"]
            .iter()
            .any(|block| bytes.windows(block.len()).any(|window| window == *block))
}
