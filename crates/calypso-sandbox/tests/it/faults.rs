//! Faults at endpoints, as a client meets them.

use calypso_model::{Endpoint, ErrorCode};
use calypso_sandbox::{EndpointFault, Fault};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::merchant::{Answer, START, World, text};

const CREATE: Endpoint = Endpoint::InvoiceUnlimitedCreate;
const UNLIMITED: &str = r#"{"currency":"TRX","description":"d"}"#;

async fn once(fault: EndpointFault) -> World {
    let world = World::start().await;
    world.sandbox.add_fault(Fault::on_endpoint(CREATE, fault).with_times(1));
    world
}

/// Everything that comes back, until the connection ends.
async fn bytes(world: &World) -> Vec<u8> {
    let request = world.call_request(CREATE, UNLIMITED).bytes(world.address());
    let mut stream = TcpStream::connect(world.address()).await.unwrap();
    stream.write_all(&request).await.unwrap();
    let mut answer = Vec::new();
    // A connection that is reset has ended, too.
    let _reset = stream.read_to_end(&mut answer).await;
    answer
}

/// The answer to a request that a fault spoils, so it is as no document says.
async fn spoilt(world: &World) -> Answer {
    world.send_raw(&world.call_request(CREATE, UNLIMITED).bytes(world.address())).await
}

fn made(world: &World) -> usize {
    world.sandbox.counts().invoices
}

/// The fault acted once, and the next request is answered as if nothing had been.
async fn ends(world: &World) {
    let before = made(world);
    world.ask(CREATE, UNLIMITED).await;
    assert_eq!(made(world).checked_sub(before), Some(1));
    assert_eq!(world.sandbox.faults().iter().map(|plan| plan.hits).collect::<Vec<_>>(), [1]);
}

#[tokio::test]
async fn a_request_is_refused_with_a_code_and_not_applied() {
    for (code, status) in [(ErrorCode::Internal, 500), (ErrorCode::KeyExists, 400)] {
        let world = once(EndpointFault::Refuse(code.clone())).await;
        let answer = world.call(CREATE, UNLIMITED).await;
        assert_eq!(answer.error(status, code.as_str()), "a fault on request");
        assert_eq!(made(&world), 0);
        ends(&world).await;
    }
}

#[tokio::test]
async fn a_server_error_is_a_page_for_people() {
    for (status, expected, applied) in [(502, 502, false), (503, 503, true), (200, 500, true)] {
        let world = once(EndpointFault::ServerError { status, applied }).await;
        let answer = spoilt(&world).await;
        assert_eq!(answer.status, expected);
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
        assert!(answer.body.starts_with("<html>"));
        assert_eq!(made(&world), usize::from(applied));
        ends(&world).await;
    }
}

