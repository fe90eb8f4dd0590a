//! What a guide's pages must be like beside being right: their prose, read from the Markdown, and their finished HTML.
//! Links and anchors are checked in `links`, examples in `lint`.

pub mod finished;
pub mod prose;

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Finding;
use crate::guide::Guide;
use crate::guide::mistake::Mistake;
use crate::guide::page::{Page, PageKind};
use crate::site::links::resolve;
use crate::site::reading::Readings;
use crate::source::Span;

/// How far from the home page what one looks up may be.
const CLICKS: usize = 2;

/// `prose` is what is wrong with the Markdown of each page, in the guide's order.
pub fn check(guide: &Guide, prose: &[&[Finding]], readings: &Readings, findings: &mut Vec<Finding>) {
    let mut problems: BTreeMap<finished::Problem, Vec<&Page>> = BTreeMap::new();
    for (page, said) in guide.pages.iter().zip(prose) {
        // A heading of the page's own is reported where it stands, not once more in what was made of it.
        let are_headings_said = said
            .iter()
            .any(|finding| finding.rule == Mistake::HeadingOrder.name());
        if let Some(reading) = readings.get(&page.url()) {
            for problem in reading.structure.problems(are_headings_said) {
                problems.entry(problem).or_default().push(page);
            }
        }
    }
    let of_theme = problems.into_iter();
    findings.extend(of_theme.filter_map(|(problem, pages)| problem.on(&pages)));
    check_distances(guide, readings, findings);
    check_messages(guide, findings);
    findings.extend(prose.iter().copied().flatten().cloned());
}

/// Credentials and rules are looked up in a hurry.
fn check_distances(guide: &Guide, readings: &Readings, findings: &mut Vec<Finding>) {
    let Some(home) = guide.home() else {
        return;
    };
    let mut reached = BTreeSet::from([home.url()]);
    let mut newest: Vec<String> = reached.iter().cloned().collect();
    for _ in 0..CLICKS {
        let links = newest.iter().filter_map(|from| Some((from, readings.get(from)?)));
        newest = links
            .flat_map(|(from, reading)| {
                reading
                    .structure
                    .links
                    .iter()
                    .filter_map(|link| target(from, link))
            })
            .filter(|to| reached.insert(to.clone()))
            .collect();
    }
    for page in &guide.pages {
        let is_looked_up = matches!(page.kind, PageKind::Credential | PageKind::Rule);
        let url = page.url();
        if is_looked_up && readings.contains_key(&url) && !reached.contains(&url) {
            findings.push(
                Mistake::FarAway
                    .at(
                        &page.source,
                        key(page, "title"),
                        format!("from the home page this page is more than {CLICKS} clicks away"),
                    )
                    .help("list it on its section's page, and the section on the home page"),
            );
        }
    }
}

/// The page that a link leads to; links to other sites name none.
fn target(from: &str, link: &str) -> Option<String> {
    let path = link.split(['#', '?']).next().filter(|path| !path.is_empty())?;
    resolve(from, path)
}

/// Whoever searches for a message is to find one page.
fn check_messages(guide: &Guide, findings: &mut Vec<Finding>) {
    let mut known: BTreeMap<String, &Page> = BTreeMap::new();
    for page in &guide.pages {
        let Some(message) = &page.message else {
            continue;
        };
        if let Some(first) = known.get(&message.to_lowercase()) {
            findings.push(
                Mistake::DuplicateId
                    .at(
                        &page.source,
                        key(page, "message"),
                        "another page has the same message",
                    )
                    .help(format!("make one page of this and {}", first.path)),
            );
        } else {
            known.insert(message.to_lowercase(), page);
        }
    }
}

/// The line of a key in a page's front matter.
fn key(page: &Page, name: &str) -> Span {
    let front_matter = &page.source.text()[..page.body];
    front_matter
        .find(&format!("\n{name}:"))
        .map_or(0..0, |at| page.source.line_at(at + 1))
}
