//! `fieldguide lint`

mod fix;
mod inputs;
mod list;
mod replace;
mod suppress;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, bail};

use crate::cli::load::{self, GuideArguments, Project};
use crate::cli::report::{self, ReportArguments};
use crate::cli::{FailOn, Outcome, terminal};
use fieldguide::guide::Loaded;
use fieldguide::guide::settings::FILE_NAME;
use fieldguide::lint::discover::{PathsFrom, Patterns, Skipped, Tracked};
use fieldguide::lint::{File, Linter, Terms};
use fieldguide::report::{self as reports, Report, human};
use fieldguide::source::clean;

/// Lint config files and environment variables for misplaced credentials
///
/// Reads .env files, YAML, JSON, JSON5, TOML, INI, .properties, HCL, XML, CSV, Dockerfiles, systemd units, .http files,
/// scripts of shells, fish, PowerShell and Windows, the blocks of config in Markdown, and constants in source code:
/// JavaScript, TypeScript, Python, PHP, Ruby, Go, Java, Kotlin and C#, but for tests and examples. Files that git
/// ignores are left out. No value is ever shown, only its kind and length; each finding links to the page that explains
/// it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    fieldguide lint                                   everything below this directory\n  \
    fieldguide lint .env deploy/                      a file and a directory\n  \
    fieldguide lint --env                             the environment's variables\n  \
    fieldguide lint --staged                          what the next commit would have\n  \
    fieldguide lint --write-baseline                  let what is there now stay; tell of what is new\n  \
    fieldguide lint --diff                            what --fix would mend\n  \
    git show HEAD:.env | fieldguide lint - --stdin-filename .env\n\n\
    Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 something could not be read, 3 nothing was scanned.")]
pub struct Arguments {
    /// Files and directories to lint; `-` is standard input [default: this directory]
    paths: Vec<PathBuf>,

    /// Lint the variables of the environment; only names that the guide knows are looked at
    #[arg(long)]
    env: bool,

    /// Lint what is staged in git: the blobs that the next commit would have, not the files of the work tree
    #[arg(long, conflicts_with_all = ["no_ignore", "files_from"])]
    staged: bool,

    /// Lint the files whose names stand in FILE, one a line or with NUL between them; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "stdin_filename")]
    files_from: Option<PathBuf>,

    /// Read these files and directories, too, and judge nothing of them: what they hold may explain what is linted
    ///
    /// Whether an ID is a Phone Number ID or the WABA ID is often said by another file. A hook that is handed the
    /// names of changed files finds out so: `--context .`. With --staged, all that git has in its index is context.
    #[arg(long, value_name = "PATH", conflicts_with = "staged")]
    context: Vec<PathBuf>,

    /// Name of what comes on standard input: it says the format
    #[arg(long, value_name = "NAME")]
    stdin_filename: Option<String>,

    /// Say of each file which format it is read as, or why it is skipped, and lint nothing
    #[arg(long, conflicts_with_all = ["env", "stdin_filename"])]
    list_files: bool,

    /// Mend the files where there is one right answer, and report what is left
    #[arg(long, conflicts_with_all = ["list_files", "no_ignores", "write_baseline"])]
    fix: bool,

    /// Mend also what is likely right but needs a look; with --fix or --diff
    #[arg(long)]
    unsafe_fixes: bool,

    /// Show what --fix would do, with all values masked, and write nothing; exits with 1 where there is something to fix
    #[arg(long, conflicts_with_all = ["list_files", "no_ignores", "write_baseline", "format", "output"])]
    diff: bool,

    #[command(flatten)]
    report: ReportArguments,

    /// The least severity that makes the run fail
    #[arg(long, value_enum, default_value = "error")]
    fail_on: FailOn,

    /// Exit with 0 where nothing was scanned, as --staged and --files-from do
    #[arg(long)]
    allow_empty: bool,

    /// Read files that git ignores, too
    #[arg(long)]
    no_ignore: bool,

    /// Leave alone the findings that stand in FILE, and tell only of new ones [default: `lint.baseline` of the settings]
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    /// Write what is found to a baseline [default: that of --baseline or of the settings, else .fieldguide-baseline]
    #[arg(long, value_name = "FILE", num_args = 0..=1, conflicts_with_all = ["no_ignores", "list_files"])]
    write_baseline: Option<Option<PathBuf>>,

