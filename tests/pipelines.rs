//! The files for pipelines that the guide shows and the repository has are what those who read them take: held to their
//! published schemas, and run where they can be.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]
#![cfg(unix)]

mod support;

use std::os::unix::fs::symlink;
use std::process::{Command, Output};

use support::{NUMBER_ID, PHONE, Sandbox};
use yaml_serde::Value;

const ACTION: &str = include_str!("../action.yml");
const PAGES: [&str; 2] = [
    include_str!("../content/how-to/lint-in-ci.md"),
    include_str!("../content/how-to/lint-before-each-commit.md"),
];

/// The block of the guide that is a file of this name.
fn block(name: &str) -> String {
    let fence = format!("```yaml file=\"{name}\"\n");
    let (indent, rest) = PAGES
        .iter()
        .find_map(|page| {
            let (before, rest) = page.split_once(&fence)?;
            Some((
                before
                    .lines()
                    .last()
                    .unwrap_or_default()
                    .trim_end_matches(|c| c != ' '),
                rest,
            ))
        })
        .unwrap_or_else(|| panic!("no page has {name}"));
    let lines = rest
        .lines()
        .take_while(|line| !line.trim_start().starts_with("```"));
    lines
        .map(|line| format!("{}\n", line.strip_prefix(indent).unwrap_or(line)))
        .collect()
}

/// Runs a tool; none where it is not installed.
fn run(sandbox: &Sandbox, program: &str, arguments: &[&str]) -> Option<Output> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(sandbox.path())
        .output();
    match output {
        Ok(output) => Some(output),
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "{program}: {error}");
            None
        }
    }
}

fn assert_accepted(sandbox: &Sandbox, program: &str, arguments: &[&str]) {
    if let Some(output) = run(sandbox, program, arguments) {
        let said = [output.stdout, output.stderr].concat();
        assert!(
            output.status.success(),
            "{program} {arguments:?}: {}",
            String::from_utf8_lossy(&said)
        );
    }
}

#[test]
fn files_for_pipelines_have_the_shape_that_their_schemas_say() {
    let files = [
        ("github-actions", "action.yml", ACTION.to_owned()),
        (
            "github-workflows",
            "workflow.yml",
            block(".github/workflows/credentials.yml"),
        ),
        ("gitlab-ci", ".gitlab-ci.yml", block(".gitlab-ci.yml")),
    ];
    let sandbox = Sandbox::new();
    for (schema, name, text) in files {
        sandbox.write(name, text);
        let schema = format!("vendor.{schema}");
        assert_accepted(&sandbox, "check-jsonschema", &["--builtin-schema", &schema, name]);
    }
    sandbox.write(".pre-commit-config.yaml", block(".pre-commit-config.yaml"));
    assert_accepted(
        &sandbox,
        "pre-commit",
        &["validate-config", ".pre-commit-config.yaml"],
    );
    sandbox.write("lefthook.yml", block("lefthook.yml"));
    assert_accepted(&sandbox, "git", &["init", "--quiet"]);
    assert_accepted(&sandbox, "lefthook", &["validate"]);
}

/// The script of a step of the action.
fn script(step: usize) -> String {
    let action: Value = yaml_serde::from_str(ACTION).unwrap();
    action["runs"]["steps"][step]["run"].as_str().unwrap().to_owned()
}

#[test]
fn the_action_knows_its_own_inputs_and_puts_none_into_a_script() {
    let action: Value = yaml_serde::from_str(ACTION).unwrap();
    let inputs = action["inputs"].as_mapping().unwrap();
    for (name, _) in inputs {
        let used = format!("${{{{ inputs.{} }}}}", name.as_str().unwrap());
        assert_eq!(ACTION.matches(&used).count(), 1, "{used}");
    }
    assert!(!script(0).contains("${{") && !script(1).contains("${{"));
}

#[test]
fn the_action_lints_what_it_is_told_to() {
    let sandbox = Sandbox::with(&[
        ("a b/.env", &format!("WHATSAPP_PHONE_NUMBER_ID={PHONE}\n")),
        ("c.env", &format!("WHATSAPP_PHONE_NUMBER_ID={NUMBER_ID}\n")),
    ]);
    std::fs::create_dir(sandbox.path().join("bin")).unwrap();
    symlink(
        env!("CARGO_BIN_EXE_fieldguide"),
        sandbox.path().join("bin/fieldguide"),
    )
    .unwrap();
    let path = format!(
        "{}/bin:{}",
        sandbox.path().display(),
        std::env::var("PATH").unwrap()
    );
    let step = |script: &str, variables: &[(&str, &str)]| {
        // As the runner starts it.
        let output = Command::new("bash")
            .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
            .current_dir(sandbox.path())
            .env("PATH", &path)
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, version) = step(&script(0), &[("INSTALL", "path")]);
    assert_eq!(code, Some(0));
    assert!(version.starts_with("fieldguide "), "{version}");
    let lint = |paths, fail_on| {
        let variables = [
            ("PATHS", paths),
            ("FAIL_ON", fail_on),
            ("FORMAT", "github"),
            ("SARIF", "lint.sarif"),
        ];
        step(&script(1), &variables)
    };
    assert_eq!(lint(".", "error").0, Some(1));
    assert_eq!(lint("a b\nc.env\n", "never").0, Some(0));
    assert_eq!(lint("c.env\n", "warning").0, Some(0));
    let (code, report) = lint("\na b\n", "error");
    assert_eq!(code, Some(1));
    assert!(report.contains("phone-number-in-phone-number-id"), "{report}");
}
