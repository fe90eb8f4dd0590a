//! Where the secrets of a text stand, and what to write in their place where it is copied. The guide's examples are
//! shown as they are, but nobody is to copy a token out of them.

use crate::guide::Guide;
use crate::guide::shape::Shape;
use crate::lint::{File, Linter};
use crate::source::{Span, secret_words};

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
            let is_reference = shapes.has(Shape::Reference) && self.is_plain_reference(entry.value.expose());
            if entry.span == entry.key_span || shapes.has_any(&[Shape::Empty, Shape::Blank]) || is_reference {
                continue;
            }
            let named = file.classified.credentials[at]
                .or_else(|| file.classified.proven(at))
                .map(|credential| &self.guide.credentials[credential])
                .filter(|credential| credential.secret);
            let id = match named {
                Some(credential) => Some(credential.id.text.as_str()),
                None if shapes.has(Shape::AccessToken) => access_token(self.guide),
                None => None,
            };
            if let Some(id) = id {
                secrets.push(Secret {
                    span: entry.span.clone(),
                    stand_in: stand_in(id),
                });
            }
        }
        secrets.extend(in_words(self.guide, file.source.text()));
        secrets
    }
}

/// Words that look like a secret, in a text that need not be one of config.
pub fn in_words(guide: &Guide, text: &str) -> Vec<Secret> {
    let stand_in_of = |word: &str| {
        let credential = if word.starts_with("EAA") {
            access_token(guide)
        } else {
            None
        };
        credential.map_or_else(|| "YOUR_SECRET".to_owned(), stand_in)
    };
    secret_words(text)
        .map(|span| Secret {
            stand_in: stand_in_of(&text[span.clone()]),
            span,
        })
        .collect()
}

/// The credential that has the shape of Meta's access tokens.
fn access_token(guide: &Guide) -> Option<&str> {
    let mut credentials = guide.credentials.iter();
    credentials
        .find(|credential| credential.secret && credential.shape == Some(Shape::AccessToken))
        .map(|credential| credential.id.text.as_str())
}

fn stand_in(credential: &str) -> String {
    format!("YOUR_{}", credential.to_uppercase().replace('-', "_"))
}
