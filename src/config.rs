//! Users' files as entries: a key, a value and the byte spans of both. One file per format; it knows no
//! credential and no rule. Bytes in, entries out: reading files is for `lint::discover`.

mod batch;
mod command;
mod content;
mod csv;
mod dialects;
mod dockerfile;
mod dotenv;
mod embedded;
mod encoding;
mod environment;
mod fish;
mod hcl;
mod heredoc;
mod http;
mod ini;
mod json;
mod loose;
mod markdown;
mod nested;
mod pieces;
mod powershell;
mod program;
mod properties;
mod secret;
mod set_aside;
mod shell;
mod systemd;
#[cfg(test)]
mod testing;
mod toml;
mod variables;
mod word;
mod xml;
mod yaml;

use crate::source::{Span, Value};
use crate::tree::Written;

pub use content::is_binary;
pub use encoding::{decode, encode};
pub use environment::environment;

/// A config format: how its files are called, and how they are read.
pub struct Format {
    /// As reports name it.
    pub name: &'static str,
    /// Languages of fenced blocks that are in this format.
    pub languages: &'static [&'static str],
    /// Whether a file of this name (lower case, a template's ending taken off) is in this format.
    pub is_named: fn(&str) -> bool,
    pub read: fn(&str) -> Document,
}

/// Every format, in the order in which names are tried.
pub const FORMATS: &[Format] = &[
    markdown::FORMAT,
    yaml::FORMAT,
    json::FORMAT,
    json::JSON5,
    json::LINES,
    toml::FORMAT,
    dotenv::FORMAT,
    properties::FORMAT,
    systemd::FORMAT,
    ini::FORMAT,
    ini::CONF,
    hcl::FORMAT,
    dockerfile::FORMAT,
    shell::FORMAT,
    fish::FORMAT,
    powershell::FORMAT,
    batch::FORMAT,
    csv::FORMAT,
    xml::FORMAT,
    http::FORMAT,
    program::JAVASCRIPT,
    program::TYPESCRIPT,
    program::PYTHON,
    program::PHP,
    program::RUBY,
    program::GO,
    program::JAVA,
    program::KOTLIN,
    program::CSHARP,
];

/// Endings that only say that a file is there to be copied.
const TEMPLATE_ENDINGS: [&str; 5] = [".example", ".sample", ".template", ".tmpl", ".dist"];

/// What a file holds, as far as it could be read.
#[derive(Debug, Default)]
pub struct Document {
    pub entries: Vec<Entry>,
    /// The enclosing block of each block; entries of one block stand side by side.
    pub parents: Vec<Option<usize>>,
    /// Blocks with the ones that they take over, by YAML's `<<`: their entries count as standing there, too.
    pub merged: Vec<(usize, usize)>,
    /// Keys that hold other keys, not a value.
    pub sections: Vec<Span>,
    pub comments: Vec<Span>,
    pub problems: Vec<Problem>,
    /// Whether it is a program: then much of what names a credential says how it is handled, not what it is.
    pub is_program: bool,
    /// How long the paths of all entries are together.
    paths: usize,
}

/// The longest that they may be, in bytes: each entry has a path of its own, so what stands below long names, or deep,
/// would take many times the memory of its file.
const LONGEST_PATHS: usize = 1 << 24;

#[derive(Debug, Clone)]
pub struct Entry {
    /// From the document's root to the key.
    pub path: Vec<Step>,
    /// The key as the file writes it; it is the last one of the path.
    pub key: String,
    pub key_span: Span,
    pub value: Value,
    /// The value's content; its quotes where there is none in them; the key where there is no value at all.
    pub span: Span,
    pub written: Written,
    /// Programs that read this format make different things of the value.
    pub read_differently: bool,
    /// Index into [`Document::parents`].
    pub block: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Step {
    Key(String),
    Item(usize),
}

impl Step {
    /// What it takes in memory, in bytes.
    fn size(&self) -> usize {
        match self {
            Self::Key(key) => size_of::<Self>() + key.len(),
            Self::Item(_) => size_of::<Self>(),
        }
    }
}

/// A place where a file is not what its name says.
#[derive(Debug)]
pub struct Problem {
    pub span: Span,
    /// In our own words: those of parsers quote the source.
    pub message: String,
}

impl Problem {
    /// Where a parser stopped; a line that ends in two characters ends before both.
    fn at(text: &str, offset: usize, message: &str) -> Self {
        let at = text.floor_char_boundary(offset.min(text.len()));
        let is_in_line_end = text[..at].ends_with('\r') && text[at..].starts_with('\n');
        let at = at - usize::from(is_in_line_end);
        Self {
            span: at..at,
            message: message.to_owned(),
        }
    }
}

impl Format {
    pub fn of_file(name: &str) -> Option<&'static Self> {
        let mut name = name.rsplit(['/', '\\']).next()?.to_lowercase();
        for ending in TEMPLATE_ENDINGS {
            if let Some(stem) = name.strip_suffix(ending)
                && !stem.is_empty()
            {
                name = stem.to_owned();
                break;
            }
        }
        FORMATS.iter().find(|format| (format.is_named)(&name))
    }

