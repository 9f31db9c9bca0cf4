//! Services as transports: hyper's client against a server on this machine, and odd services.

use std::convert::Infallible;
use std::error::Error;
use std::future::{Ready, pending, ready};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use calypso_testkit::contract::{self, Loopback};
use calypso_testkit::{Behaviour, LoopbackServer};
use calypso_transport::http::{HeaderMap, Method, Request, Response, StatusCode};
use calypso_transport::{
    Bytes, Delivery, Draft, InvalidBaseUri, TowerTransport, Transport, TransportError,
    TransportFailure,
};
use http_body_util::channel::Channel;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body, Frame};
use hyper_util::client::legacy::{self, Client};
use hyper_util::rt::TokioExecutor;
use tower::{Service, ServiceExt as _, service_fn};

use crate::{draft, sign};

type PolledFrame = Poll<Option<Result<Frame<Bytes>, Infallible>>>;

const BASE: &str = "https://api.example/base";

/// hyper's client, over plain HTTP.
pub(crate) fn over_hyper(base_url: &str) -> impl Transport + Clone + use<> {
    let client = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    let service = client.map_request(|request: Request<Bytes>| request.map(Full::new));
    TowerTransport::new(service, base_url).unwrap().with_error_judge(judge)
}

/// Only a failure to connect proves that nothing was sent.
fn judge(error: &(dyn Error + 'static)) -> (Delivery, TransportFailure) {
    match error.downcast_ref::<legacy::Error>() {
        Some(error) if error.is_connect() => (Delivery::NotSent, TransportFailure::Connect),
        _ => (Delivery::Unknown, TransportFailure::Interrupted),
    }
}

#[track_caller]
pub(crate) fn failed(error: &TransportError, delivery: Delivery, reason: TransportFailure) {
    assert_eq!((error.delivery(), error.reason()), (delivery, reason), "{error:?}");
}

#[tokio::test]
async fn hypers_client_keeps_the_contract() {
    let report = contract::run(&Loopback::new(over_hyper)).await;
    assert_eq!((report.passed().len(), report.skipped()), (18, [].as_slice()));
}

#[tokio::test]
async fn a_request_meets_a_real_server_once() {
    let server = LoopbackServer::start([Behaviour::Answer(Response::new(Bytes::from("{}")))]);
    let transport = over_hyper(&format!("{}/gate", server.base_url()));
    assert_eq!(transport.send(&sign(draft("{}"))).await.unwrap().body(), "{}");
    let arrivals = server.arrivals();
    assert_eq!((arrivals.len(), &*arrivals[0].path), (1, "/gate/api/v1/rate"));
}

#[tokio::test]
async fn the_service_gets_the_request_as_it_was_signed() {
    let body = r#"{"timestamp": 1,"a":10.00}"#;
    let service = service_fn(|request: Request<Bytes>| async move {
        let (parts, body) = request.into_parts();
        assert_eq!(parts.method, Method::DELETE);
        assert_eq!(parts.uri.to_string(), "https://api.example/base/api/v1/x");
        assert_eq!(parts.headers.len(), 3);
        assert!(parts.headers["sign"].is_sensitive());
        assert_eq!(parts.headers["content-type"], "application/json");
        Ok::<_, io::Error>(Response::new(Full::new(body)))
    });
    let transport = TowerTransport::new(service, BASE).unwrap();
    let request = sign(Draft::new(Method::DELETE, "/api/v1/x", body).unwrap());
    assert_eq!(transport.send(&request).await.unwrap().body(), body);
}

#[tokio::test]
async fn status_and_headers_come_back_and_a_redirect_is_a_response() {
    let service = service_fn(|_: Request<Bytes>| async {
        let mut response = Response::new(Full::new(Bytes::from("moved")));
        *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
        response.headers_mut().insert("location", "https://elsewhere/".parse().unwrap());
        Ok::<_, io::Error>(response)
    });
    let transport = TowerTransport::new(service, BASE).unwrap();
    let response = transport.send(&sign(draft("{}"))).await.unwrap();
    assert_eq!((response.status().as_u16(), &**response.body()), (307, b"moved".as_slice()));
    assert_eq!(response.headers()["location"], "https://elsewhere/");
}

/// Answers if it was ready before it was called, and breaks off otherwise.
#[derive(Debug)]
struct Strict {
    ready: bool,
    calls: Arc<AtomicUsize>,
    becomes: fn() -> Poll<Result<(), io::Error>>,
}

impl Strict {
    fn new(becomes: fn() -> Poll<Result<(), io::Error>>) -> Self {
        Self { ready: false, calls: Arc::default(), becomes }
    }
}

/// As with tower's own services, the readiness of one copy is not that of another.
impl Clone for Strict {
    fn clone(&self) -> Self {
        Self { ready: false, calls: Arc::clone(&self.calls), becomes: self.becomes }
    }
}

impl Service<Request<Bytes>> for Strict {
    type Response = Response<Full<Bytes>>;
    type Error = io::Error;
    type Future = Ready<Result<Self::Response, io::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), io::Error>> {
        let state = (self.becomes)();
        self.ready = matches!(state, Poll::Ready(Ok(())));
        state
    }

    fn call(&mut self, _: Request<Bytes>) -> Self::Future {
        self.calls.fetch_add(1, Ordering::SeqCst);
        assert!(self.ready, "called without being ready");
        ready(Ok(Response::new(Full::default())))
    }
}

