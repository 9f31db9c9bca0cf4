//! [`LayeredTransport`]: a service over signed requests as a transport again.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use tower_service::Service;

use super::attempt::{Attempt, BoxError};
use crate::error::{Delivery, TransportError, TransportFailure};
use crate::request::SignedRequest;
use crate::transport::Transport;

/// A [`TransportService`](super::TransportService) with layers around it, as a transport.
///
/// Each attempt clones the service, waits until it is ready, and calls it once, all within the
/// request's time limit. The inner transport's own errors come through as they are. An error of a
/// layer's is [`Delivery::NotSent`] if the service never became ready, and [`Delivery::Unknown`]
/// otherwise: a layer that gives up cannot tell how far the request came.
///
/// Layers must not repeat a request; see [`TransportService`](super::TransportService).
#[derive(Clone)]
pub struct LayeredTransport<S> {
    // A service need not be `Sync`; each attempt takes a clone out.
    service: Arc<Mutex<S>>,
}

impl<S> LayeredTransport<S> {
    /// Takes a service.
    #[must_use]
    pub fn new(service: S) -> Self {
        Self { service: Arc::new(Mutex::new(service)) }
    }
}

#[async_trait]
impl<S> Transport for LayeredTransport<S>
where
    S: Service<SignedRequest, Response = http::Response<Bytes>> + Clone + Send,
    S::Future: Send,
    S::Error: Into<BoxError>,
{
    async fn send(&self, request: &SignedRequest) -> Result<http::Response<Bytes>, TransportError> {
        let service = self.service.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let attempt = Attempt::default();
        let work = attempt.call(service, request.clone(), judge);
        attempt.within(request.time_limit(), work).await
    }
}

/// Keeps the inner transport's error, and judges one of a layer's.
fn judge(error: BoxError) -> TransportError {
    match error.downcast::<TransportError>() {
        Ok(of_transport) => *of_transport,
        Err(of_layer) => {
            TransportError::new(Delivery::Unknown, TransportFailure::Other).with_source(of_layer)
        }
    }
}

impl<S> fmt::Debug for LayeredTransport<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LayeredTransport").finish_non_exhaustive()
    }
}
