//! Spans are exact to the byte. Files are made of settings that are known, in the ways that their format has to write
//! them; what is read must be these settings at these places. And where a value is replaced by its span, another parser
//! must see that this value changed, and nothing else.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

use std::io::Write;
use std::process::{Command, Stdio};

use fieldguide::config::{FORMATS, Format};
use fieldguide::source::Span;
use proptest::prelude::*;

/// A file that is being written, with the places of its keys and values.
#[derive(Debug, Default)]
struct Text {
    text: String,
    keys: Vec<(String, Span)>,
    values: Vec<(String, Span)>,
}

impl Text {
    fn put(&mut self, text: &str) -> Span {
        let start = self.text.len();
        self.text += text;
        start..self.text.len()
    }

    fn key(&mut self, key: &str) {
        let span = self.put(key);
        self.keys.push((key.to_owned(), span));
    }

    /// A value as it is and as it is written.
    fn value(&mut self, value: &str, written: &str) {
        let span = self.put(written);
        self.values.push((value.to_owned(), span));
    }
}

/// A value, and the many ways to write it and what is around it; a format takes those that it has.
#[derive(Debug, Clone)]
struct Setting {
    value: String,
    style: usize,
    blanks: &'static str,
    comment: bool,
    line_end: &'static str,
}

impl Setting {
    /// Whether the value can stand without quotes in every format.
    fn is_bare(&self) -> bool {
        !self.value.contains(|c: char| !c.is_alphanumeric())
            && self.value.contains(|c: char| c.is_ascii_alphabetic())
    }

    /// The value between these quotes, with the escapes that they need: each of these characters becomes its text.
    fn quoted(&self, text: &mut Text, quotes: (&str, &str), escapes: &[(char, &str)]) {
        let mut written = String::new();
        for c in self.value.chars() {
            match escapes.iter().find(|(escaped, _)| *escaped == c) {
                Some((_, escape)) => written += escape,
                None => written.push(c),
            }
        }
        text.put(quotes.0);
        text.value(&self.value, &written);
        text.put(quotes.1);
    }

    /// In single or double quotes as most formats have them, or bare.
    fn scalar(&self, text: &mut Text, escapes: &[(char, &str)]) {
        match self.style {
            0 if self.is_bare() => text.value(&self.value, &self.value),
            1 if !self.value.contains('\'') => self.quoted(text, ("'", "'"), &[]),
            _ => self.quoted(text, ("\"", "\""), escapes),
        }
    }
}

impl Setting {
    /// As one word that no name has in it: a program's texts for people, and those that repeat a name, are not read.
    fn word(&self) -> Self {
        let word: String = self.value.chars().filter(|c| *c != ' ').collect();
        Self {
            value: format!("7{word}"),
            ..self.clone()
        }
    }

    /// In one of a program's quotes.
    fn literal(&self, text: &mut Text, quotes: &[char]) {
        let character = quotes[self.style % quotes.len()];
        let (quote, escaped) = (character.to_string(), format!("\\{character}"));
        let escapes = [(character, escaped.as_str()), ('\\', "\\\\")];
        self.word().quoted(text, (&quote, &quote), &escapes);
    }
}

const BACKSLASHES: &[(char, &str)] = &[('"', "\\\""), ('\\', "\\\\")];

fn settings() -> impl Strategy<Value = Vec<Setting>> {
    let setting = (
        "[a-z][a-z0-9]{0,12}|[ -~äé漢]{0,14}[a-z\"'\\\\]",
        0..3_usize,
        proptest::sample::select(&["", " ", "  "][..]),
        any::<bool>(),
        proptest::sample::select(&["\n", "\r\n", "\n\n"][..]),
    )
        .prop_map(|(value, style, blanks, comment, line_end)| Setting {
            // What is a reference or a comment is another matter; so is a blank at the start.
            value: value
                .replace(['$', '`', '{', '<', '@', '%', '#', ';', '=', ':'], "-")
                .trim_start()
                .to_owned(),
            style,
            blanks,
            comment,
            line_end,
        });
    proptest::collection::vec(setting, 1..6)
}

