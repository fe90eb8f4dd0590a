//! `fieldguide explain`

use anyhow::bail;

use crate::cli::load::GuideArguments;
use crate::cli::{Outcome, terminal};
use fieldguide::guide::mistake::instead;
use fieldguide::guide::{Guide, Scope};
use fieldguide::report::page;
use fieldguide::source::clean_text;

/// Show a rule's page in the terminal
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The rule's name, as in a finding; `fieldguide rules` lists them
    rule: String,

    #[command(flatten)]
    guide: GuideArguments,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let loaded = Guide::load(&arguments.guide.files()?, Scope::Everything);
    let guide = &loaded.guide;
    let name = &arguments.rule;
    let Some(rule) = guide.rules.iter().find(|rule| rule.id.text == *name) else {
        let known = guide.rules.iter().map(|rule| rule.id.text.as_str());
        let message = format!("there is no rule `{name}`: {}", instead(name, known));
        bail!(clean_text(&message));
    };
    terminal::print(&page::rule(guide, rule, terminal::width()))?;
    Ok(Outcome::Clean)
}
