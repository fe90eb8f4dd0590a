//! The tree of the guide's pages: what is above, below and beside a page, worked out once for all of them.

use std::collections::HashMap;

use serde::Serialize;

use crate::guide::Guide;
use crate::guide::page::{Page, PageKind};

/// A link of the navigation, the breadcrumbs, previous and next. Addresses are from the top of the site.
#[derive(Serialize)]
pub struct Link<'g> {
    pub title: &'g str,
    pub url: String,
}

impl<'g> From<&'g Page> for Link<'g> {
    fn from(page: &'g Page) -> Self {
        Self {
            title: &page.title,
            url: page.url(),
        }
    }
}

/// A section of the navigation, or a page in it.
#[derive(Serialize)]
pub struct Entry<'g> {
    title: &'g str,
    url: String,
    current: bool,
    open: bool,
    /// Of a rule's page.
    severity: Option<&'static str>,
    pages: Vec<Self>,
}

pub struct Navigation<'g> {
    guide: &'g Guide,
    home: Option<&'g Page>,
    parents: HashMap<&'g str, &'g Page>,
    children: HashMap<&'g str, Vec<&'g Page>>,
    /// The severities of rules, by their pages.
    severities: HashMap<&'g str, &'static str>,
    /// Pages as a reader would leaf through them.
    order: Vec<&'g Page>,
    places: HashMap<&'g str, usize>,
}

impl<'g> Navigation<'g> {
    pub fn new(guide: &'g Guide) -> Self {
        let mut navigation = Self {
            guide,
            home: guide.home(),
            parents: HashMap::new(),
            children: HashMap::new(),
            severities: guide
                .rules
                .iter()
                .map(|rule| (guide.pages[rule.page].path.as_str(), rule.severity.name()))
                .collect(),
            order: Vec::new(),
            places: HashMap::new(),
        };
        for (page, parent) in guide.parents() {
            navigation.parents.insert(&page.path, parent);
            navigation.children.entry(&parent.path).or_default().push(page);
        }
        for children in navigation.children.values_mut() {
            children.sort_by_cached_key(|page| guide.rank(page));
        }
        if let Some(home) = navigation.home {
            let mut order = Vec::new();
            navigation.leaf_through(home, &mut order);
            navigation.places = order
                .iter()
                .enumerate()
                .map(|(at, page)| (page.path.as_str(), at))
                .collect();
            navigation.order = order;
        }
        navigation
    }

    fn leaf_through(&self, above: &Page, order: &mut Vec<&'g Page>) {
        for page in self.children(above) {
            order.push(page);
            self.leaf_through(page, order);
        }
    }

    pub fn home(&self) -> Option<&'g Page> {
        self.home
    }

    /// The pages right below a section's page, in reading order.
    pub fn children(&self, page: &Page) -> &[&'g Page] {
        self.children.get(page.path.as_str()).map_or(&[], Vec::as_slice)
    }

    /// The way from the top to a page, without the page itself.
    pub fn breadcrumbs(&self, page: &Page) -> Vec<Link<'g>> {
        let mut above = Vec::new();
        let mut at = self.parents.get(page.path.as_str());
        while let Some(page) = at {
            let mut link = Link::from(*page);
            if page.kind == PageKind::Home {
                // The home page's title is its question; the way back is named after the site.
                link.title = &self.guide.settings.site.title;
            }
            above.push(link);
            at = self.parents.get(page.path.as_str());
        }
        above.reverse();
        above
    }

    /// Where a page stands when one leafs through them all; none for the home page, which comes first.
    pub fn place(&self, page: &Page) -> Option<usize> {
        self.places.get(page.path.as_str()).copied()
    }

    /// The pages before and behind a page.
    pub fn neighbours(&self, page: &Page) -> (Option<Link<'g>>, Option<Link<'g>>) {
        let Some(at) = self.places.get(page.path.as_str()) else {
            return (None, None);
        };
        let link = |at: Option<usize>| at.and_then(|at| self.order.get(at)).map(|page| Link::from(*page));
        (link(at.checked_sub(1)), link(Some(at + 1)))
    }

    /// The top level, and the pages of the section that the reader is in.
    pub fn menu(&self, page: Option<&Page>) -> Vec<Entry<'g>> {
        let Some(home) = self.home else {
            return Vec::new();
        };
        let is_current = |candidate: &Page| page.is_some_and(|page| page.path == candidate.path);
        let entry = |page: &'g Page, open, pages| Entry {
            title: &page.title,
            url: page.url(),
            current: is_current(page),
            open,
            severity: self.severities.get(page.path.as_str()).copied(),
            pages,
        };
        self.children(home)
            .iter()
            .map(|section| {
                let is_open = section.is_index()
                    && page.is_some_and(|page| {
                        page.section() == section.section()
                            || page.section().starts_with(&format!("{}/", section.section()))
                    });
                let pages: &[&Page] = if is_open { self.children(section) } else { &[] };
                let pages = pages.iter().map(|page| entry(page, false, Vec::new())).collect();
                entry(section, is_open, pages)
            })
            .collect()
    }
}
