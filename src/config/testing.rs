//! What the tests of every format ask.

use crate::config::{Document, Step};
use crate::tree::Written;

/// Each entry as `path = value`, with ` @ span` where the source says it in other words.
pub fn entries(document: &Document, text: &str) -> Vec<String> {
    document
        .entries
        .iter()
        .map(|entry| {
            let steps: Vec<String> = entry
                .path
                .iter()
                .map(|step| match step {
                    Step::Key(key) => key.clone(),
                    Step::Item(at) => at.to_string(),
                })
                .collect();
            let (value, span) = (entry.value.expose(), &text[entry.span.clone()]);
            let place = if value == span {
                String::new()
            } else {
                format!(" @ {span}")
            };
            format!("{} = {value}{place}", steps.join("/"))
        })
        .collect()
}

/// How the value of the first entry with this key is written.
pub fn written(document: &Document, key: &str) -> Option<Written> {
    let found = document.entries.iter().find(|entry| entry.key == key);
    found.map(|entry| entry.written)
}

/// Every span lies inside the text, between characters, and every block is there.
pub fn check(document: &Document, text: &str) {
    for entry in &document.entries {
        assert!(text.get(entry.span.clone()).is_some(), "{:?}", entry.span);
        assert!(text.get(entry.key_span.clone()).is_some(), "{:?}", entry.key_span);
        assert!(entry.block < document.parents.len());
        assert_eq!(entry.path.last(), Some(&Step::Key(entry.key.clone())));
    }
    for problem in &document.problems {
        assert!(text.get(problem.span.clone()).is_some(), "{:?}", problem.span);
    }
    for (at, parent) in document.parents.iter().enumerate() {
        assert!(parent.is_none_or(|parent| parent < at));
    }
}

/// Tests that any text of these pieces is read with spans inside it.
macro_rules! any_text {
    ($pieces:expr) => {
        proptest::proptest! {
            #[test]
            fn any_text_is_read_with_spans_inside_it(text in $pieces) {
                check(&read(&text), &text);
            }
        }
    };
}

pub(crate) use any_text;
