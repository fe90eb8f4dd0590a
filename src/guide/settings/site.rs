//! The section `site` of the settings: what the help site is called, where it is published, and what it links to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::guide::decode::{Decoder, Name};
use crate::guide::mistake::Mistake;
use crate::guide::settings::language;
use crate::source::Span;
use crate::tree::Node;

/// After so many days without a review a page is said to be old, unless the settings say otherwise.
const STALE_AFTER: u32 = 180;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Site {
    pub title: String,
    pub description: String,
    /// Where the site is published, with a slash at its end: for the links in findings, and the sitemap.
    pub url: Option<String>,
    pub language: String,
    /// How sentences name the CRM.
    pub crm: String,
    /// Where the CRM's form is found.
    pub form: String,
    /// The directory below `themes/` that the site is rendered with.
    pub theme: Name,
    /// Where a page's source is edited, with `{path}` for its path inside the guide.
    pub edit: Option<String>,
    /// Where readers turn to who are still stuck: a page or a mail address.
    pub contact: Option<String>,
    pub feedback: Option<Feedback>,
    /// In days.
    pub stale_after: u32,
    /// The same guide in other languages, each built as a site of its own.
    pub translations: Vec<Translation>,
    /// Origins whose pages may show the embedded pages: the CRM's.
    pub embedded_by: Vec<String>,
    pub budgets: Budgets,
    /// Where the settings have a budget of their own, by its name.
    #[serde(skip)]
    pub budget_places: BTreeMap<&'static str, Span>,
    /// The section's name.
    pub place: Span,
}

/// How much a page may make its reader load, compressed, in bytes; none where there is no such budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budgets {
    /// A page alone.
    pub html: Option<usize>,
    /// Its style sheets together.
    pub css: Option<usize>,
    /// The scripts that run before the reader does anything.
    pub script: Option<usize>,
    /// The script that searches.
    pub search: Option<usize>,
    /// What it searches in, for each 60 pages.
    pub index: Option<usize>,
    /// All that a page needs before it can be read: itself, its style sheets, its scripts.
    pub first_view: Option<usize>,
}

/// Where "Was this helpful?" goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Feedback {
    /// An address that takes a form.
    Form(String),
    /// An address for mail.
    Mail(String),
}

/// A site of the same pages in another language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    /// A BCP 47 tag: `hi`.
    pub language: String,
    /// In its own words: `हिन्दी`.
    pub name: String,
    /// Where it is published, with a slash at its end.
    pub url: String,
}

impl Default for Site {
    fn default() -> Self {
        Self {
            title: String::new(),
            description: String::new(),
            url: None,
            language: "en".to_owned(),
            crm: "the CRM".to_owned(),
            form: String::new(),
            theme: Name {
                text: "help".to_owned(),
                span: 0..0,
            },
            edit: None,
            contact: None,
            feedback: None,
            stale_after: STALE_AFTER,
            translations: Vec::new(),
            embedded_by: Vec::new(),
            budgets: Budgets::default(),
            budget_places: BTreeMap::new(),
            place: 0..0,
        }
    }
}

impl Default for Budgets {
    fn default() -> Self {
        let kilobytes = |count: usize| Some(count * 1024);
        Self {
            html: kilobytes(12),
            css: kilobytes(8),
            script: kilobytes(4),
            search: kilobytes(4),
            index: kilobytes(12),
            first_view: kilobytes(25),
        }
    }
}

impl Budgets {
    /// With the places of those that are there.
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<(Self, BTreeMap<&'static str, Span>)> {
        let mut fields = decoder.fields(node, "the section `budgets`")?;
        let mut places = BTreeMap::new();
        let mut budget = |key: &'static str, default: Option<usize>| {
            let Some(name) = fields.name(decoder, key) else {
                return default;
            };
            places.insert(key, name.span.clone());
            kilobytes(&name, decoder).unwrap_or(default)
        };
        let default = Self::default();
        let budgets = Self {
            html: budget("html", default.html),
            css: budget("css", default.css),
            script: budget("script", default.script),
            search: budget("search", default.search),
            index: budget("index", default.index),
            first_view: budget("first_view", default.first_view),
        };
        fields.finish(decoder);
        Some((budgets, places))
    }
}

impl Site {
    pub(super) fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let mut fields = decoder.fields(node, "the section `site`")?;
        let default = Self::default();
        let (budgets, budget_places) = fields
            .optional("budgets")
            .and_then(|node| Budgets::decode(node, decoder))
            .unwrap_or_default();
        let own_language = fields
            .name(decoder, "language")
            .and_then(|name| language::tag(name, decoder))
            .map(|name| name.text);
        let translations = match fields.optional("translations") {
            Some(node) => translations(node, own_language.as_ref().unwrap_or(&default.language), decoder),
            None => Vec::new(),
        };
        let site = Self {
            title: fields.text(decoder, "title").unwrap_or_default(),
            description: fields.text(decoder, "description").unwrap_or_default(),
            url: fields
                .name(decoder, "url")
                .and_then(|name| directory(name, decoder)),
            language: own_language.unwrap_or(default.language),
            crm: fields.text(decoder, "crm").unwrap_or(default.crm),
            form: fields.text(decoder, "form").unwrap_or_default(),
            theme: fields.name(decoder, "theme").unwrap_or(default.theme),
            edit: fields.name(decoder, "edit").and_then(|name| edit(name, decoder)),
            contact: fields
                .name(decoder, "contact")
                .and_then(|name| page_or_mail(name, decoder))
                .map(|contact| match contact {
                    Feedback::Form(url) => url,
                    Feedback::Mail(address) => format!("mailto:{address}"),
                }),
            feedback: fields
                .name(decoder, "feedback")
                .and_then(|name| page_or_mail(name, decoder)),
            stale_after: fields
                .name(decoder, "stale_after")
                .and_then(|name| days(&name, decoder))
                .unwrap_or(default.stale_after),
            translations,
            embedded_by: fields
                .names(decoder, "embedded_by")
                .into_iter()
                .filter_map(|name| origin(name, decoder))
                .collect(),
            budgets,
            budget_places,
            place: default.place,
        };
        fields.finish(decoder);
        Some(site)
    }
}

