//! Search: an index that the script `search.js` loads on first use, and the list of everything for readers without
//! script.
//!
//! A page is found by its title, its other names, its headings and its text. What is shown of a page travels as text,
//! and the script reads the words out of it; only words that stand nowhere in that text need postings.

mod index;
mod letters;
mod sections;
mod words;

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::finding::Finding;
use crate::guide::Guide;
use crate::guide::mistake::Mistake;
use crate::guide::page::{Page, PageKind};
use crate::site::output::Output;
use crate::site::page::{PageView, Published};
use crate::site::publish::Publication;
use crate::site::theme::fingerprinted;
use sections::Section;

/// The address of the index in pages, until its content is known.
pub const PENDING: &str = "assets/search.index.pending.js";

/// What kind of thing a result is, by the letter that the index has for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Field,
    Provider,
    Rule,
    Error,
    Task,
    Guide,
    Term,
}

/// A page as search knows it.
pub struct Document<'a> {
    url: &'a str,
    title: &'a str,
    description: &'a str,
    kind: Kind,
    /// What else it is called: synonyms, error codes and messages, labels of boxes, keys in files.
    names: Vec<String>,
    sections: Vec<Section>,
}

/// The words of search itself: a template of the theme, so that they can be translated.
#[derive(Deserialize)]
struct Words {
    list: Titles,
    kinds: Map<String, Value>,
    /// What only the script needs.
    #[serde(flatten)]
    others: Map<String, Value>,
}

/// Of the list of everything.
#[derive(Deserialize)]
struct Titles {
    title: String,
    description: String,
}

/// Comes last: it fills in the address of the index wherever a page has it.
pub fn add(publication: &Publication, output: &mut Output, findings: &mut Vec<Finding>) {
    let navigation = &publication.renderer.navigation;
    let mut pages: Vec<&Published> = publication.pages.iter().collect();
    pages.sort_by_key(|page| (navigation.place(page.page), &page.url));
    let documents: Vec<Document> = pages
        .into_par_iter()
        .map(|page| Document::new(publication.guide, page))
        .collect();
    let Some(words) = words(publication, findings) else {
        return;
    };
    let site = &publication.guide.settings.site;
    let script = index::script(&documents, &words);
    let language: String = site
        .language
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    let path = fingerprinted(&format!("search.{language}.js"), script.as_bytes());
    output.insert(&path, script.into_bytes());
    add_list(publication, &documents, &words, output, findings);
    output.replace_in_pages(PENDING, &path);
}

fn words(publication: &Publication, findings: &mut Vec<Finding>) -> Option<Words> {
    const TEMPLATE: &str = "search-words.json";
    let view = PageView::default();
    let renderer = publication.renderer;
    let text = renderer.extra(TEMPLATE, "", &view, |_| {}, findings)?;
    serde_json::from_str(&text)
        .map_err(|error| {
            if let Some(home) = renderer.navigation.home() {
                findings.push(
                    Mistake::BrokenTemplate
                        .at(
                            &home.source,
                            0..0,
                            format!("the template {TEMPLATE} does not make the words of search: {error}"),
                        )
                        .help("it makes JSON, with the keys of the one in the program"),
                );
            }
        })
        .ok()
}

/// `search.html`: where the link to search leads without script.
fn add_list(
    publication: &Publication,
    documents: &[Document],
    words: &Words,
    output: &mut Output,
    findings: &mut Vec<Finding>,
) {
    let view = PageView {
        title: &words.list.title,
        description: &words.list.description,
        kind: "search",
        url: "search.html".to_owned(),
        r#type: "reference",
        ..PageView::default()
    };
    let letters = letters::letters(documents);
    let html = publication.renderer.extra(
        "search.html",
        "",
        &view,
        |context| {
            context.insert("letters", &letters);
            context.insert("kinds", &words.kinds);
        },
        findings,
    );
    if let Some(html) = html {
        output.insert("search.html", html.into_bytes());
    }
}

impl Kind {
    fn of(page: &Page) -> Self {
        match page.kind {
            PageKind::Credential => Self::Field,
            PageKind::Provider => Self::Provider,
            PageKind::Rule => Self::Rule,
            PageKind::Troubleshooting => Self::Error,
            PageKind::Task => Self::Task,
            PageKind::Home | PageKind::Section | PageKind::Concept | PageKind::Reference => Self::Guide,
        }
    }

    fn letter(self) -> &'static str {
        match self {
            Self::Field => "F",
            Self::Provider => "P",
            Self::Rule => "R",
            Self::Error => "E",
            Self::Task => "H",
            Self::Guide => "G",
            Self::Term => "T",
        }
    }
}

impl<'a> Document<'a> {
    fn new(guide: &Guide, published: &'a Published) -> Self {
        let page = published.page;
        Self {
            url: &published.url,
            title: &page.title,
            description: &page.description,
            kind: Kind::of(page),
            names: names(guide, page),
            sections: sections::sections(&published.html),
        }
    }
}

/// The other names of a page, each once, and none that the title has already.
fn names(guide: &Guide, page: &Page) -> Vec<String> {
    let is_of = |at: usize| guide.pages[at].path == page.path;
    let mut names: Vec<&str> = page.code.iter().map(String::as_str).collect();
    names.extend(page.message.as_deref());
    names.extend(page.also_called.iter().map(String::as_str));
    if let Some(credential) = guide.credentials.iter().find(|it| is_of(it.page)) {
        names.extend(credential.also_called.iter().map(String::as_str));
        let fields = guide
            .providers
            .iter()
            .filter_map(|it| it.field(&credential.id.text));
        names.extend(fields.filter_map(|field| field.label.as_deref()));
        names.extend(credential.keys.iter().map(|key| key.text.as_str()));
    }
    if let Some(provider) = guide.providers.iter().find(|it| is_of(it.page)) {
        names.push(&provider.label);
    }
    let mut seen = BTreeSet::from(["", &page.title, page.name()].map(words::phrase));
    names
        .into_iter()
        .filter(|name| seen.insert(words::phrase(name)))
        .map(sections::one_line)
        .collect()
}
