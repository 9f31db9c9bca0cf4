//! Deposits to invoices (docs/API-FACTS.md, sections 4.8 to 4.10).

use calypso_model::{Endpoint, ErrorCode};
use serde_json::{Value, json};

use super::{Stage, fields};
use crate::options::StageDelays;

const HISTORY: Endpoint = Endpoint::InvoiceDepositHistory;
const ONE: Endpoint = Endpoint::InvoiceDeposit;

/// An unlimited invoice that received 2, 3 and 1.
fn stage() -> (Stage, Value) {
    let mut stage = Stage::start();
    let invoice = stage.unlimited("USDT_TRX");
    for amount in ["2", "3", "1"] {
        stage.pay(&invoice, amount);
    }
    (stage, invoice)
}

fn amounts(page: &Value) -> Vec<String> {
    page["result"].as_array().unwrap().iter().map(|row| row["amount"].to_string()).collect()
}

#[test]
fn the_deposits_of_an_invoice_are_listed_by_its_id() {
    let (mut stage, invoice) = stage();
    assert_eq!(amounts(&stage.ask(HISTORY, &json!({"id": invoice["id"]}))), ["2", "3", "1"]);
}

#[test]
fn the_deposits_of_an_invoice_are_listed_by_its_key() {
    let (mut stage, invoice) = stage();
    let wanted = json!({"idempotencyKey": invoice["idempotencyKey"]});
    assert_eq!(amounts(&stage.ask(HISTORY, &wanted)), ["2", "3", "1"]);
}

#[test]
fn the_list_of_deposits_needs_an_invoice() {
    let problem = "payload.id=[This or idempotencyKey must be given]";
    Stage::start().refuses(HISTORY, &json!({}), ErrorCode::BadRequest, problem);
}

#[test]
fn the_list_of_deposits_is_a_page() {
    let (mut stage, invoice) = stage();
    let page = stage.ask(HISTORY, &json!({"id": invoice["id"], "pageNumber": 1, "pageSize": 2}));
    assert_eq!(fields(&page), ["page", "result", "size", "total", "totalElements"]);
    assert_eq!(amounts(&page), ["1"]);
}

#[test]
fn deposits_are_sorted_by_amount_currency_or_date() {
    let (mut stage, invoice) = stage();
    let mut sorted = |property: &str| {
        amounts(&stage.ask(HISTORY, &json!({"id": invoice["id"], "properties": property})))
    };
    assert_eq!(sorted("AMOUNT"), ["1", "2", "3"]);
    // They all have the invoice's currency, so they keep their order.
    assert_eq!(sorted("CURRENCY"), ["2", "3", "1"]);
    assert_eq!(sorted("DATE"), ["2", "3", "1"]);
}

#[test]
fn one_deposit_is_read_by_its_transaction_and_its_invoice() {
    let (mut stage, invoice) = stage();
    let made = stage.pay(&invoice, "7");
    let (id, key) = (&invoice["id"], &invoice["idempotencyKey"]);
    let by_id = json!({"transactionId": made.id.as_str(), "id": id});
    let by_key = json!({"transactionId": made.id.as_str(), "idempotencyKey": key});
    for wanted in [&by_id, &by_key] {
        assert_eq!(stage.ask(ONE, wanted)["amount"], 7);
    }
    stage.needs(ONE, &by_id, "transactionId");
    let problem = "payload.id=[This or idempotencyKey must be given]";
    let alone = json!({"transactionId": made.id.as_str()});
    stage.refuses(ONE, &alone, ErrorCode::BadRequest, problem);
}

#[test]
fn a_deposit_to_another_invoice_is_not_found() {
    let (mut stage, invoice) = stage();
    let other = stage.unlimited("USDT_TRX");
    let made = stage.pay(&other, "7");
    let wanted = json!({"transactionId": made.id.as_str(), "id": invoice["id"]});
    let problem = format!("Transaction {} not found", made.id);
    stage.refuses(ONE, &wanted, ErrorCode::NotFound, &problem);
}

#[test]
fn a_deposit_has_amount_currency_hash_date_and_sender() {
    let (mut stage, invoice) = stage();
    let made = stage.pay(&invoice, "12.5");
    let deposit = stage.ask(ONE, &json!({"transactionId": made.id.as_str(), "id": invoice["id"]}));
    let expected = json!({
        "amount": 12.5,
        "currency": "USDT_TRX",
        "transactionHash": made.hash.as_str(),
        "createdDate": "2022-04-25T11:17:48.390Z",
        "addressFrom": made.sender.as_str(),
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(deposit[name], *value);
    }
}

#[test]
fn a_deposit_has_its_id_and_the_states_of_a_purse_s_transaction() {
    let second = std::time::Duration::from_secs(1);
    let mut stage = Stage::with_delays(StageDelays::NONE.with_credit(second));
    let invoice = stage.unlimited("BTC");
    let made = stage.pay(&invoice, "1");
    let wanted = json!({"transactionId": made.id.as_str(), "id": invoice["id"]});
    let states = |stage: &mut Stage| {
        let deposit = stage.ask(ONE, &wanted);
        let names = ["transactionId", "transactionState", "complianceState"];
        let credited = deposit["translationToAccountCompleted"].as_bool().unwrap();
        (names.map(|name| deposit[name].as_str().unwrap().to_owned()), credited)
    };
    let expected = [made.id.as_str(), "CONFIRMED", "CHECKED"].map(String::from);
    assert_eq!(states(&mut stage), (expected.clone(), false));
    stage.pass(second);
    assert_eq!(states(&mut stage), (expected, true));
}

#[test]
fn webhooks_call_the_sender_sender_address_and_the_time_payment_date() {
    let (mut stage, invoice) = stage();
    let made = stage.pay(&invoice, "7");
    let events = stage.events("INVOICE_FUNDS_RECEIVED_FOR_INVOICE");
    let data = &events.last().unwrap()["data"];
    assert_eq!(data["senderAddress"], made.sender.as_str());
    assert_eq!(data["paymentDate"], "2022-04-25T11:17:48.390000");
    assert_eq!((data.get("addressFrom"), data.get("senderDate")), (None, None));
}
