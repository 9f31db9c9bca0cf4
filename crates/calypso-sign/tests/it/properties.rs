//! Properties of signatures, verdicts, and the window.

use calypso_sign::{
    DerivationKey, FreshnessWindow, SecretKey, Signature, Signer, StaleTimestamp, Timestamp,
    Verifier, derive_id,
};
use proptest::prelude::*;

fn secret_text() -> impl Strategy<Value = String> {
    "[!-~]{1,200}"
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 1..600)
}

proptest! {
    #[test]
    fn a_signature_verifies_and_survives_its_hex(text in secret_text(), body in body()) {
        let secret = SecretKey::new(text).unwrap();
        let signature = Signer::new(&secret).sign(&body);
        let read = Signature::parse(signature.to_hex().as_str()).unwrap();
        prop_assert_eq!(read, signature);
        prop_assert_eq!(Verifier::new(&secret).verify(&body, &read), Ok(secret.fingerprint()));
    }

    #[test]
    fn any_changed_byte_of_the_body_changes_the_verdict(
        text in secret_text(), body in body(), at in any::<prop::sample::Index>(), flip in 1_u8..,
    ) {
        let secret = SecretKey::new(text).unwrap();
        let signature = Signer::new(&secret).sign(&body);
        let mut changed = body.clone();
        changed[at.index(body.len())] ^= flip;
        prop_assert!(Verifier::new(&secret).verify(&changed, &signature).is_err());
    }

    #[test]
    fn any_byte_more_or_less_changes_the_verdict(text in secret_text(), body in body(), extra: u8) {
        let secret = SecretKey::new(text).unwrap();
        let signature = Signer::new(&secret).sign(&body);
        let verifier = Verifier::new(&secret);
        let longer = [body.as_slice(), &[extra]].concat();
        prop_assert!(verifier.verify(&longer, &signature).is_err());
        let (_, without_first) = body.split_first().unwrap();
        prop_assert!(verifier.verify(without_first, &signature).is_err());
        let (_, without_last) = body.split_last().unwrap();
        prop_assert!(verifier.verify(without_last, &signature).is_err());
    }

    #[test]
    fn any_changed_byte_of_the_secret_changes_the_verdict(
        text in secret_text(), body in body(),
        at in any::<prop::sample::Index>(), other in b'!'..=b'~',
    ) {
        let mut bytes = text.clone().into_bytes();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != other);
        bytes[at] = other;
        let changed = SecretKey::new(String::from_utf8(bytes).unwrap()).unwrap();
        let signature = Signer::new(&SecretKey::new(text).unwrap()).sign(&body);
        prop_assert!(Verifier::new(&changed).verify(&body, &signature).is_err());
    }

    #[test]
    fn any_changed_bit_of_the_signature_is_refused(
        text in secret_text(), body in body(), bit in 0_usize..512,
    ) {
        let secret = SecretKey::new(text).unwrap();
        let mut bytes = *Signer::new(&secret).sign(&body).as_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(Verifier::new(&secret).verify(&body, &Signature::from_bytes(bytes)).is_err());
    }

    #[test]
    fn the_order_of_secrets_does_not_matter(
        texts in prop::collection::hash_set("[a-z]{1,20}", 2..6),
        body in body(), which in any::<prop::sample::Index>(),
    ) {
        let secrets: Vec<_> = texts.into_iter().map(|text| SecretKey::new(text).unwrap()).collect();
        let signature = Signer::new(which.get(&secrets)).sign(&body);
        let (first, rest) = secrets.split_first().unwrap();
        let forward = rest.iter().fold(Verifier::new(first), Verifier::with_secret);
        let (last, rest) = secrets.split_last().unwrap();
        let backward = rest.iter().rev().fold(Verifier::new(last), Verifier::with_secret);
        prop_assert_eq!(forward.verify(&body, &signature), Ok(which.get(&secrets).fingerprint()));
        prop_assert_eq!(backward.verify(&body, &signature), forward.verify(&body, &signature));
    }

    #[test]
    fn reading_a_signature_never_panics(text in prop::collection::vec(any::<u8>(), 0..200)) {
        let expected = text.len() == 128 && text.iter().all(u8::is_ascii_hexdigit);
        prop_assert_eq!(Signature::parse(&text).is_ok(), expected);
    }

    #[test]
    fn reading_128_bytes_accepts_hex_digits_only(text in prop::array::uniform32(any::<[u8; 4]>())) {
        let text = text.concat();
        prop_assert_eq!(Signature::parse(&text).is_ok(), text.iter().all(u8::is_ascii_hexdigit));
    }

    #[test]
    fn the_window_agrees_with_wide_arithmetic(now: i64, stamp: i64, width: u64) {
        let distance = i128::from(stamp).checked_sub(i128::from(now)).unwrap();
        let over = distance.unsigned_abs().saturating_sub(u128::from(width));
        let over = u64::try_from(over).unwrap();
        let expected = match over {
            0 => Ok(()),
            by_ms if distance < 0 => Err(StaleTimestamp::TooOld { by_ms }),
            by_ms => Err(StaleTimestamp::TooNew { by_ms }),
        };
        let window = FreshnessWindow::from_millis(width);
        let verdict = window.check(Timestamp::from_millis(now), Timestamp::from_millis(stamp));
        prop_assert_eq!(verdict, expected);
    }

    #[test]
    fn different_orders_have_different_ids(one in "\\PC{0,40}", other in "\\PC{0,40}") {
        let key = DerivationKey::new("keep-this-next-to-the-database").unwrap();
        prop_assert_eq!(derive_id(&key, &one) == derive_id(&key, &other), one == other);
    }
}
