//! What git's index holds: the blobs that the next commit would have, not the files of the work tree; and which files
//! git tracks.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::config::Format;
use crate::lint::discover::{Candidate, Content, DiscoverError, Discovered, Options, Reason, Skipped};

/// A blob of the index.
struct Blob {
    id: String,
    /// From the work tree's root.
    path: String,
    is_staged: bool,
}

/// What is staged, at `options.paths` or anywhere; and as context, which is judged by nobody, what else the index
/// holds of config: a staged file's Phone Number ID may be another file's WABA ID.
pub fn staged(options: &Options) -> Result<Discovered, DiscoverError> {
    let mut found = Discovered::default();
    let tree = Tree::of_working_directory()?;
    let staged = tree.staged(&options.paths)?;
    if staged.is_empty() {
        return Ok(found);
    }
    let paths: HashSet<String> = staged.iter().map(|blob| blob.path.clone()).collect();
    let tracked = tree.tracked()?.into_iter();
    let context = tracked.filter(|blob| !paths.contains(&blob.path));
    let mut blobs: Vec<(Blob, String, &'static Format)> = Vec::new();
    for blob in context.chain(staged) {
        let name = tree.shown(&blob.path);
        let mut skip = |reason| {
            if blob.is_staged {
                found.skipped.push(Skipped::new(&name, reason, false));
            }
        };
        if options.patterns.exclude_file(&tree.root.join(&blob.path)) {
            skip(Reason::Excluded);
        } else if let Some(format) = Format::of_file(&blob.path) {
            blobs.push((blob, name, format));
        } else if options.tell_all {
            skip(Reason::NoFormat);
        }
    }
    let ids = blobs.iter().map(|(blob, ..)| blob.id.as_str());
    let contents = tree.read(ids, options.max_file_size)?;
    for ((blob, name, format), content) in blobs.into_iter().zip(contents) {
        match content {
            Some(bytes) => found.candidates.push(Candidate {
                name,
                format: Some(format),
                is_named: false,
                is_context: !blob.is_staged,
                content: Content::Blob(bytes),
                max_file_size: options.max_file_size,
            }),
            None if blob.is_staged => {
                let reason = Reason::TooLarge(options.max_file_size);
                found.skipped.push(Skipped::new(&name, reason, false));
            }
            None => {}
        }
    }
    found.candidates.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// A work tree, as git knows it: also where `.git` is a file, and in a submodule.
struct Tree {
    root: PathBuf,
    /// From the root to the working directory, with a slash at its end.
    prefix: String,
}

impl Tree {
    fn of_working_directory() -> Result<Self, DiscoverError> {
        let answer = git(&["rev-parse", "--show-toplevel", "--show-prefix"])?;
        let answer = String::from_utf8_lossy(&answer);
        let mut lines = answer.lines();
        Ok(Self {
            root: PathBuf::from(lines.next().unwrap_or_default()),
            prefix: lines.next().unwrap_or_default().to_owned(),
        })
    }

    /// A path from the root as one from the working directory.
    fn shown(&self, path: &str) -> String {
        match path.strip_prefix(&self.prefix) {
            Some(below) => below.to_owned(),
            None => "../".repeat(self.prefix.matches('/').count()) + path,
        }
    }

    /// What the next commit adds or changes. A renamed file is one that is added; links and submodules have no
    /// content of their own.
    fn staged(&self, paths: &[PathBuf]) -> Result<Vec<Blob>, DiscoverError> {
        let paths: Vec<String> = paths
            .iter()
            .map(|path| path.to_string_lossy().into_owned())
            .collect();
        let mut arguments = vec![
            "diff",
            "--cached",
            "--raw",
            "-z",
            "--no-abbrev",
            "--no-renames",
            "--no-relative",
            "--no-ext-diff",
            "--diff-filter=ACMT",
            "--",
        ];
        arguments.extend(paths.iter().map(String::as_str));
        let answer = git(&arguments)?;
        let mut records = records(&answer);
        let mut blobs = Vec::new();
        // `:old-mode new-mode old-id new-id status`, then the path.
        while let (Some(about), Some(path)) = (records.next(), records.next()) {
            let mut about = about.split(' ').skip(1);
            let (mode, id) = (about.next(), about.nth(1));
            blobs.extend(blob(mode, id, &path, true));
        }
        Ok(blobs)
    }

    /// Everything in the index that is not in conflict.
    fn tracked(&self) -> Result<Vec<Blob>, DiscoverError> {
        let root = self.root.to_string_lossy();
        let answer = git(&["-C", &root, "ls-files", "--stage", "-z"])?;
        let mut blobs = Vec::new();
        for record in records(&answer) {
            // `mode id stage`, a tab, the path.
            if let Some((about, path)) = record.split_once('\t') {
                let mut about = about.split(' ');
                let (mode, id, stage) = (about.next(), about.next(), about.next());
                if stage == Some("0") {
                    blobs.extend(blob(mode, id, path, false));
                }
            }
        }
        Ok(blobs)
    }

    /// The content of each blob, in their order; nothing of those that are too large.
    fn read<'a>(
        &self,
        ids: impl Iterator<Item = &'a str>,
        max_file_size: u64,
    ) -> Result<Vec<Option<Vec<u8>>>, DiscoverError> {
        let mut asked = String::new();
        let mut count = 0;
        for id in ids {
            asked.push_str(id);
            asked.push('\n');
            count += 1;
        }
        let failed = |error: std::io::Error| DiscoverError::Git {
            reason: error.to_string(),
        };
        let mut child = command(&["cat-file", "--batch", "--buffer"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| no_git(&error))?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let contents = std::thread::scope(|scope| {
            // Both ends at once: neither may wait for the other to empty a pipe.
            scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(asked.as_bytes())));
            let mut answers = stdout.map(BufReader::new);
            (0..count)
                .map(|_| {
                    answers
                        .as_mut()
                        .map_or(Ok(None), |answers| answer(answers, max_file_size))
                })
                .collect::<std::io::Result<Vec<_>>>()
        });
        let contents = contents.map_err(failed)?;
        child.wait().map_err(failed)?;
        Ok(contents)
    }
}

