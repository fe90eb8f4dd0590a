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
mod search;
mod structure;
mod structured;
mod terms;
mod theme;
mod view;

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
use page::Renderer;
use publish::Publication;
use theme::Theme;

/// Renders every page and checks every link. Mistakes are added; what could be rendered is returned all the same.
pub fn build(guide: &Guide, files: &Files, verdicts: &[Verdict], findings: &mut Vec<Finding>) -> Output {
    let mut output = Output::default();
    let Some(theme) = Theme::load(files, &guide.settings.site, findings) else {
        return output;
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
    let rendered: Vec<_> = (0..guide.pages.len())
        .into_par_iter()
        .map(|at| {
            let mut mistakes = Vec::new();
            (renderer.page(at, &mut mistakes), mistakes)
        })
        .collect();
    let mut links = Links::default();
    let mut pages = Vec::new();
    for (page, mistakes) in rendered {
        findings.extend(mistakes);
        links.add(page.page, page.links, &page.headings);
        // What a page could not say, its template misses: only the mistakes in its text count.
        let Some(published) = page
            .published
            .filter(|published| !guide.unread.contains(&published.page.path))
        else {
            continue;
        };
        output.insert(&published.url, published.html.clone().into_bytes());
        if let Some(embedded) = &published.embedded {
            output.insert(format!("embed/{}", published.url), embedded.clone().into_bytes());
        }
        pages.push(published);
    }
    publish::add(
        &Publication {
            guide,
            pages: &pages,
            renderer: &renderer,
        },
        &mut output,
        findings,
    );
    if !guide.unread.is_empty() {
        findings.retain(|finding| finding.rule != Mistake::BrokenTemplate.name());
    }
    links.check(guide, &output, findings);
    structure::check(guide, &output, findings);
    findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    // A mistake in a template comes up on every page.
    findings.dedup_by(|a, b| a.place == b.place && a.message == b.message);
    output
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
