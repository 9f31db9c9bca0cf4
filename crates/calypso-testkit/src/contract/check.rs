//! What the checks share: sending, and saying what is wrong with a result.

use bytes::Bytes;
use calypso_transport::{Delivery, Draft, Transport, TransportError};
use http::{Method, Response, StatusCode};

use super::harness::{Harness, Prepared};
use super::report::Verdict;
use crate::loopback::{Arrival, Behaviour};

pub(super) type Outcome = Result<Response<Bytes>, TransportError>;

/// A harmless request; the numbers and the spacing do not survive a trip through a JSON library.
pub(super) const BODY: &str = r#"{"timestamp": 1650885468390, "payload":{"b":10.00,"a":1E2}}"#;

pub(super) fn post() -> Draft {
    draft(Method::POST, "/api/v1/contract", BODY)
}

#[expect(clippy::expect_used, reason = "the suite uses valid paths")]
pub(super) fn draft(method: Method, path: &str, body: impl Into<Bytes>) -> Draft {
    Draft::new(method, path, body).expect("a valid path")
}

pub(super) fn answer(status: StatusCode, body: impl Into<Bytes>) -> Response<Bytes> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response
}

pub(super) async fn prepare<H: Harness>(
    harness: &H,
    script: impl IntoIterator<Item = Behaviour>,
) -> Result<Prepared<H::Transport>, Verdict> {
    harness.prepare(script.into_iter().collect()).await.ok_or(Verdict::Skipped)
}

/// Sends one request to another side that behaves in one way; returns the result and what arrived.
pub(super) async fn send<H: Harness>(
    harness: &H,
    behaviour: Behaviour,
    draft: Draft,
) -> Result<(Outcome, Vec<Arrival>), Verdict> {
    let prepared = prepare(harness, [behaviour]).await?;
    let outcome = prepared.transport.send(&harness.sign(draft)).await;
    Ok((outcome, (prepared.arrivals)()))
}

/// Sends one request that is answered plainly, and returns it as it arrived.
pub(super) async fn deliver<H: Harness>(harness: &H, draft: Draft) -> Result<Arrival, Verdict> {
    let plain = Behaviour::Answer(answer(StatusCode::OK, "{}"));
    let (outcome, arrivals) = send(harness, plain, draft).await?;
    response(outcome)?;
    only_one(arrivals)
}

pub(super) fn ensure(holds: bool, found: impl FnOnce() -> String) -> Result<(), Verdict> {
    if holds { Ok(()) } else { Err(Verdict::Broken(found())) }
}

pub(super) fn response(outcome: Outcome) -> Result<Response<Bytes>, Verdict> {
    outcome.map_err(|error| Verdict::Broken(format!("a complete response became {error:?}")))
}

pub(super) fn error(outcome: Outcome, behaviour: &str) -> Result<TransportError, Verdict> {
    outcome.err().ok_or_else(|| Verdict::Broken(format!("{behaviour} was returned as a response")))
}

pub(super) fn delivery_is(error: &TransportError, expected: Delivery) -> Result<(), Verdict> {
    ensure(error.delivery() == expected, || {
        format!("delivery is {:?} and should be {expected:?}", error.delivery())
    })
}

pub(super) fn only_one(arrivals: Vec<Arrival>) -> Result<Arrival, Verdict> {
    let count = arrivals.len();
    let mut arrivals = arrivals.into_iter();
    match (arrivals.next(), count) {
        (Some(arrival), 1) => Ok(arrival),
        _ => Err(Verdict::Broken(format!("{count} requests arrived where one was sent"))),
    }
}

pub(super) fn same_bytes(what: &str, found: &Bytes, expected: &Bytes) -> Result<(), Verdict> {
    ensure(found == expected, || {
        format!("{what} is {}, and should be {}", shown(found), shown(expected))
    })
}

/// Long bodies are told apart by where they begin and how long they are.
fn shown(bytes: &Bytes) -> String {
    let start = bytes.get(..80).unwrap_or(bytes).escape_ascii();
    format!("{} bytes (\"{start}\")", bytes.len())
}
