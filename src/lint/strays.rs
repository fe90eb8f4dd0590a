//! Characters that come along when a value is copied: blanks, quotes, commas, line ends, invisible ones.

use std::borrow::Cow;

use crate::source::is_invisible;

/// What `text` is without them; it is borrowed where there are none.
pub fn without(text: &str) -> Cow<'_, str> {
    let mut plain: String = text.chars().filter_map(plain).collect();
    // Escapes that a program did not take as such.
    for escape in ["\\n", "\\r", "\\t"] {
        plain = plain.replace(escape, "");
    }
    let plain = plain.trim_matches(|c: char| "\"'`´“”„‘’‚«»<>,;".contains(c));
    // Signs of lists, objects and sentences, on both sides.
    let plain = plain.trim_matches(|c: char| "()[]{}=.".contains(c));
    let plain = if plain.chars().all(|c| c.is_ascii_digit() || c == ',') {
        // A table program sets digits apart.
        plain.replace(',', "")
    } else {
        plain.to_owned()
    };
    if plain == text {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(plain)
    }
}

/// The character as it was meant; nothing for one that was not.
fn plain(c: char) -> Option<char> {
    match c {
        c if c.is_whitespace() || is_invisible(c) => None,
        // Full-width forms stand as far from ASCII as each other.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0),
        c => Some(digit(c).unwrap_or(c)),
    }
}

/// Digits of scripts that number in tens, as those of ASCII.
fn digit(c: char) -> Option<char> {
    const ZEROS: [u32; 12] = [
        0x0660, 0x06f0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50,
    ];
    ZEROS
        .iter()
        .find_map(|zero| char::from_digit((c as u32).checked_sub(*zero).filter(|it| *it < 10)?, 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_along_is_taken_away() {
        for text in [
            "106540352242922\\n",
            "'106540352242922",
            "\u{201c}106540352242922\u{201d}",
            "<106540352242922>",
            "102,290,129,340,398",
            "1065 4035 2242 922",
            "106540352242922\u{200b}",
            "\u{202a}106540352242922\u{202c}",
            "１０６５４０３５２２４２９２２",
            "١٠٦٥٤٠٣٥٢٢٤٢٩٢٢",
            "106540352242922,",
            "[106540352242922]",
            "=106540352242922",
        ] {
            let plain = without(text);
            assert!(
                plain.len() == 15 && plain.bytes().all(|b| b.is_ascii_digit()),
                "{text}: {plain}"
            );
        }
        assert_eq!(without("EAAab\ncd"), "EAAabcd");
        assert!(matches!(without("EAA-ab.c/d"), Cow::Borrowed(_)));
    }
}
