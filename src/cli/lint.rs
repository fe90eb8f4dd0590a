//! `fieldguide lint`

use std::io::Read;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, bail};

use crate::cli::load::{self, GuideArguments, Project};
use crate::cli::{FailOn, Format, Outcome, terminal};
use fieldguide::config;
use fieldguide::lint::discover::{LARGEST_FILE, Options, discover};
use fieldguide::lint::{Input, Linter};
use fieldguide::report::{Report, human, json};

/// Lint config files and environment variables for misplaced credentials
///
/// Reads .env files, YAML, JSON, TOML, INI, .properties, HCL, XML, CSV, Dockerfiles, systemd units, .http files, and shell
/// and PowerShell scripts. Files that git ignores are left out. No value is ever shown, only its
/// kind and length; each finding links to the page that explains it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    fieldguide lint                                   everything below this directory\n  \
    fieldguide lint .env deploy/                      a file and a directory\n  \
    fieldguide lint --env                             the environment's variables\n  \
    git show HEAD:.env | fieldguide lint - --stdin-filename .env\n\n\
    Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 something could not be read, 3 nothing was scanned.")]
pub struct Arguments {
    /// Files and directories to lint; `-` is standard input [default: this directory]
    paths: Vec<PathBuf>,

    /// Lint the variables of the environment; only names that the guide knows are looked at
    #[arg(long)]
    env: bool,

    /// Name of what comes on standard input: it says the format
    #[arg(long, value_name = "NAME")]
    stdin_filename: Option<String>,

    /// How to write the findings
    #[arg(long, value_enum, default_value = "human")]
    format: Format,

    /// The least severity that makes the run fail
    #[arg(long, value_enum, default_value = "error")]
    fail_on: FailOn,

    /// Exit with 0 where nothing was scanned
    #[arg(long)]
    allow_empty: bool,

    /// Read files that git ignores, too
    #[arg(long)]
    no_ignore: bool,

    /// Read no settings file
    #[arg(long)]
    isolated: bool,

    #[command(flatten)]
    guide: GuideArguments,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let start = Instant::now();
    let project = if arguments.isolated {
        Project::default()
    } else {
        Project::find()?
    };
    let root = project.root.clone();
    let loaded = load::for_lint(&arguments.guide, project)?;
    if !loaded.findings.is_empty() {
        let report = load::report(loaded.findings, &loaded.sources);
        anstream::eprint!("{}", human::frames(&report, terminal::width()));
        bail!("the guide or its settings have mistakes, so nothing was linted");
    }
    let linter = Linter::new(&loaded.guide);

    let (mut inputs, standard_input) = (Vec::new(), read_standard_input(arguments)?);
    let mut paths = arguments.paths.clone();
    paths.retain(|path| path.as_os_str() != "-");
    if paths.is_empty() && standard_input.is_none() && !arguments.env {
        paths.push(PathBuf::from("."));
    }
    let exclude = &loaded.guide.settings.lint.exclude;
    let found = discover(&Options {
        paths,
        no_ignore: arguments.no_ignore,
        exclude: (!arguments.isolated && !exclude.is_empty()).then(|| (root, exclude.clone())),
    })?;
    inputs.extend(found.inputs);
    inputs.extend(standard_input);

    let scan = if arguments.env {
        let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        linter.lint_with_environment(&inputs, names, |name| {
            std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
        })
    } else {
        linter.lint(&inputs)
    };

    for skipped in &found.skipped {
        terminal::note(&format!(
            "skipped {}: {}",
            fieldguide::source::clean(&skipped.path),
            skipped.reason
        ))?;
    }
    let mut report = Report::new(scan.findings, scan.sources, start.elapsed());
    report.summary.files_scanned = scan.files;
    report.summary.files_with_credentials = scan.files_with_credentials;
    report.summary.skipped = found.skipped.len();
    let has_failed = found.skipped.iter().any(|skipped| skipped.is_failure);
    match arguments.format {
        Format::Json => terminal::print(&json::render(&report)?)?,
        Format::Human => {
            terminal::print(&human::frames(&report, terminal::width()))?;
            terminal::note(&closing(&report, arguments.env, has_failed))?;
        }
    }

    Ok(if has_failed {
        Outcome::Incomplete
    } else if scan.files == 0 && !arguments.allow_empty {
        Outcome::NothingScanned
    } else {
        arguments.fail_on.outcome(&report.findings)
    })
}

fn read_standard_input(arguments: &Arguments) -> anyhow::Result<Option<Input>> {
    let is_asked_for = arguments.paths.iter().any(|path| path.as_os_str() == "-");
    let name = match (&arguments.stdin_filename, is_asked_for) {
        (None, false) => return Ok(None),
        (None, true) => {
            bail!("what comes on standard input? say it with --stdin-filename, such as --stdin-filename .env")
        }
        (Some(name), _) => name,
    };
    let Some(format) = config::Format::of_file(name) else {
        let name = fieldguide::source::clean(name);
        bail!(
            "{name} is in no format that fieldguide reads: name it as what it is, such as .env, config.yaml, settings.ini or deploy.sh"
        );
    };
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(LARGEST_FILE + 1)
        .read_to_end(&mut bytes)
        .context("cannot read standard input")?;
    if bytes.len() as u64 > LARGEST_FILE {
        bail!("standard input is larger than {LARGEST_FILE} bytes, which no config is");
    }
    Ok(Some(Input {
        name: "<stdin>".to_owned(),
        format,
        bytes,
    }))
}

/// The run in one line: what was scanned, what was found, and where to read on.
fn closing(report: &Report, with_environment: bool, has_failed: bool) -> String {
    let summary = report.summary;
    let files = summary.files_scanned - usize::from(with_environment);
    let scanned = match (files, with_environment) {
        (0, true) => "the environment".to_owned(),
        (files, true) => format!("{} and the environment", human::counted(files, "file")),
        (files, false) => human::counted(files, "file"),
    };
    if summary.files_scanned == 0 && has_failed {
        return "nothing was scanned: what was named could not be read".to_owned();
    }
    if summary.files_scanned == 0 {
        return "nothing was scanned: no file here is named as a config file that fieldguide reads"
            .to_owned();
    }
    let mut line = format!("{} in {scanned}", human::summary(report));
    if summary.skipped > 0 {
        line.push_str(&format!(", {} skipped", summary.skipped));
    }
    if let Some(finding) = report.findings.first() {
        line.push_str(&format!("; `fieldguide explain {}` says more", finding.rule));
    }
    line
}
