//! `fieldguide.yaml`: how the site is called and published, the words that the linter knows, and what to lint.

mod language;
mod site;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Severity};
use crate::guide::decode::{Decoder, Name};
use crate::guide::mistake::Mistake;
use crate::source::Source;
use crate::tree::Node;

pub use site::{Budgets, Feedback, Site, Translation};

pub const FILE_NAME: &str = "fieldguide.yaml";

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Settings {
    pub site: Site,
    pub vocabulary: Vocabulary,
    pub lint: Lint,
}

/// Words that tell what a key or a value means.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Vocabulary {
    /// Words in a key that say for which of several uses it is: `PROD_`, `_STAGING`.
    pub scopes: Vec<String>,
    /// Words that may stand between a provider's word and the name of a credential: `WHATSAPP_CLOUD_API_TOKEN`.
    pub fillers: Vec<String>,
    /// Words before a credential's name that fit it, and do not yet say whose it is: `META_TOKEN`.
    pub brands: Vec<String>,
    /// Words behind a credential's name that make it something else: `ACCESS_TOKEN_TTL`.
    pub not_the_value: Vec<String>,
    /// Words that say a key is another service's.
    pub other_services: Vec<String>,
    /// Files and directories, with `*`, whose texts speak of credentials and hold none.
    pub not_settings: Vec<String>,
    /// Keys below which nothing is a setting: examples, schemas.
    pub not_settings_below: Vec<String>,
    /// Keys that may stand between a provider's section and its credentials.
    pub sections: Vec<String>,
    /// Keys below which any name may stand: `accounts: {acme: ...}`.
    pub collections: Vec<String>,
    /// Keys that name the provider.
    pub provider_keys: Vec<String>,
    /// Keys that only the CRM's own settings have.
    pub crm_keys: Vec<String>,
    pub placeholders: Placeholders,
    pub programs: Programs,
    /// Names of files that are there to be copied, with `*`.
    pub template_files: Vec<String>,
    /// Names of Helm's values, with `*`: beside Kubernetes' manifests, which are known by what they hold.
    pub manifests: Vec<String>,
    /// Words in a file's path that say it is of production.
    pub production: Vec<String>,
    /// Word lists for the conditions `beside` and `one_of`.
    pub lists: BTreeMap<String, Vec<String>>,
}

/// What a value looks like that a template left to be filled in. Whole values only, whatever their case.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Placeholders {
    pub whole: Vec<String>,
    /// First words after which any words make a placeholder: `your-app-id`.
    pub starts: Vec<String>,
    /// First words after which only `nouns` make a placeholder: `my_verify_token`.
    pub weak_starts: Vec<String>,
    pub nouns: Vec<String>,
}

/// What in a program is no setting, and no placeholder that was left in.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Programs {
    /// Files and directories, with `*`, whose values are made up: tests, examples, what a tool wrote.
    pub not_settings: Vec<String>,
    /// Words in the name of a constant, or of what is around it, that say the same, or that it is shown to people.
    pub not_settings_below: Vec<String>,
    /// First words of a placeholder, which nouns follow. Others name what programs do: `add`, `set`, `missing`.
    pub placeholder_starts: Vec<String>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Lint {
    /// Files that are read although git ignores them: patterns as in `.gitignore`, relative to the settings file.
    pub include: Vec<String>,
    /// Files that are not read, in the same words.
    pub exclude: Vec<String>,
    /// Directories with pages of rules and credentials of one's own, relative to the settings file.
    pub rules: Vec<Name>,
    /// The severities of rules, where they are other ones here; none where a rule is off.
    pub severity: Vec<(Name, Option<Severity>)>,
    /// IDs that are known to be a credential's.
    pub known: Vec<(Name, Vec<String>)>,
    /// Findings that are meant to stay.
    pub ignore: Vec<Ignore>,
    /// The file with the findings that were there before, relative to the settings file.
    pub baseline: Option<Name>,
}

/// Findings that are meant to stay, and why.
#[derive(Debug, Serialize, Deserialize)]
pub struct Ignore {
    pub rules: Vec<Name>,
    /// Of the files that it is for: a pattern as in `.gitignore`, relative to the settings file.
    pub path: Option<String>,
    /// Of the keys or key paths that it is for, with `*`.
    pub key: Option<String>,
    pub reason: String,
}

