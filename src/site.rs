//! The help site: pages to an [`Output`], a map of path to bytes. It reads no file and writes none but through
//! `output`; whatever is wrong is a finding in the guide.

pub mod anchors;
pub mod budget;
mod changes;
mod component;
mod former_anchors;
mod highlight;
mod html;
mod links;
mod markdown;
mod navigation;
pub mod output;
pub mod outside;
mod page;
mod publish;
mod reading;
mod search;
mod structure;
mod structured;
mod terms;
mod theme;
mod view;

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::finding::Finding;
use crate::guide::files::Files;
use crate::guide::mistake::Mistake;
use crate::guide::{Guide, is_asset};
use crate::lint::examples::Verdict;
use crate::source::Source;
use links::Links;
use output::Output;
use page::{Published, Rendered, Renderer};
use publish::Publication;
use reading::{Reading, Readings};
use theme::Theme;

/// A site in memory.
pub struct Built {
    pub output: Output,
    pub readings: Readings,
    /// By the page's path inside the guide.
    pub rendered: Kept,
}

/// Pages that need not be rendered again, nor their examples linted: whoever keeps them knows that only other pages'
/// Markdown has changed, and that nothing is wrong with them.
pub type Kept = HashMap<String, Arc<Rendered>>;

/// Renders every page but the kept ones and checks every link. Mistakes are added; what could be rendered is returned all
/// the same.
pub fn build(
    guide: &Guide,
    files: &Files,
    verdicts: &[Verdict],
    kept: &Kept,
    findings: &mut Vec<Finding>,
) -> Built {
    let mut built = Built {
        output: Output::default(),
        readings: Readings::new(),
        rendered: Kept::new(),
    };
    let output = &mut built.output;
    let Some(theme) = Theme::load(files, &guide.settings.site, findings) else {
        return built;
    };
    for (path, bytes) in theme.assets() {
        output.insert(path, bytes.to_vec());
    }
    for (path, bytes) in files.below("content") {
        if is_asset(path) {
            let path = path.strip_prefix("content/").unwrap_or(path);
            output.insert(path, bytes.to_vec());
        }
    }
    let renderer = Renderer::new(guide, files, &theme, verdicts);
    let rendered: Vec<Arc<Rendered>> = (0..guide.pages.len())
        .into_par_iter()
        .map(|at| match kept.get(&guide.pages[at].path) {
            Some(page) => Arc::clone(page),
            None => Arc::new(renderer.page(at)),
        })
        .collect();
    let mut links = Links::default();
    let mut pages = Vec::new();
    for (page, rendered) in guide.pages.iter().zip(&rendered) {
        findings.extend(rendered.mistakes.iter().cloned());
        links.add(page, rendered);
        // What a page could not say, its template misses: only the mistakes in its text count.
        let Some(finished) = &rendered.finished else {
            continue;
        };
        if guide.unread.contains(&page.path) {
            continue;
        }
        output.insert(&finished.url, finished.html.clone().into_bytes());
        if let Some(embedded) = &finished.embedded {
            output.insert(format!("embed/{}", finished.url), embedded.clone().into_bytes());
        }
        pages.push(Published { page, finished });
    }
    publish::add(
        &Publication {
            guide,
            pages: &pages,
            renderer: &renderer,
        },
        output,
        findings,
    );
    if !guide.unread.is_empty() {
        findings.retain(|finding| finding.rule != Mistake::BrokenTemplate.name());
    }
    built.readings = read(&pages, output);
    links.check(guide, output, &built.readings, findings);
    let prose: Vec<&[Finding]> = rendered.iter().map(|page| page.prose.as_slice()).collect();
    structure::check(guide, &prose, &built.readings, findings);
    findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    // A mistake in a template comes up on every page.
    findings.dedup_by(|a, b| a.place == b.place && a.message == b.message);
    let paths = guide.pages.iter().map(|page| page.path.clone());
    built.rendered = paths.zip(rendered).collect();
    built
}

/// The guide's pages were read when they were rendered; the ones that the engine adds are few.
fn read(pages: &[Published], output: &Output) -> Readings {
    let mut readings: Readings = pages
        .iter()
        .map(|page| (page.url.clone(), Arc::clone(&page.reading)))
        .collect();
    for (path, bytes) in output.files() {
        // What is embedded has the parts of the page itself.
        if path.ends_with(".html") && !path.starts_with("embed/") && !readings.contains_key(path) {
            let parts = html::parts(&String::from_utf8_lossy(bytes));
            readings.insert(path.to_owned(), Arc::new(Reading::new(path, &parts)));
        }
    }
    readings
}

/// The files of themes, for the frames of mistakes in them.
pub fn theme_sources(files: &Files) -> Vec<Arc<Source>> {
    files
        .below("themes")
        .filter(|(path, _)| path.ends_with(".html") || path.ends_with(".yaml"))
        .map(|(path, bytes)| {
            let text = String::from_utf8_lossy(bytes);
            Arc::new(Source::new(files.shown(path), text))
        })
        .collect()
}
