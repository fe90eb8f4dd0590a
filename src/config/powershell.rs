//! PowerShell scripts: variables, fields of hash tables, and `setx`.

use std::sync::LazyLock;

use regex::Regex;

use crate::config::{Document, Format, Scalar, program};
use crate::source::Value;
use crate::tree::Written;

pub const FORMAT: Format = Format {
    name: "PowerShell",
    languages: &["powershell", "ps1", "pwsh"],
    is_named: |name| {
        [".ps1", ".psm1", ".psd1"]
            .iter()
            .any(|ending| name.ends_with(ending))
    },
    read,
};

#[expect(clippy::unwrap_used, reason = "the pattern is constant and tested")]
static ASSIGNMENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?xmi)
        (?: ^ | [;{] ) [\ \t]*
        (?: (?: (?: \[[A-Z.]+\] [\ \t]* )? \$\{? (?:env:|global:|script:|local:)? | ["'] )? (?<name>[A-Z_][A-Z0-9_]*) [}"']? [\ \t]* (?:\?\?)? =
          | \[(?:System\.)?Environment\]::SetEnvironmentVariable\( [\ \t]* ["'] (?<method>[A-Z_][A-Z0-9_]*) ["'] [\ \t]* ,
          | setx(?:\.exe)? [\ \t]+ "? (?<set>[A-Z_][A-Z0-9_]*) "? [\ \t] )
        [\ \t]*
        (?: "(?<double>(?:[^"`\n]|`[^\n]|"")*)" | '(?<single>(?:[^'\n]|'')*)' | (?<plain>[0-9]+) | (?<bare>[^\s"'$;\#@({\[]\S*) )"#,
    )
    .unwrap()
});

fn read(text: &str) -> Document {
    let mut document = Document::flat();
    let (comments, mut aside) = program::comments_and_texts(text, &program::POWERSHELL);
    // No code is in them.
    aside.extend(comments.iter().cloned());
    aside.sort_by_key(|span| span.start);
    document.comments = comments;
    for found in ASSIGNMENT.captures_iter(text) {
        let key = ["name", "set", "method"].iter().find_map(|name| found.name(name));
        let Some(key) = key else {
            continue;
        };
        let next = aside.partition_point(|span| span.end <= key.start());
        if aside.get(next).is_some_and(|span| span.start <= key.start()) {
            continue;
        }
        // A literal that an operator goes on with is no value.
        let end = found.get(0).map_or(0, |whole| whole.end());
        let behind = text[end..].trim_start_matches([' ', '\t', '\r']);
        let is_argument = found.name("method").is_some() && behind.starts_with([',', ')']);
        let is_whole = behind.is_empty() || behind.starts_with(['\n', ';', '#', '}', '/']);
        if !(is_argument || is_whole || behind.starts_with("<#")) {
            continue;
        }
        let is_set = found.name("set").is_some();
        let scalar = if let Some(double) = found.name("double") {
            let outer = double.start() - 1..double.end() + 1;
            let mut scalar = Scalar::quoted(unescape(double.as_str()), outer, 1);
            if double.as_str().contains('$') {
                scalar.value = Value::new(double.as_str());
                scalar.written = Written::Reference;
            }
            scalar
        } else if let Some(single) = found.name("single") {
            let outer = single.start() - 1..single.end() + 1;
            Scalar::quoted(single.as_str().replace("''", "'"), outer, 1)
        } else if let Some(number) = found.name("plain") {
            Scalar {
                written: Written::Number,
                ..Scalar::plain(text, number.range())
            }
        } else if let Some(bare) = found.name("bare").filter(|_| is_set) {
            Scalar::plain(text, bare.range())
        } else {
            continue;
        };
        // In a script a variable begins empty, and one of the environment is taken away so.
        document.add((0, &[]), (key.as_str(), key.range()), scalar.fallback());
    }
    document
}

fn unescape(content: &str) -> String {
    let mut text = String::with_capacity(content.len());
    let mut characters = content.chars().peekable();
    while let Some(c) = characters.next() {
        match (c, characters.peek()) {
            ('`', Some(next)) => {
                text.push(match next {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    other => *other,
                });
                characters.next();
            }
            ('"', Some('"')) => {
                text.push('"');
                characters.next();
            }
            _ => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::testing::{any_text, check, entries, written};

    #[test]
    fn variables_fields_and_setx() {
        let text = "# $env:NO = \"0\"\n$env:A = \"1 `\"x`\"\"\r\n$B='it''s' # c\n$C = 4711; $D = \"x\"\n<#\n$NO = \"1\"\n#>\n\
                    $E = \"Bearer $B\"\nsetx F \"six\"\nsetx G seven /M\n$h = @{\n  Token = \"eight\"\n}\n$NO = Get-Item x\n\
                    $t = @\"\n$NO = \"2\"\n\"@\n$I = \"\"\n$NO = \"a\" + $B\n";
        let document = read(text);
        assert_eq!(
            entries(&document, text),
            [
                "A = 1 \"x\" @ 1 `\"x`\"",
                "B = it's @ it''s",
                "C = 4711",
                "D = x",
                "E = Bearer $B",
                "F = six",
                "G = seven",
                "Token = eight",
                "I =  @ \"\"",
            ]
        );
        let written = |key| written(&document, key);
        assert_eq!(written("E"), Some(Written::Reference));
        assert_eq!(written("I"), Some(Written::Reference));
    }

    #[test]
    fn tables_on_one_line_and_methods() {
        let text = "$h = @{ Token = 'one'; 'Id' = \"2\" }\n[Environment]::SetEnvironmentVariable('A', '3', 'User')\n\
                    [System.Environment]::SetEnvironmentVariable(\"B\",\"4\")\nif ($x) { $env:C = '5' }\n${env:D}='6'\n\
                    [Environment]::SetEnvironmentVariable('E', $null)\n$env:F ??= '7'\n$NO -eq 'x'\n$env:NO += 'x'\nFoo -Token 'no'\n\
                    @'\n$env:NO = 'x'\n'@ | Out-File x\nparam([string]$NO = 'x')\n[string]$G = '8'\n";
        assert_eq!(
            entries(&read(text), text),
            [
                "Token = one",
                "Id = 2",
                "A = 3",
                "B = 4",
                "C = 5",
                "D = 6",
                "F = 7",
                "G = 8"
            ]
        );
    }

    any_text!("([AB=#'\"` \n\r\tä;$@<>]|\\$env:A = |setx A ){0,40}");
}
