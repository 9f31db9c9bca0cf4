//! What holds for every answer about accounts, currencies, exchanges and tariffs.

use std::fmt::Debug;

use calypso_model::{
    Account, AverageRate, CurrencyCodes, Exchange, ExchangeLimit, ExchangePairs, ExchangeState,
    ExtendedFees, FiatRates, PreCalculation, Rates,
};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::digits::plain;

/// A field of an object: its name and a value as JSON, or nothing if it is left out.
type Field = BoxedStrategy<Option<String>>;

/// Always there.
fn required(name: &'static str, value: impl Strategy<Value = String> + 'static) -> Field {
    value.prop_map(move |value| Some(format!("\"{name}\":{value}"))).boxed()
}

/// There, null or absent.
fn optional(name: &'static str, value: impl Strategy<Value = String> + 'static) -> Field {
    let value = prop_oneof![value, Just(String::from("null"))];
    prop::option::of(value.prop_map(move |value| format!("\"{name}\":{value}"))).boxed()
}

/// An object of such fields, and of one that nobody knows.
fn object(fields: Vec<Field>) -> BoxedStrategy<String> {
    let strange = optional("aNewField", Just(String::from("[{\"deep\":1e400}]")));
    let all = fields.into_iter().chain([strange]).collect::<Vec<_>>();
    all.prop_map(|fields| {
        let present: Vec<_> = fields.into_iter().flatten().collect();
        format!("{{{}}}", present.join(","))
    })
    .boxed()
}

fn list(items: impl Strategy<Value = String> + 'static) -> BoxedStrategy<String> {
    prop::collection::vec(items, 0..4).prop_map(|items| format!("[{}]", items.join(","))).boxed()
}

fn map(items: impl Strategy<Value = String> + 'static) -> BoxedStrategy<String> {
    prop::collection::btree_map("[A-Z]{1,5}", items, 0..4)
        .prop_map(|items| {
            let items: Vec<_> =
                items.iter().map(|(key, item)| format!("\"{key}\":{item}")).collect();
            format!("{{{}}}", items.join(","))
        })
        .boxed()
}

/// An amount in plain digits or with an exponent.
fn number() -> BoxedStrategy<String> {
    let exponent = (1_u64..1_000_000, -20_i32..15).prop_map(|(n, e)| format!("{n}E{e}"));
    prop_oneof![3 => plain().prop_map(|plain| plain.text()), 1 => exponent].boxed()
}

fn text() -> impl Strategy<Value = String> + 'static {
    "\\PC{0,12}".prop_map(|text| serde_json::to_string(&text).unwrap())
}

/// A documented word or any other.
fn word(known: &'static [&'static str]) -> BoxedStrategy<String> {
    let known = prop::sample::select(known).prop_map(|word| format!("\"{word}\""));
    prop_oneof![known, text()].boxed()
}

/// An id as a number or as a text.
fn id() -> BoxedStrategy<String> {
    let number = any::<u64>().prop_map(|number| number.to_string());
    prop_oneof![number.clone(), number.prop_map(|n| format!("\"{n}\"")), Just("\"0x07\"".into())]
        .boxed()
}

fn code() -> BoxedStrategy<String> {
    "\"[A-Z]{1,8}(_[A-Z]{1,4})?\"".prop_map(|code| code).boxed()
}

fn flag() -> impl Strategy<Value = String> + 'static {
    any::<bool>().prop_map(|flag| flag.to_string())
}

fn scale() -> impl Strategy<Value = String> + 'static {
    (0_u32..30).prop_map(|scale| scale.to_string())
}

fn date() -> BoxedStrategy<String> {
    let dates: &[_] = &[
        "\"2025-07-05T22:31:09.255Z\"",
        "\"2022-12-05T22:31:09\"",
        "\"2022-06-17T12:13:05.90961\"",
        "\"2022-06-17T12:13:05.909616\"",
    ];
    prop::sample::select(dates).prop_map(String::from).boxed()
}

