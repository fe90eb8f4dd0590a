//! The linter: inputs to findings, in a line of plain steps. Which files there are, and what is printed of the
//! findings, is decided elsewhere.

mod address;
pub mod baseline;
pub mod classify;
pub mod correlate;
pub mod discover;
mod elsewhere;
pub mod evaluate;
pub mod examples;
mod fingerprint;
pub mod fix;
mod needles;
pub mod secrets;
pub mod shape;
mod strays;
pub mod suppress;
mod tell;

use std::collections::{HashMap, HashSet};

use crate::config::{self, Document, Entry, Format, Step};
use crate::finding::{Finding, Place, Suppressed};
use crate::guide::credential::Credential;
use crate::guide::shape::Shape;
use crate::guide::{Described, Guide};
use crate::source::{Masked, Source, Span, Value, clean_name};
use crate::tree::Written;
use classify::{Block, Classified, Classifier, ProviderName, Words, fold, words, written_words};
use correlate::Known;
use evaluate::Evaluator;
use fingerprint::ItemNames;
use needles::Needles;
use shape::{Shaper, Shapes};

/// What is to be linted: a file's name and bytes. It is not to be printed, not even for debugging.
pub struct Input {
    pub name: String,
    pub format: &'static Format,
    pub bytes: Vec<u8>,
    /// It is read for what it says of others, and not judged itself.
    pub is_context: bool,
}

/// What a scan found, and what may be shown of the files that it was found in.
#[derive(Debug, Default)]
pub struct Scan {
    pub findings: Vec<Finding>,
    pub sources: Vec<Masked>,
    pub files_with_credentials: usize,
    /// Findings that are meant to stay.
    pub suppressed: Vec<Suppressed>,
}

/// What a scan is judged by, besides the guide.
pub struct Terms<'a> {
    /// Whether git tracks a file; asked only where a rule wants to know.
    pub is_tracked: &'a dyn Fn(&str) -> bool,
    /// Whether comments can suppress findings.
    pub honours_comments: bool,
    /// A file's path from where the project begins: its name is told from the working directory.
    pub path_in_project: &'a dyn Fn(&str) -> String,
}

impl Default for Terms<'_> {
    fn default() -> Self {
        Self {
            is_tracked: &|_| false,
            honours_comments: true,
            path_in_project: &str::to_owned,
        }
    }
}

/// A file that was read and understood.
pub struct File {
    source: Source,
    format: &'static str,
    document: Document,
    classified: Classified,
    /// The shapes of each entry's value.
    shapes: Vec<Shapes>,
    /// The IDs that each block has for each credential.
    ids: HashMap<(usize, usize), HashSet<Value>>,
    /// The credentials that each block names.
    named: HashSet<(usize, usize)>,
    /// Those that it has a value for.
    filled: HashSet<(usize, usize)>,
    /// The blocks that name a credential.
    speaking: HashSet<usize>,
    /// Entries whose key stands before in the same block, with another value.
    repeated: HashSet<usize>,
    /// The blocks with the address of an API that is none of the guide's providers'.
    served_elsewhere: HashSet<usize>,
    graph_uses: Vec<GraphUse>,
    item_names: ItemNames,
    is_manifest: bool,
    /// The words of its keys and sections, of what names its providers, and of the hosts in its addresses.
    words: HashSet<String>,
    is_template: bool,
    is_context: bool,
}

/// An ID in a Graph address.
pub struct GraphUse {
    entry: usize,
    /// In the entry's value.
    span: Span,
    id: Value,
    /// The one that belongs there.
    credential: usize,
    is_phone_number: bool,
}

impl File {
    /// Whether it names a credential as a setting does.
    fn names_credentials(&self) -> bool {
        self.classified.credentials.iter().any(Option::is_some)
    }

    /// As reports show it.
    pub fn name(&self) -> &str {
        self.source.name()
    }

    /// The text itself, in which places are looked up. It is not to be shown.
    pub(crate) fn source(&self) -> &Source {
        &self.source
    }

    fn place(&self, at: usize) -> Place {
        Place::new(&self.source, self.document.entries[at].span.clone())
    }

    /// Whether a block has an ID of this credential that is not `value`.
    fn has_id(&self, block: usize, credential: usize, value: &Value) -> bool {
        let ids = self.ids.get(&(block, credential));
        ids.is_some_and(|ids| ids.iter().any(|id| id != value))
    }

    fn has_value(&self, block: usize, credential: usize) -> bool {
        self.filled.contains(&(block, credential))
    }

    fn names(&self, block: usize, credential: usize) -> bool {
        self.named.contains(&(block, credential))
    }

    fn has_credentials(&self, block: usize) -> bool {
        self.speaking.contains(&block)
    }

