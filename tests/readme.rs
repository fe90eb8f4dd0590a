//! The README's console blocks are run, and must print what they show.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

/// Blocks in ```sh are for the reader's own shell (`cargo install`, `cargo test`) and are not run; ```console blocks
/// are, with the binary of this build as `fieldguide`.
#[test]
fn every_console_block_of_the_readme_prints_what_it_shows() {
    // Without a file there is no case, and a run without cases passes.
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let text = std::fs::read_to_string(readme).expect("there is a README.md");
    assert!(
        text.contains("```console\n$ fieldguide "),
        "no block of the README runs fieldguide"
    );
    trycmd::TestCases::new()
        .register_bin(
            "fieldguide",
            std::path::Path::new(env!("CARGO_BIN_EXE_fieldguide")),
        )
        .case("README.md")
        .run();
}
