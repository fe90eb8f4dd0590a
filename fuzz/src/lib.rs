//! What holds for any input, whatever it is. `cargo fuzz` looks for one that breaks it, and `tests/readers.rs` tries it on
//! generated ones.

use std::sync::LazyLock;
use std::time::Duration;

use fieldguide::config::{self, Document, Entry, FORMATS, Format, Step};
use fieldguide::embedded;
use fieldguide::guide::Guide;
use fieldguide::lint::{Input, Linter};
use fieldguide::report::{self, Medium, Report};
use fieldguide::source::Span;
use fieldguide::tree::Written;

/// The format that the first byte of a fuzzer's input picks, and the rest of it.
pub fn picked(input: &[u8]) -> Option<(&'static Format, &[u8])> {
    let (pick, bytes) = input.split_first()?;
    Some((&FORMATS[usize::from(*pick) % FORMATS.len()], bytes))
}

/// Any text is read, and what is found in it stands where it is said to stand.
pub fn read(format: &Format, text: &str) {
    let document = (format.read)(text);
    check(&document, text);
}

/// Any bytes are a text, and the places of its problems are in it.
pub fn decode(bytes: &[u8]) {
    let (text, problems) = config::decode(bytes);
    for problem in problems {
        assert!(text.get(problem.span).is_some());
    }
}

/// Any bytes are linted, and no report has a value of theirs.
pub fn lint(format: &'static Format, bytes: &[u8]) {
    static GUIDE: LazyLock<Guide> = LazyLock::new(embedded::guide);
    static LINTER: LazyLock<Linter> = LazyLock::new(|| Linter::new(&GUIDE));
    let scan = LINTER.lint(&[Input {
        is_context: false,
        name: "file".to_owned(),
        format,
        bytes: bytes.to_owned(),
    }]);
    if scan.findings.is_empty() {
        return;
    }
    let report = Report::new(scan.findings, scan.sources, Duration::ZERO);
    let formats = report::FORMATS.iter();
    let reports: Vec<String> = formats
        .map(|format| (format.render)(&report, Medium::File).expect("it can be written"))
        .collect();
    let (text, _) = config::decode(bytes);
    let document = (format.read)(&text);
    let public = public(&document, &text);
    for entry in document
        .entries
        .iter()
        .filter(|entry| entry.span != entry.key_span)
    {
        for secret in runs(entry.value.expose()).chain(runs(&text[entry.span.clone()])) {
            let is_public = public.iter().any(|known| known.contains(secret)) || is_reference(entry);
            let is_shown = reports.iter().any(|report| report.contains(secret));
            assert!(is_public || !is_shown, "a value of `{}` is shown", entry.key);
        }
    }
}

/// Parts of a value that are long enough to be of use, and that cannot be an ID.
fn runs(value: &str) -> impl Iterator<Item = &str> {
    value
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|run| run.len() >= 12 && run.bytes().any(|byte| byte.is_ascii_alphabetic()))
}

/// What may be shown: names, comments, and what the guide says itself.
fn public<'a>(document: &'a Document, text: &'a str) -> Vec<&'a str> {
    static GUIDE: LazyLock<String> = LazyLock::new(|| {
        let files = embedded::files();
        let texts = files
            .all()
            .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned());
        texts.collect()
    });
    let spans = document.sections.iter().chain(&document.comments);
    let spans = spans.chain(document.entries.iter().map(|entry| &entry.key_span));
    let steps = document.entries.iter().flat_map(|entry| &entry.path);
    let names = steps.filter_map(|step| match step {
        Step::Key(key) => Some(key.as_str()),
        Step::Item(_) => None,
    });
    spans
        .map(|span| &text[span.clone()])
        .chain(names)
        .chain([GUIDE.as_str()])
        .collect()
}

/// `${NAME}`
fn is_reference(entry: &Entry) -> bool {
    let value = entry.value.expose();
    value.starts_with(['$', '{', '%']) && !value.contains(|c: char| c.is_ascii_lowercase())
}

/// Every span lies inside the text and between characters, no value runs into another or into its key, and what needs no
/// escapes is what its span says.
fn check(document: &Document, text: &str) {
    for entry in &document.entries {
        let key = text
            .get(entry.key_span.clone())
            .expect("a key stands in the text");
        let value = text.get(entry.span.clone()).expect("a value stands in the text");
        assert!(
            entry.key == key || is_escaped(key),
            "a key is not what stands there"
        );
        assert_eq!(entry.path.last(), Some(&Step::Key(entry.key.clone())));
        assert!(entry.block < document.parents.len());
        assert!(
            entry.span == entry.key_span || !overlap(&entry.span, &entry.key_span),
            "a value runs into its key: {:?} {:?}",
            entry.key_span,
            entry.span
        );
        let is_bare = matches!(entry.written, Written::Plain | Written::Number | Written::Boolean);
        let has_span = entry.span != entry.key_span && !entry.value.expose().is_empty();
        assert!(
            !(is_bare && has_span) || entry.value.expose() == value || is_escaped(value),
            "a value is not what stands there"
        );
    }
    let mut values: Vec<&Span> = document
        .entries
        .iter()
        .filter(|entry| entry.span != entry.key_span)
        .map(|entry| &entry.span)
        .collect();
    values.sort_by_key(|span| (span.start, span.end));
    for pair in values.windows(2) {
        assert!(
            pair[0] == pair[1] || !overlap(pair[0], pair[1]),
            "two values overlap"
        );
    }
    let spans = document.sections.iter().chain(&document.comments);
    for span in spans.chain(document.problems.iter().map(|problem| &problem.span)) {
        assert!(text.get(span.clone()).is_some());
    }
    for (at, parent) in document.parents.iter().enumerate() {
        assert!(parent.is_none_or(|parent| parent < at));
    }
}

fn overlap(a: &Span, b: &Span) -> bool {
    a.start < b.end && b.start < a.end
}

/// Whether a text may stand for another one; of programs' numbers, `_` only parts the digits.
fn is_escaped(text: &str) -> bool {
    text.contains(['\\', '&', '\'', '"', '`', '\n', '\r', '*', '_']) || text.trim() != text
}
