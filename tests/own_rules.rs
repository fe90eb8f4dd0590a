//! Rules, credentials and severities of a project's own, as its settings say.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use support::{PHONE, Sandbox};

const NOTHING: [String; 0] = [];

const RULE: &str = "---
title: A tenant without a number
description: Each tenant has a number of its own.
rule:
  id: tenant-without-prefix
  severity: warning
  on: tenant-code
  when: { not: { matches: 'T-[0-9]+' } }
  message: \"`{key}` is no {credential}\"
  help: Write it as T- and the number
---
## Wrong

```dotenv bad
CRM_TENANT_CODE=4711
```

## Right

```dotenv good
CRM_TENANT_CODE=T-4711
```
";

const CREDENTIAL: &str = "---
title: Tenant code
description: Which tenant the number is for.
credential:
  id: tenant-code
  secret: false
  shape: any
  looks_like: T- and digits
  used_for: Routing
  found_at: The contract
  keys: [crm_tenant_code]
---
Ask sales.
";

fn with_own_rules(rule: &str) -> Sandbox {
    Sandbox::with(&[
        (".git/HEAD", ""),
        ("fieldguide.yaml", "lint:\n  rules: [policy]\n"),
        ("policy/tenant-without-prefix.md", rule),
        ("policy/more/tenant-code.md", CREDENTIAL),
        (
            "app/.env",
            &format!("CRM_TENANT_CODE=4711\nWHATSAPP_PHONE_NUMBER_ID={PHONE}\n"),
        ),
    ])
}

#[test]
fn a_projects_own_rules_and_credentials_stand_beside_the_guides() {
    let sandbox = with_own_rules(RULE);
    let found = [
        "app/.env:1:17 tenant-without-prefix",
        "app/.env:2:26 phone-number-in-phone-number-id",
    ];
    assert_eq!(sandbox.places(&[]), found);
    let setup = support::Setup {
        directory: "app",
        ..support::Setup::default()
    };
    let run = sandbox.run_with(&["lint", "--format", "json"], &setup);
    assert_eq!(run.places().len(), 2, "{}", run.stderr);
    assert_eq!(
        sandbox.places(&["--isolated"]),
        ["app/.env:2:26 phone-number-in-phone-number-id"]
    );
    let rules = sandbox.run(&["rules"]).stdout;
    assert!(
        rules.contains("tenant-without-prefix             warning  A tenant without a number\n"),
        "{rules}"
    );
    assert!(!sandbox.run(&["rules", "--isolated"]).stdout.contains("tenant"));
    assert!(
        sandbox
            .run(&["explain", "tenant-without-prefix"])
            .stdout
            .contains("A tenant without a number")
    );
}

