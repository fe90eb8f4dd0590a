//! Rules to findings: the condition language at work on what was read, classified and correlated.

use crate::finding::{Finding, Place, Related};
use crate::guide::Guide;
use crate::guide::condition::{Circumstance, Condition, Manner};
use crate::guide::rule::Rule;
use crate::guide::shape::Shape;
use crate::guide::text::Word;
use crate::guide::{Described, page::Page};
use crate::lint::classify::{Classifier, Declared};
use crate::lint::correlate::Known;
use crate::lint::{File, describe};
use crate::source::clean_name;

pub struct Evaluator<'a> {
    pub guide: &'a Guide,
    pub classifier: &'a Classifier,
    pub known: &'a Known,
}

/// One entry under judgement.
struct Case<'a> {
    file: &'a File,
    at: usize,
    credential: usize,
    related: Vec<Related>,
}

impl Evaluator<'_> {
    pub fn file(&self, file: &File) -> Vec<Finding> {
        let mut findings = self.unparsable(file);
        for at in 0..file.document.entries.len() {
            let Some(credential) = file.classified.credentials[at] else {
                continue;
            };
            if file.block(at).is_payload || self.is_for_another_provider(file, at, credential) {
                continue;
            }
            let mut has_verdict = false;
            for rule in self.guide.rules.iter().filter(|rule| !rule.is_on_file()) {
                if rule.exclusive && has_verdict {
                    continue;
                }
                let id = &self.guide.credentials[credential].id.text;
                if !rule.on.iter().any(|on| on.text == *id) {
                    continue;
                }
                let mut case = Case {
                    file,
                    at,
                    credential,
                    related: Vec::new(),
                };
                if self.holds(&rule.when, &mut case) {
                    has_verdict |= rule.exclusive;
                    findings.push(self.finding(rule, case));
                }
            }
        }
        findings
    }

    /// A block that declares its provider is not judged on what only others hand out.
    fn is_for_another_provider(&self, file: &File, at: usize, credential: usize) -> bool {
        let block = file.block(at);
        match block.provider {
            Declared::Nothing => block
                .called
                .is_some_and(|provider| !self.classifier.gives(provider, credential)),
            Declared::Known(provider) => !self.classifier.gives(provider, credential),
            Declared::Other => !self.guide.credentials[credential].given_by.is_empty(),
        }
    }

    fn holds(&self, condition: &Condition, case: &mut Case) -> bool {
        let shapes = case.file.shapes[case.at];
        match condition {
            Condition::Value(wanted) => shapes.has_any(wanted),
            Condition::SameAs(name) => {
                let other = self
                    .guide
                    .credentials
                    .iter()
                    .position(|credential| credential.id.text == name.text);
                let found = other.and_then(|other| {
                    self.known
                        .same_as(case.file, case.at, other, self.guide, self.classifier)
                });
                if let Some(related) = &found {
                    case.related.clone_from(related);
                }
                found.is_some()
            }
            Condition::In(Circumstance::TemplateFile) => case.file.is_template,
            Condition::In(Circumstance::CrmSettings) => case.file.block(case.at).is_crm,
            Condition::Provider(name) => match case.file.block(case.at).provider {
                Declared::Known(at) => self.guide.providers[at].id.text == name.text,
                // The CRM's own settings are Meta's, or whoever's comes first, unless they say otherwise.
                Declared::Nothing => {
                    self.guide
                        .providers
                        .first()
                        .is_some_and(|first| first.id.text == name.text)
                        && case.file.block(case.at).is_crm
                }
                Declared::Other => false,
            },
            Condition::On(names) => {
                let id = &self.guide.credentials[case.credential].id.text;
                names.iter().any(|name| name.text == *id)
            }
            Condition::Beside(list) => self
                .guide
                .settings
                .vocabulary
                .lists
                .get(&list.text)
                .is_some_and(|list| list.iter().any(|word| case.file.words.contains(word))),
            Condition::Matches(pattern) => {
                !shapes.has(Shape::Reference)
                    && pattern.is_match(case.file.document.entries[case.at].value.expose().trim())
            }
            Condition::WrittenAs(Manner::ReadDifferently) => {
                case.file.document.entries[case.at].read_differently
            }
            Condition::FileUnparsable => false,
            Condition::All(conditions) => conditions.iter().all(|it| self.holds(it, case)),
            Condition::Any(conditions) => conditions.iter().any(|it| self.holds(it, case)),
            Condition::Not(condition) => !self.holds(condition, case),
        }
    }

    fn finding(&self, rule: &Described<Rule>, case: Case) -> Finding {
        let Case {
            file,
            at,
            credential,
            related,
        } = case;
        let entry = &file.document.entries[at];
        let key = clean_name(&entry.key);
        let credential = &self.guide.credentials[credential];
        let provider = match file.block(at).provider {
            Declared::Known(provider) => self.guide.providers.get(provider),
            _ => self
                .guide
                .providers
                .iter()
                .find(|provider| credential.given_by.iter().any(|by| by.text == provider.id.text)),
        };
        let fill = |word| match word {
            Word::Key => key.clone(),
            Word::Credential => credential.title.clone(),
            Word::Field => self
                .guide
                .label(&credential.id.text, provider.map(|it| it.id.text.as_str()))
                .or_else(|| self.guide.label(&credential.id.text, None))
                .unwrap_or(&credential.title)
                .to_owned(),
            Word::Provider => provider.map_or_else(|| "the provider".to_owned(), |it| it.label.clone()),
            Word::Other => rule
                .when
                .compared_with()
                .and_then(|name| self.guide.credential(&name.text))
                .map_or_else(String::new, |other| other.title.clone()),
            Word::Format => file.format.to_owned(),
        };
        let path = file.source.name();
        Finding {
            label: describe(file, at),
            message: rule.message.fill(fill),
            help: Some(rule.help.fill(fill)),
            url: self.url(rule),
            credential: Some(credential.id.text.clone()),
            related,
            fingerprint: format!("{}:{path}:{}", rule.id.text, shown_path(&entry.key_path())),
            key: Some(key.clone()),
            ..Finding::new(&rule.id.text, rule.severity, file.place(at), String::new())
        }
    }

    fn unparsable(&self, file: &File) -> Vec<Finding> {
        let mut findings = Vec::new();
        for rule in self.guide.rules.iter().filter(|rule| rule.is_on_file()) {
            for problem in &file.document.problems {
                let fill = |word| match word {
                    Word::Format => file.format.to_owned(),
                    _ => String::new(),
                };
                let place = Place::new(&file.source, problem.span.clone());
                findings.push(Finding {
                    label: problem.message.clone(),
                    message: rule.message.fill(fill),
                    help: Some(rule.help.fill(fill)),
                    url: self.url(rule),
                    ..Finding::new(&rule.id.text, rule.severity, place, String::new())
                });
            }
        }
        findings
    }

    fn url(&self, rule: &Described<Rule>) -> Option<String> {
        let page: &Page = &self.guide.pages[rule.page];
        self.guide.published(page)
    }
}

fn shown_path(path: &str) -> String {
    path.split('.').map(clean_name).collect::<Vec<_>>().join(".")
}
