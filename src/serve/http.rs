//! Answers browsers on this machine: files of the site out of memory, and news of the next one. Knows nothing of guides.

use std::convert::Infallible;
use std::net::TcpListener;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use futures_util::stream;
use percent_encoding::percent_decode_str;
use tokio::sync::watch::Receiver;

use crate::serve::Preview;

/// Below it is what the server adds to the site.
const OURS: &str = "__fieldguide/";

const SCRIPT: &str = include_str!("reload.js");
const OVERLAY: &str = include_str!("overlay.css");

/// Where the theme is so broken that there is not even a page for pages that do not exist.
const NOT_FOUND: &str = "<!doctype html>\n<html lang=\"en\">\n<head><title>Not found</title></head>\n\
    <body><main><h1>Not found</h1></main></body>\n</html>\n";

/// After how long a browser asks again when the connection is lost.
const RETRY: Duration = Duration::from_secs(1);

/// The site is published with the same policy, so what it forbids is seen here first.
const HEADERS: [(HeaderName, &str); 3] = [
    (header::CACHE_CONTROL, "no-store"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
         form-action *; base-uri 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

/// The path that a site is served under. It begins and ends with a slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base(String);

#[derive(Debug, thiserror::Error)]
#[error("write a path of letters, digits, `-`, `_`, `.` and `/`, such as /help/")]
pub struct BaseError;

impl FromStr for Base {
    type Err = BaseError;

    fn from_str(text: &str) -> Result<Self, BaseError> {
        let path = text.trim_matches('/');
        let is_step = |step: &str| {
            !matches!(step, "" | "." | "..")
                && step
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        };
        if path.is_empty() {
            Ok(Self("/".to_owned()))
        } else if path.split('/').all(is_step) {
            Ok(Self(format!("/{path}/")))
        } else {
            Err(BaseError)
        }
    }
}

impl Base {
    pub fn path(&self) -> &str {
        &self.0
    }
}

#[derive(Clone)]
struct Server {
    base: Base,
    previews: Receiver<Arc<Preview>>,
}

/// Answers until Ctrl-C.
pub fn serve(listener: TcpListener, base: Base, previews: Receiver<Arc<Preview>>) -> std::io::Result<()> {
    let server = Server { base, previews };
    let router = Router::new().fallback_service(get(answer).with_state(server));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        tokio::select! {
            ended = axum::serve(listener, router) => ended,
            interrupted = tokio::signal::ctrl_c() => interrupted,
        }
    })
}

async fn answer(State(server): State<Server>, request: Request) -> Response {
    let mut response = if is_for_this_machine(&request) {
        server.answer(request.uri().path())
    } else {
        // A page elsewhere may give this machine a name of its own, and would be let in by it.
        (
            StatusCode::FORBIDDEN,
            "this server answers to the name localhost only\n",
        )
            .into_response()
    };
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .insert(name, header::HeaderValue::from_static(value));
    }
    response
}

fn is_for_this_machine(request: &Request) -> bool {
    let named = request.headers().get(header::HOST);
    let authority = match (request.uri().authority(), named) {
        (Some(authority), _) => Some(authority.clone()),
        (None, Some(host)) => Authority::try_from(host.as_bytes()).ok(),
        (None, None) => None,
    };
    authority.is_some_and(|authority| {
        let host = authority.host().to_ascii_lowercase();
        matches!(host.as_str(), "localhost" | "127.0.0.1" | "[::1]")
    })
}

impl Server {
    fn answer(&self, path: &str) -> Response {
        let base = self.base.path();
        let Some(inside) = path.strip_prefix(base) else {
            return if path == "/" || path == base.trim_end_matches('/') {
                Redirect::temporary(base).into_response()
            } else {
                self.not_found()
            };
        };
        match inside.strip_prefix(OURS) {
            Some("reload.js") => file("reload.js", SCRIPT.into()),
            Some("overlay.css") => file("overlay.css", OVERLAY.into()),
            Some("news") => self.news(),
            Some(_) => self.not_found(),
            None => self.file(path, inside),
        }
    }

