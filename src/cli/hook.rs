//! `fieldguide hook`

use std::path::Path;

use anyhow::Context;

use crate::cli::{Outcome, terminal};

use fieldguide::path::with_slashes;

/// Where the script has the program that wrote it.
const PROGRAM: &str = "{program}";

/// Print a pre-commit hook for git that runs `fieldguide lint --staged`
///
/// It finds the program also where git is started without the PATH of a terminal, and stops the commit where it does
/// not. A hook that is there already is yours to merge it with.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    hook=$(git rev-parse --git-path hooks)/pre-commit; fieldguide hook > \"$hook\"; chmod +x \"$hook\"\n\n\
    git tells the place: it is another one in a worktree, and where `core.hooksPath` is set.")]
pub struct Arguments {}

pub fn run(Arguments {}: &Arguments) -> anyhow::Result<Outcome> {
    let program = std::env::current_exe().context("the program cannot tell where it is")?;
    let home = std::env::home_dir();
    let script = include_str!("hook.sh").replace(PROGRAM, &word(&program, home.as_deref()));
    terminal::print(&script)?;
    Ok(Outcome::Clean)
}

/// A path as one word of a shell. Below the home directory it is so for everybody who shares the hook.
fn word(path: &Path, home: Option<&Path>) -> String {
    let quoted = |path: &Path| {
        let path = with_slashes(path);
        format!("'{}'", path.replace('\'', r"'\''"))
    };
    let below = home.filter(|home| home.has_root() && *home != Path::new("/"));
    match below.and_then(|home| path.strip_prefix(home).ok()) {
        Some(below) => format!("\"$HOME\"/{}", quoted(below)),
        None => quoted(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_one_word() {
        let home = Some(Path::new("/home/ada"));
        assert_eq!(word(Path::new("/opt/it's/a b"), home), r"'/opt/it'\''s/a b'");
        assert_eq!(word(Path::new("/home/ada/bin/x"), home), "\"$HOME\"/'bin/x'");
        assert_eq!(word(Path::new("/bin/x"), Some(Path::new("/"))), "'/bin/x'");
        assert_eq!(word(Path::new("/bin/x"), None), "'/bin/x'");
    }
}
