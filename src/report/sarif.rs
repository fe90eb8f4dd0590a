//! `--format sarif`: SARIF 2.1.0, which code scanning services and editors read. It quotes no line of a scanned file.
//! What is suppressed stands in it as a result that says so.

use serde::Serialize;

use crate::finding::{Edit, Finding, Fix, Place, Severity, Suppressed, SuppressedBy};
use crate::report::root::{self, Location};
use crate::report::{Format, Medium, RenderError, Report, RulePage, Skipped, json};
use crate::source::{Position, clean, clean_text};

pub const FORMAT: Format = Format {
    name: "sarif",
    description: "SARIF 2.1.0, for code scanning",
    describes_rules: true,
    beginnings: &["{\n  \"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\""],
    render,
};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// The repository's root, or the working directory where there is no repository.
const SOURCE_ROOT: &str = "%SRCROOT%";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    invocations: [Invocation; 1],
    original_uri_base_ids: BaseIds,
    column_kind: &'static str,
    results: Vec<ResultRow<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'a> {
    id: &'a str,
    #[serde(flatten)]
    page: Option<Description<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Description<'a> {
    short_description: Message,
    full_description: Message,
    help: Help<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<&'a str>,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Help<'a> {
    text: &'a str,
    markdown: &'a str,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Message,
    locations: [LocationRow; 1],
}

#[derive(Serialize)]
struct BaseIds {
    #[serde(rename = "%SRCROOT%")]
    source_root: Base,
}

