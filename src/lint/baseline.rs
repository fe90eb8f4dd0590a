//! A baseline: the findings that were there before, which stay until somebody mends them. Text in, text out; where its
//! file is, and which files were scanned, is for the command line.
//!
//! One finding is one line: rule, path, key path. Nothing in it changes where lines move, values change or two people
//! write it on one day, and no line holds or hashes a value.

use std::collections::BTreeSet;
use std::fmt::{self, Write};

use crate::finding::{Finding, Suppressed, SuppressedBy};
use crate::lint::Scan;
use crate::source::clean;

/// How the first line begins: by this a baseline is told from any other file.
const MARK: &str = "# fieldguide baseline";

const HEADER: &str = "\
# fieldguide baseline: findings that may stay until they are mended. A line is rule, file and key.
# Take out a line when you mend it, or write all of them anew: fieldguide lint --write-baseline
";

/// A finding that may stay. Its order is that of the lines.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// As it stands in the line; so does the key.
    rule: String,
    /// From the directory of the baseline, with `/`.
    pub path: String,
    /// Where in the file, with `#2` behind it for the second of the rule there; empty where it is about no key.
    key: String,
}

#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Baseline {
    entries: BTreeSet<Entry>,
}

/// A line that does not belong into a baseline.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{problem}")]
pub struct BaselineError {
    /// From 1.
    pub line: usize,
    problem: Problem,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
enum Problem {
    #[error("this is no baseline: one begins with `{MARK}`")]
    Another,
    #[error("a merge is not resolved here: keep the lines of both sides, without the marks")]
    Conflict,
    #[error("this is no entry: write a rule, a path and a key with a blank between them")]
    NoEntry,
    #[error("two hexadecimal digits belong behind a `%`, as in `%20` for a blank")]
    Escape,
}

impl Baseline {
    /// The findings as they are; `path` tells where a file is from the baseline.
    pub fn of(findings: &[Finding], path: &dyn Fn(&str) -> String) -> Self {
        let entries = findings.iter().map(|finding| Entry::of(finding, path));
        entries.collect()
    }

    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let text = text.trim_start_matches('\u{feff}');
        if !text.starts_with(MARK) && !text.trim().is_empty() {
            return Err(BaselineError {
                line: 1,
                problem: Problem::Another,
            });
        }
        let lines = text.lines().map(str::trim_end).enumerate();
        lines
            .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
            .map(|(at, line)| {
                Entry::parse(line).map_err(|problem| BaselineError {
                    line: at + 1,
                    problem,
                })
            })
            .collect()
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// How many entries another one does not have.
    pub fn count_not_in(&self, other: &Self) -> usize {
        self.entries.difference(&other.entries).count()
    }

    /// Takes away the findings of a scan that are in here, and gives back the entries that none of them is.
    pub fn apply(&self, scan: &mut Scan, path: &dyn Fn(&str) -> String) -> Self {
        let mut unmatched = self.clone();
        for finding in std::mem::take(&mut scan.findings) {
            let entry = Entry::of(&finding, path);
            if self.entries.contains(&entry) {
                unmatched.entries.remove(&entry);
                scan.suppressed.push(Suppressed {
                    finding,
                    by: SuppressedBy::Baseline,
                    reason: None,
                });
            } else {
                scan.findings.push(finding);
            }
        }
        unmatched
    }
}

impl FromIterator<Entry> for Baseline {
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Self {
        Self {
            entries: entries.into_iter().collect(),
        }
    }
}

impl Extend<Entry> for Baseline {
    fn extend<I: IntoIterator<Item = Entry>>(&mut self, entries: I) {
        self.entries.extend(entries);
    }
}

impl fmt::Display for Baseline {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(HEADER)?;
        for entry in &self.entries {
            writeln!(f, "{entry}")?;
        }
        Ok(())
    }
}

impl Entry {
    fn of(finding: &Finding, path: &dyn Fn(&str) -> String) -> Self {
        let count = match finding.occurrence {
            1 => String::new(),
            count => format!("#{count}"),
        };
        Self {
            rule: escaped(&finding.rule),
            path: path(&finding.place.path),
            key: escaped(&finding.key_path) + &count,
        }
    }

