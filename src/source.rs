//! A text with its lines and byte spans, the values read from it, and its masked copy.
//! Knows no file format, no credential and no rule.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

/// Byte offsets into a [`Source`]'s text.
pub type Span = Range<usize>;

/// Line and column, both from 1; columns count Unicode characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

/// A named text: a file of the guide, a scanned file, standard input or the environment.
#[derive(Default)]
pub struct Source {
    name: String,
    text: Cow<'static, str>,
    /// Worked out when a place is first asked for: of most texts none is.
    index: OnceLock<Index>,
}

struct Index {
    line_starts: Vec<usize>,
    /// How many characters stand before each [`STRIDE`] of bytes: lines may be as long as files.
    characters: Vec<usize>,
}

const STRIDE: usize = 1024;

impl Source {
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: Cow::Owned(text.into()),
            index: OnceLock::new(),
        }
    }

    /// A text that is part of the program, and is not copied.
    pub fn embedded(name: String, text: &'static str) -> Self {
        Self {
            name,
            text: Cow::Borrowed(text),
            index: OnceLock::new(),
        }
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(&self.text))
    }

    /// The path as reports show it: relative, with `/`, or `<stdin>`, `<environment>`.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset.min(self.text.len()));
        let line_starts = &self.index().line_starts;
        let line = line_starts.partition_point(|start| *start <= offset);
        let start = line_starts[line - 1];
        Position {
            line,
            column: self.characters_before(offset) - self.characters_before(start) + 1,
        }
    }

    fn characters_before(&self, offset: usize) -> usize {
        let stride = offset / STRIDE;
        let before = self.index().characters.get(stride).copied();
        match before {
            Some(before) => before + count_characters(&self.text.as_bytes()[stride * STRIDE..offset]),
            // Right behind the last full stride.
            None => count_characters(&self.text.as_bytes()[..offset]),
        }
    }

    /// The line that `offset` stands on, without its line end.
    pub fn line_at(&self, offset: usize) -> Span {
        let line = self.position(offset).line;
        let line_starts = &self.index().line_starts;
        let start = line_starts[line - 1];
        let end = line_starts.get(line).map_or(self.text.len(), |next| next - 1);
        let end = start + self.text[start..end].trim_end_matches('\r').len();
        start..end
    }

    /// A copy for renderers: of `shown` all can be read, of `hidden` nothing, of the rest the punctuation and those
    /// of the `comments` that are mere prose.
    pub fn masked(&self, shown: &[Span], hidden: &[Span], comments: &[Span]) -> Masked {
        let mut visible = vec![None; self.text.len()];
        let prose = comments
            .iter()
            .filter(|comment| is_prose(&self.text[(*comment).clone()]));
        for span in shown.iter().chain(prose) {
            visible[span.clone()].fill(Some(true));
        }
        for span in hidden {
            visible[span.clone()].fill(Some(false));
        }
        let text = self.text.char_indices().map(|(at, c)| {
            let is_visible = visible[at].unwrap_or(is_structure(c)) || c == '\n' || c == '\r';
            if is_visible { c } else { mask_of(c) }
        });
        Masked(Self::new(&self.name, text.collect::<String>()))
    }

    /// A copy of a page of the guide: its author means it to be read, so only what looks like a secret is masked.
    pub fn masked_page(&self) -> Masked {
        Masked(Self::new(&self.name, mask_secrets(&self.text)))
    }
}

impl Index {
    fn of(text: &str) -> Self {
        let mut before = 0;
        let characters = text.as_bytes().chunks(STRIDE).map(|chunk| {
            let here = before;
            before += count_characters(chunk);
            here
        });
        Self {
            characters: characters.collect(),
            line_starts: std::iter::once(0)
                .chain(text.match_indices('\n').map(|(at, _)| at + 1))
                .collect(),
        }
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Source({}, {} bytes)", self.name, self.text.len())
    }
}

/// A source that may be shown: as long as the original, byte for byte and character for character,
/// so that every span and column stays true.
#[derive(Debug)]
pub struct Masked(Source);

