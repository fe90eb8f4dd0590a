//! What a site has beside its pages, for servers, crawlers and other programs: built from a small guide where the words
//! matter, from the default guide where the size does.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use support::{Html, Sandbox, html, text_of};

/// A page of each type.
const GUIDE: &[(&str, &str)] = &[
    (
        "fieldguide.yaml",
        "site:\n  title: Keys & boxes\n  description: What goes where.\n  url: https://help.example/wa/\n  \
         crm: the CRM\n  form: /settings\n",
    ),
    (
        "content/_index.md",
        "---\ntitle: Which key goes where?\ndescription: One key, one box.\n\
         order: [how-to, credentials, providers, rules, changes]\n---\nPaste it into [](field:api-key).\n",
    ),
    (
        "content/changes.md",
        "---\ntitle: What changed\ndescription: By day.\n---\n::changes\n",
    ),
    (
        "content/how-to/_index.md",
        "---\ntitle: How to\ndescription: Step by step.\n---\n",
    ),
    ("content/how-to/connect.md", CONNECT),
    (
        "content/credentials/_index.md",
        "---\ntitle: Credentials\ndescription: All of them.\n---\n",
    ),
    ("content/credentials/api-key.md", API_KEY),
    (
        "content/providers/_index.md",
        "---\ntitle: Providers\ndescription: One of them.\n---\n",
    ),
    (
        "content/providers/acme.md",
        "---\ntitle: ACME\ndescription: They send.\nprovider:\n  id: acme\n  label: ACME Cloud\n  fields:\n    \
         - {credential: api-key, label: Key, enter: required, note: As it is.}\n---\n",
    ),
    (
        "rules/_index.md",
        "---\ntitle: Rules\ndescription: What lint finds.\norder: [no-key]\n---\n",
    ),
    (
        "rules/no-key.md",
        "---\ntitle: No key\ndescription: The box is empty.\nrule:\n  id: no-key\n  severity: error\n  on: api-key\n  \
         when: { value: empty }\n  message: \"`{key}` is empty\"\n  help: Paste it\n---\n```dotenv bad\nAPI_KEY=\n```\n\n\
         ```dotenv good\nAPI_KEY=abcdefghijklmnopqrst\n```\n",
    ),
];

const CONNECT: &str = r#"---
title: Connect *it*
description: From the key to the "first" message.
type: task
changes:
  2026-02-03: Says where the [key](../credentials/api-key.md) stands
  2026-01-02: New page
---
> [!WARNING]
> Never share a `key`.

1. Open **Settings** and
   - look for *Keys*;
   - or ask[^who].
