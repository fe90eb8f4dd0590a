//! Comments that suppress findings.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use support::{Sandbox, Setup};

const NOTHING: [String; 0] = [];

fn found(path: &str, text: &str) -> Vec<String> {
    Sandbox::with(&[(path, text)]).places(&[])
}

#[test]
fn a_comment_on_the_line_or_above_it_suppresses_one_rule() {
    for text in [
        "WHATSAPP_ACCESS_TOKEN= # fieldguide: ignore[empty-access-token] set later\n",
        "# fieldguide: ignore[empty-access-token]\nWHATSAPP_ACCESS_TOKEN=\n",
        "# fieldguide: ignore[empty-access-token] set later\n# by the deployment\nWHATSAPP_ACCESS_TOKEN=\n",
        "A=1\n# fieldguide:ignore[ empty-access-token ]\nWHATSAPP_ACCESS_TOKEN=\n",
        "A=1 # fieldguide: ignore-file[empty-access-token]\nB=2\nWHATSAPP_ACCESS_TOKEN=\n",
    ] {
        let sandbox = Sandbox::with(&[(".env", text)]);
        let run = sandbox.run(&["lint", "--format", "json"]);
        assert_eq!(run.places(), NOTHING, "{text}");
        assert_eq!((run.code, run.summary("suppressed")), (0, 1), "{text}");
        let run = sandbox.run(&["lint", "--no-ignores", "--format", "json"]);
        assert_eq!((run.places().len(), run.summary("suppressed")), (1, 0), "{text}");
    }
    assert_eq!(
        found(
            "a.yaml",
            "whatsapp:\n  access_token: '' # fieldguide: ignore[empty-access-token] later\n"
        ),
        NOTHING
    );
    assert_eq!(
        found(
            "a.json",
            "{\"whatsapp\": {\n  // fieldguide: ignore[empty-access-token] later\n  \"access_token\": \"\"\n}}\n"
        ),
        NOTHING
    );
    assert_eq!(
        found(
            "a.toml",
            "[whatsapp]\naccess_token = \"\" # fieldguide: ignore[empty-access-token] later\n"
        ),
        NOTHING
    );
}

#[test]
fn it_suppresses_nothing_else() {
    // Another rule, another line, and what is a value and no comment.
    for (text, places) in [
        (
            "WHATSAPP_ACCESS_TOKEN= # fieldguide: ignore[placeholder-value]\n",
            &[".env:1:1 empty-access-token", ".env:1:45 unused-suppression"][..],
        ),
        (
            "# fieldguide: ignore[empty-access-token]\nA=1\nWHATSAPP_ACCESS_TOKEN=\n",
            &[".env:1:22 unused-suppression", ".env:3:1 empty-access-token"],
        ),
        (
            "A='# fieldguide: ignore-file[empty-access-token]'\nWHATSAPP_ACCESS_TOKEN=\n",
            &[".env:2:1 empty-access-token"],
        ),
    ] {
        assert_eq!(found(".env", text), places, "{text}");
    }
}

