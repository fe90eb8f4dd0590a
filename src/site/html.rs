//! Finished pages as a browser reads them: tags and texts, in order. What they mean is others' matter.

use html5gum::{DefaultEmitter, Token, Tokenizer};

use crate::source::Span;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Open {
        name: String,
        /// In the order of their names.
        attributes: Vec<(String, String)>,
        /// It has no content, and nothing closes it.
        is_void: bool,
    },
    Close {
        name: String,
    },
    /// With its entities resolved.
    Text(String),
}

impl Part {
    pub fn attribute(&self, wanted: &str) -> Option<&str> {
        match self {
            Self::Open { attributes, .. } => attributes
                .iter()
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value.as_str()),
            _ => None,
        }
    }
}

const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
];

pub fn parts(html: &str) -> Vec<Part> {
    placed_parts(html).map(|(part, _)| part).collect()
}

/// Each part with its place in the page.
pub fn placed_parts(html: &str) -> impl Iterator<Item = (Part, Span)> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    // What stands in a script is no tag.
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(html, emitter)
        .map_while(Result::ok)
        .filter_map(move |token| match token {
            Token::StartTag(tag) => {
                let name = text(&tag.name);
                let part = Part::Open {
                    is_void: tag.self_closing || VOID.contains(&name.as_str()),
                    attributes: tag
                        .attributes
                        .iter()
                        .map(|(name, value)| (text(name), text(value)))
                        .collect(),
                    name,
                };
                Some((part, tag.span.start..tag.span.end))
            }
            Token::EndTag(tag) => {
                let name = text(&tag.name);
                Some((Part::Close { name }, tag.span.start..tag.span.end))
            }
            Token::String(content) => {
                Some((Part::Text(text(&content)), content.span.start..content.span.end))
            }
            _ => None,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_texts_come_in_order() {
        let read = parts("<p id=a>1 &lt; 2<br></p><!-- no -->");
        assert_eq!(read[0].attribute("id"), Some("a"));
        assert_eq!(read[1], Part::Text("1 < 2".to_owned()));
        assert!(matches!(&read[2], Part::Open { name, is_void: true, .. } if name == "br"));
        assert_eq!(read[3], Part::Close { name: "p".to_owned() });
        assert_eq!(read.len(), 4);
        assert_eq!(parts("<script>\"<p>\"</script>").len(), 3);
    }
}
