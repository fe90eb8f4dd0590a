//! XML settings: `<add key="" value=""/>` of .NET, `<string name="">` of Android, elements with nothing but a text, and
//! other attributes. What has a prefix, as in `android:text`, is another vocabulary's and no setting.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use crate::config::{Document, Format, Problem, Scalar, Step};
use crate::source::{Span, Value};
use crate::tree::Written;

/// What XML takes for white space.
const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

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
    /// Whether its attributes told its name.
    is_named: bool,
    /// Apple's `<dict>`, or an `<array>` in one: it holds keys and values, and no text.
    is_list: bool,
    /// The text of the `<key>` or `<name>` that came last in it: the next element is its value.
    announced: Option<(String, Span)>,
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
                let mut element = element(&tag, text, after, &mut open, &mut document);
                // `<field name="access_token"/>` speaks of a setting, and `<true/>` of a list is a value itself.
                let is_in_list = open.last().is_some_and(|parent| parent.name == "dict");
                let is_bare = tag.attributes().next().is_none() && !is_in_list;
                if named_by_siblings(&mut element, &mut open) || is_bare {
                    element.content = before;
                    leaf(&element, before, text, &mut open, &mut document);
                }
            }
            Ok(Event::End(_)) => {
                if let Some(mut element) = open.pop() {
                    named_by_siblings(&mut element, &mut open);
                    leaf(&element, before, text, &mut open, &mut document);
                }
            }
            Ok(Event::Comment(_)) => document.comments.push(before..after),
            Ok(Event::Eof) => {
                if let Some(element) = open.last() {
                    problem(
                        element.key_span.start,
                        "this element is never closed",
                        &mut document,
                    );
                }
                break;
            }
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
    let mut others = Vec::new();
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
        } else if !key.contains(':')
            && key != "xmlns"
            && let Some(key_span) = place(attribute.key.as_ref(), text)
        {
            others.push((key, key_span, span));
        }
    }
    let value = value.filter(|_| is_named);
    let is_read = value.is_some();
    if let Some(span) = value {
        document.add(
            (parent, &path(open)),
            (&name, key_span.clone()),
            attribute_value(span, text),
        );
        // What else it says is about this setting.
        others.clear();
    }
    let block = document.block(Some(parent));
    let around = open.last_mut().filter(|around| around.is_list);
    let announced = match tag_name.as_ref() {
        "dict" | "array" => around.and_then(|around| around.announced.take()),
        _ => None,
    };
    let is_list = tag_name.as_ref() == "dict" || announced.is_some();
    if let Some(announced) = announced {
        (name, key_span) = announced;
    }
    if !others.is_empty() {
        let mut above = path(open);
        above.push(Step::Key(name.clone()));
        for (key, key_span, span) in others {
            document.add((block, &above), (&key, key_span), attribute_value(span, text));
        }
    }
    Element {
        name,
        key_span,
        block,
        content: after,
        has_elements: false,
        is_read,
        is_named,
        is_list,
        announced: None,
    }
}

fn attribute_value(span: Span, text: &str) -> Scalar {
    let content = unescape(&text[span.clone()]).into_owned();
    Scalar::quoted(content, span.start - 1..span.end + 1, 1)
}

/// `<key>A</key><string>b</string>` of Apple, `<name>A</name><value>b</value>` of Hadoop, and .NET's
/// `<setting name="A"><value>b</value>`: the name stands beside the text or around it.
fn named_by_siblings(element: &mut Element, open: &mut [Element]) -> bool {
    let Some(parent) = open.last_mut() else {
        return false;
    };
    let is_list = parent.is_list;
    let is_value = match element.name.as_str() {
        "string" | "integer" | "real" => is_list,
        name => name == "value",
    };
    // In a list `<true/>`, `<array>` and others are what was announced, and hold no text.
    let named = (is_value || is_list)
        .then(|| parent.announced.take())
        .flatten()
        .filter(|_| is_value);
    let around =
        (element.name == "value" && parent.is_named).then(|| (parent.name.clone(), parent.key_span.clone()));
    let Some((name, key_span)) = named.or(around) else {
        return false;
    };
    element.name = name;
    element.key_span = key_span;
    true
}

