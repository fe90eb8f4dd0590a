//! Findings as an editor shows them.

use std::str::FromStr;

use lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location,
    NumberOrString, Uri,
};

use crate::finding::{Finding, Related, Severity};
use crate::guide::condition::Subject;
use crate::lint::Linter;
use crate::lsp::position::Lines;
use crate::lsp::workspace::{Document, Workspace};
use crate::source::{Span, clean, clean_text};

pub fn of(workspace: &Workspace, document: &Document, linter: &Linter) -> Vec<Diagnostic> {
    let lines = Lines::new(&document.text, workspace.client.encoding);
    let findings = document.findings.iter();
    findings
        .map(|finding| one(finding, workspace, document, &lines, linter))
        .collect()
}

pub fn one(
    finding: &Finding,
    workspace: &Workspace,
    document: &Document,
    lines: &Lines,
    linter: &Linter,
) -> Diagnostic {
    let help = finding.help.as_deref().unwrap_or_default();
    let related = workspace.client.shows_related.then(|| {
        let related = finding.related.iter();
        related.filter_map(|it| related_of(it, workspace)).collect()
    });
    Diagnostic {
        range: lines.range(&shifted(&finding.place.span, document)),
        severity: Some(match finding.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
            // What editors call a hint they hardly show.
            Severity::Hint => DiagnosticSeverity::INFORMATION,
        }),
        code: Some(NumberOrString::String(finding.rule.clone())),
        code_description: finding
            .url
            .as_deref()
            .and_then(|url| Uri::from_str(url).ok())
            .map(|href| CodeDescription { href }),
        source: Some("fieldguide".to_owned()),
        message: clean_text(&finding.message) + "\n" + &clean_text(help),
        related_information: related.filter(|it: &Vec<_>| !it.is_empty()),
        tags: is_unnecessary(finding, linter).then(|| vec![DiagnosticTag::UNNECESSARY]),
        data: None,
    }
}

/// A span of the linter in the document's text.
pub fn shifted(span: &Span, document: &Document) -> Span {
    span.start + document.lead()..span.end + document.lead()
}

fn related_of(related: &Related, workspace: &Workspace) -> Option<DiagnosticRelatedInformation> {
    let place = &related.place;
    let encoding = workspace.client.encoding;
    let open = workspace.documents.values().find(|it| it.name == place.path);
    let range = match open {
        Some(document) => Lines::new(&document.text, encoding).range(&shifted(&place.span, document)),
        None => Lines::new(workspace.file(&place.path)?.source().text(), encoding).range(&place.span),
    };
    Some(DiagnosticRelatedInformation {
        location: Location::new(workspace.uri_of(&place.path)?, range),
        message: clean(&related.label),
    })
}

/// Comments that suppress nothing can go.
fn is_unnecessary(finding: &Finding, linter: &Linter) -> bool {
    let mut rules = linter.guide().rules.iter();
    rules.any(|rule| rule.id.text == finding.rule && rule.subject() == Subject::Suppression)
}
