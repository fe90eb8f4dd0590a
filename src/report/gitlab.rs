//! `--format gitlab`: a Code Quality report, which GitLab shows in a merge request. It has no place for what is
//! suppressed.

use serde::Serialize;

use crate::finding::{Finding, Severity};
use crate::report::{Format, Medium, RenderError, Report, UniqueNames, json};
use crate::source::{clean, clean_text};

pub const FORMAT: Format = Format {
    name: "gitlab",
    description: "A Code Quality report for GitLab",
    describes_rules: false,
    beginnings: &["[]", "[\n  {\n    \"description\": "],
    render,
};

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

fn render(report: &Report, _: Medium) -> Result<String, RenderError> {
    let mut names = UniqueNames::default();
    let issue = |finding| issue(finding, report, &mut names);
    let issues: Vec<Issue> = report.findings.iter().map(issue).collect();
    Ok(json::text(&issues)?)
}

fn issue<'a>(finding: &'a Finding, report: &Report, names: &mut UniqueNames<'a>) -> Issue<'a> {
    let message = clean_text(&finding.message);
    Issue {
        description: match &finding.help {
            Some(help) => format!("{message}. {}", clean_text(help)),
            None => message,
        },
        check_name: &finding.rule,
        fingerprint: clean(&names.of(finding)),
        severity: match finding.severity {
            Severity::Error => "critical",
            Severity::Warning => "major",
            Severity::Hint => "info",
        },
        location: Location {
            path: clean(&report.root.path(&finding.place.path)),
            lines: Lines {
                begin: finding.place.start.line,
                end: finding.place.end.line,
            },
        },
    }
}
