//! The address in front of every request's path.

use std::fmt;

use url::{Host, Url};

use super::builder::BuildHttpTransportError;

/// A checked `http` or `https` address without user, query or fragment.
#[derive(Clone)]
pub(super) struct BaseUrl {
    /// The address with its path, which never ends in a slash unless it is one.
    url: Url,
}

impl BaseUrl {
    pub(super) fn parse(text: &str) -> Result<Self, BuildHttpTransportError> {
        let refuse = |problem| Err(BuildHttpTransportError::InvalidBaseUrl { problem });
        let Ok(mut url) = Url::parse(text) else {
            return refuse("is not a URL");
        };
        if !matches!(url.scheme(), "http" | "https") {
            return refuse("is neither http nor https");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("holds a user or a password");
        }
        if url.query().is_some() {
            return refuse("has a query");
        }
        if url.fragment().is_some() {
            return refuse("has a fragment");
        }
        let prefix = url.path().trim_end_matches('/').to_owned();
        url.set_path(&prefix);
        Ok(Self { url })
    }

    /// Puts the path of a request, which starts with a slash, behind the path of the base.
    pub(super) fn join(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        let prefix = self.url.path().trim_end_matches('/');
        url.set_path(&format!("{prefix}{path}"));
        url
    }

    pub(super) fn is_encrypted(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Tells whether requests stay on this machine.
    pub(super) fn is_loopback(&self) -> bool {
        match self.url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.url.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn joins(base: &str, path: &str, whole: &str) {
        assert_eq!(BaseUrl::parse(base).unwrap().join(path).as_str(), whole);
    }

    #[track_caller]
    fn refuses(base: &str, problem: &str) {
        let error = BaseUrl::parse(base).unwrap_err();
        assert_eq!(error.to_string(), format!("base URL {problem}"));
    }

    #[test]
    fn a_path_in_the_base_stays_in_front() {
        joins("https://host", "/api/v1/rate", "https://host/api/v1/rate");
        joins("https://host/", "/api/v1/rate", "https://host/api/v1/rate");
        joins("https://host:8443/gate/way", "/api", "https://host:8443/gate/way/api");
        joins("https://host/gate//", "/api", "https://host/gate/api");
        joins("https://host", "//elsewhere/x", "https://host//elsewhere/x");
        joins("https://host", "/a%2Fb/(c)'@:~", "https://host/a%2Fb/(c)'@:~");
    }

    #[test]
    fn addresses_with_anything_but_host_and_path_are_refused() {
        refuses("", "is not a URL");
        refuses("api.calypso.finance", "is not a URL");
        refuses("ftp://host", "is neither http nor https");
        refuses("https://user@host", "holds a user or a password");
        refuses("https://:password@host", "holds a user or a password");
        refuses("https://host/?", "has a query");
        refuses("https://host/?x=1", "has a query");
        refuses("https://host/#x", "has a fragment");
    }

    #[test]
    fn only_addresses_of_this_machine_are_loopback() {
        for local in ["127.0.0.1", "127.8.9.10:80", "[::1]", "localhost", "LOCALHOST:1"] {
            assert!(BaseUrl::parse(&format!("http://{local}")).unwrap().is_loopback(), "{local}");
        }
        for remote in ["128.0.0.1", "0.0.0.0", "[::2]", "localhost.example", "127.0.0.1.example"] {
            assert!(
                !BaseUrl::parse(&format!("http://{remote}")).unwrap().is_loopback(),
                "{remote}"
            );
        }
    }
}
