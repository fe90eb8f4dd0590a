//! The wheel that `pyproject.toml` makes: built, installed where there is no Rust, and called by the real pre-commit. It
//! takes maturin and a package index, so it is tested where CI or FIELDGUIDE_TEST_WHEEL is set.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]
#![cfg(unix)]

mod support;

use std::process::Command;

use support::{NUMBER_ID, PHONE, Sandbox};

/// Runs a program below the sandbox, and wants it to end with this code.
fn run(sandbox: &Sandbox, directory: &str, code: i32, program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(sandbox.path().join(directory))
        .env("PRE_COMMIT_HOME", sandbox.path().join("pre-commit"))
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert_eq!(
        output.status.code(),
        Some(code),
        "{program} {arguments:?}: {said}"
    );
    said
}

#[test]
fn a_wheel_is_installed_without_rust_and_works_as_a_hook() {
    if ["CI", "FIELDGUIDE_TEST_WHEEL"]
        .iter()
        .all(|name| std::env::var_os(name).is_none())
    {
        return;
    }
    let sandbox = Sandbox::new();
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let wheels = sandbox.path().join("wheels");
    let build = [
        "build",
        "--manifest-path",
        manifest,
        // What the tests are made of is made already.
        "--profile",
        "dev",
        "--strip",
        "--auditwheel",
        "skip",
        "--out",
        wheels.to_str().unwrap(),
    ];
    run(&sandbox, "", 0, "maturin", &build);
    let names: Vec<String> = sandbox.files("wheels").into_keys().collect();
    let [name] = names.as_slice() else {
        panic!("one wheel, not {names:?}")
    };
    let wheel = wheels.join(name);
    let wheel = wheel.to_str().unwrap();

    run(&sandbox, "", 0, "python3", &["-m", "venv", "venv"]);
    let install = ["-m", "pip", "install", "--quiet", "--no-index", wheel];
    run(&sandbox, "", 0, "venv/bin/python", &install);
    let version = run(&sandbox, "", 0, "venv/bin/fieldguide", &["--version"]);
    assert_eq!(version, concat!("fieldguide ", env!("CARGO_PKG_VERSION"), "\n"));
    let about = run(
        &sandbox,
        "",
        0,
        "venv/bin/python",
        &["-m", "pip", "show", "--verbose", "--files", "fieldguide"],
    );
    for part in [
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "MIT OR Apache-2.0",
        env!("CARGO_PKG_DESCRIPTION"),
    ] {
        assert!(about.contains(part), "{part}: {about}");
    }

    sandbox.write(
        "crm/.pre-commit-config.yaml",
        format!(
            "repos:\n  - repo: local\n    hooks:\n      - id: fieldguide\n        name: fieldguide\n        language: python\n        \
             additional_dependencies: [{wheel:?}]\n        entry: fieldguide lint --force-exclude --allow-empty --context .\n        \
             require_serial: true\n"
        ),
    );
    sandbox.write("crm/a.env", format!("WHATSAPP_PHONE_NUMBER_ID={PHONE}\n"));
    run(&sandbox, "crm", 0, "git", &["init", "--quiet"]);
    run(&sandbox, "crm", 0, "git", &["add", "--all"]);
    let said = run(&sandbox, "crm", 1, "pre-commit", &["run"]);
    assert!(said.contains("error[phone-number-in-phone-number-id]"), "{said}");
    sandbox.write("crm/a.env", format!("WHATSAPP_PHONE_NUMBER_ID={NUMBER_ID}\n"));
    run(&sandbox, "crm", 0, "git", &["add", "--all"]);
    run(&sandbox, "crm", 0, "pre-commit", &["run"]);
}
