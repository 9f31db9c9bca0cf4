//! Bound invoices, lists of invoices and decisions about them, on the wire.

use calypso_model::{
    DepositHistoryRequest, Endpoint, ExternalId, Fee, IdempotencyKey, InterventionType, Invoice,
    InvoiceId, InvoiceListRequest, InvoiceRef, InvoiceState, InvoiceType, InvoicesByExternalId,
    NewBoundInvoice, Page, PageRequest, Sort,
};

use crate::replies::round_trips;
use crate::requests::writes;
use crate::{amount, currency};

fn by_id() -> InvoiceRef {
    InvoiceRef::from(InvoiceId::parse("184467").unwrap())
}

fn key() -> IdempotencyKey {
    IdempotencyKey::parse("7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11").unwrap()
}

fn external_id(text: &str) -> ExternalId {
    ExternalId::parse(text).unwrap()
}

#[test]
fn new_bound_invoices() {
    let new = NewBoundInvoice::new(amount("10.50"), currency("USDT_TRX"), "Donation 7")
        .with_idempotency_key(key())
        .with_external_id(external_id("donation-7"))
        .with_fiat_available(true);
    writes("invoice-bound-create", Endpoint::InvoiceBoundCreate, Some(&new));
    let least = NewBoundInvoice::new(amount("1E-3"), currency("ETH"), "Donation 8");
    writes("invoice-bound-create.least", Endpoint::InvoiceBoundCreate, Some(&least));
    let invoice: Invoice = round_trips("invoice-bound-create");
    assert_eq!(invoice.invoice_type, InvoiceType::Bound);
    assert_eq!(invoice.lower_bound.unwrap().to_string(), "10.50");
    assert_eq!(invoice.amount, None);
}

#[test]
fn lists() {
    let by_reference = InvoicesByExternalId::new(external_id("order-1017"));
    writes("invoice-external.least", Endpoint::InvoiceExternal, Some(&by_reference));
    let page = PageRequest::new(0, 20).with_sort(Sort::Descending);
    let by_reference = by_reference.with_page(page);
    writes("invoice-external", Endpoint::InvoiceExternal, Some(&by_reference));
    writes("invoice-all.least", Endpoint::InvoiceAll, Some(&InvoiceListRequest::new()));
    let page = PageRequest::new(1, 50).with_sort(Sort::Ascending).with_properties("DATE");
    let some = InvoiceListRequest::new()
        .with_state(InvoiceState::PendingPayment)
        .with_state(InvoiceState::PendingIntervention)
        .with_type(InvoiceType::Single)
        .with_type(InvoiceType::SingleFiat)
        .with_page(page);
    writes("invoice-all", Endpoint::InvoiceAll, Some(&some));

    let page: Page<Invoice> = round_trips("invoice-external");
    assert_eq!(page.result[1].id.as_str(), "184468");
    assert_eq!(page.result[1].total_debit_amount.to_string(), "0.0015");
    let page: Page<Invoice> = round_trips("invoice-all");
    assert_eq!(page.result[0].state.as_str(), "FROZEN");
    assert!(!page.result[0].state.is_paid());
    assert_eq!(page.result[0].invoice_type.as_str(), "RECURRENT");
    assert_eq!((page.page, page.total, page.total_elements), (Some(1), Some(2), Some(51)));
}

#[test]
fn decisions_name_an_invoice() {
    writes("invoice-return-to-paid", Endpoint::InvoiceReturnToPaid, Some(&by_id()));
    let by_key = InvoiceRef::from(key());
    writes("invoice-return-to-paid.key", Endpoint::InvoiceReturnToPaid, Some(&by_key));
    writes("invoice-close-intervention", Endpoint::InvoiceCloseIntervention, Some(&by_id()));
    writes("invoice-archive", Endpoint::InvoiceArchive, Some(&by_key));

    let paid: Invoice = round_trips("invoice-return-to-paid");
    assert_eq!(paid.state, InvoiceState::Paid);
    assert_eq!(paid.intervention_type, Some(InterventionType::Underpay));
    let closed: Invoice = round_trips("invoice-close-intervention");
    assert!(closed.is_intervention_resolved);
    assert_eq!(closed.fee, Fee::Reported(amount("0.04")));
    let archived: Invoice = round_trips("invoice-archive");
    assert_eq!(archived.state, InvoiceState::Archived);
    assert!(archived.total_debit_amount.is_zero());
}

#[test]
fn a_page_of_deposits_is_asked_for_with_the_invoice() {
    let page = PageRequest::new(1, 10).with_sort(Sort::Ascending).with_properties("DATE");
    let request = DepositHistoryRequest::new(by_id()).with_page(page);
    writes("invoice-deposit-history.paged", Endpoint::InvoiceDepositHistory, Some(&request));
}
