//! `fieldguide lsp` as editors meet it: the real program, spoken to in the frames that VS Code and Neovim send.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use insta::assert_snapshot;
use serde_json::{Value, json};
use support::{NUMBER_ID, Sandbox, Setup, WABA_ID};

/// Nothing takes this long, on any machine.
const PATIENCE: Duration = Duration::from_secs(60);

const TOKEN: &str = "EAAexample0example0example0example0example0example0example0example0example0example0example0example0example0example0example0";

/// An editor with the program at the other end.
struct Editor {
    server: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// All that the server said, as it came.
    said: Vec<Value>,
    root: String,
    last_id: i64,
}

impl Editor {
    /// An editor that has introduced itself with these capabilities.
    fn open(sandbox: &Sandbox, capabilities: &Value) -> Self {
        let mut editor = Self::start(sandbox);
        let folder = json!({"uri": format!("file://{}", editor.root), "name": "project"});
        let answer = editor.ask(
            "initialize",
            &json!({
                "processId": null,
                "clientInfo": {"name": "test"},
                "rootUri": folder["uri"],
                "workspaceFolders": [folder],
                "capabilities": capabilities,
                "trace": "off",
            }),
        );
        assert!(answer["capabilities"].is_object(), "{answer}");
        editor.tell("initialized", &json!({}));
        editor
    }

    fn start(sandbox: &Sandbox) -> Self {
        let root = std::fs::canonicalize(sandbox.path()).unwrap();
        // Editors start a server where they were started, not in the folder that they have open.
        let mut server = Command::new(env!("CARGO_BIN_EXE_fieldguide"))
            .args(["lsp", "--stdio"])
            .current_dir("/")
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(server.stdout.take().unwrap());
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        Self {
            input: server.stdin.take(),
            server,
            messages,
            said: Vec::new(),
            root: root.to_str().unwrap().to_owned(),
            last_id: 0,
        }
    }

    fn uri(&self, name: &str) -> String {
        format!("file://{}/{name}", self.root)
    }

    fn send(&mut self, text: &str) {
        let frame = format!("Content-Length: {}\r\n\r\n{text}", text.len());
        self.send_raw(frame.as_bytes());
    }

    fn send_raw(&mut self, bytes: &[u8]) {
        self.input.as_mut().unwrap().write_all(bytes).unwrap();
        self.input.as_mut().unwrap().flush().unwrap();
    }

    fn tell(&mut self, method: &str, params: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}).to_string());
    }

    /// The whole answer to a request.
    fn answer(&mut self, method: &str, params: &Value) -> Value {
        self.last_id += 1;
        let id = self.last_id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}).to_string());
        self.wait(|message| message["id"] == id && message["method"].is_null())
    }

    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.answer(method, params)["result"].clone()
    }

    fn wait(&mut self, is_wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let message = self.messages.recv_timeout(PATIENCE).expect("the server answers");
            self.said.push(message.clone());
            if is_wanted(&message) {
                return message;
            }
        }
    }

    fn open_file(&mut self, name: &str, language: &str, text: &str) {
        let item = json!({"uri": self.uri(name), "languageId": language, "version": 1, "text": text});
        self.tell("textDocument/didOpen", &json!({"textDocument": item}));
    }

    fn change(&mut self, name: &str, version: i64, changes: &Value) {
        let document = json!({"uri": self.uri(name), "version": version});
        self.tell(
            "textDocument/didChange",
            &json!({"textDocument": document, "contentChanges": changes}),
        );
    }

    fn diagnostics(&mut self, name: &str, version: i64) -> Vec<Value> {
        let uri = self.uri(name);
        let message = self.wait(|it| {
            it["method"] == "textDocument/publishDiagnostics"
                && it["params"]["uri"] == uri.as_str()
                && it["params"]["version"] == version
        });
        message["params"]["diagnostics"].as_array().unwrap().clone()
    }

    /// `line:from-to rule` of each.
    fn places(&mut self, name: &str, version: i64) -> Vec<String> {
        let place = |it: &Value| {
            let (start, end) = (&it["range"]["start"], &it["range"]["end"]);
            let code = it["code"].as_str().unwrap();
            format!(
                "{}:{}-{} {code}",
                start["line"], start["character"], end["character"]
            )
        };
        self.diagnostics(name, version).iter().map(place).collect()
    }

    fn hover(&mut self, name: &str, line: u32, character: u32) -> Value {
        let params = json!({
            "textDocument": {"uri": self.uri(name)},
            "position": {"line": line, "character": character},
        });
        self.ask("textDocument/hover", &params)
    }

    fn actions(&mut self, name: &str, line: u32, only: Option<&str>) -> Vec<Value> {
        let end = json!({"line": line, "character": 999});
        let mut context = json!({"diagnostics": [], "triggerKind": 1});
        if let Some(only) = only {
            context["only"] = json!([only]);
        }
        let params = json!({
            "textDocument": {"uri": self.uri(name)},
            "range": {"start": {"line": line, "character": 0}, "end": end},
            "context": context,
        });
        self.ask("textDocument/codeAction", &params)
            .as_array()
            .unwrap()
            .clone()
    }

    /// What is said with the place of the sandbox taken out.
    fn without_root(&self, value: &Value) -> Value {
        serde_json::from_str(&value.to_string().replace(&self.root, "")).unwrap()
    }

    /// Ends as the protocol wants it, or without it, and says how the program ended and all that it wrote.
    fn end(mut self, messages: &[(&str, bool)]) -> (i32, String) {
        for (method, is_request) in messages {
            if *is_request {
                self.answer(method, &Value::Null);
            } else {
                self.tell(method, &Value::Null);
            }
        }
        self.input = None;
        let code = self.server.wait().unwrap().code().expect("no signal ended it");
        let mut errors = String::new();
        self.server
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut errors)
            .unwrap();
        self.said.extend(self.messages.iter());
        let said: String = self.said.iter().map(|it| format!("{it}\n")).collect();
        (code, said + &errors)
    }

    fn close(self) -> String {
        let (code, said) = self.end(&[("shutdown", true), ("exit", false)]);
        assert_eq!(code, 0, "{said}");
        said
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        if let Some(value) = line.strip_prefix("Content-Length: ") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).unwrap())
}

