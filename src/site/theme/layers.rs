//! Which themes lie over which: `theme.yaml` says what a theme extends, down to the one in the program.

use crate::finding::Finding;
use crate::guide::decode::{Decoder, Name};
use crate::guide::files::Files;
use crate::guide::mistake::{Mistake, instead};
use crate::guide::settings::{FILE_NAME, Site};
use crate::source::Source;

/// What templates get and components may ask for. It changes when an old theme would no longer work.
const API: &str = "1";

/// The files of one theme, from one place.
pub struct Layer<'f> {
    files: &'f Files,
    /// `themes/help/`.
    directory: String,
    /// The theme that it lies on.
    pub extends: Option<String>,
}

impl<'f> Layer<'f> {
    /// By their path inside the theme.
    pub fn files(&self) -> impl Iterator<Item = (&str, &'f [u8])> {
        let directory = self.directory.trim_end_matches('/');
        self.files
            .below(directory)
            .filter_map(|(path, bytes)| Some((path.strip_prefix(&self.directory)?, bytes)))
    }

    /// A file of this theme as reports name it.
    pub fn shown(&self, path: &str) -> String {
        self.files.shown(&format!("{}{path}", self.directory))
    }

    pub fn source(&self, path: &str) -> Option<Source> {
        let bytes = self.files.get(&format!("{}{path}", self.directory))?;
        Some(Source::new(self.shown(path), String::from_utf8_lossy(bytes)))
    }
}

/// What `theme.yaml` says.
#[derive(Default)]
struct Manifest {
    extends: Option<Name>,
}

/// The layers of the theme that the settings name, the lowest first.
pub fn of<'f>(
    files: &'f Files,
    embedded: &'f Files,
    site: &Site,
    findings: &mut Vec<Finding>,
) -> Option<Vec<Layer<'f>>> {
    let mut layers = Vec::new();
    let mut name = site.theme.clone();
    let settings = files.get(FILE_NAME).unwrap_or_default();
    // Where a theme is named: at first in the settings.
    let mut naming = Source::new(files.shown(FILE_NAME), String::from_utf8_lossy(settings));
    while name.text != super::DEFAULT {
        let layer = Layer {
            files,
            directory: format!("themes/{}/", name.text),
            extends: None,
        };
        let Some(source) = layer.source("theme.yaml") else {
            findings.push(unknown(&name, &naming, files));
            return None;
        };
        let manifest = Manifest::read(&source, findings);
        let below = manifest.extends.unwrap_or_else(|| Name {
            text: super::DEFAULT.to_owned(),
            span: 0..0,
        });
        if layers
            .iter()
            .any(|known: &Layer| known.directory == layer.directory)
        {
            let message = format!("the theme `{}` extends itself", name.text);
            findings.push(
                Mistake::InvalidText
                    .at(&naming, name.span, message)
                    .help("let it extend `help`"),
            );
            return None;
        }
        layers.push(Layer {
            extends: Some(below.text.clone()),
            ..layer
        });
        name = below;
        naming = source;
    }
    // The guide's own copy of the default theme may be a part of it.
    for files in [files, embedded] {
        let layer = Layer {
            files,
            directory: format!("themes/{}/", super::DEFAULT),
            extends: None,
        };
        if let Some(source) = layer.source("theme.yaml") {
            Manifest::read(&source, findings);
        }
        layers.push(layer);
    }
    layers.reverse();
    Some(layers)
}

fn unknown(name: &Name, source: &Source, files: &Files) -> Finding {
    let themes = files.below("themes").filter_map(|(path, _)| {
        let theme = path.strip_prefix("themes/")?.strip_suffix("/theme.yaml")?;
        Some(theme).filter(|theme| !theme.contains('/'))
    });
    let mut known: Vec<&str> = themes.chain([super::DEFAULT]).collect();
    known.sort_unstable();
    known.dedup();
    Mistake::UnknownName
        .at(
            source,
            name.span.clone(),
            format!(
                "there is no theme `{0}`: it has no file themes/{0}/theme.yaml",
                name.text
            ),
        )
        .help(instead(&name.text, known))
}

impl Manifest {
    fn read(source: &Source, findings: &mut Vec<Finding>) -> Self {
        let mut decoder = Decoder { source, findings };
        let root = decoder.yaml(0..source.text().len(), "this file");
        let Some(mut fields) = root
            .as_ref()
            .and_then(|root| decoder.fields(root, "a theme's file"))
        else {
            return Self::default();
        };
        if let Some(api) = fields.required_name(&mut decoder, "api")
            && api.text != API
        {
            decoder.report(
                Mistake::InvalidText,
                api.span,
                format!("this theme is made for version {} of the themes' API", api.text),
                format!("this fieldguide has version {API}: see what changed, and write `api: {API}`"),
            );
        }
        let extends = fields.name(&mut decoder, "extends");
        fields.text(&mut decoder, "description");
        fields.finish(&mut decoder);
        Self { extends }
    }
}
