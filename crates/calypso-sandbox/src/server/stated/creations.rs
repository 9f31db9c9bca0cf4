//! What creations of invoices take (docs/API-FACTS.md, sections 4.2 to 4.5).

use calypso_model::{Endpoint, ErrorCode};
use serde_json::{Value, json};

use super::{Stage, without};

const SINGLE: Endpoint = Endpoint::InvoiceSingleCreate;
const FIAT: Endpoint = Endpoint::InvoiceSingleFiatCreate;
const UNLIMITED: Endpoint = Endpoint::InvoiceUnlimitedCreate;
const BOUND: Endpoint = Endpoint::InvoiceBoundCreate;

fn single() -> Value {
    json!({"amount": 10.5, "currency": "USDT_TRX", "description": "Order 1042"})
}

fn over_fiat() -> Value {
    json!({
        "fiatAmount": 10, "fiatCurrency": "USD", "currency": "TRX", "description": "Order 1042",
    })
}

fn unlimited() -> Value {
    json!({"currency": "TRX", "description": "Order 1042"})
}

fn bound() -> Value {
    json!({"lowerBound": 10, "currency": "USDT_TRX", "description": "Order 1042"})
}

/// A payload with one more field.
fn with(payload: &Value, name: &str, value: impl Into<Value>) -> Value {
    let mut payload = payload.clone();
    payload[name] = value.into();
    payload
}

/// Creates with one more field, and returns the same field of the answer.
#[track_caller]
fn kept(endpoint: Endpoint, payload: &Value, name: &str, value: impl Into<Value>) {
    let value = value.into();
    let invoice = Stage::start().ask(endpoint, &with(payload, name, value.clone()));
    assert_eq!(invoice[name], value);
}

#[test]
fn operations_on_invoices_lie_under_their_documented_paths() {
    for (endpoint, path) in [
        (Endpoint::InvoiceGet, ""),
        (SINGLE, "/single/create"),
        (FIAT, "/single-fiat/create"),
        (UNLIMITED, "/unlimited/create"),
        (BOUND, "/bound/create"),
        (Endpoint::InvoiceExternal, "/external"),
        (Endpoint::InvoiceAll, "/all"),
        (Endpoint::InvoiceDepositHistory, "/deposit-history"),
        (Endpoint::InvoiceDeposit, "/deposit"),
        (Endpoint::InvoiceReturnToPaid, "/return-to-paid"),
        (Endpoint::InvoiceCloseIntervention, "/close-intervention"),
        (Endpoint::InvoiceArchive, "/archive"),
    ] {
        assert_eq!(endpoint.path(), format!("/api/v1/invoice{path}"));
        assert_eq!(endpoint.method().as_str(), "POST");
    }
}

#[test]
fn a_single_invoice_is_over_a_fixed_crypto_amount() {
    let invoice = Stage::start().ask(SINGLE, &single());
    assert_eq!((&invoice["type"], &invoice["amount"]), (&json!("SINGLE"), &json!(10.5)));
}

#[test]
fn a_single_invoice_needs_an_amount() {
    Stage::start().needs(SINGLE, &single(), "amount");
}

#[test]
fn a_single_invoice_needs_a_currency() {
    Stage::start().needs(SINGLE, &single(), "currency");
}

#[test]
fn a_single_invoice_needs_a_description() {
    Stage::start().needs(SINGLE, &single(), "description");
}

#[test]
fn a_single_invoice_needs_nothing_else() {
    assert_eq!(Stage::start().ask(SINGLE, &single())["state"], "PENDING_PAYMENT");
}

#[test]
fn more_decimals_than_the_currency_has_are_refused_with_001() {
    let new = with(&single(), "amount", 1.000_000_1);
    let problem = "payload.amount=[Scale incorrect. Must be less than or equal to 6]";
    Stage::start().refuses(SINGLE, &new, ErrorCode::BadRequest, problem);
}

#[test]
fn a_single_invoice_takes_an_idempotency_key() {
    kept(SINGLE, &single(), "idempotencyKey", "7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11");
}

#[test]
fn without_a_key_the_server_makes_one() {
    let mut stage = Stage::start();
    let keys = [(); 2].map(|()| stage.ask(SINGLE, &single())["idempotencyKey"].to_string());
    assert_ne!(keys[0], keys[1]);
    assert_eq!(keys[0].len(), 38);
}

#[test]
fn a_single_invoice_takes_an_external_id() {
    kept(SINGLE, &single(), "externalId", "1042");
}

#[test]
fn the_external_id_is_repeated_in_webhooks() {
    let mut stage = Stage::start();
    stage.ask(SINGLE, &with(&single(), "externalId", "1042"));
    assert_eq!(stage.events("INVOICE_CREATE_INVOICE")[0]["data"]["externalId"], "1042");
}

#[test]
fn a_single_invoice_takes_an_expiration() {
    kept(SINGLE, &single(), "expiration", "2022-04-25T23:59:59.000Z");
}

#[test]
fn a_single_invoice_takes_a_return_url() {
    kept(SINGLE, &single(), "returnUrl", "https://shop.example/back");
}

#[test]
fn a_single_invoice_takes_a_support_url() {
    kept(SINGLE, &single(), "supportUrl", "https://shop.example/help");
}

#[test]
fn a_single_invoice_takes_a_logo_url() {
    kept(SINGLE, &single(), "logoUrl", "https://shop.example/logo.png");
}

