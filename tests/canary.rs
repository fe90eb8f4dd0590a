//! No secret is ever printed.
//!
//! Canaries are put wherever a secret may stand, each place has one of its own, and every command is run over them.
//! No six bytes of any canary may come out: not on standard output, not in an error, not in a written file. And since
//! hashes, other cases and encodings have other bytes, a second run with other canaries must print the very same.

mod support;

use std::collections::HashMap;

use support::{PHONE, Run, Sandbox, Setup};

/// What is run over the planted projects and guides. A new command, format or option is one more line.
const COMMANDS: &[&[&str]] = &[
    &["lint"],
    &["lint", "--format", "human", "--fail-on", "hint"],
    &["lint", "--format", "json"],
    &["lint", "--isolated", "--no-ignore"],
    &["lint", "--env"],
    &["lint", "--env", "--format", "json"],
    &["lint", "-", "--stdin-filename", "stdin.env"],
    &["lint", "-", "--stdin-filename", "stdin.yaml", "--format", "json"],
    &["lint", "-", "--stdin-filename", "stdin.json"],
    &["lint", "-", "--stdin-filename", "stdin.toml"],
    &["check"],
    &["check", "--format", "json"],
    &["build", "--out", "written/site"],
    &["init", "written/guide"],
    &["explain"],
    &["explain", "empty-access-token"],
    // Ways to go wrong.
    &["lint", "no-such-file.env"],
    &["lint", "--format", "no-such-format"],
    &["lint", "-", "--stdin-filename", "x.unknown"],
    &["lint", "-"],
    &["lint", "--no-such-option"],
    &["lint", "--guide", "no-such-guide"],
    &["build", "--out", "fieldguide.yaml"],
    &["build", "--out", "."],
    &["check", "--guide", "no-such-guide"],
    &["explain", "no-such-rule"],
    &["init", "."],
];

/// A window is the shortest part of a secret that would help anybody, in bytes.
const WINDOW: usize = 6;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Letters of both cases and digits, 44 of them.
    Mixed,
    /// As Meta's tokens look.
    Token,
    /// As app secrets look.
    Hex,
    /// Made-up words and numbers, as people remember them.
    Passphrase,
    /// Of one to four bytes a character.
    MultiByte,
    /// With quotes and a line end in it, escaped as the file's format has it.
    Quoted,
}

const KINDS: [Kind; 6] = [
    Kind::Mixed,
    Kind::Token,
    Kind::Hex,
    Kind::Passphrase,
    Kind::MultiByte,
    Kind::Quoted,
];

/// One letter for each class of characters. What is masked depends on classes and lengths, so these are the same for
/// every canary of a kind, and only then two runs can be compared.
impl Kind {
    fn pattern(self) -> String {
        match self {
            Self::Mixed => "aA9a".repeat(11),
            Self::Token => format!("EAA{}", "Aa9A".repeat(50)),
            Self::Hex => "h9".repeat(16),
            Self::Passphrase => "aaaaaa 9999 aaaaaaa aaa99aaa".to_owned(),
            Self::MultiByte => "é漢A9𝄞a".repeat(5),
            Self::Quoted => "aA9aA9aA\"9aA9aA9a'aA9aA9a\naA9aA9aA9".to_owned(),
        }
    }

    /// Whether it may stand where a name may.
    fn is_word(self) -> bool {
        matches!(self, Self::Mixed | Self::Token | Self::Hex)
    }

    /// Whether it may stand where there are no quotes.
    fn is_one_line(self) -> bool {
        self != Self::Quoted
    }
}

/// Makes canaries, and tells whose windows come out. They are made at run time, so that no file of this repository
/// holds anything that looks live; and from a seed, so that a failure can be repeated.
struct Aviary {
    state: u64,
    /// Windows in lower case, with the place that the canary was put at.
    windows: HashMap<Vec<u8>, String>,
}

impl Aviary {
    fn new(seed: u64) -> Self {
        Self {
            state: seed,
            windows: HashMap::new(),
        }
    }

    fn pick(&mut self, from: &str) -> char {
        // Knuth's constants; the high bits are the good ones.
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let all: Vec<char> = from.chars().collect();
        all[(self.state >> 33) as usize % all.len()]
    }

