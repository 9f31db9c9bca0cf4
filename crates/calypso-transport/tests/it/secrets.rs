//! Nothing that is printed gives a secret or a body away.

use std::error::Error;
use std::fmt::Debug;

use calypso_testkit::{Behaviour, LoopbackServer};
use calypso_transport::{HttpTransport, Transport};

use crate::{SECRET, draft, sign};

const BODY: &str = r#"{"amount":73.19,"depositAddress":"TXn1"}"#;
const PROXY_PASSWORD: &str = "correct-horse";

#[track_caller]
fn gives_nothing_away(text: &str) {
    let signature = sign(draft(BODY)).signature().to_string();
    for (what, hidden) in [
        ("secret", SECRET),
        ("body", BODY),
        ("password", PROXY_PASSWORD),
        ("signature", &signature),
    ] {
        // Hex digits repeat by chance sooner than text does.
        let length = if what == "signature" { 12 } else { 6 };
        for part in hidden.as_bytes().windows(length) {
            let part = str::from_utf8(part).unwrap();
            assert!(!text.contains(part), "{part:?} of the {what} is in {text}");
        }
    }
}

#[track_caller]
fn shown(value: &impl Debug) {
    gives_nothing_away(&format!("{value:?}"));
    gives_nothing_away(&format!("{value:#?}"));
}

#[test]
fn requests_and_options_give_nothing_away() {
    shown(&draft(BODY));
    shown(&sign(draft(BODY)));
    shown(&sign(draft(BODY)).headers());
    let builder = HttpTransport::builder("https://me:correct-horse@host")
        .with_proxy("http://me:correct-horse@127.0.0.1:1");
    shown(&builder);
    let error = builder.build().unwrap_err();
    shown(&error);
    gives_nothing_away(&error.to_string());
    let builder = HttpTransport::builder("http://127.0.0.1/").dangerous_allow_plain_http();
    shown(&builder.with_proxy("http://me:correct-horse@127.0.0.1:1").build().unwrap());
}

#[test]
fn what_is_shown_still_helps() {
    let request = format!("{:?}", sign(draft(BODY)));
    for part in ["POST", "/api/v1/rate", "body_len: 40", "attempt_id"] {
        assert!(request.contains(part), "{part} is not in {request}");
    }
    let transport = format!("{:?}", HttpTransport::new("http://127.0.0.1:4242/x/").unwrap());
    assert!(transport.contains("http://127.0.0.1:4242/x"), "{transport}");
}

#[tokio::test]
async fn failures_give_nothing_away_down_to_the_last_cause() {
    for behaviour in [
        Behaviour::Refuse,
        Behaviour::CutBeforeAnswer,
        Behaviour::CutWithinAnswer,
        Behaviour::Flood,
        Behaviour::Silence,
    ] {
        let server = LoopbackServer::start([behaviour]);
        let transport = HttpTransport::new(&server.base_url()).unwrap();
        let request = sign(draft(BODY).with_time_limit(std::time::Duration::from_millis(200)));
        let error = transport.send(&request).await.unwrap_err();
        shown(&error);
        let mut cause: Option<&dyn Error> = Some(&error);
        while let Some(error) = cause {
            let text = error.to_string();
            gives_nothing_away(&text);
            assert!(!text.contains("/api/v1/rate"), "the URL is in {text}");
            cause = error.source();
        }
    }
}
