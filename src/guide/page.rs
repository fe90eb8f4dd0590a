//! A page: one Markdown file with its front matter. Its body is rendered in `site` and its examples linted in `lint`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::finding::Finding;
use crate::guide::condition::Condition;
use crate::guide::credential::Credential;
use crate::guide::decode::{Decoder, Name};
use crate::guide::front_matter::split;
use crate::guide::mistake::Mistake;
use crate::guide::provider::Provider;
use crate::guide::rule::Rule;
use crate::source::{Source, Span};
use crate::tree::{Kind, Node};

/// The longest title that still fits a search result, in characters.
const TITLE_LENGTH: usize = 70;

/// What linting does not ask for is not serialised.
#[derive(Debug, Serialize, Deserialize)]
pub struct Page {
    /// Inside the guide, with `/`: `content/credentials/waba-id.md`.
    pub path: String,
    #[serde(skip)]
    pub source: Arc<Source>,
    /// Where the Markdown begins.
    pub body: usize,
    pub title: String,
    pub title_place: Span,
    pub description: String,
    pub kind: PageKind,
    /// Of a section's page: its pages in reading order.
    #[serde(skip)]
    pub order: Vec<Name>,
    #[serde(skip)]
    pub also_called: Vec<String>,
    /// Of a troubleshooting page: the codes of the error, and its text.
    #[serde(skip)]
    pub code: Vec<String>,
    #[serde(skip)]
    pub message: Option<String>,
    #[serde(skip)]
    pub related: Vec<Name>,
    /// Where the page's facts come from. This is for its authors: it is shown nowhere.
    #[serde(skip)]
    pub sources: Vec<Name>,
    #[serde(skip)]
    pub reviewed: Option<String>,
    /// All days of the front matter.
    #[serde(skip)]
    pub days: Vec<Name>,
    /// The role that answers for the page.
    #[serde(skip)]
    pub owner: Option<String>,
    /// Addresses that the page had before, from the site's top: `how-to/token.html`.
    #[serde(skip)]
    pub aliases: Vec<Name>,
    /// Anchors that the page had before, and those that took their place.
    #[serde(skip)]
    pub anchors: Vec<(Name, Name)>,
    /// What changed in the page and when, newest first.
    #[serde(skip)]
    pub changes: Vec<Change>,
}

/// A change that readers should know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// As `2026-11-22`.
    pub date: String,
    /// A line of Markdown.
    pub text: Name,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PageKind {
    Home,
    Section,
    Concept,
    Task,
    Reference,
    Troubleshooting,
    Credential,
    Provider,
    Rule,
}

/// What a page's front matter says beside the page itself.
#[derive(Debug)]
pub enum Block {
    None,
    /// There is one, and it could not be read.
    Unread,
    Credential(Credential),
    Provider(Provider),
    Rule(Rule),
}

const TYPES: [(&str, PageKind); 4] = [
    ("concept", PageKind::Concept),
    ("task", PageKind::Task),
    ("reference", PageKind::Reference),
    ("troubleshooting", PageKind::Troubleshooting),
];

