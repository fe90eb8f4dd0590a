//! `--format human`: frames as rustc draws them, then one line that sums up.

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use crate::finding::{Finding, Place, Severity};
use crate::report::Report;
use crate::source::{Masked, clean, clean_text};

/// Minified files are one line. A longer one is not quoted, in bytes.
const LONGEST_QUOTE: usize = 1 << 14;

/// Frames of all findings, with colours; `anstream` takes them off where they are not wanted.
/// `width` is that of the terminal, in columns.
pub fn frames(report: &Report, width: usize) -> String {
    let renderer = Renderer::styled().term_width(width);
    let mut text = String::new();
    for finding in &report.findings {
        text.push_str(&renderer.render(&[frame(finding, report)]));
        text.push_str("\n\n");
    }
    text
}

fn frame<'a>(finding: &'a Finding, report: &'a Report) -> Group<'a> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::NOTE.with_name("hint"),
    };
    let mut group = level
        .primary_title(clean_text(&finding.message))
        .id(clean(&finding.rule))
        .elements(snippet(
            report.source(&finding.place.path),
            &finding.place,
            AnnotationKind::Primary,
            &finding.label,
        ));
    for related in &finding.related {
        group = group.elements(snippet(
            report.source(&related.place.path),
            &related.place,
            AnnotationKind::Context,
            &related.label,
        ));
    }
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(clean_text(help)));
    }
    if let Some(url) = &finding.url {
        group = group.element(Level::NOTE.with_name("page").message(clean(url)));
    }
    group
}

/// The lines of one place, out of its masked source.
fn snippet<'a>(
    source: Option<&'a Masked>,
    place: &Place,
    kind: AnnotationKind,
    label: &str,
) -> Vec<Element<'a>> {
    let path = clean(&place.path);
    let label = clean_text(label);
    let unquoted = |note: &str| {
        let origin = Origin::path(path.clone())
            .line(place.start.line)
            .char_column(place.start.column);
        let note = [label.as_str(), note].into_iter().filter(|part| !part.is_empty());
        let note = note.collect::<Vec<_>>().join("; ");
        let mut elements = vec![origin.into()];
        if !note.is_empty() {
            elements.push(Level::NOTE.message(note).into());
        }
        elements
    };
    let Some(text) = source.map(Masked::text) else {
        return unquoted("");
    };
    let span = place.span.start.min(text.len())..place.span.end.min(text.len());
    let from = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let to = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at);
    if to - from > LONGEST_QUOTE {
        return unquoted("the line is too long to be shown");
    }
    let mut annotation = kind.span(span.start - from..span.end - from);
    if !label.is_empty() {
        annotation = annotation.label(label.clone());
    }
    let snippet = Snippet::source(&text[from..to])
        .line_start(place.start.line)
        .path(path)
        .annotation(annotation);
    vec![snippet.into()]
}

/// What was found, in one line: "2 errors and 1 warning in 3 files."
pub fn summary(report: &Report) -> String {
    let summary = report.summary;
    let counts: Vec<String> = [
        (summary.errors, "error"),
        (summary.warnings, "warning"),
        (summary.hints, "hint"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, noun)| counted(count, noun))
    .collect();
    match counts.as_slice() {
        [] => "nothing found".to_owned(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

pub fn counted(count: usize, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}
