//! `lint --fix`, `--unsafe-fixes` and `--diff`: what is mended, what is left alone, and what becomes of the file.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

#[path = "support/formats.rs"]
mod formats;
mod support;

use std::path::Path;

use fieldguide::config::{FORMATS, Format, decode};
use fieldguide::embedded;
use fieldguide::finding::Finding;
use fieldguide::guide::Guide;
use fieldguide::lint::{Input, Linter, Terms};
use insta::assert_snapshot;
use proptest::prelude::*;
use support::{NUMBER_ID, Run, Sandbox, WABA_ID};

const TOKEN: &str = "EAAexample0example0example0example0example0example0example0example0example0example0example0example0example0example0example0";

const SAFE: &[&str] = &["lint", "--fix", "--fail-on", "never"];
const ALL: &[&str] = &["lint", "--fix", "--unsafe-fixes", "--fail-on", "never"];

/// The file after a run with these arguments, and the run.
fn fixed(arguments: &[&str], path: &str, text: impl AsRef<[u8]>) -> (Vec<u8>, Run) {
    let sandbox = Sandbox::new();
    sandbox.write(path, text);
    let run = sandbox.run(arguments);
    let left = sandbox.files("");
    assert_eq!(left.len(), 1, "nothing else is left behind: {:?}", left.keys());
    (left[path].clone(), run)
}

fn text(arguments: &[&str], path: &str, before: &str) -> String {
    String::from_utf8(fixed(arguments, path, before).0).unwrap()
}

#[test]
fn every_rule_with_a_fix_mends() {
    for (path, before, after) in [
        (
            "a.env",
            format!("WHATSAPP_PHONE_NUMBER_ID=\"{NUMBER_ID} \"\n"),
            format!("WHATSAPP_PHONE_NUMBER_ID=\"{NUMBER_ID}\"\n"),
        ),
        (
            "a.env",
            "WHATSAPP_APP_SECRET=\"'facefeed0badcafefacefeed0badcafe'\" # mine\n".to_owned(),
            "WHATSAPP_APP_SECRET=\"facefeed0badcafefacefeed0badcafe\" # mine\n".to_owned(),
        ),
        (
            "a.json",
            format!("{{\"whatsapp\": {{\"phoneNumberId\u{200b}\": \"{NUMBER_ID}\"}}}}"),
            format!("{{\"whatsapp\": {{\"phoneNumberId\": \"{NUMBER_ID}\"}}}}"),
        ),
        (
            "a.yaml",
            format!("whatsapp:\n  access_token: authorization: Bearer {TOKEN}\n")
                .replace(": a", ": 'a")
                .replace("0\n", "0'\n"),
            format!("whatsapp:\n  access_token: '{TOKEN}'\n"),
        ),
        (
            "a.toml",
            format!("[whatsapp]\nphone_number_id = {NUMBER_ID} # the upper one\n"),
            format!("[whatsapp]\nphone_number_id = \"{NUMBER_ID}\" # the upper one\n"),
        ),
        (
            "a.env",
            "TWILIO_WHATSAPP_NUMBER=+12025550123\n".to_owned(),
            "TWILIO_WHATSAPP_NUMBER=whatsapp:+12025550123\n".to_owned(),
        ),
        // Without quotes the rest would be a number.
        (
            "a.yaml",
            format!("whatsapp:\n  phone_number_id: {NUMBER_ID}, # x\n"),
            format!("whatsapp:\n  phone_number_id: \"{NUMBER_ID}\" # x\n"),
        ),
        // Two rules at one entry, one after the other.
        (
            "a.json",
            format!("{{\"whatsapp\": {{\" phoneNumberId\": \"<{NUMBER_ID}>\"}}}}"),
            format!("{{\"whatsapp\": {{\"phoneNumberId\": \"{NUMBER_ID}\"}}}}"),
        ),
    ] {
        let (mended, run) = fixed(ALL, path, &before);
        assert_eq!(String::from_utf8(mended).unwrap(), after, "{}", run.stderr);
        assert_eq!(text(ALL, path, &after), after, "twice is as once");
    }
}