    /// A file of the site; of a directory its index.
    fn file(&self, path: &str, inside: &str) -> Response {
        let Ok(name) = percent_decode_str(inside).decode_utf8() else {
            return self.not_found();
        };
        let preview = self.preview();
        let name = if name.is_empty() || name.ends_with('/') {
            format!("{name}index.html")
        } else {
            name.into_owned()
        };
        match preview.output.get(&name) {
            Some(bytes) => file(&name, self.with_script(&name, bytes, &preview.version)),
            None if preview.output.contains(&format!("{name}/index.html")) => {
                Redirect::temporary(&format!("{path}/")).into_response()
            }
            None => self.not_found(),
        }
    }

    fn not_found(&self) -> Response {
        let preview = self.preview();
        let page = preview.output.get("404.html").unwrap_or(NOT_FOUND.as_bytes());
        let page = self.with_script("404.html", page, &preview.version);
        (StatusCode::NOT_FOUND, file("404.html", page)).into_response()
    }

    /// Tells a browser at once what is shown now, and then of every change.
    fn news(&self) -> Response {
        let mut previews = self.previews.clone();
        previews.mark_changed();
        let news = stream::unfold(previews, |mut previews| async {
            previews.changed().await.ok()?;
            let news = previews.borrow_and_update().news();
            let event = Event::default().retry(RETRY).data(news);
            Some((Ok::<_, Infallible>(event), previews))
        });
        Sse::new(news).keep_alive(KeepAlive::default()).into_response()
    }

    fn preview(&self) -> Arc<Preview> {
        Arc::clone(&self.previews.borrow())
    }

    /// A page with the script that keeps it up to date. It comes first, so that it sees the page before the theme's own
    /// scripts change it.
    fn with_script(&self, name: &str, bytes: &[u8], version: &str) -> Vec<u8> {
        if !name.ends_with(".html") {
            return bytes.to_vec();
        }
        let base = self.base.path();
        let script =
            format!("<script src=\"{base}{OURS}reload.js\" data-version=\"{version}\" defer></script>");
        let (before, after) = bytes.split_at(start_of_head(bytes));
        [before, script.as_bytes(), after].concat()
    }
}

/// Behind `<head>`; at the end of a page without.
fn start_of_head(page: &[u8]) -> usize {
    const HEAD: &[u8] = b"<head>";
    page.windows(HEAD.len())
        .position(|tag| tag.eq_ignore_ascii_case(HEAD))
        .map_or(page.len(), |at| at + HEAD.len())
}

fn file(name: &str, bytes: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, content_type(name))], bytes).into_response()
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "md" => "text/markdown; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "xml" => "application/xml",
        "svg" => "image/svg+xml",
        "avif" => "image/avif",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        "jpeg" | "jpg" => "image/jpeg",
        "png" => "image/png",
        "webp" => "image/webp",
        "pdf" => "application/pdf",
        "wasm" => "application/wasm",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(text: &str) -> Option<String> {
        Some(text.parse::<Base>().ok()?.0)
    }

    #[test]
    fn a_base_begins_and_ends_with_a_slash() {
        assert_eq!(base("/help/").as_deref(), Some("/help/"));
        assert_eq!(base("help").as_deref(), Some("/help/"));
        assert_eq!(base("/a/b-1.0").as_deref(), Some("/a/b-1.0/"));
        assert_eq!(base("/").as_deref(), Some("/"));
        for bad in ["https://a/", "/a//b/", "/../", "/a b/", "/a?b", "/ä/", "/\"/"] {
            assert_eq!(base(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_script_comes_first_in_the_head() {
        let at = |page: &str| start_of_head(page.as_bytes());
        assert_eq!(at("<html><head><meta>"), 12);
        assert_eq!(at("<HTML><HEAD><META>"), 12);
        assert_eq!(at("<header>a</header>"), 18);
    }
}
