//! A rule: what goes wrong with a credential, as its page says it.

use crate::finding::Severity;
use crate::guide::condition::Condition;
use crate::guide::decode::{Decoder, Name};
use crate::guide::mistake::Mistake;
use crate::guide::text::{Template, Word};
use crate::tree::Node;

#[derive(Debug)]
pub struct Rule {
    pub id: Name,
    pub severity: Severity,
    /// The credentials whose values it looks at; none for a rule on files.
    pub on: Vec<Name>,
    pub when: Condition,
    /// Whether it says what the value is. One value gets one such verdict, that of the first rule in order.
    pub exclusive: bool,
    pub message: Template,
    pub help: Template,
    /// The troubleshooting page of the error that the user would meet.
    pub prevents: Option<Name>,
}

const SEVERITIES: [(&str, Severity); 3] = [
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
        let on_file = when.as_ref().is_some_and(Condition::is_on_file);
        let on_span = fields.span_of("on");
        let on = if on_file || when.is_none() {
            fields.optional("on")
        } else {
            fields.required(decoder, "on")
        }
        .map(|node| decoder.names(node))
        .unwrap_or_default();
        if on_file && let Some(span) = on_span {
            decoder.report(
                Mistake::UnknownKey,
                span,
                "a rule with the condition `file` looks at no credential".to_owned(),
                "leave `on` out".to_owned(),
            );
        }
        let exclusive = fields.optional("exclusive").and_then(|node| decoder.flag(node));
        let is_comparing = when.as_ref().is_none_or(|when| when.compared_with().is_some());
        let mut template = |key| {
            let node = fields.required(decoder, key)?;
            let template = Template::decode(node, decoder)?;
            if template.uses(Word::Other) && !is_comparing {
                decoder.report(
                    Mistake::InvalidText,
                    node.span.clone(),
                    "`{other}` is the credential that `same_as` names, and this rule compares with none"
                        .to_owned(),
                    "write `{credential}`, or name the other credential".to_owned(),
                );
            }
            Some(template)
        };
        let message = template("message");
        let help = template("help");
        let prevents = fields.name(decoder, "prevents");
        fields.finish(decoder);
        Some(Self {
            id: id?,
            severity: severity?,
            on,
            when: when?,
            exclusive: exclusive.unwrap_or(true),
            message: message?,
            help: help?,
            prevents,
        })
    }

    pub fn is_on_file(&self) -> bool {
        self.when.is_on_file()
    }
}