    /// Prose with blocks of config in it: what cannot be read of it is no mistake.
    pub fn is_prose(&self) -> bool {
        self.name == markdown::FORMAT.name
    }

    /// No script, and nothing else that another file may be written from: reading one leads to no further one.
    fn is_data(&self) -> bool {
        ![shell::FORMAT.name, dockerfile::FORMAT.name, markdown::FORMAT.name].contains(&self.name)
    }

    pub fn of_language(language: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.languages.contains(&language))
    }
}

impl Document {
    /// A document without nesting: one block holds all.
    fn flat() -> Self {
        Self {
            parents: vec![None],
            ..Self::default()
        }
    }

    /// A new block, inside `parent`.
    fn block(&mut self, parent: Option<usize>) -> usize {
        self.parents.push(parent);
        self.parents.len() - 1
    }

    /// Adds what a part of the file holds, with its spans put to their places in the file.
    fn append(&mut self, part: Self, place: impl Fn(Span) -> Span) {
        let before = self.parents.len();
        let parents = part.parents.into_iter();
        self.parents.extend(parents.map(|parent| Some(parent? + before)));
        let merged = part.merged.into_iter();
        self.merged
            .extend(merged.map(|(into, from)| (into + before, from + before)));
        self.sections.extend(part.sections.into_iter().map(&place));
        self.comments.extend(part.comments.into_iter().map(&place));
        self.problems
            .extend(part.problems.into_iter().map(|problem| Problem {
                span: place(problem.span),
                ..problem
            }));
        self.entries.extend(part.entries.into_iter().map(|entry| Entry {
            key_span: place(entry.key_span),
            span: place(entry.span),
            block: entry.block + before,
            ..entry
        }));
    }

    /// Whether one more entry may be added, below `above`. Where it may not, that is a problem, once.
    fn has_room(&mut self, above: &[Step], key: &str, at: &Span) -> bool {
        if self.paths > LONGEST_PATHS {
            return false;
        }
        self.paths += above.iter().map(Step::size).sum::<usize>() + size_of::<Step>() + key.len();
        if self.paths > LONGEST_PATHS {
            self.problems.push(Problem {
                span: at.start..at.start,
                message: "from here on it holds more than it is read for: too many keys, or names above them"
                    .to_owned(),
            });
        }
        self.paths <= LONGEST_PATHS
    }

    /// Adds an entry below `above`. An empty value has no span of its own: then the key's is taken.
    fn add(&mut self, (block, above): (usize, &[Step]), (key, key_span): (&str, Span), scalar: Scalar) {
        if !self.has_room(above, key, &key_span) {
            return;
        }
        let mut path = above.to_vec();
        path.push(Step::Key(key.to_owned()));
        let span = if scalar.span.is_empty() {
            key_span.clone()
        } else {
            scalar.span
        };
        self.entries.push(Entry {
            path,
            key: key.to_owned(),
            key_span,
            value: scalar.value,
            span,
            written: scalar.written,
            read_differently: false,
            block,
        });
    }
}

/// A value, where it stands and how it is written.
#[derive(Debug)]
struct Scalar {
    value: Value,
    span: Span,
    written: Written,
}

impl Scalar {
    /// What stands at `span`, as it stands there.
    fn plain(text: &str, span: Span) -> Self {
        Self {
            value: Value::new(&text[span.clone()]),
            span,
            written: Written::Plain,
        }
    }

    /// What stands between the quotes at both ends of `outer`, with its escapes read.
    fn quoted(value: impl Into<String>, outer: Span, quote: usize) -> Self {
        let inner = outer.start + quote..outer.end - quote;
        Self {
            value: Value::new(value),
            span: if inner.is_empty() { outer } else { inner },
            written: Written::Quoted,
        }
    }

