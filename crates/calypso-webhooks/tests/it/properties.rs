//! Properties of the gate: nothing unproven passes, nothing crashes it.

use calypso_sign::SecretKey;
use calypso_webhooks::{Receiver, SignedDelivery};
use http::{HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;

use crate::{key, receiver, secret};

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 1..400)
}

fn header() -> impl Strategy<Value = (&'static str, Option<HeaderValue>)> {
    let bytes = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..140),
        "[0-9a-fA-F]{128}".prop_map(String::into_bytes),
        Just(b"public-key".to_vec()),
    ];
    let name = prop_oneof![Just("key"), Just("sign")];
    (name, bytes.prop_map(|bytes| HeaderValue::from_bytes(&bytes).ok()))
}

proptest! {
    #[test]
    fn any_flipped_byte_of_the_body_is_refused(
        body in body(), at in any::<prop::sample::Index>(), flip in 1_u8..,
    ) {
        let signed = SignedDelivery::new(&key("public-key"), &secret("the-secret"), body.clone());
        prop_assert!(receiver().verify(signed.headers(), body.clone()).is_ok());
        let mut changed = body.clone();
        changed[at.index(body.len())] ^= flip;
        prop_assert!(receiver().verify(signed.headers(), changed).is_err());
    }

    #[test]
    fn any_flipped_byte_of_the_signature_is_refused(
        body in body(), at in 0_usize..128, digit in "[0-9a-zA-Z]",
    ) {
        let signed = SignedDelivery::new(&key("public-key"), &secret("the-secret"), body.clone());
        let mut headers = signed.headers().clone();
        let mut sign = headers["sign"].as_bytes().to_vec();
        let digit = digit.as_bytes()[0];
        prop_assume!(!sign[at].eq_ignore_ascii_case(&digit));
        sign[at] = digit;
        headers.insert("sign", HeaderValue::from_bytes(&sign).unwrap());
        prop_assert!(receiver().verify(&headers, body).is_err());
    }

    #[test]
    fn the_order_of_keys_and_secrets_does_not_change_the_verdict(
        known in prop::collection::vec(("[ab]", "[a-d]"), 1..6),
        claimed in "[abc]", signer in "[a-e]", body in body(),
    ) {
        let build = |pairs: &[(String, String)]| {
            let ((public, text), rest) = pairs.split_first().unwrap();
            rest.iter().fold(
                Receiver::new(key(public), &secret(text)),
                |receiver, (public, text)| receiver.with_key(key(public), &secret(text)),
            )
        };
        let delivery = SignedDelivery::new(&key(&claimed), &secret(&signer), body.clone());
        let verdict = |pairs: &[(String, String)]| {
            build(pairs)
                .verify(delivery.headers(), body.clone())
                .map(|verified| (verified.public_key().clone(), verified.secret_fingerprint()))
        };
        let reversed: Vec<_> = known.iter().rev().cloned().collect();
        let mut sorted = known.clone();
        sorted.sort();

        let expected = known.contains(&(claimed, signer));
        prop_assert_eq!(verdict(&known).is_ok(), expected);
        prop_assert_eq!(verdict(&reversed), verdict(&known));
        prop_assert_eq!(verdict(&sorted), verdict(&known));
    }

    #[test]
    fn arbitrary_headers_are_refused_without_a_panic(
        values in prop::collection::vec(header(), 0..5),
        body in body(),
    ) {
        let mut headers = HeaderMap::new();
        for (name, value) in values {
            if let Some(value) = value {
                headers.append(HeaderName::from_static(name), value);
            }
        }
        prop_assert!(receiver().verify(&headers, body).is_err());
    }

    #[test]
    fn parsing_whatever_was_signed_never_panics(body in body()) {
        let signed = SignedDelivery::new(&key("public-key"), &secret("the-secret"), body);
        let verified = receiver().verify(signed.headers(), signed.body().clone()).unwrap();
        prop_assert!(verified.parse().is_err());
    }

    #[test]
    fn any_secret_signs_for_its_own_receiver_only(one in "[!-~]{1,64}", other in "[!-~]{1,64}") {
        let delivery = SignedDelivery::new(&key("k"), &secret(&one), "{}");
        let receiver = Receiver::new(key("k"), &SecretKey::new(other.clone()).unwrap());
        let accepted = receiver.verify(delivery.headers(), delivery.body().clone()).is_ok();
        prop_assert_eq!(accepted, one == other);
    }
}
