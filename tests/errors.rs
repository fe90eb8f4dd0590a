//! What the command line says where it cannot do its work, as users read it, as far as it is not asked for beside what it
//! keeps from working.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use std::process::Command;

use insta::assert_snapshot;
use support::{Sandbox, Setup};

const TOKEN: (&str, &str) = (".env", "WHATSAPP_ACCESS_TOKEN=\n");

#[test]
fn where_a_site_cannot_go() {
    let guide = Sandbox::guide();
    assert_snapshot!(guide.run(&["build", "--out", "content/site"]).transcript(), @r"
    fieldguide: content/site is in the guide itself, where the site would be taken for its pages: name another directory with --out
    exit code: 2
    ");
    guide.git(&["init", "-q", "site"]);
    assert_snapshot!(guide.run(&["build", "--out", "site"]).transcript(), @r"
    fieldguide: the site was not written, site is as it was: site is a git work tree, which the site would replace: name a directory inside it with --out
    exit code: 2
    ");
}

#[test]
fn a_clone_without_its_history_has_no_days() {
    let guide = Sandbox::guide();
    for arguments in [
        &["init", "-q"][..],
        &["add", "."],
        &["commit", "-qm", "One"],
        &["commit", "-qm", "Two", "--allow-empty"],
        &["clone", "-q", "--depth", "1", "--no-local", ".", "clone"],
    ] {
        guide.git(arguments);
    }
    let path = std::env::var("PATH").unwrap();
    let setup = Setup {
        directory: "clone",
        variables: &[("PATH", &path)],
        ..Setup::default()
    };
    let run = guide.run_with(&["build"], &setup);
    assert_eq!(run.code, 0);
    assert_snapshot!(run.stderr.lines().next().unwrap(), @"fieldguide: git holds only the last commits here, so pages do not say when they were changed (fetch all of them: `git fetch --unshallow`)");
}

#[test]
fn what_the_guide_in_the_program_has_not() {
    let sandbox = Sandbox::with(&[("file", "")]);
    assert_snapshot!(sandbox.run(&["check", "--update-anchors"]).transcript(), @r"
    fieldguide: the guide in the program has no anchors.lock: `fieldguide init DIR` makes it a guide of your own
    exit code: 2
    ");
    assert_snapshot!(sandbox.run(&["init", "file"]).transcript(), @r"
    fieldguide: file is a file: name a directory
    exit code: 2
    ");
}

#[test]
fn what_lint_cannot_read_or_write() {
    let sandbox = Sandbox::with(&[TOKEN]);
    assert_snapshot!(sandbox.run(&["lint", "--list-files", "--format", "sarif"]).transcript(), @r"
    fieldguide: --list-files writes no findings: its formats are human and json
    exit code: 2
    ");
    assert_snapshot!(sandbox.run(&["lint", "--files-from", "list"]).transcript(), @r"
    fieldguide: cannot read the list list: No such file or directory (os error 2)
    exit code: 2
    ");
    assert_snapshot!(sandbox.run(&["lint", "--output", "json=.env"]).transcript(), @r"
    fieldguide: cannot write .env: this run reads it, and the report would take its place; name another file
    exit code: 2
    ");
}

#[cfg(unix)]
#[test]
fn standard_input_may_be_closed_or_a_directory() {
    let sandbox = Sandbox::with(&[TOKEN]);
    let output = Command::new(env!("CARGO_BIN_EXE_fieldguide"))
        .args(["lint", "-"])
        .current_dir(sandbox.path())
        .stdin(std::fs::File::open(sandbox.path()).unwrap())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_snapshot!(String::from_utf8_lossy(&output.stderr), @"fieldguide: cannot read standard input: Is a directory (os error 21)");
}

#[test]
fn settings_that_lead_elsewhere() {
    let sandbox = Sandbox::with(&[TOKEN, ("outside/rule.md", ""), ("project/.env", "")]);
    let setup = Setup {
        directory: "project",
        ..Setup::default()
    };
    let lint = |settings: &str| {
        sandbox.write("project/fieldguide.yaml", settings);
        sandbox.run_with(&["lint"], &setup).transcript()
    };
    assert_snapshot!(lint("lint: {rules: [../outside]}\n"), @r"
    fieldguide: fieldguide.yaml names `../outside` under lint.rules, which is outside of the project
    exit code: 2
    ");
    assert_snapshot!(lint("lint: {rules: [rules]}\n"), @r"
    fieldguide: fieldguide.yaml names `rules` under lint.rules, and there is no such directory
    exit code: 2
    ");
    assert_snapshot!(lint("lint:\n  ignore:\n    - {rule: [], path: '!*.env', reason: ours}\n"), @r"
    error[missing-key]: this entry of `ignore` names no rule
     --> fieldguide.yaml:3:14
      |
    3 |     - {rule: [], path: '!*.env', reason: ours}
      |              ^^
      |
      = help: name one, or a list of them: `fieldguide rules` has all

    error[invalid-text]: this pattern takes files out again, and there are none in it
     --> fieldguide.yaml:3:25
      |
    3 |     - {rule: [], path: '!*.env', reason: ours}
      |                         ^^^^^^
      |
      = help: write the pattern of the files that the entry is for, without `!`

    fieldguide: the guide or its settings have mistakes, so nothing was linted
    exit code: 2
    ");
    assert_snapshot!(lint("lint: {baseline: baselines/lint}\n"), @r"
    fieldguide: there is no directory baselines for the baseline baselines/lint: make it first
    exit code: 2
    ");
    #[cfg(unix)]
    {
        let path = sandbox.path().join("project/fieldguide.yaml");
        std::fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink("../outside/rule.md", &path).unwrap();
        assert_snapshot!(sandbox.run_with(&["lint"], &setup).transcript(), @r"
    fieldguide: [SANDBOX]/project/fieldguide.yaml is a link, and settings are read from files only
    exit code: 2
    ");
    }
}

#[test]
fn a_token_in_place_of_a_name_is_not_shown() {
    let token = "EAAexample0example0example0example0example0example0example0example0example0";
    let sandbox = Sandbox::with(&[
        TOKEN,
        ("fieldguide.yaml", &format!("lint: {{baseline: {token}}}\n")),
    ]);
    let run = sandbox.run(&["lint"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("cannot read the baseline"), "{}", run.stderr);
    assert!(!run.stderr.contains("example0"), "{}", run.stderr);
}

#[test]
fn lines_that_are_no_entries_of_a_baseline() {
    let sandbox = Sandbox::with(&[TOKEN]);
    let lint = |baseline: &str| {
        sandbox.write("baseline", baseline);
        sandbox.run(&["lint", "--baseline", "baseline"]).transcript()
    };
    assert_snapshot!(lint("# fieldguide baseline\nempty-access-token\n"), @r"
    fieldguide: baseline:2: this is no entry: write a rule, a path and a key with a blank between them
    exit code: 2
    ");
    assert_snapshot!(lint("# fieldguide baseline\nempty-access-token .env%2\n"), @r"
    fieldguide: baseline:2: two hexadecimal digits belong behind a `%`, as in `%20` for a blank
    exit code: 2
    ");
}

#[test]
fn a_file_that_would_lose_a_byte_is_not_fixed() {
    let sandbox = Sandbox::new();
    let text = "WHATSAPP_ACCESS_TOKEN=Bearer EAAexample0example0example0example0example0example0example0example0example0\n";
    let bytes = text.encode_utf16().flat_map(u16::to_le_bytes);
    let bytes: Vec<u8> = [0xff, 0xfe].into_iter().chain(bytes).chain([0x41]).collect();
    sandbox.write(".env", &bytes);
    let run = sandbox.run(&["lint", "--fix", "--unsafe-fixes"]);
    assert_snapshot!(run.stderr, @r"
    fieldguide: not fixed: .env: its bytes are not all text in one encoding: save it as UTF-8
    fieldguide: 1 error in 1 file; `fieldguide explain bearer-prefix-in-access-token` says more
    ");
    assert_eq!(sandbox.files("")[".env"], bytes);
}

#[test]
fn a_port_that_somebody_else_has() {
    let guide = Sandbox::guide();
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let run = guide.run(&["serve", "--port", &port]);
    assert_snapshot!(run.transcript().replace(&port, "[PORT]"), @r"
    fieldguide: port [PORT] is taken: name another one, or leave --port out for one that is free
    exit code: 2
    ");
}
