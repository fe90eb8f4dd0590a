//! When a guide's files were last changed, as git knows it.

use std::collections::HashMap;
use std::path::Path;
use std::process::{Command, Stdio};

/// What git says of the days on which files were changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum History {
    /// No git, or no repository.
    #[default]
    None,
    /// The repository holds its last commits only, so every date would be that of the oldest of them.
    Shallow,
    /// By path inside the guide: `2026-11-22`.
    Dates(HashMap<String, String>),
}

/// Marks a line with a date among lines with paths.
const DATE: char = '\u{1}';

impl History {
    pub fn of(root: &Path) -> Self {
        match git(root, &["rev-parse", "--is-shallow-repository"]).as_deref() {
            Some("false\n") => {}
            Some("true\n") => return Self::Shallow,
            _ => return Self::None,
        }
        let format = format!("--format={DATE}%cs");
        let log = [
            "-c",
            "core.quotePath=false",
            "log",
            &format,
            "--name-only",
            "--no-renames",
            "--relative",
            "--",
            "content",
            "rules",
        ];
        git(root, &log).map_or(Self::None, |log| Self::Dates(dates(&log)))
    }
}

/// The newest date of each path; the log begins with the newest commit.
fn dates(log: &str) -> HashMap<String, String> {
    let mut dates = HashMap::new();
    let mut date = "";
    for line in log.lines() {
        match line.strip_prefix(DATE) {
            Some(newer) => date = newer,
            None if line.is_empty() => {}
            None => {
                dates.entry(line.to_owned()).or_insert_with(|| date.to_owned());
            }
        }
    }
    dates
}

fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    let run = Command::new("git")
        .current_dir(root)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = || String::from_utf8_lossy(&run.stdout).into_owned();
    run.status.success().then(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_commit_counts() {
        let dates = dates("\u{1}2026-11-22\n\ncontent/a.md\n\u{1}2026-11-20\n\ncontent/a.md\nrules/b.md\n");
        assert_eq!(dates["content/a.md"], "2026-11-22");
        assert_eq!(dates["rules/b.md"], "2026-11-20");
    }
}
