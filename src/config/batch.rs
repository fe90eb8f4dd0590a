//! Batch files of Windows: `set NAME=value` and `setx NAME value`.

use std::sync::LazyLock;

use regex::Regex;

use crate::config::{Document, Format, Scalar};

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
        r#"(?xmi)
        (?: ^ | [&(] ) [\ \t]* @? [\ \t]*
        (?: set [\ \t]+ "(?<whole>[A-Z_][A-Z0-9_.-]*)=(?<inner>[^"\r\n]*)"
          | set [\ \t]+ (?<name>[A-Z_][A-Z0-9_.-]*)=(?<value>[^&|<>\r\n]*)
          | setx(?:\.exe)? [\ \t]+ "?(?<key>[A-Z_][A-Z0-9_.-]*)"? [\ \t]+ (?: "(?<quoted>[^"\r\n]*)" | (?<bare>[^\s"&|<>]+) ) )"#,
    )
    .unwrap()
});

fn read(text: &str) -> Document {
    let mut document = Document::flat();
    for found in ASSIGNMENT.captures_iter(text) {
        let group = |names: [&str; 3]| names.into_iter().find_map(|name| found.name(name));
        let (Some(key), Some(value)) = (
            group(["whole", "name", "key"]),
            group(["inner", "value", "quoted"]).or(found.name("bare")),
        ) else {
            continue;
        };
        let is_quoted = found.name("inner").is_some() || found.name("quoted").is_some();
        // In front of a further command the blank belongs to nobody.
        let end = value.start() + value.as_str().trim_end().len();
        let goes_on = text[value.end()..].starts_with(['&', '|', '<', '>']);
        let span = if goes_on {
            value.start()..end
        } else {
            value.range()
        };
        let mut scalar = Scalar::plain(text, span);
        if is_quoted {
            scalar.written = crate::tree::Written::Quoted;
        }
        // `set NAME=` takes a variable away.
        document.add((0, &[]), (key.as_str(), key.range()), scalar.fallback());
    }
    document
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::testing::{check, entries};

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

    proptest::proptest! {
        #[test]
        fn any_text_is_read_with_spans_inside_it(text in "([AB=\"%& \n\r\tä(]|set |setx A ){0,40}") {
            check(&read(&text), &text);
        }
    }
}
