//! What the editor has open and what lies beside it: documents are judged, other files of the folder only explain them.
//! What is open counts as it stands in the editor, not as it was saved.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use lsp_types::{
    Diagnostic, DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DidSaveTextDocumentParams, PublishDiagnosticsParams, Uri,
};

use crate::config::Format;
use crate::finding::Finding;
use crate::guide::Guide;
use crate::guide::settings::FILE_NAME;
use crate::lint::baseline::Baseline;
use crate::lint::discover::{Tracked, discover, has_ending};
use crate::lint::suppress::Ignores;
use crate::lint::{File, Input, Linter, Scan, Terms};
use crate::lsp::position::Lines;
use crate::lsp::{Client, Project, diagnostics, uri};
use crate::path::with_slashes;

/// So many files of the folder explain others, at most, and so many bytes of them.
const MOST_FILES: usize = 2000;
const MOST_BYTES: usize = 1 << 25;

const BYTE_ORDER_MARK: char = '\u{feff}';

/// Names that editors have for languages, where fences have others.
const LANGUAGES: [(&str, &str); 5] = [
    ("shellscript", "sh"),
    ("javascriptreact", "js"),
    ("typescriptreact", "ts"),
    ("opentofu", "hcl"),
    ("dosbatch", "bat"),
];

/// A file that is open in the editor.
pub struct Document {
    pub uri: Uri,
    pub name: String,
    pub version: i32,
    pub text: String,
    language: String,
    /// Of the last time that it was judged.
    pub findings: Vec<Finding>,
    published: Option<Vec<Diagnostic>>,
}

impl Document {
    /// By how many bytes places in its text are behind those of the linter, which takes no byte order mark for text.
    pub fn lead(&self) -> usize {
        if self.text.starts_with(BYTE_ORDER_MARK) {
            BYTE_ORDER_MARK.len_utf8()
        } else {
            0
        }
    }
}

pub struct Workspace {
    pub client: Client,
    pub root: Option<PathBuf>,
    pub documents: BTreeMap<String, Document>,
    /// All that is read, sorted by name.
    pub files: Vec<File>,
    tracked: Tracked,
    is_stale: bool,
}

impl Workspace {
    pub fn new(client: Client, root: Option<PathBuf>) -> Self {
        Self {
            client,
            root,
            documents: BTreeMap::new(),
            files: Vec::new(),
            tracked: Tracked::default(),
            is_stale: true,
        }
    }

    /// Reads all anew: the guide is another.
    pub fn load(&mut self, linter: &Linter, project: &Project) {
        self.files.clear();
        self.tracked = Tracked::default();
        self.is_stale = true;
        // Without a folder, what lies beside a file is nobody's business.
        if self.root.is_some() {
            let mut bytes = 0;
            for candidate in discover(&project.options).candidates.into_iter().take(MOST_FILES) {
                let Ok(mut input) = candidate.read() else {
                    continue;
                };
                bytes += input.bytes.len();
                if bytes > MOST_BYTES {
                    break;
                }
                input.is_context = true;
                self.files.extend(linter.read(&input));
            }
        }
        let keys: Vec<String> = self.documents.keys().cloned().collect();
        for key in keys {
            self.read_document(&key, linter, project);
        }
        self.files.sort_by(|a, b| a.name().cmp(b.name()));
    }

    pub fn open(&mut self, params: DidOpenTextDocumentParams, linter: &Linter, project: &Project) {
        let item = params.text_document;
        let key = item.uri.as_str().to_owned();
        let document = Document {
            name: self.name_of(&item.uri),
            uri: item.uri,
            version: item.version,
            text: item.text,
            language: item.language_id,
            findings: Vec::new(),
            published: None,
        };
        self.documents.insert(key.clone(), document);
        self.read_document(&key, linter, project);
    }

    pub fn change(&mut self, params: DidChangeTextDocumentParams, linter: &Linter, project: &Project) {
        let key = params.text_document.uri.as_str();
        let Some(document) = self.documents.get_mut(key) else {
            return;
        };
        for change in params.content_changes {
            match change.range {
                Some(range) => {
                    let span = Lines::new(&document.text, self.client.encoding).span(range);
                    document.text.replace_range(span, &change.text);
                }
                None => document.text = change.text,
            }
        }
        document.version = params.text_document.version;
        document.published = None;
        self.read_document(key, linter, project);
    }

    /// From now on the file counts as it was saved. Its diagnostics go.
    pub fn close(
        &mut self,
        params: &DidCloseTextDocumentParams,
        linter: &Linter,
        project: &Project,
    ) -> Option<PublishDiagnosticsParams> {
        let document = self.documents.remove(params.text_document.uri.as_str())?;
        self.read_saved(&document.name, linter, project);
        Some(PublishDiagnosticsParams::new(document.uri, Vec::new(), None))
    }

    /// Whether what was saved is a part of the guide, or the settings.
    pub fn is_guide_saved(&self, params: &DidSaveTextDocumentParams) -> bool {
        is_of_guide(&self.name_of(&params.text_document.uri))
    }

