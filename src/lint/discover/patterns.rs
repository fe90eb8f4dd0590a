//! `lint.include` and `lint.exclude`: patterns as in `.gitignore`.

use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::guide::settings;
use crate::lint::discover::DiscoverError;

/// What the settings say of files, relative to the directory that they stand in.
#[derive(Debug)]
pub struct Patterns {
    include: Gitignore,
    exclude: Gitignore,
}

impl Patterns {
    pub fn new(root: &Path, settings: &settings::Lint) -> Result<Self, DiscoverError> {
        Ok(Self {
            include: compile(root, "include", &settings.include)?,
            exclude: compile(root, "exclude", &settings.exclude)?,
        })
    }

    pub fn none() -> Self {
        Self {
            include: Gitignore::empty(),
            exclude: Gitignore::empty(),
        }
    }

    pub fn has_inclusions(&self) -> bool {
        !self.include.is_empty()
    }

    pub fn include_file(&self, path: &Path) -> bool {
        matches(&self.include, path, false)
    }

    pub fn exclude_file(&self, path: &Path) -> bool {
        matches(&self.exclude, path, false)
    }

    pub fn exclude_directory(&self, path: &Path) -> bool {
        matches(&self.exclude, path, true)
    }
}

fn compile(root: &Path, list: &'static str, patterns: &[String]) -> Result<Gitignore, DiscoverError> {
    let mut builder = GitignoreBuilder::new(root);
    for (at, pattern) in patterns.iter().enumerate() {
        builder
            .add_line(None, pattern)
            .map_err(|_| DiscoverError::Pattern { list, number: at + 1 })?;
    }
    builder.build().map_err(|_| DiscoverError::Pattern {
        list,
        number: patterns.len(),
    })
}

fn matches(patterns: &Gitignore, path: &Path, is_directory: bool) -> bool {
    if patterns.is_empty() {
        return false;
    }
    let path: PathBuf = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    path.starts_with(patterns.path())
        && patterns
            .matched_path_or_any_parents(&path, is_directory)
            .is_ignore()
}
