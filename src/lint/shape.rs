//! What a value looks like. A value may have several shapes at once; rules say which of them matter.

use std::sync::LazyLock;

use regex::Regex;

use crate::guide::settings::{Placeholders, Programs};
use crate::guide::shape::Shape;
use crate::lint::classify::{Classifier, Words, words};
use crate::lint::{address, strays};
use crate::source::is_invisible;
use crate::tree::Written;

/// Fewer digits than any ID that Meta was seen to hand out.
const SHORTEST_ID: usize = 14;
const LONGEST_ID: usize = 18;
/// Tokens seen have 185 to 308 characters; a shorter one than this was cut off.
const SHORTEST_TOKEN: usize = 60;
/// From here on not every whole number has a float of its own.
const LARGEST_EXACT: u64 = 1 << 53;
/// E.164 allows at most 15 digits; no number in use has fewer than 7.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
/// A token's head that is followed by fewer characters than this stands for any token.
const REAL_TOKEN_CHARACTERS: usize = 8;

/// No secret has more of one mask's character in a row.
const LONGEST_RUN_OF_SECRETS: usize = 8;
/// Beginnings of secrets that were made up by typing.
const TYPED: [&str; 3] = ["0123456789abcdef", "abcdef0123456789", "a1b2c3d4e5f6"];
/// Fewer digits count down, or stand in pairs, by chance.
const SHORTEST_COUNT_DOWN: usize = 6;
const SHORTEST_DOUBLED: usize = 8;

/// In a program, fewer bare digits are a made-up number, or one that counts something.
const FEWEST_DIGITS_IN_PROGRAM: usize = 10;

/// A set of [`Shape`]s.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shapes(u32);

impl Shapes {
    fn add(&mut self, shape: Shape) {
        self.0 |= 1 << shape as u16;
    }

