//! Answers: JSON, and the documented error body.

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Response};
use calypso_model::ErrorCode;
use serde::Serialize;

use crate::options::ErrorStatuses;
use crate::rules::Refusal;
use crate::wire::reply::reply;
use crate::wire::schema::described_words;

pub(super) fn json(status: StatusCode, body: impl Into<Body>) -> Response {
    let content_type = HeaderValue::from_static("application/json");
    (status, [(CONTENT_TYPE, content_type)], body.into()).into_response()
}

/// Writes an answer's body.
pub(super) fn write(body: &impl Serialize) -> Result<Vec<u8>, Refusal> {
    serde_json::to_vec(body)
        .map_err(|problem| Refusal::new(ErrorCode::Internal, problem.to_string()))
}

reply! {
    /// An error. Branch on the code, never on the status or on the message.
    pub(super) struct ErrorBody<'a> as "Error" {
        error_code: &'a ErrorCode = "errorCode",
        message: &'a str = "message",
        /// Names the request to whoever has to look for it.
        trace_id: &'a str = "traceId",
    }
}

described_words!(ErrorCode);

pub(super) fn error(refusal: &Refusal, statuses: ErrorStatuses, trace_id: &str) -> Response {
    let status = match (statuses, &refusal.code) {
        (ErrorStatuses::ByCode, ErrorCode::InvalidApiKey | ErrorCode::WrongSign) => {
            StatusCode::UNAUTHORIZED
        }
        (ErrorStatuses::ByCode, ErrorCode::Internal) => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::BAD_REQUEST,
    };
    let body = ErrorBody { error_code: &refusal.code, message: &refusal.message, trace_id };
    // Three strings are always written.
    json(status, serde_json::to_vec(&body).unwrap_or_default())
}
