//! `anchors.lock`: the addresses that were published, so that none of them vanishes unseen. Each line is a page's path
//! on the site, or a path with the anchor of a heading, an entry or a row, as readers link to them. Addresses are only
//! ever added; one that a page's front matter takes over stays listed. Reading and writing the file is left to others.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::finding::Finding;
use crate::guide::Guide;
use crate::guide::files::{ANCHORS, Files};
use crate::guide::mistake::Mistake;
use crate::guide::page::Page;
use crate::site::html::Part;
use crate::site::reading::Readings;
use crate::source::{Source, Span};

const TITLE: &str = "# Addresses that readers may have linked. `fieldguide check --update-anchors` adds the new ones; take a line out to \
    give its address up.\n";

/// Elements that readers link to: headings, terms and their texts, rows.
const LINKED: [&str; 8] = ["h2", "h3", "h4", "h5", "h6", "dt", "dd", "tr"];

/// The text of the lock, where the guide has one.
pub fn source(files: &Files) -> Option<Arc<Source>> {
    let text = String::from_utf8_lossy(files.get(ANCHORS)?);
    Some(Arc::new(Source::new(files.shown(ANCHORS), text)))
}

/// Reports every address of the lock that leads nowhere now. Without a lock there are none.
pub fn check(guide: &Guide, files: &Files, readings: &Readings, findings: &mut Vec<Finding>) {
    let Some(lock) = source(files) else { return };
    // What could not be read has not vanished.
    if !guide.unread.is_empty() {
        return;
    }
    let site = Site::new(guide, readings);
    let locked: Vec<Address> = addresses(lock.text()).collect();
    let mut anchors: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for address in &locked {
        anchors.entry(address.path).or_default().extend(address.anchor);
    }
    let mut gone = BTreeSet::new();
    for address in &locked {
        let finding = match (site.page(address.path), address.anchor) {
            // One line says it of a page and of all that stood there.
            (None, _) if gone.insert(address.path) => site.vanished_page(&lock, address, &anchors),
            (Some(page), Some(anchor)) if !site.has(page, anchor) => {
                site.vanished_anchor(&lock, address, page, anchor, &anchors[address.path])
            }
            _ => continue,
        };
        findings.push(finding);
    }
}

/// The lock with the addresses of now; nothing of what it listed goes.
pub fn updated(lock: &str, guide: &Guide, readings: &Readings) -> String {
    let mut lines: BTreeSet<String> = addresses(lock)
        .map(|address| lock[address.span].to_owned())
        .collect();
    for page in &guide.pages {
        let path = page.url();
        let Some(reading) = readings.get(&path) else {
            continue;
        };
        let ids = reading.ids.linked.iter();
        lines.extend(ids.map(|id| format!("{path}#{id}")));
        lines.insert(path);
    }
    let mut text = TITLE.to_owned();
    for line in lines {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// How many addresses a lock lists.
pub fn count(lock: &str) -> usize {
    addresses(lock).count()
}

/// A line of the lock.
struct Address<'l> {
    path: &'l str,
    anchor: Option<&'l str>,
    span: Span,
}

fn addresses(lock: &str) -> impl Iterator<Item = Address<'_>> {
    let mut start = 0;
    lock.split_inclusive('\n').filter_map(move |line| {
        let text = line.trim();
        let at = start + (line.len() - line.trim_start().len());
        start += line.len();
        if text.is_empty() || text.starts_with('#') {
            return None;
        }
        let (path, anchor) = match text.split_once('#') {
            Some((path, anchor)) => (path, Some(anchor)),
            None => (text, None),
        };
        Some(Address {
            path,
            anchor,
            span: at..at + text.len(),
        })
    })
}

/// The pages by every address that they have or had, and what can be linked to in them.
struct Site<'g> {
    by_url: BTreeMap<String, &'g Page>,
    by_alias: BTreeMap<&'g str, &'g Page>,
    /// A page that could not be rendered has none.
    readings: &'g Readings,
}

impl<'g> Site<'g> {
    fn new(guide: &'g Guide, readings: &'g Readings) -> Self {
        let pages = guide.pages.iter();
        let aliases = pages.clone().flat_map(|page| {
            let aliases = page.aliases.iter();
            aliases.map(move |alias| (alias.text.as_str(), page))
        });
        Self {
            by_url: pages.clone().map(|page| (page.url(), page)).collect(),
            by_alias: aliases.collect(),
            readings,
        }
    }

