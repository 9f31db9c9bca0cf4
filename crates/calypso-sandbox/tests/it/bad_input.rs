//! What can be wrong with a request whatever it asks for, and the exact answer to it.

use calypso_model::Endpoint;
use calypso_sandbox::ErrorStatuses;

use crate::merchant::{Request, START, World};

const SINGLE: &str = r#"{"amount":1.5,"currency":"USDT_TRX","description":"d"}"#;

/// The operations that need no payload, and ignore one.
const WITHOUT_PAYLOAD: &[Endpoint] =
    &[Endpoint::WebhookList, Endpoint::AccountGet, Endpoint::CurrencyList, Endpoint::ExchangePairs];

/// A request that would work at each endpoint if its payload were right.
fn good(world: &World, endpoint: Endpoint) -> Request {
    world.call_request(endpoint, "{}")
}

async fn check(world: &World, request: &Request, status: u16, code: &str) -> String {
    world.send(request).await.error(status, code)
}

#[tokio::test]
async fn the_first_thing_that_is_wrong_is_the_one_that_is_named() {
    let world = World::start().await;
    let endpoint = Endpoint::InvoiceSingleCreate;
    // Each request is wrong in all the ways that the later ones are.
    let stale = format!(r#"{{"account":"foreign","timestamp":{START}0,"payload":1}}"#);
    let foreign = format!(r#"{{"account":"foreign","timestamp":{START},"payload":1}}"#);
    let no_payload = world.envelope("1");
    let json = world.signed(endpoint.path(), "not json");
    check(&world, &json.clone().without_header("Key").without_header("Sign"), 401, "002").await;
    check(&world, &json.clone().with_header("Key", "x").with_header("Sign", "x"), 401, "002").await;
    check(&world, &json.clone().with_header("Sign", "x"), 401, "003").await;
    check(&world, &json, 400, "001").await;
    check(&world, &world.signed(endpoint.path(), stale), 400, "011").await;
    check(&world, &world.signed(endpoint.path(), foreign), 400, "004").await;
    let message = check(&world, &world.signed(endpoint.path(), no_payload), 400, "001").await;
    assert!(message.starts_with("payload=["), "{message}");
}

#[tokio::test]
async fn bodies_that_are_no_json_object_get_001_at_every_endpoint() {
    let world = World::start().await;
    let whole = world.envelope(SINGLE);
    let twice = whole.replacen('{', r#"{"account":"x","#, 1);
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    let bodies: Vec<Vec<u8>> = vec![
        b"".to_vec(),
        b"not json".to_vec(),
        b"null".to_vec(),
        b"[]".to_vec(),
        b"\"text\"".to_vec(),
        b"account=x&timestamp=1".to_vec(),
        whole.as_bytes()[..whole.len() - 1].to_vec(),
        format!("{whole}{whole}").into_bytes(),
        format!("\u{feff}{whole}").into_bytes(),
        [whole.as_bytes(), b"\xff"].concat(),
        b"{\"account\":\"\xff\"}".to_vec(),
        whole.replace('"', "'").into_bytes(),
        twice.into_bytes(),
        "[".repeat(60_000).into_bytes(),
        r#"{"a":"#.repeat(12_000).into_bytes(),
        deep.into_bytes(),
    ];
    for &endpoint in Endpoint::ALL {
        for body in &bodies {
            check(&world, &world.signed_for(endpoint, body.clone()), 400, "001").await;
        }
    }
}

#[tokio::test]
async fn envelopes_are_checked_at_every_endpoint() {
    let world = World::start().await;
    let account = world.sandbox.account();
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    for &endpoint in Endpoint::ALL {
        let mut bodies = vec![
            (format!(r#"{{"account":"{account}","payload":{{}}}}"#), "001"),
            (format!(r#"{{"account":"{account}","timestamp":null,"payload":{{}}}}"#), "001"),
        ];
        let timestamps = [
            ("\"1650885468390\"", "001"),
            ("1650885468390.0", "001"),
            ("1.65e12", "001"),
            ("true", "001"),
            ("{}", "001"),
            ("0", "011"),
            ("-1650885468390", "011"),
            ("1650885468", "011"),
            ("9223372036854775807", "011"),
            ("-9223372036854775808", "011"),
            ("9999999999999999999999999999999999999999", "011"),
        ];
        for (timestamp, code) in timestamps {
            let body =
                format!(r#"{{"account":"{account}","timestamp":{timestamp},"payload":{{}}}}"#);
            bodies.push((body, code));
        }
        if endpoint.names_account() {
            bodies.push((format!(r#"{{"timestamp":{START},"payload":{{}}}}"#), "001"));
            let upper = account.as_str().to_ascii_uppercase();
            for (account, code) in [("1", "001"), ("\"\"", "004"), (&format!("\"{upper}\""), "004")]
            {
                let body = format!(r#"{{"account":{account},"timestamp":{START},"payload":{{}}}}"#);
                bodies.push((body, code));
            }
        }
        if !WITHOUT_PAYLOAD.contains(&endpoint) {
            bodies.push((format!(r#"{{"account":"{account}","timestamp":{START}}}"#), "001"));
            for payload in ["null", "[]", "1", "\"{}\"", r#"{"a":1,"a":1}"#, &deep] {
                bodies.push((world.envelope(payload), "001"));
            }
        }
        for (body, code) in bodies {
            check(&world, &world.signed_for(endpoint, body), 400, code).await;
        }
    }
}

#[tokio::test]
async fn what_is_no_request_to_the_api_gets_a_plain_status() {
    let world = World::start().await;
    for &endpoint in Endpoint::ALL {
        let request = good(&world, endpoint);
        let same_path = Endpoint::ALL.iter().filter(|other| other.path() == endpoint.path());
        let allowed: Vec<_> = same_path.map(|other| other.method().as_str()).collect();
        let methods = ["GET", "PUT", "PATCH", "DELETE", "POST", "HEAD", "OPTIONS", "BREW"];
        for method in methods.into_iter().filter(|method| !allowed.contains(method)) {
            let answer = world.send(&Request { method, ..request.clone() }).await;
            assert_eq!(answer.status, 405, "{method} {answer:?}");
            let mut named: Vec<_> = answer.header("Allow").unwrap().split(',').collect();
            let mut allowed = allowed.clone();
            named.sort_unstable();
            allowed.sort_unstable();
            assert_eq!(named, allowed);
        }
        for content_type in ["text/plain", "application/x-www-form-urlencoded", "", "json"] {
            let answer =
                world.send(&request.clone().with_header("Content-Type", content_type)).await;
            assert_eq!(answer.status, 415, "{answer:?}");
        }
        assert_eq!(world.send(&request.clone().without_header("Content-Type")).await.status, 415);
        let oversized = world.signed_for(endpoint, "x".repeat(64 * 1024 + 1));
        assert_eq!(world.send(&oversized).await.status, 413);
    }
    let lost = [
        "/",
        "/api/v1",
        "/api/v1/invoice/",
        "/api/v1/pub/invoice",
        "/api/v1//invoice",
        "/API/V1/INVOICE",
        "/api/v1/invoice%20",
        "/../etc/passwd",
        "/_sandbox",
        "/_sandbox/nothing",
    ];
    for path in lost {
        let answer = world.send(&world.signed(path, world.envelope("{}"))).await;
        assert_eq!(answer.status, 404, "{path} {answer:?}");
    }
}

#[tokio::test]
async fn a_body_just_within_the_limit_is_read_and_a_huge_one_is_answered() {
    let world = World::start().await;
    let frame = world.envelope(r#"{"description":""}"#).len();
    let filler = "x".repeat(64 * 1024 - frame);
    let payload = format!(r#"{{"description":"{filler}"}}"#);
    assert_eq!(world.call(Endpoint::CustomerCreate, &payload).await.status, 200);
    let payload = format!(r#"{{"description":"{filler}x"}}"#);
    assert_eq!(world.call(Endpoint::CustomerCreate, &payload).await.status, 413);
    let huge = format!(r#"{{"description":"{}"}}"#, "x".repeat(1024 * 1024));
    assert_eq!(world.call(Endpoint::CustomerCreate, &huge).await.status, 413);
    assert_eq!(world.sandbox.counts().customers, 1);
}

#[tokio::test]
async fn malformed_http_is_answered_with_400_and_harms_nobody() {
    let world = World::start().await;
    for bytes in
        [&b"nonsense\r\n\r\n"[..], b"POST /api/v1/invoice HTTP/9.9\r\n\r\n", b"\0\0\0\0\r\n\r\n"]
    {
        assert_eq!(world.send_raw(bytes).await.status, 400);
    }
    assert_eq!(world.control("GET", "health", "").await.status, 200);
}

#[tokio::test]
async fn every_error_can_be_a_400() {
    let always = ErrorStatuses::Always400;
    let world = World::with(|builder| builder.with_error_statuses(always)).await;
    let request = good(&world, Endpoint::InvoiceGet);
    check(&world, &request.clone().with_header("Key", "x"), 400, "002").await;
    check(&world, &request.clone().with_header("Sign", "x"), 400, "003").await;
    check(&world, &request, 400, "001").await;
}

#[tokio::test]
async fn traces_differ_from_error_to_error() {
    let world = World::start().await;
    let mut traces = Vec::new();
    for _ in 0..2 {
        let answer = world.call(Endpoint::InvoiceGet, r#"{"id":"1"}"#).await;
        answer.error(400, "004");
        let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        traces.push(body["traceId"].as_str().unwrap().to_owned());
    }
    assert_eq!(traces, ["sandbox-00000001", "sandbox-00000002"]);
}
