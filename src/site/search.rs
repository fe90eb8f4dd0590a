//! Search: an index that the script `search.js` loads on first use, and the list of everything for readers without
//! script.
//!
//! A page is found by its title, its other names, its headings and its text. What is shown of a page travels as text,
//! and the script reads the words out of it; only words that stand nowhere in that text need postings.

mod index;
mod letters;
pub mod sections;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::Serialize;

use crate::finding::Finding;
use crate::guide::Guide;
use crate::guide::page::{Page, PageKind};
use crate::site::output::Output;
use crate::site::page::{PageView, Published};
use crate::site::publish::Publication;
use crate::site::theme::{Theme, fingerprinted};
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
    sections: &'a [Section],
}

/// What the script says, in the words of the theme. It fills in `{}`.
#[derive(Serialize)]
struct Words<'a> {
    placeholder: &'a str,
    close: &'a str,
    useful: &'a str,
    count: &'a str,
    none: &'a str,
    more: &'a str,
    guess: &'a str,
    /// Where else to look: addresses and texts.
    links: Vec<(String, &'a str)>,
    /// Of the kinds of pages, by their letters.
    #[serde(skip)]
    kinds: BTreeMap<&'static str, &'a str>,
}

impl<'a> Words<'a> {
    fn of(theme: &'a Theme, guide: &'a Guide) -> Self {
        let word = |name| theme.word(name);
        let glossary = guide.pages.iter().find(|page| page.name() == "glossary");
        let contact = guide.settings.site.contact.as_ref();
        let links = [
            glossary.map(|page| (page.url(), word("search_glossary"))),
            Some(("search.html".to_owned(), word("search_list"))),
            contact.map(|contact| (contact.clone(), word("contact"))),
        ];
        Self {
            placeholder: word("search_placeholder"),
            close: word("search_close"),
            useful: word("search_useful"),
            count: word("search_count"),
            none: word("search_none"),
            more: word("search_more"),
            guess: word("search_guess"),
            links: links.into_iter().flatten().collect(),
            kinds: Kind::ALL
                .iter()
                .map(|kind| (kind.letter(), word(kind.word())))
                .collect(),
        }
    }
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
    let theme = publication.renderer.theme;
    let words = Words::of(theme, publication.guide);
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

/// `search.html`: where the link to search leads without script.
fn add_list(
    publication: &Publication,
    documents: &[Document],
    words: &Words,
    output: &mut Output,
    findings: &mut Vec<Finding>,
) {
    let view = PageView {
        title: publication.renderer.theme.word("search_list"),
        description: publication.renderer.theme.word("search_list_description"),
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
    const ALL: [Self; 7] = [
        Self::Field,
        Self::Provider,
        Self::Rule,
        Self::Error,
        Self::Task,
        Self::Guide,
        Self::Term,
    ];

    /// Its name among the theme's words.
    fn word(self) -> &'static str {
        match self {
            Self::Field => "kind_field",
            Self::Provider => "kind_provider",
            Self::Rule => "kind_rule",
            Self::Error => "kind_error",
            Self::Task => "kind_task",
            Self::Guide => "kind_guide",
            Self::Term => "kind_term",
        }
    }

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
            sections: &published.reading.sections,
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
