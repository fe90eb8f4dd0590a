//! Code blocks: examples with what the linter says of them, and any other code.

use pulldown_cmark::{CodeBlockKind, Event, TagEnd};
use serde::Serialize;
use tera::Context;

use super::links::inline;
use super::{Markdown, Walk};
use crate::config::Format;
use crate::finding::Finding;
use crate::guide::example::Fence;
use crate::lint::examples::Verdict;
use crate::lint::secrets;
use crate::site::highlight;
use crate::source::Span;

impl Walk<'_, '_> {
    pub(super) fn code(&mut self, kind: &CodeBlockKind, span: &Span, html: &mut String) {
        let mut text = String::new();
        for (event, _) in self.events.by_ref() {
            match event {
                Event::Text(part) => text.push_str(&part),
                Event::End(TagEnd::CodeBlock) => break,
                _ => {}
            }
        }
        let key = (self.markdown.page_at, span.start);
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split_whitespace().next().unwrap_or_default(),
            CodeBlockKind::Indented => "",
        };
        let language = &*language.to_lowercase();
        let format = Format::of_language(language);
        self.codes += 1;
        let mut context = Context::new();
        context.insert("number", &self.codes);
        context.insert("language", language);
        let component = match (self.markdown.verdicts.get(&key), format) {
            (Some(verdict), Some(format)) => {
                let Verdict {
                    findings,
                    related,
                    secrets,
                    ..
                } = verdict;
                let lines = highlight::example(&text, format, findings, related, secrets);
                context.insert("lines", &self.told(lines, verdict));
                context.insert("rules", &rules_of(findings));
                context.insert("root", self.markdown.root);
                context.insert("file", &verdict.fence.file);
                context.insert("joined", &self.follows_file(&verdict.fence));
                self.file_end = verdict.fence.file.is_some().then_some(verdict.fence.block.end);
                "example"
            }
            _ => {
                let secrets = secrets::in_words(self.markdown.guide, &text);
                let lines = match language {
                    "console" => highlight::console(&text, &secrets),
                    _ => highlight::code(&text, format, &secrets),
                };
                let lines: Vec<String> = lines.into_iter().map(|line| line.html).collect();
                context.insert("lines", &lines);
                "code"
            }
        };
        html.push_str(&self.render_component(component, &context, None));
        html.push('\n');
    }

    /// Whether nothing stands between a file and another one of its scan.
    fn follows_file(&self, fence: &Fence) -> bool {
        let markdown = self.markdown.page.markdown();
        let between = self.file_end.and_then(|end| markdown.get(end..fence.block.start));
        fence.file.is_some() && between.is_some_and(|between| between.trim().is_empty())
    }

    /// Lines with what is found in them in words.
    fn told(&self, lines: Vec<highlight::Line>, verdict: &Verdict) -> Vec<Told> {
        let Markdown {
            guide, page, root, ..
        } = *self.markdown;
        let found = |at: &usize| Some(self.found(verdict.findings.get(*at)?));
        let note = |at: &usize| Some(inline(guide, page, &verdict.related.get(*at)?.label, root));
        lines
            .into_iter()
            .map(|line| {
                let mut notes: Vec<String> = line.related.iter().filter_map(note).collect();
                // Several findings may refer to one place.
                notes.dedup();
                Told {
                    findings: line.findings.iter().filter_map(found).collect(),
                    notes,
                    html: line.html,
                }
            })
            .collect()
    }

    fn found(&self, finding: &Finding) -> Found {
        let guide = self.markdown.guide;
        let rule = guide.rules.iter().find(|rule| rule.id.text == finding.rule);
        Found {
            rule: finding.rule.clone(),
            severity: finding.severity.name(),
            message: inline(guide, self.markdown.page, &finding.message, self.markdown.root),
            url: rule.map(|rule| guide.pages[rule.page].url()).unwrap_or_default(),
        }
    }
}

/// A line of an example, as the theme shows it.
#[derive(Serialize)]
struct Told {
    html: String,
    findings: Vec<Found>,
    /// What is said of the places that findings refer to.
    notes: Vec<String>,
}

/// A finding of an example, as the theme shows it.
#[derive(Serialize)]
struct Found {
    rule: String,
    severity: &'static str,
    message: String,
    url: String,
}

/// The rules that found something, each once, in the order of their findings.
fn rules_of(findings: &[Finding]) -> Vec<&str> {
    let mut rules: Vec<&str> = Vec::new();
    for finding in findings {
        if !rules.contains(&finding.rule.as_str()) {
            rules.push(&finding.rule);
        }
    }
    rules
}
