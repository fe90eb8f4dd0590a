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

/// The frame of one finding, without colours.
pub fn plain_frame(finding: &Finding, report: &Report, width: usize) -> String {
    Renderer::plain()
        .term_width(width)
        .render(&[frame(finding, report)])
}

fn frame<'a>(finding: &'a Finding, report: &'a Report) -> Group<'a> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::NOTE.with_name("hint"),
    };
    let own = Mark {
        place: &finding.place,
        kind: AnnotationKind::Primary,
        label: clean_text(&finding.label),
    };
    let related = finding.related.iter().map(|related| Mark {
        place: &related.place,
        kind: AnnotationKind::Context,
        label: clean_text(&related.label),
    });
    // What stands near is shown in the same frame.
    let (beside, apart): (Vec<Mark>, Vec<Mark>) = related.partition(|mark| mark.is_near(&finding.place));
    let marks: Vec<Mark> = std::iter::once(own).chain(beside).collect();
    let mut group = level
        .primary_title(clean_text(&finding.message))
        .id(clean(&finding.rule))
        .elements(snippet(report, &marks));
    for mark in apart {
        group = group.elements(snippet(report, &[mark]));
    }
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(clean_text(help)));
    }
    if let Some(url) = &finding.url {
        group = group.element(Level::NOTE.with_name("page").message(clean(url)));
    }
    group
}

/// A place in a frame, with what is said of it.
struct Mark<'a> {
    place: &'a Place,
    kind: AnnotationKind,
    label: String,
}

impl Mark<'_> {
    fn is_near(&self, other: &Place) -> bool {
        self.place.path == other.path && self.place.span.start.abs_diff(other.span.start) < LONGEST_QUOTE / 2
    }
}

/// The lines of places in one file, out of its masked source.
fn snippet<'a>(report: &'a Report, marks: &[Mark]) -> Vec<Element<'a>> {
    let Some(first) = marks.first() else {
        return Vec::new();
    };
    let path = clean(&first.place.path);
    let unquoted = |note: &str| {
        let origin = Origin::path(path.clone())
            .line(first.place.start.line)
            .char_column(first.place.start.column);
        let note = [first.label.as_str(), note]
            .into_iter()
            .filter(|part| !part.is_empty());
        let note = note.collect::<Vec<_>>().join("; ");
        let mut elements = vec![origin.into()];
        if !note.is_empty() {
            elements.push(Level::NOTE.message(note).into());
        }
        elements
    };
    let Some(text) = report.source(&first.place.path).map(Masked::text) else {
        return unquoted("");
    };
    let spans = || {
        marks.iter().map(|mark| {
            let span = &mark.place.span;
            span.start.min(text.len())..span.end.min(text.len())
        })
    };
    let start = spans().map(|span| span.start).min().unwrap_or_default();
    let end = spans().map(|span| span.end).max().unwrap_or_default();
    let from = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let to = text[end..].find('\n').map_or(text.len(), |at| end + at);
    if to - from > LONGEST_QUOTE {
        return unquoted("the line is too long to be shown");
    }
    let lines = marks.iter().map(|mark| mark.place.start.line);
    let mut snippet = Snippet::source(&text[from..to])
        .line_start(lines.min().unwrap_or(1))
        .path(path);
    for (mark, span) in marks.iter().zip(spans()) {
        let mut annotation = mark.kind.span(span.start - from..span.end - from);
        if !mark.label.is_empty() {
            annotation = annotation.label(mark.label.clone());
        }
        snippet = snippet.annotation(annotation);
    }
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
