//! The guide as its authors meet it: a copy of the default one, changed. Every mistake is named with its place and the
//! cure, nothing is published with a mistake in it, and a page more is all that a rule more takes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use support::{PHONE, Sandbox, text_of};

/// The page that the mistakes are made on; a page of its own, so that places do not move when the guide is edited.
const PAGE: &str = "content/guide/mine.md";

fn page(body: &str) -> String {
    format!("---\ntitle: Mine\ndescription: A page of my own\n---\n{body}")
}

/// What `check` says of a guide with this file in it, which must be something.
fn check_with(path: &str, text: impl AsRef<[u8]>) -> String {
    let sandbox = Sandbox::guide();
    sandbox.write(path, text);
    let run = sandbox.run(&["check"]);
    assert_eq!(run.code, 1, "{}", run.transcript());
    // The closing line counts all pages and examples of the guide, which grows.
    let (findings, closing) = (run.stdout, run.stderr);
    assert!(
        closing.starts_with("fieldguide: ") && closing.contains(" error"),
        "{closing}"
    );
    findings
}

fn check(body: &str) -> String {
    check_with(PAGE, page(body))
}

/// A rule's page, but for its condition.
fn rule(lines: &str) -> String {
    format!(
        "---\ntitle: Mine\ndescription: A rule of my own\nrule:\n  id: mine\n  severity: error\n  on: app-id\n{lines}\
         message: \"`{{key}}` is mine\"\n  help: Leave it\n---\n```dotenv bad\nWHATSAPP_APP_ID=634974688087000\n```\n\n\
         ```dotenv good\nWHATSAPP_APP_ID=634974688087057\n```\n"
    )
}

#[test]
fn the_default_guide_and_a_copy_of_it_have_no_mistakes() {
    for sandbox in [Sandbox::new(), Sandbox::guide()] {
        let run = sandbox.run(&["check", "--fail-on", "hint"]);
        assert_eq!((run.code, run.stdout.as_str()), (0, ""));
        assert!(
            run.stderr.starts_with("fieldguide: nothing found in "),
            "{}",
            run.stderr
        );
    }
}

// One mistake each.

#[test]
fn a_good_example_that_the_linter_rejects() {
    insta::assert_snapshot!(check("Text.\n\n```dotenv\nA=1\nWHATSAPP_ACCESS_TOKEN=\n```\n"), @r#"
    error[wrong-verdict]: the linter rejects this `good` example at line 9: `WHATSAPP_ACCESS_TOKEN` is empty: the Access Token is missing [empty-access-token]
     --> content/guide/mine.md:7:1
      |
    7 | ```dotenv
      | ^^^^^^^^^
      |
      = help: mend the example, or say bad="empty-access-token"
    "#);
}

#[test]
fn a_bad_example_that_the_linter_accepts() {
    insta::assert_snapshot!(
        check("```dotenv bad=\"empty-access-token\"\nWHATSAPP_ACCESS_TOKEN=${TOKEN}\n```\n"),
        @r#"
        error[wrong-verdict]: `empty-access-token` finds nothing in this `bad` example
         --> content/guide/mine.md:5:1
          |
        5 | ```dotenv bad="empty-access-token"
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: mend the example, or the rule's `when`
        "#
    );
}

#[test]
fn an_example_that_is_rejected_on_other_lines() {
    insta::assert_snapshot!(
        check("```dotenv bad=\"empty-access-token\" lines=\"1 3-4\"\nWHATSAPP_ACCESS_TOKEN=\nD360_API_KEY=\n```\n"),
        @r#"
        error[wrong-verdict]: the linter rejects lines 1 and 2
         --> content/guide/mine.md:5:1
          |
        5 | ```dotenv bad="empty-access-token" lines="1 3-4"
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: the page says lines 1, 3 and 4
        "#
    );
}

#[test]
fn an_example_with_another_severity() {
    insta::assert_snapshot!(
        check("```dotenv bad=\"empty-access-token\" severity=\"hint\"\nWHATSAPP_ACCESS_TOKEN=\n```\n"),
        @r#"
        error[wrong-verdict]: the severity of `empty-access-token` is error here, not hint
         --> content/guide/mine.md:5:1
          |
        5 | ```dotenv bad="empty-access-token" severity="hint"
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: mend the example, or the rule's `severity_when`
        "#
    );
}

#[test]
fn lines_and_a_severity_that_there_are_not() {
    insta::assert_snapshot!(
        check("```dotenv bad=\"empty-access-token\" lines=\"all\" severity=\"fatal\"\nWHATSAPP_ACCESS_TOKEN=\n```\n"),
        @r#"
        error[unknown-name]: `lines` says nothing about an example
         --> content/guide/mine.md:5:1
          |
        5 | ```dotenv bad="empty-access-token" lines="all" severity="fatal"
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: one of: good, bad, bad="rule", severity="hint", lines="2 4-6", file="name", tracked

        error[unknown-name]: `severity` says nothing about an example
         --> content/guide/mine.md:5:1
          |
        5 | ```dotenv bad="empty-access-token" lines="all" severity="fatal"
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: one of: good, bad, bad="rule", severity="hint", lines="2 4-6", file="name", tracked
        "#
    );
}

