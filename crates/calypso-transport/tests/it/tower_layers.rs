//! Transports as services and back, with tower's layers between.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use calypso_testkit::contract::{self, Loopback};
use calypso_testkit::{ScriptedTransport, Step};
use calypso_transport::{
    Bytes, Delivery, LayeredTransport, SignedRequest, Transport, TransportError, TransportFailure,
    TransportService, async_trait, http,
};
use tower::{Service as _, ServiceBuilder, ServiceExt as _};

use crate::tower_service::{failed, over_hyper};
use crate::{draft, sign};

const RATE: &str = "/api/v1/rate";

#[tokio::test]
async fn a_transport_within_layers_keeps_the_contract() {
    let harness = Loopback::new(|base_url| {
        let service = ServiceBuilder::new()
            .concurrency_limit(4)
            .map_err(|error: TransportError| -> Box<dyn Error + Send + Sync> { error.into() })
            .service(TransportService::new(over_hyper(base_url)));
        LayeredTransport::new(service)
    });
    let report = contract::run(&harness).await;
    assert_eq!((report.passed().len(), report.skipped()), (18, [].as_slice()));
}

#[tokio::test]
async fn a_transport_is_a_service_and_an_inner_error_stays_itself() {
    let script = ScriptedTransport::new([
        Step::post(RATE).reply(429, "slow down"),
        Step::post(RATE).fail(TransportError::new(Delivery::NotSent, TransportFailure::Connect)),
    ]);
    let mut service = TransportService::new(script.clone());
    let response = service.ready().await.unwrap().call(sign(draft("{}"))).await.unwrap();
    assert_eq!((response.status().as_u16(), &**response.body()), (429, b"slow down".as_slice()));

    let transport = LayeredTransport::new(service);
    let error = transport.send(&sign(draft("{}"))).await.unwrap_err();
    failed(&error, Delivery::NotSent, TransportFailure::Connect);
    assert_eq!(script.requests().len(), 2);
}

/// Never answers, and keeps no time limit of its own.
#[derive(Clone, Debug)]
struct Silent;

#[async_trait]
impl Transport for Silent {
    async fn send(&self, _: &SignedRequest) -> Result<http::Response<Bytes>, TransportError> {
        std::future::pending().await
    }
}

#[tokio::test]
async fn a_layer_that_gives_up_cannot_tell_how_far_the_request_came() {
    let service = ServiceBuilder::new()
        .timeout(Duration::from_millis(20))
        .service(TransportService::new(Silent));
    let error = LayeredTransport::new(service).send(&sign(draft("{}"))).await.unwrap_err();
    failed(&error, Delivery::Unknown, TransportFailure::Other);
    assert_eq!(error.source().unwrap().to_string(), "request timed out");
}

#[tokio::test]
async fn who_waits_for_a_place_until_the_time_limit_sends_nothing() {
    let silent: Arc<dyn Transport> = Arc::new(Silent);
    let service = ServiceBuilder::new().concurrency_limit(1).service(TransportService::new(silent));
    let transport = LayeredTransport::new(service);
    let request = sign(draft("{}").with_time_limit(Duration::from_millis(20)));
    let holder = transport.clone();
    let holder = tokio::spawn(async move { holder.send(&sign(draft("{}"))).await.map(drop) });
    tokio::task::yield_now().await;
    let error = transport.send(&request).await.unwrap_err();
    failed(&error, Delivery::NotSent, TransportFailure::TimedOut);
    holder.abort();
    assert!(holder.await.unwrap_err().is_cancelled());
    // The place is free again.
    let error = transport.send(&request).await.unwrap_err();
    failed(&error, Delivery::Unknown, TransportFailure::TimedOut);
}
