//! Addresses in values: which ID a Graph address names, whose host it is, and whether Meta would call a webhook there.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use regex::Regex;

use crate::source::Span;

/// Names behind which a program is reached inside a network only.
const INTERNAL: [&str; 6] = ["home", "internal", "lan", "local", "svc", "test"];

#[expect(clippy::unwrap_used, reason = "the pattern is constant and tested")]
static GRAPH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x) graph\.facebook\.com (?::\d+)? / (?: v\d+(?:\.\d+)? / )?
          (?<id> \$?\{\{?[^{}\s]{1,80}\}\}? | [^/\s?\#'\x22{}]{1,80} ) / (?<edge>[a-z][a-z_]*)",
    )
    .unwrap()
});

#[expect(clippy::unwrap_used, reason = "the pattern is constant and tested")]
static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[?&]access_token=(?<token>EAA[A-Za-z0-9]{16,}|[0-9]{14,18}(?:\||%7C)[0-9a-z]{20,})").unwrap()
});

/// A Graph address that names an ID: what stands there, and what follows it.
pub struct GraphAddress<'t> {
    /// In the value.
    pub span: Span,
    pub id: &'t str,
    pub edge: &'t str,
}

pub fn graph_addresses(value: &str) -> impl Iterator<Item = GraphAddress<'_>> {
    // The pattern takes longer to make ready than most files to read: an address without an ID needs none.
    let may_name = |rest: &str| rest.matches('/').count() >= 2;
    let found = value
        .split_once("graph.facebook.com")
        .filter(|(_, rest)| may_name(rest))
        .map(|_| GRAPH.captures_iter(value));
    found.into_iter().flatten().filter_map(|found| {
        let (id, edge) = (found.name("id")?, found.name("edge")?);
        // `/v22.0/debug_token` names none.
        let is_version = id
            .as_str()
            .strip_prefix('v')
            .is_some_and(|it| it.starts_with(|c: char| c.is_ascii_digit()));
        (!is_version).then(|| GraphAddress {
            span: id.range(),
            id: id.as_str(),
            edge: edge.as_str(),
        })
    })
}

/// Where in the value an access token stands in an address.
pub fn token(value: &str) -> Option<Span> {
    if !value.contains("access_token=") {
        return None;
    }
    TOKEN.captures(value)?.name("token").map(|token| token.range())
}

/// The host of a value that is a web address.
pub fn host(value: &str) -> Option<&str> {
    let value = value.trim();
    let rest = value
        .strip_prefix("https://")
        .or_else(|| value.strip_prefix("http://"))?;
    let host = host_and_port(rest);
    let end = host.find(|c: char| !c.is_ascii_alphanumeric() && !".-".contains(c));
    let host = &host[..end.unwrap_or(host.len())];
    (!host.is_empty()).then_some(host)
}

/// Of what stands behind the scheme of an address.
fn host_and_port(rest: &str) -> &str {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default()
}

/// Whether Meta refuses this address as a webhook, as far as it can be seen. What is reached by an internal name is
/// no address that anybody would tell Meta.
pub fn is_refused(value: &str) -> bool {
    let value = value.trim();
    let is_misspelt = ["http:", "https:", "http/", "https/", "//", "www."];
    if !value.contains("://") && is_misspelt.iter().any(|head| value.starts_with(head)) {
        return true;
    }
    let Some((scheme, rest)) = value.split_once("://") else {
        return is_bare_host(value);
    };
    let host = host_and_port(rest);
    let host = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    if host.eq_ignore_ascii_case("localhost") || is_private(host) {
        return true;
    }
    if host.is_empty() || value.contains(char::is_whitespace) {
        return true;
    }
    let is_internal = !host.contains(['.', ':'])
        || host
            .rsplit('.')
            .next()
            .is_some_and(|label| INTERNAL.contains(&label.to_lowercase().as_str()));
    // `https:https://`
    let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    !is_internal && (!is_web || scheme.eq_ignore_ascii_case("http"))
}

