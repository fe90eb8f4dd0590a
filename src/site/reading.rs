//! What is read off a finished page: once, for all who want to know something of it. What each of them makes of the tags
//! and texts is its own matter.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::site::anchors::Ids;
use crate::site::budget::Loads;
use crate::site::html::Part;
use crate::site::links;
use crate::site::search::sections::{Section, sections};
use crate::site::structure::finished::Html;

/// Of every page but the embedded ones, by its path.
pub type Readings = BTreeMap<String, Arc<Reading>>;

#[derive(Debug)]
pub struct Reading {
    pub ids: Ids,
    /// Where its links and pictures lead, as they are written.
    pub targets: Vec<String>,
    pub loads: Loads,
    pub sections: Vec<Section>,
    pub structure: Html,
}

impl Reading {
    pub fn new(path: &str, parts: &[Part]) -> Self {
        Self {
            ids: Ids::read(parts),
            targets: links::targets(parts),
            loads: Loads::read(path, parts),
            sections: sections(parts),
            structure: Html::read(parts),
        }
    }
}