/// Lines of `key`, separator, value, each with an ending and perhaps a comment.
fn lines(
    settings: &[Setting],
    before: &str,
    separator: &str,
    comment: &str,
    write: impl Fn(&Setting, &mut Text),
) -> Text {
    let mut text = Text::default();
    for (at, setting) in settings.iter().enumerate() {
        text.put(before);
        text.key(&format!("KEY_{at}"));
        let is_tight = matches!(separator, "=");
        text.put(if is_tight { "" } else { setting.blanks });
        text.put(separator);
        text.put(if is_tight { "" } else { setting.blanks });
        write(setting, &mut text);
        if setting.comment && !comment.is_empty() {
            text.put(comment);
        }
        text.put(setting.line_end);
    }
    text
}

/// How a format writes settings.
fn write(format: &str, settings: &[Setting]) -> Text {
    match format {
        "YAML" => lines(settings, "", ": ", " # comment: x", |it, text| {
            it.scalar(text, BACKSLASHES);
        }),
        "JSON" => json(settings),
        "TOML" => lines(settings, "", "=  ", " # x = 1", |it, text| match it.style {
            2 => it.quoted(text, ("\"\"\"\n", "\"\"\""), BACKSLASHES),
            1 if !it.value.contains('\'') => it.quoted(text, ("'", "'"), &[]),
            _ => it.quoted(text, ("\"", "\""), BACKSLASHES),
        }),
        // A backslash between single quotes is one to some programs and an escape to others.
        "dotenv" => lines(settings, "", "=", " # x=1", |it, text| {
            if it.value.contains('\\') {
                it.quoted(text, ("\"", "\""), BACKSLASHES);
            } else {
                it.scalar(text, BACKSLASHES);
            }
        }),
        "properties" => lines(settings, "", "= ", "", |it, text| {
            let escapes = [('\\', "\\\\"), ('ä', "\\u00e4"), ('é', "\\\r\n  é")];
            it.quoted(text, ("", ""), &escapes);
        }),
        "INI" => {
            let text = lines(settings, "", " = ", " ; x = 1", |it, text| {
                if it.is_bare() {
                    text.value(&it.value, &it.value);
                } else {
                    let value = it.value.replace(['"', '\'', '\\'], "-");
                    text.value(&value, &value);
                }
            });
            behind("[section]\n", text)
        }
        "HCL" => lines(settings, "", " = ", " // x = 1", |it, text| {
            it.quoted(text, ("\"", "\""), BACKSLASHES);
        }),
        "Dockerfile" => lines(settings, "ENV ", "=", "", |it, text| it.scalar(text, BACKSLASHES)),
        "shell" => lines(settings, "export ", "=", " # x=1", |it, text| {
            it.scalar(text, BACKSLASHES);
        }),
        "PowerShell" => lines(settings, "$env:", " = ", " # $x = 1", |it, text| match it.style {
            1 => it.quoted(text, ("'", "'"), &[('\'', "''")]),
            _ => it.quoted(text, ("\"", "\""), &[('"', "`\"")]),
        }),
        "systemd" => lines(settings, "Environment=", "=", "", |it, text| {
            it.scalar(text, BACKSLASHES);
        }),
        "XML" => xml(settings),
        "HTTP" => lines(settings, "@", "=", "", |it, text| {
            let value = it.value.replace(['"', '\''], "-");
            text.value(&value, &value);
        }),
        "CSV" => csv(settings),
        "JSON5" => json5(settings),
        "JSON Lines" => json_lines(settings),
        "Markdown" => markdown(settings),
        // What is between quotes is the value with them, and what comes behind a blank is no comment.
        "batch" => lines(settings, "set ", "=", "", |it, text| match it.style {
            0 if it.is_bare() => text.value(&it.value, &it.value),
            _ => {
                let value = it.value.replace(['"', '&', '|', '>', '('], "-");
                text.value(&value, &value);
            }
        }),
        "fish" => lines(settings, "set -gx ", " ", " # set x 1", |it, text| {
            it.scalar(text, BACKSLASHES);
        }),
        "JavaScript" | "TypeScript" => lines(settings, "const ", " = ", "; // x = '1'", |it, text| {
            it.literal(text, &['"', '\'', '`']);
        }),
        "Python" | "Ruby" => lines(settings, "", " = ", " # x = '1'", |it, text| {
            it.literal(text, &['"', '\'']);
        }),
        "PHP" => {
            let text = lines(settings, "$", " = ", "; # $x = '1'", |it, text| {
                it.literal(text, &['"', '\'']);
            });
            behind("<?php\n", text)
        }
        "Go" => lines(settings, "var ", " = ", " // x = '1'", |it, text| {
            it.literal(text, &['"']);
        }),
        "Java" => lines(settings, "String ", " = ", "; // x = 1", |it, text| {
            it.literal(text, &['"']);
        }),
        "Kotlin" => lines(settings, "const val ", " = ", " // x = 1", |it, text| {
            it.literal(text, &['"']);
        }),
        "C#" => lines(settings, "string ", " = ", "; // x = 1", |it, text| {
            match it.style {
                1 => it.word().quoted(text, ("@\"", "\""), &[('"', "\"\"")]),
                _ => it.literal(text, &['"']),
            }
        }),
        other => panic!("{other} has no way to write settings here"),
    }
}

