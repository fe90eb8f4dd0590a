//! What the tests share: a directory of their own, the binary run in it as a stranger would run it, and what came out.

#![allow(
    dead_code,
    reason = "each test file is a crate of its own and uses its part of this"
)]

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// The two sample IDs that the guide shows, and a number from the range that is kept free for fiction.
pub const WABA_ID: &str = "729800096354148";
pub const NUMBER_ID: &str = "917729108086835";
pub const PHONE: &str = "+44 7700 900123";

/// An empty directory outside any repository; it goes when it is dropped.
pub struct Sandbox {
    directory: TempDir,
}

/// What one run of the binary left behind.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// One run before it starts: what differs from an empty environment and an empty standard input.
#[derive(Default)]
pub struct Setup<'a> {
    pub stdin: &'a [u8],
    pub variables: &'a [(&'a str, &'a str)],
    /// Below the sandbox; the sandbox itself if empty.
    pub directory: &'a str,
}

impl Sandbox {
    pub fn new() -> Self {
        Self {
            directory: tempfile::Builder::new()
                .prefix("fieldguide-test-")
                .tempdir()
                .unwrap(),
        }
    }

    /// A sandbox with these files.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let sandbox = Self::new();
        for (path, text) in files {
            sandbox.write(path, text);
        }
        sandbox
    }

    /// A sandbox that holds a copy of the default guide, as `init` writes it.
    pub fn guide() -> Self {
        let sandbox = Self::new();
        let run = sandbox.run(&["init", "."]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        sandbox
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path().join(path)).unwrap()
    }

    /// Changes one place of a file; a change that would change nothing, or two places, fails.
    pub fn replace(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert_eq!(text.matches(old).count(), 1, "{path} has {old:?} not once");
        self.write(path, text.replace(old, new));
    }

    /// Every file below a directory of the sandbox, by its path from there.
    pub fn files(&self, directory: &str) -> BTreeMap<String, Vec<u8>> {
        let root = self.path().join(directory);
        let mut files = BTreeMap::new();
        let mut open: Vec<PathBuf> = vec![root.clone()];
        while let Some(directory) = open.pop() {
            for entry in std::fs::read_dir(directory).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    let name = path
                        .strip_prefix(&root)
                        .unwrap()
                        .to_string_lossy()
                        .replace('\\', "/");
                    files.insert(name, std::fs::read(&path).unwrap());
                }
            }
        }
        files
    }

    /// Runs git in the sandbox, with nothing of what this machine has set.
    pub fn git(&self, arguments: &[&str]) {
        self.git_in("", arguments);
    }

    /// The same below the sandbox.
    pub fn git_in(&self, directory: &str, arguments: &[&str]) {
        let output = Command::new("git")
            .args(["-c", "user.name=Test", "-c", "user.email=test@example.com"])
            .args(["-c", "protocol.file.allow=always"])
            .args(arguments)
            .current_dir(self.path().join(directory))
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
            .expect("git is installed");
        assert!(
            output.status.success(),
            "git {arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, &Setup::default())
    }

    /// Runs the binary with nothing of this process's environment: its settings, colours and language are not the
    /// tested ones.
    pub fn run_with(&self, arguments: &[&str], setup: &Setup) -> Run {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fieldguide"))
            .args(arguments)
            .current_dir(self.path().join(setup.directory))
            .env_clear()
            .envs(setup.variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Whoever does not read standard input may be gone by now.
        let _ = child.stdin.take().unwrap().write_all(setup.stdin);
        let output = child.wait_with_output().unwrap();
        // Where the sandbox lies differs from run to run.
        let root = std::fs::canonicalize(self.path())
            .unwrap()
            .to_string_lossy()
            .into_owned();
        let text = |bytes| {
            String::from_utf8(bytes)
                .expect("output is UTF-8")
                .replace(&root, "[SANDBOX]")
        };
        Run {
            code: output.status.code().expect("the run was not ended by a signal"),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// `path:line:column rule` of each finding of `lint` with these arguments.
    pub fn places(&self, arguments: &[&str]) -> Vec<String> {
        self.run(&[&["lint", "--format", "json"], arguments].concat())
            .places()
    }
}

impl Run {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error} in {:?}, {:?}", self.stdout, self.stderr))
    }

    /// `path:line:column rule` of each finding of a JSON report.
    pub fn places(&self) -> Vec<String> {
        let report = self.json();
        report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| {
                let text = |key: &str| it[key].as_str().unwrap().to_owned();
                format!(
                    "{}:{}:{} {}",
                    text("path"),
                    it["line"],
                    it["column"],
                    text("rule")
                )
            })
            .collect()
    }

    pub fn summary(&self, key: &str) -> u64 {
        self.json()["summary"][key].as_u64().unwrap()
    }

    /// All that a user sees: what was printed, and how it ended.
    pub fn transcript(&self) -> String {
        format!("{}{}exit code: {}\n", self.stdout, self.stderr, self.code)
    }

    /// The same with the one number in it that differs from run to run made the same.
    pub fn timeless(&self) -> String {
        timeless(&self.transcript())
    }
}

