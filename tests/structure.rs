//! What `check` says of a guide's structure: copies of the default guide, each with a mistake.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use support::Sandbox;

const PAGE: &str = "content/guide/mine.md";

/// What `check` says of a guide with this page in it, which must be something.
fn check(front_matter: &str, body: &str) -> String {
    let sandbox = Sandbox::guide();
    sandbox.write(
        PAGE,
        format!("---\ntitle: Mine\ndescription: A page of my own\n{front_matter}---\n{body}"),
    );
    findings(&sandbox)
}

fn findings(sandbox: &Sandbox) -> String {
    let run = sandbox.run(&["check", "--fail-on", "warning"]);
    assert_eq!(run.code, 1, "{}", run.transcript());
    run.stdout
}

/// A page with nothing to find.
fn is_clean(front_matter: &str, body: &str) {
    let sandbox = Sandbox::guide();
    sandbox.write(
        PAGE,
        format!("---\ntitle: Mine\ndescription: A page of my own\n{front_matter}---\n{body}"),
    );
    let run = sandbox.run(&["check", "--fail-on", "hint"]);
    assert_eq!(run.code, 0, "{}", run.transcript());
}

fn numbered(count: usize) -> String {
    (1..=count).map(|step| format!("{step}. Do it.\n")).collect()
}

