//! A guide's files: those of a directory, or those that the program has in itself, which `embedded` holds.

mod history;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::guide::is_well_known;
use crate::guide::settings::FILE_NAME;
use crate::path::with_slashes;

pub use history::History;

/// The directories that make a guide, beside its settings file.
pub const DIRECTORIES: [&str; 3] = ["content", "rules", "themes"];

/// The addresses that were published: a guide may have it, and the one in the program, which is published nowhere, has not.
pub const ANCHORS: &str = "anchors.lock";

/// What reports put before the paths of the guide in the program.
const EMBEDDED: &str = "<default guide>/";

/// How reports name a file of the guide in the program.
pub fn embedded_name(path: &str) -> String {
    format!("{EMBEDDED}{path}")
}

#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    #[error("{path} is no guide: it has no `{FILE_NAME}`. `fieldguide init DIR` writes one to start from")]
    NoSettings { path: String },
    #[error(
        "{path} describes no rule, credential or provider: its front matter needs one of `rule:`, `credential:`, `provider:`"
    )]
    NoPage { path: String },
    #[error("{path} is a link, and a guide's files stand in the guide itself")]
    Link { path: String },
    #[error("cannot read {path}: {reason}")]
    Unreadable { path: String, reason: String },
}

/// A guide's files by their path inside the guide, with `/`.
#[derive(Debug)]
pub struct Files {
    /// What reports put before a path.
    prefix: String,
    files: BTreeMap<String, Cow<'static, [u8]>>,
    /// How reports name the files that stand elsewhere.
    elsewhere: BTreeMap<String, String>,
    /// The directory that was read.
    root: Option<PathBuf>,
    pub history: History,
}

