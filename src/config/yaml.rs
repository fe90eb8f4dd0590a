//! YAML files: compose, Kubernetes, Helm values, CI, application settings.

use crate::config::{Document, Format, Problem, loose, nested, secret, set_aside};
use crate::yaml;

pub const FORMAT: Format = Format {
    name: "YAML",
    languages: &["yaml", "yml"],
    is_named: |name| name.ends_with(".yaml") || name.ends_with(".yml"),
    read,
};

fn read(text: &str) -> Document {
    let (plain, expressions) = set_aside::expressions(text);
    let mut read = yaml::read(&plain);
    let mut document = Document {
        comments: read.comments,
        ..Document::default()
    };
    for root in &mut read.documents {
        secret::decode(root);
        nested::flatten(root, text, &expressions, &mut document);
    }
    for problem in read.problems {
        if let Some(unread) = problem.unread {
            loose::read(text, unread, &mut document);
        }
        document.problems.push(Problem {
            span: problem.span,
            message: problem.message,
        });
    }
    document
}