#[test]
fn own_pages_are_held_to_the_same_checks() {
    let sandbox = with_own_rules(&RULE.replace("matches:", "match:"));
    insta::assert_snapshot!(sandbox.run(&["lint"]).transcript(), @r"
    error[unknown-name]: there is no condition `match`
     --> policy/tenant-without-prefix.md:8:18
      |
    8 |   when: { not: { match: 'T-[0-9]+' } }
      |                  ^^^^^
      |
      = help: did you mean `matches`?

    fieldguide: the guide or its settings have mistakes, so nothing was linted
    exit code: 2
    ");
    let sandbox = with_own_rules(&RULE.replace("CRM_TENANT_CODE=T-4711", "CRM_TENANT_CODE=4711"));
    let run = sandbox.run(&["check"]);
    assert_eq!(run.code, 1);
    insta::assert_snapshot!(run.stdout, @r#"
    error[wrong-verdict]: the linter rejects this `good` example at line 21: `CRM_TENANT_CODE` is no Tenant code [tenant-without-prefix]
      --> policy/tenant-without-prefix.md:20:1
       |
    20 | ```dotenv good
       | ^^^^^^^^^^^^^^
       |
       = help: mend the example, or say bad="tenant-without-prefix"
    "#);
    assert_eq!(with_own_rules(RULE).run(&["check"]).code, 0);
}

#[test]
fn a_page_takes_the_place_of_the_guides_of_the_same_name() {
    let sandbox = Sandbox::guide();
    let page = sandbox.read("rules/phone-number-in-phone-number-id.md");
    let project = Sandbox::with(&[
        ("fieldguide.yaml", "lint:\n  rules: [policy]\n"),
        (
            "policy/phone-number-in-phone-number-id.md",
            &page.replace("severity: error", "severity: warning"),
        ),
        (".env", &format!("WHATSAPP_PHONE_NUMBER_ID={PHONE}\n")),
    ]);
    let run = project.run(&["lint", "--format", "json"]);
    assert_eq!(run.places(), [".env:1:26 phone-number-in-phone-number-id"]);
    assert_eq!((run.code, run.summary("warnings")), (0, 1));
}

#[test]
fn severities_are_a_projects_own() {
    let sandbox = Sandbox::with(&[
        (
            ".env",
            &format!("WHATSAPP_PHONE_NUMBER_ID={PHONE}\nWHATSAPP_ACCESS_TOKEN=\n"),
        ),
        (
            "fieldguide.yaml",
            "lint:\n  severity:\n    phone-number-in-phone-number-id: hint\n    empty-access-token: off\n",
        ),
    ]);
    let run = sandbox.run(&["lint", "--format", "json"]);
    assert_eq!(run.places(), [".env:1:26 phone-number-in-phone-number-id"]);
    assert_eq!((run.code, run.summary("hints")), (0, 1));
    let rules = sandbox.run(&["rules"]).stdout;
    assert!(
        rules.contains("phone-number-in-phone-number-id   hint     A phone number where an ID belongs\n"),
        "{rules}"
    );
    assert!(!rules.contains("empty-access-token"));
}

#[test]
fn mistakes_in_them_are_named_at_their_places() {
    let sandbox = Sandbox::with(&[(
        "fieldguide.yaml",
        "lint:\n  severity:\n    empty-acess-token: off\n    malformed-id: fatal\n",
    )]);
    insta::assert_snapshot!(sandbox.run(&["lint"]).transcript(), @r"
    error[unknown-name]: there is no rule `empty-acess-token`
     --> fieldguide.yaml:3:5
      |
    3 |     empty-acess-token: off
      |     ^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `empty-access-token`?

    error[unknown-name]: there is no severity `fatal`
     --> fieldguide.yaml:4:19
      |
    4 |     malformed-id: fatal
      |                   ^^^^^
      |
      = help: one of: error, warning, hint, off

    fieldguide: the guide or its settings have mistakes, so nothing was linted
    exit code: 2
    ");
    for (name, said) in [
        ("../elsewhere", "is outside of the project"),
        ("none", "there is no such directory"),
    ] {
        let sandbox = Sandbox::with(&[
            (
                "project/fieldguide.yaml",
                &format!("lint:\n  rules: [\"{name}\"]\n"),
            ),
            ("elsewhere/a.md", RULE),
        ]);
        let setup = support::Setup {
            directory: "project",
            ..support::Setup::default()
        };
        let run = sandbox.run_with(&["lint"], &setup);
        assert_eq!(run.code, 2);
        assert!(run.stderr.contains(said), "{}", run.stderr);
    }
    let sandbox = with_own_rules("---\ntitle: x\ndescription: x\n---\n");
    insta::assert_snapshot!(sandbox.run(&["lint"]).transcript(), @r"
    fieldguide: policy/tenant-without-prefix.md describes no rule, credential or provider: its front matter needs one of `rule:`, `credential:`, `provider:`
    exit code: 2
    ");
    assert_eq!(sandbox.places(&["--isolated", "policy"]), NOTHING);
}

#[test]
fn the_rules_are_a_list_for_programs_too() {
    let run = Sandbox::new().run(&["rules", "--format", "json"]);
    let list = run.json();
    assert_eq!(list["version"], 1);
    let rule = list["rules"]
        .as_array()
        .unwrap()
        .iter()
        .find(|rule| rule["id"] == "waba-id-in-phone-number-id")
        .unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(rule).unwrap(), @r#"
    {
      "description": "The field for the Phone Number ID has the same value as the WABA ID. The two are never the same.",
      "id": "waba-id-in-phone-number-id",
      "on": [
        "phone-number-id"
      ],
      "severity": "error",
      "title": "The WABA ID where the Phone Number ID belongs",
      "url": "https://fieldguide.example/rules/waba-id-in-phone-number-id.html"
    }
    "#);
}