fn info() -> BoxedStrategy<String> {
    let network = object(vec![optional("frontName", text()), optional("type", text())]);
    object(vec![
        required("name", code()),
        optional("feeCurrencyName", code()),
        optional("coinId", prop_oneof![id(), text()]),
        optional("coidId", id()),
        optional("networkData", network),
        optional("scale", scale()),
        optional("blockchainScale", scale()),
        optional("garbageAmount", number()),
        optional("crypto", flag()),
        optional("blockchainName", text()),
        optional("contract", text()),
        optional("enabled", flag()),
        optional("active", flag()),
    ])
}

fn code_or_object() -> BoxedStrategy<String> {
    prop_oneof![3 => code(), 1 => info()].boxed()
}

fn exchange() -> BoxedStrategy<String> {
    object(vec![
        required("id", id()),
        optional("account", id()),
        required("sourceCurrency", code_or_object()),
        required("sourceAmount", number()),
        required("destinationCurrency", code_or_object()),
        optional("destinationAmount", number()),
        required("state", word(&["IN_PROGRESS", "COMPLETED", "FAILED"])),
        required("createdDate", date()),
    ])
}

fn fees() -> BoxedStrategy<String> {
    let share = || {
        object(vec![
            required("amount", number()),
            required("fee", number()),
            optional("fixedFee", number()),
            optional("percentFee", number()),
        ])
    };
    let item = object(vec![
        required("amount", number()),
        required("currency", code()),
        required("opType", word(&["INVOICE", "WITHDRAWAL"])),
        required("feeReceiver", share()),
        required("feeSender", share()),
    ]);
    object(vec![required("items", list(item))])
}

fn rates() -> BoxedStrategy<String> {
    let rate = object(vec![
        required("fromCurrency", code_or_object()),
        required("toCurrency", code_or_object()),
        required("rates", number()),
        required("ratesDate", date()),
    ]);
    let older = object(vec![required("rate", number()), required("createdAt", date())]);
    let newest = object(vec![required("currencyRates", list(rate))]);
    prop_oneof![newest, object(vec![required("rates", map(map(older)))])].boxed()
}

#[track_caller]
fn keeps<T: DeserializeOwned + Serialize + PartialEq + Debug>(json: &str) -> T {
    let read: T = serde_json::from_str(json).unwrap();
    let written = serde_json::to_string(&read).unwrap();
    assert_eq!(serde_json::from_str::<T>(&written).unwrap(), read, "{json}");
    read
}

proptest! {
    #[test]
    fn exchanges_are_kept(json in exchange()) {
        let exchange: Exchange = keeps(&json);
        if matches!(exchange.state, ExchangeState::Unknown(_)) {
            prop_assert_eq!(exchange.state.is_final(), None);
            prop_assert!(!exchange.state.is_completed());
        }
    }

    #[test]
    fn accounts_and_codes_are_kept(
        account in object(vec![
            required("account", id()),
            optional("name", text()),
            required("ownerId", id()),
            required("balances", list(object(vec![
                required("currency", code()),
                required("amount", number()),
            ]))),
        ]),
        codes in object(vec![
            required("cryptoCurrencies", list(code())),
            required("fiatCurrencies", list(code())),
        ]),
    ) {
        keeps::<Account>(&account);
        keeps::<CurrencyCodes>(&codes);
    }

    #[test]
    fn pairs_and_quotes_are_kept(
        pairs in object(vec![required("currencyPairs", map(list(code_or_object())))]),
        calculation in object(vec![
            required("sourceCurrency", code_or_object()),
            required("destinationCurrency", code_or_object()),
            required("amount", number()),
        ]),
        average in object(vec![required("rate", number())]),
    ) {
        keeps::<ExchangePairs>(&pairs);
        keeps::<PreCalculation>(&calculation);
        keeps::<AverageRate>(&average);
    }

    #[test]
    fn limits_are_kept(json in object(vec![
        required("sourceCurrency", code_or_object()),
        required("destinationCurrency", code_or_object()),
        optional("limit", prop_oneof![number(), text()]),
        optional("maxAmount", number()),
        optional("count", Just(String::from("-1"))),
    ])) {
        keeps::<ExchangeLimit>(&json);
    }

    #[test]
    fn rates_and_fees_are_kept(
        rates in rates(),
        fiat in object(vec![required("ratesMap", map(map(number())))]),
        fees in fees(),
    ) {
        keeps::<Rates>(&rates);
        keeps::<FiatRates>(&fiat);
        keeps::<ExtendedFees>(&fees);
    }
}
