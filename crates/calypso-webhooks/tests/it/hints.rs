//! What a mismatch says when somebody touched the body on its way.

use calypso_webhooks::{MismatchHint, Receiver, SignedDelivery, VerifyWebhookError};

use crate::{BODY, delivery, key, receiver, secret, verify};

#[track_caller]
fn check(received: impl Into<bytes::Bytes>, expected: MismatchHint) {
    let error = receiver().verify(delivery(BODY).headers(), received).unwrap_err();
    assert_eq!(error, VerifyWebhookError::Mismatch { hint: expected });
}

#[test]
fn a_byte_order_mark_is_noticed() {
    check(format!("\u{feff}{BODY}"), MismatchHint::ByteOrderMark);
}

#[test]
fn a_line_break_at_the_end_is_noticed() {
    check(format!("{BODY}\n"), MismatchHint::TrailingSpace);
    check(format!("{BODY}\r\n"), MismatchHint::TrailingSpace);
}

#[test]
fn an_indented_body_is_noticed() {
    check(BODY.replace(",\"", ",\n  \""), MismatchHint::Indented);
    check(BODY.replace("\":", "\": "), MismatchHint::Indented);
}

#[test]
fn an_empty_body_is_noticed() {
    check("", MismatchHint::EmptyBody);
}

#[test]
fn an_untouched_body_points_at_the_secret() {
    let delivery = SignedDelivery::new(&key("public-key"), &secret("wrong"), BODY);
    let error = verify(&receiver(), &delivery).unwrap_err();
    assert_eq!(error, VerifyWebhookError::Mismatch { hint: MismatchHint::WrongSecret });
}

#[test]
fn crossed_key_pairs_are_noticed() {
    let receiver = Receiver::new(key("one"), &secret("a")).with_key(key("two"), &secret("b"));
    let delivery = SignedDelivery::new(&key("one"), &secret("b"), BODY);
    let error = verify(&receiver, &delivery).unwrap_err();
    assert_eq!(error, VerifyWebhookError::Mismatch { hint: MismatchHint::OtherKey });
}

#[test]
fn a_genuine_delivery_is_accepted_however_it_is_written() {
    for body in [format!("\u{feff}{BODY}"), format!("{BODY}\n"), BODY.replace(':', ": ")] {
        assert!(verify(&receiver(), &delivery(&body)).is_ok());
    }
}

#[test]
fn no_hint_repeats_the_body_the_signature_or_a_secret() {
    let delivery = SignedDelivery::new(&key("public-key"), &secret("wrong-secret"), BODY);
    let error = verify(&receiver(), &delivery).unwrap_err();
    let shown = format!("{error} {error:?}");
    let sign = delivery.headers()["sign"].to_str().unwrap();
    let parts = ["underpaid", "the-secret", "wrong-secret", sign.get(..8).unwrap()];
    for part in parts {
        assert!(!shown.contains(part), "{part} in {shown}");
    }
}
