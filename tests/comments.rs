//! The comments of every format, each with its mark and without its line's end.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

use fieldguide::config::{FORMATS, Format};

/// A file's name, its text, and what is a comment in it.
const FILES: &[(&str, &str, &[&str])] = &[
    (
        "a.env",
        "# one\r\n#two\nA=1 # three\nB=#no\nC='x # no' # four\nD=\"x\n# no\n\"\nE=a#no\n\t# five \n",
        &["# one", "#two", "# three", "# four", "# five"],
    ),
    (
        "a.yaml",
        "# one\r\na: b # two\r\nc: 'x # no'\nd: \"# no\"\ne: |\n  # no\nf: x#no\ng: [1, # three\n  2]\n--- # four\nh: {} # five\n",
        &["# one", "# two", "# three", "# four", "# five"],
    ),
    (
        "a.json",
        "// one\r\n{/* two\r\n*/ \"a\": \"// no /* no */\", // three\n\"b\": [/* four */], \"c\": {// five\n}} // six\n",
        &[
            "// one",
            "/* two\r\n*/",
            "// three",
            "/* four */",
            "// five",
            "// six",
        ],
    ),
    (
        "a.json5",
        "// one\n{a: '// no', b: \"\\\" // no\", /* two */}\n// three",
        &["// one", "/* two */", "// three"],
    ),
    (
        "a.jsonl",
        "{\"a\": 1} // one\n{\"b\": \"# no // no\"}\n// two\n",
        &["// one", "// two"],
    ),
    (
        "a.toml",
        "# one\r\na = 'x # no' # two\r\nb = \"\"\"\n# no\n\"\"\"\n[c] # three\nd = [ # four\n1]\n",
        &["# one", "# two", "# three", "# four"],
    ),
    (
        "a.properties",
        "# one\r\n  ! two\na = b # no\nc = d \\\n  # no\n\n#three\n",
        &["# one", "! two", "#three"],
    ),
    (
        "a.ini",
        "; one\r\n  # two\r\n[a] ; three\nb = c ; four\nd = x;no\ne = '; no' # five\nf = g\n  ; six\n  h\n\
         [program:x]\nenvironment=A=\"; no\" ; seven\n",
        &[
            "; one", "# two", "; three", "; four", "# five", "; six", "; seven",
        ],
    ),
    ("a.conf", "[a]\n# one\nb = 1 ; two\n", &["# one", "; two"]),
    (
        "a.service",
        "# one\r\n[Service]\n; two\nEnvironment=A=1 # no\nEnvironment=B=1 \\\n  # three\n  C=2\n",
        &["# one", "; two", "# three"],
    ),
    (
        "a.tf",
        "# one\r\na = \"# no\" // two\nb = \"${c(\"# no\")} # no\" /* three\n*/\nd = <<EOT\n# no\nEOT\ne = [1, # four\n2]\n",
        &["# one", "// two", "/* three\n*/", "# four"],
    ),
    (
        "Dockerfile",
        "# one\r\nFROM a # no\n  # two\nENV A=1 \\\n  # three\n  B=\"# no\"\nRUN <<EOT\n# no\nEOT\n",
        &["# one", "# two", "# three"],
    ),
    (
        "a.sh",
        "#!/bin/sh\r\nA=1 # one\nB=\"# no\" C='# no\n# no' # two\necho a#no; # three\ncat <<E\n# no\nE\n\
         cat > .env <<E\n# four\nE\nD=${#no}\n",
        &["#!/bin/sh", "# one", "# two", "# three", "# four"],
    ),
    (
        "a.fish",
        "# one\r\nset A \"# no\" # two\nset B 'x\\'# no\n# no'\nset C a#no;# three\n",
        &["# one", "# two", "# three"],
    ),
    (
        "a.ps1",
        "# one\r\n<# two\r\n$env:NO = 1\r\n#>\r\n$a = \"# no `\" # no\" # three\n$b = '# no' ;#four\n$c = @\"\n# no\n\"@\n$d = \"C:\\\" # five\nx a#no\n",
        &[
            "# one",
            "<# two\r\n$env:NO = 1\r\n#>",
            "# three",
            "#four",
            "# five",
        ],
    ),
    (
        "a.bat",
        "@echo off & REM one\r\n:: two\r\nrem set NO=1\r\n  @Rem\r\nset A=rem no\r\nset \"B=x & rem no\"\r\nremove no\r\necho (::no\r\n",
        &["REM one", ":: two", "rem set NO=1", "Rem"],
    ),
    (
        "a.xml",
        "<!-- one --><a b=\"<!-- no -->\"><!-- two\n--><c>1<!-- three --></c><![CDATA[<!-- no -->]]></a>",
        &["<!-- one -->", "<!-- two\n-->", "<!-- three -->"],
    ),
    (
        "a.http",
        "# one\r\n// two\n@a = b # no\nPOST https://h.example/#no\n# three\nA: b\n\n# no\n// no\n### four\nGET h\n",
        &["# one", "// two", "# three", "### four"],
    ),
    (
        "a.js",
        "#!/usr/bin/env node\n// one\r\nconst a = '// no', b = `/* no */`, c = /\\/* no/; /* two\n*/ x(); // three\n",
        &["#!/usr/bin/env node", "// one", "/* two\n*/", "// three"],
    ),
    ("a.ts", "const a: string = \"// no\"; // one\n", &["// one"]),
    (
        "a.py",
        "# one\r\na = '# no' # two\nb = \"\"\"\n# no\n\"\"\"\nc = f\"{d['#']}\"\n",
        &["# one", "# two"],
    ),
    (
        "a.php",
        "# no\n<?php // one\n$a = '# no'; # two\n#[No]\n/* three */ ?>// no\n<?php // four ?>\n",
        &["// one", "# two", "/* three */", "// four"],
    ),
    (
        "a.rb",
        "# one\na = \"#{b} # no\" # two\n=begin\nthree\n=end\nc = <<~E\n# no\nE\n",
        &["# one", "# two", "=begin\nthree\n=end"],
    ),
    (
        "a.go",
        "a := `// no` // one\n/* two */\n",
        &["// one", "/* two */"],
    ),
    (
        "A.java",
        "String a = \"// no\"; // one\n/** two */ char b = '\"'; // three\n",
        &["// one", "/** two */", "// three"],
    ),
    (
        "a.kt",
        "val a = \"// no\" // one\n/* two */\n",
        &["// one", "/* two */"],
    ),
    (
        "A.cs",
        "var a = @\"\\\"; // one\nvar b = \"// no\"; /* two */\n",
        &["// one", "/* two */"],
    ),
    (
        "a.md",
        "# no\n\n> ```env\n> # one\n> A=1 # two\n> ```\n\n```json\n{\"a\": 1} // three\n```\n\n```\n# no\n```\n",
        &["# one", "# two", "// three"],
    ),
    ("a.csv", "# no,b\n1,2 # no\n", &[]),
];

#[test]
fn comments_stand_where_they_were_written() {
    for (name, text, expected) in FILES {
        let document = (Format::of_file(name).unwrap().read)(text);
        let mut comments = document.comments;
        comments.sort_by_key(|span| span.start);
        let comments: Vec<_> = comments.into_iter().map(|span| &text[span]).collect();
        assert_eq!(comments, *expected, "{name}");
    }
}

#[test]
fn every_format_is_asked() {
    for format in FORMATS {
        let is_asked = FILES
            .iter()
            .any(|(name, ..)| (format.is_named)(&name.to_lowercase()));
        assert!(is_asked, "{}", format.name);
    }
}
