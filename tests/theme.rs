//! A guide's own themes: what they override and extend, and what is said of one that does not fit; and calls of
//! components that stand round content.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

#[path = "support/random.rs"]
mod random;
mod support;

use insta::assert_snapshot;
use random::Random;
use support::Sandbox;

const THEME: &str = "api: 1\nextends: help\n";

/// A copy of the default guide with the theme `acme` of these files.
fn acme(files: &[(&str, &str)]) -> Sandbox {
    let sandbox = Sandbox::guide();
    let settings = sandbox.read("fieldguide.yaml");
    sandbox.write(
        "fieldguide.yaml",
        settings.replacen("site:\n", "site:\n  theme: acme\n", 1),
    );
    for (path, text) in files {
        sandbox.write(&format!("themes/acme/{path}"), text);
    }
    sandbox
}

/// The glossary of the site that a sandbox builds.
fn glossary(sandbox: &Sandbox) -> String {
    let run = sandbox.run(&["build"]);
    assert_eq!(run.code, 0, "{}", run.transcript());
    sandbox.read("public/glossary.html")
}

/// What `check` says, but for the counts in its closing line: the guide grows.
fn mistakes(sandbox: &Sandbox) -> String {
    let transcript = sandbox.run(&["check"]).transcript();
    let lines = transcript.lines().map(|line| match line.split_once(" in ") {
        Some((head, _)) if line.starts_with("fieldguide: ") => head,
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn with_page(body: &str) -> Sandbox {
    let sandbox = Sandbox::guide();
    sandbox.write(
        "content/guide/a-page.md",
        format!("---\ntitle: A page\ndescription: One more.\n---\n{body}"),
    );
    sandbox
}

#[test]
fn a_theme_overrides_a_component_and_keeps_the_rest() {
    let sandbox = acme(&[
        ("theme.yaml", THEME),
        (
            "components/glossary.html",
            "{% component glossary() -%}<p>No words today.</p>{%- endcomponent glossary %}",
        ),
        ("static/style.css", "body { color: teal }"),
    ]);
    let html = glossary(&sandbox);
    assert!(html.contains("<p>No words today.</p>"));
    assert!(html.contains("<main"), "the default theme's frame is gone");
    let sheets = sandbox.files("public/assets");
    let sheets = sheets.iter().filter(|(path, _)| path.starts_with("style."));
    let sheets: Vec<_> = sheets.map(|(_, bytes)| bytes.as_slice()).collect();
    assert_eq!(sheets, [b"body{color:teal}".as_slice()]);
}

#[test]
fn a_theme_extends_the_template_that_it_replaces() {
    let sandbox = acme(&[
        ("theme.yaml", THEME),
        (
            "templates/base.html",
            "{% extends \"help/base.html\" %}\n{% block head %}{{ super() }}<meta name=\"acme\" content=\"1\">{% endblock head %}\n",
        ),
    ]);
    let html = glossary(&sandbox);
    assert!(html.contains("<meta name=\"acme\" content=\"1\">"));
    assert!(
        html.contains("rel=\"canonical\""),
        "what the block held before is gone"
    );
}

#[test]
fn themes_extend_each_other() {
    let sandbox = acme(&[
        ("theme.yaml", "api: 1\nextends: house\n"),
        ("words.yaml", "search: Find\n"),
    ]);
    sandbox.write("themes/house/theme.yaml", THEME);
    sandbox.write("themes/house/static/house.txt", "of the house");
    glossary(&sandbox);
    let is_there = |path: &String| path.starts_with("house.");
    assert!(sandbox.files("public/assets").keys().any(is_there));
}

#[test]
fn a_theme_that_there_is_not() {
    let sandbox = acme(&[]);
    sandbox.write("themes/acne/theme.yaml", THEME);
    assert_snapshot!(mistakes(&sandbox), @r"
    error[unknown-name]: there is no theme `acme`: it has no file themes/acme/theme.yaml
     --> fieldguide.yaml:4:10
      |
    4 |   theme: acme
      |          ^^^^
      |
      = help: did you mean `acne`?

    fieldguide: 1 error
    exit code: 1
    ");
}

#[test]
fn a_theme_for_another_version() {
    let sandbox = acme(&[("theme.yaml", "api: 9\nextend: help\n")]);
    assert_snapshot!(mistakes(&sandbox), @r"
    error[invalid-text]: this theme is made for version 9 of the themes' API
     --> themes/acme/theme.yaml:1:6
      |
    1 | api: 9
      |      ^
      |
      = help: this fieldguide has version 1: see what changed, and write `api: 1`

    error[unknown-key]: a theme's file has no key `extend`
     --> themes/acme/theme.yaml:2:1
      |
    2 | extend: help
      | ^^^^^^
      |
      = help: did you mean `extends`?

    fieldguide: 2 errors
    exit code: 1
    ");
}

#[test]
fn a_theme_that_extends_itself() {
    let sandbox = acme(&[("theme.yaml", "api: 1\nextends: acme\n")]);
    assert_snapshot!(mistakes(&sandbox), @r"
    error[invalid-text]: the theme `acme` extends itself
     --> themes/acme/theme.yaml:2:10
      |
    2 | extends: acme
      |          ^^^^
      |
      = help: let it extend `help`

    fieldguide: 1 error
    exit code: 1
    ");
}

#[test]
fn a_broken_template_of_a_theme() {
    let sandbox = acme(&[
        ("theme.yaml", THEME),
        (
            "templates/page.html",
            "{% extends \"base.html\" %}\n{% block main %}{{ page.titel }}{% endblock main %}\n",
        ),
    ]);
    assert_snapshot!(mistakes(&sandbox), @r"
    error[broken-template]: Field `titel` is not defined. Available fields: also_called, body, canonical, code, description, edit, kind, message, owner, path, related, reviewed, structured, title, toc, twin, type, updated, url
     --> themes/acme/templates/page.html:2:25
      |
    2 | {% block main %}{{ page.titel }}{% endblock main %}
      |                         ^^^^^
      |
      = help: this came up while rendering content/changes.md

    fieldguide: 1 error
    exit code: 1
    ");
}

/// What `check` says of a template `page.html` of the theme.
fn broken(text: &str) -> String {
    mistakes(&acme(&[("theme.yaml", THEME), ("templates/page.html", text)]))
}

#[test]
fn a_block_that_no_template_has() {
    assert_snapshot!(broken("{% extends \"base.html\" %}\n{% block mian %}x{% endblock mian %}\n"), @r"
    error[broken-template]: Block `mian` is not defined in any parent template
     --> themes/acme/templates/page.html:2:10
      |
    2 | {% block mian %}x{% endblock mian %}
      |          ^^^^
      |
      = help: did you mean `main`?

    fieldguide: 1 error
    exit code: 1
    ");
    assert_snapshot!(broken("{% extends \"base.html\" %}\n{% block zebra %}x{% endblock %}\n"), @r"
    error[broken-template]: Block `zebra` is not defined in any parent template
     --> themes/acme/templates/page.html:2:10
      |
    2 | {% block zebra %}x{% endblock %}
      |          ^^^^^
      |
      = help: one of: contents, head, styles, heading, main

    fieldguide: 1 error
    exit code: 1
    ");
}

#[test]
fn names_in_templates_that_there_are_not() {
    assert_snapshot!(broken("{% extends \"bse.html\" %}\n"), @r#"
    error[broken-template]: there is no template `bse.html`
     --> themes/acme/templates/page.html:1:13
      |
    1 | {% extends "bse.html" %}
      |             ^^^^^^^^
      |
      = help: did you mean `base.html`?

    fieldguide: 1 error
    exit code: 1
    "#);
    assert_snapshot!(broken("{% extends \"page.html\" %}\n"), @r#"
    error[broken-template]: the template `page.html` extends itself in the end
     --> themes/acme/templates/page.html:1:13
      |
    1 | {% extends "page.html" %}
      |             ^^^^^^^^^
      |
      = help: to build on the one that it takes the place of, extend `help/page.html`

    fieldguide: 1 error
    exit code: 1
    "#);
    assert_snapshot!(broken(
        "{% extends \"base.html\" %}\n{% block main %}ä {{ page.body | foo }}{{ <glosary /> }}{% include \"foot.html\" %}{% endblock %}\n"
    ), @r#"
    error[broken-template]: Unknown filter `foo`
     --> themes/acme/templates/page.html:2:34
      |
    2 | {% block main %}ä {{ page.body | foo }}{{ <glosary /> }}{% include "foot.html" %}{% endblock %}
      |                                  ^^^
      |
      = help: the theme's templates are Tera 2

    error[broken-template]: Unknown component `glosary`
     --> themes/acme/templates/page.html:2:44
      |
    2 | {% block main %}ä {{ page.body | foo }}{{ <glosary /> }}{% include "foot.html" %}{% endblock %}
      |                                            ^^^^^^^
      |
      = help: did you mean `glossary`?

    error[broken-template]: Unknown template `foot.html`
     --> themes/acme/templates/page.html:2:69
      |
    2 | {% block main %}ä {{ page.body | foo }}{{ <glosary /> }}{% include "foot.html" %}{% endblock %}
      |                                                                     ^^^^^^^^^
      |
      = help: did you mean `home.html`?

    fieldguide: 3 errors
    exit code: 1
    "#);
}

#[test]
fn a_template_that_is_no_tera() {
    assert_snapshot!(broken("{% extends \"base.html\" %}\n{% block main %}{{ page. }}{% endblock %}\n"), @r"
    error[broken-template]: Found `}}` but expected identifier.
     --> themes/acme/templates/page.html:2:26
      |
    2 | {% block main %}{{ page. }}{% endblock %}
      |                          ^^
      |
      = help: the theme's templates are Tera 2

    fieldguide: 1 error
    exit code: 1
    ");
}

#[test]
fn files_that_a_theme_does_not_use() {
    let sandbox = acme(&[
        ("theme.yaml", THEME),
        ("README.md", "For people."),
        ("word.yaml", "search: Find\n"),
        ("templates/pages.html", "{% extends \"base.html\" %}"),
        (
            "templates/slots/footer.html",
            "Acme {% include \"slots/mine.html\" %}",
        ),
        ("templates/slots/mine.html", "and me"),
        (
            "components/glosary.html",
            "{% component glosary() %}x{% endcomponent glosary %}",
        ),
        (
            "components/mine.html",
            "{% component my_own() %}x{% endcomponent my_own %}",
        ),
        ("static/styles.css", "a{}"),
        ("static/style.css", "a{background:url(zebra.svg)}"),
        ("static/zebra.svg", "<svg/>"),
        ("static/unicorn.svg", "<svg/>"),
        ("templats/page.html", "x"),
    ]);
    sandbox.write(
        "content/guide/a-page.md",
        "---\ntitle: A page\ndescription: One more.\n---\n::my-own\n",
    );
    assert_snapshot!(mistakes(&sandbox), @r#"
    warning[stray-file]: nothing uses this file of the theme
     --> themes/acme/components/glosary.html:1:1
      |
    1 | {% component glosary() %}x{% endcomponent glosary %}
      | ^
      |
      = help: did you mean `components/glossary.html`?

    warning[stray-file]: nothing uses this file of the theme
    --> themes/acme/static/styles.css:1:1
     = help: did you mean `static/style.css`?

    warning[stray-file]: nothing uses this file of the theme
    --> themes/acme/static/unicorn.svg:1:1
     = help: did you mean `static/favicon.svg`?

    warning[stray-file]: nothing uses this file of the theme
     --> themes/acme/templates/pages.html:1:1
      |
    1 | {% extends "base.html" %}
      | ^
      |
      = help: did you mean `templates/page.html`?

    warning[stray-file]: nothing uses this file of the theme
     --> themes/acme/templats/page.html:1:1
      |
    1 | x
      | ^
      |
      = help: did you mean `templates/page.html`?

    warning[stray-file]: nothing uses this file of the theme
     --> themes/acme/word.yaml:1:1
      |
    1 | search: Find
      | ^
      |
      = help: did you mean `words.yaml`?

    fieldguide: 6 warnings
    exit code: 0
    "#);
}

#[test]
fn words_of_a_theme() {
    let sandbox = acme(&[
        ("theme.yaml", THEME),
        (
            "words.yaml",
            "serch: Find\nmotto: Onwards\nfooter_line: Acme\nsearch_count: Pages\nsearch_guess: \"Perhaps {word}?\"\n",
        ),
        ("templates/slots/footer.html", "{{ words.footer_line }}"),
    ]);
    assert_snapshot!(mistakes(&sandbox), @r#"
    error[unknown-key]: the theme has no word `serch`
     --> themes/acme/words.yaml:1:1
      |
    1 | serch: Find
      | ^^^^^
      |
      = help: did you mean `search`?

    error[unknown-key]: the theme has no word `motto`
     --> themes/acme/words.yaml:2:1
      |
    2 | motto: Onwards
      | ^^^^^
      |
      = help: no template of this theme says it: mind the spelling, or leave it out

    warning[invalid-text]: this text has lost its `{}`
     --> themes/acme/words.yaml:4:15
      |
    4 | search_count: Pages
      |               ^^^^^
      |
      = help: readers miss what is filled in there, as in: Pages found: {}

    error[invalid-text]: `{word}` is not filled in here
     --> themes/acme/words.yaml:5:16
      |
    5 | search_guess: "Perhaps {word}?"
      |                ^^^^^^^^^^^^^^^
      |
      = help: one of: {}

    fieldguide: 3 errors and 1 warning
    exit code: 1
    "#);
}

#[test]
fn a_theme_that_is_over_a_budget_is_named_where_it_is_chosen() {
    let mut random = Random(1);
    let alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    let sheet = format!("a::after{{content:\"{}\"}}", random.text(alphabet, 40_000));
    let sandbox = acme(&[("theme.yaml", THEME), ("static/style.css", &sheet)]);
    let run = sandbox.run(&["check"]);
    let place = run
        .stdout
        .lines()
        .skip_while(|line| !line.contains("the style sheets of"));
    assert_snapshot!(place.skip(1).take(4).collect::<Vec<_>>().join("\n"), @r"
     --> fieldguide.yaml:4:10
      |
    4 |   theme: acme
      |          ^^^^
    ");
}

#[test]
fn a_word_that_the_theme_does_not_have() {
    let sandbox = Sandbox::guide();
    sandbox.write("themes/help/words.yaml", "serch: Find\n");
    assert_snapshot!(mistakes(&sandbox), @r"
    error[unknown-key]: the theme has no word `serch`
     --> themes/help/words.yaml:1:1
      |
    1 | serch: Find
      | ^^^^^
      |
      = help: did you mean `search`?

    fieldguide: 1 error
    exit code: 1
    ");
}

#[test]
fn components_stand_round_content_and_in_each_other() {
    let sandbox = acme(&[
        ("theme.yaml", THEME),
        (
            "components/frame.html",
            "{% component frame(label) {\"content\": true} -%}<section title=\"{{ label }}\">{{ body }}</section>{%- endcomponent frame %}",
        ),
    ]);
    sandbox.write(
        "content/guide/a-page.md",
        "---\ntitle: A page\ndescription: One more.\n---\n\
         ::frame{label=\"the outer one\"}\n\nfirst\n\n::frame{label=inner}\n\n- **second**\n\n::/frame\n\n::/frame\n\nlast\n",
    );
    let run = sandbox.run(&["build"]);
    assert_eq!(run.code, 0, "{}", run.transcript());
    let html = sandbox.read("public/guide/a-page.html");
    let start = html.find("<section title").unwrap();
    let end = html.find("<p>last</p>").unwrap();
    assert_snapshot!(&html[start..end], @r#"
    <section title="the outer one"><p>first</p>
    <section title="inner"><ul>
    <li><strong>second</strong></li>
    </ul>
    </section></section>
    "#);
}

#[test]
fn content_without_an_end() {
    let sandbox = with_page("::details{summary=More}\n\nfirst\n");
    assert_snapshot!(mistakes(&sandbox), @r"
    error[unknown-component]: the content of `details` has no end
     --> content/guide/a-page.md:5:1
      |
    5 | ::details{summary=More}
      | ^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: end it with a paragraph `::/details`

    fieldguide: 1 error
    exit code: 1
    ");
}

#[test]
fn an_end_of_nothing() {
    let sandbox = with_page("first\n\n::/details\n");
    assert_snapshot!(mistakes(&sandbox), @r"
    error[unknown-component]: nothing is open that `::/details` could end
     --> content/guide/a-page.md:7:1
      |
    7 | ::/details
      | ^^^^^^^^^^
      |
      = help: begin it with a paragraph `::details`, or leave this one out

    fieldguide: 1 error
    exit code: 1
    ");
}

#[test]
fn content_of_a_component_that_has_none() {
    let sandbox = with_page("::glossary\n\nfirst\n\n::/glossary\n");
    assert_snapshot!(mistakes(&sandbox), @r"
    error[unknown-component]: the component `glossary` stands round no content
     --> content/guide/a-page.md:5:1
      |
    5 | ::glossary
      | ^^^^^^^^^^
      |
      = help: leave out its `::/glossary`

    fieldguide: 1 error
    exit code: 1
    ");
}

#[test]
fn a_term_that_there_is_not() {
    let sandbox = with_page("See [](term:wabba-id) and [](kbd:Ctrl+K).\n");
    assert_snapshot!(mistakes(&sandbox), @r"
    error[dead-link]: there is no credential `wabba-id`
     --> content/guide/a-page.md:5:5
      |
    5 | See [](term:wabba-id) and [](kbd:Ctrl+K).
      |     ^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `waba-id`?

    fieldguide: 1 error
    exit code: 1
    ");
}

#[test]
fn a_credentials_name_is_explained_where_it_first_stands() {
    let sandbox = with_page(
        "## The App ID\n\n**App ID**, `App ID`, App IDs, the App ID and the App ID again.\n\n\
         [](../credentials/app-secret.md) is linked, so the App Secret needs no more.\n",
    );
    let run = sandbox.run(&["build"]);
    assert_eq!(run.code, 0, "{}", run.transcript());
    let html = sandbox.read("public/guide/a-page.html");
    let terms: Vec<&str> = html.split("<a class=\"term\"").skip(1).collect();
    assert_eq!(terms.len(), 1, "{html}");
    let before = html.split("<a class=\"term\"").next().unwrap();
    assert!(before.ends_with("<code>App ID</code>, App IDs, the "), "{before}");
    assert!(terms[0].starts_with(" href=\"../credentials/app-id.html\" data-definition=\""));
}

#[test]
fn keys_of_a_keyboard_look_like_keys() {
    let sandbox = with_page("Press [](kbd:Ctrl+K).\n");
    assert_eq!(sandbox.run(&["build"]).code, 0);
    let html = sandbox.read("public/guide/a-page.html");
    assert!(html.contains("Press <kbd>Ctrl</kbd>+<kbd>K</kbd>."));
}

#[test]
fn a_card_leads_to_no_script() {
    let sandbox = with_page("::card{title=Run href=javascript:alert(1)}\n\nText\n\n::/card\n");
    assert_snapshot!(mistakes(&sandbox), @r"
    error[dead-link]: `javascript:alert(1)` is no address of another site
     --> content/guide/a-page.md:5:1
      |
    5 | ::card{title=Run href=javascript:alert(1)}
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: pages of the guide are named by `page=`, as seen from this one

    fieldguide: 1 error
    exit code: 1
    ");
}