/// The text with a beginning put before it.
fn behind(start: &str, mut text: Text) -> Text {
    text.text.insert_str(0, start);
    for (_, span) in text.keys.iter_mut().chain(&mut text.values) {
        *span = span.start + start.len()..span.end + start.len();
    }
    text
}

fn json(settings: &[Setting]) -> Text {
    let mut text = Text::default();
    text.put("{\"outer\": {");
    for (at, setting) in settings.iter().enumerate() {
        text.put(if at > 0 { "," } else { "" });
        text.put(setting.line_end);
        text.put("\"");
        text.key(&format!("KEY_{at}"));
        text.put("\"");
        text.put(setting.blanks);
        text.put(":");
        text.put(setting.blanks);
        setting.quoted(
            &mut text,
            ("\"", "\""),
            &[('"', "\\\""), ('\\', "\\\\"), ('ä', "\\u00e4")],
        );
    }
    text.put("}, \"list\": [1, \"x\"]}");
    text
}

/// Names as JavaScript has them, and texts in both quotes.
fn json5(settings: &[Setting]) -> Text {
    let mut text = Text::default();
    text.put("{");
    for (at, setting) in settings.iter().enumerate() {
        text.put(setting.line_end);
        text.put(if setting.comment { "// x: '1'\n" } else { "" });
        text.key(&format!("KEY_{at}"));
        text.put(setting.blanks);
        text.put(":");
        text.put(setting.blanks);
        match setting.style {
            1 => setting.quoted(&mut text, ("'", "'"), &[('\'', "\\'"), ('\\', "\\\\")]),
            _ => setting.quoted(&mut text, ("\"", "\""), BACKSLASHES),
        }
        text.put(",");
    }
    text.put("}\n");
    text
}

/// A document for each setting.
fn json_lines(settings: &[Setting]) -> Text {
    let mut text = Text::default();
    for (at, setting) in settings.iter().enumerate() {
        text.put("{\"outer\": {\"");
        text.key(&format!("KEY_{at}"));
        text.put("\":");
        text.put(setting.blanks);
        setting.quoted(&mut text, ("\"", "\""), BACKSLASHES);
        text.put("}}");
        text.put(setting.line_end);
    }
    text
}

/// Each setting in a block of its own, plain or in a quote or in a list; in the latter two each line has what is around it.
fn markdown(settings: &[Setting]) -> Text {
    let mut text = Text::default();
    for (at, setting) in settings.iter().enumerate() {
        let (first, indent) = [("", ""), ("> ", "> "), ("- ", "  ")][setting.style];
        text.put("KEY_9=none\n\n");
        text.put(&format!("{first}```yaml\n{indent}a:\n{indent}  "));
        text.key(&format!("KEY_{at}"));
        text.put(": ");
        setting.quoted(&mut text, ("\"", "\""), BACKSLASHES);
        text.put(if setting.comment { " # x: 1" } else { "" });
        text.put(&format!("\n{indent}```\n\n<!-- -->\n\n"));
    }
    text
}

