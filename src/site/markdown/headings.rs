//! Headings, and the anchors that readers link to them by.

use pulldown_cmark::{CowStr, HeadingLevel, TagEnd};

use super::escape::{escape, text_of};
use super::{Heading, Walk};
use crate::guide::mistake::Mistake;
use crate::source::Span;

impl Walk<'_, '_> {
    pub(super) fn heading(
        &mut self,
        level: HeadingLevel,
        id: Option<CowStr>,
        span: &Span,
        html: &mut String,
    ) {
        let content = self.aside(|walk| walk.until(|end| matches!(end, TagEnd::Heading(_))));
        let text = text_of(&content);
        let id = id.map_or_else(|| slug(&text), |id| id.to_string());
        let level = level as u8;
        if id.is_empty() {
            self.report(
                Mistake::InvalidText,
                span,
                "this heading has no words for an anchor".to_owned(),
                "write words, or give it an anchor: `## ... {#name}`".to_owned(),
            );
        }
        if self.out.headings.iter().any(|heading| heading.id == id) {
            self.report(
                Mistake::DuplicateId,
                span,
                format!("two headings of this page have the anchor `#{id}`"),
                "give one of them another: `## Title {#other}`".to_owned(),
            );
        }
        html.push_str(&format!(
            "<h{level} id=\"{id}\">{content} <a class=\"anchor\" href=\"#{id}\" aria-label=\"Link to this section: {}\">#</a></h{level}>\n",
            escape(&text),
            id = escape(&id),
        ));
        self.out.headings.push(Heading { id, text, level });
    }
}

/// "Where is the Phone Number ID?" as `where-is-the-phone-number-id`.
pub fn slug(text: &str) -> String {
    let words: Vec<String> = text
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(ToOwned::to_owned)
        .collect();
    words.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_words() {
        assert_eq!(
            slug("Where is the Phone Number ID?"),
            "where-is-the-phone-number-id"
        );
        assert_eq!(slug("190 / 463 – expired"), "190-463-expired");
    }
}
