//! Checks of what comes back.

use std::sync::Arc;

use bytes::Bytes;
use calypso_transport::{Delivery, Transport, TransportFailure};
use http::StatusCode;
use http::header::{HeaderValue, LOCATION};

use super::check::{
    answer, delivery_is, ensure, error, only_one, post, prepare, response, same_bytes, send,
};
use super::harness::Harness;
use super::report::{Report, Verdict};
use crate::loopback::Behaviour;

pub(super) async fn examine<H: Harness>(harness: &H, report: &mut Report) {
    report.add(
        "every_status_is_a_response",
        "the body of a refused call says why it was refused, and whether the money moved",
        every_status_is_a_response(harness).await,
    );
    report.add(
        "redirect_is_returned",
        "following it sends the merchant's signed request to somebody else",
        redirect_is_returned(harness).await,
    );
    report.add(
        "response_headers_are_kept",
        "a wrong clock is corrected from Date, and Retry-After says when to come back",
        response_headers_are_kept(harness).await,
    );
    report.add(
        "response_body_is_kept",
        "amounts are read digit for digit, and signatures are checked over the raw bytes",
        response_body_is_kept(harness).await,
    );
    report.add(
        "response_body_is_capped",
        "an answer without end would fill the merchant's memory",
        response_body_is_capped(harness).await,
    );
    report.add(
        "works_as_a_trait_object",
        "clients keep their transport as Arc<dyn Transport>",
        works_as_a_trait_object(harness).await,
    );
}

async fn every_status_is_a_response<H: Harness>(harness: &H) -> Result<(), Verdict> {
    for status in [200, 201, 400, 401, 403, 404, 409, 429, 500, 502, 503] {
        let status = StatusCode::from_u16(status).map_err(|_impossible| Verdict::Skipped)?;
        let body = format!(r#"{{"errorCode":"{}"}}"#, status.as_u16());
        let scripted = Behaviour::Answer(answer(status, body.clone()));
        let (outcome, _) = send(harness, scripted, post()).await?;
        let received = response(outcome)?;
        ensure(received.status() == status, || {
            format!("status {status} was returned as {}", received.status())
        })?;
        same_bytes("the body of a response", received.body(), &Bytes::from(body))?;
    }
    Ok(())
}

async fn redirect_is_returned<H: Harness>(harness: &H) -> Result<(), Verdict> {
    let elsewhere = HeaderValue::from_static("/elsewhere");
    for status in [
        StatusCode::MOVED_PERMANENTLY,
        StatusCode::FOUND,
        StatusCode::SEE_OTHER,
        StatusCode::TEMPORARY_REDIRECT,
        StatusCode::PERMANENT_REDIRECT,
    ] {
        let mut redirect = answer(status, "");
        redirect.headers_mut().insert(LOCATION, elsewhere.clone());
        let (outcome, arrivals) = send(harness, Behaviour::Answer(redirect), post()).await?;
        only_one(arrivals)?;
        let received = response(outcome)?;
        ensure(received.status() == status, || {
            format!("redirect {status} was returned as {}", received.status())
        })?;
        ensure(received.headers().get(LOCATION) == Some(&elsewhere), || {
            format!("redirect {status} lost its Location")
        })?;
    }
    Ok(())
}

async fn response_headers_are_kept<H: Harness>(harness: &H) -> Result<(), Verdict> {
    let mut scripted = answer(StatusCode::TOO_MANY_REQUESTS, "{}");
    let sent = [
        ("date", "Mon, 25 Apr 2022 11:17:48 GMT"),
        ("retry-after", "7"),
        ("x-note", "first"),
        ("x-note", "second"),
    ];
    for (name, value) in sent {
        scripted.headers_mut().append(name, HeaderValue::from_static(value));
    }
    let (outcome, _) = send(harness, Behaviour::Answer(scripted.clone()), post()).await?;
    let received = response(outcome)?;
    for (name, value) in sent {
        let found: Vec<_> = received.headers().get_all(name).iter().collect();
        let expected: Vec<_> = scripted.headers().get_all(name).iter().collect();
        ensure(found == expected, || {
            format!("header {name}: {value} came back as {found:?}, and should be {expected:?}")
        })?;
    }
    Ok(())
}

async fn response_body_is_kept<H: Harness>(harness: &H) -> Result<(), Verdict> {
    let every_byte: Bytes = (0..=u8::MAX).collect();
    let long = Bytes::from(vec![b'x'; 200_000]);
    for body in [every_byte, long, Bytes::from("{\"amount\": 10.00}\r\n"), Bytes::new()] {
        let scripted = Behaviour::Answer(answer(StatusCode::OK, body.clone()));
        let (outcome, _) = send(harness, scripted, post()).await?;
        same_bytes("the body of a response", response(outcome)?.body(), &body)?;
    }
    Ok(())
}

async fn response_body_is_capped<H: Harness>(harness: &H) -> Result<(), Verdict> {
    let (outcome, _) = send(harness, Behaviour::Flood, post()).await?;
    let error = error(outcome, "a body without end")?;
    let reason = error.reason();
    ensure(matches!(reason, TransportFailure::ResponseTooLarge { .. }), || {
        format!("a body without end failed with {reason:?} and should with ResponseTooLarge")
    })?;
    delivery_is(&error, Delivery::Unknown)
}

async fn works_as_a_trait_object<H: Harness>(harness: &H) -> Result<(), Verdict> {
    let scripted = answer(StatusCode::OK, "{}");
    let prepared = prepare(harness, [Behaviour::Answer(scripted)]).await?;
    let transport: Arc<dyn Transport> = Arc::new(prepared.transport);
    let received = response(transport.send(&harness.sign(post())).await)?;
    same_bytes("the body of a response", received.body(), &Bytes::from("{}"))
}