impl Files {
    /// The files that the program has in itself.
    pub fn embedded(files: impl Iterator<Item = (String, &'static [u8])>) -> Self {
        Self {
            prefix: EMBEDDED.to_owned(),
            files: files.map(|(path, bytes)| (path, Cow::Borrowed(bytes))).collect(),
            elsewhere: BTreeMap::new(),
            root: None,
            history: History::None,
        }
    }

    pub fn directory(root: &Path) -> Result<Self, FilesError> {
        let prefix = match with_slashes(root) {
            root if root.is_empty() || root == "." => String::new(),
            root => format!("{}/", root.trim_end_matches('/')),
        };
        if !root.join(FILE_NAME).is_file() {
            return Err(FilesError::NoSettings {
                path: root.display().to_string(),
            });
        }
        let mut files = BTreeMap::new();
        let mut read = |path: PathBuf, name: String| match std::fs::read(&path) {
            Ok(bytes) => {
                files.insert(name, Cow::Owned(bytes));
                Ok(())
            }
            Err(error) => Err(FilesError::Unreadable {
                path: path.display().to_string(),
                reason: error.to_string(),
            }),
        };
        read(root.join(FILE_NAME), FILE_NAME.to_owned())?;
        if root.join(ANCHORS).is_symlink() {
            return Err(FilesError::Link {
                path: root.join(ANCHORS).display().to_string(),
            });
        }
        if root.join(ANCHORS).is_file() {
            read(root.join(ANCHORS), ANCHORS.to_owned())?;
        }
        for directory in DIRECTORIES {
            // It would be read, and published, from outside of the guide.
            if root.join(directory).is_symlink() {
                return Err(FilesError::Link {
                    path: root.join(directory).display().to_string(),
                });
            }
            let is_hidden = |entry: &walkdir::DirEntry| {
                let name = entry.file_name().to_string_lossy();
                let is_published = directory == "content" && entry.depth() == 1 && is_well_known(&name);
                entry.depth() > 0 && name.starts_with('.') && !is_published
            };
            let walk = walkdir::WalkDir::new(root.join(directory)).sort_by_file_name();
            for entry in walk.into_iter().filter_entry(|entry| !is_hidden(entry)) {
                match entry {
                    Ok(entry) if entry.file_type().is_file() => {
                        let path = entry.into_path();
                        let name = with_slashes(path.strip_prefix(root).unwrap_or(&path));
                        read(path, name)?;
                    }
                    Ok(_) => {}
                    Err(error) if error.depth() == 0 => {}
                    Err(error) => {
                        return Err(FilesError::Unreadable {
                            path: error
                                .path()
                                .map(|path| path.display().to_string())
                                .unwrap_or_default(),
                            reason: error
                                .io_error()
                                .map_or_else(|| "a loop of links".to_owned(), ToString::to_string),
                        });
                    }
                }
            }
        }
        Ok(Self {
            prefix,
            files,
            elsewhere: BTreeMap::new(),
            root: Some(root.to_owned()),
            history: History::None,
        })
    }

    /// Adds the pages below a directory. One takes the place of the guide's page of the same name.
    pub fn add_pages(&mut self, directory: &Path) -> Result<(), FilesError> {
        let unreadable = |path: &Path, reason: String| FilesError::Unreadable {
            path: path.display().to_string(),
            reason,
        };
        for entry in walkdir::WalkDir::new(directory).sort_by_file_name() {
            let entry = entry.map_err(|error| {
                let reason = error.io_error().map_or_else(String::new, ToString::to_string);
                unreadable(error.path().unwrap_or(directory), reason)
            })?;
            let path = entry.path();
            if !entry.file_type().is_file() || path.extension().is_none_or(|ending| ending != "md") {
                continue;
            }
            let bytes = std::fs::read(path).map_err(|error| unreadable(path, error.to_string()))?;
            let shown = with_slashes(path);
            let shown = shown.trim_start_matches("./").to_owned();
            let section = section_of(&bytes).ok_or_else(|| FilesError::NoPage { path: shown.clone() })?;
            let name = format!("{section}/{}", entry.file_name().to_string_lossy());
            self.elsewhere.insert(name.clone(), shown);
            self.files.insert(name, Cow::Owned(bytes));
        }
        Ok(())
    }

    /// Asks git when the files were changed.
    pub fn read_history(&mut self) {
        if let Some(root) = &self.root {
            self.history = History::of(root);
        }
    }

    /// The day of a file's last commit.
    pub fn last_change(&self, path: &str) -> Option<&str> {
        match &self.history {
            History::Dates(dates) => dates.get(path).map(String::as_str),
            History::None | History::Shallow => None,
        }
    }

    /// Whether a path is among the guide's own files, where a site would be taken for pages.
    pub fn hold(&self, path: &Path) -> bool {
        let Some(root) = &self.root else {
            return false;
        };
        // The path itself need not be there yet.
        let existing = path.ancestors().find_map(|it| {
            let it = if it.as_os_str().is_empty() {
                Path::new(".")
            } else {
                it
            };
            std::fs::canonicalize(it).ok()
        });
        let is_inside = |directory: &str| {
            let directory = std::fs::canonicalize(root.join(directory)).ok();
            directory.is_some_and(|it| existing.as_ref().is_some_and(|path| path.starts_with(it)))
        };
        DIRECTORIES.into_iter().any(is_inside)
    }

    /// Whether it is the guide in the program.
    pub fn is_embedded(&self) -> bool {
        self.prefix == EMBEDDED
    }

    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Cow::as_ref)
    }

    /// Paths and bytes below a directory of the guide, in the order of their names.
    pub fn below(&self, directory: &str) -> impl Iterator<Item = (&str, &[u8])> {
        let prefix = format!("{directory}/");
        self.files
            .iter()
            .filter(move |(path, _)| path.starts_with(&prefix))
            .map(|(path, bytes)| (path.as_str(), bytes.as_ref()))
    }

    pub fn all(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files
            .iter()
            .map(|(path, bytes)| (path.as_str(), bytes.as_ref()))
    }

    /// How reports name a file of this guide.
    pub fn shown(&self, path: &str) -> String {
        match self.elsewhere.get(path) {
            Some(shown) => shown.clone(),
            None => format!("{}{path}", self.prefix),
        }
    }
}

/// Where in a guide a page belongs, by what its front matter describes.
fn section_of(bytes: &[u8]) -> Option<&'static str> {
    let has = |block: &str| {
        bytes
            .windows(block.len())
            .any(|window| window == block.as_bytes())
    };
    [
        ("\nrule:", "rules"),
        ("\ncredential:", "content/credentials"),
        ("\nprovider:", "content/providers"),
    ]
    .iter()
    .find_map(|(block, section)| has(block).then_some(*section))
}
