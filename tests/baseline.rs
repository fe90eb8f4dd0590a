//! Baselines: what was found before stays, what is new is told, and the file changes with nothing but the findings.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use support::{Run, Sandbox, Setup};

const ENV: &str = "WHATSAPP_ACCESS_TOKEN=\nWHATSAPP_PHONE_NUMBER_ID=+44 7700 900123\n";
const ACCOUNTS: &str = "\
accounts:
  - name: acme
    whatsapp: {access_token: '', phone_number_id: '+44 7700 900123'}
  - name: beta
    whatsapp: {access_token: ''}
";
const SETTINGS: &str = "lint: {baseline: .fieldguide-baseline}\n";

const NOTHING: [String; 0] = [];

/// A project with five findings, and the baseline that has them.
fn project() -> Sandbox {
    let sandbox = Sandbox::with(&[
        (".env", ENV),
        ("config/accounts.yaml", ACCOUNTS),
        ("fieldguide.yaml", SETTINGS),
    ]);
    let run = sandbox.run(&["lint", "--write-baseline"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    sandbox
}

fn baseline(sandbox: &Sandbox) -> Vec<String> {
    let text = sandbox.read(".fieldguide-baseline");
    let entries = text.lines().filter(|line| !line.starts_with('#'));
    entries.map(str::to_owned).collect()
}

fn lint_in(sandbox: &Sandbox, directory: &str, arguments: &[&str]) -> Run {
    let setup = Setup {
        directory,
        ..Setup::default()
    };
    sandbox.run_with(&[&["lint"], arguments].concat(), &setup)
}

#[test]
fn what_is_there_is_written_and_stays() {
    let sandbox = Sandbox::with(&[(".env", ENV), ("config/accounts.yaml", ACCOUNTS)]);
    let run = sandbox.run(&["lint", "--write-baseline"]);
    insta::assert_snapshot!(run.transcript(), @r"
    fieldguide: nothing found in 2 files, 5 suppressed by baseline
    fieldguide: wrote 5 findings to .fieldguide-baseline; use it with `--baseline .fieldguide-baseline`, or always by `baseline: .fieldguide-baseline` below `lint:` in fieldguide.yaml
    exit code: 0
    ");
    insta::assert_snapshot!(sandbox.read(".fieldguide-baseline"), @r"
    # fieldguide baseline: findings that may stay until they are mended. A line is rule, file and key.
    # Take out a line when you mend it, or write all of them anew: fieldguide lint --write-baseline
    empty-access-token .env WHATSAPP_ACCESS_TOKEN
    empty-access-token config/accounts.yaml accounts[acme].whatsapp.access_token
    empty-access-token config/accounts.yaml accounts[beta].whatsapp.access_token
    phone-number-in-phone-number-id .env WHATSAPP_PHONE_NUMBER_ID
    phone-number-in-phone-number-id config/accounts.yaml accounts[acme].whatsapp.phone_number_id
    ");
    let run = sandbox.run(&["lint", "--baseline", ".fieldguide-baseline"]);
    insta::assert_snapshot!(run.transcript(), @r"
    fieldguide: nothing found in 2 files, 5 suppressed by baseline
    exit code: 0
    ");
    // Without it, or with --no-ignores, all is told.
    assert_eq!(sandbox.run(&["lint"]).code, 1);
    let all = ["lint", "--baseline", ".fieldguide-baseline", "--no-ignores"];
    assert_eq!(sandbox.run(&all).code, 1);
}

#[test]
fn the_settings_name_it_for_every_run() {
    let sandbox = project();
    let run = sandbox.run(&["lint"]);
    insta::assert_snapshot!(run.transcript(), @r"
    fieldguide: nothing found in 3 files, 5 suppressed by baseline
    exit code: 0
    ");
    let run = sandbox.run(&["lint", "--format", "json"]);
    assert_eq!((run.code, run.summary("suppressed")), (0, 5));
    assert_eq!(sandbox.run(&["lint", "--isolated"]).code, 1);
}

#[test]
fn a_new_mistake_is_told() {
    let sandbox = project();
    sandbox.write(".env", format!("{ENV}WHATSAPP_VERIFY_TOKEN=hello123\n"));
    assert_eq!(sandbox.places(&[]), [".env:3:23 weak-verify-token"]);
    // Another rule at a key that is in it.
    sandbox.write(".env", ENV.replace("TOKEN=", "TOKEN=917729108086835"));
    assert_eq!(sandbox.places(&[]), [".env:1:23 id-in-access-token"]);
    // The same rule at the same key, once more.
    sandbox.write(".env", format!("{ENV}WHATSAPP_ACCESS_TOKEN=\n"));
    assert_eq!(sandbox.places(&[]), [".env:3:1 empty-access-token"]);
    let run = sandbox.run(&["lint", "--write-baseline"]);
    insta::assert_snapshot!(run.transcript(), @r"
    fieldguide: nothing found in 3 files, 6 suppressed by baseline
    fieldguide: wrote 6 findings to .fieldguide-baseline: 1 new, 0 gone
    exit code: 0
    ");
    assert!(baseline(&sandbox).contains(&"empty-access-token .env WHATSAPP_ACCESS_TOKEN#2".to_owned()));
    assert_eq!(sandbox.places(&[]), NOTHING);
}

#[test]
fn lines_and_items_may_move() {
    let sandbox = project();
    sandbox.write(".env", format!("# a line\n\nOTHER=1\n{ENV}"));
    sandbox.replace(
        "config/accounts.yaml",
        "accounts:\n",
        "accounts:\n  - name: zeta\n    whatsapp: {access_token: ''}\n",
    );
    assert_eq!(
        sandbox.places(&[]),
        ["config/accounts.yaml:3:30 empty-access-token"]
    );
    // The other way round, and with a value that is wrong in another way.
    sandbox.write(
        "config/accounts.yaml",
        "accounts:\n- {name: beta, whatsapp: {access_token: null}}\n\
         - {whatsapp: {access_token: ~, phone_number_id: '+447700900456'}, name: acme}\n",
    );
    assert_eq!(sandbox.places(&[]), NOTHING);
}

#[test]
fn items_without_names_are_counted() {
    let sandbox = Sandbox::with(&[
        ("a.json", r#"{"whatsapp": [{"access_token": ""}]}"#),
        ("fieldguide.yaml", SETTINGS),
    ]);
    sandbox.run(&["lint", "--write-baseline"]);
    assert_eq!(
        baseline(&sandbox),
        ["empty-access-token a.json whatsapp[].access_token"]
    );
    sandbox.write(
        "a.json",
        r#"{"whatsapp": [{"access_token": ""}, {"access_token": ""}]}"#,
    );
    assert_eq!(sandbox.places(&[]), ["a.json:1:54 empty-access-token"]);
}

#[test]
fn the_working_directory_makes_no_difference() {
    let sandbox = project();
    sandbox.git(&["init", "--quiet"]);
    for arguments in [&[][..], &["accounts.yaml"], &["../.env"], &[".."]] {
        let run = lint_in(&sandbox, "config", arguments);
        assert_eq!(run.code, 0, "{arguments:?}: {}", run.stdout);
        assert!(
            run.stderr.contains("suppressed by baseline"),
            "{arguments:?}: {}",
            run.stderr
        );
    }
    let path = sandbox.path().join("config").to_string_lossy().into_owned();
    assert_eq!(lint_in(&sandbox, "", &[&path]).code, 0);
    // It is also written where the settings have it, with the same lines.
    let before = sandbox.read(".fieldguide-baseline");
    let run = lint_in(&sandbox, "config", &["--write-baseline"]);
    insta::assert_snapshot!(run.transcript(), @r"
    fieldguide: nothing found in 1 file, 3 suppressed by baseline
    fieldguide: wrote 5 findings to ../.fieldguide-baseline: 0 new, 0 gone
    exit code: 0
    ");
    assert_eq!(sandbox.read(".fieldguide-baseline"), before);
    // Fingerprints are the same, too.
    let fingerprint = |directory, path| {
        let run = lint_in(&sandbox, directory, &["--no-ignores", "--format", "json", path]);
        run.json()["findings"][0]["fingerprint"].clone()
    };
    assert_eq!(
        fingerprint("config", "accounts.yaml"),
        "empty-access-token:config/accounts.yaml:accounts[acme].whatsapp.access_token"
    );
    assert_eq!(fingerprint("config", "."), fingerprint("", "config"));
}

#[test]
fn hooks_hand_over_some_files_at_a_time() {
    let sandbox = project();
    sandbox.git(&["init", "--quiet"]);
    sandbox.git(&["add", "config"]);
    let run = sandbox.run(&["lint", "--staged"]);
    insta::assert_snapshot!(run.transcript(), @r"
    fieldguide: nothing found in 1 staged file, 3 suppressed by baseline
    exit code: 0
    ");
    for batch in [&["lint", ".env"][..], &["lint", "config/accounts.yaml"]] {
        let run = sandbox.run(batch);
        assert_eq!(run.code, 0);
        assert!(!run.stderr.contains("nothing any more"), "{}", run.stderr);
    }
    // The commit of a mistake more fails, also where the work tree has it no longer.
    sandbox.replace("config/accounts.yaml", "name: acme", "name: zeta");
    sandbox.git(&["add", "config"]);
    sandbox.write("config/accounts.yaml", ACCOUNTS);
    assert_eq!(sandbox.run(&["lint", "--staged"]).code, 1);
}

#[test]
fn a_renamed_file_is_new() {
    let sandbox = project();
    let at = |name| sandbox.path().join(name);
    std::fs::rename(at(".env"), at(".env.production")).unwrap();
    let run = sandbox.run(&["lint", "--fail-on", "never", "--format", "json"]);
    assert_eq!(
        run.places(),
        [
            ".env.production:1:1 empty-access-token",
            ".env.production:2:26 phone-number-in-phone-number-id"
        ]
    );
    insta::assert_snapshot!(run.stderr, @r"
    fieldguide: 2 errors in 3 files, 3 suppressed by baseline; `fieldguide explain empty-access-token` says more
    fieldguide: 2 entries of the baseline match nothing any more; once the new findings are mended, `fieldguide lint --write-baseline` renews it
    ");
}

#[test]
fn what_is_mended_is_told_where_it_was_read() {
    let sandbox = project();
    sandbox.write(".env", "WHATSAPP_ACCESS_TOKEN=${TOKEN}\n");
    insta::assert_snapshot!(sandbox.run(&["lint"]).transcript(), @r"
    fieldguide: nothing found in 3 files, 3 suppressed by baseline
    fieldguide: 2 entries of the baseline match nothing any more; `fieldguide lint --write-baseline` renews it
    exit code: 0
    ");
    let other = sandbox.run(&["lint", "config"]);
    assert!(!other.stderr.contains("any more"), "{}", other.stderr);
    // What is gone is not missed where only a part is read.
    std::fs::remove_file(sandbox.path().join(".env")).unwrap();
    let other = sandbox.run(&["lint", "config"]);
    assert!(!other.stderr.contains("any more"), "{}", other.stderr);
    let all = sandbox.run(&["lint"]);
    assert!(all.stderr.contains("2 entries of the baseline"), "{}", all.stderr);
    sandbox.run(&["lint", "--write-baseline"]);
    assert_eq!(baseline(&sandbox).len(), 3);
    let all = sandbox.run(&["lint"]);
    assert!(!all.stderr.contains("any more"), "{}", all.stderr);
}

#[test]
fn what_was_not_read_is_kept() {
    let sandbox = project();
    sandbox.write("config/accounts.yaml", "accounts: []\n");
    sandbox.write(".env", "");
    let run = sandbox.run(&["lint", "config", "--write-baseline"]);
    insta::assert_snapshot!(run.transcript(), @r"
    fieldguide: nothing found in 1 file
    fieldguide: wrote 2 findings to .fieldguide-baseline: 0 new, 3 gone
    exit code: 0
    ");
    assert_eq!(
        baseline(&sandbox),
        [
            "empty-access-token .env WHATSAPP_ACCESS_TOKEN",
            "phone-number-in-phone-number-id .env WHATSAPP_PHONE_NUMBER_ID"
        ]
    );
}

#[test]
fn names_that_are_no_words_come_back() {
    let sandbox = Sandbox::with(&[
        ("# a b/c%20.env", "WHATSAPP_ACCESS_TOKEN=\n"),
        ("fieldguide.yaml", SETTINGS),
    ]);
    sandbox.write("ü.yaml", "whatsapp: {\"access token\": ''}\n");
    sandbox.run(&["lint", "--write-baseline"]);
    insta::assert_snapshot!(baseline(&sandbox).join("\n"), @r"
    empty-access-token %23%20a%20b/c%2520.env WHATSAPP_ACCESS_TOKEN
    empty-access-token ü.yaml whatsapp.access%20token
    ");
    assert_eq!(sandbox.places(&[]), NOTHING);
}

#[test]
fn line_ends_and_merges() {
    let sandbox = project();
    let text = sandbox.read(".fieldguide-baseline");
    sandbox.write(".fieldguide-baseline", text.replace('\n', "\r\n"));
    assert_eq!(sandbox.places(&[]), NOTHING);
    let conflict = text.replace("empty-access-token .env", "<<<<<<< HEAD\nempty-access-token .env");
    sandbox.write(".fieldguide-baseline", conflict);
    insta::assert_snapshot!(sandbox.run(&["lint"]).transcript(), @r"
    fieldguide: .fieldguide-baseline:3: a merge is not resolved here: keep the lines of both sides, without the marks
    exit code: 2
    ");
}

#[test]
fn nothing_but_a_baseline_is_read_or_replaced() {
    let sandbox = project();
    let mut transcripts = String::new();
    for arguments in [
        &["lint", "--write-baseline", ".env"][..],
        &["lint", "--write-baseline", "config"],
        &["lint", "--write-baseline", "nowhere/baseline"],
        &["lint", "--baseline", ".env"],
        &["lint", "--baseline", "missing"],
    ] {
        transcripts.push_str(&sandbox.run(arguments).transcript());
    }
    for file in ["missing", "../baseline", "/etc/passwd"] {
        sandbox.write("fieldguide.yaml", format!("lint: {{baseline: {file}}}\n"));
        transcripts.push_str(&sandbox.run(&["lint"]).transcript());
    }
    insta::assert_snapshot!(transcripts, @r"
    fieldguide: .env:1: this is no baseline: one begins with `# fieldguide baseline`
    exit code: 2
    fieldguide: config is a directory: name the baseline's file, as in --write-baseline=.fieldguide-baseline
    exit code: 2
    fieldguide: there is no directory nowhere for the baseline nowhere/baseline: make it first
    exit code: 2
    fieldguide: .env:1: this is no baseline: one begins with `# fieldguide baseline`
    exit code: 2
    fieldguide: cannot read the baseline missing; `fieldguide lint --write-baseline missing` writes it: No such file or directory (os error 2)
    exit code: 2
    fieldguide: cannot read the baseline missing; `fieldguide lint --write-baseline` writes it: No such file or directory (os error 2)
    exit code: 2
    fieldguide: fieldguide.yaml names `../baseline` under lint.baseline: name a file of the project, by its path from there
    exit code: 2
    fieldguide: fieldguide.yaml names `/etc/passwd` under lint.baseline: name a file of the project, by its path from there
    exit code: 2
    ");
    assert_eq!(sandbox.read(".env"), ENV);
}

#[cfg(unix)]
#[test]
fn a_link_leads_to_no_file_outside() {
    let sandbox = project();
    let outside = Sandbox::with(&[("baseline", &sandbox.read(".fieldguide-baseline"))]);
    let link = sandbox.path().join("link");
    std::os::unix::fs::symlink(outside.path().join("baseline"), link).unwrap();
    sandbox.write("fieldguide.yaml", "lint: {baseline: link}\n");
    let run = sandbox.run(&["lint"]);
    insta::assert_snapshot!(run.transcript(), @r"
    fieldguide: fieldguide.yaml names `link` under lint.baseline: name a file of the project, by its path from there
    exit code: 2
    ");
}

#[test]
fn findings_without_a_key_can_stay_too() {
    let sandbox = Sandbox::with(&[
        ("a.yaml", "whatsapp:\n  access_token: [\n"),
        (
            "b.env",
            "# fieldguide: ignore[weak-verify-token]\nX=1\nWHATSAPP_PHONE_NUMBER_ID=917729108086835\n",
        ),
        ("fieldguide.yaml", SETTINGS),
    ]);
    sandbox.run(&["lint", "--write-baseline"]);
    insta::assert_snapshot!(baseline(&sandbox).join("\n"), @r"
    unparsable-file a.yaml
    unused-suppression b.env
    ");
    assert_eq!(sandbox.run(&["lint", "--fail-on", "hint"]).code, 0);
}

#[test]
fn the_environment_has_entries_of_its_own() {
    let sandbox = project();
    let setup = Setup {
        variables: &[("WHATSAPP_ACCESS_TOKEN", "")],
        ..Setup::default()
    };
    let run = sandbox.run_with(&["lint", "--env", "--write-baseline"], &setup);
    assert_eq!(run.code, 0);
    assert_eq!(baseline(&sandbox).len(), 6);
    assert_eq!(sandbox.run_with(&["lint", "--env"], &setup).code, 0);
    let run = sandbox.run(&["lint"]);
    assert!(!run.stderr.contains("any more"), "{}", run.stderr);
}

#[test]
fn standard_input_is_the_file_that_it_is_named_as() {
    let sandbox = project();
    let setup = Setup {
        stdin: b"WHATSAPP_ACCESS_TOKEN=\n",
        ..Setup::default()
    };
    let run = sandbox.run_with(&["lint", "-", "--stdin-filename", ".env"], &setup);
    insta::assert_snapshot!(run.transcript(), @r"
    fieldguide: nothing found in 1 file, 1 suppressed by baseline
    exit code: 0
    ");
    let run = sandbox.run_with(&["lint", "-", "--stdin-filename", "other.env"], &setup);
    assert_eq!(run.code, 1);
}

#[test]
fn a_comment_makes_no_other_finding_of_the_one_behind_it() {
    let empty = "WHATSAPP_ACCESS_TOKEN=";
    let comment = " # fieldguide: ignore[empty-access-token] set later";
    let sandbox = Sandbox::with(&[("fieldguide.yaml", SETTINGS)]);
    sandbox.write(".env", format!("{empty}{comment}\n{empty}\n"));
    sandbox.run(&["lint", "--write-baseline"]);
    assert_eq!(
        baseline(&sandbox),
        ["empty-access-token .env WHATSAPP_ACCESS_TOKEN#2"]
    );
    sandbox.write(".env", format!("{empty}\n{empty}\n"));
    assert_eq!(sandbox.places(&[]), [".env:1:1 empty-access-token"]);
}