#[tokio::test]
async fn a_service_is_called_once_and_only_when_it_is_ready() {
    let strict = Strict::new(|| Poll::Ready(Ok(())));
    let calls = Arc::clone(&strict.calls);
    let transport = TowerTransport::new(strict, BASE).unwrap();
    for expected in 1..=3 {
        transport.send(&sign(draft("{}"))).await.unwrap();
        assert_eq!(calls.load(Ordering::SeqCst), expected);
    }
}

#[tokio::test]
async fn a_service_that_never_gets_ready_was_not_sent_anything() {
    let broken = Strict::new(|| Poll::Ready(Err(io::Error::other("broken"))));
    let busy = Strict::new(|| Poll::Pending);
    let calls = [Arc::clone(&broken.calls), Arc::clone(&busy.calls)];

    let transport = TowerTransport::new(broken, BASE).unwrap();
    let error = transport.send(&sign(draft("{}"))).await.unwrap_err();
    failed(&error, Delivery::NotSent, TransportFailure::Other);
    assert_eq!(error.source().unwrap().to_string(), "broken");

    let transport = TowerTransport::new(busy, BASE).unwrap();
    for limit in [Duration::ZERO, Duration::from_millis(20)] {
        let request = sign(draft("{}").with_time_limit(limit));
        let error = transport.send(&request).await.unwrap_err();
        failed(&error, Delivery::NotSent, TransportFailure::TimedOut);
    }
    assert_eq!(calls.map(|calls| calls.load(Ordering::SeqCst)), [0, 0]);
}

#[tokio::test]
async fn an_error_of_the_call_is_unknown_unless_a_judge_knows_better() {
    let service = || {
        service_fn(|_: Request<Bytes>| async {
            Err::<Response<Full<Bytes>>, _>(io::Error::from(io::ErrorKind::ConnectionRefused))
        })
    };
    let transport = TowerTransport::new(service(), BASE).unwrap();
    let error = transport.send(&sign(draft("{}"))).await.unwrap_err();
    failed(&error, Delivery::Unknown, TransportFailure::Other);
    assert_eq!(error.source().unwrap().to_string(), "connection refused");

    let judge = |error: &(dyn Error + 'static)| {
        assert!(error.is::<io::Error>());
        (Delivery::NotSent, TransportFailure::Connect)
    };
    let transport = TowerTransport::new(service(), BASE).unwrap().with_error_judge(judge);
    let error = transport.send(&sign(draft("{}"))).await.unwrap_err();
    failed(&error, Delivery::NotSent, TransportFailure::Connect);
}