impl Page {
    /// Reads a page; `None` where nothing of it can be used.
    pub fn read(path: &str, source: &Arc<Source>, findings: &mut Vec<Finding>) -> Option<(Self, Block)> {
        let mut decoder = Decoder { source, findings };
        let (root, body) = front_matter(&mut decoder)?;

        if !is_address(path) {
            decoder.report(
                Mistake::InvalidText,
                0..0,
                "the name of this page does not fit into an address".to_owned(),
                "use lower-case letters, digits and hyphens only".to_owned(),
            );
        }
        let mut fields = decoder.fields(&root, "the page")?;
        let title = fields.required_name(&mut decoder, "title");
        if let Some(title) = &title
            && title.text.chars().count() > TITLE_LENGTH
        {
            decoder.report(
                Mistake::InvalidText,
                title.span.clone(),
                format!("the title has more than {TITLE_LENGTH} characters"),
                "say it in fewer words; the description has room".to_owned(),
            );
        }
        let description = fields.required_text(&mut decoder, "description");
        let order = fields.names(&mut decoder, "order");
        let also_called = fields.texts(&mut decoder, "also_called");
        let code = fields.texts(&mut decoder, "code");
        let related = fields.names(&mut decoder, "related");
        let sources = fields.names(&mut decoder, "sources");
        let message = fields.text(&mut decoder, "message");
        let reviewed = fields.name(&mut decoder, "reviewed");
        let mut days: Vec<Name> = reviewed.clone().into_iter().collect();
        let reviewed = reviewed.map(|date| date.text);
        let aliases = fields.names(&mut decoder, "aliases");
        let anchors = fields
            .optional("anchors")
            .map(|node| decoder.pairs(node, "the section `anchors`"))
            .unwrap_or_default();
        let changes = fields
            .optional("changes")
            .map(|node| changes(node, &mut days, &mut decoder))
            .unwrap_or_default();
        days.retain(|day| check_date(day, &mut decoder));
        let owner = fields.text(&mut decoder, "owner");
        let page_type = fields
            .optional("type")
            .and_then(|node| decoder.word(node, "type of page", &TYPES));
        let title_or_empty = title.as_ref().map(|title| title.text.clone()).unwrap_or_default();
        let blocks = ["credential", "provider", "rule"].map(|key| (key, fields.optional(key)));
        let mut present = blocks.into_iter().filter_map(|(key, node)| Some((key, node?)));
        let (kind, block) = match present.next() {
            Some(("credential", node)) => {
                let block = Credential::decode(node, &title_or_empty, &mut decoder);
                (PageKind::Credential, block.map(Block::Credential))
            }
            Some(("provider", node)) => {
                let block = Provider::decode(node, &mut decoder);
                (PageKind::Provider, block.map(Block::Provider))
            }
            Some((_, node)) => {
                let rule = Rule::decode(node, &mut decoder);
                let rule = rule.filter(|rule| has_right_patterns(rule, &mut decoder));
                (PageKind::Rule, rule.map(Block::Rule))
            }
            None if path == "content/_index.md" => (PageKind::Home, Some(Block::None)),
            None if path.ends_with("/_index.md") => (PageKind::Section, Some(Block::None)),
            None => (page_type.unwrap_or(PageKind::Concept), Some(Block::None)),
        };
        for (key, _) in present {
            decoder.report(
                Mistake::UnknownKey,
                fields.span_of(key).unwrap_or_default(),
                "a page describes one credential, one provider or one rule".to_owned(),
                format!("give the {key} a page of its own"),
            );
        }
        fields.finish(&mut decoder);
        let title = title?;
        let page = Self {
            path: path.to_owned(),
            source: Arc::clone(source),
            body,
            title: title.text,
            title_place: title.span,
            description: description?,
            kind,
            order,
            also_called,
            code,
            message,
            related,
            sources,
            reviewed,
            days,
            owner,
            aliases,
            anchors,
            changes,
        };
        Some((page, block.unwrap_or(Block::Unread)))
    }

    /// The Markdown of the page.
    pub fn markdown(&self) -> &str {
        &self.source.text()[self.body..]
    }

    /// Where the page stands on the site: `credentials/waba-id.html`.
    pub fn url(&self) -> String {
        url_of(&self.path)
    }

    /// The directory of the page on the site, which is its section: `credentials`, or nothing at the top.
    pub fn section(&self) -> &str {
        let path = self.path.strip_prefix("content/").unwrap_or(&self.path);
        path.rsplit_once('/').map_or("", |(directory, _)| directory)
    }

