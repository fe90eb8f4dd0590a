//! A provider and the fields that the CRM's form shows for it, in the form's order.

use crate::guide::decode::{Decoder, Name};
use crate::guide::mistake::Mistake;
use crate::tree::Node;

#[derive(Debug)]
pub struct Provider {
    pub id: Name,
    /// As the CRM's own list of providers shows it.
    pub label: String,
    /// What other programs call it in their config.
    pub also_called: Vec<String>,
    /// Words in a key that say it is this provider's: `META_APP_ID`, `TWILIO_AUTH_TOKEN`.
    pub vendor_words: Vec<String>,
    pub fields: Vec<Field>,
}

/// Where a credential goes in the CRM's form.
#[derive(Debug)]
pub struct Field {
    pub credential: Name,
    pub label: Option<String>,
    pub enter: Enter,
    /// Inline Markdown.
    pub note: Option<Name>,
    /// Why it is never entered, in inline Markdown.
    pub because: Option<Name>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
        let id = map.required(decoder, "id").and_then(|node| decoder.name(node));
        let label = map.required(decoder, "label").and_then(|node| decoder.text(node));
        let mut list = |key| {
            map.optional(key)
                .map(|node| decoder.texts(node))
                .unwrap_or_default()
        };
        let also_called = list("also_called");
        let vendor_words = list("vendor_words");
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
            vendor_words,
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
        let credential = fields
            .required(decoder, "credential")
            .and_then(|node| decoder.name(node));
        let enter = fields
            .required(decoder, "enter")
            .and_then(|node| decoder.word(node, "way to enter a field", &Enter::WORDS));
        let label = match enter {
            Some(Enter::Never) => fields.optional("label"),
            _ => fields.required(decoder, "label"),
        }
        .and_then(|node| decoder.text(node));
        let note = fields.optional("note").and_then(|node| decoder.name(node));
        let because = match enter {
            Some(Enter::Never) => fields.required(decoder, "because"),
            _ => fields.optional("because"),
        }
        .and_then(|node| decoder.name(node));
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
