//! The card of a credential: what it is, what it looks like, where to find it and where to enter it. It says what the
//! guide says, and nothing of the value that stands there.

use lsp_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};

use crate::guide::credential::Credential;
use crate::guide::provider::Enter;
use crate::guide::{Described, Guide};
use crate::lint::Linter;
use crate::lsp::diagnostics::shifted;
use crate::lsp::position::Lines;
use crate::lsp::workspace::Workspace;

impl Workspace {
    pub fn hover(&self, params: &HoverParams, linter: &Linter) -> Option<Hover> {
        let asked = &params.text_document_position_params;
        let document = self.documents.get(asked.text_document.uri.as_str())?;
        let lines = Lines::new(&document.text, self.client.encoding);
        let offset = lines.offset(asked.position).checked_sub(document.lead())?;
        let (credential, span) = linter.credential_at(self.file(&document.name)?, offset)?;
        let (kind, value) = if self.client.shows_markdown {
            (MarkupKind::Markdown, card(linter.guide(), credential, true))
        } else {
            (MarkupKind::PlainText, card(linter.guide(), credential, false))
        };
        Some(Hover {
            contents: HoverContents::Markup(MarkupContent { kind, value }),
            range: Some(lines.range(&shifted(&span, document))),
        })
    }
}

fn card(guide: &Guide, credential: &Described<Credential>, is_markdown: bool) -> String {
    let page = &guide.pages[credential.page];
    let url = guide.published(page);
    let bold = |text: &str| {
        if is_markdown {
            format!("**{text}**")
        } else {
            text.to_owned()
        }
    };
    let mut lines = vec![bold(&credential.title), page.description.clone()];
    let mut fact = |name: &str, text: &str| lines.push(format!("{}: {text}", bold(name)));
    fact("Looks like", &credential.looks_like);
    fact("Where to find it", &credential.found_at);
    for (enter, providers) in entered(guide, &credential.id.text) {
        fact(enter, &providers);
    }
    if credential.secret {
        fact("Secret", "whoever has it can act with it");
    }
    match url {
        Some(url) if is_markdown => lines.push(format!("[{}]({url})", credential.title)),
        Some(url) => lines.push(url),
        None => {}
    }
    lines.join("\n\n")
}

/// The boxes of the CRM's form that it goes into, and the providers that it is not entered for.
fn entered(guide: &Guide, credential: &str) -> Vec<(&'static str, String)> {
    let (mut boxes, mut never) = (Vec::new(), Vec::new());
    for provider in &guide.providers {
        let Some(field) = provider.field(credential) else {
            continue;
        };
        match (field.enter, &field.label) {
            (Enter::Never, _) => never.push(provider.label.clone()),
            (_, Some(label)) => boxes.push(format!("the box \"{label}\" for {}", provider.label)),
            (_, None) => {}
        }
    }
    [("Where to enter it", boxes), ("Not entered for", never)]
        .into_iter()
        .filter(|(_, all)| !all.is_empty())
        .map(|(name, all)| (name, all.join(", ")))
        .collect()
}
