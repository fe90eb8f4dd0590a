//! What `fieldguide build` promises about its output: the published directory is the old site or the new one whatever
//! happens, nobody's files are lost, and the same guide gives the same bytes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test that cannot go on has failed"
)]

#[path = "support/random.rs"]
mod random;
mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use random::Random;
use support::{Run, Sandbox, Setup};

type Files = BTreeMap<String, Vec<u8>>;

const CREDENTIAL: &str = "---\ntitle: Tenant code\ndescription: Which tenant a number is for.\ncredential:\n  \
    id: tenant-code\n  secret: false\n  shape: any\n  looks_like: T- and digits\n  used_for: Routing\n  \
    found_at: The contract\n  keys: [crm_tenant_code]\n---\nAsk sales.\n";

const RULE: &str = "---\ntitle: A tenant without a prefix\ndescription: Codes begin with a T.\nrule:\n  \
    id: tenant-without-prefix\n  severity: warning\n  on: tenant-code\n  when: { not: { matches: 'T-[0-9]+' } }\n  \
    message: \"`{key}` is no {credential}\"\n  help: Write it as T- and the number\n---\n\
    ```dotenv bad\nCRM_TENANT_CODE=4711\n```\n\n```dotenv good\nCRM_TENANT_CODE=T-4711\n```\n";

fn page(title: &str, body: &str) -> String {
    format!("---\ntitle: {title}\ndescription: About {title}.\n---\n{body}")
}

/// Writes a guide of a few pages below a directory. Its title is on every page of its site.
fn write_guide(sandbox: &Sandbox, directory: &str, title: &str) {
    let write = |path: &str, text: &str| sandbox.write(&format!("{directory}/{path}"), text);
    write("fieldguide.yaml", &format!("site:\n  title: {title}\n"));
    write("content/_index.md", &page("Home", ""));
    write("content/begin.md", &page("Begin", "## Where to begin\n\nHere.\n"));
    write("content/credentials/_index.md", &page("Credentials", ""));
    write("content/credentials/tenant-code.md", CREDENTIAL);
    write("rules/_index.md", &page("Rules", ""));
    write("rules/tenant-without-prefix.md", RULE);
}

/// A sandbox with a guide in `guide`.
fn with_guide() -> Sandbox {
    let sandbox = Sandbox::new();
    write_guide(&sandbox, "guide", "One");
    sandbox
}

/// Builds the guide to `public`, which must succeed.
fn build(sandbox: &Sandbox) -> Run {
    let run = sandbox.run(&["build", "--guide", "guide"]);
    assert_eq!(run.code, 0, "{}", run.transcript());
    run
}

