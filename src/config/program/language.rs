//! Programming languages as data: how each writes comments, texts, types and fields, and how its files are called.
//! A new language is one more constant here, and a line in `program` and in the list of formats. Those at the end have
//! readers of their own, which only ask for comments.

/// What the lexer and the reader of assignments need to know of a language.
pub struct Language {
    /// As reports name it.
    pub name: &'static str,
    /// Languages of fenced blocks.
    pub fences: &'static [&'static str],
    /// Endings of file names.
    pub endings: &'static [&'static str],
    /// What begins a comment that ends with its line.
    pub line_comments: &'static [&'static str],
    /// Whether these do so only where a word begins: `a#b` is one word of a shell's.
    pub comments_stand_apart: bool,
    pub block_comments: &'static [(&'static str, &'static str)],
    /// Longer openings before those that they begin with.
    pub quotes: &'static [Quote],
    /// Whether letters right before a quote say how its content reads: `r"..."`, `f"..."`.
    pub has_prefixes: bool,
    /// Whether a slash where a value may stand begins a pattern that has quotes of its own.
    pub has_patterns: bool,
    /// What a text that ends with a line of its own begins with, right before its name.
    pub heredocs: &'static [&'static str],
    /// Outside these there is no program but a page's text.
    pub island: Option<(&'static str, &'static str)>,
    /// What names may begin with besides letters; it is not part of a key.
    pub sigils: &'static str,
    pub types: Types,
    /// Signs between a key and its value inside brackets, and which brackets: `token: "x"` in `{`.
    pub fields: &'static [(&'static str, &'static str)],
    /// Whether a number is a float of 64 bits, that keeps 15 digits, unless an `n` stands behind it.
    pub rounds_numbers: bool,
    /// Whether blocks are told by how far their lines are indented. (Ruby's end with a word, at the same place.)
    pub is_indented: bool,
    /// Functions that define the constant their first argument names.
    pub definers: &'static [&'static str],
    /// What only a test imports or calls, whatever its file is called.
    pub tests_with: &'static [&'static str],
}

/// Where a declaration names its type.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Types {
    /// `String x = "..."`, or nowhere.
    Before,
    /// `x: string = "..."`
    BehindColon,
    /// `x string = "..."`
    Behind,
}

