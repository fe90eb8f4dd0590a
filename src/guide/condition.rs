//! The condition language of rules, as data. It is evaluated in `lint::evaluate`.

use serde::{Deserialize, Serialize};

use crate::guide::decode::{Decoder, Name};
use crate::guide::mistake::{Mistake, instead};
use crate::guide::pattern::Pattern;
use crate::guide::shape::Shape;
use crate::tree::{Kind, Node};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Condition {
    /// The value has one of these shapes.
    Value(Vec<Shape>),
    /// The value is that of one of these credentials, anywhere in the scan, or refers to it by name.
    SameAs(Vec<Name>),
    /// A captured webhook, the settings or a block with both IDs prove the value to be this credential's.
    ProvenAs(Name),
    WrittenAs(Manner),
    /// One of these.
    In(Vec<Circumstance>),
    /// The block or file declares this provider.
    Provider(Name),
    /// The key is one of these credentials'.
    On(Vec<Name>),
    /// A key with a word of this vocabulary list stands in the same block or file.
    Beside(Name),
    Matches(Pattern),
    KeyMatches(Pattern),
    Key(KeyFault),
    /// The value, folded, is in this vocabulary list.
    OneOf(Name),
    /// The block has no value for this credential.
    Missing(Name),
    /// The block does not even name it.
    Absent(Name),
    /// Another file of the same directory has another value for the credential.
    DiffersElsewhere,
    /// The value names a provider, and not one of the guide's. A condition on what names the provider.
    ProviderName(ProviderFault),
    /// A condition on the addresses in values, whatever the key.
    Url(UrlFault),
    /// The file cannot be read as what its name says. The only condition on a file, not on a value.
    FileUnparsable,
    /// A comment suppresses a rule that finds nothing there. A condition on comments.
    SuppressionUnused,
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Circumstance {
    /// A file that is there to be copied: `.env.example` and its like.
    TemplateFile,
    /// The CRM's own settings: a block with its names, or one that names the provider as it does.
    CrmSettings,
    /// A Kubernetes manifest or Helm's values: there a bare number becomes a float.
    Manifest,
    /// git tracks it, or has it staged. It takes time to ask, so rules ask for it last.
    TrackedFile,
    /// Its name says that it is of production.
    ProductionFile,
    /// Source code: a name and a text beside it are less of a setting there than in a config file.
    Program,
    /// The block names the address of an API that is none of the guide's providers': its token is that service's.
    OtherService,
}

/// How a file writes a value, apart from what the value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Manner {
    /// Programs that read such files make different things of it.
    ReadDifferently,
    UnquotedNumber,
}

/// What is wrong with a key, or makes it doubtful.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyFault {
    /// The same key stands in the same block before, with another value.
    Repeated,
    /// Blanks or invisible characters belong to its name.
    StrayCharacters,
    /// Anybody's name, such as `APP_SECRET`: only what stands beside it says that it is the credential's.
    Bare,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProviderFault {
    /// Nearly one of the guide's.
    Misspelt,
    /// Quite another one.
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum UrlFault {
    /// The endpoint takes another ID than the one that stands there.
    WrongGraphId,
    CarriesToken,
    /// The host is another provider's than the key or the block says.
    OtherProvider,
}

/// What a condition is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The value of a credential's key.
    Credential,
    File,
    ProviderName,
    Url,
    Suppression,
}

const CIRCUMSTANCES: [(&str, Circumstance); 7] = [
    ("template-file", Circumstance::TemplateFile),
    ("crm-settings", Circumstance::CrmSettings),
    ("manifest", Circumstance::Manifest),
    ("tracked-file", Circumstance::TrackedFile),
    ("production-file", Circumstance::ProductionFile),
    ("program", Circumstance::Program),
    ("other-service", Circumstance::OtherService),
];
const MANNERS: [(&str, Manner); 2] = [
    ("read-differently", Manner::ReadDifferently),
    ("unquoted-number", Manner::UnquotedNumber),
];
const KEY_FAULTS: [(&str, KeyFault); 3] = [
    ("repeated", KeyFault::Repeated),
    ("stray-characters", KeyFault::StrayCharacters),
    ("bare", KeyFault::Bare),
];
const PROVIDER_FAULTS: [(&str, ProviderFault); 2] = [
    ("misspelt", ProviderFault::Misspelt),
    ("unknown", ProviderFault::Unknown),
];
const URL_FAULTS: [(&str, UrlFault); 3] = [
    ("wrong-graph-id", UrlFault::WrongGraphId),
    ("carries-token", UrlFault::CarriesToken),
    ("other-provider", UrlFault::OtherProvider),
];

pub(super) const WORDS: [&str; 22] = [
    "value",
    "same_as",
    "proven_as",
    "written_as",
    "in",
    "provider",
    "on",
    "beside",
    "matches",
    "key_matches",
    "key",
    "one_of",
    "missing",
    "absent",
    "elsewhere",
    "provider_name",
    "url",
    "file",
    "suppression",
    "all",
    "any",
    "not",
];

