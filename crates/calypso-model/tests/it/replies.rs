//! Replies as the service writes them.

use calypso_model::{
    Amount, BlockedByErrorCount, ComplianceState, Customer, Deposit, ErrorBody, ErrorCode,
    EventType, Fee, FiatRates, InterventionType, Invoice, InvoiceState, InvoiceType, Page,
    PurseAddress, PurseTransaction, Rates, Subscription, Subscriptions, TransactionState,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::data::{golden, names};
use crate::{amount, currency};

#[track_caller]
pub(crate) fn read<T: DeserializeOwned>(name: &str) -> T {
    serde_json::from_str(&golden(&format!("replies/{name}"))).unwrap()
}

/// Reads a reply, and reads it again as it is written; both must be the same.
#[track_caller]
pub(crate) fn round_trips<T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>(
    name: &str,
) -> T {
    let reply: T = read(name);
    let written = serde_json::to_string(&reply).unwrap();
    assert_eq!(serde_json::from_str::<T>(&written).unwrap(), reply);
    reply
}

#[test]
fn customers() {
    let customer: Customer = round_trips("customer-create");
    assert_eq!(customer.id.as_str(), "3f1d7f0a-58f3-4d0c-8f2e-6a4b9c1d2e30");
    assert_eq!(customer.email.as_deref(), Some("ada@example.com"));
    assert_eq!(customer.description.as_deref(), Some("Customer 1017"));
    assert!(!customer.blocked);
    let customer: Customer = round_trips("customer-update");
    assert_eq!(customer.description, None);
    assert!(customer.blocked);
}

#[test]
fn purses() {
    let address: PurseAddress = round_trips("purse-address-get");
    assert_eq!(address.id.unwrap().as_str(), "b7e8f9a0-1c2d-4e3f-8a4b-5c6d7e8f9a0b");
    assert_eq!(address.address.as_str(), "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8");
    let address: PurseAddress = round_trips("purse-address-get.old");
    assert_eq!(address.id, None);

    let deposit: PurseTransaction = round_trips("purse-transaction-get");
    assert_eq!(deposit.amount.to_string(), "100.00");
    assert_eq!(deposit.transaction_state, TransactionState::Confirmed);
    assert_eq!(deposit.compliance_state, ComplianceState::Checked);
    assert!(deposit.translation_to_account_completed);
    assert_eq!(deposit.created_date.as_millis(), 1_751_754_669_255);
    let sender = deposit.address_from.unwrap();
    assert_eq!(sender.as_str(), "TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf");
    let deposit: PurseTransaction = round_trips("purse-transaction-get.pending");
    assert_eq!(deposit.id.as_str(), "70911");
    assert_eq!(deposit.amount.to_string(), "0.00000001");
    assert_eq!(deposit.address_from, None);
}

#[test]
fn a_completed_invoice() {
    let invoice: Invoice = round_trips("invoice-get");
    assert_eq!(invoice.id.as_str(), "184467");
    assert_eq!(invoice.invoice_type, InvoiceType::Single);
    assert_eq!(invoice.amount.unwrap().to_string(), "25.50");
    assert_eq!(invoice.fee, Fee::Reported(amount("0.1275")));
    assert_eq!(invoice.total_debit_amount, amount("25.5"));
    assert_eq!(invoice.currency, currency("USDT_TRX"));
    assert_eq!(invoice.state, InvoiceState::Completed);
    assert_eq!(invoice.expiration.unwrap().to_string(), "2025-07-06T01:31:09.255Z");
    assert_eq!(invoice.external_id.unwrap().as_str(), "order-1017");
    assert_eq!(invoice.idempotency_key.as_str(), "7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11");
    let autoconversion = invoice.autoconversion.unwrap();
    assert_eq!(autoconversion.target_currency, currency("USDT"));
    assert_eq!(autoconversion.amount, amount("25.3725"));
    assert_eq!(invoice.fiat_available, Some(true));
}

#[test]
fn an_invoice_waiting_for_the_merchant() {
    let invoice: Invoice = round_trips("invoice-get.intervention");
    assert_eq!(invoice.state, InvoiceState::PendingIntervention);
    assert_eq!(invoice.intervention_type, Some(InterventionType::Underpay));
    assert!(!invoice.is_intervention_resolved);
    // A fee of zero is a reported one.
    assert_eq!(invoice.fee, Fee::Reported(Amount::ZERO));
}

#[test]
fn new_invoices_of_each_kind() {
    let single: Invoice = round_trips("invoice-single-create");
    assert_eq!(single.fee, Fee::NotReported);
    assert_eq!((single.fiat_amount, single.last_deposit_hash), (None, None));
    let fiat: Invoice = round_trips("invoice-single-fiat-create");
    assert_eq!(fiat.invoice_type, InvoiceType::SingleFiat);
    assert_eq!(fiat.amount.unwrap().to_string(), "0.00046210");
    assert_eq!(fiat.fiat_amount.unwrap().to_string(), "49.90");
    assert_eq!(fiat.fiat_currency, Some(currency("EUR")));
    assert_eq!(fiat.last_fiat_updated, Some(fiat.created_date));
    let unlimited: Invoice = round_trips("invoice-unlimited-create");
    assert_eq!(unlimited.invoice_type, InvoiceType::Unlimited);
    assert_eq!((unlimited.amount, unlimited.expiration), (None, None));
    assert_eq!(unlimited.subscription_enabled, Some(false));
    let bound: Invoice = round_trips("invoice-get.bound");
    assert_eq!(bound.invoice_type, InvoiceType::Bound);
    assert_eq!(bound.total_debit_amount.to_string(), "0.00000000");
    assert_eq!(bound.lower_bound.unwrap().to_string(), "5.000000");
}

#[test]
fn deposits_under_all_their_names() {
    let deposit: Deposit = round_trips("invoice-deposit");
    assert_eq!(deposit.amount.to_string(), "0.500000000000000001");
    assert_eq!(deposit.fee, Fee::Reported(amount("0.0025")));
    assert_eq!(deposit.translation_to_account_completed, Some(true));
    let old: Deposit = round_trips("invoice-deposit.pub");
    assert_eq!((old.transaction_id, old.transaction_state), (None, None));
    assert_eq!(old.fee, Fee::NotReported);
    let renamed: Deposit = round_trips("invoice-deposit.webhook-names");
    assert_eq!(renamed.transaction_id.unwrap().as_str(), "70911");
    assert_eq!(renamed.created_date.to_string(), "2025-07-05T22:31:09.25512Z");
    assert_eq!(renamed.address_from, old.address_from);
}

#[test]
fn both_names_of_a_field_may_come_together() {
    let deposit: Deposit = serde_json::from_str(
        r#"{"id":"row","transactionId":"deposit","amount":1,"currency":"BTC",
            "createdDate":"2025-07-05T22:31:09Z","paymentDate":"2025-07-05T22:30:00Z",
            "addressFrom":"a","senderAddress":"b"}"#,
    )
    .unwrap();
    assert_eq!(deposit.transaction_id.unwrap().as_str(), "deposit");
    assert_eq!(deposit.created_date.to_string(), "2025-07-05T22:31:09.000Z");
    assert_eq!(deposit.address_from.unwrap().as_str(), "a");
}

