//! What each format writes: whole reports of one scan, held against the published schemas, and where they are written to.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test that cannot go on has failed"
)]

mod support;

use std::collections::HashSet;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use fieldguide::finding::{Edit, Finding, Fix, Place, Related, Severity, Suppressed, SuppressedBy};
use fieldguide::report::{FORMATS, Medium, Report, Skipped};
use fieldguide::source::Source;
use serde_json::Value;
use support::{NUMBER_ID, PHONE, Sandbox, Setup, WABA_ID, timeless};

/// A line end, a blank, a colon and a `%` in its name, as far as the system lets it have them.
#[cfg(unix)]
const ODD_NAME: &str = "100%: a\nb/ü.env";
#[cfg(not(unix))]
const ODD_NAME: &str = "100% ab/ü.env";

const EMPTY_TOKEN: &str = "WHATSAPP_ACCESS_TOKEN=\n";

/// A value of two lines; one that another file explains, behind characters of more than one byte; one that is
/// suppressed; a hint; and a file that is skipped.
fn project() -> Sandbox {
    Sandbox::with(&[
        (ODD_NAME, "WHATSAPP_PHONE_NUMBER_ID=\"+44 7700\n900123\"\n"),
        (
            "crm.json",
            &format!("{{\"größe\": \"€\", \"whatsapp\": {{\"phone_number_id\": \"{WABA_ID}\"}}}}\n"),
        ),
        (
            ".env",
            &format!(
                "WHATSAPP_BUSINESS_ACCOUNT_ID={WABA_ID}\n\
                 WHATSAPP_VERIFY_TOKEN=hello # fieldguide: ignore[weak-verify-token] a test account\n\
                 # fieldguide: ignore[placeholder-value]\n\
                 WHATSAPP_PHONE_NUMBER_ID={NUMBER_ID}\n"
            ),
        ),
        ("large.env", &"#".repeat(600)),
    ])
}

/// Every format of one run, by its name, as it is written to a file.
fn written(sandbox: &Sandbox, arguments: &[&str]) -> Vec<(&'static str, String)> {
    let outputs = FORMATS
        .iter()
        .flat_map(|format| ["--output".to_owned(), format!("{0}=report.{0}", format.name)]);
    let outputs: Vec<String> = outputs.collect();
    let outputs: Vec<&str> = outputs.iter().map(String::as_str).collect();
    let run = sandbox.run(&[&["lint", "--max-file-size", "500"], arguments, &outputs].concat());
    assert!(run.code < 2, "{}", run.transcript());
    let read = |name| timeless(&sandbox.read(&format!("report.{name}")));
    FORMATS
        .iter()
        .map(|format| (format.name, read(format.name)))
        .collect()
}

