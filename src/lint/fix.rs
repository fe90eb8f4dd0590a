//! How a finding can be mended: the edits that the rule's page asks for, offered only where there is one right answer.
//! The edits are tried on the text and the text is read again, by the same reader: the one entry has to become what was
//! meant, and all others have to stay what they are. Writing files is for the command line.

mod diff;
mod edit;
mod ignore;

use std::collections::{HashMap, HashSet};

use crate::config::{self, Entry, Format};
use crate::finding::{Edit, Finding, Fix};
use crate::guide::Described;
use crate::guide::fix::{Remedy, Safety};
use crate::guide::rule::Rule;
use crate::guide::shape::Shape;
use crate::lint::evaluate::{Case, Evaluator};
use crate::lint::strays;
use crate::lint::{File, Linter};
use crate::source::{Masked, Source, is_invisible};
use crate::tree::{Written, bare_kind};

/// What one pass mends may be all that keeps another fix from being offered. More passes are of no use.
pub const MOST_PASSES: usize = 10;
/// A file is read again so often to find out which of its fixes are sound.
const MOST_TRIALS: usize = 64;

/// What a rule would do to an entry, before it is tried.
#[derive(Clone)]
struct Proposal<'g> {
    /// Index into the findings.
    finding: usize,
    rule: &'g Described<Rule>,
    /// Index into the document's entries.
    entry: usize,
    edits: Vec<Edit>,
    /// What the entry has to be afterwards. The value is one of a scanned file: it is not to be shown.
    key: String,
    value: String,
}

/// A file that was mended in memory.
pub struct Mended {
    original: Source,
    masked: Masked,
    /// All that was done, in the original's offsets.
    edits: Vec<Edit>,
    pub fixed: usize,
}

/// Why a file's bytes are not to be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MendError {
    #[error("it changed since it was read: run fieldguide again")]
    Changed,
    #[error("its bytes are not all text in one encoding: save it as UTF-8")]
    Encoding,
}

impl Mended {
    fn new(linter: &Linter, file: &File) -> Self {
        Self {
            original: Source::new(file.source.name(), file.source.text()),
            masked: linter.masked(file),
            edits: Vec::new(),
            fixed: 0,
        }
    }

    /// The file's name, as reports show it.
    pub fn name(&self) -> &str {
        self.original.name()
    }

    /// The mended bytes, in the encoding of those that the file has now.
    pub fn bytes(&self, present: &[u8]) -> Result<Vec<u8>, MendError> {
        let (text, _) = config::decode(present);
        if text != self.original.text() {
            return Err(MendError::Changed);
        }
        if config::encode(&text, present) != present {
            return Err(MendError::Encoding);
        }
        let text = edit::apply(&text, &self.edits).ok_or(MendError::Changed)?;
        Ok(config::encode(&text, present))
    }

    /// All that was done, in the offsets of the text as it was.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// What was done, as a unified diff of the masked text. It is there to be read: no program can apply it.
    pub fn diff(&self) -> String {
        diff::unified(&self.original, &self.masked, &self.edits)
    }
}

