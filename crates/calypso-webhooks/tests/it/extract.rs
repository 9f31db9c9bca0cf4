//! The axum extractors: what a handler gets, and what a stranger gets.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRef, Request};
use axum::response::IntoResponse;
use axum::routing::post;
use bytes::Bytes;
use calypso_model::Event;
use calypso_webhooks::{
    Receiver, SignatureHeader, SignedDelivery, Verified, VerifyWebhookError, WebhookRejection,
};
use futures_util::stream;
use http::StatusCode;
use tower::ServiceExt;

use crate::{BODY, delivery, key, receiver, secret};

/// A state of a merchant's own, in which the receiver is one part.
#[derive(Clone)]
struct State {
    receiver: Receiver,
}

impl FromRef<State> for Receiver {
    fn from_ref(state: &State) -> Self {
        state.receiver.clone()
    }
}

fn app() -> Router {
    Router::new()
        .route(
            "/event",
            post(|event: Verified<Event>| async move { event.dedup_key().to_string() }),
        )
        .route("/raw", post(|raw: Verified| async move { raw.body().clone() }))
        .route("/rejection", post(explain))
        .with_state(State { receiver: receiver() })
}

async fn explain(result: Result<Verified<Event>, WebhookRejection>) -> impl IntoResponse {
    match result {
        Ok(_) => "fine".to_owned(),
        Err(WebhookRejection::Verify(error)) => format!("verify: {error:?}"),
        Err(rejection) => format!("{rejection}"),
    }
}

async fn send(path: &str, request: http::Request<impl Into<Body>>) -> (StatusCode, Bytes) {
    let (mut parts, body) = request.into_parts();
    parts.uri = path.parse().unwrap();
    let response = app().oneshot(Request::from_parts(parts, body.into())).await.unwrap();
    let status = response.status();
    (status, to_bytes(response.into_body(), usize::MAX).await.unwrap())
}

/// The same request with a body of unknown length, in pieces.
fn in_pieces(request: http::Request<Bytes>) -> http::Request<Body> {
    request.map(|body| {
        let pieces: Vec<_> =
            body.chunks(1000).map(|piece| Ok::<_, std::io::Error>(piece.to_vec())).collect();
        Body::from_stream(stream::iter(pieces))
    })
}

#[tokio::test]
async fn a_genuine_delivery_reaches_the_handler() {
    let (status, body) = send("/event", delivery(BODY).into_request()).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(body, "7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11/42");

    let (status, body) = send("/raw", in_pieces(delivery(BODY).into_request())).await;
    assert_eq!((status, body), (StatusCode::OK, Bytes::from(BODY)));
}

#[tokio::test]
async fn a_receiver_alone_is_a_state_too() {
    let app =
        Router::new().route("/", post(|_: Verified<Event>| async { "ok" })).with_state(receiver());
    let request = delivery(BODY).into_request().map(Body::from);
    assert_eq!(app.oneshot(request).await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn a_forged_delivery_gets_401_and_learns_nothing() {
    let forged = [
        SignedDelivery::new(&key("public-key"), &secret("forged"), BODY),
        SignedDelivery::new(&key("unknown"), &secret("the-secret"), BODY),
    ];
    for delivery in forged {
        let answer = send("/event", delivery.into_request()).await;
        assert_eq!(answer, (StatusCode::UNAUTHORIZED, Bytes::from("not authentic")));
    }
    let answer = send("/event", Request::post("/").body(BODY).unwrap()).await;
    assert_eq!(answer, (StatusCode::UNAUTHORIZED, Bytes::from("not authentic")));
}

#[tokio::test]
async fn a_malformed_signature_gets_401() {
    let mut request = delivery(BODY).into_request();
    request.headers_mut().insert("sign", "b16e".parse().unwrap());
    let answer = send("/event", request).await;
    assert_eq!(answer, (StatusCode::UNAUTHORIZED, Bytes::from("malformed signature")));
}

#[tokio::test]
async fn the_limit_holds_to_the_byte_with_and_without_a_length() {
    let fits = delivery(&"x".repeat(65_536)).into_request();
    let over = delivery(&"x".repeat(65_537)).into_request();
    assert_eq!(send("/raw", fits.clone()).await.0, StatusCode::OK);
    assert_eq!(send("/raw", in_pieces(fits)).await.0, StatusCode::OK);

    let refused = (StatusCode::PAYLOAD_TOO_LARGE, Bytes::from("body too large"));
    assert_eq!(send("/raw", over.clone()).await, refused);
    assert_eq!(send("/raw", in_pieces(over)).await, refused);
}

#[tokio::test]
async fn an_endless_body_is_cut_off() {
    let endless = stream::repeat_with(|| Ok::<_, std::io::Error>(vec![b'x'; 1024]));
    let request = delivery(BODY).into_request().map(|_| Body::from_stream(endless));
    assert_eq!(send("/event", request).await.0, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn the_body_of_an_unknown_key_is_not_read_at_all() {
    let unread = stream::poll_fn(|_| -> std::task::Poll<Option<Result<Vec<u8>, std::io::Error>>> {
        panic!("the body was read")
    });
    let signed = SignedDelivery::new(&key("unknown"), &secret("the-secret"), BODY);
    let request = signed.into_request().map(|_| Body::from_stream(unread));
    assert_eq!(send("/event", request).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_body_that_breaks_off_gets_400() {
    let pieces = [Ok(b"{".to_vec()), Err(std::io::Error::other("gone"))];
    let request = delivery(BODY).into_request().map(|_| Body::from_stream(stream::iter(pieces)));
    let answer = send("/event", request).await;
    assert_eq!(answer, (StatusCode::BAD_REQUEST, Bytes::from("interrupted")));
}

#[tokio::test]
async fn a_genuine_body_that_is_no_event_gets_422_and_no_echo() {
    let answer = send("/event", delivery("private words").into_request()).await;
    assert_eq!(answer, (StatusCode::UNPROCESSABLE_ENTITY, Bytes::from("not an event")));
}

#[tokio::test]
async fn an_unknown_event_type_reaches_the_handler() {
    let body = BODY.replace("INVOICE_PENDING_INTERVENTION", "INVOICE_FROM_THE_FUTURE");
    let (status, _) = send("/event", delivery(&body).into_request()).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn a_handler_can_ask_why() {
    let (_, body) = send("/rejection", Request::post("/").body(BODY).unwrap()).await;
    let error = VerifyWebhookError::MissingHeader { header: SignatureHeader::Key };
    assert_eq!(body, format!("verify: {error:?}"));
}
