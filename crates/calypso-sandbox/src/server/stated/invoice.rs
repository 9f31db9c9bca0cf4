//! The invoice, row by row (docs/API-FACTS.md, section 4.1).

use std::time::Duration;

use calypso_model::Endpoint;
use serde_json::{Value, json};

use super::{Stage, fields};

/// An invoice over fiat with everything that can be said about one.
fn full() -> Value {
    json!({
        "fiatAmount": 10.5,
        "fiatCurrency": "EUR",
        "currency": "USDT_TRX",
        "description": "Order 1042",
        "idempotencyKey": "7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11",
        "externalId": "1042",
        "returnUrl": "https://shop.example/back",
        "logoUrl": "https://shop.example/logo.png",
        "supportUrl": "https://shop.example/help",
        "fiatAvailable": true,
    })
}

fn fiat() -> Value {
    Stage::start().ask(Endpoint::InvoiceSingleFiatCreate, &full())
}

fn bound(stage: &mut Stage) -> Value {
    let new = json!({"lowerBound": 2.5, "currency": "USDT_TRX", "description": "d"});
    stage.ask(Endpoint::InvoiceBoundCreate, &new)
}

/// A single invoice over 10 that received 9.96, and is completed.
fn paid() -> (Stage, Value) {
    let mut stage = Stage::start();
    let invoice = stage.single("10");
    stage.pay(&invoice, "9.96");
    let invoice = stage.invoice(&invoice);
    (stage, invoice)
}

#[test]
fn the_id_is_text_in_answers_and_a_number_in_webhooks() {
    let mut stage = Stage::start();
    let invoice = stage.single("10");
    assert_eq!(invoice["id"], "100001");
    let created = stage.events("INVOICE_CREATE_INVOICE");
    assert_eq!(created[0]["data"]["parentExternalId"], 100_001);
}

#[test]
fn the_payer_sends_the_money_to_the_invoice_address() {
    let mut stage = Stage::start();
    let invoice = stage.single("10");
    assert!(invoice["invoiceAddress"].as_str().unwrap().starts_with('T'));
    stage.pay(&invoice, "10");
    assert_eq!(stage.invoice(&invoice)["state"], "COMPLETED");
}

#[test]
fn the_type_is_one_of_the_five() {
    let mut stage = Stage::start();
    let of = |invoice: &Value| invoice["type"].clone();
    let types =
        [of(&stage.single("10")), of(&fiat()), of(&bound(&mut stage)), of(&stage.unlimited("BTC"))];
    assert_eq!(types, ["SINGLE", "SINGLE_FIAT", "BOUND", "UNLIMITED"]);
}

#[test]
fn the_amount_is_what_is_due_in_crypto() {
    assert_eq!(Stage::start().single("10.5")["amount"], 10.5);
}

#[test]
fn the_amount_of_a_fiat_invoice_is_derived_from_the_fiat_amount() {
    // A dollar is worth 0.8 euros.
    assert_eq!(fiat()["amount"], 13.125);
}

#[test]
fn unlimited_and_bound_invoices_have_no_amount() {
    let mut stage = Stage::start();
    assert_eq!(stage.unlimited("BTC").get("amount"), None);
    assert_eq!(bound(&mut stage).get("amount"), None);
}

#[test]
fn the_fee_is_the_service_s_part_of_the_deposit() {
    let (_, paid) = paid();
    assert_eq!(paid["fee"], 0.03984);
    assert_eq!(Stage::start().single("10").get("fee"), None);
}

#[test]
fn total_debit_amount_is_always_there_and_says_what_was_received() {
    assert_eq!(Stage::start().single("10")["totalDebitAmount"], 0);
    assert_eq!(paid().1["totalDebitAmount"], 9.96);
}

#[test]
fn the_currency_is_that_of_the_crypto() {
    assert_eq!(fiat()["currency"], "USDT_TRX");
}

#[test]
fn the_state_is_a_word_of_the_list() {
    assert_eq!(Stage::start().single("10")["state"], "PENDING_PAYMENT");
    assert_eq!(paid().1["state"], "COMPLETED");
}

#[test]
fn last_deposit_hash_is_that_of_the_newest_deposit() {
    let mut stage = Stage::start();
    let invoice = stage.unlimited("BTC");
    assert_eq!(invoice.get("lastDepositHash"), None);
    stage.pay(&invoice, "1");
    let newest = stage.pay(&invoice, "1");
    assert_eq!(stage.invoice(&invoice)["lastDepositHash"], newest.hash.as_str());
}

