//! The rules of a guide as a list: a table for people, one JSON object for programs.

use serde::Serialize;

use crate::finding::Severity;
use crate::guide::Guide;
use crate::report::page::{BOLD, DIM, style_of};
use crate::source::clean_text;

#[derive(Serialize)]
struct Document<'a> {
    version: u8,
    rules: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    severity: Severity,
    title: &'a str,
    description: &'a str,
    /// The credentials whose values it looks at; none where it is about something else.
    on: Vec<&'a str>,
    url: Option<String>,
}

/// Every rule on a line: name, severity, title.
pub fn table(guide: &Guide) -> String {
    let names = guide.rules_at_work().map(|rule| rule.id.text.len());
    let width = names.max().unwrap_or_default();
    let mut text = String::new();
    for rule in guide.rules_at_work() {
        let style = style_of(rule.severity);
        text.push_str(&format!(
            "{BOLD}{:width$}{BOLD:#}  {style}{:7}{style:#}  {}\n",
            clean_text(&rule.id.text),
            rule.severity.name(),
            clean_text(&guide.pages[rule.page].title)
        ));
    }
    text.push_str(&format!(
        "\n{DIM}`fieldguide explain RULE` shows a rule's page.{DIM:#}\n"
    ));
    text
}

pub fn json(guide: &Guide) -> Result<String, serde_json::Error> {
    let rules = guide.rules_at_work().map(|rule| {
        let page = &guide.pages[rule.page];
        Row {
            id: &rule.id.text,
            severity: rule.severity,
            title: &page.title,
            description: &page.description,
            on: rule.on.iter().map(|name| name.text.as_str()).collect(),
            url: guide.published(page),
        }
    });
    let document = Document {
        version: 1,
        rules: rules.collect(),
    };
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}
