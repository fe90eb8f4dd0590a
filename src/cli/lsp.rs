//! `fieldguide lsp`

use std::path::{Path, PathBuf};

use anyhow::bail;

use crate::cli::Outcome;
use crate::cli::load::{self, GuideArguments, Project};
use fieldguide::embedded;
use fieldguide::lint::discover::{LARGEST_FILE, Options, Patterns};
use fieldguide::lsp;

/// Lint while you type: a language server for editors, on standard input and output
///
/// Speaks the Language Server Protocol: findings as you type, the card of a credential under the cursor, fixes, and the
/// comment that lets a finding stay. An editor starts it; there is nothing to be seen in a terminal. Settings and rules
/// are those of the folder that the editor has open.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 ended by the editor, 1 the editor went away without a word.")]
pub struct Arguments {
    /// Standard input and output are what is spoken over in any case; editors say it all the same
    #[arg(long, hide = true)]
    stdio: bool,

    #[command(flatten)]
    guide: GuideArguments,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let guide = absolute(&arguments.guide)?;
    let load = |root: Option<&Path>| {
        project(root, &guide).unwrap_or_else(|error| lsp::Project {
            guide: embedded::guide(),
            options: options(Patterns::none()),
            problem: Some(format!(
                "fieldguide works with the guide in the program, and without settings: {error:#}"
            )),
        })
    };
    let is_clean = lsp::serve(std::io::stdin(), std::io::stdout().lock(), load)?;
    Ok(if is_clean {
        Outcome::Clean
    } else {
        Outcome::Findings
    })
}

/// The guide is named from where the program was started, and the editor's folder may be another.
fn absolute(arguments: &GuideArguments) -> anyhow::Result<GuideArguments> {
    let guide = arguments.guide.as_deref().map(std::path::absolute).transpose()?;
    Ok(GuideArguments { guide })
}

fn project(root: Option<&Path>, guide: &GuideArguments) -> anyhow::Result<lsp::Project> {
    if let Some(root) = root {
        std::env::set_current_dir(root)?;
    }
    let project = Project::find_unless(root.is_none())?;
    let directory = project.root.clone();
    let loaded = load::for_lint(guide, project)?;
    if load::has_mistakes(&loaded) {
        bail!("they have mistakes, which `fieldguide lint` names");
    }
    let patterns = Patterns::new(&directory, &loaded.guide.settings.lint)?;
    Ok(lsp::Project {
        guide: loaded.guide,
        options: options(patterns),
        problem: None,
    })
}

fn options(patterns: Patterns) -> Options {
    Options {
        paths: vec![PathBuf::from(".")],
        context: Vec::new(),
        no_ignore: false,
        no_hidden: false,
        force_exclude: false,
        max_file_size: LARGEST_FILE,
        patterns,
        tell_all: false,
    }
}
