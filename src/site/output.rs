//! The finished site as a map of path to bytes, and how it gets on disk: whole or not at all.
//!
//! A site is made in a directory beside the published one, and then the two change places in one step. So whatever ends
//! a build, what is published is the old site or the new one. The rest of a build that was killed is swept by the next.
//!
//! The published directory is ours alone: its manifest lists what we wrote, and where there is more, nothing is
//! written. To keep what others put there would make the site depend on what lies about, and to delete it would lose a
//! `CNAME` that somebody needs; both without a word. What belongs on the site belongs into the guide.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rayon::prelude::*;

use crate::path::with_slashes;

/// Lists what we wrote to a directory: only such a one is ever replaced.
const MANIFEST: &str = ".fieldguide-site";

const MANIFEST_TITLE: &str = "# What `fieldguide build` wrote. It replaces this directory as a whole.\n";

/// What desktops leave in every directory that is looked at. Nobody misses it.
const LITTER: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// How many files of others a message names.
const NAMED: usize = 3;

/// How often something is tried while other builds write to the same place.
const ATTEMPTS: usize = 50;

/// Where directories cannot be locked, a site that was begun this long ago is one that nobody finishes.
const ABANDONED_AFTER: Duration = Duration::from_hours(24);

#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    #[error(
        "{path} holds files that fieldguide did not write: name an empty or a new directory with --out, or empty it"
    )]
    Foreign { path: String },
    #[error(
        "{path} holds {names}, which fieldguide did not write and would delete: move what belongs on the site to content/, and the rest elsewhere"
    )]
    Added { path: String, names: String },
    #[error("{path} is a git work tree, which the site would replace: name a directory inside it with --out")]
    WorkTree { path: String },
    #[error("{path} is a file, and the site is a directory: name another one with --out")]
    File { path: String },
    #[error(
        "{path} cannot be moved, as a mount point cannot, and so no new site can take its place: name a directory inside it, such as --out {path}/site"
    )]
    Fixed { path: String },
    #[error(
        "{parent} cannot be written to, and the site is made there before it takes the place of {path}: name another directory with --out{instead}"
    )]
    Closed {
        path: String,
        parent: String,
        /// Where it would work, if we know of a place.
        instead: String,
        source: std::io::Error,
    },
    #[error("{part} is no directory, and so {path} cannot be made in it: name another one with --out")]
    NoDirectory { path: String, part: String },
    #[error(
        "{path} cannot be looked into, and a new site would replace what is there: name another directory with --out"
    )]
    Unreadable { path: String, source: std::io::Error },
    #[error(
        "there is no room for it: it takes {needed} KB and is made beside what is published, so both have to fit; make room, or name a directory on another disk with --out"
    )]
    Full { needed: usize, source: std::io::Error },
    #[error("cannot write {path}")]
    Write { path: String, source: std::io::Error },
}

/// Paths are relative, with `/`.
#[derive(Debug, Default)]
pub struct Output {
    files: BTreeMap<String, Vec<u8>>,
}

impl Output {
    pub fn insert(&mut self, path: impl Into<String>, bytes: Vec<u8>) {
        self.files.insert(path.into(), bytes);
    }

    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    pub fn contains(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Puts one address in place of another, on every page that has it.
    pub fn replace_in_pages(&mut self, from: &str, to: &str) {
        for (_, bytes) in self.files.iter_mut().filter(|(path, _)| path.ends_with(".html")) {
            if let Ok(text) = std::str::from_utf8(bytes)
                && text.contains(from)
            {
                *bytes = text.replace(from, to).into_bytes();
            }
        }
    }

    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files
            .iter()
            .map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    pub fn len(&self) -> usize {
        self.files.len()
    }

    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Writes the site beside `directory` and swaps it in. Until then nothing of what is published changes; after
    /// that nothing of what was there is left.
    pub fn write(&self, directory: &Path) -> Result<(), OutputError> {
        // What a link leads to is replaced, not the link.
        let target = Target {
            shown: directory.display().to_string(),
            path: std::fs::canonicalize(directory).unwrap_or_else(|_| directory.to_owned()),
        };
        target.sweep();
        target.refuse_foreign()?;
        let staging = Staging::create(&target)?;
        self.fill(&staging.path)?;
        target.keep_permissions(&staging.path);
        target.publish(&staging)
    }

    /// Writes every file, and waits until the disk has it: a swap must not outlive what it swaps in.
    fn fill(&self, directory: &Path) -> Result<(), OutputError> {
        let manifest = self.manifest();
        let own = (MANIFEST, manifest.as_bytes());
        let files: Vec<(&str, &[u8])> = self.files().chain([own]).collect();
        let parents: BTreeSet<PathBuf> = files
            .iter()
            .filter_map(|(path, _)| Some(directory.join(path).parent()?.to_owned()))
            .collect();
        let failed = |path: &Path, source: std::io::Error| match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => OutputError::Full {
                needed: files
                    .iter()
                    .map(|(_, bytes)| bytes.len())
                    .sum::<usize>()
                    .div_ceil(1024),
                source,
            },
            _ => failed(path, source),
        };
        for parent in &parents {
            std::fs::create_dir_all(parent).map_err(|source| failed(parent, source))?;
        }
        files.par_iter().try_for_each(|(path, bytes)| {
            let path = directory.join(path);
            write_synced(&path, bytes).map_err(|source| failed(&path, source))
        })
    }

