//! Places in a text as editors count them: lines and columns from 0, columns in the units that were agreed upon.

use lsp_types::{Position, Range};

use crate::source::Span;

/// What columns count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf16,
}

impl Encoding {
    fn length(self, text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            Self::Utf16 => text.chars().map(char::len_utf16).sum(),
        }
    }
}

/// A text's lines, which end with `\n`, `\r\n` or `\r`.
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    encoding: Encoding,
}

impl<'a> Lines<'a> {
    pub fn new(text: &'a str, encoding: Encoding) -> Self {
        let bytes = text.as_bytes();
        let ends = bytes
            .iter()
            .enumerate()
            .filter(|(at, byte)| **byte == b'\n' || (**byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')));
        Self {
            text,
            starts: std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect(),
            encoding,
        }
    }

    pub fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset.min(self.text.len()));
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        let column = self.encoding.length(&self.text[self.starts[line]..offset]);
        Position::new(number(line), number(column))
    }

    pub fn range(&self, span: &Span) -> Range {
        Range::new(self.position(span.start), self.position(span.end))
    }

    /// The nearest place that there is: a column behind its line is the line's end, a line behind all others is the end.
    pub fn offset(&self, position: Position) -> usize {
        let line = position.line as usize;
        let Some(start) = self.starts.get(line).copied() else {
            return self.text.len();
        };
        let end = self.starts.get(line + 1).copied().unwrap_or(self.text.len());
        let content = self.text[start..end].trim_end_matches(['\r', '\n']);
        let mut left = position.character as usize;
        for (at, c) in content.char_indices() {
            let length = self.encoding.length(c.encode_utf8(&mut [0; 4]));
            if left < length {
                return start + at;
            }
            left -= length;
        }
        start + content.len()
    }

    pub fn span(&self, range: Range) -> Span {
        let start = self.offset(range.start);
        start..self.offset(range.end).max(start)
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a=1\r\nä=漢\u{1f512}x\rb\n";

    #[test]
    fn columns_count_what_was_agreed_upon() {
        let at = TEXT.find('x').unwrap_or_default();
        let column = |encoding| Lines::new(TEXT, encoding).position(at);
        assert_eq!(column(Encoding::Utf8), Position::new(1, 10));
        assert_eq!(column(Encoding::Utf16), Position::new(1, 5));
    }

    #[test]
    fn what_lies_outside_is_the_nearest_place_inside() {
        let lines = Lines::new(TEXT, Encoding::Utf16);
        assert_eq!(lines.offset(Position::new(0, 99)), 3);
        assert_eq!(lines.offset(Position::new(99, 0)), TEXT.len());
        // In the middle of a character that takes two.
        let lock = TEXT.find('\u{1f512}').unwrap_or_default();
        assert_eq!(lines.offset(Position::new(1, 4)), lock);
        assert_eq!(
            lines.span(Range::new(Position::new(9, 0), Position::new(0, 0))),
            TEXT.len()..TEXT.len()
        );
    }

    proptest::proptest! {
        #[test]
        fn there_and_back(text in "[a\u{e4}\u{6f22}\u{1f512}\r\n]{0,20}", at in 0_usize..60, wide: bool) {
            let lines = Lines::new(&text, if wide { Encoding::Utf16 } else { Encoding::Utf8 });
            let offset = text.floor_char_boundary(at.min(text.len()));
            let is_in_line_end = text[..offset].ends_with('\r') && text[offset..].starts_with('\n');
            if !is_in_line_end {
                proptest::prop_assert_eq!(lines.offset(lines.position(offset)), offset);
            }
        }
    }
}
