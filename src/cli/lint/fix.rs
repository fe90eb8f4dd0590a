//! `fieldguide lint --fix` and `--diff`: files are mended in memory until nothing more can be, then written or shown.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use anyhow::bail;

use crate::cli::lint::{Arguments, replace};
use crate::cli::terminal;
use fieldguide::finding::Finding;
use fieldguide::guide::Guide;
use fieldguide::lint::fix::{MOST_PASSES, Mended};
use fieldguide::lint::{File, Linter, Scan};
use fieldguide::report::human::counted;
use fieldguide::source::clean;

/// What is done with the fixes that findings offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// They are only told of.
    Offer,
    Write,
    Show,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Fixed {
    pub findings: usize,
    pub files: usize,
    /// Files that could not be mended, with the reason.
    pub refused: Vec<(String, String)>,
}

impl Mode {
    pub fn of(arguments: &Arguments) -> anyhow::Result<Self> {
        let asked = if arguments.diff { "--diff" } else { "--fix" };
        if !arguments.fix && !arguments.diff {
            if arguments.unsafe_fixes {
                bail!(
                    "--unsafe-fixes says which fixes are meant: add --fix to apply them, or --diff to see them"
                );
            }
            return Ok(Self::Offer);
        }
        if arguments.staged {
            bail!(
                "{asked} mends files, and --staged reads what is in git's index: run it without --staged, then `git add` what it changed"
            );
        }
        if arguments.env {
            bail!(
                "{asked} mends files, and the environment is none: run it on the file that sets the variables"
            );
        }
        if arguments.paths.iter().any(|path| path.as_os_str() == "-") || arguments.stdin_filename.is_some() {
            bail!("{asked} mends files, and standard input is none: name the file instead");
        }
        Ok(if arguments.diff { Self::Show } else { Self::Write })
    }
}

/// Mends what it may in all files. With `Mode::Write` those that were written stand mended in `files`; with `Mode::Show`
/// the diff is printed, and nothing is written.
pub fn run(
    arguments: &Arguments,
    mode: Mode,
    linter: &Linter,
    files: &mut [File],
    judge: &mut dyn FnMut(&[File]) -> anyhow::Result<Scan>,
) -> anyhow::Result<Fixed> {
    let mut fixed = Fixed::default();
    let mut originals: BTreeMap<usize, File> = BTreeMap::new();
    let mut mended: HashMap<usize, Option<Mended>> = HashMap::new();
    for _ in 0..MOST_PASSES {
        let mut by_file = wanted(judge(files)?.findings, arguments.unsafe_fixes);
        let mut is_stable = true;
        for (at, file) in files.iter_mut().enumerate() {
            let findings = by_file.remove(file.name()).unwrap_or_default();
            let done = mended.entry(at).or_default();
            if let Some(after) = linter.mend(file, &findings, done) {
                let before = std::mem::replace(file, after);
                originals.entry(at).or_insert(before);
                is_stable = false;
            }
        }
        if is_stable {
            break;
        }
    }
    for (at, original) in originals {
        let Some(Some(done)) = mended.remove(&at) else {
            continue;
        };
        let result = if mode == Mode::Write {
            replace::file(Path::new(done.name()), |present| done.bytes(present))
        } else {
            replace::check(Path::new(done.name()), |present| done.bytes(present)).map(drop)
        };
        match result {
            Ok(()) => {
                fixed.findings += done.fixed;
                fixed.files += 1;
                if mode == Mode::Show {
                    terminal::print(&done.diff())?;
                }
            }
            Err(error) => {
                fixed.refused.push((done.name().to_owned(), format!("{error:#}")));
                if let Some(file) = files.get_mut(at) {
                    *file = original;
                }
            }
        }
    }
    Ok(fixed)
}

/// The findings whose fixes are to be applied, by file.
fn wanted(findings: Vec<Finding>, also_unsafe: bool) -> HashMap<String, Vec<Finding>> {
    let mut by_file: HashMap<String, Vec<Finding>> = HashMap::new();
    for finding in findings {
        if finding.fix.as_ref().is_some_and(|fix| fix.is_safe || also_unsafe) {
            let path = finding.place.path.clone();
            by_file.entry(path).or_default().push(finding);
        }
    }
    by_file
}

impl Fixed {
    /// Whether a finding stands in a file that could not be mended: then no fix is offered again.
    pub fn is_refused(&self, finding: &Finding) -> bool {
        self.refused.iter().any(|(path, _)| *path == finding.place.path)
    }

    /// Says what was done, what could not be, and what is left to be decided by somebody who looks.
    pub fn tell(&self, mode: Mode, guide: &Guide, left: &[Finding]) -> anyhow::Result<()> {
        for (path, reason) in &self.refused {
            terminal::note(&format!("not fixed: {}: {reason}", clean(path)))?;
        }
        let count = format!(
            "{} in {}",
            counted(self.findings, "finding"),
            counted(self.files, "file")
        );
        match mode {
            Mode::Write if self.findings > 0 => terminal::note(&format!("fixed {count}"))?,
            Mode::Show if self.findings > 0 => terminal::note(&format!("would fix {count}"))?,
            Mode::Write | Mode::Show if self.refused.is_empty() => terminal::note("there is nothing to fix")?,
            _ => {}
        }
        if mode != Mode::Offer {
            let offered = left
                .iter()
                .filter(|it| it.fix.as_ref().is_some_and(|fix| !fix.is_safe) && !self.is_refused(it));
            let rules: BTreeSet<&str> = offered.map(|it| it.rule.as_str()).collect();
            for rule in guide
                .rules
                .iter()
                .filter(|rule| rules.contains(rule.id.text.as_str()))
            {
                let reason = rule.fix.as_ref().map_or("", |fix| fix.because.as_str());
                terminal::note(&format!(
                    "--unsafe-fixes also mends {}, after a look: {reason}",
                    rule.id.text
                ))?;
            }
        }
        Ok(())
    }
}
