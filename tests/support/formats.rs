//! What each format's settings look like, and texts that are made to take long. Tests, benches and fuzzing share it; a
//! new format of the registry is taken for lines of `key=value` until it has a syntax here.

#![allow(
    dead_code,
    reason = "each test file is a crate of its own and uses its part of this"
)]

use fieldguide::config::Format;

/// How a format writes a list of settings.
pub struct Syntax {
    pub start: &'static str,
    pub setting: fn(key: &str, value: &str) -> String,
    pub between: &'static str,
    pub end: &'static str,
}

/// Lines that need nothing around them.
const fn lines(setting: fn(&str, &str) -> String) -> Syntax {
    Syntax {
        start: "",
        setting,
        between: "\n",
        end: "\n",
    }
}

pub fn syntax(format: &Format) -> Syntax {
    match format.name {
        "YAML" => lines(|key, value| format!("{key}: {value}")),
        "JSON" => Syntax {
            start: "{",
            setting: |key, value| format!("\"{key}\": \"{value}\""),
            between: ",\n",
            end: "}\n",
        },
        "TOML" => lines(|key, value| format!("{key} = \"{value}\"")),
        "INI" => Syntax {
            start: "[a]\n",
            ..lines(|key, value| format!("{key} = {value}"))
        },
        "HCL" => lines(|key, value| format!("{key} = \"{value}\"")),
        "Dockerfile" => lines(|key, value| format!("ENV {key}={value}")),
        "PowerShell" => lines(|key, value| format!("$env:{key} = \"{value}\"")),
        "systemd" => Syntax {
            start: "[Service]\n",
            ..lines(|key, value| format!("Environment={key}={value}"))
        },
        "CSV" => Syntax {
            start: "key,WHATSAPP_ACCESS_TOKEN\n",
            ..lines(|key, value| format!("{key},{value}"))
        },
        "XML" => Syntax {
            start: "<a>\n",
            end: "</a>\n",
            ..lines(|key, value| format!("<add key=\"{key}\" value=\"{value}\"/>"))
        },
        "HTTP" => lines(|key, value| format!("@{key}={value}")),
        _ => lines(|key, value| format!("{key}={value}")),
    }
}

impl Syntax {
    pub fn file(&self, settings: impl Iterator<Item = (String, String)>) -> String {
        let settings: Vec<String> = settings
            .map(|(key, value)| (self.setting)(&key, &value))
            .collect();
        [self.start, &settings.join(self.between), self.end].concat()
    }
}

/// What opens, quotes, escapes, refers, comments or repeats in one format or another.
pub const PIECES: &[&str] = &[
    "[",
    "{",
    "(",
    "<",
    "<a>",
    "<a b=\"",
    "<a:",
    "</",
    "<!--",
    "<![CDATA[",
    "<!",
    "<?",
    "<!DOCTYPE a [",
    "&lt;",
    "&",
    "\"",
    "'",
    "`",
    "\"\"\"",
    "'''",
    "\\",
    "\\\"",
    "\\u",
    "\\\n",
    "`\n",
    "^",
    "- ",
    "-\n",
    "? ",
    ": ",
    "| ",
    ">",
    "!a ",
    "&a ",
    "*a ",
    "&a [*a,*a]\n",
    "a.",
    "a.a=1\n",
    "[a]\n",
    "[[a]]\n",
    "[a.a]\n",
    "{a=",
    "{a:",
    "{\"a\":",
    "[[",
    "{{",
    "{%",
    "<%",
    "{{}}",
    "@a@",
    "@",
    "$",
    "$(",
    "${",
    "${a:-",
    "$a",
    "#{",
    "%{",
    "<<E\n",
    "<<-E ",
    "<<E <<F ",
    "@\"\n",
    "@'\n",
    "<#",
    "#",
    "# a\n",
    "// a\n",
    "/*",
    "/**/",
    "; ",
    ";",
    ",",
    ",\n",
    "=",
    "=\n",
    "a=",
    "a =",
    "a:",
    "a: ",
    "a b ",
    "a ",
    "\n",
    "\r\n",
    "\r",
    "\t",
    " ",
    "\n ",
    " \n",
    "---\n",
    "...\n",
    "%",
    "\u{0}",
    "\u{feff}",
    "ä",
    "漢",
    "\u{1f512}",
    "0",
    "-",
    "1e",
    "a\n",
    "export ",
    "if ",
    "ENV a ",
    "ENV a=",
    "RUN <<E\n",
    "docker run -e a=",
    "curl http://",
    "data:\n  .env: |\n    ",
    "EOF\n",
    "case a in a) ",
];