    fn remove(&mut self, shape: Shape) {
        self.0 &= !(1 << shape as u16);
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
            Shape::ImpreciseNumber,
            Shape::RightButForStrays,
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
        | ^vault:[a-z/] | ^ref\+ | ^@[a-z][a-z0-9_-]*$ | ^\[[a-z]+\(.*\)\]$ | ^[a-z0-9_-]+:latest$ | ^ENC[\[(] | ^\{cipher\} | ^enc(?:rypted)?: | ^gAAAAA | ^\$ANSIBLE_VAULT | ^AQICA | ^arn:aws[a-z-]*: | ^/run/secrets/ | ^@?env: | ^env\[
        | ^%\{ | ^\{(?:\$|env[.:]) | ^\$[a-z_]+[:.{] | ^secretref: | ^(?:aws|azure|gcp):secret | ^(?:akv|asm|awssm|az-kv|azkv|gsm|keyvault|kv|sm)://?[^\s] | ^projects/[^/]+/secrets/ | ^@Microsoft\.KeyVault\(",
    )
    .unwrap()
});

/// Words before a colon that name a store, not a variable: serverless, Ansible, Pulumi and the like.
const SOURCES: [&str; 18] = [
    "aws", "azure", "cf", "env", "file", "gcp", "opt", "param", "s3", "secret", "secrets", "self", "sls",
    "sm", "sops", "ssm", "stage", "vault",
];

/// What a value can be told by.
pub struct Shaper<'g> {
    pub placeholders: &'g Placeholders,
    /// Those that are whole values, folded.
    pub whole_placeholders: &'g Words<'g>,
    pub classifier: &'g Classifier<'g>,
    /// Where the values are a program's.
    pub of_program: Option<&'g Programs>,
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
        if is_reference(text) {
            if let Some(default) = fallback(text) {
                shapes = self.shapes(default, Written::Plain);
            }
            shapes.add(Shape::Reference);
            return shapes;
        }
        let text = text.trim();
        if is_imprecise(text, written) {
            shapes.add(Shape::ImpreciseNumber);
        }
        if address::is_refused(text) {
            shapes.add(Shape::RefusedUrl);
        }
        if self.is_placeholder(text) {
            shapes.add(Shape::Placeholder);
        }
        let is_bare = text.bytes().all(|byte| byte.is_ascii_digit());
        if is_bare && self.of_program.is_some() && text.len() < FEWEST_DIGITS_IN_PROGRAM {
            return shapes;
        }
        if is_phone_number(text) {
            shapes.add(Shape::PhoneNumber);
        }
        if is_bare {
            shapes.add(Shape::Digits);
            if text.len() == 6 {
                shapes.add(Shape::Pin);
            }
            if (SHORTEST_ID..=LONGEST_ID).contains(&text.len()) && !text.starts_with('0') {
                shapes.add(Shape::GraphId);
            }
        }
        if is_token(text) || (text.contains("EAA") && is_token(&strays::without(text))) {
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

    /// Adds what the value is to a credential whose right values have the shape `wanted`.
    pub fn judge(&self, shapes: &mut Shapes, text: &str, wanted: Shape) {
        if shapes.has_any(&[
            Shape::Empty,
            Shape::Blank,
            Shape::Reference,
            Shape::ImpreciseNumber,
        ]) {
            return;
        }
        let is_right = |text: &str| {
            let shapes = self.shapes(text, Written::Quoted);
            let is_whole = wanted != Shape::AccessToken || text.len() >= SHORTEST_TOKEN;
            // A phone number may be written with blanks.
            let is_free = matches!(wanted, Shape::PhoneNumber | Shape::Url);
            shapes.has(wanted) && is_whole && (is_free || strays::without(text) == text)
        };
        if is_right(text) {
            shapes.add(Shape::Right);
            return;
        }
        let plain = strays::without(text);
        if plain != text && is_right(&plain) {
            shapes.add(Shape::RightButForStrays);
            // `<0f9e...>`: the brackets came along, and what stands in them is a secret.
            if !self.is_placeholder(&plain) {
                shapes.remove(Shape::Placeholder);
            }
        }
        if wanted == Shape::GraphId && self.of_program.is_none() && speaks_of_an_id(text) {
            shapes.add(Shape::Placeholder);
        }
    }

    /// Whether a template left the value to be filled in. Whole values only: a secret may well contain "test".
    fn is_placeholder(&self, text: &str) -> bool {
        if let Some(programs) = self.of_program {
            return self.is_placeholder_in_program(text, programs);
        }
        if is_filler(text) || is_bracketed(text) || self.classifier.is_name(text) {
            return true;
        }
        let words = words(text);
        let folded = words.concat();
        let has = |list: &[String], word: &str| list.iter().any(|known| known == word);
        if self.whole_placeholders.contains(folded.as_str()) {
            return true;
        }
        let elided = text.contains("...") || text.contains('…');
        let [first, rest @ ..] = words.as_slice() else {
            return false;
        };
        let is_noun = |word: &String| has(&self.placeholders.nouns, word);
        // `EAAG...permanenttokenfromstep5`
        let speaks =
            |word: &String| is_noun(word) || has(&self.placeholders.starts, word) || word.contains("token");
        if elided && words.iter().any(speaks) {
            return true;
        }
        let is_word = |word: &String| word.chars().all(char::is_alphabetic);
        let is_word_or_number =
            |word: &String| is_word(word) || (word.len() <= 4 && word.parse::<u32>().is_ok());
        if rest.is_empty() || !words.iter().all(is_word_or_number) {
            return false;
        }
        // A passphrase may begin with any of these words; a placeholder goes on about credentials.
        let is_asking = has(&self.placeholders.starts, first) || words.iter().any(|word| word == "your");
        (is_asking && words.iter().any(is_noun))
            || (has(&self.placeholders.weak_starts, first)
                && rest.iter().all(|word| !is_word(word) || is_noun(word)))
            || (rest.last().is_some_and(|last| last == "here")
                && words.iter().filter(|word| is_noun(word)).count() > 1)
    }

    /// In a program a credential's name is a name, a mask hides what is printed, and braces are holes: only what asks to
    /// be replaced is left in.
    fn is_placeholder_in_program(&self, text: &str, programs: &Programs) -> bool {
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            let backwards: String = text.chars().rev().collect();
            return text.len() >= FEWEST_DIGITS_IN_PROGRAM && (is_filler(text) || is_filler(&backwards));
        }
        if ["EAA", "AC"].iter().any(|head| text.starts_with(head)) && is_filler(text) {
            return true;
        }
        let in_brackets = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
        if in_brackets.is_some_and(|name| self.classifier.is_name(name)) {
            return true;
        }
        let words = words(text);
        let has = |list: &[String], word: &str| list.iter().any(|known| known == word);
        let is_noun = |word: &String| has(&self.placeholders.nouns, word);
        let [first, rest @ ..] = words.as_slice() else {
            return false;
        };
        let starts = has(&programs.placeholder_starts, first);
        if rest.is_empty() {
            return starts && has(&self.placeholders.whole, first);
        }
        let is_weak = has(&self.placeholders.weak_starts, first);
        let is_asking = (starts && !is_weak) || words.iter().any(|word| word == "your");
        (is_asking && words.iter().any(is_noun)) || (starts && rest.iter().all(is_noun))
    }
}

/// Whether a value names one that stands elsewhere.
fn is_reference(text: &str) -> bool {
    // What most values are is told without the pattern, which takes a millisecond to compile.
    text.contains("${") || (may_be_reference(text) && REFERENCE.is_match(text))
}

/// Whether a value has what every other reference has: a sign, or a word that it begins with. Letters that only Unicode
/// takes for those of ASCII, such as a long s, are in none.
fn may_be_reference(text: &str) -> bool {
    let starts = |prefix: &&str| {
        text.get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    text.starts_with(['$', '%', '@', '!', '{', '['])
        || ["{{", "{%", "<%", "#{"].iter().any(|sign| text.contains(sign))
        || BEFORE_REFERENCES.iter().any(starts)
        || (text.contains([':', '(', '[']) && STORES.iter().any(starts))
        || (text.contains(':') && text.to_ascii_lowercase().ends_with(":latest"))
        || (text.contains('.') && {
            let lower = text.to_ascii_lowercase();
            lower.contains("os.getenv") || lower.contains("os.environ") || lower.contains("process.env")
        })
}

/// What some references begin with.
const BEFORE_REFERENCES: [&str; 8] = [
    "__",
    "var.",
    "local.",
    "ref+",
    "projects/",
    "gAAAAA",
    "AQICA",
    "/run/secrets/",
];

/// What those begin with that name a function or a store, and have a colon or brackets behind it.
const STORES: [&str; 24] = [
    "akv",
    "arn:",
    "asm",
    "aws",
    "az",
    "bw:",
    "config(",
    "doppler:",
    "enc",
    "env",
    "file",
    "gcp",
    "getenv(",
    "gsm:",
    "infisical:",
    "key",
    "kv:",
    "lookup(",
    "op:",
    "secret",
    "sm:",
    "sops:",
    "ssm",
    "vault",
];

/// The names in a reference that may be a credential's: `${WABA_ID}`, the last word of `.Values.waba.phoneNumberId`.
pub fn names_in(reference: &str) -> impl Iterator<Item = &str> {
    reference
        .split(|c: char| !c.is_ascii_alphanumeric() && !"_./#-".contains(c))
        .map(|run| run.trim_start_matches(|c: char| !c.is_ascii_alphabetic() && c != '_'))
        .filter(|name| !name.is_empty())
        .filter_map(|name| name.rsplit(['.', '/', '#']).next())
}

/// What a reference falls back to, where it says so.
pub fn fallback(reference: &str) -> Option<&str> {
    let inner = reference.trim().strip_prefix("${")?.strip_suffix('}')?;
    // A name may have dashes, which stand for `or` behind one without: `${my-app.token:changeme}`, `${TOKEN-changeme}`.
    let (name, rest) = split_name(inner, "_.-")
        .filter(|(_, rest)| rest.starts_with(':'))
        .or_else(|| split_name(inner, "_."))?;
    let (is_named, rest) = match rest.strip_prefix(':') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let (operator, default) = match rest.chars().next() {
        Some(operator) if "-=?+".contains(operator) => (Some(operator), &rest[1..]),
        _ if is_named => (None, rest),
        _ => return None,
    };
    // In `${ssm:/path}` and `${env:NAME}` the first word says where the value is.
    let is_source = operator.is_none() && (default.starts_with('/') || SOURCES.contains(&name));
    // `${X:?message}` and `${X:+other}` say something else.
    let says_other = matches!(operator, Some('?' | '+'));
    (!is_source && !says_other && !default.is_empty() && !default.contains(['$', '{', '}']))
        .then_some(default)
}

/// Letters, digits and some signs at a text's start, and the rest of it.
fn split_name<'t>(text: &'t str, signs: &str) -> Option<(&'t str, &'t str)> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !signs.contains(c))?;
    (end > 0).then(|| text.split_at(end))
}

/// A phone number by form and length (no register of numbers knows Meta's own test numbers).
pub fn is_phone_number(text: &str) -> bool {
    if text.bytes().filter(u8::is_ascii_digit).count() < *PHONE_DIGITS.start() && text.is_ascii() {
        return false;
    }
    let plain = plain_digits(text);
    let mut number = without_extension(&plain);
    let mut is_marked = false;
    if let Some((_, rest)) = number.split_once("send?phone=") {
        number = rest;
        is_marked = true;
    }
    for prefix in ["https://", "http://", "www."] {
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
    // An ID with blanks or zeros added is an ID: without a sign, only lengths that no ID has make a phone number.
    let short = *PHONE_DIGITS.start()..=SHORTEST_ID - 1;
    if let Some(rest) = number.strip_prefix("00") {
        let is_bare = rest.bytes().all(|byte| byte.is_ascii_digit());
        return is_dialled(rest, if is_bare { short } else { PHONE_DIGITS });
    }
    is_dialled(number, if is_marked { PHONE_DIGITS } else { short })
}

/// A number without what is dialled once it answers: `x2`, `ext. 2`, `;ext=2`.
fn without_extension(number: &str) -> &str {
    let base = number.trim_end_matches(|c: char| c.is_ascii_digit());
    if !(1..=6).contains(&(number.len() - base.len())) {
        return number;
    }
    let base = base.trim_end();
    let before = ["x", "ext", "ext."]
        .iter()
        .find_map(|mark| base.strip_suffix(mark));
    let before = before.or_else(|| base.strip_suffix("ext=")?.trim_end().strip_suffix(';'));
    before.map_or(number, str::trim_end)
}

/// Lower case, with blanks, dashes and full-width characters as those of ASCII, and nothing invisible.
fn plain_digits(text: &str) -> String {
    text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c) || "<>,;\"'".contains(c))
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| match c {
            '\u{ff10}'..='\u{ff19}' => char::from_digit(c as u32 - 0xff10, 10).unwrap_or(c),
            '\u{ff0b}' => '+',
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            c if c.is_whitespace() => ' ',
            c => c.to_ascii_lowercase(),
        })
        .collect()
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
    if matches!(text, "…" | "-" | "*" | "?" | ".") {
        return true;
    }
    let is_run = characters.len() >= 2 && characters.iter().all(|c| *c == characters[0]);
    if is_run && (characters.len() >= 3 || matches!(characters[0], 'x' | 'X' | '*' | '.' | '?' | '-')) {
        return true;
    }
    let lower = text.to_ascii_lowercase();
    if is_count(&characters) || is_doubled(&characters) || TYPED.iter().any(|typed| lower.starts_with(typed))
    {
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
        return real < REAL_TOKEN_CHARACTERS && (rest.is_empty() || real < rest.chars().count());
    }
    let longest_run = characters
        .chunk_by(|a, b| a == b)
        .filter(|run| is_x(&run[0]) || matches!(run[0], '*' | '•' | '.' | '…'))
        .map(<[char]>::len)
        .max()
        .unwrap_or_default();
    longest_run >= LONGEST_RUN_OF_SECRETS || (longest_run >= 4 && masked >= real)
}

