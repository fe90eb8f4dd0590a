//! What `fieldguide lint` is asked to read: paths, names in a list, git's index, standard input.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rayon::prelude::*;

use crate::cli::lint::Arguments;
use fieldguide::config::{self, Format};
use fieldguide::lint::discover::{Candidate, Discovered, Options, Patterns, Skipped, discover, staged};
use fieldguide::lint::{File, Input, Linter};
use fieldguide::source::{clean, clean_text};

/// Fewer files are read one after the other: starting threads costs more.
const FEW: usize = 8;

/// No list of names is larger, in bytes; a device may go on for ever.
const LARGEST_LIST: u64 = 64 << 20;

pub struct Inputs {
    pub files: Vec<File>,
    /// Files that were judged, also those that speak of no credential.
    pub count: usize,
    pub skipped: Vec<Skipped>,
    /// The names of those that were judged.
    pub names: Vec<String>,
    /// What was searched to the bottom.
    pub directories: Vec<PathBuf>,
}

pub fn find(arguments: &Arguments, patterns: Patterns) -> anyhow::Result<Discovered> {
    let mut paths = arguments.paths.clone();
    paths.retain(|path| path.as_os_str() != "-");
    let is_elsewhere = arguments.staged
        || arguments.env
        || arguments.files_from.is_some()
        || is_standard_input_asked_for(arguments);
    if paths.is_empty() && !is_elsewhere {
        paths.push(PathBuf::from("."));
    }
    if let Some(list) = &arguments.files_from {
        paths.extend(names(list)?);
    }
    let options = Options {
        paths,
        context: arguments.context.clone(),
        no_ignore: arguments.no_ignore,
        no_hidden: arguments.no_hidden,
        force_exclude: arguments.force_exclude,
        max_file_size: arguments.max_file_size,
        patterns,
        tell_all: arguments.list_files,
    };
    let mut found = if arguments.staged {
        staged(&options)?
    } else {
        discover(&options)
    };
    if let Some(name) = &arguments.stdin_filename {
        // What an editor has is the newer one of the two.
        let name = name.trim_start_matches("./");
        found.candidates.retain(|it| !it.is_context() || it.name != name);
    }
    Ok(found)
}

/// Reads what was found; each file's bytes are gone when the next is read.
pub fn read(found: Discovered, linter: &Linter) -> Inputs {
    let read = |candidate: Candidate| {
        let is_context = candidate.is_context();
        let read = candidate.read().map(|input| {
            let file = linter.read(&input);
            (input.name, file)
        });
        (is_context, read)
    };
    let results: Vec<_> = if found.candidates.len() < FEW {
        found.candidates.into_iter().map(read).collect()
    } else {
        found.candidates.into_par_iter().map(read).collect()
    };
    let mut all = Inputs {
        files: Vec::new(),
        count: 0,
        skipped: found.skipped,
        names: Vec::new(),
        directories: found.directories,
    };
    for (is_context, result) in results {
        match result {
            Ok((name, file)) => {
                if !is_context {
                    all.count += 1;
                    all.names.push(name);
                }
                all.files.extend(file);
            }
            Err(_) if is_context => {}
            Err(skipped) => all.skipped.push(skipped),
        }
    }
    all.skipped.retain(Skipped::is_of_interest);
    all.skipped.sort_by(|a, b| a.path.cmp(&b.path));
    all
}

/// What comes on standard input, where it is asked for.
pub fn standard_input(arguments: &Arguments) -> anyhow::Result<Option<Input>> {
    if !is_standard_input_asked_for(arguments) {
        return Ok(None);
    }
    let bytes = read_standard_input(arguments.max_file_size)?;
    let format = match &arguments.stdin_filename {
        Some(name) => Format::of_file(name).or_else(|| Format::of_content(&bytes)),
        None => Format::of_content(&bytes),
    };
    let Some(format) = format else {
        match &arguments.stdin_filename {
            Some(name) => bail!(
                "{} is in no format that fieldguide reads: name it as what it is, such as .env, config.yaml, settings.ini or deploy.sh",
                clean(name)
            ),
            None => bail!(
                "what comes on standard input? say it with --stdin-filename, such as --stdin-filename .env"
            ),
        }
    };
    Ok(Some(Input {
        name: "<stdin>".to_owned(),
        format,
        bytes,
        is_context: false,
    }))
}

fn is_standard_input_asked_for(arguments: &Arguments) -> bool {
    arguments.stdin_filename.is_some() || arguments.paths.iter().any(|path| path.as_os_str() == "-")
}

fn read_standard_input(most: u64) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)
        .context("cannot read standard input")?;
    if bytes.len() as u64 > most {
        bail!("standard input is larger than {most} bytes; --max-file-size reads more");
    }
    Ok(bytes)
}

/// The names in a list: with NUL between them where there is one, else one a line.
fn names(list: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let shown = clean(&list.to_string_lossy());
    let mut bytes = Vec::new();
    let read = if list.as_os_str() == "-" {
        std::io::stdin()
            .lock()
            .take(LARGEST_LIST + 1)
            .read_to_end(&mut bytes)
    } else {
        std::fs::File::open(list).and_then(|file| file.take(LARGEST_LIST + 1).read_to_end(&mut bytes))
    };
    read.with_context(|| format!("cannot read the list {shown}"))?;
    if bytes.len() as u64 > LARGEST_LIST {
        bail!(
            "{shown} is no list of files: it has more than {} MB",
            LARGEST_LIST >> 20
        );
    }
    // PowerShell writes lists with a byte order mark, and some in UTF-16.
    if has_byte_order_mark(&bytes) {
        bytes = config::decode(&bytes).0.into_bytes();
    }
    let separator = if bytes.contains(&0) { 0 } else { b'\n' };
    let names = bytes.split(|byte| *byte == separator);
    let names = names
        .map(|name| name.strip_suffix(b"\r").unwrap_or(name))
        .enumerate();
    Ok(names
        .filter(|(_, name)| !name.is_empty())
        .map(|(at, name)| {
            let path = path(name);
            if is_no_name(&path) {
                // A file of settings is easily taken for a list of them.
                PathBuf::from(format!("line {} of {}", at + 1, list.display()))
            } else {
                path
            }
        })
        .collect())
}

fn has_byte_order_mark(bytes: &[u8]) -> bool {
    let marks: [&[u8]; 3] = [b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"];
    marks.iter().any(|mark| bytes.starts_with(mark))
}

/// Whether a line of a list may be a setting with its value, which is not to be shown.
fn is_no_name(path: &Path) -> bool {
    let text = path.to_string_lossy();
    let may_hold_value = text.contains(['=', ':', ' ']) || clean_text(&text) != clean(&text);
    may_hold_value && std::fs::symlink_metadata(path).is_err()
}

#[cfg(unix)]
fn path(name: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(name))
}

#[cfg(not(unix))]
fn path(name: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(name).into_owned())
}
