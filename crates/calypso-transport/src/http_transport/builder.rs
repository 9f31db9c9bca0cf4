//! The options of the built-in transport, and what can be wrong with them.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use http::HeaderValue;
use reqwest::{Client, ClientBuilder, Proxy, redirect, retry};
use url::Url;

use super::base_url::BaseUrl;
use super::{HttpTransport, tls};

/// A megabyte is about a thousand invoices; a list call asks for pages far below that.
const RESPONSE_LIMIT: usize = 1024 * 1024;

/// Shorter than the 60 to 75 seconds after which common servers hang up, so that a request rarely
/// meets a connection that is just being closed.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// Collects the options of an [`HttpTransport`].
#[derive(Clone)]
#[must_use]
pub struct HttpTransportBuilder {
    base_url: String,
    connect_timeout: Duration,
    attempt_timeout: Duration,
    response_limit: usize,
    proxy: Option<String>,
    user_agent: String,
    allow_plain_http: bool,
}

impl HttpTransportBuilder {
    pub(super) fn new(base_url: &str) -> Self {
        Self {
            base_url: base_url.to_owned(),
            connect_timeout: Duration::from_secs(10),
            attempt_timeout: Duration::from_secs(30),
            response_limit: RESPONSE_LIMIT,
            proxy: None,
            user_agent: concat!("calypso-transport/", env!("CARGO_PKG_VERSION")).to_owned(),
            allow_plain_http: false,
        }
    }

    /// Bounds the time to connect, TLS handshake included; 10 seconds unless set.
    pub fn with_connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Bounds the time of one attempt from connecting to the last byte of the answer; 30 seconds
    /// unless set.
    ///
    /// A request may bring a smaller limit of its own.
    /// Keep it longer than the connect timeout: running out while connecting counts as
    /// [`NotSent`](crate::Delivery::NotSent) only when it is the connect timeout that ran out.
    pub fn with_attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// Bounds the body of an answer, in bytes; 1 MiB unless set.
    pub fn with_response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// Sends everything through a proxy, an `http` or `https` URL that may hold a user and a
    /// password.
    ///
    /// The environment's proxy settings are never read.
    pub fn with_proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// Sets the `User-Agent` header; the name and version of this crate unless set.
    pub fn with_user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Allows an `http` address that is not on this machine.
    ///
    /// Everybody on the way can then read invoices and payouts, change the answers, and replay what
    /// was signed for three minutes.
    pub fn dangerous_allow_plain_http(mut self) -> Self {
        self.allow_plain_http = true;
        self
    }

    /// Checks the options and makes the transport; nothing is sent.
    ///
    /// An `http` address needs no certificates on this machine.
    ///
    /// # Errors
    ///
    /// - The base URL is not an `http` or `https` URL, or it has a user, a query or a fragment.
    /// - It is an `http` URL that leaves this machine, by its host or through a proxy, and
    ///   [`dangerous_allow_plain_http`](Self::dangerous_allow_plain_http) was not called.
    /// - The proxy is not an `http` or `https` URL, or the user agent is not visible ASCII.
    /// - The certificates that this machine trusts cannot be read.
    pub fn build(self) -> Result<HttpTransport, BuildHttpTransportError> {
        let base_url = BaseUrl::parse(&self.base_url)?;
        let proxy = self.proxy.as_deref().map(parse_proxy).transpose()?;
        let stays_here = base_url.is_loopback() && proxy.is_none();
        if !(base_url.is_encrypted() || stays_here || self.allow_plain_http) {
            return Err(BuildHttpTransportError::PlainHttp);
        }
        let user_agent = HeaderValue::from_str(&self.user_agent)
            .map_err(|_not_a_header| BuildHttpTransportError::InvalidUserAgent)?;
        let needs_certificates =
            base_url.is_encrypted() || proxy.as_ref().is_some_and(|url| url.scheme() == "https");
        let tls = tls::client_config(needs_certificates)
            .map_err(|source| BuildHttpTransportError::Tls { source: source.into() })?;

        let mut client = client_options()
            .tls_backend_preconfigured(tls)
            .connect_timeout(self.connect_timeout)
            .user_agent(user_agent);
        if let Some(url) = proxy {
            // The cause is left out: it may quote the URL, which may hold a password.
            let proxy =
                Proxy::all(url).map_err(|_quotes_url| BuildHttpTransportError::InvalidProxy)?;
            client = client.proxy(proxy);
        }
        let client = client.build().map_err(|error| BuildHttpTransportError::Client {
            source: error.without_url().into(),
        })?;
        Ok(HttpTransport {
            client,
            base_url,
            attempt_timeout: self.attempt_timeout,
            response_limit: self.response_limit,
        })
    }
}

/// What no caller can change.
///
/// Some options are named although they are off in our own build: another crate in the same program
/// may switch reqwest's features on.
fn client_options() -> ClientBuilder {
    Client::builder()
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .no_proxy()
        .referer(false)
        .no_gzip()
        .no_brotli()
        .no_deflate()
        .no_zstd()
        .no_hickory_dns()
        .http1_only()
        // `Key` and `Sign`, as the documentation spells them, for the sake of middleboxes that look
        // at the case.
        .http1_title_case_headers()
        .pool_idle_timeout(POOL_IDLE_TIMEOUT)
}

fn parse_proxy(text: &str) -> Result<Url, BuildHttpTransportError> {
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(url),
        _ => Err(BuildHttpTransportError::InvalidProxy),
    }
}

impl fmt::Debug for HttpTransportBuilder {
    /// Leaves the URLs out: they are unchecked and may hold passwords.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransportBuilder")
            .field("connect_timeout", &self.connect_timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("response_limit", &self.response_limit)
            .field("has_proxy", &self.proxy.is_some())
            .field("user_agent", &self.user_agent)
            .field("allow_plain_http", &self.allow_plain_http)
            .finish_non_exhaustive()
    }
}

/// The options of an [`HttpTransport`] do not work.
///
/// No message quotes a URL, because it may hold a password.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildHttpTransportError {
    /// The HTTP client could not be set up.
    #[error("HTTP client could not be set up")]
    #[non_exhaustive]
    Client {
        /// The cause.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The base URL cannot be used.
    #[error("base URL {problem}")]
    #[non_exhaustive]
    InvalidBaseUrl {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The proxy is not an `http` or `https` URL.
    #[error("proxy is not an http or https URL")]
    InvalidProxy,
    /// The user agent cannot stand in a header.
    #[error("user agent is not visible ASCII")]
    InvalidUserAgent,
    /// The base URL is `http` and leaves this machine.
    #[error("plain http leaves this machine, which only dangerous_allow_plain_http permits")]
    PlainHttp,
    /// TLS could not be set up, most often because this machine has no list of trusted
    /// certificates.
    #[error("TLS could not be set up from the certificates this machine trusts")]
    #[non_exhaustive]
    Tls {
        /// The cause.
        source: Box<dyn Error + Send + Sync>,
    },
}