    fn block(&self, at: usize) -> &Block {
        &self.classified.blocks[self.document.entries[at].block]
    }
}

/// A guide made ready to lint with.
pub struct Linter<'g> {
    guide: &'g Guide,
    classifier: Classifier<'g>,
    whole_placeholders: Words<'g>,
    /// Words of which every file has one that speaks of credentials.
    prefilter: Needles,
}

impl<'g> Linter<'g> {
    pub fn new(guide: &'g Guide) -> Self {
        Self {
            guide,
            classifier: Classifier::new(guide),
            whole_placeholders: {
                let whole = &guide.settings.vocabulary.placeholders.whole;
                whole.iter().map(|word| fold(word)).collect()
            },
            prefilter: prefilter(guide),
        }
    }

    /// Lints files as one scan.
    pub fn lint(&self, inputs: &[Input]) -> Scan {
        let files: Vec<File> = inputs.iter().filter_map(|input| self.read(input)).collect();
        self.judge(&files, &Terms::default())
    }

    /// What a file says; nothing where no credential is spoken of. Files can be read side by side.
    pub fn read(&self, input: &Input) -> Option<File> {
        let (text, mut problems) = config::decode(&input.bytes);
        if input.format.is_prose() {
            problems.clear();
        }
        if problems.is_empty() && !self.prefilter.are_in(&text) {
            return None;
        }
        let mut document = (input.format.read)(&text);
        // A program's old encoding is not the matter here.
        if !document.is_program {
            document.problems.splice(0..0, problems);
        }
        let mut file = self.understand(Source::new(&input.name, text), input.format.name, document);
        file.is_context = input.is_context;
        Some(file)
    }

    /// What the environment says: of its variables only those are read whose names the guide knows.
    pub fn read_environment(
        &self,
        names: impl Iterator<Item = String>,
        value: impl Fn(&str) -> Option<String>,
    ) -> File {
        let variables = names
            .filter(|name| self.classifier.knows(name))
            .filter_map(|name| value(&name).map(|value| (name, value)));
        let (text, document) = config::environment(variables);
        self.understand(Source::new("<environment>", text), "environment", document)
    }

    fn understand(&self, source: Source, format: &'static str, mut document: Document) -> File {
        document.comments.sort_by_key(|comment| comment.start);
        let classified = self.classifier.classify(source.name(), source.text(), &document);
        let shaper = self.shaper(document.is_program);
        let filled_elsewhere = elsewhere::entries(&document);
        let mut shapes: Vec<Shapes> = document
            .entries
            .iter()
            .enumerate()
            .map(|(at, entry)| {
                let is_elsewhere = filled_elsewhere.contains(&at);
                let written = if is_elsewhere {
                    Written::Reference
                } else {
                    entry.written
                };
                shaper.shapes(entry.value.expose(), written)
            })
            .collect();
        for (at, credential) in classified.credentials.iter().enumerate() {
            if let Some(wanted) = credential.and_then(|it| self.guide.credentials[it].shape) {
                shaper.judge(&mut shapes[at], document.entries[at].value.expose(), wanted);
            }
        }
        let (mut named, mut filled, mut speaking) = (HashSet::new(), HashSet::new(), HashSet::new());
        for ((entry, credential), shapes) in document.entries.iter().zip(&classified.credentials).zip(&shapes)
        {
            let Some(credential) = credential else {
                continue;
            };
            speaking.insert(entry.block);
            named.insert((entry.block, *credential));
            if !shapes.has_any(&[Shape::Empty, Shape::Blank]) {
                filled.insert((entry.block, *credential));
            }
        }
        let mut ids: HashMap<_, HashSet<Value>> = HashMap::new();
        for ((entry, credential), shapes) in document.entries.iter().zip(&classified.credentials).zip(&shapes)
        {
            if let Some(credential) = credential
                && shapes.has(Shape::GraphId)
            {
                ids.entry((entry.block, *credential))
                    .or_default()
                    .insert(entry.value.clone());
            }
        }
        let mut found = HashSet::new();
        let mut above: &[Step] = &[];
        for entry in &document.entries {
            // Entries side by side have the same names above them.
            if entry.above() != above {
                above = entry.above();
                for step in above {
                    if let Step::Key(key) = step {
                        found.extend(words(key));
                    }
                }
            }
            found.extend(words(&entry.key));
            if self.classifier.is_provider_key(&entry.key) {
                found.extend(words(entry.value.expose()));
            }
            if let Some(host) = address::host(entry.value.expose()) {
                found.extend(words(host));
            }
        }
        File {
            words: found,
            is_template: self.is_template(source.name()),
            is_manifest: self.is_manifest(&source, format, &document),
            graph_uses: self.graph_uses(&document),
            item_names: ItemNames::of(&document),
            repeated: repeated(&document, format),
            named,
            served_elsewhere: self.served_elsewhere(&document),
            filled,
            speaking,
            is_context: false,
            source,
            format,
            document,
            classified,
            shapes,
            ids,
        }
    }

