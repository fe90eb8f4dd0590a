//! The reader of `.env` files against what real programs make of them: `tests/dotenv/dialects.tsv`, which
//! `tests/dotenv/fill.py` fills.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use fieldguide::config::{Entry, Format, decode};

const TABLE: &str = include_str!("dotenv/dialects.tsv");

/// One row, with what each program sets the key to: nothing where it doesn't, or refuses the file.
struct Row {
    kind: &'static str,
    file: String,
    key: &'static str,
    compose: Option<String>,
    python: Option<String>,
    node: Option<String>,
    shell: Option<String>,
}

fn rows() -> Vec<Row> {
    let mut lines = TABLE.lines();
    let programs: Vec<&str> = lines.next().unwrap().split('\t').skip(3).collect();
    let names = [
        "docker compose",
        "python-dotenv",
        "node dotenv",
        "node --env-file",
        "dash",
    ];
    for (name, program) in names.iter().zip(&programs) {
        assert!(program.starts_with(name), "{program} stands where {name} belongs");
    }
    lines
        .map(|line| {
            let [kind, file, key, compose, python, node, _, shell] =
                line.split('\t').collect::<Vec<_>>().try_into().unwrap();
            Row {
                kind,
                file: serde_json::from_str(file).unwrap(),
                key,
                compose: value(compose),
                python: value(python),
                node: value(node),
                shell: value(shell),
            }
        })
        .collect()
}

fn value(cell: &str) -> Option<String> {
    match cell {
        "unset" | "error" => None,
        _ => Some(serde_json::from_str(cell).unwrap()),
    }
}

impl Row {
    /// The value that most of those have who set the key; where they are split, python-dotenv's, else node's.
    fn most(&self) -> Option<&String> {
        let readings = [&self.shell, &self.compose, &self.node, &self.python].map(Option::as_ref);
        let votes = |value| readings.iter().filter(|other| **other == Some(value)).count();
        // Of equals, the last.
        readings.into_iter().flatten().max_by_key(|value| votes(value))
    }

    /// What our reader makes of the key; of several entries the last counts, as with all programs.
    fn ours(&self) -> Option<Entry> {
        let (text, _) = decode(self.file.as_bytes());
        let document = (Format::of_file(".env").unwrap().read)(&text);
        let mut entries = document.entries.into_iter();
        entries.rfind(|entry| entry.key == self.key)
    }
}

const NAME: &str = "no shell takes this for a name, and no credential has it";
const BACK_QUOTES: &str =
    "to most they are no quotes, so they belong to the reference that is kept as written";
const TEXT_BEHIND: &str =
    "node alone takes the outermost quotes off; with text behind a quote all is kept as written";
const OPEN: &str = "to compose and python-dotenv the quote is open, and it is reported as such";
const REFERENCE: &str = "compose and the shell expand what is kept as written";

/// Where we differ from most on purpose.
const DIFFERENT: [(&str, &str); 16] = [
    ("KEY[0]=value", NAME),
    ("KEY/A=value", NAME),
    ("'KEY'=value", NAME),
    ("KEY+=value", NAME),
    ("a:b=value", NAME),
    ("$KEY=value", NAME),
    ("KEY=`${VAR}`", BACK_QUOTES),
    ("KEY=`$VAR`", BACK_QUOTES),
    ("KEY=`a$b`", BACK_QUOTES),
    ("KEY=\"a\"\"b\"", TEXT_BEHIND),
    ("KEY='a''b'", TEXT_BEHIND),
    ("KEY=\"a\" \"b\"", TEXT_BEHIND),
    ("KEY='it's'\nNEXT=1\n", TEXT_BEHIND),
    ("KEY='a\\'\nNEXT=1\n", OPEN),
    ("KEY=\"a\\\"\nNEXT=1\n", OPEN),
    ("KEY=a$b#c", REFERENCE),
];

#[test]
fn values_are_what_most_programs_make_of_them() {
    let mut wrong = Vec::new();
    for row in rows() {
        // References are kept as they are written, as node's dotenv does.
        let expected = if row.kind == "reference" {
            row.node.as_ref()
        } else {
            row.most()
        };
        let entry = row.ours();
        let ours = entry.as_ref().map(|entry| entry.value.expose());
        let is_as_most = ours == expected.map(String::as_str);
        let is_listed = DIFFERENT.iter().any(|(file, _)| *file == row.file);
        // Of a listed file, what follows in it is as most read it.
        if is_as_most == (is_listed && row.key != "NEXT") {
            wrong.push(format!(
                "{:?} {}: {ours:?}, most: {expected:?}",
                row.file, row.key
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where it is not the value that they differ on: what is a key, whether a quote is open (which is reported by itself).
const NOT_ON_VALUES: [&str; 3] = ["colon", "key", "unclosed"];

/// Differences that no credential in one line has.
const NOT_MARKED: [&str; 3] = [
    "KEY=`one\ntwo`\nNEXT=1\n",
    "KEY=value\rNEXT=1\r",
    "KEY=\u{3000}value\u{3000}",
];

#[test]
fn values_are_marked_where_compose_python_and_node_differ() {
    let mut wrong = Vec::new();
    // What follows a value that compose refuses is refused with it.
    let is_on_value = |row: &Row| !NOT_ON_VALUES.contains(&row.kind) && row.key != "NEXT";
    for row in rows().into_iter().filter(is_on_value) {
        let Some(entry) = row.ours() else { continue };
        let they_differ = row.compose != row.python || row.python != row.node;
        let is_expected = they_differ && !NOT_MARKED.contains(&row.file.as_str());
        if entry.read_differently != is_expected {
            wrong.push(format!("{:?} {}: they differ: {they_differ}", row.file, row.key));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