/// A text of about `size` bytes with the name of its shape.
pub struct Shape {
    pub name: String,
    pub text: String,
}

/// Every way to be large: plain, and with each piece again and again.
pub fn shapes(format: &Format, size: usize) -> impl Iterator<Item = Shape> {
    let syntax = syntax(format);
    let setting = (syntax.setting)("key000000", "value").len() + syntax.between.len();
    let numbered = move |value: &'static str| {
        let count = size / (setting + value.len());
        syntax_file(
            format,
            (0..count).map(|at| (format!("key{at:06}"), value.to_owned())),
        )
    };
    let plain = [
        ("keys", numbered("value")),
        ("keys on one line", numbered("value").replace('\n', " ")),
        ("keys without values", numbered("")),
        ("comments", "# a comment of some words\n".repeat(size / 26)),
        ("commented settings", numbered("value").replace("key", "# key")),
        (
            "one value",
            syntax.file([("key".to_owned(), "a".repeat(size))].into_iter()),
        ),
        (
            "one key",
            syntax.file([("a".repeat(size), "value".to_owned())].into_iter()),
        ),
        (
            "one wide value",
            syntax.file([("key".to_owned(), "漢".repeat(size / 3))].into_iter()),
        ),
        ("wide values", numbered("漢字")),
    ];
    let plain = plain.into_iter().map(|(name, text)| Shape {
        name: name.to_owned(),
        text,
    });
    plain.chain(PIECES.iter().flat_map(move |piece| repeated(format, piece, size)))
}

fn syntax_file(format: &Format, settings: impl Iterator<Item = (String, String)>) -> String {
    syntax(format).file(settings)
}

/// One piece again and again: alone, as a value, behind the key of each setting, and on a line of its own.
fn repeated(format: &Format, piece: &'static str, size: usize) -> impl Iterator<Item = Shape> {
    let syntax = syntax(format);
    let setting = (syntax.setting)("key000000", piece).len() + syntax.between.len();
    let raw = |at: usize| {
        // The value's quotes are left away, so that the piece is what the grammar sees.
        let written = (syntax.setting)(&format!("key{at:06}"), "VALUE");
        let at = written.find("VALUE").unwrap_or(written.len());
        written[..at].trim_end_matches('"').to_owned()
    };
    let values = (0..size / setting).map(|at| (format!("key{at:06}"), piece.to_owned()));
    let unquoted: String = (0..size / setting).map(|at| raw(at) + piece + "\n").collect();
    [
        ("", piece.repeat(size / piece.len())),
        (
            "value of ",
            syntax.start.to_owned() + &raw(0) + &piece.repeat(size / piece.len()),
        ),
        (
            "closed value of ",
            syntax.file([("key".to_owned(), piece.repeat(size / piece.len()))].into_iter()),
        ),
        ("values ", syntax.file(values)),
        ("bare values ", syntax.start.to_owned() + &unquoted),
        ("lines of ", format!("{piece}\n").repeat(size / (piece.len() + 1))),
        (
            "second ",
            syntax.start.to_owned() + &raw(0) + "\n" + &piece.repeat(size / piece.len()),
        ),
    ]
    .map(|(context, text)| Shape {
        name: format!("{context}{piece:?}"),
        text,
    })
    .into_iter()
}
