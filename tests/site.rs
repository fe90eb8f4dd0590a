//! The help site as its readers and its server meet it: built from the default guide in an empty directory, and read
//! by a small reader of HTML that shares nothing with the one that wrote it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use fieldguide::config::Format;
use support::{Html, Sandbox, html, text_of};

/// Every page of a site by its path, as it was built.
struct Site {
    files: BTreeMap<String, Vec<u8>>,
    pages: BTreeMap<String, Vec<Html>>,
}

impl Site {
    fn build() -> Self {
        let sandbox = Sandbox::new();
        let run = sandbox.run(&["build"]);
        assert_eq!(run.code, 0, "{}", run.transcript());
        let files = sandbox.files("public");
        let pages: BTreeMap<String, Vec<Html>> = files
            .iter()
            .filter(|(path, _)| path.ends_with(".html"))
            .map(|(path, bytes)| (path.clone(), html(std::str::from_utf8(bytes).unwrap())))
            .collect();
        assert!(pages.len() > 40, "the site has {} pages", pages.len());
        Self { files, pages }
    }

    fn text(&self, path: &str) -> String {
        let bytes = self
            .files
            .get(path)
            .unwrap_or_else(|| panic!("there is no {path}"));
        text_of(std::str::from_utf8(bytes).unwrap())
    }

    /// Page, tag and its attributes, for every tag of every page.
    fn tags(&self) -> impl Iterator<Item = (&str, &str, HashMap<&str, &str>)> {
        self.pages.iter().flat_map(|(path, parts)| {
            parts.iter().filter_map(move |part| match part {
                Html::Open { name, attributes } => Some((
                    path.as_str(),
                    name.as_str(),
                    attributes
                        .iter()
                        .map(|(key, value)| (key.as_str(), value.as_str()))
                        .collect(),
                )),
                _ => None,
            })
        })
    }
}

/// The path on the site that a link of a page leads to, and its anchor; nothing for links to other sites.
fn target(from: &str, link: &str) -> Option<(String, Option<String>)> {
    if link.starts_with("https://") || link.starts_with("http://") || link.starts_with("mailto:") {
        return None;
    }
    let (path, anchor) = match link.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor.to_owned())),
        None => (link, None),
    };
    if path.is_empty() {
        return Some((from.to_owned(), anchor));
    }
    let mut steps: Vec<&str> = from.split('/').collect();
    steps.pop();
    let path = match path.strip_prefix('/') {
        Some(path) => {
            steps.clear();
            path
        }
        None => path,
    };
    for step in path.split('/') {
        match step {
            "." => {}
            ".." => assert!(steps.pop().is_some(), "{link} of {from} leads out of the site"),
            step => steps.push(step),
        }
    }
    let path = steps.join("/");
    // A server shows a directory's page.
    let path = if path.is_empty() || path.ends_with('/') {
        path + "index.html"
    } else {
        path
    };
    Some((path, anchor))
}

/// Not the page for what is not there, nor what a CRM shows in a drawer of its own.
fn is_for_readers(path: &str) -> bool {
    path != "404.html" && !path.starts_with("embed/")
}

#[test]
fn every_link_leads_to_a_file_and_every_anchor_to_an_id() {
    let site = Site::build();
    let ids: BTreeSet<(&str, &str)> = site
        .tags()
        .filter_map(|(path, _, tag)| Some((path, *tag.get("id")?)))
        .collect();
    let mut dead = Vec::new();
    let mut count = 0;
    for (path, _, tag) in site.tags() {
        for link in ["href", "src"].iter().filter_map(|key| tag.get(key)) {
            let Some((to, anchor)) = target(path, link) else {
                continue;
            };
            count += 1;
            let is_there = site.files.contains_key(&to)
                && anchor.is_none_or(|anchor| ids.contains(&(to.as_str(), anchor.as_str())));
            if !is_there {
                dead.push(format!("{path}: {link}"));
            }
        }
    }
    assert_eq!(dead, Vec::<String>::new());
    assert!(count > 1000, "only {count} links were found");
}

#[test]
fn no_page_is_an_island() {
    let site = Site::build();
    let mut reached = BTreeSet::from(["index.html".to_owned()]);
    let mut open = vec!["index.html".to_owned()];
    while let Some(page) = open.pop() {
        for (path, _, tag) in site.tags() {
            if path != page {
                continue;
            }
            if let Some((to, _)) = tag.get("href").and_then(|link| target(path, link))
                && to.ends_with(".html")
                && reached.insert(to.clone())
            {
                open.push(to);
            }
        }
    }
    let islands: Vec<&String> = site
        .pages
        .keys()
        .filter(|path| is_for_readers(path) && !reached.contains(*path))
        .collect();
    assert_eq!(islands, Vec::<&String>::new());
}

