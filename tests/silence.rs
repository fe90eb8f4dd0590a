//! Nothing is said of settings that have nothing to do with WhatsApp, however alike their names and values are: 2,000
//! files of other services, in many formats, made up anew and alike in every run.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

#[path = "support/random.rs"]
mod random;
mod support;

use random::Random;
use support::Sandbox;

const FILES: usize = 2_000;

const DIGITS: &str = "0123456789";
const HEX: &str = "0123456789abcdef";
const CAPITALS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const ALPHANUMERIC: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// A service's settings by the name of its section and those of its keys, each with what a right value looks like.
struct Service {
    name: &'static str,
    keys: &'static [(&'static str, Kind)],
}

#[derive(Clone, Copy)]
enum Kind {
    /// So many digits.
    Digits(usize),
    Hex(usize),
    /// A prefix that the service puts before its keys, and so many letters and digits.
    Key(&'static str, usize),
    /// An access token of Meta's, which other products of Meta's have, too.
    MetaToken,
    Phone,
    Address,
    Database(&'static str),
    Host,
    Port,
    Email,
    Word,
    Flag,
    Version,
}

use Kind::*;

#[rustfmt::skip]
const SERVICES: &[Service] = &[
    Service { name: "slack", keys: &[
        ("bot_token", Key("xoxb-", 48)), ("signing_secret", Hex(32)), ("app_id", Key("A0", 9)),
        ("app_token", Key("xapp-1-", 60)), ("client_id", Digits(24)), ("client_secret", Hex(32)),
        ("verification_token", Key("", 24)), ("webhook_url", Address), ("channel_id", Key("C0", 9)),
        ("access_token", Key("xoxp-", 60)),
    ] },
    Service { name: "stripe", keys: &[
        ("secret_key", Key("sk_live_", 24)), ("publishable_key", Key("pk_live_", 24)),
        ("webhook_secret", Key("whsec_", 32)), ("account_id", Key("acct_", 16)), ("api_key", Key("rk_live_", 24)),
        ("webhook_url", Address), ("api_version", Version),
    ] },
    Service { name: "aws", keys: &[
        ("access_key_id", Key("AKIA", 16)), ("secret_access_key", Key("", 40)), ("account_id", Digits(12)),
        ("session_token", Key("", 120)), ("region", Word), ("bucket", Word), ("sns_phone_number", Phone),
    ] },
    Service { name: "twilio", keys: &[
        ("account_sid", Key("AC", 32)), ("auth_token", Hex(32)), ("api_key", Key("SK", 32)),
        ("api_secret", Key("", 32)), ("phone_number", Phone), ("from_number", Phone),
        ("messaging_service_sid", Key("MG", 32)), ("verify_service_sid", Key("VA", 32)), ("webhook_url", Address),
    ] },
    Service { name: "instagram", keys: &[
        ("app_id", Digits(15)), ("app_secret", Hex(32)), ("access_token", MetaToken), ("user_id", Digits(17)),
        ("business_account_id", Digits(17)), ("verify_token", Word), ("webhook_verify_token", Word),
        ("client_id", Digits(15)), ("client_secret", Hex(32)), ("api_version", Version),
    ] },
    Service { name: "messenger", keys: &[
        ("app_id", Digits(15)), ("app_secret", Hex(32)), ("page_id", Digits(15)), ("page_access_token", MetaToken),
        ("verify_token", Word), ("webhook_url", Address), ("api_version", Version),
    ] },
    Service { name: "facebook", keys: &[
        ("app_id", Digits(15)), ("app_secret", Hex(32)), ("page_id", Digits(15)), ("pixel_id", Digits(16)),
        ("client_token", Hex(32)), ("page_token", MetaToken), ("verify_token", Word), ("ad_account_id", Digits(16)),
        ("business_id", Digits(16)), ("access_token", MetaToken), ("graph_version", Version),
    ] },
    Service { name: "meta", keys: &[
        ("pixel_id", Digits(16)), ("ads_access_token", MetaToken), ("conversions_api_token", MetaToken),
        ("app_id", Digits(15)), ("app_secret", Hex(32)), ("ad_account_id", Digits(16)), ("business_id", Digits(16)),
        ("access_token", MetaToken),
    ] },
    Service { name: "telegram", keys: &[
        ("bot_token", Key("7123456789:AA", 33)), ("chat_id", Digits(10)), ("api_id", Digits(8)), ("api_hash", Hex(32)),
        ("phone_number", Phone), ("webhook_url", Address), ("webhook_secret_token", Key("", 24)),
    ] },
    Service { name: "discord", keys: &[
        ("bot_token", Key("", 70)), ("client_id", Digits(18)), ("client_secret", Key("", 32)),
        ("application_id", Digits(18)), ("guild_id", Digits(18)), ("public_key", Hex(64)), ("webhook_url", Address),
        ("token", Key("", 70)),
    ] },
    Service { name: "openai", keys: &[
        ("api_key", Key("sk-proj-", 64)), ("org_id", Key("org-", 24)), ("project_id", Key("proj_", 24)),
        ("base_url", Address), ("access_token", Key("", 40)),
    ] },
    Service { name: "anthropic", keys: &[
        ("api_key", Key("sk-ant-", 60)), ("auth_token", Key("", 60)), ("base_url", Address),
    ] },
    Service { name: "database", keys: &[
        ("url", Database("postgres")), ("host", Host), ("port", Port), ("user", Word), ("password", Key("", 20)),
        ("name", Word), ("access_token", Key("", 30)),
    ] },
    Service { name: "postgres", keys: &[
        ("user", Word), ("password", Key("", 16)), ("db", Word), ("host", Host), ("port", Port),
    ] },
    Service { name: "mongodb", keys: &[
        ("uri", Database("mongodb+srv")), ("app_id", Word), ("api_key", Key("", 64)),
    ] },
    Service { name: "redis", keys: &[
        ("url", Database("redis")), ("host", Host), ("port", Port), ("token", Key("", 40)), ("password", Key("", 24)),
    ] },
    Service { name: "smtp", keys: &[
        ("host", Host), ("port", Port), ("username", Email), ("password", Key("", 16)), ("from", Email),
        ("secure", Flag),
    ] },
    Service { name: "firebase", keys: &[
        ("api_key", Key("AIza", 35)), ("app_id", Key("1:123456789012:web:", 22)), ("project_id", Word),
        ("messaging_sender_id", Digits(12)), ("measurement_id", Key("G-", 10)), ("auth_domain", Host),
    ] },
    Service { name: "shopify", keys: &[
        ("api_key", Hex(32)), ("api_secret", Key("shpss_", 32)), ("access_token", Key("shpat_", 32)),
        ("shop_domain", Host), ("webhook_secret", Hex(64)), ("api_version", Word), ("app_secret", Hex(32)),
        ("app_id", Digits(12)),
    ] },
    Service { name: "hubspot", keys: &[
        ("access_token", Key("pat-eu1-", 36)), ("portal_id", Digits(8)), ("app_id", Digits(7)), ("client_id", Hex(36)),
        ("client_secret", Hex(36)), ("api_key", Hex(36)),
    ] },
    Service { name: "google", keys: &[
        ("client_id", Key("123456789012-", 32)), ("client_secret", Key("GOCSPX-", 28)), ("api_key", Key("AIza", 35)),
        ("project_number", Digits(12)), ("refresh_token", Key("1//", 80)), ("maps_api_key", Key("AIza", 35)),
        ("verification_token", Key("", 43)),
    ] },
    Service { name: "github", keys: &[
        ("token", Key("ghp_", 36)), ("app_id", Digits(6)), ("installation_id", Digits(8)),
        ("webhook_secret", Key("", 32)), ("access_token", Key("gho_", 36)), ("client_id", Key("Iv1.", 16)),
    ] },
    Service { name: "sendgrid", keys: &[
        ("api_key", Key("SG.", 66)), ("from_email", Email), ("verification_key", Key("", 80)),
    ] },
    Service { name: "mailgun", keys: &[
        ("api_key", Key("key-", 32)), ("domain", Host), ("signing_key", Hex(32)),
    ] },
    Service { name: "vonage", keys: &[
        ("api_key", Hex(8)), ("api_secret", Key("", 16)), ("application_id", Hex(36)), ("from_number", Phone),
        ("phone_number", Phone),
    ] },
    Service { name: "plivo", keys: &[
        ("auth_id", Key("MA", 18)), ("auth_token", Key("", 40)), ("phone_number", Phone), ("app_id", Digits(17)),
    ] },
    Service { name: "messagebird", keys: &[
        ("access_key", Key("", 25)), ("originator", Phone), ("api_key", Key("", 25)), ("channel_id", Hex(32)),
    ] },
    Service { name: "sms", keys: &[
        ("provider", Word), ("api_key", Key("", 32)), ("from_number", Phone), ("sender_id", Word),
        ("access_token", Key("", 40)), ("account_sid", Key("AC", 32)), ("auth_token", Hex(32)), ("phone_number", Phone),
        ("webhook_url", Address),
    ] },
    Service { name: "auth", keys: &[
        ("jwt_secret", Hex(64)), ("access_token_ttl", Port), ("refresh_token_secret", Hex(64)),
        ("access_token_secret", Hex(64)), ("token", Key("", 40)), ("verify_token", Word),
        ("verification_token", Hex(32)), ("callback_url", Address),
    ] },
    Service { name: "payments", keys: &[
        ("app_id", Digits(15)), ("app_secret", Hex(32)), ("merchant_id", Digits(15)), ("callback_url", Address),
        ("access_token", Key("APP_USR-", 60)), ("phone_number", Phone), ("pin", Digits(4)), ("provider", Word),
    ] },
    Service { name: "crm", keys: &[
        ("base_url", Address), ("api_key", Key("", 32)), ("account_id", Digits(8)), ("access_token", Key("", 64)),
        ("webhook_url", Address), ("support_phone", Phone), ("phone_number", Phone), ("provider", Word),
    ] },
    Service { name: "chat", keys: &[
        ("app_id", Digits(7)), ("app_key", Hex(20)), ("app_secret", Hex(20)), ("api_token", Key("", 32)),
        ("business_id", Digits(9)), ("webhook_token", Key("", 20)), ("access_token", Key("", 32)),
    ] },
    Service { name: "app", keys: &[
        ("name", Word), ("id", Digits(15)), ("secret", Hex(64)), ("url", Address), ("debug", Flag), ("port", Port),
        ("version", Version), ("token", Hex(40)), ("pin", Digits(6)), ("api_version", Version),
        ("webhook_url", Address), ("phone_number", Phone), ("account_id", Digits(15)),
    ] },
    Service { name: "vapi", keys: &[
        ("phone_number_id", Hex(36)), ("api_key", Hex(36)), ("assistant_id", Hex(36)), ("webhook_url", Address),
    ] },
    Service { name: "elevenlabs", keys: &[
        ("phone_number_id", Key("phnum_", 28)), ("api_key", Hex(48)), ("agent_id", Key("agent_", 28)),
    ] },
    Service { name: "retell", keys: &[
        ("phone_number_id", Hex(24)), ("api_key", Key("key_", 28)), ("from_number", Phone),
    ] },
    Service { name: "dialog", keys: &[
        ("api_key", Key("", 32)), ("token", Key("", 32)), ("webhook_url", Address), ("title", Word),
        ("app_id", Digits(9)), ("access_token", Key("", 40)),
    ] },
    Service { name: "graph", keys: &[
        ("client_id", Hex(36)), ("client_secret", Key("", 40)), ("tenant_id", Hex(36)), ("api_version", Version),
        ("access_token", Key("eyJ", 200)), ("api_token", Key("", 60)),
    ] },
    Service { name: "cloud", keys: &[
        ("api_token", Key("", 40)), ("api_key", Key("", 40)), ("api_version", Version), ("account_id", Hex(32)),
        ("api_url", Address), ("access_token", Key("", 60)),
    ] },
    Service { name: "shop", keys: &[
        ("display_phone_number", Phone), ("recipient_phone_number", Phone), ("business_number", Phone),
        ("business_id", Digits(15)), ("business_account_id", Digits(10)), ("number_id", Digits(4)),
        ("account_id", Digits(15)),
    ] },
    Service { name: "ads", keys: &[
        ("system_user_token", MetaToken), ("business_manager_id", Digits(15)), ("app_id", Digits(15)),
        ("app_secret", Hex(32)), ("access_token", MetaToken), ("fb_api_version", Version), ("user_token", MetaToken),
    ] },
    Service { name: "webhook", keys: &[
        ("url", Address), ("token", Key("", 24)), ("verify_token", Word), ("secret", Hex(64)),
        ("callback_url", Address), ("verification_token", Key("", 16)), ("hub_verify_token", Word),
    ] },
    Service { name: "bot", keys: &[
        ("token", Key("", 40)), ("verify_token", Word), ("api_token", Key("", 40)), ("page_access_token", MetaToken),
        ("pin", Digits(5)), ("phone_number", Phone), ("test_number", Phone), ("provider", Word),
        ("webhook_url", Address),
    ] },
    Service { name: "tiktok", keys: &[
        ("app_id", Digits(19)), ("app_secret", Hex(40)), ("access_token", Hex(40)), ("advertiser_id", Digits(19)),
        ("pixel_id", Key("C", 19)),
    ] },
    Service { name: "linkedin", keys: &[
        ("client_id", Key("77", 12)), ("client_secret", Key("", 16)), ("access_token", Key("AQX", 120)),
    ] },
    Service { name: "viber", keys: &[
        ("auth_token", Hex(48)), ("webhook_url", Address), ("sender_name", Word),
    ] },
    Service { name: "line", keys: &[
        ("channel_id", Digits(10)), ("channel_secret", Hex(32)), ("channel_access_token", Key("", 170)),
    ] },
    Service { name: "zendesk", keys: &[
        ("subdomain", Word), ("email", Email), ("api_token", Key("", 40)), ("webhook_url", Address),
    ] },
    Service { name: "salesforce", keys: &[
        ("client_id", Key("3MVG", 80)), ("client_secret", Hex(64)), ("access_token", Key("00D", 100)),
        ("api_version", Version), ("callback_url", Address), ("security_token", Key("", 24)),
    ] },
    Service { name: "telephony", keys: &[
        ("phone_number", Phone), ("from_number", Phone), ("to_number", Phone), ("pin", Digits(4)), ("provider", Word),
        ("account_sid", Key("AC", 32)),
    ] },
];

const WORDS: &[&str] = &[
    "alpha", "beacon", "cobalt", "delta", "ember", "forge", "garnet", "harbor", "indigo", "juniper",
    "kestrel", "lumen", "maple", "nectar", "onyx", "pollen", "quartz", "raven", "sable", "timber", "umber",
    "violet", "willow", "yarrow",
];
const PLACEHOLDERS: &[&str] = &[
    "changeme",
    "<your-token>",
    "YOUR_API_KEY",
    "xxxxxxxxxxxxxxxx",
    "REPLACE_ME",
    "TODO",
    "your_token_here",
    "...",
    "********",
    "null",
    "test",
    "secret",
    "dummy",
    "Bearer abc",
    "none",
];
const REFERENCES: &[&str] = &[
    "${SECRET}",
    "${TOKEN:-}",
    "{{ .Values.token }}",
    "$(TOKEN)",
    "%TOKEN%",
];
const SCOPES: &[&str] = &[
    "PROD_",
    "DEV_",
    "NEXT_PUBLIC_",
    "VITE_",
    "STAGING_",
    "MY_",
    "REACT_APP_",
    "BACKUP_",
];

struct Setting {
    service: &'static str,
    key: String,
    value: String,
}

fn value(random: &mut Random, kind: Kind) -> String {
    match random.below(12) {
        0 => return String::new(),
        1 => return random.pick(PLACEHOLDERS).to_owned(),
        2 => return random.pick(REFERENCES).to_owned(),
        _ => {}
    }
    match kind {
        Digits(length) => random.text("123456789", 1) + &random.text(DIGITS, length - 1),
        Hex(length) => random.text(HEX, length),
        Key("AC" | "SK" | "MG" | "VA", length) => {
            let Key(prefix, _) = kind else { unreachable!() };
            prefix.to_owned() + &random.text(HEX, length)
        }
        Key(prefix @ ("AKIA" | "A0" | "C0"), length) => prefix.to_owned() + &random.text(CAPITALS, length),
        Key(prefix, length) => prefix.to_owned() + &random.text(ALPHANUMERIC, length),
        MetaToken => {
            let length = 170 + random.below(40);
            "EAA".to_owned() + &random.text(ALPHANUMERIC, length)
        }
        Phone => phone(random),
        Address => {
            let word = random.pick(WORDS);
            let number = random.below(9000) + 1000;
            match random.below(4) {
                0 => format!("http://localhost:{number}/webhook"),
                1 => format!("http://{word}:{number}/hooks"),
                2 => format!(
                    "https://graph.facebook.com/v{}.0/{}/feed",
                    number % 25,
                    random.text("123456789", 15)
                ),
                _ => format!("https://hooks.{word}.example.com/{number}"),
            }
        }
        Database(scheme) => format!(
            "{scheme}://{}:{}@{}.internal:5432/main",
            random.pick(WORDS),
            random.text(ALPHANUMERIC, 16),
            random.pick(WORDS)
        ),
        Host => format!("{}.{}.example.com", random.pick(WORDS), random.pick(WORDS)),
        Port => (random.below(60_000) + 1_000).to_string(),
        Email => format!("{}@example.com", random.pick(WORDS)),
        Word => format!("{}-{}", random.pick(WORDS), random.pick(WORDS)),
        Flag => random.pick(&["true", "false", "yes", "0", "1"]).to_owned(),
        Version => format!("v{}.{}", random.below(25), random.below(2)),
    }
}

fn phone(random: &mut Random) -> String {
    let digits = "1555".to_owned() + &random.text(DIGITS, 7);
    match random.below(4) {
        0 => digits,
        1 => format!("+1 {} {}-{}", &digits[1..4], &digits[4..7], &digits[7..]),
        2 => "+14155238886".to_owned(),
        _ => format!("+{digits}"),
    }
}

/// The settings of a few services.
fn settings(random: &mut Random) -> Vec<Setting> {
    let mut settings = Vec::new();
    let mut taken = Vec::new();
    while settings.is_empty() || !random.once_in(4) {
        let at = random.below(SERVICES.len());
        if taken.contains(&at) {
            continue;
        }
        taken.push(at);
        for (key, kind) in SERVICES[at].keys {
            if !random.once_in(4) {
                settings.push(Setting {
                    service: SERVICES[at].name,
                    key: (*key).to_owned(),
                    value: value(random, *kind),
                });
            }
        }
    }
    settings
}

/// A format, with the names of files in it and how it writes settings.
struct Format {
    names: &'static [&'static str],
    write: fn(&mut Random, &[Setting]) -> String,
}

#[rustfmt::skip]
const FORMATS: &[Format] = &[
    Format { names: &[".env", ".env.production", ".env.local", "api.env"], write: dotenv },
    Format { names: &["docker-compose.yml", "compose.yaml", "docker-compose.prod.yml"], write: compose_list },
    Format { names: &["docker-compose.override.yml", "compose.dev.yaml"], write: compose_map },
    Format { names: &["configmap.yaml", "config-production.yaml"], write: config_map },
    Format { names: &["secret.yaml", "k8s-secret.yml"], write: secret },
    Format { names: &["sealed.yaml", "secret-data.yaml"], write: secret_data },
    Format { names: &["deployment.yaml", "worker.yml"], write: deployment },
    Format { names: &["config.yaml", "values.yaml", "application.yml", "production.yaml"], write: yaml },
    Format { names: &["config.json", "appsettings.json", "settings.production.json"], write: json },
    Format { names: &["env.json", "local.settings.json"], write: flat_json },
    Format { names: &["config.toml", "settings.toml", "netlify.toml"], write: toml },
    Format { names: &["config.ini", "settings.cfg", "app.conf"], write: ini },
    Format { names: &["application.properties", "application-prod.properties"], write: properties },
    Format { names: &["terraform.tfvars", "prod.auto.tfvars"], write: tfvars },
    Format { names: &["main.tf", "variables.tf"], write: terraform },
    Format { names: &["Dockerfile", "api.Dockerfile"], write: dockerfile },
    Format { names: &["env.sh", "deploy.sh"], write: shell },
    Format { names: &["api.service"], write: systemd },
    Format { names: &["README.md", "SETUP.md"], write: markdown },
    Format { names: &["config.ts", "settings.js"], write: program },
    Format { names: &["settings.py", "config.py"], write: python },
    Format { names: &["deploy.yml", "ci.yaml"], write: workflow },
    Format { names: &["group_vars.yml", "integrations.yaml"], write: deep_yaml },
    Format { names: &["integrations.json", "connections.json"], write: list_of_json },
    Format { names: &["web.config", "app.config"], write: xml },
];

/// `STRIPE_SECRET_KEY`, with what says for which use it is.
fn constant(random: &mut Random, setting: &Setting) -> String {
    let scope = if random.once_in(6) {
        random.pick(SCOPES)
    } else {
        ""
    };
    let name = format!("{}_{}", setting.service, setting.key);
    format!("{scope}{}", name.to_uppercase())
}

fn camel(key: &str) -> String {
    let mut words = key.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |joined, word| {
        joined + &word[..1].to_uppercase() + &word[1..]
    })
}

