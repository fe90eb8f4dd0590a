//! Which files are scanned, and their bytes. The only part of `lint` that touches the disk.

use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::config::Format;
use crate::lint::Input;

/// A larger file is no config that people write: it is skipped, and counted.
pub const LARGEST_FILE: u64 = 1 << 20;

#[derive(Debug, thiserror::Error)]
pub enum DiscoverError {
    #[error("entry {number} of lint.exclude is no pattern as in .gitignore")]
    Pattern { number: usize },
}

#[derive(Debug, Default)]
pub struct Options {
    pub paths: Vec<PathBuf>,
    /// Read files that git ignores, too.
    pub no_ignore: bool,
    /// Patterns as in `.gitignore`, and the directory that they are relative to.
    pub exclude: Option<(PathBuf, Vec<String>)>,
}

/// What was found: inputs in the order of their names, and why the rest was not read.
#[derive(Default)]
pub struct Discovered {
    pub inputs: Vec<Input>,
    pub skipped: Vec<Skipped>,
}

#[derive(Debug)]
pub struct Skipped {
    pub path: String,
    pub reason: String,
    /// It should have been read and could not be.
    pub is_failure: bool,
}

pub fn discover(options: &Options) -> Result<Discovered, DiscoverError> {
    let exclude = options.exclude.as_ref().map(exclusion).transpose()?;
    let mut found = Discovered::default();
    for root in &options.paths {
        if std::fs::symlink_metadata(root).is_err() {
            found.skipped.push(Skipped {
                path: shown(root),
                reason: "there is no such file or directory".to_owned(),
                is_failure: true,
            });
            continue;
        }
        if !root.is_file() && !root.is_dir() {
            found.skipped.push(Skipped {
                path: shown(root),
                reason: "it is no regular file; pipe it to `fieldguide lint - --stdin-filename NAME`"
                    .to_owned(),
                is_failure: true,
            });
            continue;
        }
        // Who names a directory that the settings exclude wants it linted all the same.
        let exclude = exclude.as_ref().filter(|exclude| !is_excluded(exclude, root));
        let mut walk = WalkBuilder::new(root);
        walk.hidden(false)
            .ignore(false)
            .git_ignore(!options.no_ignore)
            .git_exclude(!options.no_ignore)
            .git_global(!options.no_ignore)
            .parents(!options.no_ignore)
            .filter_entry(|entry| entry.depth() == 0 || entry.file_name() != ".git");
        for entry in walk.build() {
            match entry {
                Ok(entry) => {
                    let is_named = entry.depth() == 0;
                    // Links are followed only where they are named.
                    let is_file = match entry.file_type() {
                        _ if is_named => entry.path().is_file(),
                        kind => kind.is_some_and(|kind| kind.is_file()),
                    };
                    if is_file && !exclude.is_some_and(|exclude| is_excluded(exclude, entry.path())) {
                        add(entry.path(), is_named, &mut found);
                    }
                }
                Err(error) => found.skipped.push(unreadable(&error)),
            }
        }
    }
    found.inputs.sort_by(|a, b| a.name.cmp(&b.name));
    found.inputs.dedup_by(|a, b| a.name == b.name);
    Ok(found)
}

fn add(path: &Path, is_named: bool, found: &mut Discovered) {
    let name = shown(path);
    let mut skip = |reason: String, is_failure| {
        found.skipped.push(Skipped {
            path: name.clone(),
            reason,
            is_failure,
        });
    };
    let Some(format) = Format::of_file(&name) else {
        if is_named {
            skip("its name says no format that fieldguide reads".to_owned(), false);
        }
        return;
    };
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.len() > LARGEST_FILE => {
            skip(format!("it is larger than {LARGEST_FILE} bytes"), false);
        }
        Ok(_) => match std::fs::read(path) {
            Ok(bytes) => found.inputs.push(Input { name, format, bytes }),
            Err(error) => skip(error.to_string(), true),
        },
        Err(error) => skip(error.to_string(), true),
    }
}

fn unreadable(error: &ignore::Error) -> Skipped {
    let (mut path, mut error) = (String::new(), error);
    loop {
        match error {
            ignore::Error::WithPath { path: at, err } => {
                path = shown(at);
                error = err;
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
                error = err;
            }
            _ => break,
        }
    }
    Skipped {
        path,
        reason: error
            .io_error()
            .map_or_else(|| "it cannot be read".to_owned(), ToString::to_string),
        is_failure: true,
    }
}

fn exclusion((root, patterns): &(PathBuf, Vec<String>)) -> Result<Gitignore, DiscoverError> {
    let mut builder = GitignoreBuilder::new(root);
    for (at, pattern) in patterns.iter().enumerate() {
        builder
            .add_line(None, pattern)
            .map_err(|_| DiscoverError::Pattern { number: at + 1 })?;
    }
    builder.build().map_err(|_| DiscoverError::Pattern {
        number: patterns.len(),
    })
}

fn is_excluded(exclude: &Gitignore, path: &Path) -> bool {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    path.starts_with(exclude.path()) && exclude.matched_path_or_any_parents(&path, false).is_ignore()
}

/// A path as reports show it: relative to the working directory where it is below it, with `/`.
fn shown(path: &Path) -> String {
    let path = std::env::current_dir()
        .ok()
        .and_then(|directory| path.strip_prefix(directory).ok())
        .unwrap_or(path);
    let path = path.to_string_lossy().replace('\\', "/");
    let path = path.trim_start_matches("./");
    if path.is_empty() {
        ".".to_owned()
    } else {
        path.to_owned()
    }
}
