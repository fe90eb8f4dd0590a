//! Where the secrets of a text stand, and what to write in their place where it is copied. The guide's examples are
//! shown as they are, but nobody is to copy a token out of them.

use crate::guide::Guide;
use crate::guide::shape::Shape;
use crate::lint::{File, Linter};
use crate::source::{Span, secret_words};

/// For a secret of which nobody knows what it is for.
const UNNAMED: &str = "YOUR_SECRET";

/// A secret in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    pub span: Span,
    /// `YOUR_ACCESS_TOKEN`.
    pub stand_in: String,
}

impl Linter<'_> {
    /// The secrets of a file: the values of credentials that are secret, and all that looks like one.
    pub fn secrets(&self, file: &File) -> Vec<Secret> {
        let mut secrets = Vec::new();
        for (at, entry) in file.document.entries.iter().enumerate() {
            let shapes = file.shapes[at];
            let is_empty = entry.span == entry.key_span || shapes.has_any(&[Shape::Empty, Shape::Blank]);
            if is_empty || self.is_reference(file, at) {
                continue;
            }
            let named = file.classified.credentials[at]
                .or_else(|| file.classified.proven(at))
                .map(|credential| &self.guide.credentials[credential])
                .filter(|credential| credential.secret);
            let stand_in = match named {
                Some(credential) => stand_in(&credential.id.text),
                None if shapes.has(Shape::AccessToken) => stand_in_of_token(self.guide),
                None if shapes.has(Shape::HexSecret) => UNNAMED.to_owned(),
                None => continue,
            };
            secrets.push(Secret {
                span: entry.span.clone(),
                stand_in,
            });
        }
        secrets.extend(in_words(self.guide, file.source.text()));
        secrets
    }
}

/// Words that look like a secret, in a text that need not be one of config.
pub fn in_words(guide: &Guide, text: &str) -> Vec<Secret> {
    secret_words(text)
        .map(|span| Secret {
            stand_in: if text[span.clone()].starts_with("EAA") {
                stand_in_of_token(guide)
            } else {
                UNNAMED.to_owned()
            },
            span,
        })
        .collect()
}

/// For what has the shape of Meta's access tokens, wherever it stands.
fn stand_in_of_token(guide: &Guide) -> String {
    let mut credentials = guide.credentials.iter();
    credentials
        .find(|credential| credential.secret && credential.shape == Some(Shape::AccessToken))
        .map_or_else(|| UNNAMED.to_owned(), |credential| stand_in(&credential.id.text))
}

fn stand_in(credential: &str) -> String {
    format!("YOUR_{}", credential.to_uppercase().replace('-', "_"))
}
