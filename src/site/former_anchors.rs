//! Anchors that a page had before: their places in the finished page, whoever wrote the id that took their place, so
//! that links from elsewhere still lead there.

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::guide::decode::Name;
use crate::guide::mistake::{Mistake, instead_of_many};
use crate::guide::page::Page;
use crate::site::anchors::Ids;
use crate::site::html::{Part, parts, placed_parts};
use crate::site::links::Wrong;
use crate::site::markdown::escape;

/// Elements that may hold an empty span, whatever they stand in: a table's row, for one, may not.
const HOLDERS: [&str; 18] = [
    "a",
    "caption",
    "dd",
    "dt",
    "figcaption",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "label",
    "li",
    "p",
    "span",
    "summary",
    "td",
    "th",
];

/// The page with its former anchors in it.
pub fn add(html: String, page: &Page, findings: &mut Vec<Finding>) -> String {
    if page.anchors.is_empty() {
        return html;
    }
    let places = places(&html);
    let mut spans: Vec<(usize, &str)> = Vec::new();
    for (old, new) in &page.anchors {
        match place(old, new, &places, &html) {
            Ok(at) => spans.push((at, &old.text)),
            Err((mistake, name, Wrong { message, help })) => {
                let finding = mistake.at(&page.source, name.span.clone(), message);
                findings.push(finding.help(help));
            }
        }
    }
    spans.sort_unstable();
    let mut added = String::with_capacity(html.len() + spans.len() * 32);
    let mut from = 0;
    for (at, old) in spans {
        added.push_str(&html[from..at]);
        added.push_str(&format!("<span id=\"{}\"></span>", escape(old)));
        from = at;
    }
    added.push_str(&html[from..]);
    added
}

/// Every id, and where the first element at it or behind it that may hold a span begins to do so.
fn places(html: &str) -> BTreeMap<String, usize> {
    let mut places = BTreeMap::new();
    let mut waiting = Vec::new();
    for (part, span) in placed_parts(html) {
        let Part::Open { name, .. } = &part else { continue };
        waiting.extend(part.attribute("id").map(ToOwned::to_owned));
        if HOLDERS.contains(&name.as_str()) {
            places.extend(waiting.drain(..).map(|id| (id, span.end)));
        }
    }
    places
}

/// Where a former anchor goes; otherwise which of the two names is wrong, and how.
fn place<'a>(
    old: &'a Name,
    new: &'a Name,
    places: &BTreeMap<String, usize>,
    html: &str,
) -> Result<usize, (Mistake, &'a Name, Wrong)> {
    if old.text.contains(char::is_whitespace) {
        let message = "an anchor has no blanks".to_owned();
        let help = "write it as it stood in the address, behind the `#`".to_owned();
        return Err((Mistake::InvalidText, old, Wrong { message, help }));
    }
    if places.contains_key(&old.text) {
        let message = format!("the page still has a place `#{}`", old.text);
        let help = "drop this line: links to it lead there".to_owned();
        return Err((Mistake::DuplicateId, old, Wrong { message, help }));
    }
    places.get(&new.text).copied().ok_or_else(|| {
        let message = format!("this page has no place `#{}`", new.text);
        let ids = Ids::read(&parts(html));
        let linkable = ids.linked.iter().map(String::as_str);
        let help = instead_of_many(&new.text, linkable, "it has no headings: drop this line");
        (Mistake::DeadLink, new, Wrong { message, help })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_inside_of_what_may_hold_text() {
        let html = "<h2 id=\"a\">A</h2><table><tr id=\"b\"><td>x &lt;p id=\"c\"></td></tr></table>";
        let places = places(html);
        assert_eq!(places.keys().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(&html[places["a"]..][..5], "A</h2");
        assert_eq!(&html[places["b"]..][..5], "x &lt");
    }
}
