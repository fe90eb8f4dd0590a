//! What shells, `man` and editors are given: read by the real ones, where they are there.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use std::process::Command;

use support::Sandbox;

/// What a program says of a file, or nothing where there is no such program.
fn said_by(program: &str, arguments: &[&str], sandbox: &Sandbox) -> Option<(Option<i32>, String)> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(sandbox.path())
        .env("LC_ALL", "C.UTF-8")
        .env("MANWIDTH", "80")
        .output()
        .ok()?;
    let said = [output.stdout, output.stderr].concat();
    Some((output.status.code(), String::from_utf8(said).unwrap()))
}

#[test]
fn every_shell_reads_its_completions() {
    let sandbox = Sandbox::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = sandbox.run(&["completions", shell]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
        assert!(
            run.stdout.contains("--staged") || run.stdout.contains("-l staged"),
            "{shell}"
        );
        sandbox.write("completions", &run.stdout);
        if ["bash", "fish", "zsh"].contains(&shell)
            && let Some(said) = said_by(shell, &["-n", "completions"], &sandbox)
        {
            assert_eq!(said, (Some(0), String::new()), "{shell}");
        }
    }
}

/// `complete` is bash's own; what stands in COMPREPLY is what it would show.
#[test]
fn bash_completes_commands_options_and_values() {
    let sandbox = Sandbox::new();
    sandbox.write("completions", sandbox.run(&["completions", "bash"]).stdout);
    let complete = |words: &str| {
        let script = format!(
            "source ./completions; COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n\
             last=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}}\n\
             _fieldguide fieldguide \"$last\" \"$previous\"; echo \"${{COMPREPLY[@]}}\""
        );
        said_by("bash", &["--norc", "-c", &script], &sandbox).map(|(_, said)| said)
    };
    let Some(commands) = complete("fieldguide ser") else {
        return;
    };
    assert_eq!(commands, "serve\n");
    assert_eq!(complete("fieldguide lint --sta").unwrap(), "--staged\n");
    assert_eq!(complete("fieldguide lint --fail-on w").unwrap(), "warning\n");
}

#[test]
fn the_manual_is_read_without_a_warning() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["man", "--out", "pages/man1"]);
    let pages = sandbox.files("pages/man1");
    let wrote = format!("fieldguide: wrote {} pages to pages/man1\n", pages.len());
    assert_eq!((run.code, run.stderr), (0, wrote));
    assert_eq!(pages["fieldguide.1"], sandbox.run(&["man"]).stdout.into_bytes());
    for name in pages.keys() {
        let path = format!("pages/man1/{name}");
        if let Some((code, said)) = said_by("groff", &["-man", "-Tutf8", "-ww", "-z", &path], &sandbox) {
            assert_eq!((code, said.as_str()), (Some(0), ""), "{name}");
        }
    }
    let path = "pages/man1/fieldguide-lint.1";
    if let Some((_, page)) = said_by("groff", &["-man", "-Tascii", "-P-cbou", path], &sandbox) {
        assert!(
            page.contains("fieldguide-lint") && page.contains("--staged"),
            "{page}"
        );
    }
}

#[test]
fn a_guide_of_ones_own_has_the_schemas_that_its_settings_name() {
    let sandbox = Sandbox::guide();
    let settings = sandbox.read("fieldguide.yaml");
    assert!(settings.contains("\n# yaml-language-server: $schema=schemas/settings.json\n"));
    for what in ["settings", "page"] {
        let run = sandbox.run(&["schema", what]);
        assert_eq!(run.stdout, sandbox.read(&format!("schemas/{what}.json")));
    }
    assert_eq!(sandbox.run(&["lint", "."]).code, 0);
}
