//! `fieldguide build`

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::Serialize;

use crate::cli::check::{Made, make, refuse_embedded};
use crate::cli::load::GuideArguments;
use crate::cli::{FailOn, Format, Outcome, terminal};
use fieldguide::guide::files::History;
use fieldguide::report::{human, json};
use fieldguide::site::budget::{self, Budget};

/// Build the help site
///
/// Writes the guide as a static site with relative links only: it works on any server, under any path, and from disk.
/// Where anything is wrong with the guide nothing is written, and what was there stays as it was.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    fieldguide build                     the site of the guide here, or of the one in the program, in public/\n  \
    fieldguide build --out /var/www/help\n  \
    fieldguide build --format json | jq '.files[] | select(.kind == \"page\") | .path'\n\n\
    JSON: `version`, `findings` and `summary` as `check` writes them, and `directory`, `written`, `pages`, `rules`, \
    `examples`; `files`, each with `path`, `kind` (page, style, script, search, index, image, data), `bytes` and \
    `gzip_bytes`; `budgets`, each with `name`, `limit`, the `largest` page or file, and how many are `over` it. Only \
    `summary.elapsed_ms` differs between two runs on one guide.\n\n\
    Exit codes: 0 written, 1 the guide has mistakes, 2 something could not be read or written.")]
pub struct Arguments {
    /// Directory to write the site to; it is replaced as a whole
    #[arg(long, value_name = "DIR", default_value = "public")]
    out: PathBuf,

    /// How to write the report
    #[arg(long, value_enum, default_value = "human")]
    format: Format,

    /// Add the site's addresses to anchors.lock, as `fieldguide check --update-anchors` does
    #[arg(long)]
    update_anchors: bool,

    #[command(flatten)]
    guide: GuideArguments,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let mut files = arguments.guide.files()?;
    if arguments.update_anchors {
        refuse_embedded(&files)?;
    }
    if files.hold(&arguments.out) {
        bail!(
            "{} is in the guide itself, where the site would be taken for its pages: name another directory with --out",
            arguments.out.display()
        );
    }
    files.read_history();
    if files.history == History::Shallow {
        terminal::note(
            "git holds only the last commits here, so pages do not say when they were changed (fetch all of them: `git fetch --unshallow`)",
        )?;
    }
    let made = make(&files);
    let outcome = FailOn::Error.outcome(&made.report.findings);
    let is_written = outcome == Outcome::Clean;
    let out = arguments.out.display();
    if arguments.format == Format::Human {
        terminal::print(&human::frames(&made.report, terminal::width()))?;
    }
    if is_written {
        made.site
            .output
            .write(&arguments.out)
            .with_context(|| format!("the site was not written, {out} is as it was"))?;
    }
    if arguments.update_anchors {
        made.update_anchors(&files, arguments.guide.directory())?;
    }
    match arguments.format {
        Format::Json => {
            let report = BuildReport::new(&made, &arguments.out, is_written);
            terminal::print(&json::text(&report)?)?;
        }
        Format::Human if is_written => {
            let written = human::counted(made.site.output.len(), "file");
            let origin = if files.is_embedded() {
                " of the guide in the program"
            } else {
                ""
            };
            terminal::note(&format!("wrote {written} to {out}: {}{origin}", made.size()))?;
        }
        Format::Human => {
            let found = human::summary(&made.report);
            terminal::note(&format!("{found}: nothing was written, {out} is as it was"))?;
        }
    }
    Ok(outcome)
}

/// `--format json`: what `check` reports, and what was written.
#[derive(Serialize)]
struct BuildReport<'a> {
    #[serde(flatten)]
    document: json::Document<'a>,
    directory: String,
    written: bool,
    pages: usize,
    rules: usize,
    examples: usize,
    files: Vec<File<'a>>,
    budgets: &'a [Budget],
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    kind: &'static str,
    bytes: usize,
    gzip_bytes: usize,
}

impl<'a> BuildReport<'a> {
    fn new(made: &'a Made, directory: &Path, is_written: bool) -> Self {
        let files = made.site.output.files();
        Self {
            document: (&made.report).into(),
            directory: directory.display().to_string(),
            written: is_written,
            pages: made.guide.pages.len(),
            rules: made.guide.rules.len(),
            examples: made.examples,
            files: files
                .map(|(path, bytes)| File {
                    path,
                    kind: budget::kind(path),
                    bytes: bytes.len(),
                    gzip_bytes: made.sizes.get(path),
                })
                .collect(),
            budgets: &made.budgets,
        }
    }
}
