//! `fieldguide serve`

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, bail};
use tokio::sync::watch::{Sender, channel};

use crate::cli::check::{Budgets, Made, make_with};
use crate::cli::load::GuideArguments;
use crate::cli::{Outcome, terminal};
use fieldguide::guide::files::Files;
use fieldguide::report::human;
use fieldguide::serve::http::{self, Base};
use fieldguide::serve::watch::Watch;
use fieldguide::serve::{Preview, changed, only_texts_differ};
use fieldguide::site::Kept;
use fieldguide::source::{clean, clean_text};

/// The port where nothing else is said, and how many behind it are tried when it is taken.
const PORT: u16 = 4000;
const PORTS: u16 = 100;

/// Show the help site in a browser while you write it
///
/// Builds the site in memory and serves it to this machine only. When a page, a rule, the settings or the theme is
/// saved, the site is built anew and open pages change in place; a mistake is shown over the page until it is mended,
/// with the last good site below it. Nothing is written: what `build` has published stays as it is.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    fieldguide serve --open              the guide here, or the one in the program, in your browser\n  \
    fieldguide serve --guide handbook    the guide in another directory\n  \
    fieldguide serve --base /help/       as it will be below https://example.com/help/\n\n\
    Exit codes: 0 ended with Ctrl-C, 2 there is no guide to serve, or no port to serve it on.")]
pub struct Arguments {
    /// Port to serve on; 0 takes a free one [default: 4000, or the next that is free]
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,

    /// Path to serve the site under
    #[arg(long, value_name = "PATH", default_value = "/")]
    base: Base,

    /// Open the site in the browser
    #[arg(long)]
    open: bool,

    #[command(flatten)]
    guide: GuideArguments,
}

pub fn run(arguments: Arguments) -> anyhow::Result<Outcome> {
    let files = arguments.guide.files()?;
    let listener = listen(arguments.port)?;
    let port = listener.local_addr()?.port();
    let url = format!("http://127.0.0.1:{port}{}", arguments.base.path());

    let site = Site {
        root: arguments.guide.guide.unwrap_or_else(|| PathBuf::from(".")),
        directory: std::env::current_dir().context("there is no working directory")?,
        base: arguments.base.clone(),
        url: url.clone(),
    };
    let mut made = site.make(&files, &Kept::new());
    let rendered = made.take_right_pages(&files);
    terminal::print(&human::frames(&made.report, terminal::width()))?;
    terminal::note(&format!("{} in {}", human::summary(&made.report), made.size()))?;
    let (previews, shown) = channel(Arc::new(Preview::new(made.site.output, &made.report)));
    let what = if files.is_embedded() {
        "the guide in the program".to_owned()
    } else {
        format!("the guide in {}", site.root.display())
    };
    terminal::note(&format!("{what} is at {url} until you press Ctrl-C"))?;
    // Where nothing changes, somebody has to hold what is shown.
    let _held = if files.is_embedded() {
        Some(previews)
    } else {
        std::thread::spawn(move || site.follow(files, rendered, &previews));
        None
    };
    if arguments.open
        && let Err(error) = open::that_detached(&url)
    {
        terminal::note(&format!("no browser was opened: {error}"))?;
    }
    http::serve(listener, arguments.base, shown).context("the server failed")?;
    Ok(Outcome::Clean)
}

/// Only this machine can reach it.
fn listen(asked: Option<u16>) -> anyhow::Result<TcpListener> {
    let bind = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    match asked {
        Some(port) => bind(port).map_err(|error| match error.kind() {
            ErrorKind::AddrInUse => {
                anyhow::anyhow!(
                    "port {port} is taken: name another one, or leave --port out for one that is free"
                )
            }
            _ => anyhow::Error::new(error).context(format!("cannot serve on port {port}")),
        }),
        None => {
            let Some(listener) = (PORT..PORT + PORTS).find_map(|port| bind(port).ok()) else {
                bail!("no port from {PORT} on is free: name one with --port");
            };
            Ok(listener)
        }
    }
}