#[test]
fn what_suppresses_nothing_is_told() {
    let sandbox = Sandbox::with(&[(
        ".env",
        "# fieldguide: ignore[empty-acess-token, empty-access-token] later\nWHATSAPP_ACCESS_TOKEN=\n",
    )]);
    insta::assert_snapshot!(sandbox.run(&["lint"]).transcript(), @r"
    hint[unused-suppression]: `empty-acess-token` is suppressed here, and finds nothing here
     --> .env:1:22
      |
    1 | # **********: ******[empty-acess-token, empty-access-token] *****
      |                      ^^^^^^^^^^^^^^^^^
      |
      = help: Remove its name here, or correct it. `fieldguide rules` lists the names
      = page: https://fieldguide.example/rules/unused-suppression.html

    fieldguide: 1 hint in 1 file, 1 suppressed inline; `fieldguide explain unused-suppression` says more
    exit code: 0
    ");
}

#[test]
fn what_is_no_rules_name_is_not_repeated() {
    let text = "# fieldguide: ignore[hunter2-olive-tractor]\nWHATSAPP_PHONE_NUMBER_ID=917729108086835\n";
    let run = Sandbox::with(&[(".env", text)]).run(&["lint"]);
    assert!(
        run.stdout.contains("`an unknown rule` is suppressed here"),
        "{}",
        run.stdout
    );
    assert!(!run.transcript().contains("hunter2") && !run.transcript().contains("olive"));
}

/// A project whose one finding is in a file without comments.
fn ignoring(entry: &str) -> Sandbox {
    Sandbox::with(&[
        (
            "config/a.json",
            r#"{"whatsapp": {"access_token": "", "phone_number_id": "917729108086835"}}"#,
        ),
        ("fieldguide.yaml", &format!("lint:\n  ignore:\n    - {entry}\n")),
    ])
}

#[test]
fn the_settings_say_what_stays() {
    for entry in [
        "{rule: empty-access-token, reason: set later}",
        "{rule: [placeholder-value, empty-access-token], path: config/, reason: set later}",
        "{rule: empty-access-token, path: '*.json', key: access_token, reason: set later}",
        "{rule: empty-access-token, path: /config/a.json, key: whatsapp.access_token, reason: set later}",
        "{rule: empty-access-token, path: config/**, key: 'whatsapp.*', reason: set later}",
        "{rule: empty-access-token, key: '*token', reason: set later}",
    ] {
        let sandbox = ignoring(entry);
        for (directory, arguments) in [("", &[][..]), ("", &["config/a.json"]), ("config", &[])] {
            sandbox.write(".git/HEAD", "");
            let setup = Setup {
                directory,
                ..Setup::default()
            };
            let run = sandbox.run_with(&[&["lint", "--format", "json"], arguments].concat(), &setup);
            let unused = run.places().iter().any(|it| !it.ends_with("unused-suppression"));
            assert_eq!(
                (run.summary("suppressed"), unused),
                (1, false),
                "{entry} {arguments:?}"
            );
        }
        assert_eq!(sandbox.places(&["--no-ignores"]).len(), 1, "{entry}");
        assert_eq!(sandbox.places(&["--isolated"]).len(), 1, "{entry}");
    }
    for entry in [
        "{rule: placeholder-value, reason: set later}",
        "{rule: empty-access-token, path: a.json/, reason: set later}",
        "{rule: empty-access-token, path: /a.json, reason: set later}",
        "{rule: empty-access-token, key: token, reason: set later}",
        "{rule: empty-access-token, key: Access_Token, reason: set later}",
    ] {
        assert_eq!(ignoring(entry).run(&["lint"]).code, 1, "{entry}");
    }
}

#[test]
fn an_entry_that_finds_nothing_is_told_where_all_was_read() {
    let sandbox =
        ignoring("{rule: [empty-access-token, weak-verify-token], path: config/, reason: set later}");
    insta::assert_snapshot!(sandbox.run(&["lint"]).transcript(), @r"
    hint[unused-suppression]: `weak-verify-token` is suppressed here, and finds nothing here
     --> fieldguide.yaml:3:35
      |
    3 |     - {rule: [empty-access-token, weak-verify-token], path: config/, reason: set later}
      |                                   ^^^^^^^^^^^^^^^^^
      |
      = help: Remove its name here, or correct it. `fieldguide rules` lists the names
      = page: https://fieldguide.example/rules/unused-suppression.html

    fieldguide: 1 hint in 2 files, 1 suppressed by settings; `fieldguide explain unused-suppression` says more
    exit code: 0
    ");
    // A hook reads some files only, and what is not here may be somewhere else.
    assert_eq!(sandbox.places(&["config/a.json"]), NOTHING);
    assert_eq!(sandbox.places(&["config"]), NOTHING);
    assert_eq!(
        ignoring("{rule: empty-access-token, path: /.env, reason: set later}")
            .places(&[])
            .len(),
        1
    );
    let baseline = sandbox.run(&["lint", "--write-baseline"]);
    assert_eq!(baseline.code, 0);
}

#[test]
fn mistakes_in_the_settings_are_told_with_their_place() {
    let mut transcripts = String::new();
    for entry in [
        "{rule: empty-acess-token, reason: set later}",
        "{rule: empty-access-token, path: config/}",
        "{rule: empty-access-token, reason: ''}",
        "{file: config/, rule: empty-access-token, reason: set later}",
        "{reason: set later}",
        "empty-access-token",
        "{rule: empty-access-token, path: 'a/{b', reason: set later}",
    ] {
        transcripts.push_str(&ignoring(entry).run(&["lint"]).transcript());
    }
    insta::assert_snapshot!(transcripts, @r"
    error[unknown-name]: there is no rule `empty-acess-token`
     --> fieldguide.yaml:3:14
      |
    3 |     - {rule: empty-acess-token, reason: set later}
      |              ^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `empty-access-token`?

    fieldguide: the guide or its settings have mistakes, so nothing was linted
    exit code: 2
    error[missing-key]: an entry of `ignore` has no `reason`
     --> fieldguide.yaml:3:1
      |
    3 |     - {rule: empty-access-token, path: config/}
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: add a line `reason: ...`

    fieldguide: the guide or its settings have mistakes, so nothing was linted
    exit code: 2
    error[wrong-type]: a text belongs here, not nothing
     --> fieldguide.yaml:3:43
      |
    3 |     - {rule: empty-access-token, reason: ''}
      |                                           ^
      |
      = help: write one, in quotes where it has `: ` or ` #` in it

    fieldguide: the guide or its settings have mistakes, so nothing was linted
    exit code: 2
    error[unknown-key]: an entry of `ignore` has no key `file`
     --> fieldguide.yaml:3:8
      |
    3 |     - {file: config/, rule: empty-access-token, reason: set later}
      |        ^^^^
      |
      = help: one of: rule, path, key, reason

    fieldguide: the guide or its settings have mistakes, so nothing was linted
    exit code: 2
    error[missing-key]: an entry of `ignore` has no `rule`
     --> fieldguide.yaml:3:1
      |
    3 |     - {reason: set later}
      | ^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: add a line `rule: ...`

    fieldguide: the guide or its settings have mistakes, so nothing was linted
    exit code: 2
    error[wrong-type]: an entry of `ignore` belongs here, not a single value
     --> fieldguide.yaml:3:7
      |
    3 |     - empty-access-token
      |       ^^^^^^^^^^^^^^^^^^
      |
      = help: write it as lines of `key: value`

    fieldguide: the guide or its settings have mistakes, so nothing was linted
    exit code: 2
    fieldguide: the path of entry 1 of lint.ignore is no pattern as in .gitignore
    exit code: 2
    ");
}