impl Linter<'_> {
    /// Puts its fix into each finding that has one right answer.
    pub(super) fn offer_fixes(&self, evaluator: &Evaluator, file: &File, findings: &mut [Finding]) {
        let mut open = self.proposals(file, findings);
        // Two fixes of one entry would each expect the other's text.
        while !open.is_empty() {
            let (first, rest) = first_of_each_entry(open);
            open = rest;
            for proposal in Trial::new(self, file, Some(evaluator)).sound(first) {
                let fix = proposal.fix(file);
                findings[proposal.finding].fix = fix;
            }
        }
    }

    /// The file with these findings of it mended, one for each entry, added to what was `mended` of it before. Nothing
    /// where none of them can be.
    pub fn mend(&self, file: &File, findings: &[Finding], mended: &mut Option<Mended>) -> Option<File> {
        let (proposals, _) = first_of_each_entry(self.proposals(file, findings));
        let mut trial = Trial::new(self, file, None);
        let sound = trial.sound(proposals);
        if sound.is_empty() {
            return None;
        }
        let edits = edit::sorted(sound.iter().flat_map(|it| it.edits.clone()));
        let after = trial.after(&edits)?;
        let mended = mended.get_or_insert_with(|| Mended::new(self, file));
        mended.edits = edit::composed(mended.original.text().len(), &mended.edits, &edits);
        mended.fixed += sound.len();
        Some(after)
    }

    fn proposals(&self, file: &File, findings: &[Finding]) -> Vec<Proposal<'_>> {
        let text = file.source.text();
        let rules: HashMap<&str, &Described<Rule>> = self
            .guide
            .rules
            .iter()
            .filter(|rule| rule.fix.is_some())
            .map(|rule| (rule.id.text.as_str(), rule))
            .collect();
        let is_fixable = |finding: &Finding| rules.contains_key(finding.rule.as_str());
        // Where not all bytes are text, places in the text are none in the file.
        if text.contains(['\u{fffd}', '\0']) || !findings.iter().any(is_fixable) {
            return Vec::new();
        }
        let entries = entries_by_span(&file.document.entries);
        let propose = |(at, finding): (usize, &Finding)| {
            let span = &finding.place.span;
            let entry = *entries.get(&(span.start, span.end))?;
            self.propose(file, at, entry?, rules.get(finding.rule.as_str())?)
        };
        findings.iter().enumerate().filter_map(propose).collect()
    }

    fn propose<'g>(
        &self,
        file: &File,
        finding: usize,
        at: usize,
        rule: &'g Described<Rule>,
    ) -> Option<Proposal<'g>> {
        let entry = &file.document.entries[at];
        let text = file.source.text();
        let (key, value) = (entry.key.as_str(), entry.value.expose());
        let is_key = rule.fix.as_ref()?.remedy == Remedy::RemoveStraysInKey;
        let (span, written) = if is_key {
            (&entry.key_span, key)
        } else {
            (&entry.span, value)
        };
        // Escapes, base64 and the like are not what they stand for.
        if text.get(span.clone())? != written || (!is_key && entry.span == entry.key_span) {
            return None;
        }
        let proposal = |edits: Vec<Edit>, key: &str, value: &str| Proposal {
            finding,
            rule,
            entry: at,
            edits,
            key: key.to_owned(),
            value: value.to_owned(),
        };
        match &rule.fix.as_ref()?.remedy {
            Remedy::RemoveStrays => {
                let plain = strays::without(value);
                let edits = edit::deletions(value, &plain, span.start)?;
                let is_ambiguous = self.is_more_than_one(file, at, &edits);
                (!is_ambiguous).then(|| proposal(edits, key, &plain))
            }
            Remedy::RemoveStraysInKey => {
                let plain: String = key.trim().chars().filter(|c| !is_invisible(*c)).collect();
                let edits = edit::deletions(key, &plain, span.start)?;
                Some(proposal(edits, &plain, value))
            }
            Remedy::RemoveWords(words) => {
                let rest = behind_words(value, words);
                let edit = Edit {
                    span: span.start..span.end - rest.len(),
                    text: String::new(),
                };
                (rest.len() < value.len()).then(|| proposal(vec![edit], key, rest))
            }
            Remedy::Insert(before) => {
                let edits = vec![edit::insertion(span.start, before)];
                Some(proposal(edits, key, &format!("{before}{value}")))
            }
            Remedy::Quote if is_marked(file.source.text(), span.start) => None,
            Remedy::Quote => Some(proposal(Vec::new(), key, value).quoted(entry)),
        }
    }

    /// Whether what the edits leave are several texts, of which one is a right value by itself.
    fn is_more_than_one(&self, file: &File, at: usize, edits: &[Edit]) -> bool {
        let wanted = file.classified.credentials[at].and_then(|it| self.guide.credentials[it].shape);
        let Some(wanted) = wanted else {
            return false;
        };
        let span = &file.document.entries[at].span;
        let is_one = edits
            .iter()
            .all(|it| it.span.start == span.start || it.span.end == span.end);
        if is_one {
            return false;
        }
        let starts = [span.start].into_iter().chain(edits.iter().map(|it| it.span.end));
        let ends = edits.iter().map(|it| it.span.start).chain([span.end]);
        let shaper = self.shaper(file.document.is_program);
        starts.zip(ends).any(|(start, end)| {
            let part = &file.source.text()[start..end];
            let mut shapes = shaper.shapes(part, Written::Quoted);
            shaper.judge(&mut shapes, part, wanted);
            shapes.has(Shape::Right)
        })
    }
}

