//! The merchant's own rate limit: by the injected clock, per attempt, within the call's deadline.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use calypso_flows::{Client, ClientBuilder, Error, Outcome, RateLimit};
use calypso_model::{IdempotencyKey, InvoiceId, NewSingleInvoice};
use calypso_sign::Timestamp;
use calypso_testkit::{CountingEntropy, ManualClock, ScriptedTransport, Step};
use calypso_transport::{
    Clock, Delivery, SignedRequest, Transport, TransportError, TransportFailure,
};

use crate::worlds::{KEY, fixed_credentials, golden};

const CREATE: &str = "/api/v1/invoice/single/create";
const GET: &str = "/api/v1/invoice";

fn clock() -> ManualClock {
    ManualClock::new(Timestamp::from_millis(1_751_754_669_255))
}

fn builder(transport: impl Transport + 'static, clock: &ManualClock) -> ClientBuilder {
    Client::builder(fixed_credentials(), transport)
        .with_clock(clock.clone())
        .with_entropy(CountingEntropy::new())
}

fn id() -> InvoiceId {
    InvoiceId::parse("88213").unwrap()
}

/// Answers at once and writes down when it was asked.
#[derive(Debug)]
struct Stopwatch {
    clock: ManualClock,
    asked: Mutex<Vec<u128>>,
}

#[async_trait]
impl Transport for Stopwatch {
    async fn send(&self, _: &SignedRequest) -> Result<http::Response<Bytes>, TransportError> {
        self.asked.lock().unwrap().push(self.clock.monotonic().as_millis());
        Ok(http::Response::new(Bytes::from_static(golden!("invoice-single.created").as_bytes())))
    }
}

#[tokio::test]
async fn calls_wait_for_their_turns_after_a_burst() {
    let clock = clock();
    let watch = Arc::new(Stopwatch { clock: clock.clone(), asked: Mutex::default() });
    let client = builder(Arc::clone(&watch), &clock)
        .with_rate_limit(RateLimit::per_second(4).with_burst(2))
        .build();
    for _ in 0..4 {
        client.invoices().get(id()).await.unwrap();
    }
    // Time without a call counts towards the next burst, and clones share the limit.
    clock.advance(Duration::from_secs(60));
    for _ in 0..3 {
        client.clone().invoices().get(id()).await.unwrap();
    }
    assert_eq!(*watch.asked.lock().unwrap(), [0, 0, 250, 500, 60_500, 60_500, 60_750]);
}

#[tokio::test]
async fn without_a_limit_nothing_waits() {
    let clock = clock();
    let watch = Arc::new(Stopwatch { clock: clock.clone(), asked: Mutex::default() });
    let client = builder(Arc::clone(&watch), &clock).build();
    for _ in 0..100 {
        client.invoices().get(id()).await.unwrap();
    }
    assert_eq!(clock.monotonic(), Duration::ZERO);
}

/// The first attempt, the look-up and the second attempt each take a turn.
#[tokio::test]
async fn retries_and_look_ups_are_counted() {
    let cut = TransportError::new(Delivery::Unknown, TransportFailure::Interrupted);
    let script = ScriptedTransport::new([
        Step::post(CREATE).fail(cut),
        Step::post(GET).reply(400, golden!("error.004")),
        Step::post(CREATE).reply(200, golden!("invoice-single.created")),
    ]);
    let clock = clock();
    let client = builder(script, &clock).with_rate_limit(RateLimit::per_minute(6)).build();
    let order =
        NewSingleInvoice::new("25.50".parse().unwrap(), "USDT_TRX".parse().unwrap(), "Order 1042")
            .with_idempotency_key(IdempotencyKey::parse(KEY).unwrap());
    assert!(client.invoices().create_single(order).await.unwrap().is_created());
    assert_eq!(clock.monotonic(), Duration::from_secs(20));
}

#[tokio::test]
async fn a_turn_after_the_deadline_is_not_waited_for_and_nothing_is_sent() {
    let found = || Step::post(GET).reply(200, golden!("invoice-single.created"));
    let script = ScriptedTransport::new([found()]);
    let clock = clock();
    let client = builder(script.clone(), &clock).with_rate_limit(RateLimit::per_minute(1)).build();
    client.invoices().get(id()).await.unwrap();

    let error = client.invoices().get(id()).await.unwrap_err();
    let Error::Deadline(deadline) = &error else { panic!("{error:?}") };
    assert!(deadline.last().is_none());
    assert_eq!((error.attempts(), error.outcome()), (0, Outcome::NotApplied));
    assert!(error.is_retryable());
    assert_eq!(script.requests().len(), 1);
    assert_eq!(clock.monotonic(), Duration::ZERO);

    // The call that gave up has taken nobody's turn.
    script.push(found());
    clock.advance(Duration::from_secs(60));
    client.invoices().get(id()).await.unwrap();
    assert_eq!(clock.monotonic(), Duration::from_secs(60));
}

/// What an earlier attempt may have done is not forgotten.
#[tokio::test]
async fn a_retry_whose_turn_comes_too_late_leaves_the_outcome_of_the_first_attempt() {
    let cut = TransportError::new(Delivery::NotSent, TransportFailure::Connect);
    let script = ScriptedTransport::new([Step::post(CREATE).fail(cut)]);
    let clock = clock();
    let client = builder(script, &clock).with_rate_limit(RateLimit::per_minute(1)).build();
    let order =
        NewSingleInvoice::new("25.50".parse().unwrap(), "USDT_TRX".parse().unwrap(), "Order 1042")
            .with_idempotency_key(IdempotencyKey::parse(KEY).unwrap());
    let error = client.invoices().create_single(order).await.unwrap_err();
    let Error::Deadline(deadline) = &error else { panic!("{error:?}") };
    assert!(matches!(deadline.last(), Some(Error::NotSent(_))), "{error:?}");
    assert_eq!((error.attempts(), error.key()), (1, Some(KEY)));
    assert_eq!(error.outcome(), Outcome::NotApplied);
}