#[test]
fn what_needs_a_look_waits_for_it() {
    for (path, before) in [
        ("a.yaml", format!("whatsapp:\n  waba_id: {WABA_ID}\n")),
        ("a.env", format!("WHATSAPP_ACCESS_TOKEN=\"Bearer {TOKEN}\"\n")),
        ("a.env", "TWILIO_WHATSAPP_NUMBER=+12025550123\n".to_owned()),
        // What stands inside may part two values.
        (
            "a.env",
            "WHATSAPP_PHONE_NUMBER_ID=\"9177 2910 8086 835\"\n".to_owned(),
        ),
    ] {
        assert_eq!(text(SAFE, path, &before), before);
        assert_ne!(text(ALL, path, &before), before);
    }
}

#[test]
fn where_more_than_one_answer_may_be_right_nothing_is_done() {
    for (path, before) in [
        // Escapes and encodings are not what they stand for.
        (
            "a.json",
            format!("{{\"whatsapp\": {{\"phoneNumberId\": \"{NUMBER_ID}\\u200b\"}}}}"),
        ),
        (
            "a.json",
            format!("{{\"whatsapp\": {{\"phoneNumberId\": \"{NUMBER_ID}\\n\"}}}}"),
        ),
        ("a.env", format!("WHATSAPP_PHONE_NUMBER_ID=\"{NUMBER_ID}\\n\"\n")),
        (
            "a.yaml",
            "apiVersion: v1\nkind: Secret\ndata:\n  WHATSAPP_PHONE_NUMBER_ID: OTE3NzI5MTA4MDg2ODM1IA==\n"
                .to_owned(),
        ),
        (
            "a.xml",
            format!("<a><add key=\"WHATSAPP_PHONE_NUMBER_ID\" value=\"{NUMBER_ID}&#x200b;\"/></a>"),
        ),
        // Another digit would have to be put in.
        (
            "a.env",
            "WHATSAPP_PHONE_NUMBER_ID=９１７７２９１０８０８６８３５\n".to_owned(),
        ),
        // Two tokens in one.
        ("a.env", format!("WHATSAPP_ACCESS_TOKEN=\"{TOKEN} {TOKEN}\"\n")),
        // It is no token without the word either.
        ("a.env", "WHATSAPP_ACCESS_TOKEN=\"Bearer olive\"\n".to_owned()),
        ("a.env", "D360_API_KEY=\"Bearer changeme\"\n".to_owned()),
        // The right name is taken.
        (
            "a.json",
            format!(
                "{{\"whatsapp\": {{\"phoneNumberId \": \"{NUMBER_ID}\", \"phoneNumberId\": \"{NUMBER_ID}\"}}}}"
            ),
        ),
        // Not as E.164 has it.
        ("a.env", "TWILIO_WHATSAPP_NUMBER=\"+1 202 555 0123\"\n".to_owned()),
        ("a.env", "TWILIO_WHATSAPP_NUMBER=12025550123\n".to_owned()),
        // Not all bytes are text.
        (
            "a.env",
            format!("WHATSAPP_PHONE_NUMBER_ID=\"{NUMBER_ID} \"\n# \u{fffd}\n"),
        ),
        // It is meant to stay.
        (
            "a.yaml",
            format!(
                "whatsapp:\n  waba_id: {WABA_ID} # fieldguide: ignore[unquoted-id] our program wants it\n"
            ),
        ),
    ] {
        let (mended, run) = fixed(ALL, path, &before);
        assert_eq!(String::from_utf8(mended).unwrap(), before, "{}", run.stderr);
    }
}

#[test]
fn of_two_names_that_become_one_only_the_first_is_mended() {
    let before = format!("whatsapp:\n  \"waba_id \": \"{WABA_ID}\"\n  \" waba_id\": \"{NUMBER_ID}\"\n");
    let after = format!("whatsapp:\n  \"waba_id\": \"{WABA_ID}\"\n  \" waba_id\": \"{NUMBER_ID}\"\n");
    assert_eq!(text(ALL, "a.yaml", &before), after);
}

