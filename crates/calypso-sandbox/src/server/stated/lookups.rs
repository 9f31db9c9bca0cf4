//! Finding invoices (docs/API-FACTS.md, sections 4.6 and 4.7).

use calypso_model::{Endpoint, ErrorCode};
use serde_json::{Value, json};

use super::Stage;

const GET: Endpoint = Endpoint::InvoiceGet;
const ALL: Endpoint = Endpoint::InvoiceAll;

fn with_reference(stage: &mut Stage, amount: u64) -> Value {
    let new = json!({"amount": amount, "currency": "BTC", "description": "d", "externalId": "7"});
    stage.ask(Endpoint::InvoiceSingleCreate, &new)
}

/// The amounts on a page.
fn amounts(page: &Value) -> Vec<String> {
    page["result"].as_array().unwrap().iter().map(|row| row["amount"].to_string()).collect()
}

/// Invoices over 3 ETH, 1 BTC and 2 XDG that is paid, and an unlimited one.
fn stage() -> Stage {
    let mut stage = Stage::start();
    for (amount, currency) in [(3, "ETH"), (1, "BTC"), (2, "XDG")] {
        let new = json!({"amount": amount, "currency": currency, "description": "d"});
        let invoice = stage.ask(Endpoint::InvoiceSingleCreate, &new);
        if currency == "XDG" {
            stage.pay(&invoice, "2");
        }
    }
    stage.unlimited("LTC");
    stage
}

#[test]
fn an_invoice_is_read_by_its_id() {
    let mut stage = Stage::start();
    let (_, second) = (stage.single("1"), stage.single("2"));
    assert_eq!(stage.ask(GET, &json!({"id": second["id"]})), second);
}

#[test]
fn an_invoice_is_read_by_its_idempotency_key() {
    let mut stage = Stage::start();
    let (_, second) = (stage.single("1"), stage.single("2"));
    assert_eq!(stage.ask(GET, &json!({"idempotencyKey": second["idempotencyKey"]})), second);
}

#[test]
fn an_invoice_must_be_named() {
    let problem = "payload.id=[This or idempotencyKey must be given]";
    Stage::start().refuses(GET, &json!({}), ErrorCode::BadRequest, problem);
}

#[test]
fn an_external_id_reads_its_newest_invoice() {
    let mut stage = Stage::start();
    with_reference(&mut stage, 1);
    let newest = with_reference(&mut stage, 2);
    assert_eq!(stage.ask(GET, &json!({"externalId": "7"})), newest);
}

#[test]
fn every_invoice_with_an_external_id_is_listed() {
    let mut stage = Stage::start();
    with_reference(&mut stage, 1);
    stage.single("9");
    with_reference(&mut stage, 2);
    let page = stage.ask(Endpoint::InvoiceExternal, &json!({"externalId": "7"}));
    assert_eq!(amounts(&page), ["1", "2"]);
}

#[test]
fn a_list_by_external_id_needs_one() {
    Stage::start().needs(Endpoint::InvoiceExternal, &json!({"externalId": "7"}), "externalId");
}

#[test]
fn a_list_by_external_id_comes_by_pages_in_either_direction() {
    let mut stage = Stage::start();
    for amount in [1, 2, 3] {
        with_reference(&mut stage, amount);
    }
    let wanted = json!({"externalId": "7", "pageNumber": 1, "pageSize": 2, "sort": "DESC"});
    let page = stage.ask(Endpoint::InvoiceExternal, &wanted);
    assert_eq!((amounts(&page), &page["total"]), (vec![String::from("1")], &json!(2)));
}

#[test]
fn all_invoices_are_listed_by_state() {
    let wanted = json!({"stateNames": ["COMPLETED", "ARCHIVED"]});
    assert_eq!(amounts(&stage().ask(ALL, &wanted)), ["2"]);
}

#[test]
fn all_invoices_are_listed_by_type() {
    let wanted = json!({"typeNames": ["UNLIMITED"]});
    assert_eq!(amounts(&stage().ask(ALL, &wanted)), ["null"]);
}

#[track_caller]
fn sorted(property: &str, expected: [&str; 4]) {
    let page = stage().ask(ALL, &json!({"properties": property}));
    assert_eq!(amounts(&page), expected);
}

#[test]
fn all_invoices_are_sorted_by_pay_amount() {
    sorted("PAY_AMOUNT", ["null", "1", "2", "3"]);
}

#[test]
fn all_invoices_are_sorted_by_currency() {
    sorted("CURRENCY", ["1", "3", "null", "2"]);
}

#[test]
fn all_invoices_are_sorted_by_state() {
    sorted("STATE", ["2", "3", "1", "null"]);
}

#[test]
fn all_invoices_are_sorted_by_date() {
    sorted("DATE", ["3", "1", "2", "null"]);
}

#[test]
fn paging_may_be_left_out_in_both_lists() {
    let mut stage = Stage::start();
    with_reference(&mut stage, 1);
    let by_reference = stage.ask(Endpoint::InvoiceExternal, &json!({"externalId": "7"}));
    for page in [by_reference, stage.ask(ALL, &json!({}))] {
        assert_eq!(
            (&page["page"], &page["size"], amounts(&page).len()),
            (&json!(0), &json!(20), 1)
        );
    }
}