#[test]
fn a_history_is_a_page_a_list_or_a_list_in_a_list() {
    let page: Page<Deposit> = round_trips("invoice-deposit-history");
    assert_eq!(page.result.len(), 2);
    assert_eq!(page.result[1].amount, amount("1.25"));
    assert_eq!((page.page, page.size), (Some(0), Some(20)));
    assert_eq!((page.total, page.total_elements), (Some(1), Some(2)));
    let bare: Page<Deposit> = round_trips("invoice-deposit-history.bare");
    assert_eq!((bare.result.len(), bare.total_elements), (1, None));
    let nested: Page<Deposit> = round_trips("invoice-deposit-history.nested");
    assert_eq!(nested.result, page.result[..1]);
    let empty: Page<Deposit> = round_trips("invoice-deposit-history.empty");
    assert_eq!(empty.result, []);
}

#[test]
fn a_page_without_a_list_is_not_an_empty_one() {
    for json in ["{}", r#"{"result":null}"#, r#"{"result":{}}"#, "null", "1", r#"[[[]]]"#] {
        assert!(serde_json::from_str::<Page<Deposit>>(json).is_err(), "{json}");
    }
}

#[test]
fn rates_are_found_by_their_pair() {
    let rates: Rates = round_trips("rate");
    let (btc, usdt, eur) = (currency("BTC"), currency("USDT_TRX"), currency("EUR"));
    assert_eq!(rates.rate(&btc, &eur).unwrap().to_string(), "107985.12345678");
    assert_eq!(rates.rate(&usdt, &eur).unwrap().to_string(), "0.85");
    assert_eq!(rates.rate(&eur, &btc), None);
    let rates: FiatRates = round_trips("rate-fiat");
    assert_eq!(rates.rate(&eur, &currency("USD")).unwrap().to_string(), "1.0850");
    assert_eq!(rates.rate(&currency("USD"), &eur), None);
}