    /// The page's name within its section's `order`.
    pub fn name(&self) -> &str {
        let file = self.path.rsplit('/').next().unwrap_or(&self.path);
        match file.strip_suffix(".md") {
            Some("_index") => self.section().rsplit('/').next().unwrap_or_default(),
            Some(name) => name,
            None => file,
        }
    }

    /// The day of its last change or review.
    pub fn updated(&self) -> Option<&str> {
        let changed = self.changes.first().map(|change| change.date.as_str());
        self.reviewed.as_deref().max(changed)
    }

    pub fn is_index(&self) -> bool {
        self.path.ends_with("/_index.md")
    }
}

/// Whether it is a date, which is reported if not.
fn check_date(date: &Name, decoder: &mut Decoder) -> bool {
    let is_date = is_date(&date.text);
    if !is_date {
        decoder.report(
            Mistake::InvalidText,
            date.span.clone(),
            "this is no date".to_owned(),
            "write it as 2026-11-22".to_owned(),
        );
    }
    is_date
}

/// Whether a rule's patterns can be used; what is wrong with them is reported.
fn has_right_patterns(rule: &Rule, decoder: &mut Decoder) -> bool {
    let mut wrong = Vec::new();
    for when in rule
        .severity_when
        .iter()
        .map(|(when, _)| when)
        .chain([&rule.when])
    {
        when.walk(&mut |condition| {
            if let Condition::Matches(pattern) | Condition::KeyMatches(pattern) = condition {
                wrong.extend(
                    pattern
                        .problem()
                        .map(|problem| (pattern.name.span.clone(), problem)),
                );
            }
        });
    }
    for (span, (message, help)) in &wrong {
        decoder.report(
            Mistake::InvalidPattern,
            span.clone(),
            (*message).to_owned(),
            (*help).to_owned(),
        );
    }
    wrong.is_empty()
}

/// A page's front matter, and where its Markdown begins.
fn front_matter(decoder: &mut Decoder) -> Option<(Node, usize)> {
    let source = decoder.source;
    let Some((span, body)) = split(source.text()) else {
        decoder.report(
            Mistake::FrontMatter,
            source.line_at(0),
            "this page has no front matter".to_owned(),
            "begin it with a line `---`, then `title:` and `description:`, then a line `---`".to_owned(),
        );
        return None;
    };
    let root = decoder.yaml(span, "the front matter").unwrap_or_else(|| Node {
        span: 0..0,
        kind: Kind::Map(Vec::new()),
    });
    Some((root, body))
}

/// A map of dates to what changed then.
fn changes(node: &Node, days: &mut Vec<Name>, decoder: &mut Decoder) -> Vec<Change> {
    let mut changes = Vec::new();
    for (date, text) in decoder.pairs(node, "the section `changes`") {
        days.push(date.clone());
        changes.push(Change {
            date: date.text,
            text,
        });
    }
    changes.sort_by(|a, b| b.date.cmp(&a.date));
    changes
}

/// A day of the calendar, as `2026-11-22`.
fn is_date(text: &str) -> bool {
    let numbers: Vec<u32> = text.split('-').filter_map(|part| part.parse().ok()).collect();
    let [year, month, day] = numbers[..] else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    text.len() == 10 && (1..=days).contains(&day)
}

/// Whether a page's name can stand in an address as it is.
fn is_address(path: &str) -> bool {
    path.chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_./".contains(c))
}

/// Where the page of this path stands on the site, whether or not it is loaded.
pub fn url_of(path: &str) -> String {
    let path = path.strip_prefix("content/").unwrap_or(path);
    let path = path.strip_suffix(".md").unwrap_or(path);
    match path.strip_suffix("_index") {
        Some(directory) => format!("{directory}index.html"),
        None => format!("{path}.html"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_days_of_the_calendar() {
        assert!(is_date("2026-11-22") && is_date("2028-02-29"));
        assert!(
            !is_date("22.11.2026") && !is_date("2026-02-30") && !is_date("2026-13-01") && !is_date("soon")
        );
    }
}