    fn manifest(&self) -> String {
        let mut text = MANIFEST_TITLE.to_owned();
        for path in self.files.keys() {
            text.push_str(path);
            text.push('\n');
        }
        text
    }
}

/// Replaces a file, whole or not at all.
pub fn replace_file(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let name = path
        .file_name()
        .map_or_else(Default::default, std::ffi::OsStr::to_string_lossy);
    let staging = path.with_file_name(format!(".{name}.fieldguide-{}", std::process::id()));
    // A link that waits there would be written through.
    let _ = std::fs::remove_file(&staging);
    let outcome = write_synced(&staging, bytes).and_then(|()| std::fs::rename(&staging, path));
    outcome.map_err(|source| {
        // Best effort: the error that matters is the first one.
        let _ = std::fs::remove_file(&staging);
        failed(path, source)
    })
}

fn write_synced(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_data()
}

/// The directory that is published.
struct Target {
    /// As the user named it.
    shown: String,
    path: PathBuf,
}

impl Target {
    fn refuse_foreign(&self) -> Result<(), OutputError> {
        let path = || self.shown.clone();
        if self.path.is_file() {
            return Err(OutputError::File { path: path() });
        }
        let mut entries = match std::fs::read_dir(&self.path) {
            Ok(entries) => entries,
            // Whether it can be made is seen then.
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Ok(());
            }
            Err(source) => return Err(OutputError::Unreadable { path: path(), source }),
        };
        if self.path.join(".git").exists() {
            return Err(OutputError::WorkTree { path: path() });
        }
        let Ok(manifest) = std::fs::read_to_string(self.path.join(MANIFEST)) else {
            return match entries.next() {
                Some(_) => Err(OutputError::Foreign { path: path() }),
                None => Ok(()),
            };
        };
        let added = self.added(&manifest.lines().collect());
        if added.is_empty() {
            return Ok(());
        }
        Err(OutputError::Added {
            path: path(),
            names: listed(&added),
        })
    }

    /// The files that others put here.
    fn added(&self, own: &BTreeSet<&str>) -> Vec<String> {
        walkdir::WalkDir::new(&self.path)
            .sort_by_file_name()
            .into_iter()
            .flatten()
            .filter(|entry| !entry.file_type().is_dir())
            .filter_map(|entry| {
                let name = entry.path().strip_prefix(&self.path).ok()?;
                Some(with_slashes(name))
            })
            .filter(|name| {
                let file = name.rsplit('/').next().unwrap_or(name);
                name != MANIFEST && !LITTER.contains(&file) && !own.contains(name.as_str())
            })
            .collect()
    }

    /// Removes what killed builds left here, or brings back what they were about to replace.
    fn sweep(&self) {
        let Ok(entries) = std::fs::read_dir(self.parent()) else {
            return;
        };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let Some(left) = name.strip_prefix(&self.prefix()) else {
                continue;
            };
            let is_left = left.ends_with(NEW) || left.ends_with(OLD);
            if !is_left || !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                continue;
            }
            let path = entry.path();
            let lock = Lock::take(&path);
            let is_abandoned = match &lock {
                Lock::Ours(_) => true,
                Lock::Others => false,
                Lock::Unknown => is_older(&path, ABANDONED_AFTER),
            };
            if !is_abandoned {
                continue;
            }
            let is_only_copy = left.ends_with(OLD) && !self.path.exists();
            // Best effort: the site can be written all the same.
            let _ = if is_only_copy {
                std::fs::rename(&path, &self.path)
            } else {
                std::fs::remove_dir_all(&path)
            };
        }
    }

    /// Who may read the published directory may read the next one, too.
    fn keep_permissions(&self, staging: &Path) {
        #[cfg(unix)]
        if let Ok(published) = std::fs::metadata(&self.path) {
            use std::os::unix::fs::{MetadataExt, chown};
            // Best effort: only root may give a directory away.
            let _ = chown(staging, Some(published.uid()), Some(published.gid()));
            let _ = std::fs::set_permissions(staging, published.permissions());
        }
        #[cfg(not(unix))]
        let _ = staging;
    }

    /// Puts the staged site in the place of the published one, which is then where the staged one was.
    fn publish(&self, staging: &Staging) -> Result<(), OutputError> {
        let refused = |source: std::io::Error| match source.kind() {
            ErrorKind::ResourceBusy | ErrorKind::CrossesDevices => OutputError::Fixed {
                path: self.shown.clone(),
            },
            _ => failed(&self.path, source),
        };
        // Another build may publish its site between two steps: then that one is replaced.
        for _ in 0..ATTEMPTS {
            let outcome = match exchange(&staging.path, &self.path) {
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    std::fs::rename(&staging.path, &self.path)
                }
                Err(error) if is_unknown(&error) => replace(&staging.path, &self.path),
                outcome => outcome,
            };
            match outcome {
                Ok(()) => return Ok(()),
                Err(error)
                    if matches!(
                        error.kind(),
                        ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists
                    ) => {}
                Err(source) => return Err(refused(source)),
            }
        }
        Err(failed(&self.path, ErrorKind::WouldBlock.into()))
    }

    /// Why nothing can be made beside the directory.
    fn refused(&self, source: std::io::Error) -> OutputError {
        let path = self.shown.clone();
        // A link that leads nowhere is there, too.
        let mut parts = self.parent().ancestors();
        let existing = parts.find(|part| part.symlink_metadata().is_ok());
        let existing = existing.unwrap_or_else(|| Path::new("."));
        if !existing.is_dir() {
            let part = shown(existing);
            return OutputError::NoDirectory { path, part };
        }
        match source.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem | ErrorKind::NotFound => {
                let instead = if is_writable(&self.path) {
                    format!(", or one inside it: {path}/site will do")
                } else {
                    String::new()
                };
                OutputError::Closed {
                    parent: shown(existing),
                    path,
                    instead,
                    source,
                }
            }
            _ => failed(existing, source),
        }
    }

    fn parent(&self) -> &Path {
        match self.path.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        }
    }

    /// What the names of the directories beside this one begin with.
    fn prefix(&self) -> String {
        let name = self
            .path
            .file_name()
            .map_or_else(|| "site".into(), std::ffi::OsStr::to_string_lossy);
        format!(".{name}.fieldguide-")
    }
}