#[test]
fn a_rule_misspelt_in_an_example() {
    insta::assert_snapshot!(
        check("```dotenv bad=\"empty-acces-token\"\nWHATSAPP_ACCESS_TOKEN=\n```\n"),
        @r#"
        error[unknown-name]: there is no rule `empty-acces-token`
         --> content/guide/mine.md:5:1
          |
        5 | ```dotenv bad="empty-acces-token"
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: did you mean `empty-access-token`?
        "#
    );
}

#[test]
fn a_bad_example_that_names_no_rule() {
    insta::assert_snapshot!(check("```dotenv bad\nWHATSAPP_ACCESS_TOKEN=\n```\n"), @r#"
    error[missing-key]: this `bad` example does not say which rule rejects it
     --> content/guide/mine.md:5:1
      |
    5 | ```dotenv bad
      | ^^^^^^^^^^^^^
      |
      = help: write bad="rule-id"
    "#);
}

#[test]
fn a_dead_link() {
    insta::assert_snapshot!(check("See [the token](../credentials/acces-token.md).\n"), @r"
    error[dead-link]: there is no page `../credentials/acces-token.md`
     --> content/guide/mine.md:5:5
      |
    5 | See [the token](../credentials/acces-token.md).
      |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `../credentials/access-token.md`?
    ");
}

#[test]
fn a_dead_link_in_front_matter() {
    insta::assert_snapshot!(
        check_with(PAGE, "---\ntitle: Mine\ndescription: x\nrelated: [../credentials/waba.md]\n---\n"),
        @r"
        error[dead-link]: there is no page `../credentials/waba.md`
         --> content/guide/mine.md:4:11
          |
        4 | related: [../credentials/waba.md]
          |           ^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: did you mean `../credentials/waba-id.md`?
        "
    );
}

#[test]
fn a_dead_anchor() {
    insta::assert_snapshot!(check("## Where to look\n\nSee [above](#where-to-lok).\n"), @r"
    error[dead-link]: guide/mine.html has no heading `#where-to-lok`
     --> content/guide/mine.md:7:5
      |
    7 | See [above](#where-to-lok).
      |     ^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `where-to-look`?
    ");
}

#[test]
fn a_box_of_the_form_that_there_is_not() {
    insta::assert_snapshot!(check("Paste it into [](field:acces-token) or [](field:waba-id).\n"), @r"
    error[dead-link]: there is no credential `acces-token`
     --> content/guide/mine.md:5:15
      |
    5 | Paste it into [](field:acces-token) or [](field:waba-id).
      |               ^^^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `access-token`?

    error[dead-link]: no provider's form has a box for `waba-id`
     --> content/guide/mine.md:5:40
      |
    5 | Paste it into [](field:acces-token) or [](field:waba-id).
      |                                        ^^^^^^^^^^^^^^^^^
      |
      = help: give it a `label` in the provider's page, or link to the credential's page
    ");
}

#[test]
fn a_key_misspelt_in_front_matter() {
    insta::assert_snapshot!(check_with(PAGE, "---\ntitle: Mine\ndescripton: x\n---\n"), @r"
    error[missing-key]: the page has no `description`
     --> content/guide/mine.md:2:1
      |
    2 | title: Mine
      | ^^^^^^^^^^^
      |
      = help: add a line `description: ...`

    error[unknown-key]: the page has no key `descripton`
     --> content/guide/mine.md:3:1
      |
    3 | descripton: x
      | ^^^^^^^^^^
      |
      = help: did you mean `description`?
    ");
}

#[test]
fn a_page_without_a_title() {
    insta::assert_snapshot!(check_with(PAGE, "---\ndescription: x\n---\n"), @r"
    error[missing-key]: the page has no `title`
     --> content/guide/mine.md:2:1
      |
    2 | description: x
      | ^^^^^^^^^^^^^^
      |
      = help: add a line `title: ...`
    ");
}

#[test]
fn an_empty_page() {
    insta::assert_snapshot!(check_with(PAGE, ""), @r"
    error[front-matter]: this page has no front matter
     --> content/guide/mine.md:1:1
      |
    1 |
      | ^
      |
      = help: begin it with a line `---`, then `title:` and `description:`, then a line `---`
    ");
}

#[test]
fn a_page_without_front_matter() {
    insta::assert_snapshot!(check_with(PAGE, "# Mine\n\nText.\n"), @r"
    error[front-matter]: this page has no front matter
     --> content/guide/mine.md:1:1
      |
    1 | # Mine
      | ^^^^^^
      |
      = help: begin it with a line `---`, then `title:` and `description:`, then a line `---`
    ");
}

#[test]
fn front_matter_that_is_no_yaml() {
    insta::assert_snapshot!(check_with(PAGE, "---\ntitle: Mine: yours\ndescription: x\n---\n"), @r"
    error[missing-key]: the page has no `description`
     --> content/guide/mine.md:2:1
      |
    2 | title: Mine: yours
      | ^^^^^^^^^^^^^^^^^^
      |
      = help: add a line `description: ...`

    error[front-matter]: the front matter is no YAML: a YAML parser stops here
     --> content/guide/mine.md:2:12
      |
    2 | title: Mine: yours
      |            ^
      |
      = help: mind the indentation, and quote texts with `: ` or ` #` in them
    ");
}

#[test]
fn settings_of_two_documents() {
    let settings = Sandbox::guide().read("fieldguide.yaml");
    let lines = settings.lines().count();
    let found = check_with("fieldguide.yaml", settings + "---\nlint: {}\n");
    let found = found.replace(&format!("yaml:{}:1", lines + 1), "yaml:LAST:1");
    let first_lines: Vec<&str> = found.lines().take(2).collect();
    insta::assert_snapshot!(first_lines.join("\n"), @r"
    error[front-matter]: this file goes on behind a line `---`, and nothing from there on is read
       --> fieldguide.yaml:LAST:1
    ");
}

#[test]
fn a_page_that_is_not_utf_8() {
    let bytes = [page("A caf").as_bytes(), b"\xe9.\n"].concat();
    insta::assert_snapshot!(check_with(PAGE, bytes), @r"
    error[front-matter]: the file is not UTF-8 from here on
     --> content/guide/mine.md:5:6
      |
    5 | A caf�.
      |      ^
      |
      = help: save it as UTF-8
    ");
}

#[test]
fn a_condition_that_there_is_not() {
    insta::assert_snapshot!(check_with("rules/mine.md", rule("  when: { valu: digits }\n  ")), @r"
    error[unknown-name]: there is no condition `valu`
     --> rules/mine.md:8:11
      |
    8 |   when: { valu: digits }
      |           ^^^^
      |
      = help: did you mean `value`?
    ");
}

#[test]
fn a_shape_that_there_is_not() {
    insta::assert_snapshot!(check_with("rules/mine.md", rule("  when: { value: graph_ids }\n  ")), @r"
    error[unknown-name]: there is no shape `graph_ids`
     --> rules/mine.md:8:18
      |
    8 |   when: { value: graph_ids }
      |                  ^^^^^^^^^
      |
      = help: did you mean `graph-id`?
    ");
}

#[test]
fn a_manner_of_writing_that_there_is_not() {
    let text = rule("  when: { written_as: read-diferently }\n  ");
    insta::assert_snapshot!(check_with("rules/mine.md", text), @r"
    error[unknown-name]: there is no manner of writing `read-diferently`
     --> rules/mine.md:8:23
      |
    8 |   when: { written_as: read-diferently }
      |                       ^^^^^^^^^^^^^^^
      |
      = help: did you mean `read-differently`?
    ");
    let text = rule("  when: { writen_as: read-differently }\n  ");
    insta::assert_snapshot!(check_with("rules/mine.md", text), @r"
    error[unknown-name]: there is no condition `writen_as`
     --> rules/mine.md:8:11
      |
    8 |   when: { writen_as: read-differently }
      |           ^^^^^^^^^
      |
      = help: did you mean `written_as`?
    ");
}

#[test]
fn a_pattern_that_cannot_be_used() {
    insta::assert_snapshot!(check_with("rules/mine.md", rule("  when: { matches: '6349(' }\n  ")), @r"
    error[invalid-pattern]: this is no regular expression that can be used
     --> rules/mine.md:8:21
      |
    8 |   when: { matches: '6349(' }
      |                     ^^^^^
      |
      = help: patterns have the syntax of Rust's regex crate, and match the whole value
    ");
}

#[test]
fn a_rule_on_a_credential_that_there_is_not() {
    let text = rule("  when: { matches: '634974688087000' }\n  ").replace("on: app-id", "on: app-idd");
    insta::assert_snapshot!(check_with("rules/mine.md", text), @r"
    error[unknown-name]: there is no credential `app-idd`
     --> rules/mine.md:7:7
      |
    7 |   on: app-idd
      |       ^^^^^^^
      |
      = help: did you mean `app-id`?

    error[wrong-verdict]: `mine` finds nothing in this `bad` example
      --> rules/mine.md:12:1
       |
    12 | ```dotenv bad
       | ^^^^^^^^^^^^^
       |
       = help: mend the example, or the rule's `when`
    ");
}

#[test]
fn a_word_in_a_message_that_there_is_not() {
    let text = rule("  when: { matches: '634974688087000' }\n  ").replace("{key}", "{kye}");
    insta::assert_snapshot!(check_with("rules/mine.md", text), @r#"
    error[invalid-text]: there is no word `{kye}` to fill in
     --> rules/mine.md:9:14
      |
    9 |   message: "`{kye}` is mine"
      |              ^^^^^
      |
      = help: did you mean `key`?
    "#);
}

#[test]
fn a_credential_that_there_is_not_in_a_provider() {
    insta::assert_snapshot!(
        check_with(
            "content/providers/mine.md",
            "---\ntitle: Mine\ndescription: x\nprovider:\n  id: mine\n  label: Mine\n  also_called: []\n  vendor_words: []\n  \
             fields:\n    - credential: acces-token\n      label: Token\n      enter: required\n---\n",
        ),
        @r"
        error[unknown-name]: there is no credential `acces-token`
          --> content/providers/mine.md:10:19
           |
        10 |     - credential: acces-token
           |                   ^^^^^^^^^^^
           |
           = help: did you mean `access-token`?
        "
    );
}

#[test]
fn an_id_that_two_pages_have() {
    insta::assert_snapshot!(
        check_with(
            "content/credentials/zz.md",
            "---\ntitle: Mine\ndescription: x\ncredential:\n  id: app-id\n  secret: false\n  shape: graph-id\n  \
             looks_like: x\n  used_for: x\n  found_at: x\n  keys: [zz]\n---\n",
        ),
        @r"
        error[duplicate-id]: there are two credentials `app-id`
         --> content/credentials/zz.md:5:7
          |
        5 |   id: app-id
          |       ^^^^^^
          |
          = help: the other one is content/credentials/app-id.md; rename one of the two

        error[unknown-name]: the id `app-id` is not the page's name
         --> content/credentials/zz.md:5:7
          |
        5 |   id: app-id
          |       ^^^^^^
          |
          = help: links and reports find the page by its id: name the file `app-id.md`, or the id `zz`

        error[duplicate-id]: two places of this page have the anchor `#app-id`
         --> content/glossary.md:1:1
          |
        1 | ---
          | ^
          |
          = help: give one of them another: `## Title {#other}`
        "
    );
}

#[test]
fn a_component_that_there_is_not() {
    insta::assert_snapshot!(check("::field-tabel{provider=meta-cloud-api}\n"), @r"
    error[unknown-component]: there is no component `field-tabel`
     --> content/guide/mine.md:5:1
      |
    5 | ::field-tabel{provider=meta-cloud-api}
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `field-table`?
    ");
}

#[test]
fn a_component_about_a_provider_that_there_is_not() {
    insta::assert_snapshot!(check("::field-table{provider=meta-cloud}\n\n::find-steps{credental=app-id}\n"), @r"
    error[unknown-name]: there is no provider `meta-cloud`
     --> content/guide/mine.md:5:1
      |
    5 | ::field-table{provider=meta-cloud}
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `meta-cloud-api`?

    error[unknown-component]: the component `find-steps` takes no `credental`
     --> content/guide/mine.md:7:1
      |
    7 | ::find-steps{credental=app-id}
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `credential`?
    ");
}

#[test]
fn raw_html() {
    insta::assert_snapshot!(check("Text with <b onclick=\"x()\">more</b>.\n\n<script>x()</script>\n"), @r#"
    error[raw-html]: pages hold no HTML
     --> content/guide/mine.md:5:11
      |
    5 | Text with <b onclick="x()">more</b>.
      |           ^^^^^^^^^^^^^^^^^
      |
      = help: use Markdown, or a component such as `::field-table{provider=...}`

    error[raw-html]: pages hold no HTML
     --> content/guide/mine.md:5:32
      |
    5 | Text with <b onclick="x()">more</b>.
      |                                ^^^^
      |
      = help: use Markdown, or a component such as `::field-table{provider=...}`

    error[raw-html]: pages hold no HTML
     --> content/guide/mine.md:7:1
      |
    7 | <script>x()</script>
      | ^^^^^^^^^^^^^^^^^^^^
      |
      = help: use Markdown, or a component such as `::field-table{provider=...}`
    "#);
}

#[test]
fn a_link_that_would_run_in_the_readers_browser() {
    insta::assert_snapshot!(check("[x](javascript:alert(1)) [y](data:text/html,z) [z](/etc/passwd)\n"), @r"
    error[dead-link]: links with `javascript:` are not allowed
     --> content/guide/mine.md:5:1
      |
    5 | [x](javascript:alert(1)) [y](data:text/html,z) [z](/etc/passwd)
      | ^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: one of: https, http, mailto

    error[dead-link]: links with `data:` are not allowed
     --> content/guide/mine.md:5:26
      |
    5 | [x](javascript:alert(1)) [y](data:text/html,z) [z](/etc/passwd)
      |                          ^^^^^^^^^^^^^^^^^^^^^
      |
      = help: one of: https, http, mailto

    error[dead-link]: links inside the guide are relative
     --> content/guide/mine.md:5:48
      |
    5 | [x](javascript:alert(1)) [y](data:text/html,z) [z](/etc/passwd)
      |                                                ^^^^^^^^^^^^^^^^
      |
      = help: link to a page's file, as seen from this one: `../credentials/waba-id.md`
    ");
}

#[test]
fn a_second_title() {
    insta::assert_snapshot!(check("# Mine\n\nText.\n"), @r"
    error[heading-order]: the page's title is its only heading of the first level
     --> content/guide/mine.md:5:1
      |
    5 | # Mine
      | ^^^^^^
      |
      = help: begin with `##`
    ");
}

#[test]
fn an_anchor_that_two_headings_have() {
    insta::assert_snapshot!(check("## Where\n\n## Where\n"), @r"
    error[duplicate-id]: two headings of this page have the anchor `#where`
     --> content/guide/mine.md:7:1
      |
    7 | ## Where
      | ^^^^^^^^
      |
      = help: give one of them another: `## Title {#other}`
    ");
}

// All of them.

/// Five mistakes on five pages; one of them counts twice, since what is misspelt is missing, too.
fn five_mistakes() -> Sandbox {
    let sandbox = Sandbox::guide();
    sandbox.write("content/guide/a.md", page("[x](nowhere.md)\n"));
    sandbox.write("content/guide/b.md", "---\ntitel: B\ndescription: x\n---\n");
    sandbox.write(
        "content/guide/c.md",
        page("```yaml\nwhatsapp: {access_token: ''}\n```\n"),
    );
    sandbox.write("content/guide/d.md", page("<br>\n"));
    sandbox.write("rules/mine.md", rule("  when: { valu: digits }\n  "));
    sandbox
}

#[test]
fn one_run_names_all_mistakes() {
    let run = five_mistakes().run(&["check", "--format", "json"]);
    let mut places = run.places();
    // Two at one place may stand in either order.
    places.sort();
    insta::assert_snapshot!(places.join("\n"), @r"
    content/guide/a.md:5:1 dead-link
    content/guide/b.md:2:1 missing-key
    content/guide/b.md:2:1 unknown-key
    content/guide/c.md:5:1 wrong-verdict
    content/guide/d.md:5:1 raw-html
    rules/mine.md:8:11 unknown-name
    ");
    assert_eq!(run.code, 1);
    assert_eq!(run.summary("errors"), run.places().len() as u64);
}

#[test]
fn a_guide_with_mistakes_leaves_the_published_site_byte_for_byte() {
    let sandbox = five_mistakes();
    let elsewhere = Sandbox::new();
    assert_eq!(elsewhere.run(&["build"]).code, 0);
    let site = elsewhere.files("public");
    for (path, bytes) in &site {
        sandbox.write(&format!("public/{path}"), bytes);
    }
    let run = sandbox.run(&["build"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.ends_with("nothing was written, public is as it was\n"),
        "{}",
        run.stderr
    );
    assert_eq!(sandbox.files("public"), site);
    // Nothing is left beside it either.
    let left: Vec<String> = std::fs::read_dir(sandbox.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("public"))
        .collect();
    assert_eq!(left, ["public"]);
}

#[test]
fn nothing_is_written_where_nothing_was() {
    let sandbox = five_mistakes();
    assert_eq!(sandbox.run(&["build", "--out", "site"]).code, 1);
    assert!(!sandbox.path().join("site").exists());
}

#[test]
fn a_guide_with_mistakes_lints_nothing() {
    let sandbox = Sandbox::guide();
    sandbox.write("rules/mine.md", rule("  when: { valu: digits }\n  "));
    sandbox.write("project/.env", "WHATSAPP_ACCESS_TOKEN=\n");
    insta::assert_snapshot!(sandbox.run(&["lint", "project"]).transcript(), @r"
    error[unknown-name]: there is no condition `valu`
     --> rules/mine.md:8:11
      |
    8 |   when: { valu: digits }
      |           ^^^^
      |
      = help: did you mean `value`?

    fieldguide: the guide or its settings have mistakes, so nothing was linted
    exit code: 2
    ");
    let elsewhere = Sandbox::with(&[(".env", "WHATSAPP_ACCESS_TOKEN=\n")]);
    let run = elsewhere.run(&["lint", "--guide", sandbox.path().to_str().unwrap()]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
}

// One source of truth.

fn text(sandbox: &Sandbox, path: &str) -> String {
    text_of(&sandbox.read(path))
}

#[test]
fn a_label_changed_once_changes_on_the_site_and_in_the_linters_help() {
    let sandbox = Sandbox::guide();
    sandbox.write("project/.env", "WHATSAPP_PHONE_NUMBER_ID=${WABA_ID}\n");
    let help = |sandbox: &Sandbox| {
        let report = sandbox.run(&["lint", "project", "--format", "json"]).json();
        report["findings"][0]["help"].as_str().unwrap().to_owned()
    };
    assert!(
        help(&sandbox).ends_with("it goes into the box \"Number ID\""),
        "{}",
        help(&sandbox)
    );
    assert_eq!(sandbox.run(&["build"]).code, 0);
    let before = sandbox.files("public");

    sandbox.replace(
        "content/providers/meta-cloud-api.md",
        "label: Number ID\n",
        "label: Sender box\n",
    );
    assert!(
        help(&sandbox).ends_with("it goes into the box \"Sender box\""),
        "{}",
        help(&sandbox)
    );
    assert_eq!(sandbox.run(&["build"]).code, 0);

    // The table, the steps and the list of what not to enter; a page that names the box; the credential's own page.
    let task = text(&sandbox, "public/guide/what-to-enter-in-the-crm.html");
    assert!(task.contains("Bottom line"), "{task}");
    for (path, least) in [
        ("guide/what-to-enter-in-the-crm.html", 3),
        ("providers/meta-cloud-api.html", 3),
        ("credentials/phone-number-id.html", 1),
        ("how-to/find-the-phone-number-id.html", 1),
    ] {
        let count = text(&sandbox, &format!("public/{path}"))
            .matches("Sender box")
            .count();
        assert!(count >= least, "{path} has the label {count} times");
    }
    // No box is called by its old name, and every page that changed changed for the label.
    for (path, bytes) in sandbox.files("public") {
        let html = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!html.contains("<b class=\"label\">Number ID</b>"), "{path}");
        let is_same = before
            .get(&path)
            .is_some_and(|before| without_index(before) == without_index(&bytes));
        assert!(
            is_same || html.contains("Sender box") || path == ".fieldguide-site",
            "{path} changed for nothing"
        );
    }
}

/// A page without the name of the index of search, which every page has and which changes with any of them.
fn without_index(page: &[u8]) -> String {
    let text = String::from_utf8_lossy(page);
    match text.split_once("search.en.") {
        Some((before, after)) => format!("{before}{}", without_index(&after.as_bytes()[16..])),
        None => text.into_owned(),
    }
}

const CATALOG_ID: &str = "---
title: Catalog ID
description: The ID of the product catalog that messages may show.
credential:
  id: catalog-id
  not_to_be_confused_with: [waba-id]
  secret: false
  shape: graph-id
  looks_like: 15 to 17 digits
  used_for: Names the catalog of products
  found_at: Meta Commerce Manager
  given_by: [meta-cloud-api]
  keys: [whatsapp_catalog_id]
---
It is not the [](waba-id.md).
";

const CATALOG_RULE: &str = "---
title: A phone number where the Catalog ID belongs
description: The field wants the ID of a catalog.
rule:
  id: phone-number-in-catalog-id
  severity: warning
  on: catalog-id
  when: { value: phone-number }
  message: \"`{key}` holds a phone number, not the {credential}\"
  help: Enter the {credential}
---
## Wrong

```dotenv bad
WHATSAPP_CATALOG_ID=+44 7700 900123
```

## Right

```dotenv good
WHATSAPP_CATALOG_ID=102290129340398
```
";

#[test]
fn two_pages_more_are_a_credential_and_a_rule_more() {
    let guide = Sandbox::guide();
    guide.write("content/credentials/catalog-id.md", CATALOG_ID);
    guide.write("rules/phone-number-in-catalog-id.md", CATALOG_RULE);
    let elsewhere = Sandbox::with(&[(".env", &format!("WHATSAPP_CATALOG_ID={PHONE}\n"))]);
    guide.write("project/.env", elsewhere.read(".env"));

    // By name, from anywhere, and inside the guide's own directory; not without it.
    let path = guide.path().to_str().unwrap().to_owned();
    assert_eq!(
        elsewhere.places(&["--guide", &path]),
        [".env:1:21 phone-number-in-catalog-id"]
    );
    assert_eq!(
        guide.places(&["project"]),
        ["project/.env:1:21 phone-number-in-catalog-id"]
    );
    assert_eq!(elsewhere.places(&[]), Vec::<String>::new());

    let run = guide.run(&["build"]);
    assert_eq!(run.code, 0, "{}", run.transcript());
    assert!(text(&guide, "public/credentials/catalog-id.html").contains("Names the catalog of products"));
    assert!(text(&guide, "public/rules/phone-number-in-catalog-id.html").contains("✗ Rejected"));
    for (path, title) in [
        ("public/credentials/index.html", "Catalog ID"),
        (
            "public/rules/index.html",
            "A phone number where the Catalog ID belongs",
        ),
        ("public/glossary.html", "Catalog ID"),
        (
            "public/credentials/catalog-id.html",
            "A phone number where the Catalog ID belongs",
        ),
    ] {
        assert!(text(&guide, path).contains(title), "{path} does not name it");
    }
    assert!(
        guide
            .run(&["rules"])
            .stdout
            .contains("phone-number-in-catalog-id")
    );
}

// `init`.

#[test]
fn init_into_a_directory_with_a_file_of_the_guide_overwrites_nothing() {
    let sandbox = Sandbox::with(&[("mine/content/credentials/waba-id.md", "my own\n")]);
    let before = sandbox.files("");
    let run = sandbox.run(&["init", "mine"]);
    assert_eq!(run.code, 2);
    insta::assert_snapshot!(run.stderr, @r"fieldguide: mine/content/credentials/waba-id.md is there already, and init overwrites nothing: name a new directory");
    assert_eq!(sandbox.files(""), before);
}

#[test]
fn init_beside_other_files_leaves_them_alone() {
    let sandbox = Sandbox::with(&[("notes.txt", "my own\n"), ("content/mine.txt", "my own\n")]);
    sandbox.run(&["init", "."]);
    assert_eq!(sandbox.read("notes.txt"), "my own\n");
    assert_eq!(sandbox.read("content/mine.txt"), "my own\n");
}

#[test]
fn init_writes_a_guide_that_builds_the_same_site() {
    let (copy, elsewhere) = (Sandbox::guide(), Sandbox::new());
    assert_eq!(copy.run(&["build"]).code, 0);
    assert_eq!(elsewhere.run(&["build"]).code, 0);
    assert_eq!(copy.files("public"), elsewhere.files("public"));
    // And init does not overwrite what it wrote.
    assert_eq!(copy.run(&["init", "."]).code, 2);
}

#[test]
fn what_cannot_be_quoted_is_named_with_its_place() {
    let sandbox = Sandbox::guide();
    sandbox.write("content/note.txt", "x");
    sandbox.write("content/note.svg", "<svg/>");
    sandbox.write(
        "themes/help/components/toc.html",
        "{% component toc(items) -%}\nnever closed",
    );
    let run = sandbox.run(&["check"]);
    assert_eq!(run.code, 1);
    insta::assert_snapshot!(run.stdout, @r"
    warning[stray-file]: this file is neither a page nor a picture
    --> content/note.txt:1:1
     = help: it is not published; keep it elsewhere, or show it as svg, png, jpg, webp, avif, gif or pdf

    error[broken-template]: Unexpected end of input
     --> themes/help/components/toc.html:1:28
      |
    1 | {% component toc(items) -%}
      |                            ^
      |
      = help: the theme's templates are Tera 2
    ");
}

#[test]
fn a_guide_that_is_not_whole_is_not_taken_for_the_one_in_the_program() {
    for missing in ["content/_index.md", "rules/_index.md"] {
        let sandbox = Sandbox::guide();
        std::fs::remove_file(sandbox.path().join(missing)).unwrap();
        for command in ["lint", "check", "build", "rules"] {
            let run = sandbox.run(&[command]);
            assert_eq!(
                (
                    run.code,
                    run.stderr
                        .contains(&format!("and {missing} is missing beside it"))
                ),
                (2, true),
                "{command}: {}",
                run.stderr
            );
        }
    }
    // Settings of a project that is no guide have no words of their own.
    let sandbox = Sandbox::new();
    sandbox.write("fieldguide.yaml", "vocabulary: {scopes: [x]}\n");
    insta::assert_snapshot!(sandbox.run(&["lint"]).transcript(), @r"
    fieldguide: fieldguide.yaml has a `vocabulary`, as only a guide's settings have, and content/_index.md is missing beside it
    exit code: 2
    ");
}

#[cfg(unix)]
#[test]
fn a_guides_directories_are_no_links() {
    let outside = Sandbox::guide();
    outside.write("rules/private.md", "---\nfoo: words of mine\n---\n");
    for directory in ["content", "rules", "themes"] {
        let sandbox = Sandbox::guide();
        std::fs::remove_dir_all(sandbox.path().join(directory)).unwrap();
        std::os::unix::fs::symlink(outside.path().join(directory), sandbox.path().join(directory)).unwrap();
        for command in ["lint", "check", "build"] {
            let run = sandbox.run(&[command]);
            assert_eq!(run.code, 2, "{command}");
            assert!(
                run.stderr
                    .contains("is a link, and a guide's files stand in the guide itself"),
                "{}",
                run.stderr
            );
            assert!(!run.transcript().contains("words of mine"));
        }
    }
}

#[test]
fn places_that_there_are_not_are_answered_with_those_that_authors_may_link_to() {
    let body = "## One\n\n[a](#content-one) [b](#zebra) ![c](zebra.png) [d](../credentials/waba-id.md#where)\n\n## Two\n";
    let found = check(body);
    let help = found
        .lines()
        .filter(|line| line.starts_with("error") || line.contains("help:"));
    insta::assert_snapshot!(help.collect::<Vec<_>>().join("\n"), @r"
    error[dead-link]: guide/mine.html has no heading `#content-one`
      = help: one of: one, two
    error[dead-link]: guide/mine.html has no heading `#zebra`
      = help: one of: one, two
    error[dead-link]: there is no file content/guide/zebra.png
      = help: put the file there
    error[dead-link]: credentials/waba-id.html has no heading `#where`
      = help: one of: where-it-goes, where-to-find-it, related, what-happens-if-i-enter-it-anyway, rules-that-check-it, how-do-i-recognise-it, do-i-need-it, names-in-configuration and 1 more
    ");
    let text = page("## One\n\nText.\n").replace("title:", "anchors: {old: zebra}\ntitle:");
    let found = check_with(PAGE, text);
    insta::assert_snapshot!(found, @r"
    error[dead-link]: this page has no place `#zebra`
     --> content/guide/mine.md:2:16
      |
    2 | anchors: {old: zebra}
      |                ^^^^^
      |
      = help: one of: one
    ");
}

/// What `check` says of the settings, with lines below `site:`.
fn check_site(lines: &str) -> String {
    let settings = Sandbox::guide().read("fieldguide.yaml");
    let settings = settings.replace("  language: en\n", lines);
    check_with("fieldguide.yaml", settings)
}

#[test]
fn languages_that_are_none() {
    let other = |tag: &str| format!("    - {{language: {tag}, name: X, url: https://x.example/{tag}/}}\n");
    insta::assert_snapshot!(
        check_site(&format!(
            "  language: en_GB\n  translations:\n{}{}{}{}{}{}",
            other("english"), other("hi"), other("HI"), other("EN-gb"), other("zh-Hant-TW"), other("\"\"")
        )),
        @r#"
    error[invalid-text]: this is no tag of a language
     --> fieldguide.yaml:8:13
      |
    8 |   language: en_GB
      |             ^^^^^
      |
      = help: write it with a hyphen: `en-GB`

    error[invalid-text]: this is no tag of a language
      --> fieldguide.yaml:10:18
       |
    10 |     - {language: english, name: X, url: https://x.example/english/}
       |                  ^^^^^^^
       |
       = help: write it as `en`, `pt-BR` or `zh-Hant`

    error[duplicate-id]: there are two translations into `HI`
      --> fieldguide.yaml:12:18
       |
    12 |     - {language: HI, name: X, url: https://x.example/HI/}
       |                  ^^
       |
       = help: keep one of the two

    error[wrong-type]: a text belongs here, not nothing
      --> fieldguide.yaml:15:19
       |
    15 |     - {language: "", name: X, url: https://x.example/""/}
       |                   ^
       |
       = help: write one, in quotes where it has `: ` or ` #` in it

    error[invalid-text]: this is no address of a web site
      --> fieldguide.yaml:15:36
       |
    15 |     - {language: "", name: X, url: https://x.example/""/}
       |                                    ^^^^^^^^^^^^^^^^^^^^^
       |
       = help: write it as https://help.example.com/whatsapp/
    "#
    );
    insta::assert_snapshot!(
        check_site(&format!("  language: de\n  translations:\n{}{}{}", other("de"), other("x-ours"), other("e"))),
        @r"
    error[duplicate-id]: `de` is the language of this site
      --> fieldguide.yaml:10:18
       |
    10 |     - {language: de, name: X, url: https://x.example/de/}
       |                  ^^
       |
       = help: list only the other ones: this site is added to them where readers choose

    error[invalid-text]: this is no tag of a language
      --> fieldguide.yaml:11:18
       |
    11 |     - {language: x-ours, name: X, url: https://x.example/x-ours/}
       |                  ^^^^^^
       |
       = help: write it as `en`, `pt-BR` or `zh-Hant`

    error[invalid-text]: this is no tag of a language
      --> fieldguide.yaml:12:18
       |
    12 |     - {language: e, name: X, url: https://x.example/e/}
       |                  ^
       |
       = help: write it as `en`, `pt-BR` or `zh-Hant`
    "
    );
}

#[test]
fn pages_where_the_embedded_ones_are_made() {
    insta::assert_snapshot!(check_with("content/embed/_index.md", page("Text.\n")), @r"
    error[invalid-text]: the site has its pages for help drawers in embed/
     --> content/embed/_index.md:1:1
      |
    1 | ---
      | ^
      |
      = help: give this page's directory another name
    ");
}

#[test]
fn a_day_that_has_not_come() {
    let sandbox = Sandbox::guide();
    sandbox.write(
        PAGE,
        "---\ntitle: Mine\ndescription: A page of my own\nreviewed: 2926-11-22\nchanges: {2926-02-01: More of it}\n---\nText.\n",
    );
    let run = sandbox.run(&["check"]);
    assert_eq!(run.code, 0, "{}", run.transcript());
    insta::assert_snapshot!(run.stdout, @r"
    warning[future-date]: this day has not come yet
     --> content/guide/mine.md:4:11
      |
    4 | reviewed: 2926-11-22
      |           ^^^^^^^^^^
      |
      = help: write the day on which it was done

    warning[future-date]: this day has not come yet
     --> content/guide/mine.md:5:11
      |
    5 | changes: {2926-02-01: More of it}
      |           ^^^^^^^^^^
      |
      = help: write the day on which it was done
    ");
    // What is built does not hang on the day.
    assert!(!sandbox.run(&["build"]).transcript().contains("2926"));
}
