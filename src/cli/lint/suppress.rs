//! What of a scan's findings is meant to stay, by the project's settings and by a baseline: where the two are, and which
//! of their entries a run can speak about.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, anyhow, bail};

use crate::cli::lint::inputs::Inputs;
use crate::cli::lint::{Arguments, Skipped};
use crate::cli::load;
use fieldguide::guide::Guide;
use fieldguide::guide::settings::FILE_NAME;
use fieldguide::lint::Scan;
use fieldguide::lint::baseline::{Baseline, Entry};
use fieldguide::lint::discover::PathsFrom;
use fieldguide::lint::suppress::Ignores;
use fieldguide::path::with_slashes;
use fieldguide::report::human::counted;
use fieldguide::site::output::replace_file;
use fieldguide::source::{Source, clean, clean_text};

/// As a baseline is called that nobody named.
const BASELINE: &str = ".fieldguide-baseline";

/// The project that is linted.
pub struct Project<'a> {
    pub guide: &'a Guide,
    pub settings: Option<&'a Source>,
    pub root: &'a Path,
    pub paths: &'a PathsFrom,
}

impl Project<'_> {
    /// Takes away what is meant to stay; what there is to say of the baseline comes back.
    pub fn apply(
        &self,
        arguments: &Arguments,
        read: &Inputs,
        scan: &mut Scan,
    ) -> anyhow::Result<Option<String>> {
        if arguments.no_ignores {
            return Ok(None);
        }
        self.apply_settings(read, scan)?;
        let note = match BaselineFile::find(arguments, self)? {
            None => None,
            Some(file) if arguments.write_baseline.is_none() => file.apply(read, scan)?,
            // Where nothing was read, a mistyped path is likelier than that all is mended.
            Some(_) if read.count == 0 => None,
            Some(file) => Some(file.write(read, scan)?),
        };
        scan.suppressed
            .sort_by(|a, b| a.finding.sort_key().cmp(&b.finding.sort_key()));
        Ok(note)
    }

    /// Takes away the same, and tells nothing: fixes leave alone what is meant to stay.
    pub fn leave(&self, arguments: &Arguments, scan: &mut Scan) -> anyhow::Result<()> {
        if arguments.no_ignores {
            return Ok(());
        }
        if self.settings.is_some() {
            Ignores::of(self.guide)?.apply(scan, &|name| self.paths.tell(name));
        }
        if let Some(file) = BaselineFile::find(arguments, self)? {
            file.read()?.apply(scan, &|name| file.paths.tell(name));
        }
        Ok(())
    }

    fn apply_settings(&self, read: &Inputs, scan: &mut Scan) -> anyhow::Result<()> {
        let Some(settings) = self.settings else {
            return Ok(());
        };
        let mut ignores = Ignores::of(self.guide)?;
        ignores.apply(scan, &|name| self.paths.tell(name));
        if self.is_whole(read) {
            let scanned: Vec<String> = read.names.iter().map(|name| self.paths.tell(name)).collect();
            ignores.tell_unused(settings, &scanned, scan);
        }
        Ok(())
    }

    /// Whether the whole project was read: what a hook or a list leaves out may be what an entry is for.
    fn is_whole(&self, read: &Inputs) -> bool {
        let holds_project =
            |directory: &PathBuf| self.paths.directory().starts_with(self.paths.absolute(directory));
        read.directories.iter().any(holds_project) && !read.skipped.iter().any(Skipped::is_failure)
    }
}

/// A baseline on the disk.
struct BaselineFile {
    path: PathBuf,
    /// Whether every run uses it.
    is_in_settings: bool,
    /// Paths in it are told from where it is.
    paths: PathsFrom,
}

impl BaselineFile {
    /// The one that a run works with, if it works with any.
    fn find(arguments: &Arguments, project: &Project) -> anyhow::Result<Option<Self>> {
        let to_write = arguments.write_baseline.as_ref();
        let named = to_write.and_then(Option::as_ref).or(arguments.baseline.as_ref());
        let in_settings = match &project.guide.settings.lint.baseline {
            Some(name) if project.settings.is_some() => Some(inside(project, &name.text)?),
            _ => None,
        };
        let default = || to_write.map(|_| below(project, BASELINE));
        let Some(path) = named.cloned().or_else(|| in_settings.clone()).or_else(default) else {
            return Ok(None);
        };
        if path.is_dir() {
            bail!(
                "{} is a directory: name the baseline's file, as in --write-baseline={BASELINE}",
                clean(&path.to_string_lossy())
            );
        }
        let directory = path.parent().unwrap_or(Path::new(""));
        if !directory.as_os_str().is_empty() && !directory.is_dir() {
            bail!(
                "there is no directory {} for the baseline {}: make it first",
                shown(directory),
                shown(&path)
            );
        }
        let paths = PathsFrom::new(directory, arguments.stdin_filename.as_deref())
            .with_context(|| format!("cannot look into the directory of {}", shown(&path)))?;
        let is_in_settings = in_settings.is_some_and(|it| paths.absolute(&it) == paths.absolute(&path));
        Ok(Some(Self {
            path,
            is_in_settings,
            paths,
        }))
    }

