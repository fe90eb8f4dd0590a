//! The names of what can be wrong with a guide, as `check` and `build` report them.

use crate::finding::{Finding, Place, Severity};
use crate::source::{Source, Span};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mistake {
    FrontMatter,
    UnknownKey,
    MissingKey,
    WrongType,
    UnknownName,
    DuplicateId,
    InvalidPattern,
    InvalidText,
    MissingPage,
    MissingExample,
    WrongVerdict,
    DeadLink,
    MovedLink,
    UncheckedLink,
    RawHtml,
    UnknownComponent,
    BrokenTemplate,
    StrayFile,
    OverBudget,
    VanishedAnchor,
    HeadingOrder,
    LinkText,
    TableCells,
    TooMuch,
    MissingName,
    FarAway,
    FutureDate,
}

impl Mistake {
    pub fn name(self) -> &'static str {
        match self {
            Self::FrontMatter => "front-matter",
            Self::UnknownKey => "unknown-key",
            Self::MissingKey => "missing-key",
            Self::WrongType => "wrong-type",
            Self::UnknownName => "unknown-name",
            Self::DuplicateId => "duplicate-id",
            Self::InvalidPattern => "invalid-pattern",
            Self::InvalidText => "invalid-text",
            Self::MissingPage => "missing-page",
            Self::MissingExample => "missing-example",
            Self::WrongVerdict => "wrong-verdict",
            Self::DeadLink => "dead-link",
            Self::MovedLink => "moved-link",
            Self::UncheckedLink => "unchecked-link",
            Self::RawHtml => "raw-html",
            Self::UnknownComponent => "unknown-component",
            Self::BrokenTemplate => "broken-template",
            Self::StrayFile => "stray-file",
            Self::OverBudget => "over-budget",
            Self::VanishedAnchor => "vanished-anchor",
            Self::HeadingOrder => "heading-order",
            Self::LinkText => "link-text",
            Self::TableCells => "table-cells",
            Self::TooMuch => "too-much",
            Self::MissingName => "missing-name",
            Self::FarAway => "far-away",
            Self::FutureDate => "future-date",
        }
    }

    /// What is a matter of taste is no reason not to publish.
    pub fn severity(self) -> Severity {
        match self {
            Self::LinkText | Self::TooMuch | Self::FutureDate => Severity::Warning,
            Self::MovedLink | Self::UncheckedLink => Severity::Hint,
            _ => Severity::Error,
        }
    }

    pub fn at(self, source: &Source, span: Span, message: impl Into<String>) -> Finding {
        Finding::new(self.name(), self.severity(), Place::new(source, span), message)
    }
}

/// The entry of `known` that `word` most likely means.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let fold = |text: &str| text.to_lowercase().replace('_', "-");
    let word = fold(word);
    known
        .into_iter()
        .map(|known| (strsim::osa_distance(&word, &fold(known)), known))
        .filter(|(distance, known)| *distance * 3 <= known.chars().count().max(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// What to do about a word that is not one of `known`.
pub fn instead<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    match nearest(word, known.iter().copied()) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None if known.is_empty() => "nothing may stand here".to_owned(),
        None => format!("one of: {}", known.join(", ")),
    }
}

/// How many names a help lists, where there may be any number of them.
const LISTED: usize = 8;

/// The same for names that there are any number of: those most like the word, first; `otherwise` where there are none.
pub fn instead_of_many<'a>(word: &str, known: impl IntoIterator<Item = &'a str>, otherwise: &str) -> String {
    let mut known: Vec<&str> = known.into_iter().collect();
    if known.is_empty() {
        return otherwise.to_owned();
    }
    // Of equals the first one stays first.
    known.sort_by(|a, b| strsim::sorensen_dice(word, b).total_cmp(&strsim::sorensen_dice(word, a)));
    let more = known.len().saturating_sub(LISTED);
    known.truncate(LISTED);
    match instead(word, known) {
        help if more > 0 && help.starts_with("one of: ") => format!("{help} and {more} more"),
        help => help,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_near() {
        let known = ["severity", "message", "help"];
        assert_eq!(nearest("severty", known), Some("severity"));
        assert_eq!(nearest("Mesage", known), Some("message"));
        assert_eq!(nearest("colour", known), None);
    }

    #[test]
    fn of_many_words_those_like_it_are_listed() {
        let known = [
            "alpha",
            "beta",
            "where-it-goes",
            "d",
            "e",
            "f",
            "g",
            "h",
            "i",
            "where-to",
        ];
        let help = instead_of_many("where", known, "");
        assert_eq!(
            help,
            "one of: where-to, where-it-goes, alpha, beta, d, e, f, g and 2 more"
        );
        assert_eq!(instead_of_many("alhpa", known, ""), "did you mean `alpha`?");
        assert_eq!(instead_of_many("a", [], "leave it out"), "leave it out");
    }
}
