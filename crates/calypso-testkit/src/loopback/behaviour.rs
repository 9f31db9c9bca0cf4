//! What the other side does with a request, and what it saw of it.

use bytes::Bytes;
use calypso_transport::SignedRequest;
use http::{HeaderMap, Method, Response};

/// What happens to a request on the other side.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Behaviour {
    /// The whole request is read, then this response is sent.
    Answer(Response<Bytes>),
    /// As [`Answer`](Self::Answer), but then the connection is closed without a word, as servers do
    /// with idle ones.
    AnswerThenCut(Response<Bytes>),
    /// The whole request is read, then the connection is closed.
    CutBeforeAnswer,
    /// The whole request is read, then the head and a part of the body of a response are sent, then
    /// the connection is closed.
    CutWithinAnswer,
    /// The whole request is read, then a body far longer than any cap is sent, 32 MiB without an
    /// announced length.
    Flood,
    /// Nobody listens: the connection is refused.
    Refuse,
    /// The whole request is read, and nothing is sent, for longer than any time limit in the
    /// contract.
    Silence,
}

/// A request as it arrived on the other side.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Arrival {
    /// The HTTP method.
    pub method: Method,
    /// The path and everything after it in the request line.
    pub path: String,
    /// All headers, those of the HTTP library included.
    pub headers: HeaderMap,
    /// The bytes of the body, without their framing.
    pub body: Bytes,
}

impl Arrival {
    /// Puts the parts together; for harnesses that do not use
    /// [`LoopbackServer`](crate::LoopbackServer).
    #[must_use]
    pub fn new(method: Method, path: impl Into<String>, headers: HeaderMap, body: Bytes) -> Self {
        Self { method, path: path.into(), headers, body }
    }
}

impl From<&SignedRequest> for Arrival {
    fn from(request: &SignedRequest) -> Self {
        Self::new(
            request.method().clone(),
            request.path(),
            request.headers(),
            request.body().clone(),
        )
    }
}
