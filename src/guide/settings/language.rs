//! Tags of languages, by the grammar of BCP 47 (RFC 5646, section 2.1): what browsers, screen readers and search engines
//! take for one. Whether a part is registered is not asked.

use crate::guide::decode::{Decoder, Name};
use crate::guide::mistake::Mistake;

/// The tag, if it is one.
pub(super) fn tag(name: Name, decoder: &mut Decoder) -> Option<Name> {
    if is_tag(&name.text) {
        return Some(name);
    }
    let hyphened = name.text.replace('_', "-");
    let help = if is_tag(&hyphened) {
        format!("write it with a hyphen: `{hyphened}`")
    } else {
        "write it as `en`, `pt-BR` or `zh-Hant`".to_owned()
    };
    decoder.report(
        Mistake::InvalidText,
        name.span,
        "this is no tag of a language".to_owned(),
        help,
    );
    None
}

/// Names of four letters and more are reserved, and those that only two sides know (`x-...`) tell a browser nothing:
/// neither is taken for a language.
fn is_tag(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let fits =
        |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !parts.iter().all(|part| fits(part)) {
        return false;
    }
    let is_extended = |part: &str| part.len() == 3 && letters(part);
    let is_script = |part: &str| part.len() == 4 && letters(part);
    let is_region = |part: &str| (part.len() == 2 && letters(part)) || (part.len() == 3 && digits(part));
    let is_variant = |part: &str| part.len() >= 5 || (part.len() == 4 && digits(&part[..1]));
    let [language, rest @ ..] = &parts[..] else {
        return false;
    };
    if !(2..=3).contains(&language.len()) || !letters(language) {
        return false;
    }
    let mut rest = rest;
    let mut skip = |most: usize, is_part: &dyn Fn(&str) -> bool| {
        let count = rest.iter().take(most).take_while(|part| is_part(part)).count();
        rest = &rest[count..];
    };
    skip(3, &is_extended);
    skip(1, &is_script);
    skip(1, &is_region);
    skip(usize::MAX, &is_variant);
    has_extensions_only(rest)
}

/// Each of a single letter or digit, and at least one part behind it: `u-ca-buddhist`.
fn has_extensions_only(parts: &[&str]) -> bool {
    let is_singleton = |part: &&str| part.len() == 1;
    let starts_well = parts.first().is_none_or(is_singleton);
    let ends_well = parts.last().is_none_or(|part| !is_singleton(part));
    starts_well && ends_well && !parts.windows(2).any(|two| two.iter().all(is_singleton))
}

#[cfg(test)]
mod tests {
    use super::is_tag;

    #[test]
    fn tags_are_told_from_names() {
        for tag in [
            "en",
            "hi",
            "pt-BR",
            "zh-Hant-TW",
            "es-419",
            "gsw",
            "sl-rozaj-biske",
            "de-CH-1996",
            "zh-yue-HK",
            "en-US-u-islamcal",
            "de-x-ours",
            "SR-latn",
        ] {
            assert!(is_tag(tag), "{tag}");
        }
        for name in [
            "",
            "e",
            "english",
            "en_GB",
            "en-",
            "-en",
            "en--GB",
            "en-GB-US",
            "de-419-DE",
            "x-ours",
            "en-u",
            "en-u-x",
            "हिन्दी",
            "e1",
            "en-toolongpart",
            "de-DE-Latn",
        ] {
            assert!(!is_tag(name), "{name}");
        }
    }
}