#[tokio::test]
async fn a_delayed_answer_is_applied_before_it_waits() {
    let hour = std::time::Duration::from_secs(3600);
    let world = once(EndpointFault::Delay(hour)).await;
    let request = world.call_request(CREATE, UNLIMITED).bytes(world.address());
    let mut stream = TcpStream::connect(world.address()).await.unwrap();
    stream.write_all(&request).await.unwrap();
    while made(&world) == 0 {
        tokio::task::yield_now().await;
    }
    // Nothing is left to come, so time leaps to the end of the wait.
    tokio::time::pause();
    let began = tokio::time::Instant::now();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200 OK\r\n"));
    assert!(began.elapsed() > hour / 2, "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_connection_is_cut_without_a_word_before_or_after_the_request_is_applied() {
    for (fault, applied) in [(EndpointFault::CutBefore, 0), (EndpointFault::CutAfter, 1)] {
        let world = once(fault).await;
        assert_eq!(bytes(&world).await, b"");
        assert_eq!(made(&world), applied);
        ends(&world).await;
    }
}

#[tokio::test]
async fn only_the_connection_that_is_meant_is_cut() {
    let world = World::start().await;
    let cut = Fault::on_endpoint(CREATE, EndpointFault::CutAfter).with_skip(1);
    world.sandbox.add_fault(cut);
    let kept = world.call_request(CREATE, UNLIMITED).bytes(world.address());
    let kept = String::from_utf8(kept).unwrap();
    let kept = kept.replace("Connection: close\r\n", "");
    let mut stream = TcpStream::connect(world.address()).await.unwrap();
    // The answer to the first one has left before the second one is cut.
    stream.write_all(kept.as_bytes()).await.unwrap();
    let mut first = Vec::new();
    while !first.ends_with(b"}") {
        assert_ne!(stream.read_buf(&mut first).await.unwrap(), 0);
    }
    stream.write_all(kept.as_bytes()).await.unwrap();
    let mut second = Vec::new();
    let _reset = stream.read_to_end(&mut second).await;
    assert!(first.starts_with(b"HTTP/1.1 200 OK\r\n"));
    assert_eq!((second.len(), made(&world)), (0, 2));
}

#[tokio::test]
async fn a_garbled_answer_is_no_json() {
    let world = once(EndpointFault::Garbled).await;
    let answer = bytes(&world).await;
    assert!(answer.starts_with(b"HTTP/1.1 200 OK\r\n"));
    let at = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    assert!(serde_json::from_slice::<Value>(&answer[at..]).is_err());
    assert_eq!(made(&world), 1);
    ends(&world).await;
}

#[tokio::test]
async fn a_truncated_answer_breaks_off_in_the_middle() {
    let world = once(EndpointFault::Truncated).await;
    let answer = spoilt(&world).await;
    assert_eq!(answer.status, 200);
    let announced: usize = answer.header("content-length").unwrap().parse().unwrap();
    assert_eq!(answer.body.len(), announced / 2);
    assert!(answer.body.starts_with(r#"{"id":"100001","#));
    assert_eq!(made(&world), 1);
    ends(&world).await;
}

#[tokio::test]
async fn a_wrong_content_type_changes_nothing_else() {
    let world = once(EndpointFault::WrongContentType).await;
    let answer = spoilt(&world).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    let invoice: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(text(&invoice, "id"), "100001");
    ends(&world).await;
}

#[tokio::test]
async fn a_skewed_clock_is_off_in_the_check_and_in_the_date() {
    let world = once(EndpointFault::ClockSkew { skew_ms: -180_001 }).await;
    let answer = world.call(CREATE, UNLIMITED).await;
    answer.error(400, "011");
    assert_eq!(answer.header("date"), Some("Mon, 25 Apr 2022 11:14:48 GMT"));
    assert_eq!(made(&world), 0);
    ends(&world).await;

    // Who signs by that clock is let in, and nothing else is off.
    let world = once(EndpointFault::ClockSkew { skew_ms: 3_600_000 }).await;
    let later = START.as_millis() + 3_600_000;
    let body = format!(
        r#"{{"account":"{}","timestamp":{later},"payload":{UNLIMITED}}}"#,
        world.sandbox.account()
    );
    let answer = world.send(&world.signed_for(CREATE, body)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("date"), Some("Mon, 25 Apr 2022 12:17:48 GMT"));
    assert!(answer.body.contains(r#""createdDate":"2022-04-25T11:17:48.390Z""#), "{answer:?}");
    ends(&world).await;
}

#[tokio::test]
async fn the_same_seed_spoils_the_same_requests() {
    let run = async || {
        let world = World::with(|builder| builder.with_seed(7)).await;
        let fault = Fault::on_every_endpoint(EndpointFault::Refuse(ErrorCode::Internal));
        world.sandbox.add_fault(fault.with_probability("0.5".parse().unwrap()));
        let mut statuses = Vec::new();
        for _ in 0..12 {
            statuses.push(world.call(CREATE, UNLIMITED).await.status);
        }
        statuses
    };
    let statuses = run().await;
    assert_eq!(statuses, run().await);
    assert!(statuses.contains(&200) && statuses.contains(&500), "{statuses:?}");
}

#[tokio::test]
async fn faults_and_what_they_did_are_a_part_of_the_state() {
    let world = World::start().await;
    let refuse = Fault::on_endpoint(CREATE, EndpointFault::Refuse(ErrorCode::Internal));
    let half = refuse.clone().with_probability("0.5".parse().unwrap());
    world.sandbox.add_fault(refuse.with_times(2));
    world.sandbox.add_fault(half.with_skip(1));
    let go_on = async || {
        let mut statuses = Vec::new();
        for _ in 0..8 {
            statuses.push(world.call(CREATE, UNLIMITED).await.status);
        }
        (statuses, world.sandbox.faults())
    };
    world.call(CREATE, UNLIMITED).await.error(500, "000");
    let state = world.control("GET", "snapshot", "").await.body;
    let went_on = go_on().await;
    assert_eq!(world.control("POST", "snapshot", &state).await.status, 200);
    assert_eq!(go_on().await, went_on);
    assert_eq!(world.control("POST", "reset", "").await.status, 200);
    assert_eq!(world.sandbox.faults(), []);
}
