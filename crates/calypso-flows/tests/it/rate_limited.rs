//! What a call does when the service answers that there are too many: status 429.

use std::time::Duration;

use calypso_flows::{Client, Error, Outcome, RetryPolicy};
use calypso_model::{IdempotencyKey, InvoiceId, NewSingleInvoice};
use calypso_sign::Timestamp;
use calypso_testkit::{CountingEntropy, ManualClock, ScriptedTransport, Step};
use calypso_transport::{Clock, Entropy, EntropyError};

use crate::worlds::{KEY, fixed_credentials, golden};

const GET: &str = "/api/v1/invoice";

/// Draws the middle of every delay.
#[derive(Debug)]
struct Half;

impl Entropy for Half {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        bytes.fill(0);
        if let [.., last] = bytes {
            *last = 0x80;
        }
        Ok(())
    }
}

fn limited() -> Step {
    Step::post(GET).reply(429, "")
}

fn limited_for(seconds: &str) -> Step {
    limited().with_header("retry-after", seconds)
}

fn found() -> Step {
    Step::post(GET).reply(200, golden!("invoice-single.created"))
}

/// Reads an invoice through the steps; returns what came of it, and the clock.
async fn read(steps: impl IntoIterator<Item = Step>) -> (Result<(), Error>, ManualClock) {
    let clock = ManualClock::new(Timestamp::from_millis(1_751_754_669_255));
    let client = Client::builder(fixed_credentials(), ScriptedTransport::new(steps))
        .with_clock(clock.clone())
        .with_entropy(Half)
        .build();
    let result = client.invoices().get(InvoiceId::parse("88213").unwrap()).await.map(drop);
    (result, clock)
}

#[tokio::test]
async fn without_a_wish_of_the_servers_delays_double() {
    let (result, clock) = read([limited(), limited(), limited(), found()]).await;
    result.unwrap();
    // Half of 200, 400 and 800 ms.
    assert_eq!(clock.monotonic(), Duration::from_millis(700));
}

#[tokio::test]
async fn the_servers_wish_is_waited_for() {
    let (result, clock) = read([limited_for("7"), limited_for("0"), found()]).await;
    result.unwrap();
    // A wish of nothing leaves the usual delay: half of 400 ms.
    assert_eq!(clock.monotonic(), Duration::from_millis(7_200));
}

#[tokio::test]
async fn waits_never_add_up_to_more_than_the_total_limit() {
    let (result, clock) = read([limited_for("25"), limited_for("25"), limited_for("25")]).await;
    let error = result.unwrap_err();
    let Error::Deadline(deadline) = &error else { panic!("{error:?}") };
    assert!(matches!(deadline.last(), Some(Error::Unreadable(_))), "{error:?}");
    assert_eq!((error.attempts(), error.status()), (3, Some(429)));
    assert_eq!(error.outcome(), Outcome::NotApplied);
    assert_eq!(clock.monotonic(), Duration::from_secs(50));
    assert!(clock.monotonic() < RetryPolicy::default().total_limit);
}

#[tokio::test]
async fn a_wish_that_ends_with_the_total_limit_is_too_long() {
    for (seconds, attempts) in [("59", 2), ("60", 1), ("18446744073709551615", 1)] {
        let mut steps = vec![limited_for(seconds)];
        if attempts == 2 {
            steps.push(found());
        }
        let (result, _) = read(steps).await;
        assert_eq!(result.is_ok(), attempts == 2, "{seconds}");
    }
}

#[tokio::test]
async fn a_creation_that_is_limited_is_sent_again_with_its_key() {
    let script = ScriptedTransport::new([
        Step::post("/api/v1/invoice/single/create").reply(429, "").with_header("retry-after", "3"),
        Step::post("/api/v1/invoice/single/create").reply(200, golden!("invoice-single.created")),
    ]);
    let clock = ManualClock::new(Timestamp::from_millis(1_751_754_669_255));
    let client = Client::builder(fixed_credentials(), script)
        .with_clock(clock.clone())
        .with_entropy(CountingEntropy::new())
        .build();
    let order =
        NewSingleInvoice::new("25.50".parse().unwrap(), "USDT_TRX".parse().unwrap(), "Order 1042")
            .with_idempotency_key(IdempotencyKey::parse(KEY).unwrap());
    assert!(client.invoices().create_single(order).await.unwrap().is_created());
    assert_eq!(clock.monotonic(), Duration::from_secs(3));
}
