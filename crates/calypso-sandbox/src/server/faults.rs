//! Faults at endpoints: what becomes of a request and of its answer.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, HttpBody};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body::Frame;
use http_body_util::BodyExt as _;

use super::connection::{Cut, Late, Torn};
use crate::faults::EndpointFault;

/// A page as proxies write it.
const PAGE: &str = "<html><head><title>Error</title></head><body><h1>Error</h1></body></html>\n";

/// No JSON, and no text either.
const GARBAGE: &[u8] = b"\x1f\x8b\x08\x00{\"id\":\xff\xfe";

/// Tells whether the request is to be applied.
pub(super) fn is_applied(fault: &EndpointFault) -> bool {
    match fault {
        EndpointFault::Refuse(_) | EndpointFault::CutBefore => false,
        EndpointFault::ServerError { applied, .. } => *applied,
        EndpointFault::Delay(_)
        | EndpointFault::CutAfter
        | EndpointFault::Garbled
        | EndpointFault::Truncated
        | EndpointFault::WrongContentType
        | EndpointFault::ClockSkew { .. } => true,
    }
}

/// Returns how far the clock is off.
pub(super) fn skew_ms(fault: &EndpointFault) -> i64 {
    match fault {
        EndpointFault::ClockSkew { skew_ms } => *skew_ms,
        EndpointFault::Refuse(_)
        | EndpointFault::ServerError { .. }
        | EndpointFault::Delay(_)
        | EndpointFault::CutBefore
        | EndpointFault::CutAfter
        | EndpointFault::Garbled
        | EndpointFault::Truncated
        | EndpointFault::WrongContentType => 0,
    }
}

/// Spoils an answer.
pub(super) async fn spoil(fault: &EndpointFault, mut answer: Response) -> Response {
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    match fault {
        EndpointFault::ServerError { status, .. } => {
            let status = StatusCode::from_u16(*status).ok().filter(StatusCode::is_server_error);
            let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, [(CONTENT_TYPE, html)], PAGE).into_response()
        }
        EndpointFault::Delay(wait) => {
            answer.extensions_mut().insert(Late(*wait));
            answer
        }
        EndpointFault::CutBefore | EndpointFault::CutAfter => {
            answer.extensions_mut().insert(Cut);
            answer
        }
        EndpointFault::Garbled => {
            let json = HeaderValue::from_static("application/json");
            (StatusCode::OK, [(CONTENT_TYPE, json)], GARBAGE).into_response()
        }
        EndpointFault::Truncated => truncated(answer).await,
        EndpointFault::WrongContentType => {
            answer.headers_mut().insert(CONTENT_TYPE, html);
            answer
        }
        EndpointFault::Refuse(_) | EndpointFault::ClockSkew { .. } => answer,
    }
}

/// Announces the whole body and sends the first half of it.
async fn truncated(answer: Response) -> Response {
    let (mut head, body) = answer.into_parts();
    let whole = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    head.headers.insert(CONTENT_LENGTH, HeaderValue::from(whole.len()));
    head.extensions.insert(Torn);
    let half = whole.slice(..whole.len() / 2);
    Response::from_parts(head, Body::new(Half::Unsent(half)))
}

/// A body that breaks off once its only part is written.
enum Half {
    Unsent(Bytes),
    /// The part gets the time to leave before the connection is closed.
    Leaving,
    Broken,
}

impl HttpBody for Half {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match std::mem::replace(&mut *self, Self::Broken) {
            Self::Unsent(part) => {
                *self = Self::Leaving;
                Poll::Ready(Some(Ok(Frame::data(part))))
            }
            Self::Leaving => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Self::Broken => Poll::Ready(Some(Err(io::ErrorKind::ConnectionAborted.into()))),
        }
    }
}