/// An element that holds a text and nothing else is an entry in its parent's block.
fn leaf(element: &Element, end: usize, text: &str, open: &mut [Element], document: &mut Document) {
    if element.is_read || element.is_list || element.has_elements || element.content > end {
        return;
    }
    let content = &text[element.content..end];
    // Other blanks, such as one that breaks no line, belong to the value.
    let trimmed = content.trim_matches(BLANKS);
    let start = element.content + content.len() - content.trim_start_matches(BLANKS).len();
    let literal = trimmed
        .strip_prefix("<![CDATA[")
        .and_then(|inner| inner.strip_suffix("]]>"));
    let (span, value) = match literal {
        Some(inner) => (start + 9..start + 9 + inner.len(), Cow::Borrowed(inner)),
        // A comment or an instruction is in it.
        None if trimmed.contains('<') => return,
        None => (start..start + trimmed.len(), unescape(trimmed)),
    };
    if let Some(parent) = open.last_mut()
        && !element.is_named
        && matches!(element.name.as_str(), "key" | "name")
    {
        parent.announced = (!span.is_empty()).then(|| (value.to_string(), span.clone()));
        if parent.is_list {
            return;
        }
    }
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
    use crate::config::testing::{any_text, check, entries};

    fn of(text: &str) -> Vec<String> {
        let document = read(text);
        check(&document, text);
        entries(&document, text)
    }

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
    fn names_beside_and_around_their_values() {
        let text = "<plist><dict><key>A</key><string>1</string>\n<key>B</key><string/><key>on</key><true/>\n<key>C</key><dict>\
                    <key>D</key><integer>4</integer></dict><key>E</key><array><string>5</string></array><key>F</key><dict/>\
                    <key>G</key><dict></dict><key>H</key><string>8</string></dict></plist>";
        assert_eq!(
            of(text),
            [
                "plist/dict/A = 1",
                "plist/dict/B =  @ B",
                "plist/dict/C/D = 4",
                "plist/dict/E/string = 5",
                "plist/dict/H = 8"
            ]
        );
        let text = "<c><property><name>A</name><value>1</value></property><setting name=\"B\"><value>2</value></setting>\
                    <entry key=\"C\">3</entry><value>4</value></c>";
        assert_eq!(
            of(text),
            [
                "c/property/name = A",
                "c/property/A = 1",
                "c/B/B = 2",
                "c/C = 3",
                "c/value = 4"
            ]
        );
    }

    #[test]
    fn settings_of_more_tools() {
        for (text, expected) in [
            (
                "<project><properties><wa.token>1</wa.token></properties></project>",
                &["project/properties/wa.token = 1"][..],
            ),
            (
                "<aspNetCore><environmentVariables><environmentVariable name=\"A\" value=\"1\" /></environmentVariables></aspNetCore>",
                &["aspNetCore/environmentVariables/A = 1"],
            ),
            (
                "<resources><string name=\"a\" translatable=\"false\">1</string></resources>",
                &["resources/a/translatable = false", "resources/a = 1"],
            ),
            (
                "<!DOCTYPE properties SYSTEM \"x\">\n<properties><comment>c</comment><entry key=\"a\">1</entry></properties>",
                &["properties/comment = c", "properties/a = 1"],
            ),
            ("<a><add name='A' connectionString='k=1' /></a>", &["a/A = k=1"]),
            (
                "<a><b>1<!-- c --></b><c>&lt;x&gt;</c><d>x<e/>y</d></a>",
                &["a/c = <x> @ &lt;x&gt;", "a/d/e =  @ e"],
            ),
            ("<a:b xmlns:a='u'><a:c>1</a:c></a:b>", &["a:b/a:c = 1"]),
            ("<a><b\n  key = \"A\"\n  value = \"1\"\n/></a>", &["a/A = 1"]),
        ] {
            assert_eq!(of(text), expected, "{text}");
        }
    }

    #[test]
    fn attributes_and_elements_that_close_themselves() {
        let text = "<c xmlns='u' xmlns:x='v'><whatsapp phoneNumberId=\"4&amp;7\"\n accessToken='' x:no=\"1\"><waba_id/></whatsapp>\
                    <account name=\"sales\" token=\"5\"/><account token=\"6\" x:nil=\"true\"/><access_token />\
                    <add key=\"A\" value=\"1\" no=\"2\"/></c>";
        let document = read(text);
        assert_eq!(
            of(text),
            [
                "c/whatsapp/phoneNumberId = 4&7 @ 4&amp;7",
                "c/whatsapp/accessToken =  @ ''",
                "c/whatsapp/waba_id =  @ waba_id",
                "c/sales/token = 5",
                "c/account/token = 6",
                "c/access_token =  @ access_token",
                "c/A = 1",
            ]
        );
        let blocks: Vec<usize> = document.entries.iter().map(|entry| entry.block).collect();
        assert_eq!(blocks[0], blocks[1]);
        assert_eq!(blocks[0], blocks[2]);
        assert_ne!(blocks[3], blocks[4]);
    }

    #[test]
    fn what_only_speaks_of_a_setting_is_none() {
        for text in [
            "<LinearLayout xmlns:android=\"u\" android:id=\"@+id/access_token\"><EditText android:hint=\"your token\"/></LinearLayout>",
            "<form><field name=\"access_token\"/><field name=\"waba_id\" x:nil=\"true\"/></form>",
        ] {
            assert_eq!(of(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn what_stands_before_a_fault_is_read() {
        for text in [
            "<a t=\"2\"><b>1</b></c>",
            "<a t=\"2\"><b>1</b><c d=\"x",
            "<a t=\"2\"><b>1</b><!-- x",
            "<a t=\"2\"><b>1</b>",
        ] {
            assert_eq!(of(text), ["a/t = 2", "a/b = 1"], "{text}");
            assert_eq!(read(text).problems.len(), 1, "{text}");
        }
    }

    #[test]
    fn what_breaks_off_and_what_is_too_deep() {
        assert_eq!(read("<a><b>1</b></c>").problems.len(), 1);
        assert_eq!(read(&"<a>".repeat(100_000)).problems.len(), 1);
        assert!(read("key = value").entries.is_empty());
    }

    any_text!(
        "<([ab=\"'<>/&; \n\r!ä]|<a>|</a>|<a key=\"b\" value=\"|\"/>|<!\\[CDATA\\[|\\]\\]>|&amp;){0,40}"
    );
}
