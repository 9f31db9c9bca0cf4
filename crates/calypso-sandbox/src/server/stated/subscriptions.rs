//! Webhook subscriptions over the API (docs/API-FACTS.md, section 6).

use calypso_model::{Endpoint, ErrorCode};
use serde_json::{Value, json};

use super::stage::SUBSCRIPTION;
use super::{Stage, fields};

const CREATE: Endpoint = Endpoint::WebhookCreate;
const CHANGE: Endpoint = Endpoint::WebhookChange;
const ID: &str = "00000000-0000-4000-8000-000000000002";

fn new() -> Value {
    json!({
        "requestId": ID,
        "notificationEventTypes": ["INVOICE_PAID"],
        "notificationServiceTypes": [],
        "url": "http://127.0.0.1:9/hook",
    })
}

#[test]
fn operations_on_subscriptions_lie_under_their_documented_paths() {
    for (endpoint, path) in [
        (Endpoint::WebhookList, ""),
        (CREATE, "/create"),
        (Endpoint::WebhookDelete, ""),
        (CHANGE, "/change"),
        (Endpoint::WebhookRegenerate, "/regenerate"),
    ] {
        assert_eq!(endpoint.path(), format!("/api/v1/subscription/webhook{path}"));
    }
}

#[test]
fn a_removal_is_a_delete_and_all_others_are_posts() {
    assert_eq!(Endpoint::WebhookDelete.method().as_str(), "DELETE");
    for endpoint in [Endpoint::WebhookList, CREATE, CHANGE, Endpoint::WebhookRegenerate] {
        assert_eq!(endpoint.method().as_str(), "POST");
    }
}

#[test]
fn the_list_of_subscriptions_needs_no_payload_and_has_them_all() {
    let mut stage = Stage::start();
    let created = stage.ask(CREATE, &new());
    let list = stage.ask(Endpoint::WebhookList, &json!({}));
    assert_eq!(fields(&list), ["subscriptions"]);
    let all = list["subscriptions"].as_array().unwrap();
    assert_eq!(all.iter().map(|one| &one["requestId"]).collect::<Vec<_>>(), [SUBSCRIPTION, ID]);
    assert_eq!(all[1], created);
}

#[test]
fn a_subscription_needs_a_request_id() {
    Stage::start().needs(CREATE, &new(), "requestId");
}

#[test]
fn a_subscription_needs_a_url() {
    Stage::start().needs(CREATE, &new(), "url");
}

#[test]
fn a_subscription_hears_the_event_types_that_it_names() {
    let subscription = Stage::start().ask(CREATE, &new());
    assert_eq!(subscription["notificationEventTypes"], json!(["INVOICE_PAID"]));
}

#[test]
fn a_service_name_stands_for_its_events() {
    let mut new = new();
    new["notificationServiceTypes"] = json!(["WALLET"]);
    let subscription = Stage::start().ask(CREATE, &new);
    let expected = json!(["INVOICE_PAID", "WALLET_FUNDS_DELIVERED_ACCOUNT"]);
    assert_eq!(subscription["notificationEventTypes"], expected);
}

#[test]
fn with_neither_list_a_subscription_is_refused_with_001() {
    let nothing = json!({"requestId": ID, "url": "http://127.0.0.1:9/hook"});
    let problem = "payload.notificationEventTypes=[This or notificationServiceTypes must be given]";
    Stage::start().refuses(CREATE, &nothing, ErrorCode::BadRequest, problem);
}

#[test]
fn a_removal_takes_the_request_id_and_answers_with_nothing() {
    let mut stage = Stage::start();
    let wanted = json!({"requestId": SUBSCRIPTION});
    stage.needs(Endpoint::WebhookDelete, &wanted, "requestId");
    assert_eq!(stage.ask(Endpoint::WebhookDelete, &wanted), Value::Null);
    let list = stage.ask(Endpoint::WebhookList, &json!({}));
    assert_eq!(list, json!({"subscriptions": []}));
}

#[test]
fn a_change_needs_a_request_id() {
    Stage::start().needs(CHANGE, &new(), "requestId");
}

#[test]
fn a_change_needs_a_url() {
    Stage::start().needs(CHANGE, &new(), "url");
}

#[test]
fn a_change_needs_neither_list_and_answers_with_the_subscription() {
    let mut stage = Stage::start();
    let before = stage.ask(CREATE, &new());
    let moved = json!({"requestId": ID, "url": "http://127.0.0.1:9/moved"});
    let after = stage.ask(CHANGE, &moved);
    assert_eq!(after["url"], "http://127.0.0.1:9/moved");
    let mut expected = before;
    expected["url"] = after["url"].clone();
    assert_eq!(after, expected);
}

#[test]
fn new_keys_take_the_request_id_and_answer_with_the_subscription() {
    let mut stage = Stage::start();
    let before = stage.ask(CREATE, &new());
    let wanted = json!({"requestId": ID});
    stage.needs(Endpoint::WebhookRegenerate, &wanted, "requestId");
    let after = stage.ask(Endpoint::WebhookRegenerate, &wanted);
    assert_eq!((&after["requestId"], &after["url"]), (&before["requestId"], &before["url"]));
    assert_ne!(after["publicKey"], before["publicKey"]);
    assert_ne!(after["secretKey"], before["secretKey"]);
}

#[test]
fn a_subscription_has_its_documented_fields() {
    let subscription = Stage::start().ask(CREATE, &new());
    let expected = [
        "blockedByErrorCount",
        "createdDate",
        "notificationEventTypes",
        "publicKey",
        "requestId",
        "secretKey",
        "url",
    ];
    assert_eq!(fields(&subscription), expected);
    assert_eq!(subscription["createdDate"], "2022-04-25T11:17:48.390Z");
    assert_eq!(subscription["blockedByErrorCount"], 0);
}

#[test]
fn the_request_id_names_the_subscription_once() {
    let mut stage = Stage::start();
    stage.ask(CREATE, &new());
    let problem = format!("Key {ID} already exists");
    stage.refuses(CREATE, &new(), ErrorCode::KeyExists, &problem);
}