/// Names of what stands right below a directory.
fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn start(sandbox: &Sandbox, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_fieldguide"))
        .args(arguments)
        .current_dir(sandbox.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Two guides with many files whose sites share no page, and the two sites.
fn two_versions() -> (Sandbox, [Files; 2]) {
    let sandbox = Sandbox::new();
    let sites = ["one", "two"].map(|version| {
        write_guide(&sandbox, version, &format!("Version {version}"));
        for number in 0..60 {
            let picture = format!("{version}/content/{version}-{number}.svg");
            sandbox.write(&picture, format!("<svg/><!-- {version} -->").repeat(200));
        }
        let run = sandbox.run(&["build", "--guide", version, "--out", "site"]);
        assert_eq!(run.code, 0, "{}", run.transcript());
        let site = sandbox.files("site");
        std::fs::remove_dir_all(sandbox.path().join("site")).unwrap();
        site
    });
    let [one, two] = &sites;
    for (path, bytes) in one.iter().filter(|(path, _)| path.ends_with(".html")) {
        assert!(String::from_utf8_lossy(bytes).contains("Version one"), "{path}");
        assert_ne!(Some(bytes), two.get(path), "{path}");
    }
    (sandbox, sites)
}

/// Which of the sites the files are; none if they are a mix.
fn version(files: &Files, sites: &[Files; 2]) -> Option<usize> {
    sites.iter().position(|site| site == files)
}

#[test]
fn a_build_that_is_killed_leaves_the_old_site_or_the_new_one() {
    const RUNS: usize = 40;
    let (sandbox, sites) = two_versions();
    let run = sandbox.run(&["build", "--guide", "one"]);
    assert_eq!(run.code, 0, "{}", run.transcript());
    let mut random = Random(4711);
    let (mut unfinished, mut replaced) = (0, 0);
    let mut published = 0;
    for number in 0..RUNS {
        // Whether or not the last one was published, this one is another than what is there.
        let guide = ["two", "one"][published];
        let mut child = start(&sandbox, &["build", "--guide", guide]);
        let pid = child.id().to_string();
        let is_writing = || names(sandbox.path()).iter().any(|name| name.contains(&pid));
        let begun = Instant::now();
        while !is_writing() && child.try_wait().unwrap().is_none() {
            assert!(begun.elapsed() < Duration::from_secs(60), "run {number} hangs");
        }
        // From the first file to beyond the last one.
        std::thread::sleep(Duration::from_micros(random.below(20_000) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        unfinished += usize::from(is_writing());
        let now = version(&sandbox.files("public"), &sites)
            .unwrap_or_else(|| panic!("after run {number} the site is a mix"));
        replaced += usize::from(now != published);
        published = now;
    }
    assert!(unfinished > 0, "no build was killed while it wrote");
    assert!(unfinished + replaced > RUNS / 2);
    // The next build sweeps what they left.
    let run = sandbox.run(&["build", "--guide", "one"]);
    assert_eq!(run.code, 0, "{}", run.transcript());
    assert_eq!(version(&sandbox.files("public"), &sites), Some(0));
    assert_eq!(names(sandbox.path()), ["one", "public", "two"]);
}

#[test]
fn builds_at_the_same_time_leave_one_whole_site_and_it_is_there_all_the_time() {
    let (sandbox, sites) = two_versions();
    let run = sandbox.run(&["build", "--guide", "one"]);
    assert_eq!(run.code, 0, "{}", run.transcript());
    let mut children: Vec<Child> = (0..8)
        .map(|number| start(&sandbox, &["build", "--guide", ["one", "two"][number % 2]]))
        .collect();
    while children
        .iter_mut()
        .any(|child| child.try_wait().unwrap().is_none())
    {
        let is_there = sandbox.path().join("public").is_dir();
        // Elsewhere two directories may not be able to change places in one step.
        assert!(is_there || !cfg!(target_os = "linux"), "the site was missing");
    }
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert!(version(&sandbox.files("public"), &sites).is_some());
    assert_eq!(names(sandbox.path()), ["one", "public", "two"]);
}

#[test]
fn a_mistake_in_the_guide_leaves_what_is_published() {
    let sandbox = with_guide();
    build(&sandbox);
    let published = sandbox.files("public");
    sandbox.write("guide/content/wrong.md", page("Wrong", "[gone](gone.md)\n"));
    let run = sandbox.run(&["build", "--guide", "guide"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.ends_with("nothing was written, public is as it was\n"),
        "{}",
        run.stderr
    );
    assert_eq!(sandbox.files("public"), published);
    assert_eq!(names(sandbox.path()), ["guide", "public"]);
}

// Directories that make difficulties.

/// A small file system of its own in memory; nothing where this may not be made.
struct Disk(PathBuf);

impl Disk {
    fn mount(at: PathBuf, options: &str) -> Option<Self> {
        std::fs::create_dir_all(&at).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(&at)
            .stderr(Stdio::null())
            .status();
        if mounted.is_ok_and(|status| status.success()) {
            Some(Self(at))
        } else {
            eprintln!("skipped: only root may mount a file system, and not everywhere");
            None
        }
    }

    fn remount(&self, options: &str) {
        let options = format!("remount,{options}");
        let status = Command::new("mount").args(["-o", &options]).arg(&self.0).status();
        assert!(status.unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_leaves_what_is_published() {
    let sandbox = with_guide();
    let Some(_disk) = Disk::mount(sandbox.path().join("disk"), "size=600k") else {
        return;
    };
    let arguments = ["build", "--guide", "guide", "--out", "disk/public"];
    let run = sandbox.run(&arguments);
    assert_eq!(run.code, 0, "{}", run.transcript());
    let published = sandbox.files("disk");
    sandbox.write("guide/content/large.svg", "<svg/>".repeat(90_000));
    let run = sandbox.run(&arguments);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    // Its size depends on the theme.
    let size = regex::Regex::new("takes [5-9][0-9]{2} KB").unwrap();
    insta::assert_snapshot!(size.replace(&run.stderr, "takes SIZE KB"), @r"fieldguide: the site was not written, disk/public is as it was: there is no room for it: it takes SIZE KB and is made beside what is published, so both have to fit; make room, or name a directory on another disk with --out: No space left on device (os error 28)");
    assert_eq!(sandbox.files("disk"), published);
    assert_eq!(names(&sandbox.path().join("disk")), ["public"]);
}

#[test]
fn a_mount_point_is_refused_and_a_directory_in_it_is_not() {
    let sandbox = with_guide();
    let Some(_disk) = Disk::mount(sandbox.path().join("disk"), "size=2m") else {
        return;
    };
    let run = sandbox.run(&["build", "--guide", "guide", "--out", "disk"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    insta::assert_snapshot!(run.stderr, @r"fieldguide: the site was not written, disk is as it was: disk cannot be moved, as a mount point cannot, and so no new site can take its place: name a directory inside it, such as --out disk/site");
    assert_eq!(names(sandbox.path()), ["disk", "guide"]);
    let run = sandbox.run(&["build", "--guide", "guide", "--out", "disk/site"]);
    assert_eq!(run.code, 0, "{}", run.transcript());
}

#[test]
fn a_directory_that_may_not_be_written_to_is_left_alone() {
    let sandbox = with_guide();
    let Some(disk) = Disk::mount(sandbox.path().join("disk"), "size=2m") else {
        return;
    };
    let arguments = ["build", "--guide", "guide", "--out", "disk/public"];
    assert_eq!(sandbox.run(&arguments).code, 0);
    let published = sandbox.files("disk");
    disk.remount("ro");
    let run = sandbox.run(&arguments);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    insta::assert_snapshot!(run.stderr, @r"fieldguide: the site was not written, disk/public is as it was: [SANDBOX]/disk cannot be written to, and the site is made there before it takes the place of disk/public: name another directory with --out: Read-only file system (os error 30)");
    assert_eq!(sandbox.files("disk"), published);
}

#[cfg(unix)]
#[test]
fn who_may_read_the_site_may_read_the_next_one() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = with_guide();
    let mode = |path: &str| {
        let metadata = std::fs::metadata(sandbox.path().join(path)).unwrap();
        metadata.permissions().mode() & 0o7777
    };
    build(&sandbox);
    assert_eq!(mode("public"), mode("guide"));
    for wanted in [0o750, 0o2775] {
        let permissions = std::fs::Permissions::from_mode(wanted);
        std::fs::set_permissions(sandbox.path().join("public"), permissions).unwrap();
        build(&sandbox);
        assert_eq!(mode("public"), wanted);
    }
}

// What killed builds leave.

#[test]
fn what_a_killed_build_left_is_swept_and_what_another_one_makes_is_not() {
    let sandbox = with_guide();
    sandbox.write(".public.fieldguide-1-0-new/index.html", "killed\n");
    sandbox.write(".public.fieldguide-1-0-old/index.html", "killed\n");
    sandbox.write(".public.fieldguide-2-0-new/index.html", "at work\n");
    // Of other programs, and of another site.
    sandbox.write(".public.fieldguide-notes/a", "");
    sandbox.write(".other.fieldguide-1-0-new/a", "");
    let at_work = std::fs::File::open(sandbox.path().join(".public.fieldguide-2-0-new")).unwrap();
    at_work.try_lock().unwrap();
    sandbox.write("public/.fieldguide-site", "");
    build(&sandbox);
    assert_eq!(
        names(sandbox.path()),
        [
            ".other.fieldguide-1-0-new",
            ".public.fieldguide-2-0-new",
            ".public.fieldguide-notes",
            "guide",
            "public"
        ]
    );
    drop(at_work);
    build(&sandbox);
    assert!(!sandbox.path().join(".public.fieldguide-2-0-new").exists());
}

#[test]
fn a_site_that_was_moved_away_by_a_killed_build_is_brought_back() {
    let sandbox = with_guide();
    sandbox.write(".public.fieldguide-1-0-old/index.html", "published\n");
    sandbox.write(".public.fieldguide-1-0-old/.fieldguide-site", "");
    let run = sandbox.run(&["build", "--guide", "guide"]);
    // This one cannot replace it, so that it can be seen.
    assert_eq!(run.code, 2, "{}", run.transcript());
    assert_eq!(sandbox.read("public/index.html"), "published\n");
    assert_eq!(names(sandbox.path()), ["guide", "public"]);
}

// What others put into the directory.

#[test]
fn files_of_others_in_the_site_are_named_and_nothing_is_deleted() {
    let sandbox = with_guide();
    build(&sandbox);
    for path in [
        "CNAME",
        "google123.html",
        "stats/one.json",
        "stats/two.json",
        "stats/3.json",
    ] {
        sandbox.write(&format!("public/{path}"), "mine\n");
    }
    let published = sandbox.files("public");
    let run = sandbox.run(&["build", "--guide", "guide"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    insta::assert_snapshot!(run.stderr, @r"fieldguide: the site was not written, public is as it was: public holds CNAME, google123.html, stats/3.json and 2 other files, which fieldguide did not write and would delete: move what belongs on the site to content/, and the rest elsewhere");
    assert_eq!(sandbox.files("public"), published);
}

#[test]
fn what_a_desktop_leaves_in_the_site_goes() {
    let sandbox = with_guide();
    build(&sandbox);
    let published = sandbox.files("public");
    sandbox.write("public/rules/.DS_Store", "");
    build(&sandbox);
    assert_eq!(sandbox.files("public"), published);
}

#[test]
fn what_hosts_look_for_is_published_from_the_guide() {
    let sandbox = with_guide();
    sandbox.write("guide/content/CNAME", "help.example.com\n");
    sandbox.write("guide/content/.nojekyll", "");
    sandbox.write(
        "guide/content/.well-known/security.txt",
        "Contact: mailto:help@example.com\n",
    );
    sandbox.write("guide/content/.git/config", "hidden\n");
    sandbox.write("guide/content/.well-known/.hidden", "hidden\n");
    build(&sandbox);
    assert_eq!(sandbox.read("public/CNAME"), "help.example.com\n");
    let files = sandbox.files("public");
    assert!(files.contains_key(".nojekyll") && files.contains_key(".well-known/security.txt"));
    assert!(!files.values().any(|bytes| bytes == b"hidden\n"));
}

#[test]
fn the_manifest_lists_every_other_file() {
    let sandbox = with_guide();
    build(&sandbox);
    let files = sandbox.files("public");
    let manifest = sandbox.read("public/.fieldguide-site");
    let (title, listed) = manifest.split_once('\n').unwrap();
    assert_eq!(
        title,
        "# What `fieldguide build` wrote. It replaces this directory as a whole."
    );
    let others = files.keys().filter(|path| *path != ".fieldguide-site");
    assert_eq!(listed.lines().collect::<Vec<_>>(), others.collect::<Vec<_>>());
}

// The same bytes.

#[test]
fn the_same_guide_gives_the_same_bytes_wherever_and_whenever_it_is_built() {
    let runs = [
        (
            "guide",
            &[("TZ", "UTC"), ("LANG", "C"), ("RAYON_NUM_THREADS", "1")],
        ),
        (
            "else where/das Handbuch",
            &[
                ("TZ", "Pacific/Kiritimati"),
                ("LANG", "tr_TR.UTF-8"),
                ("RAYON_NUM_THREADS", "7"),
            ],
        ),
    ];
    let [one, other] = runs.map(|(path, variables)| {
        let sandbox = Sandbox::new();
        assert_eq!(sandbox.run(&["init", path]).code, 0);
        let settings = format!("{path}/fieldguide.yaml");
        let file = std::fs::File::options()
            .write(true)
            .open(sandbox.path().join(settings));
        let modified = std::time::UNIX_EPOCH + Duration::from_secs(path.len() as u64 * 100_000_000);
        file.unwrap().set_modified(modified).unwrap();
        let setup = Setup {
            variables,
            ..Setup::default()
        };
        let run = sandbox.run_with(&["build", "--guide", path, "--format", "json"], &setup);
        assert_eq!(run.code, 0, "{}", run.transcript());
        (sandbox.files("public"), run.timeless())
    });
    assert!(one.0.len() > 50);
    for (path, bytes) in &one.0 {
        assert!(other.0.get(path) == Some(bytes), "{path} differs");
    }
    assert_eq!(one.0.len(), other.0.len());
    assert_eq!(one.1, other.1);
}

// The report for programs.

#[test]
fn the_report_for_programs_lists_what_was_written() {
    let sandbox = with_guide();
    let run = sandbox.run(&["build", "--guide", "guide", "--format", "json"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let report = run.json();
    assert_eq!(
        (&report["version"], &report["findings"]),
        (&1.into(), &serde_json::json!([]))
    );
    assert_eq!(
        (&report["directory"], &report["written"]),
        (&"public".into(), &true.into())
    );
    assert_eq!(
        (&report["pages"], &report["rules"], &report["examples"]),
        (&6.into(), &1.into(), &2.into())
    );
    assert_eq!(report["summary"]["files_scanned"], 6);
    let mut files = sandbox.files("public");
    files.remove(".fieldguide-site");
    let listed = report["files"].as_array().unwrap();
    assert_eq!(listed.len(), files.len());
    for (file, (path, bytes)) in listed.iter().zip(&files) {
        assert_eq!(
            (&file["path"], &file["bytes"]),
            (&path.as_str().into(), &bytes.len().into())
        );
        let kind = match path.rsplit('.').next().unwrap() {
            "html" => "page",
            "css" => "style",
            "svg" | "png" => "image",
            "js" if path.contains("/search.en.") => "index",
            "js" if path.contains("/search") => "search",
            "js" => "script",
            _ => "data",
        };
        assert_eq!(file["kind"], kind, "{path}");
        if kind == "page" {
            let gzip = file["gzip_bytes"].as_u64().unwrap();
            assert!(gzip > 200 && gzip < bytes.len() as u64, "{path}");
        }
    }
    let budgets = report["budgets"].as_array().unwrap();
    let names: Vec<&str> = budgets.iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["html", "css", "script", "search", "index", "first_view"]);
    assert_eq!(
        (&budgets[0]["limit"], &budgets[0]["over"]),
        (&12288.into(), &0.into())
    );
    let largest = &budgets[0]["largest"];
    let listed = listed
        .iter()
        .find(|file| file["path"] == largest["path"])
        .unwrap();
    assert_eq!(listed["gzip_bytes"], largest["gzip_bytes"]);
}

#[test]
fn the_report_for_programs_of_a_guide_with_a_mistake() {
    let sandbox = with_guide();
    sandbox.write("guide/content/wrong.md", page("Wrong", "[gone](gone.md)\n"));
    let run = sandbox.run(&["build", "--guide", "guide", "--format", "json"]);
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    let report = run.json();
    assert_eq!(report["written"], false);
    assert_eq!(report["findings"][0]["rule"], "dead-link");
    assert!(!sandbox.path().join("public").exists());
}

// Budgets.

/// A text that can be made a little shorter.
fn words(count: usize) -> String {
    (0..count)
        .map(|number| format!("{} ", number * 7919 % 10007))
        .collect()
}

/// A page with two style sheets and a script of its own. As in the default theme, only the whole page has a menu.
const FRAME: &str = r#"<!doctype html>
<html lang="en"><head><title>{{ page.title }}</title>
<link rel="stylesheet" href="{{ top }}{{ assets["style.css"] }}">
<link rel="stylesheet" href="{{ top }}{{ assets["more.css"] }}">
<script src="{{ top }}{{ assets["mine.js"] }}" defer></script></head>
<body>{% if layout == "full" %}<nav class="menu">
{% for section in navigation %}<a href="{{ root }}{{ section.url }}">{{ section.title }}</a>
{% for item in section.pages %}<a href="{{ root }}{{ item.url }}">{{ item.title }}</a>
{% endfor %}{% endfor %}</nav>{% endif %}
<main><h1>{{ page.title }}</h1>{% block main %}{{ page.body | safe }}{% endblock main %}</main></body></html>"#;

/// The findings of a guide whose theme has the frame, and scripts for search, of known size.
fn over(budgets: &str, home: &str) -> String {
    over_in(FRAME, budgets, home)
}

fn over_in(frame: &str, budgets: &str, home: &str) -> String {
    let sandbox = with_guide();
    sandbox.write(
        "guide/fieldguide.yaml",
        format!("site:\n  title: One\n  budgets: {budgets}\n"),
    );
    sandbox.write("guide/content/_index.md", page("Home", home));
    let mut random = Random(1);
    // Nothing that can be made shorter: 6 bits of each byte count.
    let alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    let mut asset = |name: &str, length: usize| {
        // A comment would not travel.
        let text = format!("\"{}\"", random.text(alphabet, length));
        sandbox.write(&format!("guide/themes/help/static/{name}"), text);
    };
    asset("style.css", 1000);
    asset("more.css", 4000);
    asset("mine.js", 2000);
    asset("search.js", 3000);
    asset("search-index.js", 8000);
    // What searches names what it searches in: a file that nothing names would be reported.
    let search = "guide/themes/help/static/search.js";
    sandbox.write(search, sandbox.read(search) + "\n// search-index.js\n");
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/help/templates");
    for template in names(&templates).iter().filter(|name| name.ends_with(".html")) {
        let text = match template.as_str() {
            "base.html" => frame,
            _ => "{% extends \"base.html\" %}",
        };
        sandbox.write(&format!("guide/themes/help/templates/{template}"), text);
    }
    let run = sandbox.run(&["check", "--guide", "guide"]);
    assert_eq!(
        run.code,
        i32::from(!run.stdout.is_empty()),
        "{}",
        run.transcript()
    );
    let findings = run.stdout.lines();
    // The names of files hold a hash of their content, which is none of this test's business.
    let hash = regex::Regex::new(r"\.[0-9a-f]{16}\.").unwrap();
    let pages = regex::Regex::new("on [0-9]+ other pages").unwrap();
    findings
        .filter(|line| line.starts_with("error") || line.contains("-->") || line.contains("help:"))
        .map(|line| hash.replace_all(line, ".HASH.").into_owned() + "\n")
        // So is how many pages a site has beside those of the guide.
        .map(|line| pages.replace(&line, "on N other pages").into_owned())
        .collect()
}

#[test]
fn a_theme_within_its_budgets_is_right() {
    assert_eq!(over("{}", ""), "");
}

#[test]
fn every_budget_that_is_exceeded_is_named_with_the_biggest_part() {
    let budgets = "{html: 0.2, css: 3, script: 1, search: 2, index: 5, first_view: 5}";
    insta::assert_snapshot!(over(budgets, &words(1500)), @r"
    error[over-budget]: index.html: 3.8 KB compressed, over the budget of 0.2 KB, as on N other pages
     --> guide/fieldguide.yaml:3:19
      = help: the biggest part of it is main with 3.5 KB; make it smaller, or set `site.budgets.html` in fieldguide.yaml: a number of KB, or `off`
    error[over-budget]: the style sheets of 404.html: 3.8 KB compressed, over the budget of 3 KB, as on N other pages
     --> guide/fieldguide.yaml:3:29
      = help: the biggest part of it is assets/more.HASH.css with 3 KB; make it smaller, or set `site.budgets.css` in fieldguide.yaml: a number of KB, or `off`
    error[over-budget]: the scripts that 404.html runs at once: 1.6 KB compressed, over the budget of 1 KB, as on N other pages
     --> guide/fieldguide.yaml:3:40
      = help: the biggest part of it is assets/mine.HASH.js with 1.6 KB; make it smaller, or set `site.budgets.script` in fieldguide.yaml: a number of KB, or `off`
    error[over-budget]: assets/search.HASH.js: 2.3 KB compressed, over the budget of 2 KB
     --> guide/fieldguide.yaml:3:51
      = help: make it smaller, or set `site.budgets.search` in fieldguide.yaml: a number of KB, or `off`
    error[over-budget]: assets/search-index.HASH.js: 6 KB compressed, over the budget of 5 KB
     --> guide/fieldguide.yaml:3:61
      = help: make it smaller, or set `site.budgets.index` in fieldguide.yaml: a number of KB, or `off`
    error[over-budget]: index.html with its style sheets and scripts: 9.1 KB compressed, over the budget of 5 KB, as on N other pages
     --> guide/fieldguide.yaml:3:76
      = help: the biggest part of it is the page itself with 3.8 KB; make it smaller, or set `site.budgets.first_view` in fieldguide.yaml: a number of KB, or `off`
    ");
}

#[test]
fn a_budget_may_be_another_one_or_none() {
    assert_eq!(
        over(
            "{html: 100, css: off, script: 0, search: off, index: off, first_view: off}",
            &words(9000)
        ),
        ""
    );
}

#[test]
fn a_page_that_is_too_large_is_named_with_its_element() {
    insta::assert_snapshot!(over("{}", &words(9000)), @r"
    error[over-budget]: index.html: 19.9 KB compressed, over the budget of 12 KB, as on 1 other page
     --> guide/content/_index.md:2:8
      = help: the biggest part of it is main with 19.5 KB; make it smaller, or set `site.budgets.html` in fieldguide.yaml: a number of KB, or `off`
    error[over-budget]: index.html with its style sheets and scripts: 25.2 KB compressed, over the budget of 25 KB, as on 1 other page
     --> guide/content/_index.md:2:8
      = help: the biggest part of it is the page itself with 19.9 KB; make it smaller, or set `site.budgets.first_view` in fieldguide.yaml: a number of KB, or `off`
    ");
}

#[test]
fn an_embedded_page_that_is_too_large_is_named_at_its_page() {
    let frame = FRAME.replace(
        "{{ page.body | safe }}",
        "{{ page.body | safe if layout == \"embed\" else \"\" }}",
    );
    insta::assert_snapshot!(over_in(&frame, "{first_view: off}", &words(9000)), @r"
    error[over-budget]: embed/index.html: 19.8 KB compressed, over the budget of 12 KB
     --> guide/content/_index.md:2:8
      = help: the biggest part of it is main with 19.5 KB; make it smaller, or set `site.budgets.html` in fieldguide.yaml: a number of KB, or `off`
    ");
}

#[test]
fn budgets_are_numbers_or_off() {
    insta::assert_snapshot!(over("{css: small, html: -1, js: 4}", ""), @r"
    error[invalid-text]: this is no size in kilobytes
     --> guide/fieldguide.yaml:3:18
      = help: write it as `12`, or `off` for no budget
    error[invalid-text]: this is no size in kilobytes
     --> guide/fieldguide.yaml:3:31
      = help: write it as `12`, or `off` for no budget
    error[unknown-key]: the section `budgets` has no key `js`
     --> guide/fieldguide.yaml:3:35
      = help: one of: html, css, script, search, index, first_view
    ");
}

// Addresses.

#[test]
fn a_guide_without_a_lock_may_change_its_addresses_and_one_with_a_lock_may_not() {
    let sandbox = with_guide();
    build(&sandbox);
    assert!(!sandbox.path().join("guide/anchors.lock").exists());
    sandbox.replace("guide/content/begin.md", "## Where to begin", "## Where to start");
    build(&sandbox);
    let run = sandbox.run(&["check", "--guide", "guide", "--update-anchors"]);
    assert_eq!(run.code, 0, "{}", run.transcript());
    let lock = sandbox.read("guide/anchors.lock");
    assert!(
        lock.contains("\nbegin.html\nbegin.html#where-to-start\n"),
        "{lock}"
    );
    assert!(lock.contains("\nrules/tenant-without-prefix.html\n"), "{lock}");
    // Headings may come, and need not be listed.
    sandbox.replace("guide/content/begin.md", "Here.\n", "Here.\n\n## More\n");
    build(&sandbox);
    sandbox.replace("guide/content/begin.md", "## Where to start", "## Where to begin");
    let run = sandbox.run(&["check", "--guide", "guide"]);
    assert_eq!(run.code, 1);
    insta::assert_snapshot!(run.transcript(), @r"
    error[vanished-anchor]: begin.html#where-to-start was published, and leads to nothing now
     --> guide/anchors.lock:3:1
      |
    3 | begin.html#where-to-start
      | ^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write `anchors: {where-to-start: where-to-begin}` into the front matter of content/begin.md, or `{#where-to-start}` behind its heading; or take the line out of anchors.lock to give the address up

    fieldguide: 1 error in 6 pages, 1 rule and 2 examples
    exit code: 1
    ");
    sandbox.replace(
        "guide/content/begin.md",
        "title: Begin\n",
        "title: Begin\nanchors: {where-to-start: where-to-begin}\n",
    );
    build(&sandbox);
}

#[test]
fn a_page_of_the_lock_may_move_if_it_says_so() {
    let sandbox = with_guide();
    sandbox.write("guide/content/how-to/_index.md", page("How to", ""));
    sandbox.write(
        "guide/content/how-to/get-token.md",
        page("Get a token", "## Ask\n\nSales.\n"),
    );
    let run = sandbox.run(&["build", "--guide", "guide", "--update-anchors"]);
    assert_eq!(run.code, 0, "{}", run.transcript());
    let at = |name: &str| sandbox.path().join(format!("guide/content/how-to/{name}.md"));
    std::fs::rename(at("get-token"), at("get-a-token")).unwrap();
    let published = sandbox.files("public");
    let run = sandbox.run(&["build", "--guide", "guide"]);
    assert_eq!(run.code, 1);
    insta::assert_snapshot!(run.transcript(), @r"
    error[vanished-anchor]: how-to/get-token.html was published, and there is no such page now
     --> guide/anchors.lock:8:1
      |
    8 | how-to/get-token.html
      | ^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write `aliases: [how-to/get-token.html]` into the front matter of content/how-to/get-a-token.md; or take the page out of anchors.lock to give its address up

    fieldguide: 1 error: nothing was written, public is as it was
    exit code: 1
    ");
    assert_eq!(sandbox.files("public"), published);
    let moved = "guide/content/how-to/get-a-token.md";
    sandbox.replace(
        moved,
        "title: Get a token\n",
        "title: Get a token\naliases: [how-to/get-token.html]\n",
    );
    build(&sandbox);
    // Its anchors moved with it.
    sandbox.replace(moved, "## Ask\n", "## Call\n");
    let run = sandbox.run(&["check", "--guide", "guide"]);
    assert!(
        run.stdout.contains("how-to/get-token.html#ask was published"),
        "{}",
        run.transcript()
    );
}

#[test]
fn updating_the_lock_takes_nothing_out_of_it() {
    let sandbox = with_guide();
    let update = || sandbox.run(&["check", "--guide", "guide", "--update-anchors"]);
    assert_eq!(update().code, 0);
    let lock = sandbox.read("guide/anchors.lock");
    assert_eq!(update().code, 0);
    assert_eq!(sandbox.read("guide/anchors.lock"), lock);
    sandbox.replace("guide/content/begin.md", "## Where to begin", "## Where to start");
    let run = update();
    assert_eq!(run.code, 1);
    assert!(
        run.stderr
            .contains("guide/anchors.lock is as it was: the guide has mistakes\n"),
        "{}",
        run.stderr
    );
    assert_eq!(sandbox.read("guide/anchors.lock"), lock);
    // To give an address up, its line is taken out by hand.
    sandbox.replace("guide/anchors.lock", "begin.html#where-to-begin\n", "");
    let run = update();
    assert_eq!(run.code, 0, "{}", run.transcript());
    assert!(
        sandbox
            .read("guide/anchors.lock")
            .contains("begin.html#where-to-start\n")
    );
    assert_eq!(
        names(&sandbox.path().join("guide")),
        ["anchors.lock", "content", "fieldguide.yaml", "rules"]
    );
}

#[test]
fn a_page_that_cannot_be_read_has_not_vanished() {
    let sandbox = with_guide();
    let run = sandbox.run(&["check", "--guide", "guide", "--update-anchors"]);
    assert_eq!(run.code, 0, "{}", run.transcript());
    sandbox.write("guide/content/begin.md", "no front matter\n");
    let run = sandbox.run(&["check", "--guide", "guide"]);
    assert!(!run.stdout.contains("vanished-anchor"), "{}", run.transcript());
    assert_eq!(run.code, 1);
}

#[test]
fn the_guide_in_the_program_has_no_lock() {
    let sandbox = Sandbox::new();
    for command in ["check", "build"] {
        let run = sandbox.run(&[command, "--update-anchors"]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        assert_eq!(
            run.stderr,
            "fieldguide: the guide in the program has no anchors.lock: `fieldguide init DIR` makes it a guide of your \
             own\n"
        );
    }
    assert!(names(sandbox.path()).is_empty());
}

#[test]
fn a_site_is_not_written_among_the_pages_that_it_is_made_of() {
    let sandbox = Sandbox::guide();
    for out in ["content", "content/new/site", "themes/help/static", "./rules/"] {
        let before = sandbox.files(".");
        let run = sandbox.run(&["build", "--out", out]);
        assert_eq!(run.code, 2, "{out}: {}", run.transcript());
        assert!(run.stderr.contains("is in the guide itself"), "{}", run.stderr);
        assert!(sandbox.files(".") == before, "{out} was written to");
    }
    assert_eq!(sandbox.run(&["build", "--out", "contents"]).code, 0);
}

/// What `build` says of a directory that it cannot write to, but for the system's own words.
fn cannot_write(sandbox: &Sandbox, out: &str) -> String {
    let run = sandbox.run(&["build", "--guide", "guide", "--out", out]);
    assert_eq!(run.code, 2, "{}", run.transcript());
    let said = run.stderr.lines().last().unwrap_or_default();
    said.split(" (os error").next().unwrap_or_default().to_owned()
}

#[cfg(unix)]
#[test]
fn a_directory_that_cannot_be_made_is_named_with_what_stands_in_its_way() {
    let sandbox = with_guide();
    sandbox.write("file", "x");
    std::os::unix::fs::symlink("nowhere", sandbox.path().join("link")).unwrap();
    insta::assert_snapshot!(cannot_write(&sandbox, "file/site"), @"fieldguide: the site was not written, file/site is as it was: file is no directory, and so file/site cannot be made in it: name another one with --out");
    insta::assert_snapshot!(cannot_write(&sandbox, "./file/deep/site"), @"fieldguide: the site was not written, ./file/deep/site is as it was: file is no directory, and so ./file/deep/site cannot be made in it: name another one with --out");
    insta::assert_snapshot!(cannot_write(&sandbox, "link/site"), @"fieldguide: the site was not written, link/site is as it was: link is no directory, and so link/site cannot be made in it: name another one with --out");
    #[cfg(target_os = "linux")]
    insta::assert_snapshot!(cannot_write(&sandbox, "/proc/nowhere/site"), @"fieldguide: the site was not written, /proc/nowhere/site is as it was: /proc cannot be written to, and the site is made there before it takes the place of /proc/nowhere/site: name another directory with --out: No such file or directory");
}

/// Sets who may write to a directory; whether that holds for us, as it does not for root.
#[cfg(unix)]
fn close(sandbox: &Sandbox, directory: &str) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let path = sandbox.path().join(directory);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o555)).unwrap();
    std::fs::write(path.join("probe"), "").is_err()
}

#[cfg(unix)]
#[test]
fn a_closed_directory_is_named_with_what_will_do() {
    let sandbox = with_guide();
    sandbox.write("closed/open/file", "x");
    std::fs::remove_file(sandbox.path().join("closed/open/file")).unwrap();
    if !close(&sandbox, "closed") {
        return;
    }
    assert_eq!(
        cannot_write(&sandbox, "closed/site"),
        "fieldguide: the site was not written, closed/site is as it was: closed cannot be written to, and the site is \
         made there before it takes the place of closed/site: name another directory with --out: Permission denied"
    );
    let said = cannot_write(&sandbox, "closed/open");
    assert!(
        said.contains("with --out, or one inside it: closed/open/site will do: Perm"),
        "{said}"
    );
}

#[cfg(unix)]
#[test]
fn a_lock_that_cannot_be_written_is_named_as_a_user_would() {
    let sandbox = with_guide();
    // Nothing can take the place of a directory.
    sandbox.write("guide/anchors.lock/file", "x");
    let setup = Setup {
        directory: "guide",
        ..Setup::default()
    };
    let run = sandbox.run_with(&["check", "--update-anchors"], &setup);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.starts_with("fieldguide: cannot write anchors.lock: "),
        "{}",
        run.stderr
    );
}
