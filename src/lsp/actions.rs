//! What an editor offers at a finding: the rule's fix, and the comment that lets the finding stay. And all safe fixes of
//! a document at once.

use std::collections::HashMap;

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, DocumentChangeOperation,
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit,
    WorkspaceEdit,
};

use crate::finding::{Edit, Finding};
use crate::lint::fix::MOST_PASSES;
use crate::lint::{Linter, Terms};
use crate::lsp::diagnostics::{self, shifted};
use crate::lsp::position::Lines;
use crate::lsp::workspace::{Document, Workspace};

/// All safe fixes of a document.
pub fn fix_all() -> CodeActionKind {
    CodeActionKind::from(format!("{}.fieldguide", CodeActionKind::SOURCE_FIX_ALL.as_str()))
}

impl Workspace {
    pub fn code_actions(&self, params: &CodeActionParams, linter: &Linter) -> Vec<CodeActionOrCommand> {
        let Some(document) = self.documents.get(params.text_document.uri.as_str()) else {
            return Vec::new();
        };
        // Editors that know no actions but commands cannot be helped.
        if !self.client.takes_code_actions {
            return Vec::new();
        }
        let is_wanted = |kind: &CodeActionKind| {
            let only = params.context.only.as_ref();
            only.is_none_or(|only| only.iter().any(|it| is_within(kind, it)))
        };
        let lines = Lines::new(&document.text, self.client.encoding);
        let asked = lines.span(params.range);
        let is_asked = |finding: &&Finding| {
            let span = shifted(&finding.place.span, document);
            span.start <= asked.end && asked.start <= span.end
        };
        let mut actions = Vec::new();
        if is_wanted(&CodeActionKind::QUICKFIX) {
            for finding in document.findings.iter().filter(is_asked) {
                actions.extend(self.fix(finding, document, &lines, linter));
                actions.extend(self.ignore(finding, document, &lines, linter));
            }
        }
        if is_wanted(&fix_all()) {
            actions.extend(self.fix_all(document, &lines, linter));
        }
        actions.into_iter().map(CodeActionOrCommand::CodeAction).collect()
    }

    fn fix(
        &self,
        finding: &Finding,
        document: &Document,
        lines: &Lines,
        linter: &Linter,
    ) -> Option<CodeAction> {
        let fix = finding.fix.as_ref()?;
        Some(CodeAction {
            title: fix.title.clone(),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![diagnostics::one(finding, self, document, lines, linter)]),
            edit: Some(self.edit(document, lines, &fix.edits)),
            is_preferred: Some(fix.is_safe),
            ..CodeAction::default()
        })
    }

    fn ignore(
        &self,
        finding: &Finding,
        document: &Document,
        lines: &Lines,
        linter: &Linter,
    ) -> Option<CodeAction> {
        let edit = linter.ignoring(self.file(&document.name)?, finding)?;
        Some(CodeAction {
            title: format!("Let `{}` stay here, with a comment", finding.rule),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![diagnostics::one(finding, self, document, lines, linter)]),
            edit: Some(self.edit(document, lines, &[edit])),
            is_preferred: Some(false),
            ..CodeAction::default()
        })
    }

    fn fix_all(&self, document: &Document, lines: &Lines, linter: &Linter) -> Option<CodeAction> {
        let mut mended = None;
        let mut findings = safe(&document.findings);
        let mut file = linter.mend(self.file(&document.name)?, &findings, &mut mended)?;
        for _ in 0..MOST_PASSES {
            findings = safe(
                &linter
                    .judge(std::slice::from_ref(&file), &Terms::default())
                    .findings,
            );
            match linter.mend(&file, &findings, &mut mended) {
                Some(after) => file = after,
                None => break,
            }
        }
        Some(CodeAction {
            title: "Mend all that has one right answer".to_owned(),
            kind: Some(fix_all()),
            edit: Some(self.edit(document, lines, mended?.edits())),
            ..CodeAction::default()
        })
    }

    fn edit(&self, document: &Document, lines: &Lines, edits: &[Edit]) -> WorkspaceEdit {
        let text_edit = |edit: &Edit| TextEdit {
            range: lines.range(&shifted(&edit.span, document)),
            new_text: edit.text.clone(),
        };
        let edits = edits.iter().map(text_edit);
        if !self.client.takes_versioned_edits {
            #[expect(clippy::mutable_key_type, reason = "the protocol's type has it so")]
            let changes = HashMap::from([(document.uri.clone(), edits.collect())]);
            return WorkspaceEdit::new(changes);
        }
        let text_document = OptionalVersionedTextDocumentIdentifier {
            uri: document.uri.clone(),
            version: Some(document.version),
        };
        let change = DocumentChangeOperation::Edit(TextDocumentEdit {
            text_document,
            edits: edits.map(OneOf::Left).collect(),
        });
        WorkspaceEdit {
            document_changes: Some(DocumentChanges::Operations(vec![change])),
            ..WorkspaceEdit::default()
        }
    }
}

fn safe(findings: &[Finding]) -> Vec<Finding> {
    let is_safe = |finding: &&Finding| finding.fix.as_ref().is_some_and(|fix| fix.is_safe);
    findings.iter().filter(is_safe).cloned().collect()
}

/// Whether a kind is the wanted one, or one of those that it stands for: `source` for `source.fixAll`.
fn is_within(kind: &CodeActionKind, wanted: &CodeActionKind) -> bool {
    let rest = kind.as_str().strip_prefix(wanted.as_str());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || wanted.as_str().is_empty())
}
