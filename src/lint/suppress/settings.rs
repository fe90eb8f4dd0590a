//! `lint.ignore`: what the settings say is meant to stay, for files that have no comments, or not ours to write in.

use std::collections::HashSet;
use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::finding::{Finding, Place, Suppressed, SuppressedBy};
use crate::guide::Guide;
use crate::guide::condition::Subject;
use crate::guide::settings::{FILE_NAME, Ignore};
use crate::lint::{Scan, fingerprint, matches_glob, tell};
use crate::source::{Source, clean_text};

/// An entry's `path` is no pattern.
#[derive(Debug, thiserror::Error)]
#[error("the path of entry {number} of lint.ignore is no pattern as in .gitignore")]
pub struct NoPattern {
    /// From 1.
    number: usize,
}

/// The entries of `lint.ignore`, made ready, and what came of them so far.
pub struct Ignores<'g> {
    guide: &'g Guide,
    /// None of an entry that is for all files.
    paths: Vec<Option<Gitignore>>,
    /// Which rule of which entry suppressed something.
    used: HashSet<(usize, usize)>,
}

impl<'g> Ignores<'g> {
    pub fn of(guide: &'g Guide) -> Result<Self, NoPattern> {
        let entries = guide.settings.lint.ignore.iter().enumerate();
        let paths = entries.map(|(at, ignore)| {
            let path = ignore.path.as_deref();
            path.map(compile)
                .transpose()
                .map_err(|_| NoPattern { number: at + 1 })
        });
        Ok(Self {
            guide,
            paths: paths.collect::<Result<_, _>>()?,
            used: HashSet::new(),
        })
    }

    fn entries(&self) -> &'g [Ignore] {
        &self.guide.settings.lint.ignore
    }

    /// Takes away the findings of a scan that are meant to stay. `path` tells where a file is from the settings.
    pub fn apply(&mut self, scan: &mut Scan, path: &dyn Fn(&str) -> String) {
        for finding in std::mem::take(&mut scan.findings) {
            match self.reason(&finding, &path(&finding.place.path)) {
                None => scan.findings.push(finding),
                Some(reason) => scan.suppressed.push(Suppressed {
                    finding,
                    by: SuppressedBy::Settings,
                    reason: Some(clean_text(reason)),
                }),
            }
        }
    }

    /// Why a finding is meant to stay, as the first entry says that is for it.
    fn reason(&mut self, finding: &Finding, path: &str) -> Option<&'g str> {
        let mut reason = None;
        for (at, ignore) in self.entries().iter().enumerate() {
            let rule = ignore.rules.iter().position(|rule| rule.text == finding.rule);
            if let Some(rule) = rule
                && self.is_for_file(at, path)
                && is_for_key(ignore, finding)
            {
                self.used.insert((at, rule));
                reason.get_or_insert(ignore.reason.as_str());
            }
        }
        reason
    }

    fn is_for_file(&self, entry: usize, path: &str) -> bool {
        self.paths[entry].as_ref().is_none_or(|pattern| {
            // What is outside of the project is none of its settings' business.
            let is_inside = !Path::new(path).has_root() && !path.starts_with("../");
            is_inside && pattern.matched_path_or_any_parents(path, false).is_ignore()
        })
    }

    /// Tells of the entries that suppressed nothing. `scanned` are the paths of all files that there are to scan, from
    /// the settings: an entry that is for none of them may be for a file that only others have.
    pub fn tell_unused(&self, settings: &Source, scanned: &[String], scan: &mut Scan) {
        let rules = self.guide.rules_at_work();
        let rules: Vec<_> = rules.filter(|it| it.subject() == Subject::Suppression).collect();
        let mut told: Vec<Finding> = Vec::new();
        for (at, ignore) in self.entries().iter().enumerate() {
            if !scanned.iter().any(|path| self.is_for_file(at, path)) {
                continue;
            }
            for (number, name) in ignore.rules.iter().enumerate() {
                if self.used.contains(&(at, number)) {
                    continue;
                }
                let place = Place::new(settings, name.span.clone());
                told.extend(
                    rules
                        .iter()
                        .map(|rule| tell::tell_unused(self.guide, rule, place.clone(), &name.text)),
                );
            }
        }
        if told.is_empty() {
            return;
        }
        fingerprint::give(&mut told, FILE_NAME);
        scan.sources.push(settings.masked_page());
        scan.findings.append(&mut told);
        scan.findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    }
}

fn compile(pattern: &str) -> Result<Gitignore, ignore::Error> {
    let mut builder = GitignoreBuilder::new("");
    builder.add_line(None, pattern)?;
    builder.build()
}

/// Whether a finding's key, or the path that leads to it, is one that an entry is for.
fn is_for_key(ignore: &Ignore, finding: &Finding) -> bool {
    ignore.key.as_ref().is_none_or(|pattern| {
        let key = finding.key.as_deref();
        matches_glob(pattern, &finding.key_path) || key.is_some_and(|key| matches_glob(pattern, key))
    })
}
