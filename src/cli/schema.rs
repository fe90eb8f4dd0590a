//! `fieldguide schema`

use crate::cli::{Outcome, terminal};
use fieldguide::guide::schema::{PAGE, SETTINGS};

/// Print a JSON Schema, for editors that check and complete YAML
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    fieldguide schema settings > schemas/settings.json\n\n\
    Then this comment in fieldguide.yaml names it to editors: `# yaml-language-server: $schema=schemas/settings.json`")]
pub struct Arguments {
    /// Of what
    #[arg(value_enum, value_name = "WHAT")]
    what: What,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum What {
    /// Of fieldguide.yaml
    Settings,
    /// Of the front matter of pages, with rules, credentials and providers
    Page,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let schema = match arguments.what {
        What::Settings => SETTINGS,
        What::Page => PAGE,
    };
    terminal::print(schema.text)?;
    Ok(Outcome::Clean)
}
