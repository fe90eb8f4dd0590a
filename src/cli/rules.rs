//! `fieldguide rules`

use crate::cli::load::{self, GuideArguments, Project};
use crate::cli::{Format, Outcome, terminal};
use fieldguide::report::rules;

/// List the rules, with the severities that they have here
#[derive(Debug, clap::Args)]
#[command(after_help = "`fieldguide explain RULE` shows a rule's page.")]
pub struct Arguments {
    /// How to write the list
    #[arg(long, value_enum, default_value = "human")]
    format: Format,

    /// Read no settings file
    #[arg(long)]
    isolated: bool,

    #[command(flatten)]
    guide: GuideArguments,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let project = Project::find_unless(arguments.isolated)?;
    let loaded = load::for_lint(&arguments.guide, project)?;
    if load::has_mistakes(&loaded) {
        return Ok(Outcome::Incomplete);
    }
    terminal::print(&match arguments.format {
        Format::Human => rules::table(&loaded.guide),
        Format::Json => rules::json(&loaded.guide)?,
    })?;
    Ok(Outcome::Clean)
}
