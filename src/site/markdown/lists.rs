//! Items of lists; those with a box to tick get a label.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Walk;

impl Walk<'_, '_> {
    pub(super) fn item(&mut self, html: &mut String) {
        // With blank lines between the items the mark stands in the item's first paragraph.
        let opens_paragraph = matches!(self.events.peek(), Some((Event::Start(Tag::Paragraph), _)));
        let paragraph = if opens_paragraph { self.events.next() } else { None };
        let task = match self.events.peek() {
            Some((Event::TaskListMarker(done), _)) => Some(*done),
            _ => None,
        };
        if task.is_none()
            && let Some((event, span)) = paragraph
        {
            let mut content = String::new();
            self.event(event, span, &mut content);
            content.push_str(&self.until(|end| *end == TagEnd::Item));
            html.push_str(&format!("<li>{content}</li>\n"));
            return;
        }
        let Some(done) = task else {
            let content = self.until(|end| *end == TagEnd::Item);
            html.push_str(&format!("<li>{content}</li>\n"));
            return;
        };
        self.events.next();
        self.tasks += 1;
        let number = self.tasks;
        let checked = if done { " checked" } else { "" };
        let content = self.until(|end| *end == TagEnd::Item);
        // The label is the item's own line: lists and blocks below it are no part of it.
        let blocks = ["<ul", "<ol", "<pre", "<figure", "<div", "<blockquote", "<table"];
        let end = blocks.iter().filter_map(|block| content.find(block)).min();
        let (label, rest) = content.split_at(end.unwrap_or(content.len()));
        html.push_str(&format!(
            "<li class=\"task\"><input type=\"checkbox\" disabled id=\"task-{number}\"{checked}> \
             <label for=\"task-{number}\">{}</label>{rest}</li>\n",
            label.replace("<p>", "").replace("</p>", " ").trim()
        ));
    }
}
