//! A provider and the fields that the CRM's form shows for it, in the form's order.

use serde::{Deserialize, Serialize};

use crate::guide::decode::{Decoder, Name};
use crate::guide::mistake::Mistake;
use crate::tree::Node;

#[derive(Debug, Serialize, Deserialize)]
pub struct Provider {
    pub id: Name,
    /// As the CRM's own list of providers shows it.
    pub label: String,
    /// What other programs call it in their config.
    pub also_called: Vec<String>,
    /// What they call it under keys that say WhatsApp, and others call something else.
    pub ambiguous_names: Vec<String>,
    /// Words in a key that say it is this provider's: `META_APP_ID`, `TWILIO_AUTH_TOKEN`.
    pub vendor_words: Vec<String>,
    /// It has other products, too: its settings count only in files that say one of these words. None where all count.
    pub only_beside: Vec<String>,
    /// The hosts of its API.
    pub hosts: Vec<String>,
    pub fields: Vec<Field>,
}

/// Where a credential goes in the CRM's form.
#[derive(Debug, Serialize, Deserialize)]
pub struct Field {
    pub credential: Name,
    pub label: Option<String>,
    pub enter: Enter,
    /// Inline Markdown.
    pub note: Option<Name>,
    /// Why it is never entered, in inline Markdown.
    pub because: Option<Name>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Enter {
    Required,
    Optional,
    Never,
}

impl Enter {
    const WORDS: [(&str, Self); 3] = [
        ("required", Self::Required),
        ("optional", Self::Optional),
        ("never", Self::Never),
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Optional => "optional",
            Self::Never => "never",
        }
    }
}

impl Provider {
    pub fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let mut map = decoder.fields(node, "a provider")?;
        let id = map.required_name(decoder, "id");
        let label = map.required_text(decoder, "label");
        let also_called = map.texts(decoder, "also_called");
        let ambiguous_names = map.texts(decoder, "ambiguous_names");
        let vendor_words = map.texts(decoder, "vendor_words");
        let only_beside = map.texts(decoder, "only_beside");
        let hosts = map.texts(decoder, "hosts");
        let fields = map.required(decoder, "fields").map_or_else(Vec::new, |node| {
            decoder
                .items(node)
                .iter()
                .filter_map(|item| Field::decode(item, decoder))
                .collect()
        });
        map.finish(decoder);
        Some(Self {
            id: id?,
            label: label?,
            also_called,
            ambiguous_names,
            vendor_words,
            only_beside,
            hosts,
            fields,
        })
    }

    pub fn field(&self, credential: &str) -> Option<&Field> {
        self.fields
            .iter()
            .find(|field| field.credential.text == credential)
    }
}

impl Field {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let mut fields = decoder.fields(node, "a field")?;
        let credential = fields.required_name(decoder, "credential");
        let enter = fields
            .required(decoder, "enter")
            .and_then(|node| decoder.word(node, "way to enter a field", &Enter::WORDS));
        let is_never = enter == Some(Enter::Never);
        let label = if is_never {
            fields.text(decoder, "label")
        } else {
            fields.required_text(decoder, "label")
        };
        let note = fields.name(decoder, "note");
        let because = if is_never {
            fields.required_name(decoder, "because")
        } else {
            fields.name(decoder, "because")
        };
        if let (Some(Enter::Required | Enter::Optional), Some(because)) = (enter, &because) {
            decoder.report(
                Mistake::UnknownKey,
                because.span.clone(),
                "`because` says why a field is never entered, and this one is".to_owned(),
                "use `note`, or `enter: never`".to_owned(),
            );
        }
        fields.finish(decoder);
        Some(Self {
            credential: credential?,
            label,
            enter: enter?,
            note,
            because,
        })
    }
}