#[test]
fn a_single_invoice_takes_fiat_available() {
    kept(SINGLE, &single(), "fiatAvailable", true);
}

#[test]
fn links_are_taken_in_snake_case_too() {
    let new = with(&single(), "return_url", "https://shop.example/back");
    assert_eq!(Stage::start().ask(SINGLE, &new)["returnUrl"], "https://shop.example/back");
}

#[test]
fn a_type_that_is_sent_along_is_ignored() {
    let invoice = Stage::start().ask(SINGLE, &with(&single(), "type", "UNLIMITED"));
    assert_eq!(invoice["type"], "SINGLE");
}

#[test]
fn an_expiration_a_day_ahead_is_refused() {
    let new = with(&single(), "expiration", "2022-04-26T11:17:48.390Z");
    let problem = "payload.expiration=[Must be less than 1 day ahead]";
    Stage::start().refuses(SINGLE, &new, ErrorCode::BadRequest, problem);
    kept(SINGLE, &single(), "expiration", "2022-04-26T11:17:48.389Z");
}

#[test]
fn without_an_expiration_it_is_three_hours_on_tron() {
    let invoice = Stage::start().ask(SINGLE, &single());
    assert_eq!(invoice["expiration"], "2022-04-25T14:17:48.390Z");
}

#[test]
fn without_an_expiration_it_is_a_day_on_other_chains() {
    let invoice = Stage::start().ask(SINGLE, &with(&single(), "currency", "USDT_BSC"));
    assert_eq!(invoice["expiration"], "2022-04-26T11:17:48.390Z");
}

#[test]
fn a_fiat_invoice_needs_a_fiat_amount() {
    Stage::start().needs(FIAT, &over_fiat(), "fiatAmount");
}

#[test]
fn a_fiat_invoice_needs_a_fiat_currency() {
    Stage::start().needs(FIAT, &over_fiat(), "fiatCurrency");
}

#[test]
fn a_fiat_invoice_needs_a_currency_and_a_description() {
    Stage::start().needs(FIAT, &over_fiat(), "currency");
    Stage::start().needs(FIAT, &over_fiat(), "description");
}

#[test]
fn a_fiat_invoice_needs_no_amount_and_ignores_one() {
    let mut stage = Stage::start();
    let derived = stage.ask(FIAT, &over_fiat())["amount"].clone();
    assert_eq!(stage.ask(FIAT, &with(&over_fiat(), "amount", 7))["amount"], derived);
}

#[test]
fn a_fiat_invoice_takes_what_a_single_invoice_takes() {
    kept(FIAT, &over_fiat(), "expiration", "2022-04-25T23:59:59.000Z");
    kept(FIAT, &over_fiat(), "externalId", "1042");
    kept(FIAT, &over_fiat(), "returnUrl", "https://shop.example/back");
}

#[test]
fn an_unlimited_invoice_needs_a_currency() {
    Stage::start().needs(UNLIMITED, &unlimited(), "currency");
}

#[test]
fn an_unlimited_invoice_needs_a_description() {
    Stage::start().needs(UNLIMITED, &unlimited(), "description");
}

#[test]
fn an_unlimited_invoice_takes_the_optional_fields() {
    kept(UNLIMITED, &unlimited(), "idempotencyKey", "7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11");
    kept(UNLIMITED, &unlimited(), "externalId", "1042");
    kept(UNLIMITED, &unlimited(), "returnUrl", "https://shop.example/back");
    kept(UNLIMITED, &unlimited(), "fiatAvailable", false);
}

#[test]
fn an_unlimited_invoice_takes_no_expiration() {
    let new = with(&unlimited(), "expiration", "2022-04-25T23:59:59.000Z");
    assert_eq!(Stage::start().ask(UNLIMITED, &new).get("expiration"), None);
}

#[test]
fn each_deposit_to_an_unlimited_invoice_costs_a_percentage() {
    let mut stage = Stage::start();
    let invoice = stage.ask(UNLIMITED, &unlimited());
    for (amount, fees) in [("100", 0.4), ("50", 0.6)] {
        stage.pay(&invoice, amount);
        assert_eq!(stage.invoice(&invoice)["fee"], fees);
    }
}

#[test]
fn a_bound_invoice_needs_a_lower_bound() {
    Stage::start().needs(BOUND, &bound(), "lowerBound");
}

#[test]
fn a_bound_invoice_needs_a_currency_and_a_description() {
    Stage::start().needs(BOUND, &bound(), "currency");
    Stage::start().needs(BOUND, &bound(), "description");
}

#[test]
fn a_bound_invoice_takes_key_external_id_and_fiat_available() {
    kept(BOUND, &bound(), "idempotencyKey", "7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11");
    kept(BOUND, &bound(), "externalId", "1042");
    kept(BOUND, &bound(), "fiatAvailable", true);
}

#[test]
fn the_bound_has_no_more_decimals_than_the_currency() {
    let new = with(&bound(), "lowerBound", 1.000_000_1);
    let problem = "payload.lowerBound=[Scale incorrect. Must be less than or equal to 6]";
    Stage::start().refuses(BOUND, &new, ErrorCode::BadRequest, problem);
}

#[test]
fn a_bound_invoice_has_the_default_life() {
    let invoice = Stage::start().ask(BOUND, &bound());
    assert_eq!(invoice["expiration"], "2022-04-25T14:17:48.390Z");
    let without_bound = without(&bound(), &["lowerBound"]);
    assert_eq!(Stage::start().ask(UNLIMITED, &without_bound).get("expiration"), None);
}
