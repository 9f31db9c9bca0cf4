//! Requests as values: signed ones in, responses out.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, HttpBody as _};
use axum::extract::Request;
use bytes::{Bytes, BytesMut};
use calypso_transport::{
    Delivery, SignedRequest, Transport, TransportError, TransportFailure, async_trait, http,
};
use http_body_util::BodyExt as _;
use tower_service::Service as _;

use crate::courier::Courier;
use crate::server::{Cut, Late, Torn};

/// The longest body of an answer that is taken, in bytes: as much as `HttpTransport` takes.
const RESPONSE_LIMIT: usize = 1024 * 1024;

/// The longest time of an attempt whose request has no limit of its own: that of `HttpTransport`.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);

/// Carries requests to a sandbox in the same process; made by
/// [`InProcess::transport`](crate::InProcess::transport).
///
/// A request waits for nothing, so any executor will do. An answer that a fault delays beyond the
/// time limit fails as if it had been waited for; another one comes at once.
/// Clones lead to the same sandbox.
#[derive(Clone)]
pub struct InProcessTransport {
    router: Router,
    courier: Arc<Courier>,
}

impl InProcessTransport {
    pub(crate) const fn new(router: Router, courier: Arc<Courier>) -> Self {
        Self { router, courier }
    }
}

#[async_trait]
impl Transport for InProcessTransport {
    async fn send(&self, request: &SignedRequest) -> Result<http::Response<Bytes>, TransportError> {
        let not_sent = |reason| TransportError::new(Delivery::NotSent, reason);
        let time_limit = request.time_limit().unwrap_or(ATTEMPT_TIMEOUT).min(ATTEMPT_TIMEOUT);
        if time_limit.is_zero() {
            return Err(not_sent(TransportFailure::TimedOut));
        }
        let mut sent = Request::new(Body::from(request.body().clone()));
        *sent.method_mut() = request.method().clone();
        *sent.uri_mut() =
            request.path().parse().map_err(|_no_uri| not_sent(TransportFailure::Other))?;
        *sent.headers_mut() = request.headers();
        let Ok(answer) = self.router.clone().call(sent).await;
        self.courier.deliver_due();
        let (parts, body) = answer.into_parts();
        let unknown = |reason| TransportError::new(Delivery::Unknown, reason);
        if parts.extensions.get().is_some_and(|Late(wait)| *wait >= time_limit) {
            return Err(unknown(TransportFailure::TimedOut));
        }
        let is_cut = parts.extensions.get::<Cut>().is_some();
        if is_cut || parts.extensions.get::<Torn>().is_some() {
            return Err(unknown(TransportFailure::Interrupted));
        }
        Ok(http::Response::from_parts(parts, read(body).await?))
    }
}

/// Reads to the end, or until the cap is passed.
async fn read(mut body: Body) -> Result<Bytes, TransportError> {
    let limit = RESPONSE_LIMIT;
    let fail = |reason| TransportError::new(Delivery::Unknown, reason);
    let too_large = || fail(TransportFailure::ResponseTooLarge { limit });
    let mut whole = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_cut| fail(TransportFailure::Interrupted))?;
        let Ok(chunk) = frame.into_data() else { continue };
        if chunk.len() > limit.saturating_sub(whole.len()) {
            return Err(too_large());
        }
        if whole.is_empty() && body.is_end_stream() {
            return Ok(chunk);
        }
        whole.extend_from_slice(&chunk);
    }
    Ok(whole.freeze())
}

impl fmt::Debug for InProcessTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InProcessTransport").finish_non_exhaustive()
    }
}
