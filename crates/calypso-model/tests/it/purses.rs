//! Lists of customers' addresses and of the deposits to them, on the wire.

use calypso_model::{
    AddressesRequest, CurrencyFilter, CustomerId, Endpoint, Page, PageRequest, PurseAddress,
    PurseState, PurseTransaction, Sort, TransactionFilter, TransactionState,
    TransactionStateFilter,
};

use crate::currency;
use crate::replies::round_trips;
use crate::requests::writes;

fn customer() -> CustomerId {
    CustomerId::parse("3f1d7f0a-58f3-4d0c-8f2e-6a4b9c1d2e30").unwrap()
}

#[test]
fn addresses_are_asked_for_by_customer() {
    let request = AddressesRequest::new(customer());
    writes("purse-address-find.least", Endpoint::PurseAddressFind, Some(&request));
    let request = request.with_page(PageRequest::new(0, 20));
    writes("purse-address-find", Endpoint::PurseAddressFind, Some(&request));
}

#[test]
fn deposits_are_asked_for_by_every_condition() {
    let mut currencies = CurrencyFilter::one_of([currency("USDT_TRX"), currency("TRX")])
        .with_not_equals(currency("BTC"))
        .with_specified(true)
        .with_contains("USDT")
        .with_does_not_contain("BSC");
    currencies.equals = Some(currency("USDT_TRX"));
    currencies.none_of = vec![currency("ETH")];
    let mut states = TransactionStateFilter::one_of([
        TransactionState::Confirmed,
        TransactionState::PendingComplianceCheck,
    ])
    .with_not_equals(TransactionState::Declined)
    .with_specified(true);
    states.equals = Some(TransactionState::Confirmed);
    states.none_of = vec![TransactionState::MemPoolFound];
    let page = PageRequest::new(2, 50).with_sort(Sort::Descending).with_properties("createdDate");
    let filter = TransactionFilter::new()
        .with_customer_id(customer())
        .with_currency_filter(currencies)
        .with_transaction_state_filter(states)
        .with_page(page);
    writes("purse-transaction-find", Endpoint::PurseTransactionFind, Some(&filter));
    let all = TransactionFilter::new();
    writes("purse-transaction-find.least", Endpoint::PurseTransactionFind, Some(&all));
}

#[test]
fn single_conditions_say_nothing_else() {
    #[track_caller]
    fn check(filter: &impl serde::Serialize, json: &str) {
        assert_eq!(serde_json::to_string(filter).unwrap(), json);
    }
    check(&CurrencyFilter::equals(currency("BTC")), r#"{"equals":"BTC"}"#);
    check(&CurrencyFilter::none_of([currency("BTC")]), r#"{"notIn":["BTC"]}"#);
    // None of them, which is not the same as any of them.
    check(&CurrencyFilter::one_of([]), r#"{"in":[]}"#);
    check(&TransactionStateFilter::one_of([]), r#"{"in":[]}"#);
    check(&TransactionStateFilter::equals(TransactionState::Declined), r#"{"equals":"DECLINED"}"#);
    let none = TransactionStateFilter::none_of([TransactionState::Declined]);
    check(&none, r#"{"notIn":["DECLINED"]}"#);
}

#[test]
fn addresses_are_listed() {
    let page: Page<PurseAddress> = round_trips("purse-address-find");
    assert_eq!(page.total_elements, Some(2));
    assert_eq!(page.result[0].currency, Some(currency("USDT_TRX")));
    assert_eq!(page.result[0].created_date.unwrap().as_millis(), 1_751_754_669_255);
    assert_eq!(page.result[1].state, Some(PurseState::Archived));
    let bare: Page<PurseAddress> = round_trips("purse-address-find.bare");
    assert_eq!(bare.result[0].id.as_ref().unwrap().as_str(), "7");
    assert_eq!(bare.result[0].state.as_ref().unwrap().as_str(), "FROZEN");
    assert_eq!(bare.total, None);
}

#[test]
fn deposits_are_listed() {
    let page: Page<PurseTransaction> = round_trips("purse-transaction-find");
    assert_eq!((page.page, page.size, page.total), (Some(0), Some(20), Some(1)));
    assert_eq!(page.result[0].amount.to_string(), "100.00");
    assert_eq!(page.result[1].amount.to_string(), "0.00000001");
    assert_eq!(page.result[1].id.as_str(), "70911");
    let rows: Page<PurseTransaction> = round_trips("purse-transaction-find.result-only");
    assert_eq!(rows.result[0].transaction_state.as_str(), "HELD");
    assert_eq!(rows.result[0].transaction_state.is_final(), None);
    assert_eq!(rows.total_elements, None);
}
