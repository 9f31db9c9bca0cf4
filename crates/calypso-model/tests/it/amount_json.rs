//! Amounts in JSON: numbers, digit for digit.

use std::collections::BTreeMap;

use calypso_model::{Amount, Fee};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use crate::amount;
use crate::digits::plain;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Price {
    amount: Amount,
    #[serde(default)]
    fee: Fee,
    more: Option<Vec<Amount>>,
}

#[track_caller]
fn refuses(json: &str, message: &str) {
    let error = serde_json::from_str::<Amount>(json).unwrap_err().to_string();
    assert!(error.starts_with(message), "{error}");
}

#[test]
fn numbers_pass_through_byte_for_byte() {
    let json = r#"{"amount":10.00,"fee":0.10,"more":[1000000.123456789012345678,0,0.1]}"#;
    let price: Price = serde_json::from_str(json).unwrap();
    assert_eq!(price.amount.to_string(), "10.00");
    assert_eq!(serde_json::to_string(&price).unwrap(), json);
    assert_eq!(serde_json::to_vec(&price).unwrap(), json.as_bytes());
}

#[test]
fn exponents_are_read_and_never_written() {
    assert_eq!(serde_json::from_str::<Amount>("1E-8").unwrap(), amount("0.00000001"));
    assert_eq!(serde_json::to_string(&amount("1E-8")).unwrap(), "0.00000001");
    assert_eq!(serde_json::to_string(&amount("1E27")).unwrap(), format!("1{}", "0".repeat(27)));
}

#[test]
fn amounts_may_sit_in_lists_maps_and_options() {
    let json = r#"{"EUR":[0.10,null],"USD":[]}"#;
    let read: BTreeMap<String, Vec<Option<Amount>>> = serde_json::from_str(json).unwrap();
    assert_eq!(read["EUR"], [Some(amount("0.1")), None]);
    assert_eq!(serde_json::to_string(&read).unwrap(), json);
}

#[test]
fn an_amount_is_read_from_any_source_of_json_text() {
    let json = b" { \"amount\" : 10.00 , \"more\" : null } ";
    let price = Price { amount: amount("10"), fee: Fee::NotReported, more: None };
    assert_eq!(serde_json::from_slice::<Price>(json).unwrap(), price);
    assert_eq!(serde_json::from_reader::<_, Price>(json.as_slice()).unwrap(), price);
}

#[test]
fn a_fee_is_a_number_null_or_absent() {
    assert_eq!(serde_json::from_str::<Fee>("0.40").unwrap(), Fee::Reported(amount("0.4")));
    assert_eq!(serde_json::from_str::<Fee>("0").unwrap(), Fee::Reported(Amount::ZERO));
    assert_eq!(serde_json::from_str::<Fee>("null").unwrap(), Fee::NotReported);
    let absent: Price = serde_json::from_str(r#"{"amount":1}"#).unwrap();
    assert_eq!(absent.fee, Fee::NotReported);
}

#[test]
fn what_is_no_number_is_refused() {
    for json in ["\"1\"", "\"\"", "null", "true", "[1]", "[]", "{}", "{\"amount\":1}"] {
        refuses(json, "an amount must be a JSON number");
    }
    refuses("-1", "an amount cannot be negative");
    refuses("1e999999999", "larger than the largest amount, 79228162514264337593543950335");
    refuses("0.00000000000000000000000000001", "more digits than can be held exactly");
    for json in ["", ".5", "1.", "+1", "007", "1_000", "NaN", "１", "1 2"] {
        assert!(serde_json::from_str::<Amount>(json).unwrap_err().line() <= 1, "{json}");
    }
}

proptest! {
    #[test]
    fn every_amount_passes_through_json_unchanged(plain in plain()) {
        let json = plain.text();
        let read: Amount = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(serde_json::to_string(&read).unwrap(), json);
    }
}
