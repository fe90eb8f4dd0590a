//! `--format junit`: a test suite for each file in which something was found. Errors and warnings are tests that failed;
//! hints are tests that passed and said something; what is suppressed is skipped.

use std::collections::BTreeMap;
use std::io::Result;

use quick_xml::Writer;
use quick_xml::events::BytesText;

use crate::finding::{Finding, Severity, Suppressed};
use crate::report::human::{self, DEFAULT_WIDTH};
use crate::report::{Format, Medium, RenderError, Report, UniqueNames, xml};
use crate::source::clean_text;

pub const FORMAT: Format = Format {
    name: "junit",
    description: "JUnit's XML, for the test reports of most CI systems",
    describes_rules: false,
    beginnings: &["<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"fieldguide\">"],
    render,
};

#[derive(Default)]
struct Suite<'a> {
    findings: Vec<&'a Finding>,
    suppressed: Vec<&'a Suppressed>,
}

fn render(report: &Report, _: Medium) -> std::result::Result<String, RenderError> {
    let mut suites: BTreeMap<&str, Suite> = BTreeMap::new();
    for finding in &report.findings {
        let suite = suites.entry(&finding.place.path).or_default();
        suite.findings.push(finding);
    }
    for suppressed in &report.suppressed {
        let suite = suites.entry(&suppressed.finding.place.path).or_default();
        suite.suppressed.push(suppressed);
    }
    Ok(xml::document(|writer| {
        let all = writer.create_element("testsuites");
        all.with_attribute(("name", "fieldguide"))
            .write_inner_content(|writer| {
                if suites.is_empty() {
                    write_clean(report, writer)?;
                }
                suites
                    .iter()
                    .try_for_each(|(path, suite)| suite.write(path, report, writer))
            })?;
        Ok(())
    })?)
}

/// Where nothing was found: some CI systems take a report without tests for a broken one.
fn write_clean(report: &Report, writer: &mut Writer<Vec<u8>>) -> Result<()> {
    let files = human::counted(report.summary.files_scanned, "file");
    let name = format!("nothing found in {files}");
    write_suite("fieldguide", [1, 0, 0], writer, |writer| {
        let test = writer.create_element("testcase");
        test.with_attributes([("classname", "fieldguide"), ("name", name.as_str())])
            .write_empty()?;
        Ok(())
    })
}

/// `counts` are of all tests, of those that failed, and of those that were skipped.
fn write_suite(
    name: &str,
    counts: [usize; 3],
    writer: &mut Writer<Vec<u8>>,
    write: impl FnOnce(&mut Writer<Vec<u8>>) -> Result<()>,
) -> Result<()> {
    let [tests, failures, skipped] = counts.map(|count| count.to_string());
    let suite = writer.create_element("testsuite").with_attributes([
        ("name", name),
        ("tests", &tests),
        ("failures", &failures),
        ("errors", "0"),
        ("skipped", &skipped),
    ]);
    suite.write_inner_content(write)?;
    Ok(())
}

impl Suite<'_> {
    fn write(&self, path: &str, report: &Report, writer: &mut Writer<Vec<u8>>) -> Result<()> {
        let failed = self.findings.iter().filter(|finding| has_failed(finding)).count();
        let tests = self.findings.len() + self.suppressed.len();
        let path = xml::line(&report.root.path(path));
        let mut names = UniqueNames::default();
        write_suite(&path, [tests, failed, self.suppressed.len()], writer, |writer| {
            for finding in &self.findings {
                write_test(&path, &names.of(finding), writer, |writer| {
                    write_result(finding, report, writer)
                })?;
            }
            for suppressed in &self.suppressed {
                let name = names.of(&suppressed.finding);
                write_test(&path, &name, writer, |writer| write_skipped(suppressed, writer))?;
            }
            Ok(())
        })
    }
}

fn has_failed(finding: &Finding) -> bool {
    finding.severity > Severity::Hint
}

/// Tests are known by their names, so each has one of its own that is the same from run to run.
fn write_test(
    path: &str,
    name: &str,
    writer: &mut Writer<Vec<u8>>,
    write: impl FnOnce(&mut Writer<Vec<u8>>) -> Result<()>,
) -> Result<()> {
    let test = writer.create_element("testcase");
    test.with_attributes([("classname", path), ("name", xml::line(name).as_str())])
        .write_inner_content(write)?;
    Ok(())
}

fn write_result(finding: &Finding, report: &Report, writer: &mut Writer<Vec<u8>>) -> Result<()> {
    let frame = human::plain_frame(finding, report, DEFAULT_WIDTH);
    let lines: Vec<String> = frame.lines().map(xml::line).collect();
    let text = format!("\n{}\n", lines.join("\n"));
    let message = xml::line(&clean_text(&finding.message));
    let element = if has_failed(finding) {
        let failure = writer.create_element("failure");
        failure.with_attributes([("type", finding.severity.name()), ("message", &message)])
    } else {
        writer.create_element("system-out")
    };
    element.write_text_content(BytesText::new(&text))?;
    Ok(())
}

fn write_skipped(suppressed: &Suppressed, writer: &mut Writer<Vec<u8>>) -> Result<()> {
    let message = xml::line(&human::suppressed_as(suppressed));
    let skipped = writer.create_element("skipped");
    skipped
        .with_attribute(("message", message.as_str()))
        .write_empty()?;
    Ok(())
}