fn xml(settings: &[Setting]) -> Text {
    let mut text = Text::default();
    let escapes = [('"', "&quot;"), ('&', "&amp;"), ('ä', "&#228;"), ('>', "&gt;")];
    text.put("<?xml version=\"1.0\"?>\n<a>");
    for (at, setting) in settings.iter().enumerate() {
        text.put(setting.line_end);
        text.put(if setting.comment { "<!-- <x>1</x> -->" } else { "" });
        let key = format!("KEY_{at}");
        if setting.style == 0 {
            text.put("<");
            text.key(&key);
            let value = Setting {
                value: setting.value.trim().to_owned(),
                ..setting.clone()
            };
            value.quoted(&mut text, (">", "</"), &escapes);
            text.put(&key);
            text.put(">");
        } else {
            text.put("<add key=\"");
            text.key(&key);
            setting.quoted(&mut text, ("\" value=\"", "\"/>"), &escapes);
        }
    }
    text.put("\n</a>\n");
    text
}

/// One row: keys come before all values.
fn csv(settings: &[Setting]) -> Text {
    let mut text = Text::default();
    for at in 0..settings.len() {
        text.put(if at > 0 { "," } else { "" });
        text.key(&format!("KEY_{at}"));
    }
    text.put("\r\n");
    for (at, setting) in settings.iter().enumerate() {
        text.put(if at > 0 { "," } else { "" });
        if setting.is_bare() && setting.style == 0 {
            text.value(&setting.value, &setting.value);
        } else {
            setting.quoted(&mut text, ("\"", "\""), &[('"', "\"\"")]);
        }
    }
    text.put(settings[0].line_end);
    text
}

/// The settings of a file as somebody else's parser reads them: `None` where there is none, or it reads less than it
/// should.
fn others(format: &str, text: &str) -> Option<Vec<(String, String)>> {
    let mut found: Vec<(String, String)> = match format {
        "YAML" => yaml_serde::from_str::<std::collections::BTreeMap<String, String>>(text)
            .ok()?
            .into_iter()
            .collect(),
        "JSON" => serde_json::from_str::<serde_json::Value>(text).ok()?["outer"]
            .as_object()?
            .iter()
            .map(|(key, value)| (key.clone(), value.as_str().unwrap().to_owned()))
            .collect(),
        "TOML" => basic_toml::from_str::<std::collections::BTreeMap<String, String>>(text)
            .ok()?
            .into_iter()
            .collect(),
        "dotenv" => dotenvy::from_read_iter(text.as_bytes())
            .collect::<Result<_, _>>()
            .ok()?,
        "properties" => java_properties::read(text.as_bytes()).ok()?.into_iter().collect(),
        "INI" => {
            let mut ini = configparser::ini::Ini::new_cs();
            let read = ini.read(text.to_owned()).ok()?;
            let section = read.get("section")?;
            section
                .iter()
                .map(|(key, value)| (key.clone(), value.clone().unwrap_or_default()))
                .collect()
        }
        "CSV" => {
            let mut table = csv::Reader::from_reader(text.as_bytes());
            let header = table.headers().ok()?.clone();
            let row = table.records().next()?.ok()?;
            header
                .iter()
                .zip(&row)
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .collect()
        }
        "XML" => {
            let document = roxmltree::Document::parse(text).ok()?;
            let elements = document
                .root_element()
                .children()
                .filter(roxmltree::Node::is_element);
            elements
                .map(|it| match (it.attribute("key"), it.attribute("value")) {
                    (Some(key), Some(value)) => (key.to_owned(), value.to_owned()),
                    _ => (
                        it.tag_name().name().to_owned(),
                        it.text().unwrap_or_default().to_owned(),
                    ),
                })
                .collect()
        }
        // The same family as ours, so it says only that the file still has its grammar.
        "HCL" => {
            let body = hcl_edit::parser::parse_body(text).ok()?;
            let read = body
                .attributes()
                .filter_map(|it| Some((it.key.to_string(), it.value.as_str()?.to_owned())));
            read.collect()
        }
        "shell" => shell(text)?,
        _ => return None,
    };
    found.sort();
    Some(found)
}

