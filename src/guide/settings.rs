//! `fieldguide.yaml`: how the site is called and published, the words that the linter knows, and what to lint.

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::guide::decode::{Decoder, Name};
use crate::guide::mistake::Mistake;
use crate::source::Source;
use crate::tree::{Kind, Node};
use crate::yaml;

pub const FILE_NAME: &str = "fieldguide.yaml";

#[derive(Debug, Default)]
pub struct Settings {
    pub site: Site,
    pub vocabulary: Vocabulary,
    pub lint: Lint,
}

#[derive(Debug, Default, Clone)]
pub struct Site {
    pub title: String,
    pub description: String,
    /// Where the site is published, with a slash at its end: for the links in findings, and the sitemap.
    pub url: Option<String>,
    pub language: String,
    /// How sentences name the CRM.
    pub crm: String,
    /// Where the CRM's form is found.
    pub form: String,
}

/// Words that tell what a key or a value means.
#[derive(Debug, Default)]
pub struct Vocabulary {
    /// Words in a key that say for which of several uses it is: `PROD_`, `_STAGING`.
    pub scopes: Vec<String>,
    /// Words that may stand between a provider's word and the name of a credential: `WHATSAPP_CLOUD_API_TOKEN`.
    pub fillers: Vec<String>,
    /// Words behind a credential's name that make it something else: `ACCESS_TOKEN_TTL`.
    pub not_the_value: Vec<String>,
    /// Words that say a key is another service's.
    pub other_services: Vec<String>,
    /// Keys that name the provider.
    pub provider_keys: Vec<String>,
    /// Keys that only the CRM's own settings have.
    pub crm_keys: Vec<String>,
    pub placeholders: Placeholders,
    /// Names of files that are there to be copied, with `*`.
    pub template_files: Vec<String>,
    /// Word lists for the condition `beside`.
    pub lists: BTreeMap<String, Vec<String>>,
}

/// What a value looks like that a template left to be filled in. Whole values only, whatever their case.
#[derive(Debug, Default)]
pub struct Placeholders {
    pub whole: Vec<String>,
    /// First words after which any words make a placeholder: `your-app-id`.
    pub starts: Vec<String>,
    /// First words after which only `nouns` make a placeholder: `my_verify_token`.
    pub weak_starts: Vec<String>,
    pub nouns: Vec<String>,
}

#[derive(Debug, Default)]
pub struct Lint {
    /// Patterns as in `.gitignore`, relative to the settings file.
    pub exclude: Vec<String>,
    /// IDs that are known to be a credential's.
    pub known: Vec<(Name, Vec<String>)>,
}

impl Settings {
    pub fn read(source: &Source, findings: &mut Vec<Finding>) -> Self {
        let mut settings = Self::default();
        let read = yaml::read(source.text());
        let mut decoder = Decoder { source, findings };
        for problem in &read.problems {
            decoder.report(
                Mistake::FrontMatter,
                problem.span.clone(),
                format!("this is no YAML: {}", problem.message),
                "mind the indentation, and quote texts with `: ` or ` #` in them".to_owned(),
            );
        }
        let Some(root) = read.documents.first() else {
            return settings;
        };
        let Some(mut fields) = decoder.fields(root, "the settings") else {
            return settings;
        };
        if let Some(node) = fields.optional("site") {
            settings.site = Site::decode(node, &mut decoder).unwrap_or_default();
        }
        if let Some(node) = fields.optional("vocabulary") {
            settings.vocabulary = Vocabulary::decode(node, &mut decoder).unwrap_or_default();
        }
        if let Some(node) = fields.optional("lint") {
            settings.lint = Lint::decode(node, &mut decoder).unwrap_or_default();
        }
        fields.finish(&mut decoder);
        settings
    }
}

impl Site {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let mut fields = decoder.fields(node, "the site")?;
        let mut text = |key| fields.optional(key).and_then(|node| decoder.text(node));
        let site = Self {
            title: text("title").unwrap_or_default(),
            description: text("description").unwrap_or_default(),
            url: None,
            language: text("language").unwrap_or_else(|| "en".to_owned()),
            crm: text("crm").unwrap_or_else(|| "the CRM".to_owned()),
            form: text("form").unwrap_or_default(),
        };
        let url = fields
            .optional("url")
            .and_then(|node| decoder.name(node))
            .and_then(|name| {
                let is_web = name.text.starts_with("https://") || name.text.starts_with("http://");
                if !is_web || name.text.contains(['?', '#', ' ', '"', '<', '>']) {
                    decoder.report(
                        Mistake::InvalidText,
                        name.span,
                        "this is no address of a web site".to_owned(),
                        "write it as https://help.example.com/whatsapp/".to_owned(),
                    );
                    return None;
                }
                Some(format!("{}/", name.text.trim_end_matches('/')))
            });
        fields.finish(decoder);
        Some(Self { url, ..site })
    }
}

impl Vocabulary {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let mut fields = decoder.fields(node, "the vocabulary")?;
        let mut list = |key| {
            fields
                .optional(key)
                .map(|node| decoder.texts(node))
                .unwrap_or_default()
        };
        let mut vocabulary = Self {
            scopes: list("scopes"),
            fillers: list("fillers"),
            not_the_value: list("not_the_value"),
            other_services: list("other_services"),
            provider_keys: list("provider_keys"),
            crm_keys: list("crm_keys"),
            template_files: list("template_files"),
            ..Self::default()
        };
        if let Some(node) = fields.optional("placeholders") {
            vocabulary.placeholders = Placeholders::decode(node, decoder).unwrap_or_default();
        }
        if let Some(node) = fields.optional("lists") {
            match &node.kind {
                Kind::Map(pairs) => {
                    for pair in pairs {
                        let words = decoder.texts(&pair.value);
                        vocabulary.lists.insert(pair.key.clone(), words);
                    }
                }
                _ => {
                    decoder.fields(node, "word lists by name");
                }
            }
        }
        fields.finish(decoder);
        Some(vocabulary)
    }
}

impl Placeholders {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let mut fields = decoder.fields(node, "the placeholders")?;
        let mut list = |key| {
            fields
                .optional(key)
                .map(|node| decoder.texts(node))
                .unwrap_or_default()
        };
        let placeholders = Self {
            whole: list("whole"),
            starts: list("starts"),
            weak_starts: list("weak_starts"),
            nouns: list("nouns"),
        };
        fields.finish(decoder);
        Some(placeholders)
    }
}

impl Lint {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let mut fields = decoder.fields(node, "the settings of lint")?;
        let exclude = fields
            .optional("exclude")
            .map(|node| decoder.texts(node))
            .unwrap_or_default();
        let mut known = Vec::new();
        if let Some(node) = fields.optional("known") {
            match &node.kind {
                Kind::Map(pairs) => {
                    for pair in pairs {
                        let credential = Name {
                            text: pair.key.clone(),
                            span: pair.key_span.clone(),
                        };
                        known.push((credential, decoder.texts(&pair.value)));
                    }
                }
                _ => {
                    decoder.fields(node, "IDs by credential");
                }
            }
        }
        fields.finish(decoder);
        Some(Self { exclude, known })
    }
}
