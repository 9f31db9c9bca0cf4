//! Counts allocations in a binary of its own, so that no other test is counted along.
#![expect(clippy::unwrap_used, reason = "a failed setup should stop the test")]

use allocation_counter::measure;
use calypso_sign::{FreshnessWindow, SecretKey, Signature, Signer, Timestamp, Verifier};

#[test]
fn signing_and_writing_the_header_allocate_nothing() {
    let signer = Signer::new(&secret());
    for length in [0, 1, 127, 128, 129, 1024, 1 << 20] {
        let body = vec![b'x'; length];
        let counted = measure(|| {
            let hex = signer.sign(&body).to_hex();
            assert_eq!(hex.as_str().len(), Signature::HEX_LENGTH);
        });
        assert_eq!(counted.count_total, 0, "a body of {length} bytes");
    }
}

#[test]
fn reading_the_header_and_verifying_allocate_nothing() {
    let signer = Signer::new(&secret());
    let verifier = Verifier::new(&SecretKey::new("another").unwrap()).with_secret(&secret());
    let header = signer.sign(b"{}").to_string();

    let counted = measure(|| {
        let signature = Signature::parse(&header).unwrap();
        assert_eq!(verifier.verify(b"{}", &signature), Ok(signer.fingerprint()));
        assert!(verifier.verify(b"{ }", &signature).is_err());
    });

    assert_eq!(counted.count_total, 0);
}

#[test]
fn checking_the_window_allocates_nothing() {
    let now = Timestamp::from_millis(1_700_000_000_000);
    let counted = measure(|| FreshnessWindow::API.check(now, now).unwrap());
    assert_eq!(counted.count_total, 0);
}

#[test]
fn the_counter_sees_an_allocation() {
    let counted = measure(|| drop(std::hint::black_box(vec![0_u8; 64])));
    assert_eq!(counted.count_total, 1);
}

fn secret() -> SecretKey {
    SecretKey::new("b823a6b9ea72408583cef9ec8d67fa52").unwrap()
}
