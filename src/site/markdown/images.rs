//! Pictures: files beside the pages, each with a text for those who do not see it.

use pulldown_cmark::TagEnd;

use super::Walk;
use super::escape::{escape, text_of};
use crate::guide::mistake::Mistake;
use crate::site::links::{Internal, resolve};
use crate::source::Span;

impl Walk<'_, '_> {
    /// Whether a picture is there is checked with the other links.
    pub(super) fn image(&mut self, destination: &str, span: &Span, html: &mut String) {
        let alternative = text_of(&self.aside(|walk| walk.until(|end| *end == TagEnd::Image)));
        if alternative.trim().is_empty() {
            self.report(
                Mistake::InvalidText,
                span,
                "this picture has no text for those who do not see it".to_owned(),
                "say what it shows: `![Where the ID stands](picture.svg)`".to_owned(),
            );
        }
        let page = self.markdown.page;
        let file = resolve(&page.path, destination)
            .and_then(|path| path.strip_prefix("content/").map(ToOwned::to_owned));
        match file {
            Some(url) if !destination.contains(':') => {
                html.push_str(&format!(
                    "<img src=\"{}{}\" alt=\"{}\" loading=\"lazy\">",
                    self.markdown.root,
                    escape(&url),
                    escape(&alternative)
                ));
                let span = self.place(span);
                self.out.links.push(Internal {
                    url,
                    anchor: None,
                    span,
                });
            }
            _ => self.report(
                Mistake::DeadLink,
                span,
                "pictures lie beside the pages, under content/".to_owned(),
                "put the file there and name it relative to this page".to_owned(),
            ),
        }
    }
}
