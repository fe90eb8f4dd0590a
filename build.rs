//! The guide is part of the binary: a page that is added, changed or removed makes a new one.

fn main() {
    for path in ["content", "rules", "themes", "fieldguide.yaml"] {
        println!("cargo::rerun-if-changed={path}");
    }
}
