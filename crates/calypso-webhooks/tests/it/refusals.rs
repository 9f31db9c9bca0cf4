//! Each way to be refused, with the status to answer.

use calypso_sign::{ParseSignatureError, Signature};
use calypso_webhooks::{MismatchHint, SignatureHeader, VerifyWebhookError};
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::{BODY, delivery, receiver};

#[track_caller]
fn check(headers: &HeaderMap, expected: VerifyWebhookError, status: StatusCode) {
    let error = receiver().verify(headers, BODY).unwrap_err();
    assert_eq!(error, expected);
    assert_eq!(error.status(), status);
}

fn genuine() -> HeaderMap {
    delivery(BODY).headers().clone()
}

#[test]
fn a_missing_header_is_refused() {
    for (name, header) in [("key", SignatureHeader::Key), ("sign", SignatureHeader::Sign)] {
        let mut headers = genuine();
        headers.remove(name);
        let expected = VerifyWebhookError::MissingHeader { header };
        check(&headers, expected, StatusCode::UNAUTHORIZED);
    }
}

#[test]
fn a_repeated_header_is_refused_even_with_the_same_value() {
    for (name, header) in [("key", SignatureHeader::Key), ("sign", SignatureHeader::Sign)] {
        for value in [genuine()[name].clone(), HeaderValue::from_static("else")] {
            let mut headers = genuine();
            headers.append(name, value);
            let expected = VerifyWebhookError::DuplicateHeader { header };
            check(&headers, expected, StatusCode::UNAUTHORIZED);
        }
    }
}

#[test]
fn a_malformed_signature_is_refused() {
    let digits = "a".repeat(128);
    let cases = [
        ("b16e".to_owned(), ParseSignatureError::Length { found: 4 }),
        (String::new(), ParseSignatureError::Length { found: 0 }),
        (format!("0x{digits}"), ParseSignatureError::Length { found: 130 }),
        (format!("{digits}, {digits}"), ParseSignatureError::Length { found: 258 }),
        ("g".repeat(128), ParseSignatureError::Digit { position: 0 }),
    ];
    for (text, cause) in cases {
        let mut headers = genuine();
        headers.insert("sign", HeaderValue::from_str(&text).unwrap());
        let expected = VerifyWebhookError::MalformedSignature(cause);
        check(&headers, expected, StatusCode::UNAUTHORIZED);
    }
}

#[test]
fn an_unknown_key_is_refused() {
    for value in [&b"another-key"[..], b"", b"PUBLIC-KEY", b"public-key ", b"public-key\xff"] {
        let mut headers = genuine();
        headers.insert("key", HeaderValue::from_bytes(value).unwrap());
        check(&headers, VerifyWebhookError::UnknownKey, StatusCode::UNAUTHORIZED);
    }
}

#[test]
fn another_signature_is_refused() {
    let mut headers = genuine();
    let forged = Signature::from_bytes([7; 64]).to_string();
    headers.insert("sign", HeaderValue::from_str(&forged).unwrap());
    let expected = VerifyWebhookError::Mismatch { hint: MismatchHint::WrongSecret };
    check(&headers, expected, StatusCode::UNAUTHORIZED);
}

#[test]
fn a_body_that_is_too_large_is_answered_with_413() {
    let error = receiver().with_body_limit(10).verify(&genuine(), BODY).unwrap_err();
    assert_eq!(error, VerifyWebhookError::BodyTooLarge { limit: 10 });
    assert_eq!(error.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[test]
fn the_headers_are_judged_before_the_body() {
    let error = receiver().with_body_limit(0).verify(&HeaderMap::new(), BODY).unwrap_err();
    assert_eq!(error, VerifyWebhookError::MissingHeader { header: SignatureHeader::Key });
}

#[test]
fn errors_say_what_to_do_in_one_line() {
    let errors = [
        VerifyWebhookError::BodyTooLarge { limit: 65_536 },
        VerifyWebhookError::DuplicateHeader { header: SignatureHeader::Sign },
        VerifyWebhookError::MalformedSignature(Signature::parse("").unwrap_err()),
        VerifyWebhookError::MissingHeader { header: SignatureHeader::Key },
        VerifyWebhookError::UnknownKey,
        VerifyWebhookError::Mismatch { hint: MismatchHint::EmptyBody },
    ];
    assert_eq!(
        errors.map(|error| error.to_string()),
        [
            "the body is longer than the 65536 bytes this receiver accepts",
            "the Sign header stands there more than once: look for a proxy that repeats it",
            "the Sign header is not a signature",
            "the Key header is missing: a genuine delivery carries Key and Sign",
            "the Key header names no key of this receiver: add the subscription's public key",
            "the signature does not match the body: the body is empty, so something may have \
             read it before; verify ahead of other middleware",
        ]
    );
}
