//! The environment of a process as a document: one line for each variable that is asked for.

use crate::config::{Document, Entry, Step};
use crate::source::Value;
use crate::tree::Written;

/// The text that the spans refer to, and the entries. Pass only variables whose names are of interest.
pub fn environment(variables: impl IntoIterator<Item = (String, String)>) -> (String, Document) {
    let mut text = String::new();
    let mut document = Document::flat();
    let mut variables: Vec<_> = variables.into_iter().collect();
    variables.sort();
    for (name, value) in variables {
        let key_span = text.len()..text.len() + name.len();
        text.push_str(&name);
        text.push('=');
        let value_start = text.len();
        text.push_str(&value);
        let span = if value.is_empty() {
            key_span.clone()
        } else {
            value_start..text.len()
        };
        text.push('\n');
        document.entries.push(Entry {
            path: vec![Step::Key(name.clone())],
            key: name,
            key_span,
            value: Value::new(value),
            span,
            written: Written::Quoted,
            read_differently: false,
            block: 0,
        });
    }
    (text, document)
}
