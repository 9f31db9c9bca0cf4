//! Webhook subscriptions on the wire: deleting, changing, and new keys.

use calypso_model::{
    BlockedByErrorCount, Endpoint, EventService, EventType, Subscription, SubscriptionChange,
    SubscriptionId, SubscriptionRef, Subscriptions,
};
use proptest::prelude::*;

use crate::replies::read;
use crate::requests::writes;
use crate::wire_text::{date, flag, list, object, optional, required, scale, text, word};

fn id() -> SubscriptionId {
    SubscriptionId::parse("0b8f7a52-56f5-4f1a-9d70-4f6a2f2f8d11").unwrap()
}

#[test]
fn a_subscription_is_named_by_its_request_id() {
    let named = SubscriptionRef::new(id());
    writes("webhook-delete", Endpoint::WebhookDelete, Some(&named));
    writes("webhook-regenerate", Endpoint::WebhookRegenerate, Some(&named));
}

#[test]
fn a_change_names_what_changes() {
    let url = "https://shop.example/calypso/v2";
    let change = SubscriptionChange::new(id(), url)
        .with_event_types([EventType::InvoicePaid, EventType::CustomerPurseExpired])
        .with_services([EventService::Payout]);
    writes("webhook-change", Endpoint::WebhookChange, Some(&change));
    let least = SubscriptionChange::new(id(), url);
    writes("webhook-change.least", Endpoint::WebhookChange, Some(&least));
    // No events is another wish than the same events.
    let none = serde_json::to_string(&least.with_event_types([])).unwrap();
    assert!(none.contains(r#""notificationEventTypes":[],"url""#), "{none}");
}

#[test]
fn a_changed_subscription_keeps_its_keys_and_a_renewed_one_does_not() {
    let before: Subscription = read("webhook-create");
    let changed: Subscription = read("webhook-change");
    assert_eq!(changed.request_id, before.request_id);
    assert_eq!(changed.url, "https://shop.example/calypso/v2");
    assert_eq!(changed.public_key, before.public_key);
    assert_eq!(changed.secret_key, before.secret_key);
    assert_eq!(changed.blocked_by_error_count, Some(BlockedByErrorCount::Count(101)));
    let renewed: Subscription = read("webhook-regenerate");
    assert_eq!(renewed.request_id, before.request_id);
    assert_eq!(renewed.url, before.url);
    assert_ne!(renewed.public_key, before.public_key);
    assert_ne!(renewed.secret_key, before.secret_key);
}

#[test]
fn a_subscription_is_found_in_the_list_whatever_the_case_of_its_id() {
    let list: Subscriptions = read("webhook-list");
    assert_eq!(list.find(&id()), list.subscriptions.first());
    let upper = SubscriptionId::parse("1C9A8B63-67A6-4A2B-8E81-5A7B3C3C9E22").unwrap();
    assert_eq!(list.find(&upper), list.subscriptions.last());
    let other = SubscriptionId::parse("1c9a8b63-67a6-4a2b-8e81-5a7b3c3c9e23").unwrap();
    assert_eq!(list.find(&other), None);
}

proptest! {
    /// A subscription is never written back, since it holds a secret; it is read the same again.
    #[test]
    fn any_subscription_is_read_and_keeps_its_secret_to_itself(json in object(vec![
        required("requestId", crate::wire_text::id()),
        optional("notificationEventTypes", list(word(&["INVOICE_PAID", "PAYOUT_CONFIRMED"]))),
        required("url", text()),
        required("publicKey", text()),
        required("secretKey", Just(String::from("\"do-not-show\""))),
        optional("createdDate", date()),
        optional("blockedByErrorCount", prop_oneof![flag(), scale()]),
    ])) {
        let subscription: Subscription = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(subscription.secret_key.expose_secret(), "do-not-show");
        let printed = format!("{subscription:?}");
        prop_assert!(!printed.contains("do-not-show"));
        prop_assert_eq!(serde_json::from_str::<Subscription>(&json).unwrap(), subscription);
    }
}
