//! The official signing example, and vectors computed with the rule it proves.

use calypso_sign::{Signature, Signer, Verifier};
use serde::Deserialize;

use crate::secret;

#[derive(Deserialize)]
struct Vectors {
    vectors: Vec<Vector>,
    negative: Vec<Negative>,
}

#[derive(Deserialize)]
struct Vector {
    name: String,
    secret: String,
    body: String,
    sign: String,
}

#[derive(Deserialize)]
struct Negative {
    name: String,
    secret: String,
    body: String,
    wrong_sign: String,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../data/signing-vectors.json")).unwrap()
}

#[test]
fn every_vector_is_signed_and_verified() {
    let vectors = vectors().vectors;
    assert_eq!(vectors.len(), 7);
    for vector in vectors {
        let secret = secret(&vector.secret);
        let signature = Signer::new(&secret).sign(vector.body.as_bytes());
        assert_eq!(signature.to_hex().as_str(), vector.sign, "{}", vector.name);

        let received = Signature::parse(&vector.sign).unwrap();
        let verdict = Verifier::new(&secret).verify(vector.body.as_bytes(), &received);
        assert_eq!(verdict, Ok(secret.fingerprint()), "{}", vector.name);
    }
}

#[test]
fn every_negative_vector_is_refused() {
    let negative = vectors().negative;
    assert_eq!(negative.len(), 1);
    for vector in negative {
        let secret = secret(&vector.secret);
        let wrong = Signature::parse(&vector.wrong_sign).unwrap();
        assert_ne!(Signer::new(&secret).sign(vector.body.as_bytes()), wrong, "{}", vector.name);

        let verdict = Verifier::new(&secret).verify(vector.body.as_bytes(), &wrong);
        assert_eq!(verdict.unwrap_err().tried(), 1, "{}", vector.name);
    }
}