/// At the end of the names of directories beside the published one: a site that is being made ...
const NEW: &str = "-new";
/// ... and one that was published, where the two cannot change places in one step.
const OLD: &str = "-old";

/// The directory that a site is made in, on the file system of the published one. It is locked while we are at it, so
/// that other builds can tell it from what a killed one left; it goes with whatever is in it then.
struct Staging {
    path: PathBuf,
    _lock: Lock,
}

impl Staging {
    fn create(target: &Target) -> Result<Self, OutputError> {
        let parent = target.parent();
        let refused = |source| target.refused(source);
        std::fs::create_dir_all(parent).map_err(refused)?;
        for attempt in 0..ATTEMPTS {
            // Processes in different containers may have the same number.
            let name = format!("{}{}-{attempt}{NEW}", target.prefix(), std::process::id());
            let path = parent.join(name);
            match std::fs::create_dir(&path) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
                Err(source) => return Err(refused(source)),
            }
            let lock = Lock::take(&path);
            // Another build may have taken it for abandoned before it was locked.
            if !matches!(lock, Lock::Others) && path.is_dir() {
                return Ok(Self { path, _lock: lock });
            }
        }
        Err(failed(parent, ErrorKind::WouldBlock.into()))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Best effort: the next build sweeps what is left.
        let _ = std::fs::remove_dir_all(&self.path);
    }
}

/// Whether a directory is being worked with. The system takes a lock back when its process ends, however that ends.
enum Lock {
    Ours(#[expect(dead_code, reason = "open, it holds the lock")] File),
    Others,
    /// Neither Windows nor every network file system locks directories.
    Unknown,
}

impl Lock {
    fn take(directory: &Path) -> Self {
        let file = match File::open(directory) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Self::Others,
            Err(_) => return Self::Unknown,
        };
        match file.try_lock() {
            Ok(()) => Self::Ours(file),
            Err(std::fs::TryLockError::WouldBlock) => Self::Others,
            Err(std::fs::TryLockError::Error(_)) => Self::Unknown,
        }
    }
}

