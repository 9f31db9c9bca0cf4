//! Faults planned, listed and removed through the control API.

use calypso_model::{Endpoint, ErrorCode, SubscriptionId};
use calypso_sandbox::{EndpointFault, Fault, WebhookFault};
use calypso_sign::Timestamp;
use std::time::Duration;

use crate::merchant::World;

const ID: &str = "00000000-0000-4000-8000-00000000000a";

async fn add(world: &World, body: &str) -> String {
    let answer = world.control("POST", "faults", body).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body
}

/// What is asked for, what is told of it, and what it is in Rust.
fn plans() -> Vec<(&'static str, &'static str, Fault)> {
    let id = SubscriptionId::parse(ID).unwrap();
    let single = |fault| Fault::on_endpoint(Endpoint::InvoiceSingleCreate, fault);
    let server_error = |status, applied| EndpointFault::ServerError { status, applied };
    let second = Duration::from_secs(1);
    vec![
        (
            r#"{"where":{"endpoint":"InvoiceSingleCreate"},"fault":"refuse"}"#,
            r#"{"endpoint":"InvoiceSingleCreate"},"fault":"refuse","error_code":"000","skip":0"#,
            single(EndpointFault::Refuse(ErrorCode::Internal)),
        ),
        (
            r#"{"where":{"endpoint":"*"},"fault":"refuse","error_code":"004"}"#,
            r#"{"endpoint":"*"},"fault":"refuse","error_code":"004","skip":0"#,
            Fault::on_every_endpoint(EndpointFault::Refuse(ErrorCode::NotFound)),
        ),
        (
            r#"{"where":{"endpoint":"/api/v1/invoice/single/create"},"fault":"server_error"}"#,
            concat!(
                r#"{"endpoint":"InvoiceSingleCreate"},"fault":"server_error","#,
                r#""status":502,"applied":false,"skip":0"#
            ),
            single(server_error(502, false)),
        ),
        (
            r#"{"where":{"endpoint":"*"},"fault":"server_error","status":599,"applied":true}"#,
            concat!(
                r#"{"endpoint":"*"},"fault":"server_error","#,
                r#""status":599,"applied":true,"skip":0"#
            ),
            Fault::on_every_endpoint(server_error(599, true)),
        ),
        (
            r#"{"where":{"endpoint":"*"},"fault":"delay","delay_ms":1000}"#,
            r#"{"endpoint":"*"},"fault":"delay","delay_ms":1000,"skip":0"#,
            Fault::on_every_endpoint(EndpointFault::Delay(second)),
        ),
        (
            r#"{"where":{"endpoint":"*"},"fault":"clock_skew","skew_ms":-5000}"#,
            r#"{"endpoint":"*"},"fault":"clock_skew","skew_ms":-5000,"skip":0"#,
            Fault::on_every_endpoint(EndpointFault::ClockSkew { skew_ms: -5000 }),
        ),
        (
            r#"{"where":{"subscription":"*"},"fault":"delayed","delay_ms":1000}"#,
            r#"{"subscription":"*"},"fault":"delayed","delay_ms":1000,"skip":0"#,
            Fault::on_every_subscription(WebhookFault::Delayed(second)),
        ),
        (
            concat!(
                r#"{"where":{"subscription":"00000000-0000-4000-8000-00000000000A"},"#,
                r#""fault":"forged","times":3,"skip":1,"probability":"0.250","#,
                r#""from_ms":5,"until_ms":7}"#
            ),
            concat!(
                r#"{"subscription":"00000000-0000-4000-8000-00000000000a"},"fault":"forged","#,
                r#""times":3,"skip":1,"probability":"0.250","from_ms":5,"until_ms":7"#
            ),
            Fault::on_subscription(id, WebhookFault::Forged)
                .with_times(3)
                .with_skip(1)
                .with_probability("0.250".parse().unwrap())
                .with_from(Timestamp::from_millis(5))
                .with_until(Timestamp::from_millis(7)),
        ),
    ]
}

