//! `--format checkstyle`: XML that CI systems and editors know from Checkstyle. It has no place for what is suppressed,
//! so a comment tells how much is.

use std::io::Result;

use quick_xml::Writer;
use quick_xml::events::{BytesText, Event};

use crate::finding::{Finding, Severity};
use crate::report::{Format, Medium, RenderError, Report, human, xml};
use crate::source::clean_text;

pub const FORMAT: Format = Format {
    name: "checkstyle",
    description: "Checkstyle's XML, for CI systems and editors that read it",
    describes_rules: false,
    beginnings: &["<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version="],
    render,
};

/// Of Checkstyle, whose reports have looked so since.
const VERSION: &str = "8.0";

fn render(report: &Report, _: Medium) -> std::result::Result<String, RenderError> {
    let files = report
        .findings
        .chunk_by(|a, b| a.place.path == b.place.path)
        .filter_map(|findings| Some((&findings.first()?.place.path, findings)));
    Ok(xml::document(|writer| {
        let all = writer.create_element("checkstyle");
        all.with_attribute(("version", VERSION))
            .write_inner_content(|writer| {
                for (path, findings) in files {
                    write_file(&xml::line(&report.root.path(path)), findings, writer)?;
                }
                if let Some(suppressed) = human::suppressed(report) {
                    writer.write_event(Event::Comment(BytesText::new(&format!(" {suppressed} "))))?;
                }
                Ok(())
            })?;
        Ok(())
    })?)
}

fn write_file(path: &str, findings: &[Finding], writer: &mut Writer<Vec<u8>>) -> Result<()> {
    let file = writer.create_element("file").with_attribute(("name", path));
    file.write_inner_content(|writer| findings.iter().try_for_each(|finding| write(finding, writer)))?;
    Ok(())
}

fn write(finding: &Finding, writer: &mut Writer<Vec<u8>>) -> Result<()> {
    let mut message = clean_text(&finding.message);
    if let Some(help) = &finding.help {
        message.push_str(". ");
        message.push_str(&clean_text(help));
    }
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "info",
    };
    let error = writer.create_element("error").with_attributes([
        ("line", finding.place.start.line.to_string().as_str()),
        ("column", &finding.place.start.column.to_string()),
        ("severity", severity),
        ("message", &xml::line(&message)),
        ("source", &format!("fieldguide.{}", xml::line(&finding.rule))),
    ]);
    error.write_empty()?;
    Ok(())
}
