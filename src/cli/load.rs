//! Which guide and which settings a run works with.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};

use fieldguide::embedded;
use fieldguide::finding::Finding;
use fieldguide::guide::files::Files;
use fieldguide::guide::settings::{FILE_NAME, Settings};
use fieldguide::guide::{Guide, Loaded, Scope};
use fieldguide::report::{Report, human};
use fieldguide::source::{Source, clean_text};

use crate::cli::terminal;

/// Where the guide comes from.
#[derive(Debug, clap::Args)]
pub struct GuideArguments {
    /// Directory of the guide to work with [default: this directory if it is a guide, else the one in the program]
    #[arg(long, value_name = "DIR")]
    pub guide: Option<PathBuf>,
}

impl GuideArguments {
    /// Where the guide stands, if it is not the one in the program.
    pub fn directory(&self) -> &Path {
        self.guide.as_deref().unwrap_or(Path::new("."))
    }

    pub fn files(&self) -> anyhow::Result<Files> {
        match &self.guide {
            Some(directory) => Ok(Files::directory(directory)?),
            None if is_guide(Path::new("."))? => Ok(Files::directory(Path::new("."))?),
            None => {
                let mut files = embedded::files();
                Project::find()?.add_pages(&mut files)?;
                Ok(files)
            }
        }
    }
}

/// Settings of the project that is linted, and the directory that they stand in: without settings, the repository's
/// root, or the working directory.
#[derive(Debug, Default)]
pub struct Project {
    pub settings: Settings,
    pub root: PathBuf,
    pub source: Option<Arc<Source>>,
    pub findings: Vec<Finding>,
}

impl Project {
    pub fn find_unless(is_isolated: bool) -> anyhow::Result<Self> {
        if !is_isolated {
            return Self::find();
        }
        let directory = std::env::current_dir().context("there is no working directory")?;
        Ok(Self {
            root: repository(&directory).unwrap_or(&directory).to_owned(),
            ..Self::default()
        })
    }

    /// The nearest settings file from the working directory up to the repository's root.
    pub fn find() -> anyhow::Result<Self> {
        let directory = std::env::current_dir().context("there is no working directory")?;
        // Outside a repository nothing above is ours to read.
        let top = repository(&directory).unwrap_or(&directory);
        let levels = directory.ancestors().take_while(|at| at.starts_with(top));
        for (depth, at) in levels.enumerate() {
            let path = at.join(FILE_NAME);
            if !path.is_file() {
                continue;
            }
            if path.is_symlink() {
                // It would be read from outside of what is linted.
                bail!(
                    "{} is a link, and settings are read from files only",
                    path.display()
                );
            }
            let text = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let name = "../".repeat(depth) + FILE_NAME;
            let text = String::from_utf8_lossy(&text).replace("\r\n", "\n");
            let source = Arc::new(Source::new(name, text));
            let mut findings = Vec::new();
            return Ok(Self {
                settings: Settings::read(&source, &mut findings),
                root: at.to_owned(),
                source: Some(source),
                findings,
            });
        }
        Ok(Self {
            root: top.to_owned(),
            ..Self::default()
        })
    }

    /// Adds the pages of the project's own rules and credentials. Nothing outside the project is read.
    fn add_pages(&self, files: &mut Files) -> anyhow::Result<()> {
        for name in &self.settings.lint.rules {
            let directory = shown(&self.root).join(&name.text);
            let is_inside = || {
                let inside = std::fs::canonicalize(&self.root).ok()?;
                Some(std::fs::canonicalize(&directory).ok()?.starts_with(inside))
            };
            match is_inside() {
                Some(true) => files.add_pages(&directory)?,
                Some(false) => bail!(
                    "{} names `{}` under lint.rules, which is outside of the project",
                    FILE_NAME,
                    clean_text(&name.text)
                ),
                None => bail!(
                    "{} names `{}` under lint.rules, and there is no such directory",
                    FILE_NAME,
                    clean_text(&name.text)
                ),
            }
        }
        Ok(())
    }

