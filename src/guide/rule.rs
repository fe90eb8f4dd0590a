//! A rule: what goes wrong with a credential, as its page says it.

use serde::{Deserialize, Serialize};

use crate::finding::Severity;
use crate::guide::condition::{Condition, Subject};
use crate::guide::decode::{Decoder, Name};
use crate::guide::fix::Fix;
use crate::guide::mistake::Mistake;
use crate::guide::text::{Template, Word};
use crate::tree::Node;

#[derive(Debug, Serialize, Deserialize)]
pub struct Rule {
    pub id: Name,
    pub severity: Severity,
    /// Other severities, where these conditions hold.
    pub severity_when: Vec<(Condition, Severity)>,
    /// The credentials whose values it looks at; none where it is about something else.
    pub on: Vec<Name>,
    /// Those of them that it looks at also where the block's provider does not hand them out.
    pub on_unused: Vec<Name>,
    pub when: Condition,
    /// Whether it says what the value is. One value gets one such verdict, that of the first rule in order.
    pub exclusive: bool,
    /// Whether the settings silence it. Its verdicts stand all the same: no later rule speaks in its place.
    pub is_off: bool,
    pub message: Template,
    pub help: Template,
    /// The troubleshooting page of the error that the user would meet.
    pub prevents: Option<Name>,
    /// How it is mended, where there is one right answer.
    pub fix: Option<Fix>,
}

pub(super) const SEVERITIES: [(&str, Severity); 3] = [
    ("error", Severity::Error),
    ("warning", Severity::Warning),
    ("hint", Severity::Hint),
];

impl Rule {
    pub fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let mut fields = decoder.fields(node, "a rule")?;
        let id = fields.required_name(decoder, "id");
        let severity = fields
            .required(decoder, "severity")
            .and_then(|node| decoder.word(node, "severity", &SEVERITIES));
        let when = fields
            .required(decoder, "when")
            .and_then(|node| Condition::decode(node, decoder));
        let severity_when = fields.optional("severity_when").map_or_else(Vec::new, |node| {
            let items = decoder.items(node).iter();
            items.filter_map(|item| severity_when_of(item, decoder)).collect()
        });
        let is_on_credential = when
            .as_ref()
            .is_none_or(|when| when.subject() == Subject::Credential);
        let on_span = fields.span_of("on");
        let on = if is_on_credential && when.is_some() {
            fields.required(decoder, "on")
        } else {
            fields.optional("on")
        }
        .map(|node| decoder.names(node))
        .unwrap_or_default();
        if !is_on_credential && let Some(span) = on_span {
            decoder.report(
                Mistake::UnknownKey,
                span,
                "a rule with the condition `file`, `url`, `provider_name` or `suppression` looks at no credential's key"
                    .to_owned(),
                "leave `on` out".to_owned(),
            );
        }
        let on_unused = fields.names(decoder, "on_unused");
        let exclusive = fields.optional("exclusive").and_then(|node| decoder.flag(node));
        let tells_other = when.as_ref().is_none_or(Condition::tells_other);
        let mut template = |key| {
            let node = fields.required(decoder, key)?;
            let template = Template::decode(node, decoder)?;
            if template.uses(Word::Other) && !tells_other {
                decoder.report(
                    Mistake::InvalidText,
                    node.span.clone(),
                    "`{other}` is what the value is instead, and this rule's condition cannot tell"
                        .to_owned(),
                    "write `{credential}`, or compare with `same_as`".to_owned(),
                );
            }
            Some(template)
        };
        let message = template("message");
        let help = template("help");
        let prevents = fields.name(decoder, "prevents");
        let fix_span = fields.span_of("fix");
        let fix = fields.optional("fix").and_then(|node| Fix::decode(node, decoder));
        if !is_on_credential && let Some(span) = fix_span {
            decoder.report(
                Mistake::UnknownKey,
                span,
                "only what a credential's key holds can be mended".to_owned(),
                "leave `fix` out".to_owned(),
            );
        }
        fields.finish(decoder);
        Some(Self {
            id: id?,
            severity: severity?,
            severity_when,
            on,
            on_unused,
            when: when?,
            exclusive: exclusive.unwrap_or(true),
            is_off: false,
            message: message?,
            help: help?,
            prevents,
            fix,
        })
    }

    pub fn subject(&self) -> Subject {
        self.when.subject()
    }
}

fn severity_when_of(node: &Node, decoder: &mut Decoder) -> Option<(Condition, Severity)> {
    let mut fields = decoder.fields(node, "an entry of `severity_when`")?;
    let severity = fields
        .required(decoder, "severity")
        .and_then(|node| decoder.word(node, "severity", &SEVERITIES));
    let when = fields
        .required(decoder, "when")
        .and_then(|node| Condition::decode(node, decoder));
    fields.finish(decoder);
    Some((when?, severity?))
}
