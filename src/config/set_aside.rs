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
    for span in &spans {
        plain.push_str(&text[at..span.start]);
        let filler = if stands_alone(text, span) { ' ' } else { 'x' };
        plain.extend(
            text[span.clone()]
                .bytes()
                .map(|byte| if byte == b'\n' { '\n' } else { filler }),
        );
        at = span.end;
    }
    plain.push_str(&text[at..]);
    (Cow::Owned(plain), spans)
}

/// Whether a line holds nothing but expressions: then it is a directive, not a value.
fn stands_alone(text: &str, span: &Span) -> bool {
    let before = text[..span.start].rsplit('\n').next().unwrap_or_default();
    let after = text[span.end..].split('\n').next().unwrap_or_default();
    EXPRESSION.replace_all(before, "").trim().is_empty()
        && EXPRESSION.replace_all(after, "").trim().is_empty()
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
            "a:\n               \n  b: xxxxxxxxxxxxxxx\n  c: 'xxxxxx'\n           \n"
        );
    }
}
