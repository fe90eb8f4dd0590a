//! What XML reports share. The writer escapes what has a meaning; here goes what XML has no way to write.

use std::io::Result;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, Event};

use crate::source::clean;

/// A document with what `write` puts into it.
pub fn document(write: impl FnOnce(&mut Writer<Vec<u8>>) -> Result<()>) -> Result<String> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    write(&mut writer)?;
    let mut text = String::from_utf8_lossy(&writer.into_inner()).into_owned();
    text.push('\n');
    Ok(text)
}

/// One line, with control characters made visible and without the two that no XML may hold.
pub fn line(text: &str) -> String {
    clean(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
