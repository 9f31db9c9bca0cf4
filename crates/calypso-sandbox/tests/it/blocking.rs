//! A subscription whose receiver fails too often, and the list of deliveries, over HTTP.

use bytes::Bytes;
use calypso_model::Endpoint;
use calypso_testkit::{Arrival, Behaviour, LoopbackServer};
use calypso_transport::http::Response;
use serde_json::Value;

use crate::merchant::{World, one_line, rows, text};

const ID: &str = "00000000-0000-4000-8000-00000000000a";
const OTHER: &str = "00000000-0000-4000-8000-00000000000b";
const UNLIMITED: &str = r#"{"currency":"TRX","description":"d"}"#;

async fn subscribe(world: &World, id: &str, url: &str) {
    let payload = format!(
        r#"{{"requestId":"{id}","url":"{url}/hook",
            "notificationEventTypes":["INVOICE_CREATE_UNLIMITED_INVOICE"]}}"#
    );
    world.ask(Endpoint::WebhookCreate, &payload).await;
}

async fn events(world: &World, count: usize) {
    for _ in 0..count {
        world.ask(Endpoint::InvoiceUnlimitedCreate, UNLIMITED).await;
    }
    world.sandbox.settle().await;
}

fn failures(count: usize) -> impl Iterator<Item = Behaviour> {
    let failure = Response::builder().status(503).body(Bytes::new()).unwrap();
    std::iter::repeat_n(Behaviour::Answer(failure), count)
}

fn number(arrival: &Arrival) -> u64 {
    let event: Value = serde_json::from_slice(&arrival.body).unwrap();
    event.get("id").unwrap().as_u64().unwrap()
}

/// The events of the deliveries that a query finds.
async fn found(world: &World, query: &str) -> Vec<u64> {
    let answer = world.control("GET", &format!("deliveries{query}"), "").await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let page: Value = serde_json::from_str(&answer.body).unwrap();
    rows(&page).iter().map(|delivery| delivery["event_id"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn the_101st_failure_blocks_and_unblocking_sends_everything_again() {
    let world = World::start().await;
    let receiver = LoopbackServer::start(failures(101));
    let url = receiver.base_url();
    subscribe(&world, ID, &url).await;
    let count = async || {
        let list = world.ask(Endpoint::WebhookList, "{}").await;
        list["subscriptions"][0]["blockedByErrorCount"].clone()
    };
    events(&world, 100).await;
    assert_eq!(count().await, 0);
    assert_eq!(found(&world, "?state=pending").await.len(), 100);
    events(&world, 1).await;
    assert_eq!(count().await, 101);
    events(&world, 2).await;
    assert_eq!(receiver.arrivals().len(), 101);
    assert_eq!(found(&world, "?state=blocked").await, (1..=103).collect::<Vec<_>>());
    let resent = world.control("POST", "deliveries/103/resend", "").await;
    assert!(resent.body.contains(r#""state":"blocked","attempts":[],"next_attempt_ms":null"#));

    let account = world.sandbox.account();
    let unblocked = one_line(&format!(
        r#"{{"requestId":"{ID}","account":"{account}","url":"{url}/hook",
            "notificationEventTypes":["INVOICE_CREATE_UNLIMITED_INVOICE"],
            "blocked":false,"blockedByErrorCount":0}}"#
    ));
    // A UUID means the same in upper case.
    let path = format!("subscriptions/{}/unblock", ID.to_uppercase());
    for _ in 0..2 {
        let answer = world.control("POST", &path, "").await;
        assert_eq!((answer.status, answer.body.as_str()), (200, unblocked.as_str()));
    }
    world.sandbox.settle().await;
    let again: Vec<_> = receiver.arrivals().iter().skip(101).map(number).collect();
    assert_eq!(again, (1..=103).collect::<Vec<_>>());
    assert_eq!(count().await, 0);
    assert_eq!(found(&world, "?state=delivered").await.len(), 103);
}

#[tokio::test]
async fn deliveries_are_listed_by_subscription_and_by_state() {
    let world = World::start().await;
    let (good, bad) = (LoopbackServer::start([]), LoopbackServer::start(failures(1)));
    subscribe(&world, ID, &good.base_url()).await;
    subscribe(&world, OTHER, &bad.base_url()).await;
    events(&world, 2).await;
    assert_eq!(found(&world, "").await, [1, 1, 2, 2]);
    assert_eq!(found(&world, "?state=pending").await, [1]);
    assert_eq!(found(&world, "?state=delivered").await, [1, 2, 2]);
    assert_eq!(found(&world, &format!("?subscription={OTHER}")).await, [1, 2]);
    let both = format!("?state=delivered&subscription={}", OTHER.to_uppercase());
    assert_eq!(found(&world, &both).await, [2]);
    world.call(Endpoint::WebhookDelete, &format!(r#"{{"requestId":"{OTHER}"}}"#)).await;
    assert_eq!(found(&world, "?state=dropped").await, [1]);
    for state in ["blocked", "exhausted"] {
        assert_eq!(found(&world, &format!("?state={state}")).await, [0; 0]);
    }
    let nobody = "?subscription=00000000-0000-4000-8000-00000000000c";
    assert_eq!(found(&world, nobody).await, [0; 0]);

    let words = "state=[Must be pending, delivered, blocked, exhausted or dropped]";
    for (query, problem) in [
        ("state=lost", words),
        ("state=", words),
        ("state=pending&state=pending", "state comes twice"),
    ] {
        let answer = world.control("GET", &format!("deliveries?{query}"), "").await;
        assert_eq!((answer.status, answer.body), (400, format!(r#"{{"error":"{problem}"}}"#)));
    }
    let answer = world.control("GET", "deliveries?subscription=me", "").await;
    let error: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(answer.status, 400);
    assert!(text(&error, "error").starts_with("subscription=["), "{error}");
}

#[tokio::test]
async fn only_a_subscription_that_exists_is_unblocked() {
    let world = World::start().await;
    for id in [ID, "me", "%20"] {
        let answer = world.control("POST", &format!("subscriptions/{id}/unblock"), "").await;
        let expected = (404, r#"{"error":"no such subscription"}"#);
        assert_eq!((answer.status, answer.body.as_str()), expected);
    }
}
