//! What templates and components see of credentials, providers and rules. Texts in Markdown are HTML here, with links
//! that fit the page they are shown on.

use serde::Serialize;
use tera::Value;

use crate::guide::credential::Credential;
use crate::guide::page::Page;
use crate::guide::provider::{Field as GuideField, Provider};
use crate::guide::rule::Rule;
use crate::guide::text::{Template, Word};
use crate::guide::{Described, Guide, settings};
use crate::site::changes::{Day, days};
use crate::site::markdown::inline;

/// All of them, for pages that reach the top of the site by `root`.
#[derive(Serialize)]
pub struct Views<'g> {
    pub credentials: Vec<CredentialView<'g>>,
    pub providers: Vec<ProviderView<'g>>,
    pub rules: Vec<RuleView<'g>>,
    /// Newest first.
    changes: Vec<Day<'g>>,
    pub site: Site<'g>,
    /// All of this as templates take it.
    #[serde(skip)]
    pub value: Value,
}

#[derive(Serialize)]
pub struct Site<'g> {
    title: &'g str,
    description: &'g str,
    language: &'g str,
    url: Option<&'g str>,
    crm: &'g str,
    form: &'g str,
    direction: &'static str,
    contact: Option<&'g str>,
    feedback: Option<Feedback<'g>>,
    stale_after: u32,
    translations: Vec<Translation<'g>>,
}

/// Where "Was this helpful?" goes.
#[derive(Serialize)]
struct Feedback<'g> {
    form: Option<&'g str>,
    mail: Option<&'g str>,
}

#[derive(Serialize)]
struct Translation<'g> {
    language: &'g str,
    name: &'g str,
    url: &'g str,
}

#[derive(Serialize, Clone)]
pub struct CredentialView<'g> {
    pub id: &'g str,
    title: &'g str,
    pub url: String,
    description: &'g str,
    also_called: &'g [String],
    secret: bool,
    looks_like: &'g str,
    example: Option<&'g str>,
    lifetime: Option<&'g str>,
    used_for: &'g str,
    found_at: &'g str,
    given_by: String,
    find: Vec<String>,
    keys: Vec<&'g str>,
    ambiguous_keys: Vec<&'g str>,
    not_to_be_confused_with: Vec<Reference<'g>>,
    fields: Vec<Use<'g>>,
    rules: Vec<RuleReference<'g>>,
}

#[derive(Serialize, Clone)]
struct Reference<'g> {
    id: &'g str,
    title: &'g str,
    url: String,
    description: &'g str,
}

#[derive(Serialize, Clone)]
struct RuleReference<'g> {
    id: &'g str,
    title: &'g str,
    url: String,
    severity: &'static str,
}

/// Where a credential goes for one provider.
#[derive(Serialize, Clone)]
struct Use<'g> {
    provider: ProviderReference<'g>,
    label: Option<&'g str>,
    enter: &'static str,
    note: Option<String>,
    because: Option<String>,
}

#[derive(Serialize, Clone)]
struct ProviderReference<'g> {
    id: &'g str,
    label: &'g str,
    title: &'g str,
    url: String,
}

#[derive(Serialize, Clone)]
pub struct ProviderView<'g> {
    pub id: &'g str,
    title: &'g str,
    pub url: String,
    description: &'g str,
    label: &'g str,
    fields: Vec<FieldView<'g>>,
}

#[derive(Serialize, Clone)]
struct FieldView<'g> {
    label: Option<&'g str>,
    enter: &'static str,
    note: Option<String>,
    because: Option<String>,
    credential: CredentialView<'g>,
}

#[derive(Serialize, Clone)]
pub struct RuleView<'g> {
    id: &'g str,
    title: &'g str,
    pub url: String,
    description: &'g str,
    severity: &'static str,
    /// All that it may have, the usual one first.
    severities: Vec<&'static str>,
    on: Vec<Reference<'g>>,
    message: String,
    help: String,
    prevents: Option<Trouble<'g>>,
}

#[derive(Serialize, Clone)]
struct Trouble<'g> {
    title: &'g str,
    url: String,
    code: &'g [String],
}