/// Compares with the file `tests/report/NAME.snap`.
fn is_as_before(name: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => "report",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn a_scan_in_every_format() {
    for (name, text) in written(&project(), &[]) {
        assert_is_valid(name, &text);
        is_as_before(name, &text);
    }
}

#[test]
fn a_scan_without_findings_in_every_format() {
    let sandbox = Sandbox::with(&[("a.env", &format!("WHATSAPP_PHONE_NUMBER_ID={NUMBER_ID}\n"))]);
    let reports = written(&sandbox, &[]);
    for (name, text) in &reports {
        assert_is_valid(name, text);
    }
    let all = reports.iter().map(|(name, text)| format!("--- {name}\n{text}"));
    is_as_before("nothing", &all.collect::<String>());
}

/// A report with what only others than the linter's rules put there so far: fixes, and every way to be suppressed.
fn report_with_fixes() -> Report {
    let text = "ключ = \"Bearer EAAsecret\"\nB = ' x '\n";
    let source = Source::new("a.toml", text);
    let span = |part: &str| {
        let start = text.find(part).unwrap();
        start..start + part.len()
    };
    let place = |part| Place::new(&source, span(part));
    let fixed = |part, is_safe, edits| Finding {
        fix: Some(Fix {
            title: "Take out what does not belong there".to_owned(),
            is_safe,
            edits,
        }),
        key: Some("ключ".to_owned()),
        related: vec![Related {
            place: place("B ="),
            label: String::new(),
        }],
        ..Finding::new(
            "strays",
            Severity::Error,
            place(part),
            "a \u{1b}[31m \u{ffff} <&> message",
        )
        .help("Help")
    };
    let edit = |span, text: &str| Edit {
        span,
        text: text.to_owned(),
    };
    let blank = span(" x ");
    let findings = vec![
        fixed("Bearer EAAsecret", true, vec![edit(span("Bearer "), "")]),
        fixed(
            " x ",
            false,
            vec![
                edit(blank.start..blank.start + 1, ""),
                edit(blank.end..blank.end, "!"),
            ],
        ),
    ];
    let suppressed = [
        (SuppressedBy::Comment, None),
        (SuppressedBy::Settings, Some("a sample")),
        (SuppressedBy::Baseline, None),
    ];
    let masked = source.masked(&[span("ключ"), span("B =")], &[], &[]);
    let mut report = Report::new(findings, vec![masked], Duration::ZERO);
    report.suppressed = suppressed
        .map(|(by, reason)| Suppressed {
            finding: Finding::new("known", Severity::Warning, place("B ="), "known"),
            by,
            reason: reason.map(ToOwned::to_owned),
        })
        .into();
    report.skipped = vec![Skipped {
        path: "b.env".to_owned(),
        reason: "no such file".to_owned(),
        is_failure: true,
    }];
    report.closing = "2 errors in 1 file".to_owned();
    report
}

#[test]
fn fixes_and_suppressions_in_every_format() {
    let report = report_with_fixes();
    let mut all = String::new();
    for format in FORMATS {
        let text = (format.render)(&report, Medium::File).unwrap();
        assert!(!text.contains("EAAsecret"), "{text}");
        assert_is_valid(format.name, &text);
        all.push_str(&format!("--- {}\n{text}", format.name));
    }
    is_as_before("fixes", &all);
}

fn assert_is_valid(format: &str, text: &str) {
    match format {
        "json" => {
            serde_json::from_str::<Value>(text).unwrap();
        }
        "jsonl" => assert_is_jsonl(text),
        "sarif" => assert_is_sarif(text),
        "github" => assert_is_github(text),
        "gitlab" => assert_is_gitlab(text),
        "junit" => assert_is_junit(text),
        "checkstyle" => assert_is_checkstyle(text),
        "human" => assert!(!text.contains('\u{1b}'), "{text}"),
        _ => panic!("nobody says what is a valid report in the format {format}"),
    }
}

fn assert_is_jsonl(text: &str) {
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let (last, findings) = lines.split_last().unwrap();
    assert_eq!(last["type"], "summary");
    assert!(findings.iter().all(|line| line["type"] == "finding"));
}

fn assert_is_sarif(text: &str) {
    // One pattern is a regular expression in browsers only; it is for a field that no report of ours has.
    let schema = include_str!("schemas/sarif-2.1.0.json").replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}$");
    let schema = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap();
    let log: Value = serde_json::from_str(text).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&log)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    // What the schema cannot say: results lead to their rules.
    let run = &log["runs"][0];
    for result in run["results"].as_array().unwrap() {
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    }
}

/// What the runner takes for a command: `::`, a name, properties with `=` and commas between them, `::`, a text.
fn assert_is_github(text: &str) {
    for line in text.lines().filter(|line| !line.starts_with("fieldguide: ")) {
        let (head, _) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
        let (kind, properties) = head.split_once(' ').unwrap();
        assert!(["error", "warning", "notice"].contains(&kind), "{line}");
        for property in properties.split(',') {
            let (name, value) = property.split_once('=').unwrap();
            assert!(
                ["file", "line", "endLine", "col", "endColumn", "title"].contains(&name),
                "{line}"
            );
            assert!(!value.contains(':'), "{line}");
        }
    }
}

/// What GitLab's documentation asks of a Code Quality report.
fn assert_is_gitlab(text: &str) {
    let report: Value = serde_json::from_str(text).unwrap();
    let mut fingerprints = HashSet::new();
    for issue in report.as_array().unwrap() {
        assert!(!issue["description"].as_str().unwrap().is_empty());
        assert!(!issue["check_name"].as_str().unwrap().is_empty());
        assert!(
            fingerprints.insert(issue["fingerprint"].as_str().unwrap()),
            "{issue}"
        );
        let severity = issue["severity"].as_str().unwrap();
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity));
        let path = issue["location"]["path"].as_str().unwrap();
        assert!(!path.starts_with("./") && !path.starts_with('/'), "{path}");
        assert!(issue["location"]["lines"]["begin"].as_u64().unwrap() > 0);
    }
}