#[test]
fn headings_skip_no_level_and_have_words() {
    insta::assert_snapshot!(check("", "### Too deep\n\n## Right\n\n#### Deeper\n\n## `` `` {#empty}\n\n## {#none}\n"), @r"
    error[heading-order]: this heading is of level 3, and the one above it of level 1
     --> content/guide/mine.md:5:1
      |
    5 | ### Too deep
      | ^^^^^^^^^^^^
      |
      = help: begin it with `##`

    error[heading-order]: this heading is of level 4, and the one above it of level 2
     --> content/guide/mine.md:9:1
      |
    9 | #### Deeper
      | ^^^^^^^^^^^
      |
      = help: begin it with `###`

    error[heading-order]: this heading has no words
      --> content/guide/mine.md:11:1
       |
    11 | ## `` `` {#empty}
       | ^^^^^^^^^^^^^^^^^
       |
       = help: say what stands below it, or leave it out

    error[heading-order]: this heading has no words
      --> content/guide/mine.md:13:1
       |
    13 | ## {#none}
       | ^^^^^^^^^^
       |
       = help: say what stands below it, or leave it out
    ");
}

#[test]
fn links_say_where_they_lead() {
    let body = "Read [here](../glossary.md), [This page.](../glossary.md), <https://example.com/a> and\n\
        [https://example.com/b](https://example.com/b).\n";
    insta::assert_snapshot!(check("", body), @r"
    warning[link-text]: the link's text `here` does not say where it leads
     --> content/guide/mine.md:5:6
      |
    5 | Read [here](../glossary.md), [This page.](../glossary.md), <https://example.com/a> and
      |      ^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: name what is there; without any text, as in `[](page.md)`, a link takes the page's title

    warning[link-text]: the link's text `This page` does not say where it leads
     --> content/guide/mine.md:5:30
      |
    5 | Read [here](../glossary.md), [This page.](../glossary.md), <https://example.com/a> and
      |                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: name what is there; without any text, as in `[](page.md)`, a link takes the page's title

    warning[link-text]: the link's text is an address, which is hard to read and to hear
     --> content/guide/mine.md:5:60
      |
    5 | Read [here](../glossary.md), [This page.](../glossary.md), <https://example.com/a> and
      |                                                            ^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: say what is there: `[Meta's list of error codes](https://...)`

    warning[link-text]: the link's text is an address, which is hard to read and to hear
     --> content/guide/mine.md:6:1
      |
    6 | [https://example.com/b](https://example.com/b).
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: say what is there: `[Meta's list of error codes](https://...)`
    ");
    is_clean(
        "",
        "[](../glossary.md), [the glossary](../glossary.md), [more about IDs](which-id-is-which.md), <mail@example.com>\n",
    );
}

#[test]
fn tables_lose_nothing() {
    let body = "| A | B |\n|--|--|\n| 1 | 2 |\n| 1 | 2 | 3 |\n| `a|b` |\n| `a\\|b` | c \\| d |\n";
    insta::assert_snapshot!(check("", body), @r"
    error[table-cells]: this row has 3 cells, and the table's head 2: the rest would be lost
     --> content/guide/mine.md:8:1
      |
    8 | | 1 | 2 | 3 |
      | ^^^^^^^^^^^^^
      |
      = help: give the head a column more, or write `\|` for a bar that belongs to the text

    error[table-cells]: a `|` within code ends the cell of a table all the same
     --> content/guide/mine.md:9:1
      |
    9 | | `a|b` |
      | ^^^^^^^^^
      |
      = help: write `\|`, in code, too
    ");
}

#[test]
fn callouts_are_rare() {
    let callout = "> [!NOTE]\n> Mind this.\n\n";
    is_clean(
        "",
        &format!("{callout}{callout}## One\n\n{callout}\n### Below\n\n{callout}## Two\n\n{callout}"),
    );
    insta::assert_snapshot!(check("", &format!("## One\n\n{callout}### Below\n\n{callout}{callout}{callout}")), @r"
    warning[too-much]: this section has more than 2 callouts: where all is stressed, nothing is
      --> content/guide/mine.md:15:1
       |
    15 | > [!NOTE]
       | ^^^^^^^^^
       |
       = help: say it in a paragraph, or give it a section of its own
    ");
}

#[test]
fn a_concept_is_answered_in_few_words() {
    let words = "word ".repeat(61);
    insta::assert_snapshot!(check("", &format!("{words}\n\n{words}\n")), @r"
    warning[too-much]: the first paragraph has 61 words, and a page of this type answers in 60
     --> content/guide/mine.md:5:1
      |
    5 | word word word word word word word wor...rd word word word word word word word 
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^...^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: give the answer first, and what explains it below
    ");
    is_clean("", &format!("::glossary\n\n{}\n\n{words}\n", "word ".repeat(60)));
    is_clean("type: reference\n", &format!("{words}\n"));
}

#[test]
fn steps_and_checklists_are_short() {
    insta::assert_snapshot!(check("type: task\n", &numbered(11)), @r"
    warning[too-much]: these are more than 10 steps
      --> content/guide/mine.md:16:1
       |
    16 | 11. Do it.
       | ^^^^^^^^^^
       |
       = help: make two lists of them, each with a heading that says what is reached
    ");
    is_clean("type: task\n", &numbered(10));
    is_clean("type: reference\n", &numbered(11));
    insta::assert_snapshot!(check("", &"- [ ] Done\n".repeat(16)), @r"
    warning[too-much]: this checklist has more than 15 items
      --> content/guide/mine.md:20:3
       |
    20 | - [ ] Done
       |   ^^^
       |
       = help: make two lists of them, each with a heading
    ");
    is_clean("", &"- [ ] Done\n".repeat(15));
}

#[test]
fn a_message_is_explained_on_one_page() {
    let sandbox = Sandbox::guide();
    let page = |title: &str, message: &str| {
        format!(
            "---\ntitle: {title}\ndescription: An error\ntype: troubleshooting\nmessage: {message}\n---\nText.\n"
        )
    };
    sandbox.write("content/troubleshooting/one.md", page("One", "No way"));
    sandbox.write("content/troubleshooting/two.md", page("Two", "no way"));
    insta::assert_snapshot!(findings(&sandbox), @r"
    error[duplicate-id]: another page has the same message
     --> content/troubleshooting/two.md:5:1
      |
    5 | message: no way
      | ^^^^^^^^^^^^^^^
      |
      = help: make one page of this and content/troubleshooting/one.md
    ");
}

#[test]
fn what_is_looked_up_is_two_clicks_from_the_home_page() {
    let sandbox = Sandbox::guide();
    sandbox.write(
        "themes/help/templates/home.html",
        "<!doctype html><html lang=\"en\"><title>Home</title><h1>Home</h1><a href=\"rules/index.html\">Rules</a></html>",
    );
    let found = findings(&sandbox);
    let first = found.split_inclusive("\n\n").next().unwrap();
    insta::assert_snapshot!(first, @r"
    error[far-away]: from the home page this page is more than 2 clicks away
     --> content/credentials/access-token.md:2:1
      |
    2 | title: Access Token
      | ^^^^^^^^^^^^^^^^^^^
      |
      = help: list it on its section's page, and the section on the home page
    ");
    assert!(
        found.matches("error[far-away]").count() > 10 && !found.contains("--> rules/"),
        "{found}"
    );
}

#[test]
fn a_theme_is_held_to_it_too() {
    let sandbox = Sandbox::guide();
    sandbox.write(
        "themes/help/templates/page.html",
        "<!doctype html><html><title>{{ page.title }}</title><h3>{{ page.title }}</h3><a href=\"{{ root }}index.html\"></a>\
         <input type=\"search\"><img src=\"data:,\"><button></button>{{ page.body | safe }}",
    );
    sandbox.write(
        PAGE,
        "---\ntitle: Mine\ndescription: A page of my own\n---\nText.\n",
    );
    let found = findings(&sandbox);
    insta::assert_snapshot!(found, @r"
    error[heading-order]: the finished page has 0 headings of the first level, and it takes one
     --> content/changes.md:1:1
      |
    1 | ---
      | ^
      |
      = help: mend the theme's template or component that writes it, on this page and on others

    error[missing-name]: the finished page does not say its language: `<html lang>`
     --> content/changes.md:1:1
      |
    1 | ---
      | ^
      |
      = help: mend the theme's template or component that writes it, on this page and on others

    error[missing-name]: the finished page has a `<button>` without a text
     --> content/changes.md:1:1
      |
    1 | ---
      | ^
      |
      = help: mend the theme's template or component that writes it, on this page and on others

    error[missing-name]: the finished page has a link without a text: `index.html`
     --> content/changes.md:1:1
      |
    1 | ---
      | ^
      |
      = help: mend the theme's template or component that writes it, on this page and on others

    error[missing-name]: the finished page has a picture without `alt`: `data:,`
     --> content/changes.md:1:1
      |
    1 | ---
      | ^
      |
      = help: mend the theme's template or component that writes it, on this page and on others

    error[missing-name]: the finished page has an `<input>` without a label
     --> content/changes.md:1:1
      |
    1 | ---
      | ^
      |
      = help: mend the theme's template or component that writes it, on this page and on others

    error[missing-name]: the finished page has a link without a text: `../index.html`
     --> content/checklists/go-live.md:1:1
      |
    1 | ---
      | ^
      |
      = help: mend the theme's template or component that writes it, on this page and on others
    ");
}
