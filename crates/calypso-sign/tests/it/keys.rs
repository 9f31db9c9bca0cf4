//! What may be a key, and what a key shows of itself.

use calypso_sign::{ApiKey, DerivationKey, InvalidApiKey, InvalidDerivationKey, InvalidSecretKey};
use calypso_sign::{SecretKey, Signer, Verifier};

use crate::{OFFICIAL_SECRET, secret};

#[test]
fn a_secret_is_refused_when_it_can_only_be_a_slip() {
    let refused = [
        ("", InvalidSecretKey::Empty),
        ("b823\n", InvalidSecretKey::ControlCharacter),
        ("b823\r\n", InvalidSecretKey::ControlCharacter),
        ("b823\0", InvalidSecretKey::ControlCharacter),
        ("b8\u{7f}23", InvalidSecretKey::ControlCharacter),
        ("b8\u{85}23", InvalidSecretKey::ControlCharacter),
        (" b823", InvalidSecretKey::SurroundingSpace),
        ("b823 ", InvalidSecretKey::SurroundingSpace),
        ("b823\u{a0}", InvalidSecretKey::SurroundingSpace),
        ("b823\u{200b}", InvalidSecretKey::SurroundingSpace),
        ("\u{feff}b823", InvalidSecretKey::SurroundingSpace),
        (" ", InvalidSecretKey::SurroundingSpace),
    ];
    for (text, expected) in refused {
        assert_eq!(SecretKey::new(text).unwrap_err(), expected, "{text:?}");
        assert_eq!(text.parse::<SecretKey>().unwrap_err(), expected, "{text:?}");
    }
}

#[test]
fn a_secret_keeps_its_text_byte_for_byte() {
    for text in ["a", "ABCDEF", "abcdef", "two words", "geheim-ß-₿", "0x00"] {
        assert_eq!(secret(text).expose_secret(), text);
    }
}

#[test]
fn the_case_of_a_secret_matters() {
    let lower = secret("abcdef0123456789");
    let upper = secret("ABCDEF0123456789");
    assert_ne!(lower, upper);
    assert_ne!(Signer::new(&lower).sign(b"{}"), Signer::new(&upper).sign(b"{}"));
}

#[test]
fn secrets_are_equal_when_their_texts_are() {
    assert_eq!(secret(OFFICIAL_SECRET), secret(OFFICIAL_SECRET));
    assert_ne!(secret("same-start"), secret("same-start-and-more"));
}

#[test]
fn a_fingerprint_is_eight_fixed_digits_and_no_part_of_the_secret() {
    let fingerprint = secret(OFFICIAL_SECRET).fingerprint();
    assert_eq!(fingerprint.to_string(), "38ffab38");
    assert_eq!(format!("{fingerprint:?}"), "Fingerprint(38ffab38)");
    assert!(!OFFICIAL_SECRET.contains("38ffab38"));
    assert_ne!(fingerprint, secret("another").fingerprint());
    assert_eq!(Signer::new(&secret(OFFICIAL_SECRET)).fingerprint(), fingerprint);
}

#[test]
fn debug_shows_fingerprints_and_never_a_secret() {
    let key = secret(OFFICIAL_SECRET);
    let verifier = Verifier::new(&key).with_secret(&secret("another"));
    let derivation = DerivationKey::new(OFFICIAL_SECRET).unwrap();

    assert_eq!(format!("{key:?}"), "SecretKey([redacted; fp=38ffab38])");
    assert_eq!(format!("{:?}", Signer::new(&key)), "Signer([redacted; fp=38ffab38])");
    assert_eq!(format!("{derivation:?}"), "DerivationKey([redacted; fp=38ffab38])");
    let shown = format!("{verifier:?} {verifier:#?} {key:#?} {derivation:#?}");
    assert!(shown.starts_with("Verifier[Signer([redacted; fp=38ffab38]), Signer([redacted; fp="));
    for part in ["b823a6b9", "8d67fa52", "another"] {
        assert!(!shown.contains(part), "{part} in {shown}");
    }
}

#[test]
fn a_refused_key_is_not_repeated_in_its_error() {
    let errors = [
        format!("{:?}", SecretKey::new("topsecret\n").unwrap_err()),
        SecretKey::new("topsecret\n").unwrap_err().to_string(),
        SecretKey::new(" topsecret").unwrap_err().to_string(),
        ApiKey::new("topsecret ").unwrap_err().to_string(),
        format!("{:?}", ApiKey::new("topsecret ").unwrap_err()),
        DerivationKey::new("topsecret").unwrap_err().to_string(),
    ];
    for error in errors {
        assert!(!error.contains("topsecret"), "{error}");
    }
}

#[test]
fn a_public_key_is_visible_ascii() {
    let key = ApiKey::new("c529e14832b34b74972365cf7bf02430").unwrap();
    assert_eq!(key.as_str(), "c529e14832b34b74972365cf7bf02430");
    assert_eq!(key.to_string(), key.as_str());
    assert_eq!(format!("{key:?}"), "ApiKey(c529e14832b34b74972365cf7bf02430)");

    assert_eq!(ApiKey::new(""), Err(InvalidApiKey::Empty));
    for (text, position) in
        [(" a", 0), ("a b", 1), ("ab\n", 2), ("a\0", 1), ("aß", 1), ("a\u{7f}", 1)]
    {
        assert_eq!(ApiKey::new(text), Err(InvalidApiKey::Character { position }), "{text:?}");
        assert_eq!(text.parse::<ApiKey>(), Err(InvalidApiKey::Character { position }));
    }
}

#[test]
fn a_derivation_key_has_at_least_sixteen_bytes() {
    assert_eq!(
        DerivationKey::new("fifteen-bytes-x").unwrap_err(),
        InvalidDerivationKey::TooShort { found: 15 }
    );
    assert!(DerivationKey::new("sixteen-bytes-xy").is_ok());
    assert_eq!(
        DerivationKey::new("sixteen-bytes-xy\n").unwrap_err(),
        InvalidDerivationKey::Text(InvalidSecretKey::ControlCharacter)
    );
}

#[test]
fn errors_say_what_to_do() {
    let lines = [
        InvalidSecretKey::ControlCharacter.to_string(),
        InvalidSecretKey::Empty.to_string(),
        InvalidSecretKey::SurroundingSpace.to_string(),
        InvalidApiKey::Empty.to_string(),
        ApiKey::new("a ").unwrap_err().to_string(),
        DerivationKey::new("short").unwrap_err().to_string(),
    ];
    assert_eq!(
        lines,
        [
            "the secret holds a control character: \
            remove the line break it was read or pasted with",
            "the secret is empty: check the setting it is read from",
            "the secret starts or ends with white space or an invisible mark: remove it",
            "the public key is empty: check the setting it is read from",
            "the public key holds a character at byte 1 that is not visible ascii: remove it",
            "the derivation key has 5 bytes: use at least 16, better 32 random characters",
        ]
    );
}