impl Settings {
    pub fn read(source: &Source, findings: &mut Vec<Finding>) -> Self {
        let mut settings = Self::default();
        let mut decoder = Decoder { source, findings };
        let Some(root) = decoder.yaml(0..source.text().len(), "this file") else {
            return settings;
        };
        let Some(mut fields) = decoder.fields(&root, "a settings file") else {
            return settings;
        };
        if let Some(node) = fields.optional("site") {
            settings.site = Site::decode(node, &mut decoder).unwrap_or_default();
            settings.site.place = fields.span_of("site").unwrap_or_default();
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

impl Vocabulary {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let mut fields = decoder.fields(node, "the section `vocabulary`")?;
        let vocabulary = Self {
            scopes: fields.texts(decoder, "scopes"),
            fillers: fields.texts(decoder, "fillers"),
            brands: fields.texts(decoder, "brands"),
            not_the_value: fields.texts(decoder, "not_the_value"),
            other_services: fields.texts(decoder, "other_services"),
            not_settings: fields.texts(decoder, "not_settings"),
            not_settings_below: fields.texts(decoder, "not_settings_below"),
            sections: fields.texts(decoder, "sections"),
            collections: fields.texts(decoder, "collections"),
            provider_keys: fields.texts(decoder, "provider_keys"),
            crm_keys: fields.texts(decoder, "crm_keys"),
            placeholders: fields
                .optional("placeholders")
                .and_then(|node| Placeholders::decode(node, decoder))
                .unwrap_or_default(),
            programs: fields
                .optional("programs")
                .and_then(|node| Programs::decode(node, decoder))
                .unwrap_or_default(),
            template_files: fields.texts(decoder, "template_files"),
            manifests: fields.texts(decoder, "manifests"),
            production: fields.texts(decoder, "production"),
            lists: fields
                .optional("lists")
                .map(|node| decoder.lists(node, "the section `lists`"))
                .unwrap_or_default()
                .into_iter()
                .map(|(name, words)| (name.text, words))
                .collect(),
        };
        fields.finish(decoder);
        Some(vocabulary)
    }
}

impl Placeholders {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let mut fields = decoder.fields(node, "the section `placeholders`")?;
        let placeholders = Self {
            whole: fields.texts(decoder, "whole"),
            starts: fields.texts(decoder, "starts"),
            weak_starts: fields.texts(decoder, "weak_starts"),
            nouns: fields.texts(decoder, "nouns"),
        };
        fields.finish(decoder);
        Some(placeholders)
    }
}

impl Programs {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let mut fields = decoder.fields(node, "the section `programs`")?;
        let programs = Self {
            not_settings: fields.texts(decoder, "not_settings"),
            not_settings_below: fields.texts(decoder, "not_settings_below"),
            placeholder_starts: fields.texts(decoder, "placeholder_starts"),
        };
        fields.finish(decoder);
        Some(programs)
    }
}

const SEVERITIES: [(&str, Option<Severity>); 4] = [
    ("error", Some(Severity::Error)),
    ("warning", Some(Severity::Warning)),
    ("hint", Some(Severity::Hint)),
    ("off", None),
];

impl Lint {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let mut fields = decoder.fields(node, "the section `lint`")?;
        let lint = Self {
            include: fields.texts(decoder, "include"),
            exclude: fields.texts(decoder, "exclude"),
            rules: fields.names(decoder, "rules"),
            severity: fields
                .optional("severity")
                .map(|node| decoder.words(node, "the section `severity`", "severity", &SEVERITIES))
                .unwrap_or_default(),
            known: fields
                .optional("known")
                .map(|node| decoder.lists(node, "the section `known`"))
                .unwrap_or_default(),
            ignore: fields
                .optional("ignore")
                .map(|node| decoder.items(node))
                .unwrap_or_default()
                .iter()
                .filter_map(|node| Ignore::decode(node, decoder))
                .collect(),
            baseline: fields.name(decoder, "baseline"),
        };
        fields.finish(decoder);
        Some(lint)
    }
}

impl Ignore {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let mut fields = decoder.fields(node, "an entry of `ignore`")?;
        let rules = fields
            .required(decoder, "rule")
            .map(|node| (node, decoder.names(node)));
        if let Some((node, names)) = &rules
            && names.is_empty()
        {
            decoder.report(
                Mistake::MissingKey,
                node.span.clone(),
                "this entry of `ignore` names no rule".to_owned(),
                "name one, or a list of them: `fieldguide rules` has all".to_owned(),
            );
        }
        let path = fields.name(decoder, "path");
        if let Some(path) = path.as_ref().filter(|path| path.text.starts_with('!')) {
            decoder.report(
                Mistake::InvalidText,
                path.span.clone(),
                "this pattern takes files out again, and there are none in it".to_owned(),
                "write the pattern of the files that the entry is for, without `!`".to_owned(),
            );
        }
        let ignore = Self {
            rules: rules.map(|(_, names)| names).unwrap_or_default(),
            path: path.map(|path| path.text),
            key: fields.text(decoder, "key"),
            reason: fields.required_text(decoder, "reason").unwrap_or_default(),
        };
        fields.finish(decoder);
        Some(ignore)
    }
}
