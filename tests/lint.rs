//! `fieldguide lint` as its users meet it: files on disk, standard input, the environment, exit codes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use support::{NUMBER_ID, PHONE, Sandbox, Setup, WABA_ID};

/// The three mistakes that the guide is about, in three files: the WABA ID where the Phone Number ID belongs (the
/// other file says whose ID it is), a phone number there, and a token that is empty.
fn misplaced() -> Sandbox {
    Sandbox::with(&[
        (".env", include_str!("../examples/misplaced/.env")),
        ("crm.yaml", include_str!("../examples/misplaced/crm.yaml")),
        (
            "settings.json",
            include_str!("../examples/misplaced/settings.json"),
        ),
    ])
}

/// What is found in one file.
fn found(path: &str, text: impl AsRef<[u8]>) -> Vec<String> {
    let sandbox = Sandbox::new();
    sandbox.write(path, text);
    sandbox.places(&[])
}

const NOTHING: [String; 0] = [];

#[test]
fn the_three_mistakes_are_found_at_their_places_and_nothing_else() {
    assert_eq!(
        misplaced().places(&[]),
        [
            ".env:4:1 empty-access-token",
            "crm.yaml:6:17 waba-id-in-phone-number-id",
            "settings.json:3:23 phone-number-in-phone-number-id",
        ]
    );
}

#[test]
fn what_is_switched_off_by_name_needs_no_value_and_the_rest_does() {
    assert_eq!(
        found(".env", "EXPORT_ENABLED=false\nWHATSAPP_ACCESS_TOKEN=\n"),
        [".env:2:1 empty-access-token"]
    );
    assert_eq!(
        found(".env", "WHATSAPP_ENABLED=false\nWHATSAPP_ACCESS_TOKEN=\n"),
        NOTHING
    );
    assert_eq!(
        found("a.yaml", "whatsapp:\n  enabled: false\n  access_token: ''\n"),
        NOTHING
    );
}

