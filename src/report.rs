//! Findings as text. A format is a function over the report; each is one file, and one line in [`FORMATS`]. Nothing here
//! sees a value: what is quoted comes from masked sources.

mod checkstyle;
mod github;
mod gitlab;
pub mod human;
pub mod json;
mod jsonl;
mod junit;
pub mod page;
mod root;
pub mod rules;
mod sarif;
mod xml;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use crate::finding::{Finding, Severity, Suppressed, SuppressedBy};
use crate::guide::Guide;
use crate::source::{Masked, Position, Span};

pub use page::RulePage;
pub use root::Root;

/// A way to write a report.
pub struct Format {
    /// As it is asked for.
    pub name: &'static str,
    /// For the help text: what it is, and who reads it.
    pub description: &'static str,
    /// Whether it carries along what the pages of the rules say.
    pub describes_rules: bool,
    /// How its reports begin, where they say anything.
    pub beginnings: &'static [&'static str],
    pub render: fn(&Report, Medium) -> Result<String, RenderError>,
}

/// Every format, in the order in which they are listed.
pub const FORMATS: &[Format] = &[
    human::FORMAT,
    json::FORMAT,
    jsonl::FORMAT,
    sarif::FORMAT,
    github::FORMAT,
    gitlab::FORMAT,
    junit::FORMAT,
    checkstyle::FORMAT,
];

/// What a report is written to. Programs read the same on both.
#[derive(Debug, Clone, Copy)]
pub enum Medium {
    /// Without colours.
    File,
    Terminal {
        /// In columns.
        width: usize,
        /// Whether it follows links.
        has_links: bool,
    },
}

#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    #[error("the report cannot be written as JSON")]
    Json(#[from] serde_json::Error),
    #[error("the report cannot be written as XML")]
    Xml(#[from] std::io::Error),
}

/// What was found, and what it was found in.
#[derive(Debug, Default)]
pub struct Report {
    pub findings: Vec<Finding>,
    /// Findings that are meant to stay.
    pub suppressed: Vec<Suppressed>,
    pub skipped: Vec<Skipped>,
    /// By name.
    pub sources: BTreeMap<String, Masked>,
    /// What the pages of the findings' rules say, by the rule's id.
    pub rules: BTreeMap<String, RulePage>,
    pub root: Root,
    /// The run in one sentence.
    pub closing: String,
    pub summary: Summary,
}

/// A file that was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    pub path: String,
    pub reason: String,
    /// It should have been read and could not be.
    pub is_failure: bool,
}

#[derive(Debug, Default, Clone, Copy)]
pub struct Summary {
    pub files_scanned: usize,
    pub files_with_credentials: usize,
    pub errors: usize,
    pub warnings: usize,
    pub hints: usize,
    pub elapsed_ms: u128,
}

impl Report {
    pub fn new(findings: Vec<Finding>, sources: Vec<Masked>, elapsed: Duration) -> Self {
        let count = |severity| {
            findings
                .iter()
                .filter(|finding| finding.severity == severity)
                .count()
        };
        let summary = Summary {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            hints: count(Severity::Hint),
            elapsed_ms: elapsed.as_millis(),
            ..Summary::default()
        };
        Self {
            findings,
            sources: sources
                .into_iter()
                .map(|source| (source.name().to_owned(), source))
                .collect(),
            summary,
            ..Self::default()
        }
    }

    /// Takes along what the pages of the findings' rules say.
    pub fn describe_rules(&mut self, guide: &Guide) {
        let suppressed = self.suppressed.iter().map(|it| &it.finding);
        for finding in self.findings.iter().chain(suppressed) {
            let rule = guide.rules.iter().find(|rule| rule.id.text == finding.rule);
            if let (Some(rule), Entry::Vacant(entry)) = (rule, self.rules.entry(finding.rule.clone())) {
                entry.insert(RulePage::new(guide, rule));
            }
        }
    }

    pub fn source(&self, path: &str) -> Option<&Masked> {
        self.sources.get(path)
    }

    /// Where a span of a file that something was found in begins and ends.
    fn positions(&self, path: &str, span: &Span) -> Option<(Position, Position)> {
        let source = self.source(path)?;
        Some((source.position(span.start), source.position(span.end)))
    }

    /// How many findings stay because it says so there.
    pub fn suppressed_by(&self, by: SuppressedBy) -> usize {
        let suppressed = self.suppressed.iter();
        suppressed.filter(|suppressed| suppressed.by == by).count()
    }
}

/// Fingerprints for systems that take two findings with one fingerprint for one: mistakes of a guide may share theirs.
#[derive(Default)]
struct UniqueNames<'a> {
    seen: HashMap<&'a str, usize>,
}

impl<'a> UniqueNames<'a> {
    fn of(&mut self, finding: &'a Finding) -> String {
        let count = self.seen.entry(&finding.fingerprint).or_default();
        *count += 1;
        match *count {
            1 => finding.fingerprint.clone(),
            count => format!("{}~{count}", finding.fingerprint),
        }
    }
}
