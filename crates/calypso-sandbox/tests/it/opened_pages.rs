//! A payer opens an invoice's page, by the control API.

use calypso_model::Endpoint;
use serde_json::Value;

use crate::merchant::{World, text};

#[tokio::test]
async fn a_page_that_is_opened_quotes_a_fiat_price_anew() {
    let world = World::start().await;
    let payload = r#"{"fiatAmount":10.00,"fiatCurrency":"USD","currency":"TRX","description":"d"}"#;
    let made = world.ask(Endpoint::InvoiceSingleFiatCreate, payload).await;
    assert_eq!(made["amount"].to_string(), "80.0");
    world.control("POST", "rates", r#"{"from":"TRX","to":"USD","rate":"0.25"}"#).await;
    let path = format!("invoices/{}/open", text(&made, "idempotencyKey"));
    let opened = world.control("POST", &path, "").await;
    assert_eq!(opened.status, 200);
    assert!(opened.body.contains(r#""amount":40.000000,"#), "{opened:?}");
    let opened: Value = serde_json::from_str(&opened.body).unwrap();
    assert_eq!(world.ask(Endpoint::InvoiceGet, r#"{"id":"100001"}"#).await, opened);
}

#[tokio::test]
async fn there_is_no_page_without_an_invoice() {
    let world = World::start().await;
    let key = "7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11";
    for (key, error) in [("7", "no such invoice"), (key, &*format!("Invoice {key} not found"))] {
        let answer = world.control("POST", &format!("invoices/{key}/open"), "").await;
        assert_eq!((answer.status, answer.body), (404, format!(r#"{{"error":"{error}"}}"#)));
    }
}
