//! The cap on attempts under way at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use calypso_flows::{Client, Error, Outcome};
use calypso_model::InvoiceId;
use calypso_sign::Timestamp;
use calypso_testkit::ManualClock;
use calypso_transport::{SignedRequest, Transport, TransportError};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::worlds::{fixed_credentials, golden};

/// Answers when it is allowed to, and counts the attempts under way.
#[derive(Debug)]
struct Gate {
    open: Semaphore,
    under_way: AtomicUsize,
    most: AtomicUsize,
}

impl Gate {
    fn new(open: usize) -> Arc<Self> {
        let open = Semaphore::new(open);
        Arc::new(Self { open, under_way: AtomicUsize::new(0), most: AtomicUsize::new(0) })
    }
}

#[async_trait]
impl Transport for Gate {
    async fn send(&self, _: &SignedRequest) -> Result<http::Response<Bytes>, TransportError> {
        let under_way = self.under_way.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(under_way, Ordering::SeqCst);
        // Lets the other calls come this far, if they may.
        tokio::task::yield_now().await;
        self.open.acquire().await.unwrap().forget();
        self.under_way.fetch_sub(1, Ordering::SeqCst);
        Ok(http::Response::new(Bytes::from_static(golden!("invoice-single.created").as_bytes())))
    }
}

fn id() -> InvoiceId {
    InvoiceId::parse("88213").unwrap()
}

#[tokio::test]
async fn no_more_attempts_are_under_way_than_the_cap_allows() {
    let gate = Gate::new(20);
    let client =
        Client::builder(fixed_credentials(), Arc::clone(&gate)).with_calls_in_flight_max(3).build();
    let mut calls = JoinSet::new();
    for _ in 0..20 {
        let client = client.clone();
        calls.spawn(async move { client.invoices().get(id()).await.map(drop) });
    }
    for result in calls.join_all().await {
        result.unwrap();
    }
    assert_eq!(gate.most.load(Ordering::SeqCst), 3);
}

/// With a clock that moves when somebody sleeps, waiting for a place is over at once.
#[tokio::test]
async fn a_call_that_gets_no_place_before_its_deadline_was_not_applied() {
    let gate = Gate::new(0);
    let client = Client::builder(fixed_credentials(), Arc::clone(&gate))
        .with_clock(ManualClock::new(Timestamp::from_millis(1_751_754_669_255)))
        .with_calls_in_flight_max(1)
        .build();
    let first = client.clone();
    let first = tokio::spawn(async move { first.invoices().get(id()).await.map(drop) });
    while gate.under_way.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    let error = client.invoices().get(id()).await.unwrap_err();
    let Error::Deadline(deadline) = &error else { panic!("{error:?}") };
    assert!(deadline.last().is_none());
    assert_eq!(error.attempts(), 0);
    assert_eq!(error.outcome(), Outcome::NotApplied);
    gate.open.add_permits(1);
    first.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_cap_of_nothing_still_lets_one_call_through() {
    let client =
        Client::builder(fixed_credentials(), Gate::new(1)).with_calls_in_flight_max(0).build();
    client.invoices().get(id()).await.unwrap();
}
