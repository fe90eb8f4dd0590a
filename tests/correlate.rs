//! What one place of a scan says of another: the same ID under two names, comments, captured webhooks, addresses.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use support::{NUMBER_ID, Sandbox, WABA_ID};

const APP_ID: &str = "634974688087057";
const NOTHING: [String; 0] = [];

fn places(files: &[(&str, String)]) -> Vec<String> {
    let sandbox = Sandbox::new();
    for (path, text) in files {
        sandbox.write(path, text);
    }
    sandbox.places(&[])
}

#[test]
fn a_comment_that_names_another_id_tells_whose_it_is() {
    for text in [
        format!("WHATSAPP_PHONE_NUMBER_ID={WABA_ID} # WABA ID\n"),
        format!("WHATSAPP_PHONE_NUMBER_ID={WABA_ID} # this is the WhatsApp Business Account ID\n"),
        format!("# the WABA ID\nWHATSAPP_PHONE_NUMBER_ID={WABA_ID}\n"),
    ] {
        let found = places(&[(".env", text.clone())]);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].ends_with(" waba-id-in-phone-number-id"), "{found:?}");
    }
    for text in [
        // Its own name, both names, more than a name, or a name of the line before.
        format!("WHATSAPP_PHONE_NUMBER_ID={NUMBER_ID} # Phone Number ID\n"),
        format!("WHATSAPP_PHONE_NUMBER_ID={NUMBER_ID} # Phone Number ID, not the WABA ID\n"),
        format!("WHATSAPP_PHONE_NUMBER_ID={NUMBER_ID} # see the WABA ID below\n"),
        format!("WABA_ID={WABA_ID} # WABA ID\nWHATSAPP_PHONE_NUMBER_ID={NUMBER_ID}\n"),
        format!("# WABA ID\n\nWHATSAPP_PHONE_NUMBER_ID={NUMBER_ID}\n"),
        "# WABA ID\nWHATSAPP_PHONE_NUMBER_ID=${NUMBER_ID}\n".to_owned(),
    ] {
        assert_eq!(places(&[(".env", text.clone())]), NOTHING, "{text}");
    }
    let yaml = format!("whatsapp:\n  # WABA ID\n  phone_number_id: \"{WABA_ID}\"\n");
    assert_eq!(
        places(&[("a.yaml", yaml)]),
        ["a.yaml:3:21 waba-id-in-phone-number-id"]
    );
}

#[test]
fn the_comment_is_shown_beside_the_value() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "a.env",
        format!("# WABA ID\nWHATSAPP_PHONE_NUMBER_ID={WABA_ID}\n"),
    );
    insta::assert_snapshot!(sandbox.run(&["lint"]).stdout, @r#"
    error[waba-id-in-phone-number-id]: `WHATSAPP_PHONE_NUMBER_ID` holds the WhatsApp Business Account ID (WABA ID), not the Phone Number ID
     --> a.env:2:26
      |
    1 | # WABA ID
      | --------- this comment says that it is the WhatsApp Business Account ID (WABA ID)
    2 | WHATSAPP_PHONE_NUMBER_ID=729800096354148
      |                          ^^^^^^^^^^^^^^^ an ID, 15 characters
      |
      = help: Enter the Phone Number ID. On Meta's page API Setup it is the upper of the two IDs. In the CRM it goes into the box "Number ID"
      = page: https://fieldguide.example/rules/waba-id-in-phone-number-id.html
    "#);
}

#[test]
fn ids_that_were_swapped_are_both_told_where_a_webhook_proves_it() {
    let swapped = format!("WHATSAPP_PHONE_NUMBER_ID={WABA_ID}\nWHATSAPP_BUSINESS_ACCOUNT_ID={NUMBER_ID}\n");
    let right = format!("WHATSAPP_PHONE_NUMBER_ID={NUMBER_ID}\nWHATSAPP_BUSINESS_ACCOUNT_ID={WABA_ID}\n");
    let webhook = format!(
        "{{\"object\": \"whatsapp_business_account\", \"entry\": [{{\"id\": \"{WABA_ID}\", \"changes\": \
         [{{\"value\": {{\"metadata\": {{\"phone_number_id\": \"{NUMBER_ID}\"}}}}}}]}}]}}\n"
    );
    assert_eq!(
        places(&[("a/.env", swapped.clone()), ("webhook.json", webhook)]),
        [
            "a/.env:1:26 waba-id-in-phone-number-id",
            "a/.env:2:30 phone-number-id-in-waba-id"
        ]
    );
    // Of two files that contradict each other either may be right.
    assert_eq!(places(&[("a/.env", swapped), ("b/.env", right)]), NOTHING);
}