/// For people, and with everything in its order.
fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap()
}

/// What VS Code says that it can do, as far as this server asks.
fn vs_code() -> Value {
    json!({
        "workspace": {
            "applyEdit": true,
            "workspaceEdit": {"documentChanges": true, "resourceOperations": ["create", "rename", "delete"]},
            "didChangeWatchedFiles": {"dynamicRegistration": true, "relativePatternSupport": true},
            "workspaceFolders": true,
            "configuration": true,
        },
        "textDocument": {
            "publishDiagnostics": {
                "relatedInformation": true, "versionSupport": true, "tagSupport": {"valueSet": [1, 2]},
                "codeDescriptionSupport": true, "dataSupport": true,
            },
            "synchronization": {"dynamicRegistration": true, "willSave": true, "willSaveWaitUntil": true, "didSave": true},
            "hover": {"dynamicRegistration": true, "contentFormat": ["markdown", "plaintext"]},
            "codeAction": {
                "dynamicRegistration": true, "isPreferredSupport": true, "disabledSupport": true, "dataSupport": true,
                "resolveSupport": {"properties": ["edit"]},
                "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix", "refactor", "source"]}},
            },
        },
        "window": {"workDoneProgress": true},
        "general": {"positionEncodings": ["utf-16"], "regularExpressions": {"engine": "ECMAScript", "version": "ES2020"}},
    })
}

/// The same of Neovim.
fn neovim() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-8", "utf-16", "utf-32"]},
        "textDocument": {
            "codeAction": {
                "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix", "source.fixAll"]}},
                "dataSupport": true, "dynamicRegistration": true, "isPreferredSupport": true,
            },
            "hover": {"contentFormat": ["markdown", "plaintext"], "dynamicRegistration": true},
            "publishDiagnostics": {"relatedInformation": true, "tagSupport": {"valueSet": [1, 2]}, "dataSupport": true},
            "synchronization": {"didSave": true, "dynamicRegistration": false, "willSave": true},
        },
        "workspace": {"applyEdit": true, "workspaceEdit": {"resourceOperations": ["rename", "create", "delete"]}},
    })
}

const STRAY: &str = "WHATSAPP_PHONE_NUMBER_ID=\"917729108086835 \"\n";

