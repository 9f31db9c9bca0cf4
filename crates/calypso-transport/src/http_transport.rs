//! The built-in transport: HTTPS on reqwest and rustls.

mod base_url;
mod builder;
mod failure;
mod tls;

use std::fmt;
use std::mem;
use std::time::Duration;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};

use self::base_url::BaseUrl;
pub use self::builder::{BuildHttpTransportError, HttpTransportBuilder};
use crate::error::{Delivery, TransportError, TransportFailure};
use crate::request::SignedRequest;
use crate::transport::Transport;

/// Sends requests over HTTPS; needs a Tokio runtime.
///
/// Connections are kept open and reused, over HTTP/1.1.
/// Redirects are not followed, nothing is repeated, no proxy is taken from the environment, answers
/// are not decompressed.
/// The certificates are those the operating system trusts; the cryptography is `ring`, handed to
/// rustls directly, so no process-wide default is touched.
///
/// A reused connection that the server closed before the first byte of a request was written is
/// replaced silently.
/// Once a byte was written, the attempt fails with [`Delivery::Unknown`].
///
/// Clones share their connections.
///
/// ```
/// use std::time::Duration;
///
/// use calypso_transport::HttpTransport;
///
/// let transport = HttpTransport::builder("http://127.0.0.1:4242")
///     .with_attempt_timeout(Duration::from_secs(10))
///     .build()?;
/// # let _ = transport;
/// # Ok::<(), calypso_transport::BuildHttpTransportError>(())
/// ```
#[derive(Clone)]
pub struct HttpTransport {
    client: reqwest::Client,
    base_url: BaseUrl,
    attempt_timeout: Duration,
    response_limit: usize,
}

impl HttpTransport {
    /// Connects to the live API, `https://api.calypso.finance`.
    ///
    /// Nothing is sent until the first request.
    ///
    /// # Errors
    ///
    /// When this machine's trusted certificates cannot be read.
    pub fn live() -> Result<Self, BuildHttpTransportError> {
        Self::new("https://api.calypso.finance")
    }

    /// Connects to another address, with the default limits.
    ///
    /// # Errors
    ///
    /// See [`HttpTransportBuilder::build`].
    pub fn new(base_url: &str) -> Result<Self, BuildHttpTransportError> {
        Self::builder(base_url).build()
    }

    /// Starts from an address; a path in it is kept and stands before the path of each request.
    #[must_use]
    pub fn builder(base_url: &str) -> HttpTransportBuilder {
        HttpTransportBuilder::new(base_url)
    }

    fn time_limit(&self, request: &SignedRequest) -> Duration {
        request.time_limit().map_or(self.attempt_timeout, |limit| limit.min(self.attempt_timeout))
    }

    /// Reads to the end, or until the cap is passed: what comes after it is never read.
    async fn read_body(&self, response: &mut reqwest::Response) -> Result<Bytes, TransportError> {
        let limit = self.response_limit;
        let too_large =
            || TransportError::new(Delivery::Unknown, TransportFailure::ResponseTooLarge { limit });
        // An announced length is checked first, so that nothing is read in vain.
        if response.content_length().is_some_and(|announced| !fits(announced, limit)) {
            return Err(too_large());
        }
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(failure::while_reading)? {
            if chunk.len() > limit.saturating_sub(body.len()) {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }
}

#[async_trait]
impl Transport for HttpTransport {
    async fn send(&self, request: &SignedRequest) -> Result<http::Response<Bytes>, TransportError> {
        let time_limit = self.time_limit(request);
        if time_limit.is_zero() {
            return Err(TransportError::new(Delivery::NotSent, TransportFailure::TimedOut));
        }
        let mut response = self
            .client
            .request(request.method().clone(), self.base_url.join(request.path()))
            .headers(request.headers())
            .body(request.body().clone())
            .timeout(time_limit)
            .send()
            .await
            .map_err(failure::while_sending)?;
        let body = self.read_body(&mut response).await?;
        let mut answer = http::Response::new(body);
        *answer.status_mut() = response.status();
        *answer.version_mut() = response.version();
        *answer.headers_mut() = mem::take(response.headers_mut());
        Ok(answer)
    }
}

fn fits(announced: u64, limit: usize) -> bool {
    usize::try_from(announced).is_ok_and(|announced| announced <= limit)
}

impl fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransport")
            .field("base_url", &self.base_url)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("response_limit", &self.response_limit)
            .finish_non_exhaustive()
    }
}
