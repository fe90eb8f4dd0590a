//! The guide is part of the binary: a page that is added, changed or removed makes a new one. The YAML of its pages and
//! settings is read here, so that a run need not.

use std::fs;
use std::path::Path;

use serde::Serialize;

// What reads the guide when the program runs reads it here.
#[allow(dead_code)]
#[path = "src/guide/front_matter.rs"]
mod front_matter;
#[allow(dead_code)]
#[path = "src/source.rs"]
mod source;
#[allow(dead_code)]
#[path = "src/tree.rs"]
mod tree;
#[allow(dead_code)]
#[path = "src/yaml.rs"]
mod yaml;

use source::Span;
use tree::{Kind, Node, Written};

const SETTINGS: &str = "fieldguide.yaml";

/// As `guide::prepared` reads it.
#[derive(Serialize)]
struct FrontMatter {
    path: String,
    describes: bool,
    body: usize,
    tree: Vec<u8>,
}

/// A [`Node`] as it is read again. Values of users' files cannot be serialised, and these are of the same type.
#[derive(Serialize)]
struct Prepared<'a> {
    span: Span,
    kind: PreparedKind<'a>,
}

#[derive(Serialize)]
enum PreparedKind<'a> {
    Scalar(&'a str, Written),
    List(Vec<Prepared<'a>>),
    Map(Vec<PreparedPair<'a>>),
    Alias(Option<usize>),
}

#[derive(Serialize)]
struct PreparedPair<'a> {
    key: &'a str,
    key_span: Span,
    value: Prepared<'a>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in [
        "content",
        "rules",
        "themes",
        SETTINGS,
        "src/guide/front_matter.rs",
        "src/source.rs",
        "src/tree.rs",
        "src/yaml.rs",
    ] {
        println!("cargo::rerun-if-changed={path}");
    }
    let mut pages = Vec::new();
    prepare(Path::new(SETTINGS), &mut pages)?;
    for directory in ["content", "rules"] {
        prepare(Path::new(directory), &mut pages)?;
    }
    let out = std::env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("prepared"), postcard::to_allocvec(&pages)?)?;
    Ok(())
}

/// A page, or all below a directory.
fn prepare(path: &Path, pages: &mut Vec<FrontMatter>) -> Result<(), Box<dyn std::error::Error>> {
    if path.is_dir() {
        let mut below: Vec<_> = fs::read_dir(path)?.collect::<Result<_, _>>()?;
        below.sort_by_key(fs::DirEntry::file_name);
        for entry in below {
            prepare(&entry.path(), pages)?;
        }
        return Ok(());
    }
    let is_settings = path == Path::new(SETTINGS);
    if !is_settings && path.extension().is_none_or(|ending| ending != "md") {
        return Ok(());
    }
    // What is wrong with a page is said by whoever checks the guide.
    let text = fs::read_to_string(path)?.replace("\r\n", "\n");
    let (part, body) = match front_matter::split(&text) {
        Some(split) => split,
        None if is_settings => (0..text.len(), 0),
        None => return Ok(()),
    };
    let read = yaml::read(&text[part.clone()]);
    let Some(root) = read.documents.first().filter(|_| read.problems.is_empty()) else {
        return Ok(());
    };
    pages.push(FrontMatter {
        path: path.to_string_lossy().replace('\\', "/"),
        describes: ["rule", "credential", "provider", "order"]
            .iter()
            .any(|key| root.get(key).is_some()),
        body,
        tree: postcard::to_allocvec(&prepared(root, part.start))?,
    });
    Ok(())
}

/// `by` is where the YAML begins in its file.
fn prepared(node: &Node, by: usize) -> Prepared<'_> {
    let moved = |span: &Span| span.start + by..span.end + by;
    let kind = match &node.kind {
        Kind::Scalar(value, written) => PreparedKind::Scalar(value.expose(), *written),
        Kind::List(items) => PreparedKind::List(items.iter().map(|item| prepared(item, by)).collect()),
        Kind::Map(pairs) => PreparedKind::Map(
            pairs
                .iter()
                .map(|pair| PreparedPair {
                    key: &pair.key,
                    key_span: moved(&pair.key_span),
                    value: prepared(&pair.value, by),
                })
                .collect(),
        ),
        Kind::Alias(start) => PreparedKind::Alias(*start),
    };
    Prepared {
        span: moved(&node.span),
        kind,
    }
}
