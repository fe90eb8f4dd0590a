//! What says that a finding is meant to stay. Here, comments: `# fieldguide: ignore[rule] reason` behind a value or
//! above it, and `# fieldguide: ignore-file[rule] reason` for the whole file.

mod settings;

use std::sync::LazyLock;

use regex::Regex;

use crate::finding::{Finding, Suppressed, SuppressedBy};
use crate::lint::File;
use crate::source::{Span, masked_prose};

pub use settings::Ignores;

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
    /// Why, as it may be shown.
    reason: Option<String>,
    pub is_used: bool,
}

impl Suppression {
    pub fn is_for(&self, rule: &str, line: usize) -> bool {
        self.rule == rule && self.line.is_none_or(|own| own == line)
    }
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
        let text = &text[comment.clone()];
        for found in WORDS.captures_iter(text) {
            let (Some(whole), Some(what), Some(rules)) =
                (found.get(0), found.name("what"), found.name("rules"))
            else {
                continue;
            };
            let reason = reason(&text[whole.end()..]);
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
                        reason: reason.clone(),
                        is_used: false,
                    });
                }
            }
        }
    }
    all
}

/// What stands behind the brackets, up to the end of the line, of the comment, or of this suppression.
fn reason(behind: &str) -> Option<String> {
    let line = behind.lines().next().unwrap_or_default();
    let own = line.split("fieldguide:").next().unwrap_or_default();
    let ends = ["*/", "-->", "#}"].into_iter();
    let reason = ends.fold(own.trim(), |text, end| text.trim_end_matches(end).trim_end());
    let reason = reason.trim_start_matches([':', '-', ' ']);
    (!reason.is_empty()).then(|| masked_prose(reason))
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
    let mut suppressed = Vec::new();
    for finding in std::mem::take(findings) {
        let mut meant: Vec<&mut Suppression> = suppressions
            .iter_mut()
            .filter(|it| it.is_for(&finding.rule, finding.place.start.line))
            .collect();
        for suppression in &mut meant {
            suppression.is_used = true;
        }
        match meant.first() {
            None => findings.push(finding),
            Some(first) => suppressed.push(Suppressed {
                finding,
                by: SuppressedBy::Comment,
                reason: first.reason.clone(),
            }),
        }
    }
    suppressed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_can_be_read_where_it_is_mere_prose() {
        for (behind, shown) in [
            (
                " set later by the deployment",
                Some("set later by the deployment"),
            ),
            (": set later */", Some("set later")),
            (" -- set later -->", Some("set later")),
            (" one\n# two", Some("one")),
            (" one fieldguide: ignore[b] two", Some("one")),
            (" hunter2 is old", Some("******* ** ***")),
            (" was=olive", Some("***=*****")),
            ("", None),
            (" */", None),
        ] {
            assert_eq!(reason(behind).as_deref(), shown, "{behind}");
        }
    }
}
