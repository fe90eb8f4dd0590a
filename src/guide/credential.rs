//! A credential: something that a provider hands out, as its page describes it.

use serde::{Deserialize, Serialize};

use crate::guide::decode::{Decoder, Name};
use crate::guide::mistake::Mistake;
use crate::guide::shape::Shape;
use crate::tree::Node;

#[derive(Debug, Serialize, Deserialize)]
pub struct Credential {
    pub id: Name,
    pub title: String,
    pub also_called: Vec<String>,
    pub not_to_be_confused_with: Vec<Name>,
    /// Whether whoever has it can act with it. A secret is never shown.
    pub secret: bool,
    /// What a right value looks like; nothing where anything may be right.
    pub shape: Option<Shape>,
    pub looks_like: String,
    pub example: Option<String>,
    pub lifetime: Option<String>,
    pub used_for: String,
    pub found_at: String,
    /// Steps to it, in inline Markdown.
    pub find: Vec<Name>,
    /// The providers that hand it out.
    pub given_by: Vec<Name>,
    /// Names in config that mean it wherever they stand.
    pub keys: Vec<Name>,
    /// Names that mean it only where something else speaks of its provider.
    pub ambiguous_keys: Vec<Name>,
    /// Places in captured webhooks that prove it.
    pub payloads: Vec<Payload>,
    /// The last segments of Graph addresses that it stands before: `/{phone-number-id}/messages`.
    pub graph_edges: Vec<String>,
}

/// A value at `path` of a JSON document whose `object` is this one.
#[derive(Debug, Serialize, Deserialize)]
pub struct Payload {
    pub object: String,
    /// Keys joined by dots, `[]` behind those that hold a list.
    pub path: String,
}

const SHAPES: [(&str, Option<Shape>); 8] = [
    ("any", None),
    ("graph-id", Some(Shape::GraphId)),
    ("access-token", Some(Shape::AccessToken)),
    ("hex-secret", Some(Shape::HexSecret)),
    ("phone-number", Some(Shape::PhoneNumber)),
    ("twilio-account-sid", Some(Shape::TwilioAccountSid)),
    ("url", Some(Shape::Url)),
    ("pin", Some(Shape::Pin)),
];

impl Credential {
    pub fn decode(node: &Node, title: &str, decoder: &mut Decoder) -> Option<Self> {
        let mut fields = decoder.fields(node, "a credential")?;
        let id = fields.required_name(decoder, "id");
        let secret = fields
            .required(decoder, "secret")
            .and_then(|node| decoder.flag(node));
        let shape = fields
            .required(decoder, "shape")
            .and_then(|node| decoder.word(node, "shape", &SHAPES));
        let looks_like = fields.required_text(decoder, "looks_like");
        let used_for = fields.required_text(decoder, "used_for");
        let found_at = fields.required_text(decoder, "found_at");
        let example = fields.text(decoder, "example");
        let lifetime = fields.text(decoder, "lifetime");
        let also_called = fields.texts(decoder, "also_called");
        let not_to_be_confused_with = fields.names(decoder, "not_to_be_confused_with");
        let find = fields.names(decoder, "find");
        let given_by = fields.names(decoder, "given_by");
        let keys = fields.names(decoder, "keys");
        let ambiguous_keys = fields.names(decoder, "ambiguous_keys");
        let payloads = fields.optional("payloads").map_or_else(Vec::new, |node| {
            decoder
                .items(node)
                .iter()
                .filter_map(|item| Payload::decode(item, decoder))
                .collect()
        });
        let graph_edges = fields.texts(decoder, "graph_edges");
        let key_span = fields.span_of("keys").or_else(|| fields.span_of("id"));
        fields.finish(decoder);

        if keys.is_empty()
            && ambiguous_keys.is_empty()
            && let Some(span) = key_span
        {
            decoder.report(
                Mistake::MissingKey,
                span,
                "this credential has no `keys`, so the linter cannot find it".to_owned(),
                "list the names that it has in config files".to_owned(),
            );
        }
        Some(Self {
            id: id?,
            title: title.to_owned(),
            also_called,
            not_to_be_confused_with,
            secret: secret?,
            shape: shape?,
            looks_like: looks_like?,
            example,
            lifetime,
            used_for: used_for?,
            found_at: found_at?,
            find,
            given_by,
            keys,
            ambiguous_keys,
            payloads,
            graph_edges,
        })
    }
}

impl Payload {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let mut fields = decoder.fields(node, "a payload")?;
        let object = fields.required_text(decoder, "object");
        let path = fields.required_text(decoder, "path");
        fields.finish(decoder);
        Some(Self {
            object: object?,
            path: path?,
        })
    }
}