impl Proposal<'_> {
    /// The same with quotes around the value.
    fn quoted(mut self, entry: &Entry) -> Self {
        self.edits.insert(0, edit::insertion(entry.span.start, "\""));
        self.edits.push(edit::insertion(entry.span.end, "\""));
        self
    }

    /// With quotes, where the value would be a number and was none.
    fn quoted_number(self, file: &File) -> Self {
        let entry = &file.document.entries[self.entry];
        let is_number = entry.written == Written::Plain && bare_kind(&self.value) == Written::Number;
        if is_number { self.quoted(entry) } else { self }
    }

    fn fix(&self, file: &File) -> Option<Fix> {
        let fix = self.rule.fix.as_ref()?;
        let entry = &file.document.entries[self.entry];
        let text = file.source.text();
        let is_at_the_ends = |edit: &Edit| {
            edit.span.start == entry.span.start
                || edit.span.end == entry.span.end
                || text[edit.span.clone()].chars().all(is_invisible)
        };
        Some(Fix {
            title: fix.title.clone(),
            is_safe: match fix.safe {
                Safety::Always => true,
                Safety::AtTheEnds => self.edits.iter().all(is_at_the_ends),
                Safety::Never => false,
            },
            edits: self.edits.clone(),
        })
    }
}

/// Edits tried on a file.
struct Trial<'a> {
    linter: &'a Linter<'a>,
    /// Says whether a finding is gone; without one it need not be.
    evaluator: Option<&'a Evaluator<'a>>,
    file: &'a File,
    format: Option<&'static Format>,
    left: usize,
}

impl<'a> Trial<'a> {
    fn new(linter: &'a Linter<'a>, file: &'a File, evaluator: Option<&'a Evaluator<'a>>) -> Self {
        Self {
            linter,
            evaluator,
            file,
            format: config::FORMATS.iter().find(|it| it.name == file.format),
            left: MOST_TRIALS,
        }
    }

    /// Those that are sound together.
    fn sound<'g>(&mut self, proposals: Vec<Proposal<'g>>) -> Vec<Proposal<'g>> {
        let mut accepted = Vec::new();
        self.accept(&mut accepted, proposals);
        accepted
    }

    /// Adds those of `more` that are sound together with the accepted ones: all at once, else the half of them.
    fn accept<'g>(&mut self, accepted: &mut Vec<Proposal<'g>>, more: Vec<Proposal<'g>>) {
        if more.is_empty() || self.tries(accepted, &more) {
            return;
        }
        // What is left of `917729108086835,` would be a number.
        let quoted: Vec<Proposal> = more
            .iter()
            .map(|it| it.clone().quoted_number(self.file))
            .collect();
        let is_another = quoted.iter().zip(&more).any(|(a, b)| a.edits != b.edits);
        if is_another && self.tries(accepted, &quoted) {
            return;
        }
        if more.len() > 1 {
            let mut left = more;
            let right = left.split_off(left.len() / 2);
            self.accept(accepted, left);
            self.accept(accepted, right);
        }
    }

    /// Adds all of `more`, or none.
    fn tries<'g>(&mut self, accepted: &mut Vec<Proposal<'g>>, more: &[Proposal<'g>]) -> bool {
        let Some(left) = self.left.checked_sub(1) else {
            return false;
        };
        self.left = left;
        let count = accepted.len();
        accepted.extend_from_slice(more);
        let are_sound = self.are_sound(accepted);
        if !are_sound {
            accepted.truncate(count);
        }
        are_sound
    }

    /// The file as it is after the edits.
    fn after(&self, edits: &[Edit]) -> Option<File> {
        let text = edit::apply(self.file.source.text(), edits)?;
        let document = (self.format?.read)(&text);
        let source = Source::new(self.file.source.name(), text);
        Some(self.linter.understand(source, self.file.format, document))
    }

    fn are_sound(&self, proposals: &[Proposal]) -> bool {
        let edits = edit::sorted(proposals.iter().flat_map(|it| it.edits.clone()));
        let Some(after) = self.after(&edits) else {
            return false;
        };
        let proposed: HashMap<usize, &Proposal> = proposals.iter().map(|it| (it.entry, it)).collect();
        is_alike(self.file, &after)
            && (0..after.document.entries.len()).all(|at| match proposed.get(&at) {
                Some(proposal) => self.is_mended(proposal, &after),
                None => is_same(&self.file.document.entries[at], &after.document.entries[at]),
            })
    }

    /// Whether the proposal's entry is what it was meant to be, and its rule has nothing to say of it.
    fn is_mended(&self, proposal: &Proposal, after: &File) -> bool {
        let at = proposal.entry;
        let (old, new) = (&self.file.document.entries[at], &after.document.entries[at]);
        let is_as_expected = (new.key.as_str(), new.value.expose())
            == (proposal.key.as_str(), proposal.value.as_str())
            && new.above() == old.above()
            && new.block == old.block
            && (!new.read_differently || old.read_differently)
            && after.classified.credentials[at] == self.file.classified.credentials[at];
        let is_gone = || {
            self.evaluator.is_none_or(|evaluator| {
                let mut case = Case::new(after, at, after.classified.credentials[at]);
                !evaluator.holds(&proposal.rule.when, &mut case)
            })
        };
        let is_right = if old.key == new.key {
            self.is_right(after, at)
        } else {
            new.written == old.written && !is_taken(after, at)
        };
        is_as_expected && is_right && is_gone()
    }

    /// Whether the value has its right shape, and is a text.
    fn is_right(&self, after: &File, at: usize) -> bool {
        let entry = &after.document.entries[at];
        let shapes = after.shapes[at];
        let credential = after.classified.credentials[at].map(|it| &self.linter.guide.credentials[it]);
        let has_shape = match credential.and_then(|it| it.shape) {
            Some(_) => shapes.has(Shape::Right),
            None => {
                let is_nothing = [Shape::Empty, Shape::Blank, Shape::Placeholder, Shape::Reference];
                let value = entry.value.expose();
                !shapes.has_any(&is_nothing) && strays::without(value) == value
            }
        };
        has_shape && matches!(entry.written, Written::Plain | Written::Quoted)
    }
}

