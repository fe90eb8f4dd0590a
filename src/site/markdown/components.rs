//! Paragraphs that call a component: `::name{argument=value}`, some round content, up to their `::/name`.

use std::collections::HashMap;

use pulldown_cmark::{Event, Tag, TagEnd};
use tera::Context;

use super::{Markdown, Walk};
use crate::guide::mistake::Mistake;
use crate::site::component::{Call, Paragraph, Scene};
use crate::site::links::Wrong;
use crate::source::Span;

impl Walk<'_, '_> {
    /// A paragraph that calls a component and does nothing else, rendered.
    pub(super) fn component(&mut self, span: &Span) -> Option<String> {
        let markdown = self.markdown;
        let paragraph = markdown.page.markdown()[span.clone()].trim();
        let call = match Paragraph::read(paragraph) {
            Some(Paragraph::Call(call)) => call,
            Some(Paragraph::End(name)) => {
                self.report(
                    Mistake::UnknownComponent,
                    span,
                    format!("nothing is open that `::/{name}` could end"),
                    format!("begin it with a paragraph `::{name}`, or leave this one out"),
                );
                self.until(|end| *end == TagEnd::Paragraph);
                return Some(String::new());
            }
            None if paragraph.starts_with("::") => {
                self.report(
                    Mistake::UnknownComponent,
                    span,
                    "this is no call of a component".to_owned(),
                    "write it as `::name{argument=value}`, alone in its paragraph".to_owned(),
                );
                return None;
            }
            None => return None,
        };
        self.until(|end| *end == TagEnd::Paragraph);
        let body = self.content(&call, span);
        let scene = Scene {
            guide: markdown.guide,
            page: markdown.page,
            theme: markdown.theme,
            views: markdown.views,
            root: markdown.root,
        };
        Some(match call.context(&scene) {
            Ok(context) => self.render_component_at(&call.component(), &context, body.as_deref(), span),
            Err((mistake, Wrong { message, help })) => {
                self.report(mistake, span, message, help);
                String::new()
            }
        })
    }

    /// What a call stands round, up to its end.
    fn content(&mut self, call: &Call, span: &Span) -> Option<String> {
        let end = self.ends.get(&span.start).copied();
        let signature = self.markdown.theme.signature(&call.component())?;
        let name = call.name;
        match end {
            None if signature.has_content => self.report(
                Mistake::UnknownComponent,
                span,
                format!("the content of `{name}` has no end"),
                format!("end it with a paragraph `::/{name}`"),
            ),
            Some(_) if !signature.has_content => self.report(
                Mistake::UnknownComponent,
                span,
                format!("the component `{name}` stands round no content"),
                format!("leave out its `::/{name}`"),
            ),
            _ => {}
        }
        let mut html = String::new();
        let Some(end) = end else {
            return signature.has_content.then_some(html);
        };
        while let Some((event, span)) = self.events.next() {
            let is_end = matches!(event, Event::Start(Tag::Paragraph)) && span.start == end;
            if is_end {
                self.until(|end| *end == TagEnd::Paragraph);
                break;
            }
            self.event(event, span, &mut html);
        }
        Some(html)
    }

    pub(super) fn render_component(&mut self, name: &str, context: &Context, body: Option<&str>) -> String {
        self.render_component_at(name, context, body, &(0..0))
    }

    fn render_component_at(
        &mut self,
        name: &str,
        context: &Context,
        body: Option<&str>,
        span: &Span,
    ) -> String {
        let Markdown { theme, page, .. } = *self.markdown;
        match theme.component(name, context, &self.implicit, body) {
            Ok(html) => html,
            Err(error) if span.is_empty() => {
                self.findings.push(theme.mistake(&error, Some(&page.source)));
                String::new()
            }
            Err(error) => {
                let message = error.to_string();
                let message = message.lines().next().unwrap_or_default();
                self.report(
                    Mistake::UnknownComponent,
                    span,
                    message.trim_start_matches("error: ").to_owned(),
                    "arguments go in braces: `::name{argument=value}`".to_owned(),
                );
                String::new()
            }
        }
    }
}

/// Pairs the calls that stand round content with their ends. Both stand in the same list item, quote or page.
pub(super) fn ends(text: &str, events: &[(Event, Span)]) -> HashMap<usize, usize> {
    let mut ends = HashMap::new();
    // The calls that are open at each depth of blocks.
    let mut open: Vec<Vec<(&str, usize)>> = vec![Vec::new()];
    for (event, span) in events {
        match event {
            Event::Start(tag) => {
                if matches!(tag, Tag::Paragraph) {
                    let calls = open.last_mut();
                    match (Paragraph::read(&text[span.clone()]), calls) {
                        (Some(Paragraph::Call(call)), Some(calls)) => calls.push((call.name, span.start)),
                        (Some(Paragraph::End(name)), Some(calls)) => {
                            // What was opened since is complete by itself.
                            if let Some(at) = calls.iter().rposition(|(open, _)| *open == name) {
                                ends.insert(calls[at].1, span.start);
                                calls.truncate(at);
                            }
                        }
                        _ => {}
                    }
                }
                open.push(Vec::new());
            }
            Event::End(_) => {
                open.pop();
            }
            _ => {}
        }
    }
    ends
}
