//! The help site for whoever is writing it: held in memory, shown to this machine only, and made anew when the guide
//! changes. Here is what is shown; `http` answers browsers, and `watch` notices changes. Nothing is written to disk.

pub mod http;
pub mod watch;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use serde::Serialize;

use crate::finding::{Finding, Severity};
use crate::guide::files::Files;
use crate::guide::front_matter;
use crate::report::{Report, human};
use crate::site::output::Output;
use crate::source::{clean, clean_text};

/// How wide the frames in a browser are, in columns.
const FRAME_WIDTH: usize = 100;

/// A site as browsers are shown it, with what is wrong with its guide.
#[derive(Debug, Clone)]
pub struct Preview {
    output: Arc<Output>,
    /// Whether `output` is of a guide without mistakes.
    is_good: bool,
    mistakes: Vec<Mistake>,
    /// Of `output`: the same for the same site, whichever run of the server made it.
    version: String,
}

/// What is wrong with a guide, for people to read. Secrets are masked.
#[derive(Debug, Clone, Serialize)]
pub struct Mistake {
    /// Path, line and column; nothing where the guide could not be read at all.
    place: Option<String>,
    /// The frame as `check` prints it, or why the guide could not be read.
    text: String,
}

/// What browsers are told when something has changed, and when they connect.
#[derive(Serialize)]
struct News<'a> {
    version: &'a str,
    mistakes: &'a [Mistake],
}

impl Preview {
    pub fn new(output: Output, report: &Report) -> Self {
        let mistakes = mistakes(report);
        Self {
            is_good: mistakes.is_empty(),
            mistakes,
            version: version(&output),
            output: Arc::new(output),
        }
    }

    /// What to show once the guide has changed. While it has mistakes, the last site without any stays.
    #[must_use]
    pub fn rebuilt(&self, output: Output, report: &Report) -> Self {
        let next = Self::new(output, report);
        if self.is_good && !next.is_good {
            return Self {
                mistakes: next.mistakes,
                ..self.clone()
            };
        }
        next
    }

    /// What to show while the guide cannot be read.
    #[must_use]
    pub fn unreadable(&self, reason: &str) -> Self {
        Self {
            mistakes: vec![Mistake {
                place: None,
                text: clean_text(reason),
            }],
            ..self.clone()
        }
    }

    fn news(&self) -> String {
        let news = News {
            version: &self.version,
            mistakes: &self.mistakes,
        };
        serde_json::to_string(&news).unwrap_or_default()
    }
}

/// Warnings and hints are for the terminal: they would lie over the page until the last of them is gone.
fn mistakes(report: &Report) -> Vec<Mistake> {
    report
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| mistake(finding, report))
        .collect()
}

fn mistake(finding: &Finding, report: &Report) -> Mistake {
    Mistake {
        place: Some(clean(&finding.place.to_string())),
        text: human::plain_frame(finding, report, FRAME_WIDTH),
    }
}

fn version(output: &Output) -> String {
    let mut hasher = DefaultHasher::new();
    for file in output.files() {
        file.hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

/// Paths of the files that differ, are new, or are gone.
pub fn changed<'a>(before: &'a Files, after: &'a Files) -> Vec<&'a str> {
    let gone = before
        .all()
        .filter(|(path, _)| after.get(path).is_none())
        .map(|(path, _)| path);
    let mut paths: Vec<&str> = after
        .all()
        .filter(|(path, bytes)| before.get(path) != Some(bytes))
        .map(|(path, _)| path)
        .chain(gone)
        .collect();
    paths.sort_unstable();
    paths
}

/// Whether of all that changed nothing but the Markdown below pages' front matter did: other pages are made of the front
/// matter alone.
pub fn only_texts_differ(before: &Files, after: &Files, paths: &[&str]) -> bool {
    let beginning = |files: &'_ Files, path| {
        let text = std::str::from_utf8(files.get(path)?).ok()?;
        Some(text[..front_matter::split(text)?.1].to_owned())
    };
    paths.iter().all(|path| {
        let (before, after) = (beginning(before, path), beginning(after, path));
        path.ends_with(".md") && before.is_some() && before == after
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Place;
    use crate::source::Source;

    fn output(text: &str) -> Output {
        let mut output = Output::default();
        output.insert("index.html", text.into());
        output
    }

    fn report(text: &str, severity: Severity) -> Report {
        let source = Source::new("content/a.md", text);
        let finding = Finding::new("dead-link", severity, Place::new(&source, 4..8), "no such page");
        Report::new(
            vec![finding],
            vec![source.masked_page()],
            std::time::Duration::ZERO,
        )
    }

    fn shown(preview: &Preview) -> &[u8] {
        preview.output.get("index.html").unwrap_or_default()
    }

    #[test]
    fn mistakes_leave_the_last_good_site_standing() {
        let bad = report("one link two", Severity::Error);
        let good = Preview::new(output("good"), &Report::default());
        let broken = good.rebuilt(output("broken"), &bad);
        assert_eq!(shown(&broken), b"good");
        assert_eq!(broken.version, good.version);
        assert_eq!(broken.mistakes.len(), 1);
        assert_eq!(shown(&broken.unreadable("gone")), b"good");
        let mended = broken.rebuilt(output("mended"), &Report::default());
        assert_eq!(shown(&mended), b"mended");
        assert!(mended.mistakes.is_empty());
    }

    #[test]
    fn where_there_was_no_good_site_the_newest_is_shown() {
        let bad = report("one link two", Severity::Error);
        let first = Preview::new(output("first"), &bad);
        assert_eq!(shown(&first.rebuilt(output("second"), &bad)), b"second");
    }

    #[test]
    fn warnings_hold_nothing_up() {
        let good = Preview::new(output("good"), &Report::default());
        let next = good.rebuilt(output("next"), &report("one link two", Severity::Warning));
        assert_eq!(shown(&next), b"next");
        assert!(next.mistakes.is_empty());
    }

    #[test]
    fn news_have_the_frames_with_secrets_masked() {
        let text = "one link two EAAexample0example0";
        let news = Preview::new(output("<p>"), &report(text, Severity::Error)).news();
        insta::assert_snapshot!(news, @r#"{"version":"1078aa1d7f70a0d6","mistakes":[{"place":"content/a.md:1:5","text":"error[dead-link]: no such page\n --> content/a.md:1:5\n  |\n1 | one link two *******************\n  |     ^^^^"}]}"#);
    }
}
