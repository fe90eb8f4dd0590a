//! A twin in Markdown beside each page (`credentials/waba-id.md`), for programs that read, and `llms.txt`, which lists
//! them: what a reader of the page sees, with what templates and components make of the guide's data.

mod element;
mod writer;

use std::collections::BTreeSet;

use crate::finding::Finding;
use crate::guide::page::Page;
use crate::site::html::Part;
use crate::site::links::resolve;
use crate::site::output::Output;
use crate::site::page::twin;
use crate::site::publish::Publication;
use element::{Node, tree};
use writer::{Writer, escape};

pub fn add(publication: &Publication, output: &mut Output, _: &mut Vec<Finding>) {
    for page in publication.pages {
        output.insert(twin(&page.url), page.twin.clone().into_bytes());
    }
    output.insert("llms.txt", list(publication).into_bytes());
}

/// The content of a finished page. Links to pages with twins lead to these.
pub fn text(url: &str, parts: &[Part], urls: &BTreeSet<String>) -> String {
    let link = |to: &str| match to.split_once('#') {
        Some((path, anchor)) => format!("{}#{anchor}", twin_of(url, path, urls)),
        None => twin_of(url, to, urls),
    };
    let tree = tree(parts);
    let main = tree.iter().find_map(|node| node.find("main"));
    let mut text = Writer { link: &link }.document(main.map_or(&[], Node::children));
    text.push('\n');
    text
}

fn twin_of(from: &str, link: &str, urls: &BTreeSet<String>) -> String {
    let is_page = resolve(from, link).is_some_and(|path| urls.contains(&path));
    if is_page && !link.is_empty() {
        twin(link)
    } else {
        link.to_owned()
    }
}

/// As described at llmstxt.org: the name of the site, what it is, and a list of pages for each section.
fn list(publication: &Publication) -> String {
    let site = &publication.guide.settings.site;
    let navigation = &publication.renderer.navigation;
    let mut text = format!("# {}\n\n> {}\n", escape(&site.title), escape(&site.description));
    let Some(home) = navigation.home() else {
        return text;
    };
    let base = site.url.as_deref().unwrap_or_default();
    let line = |page: &Page| {
        let address = format!("{base}{}", twin(&page.url()));
        format!(
            "- [{}]({address}): {}\n",
            escape(&page.title),
            escape(&page.description)
        )
    };
    let (sections, pages): (Vec<&Page>, Vec<&Page>) =
        navigation.children(home).iter().partition(|page| page.is_index());
    text.push_str("\n## Start here\n\n");
    text.push_str(&line(home));
    text.extend(pages.into_iter().map(line));
    for section in sections {
        text.push_str(&format!("\n## {}\n\n", escape(&section.title)));
        text.push_str(&line(section));
        let mut open: Vec<&Page> = navigation.children(section).to_vec();
        open.reverse();
        while let Some(page) = open.pop() {
            text.push_str(&line(page));
            open.extend(navigation.children(page).iter().rev());
        }
    }
    text
}