/// What a shell has in its environment behind the script.
fn shell(text: &str) -> Option<Vec<(String, String)>> {
    let mut child = Command::new("sh")
        .args(["-c", ". /dev/stdin; env -0"])
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(text.as_bytes()).ok()?;
    let output = child.wait_with_output().ok()?;
    let variables = String::from_utf8(output.stdout).ok()?;
    let variables = variables.split('\0').filter_map(|it| it.split_once('='));
    let ours = variables.filter(|(key, _)| key.starts_with("KEY_"));
    Some(
        ours.map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect(),
    )
}

/// Where an entry's value is empty it has no span of its own, so none of these is.
fn read(format: &Format, text: &str) -> Vec<(String, Span, String, Span)> {
    let document = (format.read)(text);
    assert!(
        document.problems.is_empty(),
        "{}: {text:?} has problems",
        format.name
    );
    let mut entries: Vec<_> = document
        .entries
        .iter()
        .filter(|entry| entry.key.starts_with("KEY_"))
        .map(|entry| {
            let value = entry.value.expose().to_owned();
            (
                entry.key.clone(),
                entry.key_span.clone(),
                value,
                entry.span.clone(),
            )
        })
        .collect();
    entries.sort_by_key(|(_, key, ..)| key.start);
    entries
}

fn is_exact(format: &Format, written: &Text) {
    let expected: Vec<_> = written
        .keys
        .iter()
        .zip(&written.values)
        .map(|((key, key_span), (value, span))| (key.clone(), key_span.clone(), value.clone(), span.clone()))
        .collect();
    assert_eq!(
        read(format, &written.text),
        expected,
        "{} {:?}",
        format.name,
        written.text
    );
}

/// Another parser reads the same settings, and after a change by span it reads this one change.
fn is_what_others_read(format: &Format, written: &Text, changed: usize) {
    let keys = written.keys.iter().map(|(key, _)| key.clone());
    let values = written.values.iter().map(|(value, _)| value.clone());
    let mut expected: Vec<_> = keys.zip(values).collect();
    expected.sort();
    // What two parsers don't agree on is not asked here.
    if others(format.name, &written.text).as_ref() != Some(&expected) {
        return;
    }
    let changed = changed % expected.len();
    let entries = read(format, &written.text);
    let (key, _, _, span) = &entries[changed];
    let mut text = written.text.clone();
    text.replace_range(span.clone(), "new917729108086835");
    let place = expected.iter().position(|(it, _)| it == key).unwrap();
    expected[place].1 = "new917729108086835".to_owned();
    assert_eq!(
        others(format.name, &text),
        Some(expected),
        "{} {text:?}",
        format.name
    );
}

/// Without this the comparison with other parsers would pass where they read nothing.
#[test]
fn other_parsers_read_what_formats_agree_on() {
    let setting = |value: &str, style| Setting {
        value: value.to_owned(),
        style,
        blanks: " ",
        comment: false,
        line_end: "\n",
    };
    let settings = [
        setting("plain", 0),
        setting("two words", 1),
        setting("b\u{e4}r", 2),
    ];
    let mut others_read = Vec::new();
    for format in FORMATS {
        let written = write(format.name, &settings);
        let Some(found) = others(format.name, &written.text) else {
            continue;
        };
        let values: Vec<_> = found.iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(values, ["plain", "two words", "b\u{e4}r"], "{}", format.name);
        others_read.push(format.name);
    }
    assert_eq!(
        others_read,
        [
            "YAML",
            "JSON",
            "TOML",
            "dotenv",
            "properties",
            "INI",
            "INI",
            "HCL",
            "shell",
            "CSV",
            "XML"
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn keys_and_values_stand_where_they_were_written(settings in settings()) {
        for format in FORMATS {
            is_exact(format, &write(format.name, &settings));
        }
    }

    #[test]
    fn a_value_replaced_by_its_span_is_the_only_change(settings in settings(), changed in 0..6_usize) {
        for format in FORMATS.iter().filter(|format| format.name != "shell") {
            is_what_others_read(format, &write(format.name, &settings), changed);
        }
    }
}

proptest! {
    // Each case starts a shell twice.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(50) })]

    #[cfg(unix)]
    #[test]
    fn a_shell_reads_the_same(settings in settings(), changed in 0..6_usize) {
        let format = Format::of_file("a.sh").unwrap();
        is_what_others_read(format, &write("shell", &settings), changed);
    }
}
