//! `--format jsonl`: one JSON object a line. Findings come first, then the summary; `type` says which is which. Their
//! fields are those of `json`.

use serde::Serialize;

use crate::report::json::{Row, Summary, VERSION};
use crate::report::{Format, Medium, RenderError, Report};

pub const FORMAT: Format = Format {
    name: "jsonl",
    description: "One JSON object a line, for programs that read line by line",
    describes_rules: false,
    beginnings: &["{\"type\":\""],
    render,
};

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'a> {
    Finding(Row<'a>),
    Summary(Last),
}

#[derive(Serialize)]
struct Last {
    version: u8,
    #[serde(flatten)]
    summary: Summary,
}

fn render(report: &Report, _: Medium) -> Result<String, RenderError> {
    let findings = report.findings.iter();
    let rows = findings.map(|finding| Line::Finding(Row::new(finding, report)));
    let last = Line::Summary(Last {
        version: VERSION,
        summary: report.into(),
    });
    let mut text = String::new();
    for line in rows.chain([last]) {
        text.push_str(&serde_json::to_string(&line)?);
        text.push('\n');
    }
    Ok(text)
}
