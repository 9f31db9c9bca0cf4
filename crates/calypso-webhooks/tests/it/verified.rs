//! What a proof gives: the event, the raw body, and the key for deduplication.

use calypso_model::{EventId, EventType, SubscriptionId};

use crate::{BODY, delivery, key, receiver, verify};

#[test]
fn a_verified_body_becomes_a_verified_event() {
    let event = verify(&receiver(), &delivery(BODY)).unwrap().parse().unwrap();

    assert_eq!(event.body(), BODY.as_bytes());
    assert_eq!(event.public_key(), &key("public-key"));
    assert_eq!(event.event_type, EventType::InvoicePendingIntervention);
    assert_eq!(event.event().id.as_str(), "42");
    assert_eq!(event.into_event().id.as_str(), "42");
}

#[test]
fn the_dedup_key_is_the_subscription_with_the_number() {
    let first = verify(&receiver(), &delivery(BODY)).unwrap().parse().unwrap().dedup_key();
    let again = verify(&receiver(), &delivery(BODY)).unwrap().parse().unwrap().dedup_key();
    let other = delivery(&BODY.replace("\"id\":42", "\"id\":43"));
    let other = verify(&receiver(), &other).unwrap().parse().unwrap().dedup_key();

    assert_eq!(first, again);
    assert_ne!(first, other);
    let subscription = "7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11";
    assert_eq!(first.subscription(), &SubscriptionId::parse(subscription).unwrap());
    assert_eq!(first.event(), &EventId::parse("42").unwrap());
    assert_eq!(first.to_string(), format!("{subscription}/42"));
}

#[test]
fn a_number_written_as_text_is_the_same_event() {
    let number = verify(&receiver(), &delivery(BODY)).unwrap().parse().unwrap();
    let text = delivery(&BODY.replace("\"id\":42", "\"id\":\"42\""));
    let text = verify(&receiver(), &text).unwrap().parse().unwrap();
    assert_eq!(number.dedup_key(), text.dedup_key());
}

#[test]
fn an_event_of_an_unknown_type_is_an_event() {
    let body = BODY.replace("INVOICE_PENDING_INTERVENTION", "INVOICE_FROM_THE_FUTURE");
    let event = verify(&receiver(), &delivery(&body)).unwrap().parse().unwrap();
    assert_eq!(event.event_type.as_str(), "INVOICE_FROM_THE_FUTURE");
    assert!(event.raw_data().contains("underpaid"));
    assert_eq!(event.dedup_key().event().as_str(), "42");
}

#[test]
fn a_genuine_body_that_is_no_event_stays_at_hand() {
    for body in ["", "[]", "{}", "{\"id\":42}", "not json"] {
        let verified = verify(&receiver(), &delivery(body)).unwrap();
        assert!(verified.parse().is_err(), "{body}");
        assert_eq!(verified.body(), body.as_bytes());
    }
}

#[test]
fn debug_leaves_the_body_out() {
    let raw = verify(&receiver(), &delivery(BODY)).unwrap();
    let event = raw.parse().unwrap();
    for shown in [format!("{raw:?}"), format!("{event:?}"), format!("{event:#?}")] {
        assert!(shown.contains("ApiKey(public-key)") && shown.contains("body_length"), "{shown}");
        for part in ["underpaid", "1201", "the-secret"] {
            assert!(!shown.contains(part), "{part} in {shown}");
        }
    }
}
