//! What the network may bring: fields that come, go or lie, cut texts, and garbage.

use calypso_model::{
    Account, AverageRate, CurrencyCodes, Customer, Deposit, ErrorBody, Event, Exchange,
    ExchangeLimit, ExchangePairs, ExtendedFees, FiatRates, Invoice, MassPayout, Page, Payout,
    PreCalculation, PurseAddress, PurseTransaction, Rates, Subscription, Subscriptions, Widget,
    Withdrawal,
};
use proptest::prelude::*;
use serde::de::DeserializeOwned;

use crate::data::{golden, names};

/// Tells whether a text is read as the kind of message that a golden file is.
fn is_read(name: &str, text: &[u8]) -> bool {
    fn reads<T: DeserializeOwned>(text: &[u8]) -> bool {
        serde_json::from_slice::<T>(text).is_ok()
    }
    let (kind, name) = name.split_once('/').unwrap();
    match (kind, name.split('.').next().unwrap()) {
        ("events", _) => Event::from_slice(text).is_ok(),
        (_, "customer-create" | "customer-update") => reads::<Customer>(text),
        (_, "purse-address-get") => reads::<PurseAddress>(text),
        (_, "purse-transaction-get") => reads::<PurseTransaction>(text),
        (_, "purse-address-find") => reads::<Page<PurseAddress>>(text),
        (_, "purse-transaction-find") => reads::<Page<PurseTransaction>>(text),
        (_, "invoice-deposit") => reads::<Deposit>(text),
        (_, "invoice-deposit-history") => reads::<Page<Deposit>>(text),
        (_, "rate") => reads::<Rates>(text),
        (_, "rate-fiat") => reads::<FiatRates>(text),
        (_, "account-get") => reads::<Account>(text),
        (_, "currency-list") => reads::<CurrencyCodes>(text),
        (_, "exchange-pairs") => reads::<ExchangePairs>(text),
        (_, "exchange-pre-calculate") => reads::<PreCalculation>(text),
        (_, "exchange-average-rate") => reads::<AverageRate>(text),
        (_, "exchange-limit") => reads::<ExchangeLimit>(text),
        (_, "exchange-create" | "exchange-get") => reads::<Exchange>(text),
        (_, "tariff-extended-fee") => reads::<ExtendedFees>(text),
        (_, "webhook-create" | "webhook-change" | "webhook-regenerate") => {
            reads::<Subscription>(text)
        }
        (_, "webhook-list") => reads::<Subscriptions>(text),
        (_, "payout-create" | "payout-get") => reads::<Payout>(text),
        (_, "payout-all") => reads::<Page<Payout>>(text),
        (_, "payout-withdrawal") => reads::<Withdrawal>(text),
        (_, "payout-withdrawal-all") => reads::<Page<Withdrawal>>(text),
        (_, "payout-mass-create" | "payout-mass-get") => reads::<MassPayout>(text),
        (_, "payout-mass-all") => reads::<Page<MassPayout>>(text),
        (_, "widget-single-fiat-all" | "widget-unlimited-linked-all") => {
            reads::<Page<Widget>>(text)
        }
        (_, name) if name.starts_with("widget-") => reads::<Widget>(text),
        (_, "error") => reads::<ErrorBody>(text),
        (_, "invoice-external" | "invoice-all") => reads::<Page<Invoice>>(text),
        (_, name) => name.starts_with("invoice-") && reads::<Invoice>(text),
    }
}

fn messages() -> Vec<String> {
    [names("replies"), names("events")].concat()
}

#[test]
fn unknown_fields_are_ignored() {
    let extra = r#"{"aNewField":{"deep":[1,{"amount":"x"}]},"another":1e400,"#;
    for name in messages() {
        let text = golden(&name);
        assert!(is_read(&name, text.as_bytes()), "{name}");
        // Some objects within are maps, in which every key is a currency.
        let has_maps = ["rate-fiat", "rate.pub", "exchange-pairs"]
            .iter()
            .any(|maps| name.starts_with(&format!("replies/{maps}")));
        let objects = if has_maps { 1 } else { usize::MAX };
        assert!(is_read(&name, text.replacen('{', extra, objects).as_bytes()), "{name}");
    }
}

#[test]
fn a_text_cut_anywhere_is_refused() {
    for name in messages() {
        let text = golden(&name);
        for end in (0..text.len()).filter(|&end| text.is_char_boundary(end)) {
            assert!(!is_read(&name, &text.as_bytes()[..end]), "{name} cut at {end}");
        }
    }
}