    /// What is taken where nothing is set: nothing there does not mean that nothing is set.
    fn fallback(mut self) -> Self {
        if self.value.characters() == 0 || self.written == Written::Null {
            self.written = Written::Reference;
        }
        self
    }
}

impl Entry {
    /// The path without the key.
    pub fn above(&self) -> &[Step] {
        self.path.split_last().map_or(&[], |(_, above)| above)
    }

    /// The key path without the names of items: `services.crm.environment.WABA_ID`, `entry[].id` without positions.
    pub fn key_path(&self) -> String {
        let mut shown = String::new();
        for step in &self.path {
            match step {
                Step::Key(key) => {
                    if !shown.is_empty() {
                        shown.push('.');
                    }
                    shown.push_str(key);
                }
                Step::Item(_) => shown.push_str("[]"),
            }
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_known_by_name() {
        let name = |file| Format::of_file(file).map(|format| format.name);
        assert_eq!(name("a/.env"), Some("dotenv"));
        assert_eq!(name(".env.local"), Some("dotenv"));
        assert_eq!(name(".env.example"), Some("dotenv"));
        assert_eq!(name(".env-sample.txt"), Some("dotenv"));
        assert_eq!(name("backend.env"), Some("dotenv"));
        assert_eq!(name(".env.yml"), Some("YAML"));
        assert_eq!(name("values.yaml.dist"), Some("YAML"));
        assert_eq!(name("appsettings.json"), Some("JSON"));
        assert_eq!(name("config.json5"), Some("JSON5"));
        assert_eq!(name("accounts.jsonl"), Some("JSON Lines"));
        assert_eq!(name("wrangler.toml"), Some("TOML"));
        assert_eq!(name("application-prod.properties"), Some("properties"));
        assert_eq!(name("config.ini.dist"), Some("INI"));
        assert_eq!(name("setup.cfg"), Some("INI"));
        assert_eq!(name("app.conf"), Some("INI"));
        assert_eq!(name(".editorconfig"), None);
        assert_eq!(name("terraform.tfvars.example"), Some("HCL"));
        assert_eq!(name("main.tf"), Some("HCL"));
        assert_eq!(name("Dockerfile"), Some("Dockerfile"));
        assert_eq!(name("Dockerfile.prod"), Some("Dockerfile"));
        assert_eq!(name("api.dockerfile"), Some("Dockerfile"));
        assert_eq!(name("Containerfile"), Some("Dockerfile"));
        assert_eq!(name("deploy.sh"), Some("shell"));
        assert_eq!(name(".envrc"), Some("shell"));
        assert_eq!(name("deploy.ps1"), Some("PowerShell"));
        assert_eq!(name("setup.fish"), Some("fish"));
        assert_eq!(name("setup.cmd"), Some("batch"));
        assert_eq!(name("crm.service"), Some("systemd"));
        assert_eq!(name("override.conf"), Some("systemd"));
        assert_eq!(name("accounts.csv"), Some("CSV"));
        assert_eq!(name("accounts.tsv"), Some("CSV"));
        assert_eq!(name("web.config"), Some("XML"));
        assert_eq!(name("strings.xml"), Some("XML"));
        assert_eq!(name("send.http"), Some("HTTP"));
        assert_eq!(name("environment.ts"), Some("TypeScript"));
        assert_eq!(name(".env.ts"), Some("TypeScript"));
        assert_eq!(name("config.mjs"), Some("JavaScript"));
        assert_eq!(name("settings.py"), Some("Python"));
        assert_eq!(name("services.php"), Some("PHP"));
        assert_eq!(name("whatsapp.rb"), Some("Ruby"));
        assert_eq!(name("main.go"), Some("Go"));
        assert_eq!(name("Config.java"), Some("Java"));
        assert_eq!(name("build.gradle.kts"), Some("Kotlin"));
        assert_eq!(name("Startup.cs"), Some("C#"));
        assert_eq!(name("js"), None);
        assert_eq!(name("notebook.ipynb"), None);
        assert_eq!(name("README.md"), Some("Markdown"));
        assert_eq!(name("page.mdx"), Some("Markdown"));
        assert_eq!(name(".env.md"), Some("Markdown"));
    }
}
