//! Which files are scanned, and their bytes. The only part of `lint` that touches the disk and calls git.

mod paths;
mod patterns;
mod skipped;
mod staged;

use std::collections::HashSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};

use ignore::{WalkBuilder, WalkState};

use crate::config::{Format, is_binary};
use crate::lint::Input;
use crate::path::with_slashes;

pub use paths::PathsFrom;
pub use patterns::Patterns;
pub use skipped::{Reason, Skipped};
use staged::TrackedAnyway;
pub use staged::{Tracked, staged};

/// A larger file is no config that people write, in bytes.
pub const LARGEST_FILE: u64 = 1 << 20;
/// So much of a file is looked at to tell what it is, in bytes.
const BEGINNING: u64 = 8 << 10;

#[derive(Debug, thiserror::Error)]
pub enum DiscoverError {
    #[error("entry {number} of lint.{list} is no pattern as in .gitignore")]
    Pattern { list: &'static str, number: usize },
    #[error("--staged needs git, and it cannot be run: {reason}")]
    NoGit { reason: String },
    #[error("git cannot tell what is staged: {reason}")]
    Git { reason: String },
}

#[derive(Debug)]
pub struct Options {
    pub paths: Vec<PathBuf>,
    /// What is read only because it may explain what is judged.
    pub context: Vec<PathBuf>,
    /// Read files that git ignores, too.
    pub no_ignore: bool,
    /// Leave out files and directories whose name begins with a dot.
    pub no_hidden: bool,
    /// Take what is named for what was found: leave out what the settings exclude, and what nobody takes for config.
    pub force_exclude: bool,
    /// In bytes.
    pub max_file_size: u64,
    pub patterns: Patterns,
    /// Tell also of files that nobody would take for config.
    pub tell_all: bool,
}

/// What was found, in the order of names, and what of it is not read.
#[derive(Default)]
pub struct Discovered {
    pub candidates: Vec<Candidate>,
    pub skipped: Vec<Skipped>,
    /// What was searched to the bottom.
    pub directories: Vec<PathBuf>,
}

/// A file that may be config. It is not to be printed, not even for debugging.
pub struct Candidate {
    pub name: String,
    /// None where its content has to tell.
    format: Option<&'static Format>,
    is_named: bool,
    is_context: bool,
    content: Content,
    max_file_size: u64,
}

enum Content {
    File(PathBuf),
    Blob(Vec<u8>),
}

impl Candidate {
    /// Nothing of it is judged.
    pub fn is_context(&self) -> bool {
        self.is_context
    }

