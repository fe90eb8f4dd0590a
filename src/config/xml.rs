//! XML settings: `<add key="" value=""/>` of .NET, `<string name="">` of Android, and elements with nothing but a text.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use crate::config::{Document, Format, Problem, Scalar, Step};
use crate::source::{Span, Value};
use crate::tree::Written;

pub const FORMAT: Format = Format {
    name: "XML",
    languages: &["xml"],
    is_named: |name| name.ends_with(".xml") || name.ends_with(".config"),
    read,
};

/// Deeper elements than people write.
const DEEPEST: usize = 200;

/// What names an element's value, and what holds it.
const NAMES: [&str; 3] = ["key", "name", "id"];
const VALUES: [&str; 2] = ["value", "connectionString"];

struct Element {
    name: String,
    key_span: Span,
    block: usize,
    /// Between the start tag and the end tag.
    content: usize,
    has_elements: bool,
    /// Whether its attributes told its value.
    is_read: bool,
}

fn read(text: &str) -> Document {
    let mut document = Document::flat();
    // Not every `.config` is XML.
    if !text.trim_start().starts_with('<') {
        return document;
    }
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    loop {
        let before = position(reader.buffer_position(), text);
        let event = reader.read_event();
        let after = position(reader.buffer_position(), text);
        match event {
            Ok(Event::Start(tag)) => {
                let element = element(&tag, text, after, &mut open, &mut document);
                if open.len() >= DEEPEST {
                    problem(before, "deeper than people write", &mut document);
                    break;
                }
                open.push(element);
            }
            Ok(Event::Empty(tag)) => {
                element(&tag, text, after, &mut open, &mut document);
            }
            Ok(Event::End(_)) => {
                if let Some(element) = open.pop() {
                    leaf(&element, before, text, &open, &mut document);
                }
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(_) => {
                problem(
                    position(reader.error_position(), text),
                    "an XML parser stops here",
                    &mut document,
                );
                break;
            }
        }
    }
    document
}

fn position(at: u64, text: &str) -> usize {
    let at = usize::try_from(at).unwrap_or(text.len());
    text.floor_char_boundary(at.min(text.len()))
}

fn problem(at: usize, message: &str, document: &mut Document) {
    document.problems.push(Problem {
        span: at..at,
        message: message.to_owned(),
    });
}

/// Understands a start tag; its attributes may be an entry themselves.
fn element(
    tag: &BytesStart,
    text: &str,
    after: usize,
    open: &mut [Element],
    document: &mut Document,
) -> Element {
    let parent = open.last().map_or(0, |parent| parent.block);
    if let Some(parent) = open.last_mut() {
        parent.has_elements = true;
    }
    let tag_name = tag.name();
    let mut name = tag_name.as_ref().to_owned();
    let mut key_span = place(tag_name.as_ref(), text).unwrap_or(after..after);
    let mut value = None;
    let mut is_named = false;
    for attribute in tag.attributes().flatten() {
        let Some(span) = place(&attribute.value, text) else {
            continue;
        };
        let key = attribute.key.as_ref().to_owned();
        if NAMES.contains(&key.as_str()) && !is_named && !span.is_empty() {
            name = unescape(&text[span.clone()]).into_owned();
            key_span = span;
            is_named = true;
        } else if VALUES.contains(&key.as_str()) {
            value = Some(span);
        }
    }
    let above = path(open);
    let value = value.filter(|_| is_named);
    let is_read = value.is_some();
    if let Some(span) = value {
        let content = unescape(&text[span.clone()]).into_owned();
        let outer = span.start - 1..span.end + 1;
        document.add(
            (parent, &above),
            (&name, key_span.clone()),
            Scalar::quoted(content, outer, 1),
        );
    }
    let block = document.block(Some(parent));
    Element {
        name,
        key_span,
        block,
        content: after,
        has_elements: false,
        is_read,
    }
}

/// An element that holds a text and nothing else is an entry in its parent's block.
fn leaf(element: &Element, end: usize, text: &str, open: &[Element], document: &mut Document) {
    if element.is_read || element.has_elements || element.content > end {
        return;
    }
    let content = &text[element.content..end];
    let trimmed = content.trim();
    let start = element.content + content.len() - content.trim_start().len();
    let literal = trimmed
        .strip_prefix("<![CDATA[")
        .and_then(|inner| inner.strip_suffix("]]>"));
    let (span, value) = match literal {
        Some(inner) => (start + 9..start + 9 + inner.len(), Cow::Borrowed(inner)),
        // A comment or an instruction is in it.
        None if trimmed.contains('<') => return,
        None => (start..start + trimmed.len(), unescape(trimmed)),
    };
    let scalar = Scalar {
        value: Value::new(value),
        span,
        written: Written::Quoted,
    };
    let parent = open.last().map_or(0, |parent| parent.block);
    document.add(
        (parent, &path(open)),
        (&element.name, element.key_span.clone()),
        scalar,
    );
}

fn path(open: &[Element]) -> Vec<Step> {
    open.iter()
        .map(|element| Step::Key(element.name.clone()))
        .collect()
}

/// Where a part that the parser borrows from the text stands in it.
fn place(part: &str, text: &str) -> Option<Span> {
    let start = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    let span = start..start + part.len();
    text.get(span.clone()).map(|_| span)
}

fn unescape(text: &str) -> Cow<'_, str> {
    quick_xml::escape::unescape(text).unwrap_or(Cow::Borrowed(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::testing::{check, entries};

    #[test]
    fn settings_of_every_kind() {
        let text = "<?xml version=\"1.0\"?>\n<!-- <add key=\"No\" value=\"0\"/> -->\n<configuration>\n<appSettings>\n\
                    <add key=\"WhatsApp:Token\" value=\"a&amp;b\" />\n<add value='' key='Empty'></add>\n</appSettings>\n\
                    <resources><string name=\"waba_id\">4711</string><string name=\"none\"></string></resources>\n\
                    <meta><id> 15 </id><secret><![CDATA[x<y]]></secret><deep><er>&#65;</er></deep></meta>\n</configuration>";
        let document = read(text);
        check(&document, text);
        assert_eq!(
            entries(&document, text),
            [
                "configuration/appSettings/WhatsApp:Token = a&b @ a&amp;b",
                "configuration/appSettings/Empty =  @ ''",
                "configuration/resources/waba_id = 4711",
                "configuration/resources/none =  @ none",
                "configuration/meta/id = 15",
                "configuration/meta/secret = x<y",
                "configuration/meta/deep/er = A @ &#65;",
            ]
        );
        assert_eq!(document.problems.len(), 0);
    }

    #[test]
    fn what_breaks_off_and_what_is_too_deep() {
        assert_eq!(read("<a><b>1</b></c>").problems.len(), 1);
        assert_eq!(read(&"<a>".repeat(100_000)).problems.len(), 1);
        assert!(read("key = value").entries.is_empty());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_with_spans_inside_it(
            text in "<([ab=\"'<>/&; \n\r!ä]|<a>|</a>|<a key=\"b\" value=\"|\"/>|<!\\[CDATA\\[|\\]\\]>|&amp;){0,40}"
        ) {
            check(&read(&text), &text);
        }
    }
}