/// One line for each setting: `line` makes it of the constant and the value.
fn constants(random: &mut Random, settings: &[Setting], line: fn(&str, &str) -> String) -> String {
    let lines = settings.iter().map(|setting| {
        let name = constant(random, setting);
        line(&name, &setting.value)
    });
    lines.collect()
}

/// A section for each service: `open` begins it, `line` is one setting, `close` ends it.
fn sections(
    settings: &[Setting],
    open: impl Fn(&str) -> String,
    mut line: impl FnMut(&Setting) -> String,
    close: &str,
) -> String {
    let mut text = String::new();
    for section in settings.chunk_by(|a, b| a.service == b.service) {
        text += &open(section[0].service);
        text.extend(section.iter().map(&mut line));
        text += close;
    }
    text
}

/// A value as a number where it is one, else in quotes.
fn literal(random: &mut Random, value: &str) -> String {
    let is_digits = value.bytes().all(|b| b.is_ascii_digit());
    let is_number = is_digits && (1..=18).contains(&value.len()) && !value.starts_with('0');
    if is_number && random.once_in(2) {
        value.to_owned()
    } else {
        format!("\"{value}\"")
    }
}

fn dotenv(random: &mut Random, settings: &[Setting]) -> String {
    let lines = settings.iter().map(|setting| {
        let name = constant(random, setting);
        let value = &setting.value;
        match random.below(8) {
            0 => format!("export {name}=\"{value}\"\n"),
            1 => format!("# {} settings\n{name}='{value}'\n", setting.service),
            2 => format!("#{name}={value}\n"),
            3 => format!("{name}=\"{value}\" # {}\n", setting.key),
            _ if value.contains(' ') => format!("{name}=\"{value}\"\n"),
            _ => format!("{name}={value}\n"),
        }
    });
    lines.collect()
}