    fn make(&mut self, kind: Kind, place: &str) -> String {
        let pattern = kind.pattern();
        let (head, body) = match kind {
            Kind::Token => pattern.split_at(3),
            _ => ("", pattern.as_str()),
        };
        let mut canary = head.to_owned();
        for class in body.chars() {
            canary.push(match class {
                'a' => self.pick("bcdfghjkmnpqrstvwxz"),
                'A' => self.pick("BCDFGHJKLMNPQRSTVWXZ"),
                'h' => self.pick("abcdef"),
                '9' => self.pick("23456789"),
                'é' => self.pick("éèüößñçåø"),
                '漢' => self.pick("漢字仮名交文東西南北"),
                '𝄞' => self.pick("𝄞𝄢𝅘𝅥𝅮𝆑𝆏𝆒"),
                other => other,
            });
        }
        let bytes = canary.to_lowercase().into_bytes();
        for window in bytes.windows(WINDOW) {
            self.windows.insert(window.to_vec(), place.to_owned());
        }
        canary
    }

    /// The places whose canaries stand in a text, and where.
    fn seen_in(&self, bytes: &[u8]) -> Vec<String> {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        let mut seen: Vec<String> = text
            .lines()
            .flat_map(|line| {
                line.as_bytes().windows(WINDOW).filter_map(move |window| {
                    let place = self.windows.get(window)?;
                    Some(format!("{place}: {line}"))
                })
            })
            .collect();
        seen.dedup();
        seen
    }
}

