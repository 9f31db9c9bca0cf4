//! The built-in transport against a server on this machine.

use std::collections::BTreeSet;
use std::io::Read;
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use calypso_testkit::contract::{self, Loopback};
use calypso_testkit::{Behaviour, LoopbackServer};
use calypso_transport::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderValue};
use calypso_transport::http::{Method, Response};
use calypso_transport::{
    Bytes, Delivery, Draft, HttpTransport, Transport, TransportError, TransportFailure,
};

use crate::{draft, sign};

#[track_caller]
fn failed(error: &TransportError, delivery: Delivery, reason: TransportFailure) {
    assert_eq!((error.delivery(), error.reason()), (delivery, reason), "{error:?}");
}

fn ok(body: impl Into<Bytes>) -> Behaviour {
    Behaviour::Answer(Response::new(body.into()))
}

#[tokio::test]
async fn the_built_in_transport_keeps_the_contract() {
    let harness = Loopback::new(|base_url| HttpTransport::new(base_url).unwrap());
    let report = contract::run(&harness).await;
    assert_eq!((report.passed().len(), report.skipped()), (18, [].as_slice()));
}

#[tokio::test]
async fn connections_are_kept_and_shared_by_clones() {
    let server = LoopbackServer::start([]);
    let transport = HttpTransport::new(&server.base_url()).unwrap();
    for _ in 0..3 {
        transport.clone().send(&sign(draft("{}"))).await.unwrap();
    }
    assert_eq!((server.arrivals().len(), server.connections()), (3, 1));
}

#[tokio::test]
async fn a_request_is_never_doubled_when_kept_connections_die() {
    let rounds = 40;
    let server = LoopbackServer::start(
        (0..rounds).map(|_| Behaviour::AnswerThenCut(Response::new(Bytes::new()))),
    );
    let transport = HttpTransport::new(&server.base_url()).unwrap();
    for round in 0..rounds {
        let path = format!("/round/{round}");
        let request = sign(Draft::new(Method::POST, path, "{}").unwrap());
        if let Err(error) = transport.send(&request).await {
            failed(&error, Delivery::Unknown, TransportFailure::Interrupted);
        }
    }
    let arrivals = server.arrivals();
    let paths: BTreeSet<_> = arrivals.iter().map(|arrival| &arrival.path).collect();
    assert_eq!(paths.len(), arrivals.len(), "a request arrived twice");
}

#[tokio::test]
async fn a_body_up_to_the_cap_is_read_and_one_byte_more_is_not() {
    for (length, fits) in [(9, true), (10, true), (11, false)] {
        let server = LoopbackServer::start([ok(vec![b'x'; length])]);
        let builder = HttpTransport::builder(&server.base_url()).with_response_limit(10);
        let answer = builder.build().unwrap().send(&sign(draft("{}"))).await;
        match answer {
            Ok(response) => assert!(fits && response.body().len() == length),
            Err(error) => {
                assert!(!fits);
                let too_large = TransportFailure::ResponseTooLarge { limit: 10 };
                failed(&error, Delivery::Unknown, too_large);
            }
        }
    }
}

#[tokio::test]
async fn an_announced_length_past_the_cap_is_refused_before_reading() {
    let mut response = Response::new(Bytes::new());
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("1152921504606846976"));
    let server = LoopbackServer::start([Behaviour::Answer(response)]);
    let transport = HttpTransport::new(&server.base_url()).unwrap();
    let error = transport.send(&sign(draft("{}"))).await.unwrap_err();
    let too_large = TransportFailure::ResponseTooLarge { limit: 1024 * 1024 };
    failed(&error, Delivery::Unknown, too_large);
}

#[tokio::test]
async fn nothing_is_decompressed_and_nothing_compressed_is_asked_for() {
    let mut response = Response::new(Bytes::from_static(b"\x1f\x8bnot really"));
    response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    let server = LoopbackServer::start([Behaviour::Answer(response.clone())]);
    let transport = HttpTransport::new(&server.base_url()).unwrap();
    let received = transport.send(&sign(draft("{}"))).await.unwrap();
    assert_eq!(received.body(), response.body());
    assert_eq!(received.headers()[CONTENT_ENCODING], "gzip");
    assert!(!server.arrivals()[0].headers.contains_key("accept-encoding"));
}

/// Sends to a server that stays silent, with a limit of the transport and one of the request.
async fn times_out(own: Duration, of_request: Option<Duration>) {
    let server = LoopbackServer::start([Behaviour::Silence]);
    let builder = HttpTransport::builder(&server.base_url()).with_attempt_timeout(own);
    let mut draft = draft("{}");
    if let Some(limit) = of_request {
        draft = draft.with_time_limit(limit);
    }
    let error = builder.build().unwrap().send(&sign(draft)).await.unwrap_err();
    failed(&error, Delivery::Unknown, TransportFailure::TimedOut);
}

#[tokio::test]
async fn the_smaller_time_limit_wins() {
    // The server hangs up after a second, which would be an interruption and no timeout.
    let (short, long) = (Duration::from_millis(200), Duration::from_secs(60));
    times_out(short, None).await;
    times_out(short, Some(long)).await;
    times_out(long, Some(short)).await;
}

#[tokio::test]
async fn a_time_limit_of_zero_sends_nothing() {
    let server = LoopbackServer::start([]);
    let transport = HttpTransport::new(&server.base_url()).unwrap();
    let request = sign(draft("{}").with_time_limit(Duration::ZERO));
    let error = transport.send(&request).await.unwrap_err();
    failed(&error, Delivery::NotSent, TransportFailure::TimedOut);
    assert_eq!((server.arrivals().len(), server.connections()), (0, 0));
}

#[tokio::test]
async fn a_tls_handshake_that_never_ends_is_not_sent() {
    // This test and the next need a machine with a list of trusted certificates.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("https://{}", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        let mut received = Vec::new();
        listener.accept().unwrap().0.read_to_end(&mut received).unwrap();
        received
    });
    let transport = HttpTransport::builder(&base_url)
        .with_connect_timeout(Duration::from_millis(200))
        .build()
        .unwrap();
    let error = transport.send(&sign(draft("{}"))).await.unwrap_err();
    failed(&error, Delivery::NotSent, TransportFailure::TimedOut);
    // A record of type 22, the greeting of TLS, and no HTTP.
    assert!(server.join().unwrap().iter().take(1).all(|record| *record == 22));
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_not_sent() {
    let server = LoopbackServer::start([]);
    let transport = HttpTransport::new(&server.base_url().replace("http:", "https:")).unwrap();
    let error = transport.send(&sign(draft("{}"))).await.unwrap_err();
    failed(&error, Delivery::NotSent, TransportFailure::Connect);
    assert_eq!(server.arrivals(), []);
}