/// Whether a YAML anchor or a tag stands before a value: others may use it, or it says already what the value is.
fn is_marked(text: &str, start: usize) -> bool {
    let word = text[..start].split_whitespace().next_back();
    word.is_some_and(|word| word.starts_with(['&', '!']))
}

/// Whether another entry of the block has the key of this one.
fn is_taken(file: &File, at: usize) -> bool {
    let own = &file.document.entries[at];
    let mut others = file.document.entries.iter().enumerate();
    others.any(|(other, entry)| other != at && entry.block == own.block && entry.key == own.key)
}

/// Whether two files are alike in everything but their entries.
fn is_alike(before: &File, after: &File) -> bool {
    let comments = |file: &File| -> Vec<String> {
        let spans = file.document.comments.iter();
        spans
            .map(|span| file.source.text()[span.clone()].to_owned())
            .collect()
    };
    let (old, new) = (&before.document, &after.document);
    old.entries.len() == new.entries.len()
        && old.parents == new.parents
        && old.merged == new.merged
        && old.sections.len() == new.sections.len()
        && new.problems.len() <= old.problems.len()
        && comments(before) == comments(after)
}

fn is_same(old: &Entry, new: &Entry) -> bool {
    old.path == new.path
        && old.value == new.value
        && old.written == new.written
        && old.read_differently == new.read_differently
        && old.block == new.block
}

/// The entry at each span; none where several stand there, as a YAML anchor's.
fn entries_by_span(entries: &[Entry]) -> HashMap<(usize, usize), Option<usize>> {
    let mut by_span = HashMap::new();
    for (at, entry) in entries.iter().enumerate() {
        by_span
            .entry((entry.span.start, entry.span.end))
            .and_modify(|it| *it = None)
            .or_insert(Some(at));
    }
    by_span
}

fn first_of_each_entry(proposals: Vec<Proposal>) -> (Vec<Proposal>, Vec<Proposal>) {
    let mut entries = HashSet::new();
    proposals.into_iter().partition(|it| entries.insert(it.entry))
}

/// What stands behind these words.
fn behind_words<'v>(value: &'v str, words: &[String]) -> &'v str {
    let mut rest = value;
    for word in words {
        let head: Option<&str> = rest.get(..word.len());
        if head.is_some_and(|head| head.eq_ignore_ascii_case(word)) {
            rest = rest[word.len()..].trim_start();
        }
    }
    rest
}

/// A removed text as a diff shows it: what nobody sees by its code.
fn visible(text: &str) -> String {
    let mut shown = String::new();
    for c in text.chars() {
        let is_seen = c == ' ' || c == '\n' || !(c.is_whitespace() || is_invisible(c));
        if is_seen {
            shown.push(c);
        } else {
            shown.push_str(&format!("<U+{:04X}>", u32::from(c)));
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_go_with_the_blanks_behind_them() {
        let words = ["Authorization", ":", "Bearer"].map(str::to_owned);
        for value in ["Bearer abc", "bearer\tabc", "Authorization: Bearer  abc", "abc"] {
            assert_eq!(behind_words(value, &words), "abc", "{value}");
        }
    }

    #[test]
    fn what_nobody_sees_is_shown_by_its_code() {
        assert_eq!(visible("a \u{200b}\u{a0}\t,"), "a <U+200B><U+00A0><U+0009>,");
    }
}