#[test]
fn the_description_is_shown_again() {
    assert_eq!(fiat()["description"], "Order 1042");
}

#[test]
fn created_date_has_milliseconds_and_a_zone() {
    assert_eq!(fiat()["createdDate"], "2022-04-25T11:17:48.390Z");
}

#[test]
fn the_idempotency_key_is_shown_again() {
    assert_eq!(fiat()["idempotencyKey"], full()["idempotencyKey"]);
}

#[test]
fn the_expiration_is_the_end_of_payability() {
    assert_eq!(fiat()["expiration"], "2022-04-25T14:17:48.390Z");
}

#[test]
fn an_unlimited_invoice_has_no_expiration() {
    assert_eq!(Stage::start().unlimited("BTC").get("expiration"), None);
}

#[test]
fn fiat_amount_and_fiat_currency_say_what_was_asked_for() {
    let fiat = fiat();
    assert_eq!((&fiat["fiatAmount"], &fiat["fiatCurrency"]), (&json!(10.5), &json!("EUR")));
    let single = Stage::start().single("10");
    assert_eq!((single.get("fiatAmount"), single.get("fiatCurrency")), (None, None));
}

#[test]
fn last_fiat_updated_is_the_time_of_the_last_conversion() {
    let mut stage = Stage::start();
    let invoice = stage.ask(Endpoint::InvoiceSingleFiatCreate, &full());
    assert_eq!(invoice["lastFiatUpdated"], "2022-04-25T11:17:48.390Z");
    stage.pass(Duration::from_secs(16 * 60));
    assert_eq!(stage.invoice(&invoice)["lastFiatUpdated"], "2022-04-25T11:32:48.390Z");
}

#[test]
fn intervention_type_says_why_a_decision_is_needed() {
    let mut stage = Stage::start();
    let (less, more) = (stage.single("10"), stage.single("10"));
    assert_eq!(less.get("interventionType"), None);
    stage.pay(&less, "9");
    stage.pay(&more, "11");
    assert_eq!(stage.invoice(&less)["interventionType"], "UNDERPAY");
    assert_eq!(stage.invoice(&more)["interventionType"], "OVERPAY");
}

#[test]
fn is_intervention_resolved_is_always_there_and_set_by_closing() {
    let (mut stage, paid) = paid();
    assert_eq!(paid["isInterventionResolved"], false);
    let closed = stage.ask(Endpoint::InvoiceCloseIntervention, &json!({"id": paid["id"]}));
    assert_eq!(closed["isInterventionResolved"], true);
}

#[test]
fn fiat_available_is_shown_again() {
    assert_eq!(fiat()["fiatAvailable"], true);
    assert_eq!(Stage::start().single("10").get("fiatAvailable"), None);
}

#[test]
fn return_logo_and_support_url_are_shown_again() {
    let (shown, asked) = (fiat(), full());
    for link in ["returnUrl", "logoUrl", "supportUrl"] {
        assert_eq!(shown[link], asked[link]);
    }
}

#[test]
fn external_id_is_shown_again_and_need_not_be_unique() {
    let mut stage = Stage::start();
    let new = json!({"currency": "BTC", "description": "d", "externalId": "1042"});
    for _ in 0..2 {
        assert_eq!(stage.ask(Endpoint::InvoiceUnlimitedCreate, &new)["externalId"], "1042");
    }
}

#[test]
fn lower_bound_is_the_least_payment_of_a_bound_invoice() {
    let mut stage = Stage::start();
    assert_eq!(bound(&mut stage)["lowerBound"], 2.5);
    assert_eq!(stage.single("10").get("lowerBound"), None);
}

#[test]
fn an_invoice_has_no_field_that_is_not_documented() {
    let mut expected = vec![
        "amount",
        "createdDate",
        "currency",
        "description",
        "expiration",
        "externalId",
        "fiatAmount",
        "fiatAvailable",
        "fiatCurrency",
        "id",
        "idempotencyKey",
        "invoiceAddress",
        "isInterventionResolved",
        "lastFiatUpdated",
        "logoUrl",
        "returnUrl",
        "state",
        "supportUrl",
        "totalDebitAmount",
        "type",
    ];
    expected.sort_unstable();
    assert_eq!(fields(&fiat()), expected);
}