fn compose_list(random: &mut Random, settings: &[Setting]) -> String {
    "services:\n  api:\n    image: example/api\n    environment:\n".to_owned()
        + &constants(random, settings, |name, value| {
            format!("      - \"{name}={value}\"\n")
        })
}

fn compose_map(random: &mut Random, settings: &[Setting]) -> String {
    let lines = settings.iter().map(|setting| {
        let name = constant(random, setting);
        format!("      {name}: {}\n", literal(random, &setting.value))
    });
    "services:\n  api:\n    image: example/api\n    environment:\n".to_owned() + &lines.collect::<String>()
}

fn config_map(random: &mut Random, settings: &[Setting]) -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: api\ndata:\n".to_owned()
        + &constants(random, settings, |name, value| format!("  {name}: \"{value}\"\n"))
}

fn secret(random: &mut Random, settings: &[Setting]) -> String {
    "apiVersion: v1\nkind: Secret\nmetadata:\n  name: api\nstringData:\n".to_owned()
        + &constants(random, settings, |name, value| format!("  {name}: '{value}'\n"))
}

fn secret_data(random: &mut Random, settings: &[Setting]) -> String {
    "apiVersion: v1\nkind: Secret\nmetadata:\n  name: api\ndata:\n".to_owned()
        + &constants(random, settings, |name, value| {
            format!("  {name}: {}\n", base64(value.as_bytes()))
        })
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = bytes.chunks(3).flat_map(|chunk| {
        let bits = (0..3).fold(0, |bits, at| {
            bits << 8 | usize::from(*chunk.get(at).unwrap_or(&0))
        });
        let digit = move |at: usize| match at {
            at if at > chunk.len() => '=',
            at => char::from(ALPHABET[bits >> (18 - 6 * at) & 63]),
        };
        (0..4).map(digit)
    });
    digits.collect()
}

