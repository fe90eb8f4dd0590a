//! `fieldguide check`

mod external;
mod today;

use std::path::{Path, PathBuf};

use anyhow::bail;

use crate::cli::check::external::External;
use crate::cli::load::{self, GuideArguments};
use crate::cli::report::{self, ReportArguments};
use crate::cli::{FailOn, Outcome, terminal};
use fieldguide::finding::Finding;
use fieldguide::guide::files::{ANCHORS, Files};
use fieldguide::guide::{Guide, Scope};
use fieldguide::lint::examples;
use fieldguide::report::{Report, human};
use fieldguide::site::budget::{self, Budget, Sizes};
use fieldguide::site::{self, Built, Kept, anchors, output};

/// Check the guide: front matter, names, links, and that every example gets the verdict it claims
///
/// Does all that `build` does, and writes no site. Nothing is asked of the network, unless `--external` wants it.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    report: ReportArguments,

    /// The least severity that makes the run fail
    #[arg(long, value_enum, default_value = "error")]
    fail_on: FailOn,

    /// Add the addresses of all pages, headings, entries and rows to anchors.lock, beside fieldguide.yaml. Where there
    /// is one, an address in it that leads nowhere is an error
    #[arg(long)]
    update_anchors: bool,

    /// Also ask other sites whether the guide's links to them still lead somewhere
    ///
    /// Dead links are errors, moved pages and whatever cannot be checked are hints. Answers are kept for a while: right ones for
    /// a week, wrong ones for a day.
    #[arg(long)]
    external: bool,

    /// File to keep the answers of other sites in [default: fieldguide/links.json in your cache directory]
    #[arg(long, value_name = "FILE", requires = "external")]
    cache: Option<PathBuf>,

    #[command(flatten)]
    guide: GuideArguments,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    arguments.report.check()?;
    let files = arguments.guide.files()?;
    if arguments.update_anchors {
        refuse_embedded(&files)?;
    }
    let mut external = arguments
        .external
        .then(|| External::new(arguments.cache.as_deref()))
        .transpose()?;
    let mut made = make_with(&files, Budgets::Checked, &Kept::new(), |guide| {
        let mut findings = external
            .as_mut()
            .map_or_else(Vec::new, |external| external.check(guide));
        guide.check_days(&today::anywhere(), &mut findings);
        findings
    });
    if arguments.update_anchors {
        made.update_anchors(&files, arguments.guide.directory())?;
    }
    made.report.closing = format!("{} in {}", human::summary(&made.report), made.size());
    made.report.root = report::root();
    let outcome = arguments.fail_on.outcome(&made.report.findings);
    arguments.report.write(&made.report, outcome)?;
    if let Some(external) = external {
        external.remember()?;
    }
    Ok(outcome)
}

/// The guide in the program has no lock that could be written to.
pub fn refuse_embedded(files: &Files) -> anyhow::Result<()> {
    if files.is_embedded() {
        bail!(
            "the guide in the program has no {ANCHORS}: `fieldguide init DIR` makes it a guide of your own"
        );
    }
    Ok(())
}

/// A site in memory, with all that is wrong with its guide.
pub struct Made {
    pub report: Report,
    pub guide: Guide,
    pub site: Built,
    /// Empty where budgets are ignored.
    pub sizes: Sizes,
    pub budgets: Vec<Budget>,
    pub examples: usize,
}

/// Whether pages are held to their budgets: to compress every file takes about as long as to make the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Budgets {
    Checked,
    Ignored,
}

pub fn make(files: &Files) -> Made {
    make_with(files, Budgets::Checked, &Kept::new(), |_| Vec::new())
}

/// The same, with findings or settings that are not only the guide's.
pub fn make_with(
    files: &Files,
    wanted: Budgets,
    kept: &Kept,
    more: impl FnOnce(&mut Guide) -> Vec<Finding>,
) -> Made {
    let start = std::time::Instant::now();
    let loaded = Guide::load(files, Scope::Everything);
    let mut guide = loaded.guide;
    let mut findings: Vec<Finding> = loaded.findings;
    findings.extend(more(&mut guide));
    let verdicts = examples::verify(&guide, &|page| kept.contains_key(&page.path), &mut findings);
    let site = site::build(&guide, files, &verdicts, kept, &mut findings);
    let output = &site.output;
    let (sizes, budgets) = match wanted {
        Budgets::Checked => {
            let sizes = Sizes::of(output);
            let budgets = budget::measure(&guide, output, &site.readings, &sizes);
            (sizes, budgets)
        }
        Budgets::Ignored => (Sizes::default(), Vec::new()),
    };
    budget::check(&guide, files, &budgets, &mut findings);
    anchors::check(&guide, files, &site.readings, &mut findings);
    findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    let mut sources = loaded.sources;
    if !findings.is_empty() {
        sources.extend(site::theme_sources(files));
    }
    sources.extend(anchors::source(files));
    let mut report = load::report(findings, &sources);
    report.summary.elapsed_ms = start.elapsed().as_millis();
    report.summary.files_scanned = guide.pages.len();
    Made {
        report,
        examples: verdicts.len(),
        guide,
        site,
        sizes,
        budgets,
    }
}

impl Made {
    /// What was made of the pages that nothing is wrong with: what is wrong with the others is to be said again.
    pub fn take_right_pages(&mut self, files: &Files) -> Kept {
        let mut right = std::mem::take(&mut self.site.rendered);
        right.retain(|path, _| {
            let shown = files.shown(path);
            self.report
                .findings
                .iter()
                .all(|finding| finding.place.path != shown)
        });
        right
    }

    /// "48 pages, 8 rules and 31 examples"
    pub fn size(&self) -> String {
        let counted = human::counted;
        format!(
            "{}, {} and {}",
            counted(self.guide.pages.len(), "page"),
            counted(self.guide.rules.len(), "rule"),
            counted(self.examples, "example"),
        )
    }

    /// Adds the addresses of this site to the guide's lock, unless something is wrong with the guide.
    pub fn update_anchors(&self, files: &Files, directory: &Path) -> anyhow::Result<()> {
        let path = directory.join(ANCHORS);
        let shown = files.shown(ANCHORS);
        if self.report.summary.errors > 0 {
            return Ok(terminal::note(&format!(
                "{shown} is as it was: the guide has mistakes"
            ))?);
        }
        let source = anchors::source(files);
        let old = source.as_ref().map_or("", |source| source.text());
        let new = anchors::updated(old, &self.guide, &self.site.readings);
        if new != old {
            output::replace_file(&path, new.as_bytes())?;
        }
        let added = human::counted(
            anchors::count(&new).saturating_sub(anchors::count(old)),
            "new line",
        );
        Ok(terminal::note(&format!("{shown} has {added}"))?)
    }
}
