//! Extractors for axum: a handler that asks for `Verified<Event>` never sees anything else.

use std::error::Error as _;

use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::{FromRef, FromRequest, Request};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use calypso_model::{Event, ParseEventError};
use http::StatusCode;
use http_body_util::LengthLimitError;
use thiserror::Error;

use crate::error::VerifyWebhookError;
use crate::receiver::Receiver;
use crate::verified::{Raw, Verified};

/// Why a request did not become a verified delivery.
///
/// Its answer carries the status and two or three fixed words; the cause is for your log only. To
/// write it there, let the handler take `Result<Verified<Event>, WebhookRejection>`.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum WebhookRejection {
    /// The body broke off.
    #[error("the body could not be read to its end")]
    Interrupted(#[source] axum::Error),
    /// The delivery is genuine, and its body is not an event.
    #[error("the delivery is genuine and its body is not an event")]
    Parse(#[from] ParseEventError),
    /// The delivery is not proven.
    #[error(transparent)]
    Verify(#[from] VerifyWebhookError),
}

impl WebhookRejection {
    /// Returns the HTTP status to answer with.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Interrupted(_) => StatusCode::BAD_REQUEST,
            Self::Parse(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Verify(error) => error.status(),
        }
    }
}

impl IntoResponse for WebhookRejection {
    fn into_response(self) -> Response {
        match self {
            Self::Interrupted(_) => (self.status(), "interrupted").into_response(),
            Self::Parse(_) => (self.status(), "not an event").into_response(),
            Self::Verify(error) => error.into_response(),
        }
    }
}

impl IntoResponse for VerifyWebhookError {
    fn into_response(self) -> Response {
        // A forger learns no more than that it did not work.
        let text = match self {
            Self::BodyTooLarge { .. } => "body too large",
            Self::DuplicateHeader { .. } | Self::MalformedSignature(_) => "malformed signature",
            Self::Mismatch { .. } | Self::MissingHeader { .. } | Self::UnknownKey => {
                "not authentic"
            }
        };
        (self.status(), text).into_response()
    }
}

/// Verifies with the [`Receiver`] of the state, and leaves the body unparsed.
///
/// The headers are judged before the body is read, and no more of the body is read than
/// [`Receiver::body_limit`].
impl<S> FromRequest<S> for Verified<Raw>
where
    S: Send + Sync,
    Receiver: FromRef<S>,
{
    type Rejection = WebhookRejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let receiver = Receiver::from_ref(state);
        let (parts, body) = request.into_parts();
        let claim = receiver.claim(&parts.headers)?;
        let body = read(body, receiver.body_limit()).await?;
        Ok(receiver.prove(&claim, body)?)
    }
}

/// Verifies with the [`Receiver`] of the state, then parses.
impl<S> FromRequest<S> for Verified<Event>
where
    S: Send + Sync,
    Receiver: FromRef<S>,
{
    type Rejection = WebhookRejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        Ok(Verified::<Raw>::from_request(request, state).await?.parse()?)
    }
}

async fn read(body: Body, limit: usize) -> Result<Bytes, WebhookRejection> {
    let too_large = VerifyWebhookError::BodyTooLarge { limit };
    // An announced length spares the reading.
    if u64::try_from(limit).is_ok_and(|limit| body.size_hint().lower() > limit) {
        return Err(too_large.into());
    }
    to_bytes(body, limit).await.map_err(|error| {
        if error.source().is_some_and(|cause| cause.is::<LengthLimitError>()) {
            too_large.into()
        } else {
            WebhookRejection::Interrupted(error)
        }
    })
}