/// A body that never comes.
struct Stalled;

impl Body for Stalled {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> PolledFrame {
        Poll::Pending
    }
}

#[tokio::test]
async fn the_smaller_time_limit_ends_a_call_and_a_body() {
    let silent =
        service_fn(|_: Request<Bytes>| pending::<Result<Response<Full<Bytes>>, io::Error>>());
    let stalled =
        service_fn(|_: Request<Bytes>| async { Ok::<_, io::Error>(Response::new(Stalled)) });
    let (short, long) = (Duration::from_millis(20), Duration::from_secs(60));
    for (own, of_request) in [(short, long), (long, short)] {
        let request = sign(draft("{}").with_time_limit(of_request));
        let silent = TowerTransport::new(silent, BASE).unwrap().with_attempt_timeout(own);
        let stalled = TowerTransport::new(stalled, BASE).unwrap().with_attempt_timeout(own);
        for result in [silent.send(&request).await, stalled.send(&request).await] {
            failed(&result.unwrap_err(), Delivery::Unknown, TransportFailure::TimedOut);
        }
    }
}

#[tokio::test]
async fn a_body_up_to_the_cap_is_read_whether_announced_or_not() {
    for announced in [true, false] {
        for (length, fits) in [(9, true), (10, true), (11, false)] {
            let service = service_fn(move |_: Request<Bytes>| async move {
                let body = Full::new(Bytes::from(vec![b'x'; length]));
                let body = if announced { body.boxed() } else { Unannounced(body).boxed() };
                Ok::<_, io::Error>(Response::new(body))
            });
            let transport = TowerTransport::new(service, BASE).unwrap().with_response_limit(10);
            match transport.send(&sign(draft("{}"))).await {
                Ok(response) => assert!(fits && response.body().len() == length),
                Err(error) => {
                    assert!(!fits);
                    let too_large = TransportFailure::ResponseTooLarge { limit: 10 };
                    failed(&error, Delivery::Unknown, too_large);
                }
            }
        }
    }
}

/// A body that does not say how long it is.
struct Unannounced(Full<Bytes>);

impl Body for Unannounced {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> PolledFrame {
        Pin::new(&mut self.0).poll_frame(context)
    }
}

#[tokio::test]
async fn trailers_are_no_part_of_a_body_and_a_break_is_an_interruption() {
    let with_trailers = service_fn(|_: Request<Bytes>| async {
        let body = Full::new(Bytes::from("{}")).with_trailers(async { Some(Ok(HeaderMap::new())) });
        Ok::<_, io::Error>(Response::new(body))
    });
    let transport = TowerTransport::new(with_trailers, BASE).unwrap();
    assert_eq!(transport.send(&sign(draft("{}"))).await.unwrap().body(), "{}");

    let broken = service_fn(|_: Request<Bytes>| async {
        let (mut sender, body) = Channel::<Bytes, io::Error>::new(4);
        sender.send_data(Bytes::from("{\"half\":")).await.unwrap();
        sender.abort(io::Error::other("cable cut"));
        Ok::<_, io::Error>(Response::new(body))
    });
    let transport = TowerTransport::new(broken, BASE).unwrap();
    let error = transport.send(&sign(draft("{}"))).await.unwrap_err();
    failed(&error, Delivery::Unknown, TransportFailure::Interrupted);
}

#[test]
fn plain_http_that_leaves_this_machine_needs_a_dangerous_word() {
    let service = Strict::new(|| Poll::Pending);
    let base = "http://api.example";
    let refused = TowerTransport::new(service.clone(), base).unwrap_err();
    assert_eq!(refused, InvalidBaseUri::PlainHttp);
    assert!(TowerTransport::dangerous_over_plain_http(service.clone(), base).is_ok());
    let refused = TowerTransport::dangerous_over_plain_http(service, "api.example").unwrap_err();
    assert_eq!(refused, InvalidBaseUri::Malformed);
}
