//! Comments that say which findings are meant to stay: `# fieldguide: ignore[rule] reason` behind a value or above it,
//! and `# fieldguide: ignore-file[rule] reason` for the whole file.

use std::sync::LazyLock;

use regex::Regex;

use crate::finding::{Finding, Suppressed, SuppressedBy};
use crate::lint::File;
use crate::source::Span;

#[expect(clippy::unwrap_used, reason = "the pattern is constant and tested")]
static WORDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"fieldguide:\s*(?<what>ignore-file|ignore)\s*\[(?<rules>[^\]\n]*)\]").unwrap()
});

/// One rule that a comment names.
pub struct Suppression {
    pub rule: String,
    /// Where the comment names it.
    pub span: Span,
    /// The line that it is for; none where it is for the file.
    line: Option<usize>,
    pub is_used: bool,
}

/// What the comments of a file suppress.
pub fn suppressions(file: &File) -> Vec<Suppression> {
    let text = file.source.text();
    if !text.contains("fieldguide:") {
        return Vec::new();
    }
    let comments = &file.document.comments;
    let mut all = Vec::new();
    for (at, comment) in comments.iter().enumerate() {
        for found in WORDS.captures_iter(&text[comment.clone()]) {
            let (Some(what), Some(rules)) = (found.name("what"), found.name("rules")) else {
                continue;
            };
            let line = (what.as_str() == "ignore").then(|| line_of(file, at));
            let mut from = comment.start + rules.start();
            for name in rules.as_str().split(',') {
                let rule = name.trim();
                let start = from + name.len() - name.trim_start().len();
                from += name.len() + 1;
                if !rule.is_empty() {
                    all.push(Suppression {
                        rule: rule.to_owned(),
                        span: start..start + rule.len(),
                        line,
                        is_used: false,
                    });
                }
            }
        }
    }
    all
}

/// The line that a comment is for: its own, or where it stands alone the next one that is no comment.
fn line_of(file: &File, comment: usize) -> usize {
    let (source, comments) = (&file.source, &file.document.comments);
    let mut line = source.position(comments[comment].start).line;
    for comment in &comments[comment..] {
        let start = source.line_at(comment.start).start;
        let is_alone = source.text()[start..comment.start].trim().is_empty();
        if source.position(comment.start).line != line || !is_alone {
            break;
        }
        line = source.position(comment.end).line + 1;
    }
    line
}

/// Takes away the findings of one file that its comments suppress.
pub fn apply(suppressions: &mut [Suppression], findings: &mut Vec<Finding>) -> Vec<Suppressed> {
    findings
        .extract_if(.., |finding| {
            let mut is_suppressed = false;
            for suppression in suppressions.iter_mut() {
                let is_meant = suppression.rule == finding.rule
                    && suppression
                        .line
                        .is_none_or(|line| line == finding.place.start.line);
                suppression.is_used |= is_meant;
                is_suppressed |= is_meant;
            }
            is_suppressed
        })
        .map(|finding| Suppressed {
            finding,
            by: SuppressedBy::Comment,
            reason: None,
        })
        .collect()
}
