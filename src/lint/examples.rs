//! The guide's own examples, linted: a `bad` one must be rejected by the rules that it names and by no other, a
//! `good` one by none. So the guide and the linter cannot disagree.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::config::{FORMATS, Format};
use crate::finding::{Finding, Related};
use crate::guide::Guide;
use crate::guide::example::{Fence, Intent, fences};
use crate::guide::mistake::{Mistake, instead};
use crate::guide::page::{Page, PageKind};
use crate::lint::secrets::{self, Secret};
use crate::lint::{File, Input, Linter, Terms};

/// An example with what the linter says of it.
#[derive(Debug)]
pub struct Verdict {
    /// Index into [`Guide::pages`].
    pub page: usize,
    pub fence: Fence,
    /// Places refer to the example's own text.
    pub findings: Vec<Finding>,
    /// The places in it that findings in any file of its scan refer to.
    pub related: Vec<Related>,
    pub secrets: Vec<Secret>,
}

/// Lints every example in a config language; what is not as its page says goes to `mistakes`.
/// Pages that are known to be right, and whose verdicts nobody asks for, are passed over.
pub fn verify(
    guide: &Guide,
    is_known: &(dyn Fn(&Page) -> bool + Sync),
    mistakes: &mut Vec<Finding>,
) -> Vec<Verdict> {
    let linter = Linter::new(guide);
    let scans = scans_but(guide, is_known, &linter, mistakes);
    gather(
        scans.par_iter(),
        |scan, mistakes| scan.judge(guide, &linter, mistakes),
        mistakes,
    )
}

/// What work at the same time comes to, in order.
fn gather<T: Send, R: Send>(
    items: impl ParallelIterator<Item = T>,
    work: impl Fn(T, &mut Vec<Finding>) -> Vec<R> + Sync + Send,
    mistakes: &mut Vec<Finding>,
) -> Vec<R> {
    let done: Vec<(Vec<R>, Vec<Finding>)> = items
        .map(|item| {
            let mut mistakes = Vec::new();
            (work(item, &mut mistakes), mistakes)
        })
        .collect();
    let mut all = Vec::new();
    for (results, wrong) in done {
        all.extend(results);
        mistakes.extend(wrong);
    }
    all
}

/// Examples that are linted together, read and not yet judged. What they hold does not depend on the rules.
pub struct Scan {
    /// Index into [`Guide::pages`].
    pub page: usize,
    fences: Vec<Fence>,
    files: Vec<File>,
}

/// Reads every example in a config language.
pub fn scans(guide: &Guide, linter: &Linter, mistakes: &mut Vec<Finding>) -> Vec<Scan> {
    scans_but(guide, &|_| false, linter, mistakes)
}

fn scans_but(
    guide: &Guide,
    is_known: &(dyn Fn(&Page) -> bool + Sync),
    linter: &Linter,
    mistakes: &mut Vec<Finding>,
) -> Vec<Scan> {
    let pages = (0..guide.pages.len()).into_par_iter();
    let wanted = pages.filter(|at| !is_known(&guide.pages[*at]));
    gather(
        wanted,
        |at, mistakes| scans_of(guide, at, linter, mistakes),
        mistakes,
    )
}

fn scans_of(guide: &Guide, at: usize, linter: &Linter, mistakes: &mut Vec<Finding>) -> Vec<Scan> {
    let page = &guide.pages[at];
    let fences: Vec<Fence> = fences(page, mistakes)
        .into_iter()
        .filter(|fence| is_config(page, fence, mistakes))
        .collect();
    let has_rule = own_rule(guide, at).is_some();
    if page.kind == PageKind::Rule && !has_rule {
        // The rule could not be read, which is reported; its examples cannot be judged.
        return Vec::new();
    }
    if has_rule {
        require_examples(page, &fences, mistakes);
    }
    fences
        // The same file again is what became of it.
        .chunk_by(|a, b| a.file.is_some() && b.file.is_some() && a.file != b.file)
        .map(|fences| Scan {
            page: at,
            fences: fences.to_vec(),
            files: fences
                .iter()
                .filter_map(input)
                .filter_map(|input| linter.read(&input))
                .collect(),
        })
        .collect()
}

impl Scan {
    pub fn judge(&self, guide: &Guide, linter: &Linter, mistakes: &mut Vec<Finding>) -> Vec<Verdict> {
        let is_tracked = |file: &str| {
            let mut fences = self.fences.iter();
            fences.any(|fence| fence.is_tracked && name(fence) == file)
        };
        let terms = Terms {
            is_tracked: &is_tracked,
            ..Terms::default()
        };
        let found = linter.judge(&self.files, &terms).findings;
        let verdict = |fence: &Fence| {
            let name = name(fence);
            let of_this = found.iter().filter(|finding| finding.place.path == name);
            let related = found.iter().flat_map(|finding| &finding.related);
            let file = self.files.iter().find(|file| file.source.name() == name);
            let verdict = Verdict {
                page: self.page,
                fence: fence.clone(),
                findings: of_this.cloned().collect(),
                related: related.filter(|it| it.place.path == name).cloned().collect(),
                secrets: file.map_or_else(
                    || secrets::in_words(guide, &fence.text),
                    |file| linter.secrets(file),
                ),
            };
            compare(guide, &verdict, mistakes);
            verdict
        };
        self.fences.iter().map(verdict).collect()
    }
}

