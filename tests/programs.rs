//! `fieldguide lint` on the source code of programs: what is plainly a setting is judged, and all that only speaks of
//! credentials is left alone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use support::{NUMBER_ID, PHONE, Sandbox, WABA_ID};

/// What is found in one file.
fn found(path: &str, text: &str) -> Vec<String> {
    let sandbox = Sandbox::new();
    sandbox.write(path, text);
    sandbox.places(&[])
}

const NOTHING: [String; 0] = [];

#[test]
fn constants_and_fields_are_judged_in_every_language() {
    for (path, text) in [
        ("a.js", format!("const WHATSAPP_PHONE_NUMBER_ID = '{PHONE}';\n")),
        (
            "a.tsx",
            format!("export const a = {{ phoneNumberId: \"{PHONE}\" }};\n"),
        ),
        (
            "a.mts",
            format!("class A {{ private phoneNumberId: string = `{PHONE}`; }}\n"),
        ),
        ("a.py", format!("meta = {{'phone_number_id': '{PHONE}'}}\n")),
        (
            "a.php",
            format!("<?php\nreturn ['phone_number_id' => '{PHONE}'];\n"),
        ),
        ("a.rb", format!("config.phone_number_id = '{PHONE}'\n")),
        ("a.go", format!("phoneNumberID := \"{PHONE}\"\n")),
        (
            "A.java",
            format!("class A {{ static final String PHONE_NUMBER_ID = \"{PHONE}\"; }}\n"),
        ),
        ("a.kt", format!("val phoneNumberId: String = \"{PHONE}\"\n")),
        (
            "A.cs",
            format!("class A {{ string PhoneNumberId {{ get; set; }} = \"{PHONE}\"; }}\n"),
        ),
    ] {
        let text = format!(
            "{text}{comment} for WhatsApp\n",
            comment = if path.ends_with("y") || path.ends_with("b") {
                "#"
            } else {
                "//"
            }
        );
        let (before, _) = text.split_once(PHONE).unwrap();
        let line = before.matches('\n').count() + 1;
        let column = before.len() - before.rfind('\n').map_or(0, |end| end + 1) + 1;
        assert_eq!(
            found(path, &text),
            [format!("{path}:{line}:{column} phone-number-in-phone-number-id")]
        );
    }
}

#[test]
fn a_placeholder_asks_to_be_replaced() {
    let text = "WHATSAPP_TOKEN = 'YOUR_TOKEN'\nWHATSAPP_VERIFY_TOKEN = 'my_secret_verify_token'\n\
                PHONE_NUMBER_ID = '1234567890'\nWABA_ID = '<WABA_ID>'\nWHATSAPP_APP_SECRET = 'changeme'\n\
                TWILIO_ACCOUNT_SID = 'ACxxxxxxxxxxxxxxxx'\nTWILIO_AUTH_TOKEN = 'replace_with_token'\n";
    let places: Vec<String> = (1..)
        .zip(text.lines())
        .map(|(line, it)| {
            let column = it.find('\'').unwrap() + 2;
            format!("settings.py:{line}:{column} placeholder-value")
        })
        .collect();
    assert_eq!(found("settings.py", text), places);
}

#[test]
fn a_fallback_is_judged_at_its_own_place() {
    let places = found(
        "settings.py",
        &format!(
            "WHATSAPP_TOKEN = os.environ.get(\"WHATSAPP_TOKEN\", \"YOUR_ACCESS_TOKEN_HERE\")\n\
             WHATSAPP_PHONE_NUMBER_ID = os.getenv('WHATSAPP_PHONE_NUMBER_ID', default='{PHONE}')\n\
             WHATSAPP_VERIFY_TOKEN = os.getenv('WHATSAPP_VERIFY_TOKEN') or 'my-verify-token'\n\
             WHATSAPP_APP_SECRET = os.getenv('WHATSAPP_APP_SECRET', '')\n"
        ),
    );
    assert_eq!(
        places,
        [
            "settings.py:1:52 placeholder-value",
            "settings.py:2:75 phone-number-in-phone-number-id",
            "settings.py:3:64 placeholder-value",
        ]
    );
    let places = found(
        "config.ts",
        &format!(
            "export const whatsapp = {{\n  phoneNumberId: process.env.WA_ID ?? \"{PHONE}\",\n  \
             accessToken: import.meta.env.TOKEN || '',\n}};\nexport const VERIFY_TOKEN = process.env.VERIFY_TOKEN || \"my-verify-token\";\n"
        ),
    );
    assert_eq!(
        places,
        [
            "config.ts:2:40 phone-number-in-phone-number-id",
            "config.ts:5:58 placeholder-value",
        ]
    );
}