/// Where in a file of a format a secret may stand. `CANARY` becomes one; each of these texts also has something that
/// is reported, on the canary's own line where that can be: only lines with a finding are shown.
const PLACES: &[(&str, &str)] = &[
    // dotenv: the value itself, of every kind that is asked for.
    ("token.env", "WHATSAPP_ACCESS_TOKEN=<CANARY>\n"),
    ("token-quoted.env", "WHATSAPP_ACCESS_TOKEN=\"<CANARY>\"\n"),
    ("app-secret.env", "export WHATSAPP_APP_SECRET='<CANARY>'\n"),
    ("verify-token.env", "WHATSAPP_VERIFY_TOKEN=<CANARY>\n"),
    ("d360-key.env", "D360_API_KEY=<CANARY>\n"),
    (
        "twilio-token.env",
        "TWILIO_AUTH_TOKEN=<CANARY>\nTWILIO_WHATSAPP_FROM=\n",
    ),
    (
        "account-sid.env",
        "TWILIO_ACCOUNT_SID=[CANARY]\nTWILIO_WHATSAPP_FROM=\n",
    ),
    ("number-id.env", "WHATSAPP_PHONE_NUMBER_ID={CANARY}\n"),
    ("waba-id.env", "WHATSAPP_BUSINESS_ACCOUNT_ID=<CANARY>\n"),
    ("app-id.env", "WHATSAPP_APP_ID=<CANARY>\n"),
    ("default.env", "WHATSAPP_ACCESS_TOKEN=${OTHER:-<CANARY>}\n"),
    ("empty-quote.env", "WHATSAPP_ACCESS_TOKEN=\"\" # CANARY\n"),
    // dotenv: beside it.
    ("comment.env", "WHATSAPP_PHONE_NUMBER_ID=PHONE # CANARY\n"),
    (
        "comment-prose.env",
        "WHATSAPP_PHONE_NUMBER_ID=PHONE # the token was CANARY until May\n",
    ),
    (
        "comment-colon.env",
        "WHATSAPP_PHONE_NUMBER_ID=PHONE # token: CANARY\n",
    ),
    (
        "comment-quoted.env",
        "WHATSAPP_PHONE_NUMBER_ID=PHONE # the token \"CANARY\" is old\n",
    ),
    (
        "comment-assignment.env",
        "WHATSAPP_PHONE_NUMBER_ID=PHONE # OLD_TOKEN=CANARY\n",
    ),
    (
        "comment-url.env",
        "WHATSAPP_ACCESS_TOKEN= # https://graph.example/?access_token=CANARY&x=1\n",
    ),
    (
        "commented-out.env",
        "# WHATSAPP_ACCESS_TOKEN=CANARY\nWHATSAPP_ACCESS_TOKEN=\n#CANARY\n",
    ),
    (
        "unrelated.env",
        "DATABASE_URL=postgres://u:CANARY@h/db\nWHATSAPP_ACCESS_TOKEN=\nSTRIPE_KEY=CANARY\n",
    ),
    ("key.env", "CANARY_WHATSAPP_ACCESS_TOKEN=\n"),
    (
        "name-in-reference.env",
        "WHATSAPP_PHONE_NUMBER_ID=${WHATSAPP_BUSINESS_ACCOUNT_ID} # ${CANARY}\n",
    ),
    // dotenv: broken.
    ("open-quote.env", "WHATSAPP_ACCESS_TOKEN=\"CANARY\n"),
    ("open-quote-2.env", "OTHER='CANARY\nWHATSAPP_ACCESS_TOKEN=\n"),
    ("nul.env", "WHATSAPP_ACCESS_TOKEN=CANARY\0CANARY\n"),
    ("no-assignment.env", "CANARY\nWHATSAPP_ACCESS_TOKEN=\n"),
    // YAML: on one line.
    (
        "flow.yaml",
        "whatsapp: {phone_number_id: \"PHONE\", access_token: \"CANARY\"}\n",
    ),
    (
        "flow-app-secret.yaml",
        "whatsapp: {app_secret: \"CANARY\", access_token: \"\"}\n",
    ),
    (
        "flow-verify-token.yaml",
        "whatsapp: {verify_token: \"CANARY\", access_token: \"\"}\n",
    ),
    (
        "flow-unrelated.yaml",
        "whatsapp: {note: \"CANARY\", access_token: \"\"}\n",
    ),
    (
        "flow-nested.yaml",
        "whatsapp: {notes: [{text: \"CANARY\"}], access_token: \"\"}\n",
    ),
    (
        "flow-list.yaml",
        "whatsapp: {notes: [\"CANARY\", x], access_token: \"\"}\n",
    ),
    (
        "flow-provider.yaml",
        "whatsapp: {provider: \"CANARY\", phone_number_id: \"PHONE\", a: {verify_token: \"<x>\"}}\n",
    ),
    (
        "flow-twice.yaml",
        "whatsapp: {access_token: \"CANARY\", access_token: \"\"}\n",
    ),
    (
        "flow-number-id.yaml",
        "whatsapp: {phone_number_id: \"CANARY\", access_token: \"\"}\n",
    ),
    (
        "flow-url.yaml",
        "whatsapp: {webhook_url: \"https://u:p@h.example/?access_token=CANARY\", access_token: \"\"}\n",
    ),
    (
        "flow-default.yaml",
        "whatsapp: {phone_number_id: \"PHONE\", access_token: \"${X:-CANARY}\"}\n",
    ),
    (
        "flow-key.yaml",
        "whatsapp: {\"CANARY\": 1, phone_number_id: \"PHONE\"}\n",
    ),
    (
        "flow-anchor.yaml",
        "whatsapp: {x: &CANARY y, phone_number_id: \"PHONE\"}\n",
    ),
    (
        "flow-tag.yaml",
        "whatsapp: {x: !CANARY y, phone_number_id: \"PHONE\"}\n",
    ),
    (
        "flow-environment.yaml",
        "environment: [\"WHATSAPP_ACCESS_TOKEN=\", \"OTHER=CANARY\", \"CANARY\"]\n",
    ),
    (
        "flow-k8s.yaml",
        "env: [{name: OTHER, value: \"CANARY\"}, {name: WHATSAPP_ACCESS_TOKEN, value: \"\"}]\n",
    ),
    (
        "related.yaml",
        "whatsapp: {waba_id: \"634974688087050\", phone_number_id: \"634974688087050\", x: \"CANARY\"}\n",
    ),
    // YAML: in blocks.
    ("key.yaml", "\"CANARY\":\n  whatsapp_access_token: \"\"\n"),
    ("key-prefix.yaml", "CANARY_whatsapp_access_token: \"\"\n"),
    ("block.yaml", "whatsapp:\n  access_token: |\n    <CANARY>\n"),
    ("folded.yaml", "whatsapp:\n  access_token: \"<a\n    CANARY>\"\n"),
    (
        "comment.yaml",
        "whatsapp:\n  phone_number_id: \"PHONE\" # access_token: CANARY\n",
    ),
    (
        "comment-prose.yaml",
        "whatsapp:\n  phone_number_id: \"PHONE\" # (CANARY) was it\n",
    ),
    (
        "commented-out.yaml",
        "whatsapp:\n  # access_token: CANARY\n  access_token: \"\"\n  # CANARY\n",
    ),
    ("alias.yaml", "whatsapp_access_token: *CANARY\n"),
    (
        "expression.yaml",
        "whatsapp: {phone_number_id: \"PHONE\", x: '{{ default \"CANARY\" .Values.x }}'}\n",
    ),
    // YAML: broken.
    ("open-quote.yaml", "whatsapp:\n  access_token: \"CANARY\n"),
    ("open-bracket.yaml", "whatsapp:\n  access_token: [CANARY\n"),
    ("bad-indent.yaml", "whatsapp:\n  access_token: x\n CANARY: y\n"),
    (
        "bad-indent-2.yaml",
        "whatsapp:\n    access_token: \"CANARY\"\n  app_secret: \"CANARY\"\n",
    ),
    ("tab.yaml", "whatsapp:\n\taccess_token: CANARY\n"),
    ("colons.yaml", "whatsapp_access_token: x: CANARY\n"),
    (
        "closed-too-often.yaml",
        "whatsapp: {phone_number_id: \"PHONE\"}} CANARY\n",
    ),
    ("percent.yaml", "whatsapp_access_token: %CANARY\n"),
    ("at-sign.yaml", "whatsapp_access_token: @CANARY\n"),
    ("escape.yaml", "whatsapp_access_token: \"\\qCANARY\"\n"),
    // JSON: on one line.
    (
        "flow.json",
        "{\"whatsapp\": {\"phoneNumberId\": \"PHONE\", \"accessToken\": \"CANARY\"}}\n",
    ),
    (
        "unrelated.json",
        "{\"note\": \"CANARY\", \"whatsappAccessToken\": \"\"}\n",
    ),
    (
        "list.json",
        "{\"notes\": [\"CANARY\"], \"whatsappAccessToken\": \"\"}\n",
    ),
    (
        "nested.json",
        "{\"a\": {\"b\": [{\"c\": \"CANARY\"}]}, \"whatsappAccessToken\": \"\"}\n",
    ),
    ("token.json", "{\"whatsappAccessToken\": \"<CANARY>\"}\n"),
    ("key.json", "{\"CANARY\": 1, \"whatsappAccessToken\": \"\"}\n"),
    (
        "key-above.json",
        "{\"CANARY\": {\"whatsappAccessToken\": \"\"}}\n",
    ),
    ("comment.json", "{\"whatsappAccessToken\": \"\"} // CANARY\n"),
    (
        "comment-block.json",
        "{/* token: CANARY */ \"whatsappAccessToken\": \"\"}\n",
    ),
    (
        "k8s.json",
        "{\"env\": [{\"name\": \"X\", \"value\": \"CANARY\"}, {\"name\": \"WHATSAPP_TOKEN\", \"value\": \"\"}]}\n",
    ),
    // JSON: broken.
    ("open-quote.json", "{\"whatsappAccessToken\": \"CANARY\n"),
    ("open-bracket.json", "{\"whatsappAccessToken\": \"CANARY\"\n"),
    (
        "no-comma.json",
        "{\"whatsappAccessToken\": \"CANARY\" \"x\": 1}\n",
    ),
    ("no-quotes.json", "{\"whatsappAccessToken\": CANARY}\n"),
    (
        "no-quotes-2.json",
        "{\"x\": CANARY, \"whatsappAccessToken\": \"\"}\n",
    ),
    ("single-quotes.json", "{'whatsappAccessToken': 'CANARY'}\n"),
    ("behind.json", "{\"whatsappAccessToken\": \"\"} CANARY\n"),
    ("before.json", "CANARY {\"whatsappAccessToken\": \"\"}\n"),
    ("escape.json", "{\"whatsappAccessToken\": \"\\qCANARY\"}\n"),
    (
        "broken-list.json",
        "{\"notes\": [\"CANARY\"], \"whatsappAccessToken\": \"\"\n",
    ),
    // TOML: on one line, in blocks, broken.
    (
        "flow.toml",
        "whatsapp = { phone_number_id = \"PHONE\", access_token = \"CANARY\" }\n",
    ),
    (
        "list.toml",
        "whatsapp = { notes = [\"CANARY\"], access_token = \"\" }\n",
    ),
    ("token.toml", "[whatsapp]\naccess_token = \"<CANARY>\"\n"),
    ("long.toml", "[whatsapp]\naccess_token = \"\"\"\n<CANARY>\"\"\"\n"),
    ("key.toml", "whatsapp = { CANARY = 1, access_token = \"\" }\n"),
    ("table.toml", "[CANARY]\nwhatsapp_access_token = \"\"\n"),
    ("comment.toml", "whatsapp_access_token = \"\" # CANARY\n"),
    (
        "commented-out.toml",
        "# whatsapp_access_token = \"CANARY\"\nwhatsapp_access_token = \"\"\n",
    ),
    ("open-quote.toml", "whatsapp_access_token = \"CANARY\n"),
    ("open-bracket.toml", "whatsapp_access_token = [\"CANARY\"\n"),
    ("no-quotes.toml", "whatsapp_access_token = CANARY\n"),
    ("escape.toml", "whatsapp_access_token = \"\\qCANARY\"\n"),
    (
        "twice.toml",
        "whatsapp_access_token = \"CANARY\"\nwhatsapp_access_token = \"CANARY\"\n",
    ),
    ("no-value.toml", "whatsapp_access_token CANARY\n"),
    // Encodings.
    ("latin1.env", "WHATSAPP_ACCESS_TOKEN=CANARY<LATIN1>CANARY\n"),
    (
        "latin1-comment.env",
        "WHATSAPP_ACCESS_TOKEN= # caf<LATIN1> CANARY\n",
    ),
    (
        "latin1.yaml",
        "whatsapp: {x: \"CANARY\", y: \"<LATIN1>\", access_token: \"\"}\n",
    ),
    (
        "latin1.json",
        "{\"x\": \"CANARY\", \"y\": \"<LATIN1>\", \"whatsappAccessToken\": \"\"}\n",
    ),
    (
        "latin1.toml",
        "x = \"CANARY<LATIN1>\"\nwhatsapp_access_token = \"\" # CANARY <LATIN1>\n",
    ),
    ("utf16-le.env", "WHATSAPP_ACCESS_TOKEN=<CANARY>\n"),
    ("utf16-be.env", "WHATSAPP_PHONE_NUMBER_ID=PHONE # CANARY\n"),
    ("bom.env", "WHATSAPP_ACCESS_TOKEN=<CANARY>\n"),
];