/// `id_del_numero` where digits belong: words, and one of them says what belongs there.
fn speaks_of_an_id(text: &str) -> bool {
    let is_wordy = |byte: u8| byte.is_ascii_alphabetic() || b"_- ".contains(&byte);
    text.bytes().all(is_wordy) && words(text).iter().any(|word| word == "id")
}

/// `123456789012345`, `123456789123456`, `987654321098765`: digits that only count.
fn is_count(characters: &[char]) -> bool {
    let follows = |step: &dyn Fn(u32) -> u32| {
        characters.windows(2).all(|pair| {
            let digits = (pair[0].to_digit(10), pair[1].to_digit(10));
            matches!(digits, (Some(digit), Some(next)) if next == step(digit))
        })
    };
    let up = |digit: u32| (digit + 1) % 10;
    let up_without_zero = |digit: u32| digit % 9 + 1;
    match characters.first() {
        Some('0' | '1') => characters.len() >= 3 && (follows(&up) || follows(&up_without_zero)),
        Some('9') => characters.len() >= SHORTEST_COUNT_DOWN && follows(&|digit| (digit + 9) % 10),
        _ => false,
    }
}

/// `111222333444555`, `1122334455`: digits that each stand more than once in a row.
fn is_doubled(characters: &[char]) -> bool {
    characters.len() >= SHORTEST_DOUBLED
        && characters.iter().all(char::is_ascii_digit)
        && characters.chunk_by(|a, b| a == b).all(|run| run.len() > 1)
}