/// The site must work below any path and from disk. Only the page for what is not there is shown at any address.
#[test]
fn pages_link_to_each_other_relatively() {
    let site = Site::build();
    for (path, name, tag) in site.tags() {
        for link in ["href", "src"].iter().filter_map(|key| tag.get(key)) {
            let is_canonical = name == "link" && tag.get("rel") == Some(&"canonical");
            if is_canonical {
                assert!(link.starts_with("https://fieldguide.example/"), "{path}: {link}");
            } else if path == "404.html" {
                // Its second style sheet is for reading it from disk.
                let is_fallback = tag.get("rel") == Some(&"stylesheet");
                assert!(link.starts_with(['/', '#']) || is_fallback, "{path}: {link}");
            } else {
                assert!(!link.starts_with('/'), "{path}: {link}");
                assert!(!link.contains("fieldguide.example"), "{path}: {link}");
            }
        }
    }
}

/// So that a strict Content-Security-Policy can be set, and nothing is fetched from elsewhere.
#[test]
fn pages_hold_no_inline_code_and_load_nothing_from_elsewhere() {
    let site = Site::build();
    for (path, name, tag) in site.tags() {
        assert!(name != "style" && name != "iframe", "{path} has <{name}>");
        assert!(
            // Data is not run.
            name != "script" || tag.contains_key("src") || tag.get("type") == Some(&"application/ld+json"),
            "{path} has an inline script"
        );
        for (key, value) in &tag {
            assert!(
                *key != "style" && !key.starts_with("on"),
                "{path}: {key} of <{name}>"
            );
            let is_loaded =
                *key == "src" || (name == "link" && *key == "href" && tag.get("rel") != Some(&"canonical"));
            assert!(!is_loaded || !value.contains("://"), "{path} loads {value}");
            assert!(
                !value.trim_start().to_lowercase().starts_with("javascript:"),
                "{path}: {value}"
            );
        }
    }
    for (path, bytes) in site.files.iter().filter(|(path, _)| path.ends_with(".css")) {
        let css = String::from_utf8_lossy(bytes);
        assert!(
            !css.contains("@import") && !css.contains("://"),
            "{path} loads something from elsewhere"
        );
    }
}

#[test]
fn every_page_has_what_browsers_search_engines_and_screen_readers_want() {
    let site = Site::build();
    let mut titles: HashMap<String, &str> = HashMap::new();
    for (path, parts) in &site.pages {
        let tags: Vec<(&str, HashMap<&str, &str>)> = site
            .tags()
            .filter(|(page, ..)| page == path)
            .map(|(_, name, tag)| (name, tag))
            .collect();
        let count = |wanted: &str| tags.iter().filter(|(name, _)| *name == wanted).count();
        let meta = |name: &str| {
            tags.iter()
                .find(|(tag, attributes)| *tag == "meta" && attributes.get("name") == Some(&name))
                .and_then(|(_, attributes)| attributes.get("content").copied())
                .unwrap_or_default()
        };
        let bytes = &site.files[path];
        assert!(bytes.starts_with(b"<!doctype html>"), "{path} has no doctype");
        for once in ["html", "head", "title", "body", "main", "h1"] {
            assert_eq!(count(once), 1, "{path}: <{once}>");
        }
        let lang = tags
            .iter()
            .find(|(name, _)| *name == "html")
            .and_then(|(_, tag)| tag.get("lang").copied());
        assert_eq!(lang, Some("en"), "{path}");
        assert!(
            tags.iter().any(|(_, tag)| tag.get("charset") == Some(&"utf-8")),
            "{path} has no charset"
        );
        assert!(!meta("description").is_empty(), "{path} has no description");
        assert_eq!(meta("viewport"), "width=device-width, initial-scale=1", "{path}");

        let at = parts
            .iter()
            .position(|part| matches!(part, Html::Open { name, .. } if name == "title"))
            .unwrap();
        let Html::Text(title) = &parts[at + 1] else {
            panic!("{path} has an empty title")
        };
        assert!(title.len() > " · WhatsApp credentials".len(), "{path}: {title}");
        if is_for_readers(path)
            && let Some(other) = titles.insert(title.clone(), path)
        {
            panic!("{path} and {other} have one title: {title}");
        }

        let mut ids = BTreeSet::new();
        let mut level = 1;
        for (name, tag) in &tags {
            if let Some(id) = tag.get("id") {
                assert!(
                    !id.is_empty() && ids.insert(*id),
                    "{path} has the id {id:?} twice"
                );
            }
            if let Some(next) = name.strip_prefix('h').and_then(|digit| digit.parse::<u8>().ok()) {
                assert!(next <= level + 1, "{path} goes from <h{level}> to <{name}>");
                level = next;
            }
            if *name == "img" {
                assert!(tag.contains_key("alt"), "{path} has an image without a text");
            }
            if *name == "th" {
                assert!(
                    tag.contains_key("scope"),
                    "{path} has a table's heading without a scope"
                );
            }
        }
    }
}

