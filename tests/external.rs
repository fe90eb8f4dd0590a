//! `check --external` against a site of the test's own, which answers in every way that sites do.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use support::{Run, Sandbox};

/// A site on a port of its own, with what it was asked: `HEAD /path`.
struct Site {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Site {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                serve(stream.unwrap(), &seen);
            }
        });
        Self { address, asked }
    }

    /// What was asked since the last time.
    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

fn serve(mut stream: TcpStream, seen: &Mutex<Vec<String>>) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    let (request, _) = first.rsplit_once(' ').unwrap();
    let headers: Vec<String> = lines
        .map(Result::unwrap)
        .take_while(|line| !line.is_empty())
        .collect();
    let names_us = |line: &String| line.to_lowercase().starts_with("user-agent: fieldguide/");
    assert!(headers.iter().any(names_us), "{headers:?}");
    assert!(
        !headers
            .iter()
            .any(|line| line.to_lowercase().starts_with("cookie"))
    );
    let is_first_time = {
        let mut seen = seen.lock().unwrap();
        seen.push(request.to_owned());
        seen.iter().filter(|it| *it == request).count() == 1
    };
    let answer = match request {
        "HEAD /refuses-head" => "405 Method Not Allowed",
        "HEAD /knows-no-head" => "501 Not Implemented",
        "HEAD /forbids-head" => "403 Forbidden",
        "HEAD /busy" if is_first_time => "429 Too Many Requests\r\nRetry-After: 0",
        "HEAD /closed-for-today" => "429 Too Many Requests\r\nRetry-After: 86400",
        "HEAD /always-busy" => "429 Too Many Requests",
        "HEAD /stumbles" if is_first_time => return,
        "HEAD /hangs-up" => return,
        "HEAD /moved" | "GET /moved" => "301 Moved Permanently\r\nLocation: /right\r\nSet-Cookie: a=b",
        "HEAD /elsewhere" | "GET /elsewhere" => "302 Found\r\nLocation: /right",
        "HEAD /in-circles" | "GET /in-circles" => "302 Found\r\nLocation: /in-circles",
        "HEAD /to-nowhere" | "GET /to-nowhere" => "308 Permanent Redirect\r\nLocation: /gone",
        "HEAD /gone" | "GET /gone" => "404 Not Found",
        "HEAD /gone-for-good" | "GET /gone-for-good" => "410 Gone",
        "HEAD /members" | "GET /members" => "401 Unauthorized",
        "HEAD /broken" | "GET /broken" => "500 Internal Server Error",
        _ => "200 OK",
    };
    let _ = stream
        .write_all(format!("HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").as_bytes());
}

/// The smallest guide: one credential, one rule, and a home page with this in it.
fn guide(front_matter: &str, body: &str) -> Sandbox {
    Sandbox::with(&[
        ("fieldguide.yaml", "site:\n  title: Links\nvocabulary: {}\n"),
        (
            "content/_index.md",
            &format!("---\ntitle: Home\ndescription: Links to elsewhere\n{front_matter}---\n{body}"),
        ),
        (
            "content/credentials/_index.md",
            "---\ntitle: Credentials\ndescription: All of them\n---\n",
        ),
        (
            "content/credentials/app-id.md",
            "---\ntitle: App ID\ndescription: Names the app\ncredential:\n  id: app-id\n  secret: false\n  looks_like: digits\n  \
             found_at: the app\n  shape: graph-id\n  used_for: Naming the app\n  keys: [our_app_id]\n---\n",
        ),
        (
            "rules/_index.md",
            "---\ntitle: Rules\ndescription: All of them\n---\n",
        ),
        (
            "rules/mine.md",
            "---\ntitle: Mine\ndescription: A rule\nrule:\n  id: mine\n  severity: error\n  on: app-id\n  \
             when: { value: phone-number }\n  message: \"`{key}` is no ID\"\n  help: Enter the ID\n---\n\
             ```dotenv bad\nOUR_APP_ID=+44 7700 900123\n```\n\n```dotenv good\nOUR_APP_ID=634974688087057\n```\n",
        ),
    ])
}

fn check(sandbox: &Sandbox) -> Run {
    sandbox.run(&["check", "--external", "--cache", "cache/links.json"])
}

/// A guide with a link to each of these paths.
fn linking(site: &Site, paths: &[&str]) -> Sandbox {
    let links: Vec<String> = paths
        .iter()
        .map(|path| format!("[The page {path}](http://{}/{path})\n\n", site.address))
        .collect();
    guide("", &links.concat())
}

/// What was found, one line each: severity, message, and the path of the link.
fn findings(run: &Run) -> String {
    let mut lines = Vec::new();
    for line in run.stdout.lines() {
        if line.starts_with("error[") || line.starts_with("hint[") {
            lines.push(line.to_owned());
        } else if let Some((_, link)) = line.split_once("[The page ")
            && let Some(last) = lines.last_mut()
        {
            last.insert_str(0, &format!("{}: ", link.split(']').next().unwrap()));
        }
    }
    lines.join("\n")
}

