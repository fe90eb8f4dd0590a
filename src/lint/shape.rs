//! What a value looks like. A value may have several shapes at once; rules say which of them matter.

use std::sync::LazyLock;

use regex::Regex;

use crate::guide::settings::Placeholders;
use crate::guide::shape::Shape;
use crate::lint::classify::{Classifier, words};
use crate::tree::Written;

/// Fewer digits than any ID that Meta was seen to hand out.
const SHORTEST_ID: usize = 14;
const LONGEST_ID: usize = 20;
/// E.164 allows at most 15 digits; no number in use has fewer than 7.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
/// A token's head that is followed by fewer characters than this stands for any token.
const REAL_TOKEN_CHARACTERS: usize = 8;

/// A set of [`Shape`]s.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shapes(u16);

impl Shapes {
    fn add(&mut self, shape: Shape) {
        self.0 |= 1 << shape as u16;
    }

    pub fn has(self, shape: Shape) -> bool {
        self.0 & (1 << shape as u16) != 0
    }

    pub fn has_any(self, shapes: &[Shape]) -> bool {
        shapes.iter().any(|shape| self.has(*shape))
    }

    /// The shape that tells most, for people.
    pub fn most_telling(self) -> Option<Shape> {
        [
            Shape::Empty,
            Shape::Blank,
            Shape::Placeholder,
            Shape::Reference,
            Shape::PhoneNumber,
            Shape::GraphId,
            Shape::TwilioAccountSid,
            Shape::AccessToken,
            Shape::HexSecret,
            Shape::Url,
            Shape::Digits,
        ]
        .into_iter()
        .find(|shape| self.has(*shape))
    }
}

/// Means of configuration tools to name a value that stands elsewhere.
#[expect(clippy::unwrap_used, reason = "the pattern is constant and tested")]
static REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi)
          \$\{ | \{\{.*\}\} | \{%.*%\} | <%.*%> | \#\{[^}]*\} | ^\$\(.*\)$ | ^\$\$?[A-Z_][A-Z0-9_]*$
        | ^%[A-Z_][A-Z0-9_]*%$ | ^@[A-Z_][A-Z0-9_.]*@$ | ^__[A-Z0-9_]+__$ | ^\$\[.*\]$
        | ^(?:env|getenv|secret|config|lookup|file|ssm|vault)\(.*\)$
        | process\.env\b | os\.(?:getenv|environ)\b | ^var\.[a-z_] | ^local\.[a-z_]
        | ^!(?:ref|secret|env|getatt|sub|vault)\b | ^(?:vault|op|ssm|sops|secret|secretsmanager|aws-sm|azure-kv|gcp-sm|bw|doppler|infisical|keyring|file)://?[^\s]
        | ^vault:[a-z/] | ^ref\+ | ^ENC\[ | ^arn:aws[a-z-]*: | ^projects/[^/]+/secrets/ | ^@Microsoft\.KeyVault\(",
    )
    .unwrap()
});

/// One `${NAME:-default}`, as shells, compose and Spring write it.
#[expect(clippy::unwrap_used, reason = "the pattern is constant and tested")]
static FALLBACK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^\$\{(?:[A-Za-z0-9_.-]+(?<colon>:[-=?+]?)|[A-Za-z0-9_.]+(?<bare>[-=?+]))(?<default>[^${}]*)\}$",
    )
    .unwrap()
});

#[expect(clippy::unwrap_used, reason = "the pattern is constant and tested")]
static NAME_IN_REFERENCE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[A-Za-z_][A-Za-z0-9_-]*").unwrap());

/// What a value can be told by.
pub struct Shaper<'g> {
    pub placeholders: &'g Placeholders,
    pub classifier: &'g Classifier,
}

