//! `fieldguide serve` as a browser and an editor meet it: the real program on a port of its own, asked over HTTP while
//! its guide is saved, renamed, deleted and broken.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use support::Sandbox;

/// Nothing takes this long, on any machine.
const PATIENCE: Duration = Duration::from_secs(60);

const HOME: &str = "---\ntitle: Home\ndescription: Where it starts\n---\nHello.\n";
const SECTION: &str = "---\ntitle: Section\ndescription: All of them\n---\nWords.\n";

/// A guide of one credential and one rule, which is built in no time.
fn guide() -> Sandbox {
    Sandbox::with(&[
        ("fieldguide.yaml", include_str!("../fieldguide.yaml")),
        ("content/_index.md", HOME),
        ("content/credentials/_index.md", SECTION),
        (
            "content/credentials/app-id.md",
            "---\ntitle: App ID\ndescription: The ID of the app\ncredential:\n  id: app-id\n  secret: false\n  \
             shape: graph-id\n  looks_like: 15 digits\n  used_for: Names the app\n  found_at: The dashboard\n  \
             keys: [app_id]\n---\nWords.\n",
        ),
        ("rules/_index.md", SECTION),
        (
            "rules/empty-app-id.md",
            "---\ntitle: An empty App ID\ndescription: The App ID is missing\nrule:\n  id: empty-app-id\n  \
             severity: error\n  on: app-id\n  when: { value: empty }\n  message: \"`{key}` is empty\"\n  \
             help: Enter it\n---\n```dotenv bad\nAPP_ID=\n```\n\n```dotenv good\nAPP_ID=634974688087057\n```\n",
        ),
    ])
}

fn page(body: &str) -> String {
    format!("---\ntitle: Mine\ndescription: A page of my own\n---\n{body}\n")
}

/// The program while it serves. It ends when this is dropped.
struct Server {
    child: Child,
    port: u16,
    said: Arc<Mutex<String>>,
}

struct Reply {
    status: u16,
    headers: String,
    body: Vec<u8>,
}

impl Reply {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }
}

impl Server {
    /// Serves the guide in the sandbox on any free port.
    fn start(sandbox: &Sandbox) -> Self {
        Self::start_with(sandbox, &["--port", "0"])
    }

    fn start_with(sandbox: &Sandbox, arguments: &[&str]) -> Self {
        Self::start_in(sandbox.path(), arguments)
    }

    fn start_in(directory: &Path, arguments: &[&str]) -> Self {
        Self::start_finding(directory, arguments, "")
    }

    /// With a directory where the program finds others.
    fn start_finding(directory: &Path, arguments: &[&str], programs: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fieldguide"))
            .arg("serve")
            .args(arguments)
            .current_dir(directory)
            .env_clear()
            .env("PATH", programs)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        collect(child.stdout.take().unwrap(), &said);
        collect(child.stderr.take().unwrap(), &said);
        let mut server = Self { child, port: 0, said };
        server.until("it says where", |server| {
            let said = server.said();
            let port = said.split_once("http://127.0.0.1:").map(|(_, rest)| rest);
            server.port = port
                .and_then(|rest| rest.split_once('/'))
                .map_or(0, |(port, _)| port.parse().unwrap());
            server.port != 0
        });
        server
    }

    /// All that it has printed so far.
    fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    fn until(&mut self, what: &str, mut is_so: impl FnMut(&mut Self) -> bool) {
        let start = Instant::now();
        while !is_so(self) {
            if let Some(status) = self.child.try_wait().unwrap() {
                panic!("the server ended before {what}: {status}\n{}", self.said());
            }
            assert!(start.elapsed() < PATIENCE, "never {what}\n{}", self.said());
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn until_shown(&mut self, path: &str, text: &str) {
        self.until(&format!("{path} has {text:?}"), |server| {
            let reply = server.get(path);
            reply.status == 200 && reply.text().contains(text)
        });
    }

    fn until_gone(&mut self, path: &str) {
        self.until(&format!("{path} is gone"), |server| {
            server.get(path).status == 404
        });
    }

    fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, &format!("127.0.0.1:{}", self.port))
    }