    /// Show also what comments, `lint.ignore` of the settings and a baseline suppress
    #[arg(long)]
    no_ignores: bool,

    /// Leave out files and directories whose name begins with a dot
    #[arg(long)]
    no_hidden: bool,

    /// Leave out what `lint.exclude` names, and files of no known format, also where they are named here, as hooks do
    #[arg(long)]
    force_exclude: bool,

    /// Skip larger files, in bytes, or with K, M or G behind the number
    #[arg(long, value_name = "SIZE", default_value = "1M", value_parser = size)]
    max_file_size: u64,

    /// Read no settings file
    #[arg(long)]
    isolated: bool,

    #[command(flatten)]
    guide: GuideArguments,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let start = Instant::now();
    arguments.report.check()?;
    let mode = fix::Mode::of(arguments)?;
    let project = Project::find_unless(arguments.isolated)?;
    let root = project.root.clone();
    let settings = project.source.clone();
    // To tidy up what is needed to the end takes as long as to lint a small file.
    let loaded: &Loaded = Box::leak(Box::new(load::for_lint(&arguments.guide, project)?));
    if load::has_mistakes(loaded) {
        bail!("the guide or its settings have mistakes, so nothing was linted");
    }
    let patterns = if arguments.isolated {
        Patterns::none()
    } else {
        Patterns::new(&root, &loaded.guide.settings.lint)?
    };
    let found = inputs::find(arguments, patterns)?;
    if arguments.list_files {
        return list::print(found, &arguments.report);
    }

    let linter: &Linter = Box::leak(Box::new(Linter::new(&loaded.guide)));
    let mut read = inputs::read(found, linter);
    let lint = &loaded.guide.settings.lint;
    let own = [
        Some(root.join(FILE_NAME)),
        lint.baseline.as_ref().map(|name| root.join(&name.text)),
    ];
    let own = own.iter().flatten().chain(&arguments.baseline);
    // The context is not among the names.
    let names = read
        .files
        .iter()
        .map(File::name)
        .chain(read.names.iter().map(String::as_str))
        .map(Path::new);
    arguments.report.spare(names.chain(own.map(PathBuf::as_path)))?;
    if let Some(input) = inputs::standard_input(arguments)? {
        read.count += 1;
        read.files.extend(linter.read(&input));
        read.names.push(input.name);
    }
    if arguments.env {
        let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        let value = |name: &str| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
        read.count += 1;
        read.files.push(linter.read_environment(names, value));
        read.names.push("<environment>".to_owned());
    }
    let stdin = arguments.stdin_filename.as_deref();
    let from_project = PathsFrom::new(&root, stdin).context("the project's directory cannot be read")?;
    let tracked = Tracked::default();
    let is_tracked = |name: &str| arguments.staged || tracked.has(name);
    let terms = Terms {
        is_tracked: &is_tracked,
        honours_comments: !arguments.no_ignores,
        path_in_project: &|name| from_project.tell(name),
    };
    let project = suppress::Project {
        guide: &loaded.guide,
        settings: settings.as_deref(),
        root: &root,
        paths: &from_project,
    };
    let mut files = std::mem::take(&mut read.files);
    let mut judge = |files: &[File]| {
        let mut scan = linter.judge(files, &terms);
        project.leave(arguments, &mut scan)?;
        Ok(scan)
    };
    let fixed = if mode == fix::Mode::Offer {
        fix::Fixed::default()
    } else {
        fix::run(arguments, mode, linter, &mut files, &mut judge)?
    };
    let mut scan = linter.judge(&files, &terms);
    let note = project.apply(arguments, &read, &mut scan)?;

    fixed.tell(mode, &loaded.guide, &scan.findings)?;
    let has_failed = read.skipped.iter().any(Skipped::is_failure) || !fixed.refused.is_empty();
    if mode == fix::Mode::Show {
        for skipped in read.skipped.iter().map(skipped) {
            terminal::note(&format!("skipped {}: {}", clean(&skipped.path), skipped.reason))?;
        }
        return Ok(match (has_failed, fixed.findings) {
            (true, _) => Outcome::Incomplete,
            (false, 0) if read.count == 0 && !may_be_empty(arguments) => Outcome::NothingScanned,
            (false, 0) => Outcome::Clean,
            (false, _) => Outcome::Findings,
        });
    }
    let mut report = Report::new(scan.findings, scan.sources, start.elapsed());
    report.summary.files_scanned = read.count;
    report.summary.files_with_credentials = scan.files_with_credentials;
    report.suppressed = scan.suppressed;
    report.skipped = read.skipped.iter().map(skipped).collect();
    report.root = report::root();
    if arguments.report.describes_rules() {
        report.describe_rules(&loaded.guide);
    }
    report.closing = closing(&report, arguments, &fixed, has_failed);