#[test]
fn a_fallback_goes_by_the_name_of_its_variable() {
    for (path, line) in [
        (
            "a.ts",
            "const phoneId = process.env.WHATSAPP_PHONE_NUMBER_ID || \"",
        ),
        ("a.py", "number = os.getenv(\"WHATSAPP_PHONE_NUMBER_ID\", \""),
        (
            "a.php",
            "<?php return [\"id\" => env(\"WHATSAPP_PHONE_NUMBER_ID\", \"",
        ),
        ("a.rb", "ID = ENV.fetch(\"WHATSAPP_PHONE_NUMBER_ID\", \""),
        (
            "A.kt",
            "val id = System.getenv(\"WHATSAPP_PHONE_NUMBER_ID\") ?: \"",
        ),
    ] {
        let close = match path {
            "a.ts" | "A.kt" => "\"",
            "a.php" => "\")];",
            _ => "\")",
        };
        let column = line.len() + 1;
        assert_eq!(
            found(path, &format!("{line}{PHONE}{close}\n")),
            [format!("{path}:1:{column} phone-number-in-phone-number-id")]
        );
    }
    assert_eq!(
        found(
            "a.js",
            "const token = process.env.WHATSAPP_ACCESS_TOKEN || \"your-access-token\";\n\
             const whatsappToken = process.env.TOKEN || \"your-access-token\";\n\
             const whatsapp = process.env.SEARCH_TERM || \"your-access-token\";\n"
        ),
        ["a.js:1:53 placeholder-value", "a.js:2:45 placeholder-value"]
    );
}