#[test]
fn bytes_that_are_not_the_mistake_stay() {
    let before = format!("# ä\r\nA=1\nWHATSAPP_PHONE_NUMBER_ID=\"{NUMBER_ID} \"\r\n\r\n  B = 2 # ü");
    let after = before.replace("5 \"", "5\"");
    assert_eq!(text(SAFE, ".env", &before), after);

    let with_mark = |text: &str| format!("\u{feff}{text}").into_bytes();
    assert_eq!(fixed(SAFE, ".env", with_mark(&before)).0, with_mark(&after));
    for bytes_of in [u16::to_le_bytes, u16::to_be_bytes] {
        let wide = |text: &str| -> Vec<u8> {
            let text = format!("\u{feff}{text}");
            text.encode_utf16().flat_map(bytes_of).collect()
        };
        assert_eq!(fixed(SAFE, ".env", wide(&before)).0, wide(&after));
        // Half a character at the end is not written away.
        let odd = [wide(&before), vec![7]].concat();
        let (mended, run) = fixed(SAFE, ".env", &odd);
        assert_eq!((mended, run.code), (odd, 2));
    }
}

#[cfg(unix)]
#[test]
fn mode_and_owner_stay() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    for mode in [0o600, 0o640, 0o755] {
        let sandbox = Sandbox::with(&[(".env", &format!("WHATSAPP_PHONE_NUMBER_ID=\"{NUMBER_ID} \"\n"))]);
        let path = sandbox.path().join(".env");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        let before = std::fs::metadata(&path).unwrap();
        // Only who may do everything can give a file away.
        let is_root = before.uid() == 0;
        if is_root {
            std::os::unix::fs::chown(&path, Some(1234), Some(4321)).unwrap();
        }
        assert_eq!(sandbox.run(SAFE).code, 0);
        let after = std::fs::metadata(&path).unwrap();
        assert_ne!(after.ino(), before.ino(), "it was replaced");
        assert_eq!(after.mode(), before.mode());
        if is_root {
            assert_eq!((after.uid(), after.gid()), (1234, 4321));
        }
    }
}

#[cfg(unix)]
#[test]
fn links_and_read_only_files_are_left_alone_and_named() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let mistake = format!("WHATSAPP_PHONE_NUMBER_ID=\"{NUMBER_ID} \"\n");
    let sandbox = Sandbox::with(&[
        ("real.env", &mistake),
        ("locked.env", &mistake),
        ("twice.env", &mistake),
    ]);
    let at = |name: &str| sandbox.path().join(name);
    symlink("real.env", at("link.env")).unwrap();
    std::fs::hard_link(at("twice.env"), at("other.env")).unwrap();
    std::fs::set_permissions(at("locked.env"), std::fs::Permissions::from_mode(0o444)).unwrap();
    let before = sandbox.files("");
    let run = sandbox.run(&[
        "lint",
        "--fix",
        "--format",
        "json",
        "link.env",
        "locked.env",
        "twice.env",
    ]);
    assert_eq!(sandbox.files(""), before);
    assert!(at("link.env").is_symlink());
    assert_eq!(run.places().len(), 3, "what is left is reported");
    assert_snapshot!(run.stderr + &run.code.to_string(), @r"
    fieldguide: not fixed: link.env: it is a symbolic link: name the file that it leads to
    fieldguide: not fixed: locked.env: it is read-only: make it writable first
    fieldguide: not fixed: twice.env: it has other names (hard links), which would keep the old text: mend it by hand
    fieldguide: 3 errors in 3 files; `fieldguide explain stray-characters-in-value` says more
    2
    ");
}

#[test]
fn a_directory_that_cannot_be_written_to_leaves_everything_as_it_was() {
    let mistake = format!("WHATSAPP_PHONE_NUMBER_ID=\"{NUMBER_ID} \"\n");
    // A name so long that none can be made from it.
    let name = format!("{}.env", "a".repeat(250));
    let (left, run) = fixed(SAFE, &name, &mistake);
    assert_eq!((left, run.code), (mistake.into_bytes(), 2));
    assert!(
        run.stderr.contains("no file can be made beside it"),
        "{}",
        run.stderr
    );
}