#[test]
fn it_says_what_it_can_do_in_the_units_that_the_editor_counts_in() {
    let sandbox = Sandbox::new();
    let mut capabilities = Vec::new();
    for client in [vs_code(), neovim(), json!({})] {
        let editor = Editor::open(&sandbox, &client);
        capabilities.push(editor.said[0]["result"].clone());
        editor.close();
    }
    assert_snapshot!(pretty(&capabilities[0]), @r#"
    {
      "capabilities": {
        "codeActionProvider": {
          "codeActionKinds": [
            "quickfix",
            "source.fixAll.fieldguide"
          ]
        },
        "hoverProvider": true,
        "positionEncoding": "utf-16",
        "textDocumentSync": {
          "change": 2,
          "openClose": true,
          "save": {
            "includeText": false
          }
        }
      },
      "serverInfo": {
        "name": "fieldguide",
        "version": "0.1.0"
      }
    }
    "#);
    let encodings: Vec<&Value> = capabilities
        .iter()
        .map(|it| &it["capabilities"]["positionEncoding"])
        .collect();
    assert_eq!(encodings, ["utf-16", "utf-8", "utf-16"]);
}

#[test]
fn a_finding_is_a_diagnostic_with_its_page() {
    let sandbox = Sandbox::with(&[("waba.env", &format!("WHATSAPP_BUSINESS_ACCOUNT_ID={WABA_ID}\n"))]);
    let mut editor = Editor::open(&sandbox, &vs_code());
    editor.open_file(
        "ä b.yaml",
        "yaml",
        &format!("whatsapp:\n  phone_number_id: \"{WABA_ID}\"\n"),
    );
    // The address is encoded as VS Code does it.
    editor.tell(
        "textDocument/didClose",
        &json!({"textDocument": {"uri": editor.uri("ä b.yaml")}}),
    );
    let uri = editor.uri("%C3%A4%20b.yaml");
    let text = format!("# fieldguide: ignore[unquoted-id] x\nwhatsapp:\n  phone_number_id: \"{WABA_ID}\"\n");
    let item = json!({"uri": uri, "languageId": "yaml", "version": 7, "text": text});
    editor.tell("textDocument/didOpen", &json!({"textDocument": item}));
    let diagnostics = editor.diagnostics("%C3%A4%20b.yaml", 7);
    assert_snapshot!(pretty(&editor.without_root(&json!(diagnostics))), @r#"
    [
      {
        "code": "unused-suppression",
        "codeDescription": {
          "href": "https://fieldguide.example/rules/unused-suppression.html"
        },
        "message": "`unquoted-id` is suppressed here, and finds nothing here\nRemove its name here, or correct it. `fieldguide rules` lists the names",
        "range": {
          "end": {
            "character": 32,
            "line": 0
          },
          "start": {
            "character": 21,
            "line": 0
          }
        },
        "severity": 3,
        "source": "fieldguide",
        "tags": [
          1
        ]
      },
      {
        "code": "waba-id-in-phone-number-id",
        "codeDescription": {
          "href": "https://fieldguide.example/rules/waba-id-in-phone-number-id.html"
        },
        "message": "`phone_number_id` holds the WhatsApp Business Account ID (WABA ID), not the Phone Number ID\nEnter the Phone Number ID. On Meta's page API Setup it is the upper of the two IDs. In the CRM it goes into the box \"Number ID\"",
        "range": {
          "end": {
            "character": 35,
            "line": 2
          },
          "start": {
            "character": 20,
            "line": 2
          }
        },
        "relatedInformation": [
          {
            "location": {
              "range": {
                "end": {
                  "character": 44,
                  "line": 0
                },
                "start": {
                  "character": 29,
                  "line": 0
                }
              },
              "uri": "file:///waba.env"
            },
            "message": "`WHATSAPP_BUSINESS_ACCOUNT_ID` says that this is the WhatsApp Business Account ID (WABA ID)"
          }
        ],
        "severity": 1,
        "source": "fieldguide"
      }
    ]
    "#);
    editor.close();
}

#[test]
fn what_is_typed_is_judged_as_it_stands() {
    for (client, wide) in [(vs_code(), false), (neovim(), true)] {
        let sandbox = Sandbox::new();
        let mut editor = Editor::open(&sandbox, &client);
        let text = "# 漢\u{1f512}\nÄ=\"漢\"; WHATSAPP_X=1\r\nWHATSAPP_PHONE_NUMBER_ID=\"917729108086835\"\n";
        editor.open_file(".env", "dotenv", text);
        assert_eq!(editor.places(".env", 1), [""; 0]);
        // A blank behind the ID, a lock before it on the same line, and the lock away again.
        let at = |line: u32, from: u32, to: u32, text: &str| json!({"range": {"start": {"line": line, "character": from}, "end": {"line": line, "character": to}}, "text": text});
        let lock = if wide { 4 } else { 2 };
        editor.change(
            ".env",
            2,
            &json!([
                at(2, 41, 41, " "),
                at(2, 26, 26, "\u{1f512}"),
                at(2, 26, 26 + lock, "")
            ]),
        );
        assert_eq!(editor.places(".env", 2), ["2:26-42 stray-characters-in-value"]);
        // Columns behind wide characters, in the units agreed upon; the line is one for both.
        editor.change(".env", 3, &json!([{"text": format!("A=\"{NUMBER_ID}\"\nWHATSAPP_PHONE_NUMBER_ID=\"\u{1f512}{NUMBER_ID}\" # x\n")}]));
        let end = 26 + lock + 15;
        assert_eq!(editor.places(".env", 3), [format!("1:26-{end} malformed-id")]);
        // Both changes before it was judged: the last one counts.
        editor.change(".env", 4, &json!([{"text": "A=1\n"}]));
        editor.change(".env", 5, &json!([{"text": STRAY}]));
        assert_eq!(editor.places(".env", 5), ["0:26-42 stray-characters-in-value"]);
        // What lies outside of the text is taken for its end.
        editor.change(".env", 6, &json!([at(99, 5, 9, "WHATSAPP_ACCESS_TOKEN=\n")]));
        assert_eq!(editor.places(".env", 6).len(), 2);
        editor.tell(
            "textDocument/didClose",
            &json!({"textDocument": {"uri": editor.uri(".env")}}),
        );
        let cleared =
            editor.wait(|it| it["params"]["diagnostics"] == json!([]) && it["params"]["version"].is_null());
        assert_eq!(cleared["params"]["uri"], editor.uri(".env"));
        editor.close();
    }
}

#[test]
fn a_byte_order_mark_moves_nothing() {
    let mut editor = Editor::open(&Sandbox::new(), &vs_code());
    editor.open_file(".env", "dotenv", &format!("\u{feff}{STRAY}"));
    assert_eq!(editor.places(".env", 1), ["0:27-43 stray-characters-in-value"]);
    assert!(editor.hover(".env", 0, 5).is_object());
    editor.close();
}

#[test]
fn the_name_says_the_format_and_else_the_language() {
    let mut editor = Editor::open(&Sandbox::new(), &vs_code());
    for (name, language, is_read) in [
        ("a.env", "plaintext", true),
        ("settings", "dotenv", true),
        ("run", "shellscript", true),
        ("notes.txt", "plaintext", false),
        ("a.log", "log", false),
    ] {
        editor.open_file(name, language, "export WHATSAPP_ACCESS_TOKEN=''\n");
        assert_eq!(editor.places(name, 1).len(), usize::from(is_read), "{name}");
    }
    let item = json!({"uri": "untitled:Untitled-1", "languageId": "dotenv", "version": 1, "text": STRAY});
    editor.tell("textDocument/didOpen", &json!({"textDocument": item}));
    let message = editor.wait(|it| it["params"]["uri"] == "untitled:Untitled-1");
    assert_eq!(message["params"]["diagnostics"].as_array().unwrap().len(), 1);
    editor.close();
}

#[test]
fn other_files_of_the_folder_explain_and_what_is_open_wins() {
    let sandbox = Sandbox::with(&[("other.env", &format!("WHATSAPP_BUSINESS_ACCOUNT_ID={WABA_ID}\n"))]);
    let mut editor = Editor::open(&sandbox, &vs_code());
    editor.open_file(
        "crm.yaml",
        "yaml",
        &format!("whatsapp:\n  phone_number_id: \"{WABA_ID}\"\n"),
    );
    assert_eq!(
        editor.places("crm.yaml", 1),
        ["1:20-35 waba-id-in-phone-number-id"]
    );
    // In the editor the other file says something else: this one is judged anew, without being touched.
    editor.open_file(
        "other.env",
        "dotenv",
        "WHATSAPP_BUSINESS_ACCOUNT_ID=102290129340398\n",
    );
    assert_eq!(editor.places("crm.yaml", 1), [""; 0]);
    editor.tell(
        "textDocument/didClose",
        &json!({"textDocument": {"uri": editor.uri("other.env")}}),
    );
    assert_eq!(
        editor.places("crm.yaml", 1),
        ["1:20-35 waba-id-in-phone-number-id"]
    );
    // And it changes on the disk.
    sandbox.write("other.env", "A=1\n");
    let change = json!({"uri": editor.uri("other.env"), "type": 2});
    editor.tell("workspace/didChangeWatchedFiles", &json!({"changes": [change]}));
    assert_eq!(editor.places("crm.yaml", 1), [""; 0]);
    editor.close();
}

#[test]
fn settings_count_and_are_read_anew_when_they_are_saved() {
    let sandbox = Sandbox::with(&[
        (".git/HEAD", ""),
        (
            "fieldguide.yaml",
            "lint:\n  exclude: [old/]\n  severity:\n    stray-characters-in-value: off\n",
        ),
    ]);
    let mut editor = Editor::open(&sandbox, &neovim());
    editor.open_file("old/.env", "dotenv", STRAY);
    editor.open_file(".env", "dotenv", STRAY);
    assert_eq!(editor.places(".env", 1), [""; 0]);
    sandbox.write("fieldguide.yaml", "lint:\n  exclude: [old/]\n");
    editor.tell(
        "textDocument/didSave",
        &json!({"textDocument": {"uri": editor.uri("fieldguide.yaml")}}),
    );
    assert_eq!(editor.places(".env", 1), ["0:26-42 stray-characters-in-value"]);
    sandbox.write("fieldguide.yaml", "lint:\n  exklude: [old/]\n");
    editor.tell(
        "textDocument/didSave",
        &json!({"textDocument": {"uri": editor.uri("fieldguide.yaml")}}),
    );
    let message = editor.wait(|it| it["method"] == "window/showMessage");
    assert_snapshot!(message["params"]["message"].as_str().unwrap(), @"fieldguide works with the guide in the program, and without settings: they have mistakes, which `fieldguide lint` names");
    let said = editor.close();
    assert!(said.contains("did you mean `exclude`?"), "{said}");
}

#[test]
fn a_card_says_what_belongs_there() {
    let mut editor = Editor::open(&Sandbox::new(), &vs_code());
    editor.open_file(".env", "dotenv", &format!("A=1\nWHATSAPP_ACCESS_TOKEN={TOKEN}\n"));
    let card = editor.hover(".env", 1, 3);
    assert_snapshot!(card["contents"]["value"].as_str().unwrap(), @r#"
    **Access Token**

    The credential for API authentication, often called the API key. The app sends it with every call, and whoever has it can send in your name.

    **Looks like**: EAA, then letters and digits, some 180 to 310 characters in all

    **Where to find it**: Meta Developer Dashboard › your app › Quickstart › API Setup › Generate access token

    **Where to enter it**: the box "Access Token" for Meta Cloud API

    **Not entered for**: 360dialog, Twilio

    **Secret**: whoever has it can act with it

    [Access Token](https://fieldguide.example/credentials/access-token.html)
    "#);
    assert_eq!(card["range"]["end"]["character"], 21);
    assert_eq!(
        editor.hover(".env", 1, 40)["contents"],
        card["contents"],
        "on the value, too"
    );
    assert!(editor.hover(".env", 0, 0).is_null());
    assert!(editor.hover("unknown.env", 0, 0).is_null());
    editor.close();

    let mut plain = Editor::open(&Sandbox::new(), &json!({}));
    plain.open_file("a.yaml", "yaml", "whatsapp:\n  waba_id: \"\"\n");
    assert_snapshot!(plain.hover("a.yaml", 1, 3)["contents"]["value"].as_str().unwrap(), @r"
    WhatsApp Business Account ID (WABA ID)

    The identifier of your business account at Meta. It serves templates and settings, it does not send messages, and you do not enter it in the CRM.

    Looks like: 15 to 17 digits

    Where to find it: Meta App Dashboard › your app › WhatsApp › API Setup, below the Phone Number ID

    Not entered for: Meta Cloud API, 360dialog, Twilio

    https://fieldguide.example/credentials/waba-id.html
    ");
    plain.close();
}

#[test]
fn a_finding_offers_its_fix_and_the_comment_that_lets_it_stay() {
    let mut editor = Editor::open(&Sandbox::new(), &vs_code());
    editor.open_file(
        "a.yaml",
        "yaml",
        &format!("whatsapp:\r\n  # ours\r\n  phone_number_id: 'ä'\r\n  waba_id: {WABA_ID}\r\n"),
    );
    let actions = editor.actions("a.yaml", 3, Some("quickfix"));
    assert_snapshot!(pretty(&editor.without_root(&json!(actions))), @r#"
    [
      {
        "diagnostics": [
          {
            "code": "unquoted-id",
            "codeDescription": {
              "href": "https://fieldguide.example/rules/unquoted-id.html"
            },
            "message": "`waba_id` is written as a number, without quotes\nPut the WhatsApp Business Account ID (WABA ID) in quotes. It is a name made of digits, not an amount",
            "range": {
              "end": {
                "character": 26,
                "line": 3
              },
              "start": {
                "character": 11,
                "line": 3
              }
            },
            "severity": 3,
            "source": "fieldguide"
          }
        ],
        "edit": {
          "documentChanges": [
            {
              "edits": [
                {
                  "newText": "\"",
                  "range": {
                    "end": {
                      "character": 11,
                      "line": 3
                    },
                    "start": {
                      "character": 11,
                      "line": 3
                    }
                  }
                },
                {
                  "newText": "\"",
                  "range": {
                    "end": {
                      "character": 26,
                      "line": 3
                    },
                    "start": {
                      "character": 26,
                      "line": 3
                    }
                  }
                }
              ],
              "textDocument": {
                "uri": "file:///a.yaml",
                "version": 1
              }
            }
          ]
        },
        "isPreferred": false,
        "kind": "quickfix",
        "title": "Put the ID in quotes"
      },
      {
        "diagnostics": [
          {
            "code": "unquoted-id",
            "codeDescription": {
              "href": "https://fieldguide.example/rules/unquoted-id.html"
            },
            "message": "`waba_id` is written as a number, without quotes\nPut the WhatsApp Business Account ID (WABA ID) in quotes. It is a name made of digits, not an amount",
            "range": {
              "end": {
                "character": 26,
                "line": 3
              },
              "start": {
                "character": 11,
                "line": 3
              }
            },
            "severity": 3,
            "source": "fieldguide"
          }
        ],
        "edit": {
          "documentChanges": [
            {
              "edits": [
                {
                  "newText": "  # fieldguide: ignore[unquoted-id] because ...\r\n",
                  "range": {
                    "end": {
                      "character": 0,
                      "line": 3
                    },
                    "start": {
                      "character": 0,
                      "line": 3
                    }
                  }
                }
              ],
              "textDocument": {
                "uri": "file:///a.yaml",
                "version": 1
              }
            }
          ]
        },
        "isPreferred": false,
        "kind": "quickfix",
        "title": "Let `unquoted-id` stay here, with a comment"
      }
    ]
    "#);
    assert_eq!(editor.actions("a.yaml", 0, None).len(), 0);
    assert_eq!(editor.actions("a.yaml", 3, Some("refactor")).len(), 0);
    // JSON has no comments, unless it has some already.
    for (name, text, count) in [
        ("a.json", format!("{{\n\"waba_id\": {WABA_ID}}}"), 1),
        ("b.json", format!("{{ // ours\n\"waba_id\": {WABA_ID}}}"), 2),
    ] {
        editor.open_file(name, "json", &text);
        assert_eq!(editor.actions(name, 1, None).len(), count, "{name}");
    }
    editor.close();
}

#[test]
fn what_an_action_inserts_is_taken_up() {
    let mut editor = Editor::open(&Sandbox::new(), &neovim());
    for (name, text, line) in [
        (".env", "A=1\nWHATSAPP_ACCESS_TOKEN=\n", 1),
        ("a.toml", "[whatsapp]\n  access_token = ''\n", 1),
        ("a.ini", "[whatsapp]\naccess_token = \n", 1),
        (
            "a.xml",
            "<a>\n<add key=\"WHATSAPP_ACCESS_TOKEN\" value=\"\"/>\n</a>\n",
            1,
        ),
        (
            "a.js",
            "const a = {\n  whatsappAccessToken: 'your-access-token',\n};\n",
            1,
        ),
    ] {
        editor.open_file(name, "", text);
        assert_eq!(editor.diagnostics(name, 1).len(), 1, "{name}");
        let actions = editor.actions(name, line, None);
        let edit = &actions.last().expect(name)["edit"]["changes"][editor.uri(name)][0];
        editor.change(
            name,
            2,
            &json!([{"range": edit["range"], "text": edit["newText"]}]),
        );
        assert_eq!(editor.places(name, 2), [""; 0], "{name}");
    }
    editor.close();
}

#[test]
fn no_comment_is_offered_where_a_line_goes_on() {
    let mut editor = Editor::open(&Sandbox::new(), &neovim());
    for (name, text, line, count) in [
        ("a.sh", "export A=1 \\\n  WHATSAPP_ACCESS_TOKEN=\n", 1, 0),
        (
            "a.py",
            "A = 1 + \\\n    2\nWHATSAPP_ACCESS_TOKEN = 'your-access-token'\n",
            2,
            1,
        ),
        (
            "a.bat",
            "echo a ^\r\nset WHATSAPP_ACCESS_TOKEN=your-access-token\r\n",
            1,
            0,
        ),
        (
            "a.dockerfile",
            "FROM crm\nENV A=1 \\\n  WHATSAPP_ACCESS_TOKEN=changeme\n",
            2,
            1,
        ),
        (
            "a.xml",
            "<?xml version=\"1.0\"?><whatsapp><access_token>changeme</access_token></whatsapp>\n",
            0,
            0,
        ),
    ] {
        editor.open_file(name, "", text);
        assert_eq!(editor.diagnostics(name, 1).len(), 1, "{name}");
        assert_eq!(editor.actions(name, line, None).len(), count, "{name}");
    }
    editor.close();
}

#[test]
fn all_safe_fixes_at_once() {
    let mut editor = Editor::open(&Sandbox::new(), &neovim());
    let text = format!(
        "whatsapp:\n  \"app_id \": \"'634974688087057'\"\n  phone_number_id: \"{NUMBER_ID}\u{200b}\"\n  waba_id: {WABA_ID}\n"
    );
    editor.open_file("a.yaml", "yaml", &text);
    for only in ["source", "source.fixAll", "source.fixAll.fieldguide"] {
        let actions = editor.actions("a.yaml", 0, Some(only));
        assert_eq!(actions.len(), 1, "{only}");
        let edits: Vec<Value> = actions[0]["edit"]["changes"][editor.uri("a.yaml")]
            .as_array()
            .unwrap()
            .clone();
        let mended = apply(&text, &edits);
        assert_eq!(
            mended,
            format!(
                "whatsapp:\n  \"app_id\": \"634974688087057\"\n  phone_number_id: \"{NUMBER_ID}\"\n  waba_id: {WABA_ID}\n"
            ),
        );
    }
    editor.open_file("b.yaml", "yaml", "whatsapp:\n");
    assert_eq!(editor.actions("b.yaml", 0, Some("source.fixAll")).len(), 0);
    editor.close();
}

/// Edits in UTF-8 columns, from the last to the first.
fn apply(text: &str, edits: &[Value]) -> String {
    let offset = |place: &Value| {
        let line = usize::try_from(place["line"].as_u64().unwrap()).unwrap();
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        start + usize::try_from(place["character"].as_u64().unwrap()).unwrap()
    };
    let mut text_after = text.to_owned();
    for edit in edits.iter().rev() {
        let range = &edit["range"];
        text_after.replace_range(
            offset(&range["start"])..offset(&range["end"]),
            edit["newText"].as_str().unwrap(),
        );
    }
    text_after
}

#[test]
fn no_message_holds_a_secret() {
    let mut editor = Editor::open(
        &Sandbox::with(&[("b.env", &format!("VERIFY_TOKEN={TOKEN}\n"))]),
        &vs_code(),
    );
    let text = format!(
        "WHATSAPP_ACCESS_TOKEN=\"Bearer {TOKEN}\"\nWHATSAPP_VERIFY_TOKEN=hunter\nWHATSAPP_APP_SECRET=\"facefeed0badcafefacefeed0badcafe \"\n\
         {TOKEN}_WABA_ID=\"{TOKEN}\"\n"
    );
    editor.open_file("a.env", "dotenv", &text);
    assert!(editor.diagnostics("a.env", 1).len() > 3);
    for line in 0..4 {
        editor.hover("a.env", line, 30);
        editor.actions("a.env", line, None);
    }
    // Mistakes in a message are not answered with what it holds.
    editor.send(&format!("{{\"token\": \"{TOKEN}\""));
    editor.send(&format!("{{\"token\": \"{TOKEN}\"}}"));
    editor.answer(TOKEN, &json!({"token": TOKEN}));
    editor.answer("textDocument/hover", &json!({"position": TOKEN}));
    let said = editor.close();
    for secret in ["example0", "facefeed", "hunter"] {
        assert!(!said.contains(secret), "{said}");
    }
}

#[test]
fn what_is_no_message_or_an_unknown_one_is_refused_and_the_next_is_answered() {
    let mut editor = Editor::open(&Sandbox::new(), &vs_code());
    let mut codes = Vec::new();
    for text in [
        "{",
        "[]",
        "{\"jsonrpc\": \"2.0\", \"id\": 1.5, \"method\": \"x\"}",
        "\u{0}",
    ] {
        editor.send(text);
        codes.push(editor.wait(|it| it["error"].is_object())["error"]["code"].clone());
    }
    for (method, params) in [
        ("textDocument/completion", json!({})),
        ("workspace/executeCommand", json!([1])),
        (
            "textDocument/hover",
            json!({"textDocument": {"uri": "::"}, "position": {"line": -1}}),
        ),
        ("textDocument/codeAction", Value::Null),
        ("initialize", json!({})),
    ] {
        codes.push(editor.answer(method, &params)["error"]["code"].clone());
    }
    assert_eq!(
        codes,
        [
            -32700, -32600, -32600, -32700, -32601, -32601, -32602, -32602, -32600
        ]
    );
    // Notifications are never answered, whatever they are.
    for (method, params) in [
        ("$/cancelRequest", json!({"id": 99})),
        ("textDocument/didOpen", json!({"textDocument": 1})),
        (
            "textDocument/didChange",
            json!({"textDocument": {"uri": "file:///unknown", "version": 1}, "contentChanges": []}),
        ),
        (
            "textDocument/didClose",
            json!({"textDocument": {"uri": "file:///unknown"}}),
        ),
        ("no/such", Value::Null),
    ] {
        editor.tell(method, &params);
    }
    editor.open_file(".env", "dotenv", STRAY);
    assert_eq!(editor.places(".env", 1).len(), 1);
    let registered = editor
        .said
        .iter()
        .any(|it| it["method"] == "client/registerCapability");
    assert!(registered, "VS Code is asked to watch files");
    editor.close();
}

#[test]
fn it_ends_as_the_protocol_says() {
    let sandbox = Sandbox::new();
    let open = || Editor::open(&sandbox, &vs_code());
    assert_eq!(open().end(&[("shutdown", true), ("exit", false)]).0, 0);
    assert_eq!(open().end(&[("exit", false)]).0, 1);
    assert_eq!(open().end(&[]).0, 1, "the editor is gone");

    let mut editor = open();
    editor.answer("shutdown", &Value::Null);
    assert_eq!(
        editor.answer("textDocument/hover", &json!({}))["error"]["code"],
        -32600
    );
    assert_eq!(editor.end(&[("exit", false)]).0, 0);

    // Before the two have met.
    let mut editor = Editor::start(&sandbox);
    assert_eq!(
        editor.answer("textDocument/hover", &json!({}))["error"]["code"],
        -32002
    );
    assert_eq!(
        editor.answer("initialize", &json!({"capabilities": 1}))["error"]["code"],
        -32602
    );
    assert_eq!(editor.end(&[("exit", false)]).0, 1);

    // Where the next message begins cannot be said.
    let mut editor = open();
    editor.send_raw(b"Content-Length: 99999999999\r\n\r\n{}");
    assert_eq!(editor.end(&[]).0, 2);
}

#[test]
fn without_a_folder_only_what_is_open_counts() {
    let sandbox = Sandbox::with(&[("other.env", &format!("WHATSAPP_BUSINESS_ACCOUNT_ID={WABA_ID}\n"))]);
    let mut editor = Editor::start(&sandbox);
    editor.ask(
        "initialize",
        &json!({"processId": 1, "rootUri": null, "capabilities": {}}),
    );
    editor.tell("initialized", &json!({}));
    editor.open_file(
        ".env",
        "dotenv",
        &format!("WHATSAPP_PHONE_NUMBER_ID={WABA_ID}\nWHATSAPP_ACCESS_TOKEN=\n"),
    );
    assert_eq!(editor.places(".env", 1), ["1:0-21 empty-access-token"]);
    editor.close();
}

#[test]
fn every_frame_counts_its_bytes() {
    // A message in pieces, and two in one go.
    let mut editor = Editor::start(&Sandbox::new());
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}})
        .to_string();
    let frame = format!(
        "Content-Length: {}\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n{message}",
        message.len()
    );
    let (head, rest) = frame.split_at(30);
    editor.send_raw(head.as_bytes());
    editor.send_raw(rest.as_bytes());
    editor.wait(|it| it["id"] == 1);
    let two: String = [2, 3]
        .map(|id| json!({"jsonrpc": "2.0", "id": id, "method": "ä"}).to_string())
        .map(|text| format!("Content-Length: {}\r\n\r\n{text}", text.len()))
        .concat();
    editor.send_raw(two.as_bytes());
    let mut codes = BTreeMap::new();
    for id in [2, 3] {
        let answer = editor.wait(|it| it["id"] == id);
        codes.insert(id, answer["error"]["code"].clone());
    }
    assert_eq!(codes.into_values().collect::<Vec<_>>(), [-32601, -32601]);
    editor.close();
}

#[test]
fn what_is_no_conversation_is_told() {
    let sandbox = Sandbox::new();
    for (input, expected) in [
        (
            "lint .env\n\n",
            "fieldguide: a message has no `Content-Length` before it; is this an editor that speaks the Language Server Protocol?\nexit code: 2\n",
        ),
        (
            "Content-Length: 99999999999\r\n\r\n",
            "fieldguide: a message is longer than 64 MB\nexit code: 2\n",
        ),
    ] {
        let setup = Setup {
            stdin: input.as_bytes(),
            ..Setup::default()
        };
        assert_eq!(sandbox.run_with(&["lsp"], &setup).transcript(), expected);
    }
}
