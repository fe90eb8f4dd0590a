//! `fieldguide build`

use std::path::PathBuf;

use anyhow::Context;

use crate::cli::check::make;
use crate::cli::load::GuideArguments;
use crate::cli::{FailOn, Format, Outcome, terminal};
use fieldguide::guide::files::History;
use fieldguide::report::human;

/// Build the help site
///
/// Writes the guide as a static site with relative links only: it works on any server, under any path, and from disk.
/// Where anything is wrong with the guide nothing is written, and what was there stays as it was.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    fieldguide build                     the site of the guide here, or of the one in the program, in public/\n  \
    fieldguide build --out /var/www/help\n\n\
    Exit codes: 0 written, 1 the guide has mistakes, 2 something could not be read or written.")]
pub struct Arguments {
    /// Directory to write the site to; it is replaced as a whole
    #[arg(long, value_name = "DIR", default_value = "public")]
    out: PathBuf,

    #[command(flatten)]
    guide: GuideArguments,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let mut files = arguments.guide.files()?;
    files.read_history();
    if files.history == History::Shallow {
        terminal::note(
            "git holds only the last commits here, so pages do not say when they were changed (fetch all of them: `git fetch --unshallow`)",
        )?;
    }
    let made = make(&files);
    made.print(Format::Human)?;
    let outcome = FailOn::Error.outcome(&made.report.findings);
    let out = arguments.out.display();
    if outcome == Outcome::Findings {
        let found = human::summary(&made.report);
        terminal::note(&format!("{found}: nothing was written, {out} is as it was"))?;
        return Ok(outcome);
    }
    made.output
        .write(&arguments.out)
        .with_context(|| format!("the site was not written, {out} is as it was"))?;
    let written = human::counted(made.output.len(), "file");
    let origin = if files.is_embedded() {
        " of the guide in the program"
    } else {
        ""
    };
    terminal::note(&format!("wrote {written} to {out}: {}{origin}", made.size))?;
    Ok(outcome)
}
