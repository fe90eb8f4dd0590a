//! Files that are not what their name says: each is named at the place where reading stops, in words that quote nothing of
//! it, and what stands before that place is linted all the same.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use support::Sandbox;

/// A file; where its token is empty, which is still found; and where reading it stops. `SECRETSECRET` must not be quoted,
/// and characters of several bytes stand before it.
const BROKEN: &[(&str, &str, &str, &str)] = &[
    (
        "list.yaml",
        "whatsapp_token: \"\"\né漢: [SECRETSECRET\nb: 1\n",
        "1:17",
        "3:2",
    ),
    (
        "quote.yaml",
        "whatsapp_token: \"\"\né漢: \"SECRETSECRET\n",
        "1:17",
        "2:5",
    ),
    (
        "colon.yaml",
        "whatsapp_token: \"\"\né漢: SECRETSECRET: x\n",
        "1:17",
        "2:17",
    ),
    (
        "bracket.yaml",
        "whatsapp_token: \"\"\né漢: {a: SECRETSECRET}}\n",
        "1:17",
        "2:22",
    ),
    (
        "indent.yaml",
        "whatsapp_token: \"\"\né漢:\n    a: SECRETSECRET\n  b: 1\n",
        "1:17",
        "4:3",
    ),
    (
        "alias.yaml",
        "whatsapp_token: \"\"\né漢: *SECRETSECRET\n",
        "1:17",
        "2:5",
    ),
    (
        "comma.json",
        "{\"whatsapp_token\": \"\",\n\"é漢\": \"SECRETSECRET\" \"x\": 1}\n",
        "1:3",
        "2:21",
    ),
    (
        "value.json",
        "{\"whatsapp_token\": \"\",\n\"é漢\": SECRETSECRET}\n",
        "1:3",
        "2:7",
    ),
    (
        "quote.json",
        "{\"whatsapp_token\": \"\",\n\"é漢\": \"SECRETSECRET\n}\n",
        "1:3",
        "2:7",
    ),
    (
        "open.json",
        "{\"whatsapp_token\": \"\",\n\"é漢\": [\"SECRETSECRET\"\n",
        "1:3",
        "2:7",
    ),
    (
        "behind.json",
        "{\"whatsapp_token\": \"\",\n\"é漢\": 1} SECRETSECRET\n",
        "1:3",
        "2:10",
    ),
    (
        "colon.json",
        "{\"whatsapp_token\": \"\",\n\"é漢\" \"SECRETSECRET\"}\n",
        "1:3",
        "2:6",
    ),
    (
        "quote.toml",
        "whatsapp_token = \"\"\n\"é漢\" = \"SECRETSECRET\n",
        "1:1",
        "2:21",
    ),
    (
        "bare.toml",
        "whatsapp_token = \"\"\n\"é漢\" = SECRETSECRET\n",
        "1:1",
        "2:8",
    ),
    (
        "twice.toml",
        "whatsapp_token = \"\"\n\"é漢\" = 1\n\"é漢\" = \"SECRETSECRET\"\n",
        "1:1",
        "3:1",
    ),
    (
        "table.toml",
        "whatsapp_token = \"\"\n[é漢\nx = \"SECRETSECRET\"\n",
        "1:1",
        "2:4",
    ),
    (
        "quote.env",
        "WHATSAPP_TOKEN=\nX='é漢 SECRETSECRET\n",
        "1:1",
        "2:3",
    ),
    (
        "quote.ini",
        "[a]\nwhatsapp_token =\nx = \"é漢 SECRETSECRET\n",
        "2:1",
        "3:5",
    ),
    (
        "quote.tf",
        "whatsapp_token = \"\"\nx = \"é漢 SECRETSECRET\n",
        "1:1",
        "2:1",
    ),
    (
        "block.tf",
        "whatsapp_token = \"\"\nx = [\"é漢\", SECRETSECRET\n",
        "1:1",
        "2:24",
    ),
    (
        "word.tf",
        "whatsapp_token = \"\"\nx = \"é漢\" SECRETSECRET\n",
        "1:1",
        "2:10",
    ),
    (
        "tag.xml",
        "<a><add key=\"whatsapp_token\" value=\"\"/>\n<é漢>SECRETSECRET</b></a>\n",
        "1:36",
        "2:17",
    ),
    (
        "open.xml",
        "<a><add key=\"whatsapp_token\" value=\"\"/>\n<é漢>SECRETSECRET",
        "1:36",
        "2:2",
    ),
    (
        "comment.xml",
        "<a><add key=\"whatsapp_token\" value=\"\"/>\n<é漢/><!-- SECRETSECRET",
        "1:36",
        "2:6",
    ),
    (
        "quote.csv",
        "name,whatsapp_token\né漢,\nSECRETSECRET,\"x\n",
        "2:3",
        "3:14",
    ),
    (
        "nul.sh",
        "export WHATSAPP_TOKEN=\necho é漢\0SECRETSECRET\n",
        "1:8",
        "2:8",
    ),
];

/// The same text as editors save it.
fn encodings(text: &str) -> [(&'static str, Vec<u8>); 5] {
    let lines = text.replace('\n', "\r\n");
    let units = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    [
        ("plain", text.as_bytes().to_vec()),
        ("line-ends", lines.into_bytes()),
        ("mark", [&[0xef, 0xbb, 0xbf], text.as_bytes()].concat()),
        (
            "utf-16-le",
            [&[0xff, 0xfe][..], &units(u16::to_le_bytes)].concat(),
        ),
        (
            "utf-16-be",
            [&[0xfe, 0xff][..], &units(u16::to_be_bytes)].concat(),
        ),
    ]
}

#[test]
fn a_broken_file_is_named_at_its_fault_and_linted_up_to_it() {
    let sandbox = Sandbox::new();
    let mut expected = Vec::new();
    for (name, text, token, fault) in BROKEN {
        for (directory, bytes) in encodings(text) {
            let path = format!("{directory}/{name}");
            sandbox.write(&path, bytes);
            expected.push(format!("{path}:{token} empty-access-token"));
            expected.push(format!("{path}:{fault} unparsable-file"));
        }
    }
    expected.sort();
    let mut places = sandbox.places(&[]);
    // What a broken value looks like is not the matter here.
    places.retain(|place| !place.ends_with(" malformed-access-token"));
    places.sort();
    assert_eq!(places, expected);
    for format in ["human", "json"] {
        let run = sandbox.run(&["lint", "--format", format]);
        assert!(
            !run.transcript().to_lowercase().contains("secretsecret"),
            "{}",
            run.transcript()
        );
    }
}