2. Copy it:

   ```text
   # not a heading
   key ``` here
   ```

- [x] A key
- [ ] A [box](../providers/acme.md#field-by-field)

| Key | Means |
| --- | --- |
| `a\|b` | 1 < 2 & <3, snake_case, \_so\_, &amp;amp; |

> 1\. is no item of a list, and ~~that~~ is gone.

## Done?

+44 is a prefix. Two  blanks are one.

[^who]: Your [admin](https://admin.example/?a=1&b=2).
"#;

const API_KEY: &str = r"---
title: API Key
description: The key that ACME hands out.
reviewed: 2026-01-05
also_called: [Token]
credential:
  id: api-key
  secret: true
  shape: any
  looks_like: 20 letters
  used_for: Sending
  found_at: ACME › Keys
  find:
    - Open **Keys**.
    - Press [Copy](../how-to/connect.md).
  keys: [api_key]
---
## Is it a secret?

It is a secret.
";

fn guide() -> Sandbox {
    Sandbox::with(GUIDE)
}

/// Every file of the site that the guide makes.
fn build(sandbox: &Sandbox) -> BTreeMap<String, String> {
    let run = sandbox.run(&["build"]);
    assert_eq!(run.code, 0, "{}", run.transcript());
    let files = sandbox.files("public").into_iter();
    files
        .map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned()))
        .collect()
}

/// What `build` says of a guide that has mistakes.
fn refused(sandbox: &Sandbox) -> String {
    let run = sandbox.run(&["build"]);
    assert_eq!(run.code, 1, "{}", run.transcript());
    assert!(!sandbox.path().join("public").exists());
    run.stdout
}

/// With the hashes in the names of static files made the same.
fn hashless(text: &str) -> String {
    text.split('.')
        .map(|part| {
            let is_hash = part.len() == 16 && part.chars().all(|c| c.is_ascii_hexdigit());
            if is_hash { "HASH" } else { part }
        })
        .collect::<Vec<_>>()
        .join(".")
}

/// The lines of a page's head that say what belongs to it.
fn about(page: &str) -> String {
    page.lines()
        .filter(|line| {
            [
                "rel=\"alternate\"",
                "rel=\"canonical\"",
                "property=",
                "twitter:",
                "ld+json",
            ]
            .iter()
            .any(|mark| line.contains(mark))
        })
        .map(|line| format!("{}\n", hashless(line)))
        .collect()
}

fn is_for_readers(path: &str) -> bool {
    path.ends_with(".html") && !["404.html", "search.html"].contains(&path) && !path.starts_with("embed/")
}

// Redirects.

#[test]
fn a_former_address_leads_on() {
    let sandbox = guide();
    sandbox.replace(
        "content/how-to/connect.md",
        "type: task",
        "type: task\naliases: [Connect.html, old/tasks/]",
    );
    sandbox.replace(
        "content/credentials/_index.md",
        "title: C",
        "aliases: keys.html\ntitle: C",
    );
    let files = build(&sandbox);
    insta::assert_snapshot!(files["_redirects"], @r"
    /wa/Connect.html /wa/how-to/connect.html 301
    /wa/keys.html /wa/credentials/ 301
    /wa/old/tasks/ /wa/how-to/connect.html 301
    /wa/old/tasks/index.html /wa/how-to/connect.html 301
    ");
    insta::assert_snapshot!(files["redirects.nginx.conf"], @r#"
    # Former addresses of this site for nginx. Include this file within `http { }`, and within the site's `server { }` say:
    #
    #     absolute_redirect off;
    #     if ($fieldguide_redirect) { return 301 $fieldguide_redirect$is_args$args; }

    map $uri $fieldguide_redirect {
        default "";
        "~^/wa/Connect\.html$" "/wa/how-to/connect.html";
        "~^/wa/keys\.html$" "/wa/credentials/";
        "~^/wa/old/tasks/$" "/wa/how-to/connect.html";
        "~^/wa/old/tasks/index\.html$" "/wa/how-to/connect.html";
    }
    "#);
    insta::assert_snapshot!(hashless(&files["old/tasks/index.html"]), @r#"
    <!doctype html>
    <html lang="en" dir="ltr">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Connect *it* · Keys &amp; boxes</title>
    <meta name="description" content="From the key to the &quot;first&quot; message.">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <link rel="canonical" href="https://help.example/wa/how-to/connect.html">
    <script src="../../assets/redirect.HASH.js" data-to="../../how-to/connect.html"></script>
    <meta http-equiv="refresh" content="0; url=../../how-to/connect.html">
    <link rel="icon" href="../../assets/favicon.HASH.svg" type="image/svg+xml">
    <link rel="stylesheet" href="../../assets/style.HASH.css">
    </head>
    <body class="kind-redirect">
    <main class="main" id="content">
      <h1>This page has moved</h1>
      <p>It is at <a href="../../how-to/connect.html">Connect *it*</a> now.</p>
    </main>
    </body>
    </html>
    "#);
    assert!(files["keys.html"].contains("content=\"0; url=credentials/index.html\""));
    assert!(!files["sitemap.xml"].contains("old/tasks"));
}

#[test]
fn a_guide_without_aliases_has_no_redirects() {
    let files = build(&guide());
    assert!(!files.contains_key("_redirects") && !files.contains_key("redirects.nginx.conf"));
}

#[test]
fn an_alias_that_cannot_be_is_named_with_its_reason() {
    let sandbox = guide();
    let aliases = [
        "../out.html",
        "/top.html",
        "https://help.example/a.html",
        "no page.html",
        "page",
        "page.md",
        "a//b.html",
        "v1.2/a.html",
        "_a.html",
        "a.html#here",
        "credentials/Api-Key.html",
        "how-to/connect.html",
        "404.html",
        "mine.html",
        "mine.html",
    ];
    let lines: String = aliases.iter().map(|alias| format!("\n  - {alias:?}")).collect();
    sandbox.replace(
        "content/how-to/connect.md",
        "type: task",
        &format!("type: task\naliases:{lines}"),
    );
    sandbox.replace(
        "content/credentials/api-key.md",
        "title: API Key",
        "title: API Key\naliases: ours.html",
    );
    sandbox.replace(
        "content/_index.md",
        "---\ntitle:",
        "---\naliases: [ours.html]\ntitle:",
    );
    let run = refused(&sandbox);
    let said = run
        .lines()
        .filter(|line| line.starts_with("error") || line.contains("-->") || line.contains("help:"));
    insta::assert_snapshot!(said.collect::<Vec<_>>().join("\n"), @r"
    error[duplicate-id]: `ours.html` is an alias of content/_index.md, too
     --> content/credentials/api-key.md:3:10
      = help: keep it where readers should be led: an address leads to one place
    error[invalid-text]: `..` leads out of the site, or nowhere
     --> content/how-to/connect.md:6:6
      = help: write it from the site's top: `how-to/token.html`
    error[invalid-text]: an alias has no slash before it
     --> content/how-to/connect.md:7:6
      = help: drop the slash: `top.html`
    error[invalid-text]: an alias has no host: only this site can lead on
     --> content/how-to/connect.md:8:6
      = help: write it from the site's top: `how-to/token.html`
    error[invalid-text]: ` ` does not fit into an address
     --> content/how-to/connect.md:9:6
      = help: use letters, digits and hyphens only, as in `how-to/token.html`
    error[invalid-text]: a server would not show this address as a page
      --> content/how-to/connect.md:10:6
       = help: end it with `.html`, or with `/` for the page of a directory: `page.html`, `page/`
    error[invalid-text]: a server would not show this address as a page
      --> content/how-to/connect.md:11:6
       = help: end it with `.html`, or with `/` for the page of a directory: `page.html`, `page/`
    error[invalid-text]: this address has a step without a name
      --> content/how-to/connect.md:12:6
       = help: write it from the site's top: `how-to/token.html`
    error[invalid-text]: a directory has no dot in its name
      --> content/how-to/connect.md:13:6
       = help: only the last step has one: `how-to/token.html`
    error[invalid-text]: each step of an address begins with a letter or a digit
      --> content/how-to/connect.md:14:6
       = help: servers keep other names to themselves
    error[invalid-text]: an alias is a whole page
      --> content/how-to/connect.md:15:6
       = help: leave out what stands from `?` or `#` on; headings that have moved go into `anchors`
    error[duplicate-id]: `credentials/Api-Key.html` is the address of content/credentials/api-key.md
      --> content/how-to/connect.md:16:6
       = help: drop this alias: an address leads to one place
    error[duplicate-id]: `how-to/connect.html` is this page's own address
      --> content/how-to/connect.md:17:6
       = help: drop this alias: readers find the page there anyway
    error[duplicate-id]: `404.html` is a file of this site
      --> content/how-to/connect.md:18:6
       = help: drop this alias: an address leads to one place
    error[duplicate-id]: `mine.html` stands here twice
      --> content/how-to/connect.md:20:6
       = help: keep one of the two
    ");
}