fn deployment(random: &mut Random, settings: &[Setting]) -> String {
    "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n      containers:\n\
     \x20       - name: api\n          env:\n"
        .to_owned()
        + &constants(random, settings, |name, value| {
            format!("            - name: {name}\n              value: \"{value}\"\n")
        })
}

fn yaml(random: &mut Random, settings: &[Setting]) -> String {
    let is_camel = random.once_in(2);
    let key = |key: &str| if is_camel { camel(key) } else { key.to_owned() };
    let line = |setting: &Setting| format!("  {}: {}\n", key(&setting.key), literal(random, &setting.value));
    sections(settings, |service| format!("{service}:\n"), line, "")
}

fn json(random: &mut Random, settings: &[Setting]) -> String {
    let line = |setting: &Setting| {
        let value = literal(random, &setting.value);
        format!("    \"{}\": {value},\n", camel(&setting.key))
    };
    let body = sections(
        settings,
        |service| format!("  \"{service}\": {{\n"),
        line,
        "    \"enabled\": true\n  },\n",
    );
    format!("{{\n{body}  \"version\": 1\n}}\n")
}

fn flat_json(random: &mut Random, settings: &[Setting]) -> String {
    let lines = constants(random, settings, |name, value| {
        format!("    \"{name}\": \"{value}\",\n")
    });
    format!("{{\n  \"Values\": {{\n{lines}    \"REGION\": \"eu\"\n  }}\n}}\n")
}

