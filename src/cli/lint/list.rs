//! `fieldguide lint --list-files`: which format each file is read as, and why others are not.

use anyhow::bail;
use serde::Serialize;

use crate::cli::report::ReportArguments;
use crate::cli::{Outcome, terminal};
use fieldguide::lint::discover::{Discovered, Skipped};
use fieldguide::source::clean;

#[derive(Serialize)]
struct Document {
    version: u8,
    files: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    path: String,
    /// None where the file is not read.
    format: Option<&'static str>,
    skipped: Option<String>,
}

pub fn print(found: Discovered, format: &ReportArguments) -> anyhow::Result<Outcome> {
    if !format.is("human") && !format.is("json") {
        bail!("--list-files writes no findings: its formats are human and json");
    }
    let mut rows: Vec<Row> = Vec::new();
    let mut skipped = found.skipped;
    for candidate in found.candidates {
        if candidate.is_context() {
            continue;
        }
        match candidate.read() {
            Ok(input) => rows.push(Row {
                path: clean(&input.name),
                format: Some(input.format.name),
                skipped: None,
            }),
            Err(reason) => skipped.push(reason),
        }
    }
    let has_failed = skipped.iter().any(Skipped::is_failure);
    rows.extend(skipped.into_iter().map(|it| Row {
        path: clean(&it.path),
        format: None,
        skipped: Some(it.reason.to_string()),
    }));
    rows.sort_by(|a, b| a.path.cmp(&b.path));
    let text = if format.is("json") {
        let document = Document {
            version: 1,
            files: rows,
        };
        serde_json::to_string_pretty(&document)? + "\n"
    } else {
        table(&rows)
    };
    terminal::print(&text)?;
    Ok(if has_failed {
        Outcome::Incomplete
    } else {
        Outcome::Clean
    })
}

fn table(rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.path.chars().count()).max().unwrap_or(0);
    rows.iter()
        .map(|row| match (row.format, &row.skipped) {
            (Some(format), _) => format!("{:width$}  {format}\n", row.path),
            (None, reason) => format!(
                "{:width$}  skipped: {}\n",
                row.path,
                reason.as_deref().unwrap_or_default()
            ),
        })
        .collect()
}
