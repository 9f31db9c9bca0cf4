//! Pages, the same for every list (docs/API-FACTS.md, section 3.6).

use calypso_model::Endpoint;
use serde_json::{Value, json};

use super::{Stage, fields};

/// Five invoices, over 2, 5, 1, 4 and 3.
fn page(wanted: &Value) -> Value {
    let mut stage = Stage::start();
    for amount in ["2", "5", "1", "4", "3"] {
        stage.single(amount);
    }
    stage.ask(Endpoint::InvoiceAll, wanted)
}

fn amounts(page: &Value) -> Vec<String> {
    page["result"].as_array().unwrap().iter().map(|row| row["amount"].to_string()).collect()
}

#[test]
fn a_page_has_result_page_size_total_and_total_elements() {
    let page = page(&json!({"pageNumber": 1, "pageSize": 2}));
    assert_eq!(fields(&page), ["page", "result", "size", "total", "totalElements"]);
    assert_eq!((&page["page"], &page["size"]), (&json!(1), &json!(2)));
}

#[test]
fn total_counts_pages() {
    assert_eq!(page(&json!({"pageSize": 2}))["total"], 3);
}

#[test]
fn total_elements_counts_objects() {
    assert_eq!(page(&json!({"pageSize": 2}))["totalElements"], 5);
}

#[test]
fn pages_are_counted_from_zero() {
    assert_eq!(amounts(&page(&json!({"pageNumber": 0, "pageSize": 2}))), ["2", "5"]);
    assert_eq!(amounts(&page(&json!({"pageNumber": 2, "pageSize": 2}))), ["3"]);
}

#[test]
fn a_list_is_asked_for_by_page_number_page_size_sort_and_properties() {
    let wanted =
        json!({"pageNumber": 1, "pageSize": 2, "sort": "DESC", "properties": "PAY_AMOUNT"});
    assert_eq!(amounts(&page(&wanted)), ["3", "2"]);
}

#[test]
fn without_a_page_size_a_page_has_twenty_items() {
    let page = page(&json!({}));
    assert_eq!((&page["page"], &page["size"]), (&json!(0), &json!(20)));
    assert_eq!(amounts(&page), ["2", "5", "1", "4", "3"]);
}
