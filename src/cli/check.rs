//! `fieldguide check`

use crate::cli::load::{self, GuideArguments};
use crate::cli::{FailOn, Format, Outcome, terminal};
use fieldguide::finding::Finding;
use fieldguide::guide::files::Files;
use fieldguide::guide::{Guide, Scope};
use fieldguide::lint::examples;
use fieldguide::report::{Report, human, json};
use fieldguide::site::{self, output::Output};

/// Check the guide: front matter, names, links, and that every example gets the verdict it claims
///
/// Does all that `build` does, and writes nothing.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// How to write the findings
    #[arg(long, value_enum, default_value = "human")]
    format: Format,

    /// The least severity that makes the run fail
    #[arg(long, value_enum, default_value = "error")]
    fail_on: FailOn,

    #[command(flatten)]
    guide: GuideArguments,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let made = make(&arguments.guide.files()?);
    made.print(arguments.format)?;
    if arguments.format == Format::Human {
        let found = human::summary(&made.report);
        terminal::note(&format!("{found} in {}", made.size))?;
    }
    Ok(arguments.fail_on.outcome(&made.report.findings))
}

/// A site in memory, with all that is wrong with its guide.
pub struct Made {
    pub report: Report,
    pub output: Output,
    /// "48 pages, 8 rules and 31 examples"
    pub size: String,
}

pub fn make(files: &Files) -> Made {
    let start = std::time::Instant::now();
    let loaded = Guide::load(files, Scope::Everything);
    let mut findings: Vec<Finding> = loaded.findings;
    let verdicts = examples::verify(&loaded.guide, &mut findings);
    let output = site::build(&loaded.guide, files, &verdicts, &mut findings);
    let mut sources = loaded.sources;
    if !findings.is_empty() {
        sources.extend(site::theme_sources(files));
    }
    let mut report = load::report(findings, &sources);
    report.summary.elapsed_ms = start.elapsed().as_millis();
    report.summary.files_scanned = loaded.guide.pages.len();
    let counted = human::counted;
    Made {
        report,
        output,
        size: format!(
            "{}, {} and {}",
            counted(loaded.guide.pages.len(), "page"),
            counted(loaded.guide.rules.len(), "rule"),
            counted(verdicts.len(), "example"),
        ),
    }
}

impl Made {
    pub fn print(&self, format: Format) -> anyhow::Result<()> {
        match format {
            Format::Json => terminal::print(&json::render(&self.report)?)?,
            Format::Human => {
                terminal::print(&human::frames(&self.report, terminal::width()))?;
            }
        }
        Ok(())
    }
}