    pub fn guide(&self) -> &'g Guide {
        self.guide
    }

    /// The credential whose key or value stands at this place of a file, and the span of that.
    pub fn credential_at(&self, file: &File, offset: usize) -> Option<(&'g Described<Credential>, Span)> {
        let holds = |span: &Span| span.start <= offset && offset <= span.end;
        let classified = file.document.entries.iter().zip(&file.classified.credentials);
        classified
            .filter_map(|(entry, credential)| Some((entry, (*credential)?)))
            .find_map(|(entry, credential)| {
                let span = [&entry.key_span, &entry.span]
                    .into_iter()
                    .find(|span| holds(span))?;
                Some((&self.guide.credentials[credential], span.clone()))
            })
    }

    fn shaper(&self, is_program: bool) -> Shaper<'_> {
        let vocabulary = &self.guide.settings.vocabulary;
        Shaper {
            placeholders: &vocabulary.placeholders,
            whole_placeholders: &self.whole_placeholders,
            classifier: &self.classifier,
            of_program: is_program.then_some(&vocabulary.programs),
        }
    }

    /// Judges what was read as one scan: files may explain each other.
    pub fn judge(&self, files: &[File], terms: &Terms) -> Scan {
        let known = Known::of(files, self.guide);
        let evaluator = Evaluator {
            guide: self.guide,
            classifier: &self.classifier,
            known: &known,
            terms,
        };
        let judged = || files.iter().filter(|file| !file.is_context);
        let mut findings = Vec::new();
        let mut suppressed = Vec::new();
        for file in judged() {
            let (mut found, left_out) = evaluator.file(file);
            self.offer_fixes(&evaluator, file, &mut found);
            findings.extend(found);
            suppressed.extend(left_out);
        }
        findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        let shown: HashSet<&str> = findings
            .iter()
            .flat_map(|finding| {
                let related = finding.related.iter().map(|related| &related.place);
                related.chain([&finding.place])
            })
            .map(|place| place.path.as_str())
            .collect();
        Scan {
            sources: files
                .iter()
                .filter(|file| shown.contains(file.source.name()))
                .map(|file| self.masked(file))
                .collect(),
            files_with_credentials: judged().filter(|file| file.names_credentials()).count(),
            suppressed,
            findings,
        }
    }

    /// What may be shown of a file: its keys, and the values that are known to be public.
    fn masked(&self, file: &File) -> Masked {
        let text = file.source.text();
        let is_name = |span: &Span| clean_name(&text[span.clone()]) == text[span.clone()];
        let entries = file.document.entries.iter();
        let keys = entries
            .map(|entry| &entry.key_span)
            .chain(&file.document.sections);
        let mut shown: Vec<Span> = keys.filter(|span| is_name(span)).cloned().collect();
        let rules = suppress::suppressions(file)
            .into_iter()
            .filter(|it| self.guide.is_nearly_a_rule(&it.rule));
        shown.extend(rules.map(|it| it.span));
        let mut hidden: Vec<Span> = Vec::new();
        for (at, entry) in file.document.entries.iter().enumerate() {
            if entry.span != entry.key_span {
                if self.is_public(file, at) {
                    &mut shown
                } else {
                    &mut hidden
                }
                .push(entry.span.clone());
            }
        }
        file.source.masked(&shown, &hidden, &file.document.comments)
    }

    fn is_public(&self, file: &File, at: usize) -> bool {
        let entry = &file.document.entries[at];
        let shapes = file.shapes[at];
        if shapes.has_any(&[Shape::Empty, Shape::Blank]) {
            return true;
        }
        if shapes.has(Shape::Reference) {
            return self.is_plain_reference(entry.value.expose());
        }
        if self.classifier.is_provider_key(&entry.key) {
            let named = self.classifier.provider_named(entry.value.expose());
            return matches!(named, ProviderName::Known(_));
        }
        let credential = file.classified.credentials[at]
            .or_else(|| file.classified.proven(at))
            .map(|credential| &self.guide.credentials[credential]);
        credential.is_some_and(|credential| {
            !credential.secret && credential.shape == Some(Shape::GraphId) && shapes.has(Shape::GraphId)
        })
    }

    /// Whether a value only names one that stands elsewhere.
    fn is_reference(&self, file: &File, at: usize) -> bool {
        let value = &file.document.entries[at].value;
        file.shapes[at].has(Shape::Reference) && self.is_plain_reference(value.expose())
    }

    /// `${NAME}`, `{{ name }}`, or the bare `$NAME` of a credential, and nothing else: a default may be the secret
    /// itself, and so may what only begins like a variable.
    fn is_plain_reference(&self, text: &str) -> bool {
        let name = text
            .trim_start_matches(['$', '{', '%', ' '])
            .trim_end_matches(['}', '%', ' ']);
        let name = name.strip_prefix("secrets.").unwrap_or(name);
        let is_constant = name.len() <= 60
            && name
                .chars()
                .all(|c| c.is_ascii_uppercase() || c == '_' || c.is_ascii_digit());
        is_constant && clean_name(name) == name && (text.contains('{') || self.classifier.knows(name))
    }

    fn is_template(&self, name: &str) -> bool {
        is_called(name, &self.guide.settings.vocabulary.template_files)
    }

    fn is_manifest(&self, source: &Source, format: &str, document: &Document) -> bool {
        let has = |key: &str| {
            let mut entries = document.entries.iter();
            entries.any(|entry| matches!(entry.path.as_slice(), [Step::Key(it)] if it == key))
        };
        format == "YAML"
            && (is_called(source.name(), &self.guide.settings.vocabulary.manifests)
                || (has("apiVersion") && has("kind")))
    }

    /// The blocks that name the address of an API of WhatsApp's, and the host is none of the guide's providers'.
    fn served_elsewhere(&self, document: &Document) -> HashSet<usize> {
        let is_foreign = |entry: &&Entry| {
            address::host(entry.value.expose()).is_some_and(|host| self.guide.provider_at(host).is_none())
                && self.classifier.is_own_address(entry)
        };
        let foreign = document.entries.iter().filter(is_foreign);
        foreign.map(|entry| entry.block).collect()
    }

    /// The IDs in the Graph addresses that a document's values hold.
    fn graph_uses(&self, document: &Document) -> Vec<GraphUse> {
        let mut uses = Vec::new();
        for (entry, it) in document.entries.iter().enumerate() {
            for address in address::graph_addresses(it.value.expose()) {
                if let Some(credential) = self.classifier.before_edge(address.edge) {
                    uses.push(GraphUse {
                        entry,
                        span: address.span,
                        id: Value::new(address.id),
                        credential,
                        is_phone_number: shape::is_phone_number(address.id),
                    });
                }
            }
        }
        uses
    }
}

