//! `fieldguide check --external`: asks other sites whether the guide's links to them still lead somewhere. Nothing else in
//! the program reaches the network. No cookie is kept, and no page is read.

mod cache;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use fieldguide::finding::Finding;
use fieldguide::guide::Guide;
use fieldguide::guide::mistake::Mistake;
use fieldguide::site::outside::{self, Outside};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use ureq::http::{Response, StatusCode};
use ureq::{Agent, Body, ResponseExt};

use cache::Cache;

/// Sites that are asked at the same time; each of them is asked one thing at a time.
const SITES_AT_ONCE: usize = 8;
const PAUSE: Duration = Duration::from_millis(200);
const TIMEOUT: Duration = Duration::from_secs(10);
/// A site that wants a longer rest is left alone.
const LONGEST_REST: Duration = Duration::from_secs(5);

/// What came of asking for an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Answer {
    Right,
    /// For good, to this address.
    Moved(String),
    /// For good, and why.
    Gone(String),
    UnknownHost,
    /// Nothing can be said, and why.
    Unclear(String),
}

/// What asks, and remembers what came of it.
pub struct External {
    client: Client,
    threads: rayon::ThreadPool,
    cache: Cache,
}

impl External {
    /// Answers are kept in `file`, or in the user's cache directory.
    pub fn new(file: Option<&Path>) -> anyhow::Result<Self> {
        let file = file.map(ToOwned::to_owned).or_else(cache::default_file);
        Ok(Self {
            client: Client::new(),
            threads: rayon::ThreadPoolBuilder::new()
                .num_threads(SITES_AT_ONCE)
                .build()?,
            cache: Cache::read(file),
        })
    }

    /// Findings on every link to another site. What was asked lately is not asked again.
    pub fn check(&mut self, guide: &Guide) -> Vec<Finding> {
        let links = outside::links(guide);
        let answers = self.ask(&links);
        let answer = |url| answers.get(url).or_else(|| self.cache.answer(url));
        let findings = links
            .iter()
            .filter_map(|link| finding(link, answer(&link.url)?))
            .collect();
        self.cache.remember(answers);
        findings
    }

    /// Writes down what came of it, for the next time.
    pub fn remember(self) -> anyhow::Result<()> {
        self.cache.write()
    }

    fn ask(&self, links: &[Outside]) -> BTreeMap<String, Answer> {
        let mut sites: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for link in links {
            if self.cache.answer(&link.url).is_none() {
                sites.entry(site(&link.url)).or_default().push(&link.url);
            }
        }
        for urls in sites.values_mut() {
            urls.sort_unstable();
            urls.dedup();
        }
        let mut answers: BTreeMap<String, Answer> = self.threads.install(|| {
            let sites: Vec<Vec<&str>> = sites.into_values().collect();
            sites
                .into_par_iter()
                .with_max_len(1)
                .flat_map_iter(|urls| self.client.ask_all(&urls))
                .collect()
        });
        // Where no site is known at all, it is we who are cut off.
        if !answers.is_empty() && answers.values().all(|answer| *answer == Answer::UnknownHost) {
            for answer in answers.values_mut() {
                *answer = Answer::Unclear("no site was found: is this machine connected?".to_owned());
            }
        }
        answers
    }
}

fn finding(link: &Outside, answer: &Answer) -> Option<Finding> {
    let (mistake, message, help) = match answer {
        Answer::Right => return None,
        Answer::Moved(to) => (
            Mistake::MovedLink,
            "this page has moved for good".to_owned(),
            format!("link to {to}"),
        ),
        Answer::Gone(why) => (
            Mistake::DeadLink,
            format!("this page is gone: {why}"),
            "link to where it stands now, or leave the link out".to_owned(),
        ),
        Answer::UnknownHost => (
            Mistake::DeadLink,
            "there is no such site".to_owned(),
            "mend the address, or leave the link out".to_owned(),
        ),
        Answer::Unclear(why) => (
            Mistake::UncheckedLink,
            format!("this link could not be checked: {why}"),
            "open it in a browser".to_owned(),
        ),
    };
    Some(
        mistake
            .at(&link.page.source, link.span.clone(), message)
            .help(help),
    )
}

/// Scheme and host of an address.
fn site(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    url[host..].find(['/', '?']).map_or(url, |end| &url[..host + end])
}