fn is_older(path: &Path, age: Duration) -> bool {
    std::fs::metadata(path)
        .and_then(|metadata| metadata.modified())
        .is_ok_and(|modified| modified.elapsed().is_ok_and(|elapsed| elapsed > age))
}

/// Lets two directories change places in one step.
#[cfg(any(target_vendor = "apple", target_os = "linux", target_os = "android"))]
fn exchange(one: &Path, other: &Path) -> std::io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_vendor = "apple", target_os = "linux", target_os = "android")))]
fn exchange(_: &Path, _: &Path) -> std::io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// Whether a system or a file system knows no exchange.
fn is_unknown(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported)
}

/// Where systems or file systems know no exchange: two steps, and a moment without a directory between them. A build
/// that is killed in it leaves the old site, which the next one brings back.
fn replace(staging: &Path, directory: &Path) -> std::io::Result<()> {
    let name = staging
        .file_name()
        .map_or_else(Default::default, std::ffi::OsStr::to_string_lossy);
    let old = staging.with_file_name(format!("{}{OLD}", name.trim_end_matches(NEW)));
    let _lock = Lock::take(directory);
    let had_one = match std::fs::rename(directory, &old) {
        Ok(()) => true,
        Err(error) if error.kind() == ErrorKind::NotFound => false,
        Err(error) => return Err(error),
    };
    let outcome = std::fs::rename(staging, directory);
    if had_one && outcome.is_err() {
        // Put back what was published, unless another build has just done so.
        let _ = std::fs::rename(&old, directory);
    }
    // Best effort: the next build sweeps what is left.
    let _ = std::fs::remove_dir_all(&old);
    outcome
}

/// `a, b, c and 4 other files`
fn listed(names: &[String]) -> String {
    let named = &names[..names.len().min(NAMED)];
    let rest = names.len() - named.len();
    let named = named.join(", ");
    match rest {
        0 => named,
        1 => format!("{named} and 1 other file"),
        _ => format!("{named} and {rest} other files"),
    }
}

fn failed(path: &Path, source: std::io::Error) -> OutputError {
    OutputError::Write {
        path: shown(path),
        source,
    }
}

/// A path as a user would write it.
fn shown(path: &Path) -> String {
    match path.strip_prefix(".").unwrap_or(path) {
        path if path == Path::new("") => "the working directory".to_owned(),
        path => path.display().to_string(),
    }
}

/// Whether a directory is there that we may write to.
fn is_writable(directory: &Path) -> bool {
    #[cfg(unix)]
    let is_allowed = rustix::fs::access(directory, rustix::fs::Access::WRITE_OK).is_ok();
    #[cfg(not(unix))]
    let is_allowed = std::fs::metadata(directory).is_ok_and(|it| !it.permissions().readonly());
    is_allowed && directory.is_dir()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_two_directories_cannot_change_places_one_replaces_the_other_in_two_steps() {
        let sandbox = tempfile::tempdir().unwrap();
        let at = |name: &str| sandbox.path().join(name);
        for round in ["one", "two"] {
            let staging = at(".public.fieldguide-1-0-new");
            std::fs::create_dir(&staging).unwrap();
            std::fs::write(staging.join("version"), round).unwrap();
            replace(&staging, &at("public")).unwrap();
            assert_eq!(
                std::fs::read_to_string(at("public").join("version")).unwrap(),
                round
            );
            assert_eq!(std::fs::read_dir(sandbox.path()).unwrap().count(), 1);
        }
        // What cannot be replaced stays.
        assert!(replace(&at("nothing-new"), &at("public")).is_err());
        assert_eq!(
            std::fs::read_to_string(at("public").join("version")).unwrap(),
            "two"
        );
        assert_eq!(std::fs::read_dir(sandbox.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn what_file_systems_without_an_exchange_answer_is_known() {
        use rustix::io::Errno;
        for answer in [Errno::INVAL, Errno::NOSYS, Errno::NOTSUP, Errno::OPNOTSUPP] {
            assert!(is_unknown(&std::io::Error::from(answer)), "{answer}");
        }
        assert!(!is_unknown(&ErrorKind::NotFound.into()));
    }

    #[test]
    fn a_message_names_a_few_files() {
        let names = ["a", "b", "c", "d", "e"].map(str::to_owned);
        assert_eq!(listed(&names[..1]), "a");
        assert_eq!(listed(&names[..4]), "a, b, c and 1 other file");
        assert_eq!(listed(&names), "a, b, c and 2 other files");
    }
}
