//! `--format json`: one object, version 1. Fields may be added; none changes its meaning without a new version.

use serde::Serialize;

use crate::finding::{Finding, Severity};
use crate::report::{Report, Summary};
use crate::source::{clean, clean_text};

/// What every document of this version has.
#[derive(Serialize)]
pub struct Document<'a> {
    version: u8,
    findings: Vec<Row<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Row<'a> {
    rule: &'a str,
    severity: Severity,
    path: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    key: Option<&'a str>,
    credential: Option<&'a str>,
    message: String,
    help: Option<String>,
    url: Option<&'a str>,
    fingerprint: String,
    /// No rule offers a fix yet.
    fix: Option<()>,
}

impl<'a> From<&'a Finding> for Row<'a> {
    fn from(finding: &'a Finding) -> Self {
        Self {
            rule: &finding.rule,
            severity: finding.severity,
            path: clean(&finding.place.path),
            line: finding.place.start.line,
            column: finding.place.start.column,
            end_line: finding.place.end.line,
            end_column: finding.place.end.column,
            key: finding.key.as_deref(),
            credential: finding.credential.as_deref(),
            message: clean_text(&finding.message),
            help: finding.help.as_deref().map(clean_text),
            url: finding.url.as_deref(),
            fingerprint: clean(&finding.fingerprint),
            fix: None,
        }
    }
}

impl<'a> From<&'a Report> for Document<'a> {
    fn from(report: &'a Report) -> Self {
        Self {
            version: 1,
            findings: report.findings.iter().map(Row::from).collect(),
            summary: report.summary,
        }
    }
}

pub fn render(report: &Report) -> Result<String, serde_json::Error> {
    text(&Document::from(report))
}

/// A document as text: with line ends, the last one too.
pub fn text(document: &impl Serialize) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(document)? + "\n")
}