#[test]
fn a_block_with_both_ids_tells_which_of_them_stands_alone_elsewhere() {
    let both = format!("WHATSAPP_PHONE_NUMBER_ID={NUMBER_ID}\nWHATSAPP_BUSINESS_ACCOUNT_ID={WABA_ID}\n");
    let alone = format!("whatsapp:\n  waba_id: \"{NUMBER_ID}\"\n");
    assert_eq!(
        places(&[("a/.env", both), ("b/a.yaml", alone.clone())]),
        ["b/a.yaml:2:13 phone-number-id-in-waba-id"]
    );
    // Without the other ID beside it the Number ID may be the wrong one.
    let one = format!("WHATSAPP_PHONE_NUMBER_ID={NUMBER_ID}\n");
    assert_eq!(
        places(&[("a/.env", one), ("b/a.yaml", alone)]),
        ["a/.env:1:26 waba-id-in-phone-number-id"]
    );
}

#[test]
fn an_app_id_is_known_by_its_own_name() {
    let text = format!("META_APP_ID={APP_ID}\nWHATSAPP_PHONE_NUMBER_ID={APP_ID}\n");
    assert_eq!(places(&[(".env", text)]), [".env:2:26 app-id-in-phone-number-id"]);
    let text = "META_APP_ID=634974688087057\nWHATSAPP_PHONE_NUMBER_ID=${META_APP_ID}\nWHATSAPP_APP_ID=${META_APP_ID}\n";
    let found = places(&[(".env", text.to_owned())]);
    assert!(found.len() <= 1, "{found:?}");
}

#[test]
fn graph_addresses_take_the_id_that_their_end_says() {
    let graph = "https://graph.facebook.com/v23.0";
    let ids = format!("WABA_ID={WABA_ID}\nWHATSAPP_PHONE_NUMBER_ID={NUMBER_ID}\n");
    let url = |path: &str| format!("{ids}SEND_URL={graph}/{path}\n");
    let found = |path: &str| places(&[(".env", url(path))]);
    assert_eq!(
        found(&format!("{WABA_ID}/messages")),
        [".env:3:43 wrong-id-in-graph-url"]
    );
    assert_eq!(
        found(&format!("{NUMBER_ID}/message_templates")),
        [".env:3:43 wrong-id-in-graph-url"]
    );
    assert_eq!(found("${WABA_ID}/messages"), [".env:3:43 wrong-id-in-graph-url"]);
    assert_eq!(
        found("447700900123/messages"),
        [".env:3:43 wrong-id-in-graph-url"]
    );
    for right in [
        format!("{NUMBER_ID}/messages"),
        format!("{WABA_ID}/subscribed_apps"),
        "${WHATSAPP_PHONE_NUMBER_ID}/messages".to_owned(),
        "${SOME_ID}/messages".to_owned(),
        // Nobody says whose ID it is.
        "222222222222223/messages".to_owned(),
        "debug_token?input_token=x".to_owned(),
    ] {
        assert_eq!(found(&right), NOTHING, "{right}");
    }
}

#[test]
fn a_secret_in_two_places_is_told_without_being_shown() {
    let secret = "facefeed0badcafefacefeed0badcafe";
    let sandbox = Sandbox::new();
    sandbox.write(
        "a.yaml",
        format!("whatsapp:\n  app_secret: {secret}\n  verify_token: {secret}\n"),
    );
    let run = sandbox.run(&["lint"]);
    assert!(!run.transcript().contains("facefeed"));
    insta::assert_snapshot!(run.stdout, @r#"
    warning[verify-token-reuses-secret]: `verify_token` has the same value as the App Secret
     --> a.yaml:3:17
      |
    2 |   app_secret: ********************************
      |               -------------------------------- `app_secret` says that this is the App Secret
    3 |   verify_token: ********************************
      |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a hex secret, 32 characters
      |
      = help: Let the CRM generate a new text for the Webhook Verify Token, and enter the same at Meta. In the CRM the box is "Webhook Verify Token"
      = page: https://fieldguide.example/rules/verify-token-reuses-secret.html
    "#);
}

#[test]
fn a_secret_is_found_again_in_another_file() {
    let secret = "facefeed0badcafefacefeed0badcafe";
    assert_eq!(
        places(&[
            ("api/.env", format!("WHATSAPP_APP_SECRET={secret}\n")),
            (
                "receiver/settings.json",
                format!("{{\"whatsapp\": {{\"verifyToken\": \"{secret}\"}}}}\n")
            ),
        ]),
        ["receiver/settings.json:1:31 verify-token-reuses-secret"]
    );
}
