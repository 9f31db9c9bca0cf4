//! Ids and currency codes: texts inside, whatever JSON writes.

use calypso_model::{
    Currency, CustomerId, Endpoint, Endpoints, EventId, ExternalId, ID_LENGTH_MAX, IdempotencyKey,
    InvoiceId, ParseIdError, TransactionId,
};
use proptest::prelude::*;

use crate::currency;

#[test]
fn an_id_is_a_json_text_or_a_whole_number() {
    let read = |json| serde_json::from_str::<InvoiceId>(json).map(|id| id.to_string());
    assert_eq!(read("\"184467\"").unwrap(), "184467");
    assert_eq!(read("184467").unwrap(), "184467");
    assert_eq!(read("0").unwrap(), "0");
    // No integer type is in between, so there is no largest number.
    assert_eq!(read("123456789012345678901234567890").unwrap(), "123456789012345678901234567890");
    assert_eq!(read(r#""\u0031""#).unwrap(), "1");
    for json in ["-1", "1.5", "1e3", "1E3", "null", "true", "[]", "{}", "\"\"", "\"a\\nb\""] {
        assert!(read(json).is_err(), "{json}");
    }
    assert_eq!(serde_json::to_string(&InvoiceId::parse("7").unwrap()).unwrap(), "\"7\"");
}

#[test]
fn an_id_is_not_empty_not_endless_and_has_no_line_breaks() {
    assert_eq!(EventId::parse(""), Err(ParseIdError::Empty));
    assert_eq!(EventId::parse(&"x".repeat(ID_LENGTH_MAX)).unwrap().as_str().len(), 256);
    assert_eq!(EventId::parse(&"x".repeat(ID_LENGTH_MAX + 1)), Err(ParseIdError::TooLong));
    for text in ["a\n", "\u{0}", "a\tb", "\u{7f}", "\u{85}"] {
        assert_eq!(ExternalId::parse(text), Err(ParseIdError::ControlCharacter), "{text:?}");
    }
    assert_eq!(ExternalId::parse("Bestellung 17 ü").unwrap().as_str(), "Bestellung 17 ü");
    assert_eq!(format!("{:?}", CustomerId::parse("a\"b").unwrap()), "CustomerId(\"a\\\"b\")");
    let text = ParseIdError::TooLong.to_string();
    assert_eq!(text, "an identifier cannot be longer than 256 bytes");
}

#[test]
fn a_key_is_a_uuid_in_lower_case() {
    let key = IdempotencyKey::parse("7F8C1F5E-3a52-4F0E-9C0B-0D8A1F6E2B11").unwrap();
    assert_eq!(key.as_str(), "7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11");
    for text in [
        "",
        "7f8c1f5e3a524f0e9c0b0d8a1f6e2b11",
        "7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b1",
        "7f8c1f5e-3a52-4f0e-9c0b0-d8a1f6e2b11",
        "7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11-",
        "{7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11}",
        "7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b1g",
        "７f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11",
        "-7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11",
    ] {
        assert_eq!(IdempotencyKey::parse(text), Err(ParseIdError::NotUuid), "{text}");
    }
    let link = Endpoints::default().payment_link(&key);
    assert_eq!(link, "https://pay.calypso.finance/invoice/7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11");
}

#[test]
fn paths_and_links_can_be_replaced_one_by_one() {
    let key = IdempotencyKey::from_uuid_bytes([0; 16]);
    let endpoints = Endpoints::default()
        .with_payment_link("http://127.0.0.1:8080/pay?key={idempotencyKey}&theme=dark")
        .with_path(Endpoint::Rate, "/v2/rate");
    assert_eq!(
        endpoints.payment_link(&key),
        "http://127.0.0.1:8080/pay?key=00000000-0000-0000-0000-000000000000&theme=dark",
    );
    assert_eq!(endpoints.path(Endpoint::Rate), "/v2/rate");
    assert_eq!(endpoints.path(Endpoint::RateFiat), "/api/v1/rate/fiat");
}

#[test]
fn a_currency_is_an_open_code() {
    assert_eq!(currency("USDT_TRX").known().unwrap().scale, 6);
    assert_eq!(currency("BTC").known().unwrap().scale, 8);
    assert!(!currency("EUR").known().unwrap().is_crypto());
    assert_eq!(currency("usdt_trx").known(), None);
    for text in ["", "US DT", "BTC\n", "ÉUR", "€", &"X".repeat(33)] {
        assert!(Currency::parse(text).is_err(), "{text}");
    }
    let text = Currency::parse("").unwrap_err().to_string();
    assert_eq!(
        text,
        "not a currency code: 1 to 32 letters, digits or underscores, such as USDT_TRX"
    );
    for json in ["1", "null", "{\"name\":\"BTC\"}"] {
        assert!(serde_json::from_str::<Currency>(json).is_err(), "{json}");
    }
}

#[test]
fn no_code_is_known_twice_and_every_scale_can_be_held() {
    let mut codes: Vec<_> = Currency::all_known().iter().map(|facts| facts.code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), Currency::all_known().len());
    for facts in Currency::all_known() {
        assert!(facts.scale <= facts.chain_scale && facts.chain_scale <= 18, "{}", facts.code);
        assert_eq!(currency(facts.code).known(), Some(facts));
    }
}

proptest! {
    #[test]
    fn an_id_passes_through_json_unchanged(text in "\\PC{1,60}") {
        let id = TransactionId::parse(&text).unwrap();
        let json = serde_json::to_string(&id).unwrap();
        prop_assert_eq!(serde_json::from_str::<TransactionId>(&json).unwrap(), id);
    }

    #[test]
    fn sixteen_bytes_make_a_key_that_reads_back(bytes in any::<[u8; 16]>()) {
        let key = IdempotencyKey::from_random_bytes(bytes);
        prop_assert_eq!(key.as_str().as_bytes()[14], b'4');
        prop_assert!(b"89ab".contains(&key.as_str().as_bytes()[19]));
        prop_assert_eq!(IdempotencyKey::parse(key.as_str()), Ok(key));
        let exact = IdempotencyKey::from_uuid_bytes(bytes);
        let digits = exact.as_str().replace('-', "");
        prop_assert_eq!(u128::from_str_radix(&digits, 16), Ok(u128::from_be_bytes(bytes)));
    }
}
