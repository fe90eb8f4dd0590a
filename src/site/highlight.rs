//! Examples in colour, by what the linter's own readers see in them: keys, values, comments, and the value that is
//! wrong.

use crate::config::Format;
use crate::finding::Finding;
use crate::site::markdown::escape;
use crate::source::Span;
use crate::tree::Written;

/// HTML with spans of the classes `k` key, `s` text, `n` number, `c` comment, and `bad` round what was found.
pub fn example(text: &str, format: &Format, findings: &[Finding]) -> String {
    let document = (format.read)(text);
    let mut classes = vec![""; text.len()];
    for comment in &document.comments {
        classes[comment.clone()].fill("c");
    }
    for section in &document.sections {
        classes[section.clone()].fill("k");
    }
    for entry in &document.entries {
        let class = if entry.written == Written::Number {
            "n"
        } else {
            "s"
        };
        if entry.span != entry.key_span {
            classes[entry.span.clone()].fill(class);
        }
        classes[entry.key_span.clone()].fill("k");
    }
    let bad: Vec<Span> = findings
        .iter()
        .map(|finding| finding.place.span.clone())
        .filter(|span| !span.is_empty() && span.end <= text.len())
        .collect();
    let is_bad = |at: usize| bad.iter().any(|span| span.contains(&at));

    let mut html = String::with_capacity(text.len() * 2);
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    for run in starts.chunk_by(|a, b| classes[*a] == classes[*b] && is_bad(*a) == is_bad(*b)) {
        let (start, last) = (run[0], run[run.len() - 1]);
        let end = last + text[last..].chars().next().map_or(0, char::len_utf8);
        let content = escape(&text[start..end]);
        let bad = if is_bad(start) { "bad" } else { "" };
        let class = [classes[start], bad]
            .into_iter()
            .filter(|class| !class.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        if class.is_empty() {
            html.push_str(&content);
        } else {
            html.push_str(&format!("<span class=\"{class}\">{content}</span>"));
        }
    }
    html
}