impl Shaper<'_> {
    pub fn shapes(&self, text: &str, written: Written) -> Shapes {
        let mut shapes = Shapes::default();
        if written == Written::Reference {
            shapes.add(Shape::Reference);
            return shapes;
        }
        if written == Written::Null || text.is_empty() {
            shapes.add(Shape::Empty);
            return shapes;
        }
        if text.chars().all(|c| c.is_whitespace() || is_invisible(c)) {
            shapes.add(Shape::Blank);
            return shapes;
        }
        if REFERENCE.is_match(text) {
            if let Some(default) = fallback(text) {
                shapes = self.shapes(default, Written::Plain);
            }
            shapes.add(Shape::Reference);
            return shapes;
        }
        let text = text.trim();
        if self.is_placeholder(text) {
            shapes.add(Shape::Placeholder);
        }
        if is_phone_number(text) {
            shapes.add(Shape::PhoneNumber);
        }
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            shapes.add(Shape::Digits);
            if (SHORTEST_ID..=LONGEST_ID).contains(&text.len()) && !text.starts_with('0') {
                shapes.add(Shape::GraphId);
            }
        }
        if text.starts_with("EAA") && text.len() >= 20 && text.bytes().all(|b| b.is_ascii_alphanumeric()) {
            shapes.add(Shape::AccessToken);
        }
        if is_hex(text) {
            shapes.add(Shape::HexSecret);
        }
        if text.strip_prefix("AC").is_some_and(is_hex) {
            shapes.add(Shape::TwilioAccountSid);
        }
        if text.split_once("://").is_some_and(|(scheme, _)| {
            !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+')
        }) {
            shapes.add(Shape::Url);
        }
        shapes
    }

    /// Whether a template left the value to be filled in. Whole values only: a secret may well contain "test".
    fn is_placeholder(&self, text: &str) -> bool {
        if is_filler(text) || is_bracketed(text) || self.classifier.is_name(text) {
            return true;
        }
        let words = words(text);
        let folded = words.concat();
        let has = |list: &[String], word: &str| list.iter().any(|known| known == word);
        let is_whole = self
            .placeholders
            .whole
            .iter()
            .any(|known| crate::lint::classify::fold(known) == folded);
        if is_whole {
            return true;
        }
        let elided = text.contains("...") || text.contains('…');
        let [first, rest @ ..] = words.as_slice() else {
            return false;
        };
        if elided
            && words
                .iter()
                .any(|word| has(&self.placeholders.starts, word) || word == "example")
        {
            return true;
        }
        let is_word = |word: &String| word.chars().all(char::is_alphabetic);
        let is_word_or_number =
            |word: &String| is_word(word) || (word.len() <= 4 && word.parse::<u32>().is_ok());
        if rest.is_empty() || !words.iter().all(is_word_or_number) {
            return false;
        }
        words.iter().any(|word| word == "your")
            || has(&self.placeholders.starts, first)
            || (rest.last().is_some_and(|last| last == "here"))
            || (has(&self.placeholders.weak_starts, first)
                && rest
                    .iter()
                    .all(|word| !is_word(word) || has(&self.placeholders.nouns, word)))
    }
}

/// The names in a reference that may be a credential's: `${WABA_ID}`, `{{ .Values.wabaId }}`.
pub fn names_in(reference: &str) -> impl Iterator<Item = &str> {
    NAME_IN_REFERENCE.find_iter(reference).map(|found| found.as_str())
}

/// What a reference falls back to, where it says so.
pub fn fallback(reference: &str) -> Option<&str> {
    let found = FALLBACK.captures(reference.trim())?;
    let operator = found.name("colon").or_else(|| found.name("bare"))?.as_str();
    let default = found.name("default")?.as_str();
    // `${X:?message}` and `${X:+other}` say something else.
    (!operator.ends_with(['?', '+']) && !default.is_empty()).then_some(default)
}

/// A phone number by form and length (no register of numbers knows Meta's own test numbers).
fn is_phone_number(text: &str) -> bool {
    let text = text.replace(['\u{a0}', '\u{202f}', '\u{2011}', '\u{2013}'], " ");
    let lower = text.to_lowercase();
    let mut number = lower.as_str();
    let mut is_marked = false;
    for prefix in ["https://", "http://"] {
        number = number.strip_prefix(prefix).unwrap_or(number);
    }
    for prefix in ["whatsapp:", "tel:", "wa.me/"] {
        if let Some(rest) = number.strip_prefix(prefix) {
            number = rest;
            is_marked = true;
        }
    }
    for suffix in ["@c.us", "@s.whatsapp.net"] {
        if let Some(rest) = number.strip_suffix(suffix) {
            number = rest;
            is_marked = true;
        }
    }
    let number = number.trim();
    if let Some(rest) = number.strip_prefix('+') {
        return is_dialled(rest, PHONE_DIGITS);
    }
    if let Some(rest) = number.strip_prefix("00") {
        return is_dialled(rest, PHONE_DIGITS);
    }
    let is_punctuated = number.contains(|c: char| !c.is_ascii_digit());
    // An ID with a blank in it is an ID: without a sign, only lengths that no ID has make a phone number.
    let lengths = if is_marked {
        PHONE_DIGITS
    } else {
        *PHONE_DIGITS.start()..=SHORTEST_ID - 1
    };
    is_dialled(number, lengths) && !(is_punctuated && number.contains(','))
}

/// Digits of a phone number's length, with the punctuation that phone numbers have.
fn is_dialled(text: &str, lengths: std::ops::RangeInclusive<usize>) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    lengths.contains(&digits)
        && text.chars().all(|c| c.is_ascii_digit() || " -.()/[]".contains(c))
        && text.starts_with(|c: char| c.is_ascii_digit() || " (".contains(c))
}

