//! The ways in which the lists and maps of a tree hold variables: name and value pairs of Kubernetes, ECS and Postman,
//! compose's `- NAME=value`, Heroku's `env`, .NET's `Section:Key`. And trees that only describe what others hold.

use crate::config::Step;
use crate::source::{Span, Value};
use crate::tree::{Kind, Node, Written};

/// Keys whose list holds `NAME=value` texts.
const VARIABLE_LISTS: [&str; 7] = [
    "environment",
    "env",
    "envs",
    "variables",
    "vars",
    "args",
    "literals",
];
/// Keys whose map may hold `NAME: {value: ...}`: Heroku, GitLab, Azure's templates.
const VARIABLE_MAPS: [&str; 3] = ["env", "variables", "parameters"];
/// Who writes deeper sections into one key means something else by it.
const MOST_SECTIONS: usize = 8;

pub struct Variable<'a> {
    pub name: &'a str,
    pub name_span: &'a Span,
    pub value: &'a Value,
    pub span: &'a Span,
    pub written: Written,
}

/// `{name: X, value: Y}`, as Kubernetes, Render, ECS and Postman write a variable; with `valueFrom` it is a reference.
pub fn named(item: &Node) -> Option<Variable<'_>> {
    let name = item.get("name").or_else(|| item.get("key"))?;
    let (node, is_elsewhere) = match item.get("value") {
        // Postman exports the name of a secret without its value.
        Some(value) => (
            value,
            is_text(item.get("type"), "secret") && is_text(Some(value), ""),
        ),
        None => (source(item.get("valueFrom")?)?, true),
    };
    let Kind::Scalar(value, written) = &node.kind else {
        return None;
    };
    Some(Variable {
        name: name.scalar()?.expose(),
        name_span: &name.span,
        value,
        span: &node.span,
        written: if is_elsewhere {
            Written::Reference
        } else {
            *written
        },
    })
}

/// The scalar that says where a value is: an ARN, or the key in `secretKeyRef: {name, key}`.
fn source(from: &Node) -> Option<&Node> {
    match from.pairs() {
        [] => Some(from),
        [reference, ..] => reference
            .value
            .get("key")
            .or_else(|| reference.value.get("fieldPath")),
    }
}

fn is_text(node: Option<&Node>, text: &str) -> bool {
    node.and_then(Node::scalar)
        .is_some_and(|value| value.expose() == text)
}

/// Whether the list below this path holds `NAME=value` texts.
pub fn are_listed(path: &[Step]) -> bool {
    matches!(path.last(), Some(Step::Key(key)) if VARIABLE_LISTS.contains(&key.as_str()))
}

/// The scalar in `NAME: {description: ..., value: ...}` below this path, in n8n's resource locators anywhere, and the
/// default of Terraform's `"variable": {"NAME": {"default": ...}}`.
pub fn held<'a>(path: &[Step], node: &'a Node) -> Option<&'a Node> {
    if matches!(path, [Step::Key(key)] if key == "variable") {
        return node.get("default").filter(|default| default.scalar().is_some());
    }
    let holds_variables =
        matches!(path.last(), Some(Step::Key(key)) if VARIABLE_MAPS.contains(&key.as_str()));
    let value = node.get("value")?;
    (value.scalar().is_some() && (holds_variables || node.get("__rl").is_some())).then_some(value)
}

/// Whether what is empty at this path is filled elsewhere: declared only, or passed through from the shell.
pub fn is_declared(path: &[Step], written: Written) -> bool {
    let parent = match path {
        [.., Step::Key(parent), Step::Key(_)] => parent.as_str(),
        _ => return false,
    };
    let is_compose = matches!(
        path,
        [.., Step::Key(services), Step::Key(_), Step::Key(_), Step::Key(_)] if services == "services"
    );
    match parent {
        "substitutions" => true,
        "secrets" | "configs" | "volumes" | "args" | "inputs" => written == Written::Null,
        "environment" => is_compose && written == Written::Null,
        _ => false,
    }
}

/// Whether what stands at this path is sealed: only the cluster can read it.
pub fn is_sealed(path: &[Step]) -> bool {
    matches!(path, [.., Step::Key(parent), Step::Key(_)] if parent == "encryptedData")
}

/// `WhatsApp:Meta:Token` as .NET reads it: the sections, and the key in the last of them.
pub fn sections(key: &str) -> Option<(&str, &str)> {
    let is_name = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic())
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
    };
    let (above, last) = key.rsplit_once(':')?;
    (key.split(':').count() <= MOST_SECTIONS && key.split(':').all(is_name)).then_some((above, last))
}

/// An API's description, or a schema: it speaks of what other documents hold.
pub fn is_description(root: &Node) -> bool {
    let is_api = ["openapi", "swagger", "asyncapi"]
        .iter()
        .any(|key| root.get(key).is_some_and(|version| version.scalar().is_some()));
    is_api || is_schema(root)
}

/// A JSON schema, or a part of one.
pub fn is_schema(node: &Node) -> bool {
    let dialect = node.get("$schema").and_then(Node::scalar);
    let is_object = is_text(node.get("type"), "object");
    let properties = node.get("properties").map(|properties| &properties.kind);
    dialect.is_some_and(|dialect| dialect.expose().contains("json-schema.org"))
        || (is_object && matches!(properties, Some(Kind::Map(_))))
}

/// A collection of Postman's: its environments fill in what is empty in it.
pub fn is_collection(root: &Node) -> bool {
    let schema = root.get("info").and_then(|info| info.get("schema"));
    let schema = schema.and_then(Node::scalar);
    schema.is_some_and(|schema| schema.expose().contains("getpostman.com"))
}
