//! The finished site as a map of path to bytes, and how it gets on disk: whole or not at all.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Marks a directory as written by us: only such a one is ever replaced.
const MARKER: &str = ".fieldguide-site";

/// How often a swap is tried while other builds write to the same place.
const SWAPS: usize = 50;

#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    #[error(
        "{path} holds files that fieldguide did not write: name an empty or a new directory with --out, or empty it"
    )]
    Foreign { path: String },
    #[error("{path} is a git work tree, which the site would replace: name a directory inside it with --out")]
    WorkTree { path: String },
    #[error("{path} is a file, and the site is a directory: name another one with --out")]
    File { path: String },
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
        refuse_foreign(directory)?;
        // What a link leads to is replaced, not the link.
        let directory = std::fs::canonicalize(directory).unwrap_or_else(|_| directory.to_owned());
        let staging = beside(&directory, "new");
        let outcome = self.stage(&staging).and_then(|()| swap(&staging, &directory));
        if outcome.is_err() {
            // Best effort: the error that matters is the first one.
            let _ = std::fs::remove_dir_all(&staging);
        }
        outcome
    }

    fn stage(&self, staging: &Path) -> Result<(), OutputError> {
        if staging.exists() {
            std::fs::remove_dir_all(staging).map_err(|source| failed(staging, source))?;
        }
        for (path, bytes) in &self.files {
            let path = staging.join(path);
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent).map_err(|source| failed(parent, source))?;
            }
            std::fs::write(&path, bytes).map_err(|source| failed(&path, source))?;
        }
        let marker = staging.join(MARKER);
        std::fs::write(
            &marker,
            "This directory is replaced as a whole by `fieldguide build`.\n",
        )
        .map_err(|source| failed(&marker, source))
    }
}

fn refuse_foreign(directory: &Path) -> Result<(), OutputError> {
    let path = || directory.display().to_string();
    if directory.is_file() {
        return Err(OutputError::File { path: path() });
    }
    let mut entries = match std::fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(failed(directory, source)),
    };
    if directory.join(".git").exists() {
        return Err(OutputError::WorkTree { path: path() });
    }
    if directory.join(MARKER).is_file() || entries.next().is_none() {
        return Ok(());
    }
    Err(OutputError::Foreign { path: path() })
}

fn swap(staging: &Path, directory: &Path) -> Result<(), OutputError> {
    let old = beside(directory, "old");
    // Another build may put its site here between the two steps: then that one is replaced.
    for _ in 0..SWAPS {
        let had_one = match std::fs::rename(directory, &old) {
            Ok(()) => true,
            Err(error) if error.kind() == ErrorKind::NotFound => false,
            Err(source) => return Err(failed(directory, source)),
        };
        let outcome = std::fs::rename(staging, directory);
        if had_one && outcome.is_err() {
            // Put back what was published, unless another build has just done so.
            let _ = std::fs::rename(&old, directory);
        }
        if old.exists() {
            std::fs::remove_dir_all(&old).map_err(|source| failed(&old, source))?;
        }
        match outcome {
            Ok(()) => return Ok(()),
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists
                ) => {}
            Err(source) => return Err(failed(directory, source)),
        }
    }
    Err(failed(directory, ErrorKind::ResourceBusy.into()))
}

/// A directory of this process next to the published one, so that renaming stays on one file system.
fn beside(directory: &Path, suffix: &str) -> PathBuf {
    let name = directory
        .file_name()
        .map_or_else(|| "site".to_owned(), |name| name.to_string_lossy().into_owned());
    directory.with_file_name(format!(".{name}.fieldguide-{}-{suffix}", std::process::id()))
}

fn failed(path: &Path, source: std::io::Error) -> OutputError {
    OutputError::Write {
        path: path.display().to_string(),
        source,
    }
}
