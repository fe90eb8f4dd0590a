//! Every reader on texts that nobody would write: what holds for any input (the checks of `fuzz/`), and what is made to
//! exhaust the stack, the memory or the patience of a program.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

#[allow(
    dead_code,
    reason = "a fuzzer picks the format by a byte, and a test by its place"
)]
#[path = "../fuzz/src/lib.rs"]
mod checks;
#[path = "support/formats.rs"]
mod formats;

use fieldguide::config::{FORMATS, Format};
use proptest::prelude::*;

/// The smallest stack that systems give a program, in bytes. Without optimisation it holds a few hundred calls of a parser.
const STACK: usize = 1 << 20;

/// Pieces of every format in any order, and settings of this one between them.
fn any_text(format: &'static Format) -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(formats::PIECES).prop_map(str::to_owned);
    let setting = ("[a-c]{1,2}|WABA_ID|WHATSAPP_TOKEN", "[a-z0-9 äé漢$]{0,20}");
    let setting =
        setting.prop_map(move |(key, value)| (formats::syntax(format).setting)(&key, &value) + "\n");
    proptest::collection::vec(prop_oneof![2 => piece, 1 => setting], 0..30).prop_map(move |parts| {
        let syntax = formats::syntax(format);
        [syntax.start, &parts.concat(), syntax.end].concat()
    })
}

/// A format's place in the registry, and a text.
fn any_file() -> impl Strategy<Value = (usize, String)> {
    (0..FORMATS.len()).prop_flat_map(|at| any_text(&FORMATS[at]).prop_map(move |text| (at, text)))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn what_is_read_stands_where_it_is_said_to_stand((format, text) in any_file()) {
        checks::read(&FORMATS[format], &text);
    }

    #[test]
    fn any_bytes_are_a_text(bytes in proptest::collection::vec(any::<u8>(), 0..40), mark in "\u{feff}?") {
        checks::decode(&bytes);
        checks::decode(&[mark.as_bytes(), &bytes].concat());
        checks::decode(&[&[0xff, 0xfe], &bytes[..]].concat());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn what_is_linted_is_not_shown((format, text) in any_file()) {
        checks::lint(&FORMATS[format], text.as_bytes());
    }
}

/// What may be nested, or may be looked for again and again.
const OPENERS: &[&str] = &[
    "[",
    "{",
    "(",
    "\"",
    "'",
    "`",
    "<a>",
    "<a b=\"",
    "<!--",
    "- ",
    "$(",
    "${",
    "${a:-",
    "{{",
    "a.",
    "a: ",
    "? ",
    "<<EOF\n",
    "&a [*a,*a]\n",
    "\\",
    "{a=",
    "{\"a\":",
    "[[a]]\n",
    "((",
    "!a ",
    "-",
    "!",
    "1+",
    "a(",
    "%{",
];

#[test]
fn twenty_thousand_openers_take_little_stack() {
    let threads: Vec<_> = FORMATS
        .iter()
        .map(|format| {
            let read = move || {
                let setting = (formats::syntax(format).setting)("a", "");
                let key = setting.trim_end_matches(['"', '/', '>']);
                for opener in OPENERS {
                    let text = opener.repeat(20_000);
                    checks::read(format, &text);
                    checks::read(format, &format!("{key}{text}"));
                }
            };
            let thread = std::thread::Builder::new().name(format.name.to_owned());
            thread.stack_size(STACK).spawn(read).unwrap()
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

/// Ten aliases of ten aliases, ten times: what each stands for is read once, where it is defined.
#[test]
fn aliases_of_aliases_are_no_bomb() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for at in 1..10 {
        let alias = format!("*a{}", at - 1);
        text += &format!("a{at}: &a{at} [{}]\n", vec![alias; 10].join(", "));
    }
    text += "whatsapp_token: *a9\n";
    let document = (Format::of_file("a.yaml").unwrap().read)(&text);
    assert_eq!(document.problems.len(), 0);
    assert_eq!(document.entries.len(), 1);
}

/// A name above a hundred thousand keys is part of each key's path.
#[test]
fn long_and_deep_names_take_no_more_memory_than_their_file() {
    let long = "a".repeat(100_000);
    let keys = |setting: &str| setting.repeat(2_000);
    let deep = |open: &str, close: &str| open.repeat(60) + &keys("\"k\":1,").repeat(20) + &close.repeat(60);
    for (file, text) in [
        ("a.json", format!("{{\"{long}\":{{{}}}}}", keys("\"k\":1,"))),
        ("a.json", format!("{{{}}}", deep("\"a\":{", "},"))),
        ("a.yaml", format!("{long}:\n{}", keys("  - k: 1\n"))),
        (
            "a.toml",
            format!(
                "[{long}]\n{}",
                (0..2_000).map(|at| format!("k{at} = 1\n")).collect::<String>()
            ),
        ),
        ("a.ini", format!("[{long}]\n{}", keys("k = 1\n"))),
        ("a.csv", format!("{long}\n{}", keys("1\n"))),
        ("a.xml", format!("<{long}>{}</{long}>", keys("<k>1</k>"))),
        (
            "a.tf",
            format!("b \"{long}\" {{\n{}}}\n", keys("c {\nk = 1\n}\n")),
        ),
    ] {
        let document = (Format::of_file(file).unwrap().read)(&text);
        let paths: usize = document.entries.iter().map(|entry| entry.key_path().len()).sum();
        assert!(paths < 1 << 24, "{file}: {paths} bytes");
        assert_eq!(document.problems.len(), 1, "{file}");
    }
}
