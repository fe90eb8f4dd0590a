//! What can still be read of a file whose grammar broke: plain `key: value`, `key = value` and `"key": value`.

use std::sync::LazyLock;

use regex::Regex;

use crate::config::{Document, Entry, Step};
use crate::source::{Span, Value};
use crate::tree::{Written, bare_kind};

#[expect(clippy::unwrap_used, reason = "the pattern is constant and tested")]
static PAIR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?mx)
        (?: ^[\ \t]*(?:-[\ \t]+)?(?<bare>[A-Za-z_][A-Za-z0-9_.-]*)[\ \t]*(?:=|:)
          | "(?<quoted>[^"\\\n]*)"[\ \t]*[:=] )
        [\ \t]*
        (?: "(?<double>[^"\n]*)" | '(?<single>[^'\n]*)' | (?<plain>[^\s"',\#{}\[\]&*|>!%@`][^,\n\}\]]*)? )"#,
    )
    .unwrap()
});

/// Adds the pairs within `range` as one block.
pub fn read(text: &str, range: Span, document: &mut Document) {
    document.parents.push(None);
    let block = document.parents.len() - 1;
    for found in PAIR.captures_iter(&text[range.clone()]) {
        let Some(key) = found.name("bare").or_else(|| found.name("quoted")) else {
            continue;
        };
        let quoted = found.name("double").or_else(|| found.name("single"));
        let (span, content, written) = match (quoted, found.name("plain")) {
            (Some(quoted), _) => (quoted.range(), quoted.as_str(), Written::Quoted),
            (None, Some(plain)) => {
                let content = plain.as_str().split(" #").next().unwrap_or_default().trim_end();
                (
                    plain.start()..plain.start() + content.len(),
                    content,
                    bare_kind(content),
                )
            }
            // Nothing, or the start of a list or map: not known to be empty.
            (None, None) => continue,
        };
        let shifted = |span: Span| span.start + range.start..span.end + range.start;
        let key_span = shifted(key.range());
        document.entries.push(Entry {
            path: vec![Step::Key(key.as_str().to_owned())],
            key: key.as_str().to_owned(),
            span: if span.is_empty() {
                key_span.clone()
            } else {
                shifted(span)
            },
            key_span,
            value: Value::new(content),
            written,
            read_differently: false,
            block,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_read_without_a_grammar() {
        let text = "  a: 1 # one\n- b: \"two\"\n{\"c\": 3, \"d\": 'four'}\ne = five\nf: {g: 1}\nh:\n";
        let mut document = Document::default();
        read(text, 0..text.len(), &mut document);
        let found: Vec<_> = document
            .entries
            .iter()
            .map(|entry| (entry.key.as_str(), &text[entry.span.clone()]))
            .collect();
        assert_eq!(
            found,
            [("a", "1"), ("b", "two"), ("c", "3"), ("d", "four"), ("e", "five")]
        );
    }
}
