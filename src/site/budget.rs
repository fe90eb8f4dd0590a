//! How much readers have to load: every file as it travels, and the budgets that the settings hold pages to. What counts
//! is read off the finished pages, so that a theme of one's own is measured like ours.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use rayon::prelude::*;
use serde::Serialize;

use crate::finding::Finding;
use crate::guide::Guide;
use crate::guide::files::Files;
use crate::guide::mistake::Mistake;
use crate::guide::settings::FILE_NAME;
use crate::site::html::{Part, parts, placed_parts};
use crate::site::links::resolve;
use crate::site::output::Output;
use crate::site::reading::Readings;
use crate::source::Source;

/// The list of everything, which stands in for search where there is no script. It grows with the guide as the index
/// does, and has the budget of that.
const LIST: &str = "search.html";

/// So many pages have one budget for the search index together.
const PAGES_PER_INDEX: usize = 60;

/// The parts of a page that a reader would name.
const LANDMARKS: [&str; 6] = ["head", "header", "nav", "main", "aside", "footer"];

/// The compressed size of every file, in bytes by its path.
#[derive(Debug, Default)]
pub struct Sizes(BTreeMap<String, usize>);

impl Sizes {
    pub fn of(output: &Output) -> Self {
        let files: Vec<(&str, &[u8])> = output.files().collect();
        let sizes = files.par_iter();
        Self(
            sizes
                .map(|(path, bytes)| ((*path).to_owned(), compressed(bytes)))
                .collect(),
        )
    }

    /// Nothing for a file that is not on the site.
    pub fn get(&self, path: &str) -> usize {
        self.0.get(path).copied().unwrap_or_default()
    }
}

/// As a server with gzip's usual level sends it.
fn compressed(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing to memory does not fail.
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.map_or(bytes.len(), |gzip| gzip.len())
}

/// One budget, and what comes nearest to it or exceeds it. Sizes are compressed, in bytes.
#[derive(Debug, Serialize)]
pub struct Budget {
    /// As in the settings: `first_view`.
    pub name: &'static str,
    pub limit: Option<usize>,
    pub largest: Option<Load>,
    /// How many pages or files exceed it.
    pub over: usize,
}

/// What one page makes its reader load, or one file that is loaded later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Load {
    pub path: String,
    #[serde(rename = "gzip_bytes")]
    pub bytes: usize,
    pub biggest_part: Option<Share>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Share {
    /// A file, or an element of a page: `nav.sidebar`.
    pub name: String,
    #[serde(rename = "gzip_bytes")]
    pub bytes: usize,
}

/// Every budget of the settings with the page or file that takes most of it.
pub fn measure(guide: &Guide, output: &Output, readings: &Readings, sizes: &Sizes) -> Vec<Budget> {
    let html: Vec<(&str, &[u8])> = output
        .files()
        .filter(|(path, _)| path.ends_with(".html") && *path != LIST)
        .collect();
    let pages: Vec<(&str, Cow<Loads>)> = html
        .par_iter()
        .map(|(path, bytes)| {
            let loads = readings.get(*path).map(|reading| Cow::Borrowed(&reading.loads));
            // Embedded pages are read for this only.
            let read = || Cow::Owned(Loads::read(path, &parts(&String::from_utf8_lossy(bytes))));
            (*path, loads.unwrap_or_else(read))
        })
        .collect();
    let together = |files: &dyn Fn(&str, &Loads) -> Vec<String>| {
        let loads = pages.iter();
        loads
            .map(|(path, loads)| Load::of(path, &files(path, loads), sizes))
            .collect()
    };
    let later = |kind: Search| {
        output
            .files()
            .filter(|(path, _)| search_file(path) == Some(kind) || (kind == Search::Index && *path == LIST))
            .map(|(path, _)| Load::of(path, &[path.to_owned()], sizes))
            .collect()
    };
    let limits = &guide.settings.site.budgets;
    let index = limits
        .index
        .map(|limit| limit * guide.pages.len().max(PAGES_PER_INDEX) / PAGES_PER_INDEX);
    let mut budgets = vec![
        Budget::new("html", limits.html, together(&|path, _| vec![path.to_owned()])),
        Budget::new("css", limits.css, together(&|_, loads| loads.styles.clone())),
        Budget::new("script", limits.script, together(&|_, loads| loads.own_scripts())),
        Budget::new("search", limits.search, later(Search::Script)),
        Budget::new("index", index, later(Search::Index)),
        Budget::new(
            "first_view",
            limits.first_view,
            together(&|path, loads| loads.first_view(path)),
        ),
    ];
    // Of a page alone the biggest part is an element.
    if let Some(largest) = budgets.first_mut().and_then(|budget| budget.largest.as_mut())
        && let Some(bytes) = output.get(&largest.path)
    {
        largest.biggest_part = biggest_element(bytes);
    }
    budgets
}