fn toml(random: &mut Random, settings: &[Setting]) -> String {
    let line = |setting: &Setting| format!("{} = {}\n", setting.key, literal(random, &setting.value));
    sections(settings, |service| format!("[{service}]\n"), line, "\n")
}

fn ini(_: &mut Random, settings: &[Setting]) -> String {
    let line = |setting: &Setting| format!("{} = {}\n", setting.key, setting.value);
    sections(settings, |service| format!("[{service}]\n"), line, "\n")
}

fn properties(_: &mut Random, settings: &[Setting]) -> String {
    let line = |setting: &Setting| {
        let key = setting.key.replace(
            '_',
            if setting.key.len().is_multiple_of(2) {
                "."
            } else {
                "-"
            },
        );
        format!("{}.{key}={}\n", setting.service, setting.value)
    };
    sections(settings, |service| format!("# {service}\n"), line, "")
}

fn tfvars(random: &mut Random, settings: &[Setting]) -> String {
    let lines = settings.iter().map(|setting| {
        let value = literal(random, &setting.value.replace("${", "$${"));
        format!("{}_{} = {value}\n", setting.service, setting.key)
    });
    lines.collect()
}

fn terraform(random: &mut Random, settings: &[Setting]) -> String {
    let lines = settings.iter().map(|setting| {
        let value = literal(random, &setting.value.replace("${", "$${").replace("%{", "%%{"));
        let Setting { service, key, .. } = setting;
        format!("variable \"{service}_{key}\" {{\n  type    = string\n  default = {value}\n}}\n\n")
    });
    lines.collect()
}

