//! Batch files of Windows: `set NAME=value` and `setx NAME value`.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::config::{Document, Format, Scalar};
use crate::source::Span;
use crate::tree::Written;

pub const FORMAT: Format = Format {
    name: "batch",
    languages: &["bat", "batch", "cmd"],
    is_named: |name| name.ends_with(".bat") || name.ends_with(".cmd"),
    read,
};

/// `set /a` computes and `set /p` asks; both begin with a slash, so that no name is found.
#[expect(clippy::unwrap_used, reason = "the pattern is constant and tested")]
static ASSIGNMENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?xi)
        (?: ^ | [&(] ) [\ \t]* @? [\ \t]*
        (?: set [\ \t]+ "(?<whole>[A-Z_][A-Z0-9_.-]*)=(?<inner>[^"\r\n]*)"
          | set [\ \t]+ (?<name>[A-Z_][A-Z0-9_.-]*)=(?<value>[^&|<>\r\n]*)
          | setx(?:\.exe)? [\ \t]+ "?(?<key>[A-Z_][A-Z0-9_.-]*)"? [\ \t]+ (?: "(?<quoted>[^"\r\n]*)" | (?<bare>[^\s"&|<>]+) ) )"#,
    )
    .unwrap()
});

#[expect(clippy::unwrap_used, reason = "the pattern is constant and tested")]
static COMMENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^[ \t]*(?<label>::.*)$|(?:^|[&(])[ \t]*@?[ \t]*(?<remark>rem(?:[ \t].*)?)$").unwrap()
});

fn read(text: &str) -> Document {
    let mut document = Document::flat();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        let comment = COMMENT.captures(content);
        let comment = comment.and_then(|found| found.name("label").or(found.name("remark")));
        // Between quotes `&` is a character.
        let comment = comment.filter(|it| line[..it.start()].matches('"').count().is_multiple_of(2));
        let code = comment.map_or(line, |comment| &line[..comment.start()]);
        document
            .comments
            .extend(comment.map(|comment| at + comment.start()..at + comment.end()));
        for found in ASSIGNMENT.captures_iter(code) {
            assignment(text, at, &found, &mut document);
        }
        at += line.len();
    }
    document
}

/// Adds what was found on the line at `start`.
fn assignment(text: &str, start: usize, found: &Captures, document: &mut Document) {
    let group = |names: [&str; 3]| names.into_iter().find_map(|name| found.name(name));
    let (Some(key), Some(value)) = (
        group(["whole", "name", "key"]),
        group(["inner", "value", "quoted"]).or(found.name("bare")),
    ) else {
        return;
    };
    let is_quoted = found.name("inner").is_some() || found.name("quoted").is_some();
    let place = |span: Span| start + span.start..start + span.end;
    let mut span = place(value.range());
    // In front of a further command the blank belongs to nobody.
    if text[span.end..].starts_with(['&', '|', '<', '>']) {
        span.end = span.start + value.as_str().trim_end().len();
    }
    let mut scalar = Scalar::plain(text, span);
    if is_quoted {
        scalar.written = Written::Quoted;
    }
    // `set NAME=` takes a variable away.
    document.add((0, &[]), (key.as_str(), place(key.range())), scalar.fallback());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::testing::{any_text, check, entries};

    #[test]
    fn assignments_of_windows() {
        let text = "@echo off\r\nrem set NO=1\r\n:: set NO=2\r\nset A=1\r\nSET \"B=two words\"\r\n@set C=%X% & set D=4\r\nset /a NO=3\r\n\
                    set /p NO=Token: \r\nsetx E five /M\r\nsetx F \"six\"\r\nif x==x ( set G=7\r\n)\r\nset H=\r\nset I=\"8\"\r\nset NO\r\n\
                    echo set NO=4\r\n";
        let document = read(text);
        check(&document, text);
        assert_eq!(
            entries(&document, text),
            [
                "A = 1",
                "B = two words",
                "C = %X%",
                "D = 4",
                "E = five",
                "F = six",
                "G = 7",
                "H =  @ H",
                "I = \"8\""
            ]
        );
    }

    any_text!("([AB=\"%& \n\r\tä(]|set |setx A ){0,40}");
}