    let outcome = if has_failed {
        Outcome::Incomplete
    } else if read.count == 0 && !may_be_empty(arguments) {
        Outcome::NothingScanned
    } else {
        arguments.fail_on.outcome(&report.findings)
    };
    arguments.report.write(&report, outcome)?;
    if let Some(note) = note.filter(|_| !arguments.report.quiet) {
        terminal::note(&note)?;
    }
    Ok(outcome)
}

fn skipped(skipped: &Skipped) -> reports::Skipped {
    reports::Skipped {
        path: skipped.path.clone(),
        reason: skipped.reason.to_string(),
        is_failure: skipped.is_failure(),
    }
}

/// Hooks and lists may well have nothing to lint; a path that was named should lead to something.
fn may_be_empty(arguments: &Arguments) -> bool {
    arguments.allow_empty || arguments.staged || arguments.files_from.is_some()
}

/// The run in one line: what was scanned, what was found, and where to read on.
fn closing(report: &Report, arguments: &Arguments, fixed: &fix::Fixed, has_failed: bool) -> String {
    let summary = report.summary;
    let files = summary.files_scanned - usize::from(arguments.env);
    let kind = if arguments.staged { "staged file" } else { "file" };
    let scanned = match (files, arguments.env) {
        (0, true) => "the environment".to_owned(),
        (files, true) => format!("{} and the environment", human::counted(files, kind)),
        (files, false) => human::counted(files, kind),
    };
    if summary.files_scanned == 0 && has_failed {
        return "nothing was scanned: what was named could not be read".to_owned();
    }
    if summary.files_scanned == 0 && arguments.staged {
        return "nothing to lint: no config file is staged".to_owned();
    }
    if summary.files_scanned == 0 && arguments.files_from.is_some() && report.skipped.is_empty() {
        return "nothing to lint: the list names no config file".to_owned();
    }
    if summary.files_scanned == 0 && !report.skipped.is_empty() {
        return "nothing was scanned: what there is was skipped".to_owned();
    }
    if summary.files_scanned == 0 {
        return "nothing was scanned: no file here is read as config; `fieldguide lint --list-files` says why".to_owned();
    }
    let mut line = format!("{} in {scanned}", human::summary(report));
    if arguments.env && files == 0 && summary.files_with_credentials == 0 {
        line.push_str(", which has none of the variables that the guide knows");
    }
    if let Some(suppressed) = human::suppressed(report) {
        line.push_str(&format!(", {suppressed}"));
    }
    if !report.skipped.is_empty() {
        line.push_str(&format!(", {} skipped", report.skipped.len()));
    }
    let findings = report.findings.iter().filter(|it| !fixed.is_refused(it));
    if let Some(fixable) = human::fixable(findings) {
        line.push_str(&format!("; {fixable}"));
    }
    if let Some(finding) = report.findings.first() {
        line.push_str(&format!("; `fieldguide explain {}` says more", finding.rule));
    }
    line
}

/// `512K`, `1M` or a plain number of bytes.
fn size(text: &str) -> Result<u64, String> {
    let (number, unit) = match text.char_indices().last() {
        Some((at, 'k' | 'K')) => (&text[..at], 1 << 10),
        Some((at, 'm' | 'M')) => (&text[..at], 1 << 20),
        Some((at, 'g' | 'G')) => (&text[..at], 1 << 30),
        _ => (text, 1_u64),
    };
    number
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(unit))
        .ok_or_else(|| "write a number of bytes, such as 500000, 512K or 2M".to_owned())
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_have_units() {
        assert_eq!(size("12"), Ok(12));
        assert_eq!(size("3k"), Ok(3 << 10));
        assert_eq!(size("1M"), Ok(1 << 20));
        assert_eq!(size("2G"), Ok(2 << 30));
        assert!(size("M").is_err());
        assert!(size("-1").is_err());
        assert!(size("99999999999G").is_err());
    }
}
