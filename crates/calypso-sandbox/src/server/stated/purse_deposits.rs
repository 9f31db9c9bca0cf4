//! Deposits to purses, one and many (docs/API-FACTS.md, sections 3.4 and 3.5).

use calypso_model::{Endpoint, ErrorCode};
use serde_json::{Value, json};

use super::{Stage, fields};
use crate::options::{DepositOutcome, StageDelays};

const FIND: Endpoint = Endpoint::PurseTransactionFind;

impl Stage {
    fn purse(&mut self, customer: &Value, currency: &str) -> Value {
        let wanted = json!({"customerId": customer, "currency": currency});
        self.ask(Endpoint::PurseAddressGet, &wanted)["address"].clone()
    }

    /// The amounts that a filter finds.
    fn found(&mut self, wanted: &Value) -> Vec<String> {
        let page = self.ask(FIND, wanted);
        page["result"].as_array().unwrap().iter().map(|row| row["amount"].to_string()).collect()
    }
}

/// Anna sent 3 `USDT_TRX`, 1 BTC, and 2 `USDT_BSC` that were declined; Boris 4 BTC.
fn stage() -> (Stage, Value, Value) {
    let mut stage = Stage::start();
    let (anna, boris) = (stage.customer(), stage.customer());
    let confirmed = DepositOutcome::Confirmed;
    for (customer, currency, amount, outcome) in [
        (&anna, "USDT_TRX", "3", confirmed),
        (&anna, "BTC", "1", confirmed),
        (&anna, "USDT_BSC", "2", DepositOutcome::Declined),
        (&boris, "BTC", "4", confirmed),
    ] {
        let address = stage.purse(customer, currency);
        stage.deposit(&address, currency, amount, outcome);
    }
    (stage, anna, boris)
}

#[test]
fn a_deposit_to_a_purse_is_read_by_its_transaction_id() {
    let (mut stage, anna, _) = stage();
    let address = stage.purse(&anna, "BTC");
    let made = stage.deposit(&address, "BTC", "7", DepositOutcome::Confirmed);
    let wanted = json!({"transactionId": made.id.as_str()});
    assert_eq!(stage.ask(Endpoint::PurseTransactionGet, &wanted)["amount"], 7);
    stage.needs(Endpoint::PurseTransactionGet, &wanted, "transactionId");
}

#[test]
fn a_deposit_to_a_purse_has_its_nine_fields_and_no_fee() {
    let mut stage = Stage::start();
    let customer = stage.customer();
    let address = stage.purse(&customer, "USDT_TRX");
    let made = stage.deposit(&address, "USDT_TRX", "12.5", DepositOutcome::Confirmed);
    let wanted = json!({"transactionId": made.id.as_str()});
    let expected = json!({
        "id": made.id.as_str(),
        "amount": 12.5,
        "addressFrom": made.sender.as_str(),
        "currency": "USDT_TRX",
        "transactionHash": made.hash.as_str(),
        "transactionState": "CONFIRMED",
        "complianceState": "CHECKED",
        "translationToAccountCompleted": true,
        "createdDate": "2022-04-25T11:17:48.390Z",
    });
    assert_eq!(stage.ask(Endpoint::PurseTransactionGet, &wanted), expected);
}

#[test]
fn the_translation_is_completed_once_the_money_is_on_the_balance() {
    let second = std::time::Duration::from_secs(1);
    let mut stage = Stage::with_delays(StageDelays::NONE.with_credit(second));
    let customer = stage.customer();
    let address = stage.purse(&customer, "BTC");
    let made = stage.deposit(&address, "BTC", "1", DepositOutcome::Confirmed);
    let wanted = json!({"transactionId": made.id.as_str()});
    let completed = |stage: &mut Stage| {
        let deposit = stage.ask(Endpoint::PurseTransactionGet, &wanted);
        deposit["translationToAccountCompleted"].clone()
    };
    assert_eq!(completed(&mut stage), false);
    stage.pass(second);
    assert_eq!(completed(&mut stage), true);
}