#[test]
fn a_field_told_twice_is_refused() {
    let text = golden("replies/invoice-get");
    let twice = text.replacen('{', "{\"state\": \"PAID\",", 1);
    let error = serde_json::from_str::<Invoice>(&twice).unwrap_err().to_string();
    assert!(error.starts_with("duplicate field `state`"), "{error}");
    let twice = text.replacen('{', "{\"totalDebitAmount\": 1,", 1);
    let error = serde_json::from_str::<Invoice>(&twice).unwrap_err().to_string();
    assert!(error.starts_with("duplicate field `totalDebitAmount`"), "{error}");
}

#[test]
fn optional_fields_may_be_absent_null_or_empty() {
    let least = r#""id":1,"type":"SINGLE","totalDebitAmount":0,"currency":"BTC",
        "state":"PENDING_PAYMENT","createdDate":"2025-07-05T22:31:09Z",
        "idempotencyKey":"7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11""#;
    let absent: Invoice = serde_json::from_str(&format!("{{{least}}}")).unwrap();
    let optional = [
        "invoiceAddress",
        "amount",
        "fee",
        "lastDepositHash",
        "description",
        "expiration",
        "fiatAmount",
        "fiatCurrency",
        "lastFiatUpdated",
        "interventionType",
        "isInterventionResolved",
        "subscriptionEnabled",
        "returnUrl",
        "logoUrl",
        "supportUrl",
        "externalId",
        "lowerBound",
        "autoconversion",
        "fiatAvailable",
    ];
    let nulls: String = optional.iter().map(|name| format!(",\"{name}\":null")).collect();
    let null: Invoice = serde_json::from_str(&format!("{{{least}{nulls}}}")).unwrap();
    assert_eq!(null, absent);
    let emptied = [
        "invoiceAddress",
        "lastDepositHash",
        "expiration",
        "fiatCurrency",
        "lastFiatUpdated",
        "interventionType",
        "externalId",
    ];
    let empty: String = emptied.iter().map(|name| format!(",\"{name}\":\"\"")).collect();
    let empty: Invoice = serde_json::from_str(&format!("{{{least}{empty}}}")).unwrap();
    assert_eq!(empty, absent);
    // An empty text is no amount, though: nothing about money is guessed.
    let text = format!("{{{least},\"amount\":\"\"}}");
    assert!(serde_json::from_str::<Invoice>(&text).is_err());
}

#[test]
fn no_required_field_of_an_invoice_may_be_missing() {
    let text = golden("replies/invoice-get");
    for name in ["id", "type", "totalDebitAmount", "currency", "state", "createdDate"] {
        let without = text.replacen(&format!("\"{name}\":"), "\"gone\":", 1);
        let error = serde_json::from_str::<Invoice>(&without).unwrap_err().to_string();
        assert!(error.starts_with(&format!("missing field `{name}`")), "{error}");
    }
}

#[test]
fn a_state_that_is_not_known_is_no_reason_to_fail() {
    let text = golden("replies/invoice-get").replace("COMPLETED", "SETTLED_TWICE");
    let invoice: Invoice = serde_json::from_str(&text).unwrap();
    assert_eq!(invoice.state.as_str(), "SETTLED_TWICE");
    assert!(!invoice.state.is_paid());
}

#[test]
fn depth_and_size_do_not_matter() {
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let wide = format!("[{}1]", "1,".repeat(200_000));
    for value in [&deep, &wide, &format!("\"{}\"", "x".repeat(1_000_000))] {
        for name in messages() {
            assert!(!is_read(&name, value.as_bytes()), "{name}");
        }
        let event = golden("events/INVOICE_PAID").replacen('{', &format!("{{\"x\":{value},"), 1);
        assert!(Event::from_slice(event.as_bytes()).is_ok());
    }
}

proptest! {
    #[test]
    fn garbage_never_panics(garbage in prop::collection::vec(any::<u8>(), 0..200)) {
        for name in ["events/x", "replies/invoice-get", "replies/invoice-deposit-history"] {
            prop_assert!(!is_read(name, &garbage));
        }
    }

    #[test]
    fn a_changed_byte_never_panics(
        message in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), byte: u8,
    ) {
        let names = messages();
        let name = message.get(&names);
        let mut text = golden(name).into_bytes();
        let place = at.index(text.len());
        text[place] = byte;
        is_read(name, &text);
    }

    #[test]
    fn spliced_messages_never_panic(
        messages_of in any::<[prop::sample::Index; 2]>(), cut in any::<[prop::sample::Index; 2]>(),
    ) {
        let names = messages();
        let (head, tail) = (messages_of[0].get(&names), messages_of[1].get(&names));
        let (mut text, rest) = (golden(head).into_bytes(), golden(tail).into_bytes());
        text.truncate(cut[0].index(text.len()));
        text.extend_from_slice(&rest[cut[1].index(rest.len())..]);
        is_read(head, &text);
        is_read(tail, &text);
    }
}