#[tokio::test]
async fn a_plan_is_told_as_it_was_made_and_the_same_in_rust() {
    let (world, twin) = (World::start().await, World::start().await);
    let mut told = Vec::new();
    for (id, (asked, shown, fault)) in (1..).zip(plans()) {
        let expected = format!(r#"{{"id":{id},"where":{shown},"hits":0}}"#);
        assert_eq!(add(&world, asked).await, expected);
        assert_eq!(twin.sandbox.add_fault(fault), *world.sandbox.faults().last().unwrap());
        told.push(expected);
    }
    let all = format!(r#"{{"result":[{}]}}"#, told.join(","));
    assert_eq!(world.control("GET", "faults", "").await.body, all);
    // What was planned in Rust is written down like what was asked for.
    let state = twin.control("GET", "snapshot", "").await.body;
    assert_eq!(twin.control("POST", "snapshot", &state).await.status, 200);
    assert_eq!(twin.control("GET", "faults", "").await.body, all);
}

#[tokio::test]
async fn every_word_is_a_fault_of_endpoints_or_of_webhooks() {
    let world = World::start().await;
    let of_endpoints = [
        "refuse",
        "server_error",
        "delay",
        "cut_before",
        "cut_after",
        "garbled",
        "truncated",
        "wrong_content_type",
        "clock_skew",
    ];
    let of_webhooks = ["lost", "duplicated", "reordered", "delayed", "corrupted", "forged"];
    let plan = |place: &str, word: &str| {
        let rest = r#""delay_ms":1,"skew_ms":1,"times":0"#;
        format!(r#"{{"where":{{"{place}":"*"}},"fault":"{word}",{rest}}}"#)
    };
    for (words, place, other, needs) in [
        (&of_endpoints[..], "endpoint", "subscription", "an endpoint"),
        (&of_webhooks[..], "subscription", "endpoint", "a subscription"),
    ] {
        for word in words {
            let shown = add(&world, &plan(place, word)).await;
            assert!(shown.contains(&format!(r#""fault":"{word}""#)), "{shown}");
            let refused = world.control("POST", "faults", &plan(other, word)).await;
            let error = format!(r#"{{"error":"fault=[{word} needs {needs} in where]"}}"#);
            assert_eq!((refused.status, refused.body), (400, error));
        }
    }
}

#[tokio::test]
async fn hits_are_counted_and_plans_removed() {
    let world = World::start().await;
    for _ in 0..3 {
        add(&world, r#"{"where":{"endpoint":"AccountGet"},"fault":"refuse","times":1}"#).await;
    }
    world.call(Endpoint::AccountGet, "{}").await;
    let line = |id: u64, hits: u64| {
        format!(
            concat!(
                r#"{{"id":{},"where":{{"endpoint":"AccountGet"}},"fault":"refuse","#,
                r#""error_code":"000","times":1,"skip":0,"hits":{}}}"#
            ),
            id, hits
        )
    };
    let result = |lines: &[String]| format!(r#"{{"result":[{}]}}"#, lines.join(","));
    let all = world.control("GET", "faults", "").await;
    assert_eq!(all.body, result(&[line(1, 1), line(2, 0), line(3, 0)]));
    let left = world.control("DELETE", "faults?id=2", "").await;
    assert_eq!((left.status, left.body), (200, result(&[line(1, 1), line(3, 0)])));
    for (id, status) in [("2", 404), ("x", 400), ("-1", 400), ("", 400)] {
        let answer = world.control("DELETE", &format!("faults?id={id}"), "").await;
        assert_eq!(answer.status, status, "{answer:?}");
    }
    for _ in 0..2 {
        let none = world.control("DELETE", "faults", "").await;
        assert_eq!((none.status, none.body), (200, result(&[])));
    }
    assert_eq!(world.call(Endpoint::AccountGet, "{}").await.status, 200);
}

#[tokio::test]
async fn what_is_no_plan_is_refused_by_the_name_of_its_field() {
    let world = World::start().await;
    let somewhere = r#""where":{"endpoint":"*"}"#;
    let of = |rest: &str| format!("{{{somewhere},{rest}}}");
    let at = |place: &str| format!(r#"{{"where":{place},"fault":"cut_after"}}"#);
    let both = "where=[Must name either an endpoint or a subscription]";
    for (body, problem) in [
        (String::from("{}"), "where=[Must not be null]"),
        (format!("{{{somewhere}}}"), "fault=[Must not be null]"),
        (at("{}"), both),
        (at(r#"{"endpoint":"*","subscription":"*"}"#), both),
        (at(r#"{"endpoint":"InvoiceMake"}"#), "where.endpoint=[Unknown endpoint]"),
        (
            at(r#"{"endpoint":"/api/v1/subscription/webhook"}"#),
            "where.endpoint=[Must be one of WebhookList, WebhookDelete]",
        ),
        (of(r#""fault":"delay""#), "delay_ms=[Must not be null]"),
        (of(r#""fault":"clock_skew""#), "skew_ms=[Must not be null]"),
        (of(r#""fault":"server_error","status":404"#), "status=[Must be 500 to 599]"),
        (of(r#""fault":"refuse","error_code":"777""#), "error_code=[Unknown error code 777]"),
        (
            of(r#""fault":"garbled","times":-1"#),
            "times=[Must be a whole number that is not negative]",
        ),
        (of(r#""fault":"garbled","from_ms":1.5"#), "from_ms=[Must be a whole number]"),
        (
            of(r#""fault":"garbled","probability":"1.1""#),
            "probability=[a probability must be at most 1 and have at most 9 decimals]",
        ),
        (of(r#""fault":"garbled","probability":0.5"#), "probability=[Must be a string]"),
    ] {
        let answer = world.control("POST", "faults", &body).await;
        let expected = format!(r#"{{"error":"{problem}"}}"#);
        assert_eq!((answer.status, answer.body), (400, expected), "{body}");
    }
    let unknown = world.control("POST", "faults", &of(r#""fault":"explode""#)).await;
    assert!(unknown.body.contains("fault=[Must be one of refuse, server_error, "), "{unknown:?}");
    assert_eq!(world.control("GET", "faults", "").await.body, r#"{"result":[]}"#);
}
