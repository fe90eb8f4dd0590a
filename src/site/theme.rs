//! The theme: Tera templates and components, and static files with their content's hash in the name.

mod broken;
mod css;
mod layers;
mod script;
mod unused;
mod words;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use tera::{Context, ErrorKind, Tera, Value};

use crate::embedded;
use crate::finding::Finding;
use crate::guide::files::Files;
use crate::guide::mistake::{Mistake, instead};
use crate::guide::settings::Site;
use crate::site::search;
use crate::site::view::{self, Views};
use crate::source::{Source, Span};
use layers::Layer;
use words::Words;

/// The theme in the program, which every other one rests on.
pub const DEFAULT: &str = "help";

pub struct Theme {
    tera: Tera,
    /// Templates by the name that errors give.
    sources: HashMap<String, Arc<Source>>,
    /// Static files by name: the path on the site, and the bytes.
    assets: BTreeMap<String, (String, Vec<u8>)>,
    /// What components and templates say in the reader's language.
    words: Words,
}

/// What a component takes when Markdown calls it.
pub struct Signature {
    pub parameters: Vec<String>,
    /// Whether it stands round content: `{"content": true}` behind its parameters.
    pub has_content: bool,
}

impl Theme {
    /// The theme that the settings name, over those that it extends. A guide may hold a single template or all.
    pub fn load(files: &Files, site: &Site, findings: &mut Vec<Finding>) -> Option<Self> {
        let embedded = embedded::files();
        let layers = layers::of(files, &embedded, site, findings)?;
        let mut theme = Self {
            tera: Tera::default(),
            sources: HashMap::new(),
            assets: BTreeMap::new(),
            words: words::of(&layers, findings),
        };
        for layer in &layers {
            theme.add(layer);
        }
        unused::check(&layers, files, findings);
        let mut templates: Vec<(String, String)> = theme
            .sources
            .iter()
            .map(|(name, source)| (name.clone(), source.text().to_owned()))
            .collect();
        templates.sort();
        let assets = Value::from_serializable(&theme.asset_paths());
        let context = theme.tera.global_context();
        context.insert("site", &view::Site::from(site));
        context.insert_value("assets", assets);
        context.insert("words", &theme.words);
        context.insert("search_index", search::PENDING);
        match theme.tera.add_raw_templates(templates) {
            Ok(()) => Some(theme),
            Err(error) => {
                findings.extend(theme.refused(&error));
                None
            }
        }
    }

    /// Lays a theme over what is there. A template that it replaces stays as `help/base.html`, to be extended.
    fn add(&mut self, layer: &Layer) {
        for (path, bytes) in layer.files() {
            let Some((directory, name)) = path.split_once('/') else {
                continue;
            };
            let name = match directory {
                "static" => {
                    let bytes = served(name, bytes);
                    let file = (fingerprinted(name, &bytes), bytes);
                    self.assets.insert(name.to_owned(), file);
                    continue;
                }
                "templates" => name.to_owned(),
                "components" => format!("components/{name}"),
                _ => continue,
            };
            let source = Arc::new(Source::new(layer.shown(path), String::from_utf8_lossy(bytes)));
            let replaced = self.sources.insert(name.clone(), source);
            if let (Some(replaced), Some(below), "templates") = (replaced, &layer.extends, directory) {
                self.sources.insert(format!("{below}/{name}"), replaced);
            }
        }
    }

    pub fn assets(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.assets
            .values()
            .map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    fn asset_paths(&self) -> BTreeMap<&str, &str> {
        self.assets
            .iter()
            .map(|(name, (path, _))| (name.as_str(), path.as_str()))
            .collect()
    }

    /// Renders a template for a page, which a mistake is reported with.
    pub fn render(
        &self,
        template: &str,
        context: &Context,
        page: &Source,
        findings: &mut Vec<Finding>,
    ) -> Option<String> {
        self.tera
            .render(template, context)
            .map_err(|error| findings.push(self.mistake(&error, Some(page))))
            .ok()
    }

    /// What a component takes.
    pub fn signature(&self, component: &str) -> Option<Signature> {
        let definition = self.tera.get_component_definition(component)?;
        let parameters = definition.args().iter();
        Some(Signature {
            parameters: parameters
                .filter(|parameter| !parameter.is_implicit())
                .map(|parameter| parameter.name().to_owned())
                .collect(),
            has_content: definition.metadata().get("content").and_then(Value::as_bool) == Some(true),
        })
    }

    /// Renders a component; `implicit` are the arguments that it may ask for by `@name`.
    pub fn component(
        &self,
        name: &str,
        arguments: &Context,
        implicit: &Context,
        body: Option<&str>,
    ) -> Result<String, tera::Error> {
        self.tera
            .render_component_with_implicits(name, arguments, implicit, body, true)
    }

    /// What a component may ask for on a page that reaches the top by `root`.
    pub fn implicit(&self, views: &Views, root: &str) -> Context {
        let mut context = Context::new();
        context.insert("words", &self.words);
        context.insert_value("guide", views.value.clone());
        context.insert("root", root);
        context
    }

    /// What the theme says, by its name in `words.yaml`. A word that a theme does not have is its name.
    pub fn word<'a>(&'a self, name: &'a str) -> &'a str {
        self.words.get(name).map_or(name, String::as_str)
    }

    /// What to do about a component that the theme does not have.
    pub fn instead_of(&self, component: &str) -> String {
        let mut names: Vec<String> = self
            .tera
            .get_component_names()
            .map(|name| name.replace('_', "-"))
            .collect();
        names.sort();
        instead(component, names.iter().map(String::as_str))
    }

    pub fn mistake(&self, error: &tera::Error, page: Option<&Source>) -> Finding {
        let (file, span, message): (&str, Span, String) = match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => (
                report.filename(),
                report.span().range.clone(),
                report.message().to_owned(),
            ),
            kind => ("", 0..0, kind.to_string()),
        };
        let help = match page {
            Some(page) => format!("this came up while rendering {}", page.name()),
            None => "the theme's templates are Tera 2".to_owned(),
        };
        let fallback = Source::new(page.map_or(DEFAULT, Source::name), "");
        let source = self.sources.get(file).map_or(&fallback, |source| source);
        // A block that is never closed runs to the end; its first line says enough.
        let line_end = source.line_at(span.start).end.max(span.start);
        let span = span.start..span.end.min(line_end);
        Mistake::BrokenTemplate
            .at(source, span, message.lines().next().unwrap_or_default())
            .help(help)
    }
}

/// A static file as readers get it.
fn served(name: &str, bytes: &[u8]) -> Vec<u8> {
    match std::str::from_utf8(bytes) {
        Ok(text) if name.ends_with(".css") => css::compact(text).into_bytes(),
        Ok(text) if name.ends_with(".js") => script::compact(text).into_bytes(),
        _ => bytes.to_vec(),
    }
}

/// `style.css` as `assets/style.0123456789abcdef.css`: a browser may keep it for good.
pub fn fingerprinted(name: &str, bytes: &[u8]) -> String {
    // FNV-1a: the same on every machine and in every release, and this is no matter of security.
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    match name.rsplit_once('.') {
        Some((stem, ending)) => format!("assets/{stem}.{hash:016x}.{ending}"),
        None => format!("assets/{name}.{hash:016x}"),
    }
}

/// Whether a path of the site is one of a theme's static file.
pub fn is_fingerprinted(path: &str) -> bool {
    let name = path.strip_prefix("assets/").unwrap_or_default();
    let is_hash = |part: &str| part.len() == 16 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    name.split('.').skip(1).any(is_hash)
}