/// What stands at an entry's value: its kind and its length, never itself.
fn describe(file: &File, at: usize) -> String {
    let entry = &file.document.entries[at];
    let shapes = file.shapes[at];
    if shapes.has(Shape::Empty) {
        return "no value".to_owned();
    }
    let characters = entry.value.characters();
    let plural = if characters == 1 { "" } else { "s" };
    let kind = match shapes.most_telling() {
        Some(Shape::AccessToken) => "EAA…",
        Some(shape) => shape.description(),
        None => "a value",
    };
    format!("{kind}, {characters} character{plural}")
}

/// Formats whose lines are done one after the other: there a key may well be set again.
const SEQUENTIAL: [&str; 5] = ["shell", "PowerShell", "Dockerfile", "batch", "HTTP"];

/// The entries whose key stands before in the same block, with another value.
fn repeated(document: &Document, format: &str) -> HashSet<usize> {
    let mut first: HashMap<(usize, &str), &Value> = HashMap::new();
    let mut repeated = HashSet::new();
    if SEQUENTIAL.contains(&format) {
        return repeated;
    }
    for (at, entry) in document.entries.iter().enumerate() {
        if entry.value.expose().is_empty() {
            continue;
        }
        let value = *first.entry((entry.block, &entry.key)).or_insert(&entry.value);
        if *value != entry.value {
            repeated.insert(at);
        }
    }
    repeated
}

fn is_called(name: &str, patterns: &[String]) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name).to_lowercase();
    patterns.iter().any(|pattern| matches_glob(pattern, &name))
}

/// Words without which no key of the guide's credentials can stand in a file.
fn prefilter(guide: &Guide) -> Needles {
    let mut longest: Vec<&str> = guide
        .credentials
        .iter()
        .flat_map(|credential| credential.keys.iter().chain(&credential.ambiguous_keys))
        .filter_map(|key| written_words(&key.text).max_by_key(|word| word.len()))
        .collect();
    longest.sort_unstable();
    longest.dedup();
    Needles::new(longest.into_iter().map(|word| fold(word).into_owned()))
}

/// A name against a pattern in which `*` stands for any run of characters.
fn matches_glob(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_template_files() {
        assert!(matches_glob(".env.*example", ".env.prod.example"));
        assert!(matches_glob("*.sample", "app.sample"));
        assert!(matches_glob("*-template.*", "secret-template.yaml"));
        assert!(!matches_glob("*.sample", ".env"));
        assert!(matches_glob("example.env", "example.env"));
    }
}
