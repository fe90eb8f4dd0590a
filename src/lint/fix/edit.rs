//! Edits on a text: what they make of it, and several lots of them as one.

use std::collections::VecDeque;

use crate::finding::Edit;
use crate::source::Span;

pub fn insertion(at: usize, text: &str) -> Edit {
    Edit {
        span: at..at,
        text: text.to_owned(),
    }
}

/// What has to be taken out of `text`, which begins at `start`, so that `plain` is left. Nothing where characters would
/// have to be put in.
pub fn deletions(text: &str, plain: &str, start: usize) -> Option<Vec<Edit>> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut wanted = plain.chars().peekable();
    for (at, c) in text.char_indices() {
        if wanted.next_if_eq(&c).is_some() {
            continue;
        }
        let span = start + at..start + at + c.len_utf8();
        match edits.last_mut() {
            Some(last) if last.span.end == span.start => last.span.end = span.end,
            _ => edits.push(Edit {
                span,
                text: String::new(),
            }),
        }
    }
    (wanted.peek().is_none() && !edits.is_empty()).then_some(edits)
}

/// In the order of their places.
pub fn sorted(edits: impl Iterator<Item = Edit>) -> Vec<Edit> {
    let mut edits: Vec<Edit> = edits.collect();
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    edits
}

/// The text after the edits; nothing where they overlap or do not fit.
pub fn apply(text: &str, edits: &[Edit]) -> Option<String> {
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        result.push_str(text.get(at..edit.span.start)?);
        result.push_str(&edit.text);
        text.get(edit.span.clone())?;
        at = edit.span.end;
    }
    result.push_str(text.get(at..)?);
    Some(result)
}

/// A part of an edited text.
enum Piece {
    Kept(Span),
    Put(String),
}

impl Piece {
    fn len(&self) -> usize {
        match self {
            Self::Kept(span) => span.len(),
            Self::Put(text) => text.len(),
        }
    }

    /// Its first bytes, which end between two characters, and the others.
    fn split(self, at: usize) -> (Self, Self) {
        match self {
            Self::Kept(span) => {
                let middle = span.start + at;
                (Self::Kept(span.start..middle), Self::Kept(middle..span.end))
            }
            Self::Put(mut text) => {
                let rest = text.split_off(at);
                (Self::Put(text), Self::Put(rest))
            }
        }
    }
}

/// The edits of a text of `length` bytes, followed by edits of what they made, as one lot.
pub fn composed(length: usize, first: &[Edit], then: &[Edit]) -> Vec<Edit> {
    let mut left = VecDeque::from(pieces(length, first));
    let mut made = Vec::new();
    let mut at = 0;
    for edit in then {
        made.extend(take(&mut left, edit.span.start - at));
        take(&mut left, edit.span.len());
        made.push(Piece::Put(edit.text.clone()));
        at = edit.span.end;
    }
    made.extend(left);
    edits_of(length, made)
}

fn pieces(length: usize, edits: &[Edit]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for edit in edits {
        pieces.push(Piece::Kept(at..edit.span.start));
        pieces.push(Piece::Put(edit.text.clone()));
        at = edit.span.end;
    }
    pieces.push(Piece::Kept(at..length));
    pieces
}

/// The first bytes of the pieces.
fn take(pieces: &mut VecDeque<Piece>, mut count: usize) -> Vec<Piece> {
    let mut taken = Vec::new();
    while count > 0
        && let Some(piece) = pieces.pop_front()
    {
        if piece.len() <= count {
            count -= piece.len();
            taken.push(piece);
        } else {
            let (head, rest) = piece.split(count);
            taken.push(head);
            pieces.push_front(rest);
            count = 0;
        }
    }
    taken
}

/// What was done to a text, by what became of it.
fn edits_of(length: usize, pieces: Vec<Piece>) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut at = 0;
    let mut text = String::new();
    let end = Piece::Kept(length..length);
    for piece in pieces.into_iter().chain([end]) {
        match piece {
            Piece::Put(more) => text.push_str(&more),
            Piece::Kept(span) if span.is_empty() && span.end != length => {}
            Piece::Kept(span) => {
                if span.start > at || !text.is_empty() {
                    edits.push(Edit {
                        span: at..span.start,
                        text: std::mem::take(&mut text),
                    });
                }
                at = span.end;
            }
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_left_needs_nothing_put_in() {
        let spans = |text, plain| {
            deletions(text, plain, 10).map(|edits| edits.into_iter().map(|it| it.span).collect::<Vec<_>>())
        };
        assert_eq!(spans("'12 3'", "123"), Some(vec![10..11, 13..14, 15..16]));
        assert_eq!(spans("１", "1"), None);
        assert_eq!(spans("12", "12"), None);
    }

    /// Edits that fit a text of `length` bytes.
    fn any_edits(length: usize) -> impl Strategy<Value = Vec<Edit>> {
        proptest::collection::vec((0..=length, 0..3_usize, "[A-Z]{0,2}"), 0..5).prop_map(move |parts| {
            let mut edits: Vec<Edit> = Vec::new();
            for edit in sorted(parts.into_iter().map(|(start, count, text)| Edit {
                span: start..(start + count).min(length),
                text,
            })) {
                if edits.last().is_none_or(|last| last.span.end <= edit.span.start) {
                    edits.push(edit);
                }
            }
            edits
        })
    }

    const TEXT: &str = "abcdefgh";

    fn any_two_lots() -> impl Strategy<Value = (Vec<Edit>, Vec<Edit>)> {
        any_edits(TEXT.len()).prop_flat_map(|first| {
            let length = apply(TEXT, &first).map_or(0, |text| text.len());
            (Just(first), any_edits(length))
        })
    }

    proptest! {
        #[test]
        fn edits_one_after_the_other_are_one_lot((first, then) in any_two_lots()) {
            let middle = apply(TEXT, &first).expect("the edits fit");
            let both = composed(TEXT.len(), &first, &then);
            prop_assert_eq!(apply(TEXT, &both), apply(&middle, &then));
        }
    }
}
