//! Callouts: quotes that begin with `[!NOTE]` and its like.

use pulldown_cmark::{BlockQuoteKind, TagEnd};
use tera::Context;

use super::Walk;

impl Walk<'_, '_> {
    pub(super) fn callout(&mut self, kind: BlockQuoteKind, html: &mut String) {
        let body = self.until(|end| matches!(end, TagEnd::BlockQuote(_)));
        let (kind, title) = match kind {
            BlockQuoteKind::Note => ("note", "Note"),
            BlockQuoteKind::Tip => ("tip", "Tip"),
            BlockQuoteKind::Important => ("important", "Important"),
            BlockQuoteKind::Warning => ("warning", "Warning"),
            BlockQuoteKind::Caution => ("caution", "Caution"),
        };
        let mut context = Context::new();
        context.insert("kind", kind);
        context.insert("title", title);
        html.push_str(&self.render_component("callout", &context, Some(&body)));
    }
}