/// Whether a canary of this kind can stand at a place: names have no blanks, and only quotes hold a line end.
fn fits(kind: Kind, name: &str, text: &str) -> bool {
    let is_name = name.contains("key.env")
        || name.starts_with("key-prefix")
        || name.starts_with("flow-anchor")
        || name.starts_with("flow-tag")
        || name.starts_with("alias")
        || name == "key.toml"
        || name == "table.toml"
        || name.starts_with("name-in-reference")
        // A key is shown unless it looks like a secret, and words with blanks between them are a name as any other.
        || name.contains("key");
    let is_quoted = text.matches("\"CANARY\"").count() == text.matches("CANARY").count();
    match kind {
        _ if name == "d360-key.env" => kind.is_one_line(),
        _ if is_name => kind.is_word(),
        // In brackets and quotes a placeholder has no others.
        _ => kind.is_one_line() || is_quoted,
    }
}

/// How a canary is written between the quotes of a format. A dotenv value and a comment have no way to hold a quote.
fn written(canary: &str) -> String {
    let json = serde_json::to_string(canary).unwrap();
    json[1..json.len() - 1].to_owned()
}

fn encoded(name: &str, text: &str) -> Vec<u8> {
    let units = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> { text.encode_utf16().flat_map(bytes).collect() };
    match name {
        _ if name.starts_with("utf16-le") => [&[0xff, 0xfe][..], &units(u16::to_le_bytes)].concat(),
        _ if name.starts_with("utf16-be") => [&[0xfe, 0xff][..], &units(u16::to_be_bytes)].concat(),
        _ if name.starts_with("bom") => [&[0xef, 0xbb, 0xbf][..], text.as_bytes()].concat(),
        _ => {
            let parts: Vec<&[u8]> = text.split("<LATIN1>").map(str::as_bytes).collect();
            parts.join(&0xe9)
        }
    }
}

