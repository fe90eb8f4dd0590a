//! What changed in the guide, by day, as the pages' front matter says.

use serde::Serialize;

use crate::guide::Guide;
use crate::guide::page::{Change, Page};
use crate::site::markdown::inline;

/// All that changed on one day.
#[derive(Serialize)]
pub struct Day<'g> {
    date: &'g str,
    changes: Vec<ChangeView<'g>>,
}

#[derive(Serialize)]
struct ChangeView<'g> {
    title: &'g str,
    url: String,
    /// HTML.
    text: String,
}

/// Every change of every page, newest first.
pub fn changes(guide: &Guide) -> Vec<(&Page, &Change)> {
    let mut changes: Vec<(&Page, &Change)> = guide
        .pages
        .iter()
        .flat_map(|page| page.changes.iter().map(move |change| (page, change)))
        .collect();
    changes.sort_by(|(_, a), (_, b)| b.date.cmp(&a.date));
    changes
}

/// For pages that reach the top of the site by `root`.
pub fn days<'g>(guide: &'g Guide, root: &str) -> Vec<Day<'g>> {
    changes(guide)
        .chunk_by(|(_, a), (_, b)| a.date == b.date)
        .map(|day| Day {
            date: &day[0].1.date,
            changes: day
                .iter()
                .map(|(page, change)| ChangeView {
                    title: &page.title,
                    url: page.url(),
                    text: inline(guide, page, &change.text.text, root),
                })
                .collect(),
        })
        .collect()
}