    fn page(&self, path: &str) -> Option<&'g Page> {
        let found = self.by_url.get(path).or_else(|| self.by_alias.get(path));
        found.copied()
    }

    /// Whether a page has an anchor, or says what took its place.
    fn has(&self, page: &Page, anchor: &str) -> bool {
        let Some(reading) = self.readings.get(&page.url()) else {
            return true;
        };
        let ids = &reading.ids;
        let mut aliases = page.anchors.iter();
        ids.all.contains(anchor)
            || aliases
                .any(|(old, new)| old.text == anchor && ids.all.contains(new.text.trim_start_matches('#')))
    }

    fn vanished_page(
        &self,
        lock: &Source,
        address: &Address,
        locked: &BTreeMap<&str, BTreeSet<&str>>,
    ) -> Finding {
        let path = address.path;
        // A page that took its place is likely a new one.
        let urls = self.by_url.keys().map(String::as_str);
        let nearest = nearest(path, urls.filter(|url| !locked.contains_key(url)));
        let page = match nearest.and_then(|url| self.by_url.get(url)) {
            Some(page) => page.path.as_str(),
            None => "the page that took its place",
        };
        Mistake::VanishedAnchor
            .at(
                lock,
                address.span.clone(),
                format!("{path} was published, and there is no such page now"),
            )
            .help(format!(
                "write `aliases: [{path}]` into the front matter of {page}; or take the page out of {ANCHORS} to give \
                 its address up"
            ))
    }

    fn vanished_anchor(
        &self,
        lock: &Source,
        address: &Address,
        page: &Page,
        anchor: &str,
        locked: &BTreeSet<&str>,
    ) -> Finding {
        let linked = self.readings.get(&page.url()).map(|reading| &reading.ids.linked);
        let linked = linked.into_iter().flatten().map(String::as_str);
        // What took its place is likely new.
        let new = linked.clone().filter(|id| !locked.contains(id));
        let nearest = nearest(anchor, new).or_else(|| nearest(anchor, linked));
        let new = nearest.unwrap_or("what-took-its-place");
        Mistake::VanishedAnchor
            .at(
                lock,
                address.span.clone(),
                format!("{}#{anchor} was published, and leads to nothing now", address.path),
            )
            .help(format!(
                "write `anchors: {{{anchor}: {new}}}` into the front matter of {}, or `{{#{anchor}}}` behind its \
                 heading; or take the line out of {ANCHORS} to give the address up",
                page.path
            ))
    }
}

/// The one that is most like a word, if it is like it at all.
fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|known| (strsim::sorensen_dice(word, known), known))
        .filter(|(likeness, _)| *likeness > 0.3)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, known)| known)
}

/// The anchors of a page.
#[derive(Debug, Default)]
pub struct Ids {
    pub all: BTreeSet<String>,
    /// Those of headings, entries and rows of the page's own text: what its readers link to, and what authors may.
    pub linked: BTreeSet<String>,
    /// Those that more than one element has.
    pub repeated: Vec<String>,
}

impl Ids {
    pub fn read(parts: &[Part]) -> Self {
        let mut ids = Self::default();
        let mut is_in_main = false;
        for part in parts {
            match part {
                Part::Open { name, .. } => {
                    is_in_main |= name == "main";
                    let Some(id) = part.attribute("id") else { continue };
                    if is_in_main && LINKED.contains(&name.as_str()) {
                        ids.linked.insert(id.to_owned());
                    }
                    if !ids.all.insert(id.to_owned()) {
                        ids.repeated.push(id.to_owned());
                    }
                }
                Part::Close { name } if name == "main" => is_in_main = false,
                _ => {}
            }
        }
        ids
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::html::parts;

    #[test]
    fn readers_link_to_headings_entries_and_rows() {
        let ids = Ids::read(&parts(
            r#"<nav><h2 id="menu">Menu</h2></nav><main id="content"><h1 id="top">A</h1><h2 id="a">A</h2>
            <p id="no"></p><dl><dt id="term">t</dt></dl><table><tr id="row"><td id="cell"></td></tr></table></main>
            <footer><h2 id="end">End</h2></footer>"#,
        ));
        assert_eq!(
            ids.linked.iter().map(String::as_str).collect::<Vec<_>>(),
            ["a", "row", "term"]
        );
        assert!(ids.all.contains("content") && ids.all.contains("end"));
    }

    #[test]
    fn a_lock_is_lines_with_places() {
        let lock = "# title\r\n\r\n  a.html#b \r\na.html";
        let read: Vec<(&str, Option<&str>, &str)> = addresses(lock)
            .map(|it| (it.path, it.anchor, &lock[it.span]))
            .collect();
        assert_eq!(
            read,
            [("a.html", Some("b"), "a.html#b"), ("a.html", None, "a.html")]
        );
        assert_eq!(count(lock), 2);
        assert_eq!(count(""), 0);
    }

    #[test]
    fn the_nearest_is_like_it() {
        let known = ["where-to-find-the-token", "what-it-is"];
        assert_eq!(nearest("where-to-find-it", known.into_iter()), Some(known[0]));
        assert_eq!(nearest("zzz", known.into_iter()), None);
    }
}
