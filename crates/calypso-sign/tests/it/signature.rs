//! Reading and writing signatures.

use calypso_sign::{ParseSignatureError, Signature, Signer};

use crate::{OFFICIAL_SECRET, secret};

#[test]
fn either_case_is_read_and_lower_case_is_written() {
    let signature = Signer::new(&secret(OFFICIAL_SECRET)).sign(b"{}");
    let lower = signature.to_string();
    let mixed: String = lower
        .char_indices()
        .map(|(at, digit)| if at % 2 == 0 { digit.to_ascii_uppercase() } else { digit })
        .collect();

    assert_eq!(lower, lower.to_lowercase());
    for text in [&lower, &lower.to_uppercase(), &mixed] {
        assert_eq!(text.parse::<Signature>(), Ok(signature));
        assert_eq!(Signature::parse(text.as_bytes()).unwrap().to_hex().as_str(), lower);
    }
    assert_eq!(signature.to_hex().to_string(), lower);
}

#[test]
fn only_128_hex_digits_are_a_signature() {
    let digits = |count| "0123456789abcdef".repeat(9).chars().take(count).collect::<String>();
    let refused = [
        (String::new(), ParseSignatureError::Length { found: 0 }),
        (digits(127), ParseSignatureError::Length { found: 127 }),
        (digits(129), ParseSignatureError::Length { found: 129 }),
        (format!("{}\n", digits(128)), ParseSignatureError::Length { found: 129 }),
        (format!("0x{}", digits(128)), ParseSignatureError::Length { found: 130 }),
        (format!("0x{}", digits(126)), ParseSignatureError::Digit { position: 1 }),
        (format!("0X{}", digits(126)), ParseSignatureError::Digit { position: 1 }),
        (format!("{} ", digits(127)), ParseSignatureError::Digit { position: 127 }),
        (format!(" {}", digits(127)), ParseSignatureError::Digit { position: 0 }),
        (format!("{}g{}", digits(60), digits(67)), ParseSignatureError::Digit { position: 60 }),
        (format!("{}é", digits(126)), ParseSignatureError::Digit { position: 126 }),
    ];
    for (text, expected) in refused {
        assert_eq!(Signature::parse(&text), Err(expected), "{text}");
    }
    assert_eq!(Signature::parse([0xff; 128]), Err(ParseSignatureError::Digit { position: 0 }));
}

#[test]
fn any_single_wrong_byte_makes_two_signatures_differ() {
    let one = Signature::from_bytes([7; 64]);
    for position in 0..64 {
        let mut bytes = [7; 64];
        bytes[position] ^= 1;
        assert_ne!(Signature::from_bytes(bytes), one);
    }
    assert_eq!(Signature::from_bytes([7; 64]), one);
    assert_eq!(one.as_bytes(), &[7; 64]);
}

#[test]
fn debug_shows_the_first_eight_digits() {
    let signature = Signature::from_bytes([0xab; 64]);
    assert_eq!(format!("{signature:?}"), "Signature(abababab…)");
    assert_eq!(format!("{:?}", signature.to_hex()), "SignatureHex(abababab…)");
}

#[test]
fn errors_say_what_to_do() {
    assert_eq!(
        Signature::parse("b16e").unwrap_err().to_string(),
        "the signature has 4 characters instead of 128: pass the whole Sign header as it came"
    );
    assert_eq!(
        Signature::parse("g".repeat(128)).unwrap_err().to_string(),
        "the signature holds a byte at position 0 that is not a hex digit: \
        pass the Sign header as it came"
    );
}