#[test]
fn the_human_report_shows_place_reason_help_and_page() {
    insta::assert_snapshot!(misplaced().run(&["lint"]).transcript(), @r#"
    error[empty-access-token]: `WHATSAPP_ACCESS_TOKEN` is empty: the Access Token is missing
     --> .env:4:1
      |
    4 | WHATSAPP_ACCESS_TOKEN=
      | ^^^^^^^^^^^^^^^^^^^^^ no value
      |
      = help: Enter the Access Token, or a reference to where it is kept. In the CRM it goes into the box "Access Token"
      = page: https://fieldguide.example/rules/empty-access-token.html

    error[waba-id-in-phone-number-id]: `number_id` holds the WhatsApp Business Account ID (WABA ID), not the Phone Number ID
     --> crm.yaml:6:17
      |
    6 |     number_id: "729800096354148"
      |                 ^^^^^^^^^^^^^^^ an ID, 15 characters
      |
     ::: .env:2:30
      |
    2 | WHATSAPP_BUSINESS_ACCOUNT_ID=729800096354148
      |                              --------------- `WHATSAPP_BUSINESS_ACCOUNT_ID` says that this is the WhatsApp Business Account ID (WABA ID)
      |
      = help: Enter the Phone Number ID. On Meta's page API Setup it is the upper of the two IDs. In the CRM it goes into the box "Number ID"
      = page: https://fieldguide.example/rules/waba-id-in-phone-number-id.html

    error[phone-number-in-phone-number-id]: `phoneNumberId` holds a phone number, not the Phone Number ID
     --> settings.json:3:23
      |
    3 |     "phoneNumberId": "***************",
      |                       ^^^^^^^^^^^^^^^ a phone number, 15 characters
      |
      = help: Enter the Phone Number ID: 15 to 17 digits without a sign, from Meta's page API Setup. It is not the number that customers see
      = page: https://fieldguide.example/rules/phone-number-in-phone-number-id.html

    fieldguide: 3 errors in 3 files; `fieldguide explain empty-access-token` says more
    exit code: 1
    "#);
}

#[test]
fn the_json_report_has_the_same_findings_with_spans_and_fingerprints() {
    insta::assert_snapshot!(misplaced().run(&["lint", "--format", "json"]).timeless(), @r#"
    {
      "version": 1,
      "findings": [
        {
          "rule": "empty-access-token",
          "severity": "error",
          "path": ".env",
          "line": 4,
          "column": 1,
          "end_line": 4,
          "end_column": 22,
          "key": "WHATSAPP_ACCESS_TOKEN",
          "credential": "access-token",
          "message": "`WHATSAPP_ACCESS_TOKEN` is empty: the Access Token is missing",
          "help": "Enter the Access Token, or a reference to where it is kept. In the CRM it goes into the box \"Access Token\"",
          "url": "https://fieldguide.example/rules/empty-access-token.html",
          "fingerprint": "empty-access-token:.env:WHATSAPP_ACCESS_TOKEN",
          "fix": null
        },
        {
          "rule": "waba-id-in-phone-number-id",
          "severity": "error",
          "path": "crm.yaml",
          "line": 6,
          "column": 17,
          "end_line": 6,
          "end_column": 32,
          "key": "number_id",
          "credential": "phone-number-id",
          "message": "`number_id` holds the WhatsApp Business Account ID (WABA ID), not the Phone Number ID",
          "help": "Enter the Phone Number ID. On Meta's page API Setup it is the upper of the two IDs. In the CRM it goes into the box \"Number ID\"",
          "url": "https://fieldguide.example/rules/waba-id-in-phone-number-id.html",
          "fingerprint": "waba-id-in-phone-number-id:crm.yaml:integrations.whatsapp.number_id",
          "fix": null
        },
        {
          "rule": "phone-number-in-phone-number-id",
          "severity": "error",
          "path": "settings.json",
          "line": 3,
          "column": 23,
          "end_line": 3,
          "end_column": 38,
          "key": "phoneNumberId",
          "credential": "phone-number-id",
          "message": "`phoneNumberId` holds a phone number, not the Phone Number ID",
          "help": "Enter the Phone Number ID: 15 to 17 digits without a sign, from Meta's page API Setup. It is not the number that customers see",
          "url": "https://fieldguide.example/rules/phone-number-in-phone-number-id.html",
          "fingerprint": "phone-number-in-phone-number-id:settings.json:whatsapp.phoneNumberId",
          "fix": null
        }
      ],
      "summary": {
        "files_scanned": 3,
        "files_with_credentials": 3,
        "skipped": 0,
        "errors": 3,
        "warnings": 0,
        "hints": 0,
        "suppressed": 0,
        "suppressed_inline": 0,
        "suppressed_by_settings": 0,
        "suppressed_by_baseline": 0,
        "elapsed_ms": 0
      }
    }
    fieldguide: 3 errors in 3 files; `fieldguide explain empty-access-token` says more
    exit code: 1
    "#);
}

#[test]
fn the_clean_example_is_clean() {
    let sandbox = Sandbox::with(&[(".env", include_str!("../examples/clean/.env"))]);
    insta::assert_snapshot!(sandbox.run(&["lint", "--fail-on", "hint"]).transcript(), @r"
    fieldguide: nothing found in 1 file
    exit code: 0
    ");
}

#[test]
fn a_report_for_a_pipe_has_no_colours() {
    let setup = Setup {
        variables: &[("TERM", "xterm-256color")],
        ..Setup::default()
    };
    let run = misplaced().run_with(&["lint"], &setup);
    assert!(!run.transcript().contains('\u{1b}'));
}

// Exit codes.

#[test]
fn findings_make_the_run_fail_from_the_asked_severity_on() {
    let sandbox = Sandbox::with(&[(
        "crm.yaml",
        "provider: meta-cloud-api\nnumber_id: \"917729108086835\"\nwaba_id: \"729800096354148\"\n",
    )]);
    assert_eq!(sandbox.places(&[]), ["crm.yaml:3:11 waba-id-entered"]);
    for (fail_on, code) in [("error", 0), ("warning", 1), ("hint", 1), ("never", 0)] {
        assert_eq!(
            sandbox.run(&["lint", "--fail-on", fail_on]).code,
            code,
            "{fail_on}"
        );
        // The same in every format.
        let json = sandbox.run(&["lint", "--fail-on", fail_on, "--format", "json"]);
        assert_eq!(json.code, code, "{fail_on}");
    }
    assert_eq!(misplaced().run(&["lint"]).code, 1);
    assert_eq!(misplaced().run(&["lint", "--fail-on", "never"]).code, 0);
}

#[test]
fn nothing_scanned_is_a_code_of_its_own() {
    let sandbox = Sandbox::with(&[("README.txt", "WHATSAPP_ACCESS_TOKEN=\n")]);
    insta::assert_snapshot!(sandbox.run(&["lint"]).transcript(), @r"
    fieldguide: nothing was scanned: no file here is read as config; `fieldguide lint --list-files` says why
    exit code: 3
    ");
    assert_eq!(sandbox.run(&["lint", "--format", "json"]).code, 3);
    assert_eq!(sandbox.run(&["lint", "--allow-empty"]).code, 0);
}

#[test]
fn what_cannot_be_done_ends_with_two_and_says_why() {
    let sandbox = misplaced();
    let mut said = String::new();
    for arguments in [
        &["lint", "no-such-directory"][..],
        &["lint", "--format", "xml"],
        &["lint", "--fail-on", "errors"],
        &["lint", "--no-such-option"],
        &["lint", "-"],
        &["lint", "-", "--stdin-filename", "notes.txt"],
        &["lint", "--guide", "no-such-guide"],
        &["lint", "--guide", "."],
        &["no-such-command"],
        &[],
    ] {
        let run = sandbox.run(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}");
        let first = run.stderr.lines().next().unwrap_or_default();
        said += &format!("fieldguide {}\n    {first}\n", arguments.join(" "));
    }
    insta::assert_snapshot!(said, @r"
    fieldguide lint no-such-directory
        fieldguide: skipped no-such-directory: there is no such file or directory
    fieldguide lint --format xml
        error: invalid value 'xml' for '--format <FORMAT>'
    fieldguide lint --fail-on errors
        error: invalid value 'errors' for '--fail-on <FAIL_ON>'
    fieldguide lint --no-such-option
        error: unexpected argument '--no-such-option' found
    fieldguide lint -
        fieldguide: what comes on standard input? say it with --stdin-filename, such as --stdin-filename .env
    fieldguide lint - --stdin-filename notes.txt
        fieldguide: notes.txt is in no format that fieldguide reads: name it as what it is, such as .env, config.yaml, settings.ini or deploy.sh
    fieldguide lint --guide no-such-guide
        fieldguide: no-such-guide is no guide: it has no `fieldguide.yaml`. `fieldguide init DIR` writes one to start from
    fieldguide lint --guide .
        fieldguide: . is no guide: it has no `fieldguide.yaml`. `fieldguide init DIR` writes one to start from
    fieldguide no-such-command
        error: unrecognized subcommand 'no-such-command'
    fieldguide 
        Finds WhatsApp credentials in the wrong field, and builds the help site that explains them.
    ");
}

// Where values come from.

#[test]
fn standard_input_is_read_in_the_format_that_its_name_says() {
    let run = |name: &str, text: &str| {
        let setup = Setup {
            stdin: text.as_bytes(),
            ..Setup::default()
        };
        Sandbox::new()
            .run_with(
                &["lint", "-", "--stdin-filename", name, "--format", "json"],
                &setup,
            )
            .places()
    };
    assert_eq!(
        run(".env", "WHATSAPP_ACCESS_TOKEN=\n"),
        ["<stdin>:1:1 empty-access-token"]
    );
    assert_eq!(
        run("deploy/secret.yaml", "whatsapp:\n  access_token: ''\n"),
        ["<stdin>:2:17 empty-access-token"]
    );
    assert_eq!(
        run("a.json", "{\"whatsappToken\": null}"),
        ["<stdin>:1:19 empty-access-token"]
    );
    assert_eq!(
        run("a.toml", "[whatsapp]\naccess_token = \"\"\n"),
        ["<stdin>:2:16 empty-access-token"]
    );
}

#[test]
fn standard_input_is_one_scan_with_the_files_beside_it() {
    let sandbox = Sandbox::with(&[(".env", "WABA_ID=729800096354148\n")]);
    let setup = Setup {
        stdin: b"whatsapp:\n  phone_number_id: \"729800096354148\"\n",
        ..Setup::default()
    };
    let run = sandbox.run_with(
        &[
            "lint",
            ".env",
            "-",
            "--stdin-filename",
            "a.yaml",
            "--format",
            "json",
        ],
        &setup,
    );
    assert_eq!(run.places(), ["<stdin>:2:21 waba-id-in-phone-number-id"]);
}

#[test]
fn of_the_environment_only_what_the_guide_knows_is_read() {
    let setup = Setup {
        variables: &[
            ("WHATSAPP_PHONE_NUMBER_ID", PHONE),
            ("WHATSAPP_ACCESS_TOKEN", ""),
            ("ZZZ", "ignored"),
            ("SLACK_TOKEN", ""),
        ],
        ..Setup::default()
    };
    insta::assert_snapshot!(Sandbox::new().run_with(&["lint", "--env"], &setup).transcript(), @r#"
    error[empty-access-token]: `WHATSAPP_ACCESS_TOKEN` is empty: the Access Token is missing
     --> <environment>:1:1
      |
    1 | WHATSAPP_ACCESS_TOKEN=
      | ^^^^^^^^^^^^^^^^^^^^^ no value
      |
      = help: Enter the Access Token, or a reference to where it is kept. In the CRM it goes into the box "Access Token"
      = page: https://fieldguide.example/rules/empty-access-token.html

    error[phone-number-in-phone-number-id]: `WHATSAPP_PHONE_NUMBER_ID` holds a phone number, not the Phone Number ID
     --> <environment>:2:26
      |
    2 | WHATSAPP_PHONE_NUMBER_ID=***************
      |                          ^^^^^^^^^^^^^^^ a phone number, 15 characters
      |
      = help: Enter the Phone Number ID: 15 to 17 digits without a sign, from Meta's page API Setup. It is not the number that customers see
      = page: https://fieldguide.example/rules/phone-number-in-phone-number-id.html

    fieldguide: 2 errors in the environment; `fieldguide explain empty-access-token` says more
    exit code: 1
    "#);
}

#[test]
fn the_environment_and_files_are_one_scan() {
    let sandbox = Sandbox::with(&[("a.yaml", "whatsapp:\n  number_id: \"729800096354148\"\n")]);
    let setup = Setup {
        variables: &[("WABA_ID", WABA_ID)],
        ..Setup::default()
    };
    let run = sandbox.run_with(&["lint", "--env", "a.yaml", "--format", "json"], &setup);
    assert_eq!(run.places(), ["a.yaml:2:15 waba-id-in-phone-number-id"]);
}

// What the settings say.

#[test]
fn settings_tell_ids_that_no_scanned_file_names() {
    let text = format!("WHATSAPP_PHONE_NUMBER_ID={WABA_ID}\n");
    let sandbox = Sandbox::with(&[(".env", &text)]);
    assert_eq!(sandbox.places(&[]), NOTHING);
    sandbox.write(
        "fieldguide.yaml",
        format!("lint:\n  known:\n    waba-id: [\"{WABA_ID}\"]\n"),
    );
    assert_eq!(sandbox.places(&[]), [".env:1:26 waba-id-in-phone-number-id"]);
    assert_eq!(sandbox.places(&["--isolated"]), NOTHING);
}

#[test]
fn the_settings_address_is_where_findings_link_to() {
    let sandbox = misplaced();
    sandbox.write(
        "fieldguide.yaml",
        "site:\n  url: https://help.example.com/whatsapp\n",
    );
    let report = sandbox.run(&["lint", "--format", "json"]).json();
    assert_eq!(
        report["findings"][0]["url"],
        "https://help.example.com/whatsapp/rules/empty-access-token.html"
    );
}

#[test]
fn mistakes_in_the_settings_stop_the_run_with_their_places() {
    let sandbox = Sandbox::with(&[
        (".env", "WHATSAPP_ACCESS_TOKEN=\n"),
        (
            "fieldguide.yaml",
            "lnit: {}\nlint:\n  exclud: [a]\n  known:\n    waba-idd: [\"1\"]\nsite:\n  url: help.example.com\n",
        ),
    ]);
    insta::assert_snapshot!(sandbox.run(&["lint"]).transcript(), @r#"
    error[unknown-key]: a settings file has no key `lnit`
     --> fieldguide.yaml:1:1
      |
    1 | lnit: {}
      | ^^^^
      |
      = help: did you mean `lint`?

    error[unknown-key]: the section `lint` has no key `exclud`
     --> fieldguide.yaml:3:3
      |
    3 |   exclud: [a]
      |   ^^^^^^
      |
      = help: did you mean `exclude`?

    error[unknown-name]: there is no credential `waba-idd`
     --> fieldguide.yaml:5:5
      |
    5 |     waba-idd: ["1"]
      |     ^^^^^^^^
      |
      = help: did you mean `waba-id`?

    error[invalid-text]: this is no address of a web site
     --> fieldguide.yaml:7:8
      |
    7 |   url: help.example.com
      |        ^^^^^^^^^^^^^^^^
      |
      = help: write it as https://help.example.com/whatsapp/

    fieldguide: the guide or its settings have mistakes, so nothing was linted
    exit code: 2
    "#);
    assert_eq!(sandbox.run(&["lint", "--isolated"]).code, 1);
}

// Files as they are.

#[test]
fn empty_files_are_clean() {
    let sandbox = Sandbox::with(&[
        (".env", ""),
        ("a.yaml", ""),
        ("a.json", ""),
        ("a.toml", ""),
        ("b.yaml", "---\n"),
    ]);
    let run = sandbox.run(&["lint", "--fail-on", "hint", "--format", "json"]);
    assert_eq!(
        (run.code, run.places(), run.summary("files_scanned")),
        (0, vec![], 5)
    );
}

#[test]
fn every_encoding_that_editors_write_is_read() {
    let line = "WHATSAPP_ACCESS_TOKEN=\n";
    let utf16 =
        |text: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> { text.encode_utf16().flat_map(bytes).collect() };
    let at_start = [".env:1:1 empty-access-token"];
    assert_eq!(
        found(".env", [b"\xef\xbb\xbf", line.as_bytes()].concat()),
        at_start
    );
    assert_eq!(
        found(
            ".env",
            [&b"\xff\xfe"[..], &utf16(line, u16::to_le_bytes)].concat()
        ),
        at_start
    );
    assert_eq!(
        found(
            ".env",
            [&b"\xfe\xff"[..], &utf16(line, u16::to_be_bytes)].concat()
        ),
        at_start
    );
    // Columns count characters, and a line end of two bytes is one.
    assert_eq!(
        found(
            ".env",
            format!("# ä\r\nWHATSAPP_PHONE_NUMBER_ID=\"{PHONE}\"\r\nX=1\r\n")
        ),
        [".env:2:27 phone-number-in-phone-number-id"]
    );
    assert_eq!(
        found(
            "a.yaml",
            "\u{feff}whatsapp:\r\n  ü: {phone_number_id: '+44 7700 900123'}\r\n"
        ),
        ["a.yaml:2:25 phone-number-in-phone-number-id"]
    );
}

#[test]
fn a_file_that_is_not_utf_8_is_linted_as_far_as_it_is() {
    assert_eq!(
        found(".env", b"# caf\xe9\nWHATSAPP_ACCESS_TOKEN=\n"),
        [".env:1:6 unparsable-file", ".env:2:1 empty-access-token"]
    );
}

#[test]
fn a_broken_file_is_named_and_the_good_one_beside_it_is_linted() {
    let sandbox = Sandbox::with(&[
        ("broken.json", "{\"whatsappAccessToken\": \"\", \"x\": [}\n"),
        ("good.env", "WHATSAPP_ACCESS_TOKEN=\n"),
    ]);
    insta::assert_snapshot!(sandbox.run(&["lint"]).transcript(), @r#"
    error[empty-access-token]: `whatsappAccessToken` is empty: the Access Token is missing
     --> broken.json:1:3
      |
    1 | {"whatsappAccessToken": "", "*": [}
      |   ^^^^^^^^^^^^^^^^^^^ no value
      |
      = help: Enter the Access Token, or a reference to where it is kept. In the CRM it goes into the box "Access Token"
      = page: https://fieldguide.example/rules/empty-access-token.html

    warning[unparsable-file]: this file cannot be read as JSON
     --> broken.json:1:35
      |
    1 | {"whatsappAccessToken": "", "*": [}
      |                                   ^ a JSON parser stops here
      |
      = help: Correct the file at this place. What stands before it was checked, what stands after it may not have been
      = page: https://fieldguide.example/rules/unparsable-file.html

    error[empty-access-token]: `WHATSAPP_ACCESS_TOKEN` is empty: the Access Token is missing
     --> good.env:1:1
      |
    1 | WHATSAPP_ACCESS_TOKEN=
      | ^^^^^^^^^^^^^^^^^^^^^ no value
      |
      = help: Enter the Access Token, or a reference to where it is kept. In the CRM it goes into the box "Access Token"
      = page: https://fieldguide.example/rules/empty-access-token.html

    fieldguide: 2 errors and 1 warning in 2 files; `fieldguide explain empty-access-token` says more
    exit code: 1
    "#);
}

// What is judged.

#[test]
fn a_value_that_programs_read_differently_is_reported() {
    let lines = [
        "WHATSAPP_VERIFY_TOKEN=olive#tractor-7f3",
        "WHATSAPP_VERIFY_TOKEN=olive$tractor-7f3",
        "WHATSAPP_VERIFY_TOKEN=\"olive$tractor-7f3\"",
        "WHATSAPP_VERIFY_TOKEN=olive$$tractor-7f3",
        "WHATSAPP_VERIFY_TOKEN=\"olive\\tractor-7f3\"",
        "WHATSAPP_VERIFY_TOKEN=\"olive-tractor-7f3\",",
        "WHATSAPP_VERIFY_TOKEN='olive-tractor'7f3",
        "WHATSAPP_VERIFY_TOKEN=`olive-tractor-7f3`",
        "WHATSAPP_VERIFY_TOKEN=olive-tractor-7f3\t# a tab",
        "WHATSAPP_VERIFY_TOKEN=olive#tractor-7f3 # a note\r",
    ];
    for line in lines {
        let found = found(".env", format!("{line}\n"));
        assert_eq!(found.len(), 1, "{line}: {found:?}");
        assert!(found[0].ends_with(" read-differently"), "{line}: {found:?}");
    }
}

#[test]
fn a_value_that_programs_read_alike_is_not_reported() {
    let lines = [
        "WHATSAPP_VERIFY_TOKEN=olive-tractor-7f3 # a note",
        "WHATSAPP_VERIFY_TOKEN = olive-tractor-7f3",
        "export WHATSAPP_VERIFY_TOKEN=\"olive-tractor-7f3\"# a note\r",
        "WHATSAPP_VERIFY_TOKEN='olive#tractor$7f3' # it's a note",
        "WHATSAPP_VERIFY_TOKEN=\"olive#tractor-7f3\"",
        "WHATSAPP_VERIFY_TOKEN=olive+tractor/7f3|a==",
        "WHATSAPP_VERIFY_TOKEN=olive-tractor$",
        "WHATSAPP_VERIFY_TOKEN=\"${VERIFY_TOKEN}\"",
        "WHATSAPP_VERIFY_TOKEN=$VERIFY_TOKEN",
        "WHATSAPP_VERIFY_TOKEN=${VERIFY_TOKEN:-olive-tractor-7f3}",
        "WHATSAPP_VERIFY_TOKEN= # none is needed",
        "GREETING=olive#tractor-7f3",
    ];
    for line in lines {
        assert_eq!(found(".env", format!("{line}\n")), NOTHING, "{line}");
    }
    // Only `.env` files have these dialects, and templates are filled in by others.
    let token = "olive#tractor-7f3";
    assert_eq!(
        found("a.yaml", format!("whatsapp_verify_token: {token}\n")),
        NOTHING
    );
    assert_eq!(
        found(".env.example", format!("WHATSAPP_VERIFY_TOKEN={token}\n")),
        NOTHING
    );
}

#[test]
fn a_template_file_may_hold_placeholders_but_no_phone_number() {
    let text =
        "WHATSAPP_ACCESS_TOKEN=<your-token>\nWHATSAPP_APP_ID=\nWHATSAPP_PHONE_NUMBER_ID=+44 7700 900123\n";
    assert_eq!(
        found(".env.example", text),
        [".env.example:3:26 phone-number-in-phone-number-id"]
    );
    assert_eq!(
        found(".env", text),
        [
            ".env:1:23 placeholder-value",
            ".env:3:26 phone-number-in-phone-number-id"
        ]
    );
    for name in [
        ".env.prod.example",
        "values.sample.yaml",
        "app.json.dist",
        "settings-template.toml",
    ] {
        let text = if name.contains("env") {
            "WHATSAPP_TOKEN=\n"
        } else {
            ""
        };
        assert_eq!(found(name, text), NOTHING, "{name}");
    }
}

#[test]
fn what_another_provider_does_not_hand_out_is_not_judged() {
    let block = |provider: &str| {
        format!("whatsapp:\n  provider: {provider}\n  phone_number_id: \"{PHONE}\"\n  access_token: \"\"\n")
    };
    assert_eq!(
        found("a.yaml", block("meta-cloud-api")),
        [
            "a.yaml:3:21 phone-number-in-phone-number-id",
            "a.yaml:4:17 empty-access-token"
        ]
    );
    assert_eq!(found("a.yaml", block("twilio")), NOTHING);
    assert_eq!(
        found("a.yaml", block("gupshup")),
        ["a.yaml:2:13 unknown-provider"]
    );
    // Its own fields are.
    assert_eq!(
        found(
            ".env",
            "WHATSAPP_PROVIDER=twilio\nTWILIO_ACCOUNT_SID=\nTWILIO_AUTH_TOKEN=\nWHATSAPP_PHONE_NUMBER_ID=\n"
        ),
        [".env:2:1 empty-required-field", ".env:3:1 empty-access-token"]
    );
}

#[test]
fn other_services_are_never_judged() {
    for (name, text) in [
        (
            ".env",
            "SLACK_TOKEN=\nSTRIPE_API_KEY=\nTELEGRAM_BOT_TOKEN=\nGOOGLE_CLIENT_ID=\nGITHUB_TOKEN=changeme\n",
        ),
        (
            ".env",
            "WHATSAPP_APP_ID=634974688087057\nSLACK_ACCESS_TOKEN=\nINSTAGRAM_ACCESS_TOKEN=\nAPI_KEY=\nTOKEN=\n",
        ),
        (
            "a.yaml",
            "google:\n  access_token: ''\n  app_id: changeme\nslack: {token: '', app_id: '123456789'}\n",
        ),
        (
            "a.json",
            "{\"telegram\": {\"token\": \"\"}, \"stripe\": {\"apiKey\": \"\", \"appSecret\": \"xxx\"}}",
        ),
        (
            "a.toml",
            "[linkedin]\naccess_token = \"\"\n[openai]\napi_key = \"changeme\"\n",
        ),
        (
            ".env",
            "WHATSAPP_TOKEN_TTL=\nACCESS_TOKEN_EXPIRES=\nWHATSAPP_PHONE_NUMBER_ID_COLUMN=\n",
        ),
    ] {
        assert_eq!(found(name, text), NOTHING, "{text}");
    }
}

#[test]
fn variables_are_found_in_every_way_that_files_hold_them() {
    for (name, text, place) in [
        (
            "compose.yaml",
            "services:\n  crm:\n    environment:\n      - WHATSAPP_ACCESS_TOKEN=\n",
            "4:9",
        ),
        (
            "compose.yaml",
            "services:\n  crm:\n    environment:\n      WHATSAPP_ACCESS_TOKEN: \"\"\n",
            "4:30",
        ),
        (
            "deployment.yaml",
            "spec:\n  containers:\n    - name: crm\n      env:\n        - name: WHATSAPP_ACCESS_TOKEN\n          value: \"\"\n",
            "6:18",
        ),
        (
            "app.json",
            "{\"env\": {\"WHATSAPP_ACCESS_TOKEN\": {\"description\": \"x\", \"value\": \" \"}}}",
            "1:66",
        ),
        ("wrangler.toml", "[vars]\nWHATSAPP_ACCESS_TOKEN = \"\"\n", "2:25"),
        (
            "a.json",
            "[{\"key\": \"WHATSAPP_ACCESS_TOKEN\", \"value\": \"\"}]",
            "1:44",
        ),
        (
            "appsettings.json",
            "{\"WhatsApp:AccessToken\": \"\", // none\n}",
            "1:26",
        ),
        ("config.json5", "{whatsapp: {accessToken: ''}}", "1:26"),
        ("accounts.jsonl", "{}\n{\"whatsappAccessToken\": \"\"}\n", "2:25"),
        (
            "parameters.json",
            "{\"parameters\": {\"whatsappToken\": {\"value\": \" \"}}}",
            "1:45",
        ),
        (
            "accounts.csv",
            "Field,Value\nWhatsApp Access Token,\nPhone Number ID,917729108086835\n",
            "2:22",
        ),
        (
            "crm.ini",
            "[program:crm]\nenvironment=A=\"x\",WHATSAPP_ACCESS_TOKEN=\"\"\n",
            "2:41",
        ),
        (
            "Info.plist.xml",
            "<plist><dict><key>WhatsAppAccessToken</key><string/></dict></plist>",
            "1:19",
        ),
        (
            "pom.xml",
            "<project><properties><whatsapp.access-token></whatsapp.access-token></properties></project>",
            "1:23",
        ),
        ("send.http", "GET https://h.example\nD360-API-KEY:\n", "2:1"),
        ("setup.fish", "set -gx WHATSAPP_ACCESS_TOKEN ''\n", "1:31"),
        ("a.yaml", "a: 1\n---\nwhatsapp:\n  access_token: ~\n", "4:17"),
        ("a.yaml", "whatsapp:\n  access_token: null # later\n", "2:17"),
        (".env", "export WHATSAPP_ACCESS_TOKEN='' # later\n", "1:30"),
        (".env", "WHATSAPP_ACCESS_TOKEN=   # later\n", "1:1"),
    ] {
        assert_eq!(
            found(name, text),
            [format!("{name}:{place} empty-access-token")],
            "{text}"
        );
    }
}

#[test]
fn a_value_that_stands_elsewhere_is_not_empty() {
    for (name, text) in [
        (
            "compose.yaml",
            "services:\n  crm:\n    environment:\n      - WHATSAPP_ACCESS_TOKEN\n",
        ),
        (
            "compose.yaml",
            "services:\n  crm:\n    environment:\n      WHATSAPP_ACCESS_TOKEN:\n",
        ),
        (
            "values.yaml",
            "whatsapp:\n  existingSecret: wa\n  accessToken: \"\"\n",
        ),
        (
            ".env",
            "WHATSAPP_ACCESS_TOKEN=${TOKEN:-}\nWHATSAPP_APP_SECRET=$SECRET\n",
        ),
        (
            "a.yaml",
            "whatsapp:\n  access_token: !vault token\n  app_secret: '{{ .Values.secret }}'\n",
        ),
        (
            "deployment.yaml",
            "env:\n  - name: WHATSAPP_ACCESS_TOKEN\n    valueFrom: {secretKeyRef: {name: wa, key: token}}\n",
        ),
        (
            "app.json",
            "{\"env\": {\"WHATSAPP_ACCESS_TOKEN\": {\"required\": true}}}",
        ),
        (
            "task.json",
            "{\"secrets\": [{\"name\": \"WHATSAPP_ACCESS_TOKEN\", \"valueFrom\": \"arn:aws:ssm:x\"}]}",
        ),
        (
            "crm.postman_collection.json",
            "{\"info\": {\"schema\": \"https://schema.getpostman.com/x\"}, \"variable\": [{\"key\": \"whatsapp_token\", \"value\": \"\"}]}",
        ),
        (
            "vercel.json",
            "{\"env\": {\"WHATSAPP_ACCESS_TOKEN\": \"@token\"}}",
        ),
        (
            ".gitlab-ci.yml",
            "variables:\n  WHATSAPP_ACCESS_TOKEN: {value: \"\", description: Yours}\n",
        ),
    ] {
        assert_eq!(found(name, text), NOTHING, "{text}");
    }
}

#[test]
fn a_captured_webhook_tells_which_id_is_which_and_is_not_judged_itself() {
    let sandbox = Sandbox::with(&[
        (
            "webhook.json",
            &format!(
                "{{\"object\": \"whatsapp_business_account\", \"entry\": [{{\"id\": \"{WABA_ID}\", \"changes\": [{{\"value\": \
                 {{\"metadata\": {{\"display_phone_number\": \"447700900123\", \"phone_number_id\": \"{NUMBER_ID}\"}}}}}}]}}]}}"
            ),
        ),
        ("a/.env", &format!("WHATSAPP_PHONE_NUMBER_ID={WABA_ID}\n")),
        ("b/.env", &format!("WHATSAPP_PHONE_NUMBER_ID={NUMBER_ID}\n")),
    ]);
    assert_eq!(sandbox.places(&[]), ["a/.env:1:26 waba-id-in-phone-number-id"]);
}

#[test]
fn blocks_of_markdown_are_judged_as_a_template_is() {
    let text = format!(
        "# Set up\n\nWHATSAPP_PHONE_NUMBER_ID={PHONE} in prose is nobody's.\n\n\
         1. Copy this:\n\n   ```dotenv\n   WHATSAPP_ACCESS_TOKEN=\n   WHATSAPP_PHONE_NUMBER_ID={PHONE}\n   ```\n\n\
         ```yaml bad\nwhatsapp: {{phone_number_id: '{PHONE}'}}\n```\n\n\
         > ```json\n> {{\"whatsappPhoneNumberId\": \"{PHONE}\",\n>   ...\n> ```\n"
    );
    assert_eq!(
        found("README.md", text),
        [
            "README.md:9:29 phone-number-in-phone-number-id",
            "README.md:17:30 phone-number-in-phone-number-id",
        ]
    );
    assert_eq!(
        found("README.md", b"caf\xe9\n```env\nWHATSAPP_ACCESS_TOKEN=\n```\n"),
        NOTHING
    );
}

#[test]
fn a_templates_ids_say_something_of_itself_only() {
    let sandbox = Sandbox::with(&[
        (".env", &format!("WHATSAPP_PHONE_NUMBER_ID={WABA_ID}\n")),
        ("README.md", &format!("```env\nWABA_ID={WABA_ID}\n```\n")),
    ]);
    assert_eq!(sandbox.places(&[]), NOTHING);
    // Snippets are separate, but one value cannot be both.
    let text =
        format!("```env\nWABA_ID={WABA_ID}\n```\n```yaml\nwhatsapp: {{phone_number_id: '{WABA_ID}'}}\n```\n");
    assert_eq!(
        found("README.md", text),
        ["README.md:5:30 waba-id-in-phone-number-id"]
    );
    let text = format!("WABA_ID={WABA_ID}\nWHATSAPP_PHONE_NUMBER_ID={WABA_ID}\n");
    assert_eq!(
        found(".env.example", text),
        [".env.example:2:26 waba-id-in-phone-number-id"]
    );
}

#[test]
fn a_webhook_among_other_documents_is_the_only_one_that_is_not_judged() {
    let text = format!(
        "```json\n{{\"object\": \"whatsapp_business_account\", \"entry\": [{{\"id\": \"{WABA_ID}\", \"changes\": [{{\"value\": \
         {{\"metadata\": {{\"phone_number_id\": \"123456123\"}}}}}}]}}]}}\n```\n\
         ```env\nWHATSAPP_PHONE_NUMBER_ID={PHONE}\n```\n"
    );
    assert_eq!(
        found("README.md", text),
        ["README.md:5:26 phone-number-in-phone-number-id"]
    );
}

#[test]
fn what_scripts_write_into_files_is_judged() {
    for (name, text, place) in [
        (
            "setup.sh",
            format!("cat > .env <<EOF\nWHATSAPP_ACCESS_TOKEN=\nWHATSAPP_PHONE_NUMBER_ID={PHONE}\nEOF\n"),
            "3:26",
        ),
        (
            "setup.sh",
            format!("echo \"WHATSAPP_PHONE_NUMBER_ID={PHONE}\" >> .env\n"),
            "1:32",
        ),
        (
            "setup.cmd",
            format!("@set WHATSAPP_PHONE_NUMBER_ID={PHONE}\r\n"),
            "1:31",
        ),
        (
            "setup.ps1",
            format!("[Environment]::SetEnvironmentVariable('WHATSAPP_PHONE_NUMBER_ID', '{PHONE}', 'User')\n"),
            "1:68",
        ),
        (
            "Dockerfile",
            format!("FROM a\nCOPY <<EOF /app/.env\nWHATSAPP_PHONE_NUMBER_ID=\"{PHONE}\"\nEOF\n"),
            "3:27",
        ),
    ] {
        assert_eq!(
            found(name, &text),
            [format!("{name}:{place} phone-number-in-phone-number-id")],
            "{text}"
        );
    }
}

#[test]
fn a_map_that_is_taken_over_tells_what_its_siblings_are() {
    let shared = "x-meta: &meta\n  whatsapp_phone_number_id: \"917729108086835\"\n";
    assert_eq!(
        found(
            "compose.yaml",
            format!("{shared}services:\n  crm:\n    <<: *meta\n    meta_token: ''\n")
        ),
        ["compose.yaml:6:17 empty-access-token"]
    );
    assert_eq!(
        found(
            "compose.yaml",
            format!("{shared}services:\n  crm:\n    meta_token: ''\n")
        ),
        NOTHING
    );
    // What is wrong in it is told once.
    let shared = "x: &x\n  whatsapp_phone_number_id: &id \"123456789\"\n";
    assert_eq!(
        found(
            "a.yaml",
            format!("{shared}a: {{<<: *x}}\nb: {{<<: *x, whatsapp_phone_number_id: *id}}\n")
        ),
        [
            "a.yaml:2:34 placeholder-value",
            "a.yaml:2:34 phone-number-in-phone-number-id"
        ][..1]
    );
}

#[test]
fn a_template_that_is_no_yaml_yet_is_read_line_by_line() {
    assert_eq!(
        found(
            "templates/secret.yaml",
            format!(
                "a:\n  {{{{- if .x }}}}\n whatsapp_phone_number_id: '{PHONE}'\n  {{{{- end }}}}\n  b: {{{{ .y }}}}: c\n"
            )
        ),
        ["templates/secret.yaml:3:29 phone-number-in-phone-number-id"]
    );
}

#[test]
fn a_tab_in_yaml_is_reported_at_its_own_line() {
    assert_eq!(
        found("a.yaml", "crm:\n\twhatsapp_token: ''\n"),
        ["a.yaml:2:1 unparsable-file", "a.yaml:2:2 empty-access-token"]
    );
}

#[test]
fn what_describes_credentials_holds_none() {
    for (name, text) in [
        ("api.yaml", "openapi: 3.1.0\nwhatsapp: {access_token: ''}\n"),
        (
            "api.json",
            "{\"swagger\": \"2.0\", \"whatsapp\": {\"access_token\": \"\"}}",
        ),
        (
            "tool.json",
            "{\"type\": \"object\", \"properties\": {\"whatsapp_token\": \"\"}}",
        ),
        (
            "form.yaml",
            "$schema: https://json-schema.org/draft/2020-12/schema\nwhatsapp_token: ''\n",
        ),
        (
            "import.yaml",
            "columns: {whatsapp_phone_number_id: phone_number_id}\n",
        ),
        (
            "import.yaml",
            "whatsapp:\n  rename:\n    phone_number_id: phone_number_id\n    wabaId: wabaId\n",
        ),
    ] {
        assert_eq!(found(name, text), NOTHING, "{text}");
    }
    // In a section of settings they were left in.
    assert_eq!(
        found(
            "a.yaml",
            "whatsapp:\n  access_token: access_token\n  wabaId: wabaId\n"
        ),
        ["a.yaml:2:17 placeholder-value", "a.yaml:3:11 placeholder-value"]
    );
}

#[test]
fn a_reference_by_the_wrong_name_is_as_wrong_as_the_value() {
    assert_eq!(
        found(".env", "WHATSAPP_PHONE_NUMBER_ID=${WABA_ID}\n"),
        [".env:1:26 waba-id-in-phone-number-id"]
    );
    assert_eq!(
        found("a.yaml", "whatsapp:\n  phone_number_id: '{{ .Values.wabaId }}'\n"),
        ["a.yaml:2:21 waba-id-in-phone-number-id"]
    );
    assert_eq!(
        found(".env", "WHATSAPP_PHONE_NUMBER_ID=${PHONE_NUMBER_ID}\n"),
        NOTHING
    );
}

#[test]
fn digits_of_an_ids_length_are_no_phone_number() {
    // The sample ID begins like a number of India.
    assert_eq!(
        found(".env", format!("WHATSAPP_PHONE_NUMBER_ID={NUMBER_ID}\n")),
        NOTHING
    );
    assert_eq!(
        found(".env", "WHATSAPP_PHONE_NUMBER_ID=917729108086\n"),
        [".env:1:26 phone-number-in-phone-number-id"]
    );
}

// Whatever the bytes.

/// Control characters in a report can move a terminal's cursor, or hide a line.
fn has_control_characters(text: &str) -> bool {
    text.chars().any(|c| c.is_control() && c != '\n')
        || text.contains(|c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
}

#[cfg(unix)]
#[test]
fn a_name_with_control_characters_is_shown_without_them() {
    let sandbox = Sandbox::with(&[("a\u{1b}[31m\u{7}\u{202e}.env", "WHATSAPP_ACCESS_TOKEN=\n")]);
    for format in ["human", "json"] {
        let run = sandbox.run(&["lint", "--format", format]);
        assert_eq!(run.code, 1);
        assert!(
            !has_control_characters(&run.transcript()),
            "{:?}",
            run.transcript()
        );
    }
    let run = sandbox.run(&["lint", "no\u{1b}such.env"]);
    assert!(
        !has_control_characters(&run.transcript()),
        "{:?}",
        run.transcript()
    );
}

mod any_bytes {
    use super::*;
    use proptest::prelude::*;

    /// Bytes that look enough like config to get far, with anything in between.
    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        let part = prop_oneof![
            3 => prop::sample::select(vec![
                "WHATSAPP_ACCESS_TOKEN=", "WHATSAPP_PHONE_NUMBER_ID", "whatsapp: ", "\"accessToken\": ", "+44 7700 900123",
                "729800096354148", "waba_id", "\n", "\r\n", "  ", "\t", "\"", "'", "{", "}", "[", "]", ": ", " = ", "- ", "#",
                "${", "{{", "}}", "&a ", "*a", "---\n", "\\", "<", ">", "\u{feff}", "\u{202e}", "\u{1b}[31m", "ä", "𝄞", "|\n", "env:\n",
            ]).prop_map(|text| text.as_bytes().to_vec()),
            1 => prop::collection::vec(any::<u8>(), 0..6),
        ];
        prop::collection::vec(part, 0..30).prop_map(|parts| parts.concat())
    }

    proptest! {
        // Each case is a run of the binary for each format.
        #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn are_linted_without_a_panic_or_a_control_character(bytes in bytes()) {
            let sandbox = Sandbox::new();
            for name in [".env", "a.yaml", "a.json", "a.toml"] {
                sandbox.write(name, &bytes);
            }
            for format in ["human", "json"] {
                let run = sandbox.run(&["lint", "--format", format]);
                prop_assert!(matches!(run.code, 0 | 1 | 3), "{}: {}", run.code, run.stderr);
                prop_assert!(!has_control_characters(&run.transcript()), "{:?}", run.transcript());
            }
        }
    }
}

#[test]
fn a_brand_before_a_name_counts_beside_a_key_of_whatsapp_only() {
    for name in [
        "META_TOKEN",
        "META_VERIFY_TOKEN",
        "FB_APP_SECRET",
        "GRAPH_API_TOKEN",
        "META_BUSINESS_ACCOUNT_ID",
    ] {
        let sandbox = Sandbox::new();
        sandbox.write("a.env", format!("{name}=your_token_here\n"));
        assert_eq!(
            sandbox.places(&[]),
            [""; 0],
            "{name}: it may be of another product of Meta's"
        );
        let place = format!("a.env:2:{} placeholder-value", name.len() + 2);
        sandbox.write(
            "a.env",
            format!("WHATSAPP_PHONE_NUMBER_ID=917729108086835\n{name}=your_token_here\n"),
        );
        assert_eq!(sandbox.places(&[]), [place], "{name}");
    }
}

#[test]
fn settings_of_the_crm_that_name_no_provider_are_those_of_the_forms_first() {
    let text = format!(
        "whatsapp:\n  number_id: \"{NUMBER_ID}\"\n  app_id: \"634974688087057\"\n  api_key: abcdefghij0123456789\n"
    );
    assert_eq!(
        found("crm.yaml", text),
        [
            "crm.yaml:2:15 missing-required-field",
            "crm.yaml:4:12 api-key-for-meta-cloud-api"
        ]
    );
}

/// A token of Meta's form that was never one.
const TOKEN: &str = "EAAexample0example0example0example0example0example0example0example0example0example0";

#[test]
fn the_first_provider_is_the_first_of_the_section_not_of_the_alphabet() {
    let text = format!(
        "{{\"numberId\": \"917729108086835\", \"accessToken\": \"{TOKEN}\", \"apiKey\": \"Zk29dkQ0p1LmN8vT7cXw\"}}"
    );
    let findings = found("crm.json", text);
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(
        findings[0].ends_with("api-key-for-meta-cloud-api"),
        "{findings:?}"
    );
}

#[test]
fn a_token_of_another_service_under_a_name_of_whatsapp_is_not_judged_as_metas() {
    for text in [
        "WHATSAPP_API_URL=https://gate.example.net\nWHATSAPP_API_TOKEN=k3JdB8sXqLwPzR5vT1nYcG7hM2fA9eU4\n",
        "WA_API_URL=http://localhost:8080\nWA_TOKEN=0f9e8d7c6b5a49382716f5e4d3c2b1a0\n",
        "FONNTE_URL=https://api.fonnte.com/send\nWHATSAPP_TOKEN=rUanTDbsyiRTN9nqTp6v\n",
        "WHATSAPP_INSTANCE=1\nWHATSAPP_HOST=https://api.ultramsg.com\nWHATSAPP_TOKEN=hrub8q5j85dp0bgn\n",
        "WHATSAPP_ACCOUNT_SID=AC0f9e8d7c6b5a49382716f5e4d3c2b1a0\nWHATSAPP_AUTH_TOKEN=0f9e8d7c6b5a49382716f5e4d3c2b1a0\n",
    ] {
        assert_eq!(found("a.env", text), NOTHING, "{text}");
    }
    assert_eq!(
        found(
            "a.properties",
            "app.whatsapp.url=http://127.0.0.1:3001\napp.whatsapp.token=shared-8831\n"
        ),
        NOTHING
    );
    // Only its name is told.
    for key in ["SHOP_WHATSAPP_PROVIDER", "WHATSAPP_GATEWAY"] {
        let findings = found("a.env", format!("{key}=fonnte\nWHATSAPP_TOKEN=\n"));
        assert_eq!(findings, [format!("a.env:1:{} unknown-provider", key.len() + 2)]);
    }
    for own in [
        "WHATSAPP_API_URL=https://graph.facebook.com/v25.0",
        "WHATSAPP_WEBHOOK_URL=https://crm.example.com/hook",
        "API_URL=https://crm.example.com",
    ] {
        assert_eq!(
            found(
                "a.env",
                format!("{own}\nWHATSAPP_TOKEN=k3JdB8sXqLwPzR5vT1nYcG7hM2fA9eU4\n")
            ),
            ["a.env:2:16 malformed-access-token"],
            "{own}"
        );
    }
}

#[test]
fn a_name_that_any_program_may_have_is_not_judged_by_its_form() {
    let sure = format!("WHATSAPP_PHONE_NUMBER_ID={NUMBER_ID}\nWHATSAPP_TOKEN={TOKEN}\n");
    for text in [
        "APP_ID=crm\n",
        "APP_SECRET=my.framework's-Secret!\n",
        "ACCESS_TOKEN=eyJhbGciOiJIUzI1NiJ9.e30.c2ln\n",
        "API_TOKEN=internal-1\n",
    ] {
        assert_eq!(found("a.env", format!("{sure}{text}")), NOTHING, "{text}");
    }
    for (text, rule) in [
        ("ACCESS_TOKEN=EAAGm0PX4ZCpsBAkZQ7vR2\n", "malformed-access-token"),
        ("APP_SECRET=3F9A1C7B-E2D8-4506\n", "malformed-app-secret"),
        ("APP_ID=0f9e8d7c6b5a49382716f5e4d3c2b1a0\n", "malformed-id"),
        ("META_APP_ID=crm\n", "malformed-id"),
    ] {
        let findings = found("a.env", format!("WHATSAPP_PHONE_NUMBER_ID={NUMBER_ID}\n{text}"));
        assert!(
            findings.len() == 1 && findings[0].ends_with(rule),
            "{text}: {findings:?}"
        );
    }
}

#[test]
fn an_encrypted_value_stands_for_another() {
    for value in [
        "encrypted:BDb7t3QkTRp2k8d9sS0PqWnYc2Vd3L==",
        "ENC(p673wQ2f8s9d)",
        "{cipher}9f8e7d6c5b4a",
        "gAAAAABlZ2VkX0Zlcm5ldA==",
    ] {
        let text = format!("WHATSAPP_TOKEN={value}\nWHATSAPP_APP_SECRET={value}\n");
        assert_eq!(found("a.env", text), NOTHING, "{value}");
    }
}

#[test]
fn placeholders_of_other_languages_and_made_up_digits_were_left_in() {
    for value in [
        "TU_TOKEN",
        "SUA_CHAVE",
        "ISI_TOKEN_WHATSAPP",
        "cole-o-token-aqui",
        "insira_seu_token_aqui",
        "to be filled",
        "SETME",
        "REDACTED",
        "EAAG...permanenttokenfromstep5",
    ] {
        assert_eq!(
            found("a.env", format!("WHATSAPP_TOKEN={value}\n")),
            ["a.env:1:16 placeholder-value"],
            "{value}"
        );
    }
    for value in [
        "id",
        "id_del_numero",
        "ID_DO_NUMERO",
        "123456789123456",
        "987654321098765",
        "111222333444555",
    ] {
        assert_eq!(
            found("a.env", format!("WHATSAPP_PHONE_NUMBER_ID={value}\n")),
            ["a.env:1:26 placeholder-value"],
            "{value}"
        );
    }
    assert_eq!(
        found("a.env", "WHATSAPP_PHONE_NUMBER_ID=sales-account\n"),
        ["a.env:1:26 malformed-id"]
    );
}

#[test]
fn an_address_to_come_back_to_after_signing_in_is_no_webhook() {
    let beside = format!("WHATSAPP_PHONE_NUMBER_ID={NUMBER_ID}\n");
    assert_eq!(
        found(
            "a.env",
            format!("{beside}CALLBACK_URL=http://localhost:3000/auth/callback\n")
        ),
        NOTHING
    );
    for refused in [
        "CALLBACK_URL=http://localhost:3000/whatsapp",
        "CALLBACK_URL=https//crm.example.com/whatsapp",
    ] {
        assert_eq!(
            found("a.env", format!("{beside}{refused}\n")),
            ["a.env:2:14 webhook-url-not-public-https"],
            "{refused}"
        );
    }
}

#[test]
fn other_names_of_a_provider_are_known() {
    for name in ["cloud", "whatsapp_business", "Meta API", "oficial", "360"] {
        let text = format!("WHATSAPP_PROVIDER={name}\nWEBHOOK_VERIFY_TOKEN=olive-Tractor-77-lamp\n");
        assert_eq!(found("a.env", text), NOTHING, "{name}");
    }
}

#[test]
fn brackets_come_along_and_a_table_may_write_a_decimal_comma() {
    assert_eq!(
        found("a.env", format!("WHATSAPP_PHONE_NUMBER_ID=[{NUMBER_ID}]\n")),
        ["a.env:1:26 stray-characters-in-value"]
    );
    assert_eq!(
        found("a.csv", "phone_number_id;waba_id\n1,0654E+14;729800096354148\n"),
        ["a.csv:2:1 id-loses-precision"]
    );
}

#[test]
fn a_secret_that_was_typed_is_a_placeholder() {
    for value in [
        "0123456789abcdef0123456789abcdef",
        "a1b2c3d4e5f60718293a4b5c6d7e8f90",
        "e231c197493a7122d475b4xxxxxxxxxx",
    ] {
        let text = format!("WHATSAPP_APP_SECRET={value}\n");
        assert_eq!(found("a.env", &text), ["a.env:1:21 placeholder-value"], "{value}");
        assert_eq!(found("a.env.example", &text), NOTHING, "{value}");
    }
}

#[test]
fn a_bare_variable_and_the_name_of_a_parameter_are_no_credentials() {
    let compose =
        "services:\n  api:\n    environment:\n      - WHATSAPP_TOKEN=${WHATSAPP_TOKEN}\n      - TOKEN=abc\n";
    assert_eq!(found("compose.yaml", compose), NOTHING);
    let names = "WHATSAPP_TOKEN_PARAM=/crm/wa/token\nWHATSAPP_PHONE_NUMBER_ID_SSM=/crm/wa/id\n";
    assert_eq!(found("a.env", names), NOTHING);
    // The driver takes the number itself.
    let driver =
        format!("whatsapp:\n  driver: baileys\n  phone_number_id: \"{PHONE}\"\n  token: in-house-1\n");
    assert_eq!(found("a.yaml", driver), ["a.yaml:2:11 unknown-provider"]);
}

#[test]
fn only_the_name_of_a_provider_is_shown_where_one_belongs() {
    for (key, rule) in [
        ("WHATSAPP_GATEWAY", "unknown-provider"),
        ("SMS_GATEWAY", "nothing"),
    ] {
        let sandbox = Sandbox::with(&[(
            ".env",
            &format!("{key}=tulip-harbor-77\nWHATSAPP_PROVIDER=twilio\nWHATSAPP_PHONE_NUMBER_ID=\n"),
        )]);
        let run = sandbox.run(&["lint"]);
        assert_eq!(run.stdout.contains(rule), rule != "nothing", "{}", run.stdout);
        assert!(!run.stdout.contains("tulip"), "{}", run.stdout);
    }
}

#[test]
fn another_programs_provider_is_no_provider_of_whatsapp() {
    for key in ["MAIL_DRIVER", "SMS_PROVIDER", "DB_GATEWAY", "BOT_PROVIDER"] {
        let text = format!("{key}=smtpx\nWHATSAPP_PHONE_NUMBER_ID=917729108086835\n");
        assert_eq!(found(".env", text), NOTHING, "{key}");
    }
}

#[test]
fn a_secret_in_brackets_is_a_secret() {
    let secret = "0f9e8d7c6b5a49382716f5e4d3c2b1a0";
    for value in [
        format!("<{secret}>"),
        format!("[{secret}]"),
        format!("{{{secret}}}"),
    ] {
        assert_eq!(
            found("a.env", format!("WHATSAPP_APP_SECRET={value}\n")),
            ["a.env:1:21 stray-characters-in-value"],
            "{value}"
        );
    }
    assert_eq!(
        found(
            "a.env",
            format!("TWILIO_ACCOUNT_SID=<AC{secret}>\nTWILIO_WHATSAPP_FROM=whatsapp:+14155550123\n")
        ),
        ["a.env:1:20 stray-characters-in-value"]
    );
    assert_eq!(
        found("a.env", "WHATSAPP_APP_SECRET=<your-app-secret>\n"),
        ["a.env:1:21 placeholder-value"]
    );
}

#[test]
fn an_invisible_character_hides_no_line() {
    for key in [
        "\u{200b}WHATSAPP_PHONE_NUMBER_ID",
        "WHATSAPP_PHONE_NUMBER_ID\u{feff}",
        "WHATSAPP_\u{ad}PHONE_NUMBER_ID",
    ] {
        let found = found("a.env", format!("A=1\n{key}=+44 7700 900123\n"));
        let rules: Vec<&str> = found.iter().filter_map(|it| it.split(' ').nth(1)).collect();
        assert_eq!(
            rules,
            ["phone-number-in-phone-number-id", "stray-characters-in-key"],
            "{key:?}"
        );
    }
}

#[test]
fn a_blank_that_breaks_no_line_is_no_white_space_of_xml() {
    let text = "<whatsapp><app_secret>\n0f9e8d7c6b5a49382716f5e4d3c2b1a0\u{a0}\n</app_secret></whatsapp>\n";
    assert_eq!(found("a.xml", text), ["a.xml:2:1 stray-characters-in-value"]);
}
