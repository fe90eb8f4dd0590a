//! HCL: Terraform's `.tf` and `.tfvars`, Nomad, Packer and others.

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, FuncCall, Object, ObjectKey};
use hcl_edit::structure::{Attribute, Block, Body, Structure};

use crate::config::{Document, Format, Problem, loose, nested, program};
use crate::source::{Span, Value};
use crate::tree::{Kind, Node, Pair, Written};

pub const FORMAT: Format = Format {
    name: "HCL",
    languages: &["hcl", "terraform", "tf", "tfvars"],
    is_named: |name| {
        [".tf", ".tfvars", ".hcl"]
            .iter()
            .any(|ending| name.ends_with(ending))
    },
    read,
};

/// More brackets in brackets than people write. The parser has a limit too, and this does not lean on it.
const DEEPEST: usize = 60;
/// The parser compares each key of an object with all before it: with more keys than this it is not asked.
const MOST_KEYS: usize = 10_000;

fn read(text: &str) -> Document {
    let (comments, _) = program::comments_and_texts(text, &program::HCL);
    let mut document = Document {
        comments,
        ..Document::default()
    };
    let stop = match limit(text) {
        Some(at) => Some((
            at,
            "more than an HCL file of people's holds: it is read line by line",
        )),
        None => match hcl_edit::parser::parse_body(text) {
            Ok(parsed) => {
                let tree = Tree { text };
                let root = Node {
                    span: 0..text.len(),
                    kind: Kind::Map(tree.body(&parsed)),
                };
                nested::flatten(&root, text, &[], &mut document);
                None
            }
            Err(error) => Some((error.location().offset(), "an HCL parser stops here")),
        },
    };
    if let Some((at, message)) = stop {
        document.problems.push(Problem::at(text, at, message));
        loose::read(text, 0..text.len(), &mut document);
    }
    document
}

/// Where a text goes beyond what its parser is asked to read. Brackets in strings count too: it is a bound, no grammar.
fn limit(text: &str) -> Option<usize> {
    let (mut depth, mut keys) = (0_usize, 0_usize);
    text.bytes().position(|byte| {
        match byte {
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            b'=' | b':' => keys += 1,
            _ => {}
        }
        depth > DEEPEST || keys > MOST_KEYS
    })
}

struct Tree<'a> {
    text: &'a str,
}