/// Masks, dummies and runs: `xxx`, `****`, `000000`, `123456789`, `EAA...`, `ACxxxxxxxx`.
fn is_filler(text: &str) -> bool {
    let text = text.strip_prefix("whatsapp:").unwrap_or(text);
    let characters: Vec<char> = text.chars().collect();
    let is_run = characters.len() >= 2 && characters.iter().all(|c| *c == characters[0]);
    if is_run && (characters.len() >= 3 || matches!(characters[0], 'x' | 'X' | '*' | '.' | '?' | '-')) {
        return true;
    }
    let is_count = |first: u32| {
        characters.len() >= 3
            && characters
                .iter()
                .zip(first..)
                .all(|(c, count)| c.to_digit(10) == Some(count % 10))
    };
    if is_count(1) || is_count(0) {
        return true;
    }
    let is_mask = |c: &char| matches!(c, '*' | '•' | '.' | '…' | '_' | '-' | '#' | '?' | ' ');
    let is_x = |c: &char| matches!(c, 'x' | 'X');
    let real = characters.iter().filter(|c| !is_mask(c) && !is_x(c)).count();
    let masked = characters.len() - real;
    if masked >= 3 && real == 0 {
        return true;
    }
    // Of a token's head the letters EAA say nothing: what follows counts.
    if let Some(rest) = text.strip_prefix("EAA") {
        let real = rest.chars().filter(|c| !is_mask(c) && !is_x(c)).count();
        return real < REAL_TOKEN_CHARACTERS;
    }
    let longest_run = characters
        .chunk_by(|a, b| a == b)
        .filter(|run| is_x(&run[0]) || matches!(run[0], '*' | '•' | '.' | '…'))
        .map(<[char]>::len)
        .max()
        .unwrap_or_default();
    longest_run >= 3 && masked >= real
}

/// `<your-token>`, `[TOKEN]`, `{token}`: brackets round words.
fn is_bracketed(text: &str) -> bool {
    [('<', '>'), ('[', ']'), ('{', '}')]
        .into_iter()
        .any(|(open, close)| {
            text.strip_prefix(open)
                .and_then(|rest| rest.strip_suffix(close))
                .is_some_and(|inner| {
                    inner.contains(char::is_alphabetic) && !inner.contains("://") && !inner.contains('"')
                })
        })
}

fn is_hex(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_numbers_by_form_and_length() {
        for phone in [
            "+91 77291 08086",
            "(415) 555-0132",
            "7729108086",
            "917729108086",
            "+436641830572946",
            "00917729108086",
            "whatsapp:+14155238886",
            "917729108086@c.us",
            "https://wa.me/917729108086",
            "+91\u{a0}77291\u{a0}08086",
            "0151/2345678",
        ] {
            assert!(is_phone_number(phone), "{phone}");
        }
        for other in [
            "917729108086835",
            "436641830572946",
            "106540 352242922",
            "102,290,129,340,398",
            "1.0654E+14",
            "123456",
            "+91 77291 08086 ext 2",
            "phone-number-id-0123456789abcdef",
            "",
        ] {
            assert!(!is_phone_number(other), "{other}");
        }
    }

    #[test]
    fn references_of_every_tool() {
        for reference in [
            "${X}",
            "$X",
            "${X:-}",
            "%WABA_ID%",
            "{{ .Values.x }}",
            "<%= ENV[\"X\"] %>",
            "#{X}#",
            "@X@",
            "__X__",
            "${{ secrets.X }}",
            "env('X')",
            "process.env.X",
            "os.environ['X']",
            "var.x",
            "vault:secret/data/wa#token",
            "op://vault/360/key",
            "ENC[AES256_GCM,data:abc]",
            "arn:aws:secretsmanager:us-east-1:1:secret:wa",
            "projects/p/secrets/wa/versions/latest",
            "$(cat token)",
            "={{ $json.id }}",
            "@Microsoft.KeyVault(SecretUri=x)",
            "$$ESCAPED",
        ] {
            assert!(REFERENCE.is_match(reference), "{reference}");
        }
        for value in ["EAAabc", "p$ssword", "a@b.example", "100%", "olive-Tractor-77"] {
            assert!(!REFERENCE.is_match(value), "{value}");
        }
        assert_eq!(fallback("${X:-changeme}"), Some("changeme"));
        assert_eq!(fallback("${X:changeme}"), Some("changeme"));
        assert_eq!(fallback("${my-app.token:changeme}"), Some("changeme"));
        assert_eq!(fallback("${X-changeme}"), Some("changeme"));
        assert_eq!(fallback("${X-}"), None);
        assert_eq!(fallback("${X:?set me}"), None);
        assert_eq!(fallback("${X:-}"), None);
    }

    #[test]
    fn fillers_are_no_values() {
        for filler in [
            "xx",
            "xxx",
            "********",
            "000000",
            "123",
            "123456789012345",
            "EAA...",
            "EAAxxxx",
            "EAA_...",
            "ACxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "••••",
            "whatsapp:+14....",
        ] {
            assert!(is_filler(filler), "{filler}");
        }
        for value in [
            "1243",
            "917729108086835",
            "olive-Tractor-77-lamp",
            "AC788bac22896d11fdb226d72ffdc619d4",
        ] {
            assert!(!is_filler(value), "{value}");
        }
    }
}