/// Reports every budget that is exceeded: once, however many pages exceed it.
pub fn check(guide: &Guide, files: &Files, budgets: &[Budget], findings: &mut Vec<Finding>) {
    let settings = Source::new(
        files.shown(FILE_NAME),
        String::from_utf8_lossy(files.get(FILE_NAME).unwrap_or_default()),
    );
    for budget in budgets {
        let (Some(limit), Some(largest)) = (budget.limit, &budget.largest) else {
            continue;
        };
        if budget.over == 0 {
            continue;
        }
        let site = &guide.settings.site;
        // A page, embedded or not, is its author's. Styles, scripts and search are the theme's.
        let is_of_page = matches!(budget.name, "html" | "first_view");
        let url = largest.path.strip_prefix("embed/").unwrap_or(&largest.path);
        let page = guide.pages.iter().find(|page| page.url() == url);
        let (source, place) = match (site.budget_places.get(budget.name), page) {
            (Some(place), _) => (&settings, place),
            (None, Some(page)) if is_of_page => (page.source.as_ref(), &page.title_place),
            _ if !site.theme.span.is_empty() => (&settings, &site.theme.span),
            _ => (&settings, &site.place),
        };
        findings.push(
            Mistake::OverBudget
                .at(source, place.clone(), budget.message(limit, largest))
                .help(budget.help(largest)),
        );
    }
}

impl Budget {
    fn new(name: &'static str, limit: Option<usize>, loads: Vec<Load>) -> Self {
        let over = loads
            .iter()
            .filter(|load| limit.is_some_and(|limit| load.bytes > limit))
            .count();
        // Of equals the first one, by its path.
        let largest = loads.into_iter().rev().max_by_key(|load| load.bytes);
        Self {
            name,
            limit,
            largest: largest.filter(|load| load.bytes > 0),
            over,
        }
    }

    fn message(&self, limit: usize, largest: &Load) -> String {
        let path = &largest.path;
        let what = match self.name {
            "css" => format!("the style sheets of {path}"),
            "script" => format!("the scripts that {path} runs at once"),
            "first_view" => format!("{path} with its style sheets and scripts"),
            _ => path.clone(),
        };
        let others = match self.over.saturating_sub(1) {
            0 => String::new(),
            1 => ", as on 1 other page".to_owned(),
            count => format!(", as on {count} other pages"),
        };
        format!(
            "{what}: {} KB compressed, over the budget of {} KB{others}",
            kilobytes(largest.bytes),
            kilobytes(limit)
        )
    }

    fn help(&self, largest: &Load) -> String {
        let part = match &largest.biggest_part {
            Some(part) if part.name != largest.path => Some((part.name.as_str(), part.bytes)),
            Some(part) if self.name == "first_view" => Some(("the page itself", part.bytes)),
            _ => None,
        };
        let part = part.map_or_else(String::new, |(name, bytes)| {
            format!("the biggest part of it is {name} with {} KB; ", kilobytes(bytes))
        });
        format!(
            "{part}make it smaller, or set `site.budgets.{}` in {FILE_NAME}: a number of KB, or `off`",
            self.name
        )
    }
}

