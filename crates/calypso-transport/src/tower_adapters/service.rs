//! [`TransportService`]: a transport as a tower service, so that layers can be put around it.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use tower_service::Service;

use crate::error::TransportError;
use crate::request::SignedRequest;
use crate::transport::Transport;

/// A transport as a `tower::Service<SignedRequest>`.
///
/// Put layers around it that count, trace, limit or time, and hand the whole to
/// [`LayeredTransport`](super::LayeredTransport), which makes a transport of it again. It is
/// always ready; a transport is cloned for each call, so share it in an `Arc` if it is not cheap
/// to clone.
///
/// Leave out tower's `retry`, and anything else that clones a request to send it twice: it would
/// repeat an old timestamp and signature below the sight of the caller, and what moves money could
/// move it twice. A [`SignedRequest`] can be cloned, so the compiler does not stop you.
///
/// ```
/// use calypso_transport::{LayeredTransport, SignedRequest, Transport, TransportService};
/// use tower::ServiceBuilder;
///
/// fn at_most_two_at_once(
///     inner: impl Transport + Clone + 'static,
/// ) -> impl Transport {
///     let service =
///         ServiceBuilder::new().concurrency_limit(2).service(TransportService::new(inner));
///     LayeredTransport::new(service)
/// }
/// ```
#[derive(Clone, Debug)]
pub struct TransportService<T> {
    transport: T,
}

impl<T> TransportService<T> {
    /// Takes a transport.
    #[must_use]
    pub const fn new(transport: T) -> Self {
        Self { transport }
    }
}

impl<T: Transport + Clone + 'static> Service<SignedRequest> for TransportService<T> {
    type Response = http::Response<Bytes>;
    type Error = TransportError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: SignedRequest) -> Self::Future {
        let transport = self.transport.clone();
        Box::pin(async move { transport.send(&request).await })
    }
}
