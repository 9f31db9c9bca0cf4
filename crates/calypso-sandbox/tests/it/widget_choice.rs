//! A payer on a widget's page, by the typed helper and by the control API.

use calypso_model::{Endpoint, IdempotencyKey};
use calypso_sandbox::ChooseCurrencyError;
use serde_json::Value;

use crate::merchant::{World, text};

const KEY: &str = "7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11";
const FIAT: &str = r#"{"fiatAmount":49.90,"fiatCurrency":"EUR","description":"Order 1042",
    "cryptoCurrencies":["USDT_TRX","BTC"],
    "idempotencyKey":"7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11"}"#;

fn key() -> IdempotencyKey {
    IdempotencyKey::parse(KEY).unwrap()
}

#[tokio::test]
async fn both_ways_give_the_same_invoice_which_the_api_shows_too() {
    let world = World::start().await;
    world.ask(Endpoint::WidgetSingleFiatCreate, FIAT).await;
    let usdt = "USDT_TRX".parse().unwrap();
    let picked = world.sandbox.choose_widget_currency(&key(), &usdt).unwrap();
    assert_eq!((picked.id.as_str(), &picked.currency), ("100001", &usdt));
    let path = format!("widgets/{KEY}/choose");
    let answer = world.control("POST", &path, r#"{"currency":"USDT_TRX"}"#).await;
    let shown: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(text(&shown, "id"), "100001");
    assert_eq!(text(&shown, "idempotencyKey"), picked.key.as_str());
    assert_eq!(text(&shown, "invoiceAddress"), picked.address.as_str());
    let amount = format!(r#""amount":{},"#, picked.amount.unwrap());
    assert!(answer.body.contains(&amount), "{answer:?}");
    assert_eq!(world.ask(Endpoint::InvoiceGet, r#"{"id":"100001"}"#).await, shown);
    assert_eq!(world.sandbox.counts().invoices, 1);

    let due = picked.amount.unwrap();
    world.sandbox.deposit(&picked.address, &picked.currency, due).await.unwrap();
    let closed = world.sandbox.choose_widget_currency(&key(), &"BTC".parse().unwrap());
    let error = closed.unwrap_err();
    assert!(matches!(error, ChooseCurrencyError::Closed { .. }), "{error:?}");
    assert_eq!(error.to_string(), "a widget in state COMPLETED takes no choice any more");
}

#[tokio::test]
async fn what_cannot_be_picked_is_refused() {
    let world = World::start().await;
    world.ask(Endpoint::WidgetSingleFiatCreate, FIAT).await;
    for (key, body, status, error) in [
        (KEY, r#"{"currency":"ETH"}"#, 400, "the widget does not offer this currency"),
        (KEY, "{}", 400, "currency=[Must not be null]"),
        ("7", r#"{"currency":"BTC"}"#, 404, "no such widget"),
        ("7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b12", r#"{"currency":"BTC"}"#, 404, "no such widget"),
    ] {
        let answer = world.control("POST", &format!("widgets/{key}/choose"), body).await;
        assert_eq!((answer.status, answer.body), (status, format!(r#"{{"error":"{error}"}}"#)));
    }
    assert_eq!(world.sandbox.counts().invoices, 0);
}
