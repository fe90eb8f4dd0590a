//! `fieldguide completions`

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::{Outcome, terminal};

/// Print what a shell needs to complete commands and options
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    fieldguide completions bash > ~/.local/share/bash-completion/completions/fieldguide\n  \
    fieldguide completions zsh > ~/.zfunc/_fieldguide     with ~/.zfunc in fpath, before compinit\n  \
    fieldguide completions fish > ~/.config/fish/completions/fieldguide.fish\n  \
    fieldguide completions powershell >> $PROFILE")]
pub struct Arguments {
    /// The shell
    shell: Shell,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let mut command = crate::cli::Arguments::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, name, &mut script);
    terminal::print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Clean)
}