/// A way to write a text.
pub struct Quote {
    pub open: &'static str,
    pub close: &'static str,
    pub escape: Escape,
    /// What in it brings in another value.
    pub hole: Option<&'static str>,
    /// Whether holes may hold texts in the same quotes, as those of JavaScript's templates do.
    pub is_nested: bool,
    pub spans_lines: bool,
    /// A character or a rune is no text.
    pub is_character: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Escape {
    Backslash,
    Backtick,
    /// The closing quote twice.
    Doubled,
    None,
}

const DOUBLE: Quote = Quote {
    open: "\"",
    close: "\"",
    escape: Escape::Backslash,
    hole: None,
    is_nested: false,
    spans_lines: false,
    is_character: false,
};
const SINGLE: Quote = Quote {
    open: "'",
    close: "'",
    ..DOUBLE
};
const CHARACTER: Quote = Quote {
    is_character: true,
    ..SINGLE
};
const TRIPLE: Quote = Quote {
    open: "\"\"\"",
    close: "\"\"\"",
    spans_lines: true,
    ..DOUBLE
};

const C_COMMENTS: &[(&str, &str)] = &[("/*", "*/")];

const C_LIKE: Language = Language {
    name: "",
    fences: &[],
    endings: &[],
    line_comments: &["//"],
    comments_stand_apart: false,
    block_comments: C_COMMENTS,
    quotes: &[DOUBLE, SINGLE],
    has_prefixes: false,
    has_patterns: false,
    heredocs: &[],
    island: None,
    sigils: "",
    types: Types::Before,
    fields: &[],
    rounds_numbers: false,
    is_indented: false,
    definers: &[],
    tests_with: &[],
};

pub const JAVASCRIPT: Language = Language {
    name: "JavaScript",
    fences: &["js", "javascript", "jsx", "mjs", "cjs"],
    endings: &["js", "jsx", "mjs", "cjs"],
    quotes: &[
        DOUBLE,
        SINGLE,
        Quote {
            open: "`",
            close: "`",
            hole: Some("${"),
            is_nested: true,
            spans_lines: true,
            ..DOUBLE
        },
    ],
    has_patterns: true,
    sigils: "$#",
    fields: &[(":", "{")],
    rounds_numbers: true,
    tests_with: &[
        "vitest",
        "@jest/",
        "jest.",
        "node:test",
        "node:assert",
        "\ndescribe(",
        "\ntest(",
        "\nit(",
        "'assert'",
        "\"assert\"",
        "@playwright/test",
        "supertest",
        "beforeEach(",
        "assert.equal(",
    ],
    ..C_LIKE
};

pub const TYPESCRIPT: Language = Language {
    name: "TypeScript",
    fences: &["ts", "typescript", "tsx"],
    endings: &["ts", "tsx", "mts", "cts"],
    types: Types::BehindColon,
    ..JAVASCRIPT
};

pub const PYTHON: Language = Language {
    name: "Python",
    fences: &["py", "python"],
    endings: &["py"],
    line_comments: &["#"],
    block_comments: &[],
    quotes: &[
        TRIPLE,
        Quote {
            open: "'''",
            close: "'''",
            ..TRIPLE
        },
        DOUBLE,
        SINGLE,
    ],
    has_prefixes: true,
    types: Types::BehindColon,
    fields: &[(":", "{")],
    is_indented: true,
    tests_with: &[
        "import pytest",
        "import unittest",
        "from unittest",
        "(TestCase)",
        "\ndef test_",
        "\nasync def test_",
        "import doctest",
        "monkeypatch",
        "MagicMock",
        "override_settings(",
    ],
    ..C_LIKE
};

pub const PHP: Language = Language {
    name: "PHP",
    fences: &["php"],
    endings: &["php"],
    line_comments: &["//", "#"],
    quotes: &[
        Quote {
            hole: Some("$"),
            spans_lines: true,
            ..DOUBLE
        },
        Quote {
            spans_lines: true,
            ..SINGLE
        },
    ],
    heredocs: &["<<<"],
    island: Some(("<?", "?>")),
    sigils: "$",
    fields: &[("=>", "[("), (":", "(")],
    definers: &["define"],
    tests_with: &["PHPUnit", "Tests\\TestCase", "extends TestCase", "uses(TestCase"],
    ..C_LIKE
};

pub const RUBY: Language = Language {
    name: "Ruby",
    fences: &["rb", "ruby"],
    endings: &["rb"],
    line_comments: &["#"],
    block_comments: &[("=begin", "=end")],
    quotes: &[
        Quote {
            hole: Some("#{"),
            ..DOUBLE
        },
        SINGLE,
    ],
    has_patterns: true,
    heredocs: &["<<~", "<<-", "<<"],
    sigils: "$@:",
    fields: &[("=>", "{(["), (":", "{([")],
    is_indented: true,
    tests_with: &[
        "RSpec",
        "rails_helper",
        "spec_helper",
        "minitest",
        "Minitest",
        "test_helper",
    ],
    ..C_LIKE
};

pub const GO: Language = Language {
    name: "Go",
    fences: &["go", "golang"],
    endings: &["go"],
    quotes: &[
        DOUBLE,
        CHARACTER,
        Quote {
            open: "`",
            close: "`",
            escape: Escape::None,
            spans_lines: true,
            ..DOUBLE
        },
    ],
    types: Types::Behind,
    fields: &[(":", "{")],
    tests_with: &["\"testing\"", "testify"],
    ..C_LIKE
};

pub const JAVA: Language = Language {
    name: "Java",
    fences: &["java"],
    endings: &["java"],
    quotes: &[TRIPLE, DOUBLE, CHARACTER],
    tests_with: &["org.junit", "org.mockito", "org.testng"],
    ..C_LIKE
};

pub const KOTLIN: Language = Language {
    name: "Kotlin",
    fences: &["kotlin", "kt", "kts"],
    endings: &["kt", "kts"],
    quotes: &[
        Quote {
            hole: Some("$"),
            escape: Escape::None,
            ..TRIPLE
        },
        Quote {
            hole: Some("$"),
            ..DOUBLE
        },
        CHARACTER,
    ],
    types: Types::BehindColon,
    fields: &[("to", "(")],
    tests_with: &["kotlin.test", "org.junit", "io.mockk", "io.kotest"],
    ..C_LIKE
};

pub const CSHARP: Language = Language {
    name: "C#",
    fences: &["csharp", "cs", "c#"],
    endings: &["cs"],
    // A preprocessor's line says nothing, and may have an apostrophe.
    line_comments: &["//", "#"],
    quotes: &[
        Quote {
            open: "$\"\"\"",
            hole: Some("{"),
            ..TRIPLE
        },
        TRIPLE,
        Quote {
            open: "$@\"",
            hole: Some("{"),
            ..VERBATIM
        },
        Quote {
            open: "@$\"",
            hole: Some("{"),
            ..VERBATIM
        },
        VERBATIM,
        Quote {
            open: "$\"",
            hole: Some("{"),
            ..DOUBLE
        },
        DOUBLE,
        CHARACTER,
    ],
    sigils: "@",
    fields: &[(":", "("), ("=>", "{")],
    tests_with: &[
        "using Xunit",
        "using NUnit",
        "using Moq",
        "Microsoft.VisualStudio.TestTools",
    ],
    ..C_LIKE
};

const VERBATIM: Quote = Quote {
    open: "@\"",
    escape: Escape::Doubled,
    spans_lines: true,
    ..DOUBLE
};

pub const HCL: Language = Language {
    line_comments: &["#", "//"],
    quotes: &[Quote {
        hole: Some("${"),
        is_nested: true,
        spans_lines: true,
        ..DOUBLE
    }],
    heredocs: &["<<-", "<<"],
    ..C_LIKE
};

pub const FISH: Language = Language {
    line_comments: &["#"],
    comments_stand_apart: true,
    block_comments: &[],
    quotes: &[
        Quote {
            spans_lines: true,
            ..DOUBLE
        },
        Quote {
            spans_lines: true,
            ..SINGLE
        },
    ],
    ..C_LIKE
};

pub const POWERSHELL: Language = Language {
    line_comments: &["#"],
    comments_stand_apart: true,
    block_comments: &[("<#", "#>")],
    quotes: &[
        Quote {
            open: "@\"",
            close: "\n\"@",
            escape: Escape::None,
            spans_lines: true,
            ..DOUBLE
        },
        Quote {
            open: "@'",
            close: "\n'@",
            escape: Escape::None,
            spans_lines: true,
            ..DOUBLE
        },
        Quote {
            escape: Escape::Backtick,
            spans_lines: true,
            ..DOUBLE
        },
        Quote {
            escape: Escape::None,
            spans_lines: true,
            ..SINGLE
        },
    ],
    ..C_LIKE
};
