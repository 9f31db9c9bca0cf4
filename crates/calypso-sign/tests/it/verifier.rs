//! Verdicts under one and several secrets.

use calypso_sign::{Signer, Verifier};

use crate::secret;

#[test]
fn during_a_rotation_both_secrets_are_accepted_and_a_third_is_not() {
    let (old, new, other) = (secret("old"), secret("new"), secret("other"));
    let verifier = Verifier::new(&new).with_secret(&old);

    for key in [&old, &new] {
        let signature = Signer::new(key).sign(b"{}");
        assert_eq!(verifier.verify(b"{}", &signature), Ok(key.fingerprint()));
    }
    let error = verifier.verify(b"{}", &Signer::new(&other).sign(b"{}")).unwrap_err();
    assert_eq!(error.tried(), 2);

    let listed: Vec<_> = verifier.fingerprints().collect();
    assert_eq!(listed, [new.fingerprint(), old.fingerprint()]);
}

#[test]
fn the_same_secret_twice_changes_nothing() {
    let key = secret("key");
    let verifier = Verifier::new(&key).with_secret(&key);
    let signature = Signer::new(&key).sign(b"{}");
    assert_eq!(verifier.verify(b"{}", &signature), Ok(key.fingerprint()));
}

#[test]
fn a_refusal_says_what_to_check_and_shows_no_signature() {
    let one = Verifier::new(&secret("one"));
    let forged = Signer::new(&secret("forger")).sign(b"{}");
    let right = Signer::new(&secret("one")).sign(b"{}");

    let error = one.verify(b"{}", &forged).unwrap_err();

    assert_eq!(
        error.to_string(),
        "the signature does not match the body (1 secret tried): check that the secret belongs to \
         the public key and that the bytes are the ones received, before any parser"
    );
    let shown = format!("{error} {error:?}");
    for signature in [forged, right] {
        assert!(!shown.contains(&format!("{signature:.8}")));
    }
    let two = one.with_secret(&secret("two"));
    assert!(two.verify(b"{}", &forged).unwrap_err().to_string().contains("(2 secrets tried)"));
}
