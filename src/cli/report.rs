//! Which formats a run's report is written in, and where to.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::cli::{Outcome, terminal};
use fieldguide::guide::mistake::instead;
use fieldguide::report::{FORMATS, Format, Medium, Report, Root};
use fieldguide::site::output;
use fieldguide::source::clean;

/// No report needs more bytes to be known by.
const LONGEST_BEGINNING: u64 = 128;

#[derive(Debug, clap::Args)]
pub struct ReportArguments {
    /// How to write the findings to standard output
    #[arg(long, value_name = "FORMAT", value_parser = formats(), default_value = "human")]
    format: Named,

    /// Write the findings also to a file, such as --output sarif=lint.sarif; may be given several times
    #[arg(long, value_name = "FORMAT=FILE", value_parser = destination)]
    output: Vec<Destination>,

    /// Print findings and nothing about the run but what went wrong
    #[arg(long, short)]
    pub quiet: bool,
}

/// A format that somebody named.
#[derive(Clone, Copy)]
pub struct Named(&'static Format);

impl std::fmt::Debug for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(self.0.name)
    }
}

#[derive(Debug, Clone)]
struct Destination {
    format: Named,
    path: PathBuf,
}

impl ReportArguments {
    pub fn is(&self, name: &str) -> bool {
        self.format.0.name == name
    }

    /// Whether any of the formats carries along what the pages of the rules say.
    pub fn describes_rules(&self) -> bool {
        let outputs = self.output.iter().map(|it| it.format);
        outputs
            .chain([self.format])
            .any(|format| format.0.describes_rules)
    }

    /// Fails where a file cannot be written to: better now than after the work.
    pub fn check(&self) -> anyhow::Result<()> {
        for (at, destination) in self.output.iter().enumerate() {
            destination.check()?;
            if self.output[..at]
                .iter()
                .any(|other| other.path == destination.path)
            {
                bail!(
                    "--output names {} twice: one would replace the other",
                    destination.shown()
                );
            }
        }
        Ok(())
    }

    /// Fails where a report would take the place of a file that the run reads, unless that is an older report.
    pub fn spare<'a>(&self, files: impl Iterator<Item = &'a Path>) -> anyhow::Result<()> {
        if self.output.is_empty() {
            return Ok(());
        }
        let files: Vec<PathBuf> = files
            .filter_map(|file| std::fs::canonicalize(file).ok())
            .collect();
        for destination in &self.output {
            let path = std::fs::canonicalize(&destination.path);
            if path.is_ok_and(|path| files.contains(&path)) && !destination.is_report()? {
                bail!(
                    "cannot write {}: this run reads it, and the report would take its place; name another file",
                    destination.shown()
                );
            }
        }
        Ok(())
    }

    /// Writes the report everywhere, and notes about the run to standard error. A file that cannot be written keeps nobody from reading the others.
    pub fn write(&self, report: &Report, outcome: Outcome) -> anyhow::Result<()> {
        for skipped in &report.skipped {
            // What went wrong is no mere note.
            if skipped.is_failure || !self.quiet {
                terminal::note(&format!("skipped {}: {}", clean(&skipped.path), skipped.reason))?;
            }
        }
        let written: anyhow::Result<Vec<()>> = self.output.iter().map(|it| it.write(report)).collect();
        let text = (self.format.0.render)(report, terminal::medium())?;
        terminal::print(&text)?;
        if !self.quiet || outcome == Outcome::NothingScanned {
            terminal::note(&report.closing)?;
        }
        written.map(|_| ())
    }
}

impl Destination {
    fn shown(&self) -> String {
        clean(&self.path.to_string_lossy())
    }

    /// A link in a checkout may lead anywhere, so what a link leads to is never replaced. Pipes and devices are, as
    /// `/dev/stdout`, often named by links: nothing of them can be lost.
    fn check(&self) -> anyhow::Result<()> {
        let shown = self.shown();
        if self.path.is_dir() {
            bail!("cannot write {shown}: it is a directory");
        }
        if self.path.is_symlink() && !self.is_stream() {
            bail!(
                "cannot write {shown}: it is a link, and reports are not written through links; name the file itself"
            );
        }
        let parent = self.path.parent().unwrap_or(Path::new(""));
        if !parent.as_os_str().is_empty() && !parent.is_dir() {
            bail!(
                "cannot write {shown}: there is no directory {}; make it first",
                clean(&parent.to_string_lossy())
            );
        }
        Ok(())
    }

    /// Whether what is there now is a report, in whatever format, or nothing.
    fn is_report(&self) -> anyhow::Result<bool> {
        let mut beginning = Vec::new();
        File::open(&self.path)
            .and_then(|file| file.take(LONGEST_BEGINNING).read_to_end(&mut beginning))
            .with_context(|| format!("cannot read {}", self.shown()))?;
        let mut beginnings = FORMATS.iter().flat_map(|format| format.beginnings);
        Ok(beginning.is_empty() || beginnings.any(|it| beginning.starts_with(it.as_bytes())))
    }

    /// A pipe or a device: there is no file that could be replaced.
    fn is_stream(&self) -> bool {
        let metadata = std::fs::metadata(&self.path);
        metadata.is_ok_and(|it| !it.is_file() && !it.is_dir())
    }

    fn write(&self, report: &Report) -> anyhow::Result<()> {
        self.check()?;
        let text = (self.format.0.render)(report, Medium::File)?;
        if self.is_stream() {
            let written = std::fs::write(&self.path, text);
            return written.with_context(|| format!("cannot write {}", self.shown()));
        }
        Ok(output::replace_file(&self.path, text.as_bytes())?)
    }
}

/// The root of the repository that the working directory is in, and that directory.
pub fn root() -> Root {
    let Ok(directory) = std::env::current_dir() else {
        return Root::default();
    };
    let root = directory.ancestors().find(|at| at.join(".git").exists());
    Root::new(root.unwrap_or(&directory), &directory)
}

fn formats() -> impl TypedValueParser<Value = Named> {
    let values = FORMATS
        .iter()
        .map(|format| PossibleValue::new(format.name).help(format.description));
    PossibleValuesParser::new(values).try_map(|name| named(&name))
}

fn named(name: &str) -> Result<Named, String> {
    let format = FORMATS.iter().find(|format| format.name == name);
    format.map(Named).ok_or_else(|| {
        let names = FORMATS.iter().map(|format| format.name);
        format!("there is no format `{}`: {}", clean(name), instead(name, names))
    })
}

fn destination(text: &str) -> Result<Destination, String> {
    let Some((name, path)) = text.split_once('=').filter(|(_, path)| !["", "-"].contains(path)) else {
        return Err("write a format and a file, such as sarif=lint.sarif".to_owned());
    };
    Ok(Destination {
        format: named(name)?,
        path: PathBuf::from(path),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_are_a_format_and_a_file() {
        let sarif = destination("sarif=out/a=b.sarif").unwrap();
        assert_eq!(
            (sarif.format.0.name, sarif.path),
            ("sarif", PathBuf::from("out/a=b.sarif"))
        );
        assert!(destination("sarif").unwrap_err().contains("such as"));
        assert!(destination("sarif=").unwrap_err().contains("such as"));
        assert!(destination("sarf=x").unwrap_err().contains("`sarif`"));
    }
}
