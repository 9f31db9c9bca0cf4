//! Customers and their purses (docs/API-FACTS.md, sections 3.1 to 3.3).

use calypso_model::{Endpoint, ErrorCode};
use serde_json::json;

use super::{Stage, fields};
use crate::options::DepositOutcome;

const NOBODY: &str = "3f1d7f0a-58f3-4d0c-8f2e-6a4b9c1d2e30";

#[test]
fn operations_on_purses_lie_under_their_documented_paths() {
    let group = "/api/v1/customer-purse";
    for (endpoint, path) in [
        (Endpoint::CustomerCreate, "customer/create"),
        (Endpoint::CustomerUpdate, "customer/update"),
        (Endpoint::PurseAddressGet, "address/get"),
        (Endpoint::PurseAddressFind, "address/find"),
        (Endpoint::PurseTransactionGet, "transaction/get"),
        (Endpoint::PurseTransactionFind, "transaction/find"),
    ] {
        assert_eq!(
            (endpoint.path(), endpoint.method().as_str()),
            (&*format!("{group}/{path}"), "POST")
        );
    }
}

#[test]
fn a_customer_needs_no_email() {
    let mut stage = Stage::start();
    let customer = stage.ask(Endpoint::CustomerCreate, &json!({"description": "VIP"}));
    assert_eq!(fields(&customer), ["blocked", "description", "id"]);
}

#[test]
fn a_customer_needs_no_description() {
    let mut stage = Stage::start();
    let customer = stage.ask(Endpoint::CustomerCreate, &json!({"email": "ada@example.com"}));
    assert_eq!(fields(&customer), ["blocked", "email", "id"]);
}

#[test]
fn a_customer_is_answered_with_id_email_description_and_blocked() {
    let mut stage = Stage::start();
    let new = json!({"email": "ada@example.com", "description": "VIP"});
    let customer = stage.ask(Endpoint::CustomerCreate, &new);
    assert_eq!(fields(&customer), ["blocked", "description", "email", "id"]);
    assert_eq!(
        (&customer["email"], &customer["description"]),
        (&new["email"], &new["description"])
    );
    assert_eq!(customer["id"].as_str().unwrap().len(), 36);
}

#[test]
fn a_new_customer_is_not_blocked() {
    let mut stage = Stage::start();
    assert_eq!(stage.ask(Endpoint::CustomerCreate, &json!({}))["blocked"], false);
}

#[test]
fn an_update_needs_the_customer_s_id() {
    Stage::start().needs(Endpoint::CustomerUpdate, &json!({"id": NOBODY, "email": "a@b.c"}), "id");
}

#[test]
fn an_update_changes_the_email_and_answers_with_the_customer() {
    let mut stage = Stage::start();
    let id = stage.customer();
    let changed = stage.ask(Endpoint::CustomerUpdate, &json!({"id": id, "email": "b@example.com"}));
    assert_eq!(changed, json!({"id": id, "email": "b@example.com", "blocked": false}));
}

#[test]
fn an_update_changes_the_description() {
    let mut stage = Stage::start();
    let id = stage.customer();
    let changed = stage.ask(Endpoint::CustomerUpdate, &json!({"id": id, "description": "VIP"}));
    assert_eq!(changed["description"], "VIP");
}

#[test]
fn what_an_update_leaves_out_stays() {
    let mut stage = Stage::start();
    let new = json!({"email": "ada@example.com", "description": "VIP"});
    let customer = stage.ask(Endpoint::CustomerCreate, &new);
    let unchanged = stage.ask(Endpoint::CustomerUpdate, &json!({"id": customer["id"]}));
    assert_eq!(unchanged, customer);
}

#[test]
fn an_address_needs_a_customer() {
    let wanted = json!({"customerId": NOBODY, "currency": "BTC"});
    Stage::start().needs(Endpoint::PurseAddressGet, &wanted, "customerId");
}

#[test]
fn an_address_needs_a_currency() {
    let wanted = json!({"customerId": NOBODY, "currency": "BTC"});
    Stage::start().needs(Endpoint::PurseAddressGet, &wanted, "currency");
}

#[test]
fn a_purse_is_answered_with_its_address_and_its_id() {
    let mut stage = Stage::start();
    let wanted = json!({"customerId": stage.customer(), "currency": "USDT_TRX"});
    let purse = stage.ask(Endpoint::PurseAddressGet, &wanted);
    assert_eq!(fields(&purse), ["address", "id"]);
    assert!(purse["address"].as_str().unwrap().starts_with('T'));
    assert_eq!(purse["id"].as_str().unwrap().len(), 36);
}

#[test]
fn asking_again_gives_the_same_address() {
    let mut stage = Stage::start();
    let wanted = json!({"customerId": stage.customer(), "currency": "BTC"});
    let first = stage.ask(Endpoint::PurseAddressGet, &wanted);
    assert_eq!(stage.ask(Endpoint::PurseAddressGet, &wanted), first);
}

#[test]
fn a_purse_that_can_be_used_is_pending_payment() {
    let mut stage = Stage::start();
    let customer = stage.customer();
    let wanted = json!({"customerId": customer, "currency": "BTC"});
    let purse = stage.ask(Endpoint::PurseAddressGet, &wanted);
    stage.deposit(&purse["address"], "BTC", "1", DepositOutcome::Confirmed);
    let list = stage.ask(Endpoint::PurseAddressFind, &json!({"customerId": customer}));
    assert_eq!(list["result"][0]["state"], "PENDING_PAYMENT");
}

#[test]
fn a_purse_that_compliance_blocked_is_declined() {
    let mut stage = Stage::start();
    let customer = stage.customer();
    let wanted = json!({"customerId": customer, "currency": "BTC"});
    let purse = stage.ask(Endpoint::PurseAddressGet, &wanted);
    stage.deposit(&purse["address"], "BTC", "1", DepositOutcome::Declined);
    let list = stage.ask(Endpoint::PurseAddressFind, &json!({"customerId": customer}));
    assert_eq!(list["result"][0]["state"], "DECLINED");
}

#[test]
fn the_purses_of_one_customer_are_listed_by_pages() {
    let mut stage = Stage::start();
    let (anna, boris) = (stage.customer(), stage.customer());
    for (customer, currency) in [(&anna, "BTC"), (&boris, "BTC"), (&anna, "ETH")] {
        let wanted = json!({"customerId": customer, "currency": currency});
        stage.ask(Endpoint::PurseAddressGet, &wanted);
        stage.pass(std::time::Duration::from_secs(1));
    }
    let wanted = json!({"customerId": anna, "pageNumber": 1, "pageSize": 1});
    let page = stage.ask(Endpoint::PurseAddressFind, &wanted);
    assert_eq!(page["result"][0]["currency"], "ETH");
    assert_eq!(page["totalElements"], 2);
}

#[test]
fn a_currency_that_is_no_crypto_has_no_purse() {
    let mut stage = Stage::start();
    let wanted = json!({"customerId": stage.customer(), "currency": "EUR"});
    let problem = "payload.currency=[Unknown crypto currency]";
    stage.refuses(Endpoint::PurseAddressGet, &wanted, ErrorCode::BadRequest, problem);
}
