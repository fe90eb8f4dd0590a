//! What a finding says: its message, place and page. Nothing here prints a value.

use crate::config::Problem;
use crate::finding::{Finding, Place, Severity};
use crate::guide::page::Page;
use crate::guide::rule::Rule;
use crate::guide::text::Word;
use crate::guide::{Described, Guide};
use crate::lint::classify::Declared;
use crate::lint::evaluate::{Case, Evaluator};
use crate::lint::suppress::Suppression;
use crate::lint::{File, describe};
use crate::source::{Span, clean_name};

impl Evaluator<'_> {
    pub(super) fn tell(&self, rule: &Described<Rule>, mut case: Case) -> Finding {
        let severity = self.severity(rule, &mut case);
        let Case {
            file,
            at,
            credential,
            other,
            ..
        } = &case;
        let entry = &file.document.entries[*at];
        let key = clean_name(&entry.key);
        let credential = credential.map(|credential| &self.guide.credentials[credential]);
        let provider = match file.block(*at).provider {
            Declared::Known(provider) => self.guide.providers.get(provider),
            _ => self.guide.providers.iter().find(|provider| {
                credential.is_some_and(|it| it.given_by.iter().any(|by| by.text == provider.id.text))
            }),
        };
        let title = credential.map_or("value", |it| it.title.as_str());
        let fill = |word| match word {
            Word::Key => key.clone(),
            Word::Credential => title.to_owned(),
            Word::Field => credential
                .and_then(|it| {
                    self.guide
                        .label(&it.id.text, provider.map(|it| it.id.text.as_str()))
                        .or_else(|| self.guide.label(&it.id.text, None))
                })
                .unwrap_or(title)
                .to_owned(),
            Word::Provider => provider.map_or_else(|| "the provider".to_owned(), |it| it.label.clone()),
            Word::Other => other.clone().unwrap_or_else(|| "something else".to_owned()),
            Word::Format => file.format.to_owned(),
        };
        Finding {
            label: match &case.span {
                Some(span) => counted("a part of the value", case.value().get(span.clone())),
                None => describe(file, *at),
            },
            message: rule.message.fill(fill),
            help: Some(rule.help.fill(fill)),
            url: self.url(rule),
            credential: credential.map(|it| it.id.text.clone()),
            key_path: file.item_names.key_path(entry),
            key: Some(key.clone()),
            related: case.related.clone(),
            ..Finding::new(&rule.id.text, severity, place(&case), String::new())
        }
    }

    pub(super) fn tell_problem(&self, rule: &Described<Rule>, file: &File, problem: &Problem) -> Finding {
        let fill = |word| match word {
            Word::Format => file.format.to_owned(),
            _ => String::new(),
        };
        let place = Place::new(&file.source, problem.span.clone());
        Finding {
            label: problem.message.clone(),
            message: rule.message.fill(fill),
            help: Some(rule.help.fill(fill)),
            url: self.url(rule),
            ..Finding::new(&rule.id.text, rule.severity, place, String::new())
        }
    }

    pub(super) fn tell_suppression(
        &self,
        rule: &Described<Rule>,
        file: &File,
        suppression: &Suppression,
    ) -> Finding {
        let place = Place::new(&file.source, suppression.span.clone());
        tell_unused(self.guide, rule, place, &suppression.rule)
    }

    fn severity(&self, rule: &Rule, case: &mut Case) -> Severity {
        let (other, related) = (case.other.clone(), case.related.clone());
        let found = rule
            .severity_when
            .iter()
            .find(|(condition, _)| self.holds(condition, case));
        // What was found of the value stays what the rule itself found.
        case.other = other;
        case.related = related;
        found.map_or(rule.severity, |(_, severity)| *severity)
    }

    fn url(&self, rule: &Described<Rule>) -> Option<String> {
        let page: &Page = &self.guide.pages[rule.page];
        self.guide.published(page)
    }
}

/// Of a suppression that finds nothing at all to suppress, wherever it is written; `name` is the rule's there.
pub(super) fn tell_unused(guide: &Guide, rule: &Described<Rule>, place: Place, name: &str) -> Finding {
    let fill = |word| match word {
        // What a file says between the brackets may be anything, a secret too.
        Word::Other if guide.is_nearly_a_rule(name) => clean_name(name),
        Word::Other => "an unknown rule".to_owned(),
        _ => String::new(),
    };
    Finding {
        message: rule.message.fill(fill),
        help: Some(rule.help.fill(fill)),
        url: guide.published(&guide.pages[rule.page]),
        ..Finding::new(&rule.id.text, rule.severity, place, String::new())
    }
}

/// The value's place, or that of the part of it that a finding is about, where the file says it in the same bytes.
fn place(case: &Case) -> Place {
    let entry = &case.file.document.entries[case.at];
    let source = &case.file.source;
    let part = case.span.as_ref().and_then(|part| {
        let span: Span = entry.span.start + part.start..entry.span.start + part.end;
        (source.text().get(span.clone())? == case.value().get(part.clone())?).then_some(span)
    });
    Place::new(source, part.unwrap_or_else(|| entry.span.clone()))
}

fn counted(what: &str, text: Option<&str>) -> String {
    let characters = text.map_or(0, |text| text.chars().count());
    format!("{what}, {characters} characters")
}
