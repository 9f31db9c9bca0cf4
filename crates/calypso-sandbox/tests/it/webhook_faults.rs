//! Faults on webhooks, as a receiver meets them.

use std::time::Duration;

use bytes::Bytes;
use calypso_model::{Endpoint, SubscriptionId};
use calypso_sandbox::{Fault, Sandbox, WebhookFault};
use calypso_sign::{SecretKey, Signature, Verifier};
use calypso_testkit::{Arrival, Behaviour, LoopbackServer};
use calypso_transport::http::Response;
use serde_json::Value;

use crate::merchant::{World, rows, text};

const ID: &str = "00000000-0000-4000-8000-000000000001";
const SINGLE: &str = r#"{"amount":25.50,"currency":"USDT_TRX","description":"d"}"#;

/// A sandbox, a receiver that verifies, and one fault that acts once.
struct Scene {
    world: World,
    receiver: LoopbackServer,
    verifier: Verifier,
}

impl Scene {
    async fn with(fault: WebhookFault, script: impl IntoIterator<Item = Behaviour>) -> Self {
        let (world, receiver) = (World::start().await, LoopbackServer::start(script));
        let url = receiver.base_url();
        let payload = format!(
            r#"{{"requestId":"{ID}","notificationServiceTypes":["INVOICE"],"url":"{url}/"}}"#
        );
        let subscription = world.ask(Endpoint::WebhookCreate, &payload).await;
        let secret = SecretKey::new(text(&subscription, "secretKey")).unwrap();
        let id = SubscriptionId::parse(ID).unwrap();
        world.sandbox.add_fault(Fault::on_subscription(id, fault).with_times(1));
        Self { world, receiver, verifier: Verifier::new(&secret) }
    }

    async fn event(&self) {
        self.world.ask(Endpoint::InvoiceSingleCreate, SINGLE).await;
        self.world.sandbox.settle().await;
    }

    async fn pass(&self, seconds: u64) {
        self.world.clock.advance(Duration::from_secs(seconds));
        self.world.sandbox.settle().await;
    }

    /// The events that arrived, and whether each is genuine.
    fn arrived(&self) -> Vec<(u64, bool)> {
        let seen = |arrival: &Arrival| (number(arrival), self.is_genuine(arrival));
        self.receiver.arrivals().iter().map(seen).collect()
    }

    fn is_genuine(&self, arrival: &Arrival) -> bool {
        let sign = arrival.headers.get("sign").unwrap().to_str().unwrap();
        self.verifier.verify(&arrival.body, &Signature::parse(sign).unwrap()).is_ok()
    }

    /// The state of each delivery, and of each of its attempts the status and the fault.
    async fn listed(&self) -> Vec<(String, Vec<(Value, Value)>)> {
        let answer = self.world.control("GET", "deliveries", "").await;
        let page: Value = serde_json::from_str(&answer.body).unwrap();
        let attempt = |attempt: &Value| {
            let fault = attempt.get("fault").cloned().unwrap_or_default();
            (attempt["status"].clone(), fault)
        };
        let delivery = |delivery: &Value| {
            let attempts = delivery["attempts"].as_array().unwrap().iter().map(attempt);
            (text(delivery, "state").to_owned(), attempts.collect())
        };
        rows(&page).iter().map(delivery).collect()
    }
}

/// A corrupted body may be no JSON, and then has no number.
fn number(arrival: &Arrival) -> u64 {
    let event: Value = serde_json::from_slice(&arrival.body).unwrap_or_default();
    event.get("id").and_then(Value::as_u64).unwrap_or_default()
}

fn refusal() -> Behaviour {
    Behaviour::Answer(Response::builder().status(401).body(Bytes::new()).unwrap())
}

fn listed(state: &str, attempts: &[(u16, Option<&str>)]) -> (String, Vec<(Value, Value)>) {
    let value = |(status, fault): &(u16, Option<&str>)| {
        (Value::from(*status), fault.map(Value::from).unwrap_or_default())
    };
    (state.to_owned(), attempts.iter().map(value).collect())
}

#[tokio::test]
async fn a_lost_webhook_never_arrives_and_counts_as_delivered() {
    let scene = Scene::with(WebhookFault::Lost, []).await;
    scene.event().await;
    scene.event().await;
    scene.pass(7 * 24 * 3600).await;
    assert!(scene.arrived().iter().all(|(event, genuine)| *event != 1 && *genuine));
    let all = scene.listed().await;
    assert_eq!(all[0], listed("delivered", &[(200, Some("lost"))]));
    assert_eq!(all[1], listed("delivered", &[(200, None)]));
}