/// One answer of `git cat-file --batch`: `id blob size`, the content, a line end.
fn answer(answers: &mut impl BufRead, max_file_size: u64) -> std::io::Result<Option<Vec<u8>>> {
    let mut line = String::new();
    answers.read_line(&mut line)?;
    let mut about = line.trim_end().split(' ').skip(1);
    let size = match about.next() {
        Some("blob") => about.next().and_then(|size| size.parse::<u64>().ok()),
        _ => None,
    };
    let size = size.ok_or_else(|| std::io::Error::other("an object of the index is missing"))?;
    let mut content = answers.take(size + 1);
    if size > max_file_size {
        std::io::copy(&mut content, &mut std::io::sink())?;
        return Ok(None);
    }
    let mut bytes = Vec::new();
    content.read_to_end(&mut bytes)?;
    bytes.pop();
    Ok(Some(bytes))
}

/// The files that git tracks below the working directory. git is asked once, and only if somebody wants to know.
#[derive(Default)]
pub struct Tracked {
    names: OnceCell<HashSet<String>>,
}

impl Tracked {
    pub fn has(&self, name: &str) -> bool {
        // Without git, or outside a repository, nothing is tracked.
        let ask =
            || git(&["ls-files", "-z"]).map_or_else(|_| HashSet::new(), |answer| records(&answer).collect());
        self.names.get_or_init(ask).contains(name)
    }
}

/// The files below a directory that git tracks although it is told to ignore them. git answers while others are looked for.
pub struct TrackedAnyway<'a> {
    directory: &'a Path,
    git: Option<Child>,
}

impl<'a> TrackedAnyway<'a> {
    pub fn ask(directory: &'a Path) -> Self {
        let absolute = std::fs::canonicalize(directory).unwrap_or_default();
        let is_in_repository = absolute.ancestors().any(|at| at.join(".git").exists());
        let ask = || {
            command(&["ls-files", "-z", "--cached", "--ignored", "--exclude-standard"])
                .current_dir(directory)
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .ok()
        };
        Self {
            directory,
            git: is_in_repository.then(ask).flatten(),
        }
    }

    /// None where git cannot say.
    pub fn answer(self) -> Vec<PathBuf> {
        let output = self.git.and_then(|git| git.wait_with_output().ok());
        let answer = output.filter(|output| output.status.success());
        let names = answer.map(|output| output.stdout).unwrap_or_default();
        records(&names)
            .filter(|name| !name.is_empty())
            .map(|name| self.directory.join(name))
            .collect()
    }
}

fn records(answer: &[u8]) -> impl Iterator<Item = String> {
    answer
        .split(|byte| *byte == 0)
        .map(|record| String::from_utf8_lossy(record).into_owned())
}

fn blob(mode: Option<&str>, id: Option<&str>, path: &str, is_staged: bool) -> Option<Blob> {
    let is_file = matches!(mode, Some("100644" | "100755"));
    is_file.then_some(Blob {
        id: id?.to_owned(),
        path: path.to_owned(),
        is_staged,
    })
}

fn git(arguments: &[&str]) -> Result<Vec<u8>, DiscoverError> {
    let output = command(arguments).output().map_err(|error| no_git(&error))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let reason = String::from_utf8_lossy(&output.stderr);
    Err(DiscoverError::Git {
        reason: crate::source::clean(reason.lines().next().unwrap_or_default()),
    })
}

/// git, asked to change nothing, fetch nothing and start nothing that a repository's own settings name.
fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command
        .args(["--no-pager", "--literal-pathspecs", "-c", "core.fsmonitor=false"])
        .args(arguments)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("LC_ALL", "C");
    command
}

fn no_git(error: &std::io::Error) -> DiscoverError {
    DiscoverError::NoGit {
        reason: error.to_string(),
    }
}