/// Well-formed by another parser than our own, valid by libxml2, and with counts that are right.
fn assert_is_junit(text: &str) {
    let document = roxmltree::Document::parse(text).unwrap();
    for suite in document
        .descendants()
        .filter(|node| node.has_tag_name("testsuite"))
    {
        let count = |name: &str| {
            suite
                .descendants()
                .filter(|node| node.has_tag_name(name))
                .count()
                .to_string()
        };
        assert_eq!(suite.attribute("tests"), Some(count("testcase").as_str()));
        assert_eq!(suite.attribute("failures"), Some(count("failure").as_str()));
        assert_eq!(suite.attribute("skipped"), Some(count("skipped").as_str()));
    }
    let tests = document
        .descendants()
        .filter(|node| node.has_tag_name("testcase"));
    let names: Vec<_> = tests
        .map(|test| (test.attribute("classname"), test.attribute("name")))
        .collect();
    assert!(!names.is_empty());
    assert_eq!(
        names.iter().collect::<HashSet<_>>().len(),
        names.len(),
        "{names:?}"
    );
    let sandbox = Sandbox::with(&[("report.xml", text)]);
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas/junit-10.xsd");
    let run = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(schema)
        .arg(sandbox.path().join("report.xml"))
        .output();
    match run {
        Ok(output) => assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        ),
        Err(error) if std::env::var_os("CI").is_none() => {
            eprintln!("not held against the schema, since xmllint cannot be run: {error}");
        }
        Err(error) => panic!("xmllint (Debian: libxml2-utils) cannot be run: {error}"),
    }
}

/// What Checkstyle's own reports have.
fn assert_is_checkstyle(text: &str) {
    let document = roxmltree::Document::parse(text).unwrap();
    let root = document.root_element();
    assert!(root.has_tag_name("checkstyle") && root.attribute("version").is_some());
    for file in root.children().filter(roxmltree::Node::is_element) {
        assert!(file.has_tag_name("file") && file.attribute("name").is_some());
        for error in file.children().filter(roxmltree::Node::is_element) {
            assert!(error.has_tag_name("error"));
            assert!(error.attribute("line").unwrap().parse::<u32>().unwrap() > 0);
            assert!(error.attribute("column").unwrap().parse::<u32>().unwrap() > 0);
            assert!(["ignore", "info", "warning", "error"].contains(&error.attribute("severity").unwrap()));
            assert!(error.attribute("message").is_some() && error.attribute("source").is_some());
        }
    }
}

#[test]
fn every_format_ends_with_the_same_exit_code_and_says_the_same_of_the_run() {
    let sandbox = Sandbox::with(&[("a.env", EMPTY_TOKEN)]);
    for format in FORMATS {
        let run = sandbox.run(&["lint", "--format", format.name]);
        assert_eq!(run.code, 1, "{}", format.name);
        assert_eq!(
            run.stderr,
            "fieldguide: 1 error in 1 file; `fieldguide explain empty-access-token` says more\n"
        );
        let quiet = sandbox.run(&["lint", "--format", format.name, "--quiet"]);
        assert_eq!(
            (timeless(&quiet.stdout), quiet.stderr.as_str()),
            (timeless(&run.stdout), "")
        );
        assert_eq!(sandbox.run(&["lint", "--format", format.name, "no.env"]).code, 2);
        assert_eq!(
            sandbox
                .run(&["lint", "--format", format.name, "--isolated", "-q", "no"])
                .code,
            2
        );
    }
}