fn dockerfile(random: &mut Random, settings: &[Setting]) -> String {
    "FROM alpine\n".to_owned()
        + &constants(random, settings, |name, value| {
            format!("ENV {name}=\"{value}\"\n")
        })
}

fn shell(random: &mut Random, settings: &[Setting]) -> String {
    "#!/bin/sh\n".to_owned()
        + &constants(random, settings, |name, value| {
            format!("export {name}='{value}'\n")
        })
}

fn systemd(random: &mut Random, settings: &[Setting]) -> String {
    "[Service]\nExecStart=/bin/api\n".to_owned()
        + &constants(random, settings, |name, value| {
            format!("Environment=\"{name}={}\"\n", value.replace('%', "%%"))
        })
}

fn markdown(random: &mut Random, settings: &[Setting]) -> String {
    format!(
        "# Set up\n\n```dotenv\n{}```\n\n```json\n{}```\n",
        dotenv(random, settings),
        json(random, settings)
    )
}

fn program(random: &mut Random, settings: &[Setting]) -> String {
    let line = |setting: &Setting| {
        let value = literal(random, &setting.value);
        format!("  {}: {value},\n", camel(&setting.key))
    };
    sections(
        settings,
        |service| format!("export const {service} = {{\n"),
        line,
        "};\n",
    )
}