/// Sites in other languages than `own`, each in one of its own.
fn translations(node: &Node, own: &str, decoder: &mut Decoder) -> Vec<Translation> {
    let mut translations: Vec<Translation> = Vec::new();
    for item in decoder.items(node) {
        let Some((translation, place)) = translation(item, decoder) else {
            continue;
        };
        let tag = &translation.language;
        let is_own = tag.eq_ignore_ascii_case(own);
        if is_own
            || translations
                .iter()
                .any(|it| it.language.eq_ignore_ascii_case(tag))
        {
            let (message, help) = if is_own {
                (
                    format!("`{tag}` is the language of this site"),
                    "list only the other ones: this site is added to them where readers choose",
                )
            } else {
                (
                    format!("there are two translations into `{tag}`"),
                    "keep one of the two",
                )
            };
            decoder.report(Mistake::DuplicateId, place, message, help.to_owned());
            continue;
        }
        translations.push(translation);
    }
    translations
}

/// With the place of its language.
fn translation(node: &Node, decoder: &mut Decoder) -> Option<(Translation, Span)> {
    let mut fields = decoder.fields(node, "a translation")?;
    let language = fields
        .required_name(decoder, "language")
        .and_then(|name| language::tag(name, decoder));
    let name = fields.required_text(decoder, "name");
    let url = fields
        .required_name(decoder, "url")
        .and_then(|name| directory(name, decoder));
    fields.finish(decoder);
    let language = language?;
    let translation = Translation {
        language: language.text,
        name: name?,
        url: url?,
    };
    Some((translation, language.span))
}

/// Whether a text is the address of a web page that may stand in an attribute as it is.
fn is_web(text: &str) -> bool {
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    is_web && !text.contains([' ', '"', '<', '>', '\'', '\n', '\t'])
}

fn refuse<T>(name: Name, decoder: &mut Decoder, message: &str, help: &str) -> Option<T> {
    decoder.report(
        Mistake::InvalidText,
        name.span,
        message.to_owned(),
        help.to_owned(),
    );
    None
}

/// The address of a site, with a slash at its end.
fn directory(name: Name, decoder: &mut Decoder) -> Option<String> {
    if is_web(&name.text) && !name.text.contains(['?', '#']) {
        return Some(format!("{}/", name.text.trim_end_matches('/')));
    }
    refuse(
        name,
        decoder,
        "this is no address of a web site",
        "write it as https://help.example.com/whatsapp/",
    )
}

fn edit(name: Name, decoder: &mut Decoder) -> Option<String> {
    if is_web(&name.text) && name.text.contains("{path}") {
        return Some(name.text);
    }
    refuse(
        name,
        decoder,
        "this is no address with a `{path}` in it",
        "write it as https://git.example.com/help/edit/main/{path}",
    )
}

fn page_or_mail(name: Name, decoder: &mut Decoder) -> Option<Feedback> {
    if is_web(&name.text) {
        return Some(Feedback::Form(name.text));
    }
    let address = name.text.trim_start_matches("mailto:");
    let is_mail = address
        .split_once('@')
        .is_some_and(|(who, host)| !who.is_empty() && host.contains('.'));
    if is_mail && !address.contains([' ', '"', '<', '>', '?', '&', ':']) {
        return Some(Feedback::Mail(address.to_owned()));
    }
    refuse(
        name,
        decoder,
        "this is neither a web address nor one for mail",
        "write it as https://example.com/contact or help@example.com",
    )
}

fn days(name: &Name, decoder: &mut Decoder) -> Option<u32> {
    let days = name.text.parse().ok();
    if days.is_none() {
        decoder.report(
            Mistake::InvalidText,
            name.span.clone(),
            "this is no number of days".to_owned(),
            "write it as `180`".to_owned(),
        );
    }
    days
}

/// Kilobytes as bytes; `Some(None)` where there is to be no budget.
fn kilobytes(name: &Name, decoder: &mut Decoder) -> Option<Option<usize>> {
    let count: Option<f64> = match name.text.as_str() {
        "off" => Some(0.0),
        text => text.parse().ok(),
    };
    match count {
        Some(count) if (0.0..=1e9).contains(&count) => {
            let bytes = (count * 1024.0) as usize;
            Some((bytes > 0).then_some(bytes))
        }
        _ => {
            decoder.report(
                Mistake::InvalidText,
                name.span.clone(),
                "this is no size in kilobytes".to_owned(),
                "write it as `12`, or `off` for no budget".to_owned(),
            );
            None
        }
    }
}

/// A scheme and a host, without a path: what browsers compare.
fn origin(name: Name, decoder: &mut Decoder) -> Option<String> {
    let host = name.text.split_once("://").map_or("", |(_, host)| host);
    if is_web(&name.text) && !host.is_empty() && !host.contains(['/', ';', ',', '?', '#']) {
        return Some(name.text);
    }
    refuse(
        name,
        decoder,
        "this is no origin",
        "write scheme and host only: https://crm.example.com",
    )
}