#[test]
fn a_quiet_run_still_says_what_went_wrong() {
    let run = Sandbox::new().run(&["lint", "--quiet", "no.env"]);
    insta::assert_snapshot!(run.transcript(), @r"
    fieldguide: skipped no.env: there is no such file or directory
    exit code: 2
    ");
    let run = Sandbox::new().run(&["lint", "--quiet"]);
    insta::assert_snapshot!(run.transcript(), @r"
    fieldguide: nothing was scanned: no file here is read as config; `fieldguide lint --list-files` says why
    exit code: 3
    ");
}

/// Files are named from the repository's root, wherever the linter is run.
#[test]
fn systems_for_ci_find_the_files_of_a_run_in_a_subdirectory() {
    let sandbox = Sandbox::with(&[
        ("deploy/eu/a.env", EMPTY_TOKEN),
        ("b.env", EMPTY_TOKEN),
        (".git/HEAD", ""),
    ]);
    let lint = |format| {
        let arguments = ["lint", "--format", format, "-q", ".", "../../b.env"];
        let setup = Setup {
            directory: "deploy/eu",
            ..Setup::default()
        };
        sandbox.run_with(&arguments, &setup).stdout
    };
    let sarif: Value = serde_json::from_str(&lint("sarif")).unwrap();
    let uri = |at: usize| {
        sarif["runs"][0]["results"][at]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].clone()
    };
    assert_eq!([uri(0), uri(1)], ["b.env", "deploy/eu/a.env"]);
    assert!(lint("github").contains("::error file=deploy/eu/a.env,line=1,"));
    assert!(lint("gitlab").contains("\"path\": \"deploy/eu/a.env\""));
    assert!(lint("junit").contains("<testsuite name=\"b.env\""));
    assert!(lint("checkstyle").contains("<file name=\"deploy/eu/a.env\">"));
    assert!(lint("json").contains("\"path\": \"a.env\""));
}

#[test]
fn the_log_of_github_says_how_many_annotations_are_not_shown() {
    let keys = (0..12).map(|at| format!("ACCOUNT{at}_WHATSAPP_ACCESS_TOKEN=\n"));
    let sandbox = Sandbox::with(&[("a.env", &keys.collect::<String>())]);
    let run = sandbox.run(&["lint", "--format", "github"]);
    assert_eq!(run.stdout.lines().count(), 13, "{}", run.stdout);
    assert_eq!(
        run.stdout.lines().last(),
        Some(
            "fieldguide: GitHub shows 10 errors of a step beside the code; 2 errors more stand only in this log"
        )
    );
}

#[test]
fn what_comes_on_standard_input_is_no_file() {
    let lint = |format| {
        let arguments = ["lint", "-", "--stdin-filename", ".env", "-q", "--format", format];
        let setup = Setup {
            stdin: EMPTY_TOKEN.as_bytes(),
            ..Setup::default()
        };
        Sandbox::new().run_with(&arguments, &setup).stdout
    };
    assert!(lint("github").starts_with("::error title=fieldguide (empty-access-token)::<stdin>:1:1: "));
    let sarif = lint("sarif");
    assert_is_sarif(&sarif);
    assert!(sarif.contains("\"uri\": \"%3Cstdin%3E\"\n"), "{sarif}");
}

#[test]
fn mistakes_of_a_guide_are_reported_in_every_format() {
    let sandbox = Sandbox::guide();
    sandbox.replace("content/glossary.md", "title:", "titel:");
    for format in FORMATS {
        let run = sandbox.run(&["check", "--format", format.name]);
        assert_eq!(run.code, 1, "{}", run.transcript());
        assert!(run.stdout.contains("content/glossary.md"), "{}", run.stdout);
        assert_is_valid(format.name, &run.stdout);
    }
}

mod files {
    use super::*;

    fn refused(sandbox: &Sandbox, outputs: &[&str], message: &str) {
        let outputs = outputs.iter().flat_map(|output| ["--output", output]);
        let arguments: Vec<&str> = ["lint"].into_iter().chain(outputs).collect();
        let run = sandbox.run(&arguments);
        assert_eq!(
            (run.code, run.stdout.as_str(), run.stderr.as_str()),
            (2, "", format!("fieldguide: {message}\n").as_str())
        );
    }

    #[test]
    fn a_file_that_cannot_be_written_is_named_before_the_work_begins() {
        let sandbox = Sandbox::with(&[("a.env", EMPTY_TOKEN), ("out/x", "")]);
        refused(
            &sandbox,
            &["sarif=no/lint.sarif"],
            "cannot write no/lint.sarif: there is no directory no; make it first",
        );
        refused(&sandbox, &["json=out"], "cannot write out: it is a directory");
        refused(
            &sandbox,
            &["json=x", "sarif=x"],
            "--output names x twice: one would replace the other",
        );
    }

    #[test]
    fn a_format_that_is_none_is_told_with_the_nearest() {
        let run = Sandbox::new().run(&["lint", "--output", "sarf=x"]);
        assert_eq!(run.code, 2);
        assert!(
            run.stderr
                .contains("there is no format `sarf`: did you mean `sarif`?"),
            "{}",
            run.stderr
        );
        let run = Sandbox::new().run(&["lint", "--output", "lint.sarif"]);
        assert!(
            run.stderr
                .contains("write a format and a file, such as sarif=lint.sarif"),
            "{}",
            run.stderr
        );
    }

    /// The link may come with the checkout, and lead to a file of whoever runs the linter.
    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_link() {
        let sandbox = Sandbox::with(&[("a.env", EMPTY_TOKEN), ("mine", "precious")]);
        for target in ["mine", "nowhere"] {
            let link = sandbox.path().join(format!("to-{target}"));
            std::os::unix::fs::symlink(target, link).unwrap();
            refused(
                &sandbox,
                &[&format!("json=to-{target}")],
                &format!(
                    "cannot write to-{target}: it is a link, and reports are not written through links; name the file itself"
                ),
            );
        }
        assert_eq!(sandbox.read("mine"), "precious");
        assert!(!sandbox.path().join("nowhere").exists());
    }

    #[cfg(unix)]
    #[test]
    fn devices_and_pipes_are_written_to_and_not_replaced() {
        let sandbox = Sandbox::with(&[("a.env", EMPTY_TOKEN)]);
        let run = sandbox.run(&["lint", "-q", "--format", "json", "--output", "jsonl=/dev/stdout"]);
        assert!(run.stdout.contains("{\"type\":\"finding\""), "{}", run.stdout);
        let run = sandbox.run(&["lint", "-q", "--output", "jsonl=/dev/null"]);
        assert_eq!(run.code, 1, "{}", run.stderr);
        use std::os::unix::fs::FileTypeExt;
        assert!(
            std::fs::metadata("/dev/null")
                .unwrap()
                .file_type()
                .is_char_device()
        );
    }

    #[test]
    fn what_was_in_a_file_is_replaced_and_nothing_is_left_beside_it() {
        let sandbox = Sandbox::with(&[("in/a.env", EMPTY_TOKEN), ("out/r.json", "old")]);
        let run = sandbox.run(&["lint", "in", "--output", "json=out/r.json"]);
        assert_eq!(run.code, 1, "{}", run.stderr);
        let files: Vec<String> = sandbox.files("out").into_keys().collect();
        assert_eq!(files, ["r.json"]);
        assert!(sandbox.read("out/r.json").starts_with("{\n"));
    }
}

mod terminal {
    use super::*;

    fn first_line(variables: &[(&str, &str)], arguments: &[&str]) -> String {
        let sandbox = Sandbox::with(&[("a.env", &format!("WHATSAPP_PHONE_NUMBER_ID={PHONE}\n"))]);
        let setup = Setup {
            variables,
            ..Setup::default()
        };
        let run = sandbox.run_with(&[&["lint"], arguments].concat(), &setup);
        run.stdout.lines().next().unwrap().to_owned()
    }

    #[test]
    fn colours_are_there_where_they_are_asked_for() {
        let is_coloured = |variables, arguments| first_line(variables, arguments).contains("\u{1b}[");
        assert!(!is_coloured(&[], &[]));
        assert!(is_coloured(&[], &["--color", "always"]));
        assert!(is_coloured(&[("NO_COLOR", "1")], &["--color", "always"]));
        assert!(is_coloured(&[("CLICOLOR_FORCE", "1")], &[]));
        assert!(!is_coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &[]));
        assert!(!is_coloured(&[("CLICOLOR_FORCE", "1")], &["--color", "never"]));
    }

    #[test]
    fn a_rules_name_links_to_its_page_where_the_terminal_follows_links() {
        let link = "\u{1b}]8;;https://fieldguide.example/rules/phone-number-in-phone-number-id.html\u{1b}\\";
        let coloured = ("CLICOLOR_FORCE", "1");
        assert!(first_line(&[coloured, ("FORCE_HYPERLINK", "1")], &[]).contains(link));
        assert!(!first_line(&[coloured, ("FORCE_HYPERLINK", "0")], &[]).contains("\u{1b}]"));
        assert!(!first_line(&[coloured], &[]).contains("\u{1b}]"));
        assert!(!first_line(&[("FORCE_HYPERLINK", "1")], &[]).contains('\u{1b}'));
    }
}

