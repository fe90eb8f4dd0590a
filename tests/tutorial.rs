//! The page that switches the linter on in an old repository is followed step by step, and prints what it shows.
//!
//! The repository is `examples/old-repository`. A block with `file="..."` is written to that file, and each line of a
//! ```console block that begins with `$` is run by a shell. `SNAPSHOTS=overwrite cargo test --test tutorial` puts what
//! was printed into the page.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use std::path::Path;
use std::process::Command;

use support::Sandbox;

const PAGE: &str = "content/how-to/switch-it-on-in-an-old-repository.md";
const REPOSITORY: &str = "examples/old-repository";

#[test]
fn the_page_prints_what_it_shows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join(PAGE)).unwrap();
    let sandbox = old_repository(&root.join(REPOSITORY));
    let told = follow(&page, &sandbox);
    assert!(
        page.matches("$ fieldguide lint").count() >= 5,
        "the page has no steps"
    );
    snapbox::assert_data_eq!(told, snapbox::Data::read_from(&root.join(PAGE), None));
}

/// A git repository with these files, all of them committed.
fn old_repository(files: &Path) -> Sandbox {
    let sandbox = Sandbox::new();
    let setup =
        "cp -R \"$1\"/. . && git init --quiet && git add . && git commit --quiet --message 'Years of work'";
    let output = shell(&sandbox, setup).arg("sh").arg(files).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    sandbox
}

/// The page with what its commands print now.
fn follow(page: &str, sandbox: &Sandbox) -> String {
    let mut told = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        told.push_str(&format!("{line}\n"));
        let indent = &line[..line.len() - line.trim_start().len()];
        let Some(language) = line.trim_start().strip_prefix("```") else {
            continue;
        };
        let fence = format!("{indent}```");
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != fence).collect();
        let body: Vec<&str> = body
            .into_iter()
            .map(|line| line.strip_prefix(indent).unwrap_or(line))
            .collect();
        let mut shown = body.join("\n") + "\n";
        if let Some(file) = language
            .split("file=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
        {
            sandbox.write(file, &shown);
        } else if language == "console" {
            let commands = body.iter().filter_map(|line| line.strip_prefix("$ "));
            shown = commands.map(|command| transcript(command, sandbox)).collect();
        }
        for line in shown.lines() {
            told.push_str(format!("{indent}{line}").trim_end());
            told.push('\n');
        }
        told.push_str(&format!("{fence}\n"));
    }
    told
}

fn transcript(command: &str, sandbox: &Sandbox) -> String {
    let output = shell(sandbox, &format!("exec 2>&1; {command}")).output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    format!("$ {command}\n{printed}").trim_end().to_owned() + "\n"
}

/// A shell in the sandbox, that finds the binary of this build and git, and no settings of whoever runs the test.
fn shell(sandbox: &Sandbox, script: &str) -> Command {
    let program = Path::new(env!("CARGO_BIN_EXE_fieldguide")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    let mut shell = Command::new("sh");
    shell
        .args(["-c", script])
        .current_dir(sandbox.path())
        .env_clear()
        .env("PATH", format!("{}:{path}", program.display()))
        .env("HOME", sandbox.path())
        .env("GIT_CONFIG_NOSYSTEM", "1");
    for who in ["AUTHOR", "COMMITTER"] {
        shell
            .env(format!("GIT_{who}_NAME"), "A Stranger")
            .env(format!("GIT_{who}_EMAIL"), "stranger@example.com");
    }
    shell
}