/// A report in which the milliseconds that the run took are none.
pub fn timeless(report: &str) -> String {
    let lines = report
        .lines()
        .map(|line| match line.split_once("\"elapsed_ms\":") {
            Some((before, after)) => {
                let after = after.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit());
                format!("{before}\"elapsed_ms\": 0{after}\n")
            }
            None => format!("{line}\n"),
        });
    lines.collect()
}

/// Elements that stand within a sentence; all others end one.
const INLINE: [&str; 12] = [
    "a", "abbr", "b", "code", "em", "i", "kbd", "mark", "small", "span", "strong", "time",
];

/// A tag of an HTML text, or the text up to the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Html {
    Text(String),
    Open {
        name: String,
        attributes: Vec<(String, String)>,
    },
    Close(String),
}

/// HTML as tags and texts. The site's HTML quotes every attribute's value, and this fails where it doesn't.
pub fn html(source: &str) -> Vec<Html> {
    let mut parts = Vec::new();
    let mut rest = source;
    while let Some(start) = rest.find('<') {
        parts.push(Html::Text(unescaped(&rest[..start])));
        rest = &rest[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").expect("a comment ends").1;
        } else if let Some(closing) = rest.strip_prefix("</") {
            let (name, after) = closing.split_once('>').expect("a tag ends");
            parts.push(Html::Close(name.trim().to_lowercase()));
            rest = after;
        } else {
            let (tag, after) = opening(&rest[1..]);
            parts.push(tag);
            rest = after;
        }
    }
    parts.push(Html::Text(unescaped(rest)));
    parts
}

/// The tag that begins here, and what follows it.
fn opening(source: &str) -> (Html, &str) {
    let end = source
        .find(|c: char| c.is_whitespace() || c == '>' || c == '/')
        .expect("a tag ends");
    let name = source[..end].to_lowercase();
    let mut rest = source[end..].trim_start();
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start().trim_start_matches('/');
        if let Some(after) = rest.strip_prefix('>') {
            return (Html::Open { name, attributes }, after);
        }
        let end = rest
            .find(|c: char| c.is_whitespace() || "=>".contains(c))
            .expect("a tag ends");
        let key = rest[..end].to_lowercase();
        rest = &rest[end..];
        let value = match rest.strip_prefix("=\"") {
            Some(quoted) => {
                let (value, after) = quoted.split_once('"').expect("a value ends");
                rest = after;
                unescaped(value)
            }
            None => {
                assert!(
                    !rest.starts_with('='),
                    "the value of {key} in <{name}> has no quotes"
                );
                String::new()
            }
        };
        attributes.push((key, value));
    }
}

fn unescaped(text: &str) -> String {
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (escaped, plain)| {
        text.replace(escaped, plain)
    })
}

/// What a reader of the page reads, with its blanks folded.
pub fn text_of(source: &str) -> String {
    let mut text = String::new();
    for part in html(source) {
        match part {
            Html::Text(part) => text.push_str(&part),
            Html::Open { name, .. } | Html::Close(name) if !INLINE.contains(&name.as_str()) => text.push(' '),
            Html::Open { .. } | Html::Close(_) => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
