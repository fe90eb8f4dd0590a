//! Paths as they are told from a directory other than the working directory: the project's, or a baseline's.

use std::path::{Component, Path, PathBuf};

use crate::path::with_slashes;

/// A directory that paths are told from.
#[derive(Debug)]
pub struct PathsFrom {
    directory: PathBuf,
    working_directory: PathBuf,
    /// What standard input is called.
    stdin: Option<String>,
}

impl PathsFrom {
    /// An empty path is the working directory. Standard input may have the name of a file.
    pub fn new(directory: &Path, stdin: Option<&str>) -> std::io::Result<Self> {
        let working_directory = std::fs::canonicalize(std::env::current_dir()?)?;
        Ok(Self {
            directory: std::fs::canonicalize(working_directory.join(directory))?,
            working_directory,
            stdin: stdin.map(str::to_owned),
        })
    }

    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// What a path from the working directory leads to. Only the directory's links are followed, so that a file that
    /// is a link stays itself, and one that is not there still has its place.
    pub fn absolute(&self, path: &Path) -> PathBuf {
        let path = normalised(&self.working_directory.join(path));
        let (Some(above), Some(name)) = (path.parent(), path.file_name()) else {
            return path;
        };
        std::fs::canonicalize(above).map_or_else(|_| path.clone(), |above| above.join(name))
    }

    /// The path, from here, of a file as reports name it; with `/` on every system. `<environment>` is where it is, and
    /// so is `<stdin>`, unless it has the name of a file.
    pub fn tell(&self, name: &str) -> String {
        let name = match &self.stdin {
            Some(stdin) if name == "<stdin>" => stdin,
            _ => name,
        };
        if name.starts_with('<') && name.ends_with('>') {
            return name.to_owned();
        }
        let path = self.absolute(Path::new(name));
        let here: Vec<Component> = self.directory.components().collect();
        let there: Vec<Component> = path.components().collect();
        let shared = here.iter().zip(&there).take_while(|(a, b)| a == b).count();
        if shared == 0 {
            // Another drive.
            return with_slashes(&path);
        }
        let up = here[shared..].iter().map(|_| "..".to_owned());
        let down = there[shared..]
            .iter()
            .map(|step| step.as_os_str().to_string_lossy().into_owned());
        up.chain(down).collect::<Vec<_>>().join("/")
    }
}

/// Without `.` and `..`.
fn normalised(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for step in path.components() {
        match step {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            _ => plain.push(step),
        }
    }
    plain
}
