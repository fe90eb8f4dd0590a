//! `--format json`: one object, version 1. Fields may be added; none changes its meaning without a new version.

use serde::Serialize;

use crate::finding::{Edit, Finding, Fix, Severity, SuppressedBy};
use crate::report::{Format, Medium, RenderError, Report};
use crate::source::{clean, clean_text};

pub const FORMAT: Format = Format {
    name: "json",
    description: "One JSON object, for programs",
    describes_rules: false,
    beginnings: &["{\n  \"version\": 1,\n  \"findings\": "],
    render,
};

/// Of the shape that follows.
pub(super) const VERSION: u8 = 1;

/// What every document of this version has.
#[derive(Serialize)]
pub struct Document<'a> {
    version: u8,
    findings: Vec<Row<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
pub(super) struct Row<'a> {
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
    fix: Option<FixRow>,
}

#[derive(Serialize)]
struct FixRow {
    title: String,
    safe: bool,
    edits: Vec<EditRow>,
}

/// What stands from the first place to the second is replaced by the text.
#[derive(Serialize)]
struct EditRow {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    text: String,
}

#[derive(Serialize)]
pub(super) struct Summary {
    files_scanned: usize,
    files_with_credentials: usize,
    skipped: usize,
    errors: usize,
    warnings: usize,
    hints: usize,
    suppressed: usize,
    suppressed_inline: usize,
    suppressed_by_settings: usize,
    suppressed_by_baseline: usize,
    elapsed_ms: u128,
}

impl<'a> Row<'a> {
    pub fn new(finding: &'a Finding, report: &Report) -> Self {
        let fix = finding.fix.as_ref();
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
            fix: fix.and_then(|fix| FixRow::new(fix, &finding.place.path, report)),
        }
    }
}

impl FixRow {
    fn new(fix: &Fix, path: &str, report: &Report) -> Option<Self> {
        let row = |edit: &Edit| {
            let (start, end) = report.positions(path, &edit.span)?;
            Some(EditRow {
                line: start.line,
                column: start.column,
                end_line: end.line,
                end_column: end.column,
                text: edit.text.clone(),
            })
        };
        Some(Self {
            title: clean_text(&fix.title),
            safe: fix.is_safe,
            edits: fix.edits.iter().map(row).collect::<Option<_>>()?,
        })
    }
}

impl From<&Report> for Summary {
    fn from(report: &Report) -> Self {
        let summary = report.summary;
        Self {
            files_scanned: summary.files_scanned,
            files_with_credentials: summary.files_with_credentials,
            skipped: report.skipped.len(),
            errors: summary.errors,
            warnings: summary.warnings,
            hints: summary.hints,
            suppressed: report.suppressed.len(),
            suppressed_inline: report.suppressed_by(SuppressedBy::Comment),
            suppressed_by_settings: report.suppressed_by(SuppressedBy::Settings),
            suppressed_by_baseline: report.suppressed_by(SuppressedBy::Baseline),
            elapsed_ms: summary.elapsed_ms,
        }
    }
}

impl<'a> From<&'a Report> for Document<'a> {
    fn from(report: &'a Report) -> Self {
        let findings = report.findings.iter();
        Self {
            version: VERSION,
            findings: findings.map(|finding| Row::new(finding, report)).collect(),
            summary: report.into(),
        }
    }
}

fn render(report: &Report, _: Medium) -> Result<String, RenderError> {
    Ok(text(&Document::from(report))?)
}

/// A document as text: with line ends, the last one too.
pub fn text(document: &impl Serialize) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(document)? + "\n")
}