/// The guide that is served, and where to.
struct Site {
    root: PathBuf,
    /// The working directory.
    directory: PathBuf,
    base: Base,
    url: String,
}

impl Site {
    fn make(&self, files: &Files, kept: &Kept) -> Made {
        // Whoever writes waits for this, and budgets are for what is published.
        make_with(files, Budgets::Ignored, kept, |guide| {
            let settings = &mut guide.settings;
            // The page for pages that do not exist has absolute links: they have to lead to where we serve.
            let published = settings.site.url.as_deref().map_or("/", path_of);
            if published != self.base.path() {
                settings.site.url = Some(self.url.clone());
            }
            Vec::new()
        })
    }

    fn read(&self) -> anyhow::Result<Files> {
        // Of a directory that was deleted and made again only the name is the same.
        std::env::set_current_dir(&self.directory)
            .with_context(|| format!("cannot read {}", self.directory.display()))?;
        Ok(Files::directory(&self.root)?)
    }

    /// Builds the site anew whenever its guide changes, for as long as the process lives.
    fn follow(&self, mut files: Files, mut rendered: Kept, previews: &Sender<Arc<Preview>>) {
        let mut watch = Watch::new(&self.directory.join(&self.root));
        let mut is_told = false;
        let mut failure = None;
        let mut began = Instant::now();
        loop {
            if let Some(problem) = watch.problem().filter(|_| !is_told) {
                is_told = true;
                say(&format!(
                    "the guide is looked at once a second, as the system does not tell of changes: {problem}"
                ));
            }
            match self.read().map_err(|error| format!("{error:#}")) {
                Ok(now) => {
                    let paths = changed(&files, &now);
                    if !paths.is_empty() || failure.is_some() {
                        if !only_texts_differ(&files, &now, &paths) {
                            rendered.clear();
                        }
                        rendered.retain(|path, _| !paths.contains(&path.as_str()));
                        rendered = self.rebuild(&paths, &now, &rendered, began, previews);
                        files = now;
                        failure = None;
                    }
                }
                Err(reason) if failure.as_ref() == Some(&reason) => {}
                Err(reason) => {
                    say(&format!("{}. The site stays as it was", clean_text(&reason)));
                    previews.send_modify(|preview| *preview = Arc::new(preview.unreadable(&reason)));
                    failure = Some(reason);
                }
            }
            began = watch.wait(failure.is_some());
        }
    }

    /// Returns what was made of each page.
    fn rebuild(
        &self,
        paths: &[&str],
        files: &Files,
        kept: &Kept,
        began: Instant,
        previews: &Sender<Arc<Preview>>,
    ) -> Kept {
        let mut made = self.make(files, kept);
        let kept = made.take_right_pages(files);
        let found = human::summary(&made.report);
        previews.send_modify(|preview| *preview = Arc::new(preview.rebuilt(made.site.output, &made.report)));
        let elapsed = began.elapsed().as_millis();
        let what = match paths {
            [] => "the guide can be read again".to_owned(),
            [path] => clean(&files.shown(path)),
            _ => human::counted(paths.len(), "file"),
        };
        // Whoever closes the terminal's window may keep the browser's.
        let _ = terminal::print(&human::frames(&made.report, terminal::width()));
        say(&format!("{what}: rebuilt in {elapsed} ms, {found}"));
        kept
    }
}

fn say(text: &str) {
    let _ = terminal::note(text);
}

/// `/help/` of `https://example.com/help/`
fn path_of(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + "://".len());
    url[host..].find('/').map_or("/", |at| &url[host + at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_a_url() {
        assert_eq!(path_of("https://example.com/help/"), "/help/");
        assert_eq!(path_of("https://example.com/"), "/");
        assert_eq!(path_of("https://example.com"), "/");
    }
}
