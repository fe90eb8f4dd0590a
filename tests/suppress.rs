//! Comments that suppress findings.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use support::Sandbox;

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