impl Masked {
    pub fn name(&self) -> &str {
        self.0.name()
    }

    pub fn text(&self) -> &str {
        self.0.text()
    }

    pub fn position(&self, offset: usize) -> Position {
        self.0.position(offset)
    }
}

/// A value read from a scanned file. It may be a secret, so it can be neither printed nor serialised;
/// only the linter looks inside, through [`Value::expose`].
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Value(String);

impl Value {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, to be judged and never to be shown.
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub fn characters(&self) -> usize {
        self.0.chars().count()
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Value({} characters)", self.characters())
    }
}

/// Characters that nobody sees, and that take no room.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
        || (c.is_control() && !c.is_whitespace())
}

/// Control and bidirectional characters made visible: scanned names and keys must not steer a terminal.
pub fn clean(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
            '\u{7f}' => '\u{2421}',
            '\u{80}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' => '\u{fffd}',
            _ => c,
        })
        .collect()
}

/// A text of a report: cleaned, and whatever in it looks like a secret masked, since it may quote a name that is one.
pub fn clean_text(text: &str) -> String {
    clean(&mask_secrets(text))
}

/// A name that a file gave, fit to be shown: cleaned, and masked where it is no name but looks like a secret, or where a
/// part of it does.
pub fn clean_name(name: &str) -> String {
    if looks_secret(name) {
        return name.chars().map(mask_of).collect();
    }
    let masked = masked_where(name, secret_words(name));
    let parts =
        words(&masked, 0, char::is_alphanumeric).filter(|part| looks_like_password(&masked[part.clone()]));
    clean(&masked_where(&masked, parts))
}

/// What a comment says, as frames show it: mere prose can be read, of all else the punctuation.
pub fn masked_prose(text: &str) -> String {
    if is_prose(text) {
        return clean(text);
    }
    let mask = |c| if is_structure(c) { c } else { mask_of(c) };
    text.chars().map(mask).collect()
}

/// Characters that begin in these bytes of UTF-8.
fn count_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0xc0) != 0x80).count()
}

fn mask_secrets(text: &str) -> String {
    masked_where(text, secret_words(text))
}

fn masked_where(text: &str, words: impl Iterator<Item = Span>) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    for word in words {
        masked.push_str(&text[at..word.start]);
        masked.extend(text[word.clone()].chars().map(mask_of));
        at = word.end;
    }
    masked.push_str(&text[at..]);
    masked
}

/// The words of a text that look like secrets.
pub fn secret_words(text: &str) -> impl Iterator<Item = Span> {
    // What stands before a `=` is a name of its own.
    words(text, 0, |c| c.is_alphanumeric() || "_-+/|".contains(c))
        .filter(|word| looks_secret(&text[word.clone()]))
}

/// Long runs of letters and digits mixed: a token, a hash, a key; not a word, a file name or an ID.
fn looks_secret(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let length = word.chars().count();
    let separators = length - letters - digits;
    let is_path = word.contains('/')
        && word.split('/').all(|part| {
            part.len() < 20
                && part
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c))
        });
    if is_path {
        return false;
    }
    (length >= 20 && digits >= 3 && letters >= 3 && separators * 8 <= length)
        || (word.starts_with("EAA") && length >= 12)
}

/// Shorter ones, which no name of a setting looks like: both cases, and digits at several places or many of them.
fn looks_like_password(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let runs = word
        .split(|c: char| !c.is_ascii_digit())
        .filter(|run| !run.is_empty())
        .count();
    word.chars().count() >= 10
        && word.contains(char::is_uppercase)
        && word.contains(char::is_lowercase)
        && (runs >= 2 || digits >= 4)
}

/// Characters of a masked copy keep the length of what they stand for in UTF-8.
fn mask_of(c: char) -> char {
    match c.len_utf8() {
        1 => '*',
        2 => '\u{b7}',
        3 => '\u{2022}',
        _ => '\u{1f512}',
    }
}

fn is_structure(c: char) -> bool {
    " \t=:\"'`,;#()[]{}<>-".contains(c)
}

