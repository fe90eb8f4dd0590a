//! `--format human`: frames as rustc draws them, then one line that sums up.

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use crate::finding::{Finding, Fix, Place, Severity, Suppressed, SuppressedBy};
use crate::report::{Format, Medium, RenderError, Report};
use crate::source::{Masked, clean, clean_text};

pub const FORMAT: Format = Format {
    name: "human",
    description: "Frames, for people",
    describes_rules: false,
    beginnings: &["error[", "warning[", "hint[", "nothing "],
    render,
};

/// As wide as frames are where no window says otherwise, in columns.
pub const DEFAULT_WIDTH: usize = 120;

/// Minified files are one line. A longer one is not quoted, in bytes.
const LONGEST_QUOTE: usize = 1 << 14;

/// A file has the closing line, too: on a terminal it stands among the notes.
fn render(report: &Report, medium: Medium) -> Result<String, RenderError> {
    Ok(match medium {
        Medium::File => {
            let renderer = Renderer::plain().term_width(DEFAULT_WIDTH);
            format!("{}{}\n", framed(report, &renderer), report.closing)
        }
        Medium::Terminal { width, has_links } => {
            framed(report, &Renderer::styled().term_width(width).hyperlink(has_links))
        }
    })
}

/// Frames of all findings, with colours; `anstream` takes them off where they are not wanted.
/// `width` is that of the terminal, in columns.
pub fn frames(report: &Report, width: usize) -> String {
    framed(report, &Renderer::styled().term_width(width).hyperlink(false))
}

fn framed(report: &Report, renderer: &Renderer) -> String {
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
    let mut title = level
        .primary_title(clean_text(&finding.message))
        .id(clean(&finding.rule));
    if let Some(url) = &finding.url {
        title = title.id_url(clean(url));
    }
    let mut group = title.elements(snippet(report, &marks));
    for mark in apart {
        group = group.elements(snippet(report, &[mark]));
    }
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(clean_text(help)));
    }
    if let Some(fix) = &finding.fix {
        let text = format!("{} (`{}`)", clean_text(&fix.title), option(fix));
        group = group.element(Level::NOTE.with_name("fix").message(text));
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

/// What makes `lint` apply a fix.
fn option(fix: &Fix) -> &'static str {
    if fix.is_safe {
        "--fix"
    } else {
        "--fix --unsafe-fixes"
    }
}

/// "2 can be fixed with `--fix`, 1 more with `--fix --unsafe-fixes`"; none where nothing can.
pub fn fixable<'a>(findings: impl Iterator<Item = &'a Finding>) -> Option<String> {
    let fixes = findings.filter_map(|finding| finding.fix.as_ref());
    let (safe, others): (Vec<&Fix>, Vec<&Fix>) = fixes.partition(|fix| fix.is_safe);
    match (safe.len(), others.len()) {
        (0, 0) => None,
        (safe, 0) => Some(format!("{safe} can be fixed with `--fix`")),
        (0, others) => Some(format!("{others} can be fixed with `--fix --unsafe-fixes`")),
        (safe, others) => Some(format!(
            "{safe} can be fixed with `--fix`, {others} more with `--fix --unsafe-fixes`"
        )),
    }
}

/// "3 suppressed inline, 2 by settings, 1 by baseline"; none where nothing is.
pub fn suppressed(report: &Report) -> Option<String> {
    let counts = [
        SuppressedBy::Comment,
        SuppressedBy::Settings,
        SuppressedBy::Baseline,
    ]
    .map(|by| (report.suppressed_by(by), how(by)));
    let mut counts = counts.into_iter().filter(|(count, _)| *count > 0);
    let (first, how) = counts.next()?;
    let rest = counts.map(|(count, how)| format!(", {count} {how}"));
    Some(format!("{first} suppressed {how}{}", rest.collect::<String>()))
}

/// "suppressed inline: the reason"
pub fn suppressed_as(suppressed: &Suppressed) -> String {
    let how = how(suppressed.by);
    match &suppressed.reason {
        Some(reason) => format!("suppressed {how}: {}", clean_text(reason)),
        None => format!("suppressed {how}"),
    }
}

fn how(by: SuppressedBy) -> &'static str {
    match by {
        SuppressedBy::Comment => "inline",
        SuppressedBy::Settings => "by settings",
        SuppressedBy::Baseline => "by baseline",
    }
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
