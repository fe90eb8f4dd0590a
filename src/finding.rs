//! What lint and check report, and where. Knows neither rules nor formats.

use std::fmt;

use crate::source::{Position, Source, Span};

/// How bad a finding is. `hint < warning < error`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Hint,
    Warning,
    Error,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A span of a named source, with its positions worked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub path: String,
    pub span: Span,
    pub start: Position,
    pub end: Position,
}

impl Place {
    pub fn new(source: &Source, span: Span) -> Self {
        Self {
            path: source.name().to_owned(),
            start: source.position(span.start),
            end: source.position(span.end.max(span.start)),
            span,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}:{}:{}", self.path, self.start.line, self.start.column)
    }
}

/// Another place that explains a finding, with what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    pub place: Place,
    pub label: String,
}

/// How the file can be mended where there is one right answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as a button would say it.
    pub title: String,
    /// Whether the file means what it meant but for the mistake: such fixes are applied unasked for.
    pub is_safe: bool,
    /// In the order of their spans, which do not overlap.
    pub edits: Vec<Edit>,
}

/// Takes bytes of the finding's file out, and puts a text there. What stays of a value stays where it is, so no fix holds
/// anything of a scanned file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

/// A finding that is meant to stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed {
    pub finding: Finding,
    pub by: SuppressedBy,
    /// Why, as it is written there.
    pub reason: Option<String>,
}

/// Where it says that a finding stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuppressedBy {
    /// A comment in the file.
    Comment,
    /// `lint.ignore` in the settings.
    Settings,
    Baseline,
}

/// One thing found, in a user's file by a rule or in the guide by `check`.
/// No field ever holds a value of a scanned file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id; for mistakes in the guide, one of the names in `guide::mistake`.
    pub rule: String,
    pub severity: Severity,
    pub place: Place,
    /// What stands at the place: its kind and length, never its text.
    pub label: String,
    pub message: String,
    pub help: Option<String>,
    /// The page that explains the rule.
    pub url: Option<String>,
    pub key: Option<String>,
    pub credential: Option<String>,
    pub related: Vec<Related>,
    pub fix: Option<Fix>,
    /// From the file's root to the key, items of lists by their names; empty where it is about no key.
    pub key_path: String,
    /// Which of its rule's findings at its key path it is, from 1.
    pub occurrence: usize,
    /// Rule, path and key path: the same from run to run, whatever the value, the line or the working directory.
    pub fingerprint: String,
}

impl Finding {
    /// A finding with nothing but what every finding has.
    pub fn new(
        rule: impl Into<String>,
        severity: Severity,
        place: Place,
        message: impl Into<String>,
    ) -> Self {
        let rule = rule.into();
        Self {
            fingerprint: format!("{rule}:{}", place.path),
            rule,
            severity,
            place,
            label: String::new(),
            message: message.into(),
            help: None,
            url: None,
            key: None,
            credential: None,
            related: Vec::new(),
            fix: None,
            key_path: String::new(),
            occurrence: 1,
        }
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// The order of reports: by path, then by place, then by rule.
    pub fn sort_key(&self) -> (&str, usize, usize, &str) {
        (
            &self.place.path,
            self.place.span.start,
            self.place.span.end,
            &self.rule,
        )
    }
}
