//! What other sites answered lately, in a file of the user's cache directory. It may go at any time.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context;
use fieldguide::source::clean_text;
use serde::{Deserialize, Serialize};

use super::Answer;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    /// In seconds since 1970.
    asked: u64,
    answer: Answer,
}

pub struct Cache {
    file: Option<PathBuf>,
    entries: BTreeMap<String, Entry>,
    now: u64,
}

impl Cache {
    /// What the file holds that is still good. One that is not there, or not ours, holds nothing.
    pub fn read(file: Option<PathBuf>) -> Self {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |time| time.as_secs());
        let text = file
            .as_ref()
            .and_then(|file| std::fs::read(file).ok())
            .unwrap_or_default();
        let mut entries: BTreeMap<String, Entry> = serde_json::from_slice(&text).unwrap_or_default();
        entries.retain(|_, entry| entry.is_good(now));
        Self { file, entries, now }
    }

    pub fn answer(&self, url: &str) -> Option<&Answer> {
        self.entries.get(url).map(|entry| &entry.answer)
    }

    pub fn remember(&mut self, answers: BTreeMap<String, Answer>) {
        let asked = self.now;
        let entries = answers
            .into_iter()
            .map(|(url, answer)| (url, Entry { asked, answer }));
        self.entries.extend(entries);
        self.entries
            .retain(|url, entry| entry.is_good(asked) && may_be_kept(url, &entry.answer));
    }

    pub fn write(&self) -> anyhow::Result<()> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        let write = || -> anyhow::Result<()> {
            if let Some(directory) = file.parent() {
                std::fs::create_dir_all(directory)?;
            }
            // Whoever reads at the same time reads the old one or the new one.
            let staged = file.with_extension(format!("{}.new", std::process::id()));
            std::fs::write(&staged, serde_json::to_vec_pretty(&self.entries)?)?;
            Ok(std::fs::rename(&staged, file)?)
        };
        write().with_context(|| format!("cannot write the answers to {}", file.display()))
    }
}

impl Entry {
    /// A dead link may be mended today; a right one will hardly break this week.
    fn is_good(&self, now: u64) -> bool {
        let good_for = match self.answer {
            Answer::Right | Answer::Moved(_) => 7 * DAY,
            Answer::Gone(_) | Answer::UnknownHost => DAY,
            Answer::Unclear(_) => Duration::ZERO,
        };
        self.asked <= now && now - self.asked < good_for.as_secs()
    }
}

/// An address that carries what looks like a secret is not written down: it is asked for again.
fn may_be_kept(url: &str, answer: &Answer) -> bool {
    let is_plain = |text: &str| clean_text(text) == text;
    is_plain(url) && !matches!(answer, Answer::Moved(to) if !is_plain(to))
}

/// Where the answers are kept unless said otherwise; nothing where the user has no such place.
pub fn default_file() -> Option<PathBuf> {
    let directory = |name| {
        std::env::var_os(name)
            .filter(|it| !it.is_empty())
            .map(PathBuf::from)
    };
    let caches = directory("XDG_CACHE_HOME")
        .filter(|it| it.is_absolute())
        .or_else(|| directory("LOCALAPPDATA"))
        .or_else(|| Some(directory("HOME")?.join(".cache")))?;
    Some(caches.join("fieldguide").join("links.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_with_a_secret_is_not_written_down() {
        let secret = format!("https://a.example/?access_token=EAA{}", "Gm9XbQ4kT7".repeat(12));
        assert!(may_be_kept("https://a.example/", &Answer::Right));
        assert!(!may_be_kept(&secret, &Answer::Right));
        assert!(!may_be_kept("https://a.example/", &Answer::Moved(secret)));
    }

    #[test]
    fn answers_are_good_for_a_while() {
        let is_good = |answer: Answer, days: u64| {
            let entry = Entry { asked: 0, answer };
            entry.is_good(days * DAY.as_secs())
        };
        assert!(is_good(Answer::Right, 6) && !is_good(Answer::Right, 7));
        assert!(is_good(Answer::UnknownHost, 0) && !is_good(Answer::UnknownHost, 1));
        assert!(!is_good(Answer::Unclear("busy".to_owned()), 0));
        let later = Entry {
            asked: 2,
            answer: Answer::Right,
        };
        assert!(!later.is_good(1));
    }
}
