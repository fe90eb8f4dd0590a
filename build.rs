//! The guide is part of the binary: a page that is added, changed or removed makes a new one. What linting takes of it is
//! read and checked here, so that a run need not.

use std::fs;
use std::path::Path;

// What reads guides when the program runs reads it here.
#[allow(dead_code, unused_imports)]
#[path = "src"]
mod program {
    pub mod finding;
    pub mod guide;
    pub mod source;
    pub mod tree;
    pub mod yaml;
}

use program::{finding, guide, source, tree, yaml};

use guide::files::Files;
use guide::{Guide, Scope};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in ["content", "rules", "themes", "fieldguide.yaml"] {
        println!("cargo::rerun-if-changed={path}");
    }
    // Without this the loader would write some 36,000 addresses into the program at each start, a fifth of a short run.
    if std::env::var("CARGO_CFG_TARGET_OS")? == "linux" {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
    // What is wrong with a page is said by `check`.
    let guide = Guide::load(&Files::directory(Path::new("."))?, Scope::Rules).guide;
    let texts: Vec<&str> = guide.pages.iter().map(|page| page.source.text()).collect();
    let lengths: Vec<usize> = texts.iter().map(|text| text.len()).collect();
    let out = std::env::var("OUT_DIR")?;
    let out = Path::new(&out);
    fs::write(out.join("prepared"), postcard::to_allocvec(&(&guide, lengths))?)?;
    fs::write(out.join("texts"), texts.concat())?;
    Ok(())
}
