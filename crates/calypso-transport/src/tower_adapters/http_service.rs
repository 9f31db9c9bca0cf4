//! [`TowerTransport`]: any tower service over HTTP requests as a transport.

use std::error::Error;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http_body::Body;
use tower_service::Service;

use super::attempt::{Attempt, BoxError};
use super::base_uri::{BaseUri, InvalidBaseUri};
use super::body;
use crate::error::{Delivery, TransportError, TransportFailure};
use crate::request::SignedRequest;
use crate::transport::Transport;

type Judge = dyn Fn(&(dyn Error + 'static)) -> (Delivery, TransportFailure) + Send + Sync;

/// Sends requests through a service of the tower ecosystem: hyper's client, an in-process router,
/// a stack of layers.
///
/// It takes any `Service<http::Request<Bytes>>` that can be cloned and answers with an
/// `http::Response` of any body; services that want another request body are mapped first, for
/// example by `tower::ServiceExt::map_request`. Each attempt clones the service, waits until it is
/// ready, and calls it once. Time limits and the cap on the answer are kept here, on any runtime.
///
/// # What the service must not do
///
/// - **Not repeat a request.** A layer such as tower's `retry`, or one that hedges, clones the
///   bytes and sends an old timestamp and signature again, below the sight of the caller; what
///   moves money could move it twice. Retries belong above signing.
/// - **Not follow redirects**, and not touch the body or its headers `Key`, `Sign` and
///   `Content-Type`: no compression, no re-encoding.
/// - **Not put requests into its errors**, which become the source of this transport's.
///
/// # What its failures mean
///
/// A service that never became ready was never called: [`Delivery::NotSent`]. Any error of a call
/// is [`Delivery::Unknown`], since nothing here can tell when the service's first byte left. A
/// service that knows better, such as hyper's client about a refused connection, is given a judge
/// with [`with_error_judge`](Self::with_error_judge).
#[derive(Clone)]
pub struct TowerTransport<S> {
    // A service need not be `Sync`; each attempt takes a clone out.
    service: Arc<Mutex<S>>,
    base: BaseUri,
    attempt_timeout: Duration,
    response_limit: usize,
    judge: Arc<Judge>,
}

impl<S> TowerTransport<S> {
    /// Takes a service, and the address in front of every request's path.
    ///
    /// # Errors
    ///
    /// [`InvalidBaseUri`] if the address is more or less than scheme, host, port and path, or
    /// plain `http` to anywhere but this machine.
    pub fn new(service: S, base_url: &str) -> Result<Self, InvalidBaseUri> {
        Ok(Self::over(service, BaseUri::parse(base_url, false)?))
    }

    /// Like [`new`](Self::new), with plain `http` permitted: signed requests, and the key that
    /// names the merchant, can be read on the way unless the service encrypts them by itself.
    ///
    /// # Errors
    ///
    /// [`InvalidBaseUri::Malformed`] as for [`new`](Self::new).
    pub fn dangerous_over_plain_http(service: S, base_url: &str) -> Result<Self, InvalidBaseUri> {
        Ok(Self::over(service, BaseUri::parse(base_url, true)?))
    }

    fn over(service: S, base: BaseUri) -> Self {
        Self {
            service: Arc::new(Mutex::new(service)),
            base,
            attempt_timeout: Duration::from_secs(30),
            response_limit: 1024 * 1024,
            judge: Arc::new(|_| (Delivery::Unknown, TransportFailure::Other)),
        }
    }

    /// Bounds each attempt, the wait for readiness included. Default 30 seconds; a smaller limit
    /// of the request's wins.
    #[must_use]
    pub const fn with_attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// Refuses longer bodies of answers. Default 1 MiB.
    #[must_use]
    pub const fn with_response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// Lets a function say what an error of the service's call means.
    ///
    /// [`Delivery::NotSent`] is a promise that no byte of the request left: callers repeat a
    /// payout on the strength of it. For everything else answer [`Delivery::Unknown`].
    ///
    /// ```
    /// use std::error::Error;
    /// use std::io::{self, ErrorKind};
    ///
    /// use calypso_transport::{Delivery, TransportFailure};
    ///
    /// /// For a service that gives the error of `connect` as it is, and no other of this kind.
    /// fn judge(error: &(dyn Error + 'static)) -> (Delivery, TransportFailure) {
    ///     match error.downcast_ref::<io::Error>() {
    ///         Some(error) if error.kind() == ErrorKind::ConnectionRefused => {
    ///             (Delivery::NotSent, TransportFailure::Connect)
    ///         }
    ///         _ => (Delivery::Unknown, TransportFailure::Other),
    ///     }
    /// }
    /// # let _ = judge;
    /// ```
    #[must_use]
    pub fn with_error_judge<J>(mut self, judge: J) -> Self
    where
        J: Fn(&(dyn Error + 'static)) -> (Delivery, TransportFailure) + Send + Sync + 'static,
    {
        self.judge = Arc::new(judge);
        self
    }

    fn http_request(
        &self,
        request: &SignedRequest,
    ) -> Result<http::Request<Bytes>, TransportError> {
        let uri = self.base.join(request.path()).map_err(|error| {
            TransportError::new(Delivery::NotSent, TransportFailure::Other).with_source(error)
        })?;
        let mut http_request = http::Request::new(request.body().clone());
        *http_request.method_mut() = request.method().clone();
        *http_request.uri_mut() = uri;
        *http_request.headers_mut() = request.headers();
        Ok(http_request)
    }
}

#[async_trait]
impl<S, B> Transport for TowerTransport<S>
where
    S: Service<http::Request<Bytes>, Response = http::Response<B>> + Clone + Send,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: Body + Send,
    B::Data: Send,
    B::Error: Into<BoxError>,
{
    async fn send(&self, request: &SignedRequest) -> Result<http::Response<Bytes>, TransportError> {
        let http_request = self.http_request(request)?;
        let service = self.service.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let own = self.attempt_timeout;
        let limit = request.time_limit().map_or(own, |limit| limit.min(own));
        let attempt = Attempt::default();
        let judge = |error: BoxError| {
            let (delivery, reason) = (self.judge)(&*error);
            TransportError::new(delivery, reason).with_source(error)
        };
        let work = async {
            let response = attempt.call(service, http_request, judge).await?;
            let (parts, body) = response.into_parts();
            let body = body::read(body, self.response_limit).await?;
            Ok(http::Response::from_parts(parts, body))
        };
        attempt.within(Some(limit), work).await
    }
}

impl<S> fmt::Debug for TowerTransport<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TowerTransport")
            .field("base_url", &self.base.as_str())
            .field("attempt_timeout", &self.attempt_timeout)
            .field("response_limit", &self.response_limit)
            .finish_non_exhaustive()
    }
}
