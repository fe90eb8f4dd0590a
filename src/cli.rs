//! The command line: what may be said, and which file does it. Each subcommand is one thin file.

mod build;
mod check;
mod completions;
mod explain;
mod hook;
mod init;
mod lint;
mod load;
mod lsp;
mod man;
#[cfg(test)]
mod reference;
mod report;
mod rules;
mod schema;
mod serve;
mod terminal;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use fieldguide::finding::{Finding, Severity};

/// What came of a run; the same in every format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing at or above the failing severity.
    Clean,
    Findings,
    /// Something could not be read: what was read is reported all the same.
    Incomplete,
    NothingScanned,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Clean => 0,
            Outcome::Findings => 1,
            Outcome::Incomplete => 2,
            Outcome::NothingScanned => 3,
        })
    }
}

#[derive(Debug, Parser)]
#[command(
    name = "fieldguide",
    version,
    about = "Finds WhatsApp credentials in the wrong field, and builds the help site that explains them.",
    long_about = "Finds WhatsApp credentials in the wrong field, and builds the help site that explains them.\n\n\
        One guide drives both: its pages describe each credential, provider and rule; the linter reads them, and the \
        help site is made of them. The guide comes with the program; `fieldguide init DIR` writes it out to be made \
        your own.",
    after_help = "Start with:\n  \
        fieldguide lint .            lint the config files below this directory\n  \
        fieldguide rules             list the rules\n  \
        fieldguide build             write the help site to public/\n  \
        fieldguide serve             show the help site while you write it\n\n\
        Exit codes: 0 nothing wrong, 1 something found, 2 the work could not be done, 3 nothing was scanned."
)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,

    /// Whether to write in colours
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value = "auto")]
    color: Color,

    /// The same as --color never
    #[arg(long, global = true, conflicts_with = "color")]
    no_color: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Lint(lint::Arguments),
    Build(build::Arguments),
    Check(check::Arguments),
    Serve(serve::Arguments),
    Lsp(lsp::Arguments),
    Init(init::Arguments),
    Rules(rules::Arguments),
    Explain(explain::Arguments),
    Hook(hook::Arguments),
    Schema(schema::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

impl Arguments {
    pub fn run(self) -> anyhow::Result<Outcome> {
        if self.no_color { Color::Never } else { self.color }.apply();
        match self.command {
            Command::Lint(arguments) => lint::run(&arguments),
            Command::Build(arguments) => build::run(&arguments),
            Command::Check(arguments) => check::run(&arguments),
            Command::Serve(arguments) => serve::run(arguments),
            Command::Lsp(arguments) => lsp::run(&arguments),
            Command::Init(arguments) => init::run(&arguments),
            Command::Rules(arguments) => rules::run(&arguments),
            Command::Explain(arguments) => explain::run(&arguments),
            Command::Hook(arguments) => hook::run(&arguments),
            Command::Schema(arguments) => schema::run(&arguments),
            Command::Completions(arguments) => completions::run(&arguments),
            Command::Man(arguments) => man::run(&arguments),
        }
    }
}

/// How a list is written. Reports have more formats: those of [`fieldguide::report::FORMATS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Human,
    /// One JSON object for programs
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

impl Color {
    fn apply(self) {
        let choice = match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}

/// From which severity on findings make the run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Hint,
    /// Findings never make the run fail
    Never,
}

impl FailOn {
    fn outcome(self, findings: &[Finding]) -> Outcome {
        let least = match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Hint => Severity::Hint,
            Self::Never => return Outcome::Clean,
        };
        if findings.iter().any(|finding| finding.severity >= least) {
            Outcome::Findings
        } else {
            Outcome::Clean
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }
}