impl Tree<'_> {
    fn body(&self, body: &Body) -> Vec<Pair> {
        body.iter()
            .filter_map(|structure| match structure {
                Structure::Attribute(attribute) => self.attribute(attribute),
                Structure::Block(block) => self.block(block),
            })
            .collect()
    }

    fn attribute(&self, attribute: &Attribute) -> Option<Pair> {
        Some(Pair {
            key: attribute.key.as_str().to_owned(),
            key_span: attribute.key.span()?,
            value: self.node(&attribute.value)?,
        })
    }

    fn block(&self, block: &Block) -> Option<Pair> {
        let span = block.span()?;
        let labels: Vec<(&str, Span)> = block
            .labels
            .iter()
            .filter_map(|label| {
                let span = match label {
                    hcl_edit::structure::BlockLabel::Ident(ident) => ident.span(),
                    hcl_edit::structure::BlockLabel::String(string) => string.span(),
                };
                Some((label.as_str(), self.without_quotes(span?)))
            })
            .collect();
        if block.ident.as_str() == "variable"
            && let [(name, key_span)] = labels.as_slice()
        {
            let default = block
                .body
                .attributes()
                .find(|attribute| attribute.key.as_str() == "default")?;
            return Some(Pair {
                key: (*name).to_owned(),
                key_span: key_span.clone(),
                value: fallback(self.node(&default.value)?),
            });
        }
        let content = Node {
            span: span.clone(),
            kind: Kind::Map(self.body(&block.body)),
        };
        // A block without labels may stand there several times, as the items of a list do.
        let content = if labels.is_empty() {
            Node {
                span: span.clone(),
                kind: Kind::List(vec![content]),
            }
        } else {
            content
        };
        let value = labels
            .into_iter()
            .rev()
            .fold(content, |value, (label, key_span)| Node {
                span: span.clone(),
                kind: Kind::Map(vec![Pair {
                    key: label.to_owned(),
                    key_span,
                    value,
                }]),
            });
        Some(Pair {
            key: block.ident.as_str().to_owned(),
            key_span: block.ident.span()?,
            value,
        })
    }

    /// The parser limits the depth, so recursion is bounded.
    fn node(&self, expression: &Expression) -> Option<Node> {
        let span = self.trimmed(expression.span()?);
        let scalar = |value: &str, written, span: Span| Node {
            span,
            kind: Kind::Scalar(Value::new(value), written),
        };
        Some(match expression {
            Expression::Null(_) => scalar("", Written::Null, span),
            Expression::Bool(_) => scalar(&self.text[span.clone()], Written::Boolean, span),
            // The source's digits, not the parsed number: an ID must not lose any.
            Expression::Number(_) => scalar(&self.text[span.clone()], Written::Number, span),
            Expression::String(string) => scalar(string.as_str(), Written::Quoted, self.without_quotes(span)),
            Expression::HeredocTemplate(_) => self.heredoc(span),
            Expression::Array(array) => Node {
                span,
                kind: Kind::List(array.iter().filter_map(|item| self.node(item)).collect()),
            },
            Expression::Object(object) => Node {
                span,
                kind: Kind::Map(self.object(object)),
            },
            Expression::Parenthesis(inner) => self.node(inner.inner())?,
            Expression::FuncCall(call) => self.call(call, span)?,
            _ => {
                let span = self.without_quotes(span);
                scalar(&self.text[span.clone()], Written::Reference, span)
            }
        })
    }

    fn object(&self, object: &Object) -> Vec<Pair> {
        object
            .iter()
            .filter_map(|(key, value)| {
                let (key, span) = match key {
                    ObjectKey::Ident(ident) => (ident.as_str().to_owned(), ident.span()?),
                    ObjectKey::Expression(expression) => {
                        (expression.as_str()?.to_owned(), self.trimmed(expression.span()?))
                    }
                };
                Some(Pair {
                    key,
                    key_span: self.without_quotes(span),
                    value: self.node(value.expr())?,
                })
            })
            .collect()
    }

    /// `jsonencode({ ... })`, `merge(local.common, { ... })`: what is written in the call is read, the rest is a reference.
    fn call(&self, call: &FuncCall, span: Span) -> Option<Node> {
        let written: Vec<Node> = call
            .args
            .iter()
            .filter(|argument| argument.is_object() || argument.is_array() || argument.is_func_call())
            .filter_map(|argument| self.node(argument))
            .filter(|node| !matches!(node.kind, Kind::Scalar(..)))
            .collect();
        let kind = if written.is_empty() {
            Kind::Scalar(Value::new(&self.text[span.clone()]), Written::Reference)
        } else {
            Kind::List(written)
        };
        Some(Node { span, kind })
    }

    /// From `<<EOT` to the line of its end; the line end before that is the heredoc's, and nobody's value.
    fn heredoc(&self, span: Span) -> Node {
        let whole = &self.text[span.clone()];
        let start = whole.find('\n').map_or(whole.len(), |at| at + 1);
        let end = whole.trim_end().rfind('\n').unwrap_or(start).max(start);
        let content = whole[start..end].trim_end_matches('\r');
        let indent = if whole.starts_with("<<-") {
            content
                .lines()
                .filter(|line| !line.trim().is_empty())
                .map(|line| line.len() - line.trim_start().len())
                .min()
                .unwrap_or_default()
        } else {
            0
        };
        let lines: Vec<&str> = content
            .lines()
            .map(|line| line.get(indent..).unwrap_or_default())
            .collect();
        let is_template = content.contains("${") || content.contains("%{");
        let inner = span.start + start..span.start + start + content.len();
        // Where it starts with an indentation, what it says starts behind that.
        let inner = inner.start + (content.len() - content.trim_start().len())..inner.end;
        Node {
            span: if inner.is_empty() { span } else { inner },
            kind: Kind::Scalar(
                Value::new(lines.join("\n")),
                if is_template {
                    Written::Reference
                } else {
                    Written::Quoted
                },
            ),
        }
    }

    /// Without the blanks that the parser counts in.
    fn trimmed(&self, span: Span) -> Span {
        let content = &self.text[span.clone()];
        let start = span.start + content.len() - content.trim_start().len();
        start..(span.start + content.trim_end().len()).max(start)
    }

    fn without_quotes(&self, span: Span) -> Span {
        let content = &self.text[span.clone()];
        if content.len() >= 2 && content.starts_with('"') && content.ends_with('"') {
            span.start + 1..span.end - 1
        } else {
            span
        }
    }
}