#[test]
fn a_frame_shows_keys_and_no_literal() {
    let sandbox = Sandbox::with(&[(
        "config.js",
        &format!("module.exports = {{ a: 'b c', whatsapp: {{ phoneNumberId: '{PHONE}' }} }}; // as agreed\n"),
    )]);
    insta::assert_snapshot!(sandbox.run(&["lint"]).transcript(), @r"
    error[phone-number-in-phone-number-id]: `phoneNumberId` holds a phone number, not the Phone Number ID
     --> config.js:1:58
      |
    1 | ************** = { *: '* *', ********: { phoneNumberId: '***************' } }; // as agreed
      |                                                          ^^^^^^^^^^^^^^^ a phone number, 15 characters
      |
      = help: Enter the Phone Number ID: 15 to 17 digits without a sign, from Meta's page API Setup. It is not the number that customers see
      = page: https://fieldguide.example/rules/phone-number-in-phone-number-id.html

    fieldguide: 1 error in 1 file; `fieldguide explain phone-number-in-phone-number-id` says more
    exit code: 1
    ");
}

#[test]
fn only_javascript_rounds_numbers() {
    let id = "27613902847715064";
    for (path, text) in [
        ("a.py", format!("PHONE_NUMBER_ID = {id}\nWHATSAPP = 1\n")),
        ("a.go", format!("var whatsappPhoneNumberID int64 = {id}\n")),
        (
            "A.java",
            format!("class A {{ long whatsappPhoneNumberId = {id}L; }}\n"),
        ),
        ("a.rb", format!("config.whatsapp_phone_number_id = {id}\n")),
        ("b.ts", format!("const whatsappPhoneNumberId = {id}n;\n")),
    ] {
        assert_eq!(found(path, &text), NOTHING, "{path}");
    }
    for path in ["a.ts", "a.js"] {
        let text = format!("const whatsappPhoneNumberId = {id};\n");
        assert_eq!(found(path, &text), [format!("{path}:1:31 id-loses-precision")]);
    }
}

#[test]
fn ids_and_references_are_compared_across_files() {
    let sandbox = Sandbox::with(&[
        (
            ".env",
            &format!("WHATSAPP_BUSINESS_ACCOUNT_ID={WABA_ID}\nWHATSAPP_PHONE_NUMBER_ID={NUMBER_ID}\n"),
        ),
        (
            "a.js",
            &format!("const whatsapp = {{ phoneNumberId: {WABA_ID}, accessToken: process.env.TOKEN }};\n"),
        ),
        (
            "b.js",
            "const phoneNumberId = process.env.WHATSAPP_BUSINESS_ACCOUNT_ID;\n",
        ),
    ]);
    assert_eq!(
        sandbox.places(&[]),
        [
            "a.js:1:35 waba-id-in-phone-number-id",
            "b.js:1:23 waba-id-in-phone-number-id",
        ]
    );
}

#[test]
fn the_object_around_a_name_says_whose_it_is() {
    let text = format!("const form = {{ phoneNumberId: '{PHONE}' }};\n");
    assert_eq!(found("src/club.js", &text), NOTHING);
    assert_eq!(found("src/whatsapp/club.js", &text).len(), 1);
    let text = "class WhatsApp:\n    token = 'your-access-token'\n\nclass Mail:\n    token = 'your-access-token'\n\n\
                client = WhatsApp(token='your-access-token')\ntoken = 'your-access-token'\n";
    assert_eq!(
        found("bot.py", text),
        ["bot.py:2:14 placeholder-value", "bot.py:7:26 placeholder-value"]
    );
    let text = "const whatsapp = { accessToken: 'YOUR_ACCESS_TOKEN' };\nconst telegram = { authToken: 'YOUR_AUTH_TOKEN' };\n\
                const contentful = create({ space: 'x', accessToken: 'your-access-token' });\n";
    assert_eq!(found("a.js", text), ["a.js:1:34 placeholder-value"]);
}

#[test]
fn what_speaks_of_credentials_is_no_setting() {
    let text = r#"
let phoneNumberId = "", wabaId = '', whatsappToken: string = ``;
export const labels = { phoneNumberId: "Phone number ID", whatsappToken: "Your access token" };
export const rules = { phoneNumberId: "Phone number ID is required", whatsappToken: "Enter your token" };
const CONFIG_KEYS = { phoneNumberId: "phone_number_id", whatsappToken: "WHATSAPP_ACCESS_TOKEN", wabaId: "WABA_ID" };
const fields = [{ name: "phone_number_id", type: "text", required: true }];
const schema = { whatsappToken: "string", phoneNumberId: z.string(), wabaId: "text", whatsappAppSecret: "secret" };
const redacted = { ...config, whatsappToken: "********", whatsappAppSecret: "[REDACTED]", wabaId: "<hidden>" };
const safe = { whatsappToken: token ? "***" : "none" };
type Props = { whatsappToken: "your-token" | "none"; phoneNumberId: "+44 7700 900123" };
enum Column { PhoneNumberId = 10000001, WhatsappToken = "your-token" }
const route = { phoneNumberId: ":phoneNumberId", wabaId: "{waba_id}", whatsappToken: "%s" };
const actions = { whatsappToken: "set_token", phoneNumberId: "missing-phone-number-id", wabaId: "add_account" };
const samplePayload = { phoneNumberId: "123456789012345", whatsappToken: "YOUR_TOKEN" };
const placeholders = { phoneNumberId: "1234567890", whatsappToken: "your-access-token" };
const MOCK_WHATSAPP_TOKEN = "your-access-token", TEST_PHONE_NUMBER_ID = "447700900123";
if (phoneNumberId === "447700900123" || whatsappToken == "YOUR_TOKEN") { stop("YOUR_TOKEN"); }
const url = `https://graph.example/${phoneNumberId ?? "447700900123"}/messages`;
const header = { whatsappToken: "YOUR_" + name, phoneNumberId: "4477" + rest };
const row = { id: 7, phoneNumberId: 42, wabaId: "1001", whatsappToken: "17" };
const hook = { metadata: { display_phone_number: "15550783881", phone_number_id: "1234567890" } };
const note = "phoneNumberId: '447700900123', whatsappToken = 'YOUR_TOKEN'";
// const WHATSAPP_TOKEN = "YOUR_TOKEN";
/* phoneNumberId: "447700900123" */
const view = <Field label="x" whatsappToken={token}>whatsappToken: "Don't"</Field>;
"#;
    assert_eq!(found("src/a.tsx", text), NOTHING);
    let text = "<?php\nreturn Validator::make($r, [\n  'phone_number_id' => 'required|string|max:80',\n  'whatsapp_token' => 'nullable|string',\n]);\n\
                $casts = ['whatsapp_token' => 'encrypted', 'waba_id' => 'integer'];\n\
                $fillable = ['phone_number_id', 'whatsapp_token'];\n$x = ['whatsapp_token' => env('WHATSAPP_TOKEN')];\n\
                $t = ['whatsapp_token' => __('Your access token'), 'waba_id' => 'WABA ID'];\n";
    assert_eq!(found("app/A.php", text), NOTHING);
    let text = "CONF_WHATSAPP_TOKEN = 'whatsapp_token'\nclass Keys(str, Enum):\n    WHATSAPP_TOKEN = 'token'\n    PHONE_NUMBER_ID = auto()\n\
                '''\nWHATSAPP_TOKEN = 'YOUR_TOKEN'\n'''\ndef f(phone_number_id='', whatsapp_token=None, waba_id: str = \"\"):\n    \
                \"\"\"phone_number_id: \"447700900123\" \"\"\"\n    log('whatsapp_token=%s', whatsapp_token)\n\
                whatsapp_token: str = Field(..., description='Your access token')\n\
                phone_number_id = f'{prefix}447700900123'\n";
    assert_eq!(found("a.py", text), NOTHING);
}

#[test]
fn tests_examples_and_what_tools_wrote_are_left_alone() {
    let javascript = "const WHATSAPP_PHONE_NUMBER_ID = '447700900123', WHATSAPP_TOKEN = 'YOUR_TOKEN';\n";
    let python = "WHATSAPP_PHONE_NUMBER_ID = '447700900123'\nWHATSAPP_TOKEN = 'YOUR_TOKEN'\n";
    for path in [
        "a.test.js",
        "a.spec.ts",
        "a.cy.ts",
        "__tests__/a.js",
        "__mocks__/a.js",
        "tests/a.js",
        "spec/support/a.js",
        "e2e/a.ts",
        "src/a.stories.tsx",
        "types/a.d.ts",
        "dist/a.min.js",
        "node_modules/a/index.js",
        "examples/send.js",
        "docs/snippets/send.js",
        "fixtures/a.js",
        "locales/en.js",
    ] {
        assert_eq!(found(path, javascript), NOTHING, "{path}");
    }
    for path in [
        "test_a.py",
        "a_test.py",
        "conftest.py",
        "tests/a.py",
        "examples/a.py",
    ] {
        assert_eq!(found(path, python), NOTHING, "{path}");
    }
    assert_eq!(found("a.js", javascript).len(), 2);
    assert_eq!(found("a.py", python).len(), 2);
    let marked = [
        ("e.js", format!("import test from \"node:test\";\n{javascript}")),
        ("f.js", format!("/* @generated by a tool */\n{javascript}")),
        ("g.js", javascript.replace('\n', "").repeat(400)),
        ("h.py", format!("import pytest\n{python}")),
    ];
    for (path, text) in &marked {
        assert_eq!(found(path, text), NOTHING, "{path}");
    }
}

#[test]
fn a_program_is_never_called_broken() {
    let broken = "const a = { b: 'c\n]]) `${ /* whatsapp_token";
    assert_eq!(found("a.ts", broken), NOTHING);
    let sandbox = Sandbox::new();
    sandbox.write("a.py", b"# M\xfcller\nwhatsapp_token = x\n");
    assert_eq!(sandbox.places(&[]), NOTHING);
}