#[test]
fn a_report_takes_the_place_of_no_file_that_the_run_reads() {
    let sandbox = Sandbox::with(&[
        (".env", "WHATSAPP_ACCESS_TOKEN=\n"),
        ("fieldguide.yaml", "lint: {}\n"),
        ("deploy/waba.yaml", "waba_id: \"729800096354148\"\n"),
        ("settings.json", "{\"theme\": \"dark\"}\n"),
        ("clean/.env", "A=1\n"),
    ]);
    for (path, arguments) in [
        (".env", vec!["lint"]),
        ("fieldguide.yaml", vec!["lint"]),
        ("settings.json", vec!["lint"]),
        ("deploy/waba.yaml", vec!["lint", "--context", "deploy", ".env"]),
    ] {
        let before = sandbox.files("");
        let output = format!("json=./{path}");
        let run = sandbox.run(&[arguments, vec!["--output", &output]].concat());
        assert_eq!(run.code, 2, "{}", run.transcript());
        assert!(run.stderr.contains("this run reads it"), "{}", run.stderr);
        assert_eq!(sandbox.files(""), before);
    }
    // An older report is a file that is read, too.
    for format in FORMATS {
        let output = format!("{}=report.json", format.name);
        for (path, code) in [(".", 1), (".", 1), ("clean/.env", 0), (".", 1)] {
            let run = sandbox.run(&["lint", path, "--output", &output]);
            assert_eq!(run.code, code, "{output}: {}", run.stderr);
        }
    }
}