    pub fn is_guide(&self) -> anyhow::Result<bool> {
        Ok(self.source.is_some() && is_guide(&self.root)?)
    }
}

/// The root of the repository that a directory is in. In a worktree or submodule `.git` is a file.
fn repository(directory: &Path) -> Option<&Path> {
    directory.ancestors().find(|at| at.join(".git").exists())
}

/// Sites of other generators have a `content` directory, too; a guide has rules beside it.
fn is_guide(directory: &Path) -> anyhow::Result<bool> {
    let settings = directory.join(FILE_NAME);
    if !settings.is_file() {
        return Ok(false);
    }
    let missing = ["content/_index.md", "rules/_index.md"]
        .into_iter()
        .find(|path| !directory.join(path).is_file());
    let Some(missing) = missing else {
        return Ok(true);
    };
    // Only a guide has words of its own: without the rest of it, another guide would be taken for it.
    let text = std::fs::read(&settings).with_context(|| format!("cannot read {}", settings.display()))?;
    let has_vocabulary = String::from_utf8_lossy(&text)
        .lines()
        .any(|line| line.starts_with("vocabulary:"));
    if has_vocabulary {
        bail!(
            "{FILE_NAME} has a `vocabulary`, as only a guide's settings have, and {missing} is missing beside it"
        );
    }
    Ok(false)
}

/// The guide for linting: that of `--guide`, of the project if it is one, or the one in the program; with the project's
/// own rules.
pub fn for_lint(arguments: &GuideArguments, project: Project) -> anyhow::Result<Loaded> {
    let is_guide = project.is_guide()?;
    let is_its_own_guide = is_guide && arguments.guide.is_none();
    let files = match &arguments.guide {
        Some(directory) => Some(Files::directory(directory)?),
        None if is_guide => Some(Files::directory(&shown(&project.root))?),
        None if project.settings.lint.rules.is_empty() => None,
        None => Some(embedded::files()),
    };
    let mut loaded = match files {
        Some(mut files) => {
            if !is_its_own_guide {
                project.add_pages(&mut files)?;
            }
            Guide::load(&files, Scope::Rules)
        }
        None => Loaded {
            guide: embedded::guide(),
            findings: Vec::new(),
            sources: Vec::new(),
        },
    };
    if !is_its_own_guide {
        if let Some(url) = project.settings.site.url {
            loaded.guide.settings.site.url = Some(url);
        }
        loaded.guide.settings.lint = project.settings.lint;
        if let Some(source) = project.source {
            loaded.findings.extend(project.findings);
            loaded.guide.check_settings(&source, &mut loaded.findings);
            loaded.sources.push(source);
        }
    }
    loaded.guide.apply_severities();
    loaded.findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    Ok(loaded)
}

/// Prints what is wrong with a guide or its settings, if anything is.
pub fn has_mistakes(loaded: &Loaded) -> bool {
    if loaded.findings.is_empty() {
        return false;
    }
    let report = report(loaded.findings.clone(), &loaded.sources);
    anstream::eprint!("{}", human::frames(&report, terminal::width()));
    true
}

/// A directory above or at the working directory, as a relative path.
pub fn shown(root: &Path) -> PathBuf {
    let depth = std::env::current_dir()
        .ok()
        .and_then(|directory| Some(directory.strip_prefix(root).ok()?.components().count()));
    match depth {
        Some(0) => PathBuf::from("."),
        Some(depth) => PathBuf::from("../".repeat(depth)),
        None => root.to_owned(),
    }
}

/// Mistakes of a guide as a report, framed in the guide's own pages.
pub fn report(findings: Vec<Finding>, sources: &[Arc<Source>]) -> Report {
    let sources = sources
        .iter()
        .filter(|source| findings.iter().any(|finding| finding.place.path == source.name()))
        .map(|source| source.masked_page())
        .collect();
    Report::new(findings, sources, std::time::Duration::ZERO)
}