impl Load {
    fn of(path: &str, files: &[String], sizes: &Sizes) -> Self {
        let parts = files.iter().map(|file| Share {
            name: file.clone(),
            bytes: sizes.get(file),
        });
        Self {
            path: path.to_owned(),
            bytes: parts.clone().map(|part| part.bytes).sum(),
            biggest_part: parts.rev().max_by_key(|part| part.bytes),
        }
    }
}

/// The files of the site that a finished page loads by itself.
#[derive(Debug, Default, Clone)]
pub struct Loads {
    styles: Vec<String>,
    scripts: Vec<String>,
}

impl Loads {
    pub fn read(path: &str, parts: &[Part]) -> Self {
        let mut loads = Self::default();
        for part in parts {
            let Part::Open { name, .. } = part else { continue };
            let (link, files) = match name.as_str() {
                "link" if part.attribute("rel").is_some_and(is_style_sheet) => {
                    (part.attribute("href"), &mut loads.styles)
                }
                "script" => (part.attribute("src"), &mut loads.scripts),
                _ => continue,
            };
            // What is loaded twice travels once.
            if let Some(file) = link.and_then(|link| file_of(path, link))
                && !files.contains(&file)
            {
                files.push(file);
            }
        }
        loads
    }

    /// Search has a budget of its own, whenever it is loaded.
    fn own_scripts(&self) -> Vec<String> {
        let scripts = self.scripts.iter();
        scripts
            .filter(|path| search_file(path).is_none())
            .cloned()
            .collect()
    }

    fn first_view(&self, page: &str) -> Vec<String> {
        let page = [page.to_owned()];
        page.iter()
            .chain(&self.styles)
            .chain(&self.scripts)
            .cloned()
            .collect()
    }
}

fn is_style_sheet(rel: &str) -> bool {
    rel.split_ascii_whitespace()
        .any(|word| word.eq_ignore_ascii_case("stylesheet"))
}

/// The file of the site that a page's link leads to.
fn file_of(page: &str, link: &str) -> Option<String> {
    if link.contains(':') || link.starts_with("//") {
        return None;
    }
    let path = link.split(['?', '#']).next().unwrap_or(link);
    resolve(page, path)
}

/// What is loaded when a reader searches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Search {
    Script,
    Index,
}

/// What searches is `search.js`, or a script beside it such as `search-nearest.js`. What it searches in has a language
/// for its name, as in `search.en.js`, or is called `search-index`. Any of them may have its hash.
fn search_file(path: &str) -> Option<Search> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let parts: Vec<&str> = name.split('.').collect();
    let is_hash = |part: &str| part.len() == 16 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    match parts[..] {
        ["search", "js"] => Some(Search::Script),
        ["search", hash, "js"] if is_hash(hash) => Some(Search::Script),
        ["search" | "search-index", .., "js" | "json"] => Some(Search::Index),
        [name, .., "js"] if name.starts_with("search-") => Some(Search::Script),
        _ => None,
    }
}

/// What a file is to a reader's browser.
pub fn kind(path: &str) -> &'static str {
    match (search_file(path), path.rsplit('.').next()) {
        (Some(Search::Script), _) => "search",
        (Some(Search::Index), _) => "index",
        (None, Some("html")) => "page",
        (None, Some("css")) => "style",
        (None, Some("js")) => "script",
        (None, Some("avif" | "gif" | "ico" | "jpeg" | "jpg" | "png" | "svg" | "webp")) => "image",
        _ => "data",
    }
}