fn own_rule(guide: &Guide, page: usize) -> Option<&str> {
    let rule = guide.rules.iter().find(|rule| rule.page == page)?;
    Some(&rule.id.text)
}

/// Whether a block is in a config language. One that claims to be an example and is not is a mistake.
fn is_config(page: &Page, fence: &Fence, mistakes: &mut Vec<Finding>) -> bool {
    let is_config = Format::of_language(&fence.language).is_some();
    if !is_config && fence.is_claimed {
        let languages = FORMATS.iter().flat_map(|format| format.languages.iter().copied());
        mistakes.push(
            Mistake::UnknownName
                .at(
                    &page.source,
                    fence.line.clone(),
                    format!(
                        "`{}` is no config language, so this block is not linted",
                        fence.language
                    ),
                )
                .help(instead(&fence.language, languages)),
        );
    }
    is_config
}

fn name(fence: &Fence) -> String {
    match (&fence.file, fence.language.as_str()) {
        (Some(name), _) => name.clone(),
        (None, "dotenv" | "env") => ".env".to_owned(),
        (None, language) => format!("config.{language}"),
    }
}

fn input(fence: &Fence) -> Option<Input> {
    let name = name(fence);
    Some(Input {
        format: Format::of_file(&name).or_else(|| Format::of_language(&fence.language))?,
        name,
        bytes: fence.text.clone().into_bytes(),
        is_context: false,
    })
}

fn require_examples(page: &Page, fences: &[Fence], mistakes: &mut Vec<Finding>) {
    for (kind, is_there) in [
        ("bad", fences.iter().any(|fence| fence.intent != Intent::Good)),
        ("good", fences.iter().any(|fence| fence.intent == Intent::Good)),
    ] {
        if !is_there {
            mistakes.push(
                Mistake::MissingExample
                    .at(
                        &page.source,
                        page.source.line_at(page.body),
                        format!("this rule's page has no `{kind}` example"),
                    )
                    .help(format!("add a fenced block such as ```dotenv {kind}")),
            );
        }
    }
}

fn compare(guide: &Guide, verdict: &Verdict, mistakes: &mut Vec<Finding>) {
    let page = &guide.pages[verdict.page];
    let fence = &verdict.fence;
    let mut report = |mistake: Mistake, message: String, help: String| {
        mistakes.push(mistake.at(&page.source, fence.line.clone(), message).help(help));
    };
    let expected: Vec<&str> = match &fence.intent {
        Intent::Good => Vec::new(),
        Intent::Bad(rules) if rules.is_empty() => match own_rule(guide, verdict.page) {
            Some(rule) => vec![rule],
            None => {
                report(
                    Mistake::MissingKey,
                    "this `bad` example does not say which rule rejects it".to_owned(),
                    "write bad=\"rule-id\"".to_owned(),
                );
                return;
            }
        },
        Intent::Bad(rules) => rules.iter().map(String::as_str).collect(),
    };
    let rule_pages = || guide.pages.iter().filter(|page| page.kind == PageKind::Rule);
    for rule in &expected {
        let is_read = guide.rules.iter().any(|known| known.id.text == *rule);
        if !is_read && !rule_pages().any(|page| page.name() == *rule) {
            report(
                Mistake::UnknownName,
                format!("there is no rule `{rule}`"),
                instead(rule, rule_pages().map(Page::name)),
            );
        }
        if !is_read {
            return;
        }
    }
    let first_line = page.source.position(fence.line.start).line;
    for finding in &verdict.findings {
        if !expected.contains(&finding.rule.as_str()) {
            let intent = if expected.is_empty() { "good" } else { "bad" };
            report(
                Mistake::WrongVerdict,
                format!(
                    "the linter rejects this `{intent}` example at line {}: {} [{}]",
                    first_line + finding.place.start.line,
                    finding.message,
                    finding.rule
                ),
                format!(
                    "mend the example, or say bad=\"{}\"",
                    expected
                        .iter()
                        .copied()
                        .chain([finding.rule.as_str()])
                        .collect::<Vec<_>>()
                        .join(" ")
                ),
            );
        }
    }
    for rule in expected {
        if !verdict.findings.iter().any(|finding| finding.rule == rule) {
            report(
                Mistake::WrongVerdict,
                format!("`{rule}` finds nothing in this `bad` example"),
                "mend the example, or the rule's `when`".to_owned(),
            );
        }
    }
    for finding in &verdict.findings {
        if let Some(severity) = fence.severity
            && severity != finding.severity
        {
            report(
                Mistake::WrongVerdict,
                format!(
                    "the severity of `{}` is {} here, not {severity}",
                    finding.rule, finding.severity
                ),
                "mend the example, or the rule's `severity_when`".to_owned(),
            );
        }
    }
    if let Some(lines) = &fence.lines {
        let found: BTreeSet<usize> = verdict.findings.iter().map(|it| it.place.start.line).collect();
        if found != *lines {
            report(
                Mistake::WrongVerdict,
                format!("the linter rejects {}", said(&found)),
                format!("the page says {}", said(lines)),
            );
        }
    }
}

/// "lines 2, 3 and 7" of an example.
fn said(lines: &BTreeSet<usize>) -> String {
    let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
    match lines.as_slice() {
        [] => "no line".to_owned(),
        [line] => format!("line {line}"),
        [lines @ .., last] => format!("lines {} and {last}", lines.join(", ")),
    }
}