/// What a variable is where nobody sets it: nothing there does not mean that nothing is set.
fn fallback(mut node: Node) -> Node {
    match &mut node.kind {
        Kind::Scalar(value, written) => {
            if value.characters() == 0 {
                *written = Written::Reference;
            }
        }
        Kind::List(items) => *items = std::mem::take(items).into_iter().map(fallback).collect(),
        Kind::Map(pairs) => {
            for pair in pairs {
                pair.value = fallback(std::mem::replace(&mut pair.value, Node::null(0)));
            }
        }
        Kind::Alias(_) => {}
    }
    node
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::testing::{any_text, check, entries, written};

    #[test]
    fn attributes_blocks_and_what_is_in_them() {
        let text = r#"
# comment = "x"
id    = 917729108086
token = "a\"b" // c
none  = null
empty = ""
wa = { "app id" : "1", secret = var.secret, (local.k) = 3 }
lines = <<EOT
EAAone
EOT
indented = <<-EOT
    two
      three
    EOT
list = [{ name = "WABA_ID", value = "4" }, "x"]
variable "waba_id" {
  type    = string
  default = "5"
}
variable "unset" { default = "" }
variable "required" {}
resource "app" "wa" {
  env = jsonencode([{ name = "A", value = "6" }])
  url = "https://h.example/${var.id}"
  set {
    name  = "B"
    value = "7"
  }
}
"#;
        let document = read(text);
        check(&document, text);
        assert_eq!(document.problems.len(), 0);
        assert_eq!(
            entries(&document, text),
            [
                "id = 917729108086",
                "token = a\"b @ a\\\"b",
                "none =  @ null",
                "empty =  @ \"\"",
                "wa/app id = 1",
                "wa/secret = var.secret",
                "lines = EAAone",
                "indented = two\n  three @ two\n      three",
                "list/WABA_ID = 4",
                "waba_id = 5",
                "unset =  @ \"\"",
                "resource/app/wa/env/0/A = 6",
                "resource/app/wa/url = https://h.example/${var.id}",
                "resource/app/wa/set/B = 7",
            ]
        );
        let written = |key| written(&document, key);
        assert_eq!(written("id"), Some(Written::Number));
        assert_eq!(written("secret"), Some(Written::Reference));
        assert_eq!(written("url"), Some(Written::Reference));
        assert_eq!(written("unset"), Some(Written::Reference));
        assert_eq!(written("empty"), Some(Written::Quoted));
    }

    #[test]
    fn expressions_that_are_references_and_values_that_are_none() {
        let text = r#"
a = var.x
b = local.y["z"]
c = "${var.x}"
d = "x-${var.x}"
e = x ? "1" : "2"
f = file("x")
g = coalesce(var.x, "3")
h = tostring(4)
i = [for k in var.x : k]
j = -5
k = true
l = "a\tb"
m = <<-EOT
  ${var.x}
  EOT
n = { o = "6", "p.q" = null }
resource "a" "b" {
  environment {
    variables = { R = "7" }
  }
  dynamic "s" {
    for_each = var.x
    content { t = "8" }
  }
}
variable "u" {
  default = {
    v = ""
  }
}
locals { w = "9" }
"#;
        let document = read(text);
        check(&document, text);
        assert_eq!(document.problems.len(), 0);
        for key in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "m", "v"] {
            assert_eq!(written(&document, key), Some(Written::Reference), "{key}");
        }
        let found = entries(&document, text);
        for entry in [
            "j = -5",
            "k = true",
            "l = a\tb @ a\\tb",
            "n/o = 6",
            "n/p.q =  @ null",
            "resource/a/b/environment/0/variables/R = 7",
            "resource/a/b/dynamic/s/content/0/t = 8",
            "locals/0/w = 9",
        ] {
            assert!(found.contains(&entry.to_owned()), "{entry} in {found:?}");
        }
    }

    #[test]
    fn what_breaks_off_is_read_line_by_line() {
        let text = "id = \"1\"\nwa = {\n  token = \"2\"\n";
        let document = read(text);
        assert_eq!(document.problems.len(), 1);
        assert_eq!(entries(&document, text), ["id = 1", "token = 2"]);
    }

    #[test]
    fn depth_and_size_are_bounded() {
        for text in [
            format!("a = {}", "[".repeat(100_000)),
            "a {".repeat(100_000),
            format!("a = {}1", "-".repeat(100_000)),
            format!("a = {}1", "1 + ".repeat(100_000)),
            format!("a = \"{}\"", "${".repeat(100_000)),
            format!("a = {{\n{}}}", "b = 1\n".repeat(100_000)),
            format!("a = b{}", ".c".repeat(100_000)),
            format!("a = b{}", "? c : d".repeat(50_000)),
        ] {
            let document = read(&text);
            check(&document, &text);
        }
    }

    any_text!(
        "([ab=:#\"{}\\[\\]() \n\r,.ä1]|<<EOT\n|\nEOT\n|<<-E\n|\\$\\{|variable \"x\" |default = |null){0,40}"
    );
}
