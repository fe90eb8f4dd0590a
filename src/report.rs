//! Findings as text. A format is a function over the report; each is one file. Nothing here sees a value:
//! what is quoted comes from masked sources.

pub mod human;
pub mod json;
pub mod page;
pub mod rules;

use std::collections::BTreeMap;
use std::time::Duration;

use crate::finding::{Finding, Severity, Suppressed};
use crate::source::Masked;

/// What was found, and what it was found in.
#[derive(Debug, Default)]
pub struct Report {
    pub findings: Vec<Finding>,
    /// Findings that are meant to stay.
    pub suppressed: Vec<Suppressed>,
    /// By name.
    pub sources: BTreeMap<String, Masked>,
    pub summary: Summary,
}

#[derive(Debug, Default, Clone, Copy, serde::Serialize)]
pub struct Summary {
    pub files_scanned: usize,
    pub files_with_credentials: usize,
    pub skipped: usize,
    pub errors: usize,
    pub warnings: usize,
    pub hints: usize,
    pub suppressed: usize,
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
            suppressed: Vec::new(),
            sources: sources
                .into_iter()
                .map(|source| (source.name().to_owned(), source))
                .collect(),
            summary,
        }
    }

    pub fn source(&self, path: &str) -> Option<&Masked> {
        self.sources.get(path)
    }
}
