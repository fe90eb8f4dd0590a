//! No secret is ever printed.
//!
//! Canaries are put wherever a secret may stand, each place has one of its own, and every command is run over them.
//! No six bytes of any canary may come out: not on standard output, not in an error, not in a written file. And since
//! hashes, other cases and encodings have other bytes, a second run with other canaries must print the very same.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use std::collections::HashMap;

use fieldguide::report::FORMATS;
use support::{PHONE, Run, Sandbox, Setup};

/// What is run over the planted projects and guides, besides `lint` in every format. A new command or option is one more
/// line.
const COMMANDS: &[&[&str]] = &[
    &["lint"],
    &["lint", "--format", "human", "--fail-on", "hint"],
    &["lint", "--isolated", "--no-ignore"],
    &["lint", "--diff", "--unsafe-fixes"],
    &["lint", "--env"],
    &["lint", "--env", "--format", "json"],
    &["lint", "-", "--stdin-filename", "stdin.env"],
    &["lint", "-", "--stdin-filename", "stdin.yaml", "--format", "json"],
    &["lint", "-", "--stdin-filename", "stdin.json"],
    &["lint", "-", "--stdin-filename", "stdin.toml"],
    &["check"],
    &["check", "--format", "json"],
    &["check", "--format", "sarif"],
    &["build", "--out", "written/site"],
    &["init", "written/guide"],
    &["lint", "--write-baseline", "written/baseline"],
    &["rules"],
    &["rules", "--format", "json"],
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

fn commands() -> impl Iterator<Item = Vec<&'static str>> {
    let formats = FORMATS.iter().map(|format| vec!["lint", "--format", format.name]);
    COMMANDS.iter().map(|command| command.to_vec()).chain(formats)
}

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
    ("default.env", "WHATSAPP_PHONE_NUMBER_ID=${OTHER:-<CANARY>}\n"),
    ("empty-quote-comment.env", "WHATSAPP_ACCESS_TOKEN=\"\" # CANARY\n"),
    // dotenv: beside it.
    ("comment.env", "WHATSAPP_PHONE_NUMBER_ID=+PHONE # CANARY\n"),
    (
        "comment-prose.env",
        "WHATSAPP_PHONE_NUMBER_ID=+PHONE # the token was CANARY until May\n",
    ),
    (
        "comment-colon.env",
        "WHATSAPP_PHONE_NUMBER_ID=+PHONE # token: CANARY\n",
    ),
    (
        "comment-quoted.env",
        "WHATSAPP_PHONE_NUMBER_ID=+PHONE # the token \"CANARY\" is old\n",
    ),
    (
        "comment-assignment.env",
        "WHATSAPP_PHONE_NUMBER_ID=+PHONE # OLD_TOKEN=CANARY\n",
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
    // The other formats, whole and broken.
    (
        "other.properties",
        "# old=CANARY\nother.key=CANARY\nwhatsapp.access-token=<CANARY>\nwhatsapp.phone-number-id=+PHONE\n",
    ),
    (
        "other.ini",
        "[whatsapp]\nx = CANARY ; CANARY\naccess_token = <CANARY>\nphone_number_id = +PHONE\n",
    ),
    (
        "broken.ini",
        "[whatsapp\nCANARY\nwhatsapp_phone_number_id = +PHONE\n",
    ),
    (
        "other.tfvars",
        "x = \"CANARY\" # CANARY\nwhatsapp_token = \"<CANARY>\"\nwhatsapp_phone_number_id = \"+PHONE\"\n",
    ),
    (
        "broken.tf",
        "whatsapp_phone_number_id = \"+PHONE\"\nx = \"CANARY\n",
    ),
    (
        "other.dockerfile",
        "FROM a\nRUN run CANARY\nENV WHATSAPP_PHONE_NUMBER_ID=\"+PHONE\"\nENV X=CANARY WHATSAPP_TOKEN=<CANARY>\n",
    ),
    (
        "other.sh",
        "run CANARY # CANARY\nexport WHATSAPP_PHONE_NUMBER_ID=+PHONE X='CANARY'\nexport WHATSAPP_TOKEN=\"<CANARY>\"\n",
    ),
    (
        "other.ps1",
        "$x = \"CANARY\"\n$env:WHATSAPP_PHONE_NUMBER_ID = \"+PHONE\" # CANARY\n",
    ),
    (
        "other.service",
        "[Service]\nExecStart=run CANARY\nEnvironment=\"WHATSAPP_PHONE_NUMBER_ID=+PHONE\"\nEnvironment=X=CANARY\n",
    ),
    (
        "other.csv",
        "name,whatsapp_phone_number_id,whatsapp_token\nCANARY,+PHONE,<CANARY>\n",
    ),
    (
        "other.xml",
        "<r><!-- CANARY --><add key=\"x\" value=\"CANARY\"/><add key=\"WHATSAPP_PHONE_NUMBER_ID\" value=\"+PHONE\"/></r>\n",
    ),
    (
        "broken.xml",
        "<r><add key=\"WHATSAPP_PHONE_NUMBER_ID\" value=\"+PHONE\"/><CANARY\n",
    ),
    (
        "other.http",
        "@x = CANARY\n@whatsapp_phone_number_id = +PHONE\nGET https://a.example/CANARY\n",
    ),
    (
        "other.ts",
        "const x = `CANARY`, y = [\"CANARY\", 'CANARY']; /* CANARY */\nconst whatsapp = { phoneNumberId: \"+PHONE\", z: \"CANARY\", accessToken: 'CANARY' }; // CANARY\n",
    ),
    (
        "fallback.ts",
        "const whatsapp = { phoneNumberId: x ? `${\"CANARY\"}` : CANARY, token: process.env.CANARY ?? \"CANARY\", wabaId: \"+PHONE\" };\n",
    ),
    (
        "broken.js",
        "const whatsapp = { phoneNumberId: \"+PHONE\", x: 'CANARY, y: /CANARY, z: <p>CANARY</p>, a: `CANARY\n",
    ),
    (
        "other.py",
        "x = CANARY + r'CANARY' + f\"CANARY{CANARY}\"; whatsapp_phone_number_id = \"+PHONE\"; whatsapp_token = '<CANARY>' # CANARY\n",
    ),
    (
        "other.php",
        "CANARY <?php f(['CANARY' => 'x', 'x' => 'CANARY', 'whatsapp_phone_number_id' => '+PHONE', 'y' => \"CANARY$x\"]); ?> CANARY\n",
    ),
    (
        "other.rb",
        "x = :CANARY; y = { token: 'CANARY', 'whatsapp_phone_number_id' => '+PHONE', CANARY: 'CANARY' } # CANARY\n",
    ),
    (
        "other.go",
        "x := `CANARY`; phoneNumberID := \"+PHONE\"; whatsAppToken := \"CANARY\" // CANARY\n",
    ),
    (
        "other.java",
        "class A { String x = \"CANARY\"; String phoneNumberId = \"+PHONE\", whatsappToken = \"CANARY\"; }\n",
    ),
    (
        "other.kt",
        "val x = mapOf(\"whatsappPhoneNumberId\" to \"+PHONE\", \"token\" to \"CANARY\", \"CANARY\" to \"CANARY\")\n",
    ),
    (
        "other.cs",
        "var x = @\"CANARY\"; var whatsappPhoneNumberId = \"+PHONE\"; var y = $\"CANARY{CANARY}\"; var whatsappToken = \"CANARY\";\n",
    ),
    (
        "secret.yaml",
        "kind: Secret\nstringData: {x: \"CANARY\", whatsapp_phone_number_id: \"+PHONE\"}\ndata: {WHATSAPP_TOKEN: \"\", y: CANARY}\n",
    ),
    (
        "heredoc.sh",
        "cat > .env <<EOF\nX=CANARY # CANARY\nWHATSAPP_PHONE_NUMBER_ID=+PHONE # CANARY\nEOF\necho \"WHATSAPP_TOKEN=<CANARY>\" >> .env\n",
    ),
    (
        "other.cmd",
        "set X=CANARY\nset WHATSAPP_PHONE_NUMBER_ID=+PHONE& set Y=CANARY\n",
    ),
    (
        "other.fish",
        "set -x WHATSAPP_PHONE_NUMBER_ID \"+PHONE\"; set -x X \"CANARY\" # CANARY\n",
    ),
    (
        "other.json5",
        "{x: \"CANARY\", whatsappPhoneNumberId: \"+PHONE\"} // CANARY\n",
    ),
    (
        "other.jsonl",
        "{\"x\": \"CANARY\", \"whatsappPhoneNumberId\": \"+PHONE\"}\n{\"x\": CANARY\n",
    ),
    (
        "items.yaml",
        "accounts:\n- {name: \"CANARY\", phone_number_id: \"+PHONE\"}\n- {id: \"CANARY\", phone_number_id: \"+PHONE\"}\n",
    ),
    // Comments, where no other place has one.
    (
        "reason.env",
        "WHATSAPP_PHONE_NUMBER_ID=+PHONE # fieldguide: ignore[phone-number-in-phone-number-id] CANARY\nPROD_WHATSAPP_PHONE_NUMBER_ID=+PHONE\n",
    ),
    (
        "comment.properties",
        "whatsapp.phone-number-id=+PHONE\n! CANARY\n# the token CANARY is old\nwhatsapp.access-token=\n",
    ),
    (
        "comment.service",
        "[Service]\nEnvironment=X=1 \\\n  ; CANARY\n  WHATSAPP_PHONE_NUMBER_ID=+PHONE # CANARY\n",
    ),
    (
        "comment.tf",
        "a = [1 /* CANARY */] // CANARY\nwhatsapp = { phone_number_id = \"+PHONE\" /* the token CANARY is old */ } # CANARY\n",
    ),
    (
        "comment.dockerfile",
        "FROM a\nENV X=1 \\\n  # CANARY\n  WHATSAPP_PHONE_NUMBER_ID=+PHONE\n# ENV TOKEN CANARY\n",
    ),
    (
        "comment.ps1",
        "<# CANARY #> $x = 1; $env:WHATSAPP_PHONE_NUMBER_ID = \"+PHONE\" <# the token CANARY is old #> # CANARY\n",
    ),
    (
        "comment.bat",
        ":: CANARY\nset WHATSAPP_PHONE_NUMBER_ID=+PHONE& rem setx TOKEN CANARY\nset Y=x& ::CANARY\n",
    ),
    (
        "comment.xml",
        "<r><!-- <token>CANARY</token> the token CANARY is old --><add key=\"WHATSAPP_PHONE_NUMBER_ID\" value=\"+PHONE\"/></r>\n",
    ),
    (
        "comment.http",
        "# CANARY\n@whatsapp_phone_number_id = +PHONE\n// CANARY\n### CANARY\n",
    ),
    // What commands set, and files in files.
    (
        "commands.sh",
        "docker run -e X=CANARY -e WHATSAPP_PHONE_NUMBER_ID=+PHONE x CANARY; heroku config:set X=\"CANARY\" Y='CANARY' # CANARY\n",
    ),
    (
        "addresses.sh",
        "curl \"https://graph.facebook.com/v22.0/447700900123/messages?x=CANARY\" -H \"Authorization: Bearer CANARY\" -d CANARY\n",
    ),
    (
        "run.dockerfile",
        "RUN x CANARY && export WHATSAPP_PHONE_NUMBER_ID=+PHONE X=CANARY # CANARY\n",
    ),
    (
        "map.yaml",
        "kind: ConfigMap\ndata:\n  x: CANARY\n  .env: |\n    # CANARY\n    X=CANARY\n    WHATSAPP_PHONE_NUMBER_ID=+PHONE # CANARY\n  CANARY.env: |\n    CANARY\n",
    ),
    (
        "run.yaml",
        "steps:\n  - run: |\n      x CANARY\n      docker run -e WHATSAPP_PHONE_NUMBER_ID=+PHONE -e X=CANARY CANARY # CANARY\n",
    ),
    (
        "sheet.csv",
        "Field,Value,Note\nWhatsApp Phone Number ID,+PHONE,\"CANARY\"\nx,\"CANARY\",\n",
    ),
    (
        "plist.xml",
        "<dict><key>x</key><string>CANARY</string><key>whatsapp_phone_number_id</key><string>+PHONE</string></dict>\n",
    ),
    (
        "headers.http",
        "POST https://a.example/CANARY\nX: CANARY\nWHATSAPP_PHONE_NUMBER_ID: +PHONE\n",
    ),
    (
        "program.ini",
        "[program:x]\nenvironment=X=\"CANARY\",WHATSAPP_PHONE_NUMBER_ID=\"+PHONE\" ; CANARY\n",
    ),
    (
        "merged.yaml",
        "x: &x {whatsapp_phone_number_id: \"+PHONE\", y: \"CANARY\"}\nz: {<<: *x, meta_token: \"<CANARY>\"}\n",
    ),
    (
        "other.md",
        "CANARY `x=CANARY`\n\n> ```dotenv\n> X=CANARY # CANARY\n> WHATSAPP_PHONE_NUMBER_ID=+PHONE # CANARY\n> ```\n",
    ),
    (
        "broken.md",
        "```json\n{\"whatsappPhoneNumberId\": \"+PHONE\", x: CANARY, \"y\": \"CANARY\n```\n",
    ),
    // dotenv: broken.
    ("open-quote.env", "WHATSAPP_ACCESS_TOKEN=\"CANARY\n"),
    ("open-quote-2.env", "OTHER='CANARY\nWHATSAPP_ACCESS_TOKEN=\n"),
    ("nul.env", "WHATSAPP_ACCESS_TOKEN=CANARY\0CANARY\n"),
    ("no-assignment.env", "CANARY\nWHATSAPP_ACCESS_TOKEN=\n"),
    // YAML: on one line.
    (
        "flow.yaml",
        "whatsapp: {phone_number_id: \"+PHONE\", access_token: \"CANARY\"}\n",
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
        "whatsapp: {provider: \"CANARY\", phone_number_id: \"+PHONE\", auth: {verify_token: \"<x>\"}}\n",
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
        "whatsapp: {phone_number_id: \"+PHONE\", access_token: \"${X:-CANARY}\"}\n",
    ),
    (
        "flow-key.yaml",
        "whatsapp: {\"CANARY\": 1, phone_number_id: \"+PHONE\"}\n",
    ),
    (
        "flow-anchor.yaml",
        "whatsapp: {x: &CANARY y, phone_number_id: \"+PHONE\"}\n",
    ),
    (
        "flow-tag.yaml",
        "whatsapp: {x: !CANARY y, phone_number_id: \"+PHONE\"}\n",
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
        "whatsapp:\n  phone_number_id: \"+PHONE\" # access_token: CANARY\n",
    ),
    (
        "comment-prose.yaml",
        "whatsapp:\n  phone_number_id: \"+PHONE\" # (CANARY) was it\n",
    ),
    (
        "commented-out.yaml",
        "whatsapp:\n  # access_token: CANARY\n  access_token: \"\"\n  # CANARY\n",
    ),
    ("alias.yaml", "whatsapp_access_token: *CANARY\n"),
    (
        "expression.yaml",
        "whatsapp: {phone_number_id: \"+PHONE\", x: '{{ default \"CANARY\" .Values.x }}'}\n",
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
        "whatsapp: {phone_number_id: \"+PHONE\"}} CANARY\n",
    ),
    ("percent.yaml", "whatsapp_access_token: %CANARY\n"),
    ("at-sign.yaml", "whatsapp_access_token: @CANARY\n"),
    ("escape.yaml", "whatsapp_access_token: \"\\qCANARY\"\n"),
    // JSON: on one line.
    (
        "flow.json",
        "{\"whatsapp\": {\"phoneNumberId\": \"+PHONE\", \"accessToken\": \"CANARY\"}}\n",
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
    (
        "broken-list.json",
        "{\"notes\": [\"CANARY\"], \"whatsappAccessToken\": \"\"\n",
    ),
    // TOML: on one line, in blocks, broken.
    (
        "flow.toml",
        "whatsapp = { phone_number_id = \"+PHONE\", access_token = \"CANARY\" }\n",
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
        "x = \"CANARY<LATIN1>\"\nwhatsapp_access_token = \"\"\n",
    ),
    ("utf16-le.env", "WHATSAPP_ACCESS_TOKEN=<CANARY>\n"),
    (
        "utf16-be-comment.env",
        "WHATSAPP_PHONE_NUMBER_ID=+PHONE # CANARY\n",
    ),
    ("bom.env", "WHATSAPP_ACCESS_TOKEN=<CANARY>\n"),
];

/// Whether a canary of this kind can stand at a place: names have no blanks, and only quotes hold a line end. A key is
/// shown unless it looks like a secret; words with blanks between them are a key as any other.
fn fits(kind: Kind, file: &str, text: &str) -> bool {
    let is_name = [
        "key",
        "flow-key",
        "flow-anchor",
        "flow-tag",
        "alias",
        "table",
        "name-in-reference",
    ]
    .iter()
    .any(|start| file.starts_with(start));
    let is_quoted = text.matches("\"CANARY\"").count() == text.matches("CANARY").count();
    match kind {
        Kind::Mixed | Kind::Token | Kind::Hex => true,
        Kind::Passphrase | Kind::MultiByte => !is_name,
        Kind::Quoted => is_quoted && !is_name && !file.starts_with("comment"),
    }
}

/// Fills each `CANARY` of a text with one of its own, as it is written between the quotes of every format.
fn filled(aviary: &mut Aviary, kind: Kind, place: &str, template: &str) -> String {
    let mut text = template.replace("+PHONE", PHONE);
    while text.contains("CANARY") {
        let json = serde_json::to_string(&aviary.make(kind, place)).unwrap();
        text = text.replacen("CANARY", &json[1..json.len() - 1], 1);
    }
    text
}

fn encoded(file: &str, text: &str) -> Vec<u8> {
    let units = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> { text.encode_utf16().flat_map(bytes).collect() };
    match file {
        _ if file.starts_with("utf16-le") => [&[0xff, 0xfe][..], &units(u16::to_le_bytes)].concat(),
        _ if file.starts_with("utf16-be") => [&[0xfe, 0xff][..], &units(u16::to_be_bytes)].concat(),
        _ if file.starts_with("bom") => [&[0xef, 0xbb, 0xbf][..], text.as_bytes()].concat(),
        _ => {
            let parts: Vec<&[u8]> = text.split("<LATIN1>").map(str::as_bytes).collect();
            parts.join(&0xe9)
        }
    }
}

/// Canaries of these kinds at every place that fits and is asked for, each in a file of its own; and the files' names.
fn plant(aviary: &mut Aviary, kinds: &[Kind], is_asked_for: fn(&str) -> bool) -> (Sandbox, Vec<String>) {
    let sandbox = Sandbox::new();
    let mut names = Vec::new();
    for (file, template) in PLACES.iter().filter(|(file, _)| is_asked_for(file)) {
        for kind in kinds.iter().filter(|kind| fits(**kind, file, template)) {
            let path = format!("{kind:?}/{file}").to_lowercase();
            let text = filled(aviary, *kind, &path, template);
            sandbox.write(&path, encoded(file, &text));
            names.push(path);
        }
    }
    (sandbox, names)
}

fn is_comment(file: &str) -> bool {
    file.contains("comment")
}

/// Runs a command with canaries in the environment and on standard input, whether it asks for them or not.
fn run(sandbox: &Sandbox, arguments: &[&str], aviary: &mut Aviary) -> Run {
    std::fs::create_dir_all(sandbox.path().join("written")).unwrap();
    let stdin = filled(
        aviary,
        Kind::Mixed,
        "standard input",
        "WHATSAPP_ACCESS_TOKEN=\"<CANARY>\"\nwhatsapp_app_id: <CANARY>\n{\"waba_id\": \"CANARY\n",
    );
    let token = filled(aviary, Kind::Mixed, "the environment", "<CANARY>");
    let secret = filled(aviary, Kind::Hex, "the environment", "<CANARY\nCANARY>");
    let other = filled(aviary, Kind::Token, "a variable that is not asked for", "CANARY");
    sandbox.run_with(
        arguments,
        &Setup {
            stdin: stdin.as_bytes(),
            variables: &[
                ("WHATSAPP_ACCESS_TOKEN", &token),
                ("WHATSAPP_APP_SECRET", &secret),
                ("OTHER", &other),
            ],
            ..Setup::default()
        },
    )
}

/// What a run said and wrote, each with its name.
fn said(sandbox: &Sandbox, run: &Run) -> Vec<(String, Vec<u8>)> {
    let mut said = vec![("the terminal".to_owned(), run.timeless().into_bytes())];
    if sandbox.path().join("written").exists() {
        said.extend(sandbox.files("written"));
        std::fs::remove_dir_all(sandbox.path().join("written")).unwrap();
    }
    said
}

/// Fails with every leak of every command over what `plant` makes, and every difference between two sets of canaries.
fn no_leak(plant: impl Fn(&mut Aviary) -> Sandbox) {
    let mut aviaries = [Aviary::new(1), Aviary::new(2)];
    let sandboxes = [plant(&mut aviaries[0]), plant(&mut aviaries[1])];
    let mut leaks = Vec::new();
    for command in commands() {
        let said = [0, 1].map(|at| {
            let run = run(&sandboxes[at], &command, &mut aviaries[at]);
            said(&sandboxes[at], &run)
        });
        let command = command.join(" ");
        let mut is_clean = true;
        for (name, bytes) in &said[0] {
            for seen in aviaries[0].seen_in(bytes) {
                is_clean = false;
                // One command is enough to see what is wrong.
                if !leaks.iter().any(|leak: &String| leak.contains(&seen)) {
                    leaks.push(format!("`{command}`, {name}: canary of {seen}"));
                }
            }
        }
        if is_clean && said[0] != said[1] {
            let texts = said.map(|said| String::from_utf8_lossy(&said[0].1).into_owned());
            let line = texts[0].lines().zip(texts[1].lines()).find(|(a, b)| a != b);
            leaks.push(format!(
                "`{command}` says something else for other canaries: {line:?}"
            ));
        }
    }
    assert!(leaks.is_empty(), "{} leaks:\n{}", leaks.len(), leaks.join("\n"));
}

/// Without this the others would pass on a linter that reads nothing.
fn all_are_reported(names: &[String], run: &Run) {
    let report = run.json();
    let findings = report["findings"].as_array().unwrap();
    let silent: Vec<&String> = names
        .iter()
        .filter(|name| !findings.iter().any(|it| it["path"] == name.as_str()))
        .collect();
    assert!(silent.is_empty(), "nothing was found in {silent:#?}");
}

#[test]
fn every_file_with_a_canary_is_reported_on() {
    let (sandbox, names) = plant(&mut Aviary::new(1), &KINDS, |_| true);
    all_are_reported(&names, &sandbox.run(&["lint", "--format", "json"]));
}

#[test]
fn no_part_of_a_token_in_a_scanned_file_comes_out() {
    let kinds = [Kind::Mixed, Kind::Token, Kind::Hex, Kind::MultiByte, Kind::Quoted];
    no_leak(|aviary| plant(aviary, &kinds, |_| true).0);
}

/// Words of one case look like prose, and prose in comments may be shown; but a value is a value, also in a list, and
/// also where a file is broken.
#[test]
fn no_part_of_a_passphrase_in_a_value_comes_out() {
    no_leak(|aviary| plant(aviary, &[Kind::Passphrase], |file| !is_comment(file)).0);
}

#[test]
fn no_part_of_a_passphrase_in_a_comment_comes_out() {
    no_leak(|aviary| plant(aviary, &[Kind::Passphrase], is_comment).0);
}

/// Settings with mistakes in them: all are reported in one run, but for a pattern, which comes later.
const SETTINGS: &[&str] = &[
    "nonsense: CANARY\nCANARY: x\nsite: {url: \"CANARY\", colour: CANARY, CANARY: y}\n\
     lint: {exclude: {CANARY: CANARY}, known: {CANARY: [\"CANARY\"], waba-id: {x: CANARY}}, CANARY: z}\n",
    "site: {url: \"https://u:CANARY@h.example/?token=CANARY\"}\nvocabulary: CANARY\n",
    "lint: {exclude: [\"[CANARY\", \"{CANARY\"]}\n",
    "site: *CANARY\nlint: [CANARY\n",
    "site: \"CANARY\n",
    "CANARY\n",
];

#[test]
fn no_part_of_a_token_in_a_projects_settings_comes_out() {
    for settings in SETTINGS {
        no_leak(|aviary| {
            let text = filled(aviary, Kind::Mixed, &format!("{settings:?}"), settings);
            let sandbox = Sandbox::with(&[("fieldguide.yaml", &text), (".env", "WHATSAPP_ACCESS_TOKEN=\n")]);
            assert_eq!(sandbox.run(&["lint"]).code, 2, "{settings} is no mistake");
            sandbox
        });
    }
}

/// Pages with a mistake each; `NAME` is the page's file name. They are put into a copy of the default guide.
const PAGES: &[&str] = &[
    "---\ntitel: CANARY\ndescription: x\n---\n",
    "---\ntitle: x\ndescription: x\nCANARY: x\n---\n",
    "---\ntitle: x\ndescription: x\nowners: CANARY\n---\n",
    "---\ntitle: CANARY CANARY CANARY\ndescription: x\n---\n",
    "---\ntitle: x\ndescription: x\ntype: CANARY\n---\n",
    "---\ntitle: x\ndescription: x\nrelated: [CANARY.md, \"#CANARY\"]\n---\n",
    "---\ntitle: x\ndescription: x\norder: [CANARY]\n---\n",
    "---\ntitle: x\ndescription: {CANARY: CANARY}\n---\n",
    "---\ntitle: x\ntitle: CANARY\ndescription: x\n---\n",
    "---\ntitle: \"CANARY\n---\n",
    "---\ntitle: [CANARY\n---\n",
    "---\ntitle: *CANARY\ndescription: x\n---\n",
    "---\ntitle: &CANARY x\n  y: CANARY\n---\n",
    "CANARY\n",
    "",
    "---\ntitle: CANARY\n",
    "---\ntitle: x\ndescription: x\n---\nCANARY <LATIN1> CANARY\n",
    "---\ntitle: x\ndescription: x\ncredential:\n  id: CANARY\n  shape: CANARY\n  CANARY: x\n---\n",
    "---\ntitle: x\ndescription: x\nprovider:\n  id: CANARY\n  fields: [{credential: CANARY, label: x, enter: CANARY}]\n---\n",
    "---\ntitle: x\ndescription: x\nprovider:\n  id: NAME\n  label: x\n  fields: [{credential: CANARY, label: x, enter: required}]\n---\n",
    "---\ntitle: x\ndescription: x\nrule:\n  id: CANARY\n  severity: CANARY\n  on: CANARY\n  when: {CANARY: x}\n  \
     message: \"{CANARY}\"\n  help: \"{CANARY\"\n  prevents: CANARY\n---\n",
    "---\ntitle: x\ndescription: x\nrule:\n  id: CANARY\n  severity: error\n  on: CANARY\n  when: {same_as: CANARY, \
     beside: CANARY, provider: CANARY, on: CANARY}\n  message: x\n  help: x\n  prevents: CANARY\n---\n",
    "---\ntitle: x\ndescription: x\nrule:\n  id: NAME\n  severity: error\n  on: waba-id\n  when: {value: CANARY, \
     matches: \"(CANARY\", in: CANARY, file: CANARY}\n  message: x\n  help: x\n---\n",
    "---\ntitle: x\ndescription: x\nrule:\n  id: NAME\n  severity: error\n  on: waba-id\n  when: {value: empty}\n  \
     message: x\n  help: x\n  fix: {remove: CANARY, safe: CANARY, CANARY: x}\n---\n",
    "---\ntitle: x\ndescription: x\n---\n```dotenv\nWHATSAPP_ACCESS_TOKEN=<CANARY> # CANARY\n```\n",
    "---\ntitle: x\ndescription: x\n---\n```dotenv\nCANARY_WHATSAPP_ACCESS_TOKEN=\n```\n",
    "---\ntitle: x\ndescription: x\n---\n```json\n{\"whatsapp_access_token\": \"CANARY\n```\n",
    "---\ntitle: x\ndescription: x\n---\n```yaml bad=\"CANARY\"\nwhatsapp_access_token: CANARY\n```\n",
    "---\ntitle: x\ndescription: x\n---\n```yaml CANARY CANARY=\"CANARY\" file=CANARY\nwhatsapp_access_token: CANARY\n```\n",
    "---\ntitle: x\ndescription: x\n---\n[x](CANARY.md) [x](#CANARY) [x](CANARY:y) [x](/CANARY)\n",
    "---\ntitle: x\ndescription: x\n---\n[](field:CANARY) [](field:CANARY/waba-id) [x](../guide/_index.md#CANARY)\n",
    "---\ntitle: x\ndescription: x\n---\n::CANARY{}\n\n::field-table{CANARY=CANARY}\n\n::field-table{provider=CANARY}\n",
    "---\ntitle: x\ndescription: x\n---\n<b title=\"CANARY\">x</b> ![x](CANARY.png)\n",
];

fn plant_guide(aviary: &mut Aviary, kind: Kind) -> (Sandbox, Vec<String>) {
    let sandbox = Sandbox::guide();
    let mut names = Vec::new();
    for (at, page) in PAGES.iter().enumerate() {
        let directory = if page.contains("rule:") {
            "rules"
        } else {
            "content/guide"
        };
        let name = format!("canary-{at}");
        let path = format!("{directory}/{name}.md");
        let text = filled(
            aviary,
            kind,
            &format!("page {at}: {page:?}"),
            &page.replace("NAME", &name),
        );
        sandbox.write(&path, encoded(&path, &text));
        names.push(path);
    }
    (sandbox, names)
}

#[test]
fn every_page_with_a_canary_is_reported_on() {
    let (sandbox, names) = plant_guide(&mut Aviary::new(1), Kind::Mixed);
    all_are_reported(&names, &sandbox.run(&["check", "--format", "json"]));
}

#[test]
fn no_part_of_a_token_in_a_guide_comes_out() {
    for kind in [Kind::Mixed, Kind::Token, Kind::Hex] {
        no_leak(|aviary| plant_guide(aviary, kind).0);
    }
}

/// Whoever pastes a token at the wrong place of a command line has it on the screen already, but not yet in a log. A
/// path is repeated as it is: without it nobody would know which one is meant.
#[test]
fn a_rules_name_that_looks_like_a_secret_is_not_repeated() {
    let mut aviary = Aviary::new(1);
    let canary = aviary.make(Kind::Mixed, "the command line");
    let run = Sandbox::new().run(&["explain", &canary]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("there is no rule"), "{}", run.stderr);
    assert_eq!(aviary.seen_in(run.transcript().as_bytes()), Vec::<String>::new());
}

/// Files of the source that may look into a value. The rest can only pass it on, because [`Value`] can be neither
/// printed nor serialised. A file that is added here is one more to be read for leaks.
const MAY_EXPOSE: &[&str] = &[
    "config/dotenv.rs",
    "config/nested.rs",
    "config/secret.rs",
    "config/testing.rs",
    "config/variables.rs",
    "guide/decode.rs",
    "lint.rs",
    "lint/classify.rs",
    "lint/correlate.rs",
    "lint/elsewhere.rs",
    "lint/evaluate.rs",
    // Names of list items, in fingerprints.
    "lint/fingerprint.rs",
    "lint/fix.rs",
    // Where it is defined.
    "source.rs",
    "yaml.rs",
];

#[test]
fn only_a_few_files_of_the_source_look_into_values() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut open = vec![root.clone()];
    let mut exposing = Vec::new();
    while let Some(directory) = open.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if std::fs::read_to_string(&path).unwrap().contains("expose") {
                exposing.push(
                    path.strip_prefix(&root)
                        .unwrap()
                        .to_string_lossy()
                        .replace('\\', "/"),
                );
            }
        }
    }
    exposing.sort();
    assert_eq!(exposing, MAY_EXPOSE);
}