    fn ask(&self, method: &str, path: &str, host: &str) -> Reply {
        let mut stream = self.connect();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let headers = String::from_utf8(bytes[..end].to_vec()).unwrap();
        Reply {
            status: headers.split(' ').nth(1).unwrap().parse().unwrap(),
            headers,
            body: bytes[end + 4..].to_vec(),
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// What a page that is open is told from now on.
    fn news(&self) -> News {
        let mut stream = self.connect();
        write!(
            stream,
            "GET /__fieldguide/news HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
        )
        .unwrap();
        News(BufReader::new(stream))
    }

    #[cfg(unix)]
    fn interrupt(mut self) -> Option<i32> {
        let kill = Command::new("kill")
            .args(["-INT", &self.child.id().to_string()])
            .status();
        assert!(kill.unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn collect(from: impl Read + Send + 'static, said: &Arc<Mutex<String>>) {
    let said = Arc::clone(said);
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            let mut said = said.lock().unwrap();
            said.push_str(&line);
            said.push('\n');
        }
    });
}

/// The events that a page gets.
struct News(BufReader<TcpStream>);

impl News {
    fn next(&mut self) -> Value {
        loop {
            let mut line = String::new();
            assert!(self.0.read_line(&mut line).unwrap() > 0, "the news end");
            if let Some(data) = line.strip_prefix("data: ") {
                return serde_json::from_str(data).unwrap();
            }
        }
    }

    /// The next event that this is true of.
    fn until(&mut self, is_so: impl Fn(&Value) -> bool) -> Value {
        let start = Instant::now();
        loop {
            let news = self.next();
            if is_so(&news) {
                return news;
            }
            assert!(start.elapsed() < PATIENCE, "not {news}");
        }
    }
}

fn mistakes(news: &Value) -> &Vec<Value> {
    news["mistakes"].as_array().unwrap()
}

/// The mistakes as the browser shows them.
fn shown(news: &Value) -> String {
    let part = |mistake: &Value, key| mistake[key].as_str().unwrap_or("-").to_owned();
    mistakes(news)
        .iter()
        .map(|mistake| format!("{}\n{}\n\n", part(mistake, "place"), part(mistake, "text")))
        .collect()
}

// Answers.

#[test]
fn what_is_served_is_what_build_writes_and_the_script_that_reloads() {
    let sandbox = guide();
    sandbox.write("content/picture.svg", "<svg/>");
    sandbox.write("content/picture.png", [0x89, b'P', 0]);
    sandbox.write("content/mine.md", page("![A](picture.svg) ![B](picture.png)"));
    let run = sandbox.run(&["build", "--out", "built"]);
    assert_eq!(run.code, 0, "{}", run.transcript());
    let built = sandbox.files("built");
    let server = Server::start(&sandbox);
    for (path, bytes) in built {
        if path == ".fieldguide-site" {
            continue;
        }
        let reply = server.get(&format!("/{path}"));
        let expected_type = match path.rsplit('.').next().unwrap() {
            "html" => "text/html; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "json" => "application/json",
            "md" => "text/markdown; charset=utf-8",
            "txt" => "text/plain; charset=utf-8",
            "xml" => "application/xml",
            "svg" => "image/svg+xml",
            "png" => "image/png",
            _ => "application/octet-stream",
        };
        assert_eq!(reply.header("Content-Type"), Some(expected_type), "{path}");
        if !path.ends_with(".html") {
            assert!(reply.body == bytes, "{path} differs");
            continue;
        }
        let text = reply.text();
        let start = text
            .find("<script src=\"/__fieldguide/reload.js\" data-version=\"")
            .unwrap();
        let end = start + text[start..].find("</script>").unwrap() + "</script>".len();
        let without = format!("{}{}", &text[..start], &text[end..]);
        assert!(without.as_bytes() == bytes, "{path} differs");
    }
}

#[test]
fn directories_lead_to_their_index_and_nothing_else_leads_anywhere() {
    let server = Server::start(&guide());
    assert_eq!(server.get("/").body, server.get("/index.html").body);
    let redirect = server.get("/credentials");
    assert_eq!(
        (redirect.status, redirect.header("Location")),
        (307, Some("/credentials/"))
    );
    assert!(server.get("/credentials/").text().contains("App ID"));
    assert_eq!(server.get("/credentials/app%2Did.html").status, 200);
    for path in [
        "/nowhere",
        "/nowhere/",
        "/../fieldguide.yaml",
        "/%2e%2e/fieldguide.yaml",
        "//credentials",
        "/%ff",
    ] {
        let reply = server.get(path);
        assert_eq!(reply.status, 404, "{path}");
        assert!(reply.text().contains("There is no such page"), "{path}");
        assert!(reply.text().contains("/__fieldguide/reload.js"), "{path}");
    }
}

#[test]
fn heads_have_no_bodies_and_other_methods_are_refused() {
    let server = Server::start(&guide());
    let host = format!("localhost:{}", server.port);
    let get = server.ask("GET", "/", &host);
    let head = server.ask("HEAD", "/", &host);
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(
        head.header("Content-Length"),
        Some(get.body.len().to_string().as_str())
    );
    assert_eq!(head.header("Content-Type"), get.header("Content-Type"));
    let post = server.ask("POST", "/", &host);
    assert_eq!((post.status, post.header("Allow")), (405, Some("GET,HEAD")));
}

#[test]
fn nothing_is_kept_by_the_browser_and_only_the_sites_own_files_are_run() {
    let server = Server::start(&guide());
    for path in [
        "/",
        "/nowhere",
        "/credentials",
        "/__fieldguide/reload.js",
        "/__fieldguide/overlay.css",
    ] {
        let reply = server.get(path);
        assert_eq!(reply.header("Cache-Control"), Some("no-store"), "{path}");
        assert_eq!(
            reply.header("Content-Security-Policy"),
            Some(
                "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
                 connect-src 'self'; form-action *; base-uri 'none'"
            ),
            "{path}"
        );
    }
}

#[test]
fn only_this_machine_is_answered() {
    let server = Server::start(&guide());
    for host in ["localhost", "LocalHost:4000", "127.0.0.1:1", "[::1]:4000"] {
        assert_eq!(server.ask("GET", "/", host).status, 200, "{host}");
    }
    for host in [
        "example.com",
        "localhost.example.com",
        "127.0.0.1.example.com:4000",
        "192.0.2.1",
        "",
        "a b",
    ] {
        let reply = server.ask("GET", "/", host);
        assert!([400, 403].contains(&reply.status), "{host}: {}", reply.status);
        assert!(!reply.text().contains("Hello."), "{host}");
    }
    // The address itself may name a host, too.
    assert_eq!(server.ask("GET", "http://example.com/", "localhost").status, 403);
}

#[test]
fn a_site_is_served_under_the_path_that_it_is_published_under() {
    let server = Server::start_with(&guide(), &["--port", "0", "--base", "help"]);
    assert!(
        server
            .said()
            .contains(&format!("http://127.0.0.1:{}/help/ ", server.port))
    );
    for path in ["/", "/help"] {
        let reply = server.get(path);
        assert_eq!(
            (reply.status, reply.header("Location")),
            (307, Some("/help/")),
            "{path}"
        );
    }
    let home = server.get("/help/");
    assert!(
        home.text()
            .contains("<script src=\"/help/__fieldguide/reload.js\"")
    );
    assert_eq!(server.get("/help/__fieldguide/reload.js").status, 200);
    let redirect = server.get("/help/credentials");
    assert_eq!(redirect.header("Location"), Some("/help/credentials/"));
    for path in ["/credentials/", "/helping/", "/help/nowhere"] {
        let reply = server.get(path);
        assert_eq!(reply.status, 404, "{path}");
        assert!(reply.text().contains("href=\"/help/index.html\""), "{path}");
    }
}

#[test]
fn a_published_sites_path_does_not_matter_at_home() {
    let sandbox = guide();
    sandbox.replace(
        "fieldguide.yaml",
        "url: https://fieldguide.example/\n",
        "url: https://fieldguide.example/whatsapp/\n",
    );
    let server = Server::start(&sandbox);
    assert!(server.get("/nowhere").text().contains("href=\"/index.html\""));
}

// Starting and ending.

#[test]
fn a_port_that_is_taken_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let run = guide().run(&["serve", "--port", &port]);
    assert_eq!(
        (run.code, run.stderr.replace(&port, "[PORT]")),
        (
            2,
            "fieldguide: port [PORT] is taken: name another one, or leave --port out for one that is free\n"
                .to_owned()
        )
    );
}

#[test]
fn where_no_port_is_asked_for_the_next_free_one_is_taken() {
    // Whether it is ours or somebody else's: it is taken.
    let _taken = TcpListener::bind("127.0.0.1:4000");
    let server = Server::start_with(&guide(), &[]);
    assert!((4001..4100).contains(&server.port), "{}", server.port);
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn what_cannot_be_served_is_refused() {
    let sandbox = Sandbox::with(&[("empty/a.md", "")]);
    let run = sandbox.run(&["serve", "--guide", "empty"]);
    insta::assert_snapshot!(run.transcript(), @r#"
    fieldguide: empty is no guide: it has no `fieldguide.yaml`. `fieldguide init DIR` writes one to start from
    exit code: 2
    "#);
    let run = sandbox.run(&["serve", "--base", "a b"]);
    insta::assert_snapshot!(run.transcript(), @r#"
    error: invalid value 'a b' for '--base <PATH>': write a path of letters, digits, `-`, `_`, `.` and `/`, such as /help/

    For more information, try '--help'.
    exit code: 2
    "#);
}

#[test]
fn where_there_is_no_guide_the_one_in_the_program_is_served() {
    let server = Server::start(&Sandbox::new());
    assert!(server.said().contains("the guide in the program is at"));
    assert_eq!(server.get("/glossary.html").status, 200);
    assert!(mistakes(&server.news().next()).is_empty());
}

#[test]
#[cfg(target_os = "linux")]
fn the_browser_is_opened_where_there_is_one() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = guide();
    let arguments = ["--port", "0", "--base", "/help/", "--open"];
    let mut server = Server::start_with(&sandbox, &arguments);
    server.until("it says so", |server| {
        server.said().contains("no browser was opened: ")
    });
    assert_eq!(server.get("/help/").status, 200);

    sandbox.write("programs/xdg-open", "#!/bin/sh\necho \"$1\" > programs/opened\n");
    let program = sandbox.path().join("programs/xdg-open");
    fs::set_permissions(program, fs::Permissions::from_mode(0o755)).unwrap();
    let mut server = Server::start_finding(sandbox.path(), &arguments, "programs");
    let opened = sandbox.path().join("programs/opened");
    server.until("the browser is opened", |_| {
        fs::read(&opened).is_ok_and(|text| text.ends_with(b"\n"))
    });
    assert_eq!(
        sandbox.read("programs/opened"),
        format!("http://127.0.0.1:{}/help/\n", server.port)
    );
}

#[test]
#[cfg(unix)]
fn an_interrupt_ends_it_well_even_while_pages_are_open() {
    let server = Server::start(&guide());
    let mut news = server.news();
    news.next();
    assert_eq!(server.interrupt(), Some(0));
}

#[test]
fn nothing_is_written() {
    let sandbox = guide();
    sandbox.write("public/index.html", "published");
    let before = sandbox.files("");
    let mut server = Server::start(&sandbox);
    server.get("/");
    sandbox.write("content/mine.md", page("Mine."));
    server.until_shown("/mine.html", "Mine.");
    fs::remove_file(sandbox.path().join("content/mine.md")).unwrap();
    server.until_gone("/mine.html");
    assert!(sandbox.files("") == before);
}

// Changes.

#[test]
fn pages_that_are_saved_renamed_and_deleted() {
    let sandbox = guide();
    let mut server = Server::start(&sandbox);
    let mut news = server.news();
    let first = news.next();
    let path = |name: &str| sandbox.path().join(name);

    sandbox.write("content/mine.md", page("One."));
    server.until_shown("/mine.html", "One.");
    assert_ne!(news.next()["version"], first["version"]);

    // As many editors save: written beside, and put in its place.
    sandbox.write("content/.mine.md.tmp", page("Two."));
    fs::rename(path("content/.mine.md.tmp"), path("content/mine.md")).unwrap();
    server.until_shown("/mine.html", "Two.");

    // And as others do: the old one put aside first.
    fs::rename(path("content/mine.md"), path("mine.bck")).unwrap();
    sandbox.write("content/mine.md", page("Three."));
    server.until_shown("/mine.html", "Three.");

    fs::rename(path("content/mine.md"), path("content/yours.md")).unwrap();
    server.until_shown("/yours.html", "Three.");
    server.until_gone("/mine.html");

    fs::remove_file(path("content/yours.md")).unwrap();
    server.until_gone("/yours.html");
    let last = news.until(|news| news["version"] == first["version"]);
    assert!(mistakes(&last).is_empty());
}

#[test]
fn directories_that_are_new_renamed_and_deleted() {
    let sandbox = guide();
    let mut server = Server::start(&sandbox);
    let path = |name: &str| sandbox.path().join(name);

    sandbox.write("content/mine/_index.md", SECTION);
    sandbox.write("content/mine/below.md", page("One."));
    server.until_shown("/mine/below.html", "One.");
    sandbox.write("content/mine/below.md", page("Two."));
    server.until_shown("/mine/below.html", "Two.");

    fs::rename(path("content/mine"), path("content/yours")).unwrap();
    server.until_shown("/yours/below.html", "Two.");
    server.until_gone("/mine/below.html");
    sandbox.write("content/yours/below.md", page("Three."));
    server.until_shown("/yours/below.html", "Three.");

    fs::remove_dir_all(path("content/yours")).unwrap();
    server.until_gone("/yours/below.html");
}

#[test]
fn settings_rules_and_a_theme_that_was_not_there() {
    let sandbox = guide();
    let mut server = Server::start(&sandbox);

    let settings = sandbox.read("fieldguide.yaml");
    sandbox.write(
        "fieldguide.yaml",
        settings.replacen("title: WhatsApp credentials", "title: Quite another name", 1),
    );
    server.until_shown("/", "Quite another name");

    let rule = sandbox.read("rules/empty-app-id.md");
    sandbox.write(
        "rules/empty-app-id.md",
        rule.replace("is missing", "is not there"),
    );
    server.until_shown("/rules/empty-app-id.html", "is not there");

    let template = "{% extends \"base.html\" %}\n{% block main %}<p>Theme one</p>{% endblock main %}\n";
    sandbox.write("themes/help/templates/home.html", template);
    server.until_shown("/", "Theme one");
    sandbox.write("themes/help/templates/home.html", template.replace("one", "two"));
    server.until_shown("/", "Theme two");
    fs::remove_dir_all(sandbox.path().join("themes")).unwrap();
    server.until_shown("/", "Hello.");
}

#[test]
fn many_files_at_once() {
    let sandbox = guide();
    let mut server = Server::start(&sandbox);
    let change = |text: &str| {
        for at in 0..40 {
            sandbox.write(&format!("content/page-{at}.md"), page(text));
        }
    };
    for text in ["One.", "Two."] {
        change(text);
        for at in 0..40 {
            server.until_shown(&format!("/page-{at}.html"), text);
        }
    }
    server.until("what was rebuilt is told", |server| {
        server.said().contains(" files: rebuilt in ")
    });
}

#[test]
fn a_guide_that_is_deleted_and_made_again() {
    let sandbox = Sandbox::new();
    let copy = |text: &str| {
        for (path, bytes) in guide().files("") {
            sandbox.write(&format!("guide/{path}"), bytes);
        }
        sandbox.write("guide/content/mine.md", page(text));
    };
    copy("One.");
    let inside = sandbox.path().join("guide");
    // Once it is named, and once the program was started in it.
    let mut servers = [
        Server::start_with(&sandbox, &["--port", "0", "--guide", "guide"]),
        Server::start_in(&inside, &["--port", "0"]),
    ];
    let mut news = servers.each_ref().map(Server::news);
    fs::remove_dir_all(&inside).unwrap();
    for (server, news) in servers.iter_mut().zip(&mut news) {
        news.until(|news| !mistakes(news).is_empty());
        server.until_shown("/mine.html", "One.");
    }
    copy("Two.");
    for (server, news) in servers.iter_mut().zip(&mut news) {
        server.until_shown("/mine.html", "Two.");
        news.until(|news| mistakes(news).is_empty());
    }
    // And it is watched like the first one.
    sandbox.write("guide/content/mine.md", page("Three."));
    for server in &mut servers {
        server.until_shown("/mine.html", "Three.");
    }
}

#[test]
fn what_is_no_change_of_the_guide_builds_nothing() {
    let sandbox = guide();
    let mut server = Server::start(&sandbox);
    sandbox.write("content/_index.md", HOME);
    for path in [
        "public/index.html",
        "target/debug/a.md",
        ".git/HEAD",
        "notes.md",
        "content/.a.md.swp",
    ] {
        sandbox.write(path, "one");
    }
    // Long enough for a look that the system had to tell nothing about.
    thread::sleep(Duration::from_millis(1500));
    sandbox.write("content/mine.md", page("Mine."));
    server.until("it says so", |server| {
        server.said().contains("content/mine.md: rebuilt in")
    });
    assert_eq!(server.said().matches("rebuilt").count(), 1, "{}", server.said());
}

// Mistakes.

#[test]
fn mistakes_are_told_and_leave_the_last_good_site() {
    let sandbox = guide();
    sandbox.write("content/mine.md", page("One."));
    let mut server = Server::start(&sandbox);
    let mut news = server.news();
    let good = news.next();

    let secret = format!("EAAG{}", "aB3x".repeat(12));
    sandbox.write(
        "content/mine.md",
        page(&format!("Two. [A](nowhere.md) {secret} <b>")),
    );
    let bad = news.until(|news| !mistakes(news).is_empty());
    assert_eq!(bad["version"], good["version"]);
    assert!(server.get("/mine.html").text().contains("One."));
    insta::assert_snapshot!(shown(&bad), @r#"
    content/mine.md:5:6
    error[dead-link]: there is no page `nowhere.md`
     --> content/mine.md:5:6
      |
    5 | Two. [A](nowhere.md) **************************************************** <b>
      |      ^^^^^^^^^^^^^^^
      |
      = help: link to a page's file, relative to this one: `../credentials/waba-id.md`

    content/mine.md:5:75
    error[raw-html]: pages hold no HTML
     --> content/mine.md:5:75
      |
    5 | Two. [A](nowhere.md) **************************************************** <b>
      |                                                                           ^^^
      |
      = help: use Markdown, or a component such as `::field-table{provider=...}`
    "#);
    server.until("it is said here, too", |server| {
        server.said().contains("content/mine.md: rebuilt in ")
    });
    let said = server.said();
    assert!(
        said.contains("error[dead-link]: there is no page `nowhere.md`"),
        "{said}"
    );
    assert!(said.contains(" ms, 2 errors\n"), "{said}");
    assert!(!said.contains("EAAGaB3x"), "{said}");

    sandbox.write("content/mine.md", page("Three."));
    let mended = news.until(|news| mistakes(news).is_empty());
    assert_ne!(mended["version"], good["version"]);
    server.until_shown("/mine.html", "Three.");
}

#[test]
fn a_guide_with_mistakes_is_served_from_the_start() {
    let sandbox = guide();
    sandbox.write("content/mine.md", page("One. [A](nowhere.md)"));
    let mut server = Server::start(&sandbox);
    server.until("the mistake is told", |server| {
        server.said().contains("error[dead-link]")
    });
    let mut news = server.news();
    assert_eq!(mistakes(&news.next()).len(), 1);
    assert!(server.get("/mine.html").text().contains("One."));
    // As nothing good is there yet, the newest is shown.
    sandbox.write("content/mine.md", page("Two. [A](nowhere.md)"));
    server.until_shown("/mine.html", "Two.");
    sandbox.write("content/mine.md", page("Three."));
    server.until_shown("/mine.html", "Three.");
    news.until(|news| mistakes(news).is_empty());
}

#[test]
fn a_theme_without_any_page_says_so() {
    let sandbox = guide();
    sandbox.write("themes/help/templates/base.html", "{% block %}");
    let server = Server::start(&sandbox);
    let reply = server.get("/");
    assert_eq!(reply.status, 404);
    assert!(
        reply.text().contains("/__fieldguide/reload.js"),
        "{}",
        reply.text()
    );
    assert_eq!(mistakes(&server.news().next()).len(), 1);
}

#[test]
fn settings_that_are_missing_for_a_while() {
    let sandbox = guide();
    let mut server = Server::start(&sandbox);
    let mut news = server.news();
    let good = news.next();
    let settings = sandbox.read("fieldguide.yaml");
    fs::remove_file(sandbox.path().join("fieldguide.yaml")).unwrap();
    let told = news.until(|news| !mistakes(news).is_empty());
    insta::assert_snapshot!(shown(&told), @r#"
    -
    . is no guide: it has no `fieldguide.yaml`. `fieldguide init DIR` writes one to start from
    "#);
    assert_eq!(server.get("/").status, 200);
    // The same as before is a change for the better all the same.
    sandbox.write("fieldguide.yaml", settings);
    let mended = news.until(|news| mistakes(news).is_empty());
    assert_eq!(mended["version"], good["version"]);
    server.until("it says so", |server| {
        server.said().contains("the guide can be read again")
    });
}

#[test]
fn a_server_that_starts_again_shows_the_same_version_of_the_same_site() {
    let sandbox = guide();
    let version = |server: &Server| server.news().next()["version"].clone();
    let first = version(&Server::start(&sandbox));
    let second = version(&Server::start(&sandbox));
    assert_eq!(first, second);
    sandbox.write("content/mine.md", page("Mine."));
    assert_ne!(version(&Server::start(&sandbox)), first);
}

#[test]
fn what_is_rebuilt_in_parts_is_what_a_new_server_makes() {
    let sandbox = guide();
    let about = |title: &str, body: &str| {
        format!("---\ntitle: {title}\ndescription: About it\nrelated: [mine.md]\n---\n{body}\n")
    };
    sandbox.write("content/mine.md", page("One."));
    sandbox.write("content/about.md", about("About", "See [mine](mine.md)."));
    let server = Server::start(&sandbox);
    let mut news = server.news();
    let mut version = news.next()["version"].clone();
    let rule = fs::read_to_string(sandbox.path().join("rules/empty-app-id.md")).unwrap();
    for (path, text) in [
        ("content/mine.md", page("Two.\n\n## A heading\n\nText.")),
        ("content/about.md", about("About", "See [it](mine.md#a-heading).")),
        (
            "content/about.md",
            about("Another title", "See [it](mine.md#a-heading)."),
        ),
        (
            "content/mine.md",
            page("Three, and more words.\n\n## A heading\n\nText."),
        ),
        (
            "rules/empty-app-id.md",
            rule.replace("APP_ID=\n", "CRM_APP_ID=\n"),
        ),
        (
            "rules/empty-app-id.md",
            rule.replace("severity: error", "severity: warning"),
        ),
        ("content/mine.md", page("Four.\n\n## A heading\n\nText.")),
        ("content/new.md", page("New.")),
    ] {
        sandbox.write(path, text);
        version = news.until(|news| news["version"] != version)["version"].clone();
        assert_eq!(
            version,
            Server::start(&sandbox).news().next()["version"],
            "{path}"
        );
    }

    // What leads nowhere any more is on a page that is not rendered again.
    sandbox.write("content/mine.md", page("Five."));
    let wrong = news.until(|news| !mistakes(news).is_empty());
    assert!(
        shown(&wrong).contains("mine.html has no heading `#a-heading`"),
        "{}",
        shown(&wrong)
    );
}
