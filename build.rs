//! The guide is part of the binary: a page that is added, changed or removed makes a new one. What linting takes of it is
//! read and checked here, so that a run need not.

use std::fs;
use std::path::Path;

// The program's own reader of guides.
#[allow(dead_code, unused_imports)]
#[path = "src"]
mod program {
    pub mod finding;
    pub mod guide;
    pub mod path;
    pub mod source;
    pub mod tree;
    pub mod yaml;
}

use program::{finding, guide, path, source, tree, yaml};

use guide::files::Files;
use guide::{Guide, Scope};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in ["content", "rules", "themes", "fieldguide.yaml"] {
        println!("cargo::rerun-if-changed={path}");
    }
    // Otherwise the loader writes some 36,000 addresses into the program at each start, a fifth of a short run. What is
    // given up is that its own code stands at another address each time; there is no unsafe code in it.
    let is_target = |key: &str, value: &str| std::env::var(key).is_ok_and(|it| it == value);
    if is_target("CARGO_CFG_TARGET_OS", "linux") && is_target("CARGO_CFG_TARGET_ENV", "gnu") {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
    let loaded = Guide::load(&Files::directory(Path::new("."))?, Scope::Rules);
    for finding in &loaded.findings {
        println!("cargo::warning={}: {}", finding.place, finding.message);
    }
    let guide = loaded.guide;
    let texts: Vec<&str> = guide.pages.iter().map(|page| page.source.text()).collect();
    let lengths: Vec<usize> = texts.iter().map(|text| text.len()).collect();
    let out = std::env::var("OUT_DIR")?;
    let out = Path::new(&out);
    fs::write(out.join("prepared"), postcard::to_allocvec(&(&guide, lengths))?)?;
    fs::write(out.join("texts"), texts.concat())?;
    Ok(())
}
