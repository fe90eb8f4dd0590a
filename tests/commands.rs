//! `fieldguide lint` on what commands set and call: in scripts, and in what holds scripts.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use support::{PHONE, Sandbox, WABA_ID};

#[test]
fn what_commands_set_is_judged_wherever_they_stand() {
    let sandbox = Sandbox::new();
    let set = format!("docker run -e WHATSAPP_PHONE_NUMBER_ID=\"{PHONE}\" crm");
    sandbox.write("a.sh", format!("{set}\n"));
    sandbox.write("b.md", format!("```bash\n{set}\n```\n"));
    sandbox.write("c.dockerfile", format!("FROM crm\nRUN {set}\n"));
    sandbox.write("d.yaml", format!("steps:\n  - run: |\n      {set}\n"));
    assert_eq!(
        sandbox.places(&[]),
        [
            "a.sh:1:41 phone-number-in-phone-number-id",
            "b.md:2:41 phone-number-in-phone-number-id",
            "c.dockerfile:2:45 phone-number-in-phone-number-id",
            "d.yaml:3:47 phone-number-in-phone-number-id",
        ]
    );
}

#[test]
fn addresses_behind_curl_are_judged() {
    let sandbox = Sandbox::new();
    let call = format!("curl -X POST \"https://graph.facebook.com/v25.0/{WABA_ID}/messages\" -d '{{}}'\n");
    sandbox.write(".env", format!("WHATSAPP_BUSINESS_ACCOUNT_ID={WABA_ID}\n"));
    sandbox.write("a.sh", &call);
    sandbox.write("b.md", format!("```sh\n{call}```\n"));
    assert_eq!(
        sandbox.places(&[]),
        [
            "a.sh:1:48 wrong-id-in-graph-url",
            "b.md:2:48 wrong-id-in-graph-url"
        ]
    );
}

#[test]
fn a_file_of_a_config_map_is_judged_as_that_file() {
    let sandbox = Sandbox::new();
    let text = format!(
        "kind: ConfigMap\ndata:\n  .env: |\n    WHATSAPP_PHONE_NUMBER_ID={PHONE}\n  application.yml: |\n    whatsapp:\n      phone-number-id: \"{PHONE}\"\n"
    );
    sandbox.write("map.yaml", text);
    assert_eq!(
        sandbox.places(&[]),
        [
            "map.yaml:4:30 phone-number-in-phone-number-id",
            "map.yaml:7:25 phone-number-in-phone-number-id",
        ]
    );
}

#[test]
fn two_commands_may_set_the_same() {
    let sandbox = Sandbox::new();
    let text = "heroku config:set WHATSAPP_PHONE_NUMBER_ID=917729108086835 -a one\n\
                heroku config:set WHATSAPP_PHONE_NUMBER_ID=634974688087050 -a two\n";
    sandbox.write("a.sh", text);
    assert!(sandbox.places(&[]).is_empty());
}