/// The severities that a rule may have, the usual one first.
pub fn severities(rule: &Rule) -> Vec<&'static str> {
    let mut severities = vec![rule.severity.name()];
    for (_, severity) in &rule.severity_when {
        if !severities.contains(&severity.name()) {
            severities.push(severity.name());
        }
    }
    severities
}

impl<'g> From<&'g settings::Site> for Site<'g> {
    fn from(site: &'g settings::Site) -> Self {
        Self {
            title: &site.title,
            description: &site.description,
            language: &site.language,
            url: site.url.as_deref(),
            crm: &site.crm,
            form: &site.form,
            direction: direction(&site.language),
            contact: site.contact.as_deref(),
            feedback: site.feedback.as_ref().map(|feedback| match feedback {
                settings::Feedback::Form(url) => Feedback {
                    form: Some(url),
                    mail: None,
                },
                settings::Feedback::Mail(address) => Feedback {
                    form: None,
                    mail: Some(address),
                },
            }),
            stale_after: site.stale_after,
            translations: site
                .translations
                .iter()
                .map(|translation| Translation {
                    language: &translation.language,
                    name: &translation.name,
                    url: &translation.url,
                })
                .collect(),
        }
    }
}

/// `rtl` for the languages that are written from right to left, by the first part of their tag.
fn direction(language: &str) -> &'static str {
    const RIGHT_TO_LEFT: [&str; 10] = ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];
    let first = language.split('-').next().unwrap_or(language);
    if RIGHT_TO_LEFT.contains(&first) {
        "rtl"
    } else {
        "ltr"
    }
}

impl<'g> Views<'g> {
    pub fn new(guide: &'g Guide, root: &str) -> Self {
        let maker = Maker { guide, root };
        let credentials: Vec<CredentialView> =
            guide.credentials.iter().map(|it| maker.credential(it)).collect();
        let mut views = Self {
            providers: guide
                .providers
                .iter()
                .map(|it| maker.provider(it, &credentials))
                .collect(),
            rules: guide.rules.iter().map(|it| maker.rule(it)).collect(),
            changes: days(guide, root),
            site: Site::from(&guide.settings.site),
            credentials,
            value: Value::none(),
        };
        views.value = Value::from_serializable(&views);
        views
    }
}

struct Maker<'g, 'r> {
    guide: &'g Guide,
    root: &'r str,
}

