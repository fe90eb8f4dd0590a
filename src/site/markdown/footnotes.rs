//! Footnotes: numbered by their first reference, and told at the end of the page.

use super::Walk;

impl Walk<'_, '_> {
    pub(super) fn footnote_reference(&mut self, label: &str) -> String {
        let at = match self.footnotes.iter().position(|(known, _)| known == label) {
            Some(at) => at,
            None => {
                self.footnotes.push((label.to_owned(), 0));
                self.footnotes.len() - 1
            }
        };
        self.footnotes[at].1 += 1;
        let (number, count) = (at + 1, self.footnotes[at].1);
        format!(
            "<sup><a id=\"note-{number}-{count}\" href=\"#note-{number}\" aria-label=\"Note {number}\">{number}</a></sup>"
        )
    }

    pub(super) fn add_footnotes(&mut self) {
        if self.footnotes.is_empty() {
            return;
        }
        let mut html = "<section class=\"footnotes\" aria-label=\"Notes\"><ol>\n".to_owned();
        for (at, (label, _)) in self.footnotes.iter().enumerate() {
            let number = at + 1;
            let note = self.notes.iter().find(|(known, _)| known == label);
            html.push_str(&format!(
                "<li id=\"note-{number}\">{} <a href=\"#note-{number}-1\" data-nocopy aria-label=\"Back to the text\">↩</a></li>\n",
                note.map_or("", |(_, html)| html)
            ));
        }
        html.push_str("</ol></section>\n");
        self.out.html.push_str(&html);
    }
}