/// `crm.example.com/webhook`: an address without its beginning.
fn is_bare_host(value: &str) -> bool {
    let host = value.split(['/', ':']).next().unwrap_or_default();
    let ending = host.rsplit('.').next().unwrap_or_default();
    host.eq_ignore_ascii_case("localhost")
        || (host.contains('.')
            && value.len() > host.len()
            && ending.len() >= 2
            && ending.chars().all(|c| c.is_ascii_alphabetic())
            && host
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-.".contains(c)))
}

fn is_private(host: &str) -> bool {
    if let Ok(address) = host.parse::<Ipv4Addr>() {
        return address.is_private()
            || address.is_loopback()
            || address.is_link_local()
            || address.is_unspecified();
    }
    host.parse::<Ipv6Addr>()
        .is_ok_and(|address| address.is_loopback() || address.is_unspecified() || address.is_unique_local())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_graph_name_an_id_before_an_edge() {
        let of = |value: &'static str| {
            graph_addresses(value)
                .map(|it| (it.id, it.edge))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            of("https://graph.facebook.com/v22.0/102290129340398/messages"),
            [("102290129340398", "messages")]
        );
        assert_eq!(
            of("curl 'https://graph.facebook.com/${WABA_ID}/message_templates?limit=1'"),
            [("${WABA_ID}", "message_templates")]
        );
        assert_eq!(
            of("https://graph.facebook.com/v22.0/{{waba}}/phone_numbers"),
            [("{{waba}}", "phone_numbers")]
        );
        assert_eq!(of("https://graph.facebook.com/v22.0/debug_token"), []);
        assert_eq!(of("https://example.com/v22.0/1/messages"), []);
    }

    #[test]
    fn meta_calls_public_addresses_over_https() {
        for refused in [
            "http://crm.example.com/webhook",
            "https://localhost:3000/webhook",
            "http://localhost/webhook",
            "https://127.0.0.1/webhook",
            "https://10.0.0.5/webhook",
            "https://192.168.1.2",
            "https://[::1]/webhook",
            "crm.example.com/webhook",
            "https:https://crm.example.com/webhook",
            "ftp://crm.example.com/webhook",
            "https//crm.example.com/webhook",
            "https:/crm.example.com/webhook",
            "www.crm.example.com",
            "https:///webhook",
        ] {
            assert!(is_refused(refused), "{refused}");
        }
        for accepted in [
            "https://crm.example.com/webhook",
            "https://user@crm.example.com:8443/webhook",
            "https://abcd-1-2-3-4.ngrok-free.app/webhook",
            // Not told to Meta.
            "http://crm:3000/webhook",
            "http://crm.default.svc.cluster.local/webhook",
            "/webhooks/whatsapp",
            "webhook",
        ] {
            assert!(!is_refused(accepted), "{accepted}");
        }
    }

    #[test]
    fn tokens_and_hosts_are_found_in_addresses() {
        let value = "https://graph.facebook.com/x?a=1&access_token=EAAexample0example0example0";
        assert_eq!(
            token(value).map(|span| &value[span]),
            Some("EAAexample0example0example0")
        );
        // An app's own token.
        let value =
            "https://graph.facebook.com/x?access_token=634974688087057|0f9e8d7c6b5a49382716f5e4d3c2b1a0";
        assert_eq!(token(value).map(|span| span.len()), Some(48));
        assert_eq!(token("https://h.example/?access_token=${TOKEN}"), None);
        assert_eq!(
            host("https://waba-v2.360dialog.io/messages"),
            Some("waba-v2.360dialog.io")
        );
        assert_eq!(
            host(" http://user:word@graph.facebook.com:443/v22.0 "),
            Some("graph.facebook.com")
        );
        for other in [
            "waba-v2.360dialog.io",
            "https://",
            "https://${HOST}/x",
            "https://graph.facebook.com@{{host}}/",
            "httpsx://h.example",
        ] {
            assert_eq!(host(other), None, "{other}");
        }
    }
}