/// Words and nothing else: no digits, and no `=` or `:` that a value may stand behind.
fn is_prose(comment: &str) -> bool {
    !comment.contains(['=', ':']) && comment.split_whitespace().all(is_plain_word)
}

/// A word of a natural language: letters only, in one case, at most 20 of them.
fn is_plain_word(word: &str) -> bool {
    let word = word.trim_matches(|c: char| c.is_ascii_punctuation());
    if word.is_empty() {
        return true;
    }
    let mut letters = word.chars();
    let first_is_letter = letters.next().is_some_and(char::is_alphabetic);
    let rest: Vec<char> = letters.collect();
    first_is_letter
        && rest.len() < 20
        && rest.iter().all(|c| c.is_alphabetic())
        && (rest.iter().all(|c| !c.is_uppercase()) || rest.iter().all(|c| !c.is_lowercase()))
}

fn words(text: &str, offset: usize, is_word: impl Fn(char) -> bool) -> impl Iterator<Item = Span> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), '\n')]) {
        match (is_word(c), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push(offset + from..offset + at);
                start = None;
            }
            _ => {}
        }
    }
    found.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_names_that_look_like_secrets_are_masked() {
        let secret = "a3f09c1be27d4856a3f09c1be27d4855";
        for blanks in [1, 3, 6, 40] {
            let name = format!("{secret}{}phone_number_id", " ".repeat(blanks));
            let shown = clean_name(&name);
            assert_eq!(shown.len(), name.len());
            assert!(
                shown.ends_with("phone_number_id") || !shown.contains('p'),
                "{shown}"
            );
            assert!(!shown.contains("a3f0"), "{shown}");
        }
        assert_eq!(
            clean_name("Summer2024!pw phone_number_id"),
            "**********!pw phone_number_id"
        );
        assert_eq!(
            clean_name("gU8JZpDE0iGXl_WHATSAPP_PHONE_NUMBER_ID"),
            "*************_WHATSAPP_PHONE_NUMBER_ID"
        );
        for name in [
            "phoneNumberId2",
            "PHONE_1_NUMBER_ID",
            "d360ApiKey",
            "customer1001_waba",
            "WhatsApp2 Token",
        ] {
            assert_eq!(clean_name(name), name);
        }
    }

    #[test]
    fn positions_count_characters_from_one() {
        let source = Source::new("a", "ä=1\r\nü = 2\n");
        assert_eq!(
            source.position(source.text().find('1').unwrap_or_default()),
            Position { line: 1, column: 3 }
        );
        assert_eq!(
            source.position(source.text().find('2').unwrap_or_default()),
            Position { line: 2, column: 5 }
        );
        assert_eq!(&source.text()[source.line_at(0)], "ä=1");
    }

    #[test]
    fn a_masked_copy_keeps_bytes_characters_and_prose() {
        let text = "# the WABA ID\nKEY=päss wörd€ # old: hunter\n- olive tractor\n";
        let source = Source::new("a", text);
        let span = |part: &str| {
            let start = text.find(part).expect("the part stands in the text");
            start..start + part.len()
        };
        let masked = source.masked(
            &[span("KEY")],
            &[span("päss wörd€")],
            &[span("# the WABA ID"), span("# old: hunter")],
        );
        assert_eq!(
            masked.text(),
            "# the WABA ID\nKEY=*·****·**• # ***: ******\n- ***** *******\n"
        );
        assert_eq!(masked.text().len(), text.len());
    }

    #[test]
    fn a_value_cannot_be_printed() {
        assert_eq!(format!("{:?}", Value::new("hunter2")), "Value(7 characters)");
    }

    #[test]
    fn names_that_look_like_secrets_are_masked() {
        assert_eq!(
            clean_name("WHATSAPP_PHONE_NUMBER_ID_2"),
            "WHATSAPP_PHONE_NUMBER_ID_2"
        );
        assert_eq!(clean_name("EAAexample0example0"), "*".repeat(19));
        assert_eq!(clean_name("a\u{1b}[31m\u{202e}b"), "a\u{241b}[31m\u{fffd}b");
    }
}
