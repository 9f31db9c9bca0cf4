//! Whatever a reply about payouts holds, it reads the same after it was written again.

use std::fmt::Debug;

use calypso_model::{MassPayout, Page, Payout, Withdrawal};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The JSON text of one value.
type Text = BoxedStrategy<String>;

fn words(known: &'static [&'static str]) -> Text {
    let known = prop::sample::select(known).prop_map(|word| format!("\"{word}\""));
    prop_oneof![3 => known, 1 => "\"[A-Z_ ]{1,12}\""].boxed()
}

fn ids() -> Text {
    prop_oneof!["\"[0-9a-f-]{1,36}\"", "[1-9][0-9]{0,24}", Just("0".to_owned())].boxed()
}

fn texts() -> Text {
    prop_oneof!["\"[ -!#-\\[\\]-~ü€]{1,20}\"", Just(r#""\u0041\n\"""#.to_owned())].boxed()
}

fn amounts() -> Text {
    prop_oneof![
        "(0|[1-9][0-9]{0,9})",
        "(0|[1-9][0-9]{0,9})\\.[0-9]{1,18}",
        "[1-9](\\.[0-9]{1,8})?[eE]-[0-9]",
        "[1-9](\\.[0-9]{1,8})?[eE]\\+?[0-9]",
    ]
    .boxed()
}

fn codes() -> Text {
    "\"(BTC|USDT_TRX|ETH|[A-Z]{3,5}_[A-Z]{3})\"".boxed()
}

fn dates() -> Text {
    prop_oneof![
        "\"20[0-9]{2}-0[1-9]-[12][0-8]T[01][0-9]:[0-5][0-9]:[0-5][0-9]\\.[0-9]{3}Z\"",
        "\"20[0-9]{2}-0[1-9]-[12][0-8]T[01][0-9]:[0-5][0-9]:[0-5][0-9]\\.[0-9]{5,6}\"",
    ]
    .boxed()
}

fn keys() -> Text {
    "\"[0-9a-fA-F]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\"".boxed()
}

fn bools() -> Text {
    prop_oneof![Just("true".to_owned()), Just("false".to_owned())].boxed()
}

/// An object of fields that are always there and fields that may be absent or null.
fn object(
    required: Vec<(&'static str, Text)>,
    optional: Vec<(&'static str, Text)>,
) -> BoxedStrategy<String> {
    let field =
        |name: &'static str, value: Text| value.prop_map(move |v| format!("\"{name}\":{v}"));
    let required: Vec<_> = required.into_iter().map(|(name, value)| field(name, value)).collect();
    let optional: Vec<_> = optional
        .into_iter()
        .map(|(name, value)| {
            let value = prop_oneof![4 => value, 1 => Just("null".to_owned())].boxed();
            prop::option::of(field(name, value))
        })
        .collect();
    (required, optional)
        .prop_map(|(required, optional)| {
            let fields: Vec<_> =
                required.into_iter().chain(optional.into_iter().flatten()).collect();
            format!("{{{}}}", fields.join(","))
        })
        .boxed()
}

fn list(items: Text) -> Text {
    prop::collection::vec(items, 0..3).prop_map(|items| format!("[{}]", items.join(","))).boxed()
}

fn either(one: &'static str, other: &'static str) -> impl Strategy<Value = &'static str> {
    prop_oneof![Just(one), Just(other)]
}

fn withdrawal_errors() -> Text {
    let status = words(&["NOT_ENOUGH_FUNDS", "NO_BALANCE", "EXCEEDING_LIMIT", "SUCCESS"]);
    let optional = vec![("id", ids()), ("errorResolved", bools()), ("errorMessage", texts())];
    list(object(vec![("status", status)], optional))
}

fn errors() -> Text {
    let of_one = object(vec![("withdrawalId", ids())], vec![("errors", withdrawal_errors())]);
    object(vec![], vec![("withdrawalErrors", list(of_one))])
}

const STATES: &[&str] =
    &["CREATION_IN_PROGRESS", "PENDING_CONFIRMATION", "CONFIRMED", "IN_PROGRESS", "PARTIAL"];

fn payouts() -> Text {
    let names = (
        either("id", "dealId"),
        either("depositAddress", "clientAddress"),
        either("transactionHash", "hash"),
    );
    names
        .prop_flat_map(|(id, address, hash)| {
            let cancellation = object(
                vec![],
                vec![
                    ("canceledByUserId", ids()),
                    ("canceledByFirstname", texts()),
                    ("canceledByLastname", texts()),
                    ("cancelMessage", texts()),
                ],
            );
            object(
                vec![
                    (id, ids()),
                    (address, ids()),
                    ("amount", amounts()),
                    ("currency", codes()),
                    ("state", words(STATES)),
                    ("createdDate", dates()),
                ],
                vec![
                    ("account", ids()),
                    ("calypsoFee", amounts()),
                    ("calypsoFeePercentage", amounts()),
                    (hash, ids()),
                    ("comment", texts()),
                    ("executionDate", dates()),
                    ("idempotencyKey", keys()),
                    ("errors", errors()),
                    ("cancellation", cancellation),
                    ("belongingType", words(&["INTERNAL", "EXTERNAL"])),
                    ("isInternal", bools()),
                    ("externalId", ids()),
                ],
            )
        })
        .boxed()
}

fn withdrawals() -> Text {
    let names = (
        either("id", "withdrawalId"),
        either("depositAddress", "clientAddress"),
        either("transactionHash", "hash"),
    );
    names
        .prop_flat_map(|(id, address, hash)| {
            let other_id = if id == "id" { "withdrawalId" } else { "id" };
            object(
                vec![
                    (id, ids()),
                    (address, ids()),
                    ("amount", amounts()),
                    ("currency", codes()),
                    ("state", words(&["DRAFT", "REPLACED", "FAILED", "CANCELED"])),
                    ("createdDate", dates()),
                ],
                vec![
                    (other_id, ids()),
                    ("account", ids()),
                    ("companyName", texts()),
                    ("calypsoFee", amounts()),
                    (hash, ids()),
                    ("comment", texts()),
                    ("withdrawalErrors", withdrawal_errors()),
                    ("externalId", ids()),
                ],
            )
        })
        .boxed()
}

fn mass_payouts() -> Text {
    either("id", "dealId")
        .prop_flat_map(|id| {
            let person = object(vec![], vec![("firstname", texts())]);
            object(
                vec![
                    (id, ids()),
                    ("currency", codes()),
                    ("state", words(STATES)),
                    ("createdDate", dates()),
                ],
                vec![
                    ("account", ids()),
                    ("name", texts()),
                    ("comment", texts()),
                    ("totalWithdrawalAmount", amounts()),
                    ("totalNetworkFee", amounts()),
                    ("totalNetworkFeePercentage", amounts()),
                    ("networkFeeCurrency", codes()),
                    ("companyId", ids()),
                    ("createdBy", prop_oneof![ids(), person].boxed()),
                    ("executionDate", dates()),
                    ("idempotencyKey", keys()),
                    ("errors", errors()),
                ],
            )
        })
        .boxed()
}

/// Reads a text, writes it and reads it again.
fn survives<T: DeserializeOwned + Serialize + PartialEq + Debug>(
    text: &str,
) -> Result<(), TestCaseError> {
    let read = serde_json::from_str::<T>(text);
    let read = read.map_err(|error| TestCaseError::fail(format!("{error}: {text}")))?;
    let written = serde_json::to_string(&read).unwrap();
    prop_assert_eq!(&serde_json::from_str::<T>(&written).unwrap(), &read, "{}", text);
    let page = format!("{{\"result\":[{text}],\"total\":1}}");
    let page: Page<T> = serde_json::from_str(&page).unwrap();
    let written = serde_json::to_string(&page).unwrap();
    prop_assert_eq!(&serde_json::from_str::<Page<T>>(&written).unwrap(), &page, "{}", text);
    Ok(())
}

proptest! {
    #[test]
    fn a_payout_survives_being_written_and_read(text in payouts()) {
        survives::<Payout>(&text)?;
    }

    #[test]
    fn a_withdrawal_survives_being_written_and_read(text in withdrawals()) {
        survives::<Withdrawal>(&text)?;
    }

    #[test]
    fn a_mass_payout_survives_being_written_and_read(text in mass_payouts()) {
        survives::<MassPayout>(&text)?;
    }
}
