//! The theme: Tera templates and components, and static files with their content's hash in the name.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use tera::{Context, ErrorKind, Tera, Value};

use crate::finding::Finding;
use crate::guide::files::Files;
use crate::guide::mistake::{Mistake, instead};
use crate::guide::settings::Site;
use crate::site::page::add_globals;
use crate::source::{Source, Span};

const THEME: &str = "themes/help";

pub struct Theme {
    tera: Tera,
    /// Templates by the name that errors give.
    sources: HashMap<String, Arc<Source>>,
    /// Static files by name: the path on the site, and the bytes.
    assets: BTreeMap<String, (String, Vec<u8>)>,
}

impl Theme {
    /// The guide's own theme, over the one in the program: a guide may hold a single template or all.
    pub fn load(files: &Files, site: &Site, findings: &mut Vec<Finding>) -> Option<Self> {
        let embedded = Files::embedded();
        let mut texts: BTreeMap<&str, (&Files, &[u8])> = BTreeMap::new();
        for files in [&embedded, files] {
            for (path, bytes) in files.below(THEME) {
                texts.insert(path, (files, bytes));
            }
        }
        let mut theme = Self {
            tera: Tera::default(),
            sources: HashMap::new(),
            assets: BTreeMap::new(),
        };
        for (path, (files, bytes)) in texts {
            let Some((directory, name)) = path
                .strip_prefix(THEME)
                .and_then(|path| path[1..].split_once('/'))
            else {
                continue;
            };
            let name = match directory {
                "static" => {
                    theme
                        .assets
                        .insert(name.to_owned(), (fingerprinted(name, bytes), bytes.to_vec()));
                    continue;
                }
                "templates" => name.to_owned(),
                "components" => format!("components/{name}"),
                _ => continue,
            };
            let text = String::from_utf8_lossy(bytes);
            theme
                .sources
                .insert(name, Arc::new(Source::new(files.shown(path), text)));
        }
        let mut templates: Vec<(String, String)> = theme
            .sources
            .iter()
            .map(|(name, source)| (name.clone(), source.text().to_owned()))
            .collect();
        templates.sort();
        let assets = Value::from_serializable(&theme.asset_paths());
        add_globals(theme.tera.global_context(), site, assets);
        match theme.tera.add_raw_templates(templates) {
            Ok(()) => Some(theme),
            Err(error) => {
                findings.push(theme.mistake(&error, None));
                None
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

    /// The parameters of a component.
    pub fn parameters(&self, component: &str) -> Option<Vec<String>> {
        let definition = self.tera.get_component_definition(component)?;
        Some(
            definition
                .args()
                .iter()
                .map(|parameter| parameter.name().to_owned())
                .collect(),
        )
    }

    pub fn component(
        &self,
        name: &str,
        context: &Context,
        body: Option<&str>,
    ) -> Result<String, tera::Error> {
        self.tera.render_component(name, context, body, true)
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
        let fallback = Source::new(page.map_or(THEME, Source::name), "");
        let source = self.sources.get(file).map_or(&fallback, |source| source);
        Mistake::BrokenTemplate
            .at(source, span, message.lines().next().unwrap_or_default())
            .help(help)
    }

    pub fn sources(&self) -> impl Iterator<Item = &Arc<Source>> {
        self.sources.values()
    }
}

/// `style.css` as `assets/style.0123456789abcdef.css`: a browser may keep it for good.
fn fingerprinted(name: &str, bytes: &[u8]) -> String {
    // FNV-1a: the same on every machine and in every release, and this is no matter of security.
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    match name.rsplit_once('.') {
        Some((stem, ending)) => format!("assets/{stem}.{hash:016x}.{ending}"),
        None => format!("assets/{name}.{hash:016x}"),
    }
}
