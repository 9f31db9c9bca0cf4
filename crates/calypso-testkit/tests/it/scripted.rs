//! The scripted transport: what it answers, keeps, and complains about.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use calypso_sign::Timestamp;
use calypso_testkit::{ScriptedTransport, Step};
use calypso_transport::http::{self, Method};
use calypso_transport::{
    Bytes, Delivery, Draft, SignedRequest, Transport, TransportError, TransportFailure,
};

use crate::{post, sign};

fn send(
    transport: &ScriptedTransport,
    request: &SignedRequest,
) -> Result<http::Response<Bytes>, TransportError> {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(transport.send(request))
}

/// Runs something that should panic, and returns what it said.
#[track_caller]
fn complaint(action: impl FnOnce()) -> String {
    let payload: Box<dyn Any + Send> = catch_unwind(AssertUnwindSafe(action)).unwrap_err();
    payload.downcast_ref::<String>().unwrap().clone()
}

#[test]
fn steps_are_played_in_order() {
    let transport = ScriptedTransport::new([
        Step::post("/rate").reply(200, "first").with_header("x-note", "a"),
        Step::expect(Method::DELETE, "/webhook/1").reply(503, ""),
        Step::any().reply(201, "third"),
    ]);
    let first = send(&transport, &post("/rate")).unwrap();
    assert_eq!((first.status().as_u16(), first.body().as_ref()), (200, b"first".as_ref()));
    assert_eq!(first.headers()["x-note"], "a");
    let delete = sign(Draft::new(Method::DELETE, "/webhook/1", "").unwrap());
    assert_eq!(send(&transport, &delete).unwrap().status(), 503);
    assert_eq!(transport.steps_left(), 1);
    assert_eq!(send(&transport, &post("/whatever")).unwrap().status(), 201);

    let received: Vec<_> =
        transport.requests().iter().map(|request| request.path().to_owned()).collect();
    assert_eq!(received, ["/rate", "/webhook/1", "/whatever"]);
}

#[test]
fn the_server_clock_can_be_set() {
    let step = Step::any().reply(400, "").with_date(Timestamp::from_millis(1_650_885_468_390));
    let response = send(&ScriptedTransport::new([step]), &post("/rate")).unwrap();
    assert_eq!(response.headers()["date"], "Mon, 25 Apr 2022 11:17:48 GMT");
}

#[test]
fn failures_are_returned_as_they_are() {
    let error = TransportError::new(Delivery::NotSent, TransportFailure::Connect);
    let transport = ScriptedTransport::new([Step::any().fail(error)]);
    let error = send(&transport, &post("/rate")).unwrap_err();
    assert_eq!((error.delivery(), error.reason()), (Delivery::NotSent, TransportFailure::Connect));
}

#[test]
fn a_closure_sees_the_request() {
    let step = Step::any().answer(|request| Ok(http::Response::new(request.body().clone())));
    let response = send(&ScriptedTransport::new([step]), &post("/rate")).unwrap();
    assert_eq!(response.body(), r#"{"timestamp":1}"#);
}

#[test]
fn a_hanging_step_ends_at_the_time_limit_of_the_request() {
    let transport = ScriptedTransport::new([Step::any().hang()]);
    let draft = Draft::new(Method::POST, "/rate", "").unwrap();
    let request = sign(draft.with_time_limit(Duration::from_secs(5)));
    let error = send(&transport, &request).unwrap_err();
    assert_eq!((error.delivery(), error.reason()), (Delivery::Unknown, TransportFailure::TimedOut));
}

#[tokio::test]
async fn a_hanging_step_without_a_limit_never_ends() {
    let transport = ScriptedTransport::new([Step::any().hang()]);
    let request = post("/rate");
    tokio::select! {
        biased;
        answer = transport.send(&request) => panic!("{answer:?}"),
        () = std::future::ready(()) => {}
    }
}

#[test]
fn a_request_out_of_order_is_reported_with_the_rest_of_the_script() {
    let transport = ScriptedTransport::new([
        Step::post("/rate").reply(200, ""),
        Step::post("/invoice").reply(200, ""),
        Step::post("/payout").reply(200, ""),
    ]);
    send(&transport, &post("/rate")).unwrap();
    let said = complaint(|| {
        let _never = send(&transport, &post("/payout"));
    });
    assert_eq!(
        said,
        "scripted transport: request 2 is not the one in the script\n  expected: POST /invoice\n  \
         received: POST /payout\n  then:     POST /payout"
    );
}

#[test]
fn a_request_past_the_end_is_reported() {
    let transport = ScriptedTransport::new([]);
    transport.push(Step::post("/rate").reply(200, ""));
    send(&transport, &post("/rate")).unwrap();
    let said = complaint(|| {
        let _never = send(&transport, &post("/rate"));
    });
    assert_eq!(
        said,
        "scripted transport: request 2 comes after the end of the script\n  received: POST /rate"
    );
}

#[test]
fn steps_that_nobody_asked_for_are_reported_by_the_last_clone() {
    let transport = ScriptedTransport::new([Step::post("/rate").reply(200, "")]);
    let clone = transport.clone();
    drop(transport);
    let said = complaint(|| drop(clone));
    assert_eq!(said, "scripted transport: steps never asked for: 1\n  then:     POST /rate");
}

#[test]
fn a_test_that_already_fails_is_not_interrupted() {
    let said = complaint(|| {
        let _transport = ScriptedTransport::new([Step::post("/rate").reply(200, "")]);
        panic!("{}", "the real reason");
    });
    assert_eq!(said, "the real reason");
}

#[test]
fn nothing_secret_is_shown() {
    let transport = ScriptedTransport::new([Step::any().reply(200, "answer-body")]);
    send(&transport, &post("/rate")).unwrap();
    let shown = format!("{transport:?}");
    assert!(shown.contains("/rate"));
    assert!(!shown.contains("timestamp") && !shown.contains("answer-body"), "{shown}");
}