fn python(random: &mut Random, settings: &[Setting]) -> String {
    "import os\n\n".to_owned()
        + &constants(random, settings, |name, value| {
            format!("{name} = os.getenv(\"{name}\", \"{value}\")\n")
        })
}

fn workflow(random: &mut Random, settings: &[Setting]) -> String {
    "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    env:\n".to_owned()
        + &constants(random, settings, |name, value| {
            format!("      {name}: '{value}'\n")
        })
}

fn deep_yaml(random: &mut Random, settings: &[Setting]) -> String {
    let line = |setting: &Setting| format!("      {}: {}\n", setting.key, literal(random, &setting.value));
    let open = |service: &str| format!("  {service}:\n    enabled: true\n    credentials:\n");
    "integrations:\n".to_owned() + &sections(settings, open, line, "")
}

fn list_of_json(random: &mut Random, settings: &[Setting]) -> String {
    let line = |setting: &Setting| {
        let value = literal(random, &setting.value);
        format!("      \"{}\": {value},\n", setting.key)
    };
    let open = |service: &str| format!("    {{\n      \"provider\": \"{service}\",\n");
    let body = sections(settings, open, line, "      \"active\": true\n    },\n");
    format!("{{\n  \"connections\": [\n{body}    {{}}\n  ]\n}}\n")
}