#[test]
fn former_anchors_stand_beside_those_of_today() {
    let sandbox = guide();
    sandbox.replace(
        "content/credentials/api-key.md",
        "secret: true",
        "secret: true # as ever",
    );
    sandbox.replace(
        "content/credentials/api-key.md",
        "title: API Key",
        "title: API Key\nanchors: {finding: where-to-find-it, secret: is-it-a-secret, hidden: is-it-a-secret}",
    );
    let files = build(&sandbox);
    for page in ["credentials/api-key.html", "embed/credentials/api-key.html"] {
        let page = &files[page];
        assert!(page.contains("<h2 id=\"where-to-find-it\"><span id=\"finding\"></span>Where to find it"));
        assert!(page.contains(
            "<h2 id=\"is-it-a-secret\"><span id=\"hidden\"></span><span id=\"secret\"></span>Is it"
        ));
    }
}

#[test]
fn anchors_that_lead_nowhere_or_are_still_there_are_named() {
    let sandbox = guide();
    sandbox.replace(
        "content/credentials/api-key.md",
        "title: API Key",
        "title: API Key\nanchors:\n  old: is-it-secret\n  where-to-find-it: where-it-goes\n  \"a b\": where-it-goes",
    );
    insta::assert_snapshot!(refused(&sandbox), @r#"
    error[dead-link]: this page has no place `#is-it-secret`
     --> content/credentials/api-key.md:4:8
      |
    4 |   old: is-it-secret
      |        ^^^^^^^^^^^^
      |
      = help: did you mean `is-it-a-secret`?

    error[duplicate-id]: the page still has a place `#where-to-find-it`
     --> content/credentials/api-key.md:5:3
      |
    5 |   where-to-find-it: where-it-goes
      |   ^^^^^^^^^^^^^^^^
      |
      = help: drop this line: links to it lead there

    error[invalid-text]: an anchor has no blanks
     --> content/credentials/api-key.md:6:4
      |
    6 |   "a b": where-it-goes
      |    ^^^
      |
      = help: write it as it stood in the address, behind the `#`
    "#);
}

// What changed.

#[test]
fn changes_are_a_feed_and_a_page() {
    let files = build(&guide());
    let feed = &files["changes.xml"];
    insta::assert_snapshot!(feed, @r#"
    <?xml version="1.0" encoding="utf-8"?>
    <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
      <title>Keys &amp; boxes</title>
      <id>https://help.example/wa/changes.xml</id>
      <link rel="self" type="application/atom+xml" href="https://help.example/wa/changes.xml"/>
      <link rel="alternate" type="text/html" href="https://help.example/wa/"/>
      <updated>2026-02-03T00:00:00Z</updated>
      <author><name>Keys &amp; boxes</name></author>
      <entry>
        <title>Connect *it*</title>
        <id>tag:help.example,2026-02-03:/wa/how-to/connect.html</id>
        <link rel="alternate" type="text/html" href="https://help.example/wa/how-to/connect.html"/>
        <updated>2026-02-03T00:00:00Z</updated>
        <content type="html">Says where the &lt;a href=&quot;https://help.example/wa/credentials/api-key.html&quot;&gt;key&lt;/a&gt; stands</content>
      </entry>
      <entry>
        <title>Connect *it*</title>
        <id>tag:help.example,2026-01-02:/wa/how-to/connect.html</id>
        <link rel="alternate" type="text/html" href="https://help.example/wa/how-to/connect.html"/>
        <updated>2026-01-02T00:00:00Z</updated>
        <content type="html">New page</content>
      </entry>
    </feed>
    "#);
    let document = roxmltree::Document::parse(feed).unwrap();
    let ids: Vec<&str> = document
        .descendants()
        .filter(|node| node.has_tag_name(("http://www.w3.org/2005/Atom", "id")))
        .filter_map(|node| node.text())
        .collect();
    assert_eq!(ids.len(), 3);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 3);
    let page = text_of(&files["changes.html"]);
    let (newer, older) = (page.find("2026-02-03").unwrap(), page.find("2026-01-02").unwrap());
    assert!(newer < older);
    assert!(files["changes.html"].contains("<h2 id=\"2026-02-03\""));
    assert!(files["changes.html"].contains("<a href=\"credentials/api-key.html\">key</a>"));
    assert!(files["index.html"].contains("href=\"changes.xml\""));
    assert!(files["how-to/connect.html"].contains("href=\"../changes.xml\""));
}

#[test]
fn a_link_in_a_change_leads_somewhere() {
    let sandbox = guide();
    sandbox.replace(
        "content/how-to/connect.md",
        "[key](../credentials/api-key.md)",
        "[key](api-key.md)",
    );
    insta::assert_snapshot!(refused(&sandbox), @r"
    error[dead-link]: there is no page `api-key.md`
     --> content/how-to/connect.md:6:15
      |
    6 |   2026-02-03: Says where the [key](api-key.md) stands
      |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `../credentials/api-key.md`?
    ");
}

#[test]
fn there_is_no_feed_where_nothing_changed() {
    let sandbox = guide();
    sandbox.replace(
        "content/how-to/connect.md",
        "changes:\n  2026-02-03: Says where the [key](../credentials/api-key.md) stands\n  2026-01-02: New page\n",
        "",
    );
    let files = build(&sandbox);
    assert!(!files.contains_key("changes.xml"));
    assert!(!files["index.html"].contains("changes.xml"));
}

// What a page says of itself.

#[test]
fn the_head_says_what_a_page_is() {
    let files = build(&guide());
    insta::assert_snapshot!(about(&files["how-to/connect.html"]), @r#"
    <link rel="canonical" href="https://help.example/wa/how-to/connect.html">
    <meta property="og:type" content="article">
    <meta property="og:site_name" content="Keys &amp; boxes">
    <meta property="og:locale" content="en">
    <meta property="og:title" content="Connect *it*">
    <meta property="og:description" content="From the key to the &quot;first&quot; message.">
    <meta property="og:url" content="https://help.example/wa/how-to/connect.html">
    <meta property="og:image" content="https://help.example/wa/assets/card.HASH.png">
    <meta property="og:image:width" content="1200">
    <meta property="og:image:height" content="630">
    <meta property="og:image:alt" content="Keys &amp; boxes">
    <meta name="twitter:card" content="summary_large_image">
    <link rel="alternate" type="application/atom+xml" title="Keys &amp; boxes" href="../changes.xml">
    <link rel="alternate" type="text/markdown" href="connect.md">
    <script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"TechArticle","dateModified":"2026-02-03","description":"From the key to the \"first\" message.","headline":"Connect *it*","inLanguage":"en","url":"https://help.example/wa/how-to/connect.html"},{"@type":"BreadcrumbList","itemListElement":[{"@type":"ListItem","item":"https://help.example/wa/","name":"Keys & boxes","position":1},{"@type":"ListItem","item":"https://help.example/wa/how-to/","name":"How to","position":2},{"@type":"ListItem","item":"https://help.example/wa/how-to/connect.html","name":"Connect *it*","position":3}]}]}</script>
    "#);
    insta::assert_snapshot!(about(&files["index.html"]), @r#"
    <link rel="canonical" href="https://help.example/wa/">
    <meta property="og:type" content="website">
    <meta property="og:site_name" content="Keys &amp; boxes">
    <meta property="og:locale" content="en">
    <meta property="og:title" content="Which key goes where?">
    <meta property="og:description" content="One key, one box.">
    <meta property="og:url" content="https://help.example/wa/">
    <meta property="og:image" content="https://help.example/wa/assets/card.HASH.png">
    <meta property="og:image:width" content="1200">
    <meta property="og:image:height" content="630">
    <meta property="og:image:alt" content="Keys &amp; boxes">
    <meta name="twitter:card" content="summary_large_image">
    <link rel="alternate" type="application/atom+xml" title="Keys &amp; boxes" href="changes.xml">
    <link rel="alternate" type="text/markdown" href="index.md">
    <script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","description":"What goes where.","inLanguage":"en","name":"Keys & boxes","url":"https://help.example/wa/"}]}</script>
    "#);
    insta::assert_snapshot!(about(&files["embed/index.html"]), @r#"<link rel="canonical" href="https://help.example/wa/">"#);
    assert_eq!(about(&files["404.html"]), "");
}

#[test]
fn a_page_of_a_site_that_is_published_nowhere_says_only_what_it_knows() {
    let sandbox = guide();
    sandbox.replace("fieldguide.yaml", "  url: https://help.example/wa/\n", "");
    let files = build(&sandbox);
    insta::assert_snapshot!(about(&files["how-to/connect.html"]), @r#"
    <meta property="og:type" content="article">
    <meta property="og:site_name" content="Keys &amp; boxes">
    <meta property="og:locale" content="en">
    <meta property="og:title" content="Connect *it*">
    <meta property="og:description" content="From the key to the &quot;first&quot; message.">
    <link rel="alternate" type="text/markdown" href="connect.md">
    "#);
    assert!(!files.contains_key("changes.xml") && !files.contains_key("sitemap.xml"));
    assert!(files["llms.txt"].contains("(how-to/connect.md)"));
}

/// Titles are others' texts: none of them may end the script that it stands in.
#[test]
fn data_for_search_engines_stays_data() {
    let sandbox = guide();
    let title = "a </script><!-- <script> & \"b\"";
    sandbox.replace(
        "content/how-to/connect.md",
        "title: Connect *it*",
        &format!("title: '{title}'"),
    );
    let files = build(&sandbox);
    for (path, page) in files.iter().filter(|(path, _)| is_for_readers(path)) {
        let (_, script) = page.split_once("<script type=\"application/ld+json\">").unwrap();
        let (json, _) = script.split_once("</script>").unwrap();
        assert!(!json.contains('<'), "{path}");
        let data: Value = serde_json::from_str(json).unwrap();
        let graph = data["@graph"].as_array().unwrap();
        assert_eq!(graph.len(), if path == "index.html" { 1 } else { 2 }, "{path}");
        if path == "how-to/connect.html" {
            assert_eq!(graph[0]["headline"], title);
            assert_eq!(graph[0]["dateModified"], "2026-02-03");
            assert_eq!(graph[1]["itemListElement"][2]["name"], title);
        }
    }
}

#[test]
fn the_card_is_a_small_picture_of_the_size_that_pages_say() {
    let sandbox = guide();
    assert_eq!(sandbox.run(&["build"]).code, 0);
    let files = sandbox.files("public");
    let (_, card) = files
        .iter()
        .find(|(path, _)| path.starts_with("assets/card.") && path.ends_with(".png"))
        .unwrap();
    let number = |at: usize| u32::from_be_bytes(card[at..at + 4].try_into().unwrap());
    assert!(card.starts_with(b"\x89PNG\r\n\x1a\n"));
    assert_eq!((number(16), number(20)), (1200, 630));
    assert!(card.len() <= 40 * 1024, "{}", card.len());
}

#[test]
fn other_languages_are_named_in_the_head_and_the_sitemap() {
    let sandbox = guide();
    sandbox.replace(
        "fieldguide.yaml",
        "  crm:",
        "  translations:\n    - {language: hi, name: हिन्दी, url: https://help.example/hi}\n  crm:",
    );
    let files = build(&sandbox);
    let lines: Vec<&str> = files["credentials/index.html"]
        .lines()
        .filter(|line| line.contains("hreflang"))
        .filter(|line| line.starts_with("<link"))
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    <link rel="alternate" hreflang="en" href="https://help.example/wa/credentials/">
    <link rel="alternate" hreflang="hi" href="https://help.example/hi/credentials/">
    "#);
    insta::assert_snapshot!(files["sitemap.xml"], @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
      <url><loc>https://help.example/wa/changes.html</loc><xhtml:link rel="alternate" hreflang="en" href="https://help.example/wa/changes.html"/><xhtml:link rel="alternate" hreflang="hi" href="https://help.example/hi/changes.html"/></url>
      <url><loc>https://help.example/wa/credentials/api-key.html</loc><lastmod>2026-01-05</lastmod><xhtml:link rel="alternate" hreflang="en" href="https://help.example/wa/credentials/api-key.html"/><xhtml:link rel="alternate" hreflang="hi" href="https://help.example/hi/credentials/api-key.html"/></url>
      <url><loc>https://help.example/wa/credentials/</loc><xhtml:link rel="alternate" hreflang="en" href="https://help.example/wa/credentials/"/><xhtml:link rel="alternate" hreflang="hi" href="https://help.example/hi/credentials/"/></url>
      <url><loc>https://help.example/wa/how-to/connect.html</loc><lastmod>2026-02-03</lastmod><xhtml:link rel="alternate" hreflang="en" href="https://help.example/wa/how-to/connect.html"/><xhtml:link rel="alternate" hreflang="hi" href="https://help.example/hi/how-to/connect.html"/></url>
      <url><loc>https://help.example/wa/how-to/</loc><xhtml:link rel="alternate" hreflang="en" href="https://help.example/wa/how-to/"/><xhtml:link rel="alternate" hreflang="hi" href="https://help.example/hi/how-to/"/></url>
      <url><loc>https://help.example/wa/</loc><xhtml:link rel="alternate" hreflang="en" href="https://help.example/wa/"/><xhtml:link rel="alternate" hreflang="hi" href="https://help.example/hi/"/></url>
      <url><loc>https://help.example/wa/providers/acme.html</loc><xhtml:link rel="alternate" hreflang="en" href="https://help.example/wa/providers/acme.html"/><xhtml:link rel="alternate" hreflang="hi" href="https://help.example/hi/providers/acme.html"/></url>
      <url><loc>https://help.example/wa/providers/</loc><xhtml:link rel="alternate" hreflang="en" href="https://help.example/wa/providers/"/><xhtml:link rel="alternate" hreflang="hi" href="https://help.example/hi/providers/"/></url>
      <url><loc>https://help.example/wa/rules/</loc><xhtml:link rel="alternate" hreflang="en" href="https://help.example/wa/rules/"/><xhtml:link rel="alternate" hreflang="hi" href="https://help.example/hi/rules/"/></url>
      <url><loc>https://help.example/wa/rules/no-key.html</loc><xhtml:link rel="alternate" hreflang="en" href="https://help.example/wa/rules/no-key.html"/><xhtml:link rel="alternate" hreflang="hi" href="https://help.example/hi/rules/no-key.html"/></url>
    </urlset>
    "#);
    roxmltree::Document::parse(&files["sitemap.xml"]).unwrap();
}

// Twins in Markdown.

#[test]
fn a_twin_of_each_type_of_page() {
    let files = build(&guide());
    insta::assert_snapshot!(files["index.md"], @r"
    # Which key goes where?

    One key, one box.

    Paste it into **Key**.

    ## Choose your provider

    - [ACME Cloud](providers/acme.md)

      They send.

      **Key**

    ## Look a string up by its name

    - [API Key](credentials/api-key.md)

    ## Everything in this guide

    - [How to](how-to/index.md)

      Step by step.

      Pages: 1

    - [Credentials](credentials/index.md)

      All of them.

      Pages: 1

    - [Providers](providers/index.md)

      One of them.

      Pages: 1

    - [Rules](rules/index.md)

      What lint finds.

      Pages: 1

    - [What changed](changes.md)

      By day.
    ");
    insta::assert_snapshot!(files["credentials/index.md"], @r"
    # Credentials

    All of them.

    - [API Key](../credentials/api-key.md) Secret

      The key that ACME hands out.
    ");
    insta::assert_snapshot!(files["credentials/api-key.md"], @r"
    # API Key

    The key that ACME hands out.

    - 20 letters
    - Secret: treat it like a password

    * **What it is for:** Sending
    * **Found at:** ACME › Keys

    ## Where to find it

    1. Open **Keys**.
    2. Press [Copy](../how-to/connect.md).

    ## Where it goes

    | Provider | Box in the CRM | Enter it? |
    | --- | --- | --- |
    | [ACME Cloud](../providers/acme.md) | **Key** | ✓ Required<br>As it is. |

    ## Rules that check it

    - [No key](../rules/no-key.md) Error

    ## Names in configuration

    Recognised under these names, in any spelling: `UPPER_CASE`, `camelCase`, `kebab-case`

    - `api_key`

    ## Is it a secret?

    It is a secret.

    - Last reviewed 2026-01-05
    ");
    insta::assert_snapshot!(files["providers/acme.md"], @r"
    # ACME

    They send.

    ## What to enter

    1. **Provider**

       In the CRM, open `/settings` and choose **ACME Cloud**.

    2. **Key** ✓ Required

       Enter: [API Key](../credentials/api-key.md)

       20 letters

       As it is.

    ## Field by field

    ACME Cloud: what you get and where it goes

    | You get | What it is for | Box in the CRM | Enter it? |
    | --- | --- | --- | --- |
    | [API Key](../credentials/api-key.md) | Sending | **Key** | ✓ Required |
    ");
    insta::assert_snapshot!(files["rules/no-key.md"], @r"
    # No key

    The box is empty.

    * **Severity:** Error
    * **Rule:** `no-key`
    * **Looks at:** [API Key](../credentials/api-key.md)

    **What it tells you**

    `KEY` is empty

    Paste it

    dotenv ✗ Rejected: no-key

    ```dotenv bad
    API_KEY=
    ```

    - **Error:** `API_KEY` is empty [no-key](../rules/no-key.md)

    dotenv ✓ The linter accepts this

    ```dotenv
    API_KEY=abcdefghijklmnopqrst
    ```

    ## Ignore it in one place

    Put this comment on the line, or on the line above, and say why:

    `# fieldguide: ignore[no-key] your reason`
    ");
    insta::assert_snapshot!(files["how-to/connect.md"], @r#"
    # Connect \*it\*

    From the key to the "first" message.

    > **Warning**
    >
    > Never share a `key`.

    1. Open **Settings** and

       - look for *Keys*;
       - or ask[^1].

    2. Copy it:

       ````text
       # not a heading
       key ``` here
       ````

    - [x] A key
    - [ ] A [box](../providers/acme.md#field-by-field)

    | Key | Means |
    | --- | --- |
    | `a\|b` | 1 < 2 & <3, snake_case, \_so\_, \&amp; |

    > 1\. is no item of a list, and ~~that~~ is gone.

    ## Done?

    +44 is a prefix. Two blanks are one.

    [^1]: Your [admin](https://admin.example/?a=1&b=2).
    "#);
    insta::assert_snapshot!(files["changes.md"], @r"
    # What changed

    By day.

    ## 2026-02-03

    - [Connect \*it\*](how-to/connect.md)

      Says where the [key](credentials/api-key.md) stands

    ## 2026-01-02

    - [Connect \*it\*](how-to/connect.md)

      New page
    ");
}

#[test]
fn programs_are_told_of_every_twin() {
    let files = build(&guide());
    insta::assert_snapshot!(files["llms.txt"], @r#"
    # Keys & boxes

    > What goes where.

    ## Start here

    - [Which key goes where?](https://help.example/wa/index.md): One key, one box.
    - [What changed](https://help.example/wa/changes.md): By day.

    ## How to

    - [How to](https://help.example/wa/how-to/index.md): Step by step.
    - [Connect \*it\*](https://help.example/wa/how-to/connect.md): From the key to the "first" message.

    ## Credentials

    - [Credentials](https://help.example/wa/credentials/index.md): All of them.
    - [API Key](https://help.example/wa/credentials/api-key.md): The key that ACME hands out.

    ## Providers

    - [Providers](https://help.example/wa/providers/index.md): One of them.
    - [ACME](https://help.example/wa/providers/acme.md): They send.

    ## Rules

    - [Rules](https://help.example/wa/rules/index.md): What lint finds.
    - [No key](https://help.example/wa/rules/no-key.md): The box is empty.
    "#);
}

const VOID: [&str; 8] = ["!doctype", "br", "hr", "img", "input", "link", "meta", "wbr"];

/// What a page says within `<main>`, without what leads about it and what only works in a browser. What a line of code is
/// told stands behind the code.
fn content(page: &str) -> String {
    let mut text = String::new();
    let mut told = String::new();
    let (mut in_main, mut in_code, mut left_out, mut telling) = (false, false, 0, 0);
    for part in html(page) {
        match &part {
            Html::Open { name, attributes } => {
                let has = |key: &str, value: &str| {
                    let found = attributes.iter().find(|(name, _)| name == key);
                    found.is_some_and(|(_, values)| {
                        value.is_empty() || values.split(' ').any(|it| it == value)
                    })
                };
                let is_left_out = ["nav", "button", "svg", "form", "dialog", "footer"]
                    .contains(&name.as_str())
                    || ["anchor", "toc-bar", "search-open", "embed-out", "help"]
                        .iter()
                        .any(|class| has("class", class))
                    || (has("data-nocopy", "") && !in_code)
                    || has("aria-hidden", "true")
                    || has("hidden", "");
                in_main |= name == "main";
                in_code |= name == "pre";
                let is_void = VOID.contains(&name.as_str());
                left_out += usize::from((left_out > 0 || is_left_out) && !is_void);
                telling += usize::from((telling > 0 || (in_code && has("class", "frame"))) && !is_void);
            }
            Html::Close(name) => {
                in_main &= name != "main";
                left_out -= usize::from(left_out > 0);
                telling -= usize::from(telling > 0);
                if name == "pre" {
                    in_code = false;
                    text.push_str(&std::mem::take(&mut told));
                }
            }
            Html::Text(part) if in_main && left_out == 0 => {
                if telling > 0 { &mut told } else { &mut text }.push_str(part);
            }
            Html::Text(_) => {}
        }
    }
    words(&text.replace("&nbsp;", " "))
}

/// Tags stand between letters here and there, and colons behind terms are the twin's own.
fn words(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != ':').collect()
}

/// Read as Markdown, a twin has the words of its page, neither more nor less, in their order: every cell of every table,
/// every step, every verdict.
#[test]
fn a_twin_says_what_its_page_says() {
    for sandbox in [guide(), Sandbox::new()] {
        let files = build(&sandbox);
        let mut count = 0;
        for (path, page) in files.iter().filter(|(path, _)| is_for_readers(path)) {
            let Some(twin) = files.get(&path.replace(".html", ".md")) else {
                continue;
            };
            let options = pulldown_cmark::Options::ENABLE_TABLES
                | pulldown_cmark::Options::ENABLE_STRIKETHROUGH
                | pulldown_cmark::Options::ENABLE_FOOTNOTES
                | pulldown_cmark::Options::ENABLE_TASKLISTS;
            let mut rendered = String::new();
            for event in pulldown_cmark::Parser::new_ext(twin, options) {
                match event {
                    pulldown_cmark::Event::Text(text) | pulldown_cmark::Event::Code(text) => {
                        rendered.push_str(&text);
                    }
                    pulldown_cmark::Event::FootnoteReference(number) => rendered.push_str(&number),
                    pulldown_cmark::Event::InlineHtml(tag) => assert_eq!(&*tag, "<br>", "{path}"),
                    _ => rendered.push(' '),
                }
            }
            assert_eq!(words(&rendered), content(page), "{path}");
            count += 1;
        }
        assert!(count >= 10, "{count} twins were read");
    }
}

/// The links to a page's source and to those who help stand on the page alone.
#[test]
fn a_twin_is_the_page_without_what_leads_about_it() {
    let sandbox = guide();
    let plain = build(&sandbox);
    sandbox.replace(
        "fieldguide.yaml",
        "  crm:",
        "  edit: https://git.example/{path}\n  feedback: mailto:docs@help.example\n  contact: https://ask.example/\n  crm:",
    );
    let files = build(&sandbox);
    for link in [
        "https://git.example/content/how-to/connect.md",
        "mailto:docs@",
        "https://ask.example/",
    ] {
        assert!(files["how-to/connect.html"].contains(link), "{link}");
    }
    assert_eq!(files["how-to/connect.md"], plain["how-to/connect.md"]);
}

#[test]
fn links_of_twins_lead_to_twins() {
    let files = build(&Sandbox::new());
    let mut count = 0;
    for (path, twin) in files.iter().filter(|(path, _)| path.ends_with(".md")) {
        for event in pulldown_cmark::Parser::new(twin) {
            let pulldown_cmark::Event::Start(pulldown_cmark::Tag::Link { dest_url, .. }) = event else {
                continue;
            };
            let link = dest_url.split('#').next().unwrap();
            if link.is_empty() || link.contains(':') {
                continue;
            }
            let mut steps: Vec<&str> = path.split('/').collect();
            steps.pop();
            for step in link.split('/') {
                if step == ".." {
                    steps.pop().unwrap();
                } else {
                    steps.push(step);
                }
            }
            let to = steps.join("/");
            assert!(
                to.ends_with(".md") && files.contains_key(&to),
                "{path}: {dest_url}"
            );
            count += 1;
        }
    }
    assert!(count > 500, "only {count} links were found");
    for page in files.keys().filter(|path| path.ends_with(".md")) {
        assert!(files["llms.txt"].contains(&format!("/{page})")), "{page}");
    }
}

// Headers.

#[test]
fn headers_are_strict() {
    let files = build(&guide());
    insta::assert_snapshot!(files["_headers"], @r"
    /wa/*
      Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'
      X-Frame-Options: DENY
      X-Content-Type-Options: nosniff
      Referrer-Policy: no-referrer
      Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()

    /wa/embed/*
      Content-Security-Policy: frame-ancestors 'none'

    /wa/assets/*
      Cache-Control: public, max-age=31536000, immutable

    /wa/*.md
      Content-Type: text/markdown; charset=utf-8

    /wa/*.txt
      Content-Type: text/plain; charset=utf-8
    ");
    insta::assert_snapshot!(files["headers.nginx.conf"], @r#"
    # Headers of this site for nginx. Include this file within `http { }`, and within the site's `server { }` say:
    #
    #     charset utf-8;
    #     charset_types text/css text/markdown text/plain text/xml application/javascript;
    #     error_page 404 /wa/404.html;
    #     add_header Content-Security-Policy $fieldguide_policy always;
    #     add_header Cache-Control $fieldguide_cache;
    #     add_header X-Content-Type-Options "nosniff" always;
    #     add_header Referrer-Policy "no-referrer" always;
    #     add_header Permissions-Policy "camera=(), geolocation=(), microphone=(), payment=(), usb=()" always;

    types {
        text/markdown md;
    }

    map $uri $fieldguide_policy {
        default "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        "~^/wa/embed/" "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    }

    map $uri $fieldguide_cache {
        default "public, max-age=300";
        "~^/wa/assets/" "public, max-age=31536000, immutable";
    }
    "#);
}

#[test]
fn headers_let_the_crm_show_pages_and_the_feedback_form_be_sent() {
    let sandbox = guide();
    sandbox.replace(
        "fieldguide.yaml",
        "  crm:",
        "  feedback: https://forms.example/help?x=1\n  embedded_by: [https://crm.example, http://localhost:3000]\n  crm:",
    );
    let files = build(&sandbox);
    let told = |file: &str| {
        let lines = files[file]
            .lines()
            .filter(|line| line.contains("frame-ancestors") || line.contains("form-action"));
        lines.map(|line| format!("{}\n", line.trim())).collect::<String>()
    };
    insta::assert_snapshot!(told("_headers"), @r"
    Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self' https://forms.example; base-uri 'none'
    Content-Security-Policy: frame-ancestors https://crm.example http://localhost:3000
    ");
    insta::assert_snapshot!(told("headers.nginx.conf"), @r#"
    default "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self' https://forms.example; base-uri 'none'; frame-ancestors 'none'";
    "~^/wa/embed/" "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self' https://forms.example; base-uri 'none'; frame-ancestors https://crm.example http://localhost:3000";
    "#);
}

/// A real nginx with the site in it, set up as the files themselves say.
struct Nginx {
    child: Child,
    port: u16,
}

impl Nginx {
    fn serve(sandbox: &Sandbox, base: &str) -> Self {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let directory = sandbox.path().display();
        let files = ["headers.nginx.conf", "redirects.nginx.conf"];
        let includes: String = files
            .map(|file| format!("include {directory}/public/{file};\n"))
            .concat();
        // What the files say to put into the server, in their first comment.
        let said: String = files
            .iter()
            .flat_map(|file| {
                let text = sandbox.read(&format!("public/{file}"));
                let lines: Vec<String> = text
                    .lines()
                    .filter_map(|line| Some(format!("{}\n", line.strip_prefix("#     ")?)))
                    .collect();
                lines
            })
            .collect();
        sandbox.write(
            "nginx.conf",
            format!(
                "daemon off;\nmaster_process off;\npid {directory}/nginx.pid;\nerror_log {directory}/error.log;\n\
                 events {{}}\nhttp {{\naccess_log off;\n\
                 types {{ text/html html; text/css css; text/plain txt; text/xml xml; application/javascript js; }}\n\
                 client_body_temp_path {directory}/t1; proxy_temp_path {directory}/t2;\n\
                 fastcgi_temp_path {directory}/t3; uwsgi_temp_path {directory}/t4; scgi_temp_path {directory}/t5;\n\
                 {includes}server {{\nlisten 127.0.0.1:{port};\n{said}\
                 location {base} {{ alias {directory}/public/; }}\n}}\n}}\n"
            ),
        );
        let child = Command::new("nginx")
            .args(["-p", &directory.to_string(), "-e", "stderr", "-c"])
            .arg(sandbox.path().join("nginx.conf"))
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let nginx = Self { child, port };
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return nginx;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("nginx does not answer: it names its reason above");
    }

    /// The status line and the headers that are ours, in order of their names.
    fn head(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(stream, "GET {path} HTTP/1.0\r\nHost: help.example\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, _) = answer.split_once("\r\n\r\n").unwrap();
        let mut lines: Vec<&str> = head.lines().collect();
        let status = lines.remove(0);
        const SERVERS: [&str; 6] = [
            "server:",
            "date:",
            "content-length:",
            "last-modified:",
            "connection:",
            "etag:",
        ];
        lines.retain(|line| {
            let line = line.to_lowercase();
            !SERVERS.iter().any(|name| line.starts_with(name)) && line != "accept-ranges: bytes"
        });
        lines.sort_unstable();
        format!("{status}\n{}\n", lines.join("\n"))
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Needs nginx; without it this says nothing, unless the run is the one that decides.
#[test]
fn nginx_takes_the_files_and_does_what_they_say() {
    if Command::new("nginx")
        .arg("-v")
        .stderr(Stdio::null())
        .status()
        .is_err()
    {
        assert!(std::env::var_os("CI").is_none(), "there is no nginx to test with");
        eprintln!("not tested: there is no nginx");
        return;
    }
    let sandbox = guide();
    sandbox.replace(
        "fieldguide.yaml",
        "  crm:",
        "  embedded_by: https://crm.example\n  crm:",
    );
    let long = "a-very-long-name-".repeat(8);
    sandbox.replace(
        "content/how-to/connect.md",
        "type: task",
        &format!("type: task\naliases: [old/, Old.html, {long}.html]"),
    );
    assert_eq!(sandbox.run(&["build"]).code, 0);
    let nginx = Nginx::serve(&sandbox, "/wa/");
    insta::assert_snapshot!(nginx.head("/wa/"), @r"
    HTTP/1.1 200 OK
    Cache-Control: public, max-age=300
    Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
    Content-Type: text/html; charset=utf-8
    Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()
    Referrer-Policy: no-referrer
    X-Content-Type-Options: nosniff
    ");
    insta::assert_snapshot!(nginx.head("/wa/embed/how-to/connect.html"), @r"
    HTTP/1.1 200 OK
    Cache-Control: public, max-age=300
    Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors https://crm.example
    Content-Type: text/html; charset=utf-8
    Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()
    Referrer-Policy: no-referrer
    X-Content-Type-Options: nosniff
    ");
    let page = sandbox.read("public/index.html");
    let style = page.split('"').find(|part| part.ends_with(".css")).unwrap();
    insta::assert_snapshot!(nginx.head(&format!("/wa/{style}")), @r"
    HTTP/1.1 200 OK
    Cache-Control: public, max-age=31536000, immutable
    Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
    Content-Type: text/css; charset=utf-8
    Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()
    Referrer-Policy: no-referrer
    X-Content-Type-Options: nosniff
    ");
    insta::assert_snapshot!(nginx.head("/wa/how-to/connect.md"), @r"
    HTTP/1.1 200 OK
    Cache-Control: public, max-age=300
    Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
    Content-Type: text/markdown; charset=utf-8
    Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()
    Referrer-Policy: no-referrer
    X-Content-Type-Options: nosniff
    ");
    insta::assert_snapshot!(nginx.head("/wa/old/?a=1"), @r"
    HTTP/1.1 301 Moved Permanently
    Cache-Control: public, max-age=300
    Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
    Content-Type: text/html
    Location: /wa/how-to/connect.html?a=1
    Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()
    Referrer-Policy: no-referrer
    X-Content-Type-Options: nosniff
    ");
    insta::assert_snapshot!(nginx.head("/wa/nowhere"), @r"
    HTTP/1.1 404 Not Found
    Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
    Content-Type: text/html; charset=utf-8
    Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()
    Referrer-Policy: no-referrer
    X-Content-Type-Options: nosniff
    ");
    for from in ["old/index.html", "Old.html", &format!("{long}.html")] {
        let head = nginx.head(&format!("/wa/{from}"));
        assert!(head.starts_with("HTTP/1.1 301"), "{from}: {head}");
    }
}
