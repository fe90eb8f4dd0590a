//! A part of a file that is a file of its own, such as a fenced block of Markdown, and where its pieces stand.

use crate::config::{Document, Format};
use crate::source::Span;

/// The part's text without what is around it on each line: quotes' and lists' marks, indentation.
#[derive(Default)]
pub struct Pieces {
    text: String,
    /// Offsets into the part's text and into the file's.
    starts: Vec<(usize, usize)>,
}

impl Pieces {
    pub fn push(&mut self, text: &str, span: Span) {
        self.starts.push((self.text.len(), span.start));
        self.text.push_str(&text[span]);
    }

    /// Adds what the part holds as a file of this format.
    pub fn read(&self, format: &Format, document: &mut Document) {
        let mut part = (format.read)(&self.text);
        // A part is often a fragment, and need not be whole.
        part.problems.clear();
        document.append(part, |span| self.place(span));
    }

    fn place(&self, span: Span) -> Span {
        let start = self.offset(span.start);
        let end = if span.is_empty() {
            start
        } else {
            self.offset(span.end - 1) + 1
        };
        start..end
    }

    fn offset(&self, at: usize) -> usize {
        let behind = self.starts.partition_point(|(start, _)| *start <= at);
        let piece = behind.checked_sub(1).and_then(|last| self.starts.get(last));
        piece.map_or(0, |(start, place)| place + (at - start))
    }
}