    /// As people name it.
    fn name(&self) -> String {
        shown(&self.path)
    }

    /// What writes it anew.
    fn command(&self) -> String {
        if self.is_in_settings || self.name() == BASELINE {
            "fieldguide lint --write-baseline".to_owned()
        } else {
            format!("fieldguide lint --write-baseline {}", self.name())
        }
    }

    fn read(&self) -> anyhow::Result<Baseline> {
        let bytes = std::fs::read(&self.path).with_context(|| {
            let (name, command) = (self.name(), self.command());
            format!("cannot read the baseline {name}; `{command}` writes it")
        })?;
        let text = String::from_utf8_lossy(&bytes);
        Baseline::parse(&text).map_err(|error| anyhow!("{}:{}: {error}", self.name(), error.line))
    }

    /// Says how many entries match nothing, if any.
    fn apply(&self, read: &Inputs, scan: &mut Scan) -> anyhow::Result<Option<String>> {
        let baseline = self.read()?;
        let unmatched = baseline.apply(scan, &|name| self.paths.tell(name));
        let looked_at = self.looked_at(read);
        let stale = unmatched.entries().filter(|entry| looked_at(entry)).count();
        let entries = match stale {
            0 => return Ok(None),
            1 => "1 entry of the baseline matches".to_owned(),
            _ => format!("{stale} entries of the baseline match"),
        };
        // It would let what is new stay, too.
        let when = if scan.findings.is_empty() {
            ""
        } else {
            "once the new findings are mended, "
        };
        let command = self.command();
        Ok(Some(format!(
            "{entries} nothing any more; {when}`{command}` renews it"
        )))
    }

    /// Writes all that was found. What this run could not see stays as it was.
    fn write(&self, read: &Inputs, scan: &mut Scan) -> anyhow::Result<String> {
        let is_new = std::fs::metadata(&self.path).is_err();
        let before = if is_new { Baseline::default() } else { self.read()? };
        let mut baseline = Baseline::of(&scan.findings, &|name| self.paths.tell(name));
        let looked_at = self.looked_at(read);
        baseline.extend(before.entries().filter(|entry| !looked_at(entry)).cloned());
        replace_file(&self.path, baseline.to_string().as_bytes())?;

        let mut note = format!("wrote {} to {}", counted(baseline.len(), "finding"), self.name());
        if !is_new {
            let (new, gone) = (baseline.count_not_in(&before), before.count_not_in(&baseline));
            note.push_str(&format!(": {new} new, {gone} gone"));
        }
        if !self.is_in_settings {
            let name = self.name();
            note.push_str(&format!(
                "; use it with `--baseline {name}`, or always by `baseline: {name}` below `lint:` in {FILE_NAME}"
            ));
        }
        baseline.apply(scan, &|name| self.paths.tell(name));
        Ok(note)
    }

    /// Whether a run can say that an entry matches nothing: its file was read, or is gone from where all was read.
    fn looked_at(&self, read: &Inputs) -> impl Fn(&Entry) -> bool {
        // What comes on standard input is not all of the file that it is named as.
        let names = read.names.iter().filter(|name| *name != "<stdin>");
        let files: HashSet<String> = names.map(|name| self.paths.tell(name)).collect();
        let directories: Vec<PathBuf> = read
            .directories
            .iter()
            .map(|it| self.paths.absolute(it))
            .collect();
        let here = self.paths.directory().to_owned();
        let absolute = move |entry: &Entry| self.paths.absolute(&here.join(&entry.path));
        move |entry| {
            let path = absolute(entry);
            let is_gone = || std::fs::symlink_metadata(&path).is_err();
            // The environment and standard input are on no disk.
            let is_file = !entry.path.starts_with('<');
            files.contains(&entry.path)
                || (is_file && directories.iter().any(|it| path.starts_with(it)) && is_gone())
        }
    }
}

/// A file below the project's directory, as it is named from the working directory.
fn below(project: &Project, name: &str) -> PathBuf {
    load::shown(project.root).join(name)
}

/// The file that the settings name. Nothing that a repository says has a file outside of it read or written.
fn inside(project: &Project, name: &str) -> anyhow::Result<PathBuf> {
    let steps = Path::new(name).components();
    let goes_down = |step| matches!(step, Component::Normal(_) | Component::CurDir);
    let path = below(project, name);
    let is_inside = steps.into_iter().all(goes_down)
        && project
            .paths
            .absolute(&path)
            .starts_with(project.paths.directory())
        && !path.is_symlink();
    if !is_inside {
        bail!(
            "{FILE_NAME} names `{}` under lint.baseline: name a file of the project, by its path from there",
            clean_text(name)
        );
    }
    Ok(path)
}

/// A path as people name it.
fn shown(path: &Path) -> String {
    let name = with_slashes(path);
    clean_text(name.strip_prefix("./").unwrap_or(&name))
}
