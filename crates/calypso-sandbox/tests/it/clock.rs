//! The clock of the control API: what falls due on the way happens in order, webhooks included.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use calypso_model::Endpoint;
use calypso_sandbox::{ClockMode, Sandbox, StageDelays};
use calypso_sign::Timestamp;
use calypso_testkit::{Arrival, Behaviour, LoopbackServer, ManualClock};
use calypso_transport::http::Response;
use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::merchant::{START, World, text};

const HOOK: &str = "00000000-0000-4000-8000-000000000001";

async fn subscribe(world: &World, receiver: &LoopbackServer, id: &str) {
    let url = receiver.base_url();
    let payload =
        format!(r#"{{"requestId":"{id}","notificationServiceTypes":["INVOICE"],"url":"{url}/"}}"#);
    world.ask(Endpoint::WebhookCreate, &payload).await;
}

async fn turn(world: &World, body: &str) -> Value {
    let answer = world.control("POST", "clock", body).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    serde_json::from_str(&answer.body).unwrap()
}

async fn create(world: &World, currency: &str) {
    let payload = format!(r#"{{"amount":1,"currency":"{currency}","description":"d"}}"#);
    world.ask(Endpoint::InvoiceSingleCreate, &payload).await;
}

/// What an event is, when it was made, and of which invoice it tells.
fn told(arrival: &Arrival) -> (String, String, u64) {
    let event: Value = serde_json::from_slice(&arrival.body).unwrap();
    let invoice = event.pointer("/data/parentExternalId").and_then(Value::as_u64).unwrap();
    (text(&event, "eventType").to_owned(), text(&event, "createdDate").to_owned(), invoice)
}

fn failure() -> Behaviour {
    Behaviour::Answer(Response::builder().status(500).body(Bytes::new()).unwrap())
}

#[tokio::test]
async fn an_advance_passes_everything_that_is_due_in_the_order_of_time() {
    let world = World::start().await;
    let receiver = LoopbackServer::start([]);
    subscribe(&world, &receiver, HOOK).await;
    // The first one lives for a day, the second one for three hours.
    create(&world, "BTC").await;
    create(&world, "TRX").await;
    let clock = turn(&world, r#"{"advance_ms":172800000}"#).await;
    assert_eq!(clock["now_ms"], START.as_millis() + 172_800_000);
    assert_eq!(clock["mode"], "real");
    let told: Vec<_> = receiver.arrivals().iter().map(told).collect();
    let expected = [
        ("INVOICE_CREATE_INVOICE", "2022-04-25T11:17:48.390000", 100_001),
        ("INVOICE_CREATE_INVOICE", "2022-04-25T11:17:48.390000", 100_002),
        ("INVOICE_EXPIRED", "2022-04-25T14:17:48.390000", 100_002),
        ("INVOICE_EXPIRED", "2022-04-26T11:17:48.390000", 100_001),
    ];
    let expected = expected.map(|(kind, at, invoice)| (kind.to_owned(), at.to_owned(), invoice));
    assert_eq!(told, expected);
}

#[tokio::test]
async fn retries_on_the_way_are_made_at_their_times_until_one_succeeds() {
    let world = World::start().await;
    let receiver = LoopbackServer::start([failure(), failure(), failure()]);
    subscribe(&world, &receiver, HOOK).await;
    create(&world, "BTC").await;
    turn(&world, r#"{"advance_ms":3600000}"#).await;
    let answer = world.control("GET", "deliveries?state=delivered", "").await;
    let page: Value = serde_json::from_str(&answer.body).unwrap();
    let attempts = page["result"][0]["attempts"].as_array().unwrap();
    let made: Vec<_> = attempts
        .iter()
        .map(|attempt| (attempt["at_ms"].as_i64().unwrap(), attempt["status"].as_u64().unwrap()))
        .collect();
    let at = |seconds: i64| START.as_millis() + seconds * 1000;
    assert_eq!(made, [(at(0), 500), (at(30), 500), (at(90), 500), (at(180), 200)]);
    assert_eq!(receiver.arrivals().len(), 4);
}

/// Two receivers that fail at different times: what is due is one line of time for all.
#[tokio::test]
async fn subscriptions_share_one_line_of_time() {
    let world = World::start().await;
    let (first, second) = (LoopbackServer::start([]), LoopbackServer::start([failure()]));
    subscribe(&world, &first, HOOK).await;
    subscribe(&world, &second, "00000000-0000-4000-8000-000000000002").await;
    create(&world, "BTC").await;
    // The retry is due at 30 s, the next event only after it.
    turn(&world, r#"{"advance_ms":29999}"#).await;
    assert_eq!((first.arrivals().len(), second.arrivals().len()), (1, 1));
    turn(&world, r#"{"advance_ms":1}"#).await;
    assert_eq!((first.arrivals().len(), second.arrivals().len()), (1, 2));
}

#[tokio::test]
async fn a_frozen_clock_stands_until_it_is_turned_and_a_scaled_one_runs_ahead() {
    let world = World::start().await;
    let now = async || {
        let answer = world.control("GET", "clock", "").await;
        let clock: Value = serde_json::from_str(&answer.body).unwrap();
        let ahead = clock["now_ms"].as_i64().unwrap() - START.as_millis();
        (ahead, text(&clock, "mode").to_owned(), clock["scale"].as_u64())
    };
    turn(&world, r#"{"mode":"frozen"}"#).await;
    world.clock.advance(Duration::from_secs(60));
    assert_eq!(now().await, (0, String::from("frozen"), None));
    turn(&world, r#"{"advance_ms":5}"#).await;
    assert_eq!(now().await, (5, String::from("frozen"), None));
    turn(&world, r#"{"mode":"scaled","scale":60}"#).await;
    world.clock.advance(Duration::from_secs(2));
    assert_eq!(now().await, (120_005, String::from("scaled"), Some(60)));
    turn(&world, r#"{"mode":"real"}"#).await;
    world.clock.advance(Duration::from_millis(1));
    assert_eq!(now().await, (120_006, String::from("real"), None));
}

#[tokio::test]
async fn a_turn_that_cannot_be_made_is_refused_and_turns_nothing() {
    let world = World::start().await;
    for (body, problem) in [
        (r#"{"advance_ms":-1}"#, "advance_ms=[Must be whole milliseconds, at most ten years]"),
        (r#"{"advance_ms":1.5}"#, "advance_ms=[Must be whole milliseconds, at most ten years]"),
        (r#"{"advance_ms":"1"}"#, "advance_ms=[Must be whole milliseconds, at most ten years]"),
        (
            r#"{"advance_ms":316224000001}"#,
            "advance_ms=[Must be whole milliseconds, at most ten years]",
        ),
        (r#"{"mode":"fast"}"#, "mode=[Must be real, frozen or scaled]"),
        (r#"{"mode":"scaled"}"#, "scale=[Must be given with the mode scaled]"),
        (r#"{"mode":"real","scale":2}"#, "scale=[Goes with the mode scaled only]"),
        (r#"{"scale":2}"#, "scale=[Goes with the mode scaled only]"),
        (r#"{"mode":"scaled","scale":0}"#, "scale=[Must be a whole number from 1 to 1000000]"),
    ] {
        let answer = world.control("POST", "clock", body).await;
        let said: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!((answer.status, text(&said, "error")), (400, problem), "{body}");
    }
    assert_eq!((world.sandbox.now(), world.sandbox.clock_mode()), (START, ClockMode::Real));
}

/// A merchant's own clock does not turn with the sandbox's.
#[tokio::test]
async fn after_a_turn_a_merchant_signs_by_its_own_clock_or_by_the_sandbox_s() {
    let world = World::start().await;
    let month = Duration::from_secs(30 * 24 * 3600);
    world.sandbox.advance(month).await;
    let stamped = async |stamp: Timestamp| {
        let account = world.sandbox.account();
        let body = format!(r#"{{"account":"{account}","timestamp":{stamp},"payload":{{}}}}"#);
        world.send(&world.signed(Endpoint::CustomerCreate.path(), body)).await
    };
    for right in [START, START.saturating_add(month)] {
        assert_eq!(stamped(right).await.status, 200);
    }
    let between = START.saturating_add(Duration::from_secs(3600));
    let problem = stamped(between).await.error(400, "011");
    assert!(problem.contains("too old"), "{problem}");
}

/// Over HTTP an advance goes to its end, whether or not somebody waits for the answer.
#[tokio::test]
async fn an_advance_that_was_asked_for_over_http_goes_to_its_end() {
    let world = World::start().await;
    let receiver = LoopbackServer::start([failure(), Behaviour::Silence]);
    subscribe(&world, &receiver, HOOK).await;
    create(&world, "BTC").await;
    world.sandbox.settle().await;
    let (body, address) = (r#"{"advance_ms":60000,"mode":"frozen"}"#, world.address());
    let head = format!(
        "POST /_sandbox/clock HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n",
        body.len(),
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    // The retry at 30 s is under way when the connection goes.
    while receiver.arrivals().len() < 2 {
        tokio::task::yield_now().await;
    }
    drop(stream);
    // Whoever turns the clock next has to wait for the first turn.
    let end = START.saturating_add(Duration::from_secs(60));
    assert_eq!(world.sandbox.advance(Duration::ZERO).await, end);
    assert_eq!(world.sandbox.clock_mode(), ClockMode::Frozen);
}

/// Nobody waits for the answer any more: the clock is not left standing.
#[tokio::test]
async fn an_advance_that_is_given_up_lets_the_clock_go() {
    let clock = ManualClock::new(START);
    let builder = Sandbox::builder().with_clock(Arc::new(clock.clone()));
    let sandbox = builder.with_stage_delays(StageDelays::NONE).start().await.unwrap();
    {
        let mut advance = std::pin::pin!(sandbox.advance(Duration::from_secs(60)));
        let _began = futures_poll_once(advance.as_mut()).await;
    }
    let before = sandbox.now();
    clock.advance(Duration::from_secs(1));
    assert_eq!(sandbox.now(), before.saturating_add(Duration::from_secs(1)));
}

/// Polls a future once.
async fn futures_poll_once<F: Future>(mut future: std::pin::Pin<&mut F>) -> bool {
    std::future::poll_fn(|context| std::task::Poll::Ready(future.as_mut().poll(context).is_ready()))
        .await
}