/// `<your-token>`, `[TOKEN]`, `{token}`: brackets round words.
fn is_bracketed(text: &str) -> bool {
    [('<', '>'), ('[', ']'), ('{', '}')]
        .into_iter()
        .any(|(open, close)| {
            text.strip_prefix(open)
                .and_then(|rest| rest.strip_suffix(close))
                .is_some_and(|inner| {
                    inner.contains(char::is_alphabetic)
                        && !inner.contains("://")
                        && !inner.contains('"')
                        && !is_token(inner)
                })
        })
}

fn is_token(text: &str) -> bool {
    text.starts_with("EAA") && text.len() >= 20 && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn is_hex(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Digits that a program made a float of, or will.
fn is_imprecise(text: &str, written: Written) -> bool {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((mantissa, exponent)) = text.split_once(['e', 'E']) {
        // Tables of many countries write a comma.
        let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
        let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
        return is_digits(whole)
            && is_digits(fraction)
            && is_digits(exponent)
            && exponent
                .parse::<usize>()
                .is_ok_and(|it| (SHORTEST_ID - 1..=LONGEST_ID).contains(&it));
    }
    if let Some((whole, fraction)) = text.split_once('.') {
        return is_digits(whole) && is_digits(fraction) && whole.len() >= SHORTEST_ID;
    }
    let is_inexact = || text.parse::<u64>().map_or(true, |number| number > LARGEST_EXACT);
    written == Written::Number && is_digits(text) && is_inexact()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
            "+91 77291 08086 x2",
            "\u{ff0b}\u{ff14}\u{ff14}7700900123",
            "\u{202a}+44\u{2009}7700 900123\u{202c}",
            "https://api.whatsapp.com/send?phone=447700900123",
            "<+447700900123>,",
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
            "00917729108086835",
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
            "@whatsapp_token",
            "[parameters('token')]",
            "env:X",
            "%{X}",
            "{env:X}",
            "$env:X",
            "$__file{/etc/x}",
            "/run/secrets/token",
            "secretref:wa-token",
            "keyvault://wa/token",
            "env[TOKEN]",
            "ENC(abc)",
            "encrypted:abc",
            "{cipher}abc",
            "projects/p/secrets/wa",
            "wa-token:latest",
            "%{TOKEN}",
            "os.getenv('X')",
        ] {
            assert!(is_reference(reference), "{reference}");
        }
        for (heads, ends) in [
            (
                "vault op ssm sops secret secretsmanager aws-sm azure-kv gcp-sm bw doppler infisical keyring file \
                 akv asm awssm az-kv azkv gsm keyvault kv sm",
                &["://x", ":/x"][..],
            ),
            ("env getenv secret config lookup file ssm vault", &["(x)", "()"]),
            ("aws azure gcp", &[":secret"]),
            ("vault env @env secretref enc encrypted", &[":x"]),
            ("var local", &[".x"]),
            ("!ref !secret !env !getatt !sub !vault", &[" x", ""]),
        ] {
            for (head, end) in heads
                .split(' ')
                .flat_map(|head| ends.iter().map(move |end| (head, end)))
            {
                for text in [format!("{head}{end}"), format!("{head}{end}").to_uppercase()] {
                    assert!(is_reference(&text), "{text}");
                }
            }
        }
        for value in ["EAAabc", "p$ssword", "a@b.example", "100%", "olive-Tractor-77"] {
            assert!(!is_reference(value), "{value}");
        }
        assert_eq!(fallback("${X:-changeme}"), Some("changeme"));
        assert_eq!(fallback("${X:changeme}"), Some("changeme"));
        assert_eq!(fallback("${my-app.token:changeme}"), Some("changeme"));
        assert_eq!(fallback("${X-changeme}"), Some("changeme"));
        assert_eq!(fallback("${ssm:/crm/prod/token}"), None);
        assert_eq!(fallback("${env:VERIFY_TOKEN}"), None);
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
            "123456789123456",
            "987654321098765",
            "98765432",
            "111222333444555",
            "EAA...",
            "EAAxxxx",
            "EAA_...",
            "ACxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "••••",
            "…",
            "whatsapp:+14....",
        ] {
            assert!(is_filler(filler), "{filler}");
        }
        for value in [
            "1243",
            "917729108086835",
            "98",
            "106540352242922",
            "olive-Tractor-77-lamp",
            "AC788bac22896d11fdb226d72ffdc619d4",
        ] {
            assert!(!is_filler(value), "{value}");
        }
    }

    proptest! {
        #[test]
        fn what_is_told_without_the_pattern_is_what_the_pattern_tells(
            text in "(\\$|\\$\\$|%|@|__|var\\.|local\\.|ref\\+|ENC|enc|gAAAAA|AQICA|arn:aws:|https://|whatsapp:|env|\
                     vault|op|kv|projects/|/run/secrets/|!ref|\\{|\\[|<%)?[A-Za-z0-9_:/.+(\\[{}%> -]{0,9}\
                     (:latest|process\\.env|os\\.environ|os\\.getenv|\\$\\{|\\}\\}|%>|\\)|\\]|__|/secrets/x)?"
        ) {
            prop_assert_eq!(is_reference(&text), REFERENCE.is_match(&text), "{}", text);
        }

        #[test]
        fn what_is_read_without_patterns_is_what_patterns_read(
            text in "\\$\\{[A-Za-z0-9_.:$?=+/{} -]{0,9}\\}",
            number in "\\+?[0-9 ]{5,12}[ ;]{0,2}(x|ext|ext=|ext\\.|e)?[ =.]{0,2}[0-9]{0,8}"
        ) {
            let fallback_of = Regex::new(
                r"^\$\{(?:(?<source>[A-Za-z0-9_.-]+)(?<colon>:[-=?+]?)|[A-Za-z0-9_.]+(?<bare>[-=?+]))(?<default>[^${}]*)\}$",
            )
            .unwrap();
            let wanted = fallback_of.captures(&text).and_then(|found| {
                let operator = found.name("colon").or_else(|| found.name("bare"))?.as_str();
                let default = found.name("default")?.as_str();
                let source = found.name("source").map(|it| it.as_str()).unwrap_or_default();
                let is_source = operator == ":" && (default.starts_with('/') || SOURCES.contains(&source));
                (!is_source && !operator.ends_with(['?', '+']) && !default.is_empty()).then_some(default)
            });
            prop_assert_eq!(fallback(&text), wanted, "{}", text);

            let name = Regex::new("[A-Za-z_][A-Za-z0-9_./#-]*").unwrap();
            let wanted: Vec<&str> = name
                .find_iter(&text)
                .filter_map(|found| found.as_str().rsplit(['.', '/', '#']).next())
                .collect();
            prop_assert_eq!(names_in(&text).collect::<Vec<_>>(), wanted, "{}", text);

            let extension = Regex::new(r"\s*(?:;\s*ext=|ext\.?|x)\s*[0-9]{1,6}$").unwrap();
            let wanted = extension.split(&number).next().unwrap_or_default();
            prop_assert_eq!(without_extension(&number), wanted, "{}", number);
        }
    }
}
