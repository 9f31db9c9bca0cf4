//! Requests as they are written, byte for byte.

use calypso_model::{
    AccountId, AddressRequest, CustomerId, CustomerUpdate, DepositHistoryRequest, DepositRequest,
    Endpoint, Envelope, EventService, EventType, ExternalId, FiatRatesRequest, IdempotencyKey,
    Instant, InvoiceId, InvoiceRef, NewCustomer, NewSingleFiatInvoice, NewSingleInvoice,
    NewSubscription, NewUnlimitedInvoice, RatesRequest, SubscriptionId, TransactionId,
    TransactionRequest,
};
use serde::Serialize;

use crate::data::golden;
use crate::{amount, currency};

const TIMESTAMP: i64 = 1_751_754_669_255;
const EXPIRATION: &str = "2025-07-06T10:31:09.255Z";

pub(crate) fn key() -> IdempotencyKey {
    IdempotencyKey::parse("7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11").unwrap()
}

fn customer() -> CustomerId {
    CustomerId::parse("3f1d7f0a-58f3-4d0c-8f2e-6a4b9c1d2e30").unwrap()
}

fn transaction() -> TransactionId {
    TransactionId::parse("5b0c2d41-7f66-4d0e-9a1b-2c3d4e5f6a70").unwrap()
}

fn invoice() -> InvoiceId {
    InvoiceId::parse("184467").unwrap()
}

pub(crate) fn expiration() -> Instant {
    EXPIRATION.parse().unwrap()
}

/// Checks the whole body, which names the account as its endpoint says.
#[track_caller]
pub(crate) fn writes<P: Serialize>(name: &str, endpoint: Endpoint, payload: Option<&P>) {
    let account = AccountId::parse("0xc195df92dd9db2a8f28e597981f113d6e7582f8b").unwrap();
    let account = endpoint.names_account().then_some(&account);
    let body = serde_json::to_string(&Envelope::new(account, TIMESTAMP, payload)).unwrap();
    assert_eq!(body, golden(&format!("requests/{name}")));
}

#[test]
fn customers() {
    let new = NewCustomer::new().with_email("ada@example.com").with_description("Customer 1017");
    writes("customer-create", Endpoint::CustomerCreate, Some(&new));
    writes("customer-create.empty", Endpoint::CustomerCreate, Some(&NewCustomer::new()));
    let update = CustomerUpdate::new(customer()).with_email("ada@example.org");
    writes("customer-update", Endpoint::CustomerUpdate, Some(&update));
}

#[test]
fn purses() {
    let address = AddressRequest::new(customer(), currency("USDT_TRX"));
    writes("purse-address-get", Endpoint::PurseAddressGet, Some(&address));
    let request = TransactionRequest::new(transaction());
    writes("purse-transaction-get", Endpoint::PurseTransactionGet, Some(&request));
}

#[test]
fn invoices_are_named_by_id_or_by_key() {
    let (by_id, by_key) = (InvoiceRef::from(invoice()), InvoiceRef::from(&key()));
    writes("invoice-get", Endpoint::InvoiceGet, Some(&by_id));
    writes("invoice-get.key", Endpoint::InvoiceGet, Some(&by_key));
    let deposit = |invoice: &InvoiceRef| DepositRequest::new(transaction(), invoice.clone());
    writes("invoice-deposit", Endpoint::InvoiceDeposit, Some(&deposit(&by_id)));
    writes("invoice-deposit.key", Endpoint::InvoiceDeposit, Some(&deposit(&by_key)));
    let history = DepositHistoryRequest::new(by_id);
    writes("invoice-deposit-history", Endpoint::InvoiceDepositHistory, Some(&history));
    let history = DepositHistoryRequest::new(by_key);
    writes("invoice-deposit-history.key", Endpoint::InvoiceDepositHistory, Some(&history));
}

#[test]
fn new_invoices_over_crypto() {
    let new = NewSingleInvoice::new(amount("25.50"), currency("USDT_TRX"), "Order 1017")
        .with_fiat_available(true)
        .with_logo_url("https://shop.example/logo.png")
        .with_support_url("https://shop.example/help")
        .with_return_url("https://shop.example/thanks")
        .with_expiration(expiration())
        .with_external_id(ExternalId::parse("order-1017").unwrap())
        .with_idempotency_key(key());
    writes("invoice-single-create", Endpoint::InvoiceSingleCreate, Some(&new));
    let new = NewSingleInvoice::new(amount("1E-8"), currency("BTC"), "Order 1018");
    writes("invoice-single-create.least", Endpoint::InvoiceSingleCreate, Some(&new));
}

#[test]
fn new_invoices_over_fiat() {
    let (fiat, crypto) = (currency("EUR"), currency("BTC"));
    let new = NewSingleFiatInvoice::new(amount("49.90"), fiat, crypto, "Order 1019")
        .with_idempotency_key(key())
        .with_external_id(ExternalId::parse("order-1019").unwrap())
        .with_expiration(expiration())
        .with_return_url("https://shop.example/thanks")
        .with_support_url("https://shop.example/help")
        .with_logo_url("https://shop.example/logo.png")
        .with_fiat_available(false);
    writes("invoice-single-fiat-create", Endpoint::InvoiceSingleFiatCreate, Some(&new));
}

#[test]
fn new_unlimited_invoices() {
    let new = NewUnlimitedInvoice::new(currency("ETH"), "Top up of account 1017")
        .with_idempotency_key(key())
        .with_external_id(ExternalId::parse("account-1017").unwrap())
        .with_return_url("https://shop.example/account")
        .with_logo_url("https://shop.example/logo.png")
        .with_support_url("https://shop.example/help")
        .with_fiat_available(true);
    writes("invoice-unlimited-create", Endpoint::InvoiceUnlimitedCreate, Some(&new));
}

#[test]
fn rates_name_no_account() {
    let from = vec![currency("BTC"), currency("USDT_TRX")];
    let request = RatesRequest::new(from, vec![currency("EUR")]);
    writes("rate", Endpoint::Rate, Some(&request));
    let to = vec![currency("USD"), currency("KZT")];
    let request = FiatRatesRequest::new(vec![currency("EUR")], to);
    writes("rate-fiat", Endpoint::RateFiat, Some(&request));
}

#[test]
fn subscriptions() {
    writes::<()>("webhook-list", Endpoint::WebhookList, None);
    let id = SubscriptionId::parse("0b8f7a52-56f5-4f1a-9d70-4f6a2f2f8d11").unwrap();
    let new = NewSubscription::new(id.clone(), "https://shop.example/calypso")
        .with_service(EventService::Invoice)
        .with_event_type(EventType::CustomerPurseExpired);
    writes("webhook-create", Endpoint::WebhookCreate, Some(&new));
    let lists = NewSubscription::new(id, "https://shop.example/calypso")
        .with_services([EventService::Invoice])
        .with_event_types([EventType::CustomerPurseExpired]);
    assert_eq!(lists, new);
}
