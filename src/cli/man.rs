//! `fieldguide man`

use std::path::PathBuf;

use anyhow::Context;
use clap::CommandFactory;

use crate::cli::{Outcome, terminal};
use fieldguide::report::human;

/// Print the manual page, or write one for each command
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    fieldguide man | man -l -                     read it\n  \
    fieldguide man --out ~/.local/share/man/man1  `man fieldguide` and `man fieldguide-lint` from then on")]
pub struct Arguments {
    /// Directory to write the pages of all commands to; it is made where it is missing
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    // `help` has no page of its own.
    let command = crate::cli::Arguments::command().disable_help_subcommand(true);
    let Some(directory) = &arguments.out else {
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        terminal::print(&String::from_utf8_lossy(&page))?;
        return Ok(Outcome::Clean);
    };
    let shown = directory.display();
    let count = command.get_subcommands().filter(|it| !it.is_hide_set()).count() + 1;
    std::fs::create_dir_all(directory).with_context(|| format!("cannot write {shown}"))?;
    clap_mangen::generate_to(command, directory).with_context(|| format!("cannot write to {shown}"))?;
    terminal::note(&format!("wrote {} to {shown}", human::counted(count, "page")))?;
    Ok(Outcome::Clean)
}