#[test]
fn a_finding_stands_at_the_link() {
    let site = Site::start();
    let address = &site.address;
    let sandbox = guide(
        &format!("sources:\n  - http://{address}/gone (section 3)\n  - A book\n"),
        &format!("Read [the old page](http://{address}/moved#part) or [the new](http://{address}/right).\n"),
    );
    let run = check(&sandbox);
    assert_eq!(run.code, 1, "{}", run.transcript());
    // Ports have as many digits as this.
    let shown = run.stdout.replace(address.as_str(), "127.0.0.1:00000");
    insta::assert_snapshot!(shown, @r"
    error[dead-link]: this page is gone: the site says 404
     --> content/_index.md:5:5
      |
    5 |   - http://127.0.0.1:00000/gone (section 3)
      |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: link to where it stands now, or leave the link out

    hint[moved-link]: this page has moved for good
     --> content/_index.md:8:6
      |
    8 | Read [the old page](http://127.0.0.1:00000/moved#part) or [the new](http://127.0.0.1:00000/right).
      |      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: link to http://127.0.0.1:00000/right
    ");
}

#[test]
fn what_is_gone_is_an_error() {
    let site = Site::start();
    let sandbox = linking(&site, &["gone", "gone-for-good", "to-nowhere"]);
    let run = check(&sandbox);
    assert_eq!(run.code, 1);
    insta::assert_snapshot!(findings(&run), @r"
    gone: error[dead-link]: this page is gone: the site says 404
    gone-for-good: error[dead-link]: this page is gone: the site says 410
    to-nowhere: error[dead-link]: this page is gone: the site says 404
    ");
}

#[test]
fn a_site_that_nobody_knows_is_an_error() {
    let site = Site::start();
    let sandbox = guide(
        "",
        &format!(
            "[The page a](http://nobody.invalid/a)\n\n[The page b](http://{}/right)\n",
            site.address
        ),
    );
    let run = check(&sandbox);
    assert_eq!(run.code, 1, "{}", run.transcript());
    insta::assert_snapshot!(findings(&run), @r"a: error[dead-link]: there is no such site");
    // Where no site is known, none is blamed.
    let run = check(&guide("", "[The page a](http://nobody.invalid/a)\n"));
    assert_eq!(run.code, 0, "{}", run.transcript());
    insta::assert_snapshot!(findings(&run), @r"a: hint[unchecked-link]: this link could not be checked: no site was found: is this machine connected?");
}

#[test]
fn what_cannot_be_checked_fails_nothing() {
    let site = Site::start();
    let paths = [
        "members",
        "broken",
        "hangs-up",
        "closed-for-today",
        "always-busy",
        "in-circles",
    ];
    let run = check(&linking(&site, &paths));
    assert_eq!(run.code, 0, "{}", run.transcript());
    insta::assert_snapshot!(findings(&run), @r"
    members: hint[unchecked-link]: this link could not be checked: the site says 401
    broken: hint[unchecked-link]: this link could not be checked: the site says 500
    hangs-up: hint[unchecked-link]: this link could not be checked: unexpected end of file
    closed-for-today: hint[unchecked-link]: this link could not be checked: the site asks for a long rest
    always-busy: hint[unchecked-link]: this link could not be checked: the site says 429
    in-circles: hint[unchecked-link]: this link could not be checked: too many redirects
    ");
}

#[test]
fn what_is_right_is_not_mentioned() {
    let site = Site::start();
    let paths = [
        "right",
        "elsewhere",
        "refuses-head",
        "knows-no-head",
        "forbids-head",
        "busy",
        "stumbles",
    ];
    let sandbox = linking(&site, &paths);
    let run = check(&sandbox);
    assert_eq!((run.code, findings(&run).as_str()), (0, ""));
    insta::assert_snapshot!(site.asked().join("\n"), @r"
    HEAD /busy
    HEAD /busy
    HEAD /elsewhere
    GET /elsewhere
    GET /right
    HEAD /forbids-head
    GET /forbids-head
    HEAD /knows-no-head
    GET /knows-no-head
    HEAD /refuses-head
    GET /refuses-head
    HEAD /right
    HEAD /stumbles
    HEAD /stumbles
    ");
}

#[test]
fn answers_are_kept_and_each_link_is_asked_once() {
    let site = Site::start();
    let sandbox = linking(&site, &["right", "right", "right#part", "gone", "broken"]);
    let first = check(&sandbox);
    let asked = site.asked();
    assert_eq!(asked.iter().filter(|it| *it == "HEAD /right").count(), 1);
    let second = check(&sandbox);
    assert_eq!(first.stdout, second.stdout);
    assert_eq!(site.asked(), ["HEAD /broken", "GET /broken"]);
    // What a file of another kind says is nothing.
    sandbox.write("cache/links.json", "[]");
    assert_eq!(check(&sandbox).stdout, first.stdout);
    assert_eq!(site.asked(), asked);
}

#[test]
fn nothing_is_asked_unless_one_wants_it() {
    let site = Site::start();
    let sandbox = linking(&site, &["gone"]);
    for arguments in [&["check"][..], &["build"], &["lint", "--allow-empty"], &["rules"]] {
        let run = sandbox.run(arguments);
        assert!(run.code == 0 || run.code == 2, "{}", run.transcript());
    }
    assert_eq!(site.asked(), Vec::<String>::new());
    assert_eq!(sandbox.run(&["check", "--cache", "links.json"]).code, 2);
}
