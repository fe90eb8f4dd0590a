//! Template expressions in files that are otherwise YAML, JSON or TOML: `{{ }}`, `{% %}`, `<% %>`, `@NAME@`.
//! They are blanked before parsing, byte for byte, so that spans stay true.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use crate::source::Span;

#[expect(clippy::unwrap_used, reason = "the pattern is constant and tested")]
static EXPRESSION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?s)\{\{.*?\}\}|\{%.*?%\}|<%.*?%>|@[A-Za-z_][A-Za-z0-9_.]*@").unwrap());

/// The text without its template expressions, and where they stood.
pub fn expressions(text: &str) -> (Cow<'_, str>, Vec<Span>) {
    if !text.contains("{{") && !text.contains("{%") && !text.contains("<%") && !text.contains('@') {
        return (Cow::Borrowed(text), Vec::new());
    }
    let spans: Vec<Span> = EXPRESSION.find_iter(text).map(|found| found.range()).collect();
    let mut plain = String::with_capacity(text.len());
    let mut at = 0;
    let mut line = 0..0;
    let mut is_directive = false;
    for span in &spans {
        if !line.contains(&span.start) {
            let start = text[..span.start].rfind('\n').map_or(0, |end| end + 1);
            let end = text[span.end..]
                .find('\n')
                .map_or(text.len(), |end| span.end + end);
            line = start..end;
            // A line that holds nothing but expressions is a directive, not a value.
            is_directive = EXPRESSION.replace_all(&text[start..end], "").trim().is_empty();
        }
        plain.push_str(&text[at..span.start]);
        let filler = if is_directive { ' ' } else { 'x' };
        // Blanks stay: those at the start of a line are its indentation.
        plain.extend(text[span.clone()].bytes().map(|byte| match byte {
            b'\n' | b'\r' | b' ' | b'\t' => char::from(byte),
            _ => filler,
        }));
        at = span.end;
    }
    plain.push_str(&text[at..]);
    (Cow::Owned(plain), spans)
}

/// Whether a program fills the text in, so that it need not be whole before; `${{ }}` is filled in behind the parser.
pub fn is_template(text: &str, expressions: &[Span]) -> bool {
    expressions
        .iter()
        .any(|span| !text[span.clone()].starts_with('@') && !text[..span.start].ends_with('$'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_blanked_byte_for_byte() {
        let text = "a:\n  {{- if .ü }}\n  b: {{ .Values.b }}\n  c: '@NAME@'\n  {{ end }}\n";
        let (plain, spans) = expressions(text);
        assert_eq!(plain.len(), text.len());
        assert_eq!(spans.len(), 4);
        assert_eq!(
            plain,
            "a:\n               \n  b: xx xxxxxxxxx xx\n  c: 'xxxxxx'\n           \n"
        );
    }
}
