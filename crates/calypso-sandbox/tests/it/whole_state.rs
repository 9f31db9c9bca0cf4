//! All of a sandbox's state: taken, put back into another sandbox, thrown away.

use std::time::Duration;

use calypso_model::Endpoint;
use serde_json::{Value, json};

use crate::merchant::{START, World, text};

/// Something of everything.
async fn live(world: &World) {
    let hook = concat!(
        r#"{"requestId":"00000000-0000-4000-8000-000000000001","#,
        r#""notificationServiceTypes":["INVOICE","CUSTOMER_PURSE"],"url":"http://127.0.0.1:9/"}"#
    );
    world.ask(Endpoint::WebhookCreate, hook).await;
    let single =
        r#"{"amount":25.50,"currency":"USDT_TRX","description":"Order \"1042\" – \u0001"}"#;
    for amount in ["25.50", "25", "30"] {
        let invoice = world.ask(Endpoint::InvoiceSingleCreate, single).await;
        world.pay(&invoice, amount).await;
    }
    world.ask(Endpoint::InvoiceReturnToPaid, r#"{"id":"100002"}"#).await;
    let customer = world.ask(Endpoint::CustomerCreate, r#"{"email":"anna@example.com"}"#).await;
    let wanted = json!({ "customerId": text(&customer, "id"), "currency": "ETH" }).to_string();
    let purse = world.ask(Endpoint::PurseAddressGet, &wanted).await;
    let address = text(&purse, "address").parse().unwrap();
    let amount = "0.123456789012345678".parse().unwrap();
    world.sandbox.deposit(&address, &"ETH".parse().unwrap(), amount).await.unwrap();
    let exchange = r#"{"sourceCurrency":"USDT_TRX","destinationCurrency":"TRX","amount":3}"#;
    world.ask(Endpoint::ExchangeCreate, exchange).await;
    let body = r#"{"from":"BTC","to":"USD","rate":"61000.5"}"#;
    world.control("POST", "rates", body).await;
    world.call(Endpoint::InvoiceSingleCreate, r#"{"amount":0}"#).await.error(400, "001");
    world.sandbox.advance(Duration::from_secs(3600)).await;
}

/// All that can be seen of a sandbox.
async fn seen(world: &World) -> Vec<String> {
    let mut seen = Vec::new();
    for (endpoint, payload) in [
        (Endpoint::InvoiceAll, r#"{"pageSize":100}"#),
        (Endpoint::PurseTransactionFind, r#"{"pageSize":100}"#),
        (Endpoint::AccountGet, "{}"),
        (Endpoint::WebhookList, "{}"),
        (Endpoint::ExchangeGet, r#"{"id":70001}"#),
        (Endpoint::Rate, r#"{"fromCurrencies":["BTC"],"toCurrencies":["USD","EUR"]}"#),
    ] {
        let answer = world.call(endpoint, payload).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        seen.push(answer.body);
    }
    for path in ["deliveries", "ledger", "clock"] {
        seen.push(world.control("GET", path, "").await.body);
    }
    seen
}

async fn take(world: &World) -> String {
    let answer = world.control("GET", "snapshot", "").await;
    assert_eq!(answer.status, 200);
    text(&serde_json::from_str(&answer.body).unwrap(), "state").to_owned()
}

async fn put(world: &World, state: &str) -> (u16, Value) {
    let body = json!({ "state": state }).to_string();
    let answer = world.control("POST", "snapshot", &body).await;
    (answer.status, serde_json::from_str(&answer.body).unwrap())
}

#[tokio::test]
async fn a_state_that_is_put_elsewhere_is_the_same_to_the_last_letter_and_goes_on_alike() {
    let here = World::start().await;
    live(&here).await;
    let state = take(&here).await;
    // Another sandbox with the same keys and a past of its own.
    let there = World::start().await;
    there.ask(Endpoint::CustomerCreate, "{}").await;
    let (status, clock) = put(&there, &state).await;
    assert_eq!((status, &clock["now_ms"]), (200, &json!(START.as_millis() + 3_600_000)));
    assert_eq!(seen(&there).await, seen(&here).await);

    let mut next = Vec::new();
    for world in [&here, &there] {
        let order = r#"{"amount":1,"currency":"BTC","description":"next"}"#;
        next.push(world.call(Endpoint::InvoiceSingleCreate, order).await.body);
        world.sandbox.advance(Duration::from_secs(24 * 3600)).await;
    }
    assert_eq!(next[0], next[1]);
    assert_eq!(seen(&there).await, seen(&here).await);
}

/// The clock of a sandbox is not behind and not ahead of its world.
#[tokio::test]
async fn a_scaled_clock_is_put_back_to_the_start_as_well() {
    let world = World::with(|builder| builder.with_clock_scaled_by(3600)).await;
    world.clock.advance(Duration::from_secs(2));
    assert_eq!(world.sandbox.now(), START.saturating_add(Duration::from_secs(7200)));
    assert_eq!(world.control("POST", "reset", "").await.status, 200);
    assert_eq!(world.sandbox.now(), START);
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(world.sandbox.now(), START.saturating_add(Duration::from_secs(3600)));
}

#[tokio::test]
async fn a_reset_makes_everything_as_it_was_at_the_start() {
    let world = World::start().await;
    let first = world.call(Endpoint::CustomerCreate, "{}").await.body;
    let counts = world.sandbox.counts();
    live(&world).await;
    let answer = world.control("POST", "reset", "").await;
    let clock: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!((answer.status, &clock["now_ms"]), (200, &json!(START.as_millis())));
    assert!(world.sandbox.ledger().is_empty());
    assert_eq!(world.call(Endpoint::CustomerCreate, "{}").await.body, first);
    assert_eq!(world.sandbox.counts(), counts);
}

#[tokio::test]
async fn a_reset_after_a_state_from_elsewhere_brings_back_the_keys_of_the_start() {
    let there = World::with(|builder| builder.with_seed(2)).await;
    there.ask(Endpoint::CustomerCreate, "{}").await;
    let here = World::start().await;
    let (status, _) = put(&here, &take(&there).await).await;
    assert_eq!(status, 200);
    here.call(Endpoint::CustomerCreate, "{}").await.error(401, "002");
    assert_eq!(here.control("POST", "reset", "").await.status, 200);
    assert_eq!(here.call(Endpoint::CustomerCreate, "{}").await.status, 200);
}

#[tokio::test]
async fn what_is_no_state_is_refused_and_nothing_changes() {
    let world = World::start().await;
    live(&world).await;
    let before = seen(&world).await;
    let state = take(&world).await;
    let other_rules = state.replacen(env!("CARGO_PKG_VERSION"), "0.0.9", 1);
    for (state, problem) in [
        ("", "this is no state of a sandbox"),
        ("{}", "this is no state of a sandbox"),
        (other_rules.as_str(), "made under other rules"),
        (&state.replacen("\"InvoiceSingleCreate\"", "\"Nothing\"", 1), "names what does not exist"),
    ] {
        let (status, said) = put(&world, state).await;
        assert_eq!(status, 422, "{said}");
        assert!(text(&said, "error").contains(problem), "{said}");
    }
    assert_eq!(seen(&world).await, before);
}
