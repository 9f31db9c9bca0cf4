//! Reads a request's body, up to a limit.

use axum::body::Body;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;

/// The largest body that is looked at, where nothing else is said.
pub(super) const LIMIT: usize = 64 * 1024;

/// How much more is read and thrown away: a client that is still sending when the connection is
/// closed would never see the answer.
const DRAIN_LIMIT: usize = 4 * 1024 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyProblem {
    TooLarge,
    Broken,
}

impl BodyProblem {
    pub(super) const BROKEN: &str = "the body broke off";

    /// Returns the answer to a body that is too large, the same for both APIs.
    pub(super) fn too_large() -> Response {
        (StatusCode::PAYLOAD_TOO_LARGE, "the body is too large\n").into_response()
    }
}

pub(super) async fn read(mut body: Body, limit: usize) -> Result<Bytes, BodyProblem> {
    let mut kept = BytesMut::new();
    let mut length: usize = 0;
    while let Some(frame) = body.frame().await {
        let Ok(chunk) = frame.map_err(|_broken| BodyProblem::Broken)?.into_data() else { continue };
        length = length.saturating_add(chunk.len());
        if length > limit.max(DRAIN_LIMIT) {
            break;
        }
        if length <= limit {
            kept.extend_from_slice(&chunk);
        }
    }
    if length > limit { Err(BodyProblem::TooLarge) } else { Ok(kept.freeze()) }
}
