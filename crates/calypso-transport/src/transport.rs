//! The seam to the network.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;

use crate::error::TransportError;
use crate::request::SignedRequest;

/// Carries one signed request to the API and brings one response back.
///
/// # Responsibilities of an implementor
///
/// - **One attempt.** `send` puts the request on the wire at most once, whatever happens. Retries
///   need a new timestamp and a new signature, so they live above this trait.
/// - **Exact bytes.** [`SignedRequest::body`] is sent as it is, for every method, `DELETE`
///   included. A body that was parsed and printed again no longer matches its signature.
/// - **Headers.** All of [`SignedRequest::headers`] are sent: `Key`, `Sign`, `Content-Type`. Adding
///   others is fine.
/// - **The target.** The request goes to the base URL followed by [`SignedRequest::path`],
///   unchanged.
/// - **Every status is a response.** 400, 429 and 503 come back as `Ok`, with all their headers:
///   the body says what went wrong, `Date` and `Retry-After` say when to come back.
/// - **Redirects are returned, not followed.** A signed request that goes elsewhere is a different
///   message, and it would take the merchant's key along.
/// - **The response body is bounded.** Past a cap of the transport's choosing it stops reading and
///   fails with [`ResponseTooLarge`](crate::TransportFailure::ResponseTooLarge).
/// - **Time limits are the transport's to apply**: its own, and [`SignedRequest::time_limit`]; the
///   smaller one wins.
///   They cover the attempt from the first step of connecting to the last byte of the answer.
/// - **[`NotSent`](crate::Delivery::NotSent) is a promise** that no byte of the request left.
///   Callers repeat a payout on the strength of it. Where a backend cannot tell, the answer is
///   [`Unknown`](crate::Delivery::Unknown).
/// - **Nothing leaks.** Errors and logs hold no key, signature or body.
///
/// `calypso_testkit::contract` checks all of these against a transport of your own.
///
/// # A custom transport
///
/// ```
/// use calypso_transport::{
///     async_trait, http, Bytes, Delivery, SignedRequest, Transport, TransportError,
///     TransportFailure,
/// };
///
/// /// Refuses every call, for maintenance windows.
/// #[derive(Debug)]
/// struct Closed;
///
/// #[async_trait]
/// impl Transport for Closed {
///     async fn send(
///         &self,
///         _request: &SignedRequest,
///     ) -> Result<http::Response<Bytes>, TransportError> {
///         Err(TransportError::new(Delivery::NotSent, TransportFailure::Other))
///     }
/// }
///
/// let transport: std::sync::Arc<dyn Transport> = std::sync::Arc::new(Closed);
/// # let _ = transport;
/// ```
///
/// A wrapper takes any other transport; `Arc<T>`, `Box<T>` and `&T` are transports themselves:
///
/// ```
/// use calypso_transport::{async_trait, http, Bytes, SignedRequest, Transport, TransportError};
///
/// /// Counts the calls that pass through.
/// #[derive(Debug)]
/// struct Counted<T>(T, std::sync::atomic::AtomicU64);
///
/// #[async_trait]
/// impl<T: Transport> Transport for Counted<T> {
///     async fn send(
///         &self,
///         request: &SignedRequest,
///     ) -> Result<http::Response<Bytes>, TransportError> {
///         self.1.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
///         self.0.send(request).await
///     }
/// }
/// ```
#[async_trait]
pub trait Transport: fmt::Debug + Send + Sync {
    /// Sends the request once and returns the response, whatever its status.
    ///
    /// # Errors
    ///
    /// When no whole response came back; [`TransportError::delivery`] says whether the request can
    /// have arrived.
    async fn send(&self, request: &SignedRequest) -> Result<http::Response<Bytes>, TransportError>;
}

#[async_trait]
impl<T: Transport + ?Sized> Transport for Arc<T> {
    async fn send(&self, request: &SignedRequest) -> Result<http::Response<Bytes>, TransportError> {
        (**self).send(request).await
    }
}

#[async_trait]
impl<T: Transport + ?Sized> Transport for Box<T> {
    async fn send(&self, request: &SignedRequest) -> Result<http::Response<Bytes>, TransportError> {
        (**self).send(request).await
    }
}

#[async_trait]
impl<T: Transport + ?Sized> Transport for &T {
    async fn send(&self, request: &SignedRequest) -> Result<http::Response<Bytes>, TransportError> {
        (**self).send(request).await
    }
}