/// What is opened is closed, in order; otherwise browsers guess.
#[test]
fn every_tag_is_closed_in_order() {
    const VOID: [&str; 8] = ["!doctype", "br", "hr", "img", "input", "link", "meta", "wbr"];
    for (path, parts) in &Site::build().pages {
        let mut open: Vec<&str> = Vec::new();
        for part in parts {
            match part {
                Html::Open { name, .. } if !VOID.contains(&name.as_str()) => open.push(name),
                Html::Close(name) => assert_eq!(open.pop(), Some(name.as_str()), "{path}: inside {open:?}"),
                _ => {}
            }
        }
        assert_eq!(open, Vec::<&str>::new(), "{path}");
    }
}

#[test]
fn the_sitemap_lists_every_page_by_its_address() {
    let site = Site::build();
    let sitemap = String::from_utf8(site.files["sitemap.xml"].clone()).unwrap();
    let listed: BTreeSet<String> = sitemap
        .split("<loc>")
        .skip(1)
        .map(|part| part.split_once("</loc>").unwrap().0.to_owned())
        .collect();
    let pages: BTreeSet<String> = site
        .pages
        .keys()
        // The list of all pages is no answer to what anybody asks a search engine.
        .filter(|path| is_for_readers(path) && *path != "search.html")
        .map(|path| {
            let path = if path.ends_with("index.html") {
                path.trim_end_matches("index.html")
            } else {
                path
            };
            format!("https://fieldguide.example/{path}")
        })
        .collect();
    assert_eq!(listed, pages);
    assert_eq!(sitemap.matches("<loc>").count(), pages.len());
    // The same address that the page itself names.
    for (path, name, tag) in site.tags() {
        if name == "link" && tag.get("rel") == Some(&"canonical") {
            assert!(listed.contains(tag["href"]), "{path}: {}", tag["href"]);
        }
    }
}

