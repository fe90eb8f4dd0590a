//! Where files stand, seen from the root of the repository: CI systems want to know it so, wherever in it the run took
//! place. Paths are only compared here, never looked up.

use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::path::with_slashes;

/// What needs no `%` in a path of an address. A `:` in a first part would be taken for a scheme's.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The root of the repository, and the directory that paths count from; both absolute, with `/`.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Root {
    root: String,
    directory: String,
}

/// Where a file is that a report names.
#[derive(Debug, PartialEq, Eq)]
pub enum Location {
    /// Below the root: the path from there.
    Below(String),
    /// Elsewhere on this machine: its absolute path.
    Outside(String),
    /// `<stdin>` and `<environment>` are no files.
    Nowhere,
}

impl Root {
    /// Both directories are absolute.
    pub fn new(root: &Path, directory: &Path) -> Self {
        let text = |path: &Path| with_slashes(path);
        Self {
            root: text(root),
            directory: text(directory),
        }
    }

    /// Where the file of this name is; names are absolute, or count from the directory.
    pub fn locate(&self, name: &str) -> Location {
        if name.starts_with('<') && name.ends_with('>') {
            return Location::Nowhere;
        }
        let is_absolute = name.starts_with('/') || name.get(1..3) == Some(":/");
        let directory = if is_absolute { "" } else { &self.directory };
        let path = parts([directory, name]);
        let root = parts([self.root.as_str()]);
        // Nothing is known to be above an unknown root.
        let is_below = path.starts_with(&root) && !(is_absolute && root.is_empty());
        if is_below {
            Location::Below(path[root.len()..].join("/"))
        } else {
            Location::Outside(format!("/{}", path.join("/")))
        }
    }

    /// The path as CI systems show it: from the root, where the file is below it.
    pub fn path(&self, name: &str) -> String {
        match self.locate(name) {
            Location::Below(path) | Location::Outside(path) => path,
            Location::Nowhere => name.to_owned(),
        }
    }
}

/// A path as it stands in an address.
pub fn encoded(path: &str) -> String {
    utf8_percent_encode(path, PLAIN).to_string()
}

/// The parts of paths, each seen from the one before, without those that lead nowhere or back.
pub(super) fn parts<'a>(paths: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut parts = Vec::new();
    for part in paths.into_iter().flat_map(|path| path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locate(name: &str) -> Location {
        Root::new(Path::new("/home/crm"), Path::new("/home/crm/deploy")).locate(name)
    }

    #[test]
    fn files_are_named_from_the_root() {
        let below = |path: &str| Location::Below(path.to_owned());
        assert_eq!(locate("a.env"), below("deploy/a.env"));
        assert_eq!(locate("./x/../a.env"), below("deploy/a.env"));
        assert_eq!(locate("../.env"), below(".env"));
        assert_eq!(locate("/home/crm/.env"), below(".env"));
        assert_eq!(Root::default().locate("x/.env"), below("x/.env"));
    }

    #[test]
    fn what_is_not_below_the_root_is_named_whole() {
        let outside = |path: &str| Location::Outside(path.to_owned());
        assert_eq!(locate("../../other/.env"), outside("/home/other/.env"));
        assert_eq!(locate("/home/crm2/.env"), outside("/home/crm2/.env"));
        assert_eq!(Root::default().locate("/etc/.env"), outside("/etc/.env"));
        assert_eq!(locate("<stdin>"), Location::Nowhere);
    }

    #[test]
    fn addresses_are_percent_encoded() {
        assert_eq!(encoded("a b/100%:ü\n.env"), "a%20b/100%25%3A%C3%BC%0A.env");
    }
}