#[derive(Serialize)]
struct Base {
    description: Message,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultRow<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [LocationRow; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<LocationRow>,
    partial_fingerprints: Fingerprints,
    /// Empty where nothing is suppressed: left out would mean that nobody knows.
    suppressions: Vec<Suppression>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<FixRow>,
}

/// GitHub works out one of its own and warns of each that it does not agree with, so ours has another name.
#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "fieldguide/v1")]
    ours: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LocationRow {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    justification: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FixRow {
    description: Message,
    artifact_changes: [ArtifactChange; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange {
    artifact_location: ArtifactLocation,
    replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Message,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

fn render(report: &Report, _: Medium) -> Result<String, RenderError> {
    let rules = rules(report);
    let open = report.findings.iter().map(|finding| (finding, None));
    let suppressed = report.suppressed.iter().map(|it| (&it.finding, Some(it)));
    let results = open.chain(suppressed).map(|(finding, suppressed)| {
        let index = rules.binary_search(&finding.rule.as_str()).unwrap_or_default();
        result(finding, suppressed, index, report)
    });
    let run = Run {
        invocations: [invocation(report)],
        original_uri_base_ids: BaseIds {
            source_root: Base {
                description: message("The root of the repository that was linted"),
            },
        },
        column_kind: "unicodeCodePoints",
        results: results.collect(),
        tool: Tool {
            driver: Driver {
                name: "fieldguide",
                version: env!("CARGO_PKG_VERSION"),
                semantic_version: env!("CARGO_PKG_VERSION"),
                rules: rules.iter().map(|id| rule(id, report)).collect(),
            },
        },
    };
    Ok(json::text(&Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [run],
    })?)
}

/// The rules that the results are of, in the order of their names.
fn rules(report: &Report) -> Vec<&str> {
    let suppressed = report.suppressed.iter().map(|it| &it.finding);
    let findings = report.findings.iter().chain(suppressed);
    let mut rules: Vec<&str> = findings.map(|finding| finding.rule.as_str()).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

fn rule<'a>(id: &'a str, report: &'a Report) -> Rule<'a> {
    let page = report.rules.get(id).map(|page: &RulePage| Description {
        short_description: message(&page.title),
        full_description: message(&page.description),
        help: Help {
            text: &page.text,
            markdown: &page.markdown,
        },
        help_uri: page.url.as_deref(),
        default_configuration: Configuration {
            level: level(page.severity),
        },
    });
    Rule { id, page }
}

fn invocation(report: &Report) -> Invocation {
    let notification = |skipped: &Skipped| Notification {
        level: if skipped.is_failure { "error" } else { "note" },
        message: message(&format!("skipped: {}", clean_text(&skipped.reason))),
        locations: [location(&skipped.path, report)],
    };
    Invocation {
        execution_successful: !report.skipped.iter().any(|skipped| skipped.is_failure),
        tool_execution_notifications: report.skipped.iter().map(notification).collect(),
    }
}

fn result<'a>(
    finding: &'a Finding,
    suppressed: Option<&Suppressed>,
    rule_index: usize,
    report: &Report,
) -> ResultRow<'a> {
    let mut text = clean_text(&finding.message);
    if let Some(help) = &finding.help {
        text.push_str(". ");
        text.push_str(&clean_text(help));
    }
    let related = finding
        .related
        .iter()
        .enumerate()
        .map(|(at, related)| LocationRow {
            id: Some(at + 1),
            message: Some(message(&clean_text(&related.label))).filter(|message| !message.text.is_empty()),
            ..place(&related.place, report)
        });
    let fix = finding.fix.as_ref();
    ResultRow {
        rule_id: &finding.rule,
        rule_index,
        level: level(finding.severity),
        message: Message { text },
        locations: [place(&finding.place, report)],
        related_locations: related.collect(),
        partial_fingerprints: Fingerprints {
            ours: clean(&finding.fingerprint),
        },
        suppressions: suppressed.map(suppression).into_iter().collect(),
        fixes: fix
            .and_then(|fix| fix_row(fix, &finding.place.path, report))
            .into_iter()
            .collect(),
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    }
}

fn suppression(suppressed: &Suppressed) -> Suppression {
    Suppression {
        kind: match suppressed.by {
            SuppressedBy::Comment => "inSource",
            SuppressedBy::Settings | SuppressedBy::Baseline => "external",
        },
        status: "accepted",
        justification: suppressed.reason.as_deref().map(clean_text),
    }
}

/// None where the file is not at hand, so that nobody knows what the fix's bytes are.
fn fix_row(fix: &Fix, path: &str, report: &Report) -> Option<FixRow> {
    let replacement = |edit: &Edit| {
        let (start, end) = report.positions(path, &edit.span)?;
        Some(Replacement {
            deleted_region: region(start, end),
            inserted_content: message(&edit.text),
        })
    };
    Some(FixRow {
        description: message(&clean_text(&fix.title)),
        artifact_changes: [ArtifactChange {
            artifact_location: artifact(path, report),
            replacements: fix.edits.iter().map(replacement).collect::<Option<_>>()?,
        }],
    })
}

fn place(place: &Place, report: &Report) -> LocationRow {
    let mut row = location(&place.path, report);
    row.physical_location.region = Some(region(place.start, place.end));
    row
}

/// A file as a whole.
fn location(path: &str, report: &Report) -> LocationRow {
    LocationRow {
        id: None,
        physical_location: PhysicalLocation {
            artifact_location: artifact(path, report),
            region: None,
        },
        message: None,
    }
}

fn artifact(path: &str, report: &Report) -> ArtifactLocation {
    let (uri, is_below) = match report.root.locate(path) {
        Location::Below(path) => (root::encoded(&path), true),
        Location::Outside(path) => (format!("file://{}", root::encoded(&path)), false),
        Location::Nowhere => (root::encoded(path), false),
    };
    ArtifactLocation {
        uri,
        uri_base_id: is_below.then_some(SOURCE_ROOT),
    }
}

/// Ours and SARIF's are the same: counted from 1, in characters, and the end is the first that is no part of it.
fn region(start: Position, end: Position) -> Region {
    Region {
        start_line: start.line,
        start_column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}

fn message(text: &str) -> Message {
    Message {
        text: text.to_owned(),
    }
}