/// A project with every canary that fits at every place, each in a file of its own; and the names of the files.
fn plant(aviary: &mut Aviary) -> (Sandbox, Vec<String>) {
    let sandbox = Sandbox::new();
    let mut names = Vec::new();
    for (file, template) in PLACES {
        for kind in KINDS {
            if !fits(kind, file, template) {
                continue;
            }
            let path = format!("{kind:?}/{file}").to_lowercase();
            let mut text = template.replace("PHONE", PHONE);
            while text.contains("CANARY") {
                let canary = written(&aviary.make(kind, &path));
                text = text.replacen("CANARY", &canary, 1);
            }
            sandbox.write(&path, encoded(file, &text));
            names.push(path);
        }
    }
    (sandbox, names)
}

/// Runs a command with a canary in the environment and one on standard input, whether it asks for them or not.
fn run(sandbox: &Sandbox, arguments: &[&str], aviary: &mut Aviary) -> Run {
    let stdin = format!(
        "WHATSAPP_ACCESS_TOKEN=\"<{}>\"\nx: {}\n",
        aviary.make(Kind::Mixed, "standard input"),
        aviary.make(Kind::Token, "standard input")
    );
    let token = format!("<{}>", aviary.make(Kind::Mixed, "environment"));
    let secret = format!(
        "<{}\n{}>",
        aviary.make(Kind::Hex, "environment"),
        aviary.make(Kind::Hex, "environment")
    );
    let other = aviary.make(Kind::Token, "environment, a variable that is not asked for");
    let setup = Setup {
        stdin: stdin.as_bytes(),
        variables: &[
            ("WHATSAPP_ACCESS_TOKEN", &token),
            ("WHATSAPP_APP_SECRET", &secret),
            ("OTHER", &other),
        ],
        ..Setup::default()
    };
    sandbox.run_with(arguments, &setup)
}

