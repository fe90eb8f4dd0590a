//! `--format github`: workflow commands, which GitHub Actions shows as annotations beside the changed lines.

use crate::finding::{Finding, Severity};
use crate::report::human::counted;
use crate::report::root::Location;
use crate::report::{Format, Medium, RenderError, Report};
use crate::source::{clean, clean_text};

pub const FORMAT: Format = Format {
    name: "github",
    description: "Annotations for GitHub Actions",
    describes_rules: false,
    beginnings: &["::error ", "::warning ", "::notice "],
    render,
};

/// So many annotations of each kind does GitHub show of a step.
const SHOWN: usize = 10;

fn render(report: &Report, _: Medium) -> Result<String, RenderError> {
    let mut text = String::new();
    for finding in &report.findings {
        text.push_str(&command(finding, report));
        text.push('\n');
    }
    let summary = report.summary;
    for (count, noun) in [
        (summary.errors, "error"),
        (summary.warnings, "warning"),
        (summary.hints, "hint"),
    ] {
        if count > SHOWN {
            let hidden = counted(count - SHOWN, noun);
            text.push_str(&format!(
                "fieldguide: GitHub shows {SHOWN} {noun}s of a step beside the code; {hidden} more stand only in this log\n"
            ));
        }
    }
    Ok(text)
}

fn command(finding: &Finding, report: &Report) -> String {
    let kind = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "notice",
    };
    let mut properties = place(finding, report);
    properties.push(format!(
        "title={}",
        property(&format!("fieldguide ({})", finding.rule))
    ));
    // In the log stands only the message, so it names the place, too.
    let place = &finding.place;
    let mut message = format!(
        "{}:{}:{}: {}",
        data(&report.root.path(&place.path)),
        place.start.line,
        place.start.column,
        data(&clean_text(&finding.message))
    );
    if let Some(help) = &finding.help {
        message.push_str(&format!("%0Ahelp: {}", data(&clean_text(help))));
    }
    if let Some(url) = &finding.url {
        message.push_str(&format!("%0Apage: {}", data(url)));
    }
    format!("::{kind} {}::{message}", properties.join(","))
}

/// GitHub wants columns only where one line is marked.
fn place(finding: &Finding, report: &Report) -> Vec<String> {
    let (start, end) = (finding.place.start, finding.place.end);
    let path = match report.root.locate(&finding.place.path) {
        Location::Below(path) | Location::Outside(path) => path,
        Location::Nowhere => return Vec::new(),
    };
    let mut properties = vec![
        format!("file={}", property(&path)),
        format!("line={}", start.line),
        format!("endLine={}", end.line),
    ];
    if start.line == end.line {
        properties.push(format!("col={}", start.column));
        properties.push(format!("endColumn={}", end.column));
    }
    properties
}

/// A text behind the `::`. The runner takes back what is replaced here; what else could steer a terminal is cleaned.
fn data(text: &str) -> String {
    let escaped = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    clean(&escaped)
}

/// A text between commas.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_cannot_end_a_command_or_begin_one() {
        assert_eq!(
            data("100%\r\n::error::x\u{1b}[31m"),
            "100%25%0D%0A::error::x\u{241b}[31m"
        );
        assert_eq!(property("a:b,c%2C"), "a%3Ab%2Cc%252C");
    }
}