struct Client {
    /// Stops at a redirect.
    still: Agent,
    /// Goes where redirects lead.
    following: Agent,
}

impl Client {
    fn new() -> Self {
        let agent = |redirects| -> Agent {
            Agent::config_builder()
                .user_agent(concat!("fieldguide/", env!("CARGO_PKG_VERSION"), " (link check)"))
                .timeout_global(Some(TIMEOUT))
                .http_status_as_error(false)
                .max_redirects(redirects)
                .max_redirects_will_error(redirects > 0)
                .save_redirect_history(true)
                .build()
                .into()
        };
        Self {
            still: agent(0),
            following: agent(10),
        }
    }

    /// Asks one site for its pages, one after the other.
    fn ask_all(&self, urls: &[&str]) -> Vec<(String, Answer)> {
        let mut answers = Vec::new();
        for (at, url) in urls.iter().enumerate() {
            if at > 0 {
                std::thread::sleep(PAUSE);
            }
            answers.push(((*url).to_owned(), self.ask(url)));
        }
        answers
    }

    /// Asks once more where the network failed or the site wants a rest.
    fn ask(&self, url: &str) -> Answer {
        let rest = match self.response(url) {
            Ok(response) if response.status() == StatusCode::TOO_MANY_REQUESTS => rest(&response),
            Err(_) => Some(PAUSE),
            Ok(response) => return answer(&response),
        };
        match rest {
            Some(rest) => {
                std::thread::sleep(rest);
                self.response(url)
                    .map_or_else(|error| failure(&error), |response| answer(&response))
            }
            None => Answer::Unclear("the site asks for a long rest".to_owned()),
        }
    }

    fn response(&self, url: &str) -> Result<Response<Body>, ureq::Error> {
        let mut response = self.still.head(url).call()?;
        // Some sites refuse to say anything but all.
        let is_refused = response.status().is_client_error() || response.status().is_server_error();
        if is_refused && response.status() != StatusCode::TOO_MANY_REQUESTS {
            response = self.still.get(url).call()?;
        }
        if !response.status().is_redirection() {
            return Ok(response);
        }
        let is_for_good =
            [StatusCode::MOVED_PERMANENTLY, StatusCode::PERMANENT_REDIRECT].contains(&response.status());
        let mut followed = self.following.get(url).call()?;
        if is_for_good {
            followed.extensions_mut().insert(ForGood);
        }
        Ok(followed)
    }
}

/// Marks a response whose first redirect was permanent.
#[derive(Clone, Copy)]
struct ForGood;

fn answer(response: &Response<Body>) -> Answer {
    let status = response.status();
    let moved = || {
        response.extensions().get::<ForGood>()?;
        response.get_redirect_history()?.get(1)
    };
    match status {
        StatusCode::NOT_FOUND | StatusCode::GONE => {
            Answer::Gone(format!("the site says {}", status.as_u16()))
        }
        _ if status.is_success() => moved().map_or(Answer::Right, |to| Answer::Moved(to.to_string())),
        _ => Answer::Unclear(format!("the site says {}", status.as_u16())),
    }
}

/// How long a site that was asked too much wants to be left alone; nothing if that is too long to wait.
fn rest(response: &Response<Body>) -> Option<Duration> {
    let seconds = response
        .headers()
        .get("retry-after")
        .and_then(|value| value.to_str().ok()?.trim().parse().ok());
    Some(seconds.map_or(PAUSE, Duration::from_secs)).filter(|rest| *rest <= LONGEST_REST)
}

fn failure(error: &ureq::Error) -> Answer {
    match error {
        ureq::Error::HostNotFound => Answer::UnknownHost,
        // The standard library has no kind for it.
        ureq::Error::Io(error) if error.to_string().starts_with("failed to lookup address") => {
            Answer::UnknownHost
        }
        ureq::Error::Timeout(_) => Answer::Unclear("the site does not answer in time".to_owned()),
        ureq::Error::Io(error) => Answer::Unclear(error.kind().to_string()),
        error => Answer::Unclear(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_scheme_and_host() {
        assert_eq!(site("https://a.example/b?c"), "https://a.example");
        assert_eq!(site("http://a.example:80"), "http://a.example:80");
        assert_eq!(site("https://a.example?b=/c"), "https://a.example");
    }
}
