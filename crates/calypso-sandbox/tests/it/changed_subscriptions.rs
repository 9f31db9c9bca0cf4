//! Deliveries to subscriptions that are deleted, moved or given new keys, over real connections.

use std::time::Duration;

use bytes::Bytes;
use calypso_model::Endpoint;
use calypso_sign::{SecretKey, Signature, Verifier};
use calypso_testkit::{Arrival, Behaviour, LoopbackServer};
use calypso_transport::http::Response;
use serde_json::Value;

use crate::merchant::{World, text};

const ID: &str = "00000000-0000-4000-8000-000000000001";
const UNLIMITED: &str = r#"{"currency":"TRX","description":"d"}"#;

async fn subscribe(world: &World, receiver: &LoopbackServer) -> Value {
    let url = receiver.base_url();
    let payload = format!(
        r#"{{"requestId":"{ID}","notificationServiceTypes":["INVOICE"],"url":"{url}/hook"}}"#
    );
    world.ask(Endpoint::WebhookCreate, &payload).await
}

fn named() -> String {
    format!(r#"{{"requestId":"{ID}"}}"#)
}

fn failure() -> Behaviour {
    Behaviour::Answer(Response::builder().status(500).body(Bytes::new()).unwrap())
}

fn number(arrival: &Arrival) -> u64 {
    let event: Value = serde_json::from_slice(&arrival.body).unwrap();
    event.get("id").unwrap().as_u64().unwrap()
}

fn is_signed_with(arrival: &Arrival, subscription: &Value) -> bool {
    let header = |name: &str| arrival.headers.get(name).unwrap().to_str().unwrap();
    let signature = Signature::parse(header("sign")).unwrap();
    let secret = SecretKey::new(text(subscription, "secretKey")).unwrap();
    header("key") == text(subscription, "publicKey")
        && Verifier::new(&secret).verify(&arrival.body, &signature).is_ok()
}

#[tokio::test]
async fn nothing_reaches_a_deleted_subscription_and_its_id_can_be_used_again() {
    let world = World::start().await;
    let receiver = LoopbackServer::start([failure()]);
    subscribe(&world, &receiver).await;
    world.ask(Endpoint::InvoiceUnlimitedCreate, UNLIMITED).await;
    world.sandbox.settle().await;
    assert_eq!(world.call(Endpoint::WebhookDelete, &named()).await.status, 200);
    world.ask(Endpoint::InvoiceUnlimitedCreate, UNLIMITED).await;
    world.clock.advance(Duration::from_secs(7 * 24 * 3600));
    world.sandbox.settle().await;
    assert_eq!(receiver.arrivals().len(), 1);
    let deliveries = world.control("GET", "deliveries", "").await;
    assert!(deliveries.body.contains(r#""state":"dropped""#), "{deliveries:?}");
    assert_eq!(world.control("POST", "deliveries/1/resend", "").await.status, 404);

    let again = subscribe(&world, &receiver).await;
    world.ask(Endpoint::InvoiceUnlimitedCreate, UNLIMITED).await;
    world.sandbox.settle().await;
    let arrivals = receiver.arrivals();
    assert_eq!(arrivals.iter().map(number).collect::<Vec<_>>(), [1, 2]);
    assert!(is_signed_with(&arrivals[1], &again));
}

#[tokio::test]
async fn a_moved_subscription_gets_what_waits_in_order_at_its_new_place() {
    let world = World::start().await;
    let old = LoopbackServer::start([failure()]);
    let new = LoopbackServer::start([]);
    let subscription = subscribe(&world, &old).await;
    for _ in 0..3 {
        world.ask(Endpoint::InvoiceUnlimitedCreate, UNLIMITED).await;
    }
    world.sandbox.settle().await;
    assert_eq!(old.arrivals().iter().map(number).collect::<Vec<_>>(), [1, 2, 3]);
    let url = new.base_url();
    let change = format!(r#"{{"requestId":"{ID}","url":"{url}/hook"}}"#);
    world.ask(Endpoint::WebhookChange, &change).await;
    world.ask(Endpoint::InvoiceUnlimitedCreate, UNLIMITED).await;
    world.ask(Endpoint::InvoiceUnlimitedCreate, UNLIMITED).await;
    world.clock.advance(Duration::from_secs(30));
    world.sandbox.settle().await;
    let arrivals = new.arrivals();
    let mut numbers: Vec<_> = arrivals.iter().map(number).collect();
    // The retry of the first comes when it is due, somewhere among the new ones.
    assert!(numbers.contains(&1), "{numbers:?}");
    numbers.retain(|number| *number != 1);
    assert_eq!(numbers, [4, 5]);
    assert!(arrivals.iter().all(|arrival| is_signed_with(arrival, &subscription)));
    assert_eq!(old.arrivals().len(), 3);
}

#[tokio::test]
async fn each_attempt_is_signed_with_the_keys_of_its_moment_and_the_record_names_them() {
    let world = World::start().await;
    let receiver = LoopbackServer::start([failure()]);
    let old = subscribe(&world, &receiver).await;
    world.ask(Endpoint::InvoiceUnlimitedCreate, UNLIMITED).await;
    world.sandbox.settle().await;
    let new = world.ask(Endpoint::WebhookRegenerate, &named()).await;
    world.ask(Endpoint::InvoiceUnlimitedCreate, UNLIMITED).await;
    world.clock.advance(Duration::from_secs(30));
    world.sandbox.settle().await;
    let arrivals = receiver.arrivals();
    assert_eq!(arrivals.len(), 3);
    assert!(is_signed_with(&arrivals[0], &old));
    assert!(arrivals[1..].iter().all(|arrival| is_signed_with(arrival, &new)));
    let deliveries = world.control("GET", "deliveries", "").await;
    let deliveries: Value = serde_json::from_str(&deliveries.body).unwrap();
    let attempts = &deliveries["result"][0]["attempts"];
    let keys = [&attempts[0]["key"], &attempts[1]["key"]];
    assert_eq!(keys, [&old["publicKey"], &new["publicKey"]]);
    assert_eq!(deliveries["result"][1]["attempts"][0]["key"], new["publicKey"]);
}

/// A receiver that says nothing keeps its own worker busy, and the deletion waits for nobody.
#[tokio::test]
async fn deleting_while_an_attempt_is_under_way_is_no_problem() {
    let world = World::start().await;
    let silent = LoopbackServer::start([Behaviour::Silence]);
    subscribe(&world, &silent).await;
    world.ask(Endpoint::InvoiceUnlimitedCreate, UNLIMITED).await;
    while silent.arrivals().is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(world.call(Endpoint::WebhookDelete, &named()).await.status, 200);
    let receiver = LoopbackServer::start([]);
    let subscription = subscribe(&world, &receiver).await;
    world.ask(Endpoint::InvoiceUnlimitedCreate, UNLIMITED).await;
    world.sandbox.settle().await;
    let arrivals = receiver.arrivals();
    assert_eq!(arrivals.iter().map(number).collect::<Vec<_>>(), [2]);
    assert!(is_signed_with(&arrivals[0], &subscription));
}
