//! Search as it is built: the index as a script, its address on every page, and the list of everything.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use std::collections::BTreeMap;

use serde_json::Value;
use support::{Html, Sandbox, html};

fn built(sandbox: &Sandbox) -> BTreeMap<String, Vec<u8>> {
    let run = sandbox.run(&["build"]);
    assert_eq!(run.code, 0, "{}", run.transcript());
    sandbox.files("public").into_iter().collect()
}

fn text<'a>(files: &'a BTreeMap<String, Vec<u8>>, path: &str) -> &'a str {
    std::str::from_utf8(&files[path]).unwrap()
}

/// The path of the index, and what the script in it says.
fn index(files: &BTreeMap<String, Vec<u8>>) -> (&str, Value) {
    let path = files
        .keys()
        .find(|path| path.starts_with("assets/search.en."))
        .unwrap();
    let script = text(files, path);
    let string = script
        .strip_prefix("window.__search = JSON.parse('")
        .and_then(|rest| rest.strip_suffix("');\n"))
        .expect("a string in a script");
    let mut json = String::new();
    let mut characters = string.chars();
    while let Some(c) = characters.next() {
        assert!(!"'\n\r\u{2028}\u{2029}".contains(c), "{c:?} ends the string");
        json.push(match c {
            '\\' => match characters.next().unwrap() {
                'u' => {
                    let digits: String = characters.by_ref().take(4).collect();
                    char::from_u32(u32::from_str_radix(&digits, 16).unwrap()).unwrap()
                }
                c => c,
            },
            c => c,
        });
    }
    assert!(!script.contains("</"), "the script ends early");
    (path, serde_json::from_str(&json).unwrap())
}

#[test]
fn every_page_leads_to_the_index_and_to_the_list() {
    let files = built(&Sandbox::new());
    let (path, index) = index(&files);
    let mut openers = 0;
    for (page, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let page_text = std::str::from_utf8(bytes).unwrap();
        assert!(
            !page_text.contains("pending"),
            "{page} has the address that is to be filled in"
        );
        for part in html(page_text) {
            let Html::Open { attributes, .. } = part else {
                continue;
            };
            let attribute = |wanted: &str| {
                attributes
                    .iter()
                    .find(|(name, _)| name == wanted)
                    .map(|(_, value)| value.as_str())
            };
            let Some(data) = attribute("data-index") else {
                continue;
            };
            openers += 1;
            assert!(data.ends_with(path), "{page}: {data}");
            assert!(attribute("href").unwrap().ends_with("search.html"), "{page}");
            for name in ["data-script", "data-style"] {
                let asset = attribute(name).unwrap().trim_start_matches(['.', '/']);
                assert!(files.contains_key(asset), "{page}: {asset}");
            }
        }
    }
    let pages = files
        .keys()
        .filter(|path| path.ends_with(".html") && !path.starts_with("embed/"))
        .count();
    // The first page and the one for what is not there have it in their middle, too.
    assert_eq!(openers, pages + 2, "one link to search on every page");
    let urls: Vec<&str> = index["lines"][0].as_str().unwrap().split('\n').collect();
    assert_eq!(urls.len(), pages - 2, "all but 404.html and search.html");
    assert!(urls.iter().all(|url| files.contains_key(*url)));
}

#[test]
fn the_list_has_pages_other_names_codes_rules_and_terms() {
    let files = built(&Sandbox::new());
    let mut entries: Vec<(String, String)> = Vec::new();
    let mut link = None;
    for part in html(text(&files, "search.html")) {
        match part {
            Html::Open { name, attributes } if name == "a" => {
                let href = attributes.into_iter().find(|(name, _)| name == "href");
                link = href.map(|(_, href)| href);
            }
            Html::Text(text) => {
                if let Some(href) = link.take() {
                    entries.push((text.trim().to_owned(), href));
                }
            }
            _ => {}
        }
    }
    for (title, url) in [
        ("A", "#letter-a"),
        ("0–9", "#letter-0–9"),
        ("Phone Number ID", "credentials/phone-number-id.html"),
        ("From phone number ID", "credentials/phone-number-id.html"),
        ("100/33", "troubleshooting/graph-100-33.html"),
        ("waba-id-entered", "rules/waba-id-entered.html"),
        ("Phone Number ID", "glossary.html#phone-number-id"),
    ] {
        assert!(
            entries.contains(&(title.to_owned(), url.to_owned())),
            "{title} {url}"
        );
    }
    let (_, index) = index(&files);
    for url in index["lines"][0].as_str().unwrap().split('\n') {
        assert!(entries.iter().any(|(_, href)| href == url), "{url}");
    }
}

#[test]
fn the_same_guide_gives_the_same_index() {
    let read = || {
        let files = built(&Sandbox::new());
        let (path, _) = index(&files);
        (path.to_owned(), files[path].clone())
    };
    assert_eq!(read(), read());
}

#[test]
fn any_text_can_stand_in_the_index() {
    let sandbox = Sandbox::guide();
    let title = "It's \\ </script> \u{2028} 电话 \"ID\"";
    sandbox.write(
        "content/how-to/any.md",
        format!(
            "---\ntitle: '{}'\ndescription: '{}'\nalso_called: [नया फ़ोन]\n---\nText\n",
            title.replace('\'', "''"),
            title.replace('\'', "''")
        ),
    );
    let files = built(&sandbox);
    let (_, index) = index(&files);
    let titles: Vec<&str> = index["lines"][1].as_str().unwrap().split('\n').collect();
    let urls: Vec<&str> = index["lines"][0].as_str().unwrap().split('\n').collect();
    let at = urls.iter().position(|url| *url == "how-to/any.html").unwrap();
    assert_eq!(titles.len(), urls.len());
    assert_eq!(titles[at], title.split_whitespace().collect::<Vec<_>>().join(" "));
    let list = text(&files, "search.html");
    assert!(
        list.contains("id=\"letter-न\""),
        "names in other scripts have letters of their own"
    );
}