/// The largest of the landmarks that stand in no other one, each compressed by itself.
fn biggest_element(html: &[u8]) -> Option<Share> {
    let mut elements: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut open: Option<Landmark> = None;
    for (part, span) in placed_parts(&String::from_utf8_lossy(html)) {
        match (&part, &mut open) {
            (Part::Open { name, .. }, Some(landmark)) if name == landmark.element => landmark.depth += 1,
            (Part::Open { name, .. }, None) => {
                let element = LANDMARKS.into_iter().find(|landmark| landmark == name);
                open = element.map(|element| Landmark {
                    element,
                    name: selector(&part, element),
                    start: span.start,
                    depth: 1,
                });
            }
            (Part::Close { name }, Some(landmark)) if name == landmark.element => {
                landmark.depth -= 1;
                if landmark.depth == 0 {
                    let bytes = html.get(landmark.start..span.end).unwrap_or_default();
                    let biggest = elements.entry(std::mem::take(&mut landmark.name)).or_default();
                    biggest.extend_from_slice(bytes);
                    open = None;
                }
            }
            _ => {}
        }
    }
    let parts = elements.into_iter().map(|(name, bytes)| Share {
        name,
        bytes: compressed(&bytes),
    });
    parts.rev().max_by_key(|part| part.bytes)
}

struct Landmark {
    element: &'static str,
    name: String,
    start: usize,
    depth: usize,
}

/// An element as a style sheet would name it: `nav.sidebar`.
fn selector(part: &Part, element: &str) -> String {
    let class = part
        .attribute("class")
        .and_then(|value| value.split_whitespace().next());
    class.map_or_else(|| element.to_owned(), |class| format!("{element}.{class}"))
}

/// With one decimal and rounded up, so that what exceeds a budget never looks like it.
fn kilobytes(bytes: usize) -> String {
    let tenths = (bytes * 10).div_ceil(1024);
    match tenths % 10 {
        0 => format!("{}", tenths / 10),
        decimal => format!("{}.{decimal}", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_loads_is_read_off_its_tags() {
        let html = parts(
            r#"<link rel="icon" href="i.svg"><LINK REL=" Alternate STYLESHEET" href=../s.css?v=1>
            <script src="../app.js"></script><script src="../app.js"></script><script>"<script src='x.js'>"</script>
            <script src="https://elsewhere.example/y.js"></script><script src="../search.js"></script>"#,
        );
        let page = Loads::read("a/b.html", &html);
        assert_eq!(page.styles, ["s.css"]);
        assert_eq!(page.scripts, ["app.js", "search.js"]);
        assert_eq!(page.own_scripts(), ["app.js"]);
        assert_eq!(
            page.first_view("a/b.html"),
            ["a/b.html", "s.css", "app.js", "search.js"]
        );
    }

    #[test]
    fn the_script_that_searches_is_told_from_what_it_searches_in() {
        assert_eq!(search_file("assets/search.js"), Some(Search::Script));
        assert_eq!(
            search_file("assets/search.0123456789abcdef.js"),
            Some(Search::Script)
        );
        assert_eq!(
            search_file("assets/search-nearest.0123456789abcdef.js"),
            Some(Search::Script)
        );
        assert_eq!(search_file("search.en.0123456789abcdef.js"), Some(Search::Index));
        assert_eq!(
            search_file("search-index.0123456789abcdef.js"),
            Some(Search::Index)
        );
        assert_eq!(search_file("search-index.json"), Some(Search::Index));
        assert_eq!(search_file("search/index.html"), None);
        assert_eq!(search_file("assets/research.js"), None);
        assert_eq!(search_file("assets/searchable.js"), None);
        assert_eq!(search_file("assets/search.0123456789abcdef.css"), None);
    }

    #[test]
    fn the_biggest_element_is_the_outermost_one() {
        let sidebar = "<a href='x'>one</a>".repeat(9);
        let html = format!(
            "<head></head><nav class='sidebar wide'><nav>{sidebar}</nav>{}</nav><main><nav>short</nav></main>",
            "entirely different words follow here"
        );
        let part = biggest_element(html.as_bytes());
        assert_eq!(part.map(|part| part.name), Some("nav.sidebar".to_owned()));
        assert_eq!(biggest_element(b"<main>never closed"), None);
    }

    #[test]
    fn sizes_over_a_budget_are_shown_as_such() {
        assert_eq!(kilobytes(12 * 1024), "12");
        assert_eq!(kilobytes(12 * 1024 + 1), "12.1");
        assert_eq!(kilobytes(0), "0");
    }
}