    /// Takes up what changed outside of the editor. Returns whether the guide did.
    pub fn watched(
        &mut self,
        params: &DidChangeWatchedFilesParams,
        linter: &Linter,
        project: &Project,
    ) -> bool {
        let names: Vec<String> = params.changes.iter().map(|it| self.name_of(&it.uri)).collect();
        for name in &names {
            if !self.documents.values().any(|it| it.name == *name) {
                self.read_saved(name, linter, project);
            }
        }
        names.iter().any(|name| is_of_guide(name))
    }

    /// Judges all that is open, if anything changed, and says what is to be shown anew.
    pub fn refresh(&mut self, linter: &Linter) -> Vec<PublishDiagnosticsParams> {
        if !std::mem::take(&mut self.is_stale) {
            return Vec::new();
        }
        let tracked = &self.tracked;
        let terms = Terms {
            is_tracked: &|name| tracked.has(name),
            ..Terms::default()
        };
        let mut scan = linter.judge(&self.files, &terms);
        self.leave(linter.guide(), &mut scan);
        let mut found: HashMap<String, Vec<Finding>> = HashMap::new();
        for finding in scan.findings {
            found.entry(finding.place.path.clone()).or_default().push(finding);
        }
        for document in self.documents.values_mut() {
            document.findings = found.remove(&document.name).unwrap_or_default();
        }
        let mut published = Vec::new();
        let shown: Vec<(String, Vec<Diagnostic>)> = self
            .documents
            .iter()
            .map(|(key, document)| (key.clone(), diagnostics::of(self, document, linter)))
            .collect();
        for (key, diagnostics) in shown {
            let Some(document) = self.documents.get_mut(&key) else {
                continue;
            };
            if document.published.as_ref() != Some(&diagnostics) {
                document.published = Some(diagnostics.clone());
                let (uri, version) = (document.uri.clone(), Some(document.version));
                published.push(PublishDiagnosticsParams::new(uri, diagnostics, version));
            }
        }
        published
    }

    /// Takes away what is meant to stay by the settings and the baseline. What is wrong with either, `lint` says.
    fn leave(&self, guide: &Guide, scan: &mut Scan) {
        if let Ok(mut ignores) = Ignores::of(guide) {
            ignores.apply(scan, &str::to_owned);
        }
        let lint = &guide.settings.lint;
        if let (Some(root), Some(name)) = (&self.root, &lint.baseline)
            && let Ok(text) = std::fs::read_to_string(root.join(&name.text))
            && let Ok(baseline) = Baseline::parse(&text)
        {
            baseline.apply(scan, &str::to_owned);
        }
    }

    pub fn file(&self, name: &str) -> Option<&File> {
        let at = self.files.binary_search_by(|file| file.name().cmp(name)).ok()?;
        self.files.get(at)
    }

    /// The address of a file by its name in reports.
    pub fn uri_of(&self, name: &str) -> Option<Uri> {
        let open = self.documents.values().find(|it| it.name == name);
        open.map(|it| it.uri.clone())
            .or_else(|| uri::of(&self.root.as_ref()?.join(name)))
    }

    /// As reports name it: below the folder, or with its whole path.
    fn name_of(&self, uri: &Uri) -> String {
        let Some(path) = uri::path(uri.as_str()) else {
            return uri.as_str().to_owned();
        };
        let below = self.root.as_ref().and_then(|root| path.strip_prefix(root).ok());
        with_slashes(below.unwrap_or(&path))
    }

    fn read_document(&mut self, key: &str, linter: &Linter, project: &Project) {
        let Some(document) = self.documents.get(key) else {
            return;
        };
        let bytes = document.text.as_bytes();
        let language = LANGUAGES.iter().find(|(name, _)| *name == document.language);
        let language = language.map_or(document.language.as_str(), |(_, fence)| fence);
        let format = Format::of_file(&document.name)
            .or_else(|| Format::of_language(language))
            .or_else(|| Format::of_content(bytes).filter(|_| !has_ending(&document.name)));
        let name = document.name.clone();
        let is_left_out = project.options.patterns.exclude_file(name.as_ref())
            || bytes.len() as u64 > project.options.max_file_size;
        let file = format.filter(|_| !is_left_out).and_then(|format| {
            linter.read(&Input {
                name: name.clone(),
                format,
                bytes: bytes.to_vec(),
                is_context: false,
            })
        });
        self.put(&name, file);
    }

    /// Reads a file that is not open, to explain others.
    fn read_saved(&mut self, name: &str, linter: &Linter, project: &Project) {
        let mut file = None;
        if self.root.is_some() && !name.starts_with('/') {
            file =
                crate::lint::discover::context(name, &project.options).and_then(|input| linter.read(&input));
        }
        self.put(name, file);
    }

    fn put(&mut self, name: &str, file: Option<File>) {
        self.files.retain(|it| it.name() != name);
        if let Some(file) = file {
            let at = self.files.partition_point(|it| it.name() < name);
            self.files.insert(at, file);
        }
        self.is_stale = true;
    }
}

/// The settings; and pages, which may be of rules of the folder's own.
fn is_of_guide(name: &str) -> bool {
    name == FILE_NAME || name.ends_with(".md")
}
