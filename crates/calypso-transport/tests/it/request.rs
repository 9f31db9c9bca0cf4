//! Drafts and signed requests.

use std::time::Duration;

use calypso_transport::http::Method;
use calypso_transport::{AttemptId, Draft};

use crate::{API_KEY, draft, sign};

/// The signature of the official signing example, body `{"timestamp":1}`.
const SIGNATURE: &str = concat!(
    "b16e9d45f49f2069becbc4f108b237bee588cfc353fe9501df103e692acbc68d",
    "482a10d34c12bea22fedde7e28e1b8e57a6a0a373b0e9a27c5257bd8b36e13b9",
);

#[test]
fn the_official_example_is_signed_over_its_exact_bytes() {
    let request = sign(draft(r#"{"timestamp":1}"#));
    assert_eq!(request.signature().to_string(), SIGNATURE);
    assert_eq!(request.headers()["sign"], SIGNATURE);
    let spaced = sign(draft(r#"{"timestamp": 1}"#));
    assert_ne!(spaced.signature().to_string(), SIGNATURE);
}

#[test]
fn a_request_keeps_every_part_of_its_draft() {
    let attempt_id = AttemptId::from_bytes([0xab; 16]);
    let draft = Draft::new(Method::DELETE, "/api/v1/subscription/webhook", "body bytes").unwrap();
    let request = sign(draft.with_attempt_id(attempt_id).with_time_limit(Duration::from_secs(5)));
    assert_eq!(request.method(), Method::DELETE);
    assert_eq!(request.path(), "/api/v1/subscription/webhook");
    assert_eq!(request.body(), "body bytes");
    assert_eq!(request.api_key().as_str(), API_KEY);
    assert_eq!(request.attempt_id(), attempt_id);
    assert_eq!(request.time_limit(), Some(Duration::from_secs(5)));
}

#[test]
fn a_draft_starts_without_a_name_and_without_a_limit() {
    let request = sign(draft(""));
    assert_eq!(request.attempt_id(), AttemptId::default());
    assert_eq!(request.time_limit(), None);
}

#[test]
fn the_headers_are_the_documented_three_and_the_signature_is_marked() {
    let headers = sign(draft("{}")).headers();
    let names: Vec<_> = headers.keys().map(|name| name.as_str()).collect();
    assert_eq!(names, ["key", "sign", "content-type"]);
    assert_eq!(headers["key"], API_KEY);
    assert_eq!(headers["content-type"], "application/json");
    assert!(headers["sign"].is_sensitive());
}

#[test]
fn a_path_that_would_arrive_changed_makes_no_draft() {
    let error = Draft::new(Method::POST, "/api/../admin", "").unwrap_err();
    assert_eq!(error.to_string(), "path \"/api/../admin\" has a segment that points elsewhere");
}

#[test]
fn an_attempt_id_prints_as_32_hex_digits() {
    let id = AttemptId::from_bytes([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255]);
    assert_eq!(id.to_string(), "000102030405060708090a0b0c0d0eff");
    assert_eq!(format!("{id:?}"), "AttemptId(000102030405060708090a0b0c0d0eff)");
}