#[test]
fn robots_are_welcome_and_told_where_the_sitemap_is() {
    let site = Site::build();
    insta::assert_snapshot!(String::from_utf8(site.files["robots.txt"].clone()).unwrap(), @r"
    User-agent: *
    Allow: /
    Sitemap: https://fieldguide.example/sitemap.xml
    ");
}

#[test]
fn a_site_that_is_published_nowhere_has_no_absolute_address() {
    let sandbox = Sandbox::guide();
    sandbox.replace("fieldguide.yaml", "  url: https://fieldguide.example/\n", "");
    assert_eq!(sandbox.run(&["build"]).code, 0);
    let files = sandbox.files("public");
    assert!(!files.contains_key("sitemap.xml"));
    for (path, bytes) in &files {
        assert!(
            !String::from_utf8_lossy(bytes).contains("fieldguide.example"),
            "{path}"
        );
    }
    assert_eq!(
        String::from_utf8_lossy(&files["robots.txt"]),
        "User-agent: *\nAllow: /\n"
    );
}

#[test]
fn a_site_below_a_path_has_its_404_page_link_there() {
    let sandbox = Sandbox::guide();
    sandbox.replace(
        "fieldguide.yaml",
        "url: https://fieldguide.example/\n",
        "url: https://example.com/help/wa\n",
    );
    assert_eq!(sandbox.run(&["build"]).code, 0);
    assert!(
        sandbox
            .read("public/404.html")
            .contains("href=\"/help/wa/index.html\"")
    );
    assert!(
        sandbox
            .read("public/sitemap.xml")
            .contains("<loc>https://example.com/help/wa/</loc>")
    );
}

// Writing.

#[test]
fn building_twice_gives_the_same_bytes() {
    let (one, other) = (Sandbox::new(), Sandbox::new());
    for sandbox in [&one, &other, &one] {
        assert_eq!(sandbox.run(&["build"]).code, 0);
    }
    assert_eq!(one.files("public"), other.files("public"));
}

#[test]
fn a_directory_with_files_of_others_is_refused_and_left_alone() {
    let sandbox = Sandbox::with(&[("htdocs/index.html", "mine\n")]);
    let run = sandbox.run(&["build", "--out", "htdocs"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    insta::assert_snapshot!(run.stderr, @r"fieldguide: the site was not written, htdocs is as it was: htdocs holds files that fieldguide did not write: name an empty or a new directory with --out, or empty it");
    assert_eq!(
        sandbox.files("").keys().collect::<Vec<_>>(),
        ["htdocs/index.html"]
    );
    assert_eq!(sandbox.read("htdocs/index.html"), "mine\n");
}

#[test]
fn a_file_in_place_of_the_directory_is_refused_and_left_alone() {
    let sandbox = Sandbox::with(&[("site", "mine\n")]);
    let run = sandbox.run(&["build", "--out", "site"]);
    assert_eq!(run.code, 2);
    insta::assert_snapshot!(run.stderr, @r"fieldguide: the site was not written, site is as it was: site is a file, and the site is a directory: name another one with --out");
    assert_eq!(sandbox.read("site"), "mine\n");
}

#[test]
fn an_empty_directory_is_filled_and_stale_files_go_when_it_is_built_again() {
    let sandbox = Sandbox::guide();
    std::fs::create_dir(sandbox.path().join("site")).unwrap();
    assert_eq!(sandbox.run(&["build", "--out", "site"]).code, 0);
    let fresh = sandbox.files("");
    sandbox.write(
        "content/how-to/of-last-year.md",
        "---\ntitle: Old\ndescription: Old.\n---\n",
    );
    assert_eq!(sandbox.run(&["build", "--out", "site"]).code, 0);
    assert!(sandbox.files("").contains_key("site/how-to/of-last-year.html"));
    std::fs::remove_file(sandbox.path().join("content/how-to/of-last-year.md")).unwrap();
    sandbox.write("site/index.html", "edited\n");
    assert_eq!(sandbox.run(&["build", "--out", "site"]).code, 0);
    // Also nothing beside it is left, such as what was staged.
    assert_eq!(sandbox.files(""), fresh);
}

#[cfg(unix)]
#[test]
fn a_link_to_the_directory_stays_a_link() {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.path().join("real")).unwrap();
    std::os::unix::fs::symlink("real", sandbox.path().join("site")).unwrap();
    assert_eq!(sandbox.run(&["build", "--out", "site"]).code, 0);
    assert!(
        std::fs::symlink_metadata(sandbox.path().join("site"))
            .unwrap()
            .is_symlink()
    );
    assert!(sandbox.path().join("real/index.html").is_file());
}

// What it says.

/// The statements of the notes that the guide was made from, each with the page that says it and the words.
const STATEMENTS: &[(&str, &str)] = &[
    ("guide/waba-id-or-access-token", "They are not the same thing."),
    (
        "guide/waba-id-or-access-token",
        "is the identifier of your business account at Meta, for example 729800096354148",
    ),
    (
        "guide/waba-id-or-access-token",
        "It serves account management, message templates and business settings.",
    ),
    (
        "guide/waba-id-or-access-token",
        "It is not used for sending or receiving messages.",
    ),
    (
        "guide/waba-id-or-access-token",
        "you do not need to enter it in the CRM",
    ),
    (
        "guide/waba-id-or-access-token",
        "The Access Token is the credential for API authentication.",
    ),
    (
        "guide/waba-id-or-access-token",
        "Many forms and people call it the \"API key\": same thing.",
    ),
    (
        "guide/waba-id-or-access-token",
        "You generate it in Meta's developer dashboard: Quickstart › Generate access token.",
    ),
    (
        "guide/waba-id-or-access-token",
        "You paste it into Access Token in the CRM.",
    ),
    (
        "guide/waba-id-or-access-token",
        "It is what the app uses to make its API calls.",
    ),
    (
        "guide/what-to-enter-in-the-crm",
        "Open /admin/integrations in the CRM",
    ),
    (
        "guide/what-to-enter-in-the-crm",
        "choose Meta Cloud API as the provider",
    ),
    (
        "providers/meta-cloud-api",
        "The ID of your WhatsApp app, from the top of Meta's app dashboard.",
    ),
    (
        "providers/meta-cloud-api",
        "The Phone Number ID, for example 917729108086835.",
    ),
    (
        "providers/meta-cloud-api",
        "This is what other forms call the \"API key\". Paste the token from Meta's dashboard.",
    ),
    (
        "providers/meta-cloud-api",
        "Optional. With it, forged webhook messages can be refused.",
    ),
    (
        "providers/meta-cloud-api",
        "Filled in automatically, or enter it by hand.",
    ),
    ("providers/meta-cloud-api", "Generate one, or enter your own."),
    ("providers/meta-cloud-api", "Do not enter it anywhere."),
    (
        "providers/meta-cloud-api",
        "The CRM uses the Phone Number ID, in Number ID, not the actual phone number.",
    ),
    (
        "providers/meta-cloud-api",
        "This box is hidden for Meta Cloud API. Only 360dialog and Twilio show it.",
    ),
    ("credentials/access-token", "Go to the Meta Developer Dashboard."),
    ("credentials/access-token", "Select your WhatsApp app."),
    ("credentials/access-token", "Go to Quickstart › API Setup."),
    ("credentials/access-token", "Click Generate access token."),
    ("credentials/access-token", "Copy the token that appears"),
    (
        "credentials/access-token",
        "Paste it into Access Token in the CRM.",
    ),
    (
        "credentials/access-token",
        "API authentication: sending and receiving messages",
    ),
    (
        "credentials/phone-number-id",
        "Identifies which phone number to use",
    ),
    ("credentials/app-id", "Identifies your WhatsApp app"),
    (
        "credentials/waba-id",
        "Account identifier: account management, templates and business settings.",
    ),
    (
        "guide/what-to-enter-in-the-crm",
        "Bottom line: the Access Token from Meta goes into Access Token.",
    ),
    (
        "guide/what-to-enter-in-the-crm",
        "The WhatsApp Business Account ID is a different identifier. It is not used for the API calls that send messages",
    ),
];

#[test]
fn every_statement_that_the_guide_was_made_from_stands_on_the_site() {
    let site = Site::build();
    let missing: Vec<String> = STATEMENTS
        .iter()
        .filter(|(page, words)| !site.text(&format!("{page}.html")).contains(words))
        .map(|(page, words)| format!("{page}: {words}"))
        .collect();
    assert_eq!(missing, Vec::<String>::new());
}

/// What readers type, the page that answers it, and the words that do.
const ANSWERS: &[(&str, &str, &str)] = &[
    (
        "difference between WABA ID and access token",
        "guide/waba-id-or-access-token",
        "The WABA ID is an identifier",
    ),
    (
        "where do I find my access token",
        "how-to/find-the-access-token",
        "your app › Quickstart › API Setup › Generate access token",
    ),
    (
        "which number goes in Number ID",
        "credentials/phone-number-id",
        "Enter this one, not the phone number itself and not the WABA ID below it.",
    ),
    (
        "do I enter the WhatsApp Business Account ID in the CRM",
        "credentials/waba-id",
        "you do not enter it in the CRM",
    ),
    (
        "is the API key the access token",
        "guide/what-it-is-called",
        "The \"API key\" is the Access Token",
    ),
    (
        "token expired after 24 hours",
        "guide/temporary-or-permanent-token",
        "stops after about 24 hours",
    ),
    (
        "permanent token system user",
        "how-to/make-a-permanent-token",
        "Make a system user in Meta's business settings",
    ),
    (
        "Unsupported post request. Object with ID does not exist",
        "troubleshooting/graph-100-33",
        "It must be the Phone Number ID.",
    ),
    (
        "error 190",
        "troubleshooting/graph-190",
        "is not a whole access token",
    ),
    (
        "131030 recipient not in allowed list",
        "troubleshooting/131030",
        "Add the recipient, or send from your own number.",
    ),
    (
        "is the app secret required",
        "credentials/app-secret",
        "Optional in the CRM",
    ),
    (
        "webhook verify token",
        "credentials/webhook-verify-token",
        "A text of your own that stands in the CRM and at Meta.",
    ),
    (
        "360dialog API key",
        "credentials/api-key",
        "from its Client Hub under Generate API key",
    ),
    (
        "Twilio WhatsApp sender",
        "credentials/twilio-sender",
        "it is the phone number itself that sends",
    ),
    (
        "pre-commit hook",
        "how-to/lint-before-each-commit",
        "fieldguide hook prints a pre-commit hook for git.",
    ),
    (
        "phone number or phone number id",
        "guide/which-id-is-which",
        "Go by the label that stands beside the digits",
    ),
    (
        "rotate a token",
        "how-to/rotate-a-token",
        "Make the new token first, enter it everywhere, test, and only then withdraw the old one.",
    ),
    (
        "133010",
        "troubleshooting/133010",
        "The number must be registered once",
    ),
    (
        "silence a false alarm",
        "how-to/silence-a-false-alarm",
        "Write # fieldguide: ignore[rule-name] reason behind the value",
    ),
    (
        "where is the App ID",
        "credentials/app-id",
        "It stands at the top of the app dashboard",
    ),
];

/// In characters of text, from the page's title on: little more than a laptop shows beside the CRM's form.
const FIRST_SCREEN: usize = 1200;

#[test]
fn what_readers_ask_is_answered_on_the_first_screen() {
    let site = Site::build();
    let late: Vec<String> = ANSWERS
        .iter()
        .filter(|(_, page, words)| {
            let html = String::from_utf8_lossy(&site.files[&format!("{page}.html")]).into_owned();
            let (_, main) = html.split_once("<h1").unwrap();
            let text: String = text_of(main).chars().take(FIRST_SCREEN).collect();
            !text.contains(words)
        })
        .map(|(question, page, words)| format!("{question}: {page}: {words}"))
        .collect();
    assert_eq!(late, Vec::<String>::new());
}

/// The rows of the form as a reader sees them, in the order of the form.
#[test]
fn the_boxes_of_the_form_stand_in_its_order() {
    let site = Site::build();
    let page = String::from_utf8_lossy(&site.files["guide/what-to-enter-in-the-crm.html"]);
    let section = page.split_once("<h2 id=\"what-to-enter").unwrap().1;
    let steps = text_of(section.split_once("<h2").unwrap().0.split_once('>').unwrap().1);
    let mut at = 0;
    for label in [
        "App ID",
        "Number ID",
        "Access Token",
        "App Secret",
        "Webhook URL",
        "Webhook Verify Token",
    ] {
        let found = steps[at..].find(label);
        assert!(found.is_some(), "{label} does not come next in {steps}");
        at += found.unwrap();
    }
}

/// The Markdown files of the default guide in this repository, by the page that they become.
fn sources() -> BTreeMap<String, String> {
    let sandbox = Sandbox::guide();
    let mut sources = BTreeMap::new();
    for (directory, prefix) in [("content", ""), ("rules", "rules/")] {
        for (path, bytes) in sandbox.files(directory) {
            if let Some(stem) = path.strip_suffix(".md") {
                let page = format!("{prefix}{stem}.html").replace("_index.html", "index.html");
                sources.insert(page, String::from_utf8(bytes).unwrap());
            }
        }
    }
    sources
}

#[test]
fn every_example_shows_the_verdict_of_the_linter() {
    let site = Site::build();
    let (mut good, mut bad) = (0, 0);
    for (page, source) in sources() {
        let fences: Vec<&str> = source
            .lines()
            .filter(|line| {
                // Those of a step are indented.
                line.trim_start()
                    .strip_prefix("```")
                    .and_then(|info| info.split(' ').next())
                    .is_some_and(|language| Format::of_language(language).is_some())
            })
            .collect();
        let rejected = fences.iter().filter(|line| line.contains(" bad")).count();
        let text = site.text(&page);
        assert_eq!(text.matches("✗ Rejected: ").count(), rejected, "{page}");
        assert_eq!(
            text.matches("✓ The linter accepts this").count(),
            fences.len() - rejected,
            "{page}"
        );
        bad += rejected;
        good += fences.len() - rejected;
    }
    assert!(
        good > 10 && bad > 10,
        "{good} good and {bad} bad examples were found"
    );
}

#[test]
fn every_rule_is_explained_in_the_terminal_as_on_its_page() {
    let sandbox = Sandbox::new();
    let list = sandbox.run(&["rules"]);
    assert_eq!((list.code, list.stderr.as_str()), (0, ""));
    let mut count = 0;
    for (page, source) in sources() {
        let Some(rule) = page
            .strip_prefix("rules/")
            .and_then(|name| name.strip_suffix(".html"))
        else {
            continue;
        };
        if rule == "index" {
            continue;
        }
        count += 1;
        let title = source
            .lines()
            .find_map(|line| line.strip_prefix("title: "))
            .unwrap();
        assert!(
            list.stdout
                .lines()
                .any(|line| line.starts_with(rule) && line.ends_with(title)),
            "{rule}"
        );
        let run = sandbox.run(&["explain", rule]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{rule}");
        assert!(
            run.stdout.starts_with(rule) && run.stdout.contains(&format!("\n{title}\n")),
            "{}",
            run.stdout
        );
        // Nothing of the Markdown shows through: links have a text, and examples stand as they are.
        assert!(
            !run.stdout.contains("](") && !run.stdout.contains("(field:"),
            "{}",
            run.stdout
        );
        assert!(
            run.stdout.contains("WHATSAPP_") || run.stdout.contains("phone_number_id"),
            "{}",
            run.stdout
        );
    }
    assert!(count >= 8, "only {count} rules were found");
}

#[test]
fn a_rule_page_in_the_terminal() {
    insta::assert_snapshot!(Sandbox::new().run(&["explain", "waba-id-entered"]).transcript(), @r#"
    waba-id-entered  warning

    The WABA ID was entered in the CRM

    The CRM's own settings for Meta Cloud API carry a WABA ID. They have no field for it.

    What it finds

    A WABA ID in the CRM's own settings for Meta Cloud API. They are known by the CRM's own
    names, such as `number_id`, or by a provider that is written as the CRM writes it. Files
    of other programs are not meant: many of them do need the WABA ID.

    Why it is wrong

    The CRM does not read it. A value that nobody reads misleads the next one who looks for
    a mistake, and it is easily copied from here into Number ID. More: WABA ID or access
    token: what is the difference?

    How to fix it

    Delete the line. Nothing else changes. Where you need the WABA ID for message templates
    or for `subscribed_apps`, keep it with the program that makes these calls.

    When to ignore it

    When another program reads the same block and uses the WABA ID. It is a warning, and
    sending works with it.

    Wrong

        yaml, rejected
        integrations:
          whatsapp:
            provider: Meta Cloud API
            app_id: "634974688087057"
            number_id: "917729108086835"
            waba_id: "729800096354148"
            access_token: ${WHATSAPP_ACCESS_TOKEN}
            webhook_verify_token: ${WHATSAPP_VERIFY_TOKEN}

        json, rejected
        {
          "provider": "meta-cloud-api",
          "appId": "634974688087057",
          "numberId": "917729108086835",
          "whatsappBusinessAccountId": "729800096354148",
          "accessToken": "${WHATSAPP_ACCESS_TOKEN}",
          "webhookVerifyToken": "${WHATSAPP_VERIFY_TOKEN}"
        }

    Right

        yaml, accepted
        integrations:
          whatsapp:
            provider: Meta Cloud API
            app_id: "634974688087057"
            number_id: "917729108086835"
            access_token: ${WHATSAPP_ACCESS_TOKEN}
            webhook_verify_token: ${WHATSAPP_VERIFY_TOKEN}

        json, accepted
        {
          "provider": "meta-cloud-api",
          "appId": "634974688087057",
          "numberId": "917729108086835",
          "accessToken": "${WHATSAPP_ACCESS_TOKEN}",
          "webhookVerifyToken": "${WHATSAPP_VERIFY_TOKEN}"
        }

    Also checked

    Another program, which is known by how it names the provider:

        yaml, accepted
        whatsapp:
          provider: whatsapp_cloud
          phone_number_id: "917729108086835"
          waba_id: "729800096354148"
          access_token: ${WHATSAPP_ACCESS_TOKEN}

    Nothing was entered:

        json, accepted
        {
          "numberId": "917729108086835",
          "accessToken": "${WHATSAPP_ACCESS_TOKEN}",
          "wabaId": "",
          "whatsappBusinessAccountId": " "
        }

    https://fieldguide.example/rules/waba-id-entered.html
    exit code: 0
    "#);
}

#[test]
fn a_rule_that_there_is_not_is_answered_with_the_nearest() {
    insta::assert_snapshot!(Sandbox::new().run(&["explain", "waba-id-enterd"]).transcript(), @r"
    fieldguide: there is no rule `waba-id-enterd`: did you mean `waba-id-entered`?
    exit code: 2
    ");
}

/// The part of a page from one text to the end of another.
fn part<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let start = page.find(from).unwrap_or_else(|| panic!("there is no {from}"));
    let length = page[start..]
        .find(to)
        .unwrap_or_else(|| panic!("there is no {to}"));
    &page[start..start + length + to.len()]
}

#[test]
fn an_example_is_told_like_a_compilers_frame() {
    let sandbox = Sandbox::guide();
    sandbox.write(
        "content/guide/frames.md",
        "---\ntitle: Frames\ndescription: A test.\ntype: concept\nreviewed: 2026-11-22\nowner: Onboarding\n---\n\
         ```dotenv bad=\"app-id-in-phone-number-id\" file=\"web/.env\"\n\
         META_APP_ID=634974688087057\n\
         WHATSAPP_PHONE_NUMBER_ID=634974688087057\n\
         WHATSAPP_VERIFY_TOKEN=cinnamon-otter-9\n\
         ```\n",
    );
    let run = sandbox.run(&["build"]);
    assert_eq!(run.code, 0, "{}", run.transcript());
    let page = sandbox.read("public/guide/frames.html");
    insta::assert_snapshot!(part(&page, "<figure", "</figure>"), @r#"
    <figure class="example example--rejected">
      <figcaption>
        <span class="example__file">web/.env</span>
        <span class="badge badge--caution">✗ Rejected: app-id-in-phone-number-id</span>
        <button class="copy" type="button" hidden>Copy</button>
      </figcaption>
      <div class="lines" role="region" tabindex="0" aria-label="Example 1: web/.env">
        <pre><code class="language-dotenv rejected"><span class="line"><span class="k">META_APP_ID</span>=<span class="s related">634974688087057</span>
    </span><span class="frame" data-nocopy><code>META_APP_ID</code> says that this is the App ID</span><span class="line"><span class="k">WHATSAPP_PHONE_NUMBER_ID</span>=<span class="s bad bad--error">634974688087057</span>
    </span><span class="frame frame--error" data-nocopy><b>Error:</b> <code>WHATSAPP_PHONE_NUMBER_ID</code> holds the App ID, not the Phone Number ID <a href="../rules/app-id-in-phone-number-id.html">app-id-in-phone-number-id</a></span><span class="line"><span class="k">WHATSAPP_VERIFY_TOKEN</span>=<span data-secret="YOUR_WEBHOOK_VERIFY_TOKEN"><span class="s">cinnamon-otter-9</span></span>
    </span></code></pre>
      </div>
    </figure>
    "#);
}

#[test]
fn files_of_one_scan_are_one_figure_only_where_they_follow_each_other() {
    let site = Site::build();
    let page = String::from_utf8_lossy(&site.files["rules/conflicting-values.html"]).into_owned();
    let figures: Vec<(String, bool)> = page
        .split("<figure class=\"example")
        .skip(1)
        .map(|figure| {
            let name = text_of(part(figure, "<span class=\"example__file\">", "</span>"));
            (name, figure.lines().next().unwrap().contains("example--joined"))
        })
        .collect();
    let joined: Vec<&str> = figures
        .iter()
        .filter(|(_, is_joined)| *is_joined)
        .map(|(name, _)| name.split_whitespace().next().unwrap())
        .collect();
    assert_eq!(
        joined,
        ["old/settings.yaml", "new/settings.yaml", "both/settings.yaml"]
    );
    assert_eq!(figures.len(), 7);
}

/// What the copy button takes of the code on a page.
fn copied(parts: &[Html]) -> String {
    let mut text = String::new();
    let mut open: Vec<bool> = Vec::new();
    for part in parts {
        match part {
            Html::Open { name, .. } if name == "wbr" || name == "br" => {}
            Html::Open { name, attributes } if name == "code" || !open.is_empty() => {
                let is_left_out = |key: &str| key == "data-secret" || key == "data-nocopy";
                open.push(attributes.iter().any(|(key, _)| is_left_out(key)));
                if name == "code" {
                    text.push('\n');
                }
            }
            Html::Close(_) => {
                open.pop();
            }
            Html::Text(part) if !open.is_empty() && !open.contains(&true) => text.push_str(part),
            _ => {}
        }
    }
    text
}

#[test]
fn no_secret_is_copied_out_of_an_example() {
    let site = Site::build();
    let mut hidden = 0;
    for (path, parts) in &site.pages {
        let text = copied(parts);
        let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
        let is_hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
        let secret = words.find(|word| {
            (word.starts_with("EAA") && word.len() >= 12) || (word.len() == 32 && word.chars().all(is_hex))
        });
        assert_eq!(secret, None, "{path}");
        hidden += site.text(path).matches("EAAexample0").count();
    }
    assert!(hidden > 10, "only {hidden} tokens were found");
    let text = copied(&site.pages["how-to/check-your-config.html"]);
    assert!(text.contains("fieldguide lint .env"), "{text}");
    assert!(!text.contains("$ fieldguide"), "{text}");
}

/// The texts of all elements of a class on a page.
fn texts_of(page: &str, class: &str, end: &str) -> Vec<String> {
    let open = format!("class=\"{class}\">");
    page.split(&open)
        .skip(1)
        .map(|rest| text_of(rest.split(end).next().unwrap()))
        .collect()
}

#[test]
fn the_drawn_form_has_the_boxes_of_its_provider_in_their_order() {
    let site = Site::build();
    let page = String::from_utf8_lossy(&site.files["providers/meta-cloud-api.html"]).into_owned();
    let figure = part(&page, "<figure class=\"picture picture--form\"", "</figure>");
    assert_eq!(
        texts_of(figure, "slots__name", "</p>"),
        [
            "Provider ✓ Required",
            "App ID ✓ Required",
            "Number ID ✓ Required",
            "Access Token ✓ Required",
            "App Secret ○ Optional",
            "Webhook URL ○ Optional",
            "Webhook Verify Token ✓ Required",
            "WhatsApp Business Account ID (WABA ID) ✗ Do not enter",
            "Phone Number ✗ Do not enter",
            "API Key ✗ Do not enter",
        ]
    );
}

#[test]
fn pictures_say_what_the_guide_says() {
    let sandbox = Sandbox::guide();
    let provider = "content/providers/meta-cloud-api.md";
    sandbox.replace(provider, "label: Number ID\n", "label: Sender box\n");
    sandbox.replace(
        "content/credentials/graph-api-version.md",
        "example: v25.0",
        "example: v26.0",
    );
    let found_at = "found_at: Meta App Dashboard › your app › WhatsApp › API Setup, below the From drop-down";
    sandbox.replace(
        "content/credentials/phone-number-id.md",
        found_at,
        "found_at: Here › There",
    );
    let run = sandbox.run(&["build"]);
    assert_eq!(run.code, 0, "{}", run.transcript());
    for (page, said) in [
        ("guide/which-id-is-which", &["Sender box"][..]),
        ("guide/what-to-enter-in-the-crm", &["Sender box", "There"]),
        ("guide/what-a-request-looks-like", &["Sender box", "v26.0"]),
        ("providers/meta-cloud-api", &["Sender box"]),
    ] {
        let page = sandbox.read(&format!("public/{page}.html"));
        let picture = part(&page, "<figure class=\"picture", "</figure>");
        for said in said {
            assert!(picture.contains(said), "{said} is not in {picture}");
        }
        assert!(!text_of(picture).contains("Number ID ✓"), "{picture}");
        assert!(!picture.contains("<b class=\"label\">Number ID"), "{picture}");
    }
}