    pub fn read(self) -> Result<Input, Skipped> {
        let Self {
            name,
            is_named,
            is_context,
            ..
        } = self;
        let skipped = |reason| Skipped::new(&name, reason, is_named);
        let (format, bytes) = match self.content {
            Content::Blob(bytes) => (self.format, bytes),
            Content::File(path) => read(&path, self.format, self.max_file_size).map_err(skipped)?,
        };
        let format = format.ok_or_else(|| skipped(Reason::NoFormat))?;
        if is_binary(&bytes) {
            return Err(skipped(Reason::Binary));
        }
        Ok(Input {
            name,
            format,
            bytes,
            is_context,
        })
    }
}

fn read(
    path: &Path,
    format: Option<&'static Format>,
    max_file_size: u64,
) -> Result<(Option<&'static Format>, Vec<u8>), Reason> {
    let mut file = File::open(path).map_err(|error| Reason::unreadable(&error))?;
    let mut bytes = Vec::with_capacity(BEGINNING as usize);
    let mut take = |limit: u64, bytes: &mut Vec<u8>| {
        let result = (&mut file).take(limit).read_to_end(bytes);
        result.map_err(|error| Reason::unreadable(&error))
    };
    take(BEGINNING, &mut bytes)?;
    let format = format.or_else(|| Format::of_content(&bytes));
    if format.is_none() {
        return Err(Reason::NoFormat);
    }
    // One byte more tells whether there is more; a file may grow while it is read.
    take((max_file_size + 1).saturating_sub(BEGINNING), &mut bytes)?;
    if bytes.len() as u64 > max_file_size {
        return Err(Reason::TooLarge(max_file_size));
    }
    Ok((format, bytes))
}

/// What is at the named paths and below them, and what else may explain it.
pub fn discover(options: &Options) -> Discovered {
    let mut found = at(&options.paths, options);
    let context = at(&options.context, options);
    let candidates = context.candidates.into_iter();
    found.candidates.extend(candidates.map(|candidate| Candidate {
        is_context: true,
        ..candidate
    }));
    // What only may explain something is not missed, but for a path that was mistyped.
    let skipped = context.skipped.into_iter();
    found.skipped.extend(skipped.filter(|it| it.is_named));
    found
        .candidates
        .sort_by(|a, b| (&a.name, a.is_context, !a.is_named).cmp(&(&b.name, b.is_context, !b.is_named)));
    found.candidates.dedup_by(|a, b| a.name == b.name);
    found.skipped.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn at(paths: &[PathBuf], options: &Options) -> Discovered {
    let mut found = Discovered::default();
    for root in paths {
        match named(root) {
            Err(reason) => found.skipped.push(Skipped::new(&shown(root), reason, true)),
            Ok(Kind::File) if options.force_exclude => match as_found(root, true, options) {
                Ok(candidate) => found.candidates.push(candidate),
                Err(reason) => found.skipped.push(Skipped::new(&shown(root), reason, false)),
            },
            Ok(Kind::File) => found.candidates.push(candidate(root, true, options)),
            Ok(Kind::Directory) => {
                walk(root, options, &mut found);
                found.directories.push(root.clone());
            }
        }
    }
    found
}

enum Kind {
    File,
    Directory,
}

/// What stands at a path that somebody named.
fn named(path: &Path) -> Result<Kind, Reason> {
    let Ok(metadata) = std::fs::symlink_metadata(path) else {
        return Err(Reason::NotFound);
    };
    if metadata.is_symlink() && leads_out(path) {
        return Err(Reason::LeadsOut);
    }
    if path.is_dir() {
        Ok(Kind::Directory)
    } else if path.is_file() {
        Ok(Kind::File)
    } else {
        Err(Reason::NotRegular)
    }
}

/// Whether a link leads out of the working directory's repository and out of its own directory. Names are handed over
/// by hooks, too: a link in a repository must not have anything outside it read.
fn leads_out(link: &Path) -> bool {
    let Ok(target) = std::fs::canonicalize(link) else {
        return false;
    };
    let repository = std::env::current_dir().ok().and_then(|directory| {
        let root = directory.ancestors().find(|at| at.join(".git").exists());
        std::fs::canonicalize(root.unwrap_or(&directory)).ok()
    });
    let own = link.parent().and_then(|parent| {
        let parent = if parent.as_os_str().is_empty() {
            Path::new(".")
        } else {
            parent
        };
        std::fs::canonicalize(parent).ok()
    });
    ![repository, own]
        .iter()
        .flatten()
        .any(|root| target.starts_with(root))
}

fn candidate(path: &Path, is_named: bool, options: &Options) -> Candidate {
    let name = shown(path);
    Candidate {
        format: Format::of_file(&name),
        name,
        is_named,
        is_context: false,
        content: Content::File(path.to_owned()),
        max_file_size: options.max_file_size,
    }
}

/// A file as one that nobody named.
fn as_found(path: &Path, excludes: bool, options: &Options) -> Result<Candidate, Reason> {
    if excludes && options.patterns.exclude_file(path) {
        return Err(Reason::Excluded);
    }
    let candidate = candidate(path, false, options);
    // Only a name without an ending leaves it to the content to tell.
    if candidate.format.is_none() && has_ending(&candidate.name) {
        return Err(Reason::NoFormat);
    }
    Ok(candidate)
}

/// A file that explains others, by its name; nothing where a walk would leave it out.
pub fn context(name: &str, options: &Options) -> Option<Input> {
    let path = Path::new(name);
    let is_file = std::fs::symlink_metadata(path).is_ok_and(|it| it.is_file());
    if !is_file || options.patterns.exclude_file(path) {
        return None;
    }
    let mut input = candidate(path, false, options).read().ok()?;
    input.is_context = true;
    Some(input)
}

fn walk(root: &Path, options: &Options, found: &mut Discovered) {
    // Who names a directory that the settings exclude wants it linted all the same.
    let excludes = !options.patterns.exclude_directory(root);
    if !excludes && options.force_exclude {
        found
            .skipped
            .push(Skipped::new(&shown(root), Reason::Excluded, false));
        return;
    }
    let mut walk = WalkBuilder::new(root);
    walk.hidden(options.no_hidden)
        .ignore(false)
        .git_ignore(!options.no_ignore)
        .git_exclude(!options.no_ignore)
        .git_global(!options.no_ignore)
        .parents(!options.no_ignore)
        .filter_entry(|entry| entry.depth() == 0 || entry.file_name() != ".git");
    let tracked_anyway = (!options.no_ignore).then(|| TrackedAnyway::ask(root));
    let visitor = Visitor { options, excludes };
    let (sender, receiver) = channel();
    walk.build_parallel().run(|| {
        let sender = sender.clone();
        Box::new(move |entry| {
            visitor.visit(entry, &sender);
            WalkState::Continue
        })
    });
    // What git tracks it does not ignore, whatever its lists say. A directory may have become a link since.
    let real_root = std::fs::canonicalize(root).unwrap_or_default();
    for path in tracked_anyway.map(TrackedAnyway::answer).unwrap_or_default() {
        let is_file = std::fs::symlink_metadata(&path).is_ok_and(|it| it.is_file())
            && std::fs::canonicalize(&path).is_ok_and(|it| it.starts_with(&real_root));
        let below = path.strip_prefix(root).unwrap_or(&path);
        if is_file && !(options.no_hidden && is_hidden(below)) {
            visitor.file(&path, |event| drop(sender.send(event)));
        }
    }
    drop(sender);
    let mut directories = Vec::new();
    for event in receiver {
        match event {
            Event::Found(candidate) => found.candidates.push(candidate),
            Event::Skipped(skipped) => found.skipped.push(skipped),
            Event::Directory(path) => directories.push(path),
        }
    }
    tell_of_ignored(&directories, options, found);
}

enum Event {
    Found(Candidate),
    Skipped(Skipped),
    Directory(PathBuf),
}

#[derive(Clone, Copy)]
struct Visitor<'a> {
    options: &'a Options,
    excludes: bool,
}

impl Visitor<'_> {
    fn visit(self, entry: Result<ignore::DirEntry, ignore::Error>, sender: &Sender<Event>) {
        // The receiver lives as long as the walk.
        let send = |event| drop(sender.send(event));
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => return send(Event::Skipped(unreadable(&error))),
        };
        // Links are followed only where they are named.
        match entry.file_type() {
            Some(kind) if kind.is_file() => self.file(entry.path(), send),
            Some(kind) if kind.is_dir() || entry.depth() == 0 => {
                send(Event::Directory(entry.path().to_owned()));
                if self.options.patterns.has_inclusions() {
                    for path in files_of(entry.path()) {
                        if self.options.patterns.include_file(&path) {
                            self.file(&path, send);
                        }
                    }
                }
            }
            _ => self.other(entry.path(), send),
        }
    }

    /// Links, pipes and the like. One with the name of a config file may be thought to be read.
    fn other(self, path: &Path, send: impl Fn(Event)) {
        let name = shown(path);
        if Format::of_file(&name).is_some() || self.options.tell_all {
            send(Event::Skipped(Skipped::new(&name, Reason::Link, false)));
        }
    }

    fn file(self, path: &Path, send: impl Fn(Event)) {
        match as_found(path, self.excludes, self.options) {
            Ok(candidate) => send(Event::Found(candidate)),
            Err(reason) if self.options.tell_all => {
                send(Event::Skipped(Skipped::new(&shown(path), reason, false)));
            }
            Err(_) => {}
        }
    }
}

