//! The clock that was handed in is the only one there is.

use std::time::Duration;

use calypso_model::Endpoint;
use calypso_sign::Timestamp;

use crate::merchant::{START, World};

async fn check(world: &World, stamp: i64, problem: Option<&str>) {
    let account = world.sandbox.account();
    let body = format!(r#"{{"account":"{account}","timestamp":{stamp},"payload":{{}}}}"#);
    let answer = world.send(&world.signed(Endpoint::CustomerCreate.path(), body)).await;
    match problem {
        None => assert_eq!(answer.status, 200, "{answer:?}"),
        Some(problem) => assert!(answer.error(400, "011").contains(problem), "{answer:?}"),
    }
}

#[tokio::test]
async fn a_timestamp_may_be_three_minutes_off_and_not_a_millisecond_more() {
    let world = World::start().await;
    let now = START.as_millis();
    for (off, problem) in [
        (0, None),
        (-180_000, None),
        (180_000, None),
        (-180_001, Some("1 ms too old")),
        (180_001, Some("1 ms too far ahead")),
    ] {
        check(&world, now.checked_add(off).unwrap(), problem).await;
    }
    world.clock.advance(Duration::from_millis(1));
    check(&world, now.checked_sub(180_000).unwrap(), Some("1 ms too old")).await;
    check(&world, now.checked_add(180_001).unwrap(), None).await;
}

#[tokio::test]
async fn every_answer_carries_the_clock_s_date() {
    let world = World::start().await;
    let date = Some("Mon, 25 Apr 2022 11:17:48 GMT");
    assert_eq!(world.call(Endpoint::CustomerCreate, "{}").await.header("date"), date);
    assert_eq!(world.call(Endpoint::InvoiceGet, "{}").await.header("date"), date);
    assert_eq!(world.control("GET", "health", "").await.header("date"), date);
    let lost = world.signed("/nowhere", "{}");
    assert_eq!(world.send(&lost).await.header("date"), date);

    world.clock.set_wall(Timestamp::from_millis(1_000));
    let date = Some("Thu, 01 Jan 1970 00:00:01 GMT");
    assert_eq!(world.send(&lost).await.header("date"), date);
}

#[tokio::test]
async fn a_clock_at_the_end_of_time_harms_nobody() {
    let world = World::start().await;
    for millis in [i64::MAX, i64::MIN, 253_402_300_800_000, -1] {
        world.clock.set_wall(Timestamp::from_millis(millis));
        let payload = r#"{"amount":1,"currency":"BTC","description":"d"}"#;
        let answer = world.call(Endpoint::InvoiceSingleCreate, payload).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert!(answer.header("date").is_some_and(|date| date.ends_with("GMT")));
    }
}

#[tokio::test]
async fn what_is_due_happens_when_the_clock_is_turned() {
    let world = World::start().await;
    let payload = r#"{"amount":1,"currency":"TRX","description":"d"}"#;
    world.ask(Endpoint::InvoiceSingleCreate, payload).await;
    let state = async || {
        let invoice = world.ask(Endpoint::InvoiceGet, r#"{"id":"100001"}"#).await;
        invoice["state"].as_str().unwrap().to_owned()
    };
    world.clock.advance(Duration::from_millis(3 * 3600 * 1000 - 1));
    assert_eq!(state().await, "PENDING_PAYMENT");
    world.clock.advance(Duration::from_millis(1));
    assert_eq!(state().await, "ARCHIVED");
}