impl<'g> Maker<'g, '_> {
    fn page(&self, at: usize) -> &'g Page {
        &self.guide.pages[at]
    }

    fn credential(&self, it: &'g Described<Credential>) -> CredentialView<'g> {
        let page = self.page(it.page);
        let id = it.id.text.as_str();
        CredentialView {
            id,
            title: &page.title,
            url: page.url(),
            description: &page.description,
            also_called: &it.also_called,
            secret: it.secret,
            looks_like: &it.looks_like,
            example: it.example.as_deref(),
            lifetime: it.lifetime.as_deref(),
            used_for: &it.used_for,
            found_at: &it.found_at,
            given_by: it
                .given_by
                .iter()
                .filter_map(|name| self.guide.provider(&name.text))
                .map(|provider| provider.label.as_str())
                .collect::<Vec<_>>()
                .join(", "),
            find: it
                .find
                .iter()
                .map(|step| inline(self.guide, page, &step.text, self.root))
                .collect(),
            keys: it.keys.iter().map(|key| key.text.as_str()).collect(),
            ambiguous_keys: it.ambiguous_keys.iter().map(|key| key.text.as_str()).collect(),
            not_to_be_confused_with: it
                .not_to_be_confused_with
                .iter()
                .filter_map(|name| self.reference(&name.text))
                .collect(),
            fields: self
                .guide
                .providers
                .iter()
                .filter_map(|provider| Some(self.use_of(provider, provider.field(id)?)))
                .collect(),
            rules: self
                .guide
                .rules
                .iter()
                .filter(|rule| rule.on.iter().any(|on| on.text == id))
                .map(|rule| RuleReference {
                    id: &rule.id.text,
                    title: &self.page(rule.page).title,
                    url: self.page(rule.page).url(),
                    severity: rule.severity.name(),
                })
                .collect(),
        }
    }

    fn reference(&self, id: &str) -> Option<Reference<'g>> {
        let credential = self.guide.credential(id)?;
        let page = self.page(credential.page);
        Some(Reference {
            id: &credential.id.text,
            title: &page.title,
            url: page.url(),
            description: &page.description,
        })
    }

    fn use_of(&self, provider: &'g Described<Provider>, field: &'g GuideField) -> Use<'g> {
        let page = self.page(provider.page);
        let (note, because) = self.texts(page, field);
        Use {
            provider: ProviderReference {
                id: &provider.id.text,
                label: &provider.label,
                title: &page.title,
                url: page.url(),
            },
            label: field.label.as_deref(),
            enter: field.enter.name(),
            note,
            because,
        }
    }

    fn texts(&self, page: &Page, field: &GuideField) -> (Option<String>, Option<String>) {
        let html = |text: &str| inline(self.guide, page, text, self.root);
        (
            field.note.as_ref().map(|note| html(&note.text)),
            field.because.as_ref().map(|because| html(&because.text)),
        )
    }

    fn provider(&self, it: &'g Described<Provider>, credentials: &[CredentialView<'g>]) -> ProviderView<'g> {
        let page = self.page(it.page);
        ProviderView {
            id: &it.id.text,
            title: &page.title,
            url: page.url(),
            description: &page.description,
            label: &it.label,
            fields: it
                .fields
                .iter()
                .filter_map(|field| {
                    let (note, because) = self.texts(page, field);
                    Some(FieldView {
                        label: field.label.as_deref(),
                        enter: field.enter.name(),
                        note,
                        because,
                        credential: credentials
                            .iter()
                            .find(|view| view.id == field.credential.text)?
                            .clone(),
                    })
                })
                .collect(),
        }
    }

    fn rule(&self, it: &'g Described<Rule>) -> RuleView<'g> {
        let page = self.page(it.page);
        RuleView {
            id: &it.id.text,
            title: &page.title,
            url: page.url(),
            description: &page.description,
            severity: it.severity.name(),
            severities: severities(it),
            on: it
                .on
                .iter()
                .filter_map(|name| self.reference(&name.text))
                .collect(),
            message: self.text(it, &it.message),
            help: self.text(it, &it.help),
            prevents: it
                .prevents
                .as_ref()
                .and_then(|name| self.guide.trouble(&name.text))
                .map(|page| Trouble {
                    title: &page.title,
                    url: page.url(),
                    code: &page.code,
                }),
        }
    }

    /// What the value is instead, as far as the rule alone tells.
    fn others(&self, rule: &Rule) -> String {
        let names = rule.when.others();
        let titles: Vec<&str> = names
            .iter()
            .filter_map(|name| self.guide.credential(&name.text))
            .map(|other| other.title.as_str())
            .collect();
        if titles.is_empty() {
            "another one".to_owned()
        } else {
            titles.join(" or the ")
        }
    }

    /// A rule's text with the words that do not hang on a file filled in, for the first credential that it looks at.
    fn text(&self, rule: &Rule, text: &Template) -> String {
        let credential = rule.on.first().and_then(|name| self.guide.credential(&name.text));
        let is_one = rule.on.len() == 1;
        let filled = text.fill(|word| match (word, credential) {
            (Word::Key, _) => "KEY".to_owned(),
            (Word::Format, _) => "its format".to_owned(),
            (Word::Provider, _) => "the provider".to_owned(),
            (Word::Credential, Some(it)) if is_one => it.title.clone(),
            (Word::Credential, _) => "credential".to_owned(),
            (Word::Field, Some(it)) if is_one => self
                .guide
                .label(&it.id.text, None)
                .unwrap_or(&it.title)
                .to_owned(),
            (Word::Field, _) => "its box".to_owned(),
            (Word::Other, _) => self.others(rule),
        });
        // Backquotes are the only Markdown that texts for a terminal have.
        inline(self.guide, &self.guide.pages[0], &filled, self.root)
    }
}