/// Names of the files that people keep their own values in.
const DOTENV: [&str; 4] = [".env", ".env.local", ".env.development", ".env.production"];

/// Only a name without an ending leaves it to the content to tell what a file is.
pub fn has_ending(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name);
    name.trim_start_matches('.').contains('.')
}

fn is_hidden(path: &Path) -> bool {
    path.iter().any(|step| step.to_string_lossy().starts_with('.'))
}

fn files_of(directory: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
        .map(|entry| entry.path())
}

/// A `.env` is mostly ignored by git, and mostly what is meant to be linted: leaving it out is not done in silence.
fn tell_of_ignored(directories: &[PathBuf], options: &Options, found: &mut Discovered) {
    if options.no_ignore || options.no_hidden {
        return;
    }
    let names = found.candidates.iter().map(|candidate| candidate.name.as_str());
    let read: HashSet<&str> = names.collect();
    let paths = directories
        .iter()
        .flat_map(|directory| DOTENV.iter().map(|name| directory.join(name)));
    let ignored: Vec<String> = paths
        .filter(|path| std::fs::symlink_metadata(path).is_ok_and(|it| it.is_file()))
        .filter(|path| !options.patterns.exclude_file(path))
        .map(|path| shown(&path))
        .filter(|name| !read.contains(name.as_str()))
        .collect();
    let skipped = ignored
        .iter()
        .map(|name| Skipped::new(name, Reason::Ignored, false));
    found.skipped.extend(skipped);
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
    let reason = error.io_error().map_or_else(
        || Reason::Unreadable("it cannot be read".to_owned()),
        Reason::unreadable,
    );
    Skipped::new(&path, reason, false)
}

/// A path as reports show it: relative to the working directory where it is below it, with `/`.
fn shown(path: &Path) -> String {
    let path = if path.is_absolute() {
        let directory = std::env::current_dir().ok();
        let below = directory.and_then(|directory| path.strip_prefix(directory).ok().map(Path::to_owned));
        below.unwrap_or_else(|| path.to_owned())
    } else {
        path.to_owned()
    };
    let path = with_slashes(&path);
    let path = path.trim_start_matches("./");
    if path.is_empty() {
        ".".to_owned()
    } else {
        path.to_owned()
    }
}
