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
        }
    }

    /// What is a matter of taste is no reason not to publish.
    pub fn severity(self) -> Severity {
        match self {
            Self::LinkText | Self::TooMuch => Severity::Warning,
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
}
