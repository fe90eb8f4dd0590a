//! What a file without a telling name is, by how it begins. A guess that is not plain is none.

use std::sync::LazyLock;

use regex::Regex;

use crate::config::{Format, decode};

/// So much is looked at, in bytes.
const BEGINNING: usize = 8 << 10;
/// A text has fewer control characters than one in so many.
const CONTROL_SHARE: usize = 10;

#[expect(clippy::unwrap_used, reason = "the patterns are constant and tested")]
static OBJECT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"^\s*(?:\{|\[\s*\{)\s*"[^"\n]*"\s*:"#).unwrap());
#[expect(clippy::unwrap_used, reason = "the patterns are constant and tested")]
static ASSIGNMENT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:export[ \t]+)?[A-Za-z_][A-Za-z0-9_.-]*[ \t]*=").unwrap());
#[expect(clippy::unwrap_used, reason = "the patterns are constant and tested")]
static MAPPING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"^(?:-[ \t]+)?["']?[A-Za-z_][\w.-]*["']?:(?:[ \t]|$)"#).unwrap());

/// Whether these are no characters: a picture, a program, an archive.
pub fn is_binary(bytes: &[u8]) -> bool {
    let beginning = &bytes[..bytes.len().min(BEGINNING)];
    if beginning.starts_with(&[0xff, 0xfe]) || beginning.starts_with(&[0xfe, 0xff]) {
        return false;
    }
    let is_control = |byte: &&u8| **byte < 0x20 && !b"\t\n\r\x0c\x1b".contains(byte);
    beginning.iter().filter(is_control).count() * CONTROL_SHARE > beginning.len()
}

impl Format {
    /// The format of what begins with these bytes.
    pub fn of_content(bytes: &[u8]) -> Option<&'static Self> {
        if is_binary(bytes) {
            return None;
        }
        let (text, _) = decode(&bytes[..bytes.len().min(BEGINNING)]);
        if let Some(interpreter) = text.strip_prefix("#!") {
            return Self::of_interpreter(interpreter.lines().next()?);
        }
        if text.trim_start().starts_with("<?xml") {
            return Self::of_language("xml");
        }
        if OBJECT.is_match(&text) {
            return Self::of_language("json");
        }
        Self::of_language(by_lines(&text)?)
    }

    /// `#!/usr/bin/env python3 -u` names its language.
    fn of_interpreter(line: &str) -> Option<&'static Self> {
        let mut words = line.split_whitespace();
        let mut name = words.next()?.rsplit('/').next()?;
        if name == "env" {
            name = words.find(|word| !word.starts_with('-'))?;
        }
        let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        match name {
            "dash" | "ksh" | "ash" => Self::of_language("sh"),
            "node" | "deno" | "bun" => Self::of_language("js"),
            name => Self::of_language(name),
        }
    }
}

/// The language in which every line is plainly something.
fn by_lines(text: &str) -> Option<&'static str> {
    let is_whole = text.ends_with('\n') || text.len() < BEGINNING;
    let mut lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    if !is_whole {
        lines.pop();
    }
    lines.retain(|line| !line.trim().is_empty() && !line.trim_start().starts_with(['#', ';']));
    let first = *lines.first()?;
    let is_section = |line: &str| line.starts_with('[') && line.ends_with(']');
    if lines.iter().all(|line| ASSIGNMENT.is_match(line)) {
        return Some("dotenv");
    }
    if is_section(first)
        && lines
            .iter()
            .all(|line| is_section(line) || ASSIGNMENT.is_match(line))
    {
        return Some("ini");
    }
    let is_below = |line: &str| line.starts_with([' ', '\t']) || line.starts_with("- ") || line == "---";
    let mut is_map = lines.iter().all(|line| is_below(line) || MAPPING.is_match(line));
    // One line such as `Note: this` is prose.
    is_map &= lines.iter().filter(|line| MAPPING.is_match(line)).count() > 1 || first == "---";
    is_map.then_some("yaml")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<&'static str> {
        Format::of_content(text.as_bytes()).map(|format| format.name)
    }

    #[test]
    fn what_begins_plainly_is_known() {
        assert_eq!(of("# c\nexport A=1\n\nB = 2"), Some("dotenv"));
        assert_eq!(of("[a]\nb = 1\n"), Some("INI"));
        assert_eq!(of("---\na: 1\n"), Some("YAML"));
        assert_eq!(of("a:\n  b: 1\nc: 2\n"), Some("YAML"));
        assert_eq!(of("{\n  \"a\": 1}"), Some("JSON"));
        assert_eq!(of("[{\"a\": 1}]"), Some("JSON"));
        assert_eq!(of("<?xml version=\"1.0\"?><a/>"), Some("XML"));
        assert_eq!(of("#!/bin/sh\nA=1\n"), Some("shell"));
        assert_eq!(of("#!/usr/bin/env -S bash -e\nA=1\n"), Some("shell"));
    }

    #[test]
    fn what_does_not_is_not() {
        assert_eq!(of(""), None);
        assert_eq!(of("Note: this is prose.\nAnd goes on.\n"), None);
        assert_eq!(of("Note: this\n"), None);
        assert_eq!(of("all: build\n\tcc -o x\n.PHONY: all\n"), None);
        assert_eq!(of("A=1\nwhile true\n"), None);
        assert_eq!(of("#!/usr/bin/perl\nA=1\n"), None);
        assert_eq!(of("A=1\0\0\0"), None);
    }

    #[test]
    fn a_byte_in_ten_makes_a_file_binary() {
        assert!(is_binary(b"\x7fELF\x02\x01\x01\0\0\0"));
        assert!(!is_binary(b"A=1\n# caf\xe9\nB=2345678901234567890\0\0"));
        assert!(!is_binary(b"\xff\xfeA\0=\0"));
    }
}
