//! Without a token the control API is for this machine alone.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};
use url::Url;

use super::admission;

/// Tells whether a request comes from this machine, and not from a browser on behalf of a page from
/// elsewhere.
///
/// A page can point its own name at this machine (DNS rebinding) or post here without reading the
/// answer, and a browser then says so in `Host` and in `Origin`.
pub(super) fn is_local(peer: SocketAddr, headers: &HeaderMap) -> bool {
    peer.ip().to_canonical().is_loopback() && names_are_local(headers)
}

fn names_are_local(headers: &HeaderMap) -> bool {
    let text = |name: &str| std::str::from_utf8(admission::only(headers, name)?).ok();
    let host = text(HOST.as_str()).map(|host| format!("http://{host}"));
    let is_host_local = host.is_some_and(|host| names_loopback(&host));
    is_host_local
        && (!headers.contains_key(ORIGIN) || text(ORIGIN.as_str()).is_some_and(names_loopback))
}

fn names_loopback(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    match url.host() {
        Some(url::Host::Domain(name)) => {
            name == "localhost" || name.strip_suffix(".localhost").is_some()
        }
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => IpAddr::V6(address).to_canonical().is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(host: &str, origin: Option<&str>, local: bool) {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, host.parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(ORIGIN, origin.parse().unwrap());
        }
        assert_eq!(names_are_local(&headers), local, "{host} {origin:?}");
    }

    #[test]
    fn only_names_of_this_machine_are_local() {
        check("127.0.0.1:8080", None, true);
        check("localhost", None, true);
        check("sandbox.localhost:1", None, true);
        check("[::1]:8080", None, true);
        check("localhost:1", Some("http://127.0.0.1:3000"), true);
        check("rebound.example:8080", None, false);
        check("localhost.example", None, false);
        check("192.168.1.10", None, false);
        check("localhost:1", Some("https://evil.example"), false);
        check("localhost:1", Some("null"), false);
        check("localhost@evil.example", None, false);
        check("", None, false);
    }

    #[test]
    fn a_request_without_a_host_or_with_two_is_not_local() {
        let mut headers = HeaderMap::new();
        assert!(!names_are_local(&headers));
        headers.append(HOST, "localhost".parse().unwrap());
        headers.append(HOST, "localhost".parse().unwrap());
        assert!(!names_are_local(&headers));
    }
}
