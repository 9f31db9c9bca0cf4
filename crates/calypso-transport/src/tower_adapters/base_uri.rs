//! The address in front of every request's path, as a service gets it.

use std::net::IpAddr;

use http::Uri;

/// An address cannot stand in front of requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidBaseUri {
    /// It is not `http://` or `https://`, a host, and perhaps a port and a path.
    #[error("base address is not an http or https address of host and path alone")]
    Malformed,
    /// It would carry signed requests across a network without encryption.
    #[error("plain http leaves this machine, which only dangerous_over_plain_http permits")]
    PlainHttp,
}

/// A checked address without a slash at its end.
#[derive(Clone, Debug)]
pub(super) struct BaseUri(String);

impl BaseUri {
    pub(super) fn parse(text: &str, plain_http_may_leave: bool) -> Result<Self, InvalidBaseUri> {
        let uri: Uri = text.parse().map_err(|_text_is_at_hand| InvalidBaseUri::Malformed)?;
        let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) else {
            return Err(InvalidBaseUri::Malformed);
        };
        let has_user = uri.authority().is_some_and(|authority| authority.as_str().contains('@'));
        // `Uri` drops a fragment without a word.
        let has_more = has_user || uri.query().is_some() || text.contains(['?', '#']);
        if has_more || host.is_empty() {
            return Err(InvalidBaseUri::Malformed);
        }
        match scheme {
            "https" => {}
            "http" if plain_http_may_leave || is_loopback(host) => {}
            "http" => return Err(InvalidBaseUri::PlainHttp),
            _ => return Err(InvalidBaseUri::Malformed),
        }
        Ok(Self(text.trim_end_matches('/').to_owned()))
    }

    /// Puts the path of a request, which starts with a slash, behind the base.
    pub(super) fn join(&self, path: &str) -> Result<Uri, http::uri::InvalidUri> {
        format!("{}{path}", self.0).parse()
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn joins(base: &str, path: &str, whole: &str) {
        assert_eq!(BaseUri::parse(base, false).unwrap().join(path).unwrap().to_string(), whole);
    }

    #[test]
    fn a_path_in_the_base_stays_in_front_and_nothing_is_rewritten() {
        joins("https://host", "/api/v1/rate", "https://host/api/v1/rate");
        joins("https://host/", "/api/v1/rate", "https://host/api/v1/rate");
        joins("https://host:8443/gate/way", "/api", "https://host:8443/gate/way/api");
        joins("https://host", "//elsewhere/x", "https://host//elsewhere/x");
        joins("https://host", "/a%2Fb/(c)'@:~", "https://host/a%2Fb/(c)'@:~");
    }

    #[test]
    fn anything_but_host_and_path_is_refused() {
        for text in [
            "",
            "host",
            "/path",
            "ftp://host",
            "http://",
            "https://me@host",
            "https://me:pass@host",
            "https://host?x",
            "https://host/#x",
            "https://host#x",
        ] {
            let refused = BaseUri::parse(text, true).err();
            assert_eq!(refused, Some(InvalidBaseUri::Malformed), "{text}");
        }
    }

    #[test]
    fn plain_http_stays_on_this_machine_unless_permitted() {
        for local in ["127.0.0.1", "127.8.9.10:80", "[::1]:1", "localhost", "LOCALHOST:1"] {
            assert!(BaseUri::parse(&format!("http://{local}"), false).is_ok(), "{local}");
        }
        for remote in ["128.0.0.1", "0.0.0.0", "[::2]", "localhost.example", "127.0.0.1.example"] {
            let base = format!("http://{remote}/x");
            assert_eq!(BaseUri::parse(&base, false).err(), Some(InvalidBaseUri::PlainHttp));
            assert!(BaseUri::parse(&base, true).is_ok());
        }
    }
}