fn xml(random: &mut Random, settings: &[Setting]) -> String {
    let lines = constants(random, settings, |name, value| {
        let value = value.replace('<', "&lt;");
        format!("    <add key=\"{name}\" value=\"{value}\" />\n")
    });
    format!("<configuration>\n  <appSettings>\n{lines}  </appSettings>\n</configuration>\n")
}

#[test]
fn nothing_is_said_of_other_services() {
    let mut random = Random(1_955_508_388_126_871);
    let sandbox = Sandbox::new();
    for file in 0..FILES {
        let format = &FORMATS[random.below(FORMATS.len())];
        let settings = settings(&mut random);
        let name = random.pick(format.names);
        let text = (format.write)(&mut random, &settings);
        sandbox.write(&format!("{}/{file}/{name}", settings[0].service), text);
    }
    let run = sandbox.run(&["lint", "--format", "json"]);
    let found = run.places();
    let shown: Vec<String> = found
        .iter()
        .take(60)
        .map(|place| shown(&sandbox, place))
        .collect();
    assert!(found.is_empty(), "{} findings, such as {shown:#?}", found.len());
}

/// A place with its line of the file: no value is anybody's.
fn shown(sandbox: &Sandbox, place: &str) -> String {
    let mut parts = place.split(':');
    let path = parts.next().unwrap_or_default();
    let line: usize = parts.next().and_then(|line| line.parse().ok()).unwrap_or(1);
    let text = sandbox.read(path);
    format!("{place}: {}", text.lines().nth(line - 1).unwrap_or_default())
}