#[test]
fn the_report_is_of_what_is_left() {
    let sandbox = Sandbox::with(&[(
        "crm.yaml",
        &format!(
            "whatsapp:\n  phone_number_id: \"{NUMBER_ID} \"\n  access_token: 'Bearer {TOKEN}'\n  verify_token: ''\n"
        ),
    )]);
    assert_snapshot!(sandbox.run(&["lint", "--fix"]).transcript(), @r#"
    error[bearer-prefix-in-access-token]: `access_token` begins with the word Bearer, which is no part of the Access Token
     --> crm.yaml:3:18
      |
    3 | ...: '**********************************************************************************************************************************'
      |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a value, 130 characters
      |
      = help: Remove `Bearer` and the blank behind it. In the CRM the bare Access Token goes into the box "Access Token"
      = fix: Delete the word Bearer (`--fix --unsafe-fixes`)
      = page: https://fieldguide.example/rules/bearer-prefix-in-access-token.html

    fieldguide: fixed 1 finding in 1 file
    fieldguide: --unsafe-fixes also mends bearer-prefix-in-access-token, after a look: A program that sends the value as the whole header needs the word
    fieldguide: 1 error in 1 file; 1 can be fixed with `--fix --unsafe-fixes`; `fieldguide explain bearer-prefix-in-access-token` says more
    exit code: 1
    "#);
    assert_snapshot!(sandbox.run(&["lint", "--fix", "--unsafe-fixes"]).transcript(), @r"
    fieldguide: fixed 1 finding in 1 file
    fieldguide: nothing found in 1 file
    exit code: 0
    ");
    assert_snapshot!(sandbox.run(&["lint", "--fix", "--unsafe-fixes"]).transcript(), @r"
    fieldguide: there is nothing to fix
    fieldguide: nothing found in 1 file
    exit code: 0
    ");
}

#[test]
fn a_diff_shows_what_goes_and_comes_and_no_value() {
    let sandbox = Sandbox::with(&[
        (
            ".env",
            &format!(
                "# for the bot\nA=olive-tractor\nB=2\nC=3\n\
                 WHATSAPP_ACCESS_TOKEN=\"Bearer {TOKEN}\u{200b}\"\nWHATSAPP_PHONE_NUMBER_ID=<{NUMBER_ID}>\nD=4\nE=5\nF=6\nG=7\n\
                 WHATSAPP_APP_SECRET=\"facefeed0badcafe facefeed0badcafe\u{a0}\""
            ),
        ),
        (
            "crm.yaml",
            &format!("whatsapp:\r\n  phone_number_id: {NUMBER_ID}\r\n  \"waba_id \": {WABA_ID}\r\n"),
        ),
    ]);
    let before = sandbox.files("");
    let run = sandbox.run(&["lint", "--diff", "--unsafe-fixes"]);
    assert_snapshot!(run.transcript(), @r#"
    --- .env
    +++ .env
    @@ -3,9 +3,9 @@
     B=*
     C=*
     WHATSAPP_ACCESS_TOKEN="**********************************************************************************************************************************•"
    -WHATSAPP_PHONE_NUMBER_ID=<***************>
    +WHATSAPP_PHONE_NUMBER_ID=***************
     D=*
     E=*
     F=*
     G=*
    -WHATSAPP_APP_SECRET="**************** ****************<U+00A0>"
    \ No newline at end of file
    +WHATSAPP_APP_SECRET="********************************"
    \ No newline at end of file
    --- crm.yaml
    +++ crm.yaml
    @@ -1,3 +1,3 @@
     whatsapp:
    -  phone_number_id: 917729108086835
    -  "waba_id ": 729800096354148
    +  phone_number_id: "917729108086835"
    +  "waba_id": "729800096354148"
    fieldguide: would fix 5 findings in 2 files
    exit code: 1
    "#);
    assert!(!run.transcript().contains("example0") && !run.transcript().contains("facefeed"));
    assert_eq!(sandbox.files(""), before, "a diff writes nothing");
    assert_snapshot!(sandbox.run(&["lint", "--diff"]).transcript(), @r#"
    --- .env
    +++ .env
    @@ -3,7 +3,7 @@
     B=*
     C=*
     WHATSAPP_ACCESS_TOKEN="**********************************************************************************************************************************•"
    -WHATSAPP_PHONE_NUMBER_ID=<***************>
    +WHATSAPP_PHONE_NUMBER_ID=***************
     D=*
     E=*
     F=*
    --- crm.yaml
    +++ crm.yaml
    @@ -1,3 +1,3 @@
     whatsapp:
       phone_number_id: 917729108086835
    -  "waba_id ": 729800096354148
    +  "waba_id": 729800096354148
    fieldguide: would fix 2 findings in 2 files
    fieldguide: --unsafe-fixes also mends stray-characters-in-value, after a look: What stands before or behind a value, or is invisible, came along when it was copied. What stands inside may part two values
    fieldguide: --unsafe-fixes also mends unquoted-id, after a look: A program may insist on a number
    exit code: 1
    "#);
    let clean = Sandbox::with(&[(".env", "A=1\n")]);
    assert_snapshot!(clean.run(&["lint", "--diff"]).transcript(), @r"
    fieldguide: there is nothing to fix
    exit code: 0
    ");
}

#[test]
fn what_is_no_file_cannot_be_mended() {
    let sandbox = Sandbox::with(&[(".env", "A=1\n")]);
    let mut told = String::new();
    for arguments in [
        &["--fix", "--staged"][..],
        &["--diff", "--env"],
        &["--fix", "-"],
        &["--diff", "--stdin-filename", ".env"],
        &["--unsafe-fixes"],
        &["--fix", "--no-ignores"],
    ] {
        let run = sandbox.run(&[&["lint"], arguments].concat());
        assert_eq!(run.code, 2);
        told.push_str(&format!("{}\n{}", arguments.join(" "), run.stderr));
    }
    assert_snapshot!(told, @r"
    --fix --staged
    fieldguide: --fix mends files, and --staged reads what is in git's index: run it without --staged, then `git add` what it changed
    --diff --env
    fieldguide: --diff mends files, and the environment is none: run it on the file that sets the variables
    --fix -
    fieldguide: --fix mends files, and standard input is none: name the file instead
    --diff --stdin-filename .env
    fieldguide: --diff mends files, and standard input is none: name the file instead
    --unsafe-fixes
    fieldguide: --unsafe-fixes says which fixes are meant: add --fix to apply them, or --diff to see them
    --fix --no-ignores
    error: the argument '--fix' cannot be used with '--no-ignores'

    Usage: fieldguide lint --fix [PATHS]...

    For more information, try '--help'.
    ");
}

/// A project with a rule of its own, and the fix that it offers.
fn with_own_fix(fix: &str) -> Sandbox {
    let rule = format!(
        "---\ntitle: A tenant without a prefix\ndescription: Each tenant has a code.\nrule:\n  id: tenant-without-prefix\n  \
         severity: error\n  on: tenant-code\n  when: {{ not: {{ matches: 'T-[0-9]+' }} }}\n  message: \"`{{key}}` is no code\"\n  \
         help: Write it as T- and the number\n  fix: {fix}\n---\n\
         ```dotenv bad\nCRM_TENANT_CODE=4711\n```\n\n```dotenv good\nCRM_TENANT_CODE=T-4711\n```\n"
    );
    Sandbox::with(&[
        (".git/HEAD", ""),
        ("fieldguide.yaml", "lint:\n  rules: [policy]\n"),
        ("policy/tenant-without-prefix.md", &rule),
        (
            "policy/tenant-code.md",
            "---\ntitle: Tenant code\ndescription: Which tenant it is.\ncredential:\n  id: tenant-code\n  secret: false\n  \
             shape: any\n  looks_like: T- and digits\n  used_for: Routing\n  found_at: The contract\n  \
             keys: [crm_tenant_code]\n---\nAsk sales.\n",
        ),
        (".env", "CRM_TENANT_CODE=4711\nA_CRM_TENANT_CODE=x y\n"),
    ])
}

#[test]
fn a_rule_of_ones_own_says_how_it_is_mended() {
    let sandbox =
        with_own_fix("{ insert: T-, title: Write T- before it, safe: always, because: Every code has it }");
    let run = sandbox.run(&["lint", "--fix", ".env", "--format", "json"]);
    // What is wrong in another way it does not make right.
    assert_eq!(
        sandbox.read(".env"),
        "CRM_TENANT_CODE=T-4711\nA_CRM_TENANT_CODE=x y\n"
    );
    assert_eq!(run.places(), [".env:2:19 tenant-without-prefix"]);
}

#[test]
fn a_mistake_in_a_fix_is_named_with_the_nearest_right_word() {
    let mut told = String::new();
    for fix in [
        "{ remove: stray-charakters, title: x, safe: always, because: x }",
        "{ insert: T-, title: x, safe: alway, because: x }",
        "{ insert: T-, remove: stray-characters, title: x, safe: always, because: x }",
        "{ title: x, safe: always, because: x }",
        "{ write_as: unquoted, tilte: x, safe: always, because: x }",
        "remove",
    ] {
        let run = with_own_fix(fix).run(&["lint", ".env"]);
        assert_eq!(run.code, 2);
        told.push_str(&run.stderr);
    }
    assert_snapshot!(told, @r"
    error[unknown-name]: there is no kind of text to remove `stray-charakters`
      --> policy/tenant-without-prefix.md:11:18
       |
    11 |   fix: { remove: stray-charakters, title: x, safe: always, because: x }
       |                  ^^^^^^^^^^^^^^^^
       |
       = help: did you mean `stray-characters`?

    fieldguide: the guide or its settings have mistakes, so nothing was linted
    error[unknown-name]: there is no degree of safety `alway`
      --> policy/tenant-without-prefix.md:11:38
       |
    11 |   fix: { insert: T-, title: x, safe: alway, because: x }
       |                                      ^^^^^
       |
       = help: did you mean `always`?

    fieldguide: the guide or its settings have mistakes, so nothing was linted
    error[missing-key]: a fix does one thing
      --> policy/tenant-without-prefix.md:11:1
       |
    11 |   fix: { insert: T-, remove: stray-characters, title: x, safe: always, because: x }
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: write one line of `remove`, `remove_words`, `insert` or `write_as`

    fieldguide: the guide or its settings have mistakes, so nothing was linted
    error[missing-key]: a fix does one thing
      --> policy/tenant-without-prefix.md:11:1
       |
    11 |   fix: { title: x, safe: always, because: x }
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: write one line of `remove`, `remove_words`, `insert` or `write_as`

    fieldguide: the guide or its settings have mistakes, so nothing was linted
    error[missing-key]: a fix has no `title`
      --> policy/tenant-without-prefix.md:11:1
       |
    11 |   fix: { write_as: unquoted, tilte: x, safe: always, because: x }
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: add a line `title: ...`

    error[unknown-name]: there is no manner of writing `unquoted`
      --> policy/tenant-without-prefix.md:11:20
       |
    11 |   fix: { write_as: unquoted, tilte: x, safe: always, because: x }
       |                    ^^^^^^^^
       |
       = help: did you mean `quoted`?

    error[unknown-key]: a fix has no key `tilte`
      --> policy/tenant-without-prefix.md:11:30
       |
    11 |   fix: { write_as: unquoted, tilte: x, safe: always, because: x }
       |                              ^^^^^
       |
       = help: did you mean `title`?

    fieldguide: the guide or its settings have mistakes, so nothing was linted
    error[wrong-type]: a fix belongs here, not a single value
      --> policy/tenant-without-prefix.md:11:8
       |
    11 |   fix: remove
       |        ^^^^^^
       |
       = help: write it as lines of `key: value`

    fieldguide: the guide or its settings have mistakes, so nothing was linted
    ");
}

/// The linter as the library has it.
fn guide() -> Guide {
    embedded::guide()
}

fn input(format: &'static Format, text: &str) -> Input {
    Input {
        name: "file".to_owned(),
        format,
        bytes: text.as_bytes().to_vec(),
        is_context: false,
    }
}

/// The text with all that can be mended of it mended, and what is found in it then.
fn mended(linter: &Linter, format: &'static Format, text: &str) -> (String, Vec<Finding>) {
    let Some(mut file) = linter.read(&input(format, text)) else {
        return (text.to_owned(), Vec::new());
    };
    let mut done = None;
    for _ in 0..10 {
        let findings = linter
            .judge(std::slice::from_ref(&file), &Terms::default())
            .findings;
        let fixable: Vec<Finding> = findings.iter().filter(|it| it.fix.is_some()).cloned().collect();
        match linter.mend(&file, &fixable, &mut done) {
            Some(after) => file = after,
            None => {
                let text = match &done {
                    Some(done) => {
                        assert!(!done.diff().contains("example0"), "a value is shown");
                        decode(&done.bytes(text.as_bytes()).unwrap()).0
                    }
                    None => text.to_owned(),
                };
                return (text, findings);
            }
        }
    }
    panic!("it is mended again and again: {text:?}");
}

/// How a format writes settings; here also those of which only a part is read.
fn syntax(format: &Format) -> formats::Syntax {
    let of = |start, setting, end| formats::Syntax {
        start,
        setting,
        between: "\n",
        end,
    };
    match format.name {
        "Markdown" => of("```dotenv\n", |key, value| format!("{key}={value}"), "\n```\n"),
        "fish" => of("", |key, value| format!("set -x {key} '{value}'"), "\n"),
        "batch" => of("", |key, value| format!("set {key}={value}"), "\n"),
        "PHP" => of("<?php\n", |key, value| format!("${key} = \"{value}\";"), "\n"),
        "Python" | "Ruby" => of("", |key, value| format!("{key} = \"{value}\""), "\n"),
        "JavaScript" | "TypeScript" => of("", |key, value| format!("const {key} = \"{value}\";"), "\n"),
        "Go" => of(
            "package a\n",
            |key, value| format!("const {key} = \"{value}\""),
            "\n",
        ),
        "Java" => of(
            "class A {\n",
            |key, value| format!("static final String {key} = \"{value}\";"),
            "\n}\n",
        ),
        "Kotlin" => of("", |key, value| format!("const val {key} = \"{value}\""), "\n"),
        "C#" => of(
            "class A {\n",
            |key, value| format!("const string {key} = \"{value}\";"),
            "\n}\n",
        ),
        _ => formats::syntax(format),
    }
}

/// A number, where a format has such.
fn number(format: &Format, key: &str, value: &str) -> Option<String> {
    Some(match format.name {
        "JSON" | "JSON5" => format!("{{\"{key}\": {value}}}\n"),
        "JSON Lines" => format!("{{\"{key}\": {value}}}\n{{\"{key}\": \"{value}\"}}\n"),
        "TOML" | "HCL" => format!("{key} = {value}\n"),
        "PowerShell" => format!("$env:{key} = {value}\n"),
        _ => return None,
    })
}

/// Each mistake in the way of each format: mended, or left as it was; and what is mended is right.
#[test]
fn every_format_with_every_mistake() {
    let guide = guide();
    let linter = Linter::new(&guide);
    let mistakes = [
        (
            "WHATSAPP_PHONE_NUMBER_ID",
            format!("{NUMBER_ID}\u{200b}"),
            NUMBER_ID.to_owned(),
        ),
        (
            "WHATSAPP_PHONE_NUMBER_ID",
            format!("{NUMBER_ID},"),
            NUMBER_ID.to_owned(),
        ),
        (
            "WHATSAPP_ACCESS_TOKEN",
            format!("Bearer {TOKEN}"),
            TOKEN.to_owned(),
        ),
        (
            "WHATSAPP_PHONE_NUMBER_ID\u{200b}",
            NUMBER_ID.to_owned(),
            NUMBER_ID.to_owned(),
        ),
        (
            "WHATSAPP_PHONE_NUMBER_ID",
            NUMBER_ID.to_owned(),
            NUMBER_ID.to_owned(),
        ),
        (
            "TWILIO_WHATSAPP_NUMBER",
            "+12025550123".to_owned(),
            "whatsapp:+12025550123".to_owned(),
        ),
    ];
    let mut table = String::new();
    for format in FORMATS {
        let syntax = syntax(format);
        let mut row = format!("{:12}", format.name);
        for (key, wrong, right) in &mistakes {
            let setting = |key: &str, value: &str| (key.to_owned(), value.to_owned());
            let is_number = wrong.bytes().all(|byte| byte.is_ascii_digit()) && !key.ends_with('\u{200b}');
            let text = match number(format, key, wrong) {
                Some(text) if is_number => text,
                _ => syntax
                    .file([setting("FIRST", "1"), setting(key, wrong), setting("LAST", "2")].into_iter()),
            };
            let (after, findings) = mended(&linter, format, &text);
            let is_wrong = findings.iter().any(|it| it.fix.is_some());
            assert!(!is_wrong, "{}: {after:?}", format.name);
            row.push_str(if after == text {
                " -"
            } else {
                let name = key.trim_end_matches('\u{200b}');
                let is_right = (format.read)(&after)
                    .entries
                    .iter()
                    .any(|it| it.key.eq_ignore_ascii_case(name) && it.value.expose() == right);
                assert!(is_right, "{after:?}");
                " x"
            });
        }
        table.push_str(&row);
        table.push('\n');
    }
    assert_snapshot!(table, @r"
    Markdown     x x x x - x
    YAML         x x x x x x
    JSON         x x x x x x
    JSON5        x x x - x x
    JSON Lines   x x x - x x
    TOML         x x x - x x
    dotenv       x x x x - x
    properties   x x x x - x
    systemd      x x - - - x
    INI          x x x - - x
    INI          x x x - - x
    HCL          x x x - x x
    Dockerfile   x x - x - x
    shell        x x - - - x
    fish         x x x - - x
    PowerShell   x x x - x x
    batch        x x x - - x
    CSV          - - x - - -
    XML          x x x x - x
    HTTP         x x x - - x
    JavaScript   x x x - - -
    TypeScript   x x x - - -
    Python       x x x - - -
    PHP          x x x - - -
    Ruby         x x x - - -
    Go           x x x - - -
    Java         x x x - - -
    Kotlin       x x x - - -
    C#           x x x - - -
    ");
}

/// Values and keys with something wrong, and others.
fn any_setting() -> impl Strategy<Value = (String, String)> {
    let key = proptest::sample::select(vec![
        "WHATSAPP_PHONE_NUMBER_ID",
        "waba_id",
        "waba_id ",
        "WHATSAPP_ACCESS_TOKEN",
        "\u{200b}app_id",
        "TWILIO_WHATSAPP_NUMBER",
        "other",
    ]);
    let stray = "[ ,;'\"<>\u{200b}\u{a0}\\\\n(.#]{0,2}";
    let value = proptest::sample::select(vec![
        NUMBER_ID,
        WABA_ID,
        TOKEN,
        "+12025550123",
        "x",
        "Bearer ",
        "9177",
    ]);
    (key, stray, value, stray)
        .prop_map(|(key, before, value, behind)| (key.to_owned(), format!("{before}{value}{behind}")))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn all_else_stays_and_twice_is_as_once(
        format in 0..FORMATS.len(),
        settings in proptest::collection::vec(any_setting(), 1..6),
        quote in proptest::option::of("[\"']"),
    ) {
        static GUIDE: std::sync::LazyLock<Guide> = std::sync::LazyLock::new(guide);
        let linter = Linter::new(&GUIDE);
        let format = &FORMATS[format];
        let quoted = settings.into_iter().map(|(key, value)| match &quote {
            Some(quote) => (key, format!("{quote}{value}{quote}")),
            None => (key, value),
        });
        let text = syntax(format).file(quoted);
        let (after, _) = mended(&linter, format, &text);
        let (old, new) = ((format.read)(&text), (format.read)(&after));
        prop_assert_eq!(old.entries.len(), new.entries.len());
        prop_assert!(new.problems.len() <= old.problems.len());
        for (old, new) in old.entries.iter().zip(&new.entries) {
            if old.key == "other" || old.key == "key" {
                prop_assert_eq!(&old.path, &new.path);
                prop_assert!(old.value == new.value, "{:?} became {:?}", text, after);
            }
        }
        let (again, _) = mended(&linter, format, &after);
        prop_assert_eq!(again, after);
    }
}

/// A program that changes the file between reading and writing: here the file is another by the time of the writing.
#[test]
fn a_file_that_changed_since_it_was_read_is_not_written() {
    let guide = guide();
    let linter = Linter::new(&guide);
    let format = Format::of_file(".env").unwrap();
    let text = format!("WHATSAPP_PHONE_NUMBER_ID=\"{NUMBER_ID} \"\n");
    let file = linter.read(&input(format, &text)).unwrap();
    let findings = linter
        .judge(std::slice::from_ref(&file), &Terms::default())
        .findings;
    let mut done = None;
    linter.mend(&file, &findings, &mut done).unwrap();
    let done = done.unwrap();
    assert!(done.bytes(text.as_bytes()).is_ok());
    let error = done.bytes(format!("{text}A=1\n").as_bytes()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "it changed since it was read: run fieldguide again"
    );
    assert!(Path::new(done.name()).is_relative());
}

#[test]
fn a_number_that_others_use_or_that_says_what_it_is_gets_no_quotes() {
    for value in ["&n 917729108086835\nother: *n", "!!int 917729108086835"] {
        let text = format!("whatsapp:\n  phone_number_id: {value}\n");
        let sandbox = Sandbox::with(&[("crm.yaml", &text)]);
        sandbox.run(&["lint", "--fix", "--unsafe-fixes"]);
        assert_eq!(sandbox.files("")["crm.yaml"], text.as_bytes(), "{value}");
    }
}