#[test]
fn without_any_filter_all_deposits_to_purses_are_listed() {
    let (mut stage, ..) = stage();
    assert_eq!(stage.found(&json!({})), ["3", "1", "2", "4"]);
}

#[test]
fn deposits_are_filtered_by_customer() {
    let (mut stage, _, boris) = stage();
    assert_eq!(stage.found(&json!({"customerId": boris})), ["4"]);
}

#[track_caller]
fn by_currency(condition: &Value, expected: &[&str]) {
    let (mut stage, ..) = stage();
    assert_eq!(stage.found(&json!({"currencyFilter": condition})), expected, "{condition}");
}

#[test]
fn currency_filter_equals() {
    by_currency(&json!({"equals": "USDT_TRX"}), &["3"]);
}

#[test]
fn currency_filter_not_equals() {
    by_currency(&json!({"notEquals": "USDT_TRX"}), &["1", "2", "4"]);
}

#[test]
fn currency_filter_specified() {
    by_currency(&json!({"specified": true}), &["3", "1", "2", "4"]);
    by_currency(&json!({"specified": false}), &[]);
}

#[test]
fn currency_filter_in() {
    by_currency(&json!({"in": ["USDT_TRX", "USDT_BSC"]}), &["3", "2"]);
}

#[test]
fn currency_filter_not_in() {
    by_currency(&json!({"notIn": ["BTC", "USDT_BSC"]}), &["3"]);
}

#[test]
fn currency_filter_contains() {
    by_currency(&json!({"contains": "USDT"}), &["3", "2"]);
}

#[test]
fn currency_filter_does_not_contain() {
    by_currency(&json!({"doesNotContain": "USDT"}), &["1", "4"]);
}

#[track_caller]
fn by_state(condition: &Value, expected: &[&str]) {
    let (mut stage, ..) = stage();
    assert_eq!(stage.found(&json!({"transactionStateFilter": condition})), expected, "{condition}");
}

#[test]
fn transaction_state_filter_equals() {
    by_state(&json!({"equals": "DECLINED"}), &["2"]);
}

#[test]
fn transaction_state_filter_not_equals() {
    by_state(&json!({"notEquals": "DECLINED"}), &["3", "1", "4"]);
}

#[test]
fn transaction_state_filter_specified() {
    by_state(&json!({"specified": false}), &[]);
}

#[test]
fn transaction_state_filter_in() {
    by_state(&json!({"in": ["DECLINED", "MEM_POOL_FOUND"]}), &["2"]);
}

#[test]
fn transaction_state_filter_not_in() {
    by_state(&json!({"notIn": ["CONFIRMED"]}), &["2"]);
}

#[test]
fn deposits_are_sorted_by_created_date_or_by_amount() {
    let (mut stage, ..) = stage();
    assert_eq!(stage.found(&json!({"properties": "createdDate"})), ["3", "1", "2", "4"]);
    assert_eq!(stage.found(&json!({"properties": "amount"})), ["1", "2", "3", "4"]);
    let problem = "payload.properties=[Must be createdDate or amount]";
    stage.refuses(FIND, &json!({"properties": "hash"}), ErrorCode::BadRequest, problem);
}

#[test]
fn deposits_are_sorted_upwards_or_downwards() {
    let (mut stage, ..) = stage();
    assert_eq!(stage.found(&json!({"sort": "ASC"})), ["3", "1", "2", "4"]);
    assert_eq!(stage.found(&json!({"sort": "DESC"})), ["4", "2", "1", "3"]);
}

#[test]
fn deposits_to_purses_come_by_pages_with_a_result() {
    let (mut stage, ..) = stage();
    let page = stage.ask(FIND, &json!({"pageNumber": 1, "pageSize": 3}));
    assert_eq!(fields(&page), ["page", "result", "size", "total", "totalElements"]);
    assert_eq!(page["result"].as_array().unwrap().len(), 1);
    assert_eq!(page["result"][0]["amount"], 4);
}
