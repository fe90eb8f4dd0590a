//! `fieldguide init`

use std::path::PathBuf;

use anyhow::{Context, bail};

use crate::cli::{Outcome, terminal};
use fieldguide::embedded;
use fieldguide::guide::schema::SCHEMAS;
use fieldguide::report::human;

/// Write the guide that comes with the program to a directory, to make it your own
///
/// Its pages, rules, settings and theme are plain files; `fieldguide build` and `fieldguide lint` in that directory
/// work with them. Nothing that is there is overwritten.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Directory to write to; it is made where it is missing
    directory: PathBuf,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let directory = &arguments.directory;
    let files = embedded::files();
    if directory.is_file() {
        bail!("{} is a file: name a directory", directory.display());
    }
    let schemas = SCHEMAS.map(|schema| (schema.path(), schema.text.as_bytes()));
    let schemas = schemas.iter().map(|(path, text)| (path.as_str(), *text));
    let all = || files.all().chain(schemas.clone());
    for (path, _) in all() {
        let target = directory.join(path);
        if std::fs::symlink_metadata(&target).is_ok() {
            bail!(
                "{} is there already, and init overwrites nothing: name a new directory",
                target.display()
            );
        }
    }
    let mut count = 0;
    for (path, bytes) in all() {
        let target = directory.join(path);
        if let Some(parent) = target.parent() {
            std::fs::create_dir_all(parent).with_context(|| format!("cannot write {}", parent.display()))?;
        }
        std::fs::write(&target, bytes).with_context(|| format!("cannot write {}", target.display()))?;
        count += 1;
    }
    let shown = directory.display();
    terminal::note(&format!(
        "wrote {} to {shown}. Edit fieldguide.yaml and content/, then `cd {shown}` and `fieldguide build`",
        human::counted(count, "file")
    ))?;
    Ok(Outcome::Clean)
}