/// What a run said and wrote, each with its name.
fn said(sandbox: &Sandbox, run: &Run) -> Vec<(String, Vec<u8>)> {
    let mut said = vec![
        ("standard output".to_owned(), run.stdout.clone().into_bytes()),
        ("standard error".to_owned(), run.stderr.clone().into_bytes()),
    ];
    if sandbox.path().join("written").exists() {
        said.extend(sandbox.files("written"));
        std::fs::remove_dir_all(sandbox.path().join("written")).unwrap();
    }
    said
}

/// Every leak of every command over what `plant` makes, and every difference between two sets of canaries.
fn leaks(plant: impl Fn(&mut Aviary) -> Sandbox) -> Vec<String> {
    let mut aviaries = [Aviary::new(1), Aviary::new(2)];
    let sandboxes = [plant(&mut aviaries[0]), plant(&mut aviaries[1])];
    let mut leaks = Vec::new();
    for command in COMMANDS {
        let runs = [0, 1].map(|at| run(&sandboxes[at], command, &mut aviaries[at]));
        let said = [0, 1].map(|at| said(&sandboxes[at], &runs[at]));
        for (name, bytes) in &said[0] {
            for seen in aviaries[0].seen_in(bytes) {
                leaks.push(format!("{} on {name}: {seen}", command.join(" ")));
            }
        }
        if runs[0].timeless() != runs[1].timeless() || said[0][2..] != said[1][2..] {
            let (one, other) = (runs[0].timeless(), runs[1].timeless());
            let line = one.lines().zip(other.lines()).find(|(a, b)| a != b);
            leaks.push(format!(
                "{}: other canaries print something else: {line:?}",
                command.join(" ")
            ));
        }
    }
    leaks.sort();
    leaks.dedup();
    leaks
}

fn none(leaks: &[String]) {
    assert!(leaks.is_empty(), "{} leaks:\n{}", leaks.len(), leaks.join("\n"));
}

#[test]
fn no_part_of_a_secret_in_a_scanned_file_comes_out() {
    none(&leaks(|aviary| plant(aviary).0));
}

/// Without this the test above would pass on a linter that reads nothing.
#[test]
fn every_file_with_a_canary_is_reported_on() {
    let (sandbox, names) = plant(&mut Aviary::new(1));
    let report = sandbox.run(&["lint", "--format", "json"]).json();
    let reported: Vec<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["path"].as_str().unwrap())
        .collect();
    let silent: Vec<&String> = names
        .iter()
        .filter(|name| !reported.contains(&name.as_str()))
        .collect();
    assert!(silent.is_empty(), "nothing was found in {silent:#?}");
}