#[tokio::test]
async fn a_duplicated_webhook_arrives_twice_and_is_one_attempt() {
    let scene = Scene::with(WebhookFault::Duplicated, []).await;
    scene.event().await;
    scene.event().await;
    assert_eq!(scene.arrived(), [(1, true), (1, true), (2, true)]);
    let arrivals = scene.receiver.arrivals();
    assert_eq!(arrivals[0].body, arrivals[1].body);
    assert_eq!(scene.listed().await[0], listed("delivered", &[(200, Some("duplicated"))]));
}

#[tokio::test]
async fn a_duplicated_webhook_is_delivered_if_either_is_taken() {
    for (script, state, status) in [
        (vec![refusal()], "delivered", 200),
        (vec![Behaviour::Answer(Response::new(Bytes::new())), refusal()], "delivered", 200),
        (vec![refusal(), refusal()], "pending", 401),
    ] {
        let scene = Scene::with(WebhookFault::Duplicated, script).await;
        scene.event().await;
        assert_eq!(scene.listed().await, [listed(state, &[(status, Some("duplicated"))])]);
    }
}

#[tokio::test]
async fn reordered_webhooks_arrive_in_the_other_order() {
    let scene = Scene::with(WebhookFault::Reordered, []).await;
    scene.event().await;
    assert_eq!(scene.arrived(), []);
    scene.event().await;
    scene.event().await;
    assert_eq!(scene.arrived(), [(2, true), (1, true), (3, true)]);
    assert_eq!(scene.listed().await[0], listed("delivered", &[(200, Some("reordered"))]));
}

#[tokio::test]
async fn a_delayed_webhook_comes_late_by_the_sandbox_s_clock() {
    let scene = Scene::with(WebhookFault::Delayed(Duration::from_secs(3600)), []).await;
    scene.event().await;
    scene.event().await;
    scene.pass(3599).await;
    assert_eq!(scene.arrived(), [(2, true)]);
    scene.pass(1).await;
    assert_eq!(scene.arrived(), [(2, true), (1, true)]);
    assert_eq!(scene.listed().await[0], listed("delivered", &[(200, Some("delayed"))]));
}

#[tokio::test]
async fn a_corrupted_webhook_is_not_what_was_signed_and_comes_again_whole() {
    let scene = Scene::with(WebhookFault::Corrupted, [refusal()]).await;
    scene.event().await;
    scene.pass(30).await;
    let arrivals = scene.receiver.arrivals();
    let whole: Vec<bool> = arrivals.iter().map(|arrival| scene.is_genuine(arrival)).collect();
    assert_eq!(whole, [false, true]);
    let pairs = arrivals[0].body.iter().zip(&arrivals[1].body);
    assert_eq!(pairs.filter(|(one, other)| one != other).count(), 1);
    assert_eq!(arrivals[0].headers["sign"], arrivals[1].headers["sign"]);
    let expected = listed("delivered", &[(401, Some("corrupted")), (200, None)]);
    assert_eq!(scene.listed().await, [expected]);
}

#[tokio::test]
async fn a_forged_webhook_comes_before_the_genuine_one_with_more_money() {
    let scene = Scene::with(WebhookFault::Forged, [refusal()]).await;
    scene.event().await;
    assert_eq!(scene.arrived(), [(91, false), (1, true)]);
    let arrivals = scene.receiver.arrivals();
    let forged: Value = serde_json::from_slice(&arrivals[0].body).unwrap();
    assert_eq!(forged["data"]["amount"], 925.5);
    assert_eq!(arrivals[0].headers["key"], arrivals[1].headers["key"]);
    // What the receiver said to the forgery is nothing to the service.
    assert_eq!(scene.listed().await, [listed("delivered", &[(200, Some("forged"))])]);
}

#[tokio::test]
async fn what_was_put_off_and_what_was_lost_outlive_a_restored_state() {
    let scene = Scene::with(WebhookFault::Delayed(Duration::from_secs(60)), []).await;
    let sandbox: &Sandbox = &scene.world.sandbox;
    sandbox.add_fault(Fault::on_every_subscription(WebhookFault::Lost).with_times(1));
    scene.event().await;
    scene.event().await;
    let before = scene.listed().await;
    let state = scene.world.control("GET", "snapshot", "").await.body;
    assert_eq!(scene.world.control("POST", "snapshot", &state).await.status, 200);
    assert_eq!(scene.listed().await, before);
    assert_eq!(before[1], listed("delivered", &[(200, Some("lost"))]));
    scene.pass(60).await;
    assert_eq!(scene.arrived(), [(1, true)]);
}