#[test]
fn subscriptions_carry_their_keys_and_hide_the_secret() {
    let subscription: Subscription = read("webhook-create");
    assert_eq!(subscription.public_key, "c529e14832b34b74972365cf7bf02430");
    assert_eq!(subscription.secret_key.expose_secret(), "b823a6b9ea72408583cef9ec8d67fa52");
    assert_eq!(subscription.blocked_by_error_count, Some(BlockedByErrorCount::Count(0)));
    assert!(subscription.notification_event_types.contains(&EventType::InvoicePaid));
    let printed = format!("{subscription:?}");
    assert!(!printed.contains("b823a6b9"), "{printed}");
    assert!(printed.contains("SecretText([redacted])"), "{printed}");

    let list: Subscriptions = read("webhook-list");
    let [newest, older] = &list.subscriptions[..] else { panic!("two subscriptions") };
    assert_eq!(newest.blocked_by_error_count, Some(BlockedByErrorCount::Flag(false)));
    assert_eq!((older.blocked_by_error_count, older.notification_event_types.len()), (None, 0));
    assert!(!format!("{list:?}").contains("00112233"));
    assert_eq!(read::<Subscriptions>("webhook-list.empty").subscriptions, []);
}

#[test]
fn an_unreadable_secret_is_not_quoted() {
    let json =
        golden("replies/webhook-create").replace("\"b823a6b9ea72408583cef9ec8d67fa52\"", "823");
    let error = serde_json::from_str::<Subscription>(&json).unwrap_err().to_string();
    assert!(error.starts_with("expected a secret as a text"), "{error}");
    assert!(!error.contains("823"), "{error}");
}

#[test]
fn errors_keep_their_code_whatever_it_is() {
    for name in names("replies").iter().filter_map(|name| name.strip_prefix("replies/error.")) {
        let error: ErrorBody = round_trips(&format!("error.{name}"));
        let is_known = !matches!(error.error_code, ErrorCode::Unknown(_));
        assert_eq!(is_known, name != "unknown");
        assert!(!is_known || error.error_code.as_str() == name);
    }
    let error: ErrorBody = read("error.001");
    assert_eq!(error.trace_id.unwrap().as_str(), "64a5f0c1d2e3b4a5");
    assert!(error.message.ends_with("[Scale incorrect. Must be less than or equal to 6]"));
    assert_eq!(read::<ErrorBody>("error.unknown").error_code.as_str(), "099");
    assert_eq!(read::<ErrorBody>("error.011").trace_id, None);
}

#[test]
fn a_null_message_does_not_hide_an_error_code() {
    let body: ErrorBody =
        serde_json::from_str(r#"{"errorCode":"000","message":null,"traceId":null}"#).unwrap();
    assert_eq!(body.error_code, ErrorCode::Internal);
    assert_eq!(body.message, "");
    assert_eq!(body.trace_id, None);
}

/// A fee that was not reported is not written as null, and never as zero.
#[test]
fn a_fee_that_was_not_reported_is_left_out() {
    let unpaid: Invoice = serde_json::from_str(
        r#"{"id":"1","type":"SINGLE","totalDebitAmount":0,"currency":"BTC","fee":null,
            "state":"PENDING_PAYMENT","createdDate":"2025-07-05T22:31:09.255Z",
            "idempotencyKey":"0b6f1c1e-7f3a-4b52-9d0a-6a1f2e3d4c5b"}"#,
    )
    .unwrap();
    assert_eq!(unpaid.fee, Fee::NotReported);
    assert!(unpaid.fee.is_not_reported());
    assert!(!Fee::Reported(Amount::ZERO).is_not_reported());
    assert!(!serde_json::to_string(&unpaid).unwrap().contains("\"fee\""));
}