    /// `line` has no line end.
    fn parse(line: &str) -> Result<Self, Problem> {
        let marks = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"];
        if marks.iter().any(|mark| line.starts_with(mark)) {
            return Err(Problem::Conflict);
        }
        let columns: Vec<&str> = line.split_whitespace().collect();
        let (rule, path, key) = match columns.as_slice() {
            [rule, path] => (rule, path, ""),
            [rule, path, key] => (rule, path, *key),
            _ => return Err(Problem::NoEntry),
        };
        Ok(Self {
            rule: (*rule).to_owned(),
            path: unescaped(path).ok_or(Problem::Escape)?,
            key: key.to_owned(),
        })
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} {}", self.rule, escaped(&self.path))?;
        if !self.key.is_empty() {
            write!(f, " {}", self.key)?;
        }
        Ok(())
    }
}

/// A name in a line: what would end it, what cannot be seen, `#` and `%` itself are written as a blank is, `%20`. All
/// other letters stay, so that names can be read.
fn escaped(name: &str) -> String {
    let mut shown = String::with_capacity(name.len());
    for c in name.chars() {
        let mut bytes = [0; 4];
        let text = c.encode_utf8(&mut bytes);
        if c.is_whitespace() || c == '%' || c == '#' || clean(text) != *text {
            for byte in text.bytes() {
                // Writing to a string cannot fail.
                let _ = write!(shown, "%{byte:02X}");
            }
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Nothing where it is not escaped as it should be.
fn unescaped(shown: &str) -> Option<String> {
    let mut parts = shown.split('%');
    let mut name = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        // It would take a sign, too.
        let is_hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        name.push(u8::from_str_radix(digits, 16).ok().filter(|_| is_hexadecimal)?);
        name.extend(rest.bytes());
    }
    String::from_utf8(name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(path: &str) -> Entry {
        Entry {
            rule: "weak-verify-token".to_owned(),
            path: path.to_owned(),
            key: "a.b#2".to_owned(),
        }
    }

    #[test]
    fn a_baseline_is_lines_and_lines_are_a_baseline() {
        let text = format!("{HEADER}rule-a a/.env KEY\nrule-a b.yaml\nrule-b a/.env KEY#2\n");
        let baseline = Baseline::parse(&text).unwrap();
        assert_eq!(baseline.len(), 3);
        assert_eq!(baseline.to_string(), text);
        // Other line ends, a byte order mark, another order and a line twice make no difference.
        let other = format!(
            "\u{feff}{MARK}\r\n\r\nrule-b a/.env KEY#2\r\nrule-a b.yaml  \r\nrule-a\ta/.env\tKEY\r\nrule-a b.yaml\r\n"
        );
        assert_eq!(Baseline::parse(&other), Ok(baseline));
    }

    #[test]
    fn what_is_no_baseline_is_told_with_its_line() {
        for (text, line, problem) in [
            ("WHATSAPP_TOKEN=hunter2\n", 1, Problem::Another),
            ("# fieldguide baseline\na b c d\n", 2, Problem::NoEntry),
            ("# fieldguide baseline\n\nrule\n", 3, Problem::NoEntry),
            ("# fieldguide baseline\na b\n<<<<<<< HEAD\n", 3, Problem::Conflict),
            ("# fieldguide baseline\na b%2\n", 2, Problem::Escape),
            ("# fieldguide baseline\na b%+f\n", 2, Problem::Escape),
            ("# fieldguide baseline\na b%ff\n", 2, Problem::Escape),
        ] {
            assert_eq!(
                Baseline::parse(text),
                Err(BaselineError { line, problem }),
                "{text}"
            );
        }
        assert_eq!(Baseline::parse(" \n"), Ok(Baseline::default()));
    }

    #[test]
    fn names_stay_readable() {
        assert_eq!(
            entry("Größe & Co/.env #1").to_string(),
            "weak-verify-token Größe%20&%20Co/.env%20%231 a.b#2"
        );
    }

    proptest! {
        #[test]
        fn every_name_comes_back(path in any::<String>().prop_filter("paths are not empty", |it| !it.is_empty())) {
            let entry = entry(&path);
            let line = entry.to_string();
            prop_assert_eq!(line.lines().count(), 1);
            prop_assert_eq!(Entry::parse(&line), Ok(entry));
        }

        #[test]
        fn no_text_makes_it_fail_otherwise_than_it_says(text in ".{0,40}") {
            let _ = Baseline::parse(&format!("{MARK}\n{text}"));
        }
    }
}
