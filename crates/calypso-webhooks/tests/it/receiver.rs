//! Genuine deliveries, several keys, and the size limit.

use calypso_webhooks::{MismatchHint, Receiver, SignedDelivery, VerifyWebhookError};
use http::{HeaderMap, HeaderValue};

use crate::{BODY, delivery, key, receiver, secret, verify};

#[test]
fn a_genuine_delivery_is_verified_with_its_body_as_it_came() {
    let verified = verify(&receiver(), &delivery(BODY)).unwrap();
    assert_eq!(verified.body(), BODY.as_bytes());
    assert_eq!(verified.public_key(), &key("public-key"));
    assert_eq!(verified.secret_fingerprint(), secret("the-secret").fingerprint());
}

#[test]
fn the_official_signing_example_is_a_delivery_too() {
    let mut headers = HeaderMap::new();
    headers.insert("Key", HeaderValue::from_static("c529e14832b34b74972365cf7bf02430"));
    headers.insert(
        "Sign",
        HeaderValue::from_static(
            "b16e9d45f49f2069becbc4f108b237bee588cfc353fe9501df103e692acbc68d\
             482a10d34c12bea22fedde7e28e1b8e57a6a0a373b0e9a27c5257bd8b36e13b9",
        ),
    );
    let receiver = Receiver::new(
        key("c529e14832b34b74972365cf7bf02430"),
        &secret("b823a6b9ea72408583cef9ec8d67fa52"),
    );
    assert!(receiver.verify(&headers, r#"{"timestamp":1}"#).is_ok());
}

#[test]
fn an_upper_case_signature_is_accepted() {
    let mut headers = delivery(BODY).headers().clone();
    let upper = headers["sign"].to_str().unwrap().to_uppercase();
    headers.insert("sign", upper.parse().unwrap());
    assert!(receiver().verify(&headers, BODY).is_ok());
}

#[test]
fn a_body_that_is_no_text_is_verified_too() {
    let bytes: &'static [u8] = b"\x00\xff\xfe";
    let delivery = SignedDelivery::new(&key("public-key"), &secret("the-secret"), bytes);
    assert_eq!(verify(&receiver(), &delivery).unwrap().body(), bytes);
}

#[test]
fn a_replaced_secret_of_the_same_key_is_accepted_next_to_the_new_one() {
    let receiver = Receiver::new(key("public-key"), &secret("new")).with_secret(&secret("old"));
    for text in ["new", "old"] {
        let delivery = SignedDelivery::new(&key("public-key"), &secret(text), BODY);
        let verified = verify(&receiver, &delivery).unwrap();
        assert_eq!(verified.secret_fingerprint(), secret(text).fingerprint());
    }
    let other = SignedDelivery::new(&key("public-key"), &secret("older"), BODY);
    assert_eq!(
        verify(&receiver, &other).unwrap_err(),
        VerifyWebhookError::Mismatch { hint: MismatchHint::WrongSecret }
    );
}

#[test]
fn a_replaced_key_pair_is_accepted_next_to_the_new_one() {
    let receiver =
        Receiver::new(key("new-key"), &secret("new")).with_key(key("old-key"), &secret("old"));
    for (public_key, text) in [("new-key", "new"), ("old-key", "old")] {
        let delivery = SignedDelivery::new(&key(public_key), &secret(text), BODY);
        assert_eq!(verify(&receiver, &delivery).unwrap().public_key(), &key(public_key));
    }
}

#[test]
fn a_secret_counts_for_the_key_that_was_named_last() {
    let receiver = Receiver::new(key("one"), &secret("a"))
        .with_key(key("two"), &secret("b"))
        .with_secret(&secret("c"));
    let accepted = |public_key, text| {
        verify(&receiver, &SignedDelivery::new(&key(public_key), &secret(text), BODY)).is_ok()
    };
    assert!(accepted("one", "a") && accepted("two", "b") && accepted("two", "c"));
    assert!(!accepted("one", "b") && !accepted("one", "c") && !accepted("two", "a"));
}

#[test]
fn a_key_that_is_named_twice_keeps_both_secrets() {
    let receiver = Receiver::new(key("one"), &secret("a"))
        .with_key(key("two"), &secret("b"))
        .with_key(key("one"), &secret("c"));
    for text in ["a", "c"] {
        let verified =
            verify(&receiver, &SignedDelivery::new(&key("one"), &secret(text), BODY)).unwrap();
        assert_eq!(verified.secret_fingerprint(), secret(text).fingerprint());
    }
}

#[test]
fn adding_a_key_leaves_earlier_clones_alone() {
    let before = receiver();
    let after = before.clone().with_secret(&secret("second"));
    let delivery = SignedDelivery::new(&key("public-key"), &secret("second"), BODY);
    assert!(verify(&after, &delivery).is_ok());
    assert!(verify(&before, &delivery).is_err());
}

#[test]
fn a_body_of_exactly_64_kib_is_accepted_and_one_byte_more_is_not() {
    let limit = 64 * 1024;
    assert_eq!(Receiver::BODY_LIMIT, limit);
    assert_eq!(receiver().body_limit(), limit);

    assert!(verify(&receiver(), &delivery(&"x".repeat(limit))).is_ok());
    assert_eq!(
        verify(&receiver(), &delivery(&"x".repeat(limit + 1))).unwrap_err(),
        VerifyWebhookError::BodyTooLarge { limit }
    );
}

#[test]
fn another_limit_is_kept_to_the_byte() {
    let receiver = receiver().with_body_limit(3);
    assert!(verify(&receiver, &delivery("xyz")).is_ok());
    assert_eq!(
        verify(&receiver, &delivery("wxyz")).unwrap_err(),
        VerifyWebhookError::BodyTooLarge { limit: 3 }
    );
    let nothing = receiver.with_body_limit(0);
    assert!(verify(&nothing, &delivery("")).is_ok());
    assert!(verify(&nothing, &delivery("x")).is_err());
}

#[test]
fn debug_shows_keys_and_fingerprints_and_no_secret() {
    let receiver = receiver().with_secret(&secret("another-secret"));
    let shown = format!("{receiver:?} {receiver:#?}");
    assert!(shown.contains("ApiKey(public-key)"));
    assert!(shown.contains(&secret("the-secret").fingerprint().to_string()));
    assert!(!shown.contains("the-secret") && !shown.contains("another-secret"));
}

#[test]
fn a_signed_delivery_becomes_a_post_request() {
    let request = delivery(BODY).into_request();
    assert_eq!(request.method(), http::Method::POST);
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(request.headers()["key"], "public-key");
    assert!(receiver().verify(request.headers(), request.body().clone()).is_ok());
}