impl Condition {
    pub fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let Kind::Map(pairs) = &node.kind else {
            decoder.fields(node, "a condition");
            return None;
        };
        let read: Vec<Option<Self>> = pairs
            .iter()
            .map(|pair| Self::word(&pair.key, &pair.key_span, &pair.value, decoder))
            .collect();
        // Half a condition would hold where the whole does not.
        let mut conditions = read.into_iter().collect::<Option<Vec<Self>>>()?;
        if conditions.len() == 1 {
            conditions.pop()
        } else {
            Some(Self::All(conditions))
        }
    }

    fn word(word: &str, span: &crate::source::Span, node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let list = |decoder: &mut Decoder| -> Option<Vec<Self>> {
            let items = decoder.items(node).iter();
            let read: Vec<Option<Self>> = items.map(|item| Self::decode(item, decoder)).collect();
            read.into_iter().collect()
        };
        Some(match word {
            "value" => {
                let items = decoder.items(node).iter();
                let read: Vec<Option<Shape>> = items
                    .map(|item| decoder.word(item, "shape", &Shape::WORDS))
                    .collect();
                Self::Value(read.into_iter().collect::<Option<Vec<Shape>>>()?)
            }
            "same_as" => Self::SameAs(decoder.names(node)),
            "proven_as" => Self::ProvenAs(decoder.name(node)?),
            "written_as" => Self::WrittenAs(decoder.word(node, "manner of writing", &MANNERS)?),
            "in" => {
                let items = decoder.items(node).iter();
                let read: Vec<Option<Circumstance>> = items
                    .map(|item| decoder.word(item, "circumstance", &CIRCUMSTANCES))
                    .collect();
                Self::In(read.into_iter().collect::<Option<Vec<Circumstance>>>()?)
            }
            "provider" => Self::Provider(decoder.name(node)?),
            "on" => Self::On(decoder.names(node)),
            "beside" => Self::Beside(decoder.name(node)?),
            "matches" => Self::Matches(Pattern::new(decoder.name(node)?)),
            "key_matches" => Self::KeyMatches(Pattern::new(decoder.name(node)?)),
            "key" => Self::Key(decoder.word(node, "fault of a key", &KEY_FAULTS)?),
            "one_of" => Self::OneOf(decoder.name(node)?),
            "missing" => Self::Missing(decoder.name(node)?),
            "absent" => Self::Absent(decoder.name(node)?),
            "elsewhere" => decoder
                .word(node, "state of other files", &[("different", ())])
                .map(|()| Self::DiffersElsewhere)?,
            "provider_name" => {
                Self::ProviderName(decoder.word(node, "fault of a provider's name", &PROVIDER_FAULTS)?)
            }
            "url" => Self::Url(decoder.word(node, "fault of an address", &URL_FAULTS)?),
            "file" => decoder
                .word(node, "state of a file", &[("unparsable", ())])
                .map(|()| Self::FileUnparsable)?,
            "suppression" => decoder
                .word(node, "state of a suppression", &[("unused", ())])
                .map(|()| Self::SuppressionUnused)?,
            "all" => Self::All(list(decoder)?),
            "any" => Self::Any(list(decoder)?),
            "not" => Self::Not(Box::new(Self::decode(node, decoder)?)),
            _ => {
                decoder.report(
                    Mistake::UnknownName,
                    span.clone(),
                    format!("there is no condition `{word}`"),
                    instead(word, WORDS),
                );
                return None;
            }
        })
    }

    /// This condition and all within it.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        visit(self);
        match self {
            Self::All(conditions) | Self::Any(conditions) => {
                for condition in conditions {
                    condition.walk(visit);
                }
            }
            Self::Not(condition) => condition.walk(visit),
            _ => {}
        }
    }

    /// Whether the condition tells which other credential a value is: texts may then name it.
    pub fn tells_other(&self) -> bool {
        let mut found = false;
        self.walk(&mut |condition| {
            found |= matches!(
                condition,
                Self::SameAs(_)
                    | Self::ProvenAs(_)
                    | Self::ProviderName(_)
                    | Self::Url(_)
                    | Self::SuppressionUnused
            );
        });
        found
    }

    /// The credentials that the value is compared with.
    pub fn others(&self) -> Vec<&Name> {
        let mut others = Vec::new();
        self.walk(&mut |condition| match condition {
            Self::SameAs(names) => others.extend(names),
            Self::ProvenAs(name) => others.push(name),
            _ => {}
        });
        others
    }

    pub fn subject(&self) -> Subject {
        let mut subject = Subject::Credential;
        self.walk(&mut |condition| match condition {
            Self::FileUnparsable => subject = Subject::File,
            Self::SuppressionUnused => subject = Subject::Suppression,
            Self::ProviderName(_) => subject = Subject::ProviderName,
            Self::Url(_) => subject = Subject::Url,
            _ => {}
        });
        subject
    }
}
