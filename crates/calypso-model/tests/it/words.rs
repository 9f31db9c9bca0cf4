//! Words: the documented ones round-trip, all others are kept byte for byte and mean nothing.

use std::fmt::{Debug, Display};

use calypso_model::{
    BelongingType, ComplianceState, ErrorCode, EventLevel, EventService, EventType, ExchangeState,
    FeeOperation, FeeType, InterventionType, InvoiceState, InvoiceType, OperationCode, PayoutState,
    PurseState, TransactionState, WidgetState, WidgetType, WithdrawalErrorStatus, WithdrawalState,
};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Runs a check with every kind of word, its reader and its documented words.
macro_rules! with_every_kind {
    ($check:ident) => {
        $check(EventLevel::KNOWN, EventLevel::parse, "SUCCESS INFO WARNING");
        $check(InterventionType::KNOWN, InterventionType::parse, "OVERPAY UNDERPAY");
        $check(
            InvoiceType::KNOWN,
            InvoiceType::parse,
            "SINGLE SINGLE_FIAT BOUND UNLIMITED UNLIMITED_LINKED",
        );
        $check(
            InvoiceState::KNOWN,
            InvoiceState::parse,
            "PENDING_PAYMENT MEM_POOL_FOUND PENDING_COMPLIANCE_CHECK DECLINED PAID \
             PENDING_INTERVENTION COMPLETED ARCHIVED CANCEL",
        );
        $check(
            TransactionState::KNOWN,
            TransactionState::parse,
            "MEM_POOL_FOUND PENDING_COMPLIANCE_CHECK DECLINED CONFIRMED",
        );
        $check(
            ComplianceState::KNOWN,
            ComplianceState::parse,
            "UNCHECKED IN_PROGRESS DECLINE CHECKED",
        );
        $check(
            PayoutState::KNOWN,
            PayoutState::parse,
            "CREATION_IN_PROGRESS PENDING_CONFIRMATION CONFIRMED IN_PROGRESS PARTIAL COMPLETED \
             FAILED CANCELED",
        );
        $check(
            WithdrawalState::KNOWN,
            WithdrawalState::parse,
            "DRAFT IN_PROGRESS COMPLETED REPLACED FAILED CANCELED",
        );
        $check(
            WithdrawalErrorStatus::KNOWN,
            WithdrawalErrorStatus::parse,
            "SUCCESS NOT_ENOUGH_FUNDS NOT_ENOUGH_FUNDS_FOR_COMMISSION \
             NOT_ENOUGH_FUNDS_FOR_SERVICE_COMMISSION NO_BALANCE NO_PERMISSION EXCEEDING_LIMIT",
        );
        $check(BelongingType::KNOWN, BelongingType::parse, "INTERNAL EXTERNAL");
        $check(PurseState::KNOWN, PurseState::parse, "PENDING_PAYMENT ARCHIVED DECLINED");
        $check(ExchangeState::KNOWN, ExchangeState::parse, "IN_PROGRESS COMPLETED FAILED");
        $check(WidgetType::KNOWN, WidgetType::parse, "SINGLE_FIAT UNLIMITED_LINKED");
        $check(WidgetState::KNOWN, WidgetState::parse, "IN_PROGRESS COMPLETED ARCHIVED");
        $check(FeeOperation::KNOWN, FeeOperation::parse, "INVOICE WITHDRAWAL");
        $check(FeeType::KNOWN, FeeType::parse, "SERVICE FIX PERCENT");
        $check(
            OperationCode::KNOWN,
            OperationCode::parse,
            "SINGLE_WITHDRAWAL MASS_WITHDRAWAL CREATION_SINGLE_INVOICE \
             CREATION_SINGLE_FIAT_INVOICE CREATION_UNLIMITED_INVOICE \
             CREATION_UNLIMITED_LINKED_INVOICE CREATION_BOUND_INVOICE SINGLE_INVOICE \
             SINGLE_FIAT_INVOICE UNLIMITED_INVOICE UNLIMITED_LINKED_INVOICE BOUND_INVOICE TOP_UP \
             CRYPTO_TO_CRYPTO_WITHDRAWAL CRYPTO_TO_CRYPTO_DEPOSIT",
        );
        $check(
            EventService::KNOWN,
            EventService::parse,
            "INVOICE PAYOUT CUSTOMER_PURSE TOP_UP WALLET FIAT_DEPOSIT RECURRENT",
        );
        $check(
            ErrorCode::KNOWN,
            ErrorCode::parse,
            "000 001 002 003 004 006 009 010 011 012 014 015 016 028",
        );
        $check(
            EventType::KNOWN,
            EventType::parse,
            "INVOICE_CREATE_INVOICE INVOICE_CREATE_UNLIMITED_INVOICE INVOICE_MEMPOOL_FOUND \
             INVOICE_FUNDS_RECEIVED_FOR_INVOICE INVOICE_PENDING_COMPLIANCE \
             INVOICE_COMPLIANCE_DECLINED INVOICE_PAID INVOICE_PENDING_INTERVENTION \
             INVOICE_TRANSLATION_TO_ACCOUNT_COMPLETED INVOICE_EXPIRED CUSTOMER_PURSE_EXPIRED \
             CUSTOMER_PURSE_MEM_POOL_FOUND CUSTOMER_PURSE_PENDING_COMPLIANCE \
             CUSTOMER_PURSE_COMPLIANCE_DECLINED CUSTOMER_PURSE_FUNDS_RECEIVED_FOR_PURSE \
             CUSTOMER_PURSE_TRANSLATION_TO_ACCOUNT_COMPLETED PAYOUT_CHANGE_STATUS \
             PAYOUT_CONFIRMED PAYOUT_HASH_RECEIVED PAYOUT_VALIDATION_ERROR \
             TOP_UP_COMPLIANCE_CHECK TOP_UP_COMPLIANCE_DECLINED WALLET_FUNDS_DELIVERED_ACCOUNT \
             FIAT_DEPOSIT_ORDER_CREATED FIAT_DEPOSIT_ORDER_CONFIRM \
             FIAT_DEPOSIT_FIAT_FUNDS_RECEIVED FIAT_DEPOSIT_ORDER_EXPIRED \
             FIAT_DEPOSIT_ORDER_FAILED",
        );
    };
}

#[track_caller]
fn round_trips<W>(known: &[W], parse: fn(&str) -> W, documented: &str)
where
    W: Debug + Display + PartialEq + Serialize + DeserializeOwned,
{
    let words: Vec<_> = documented.split_whitespace().collect();
    assert_eq!(known.iter().map(ToString::to_string).collect::<Vec<_>>(), words);
    for (state, word) in known.iter().zip(words) {
        let json = format!("\"{word}\"");
        assert_eq!(parse(word), *state);
        assert_eq!(serde_json::to_string(state).unwrap(), json);
        assert_eq!(serde_json::from_str::<W>(&json).unwrap(), *state);
    }
}

#[test]
fn every_documented_word_round_trips() {
    with_every_kind!(round_trips);
}

fn keeps_others<W>(known: &[W], parse: fn(&str) -> W, _: &str)
where
    W: Debug + Display + PartialEq + Serialize + DeserializeOwned,
{
    let others = ["", " ", "paid", "Paid", "PAID ", " PAID", "PAID\n", "PÀID", "SINGLE_", "null"];
    for text in others {
        let word = parse(text);
        assert!(!known.contains(&word), "{text:?}");
        assert_eq!(word.to_string(), text);
        let json = serde_json::to_string(text).unwrap();
        assert_eq!(serde_json::to_string(&word).unwrap(), json);
        assert_eq!(serde_json::from_str::<W>(&json).unwrap(), word);
    }
    for json in ["1", "null", "[]", "{\"PAID\":1}", "true"] {
        assert!(serde_json::from_str::<W>(json).is_err(), "{json}");
    }
}

#[test]
fn other_words_are_kept_byte_for_byte() {
    with_every_kind!(keeps_others);
}

#[test]
fn older_spellings_are_read_and_never_written() {
    assert_eq!(PurseState::parse("ARCHIEVED"), PurseState::Archived);
    assert_eq!(PurseState::parse("ARCHIEVED").as_str(), "ARCHIVED");
    let check = EventType::parse("INVOICE_COMPLIANCE_CHECK");
    assert_eq!(check, EventType::InvoicePendingCompliance);
    assert_eq!(check.as_str(), "INVOICE_PENDING_COMPLIANCE");
}

#[test]
fn an_escaped_word_is_the_word() {
    let paid: InvoiceState = serde_json::from_str(r#""P\u0041ID""#).unwrap();
    assert_eq!(paid, InvoiceState::Paid);
}

proptest! {
    #[test]
    fn no_other_word_is_paid_confirmed_or_final(text in "\\PC{0,30}|[A-Z_]{1,20}") {
        let invoice = InvoiceState::parse(&text);
        if matches!(invoice, InvoiceState::Unknown(_)) {
            prop_assert!(!invoice.is_paid());
            prop_assert_eq!(invoice.is_final(), None);
            prop_assert_eq!(invoice.as_str(), &*text);
        }
        let transaction = TransactionState::parse(&text);
        if matches!(transaction, TransactionState::Unknown(_)) {
            prop_assert!(!transaction.is_confirmed());
            prop_assert_eq!(transaction.is_final(), None);
        }
    }

    #[test]
    fn a_known_word_is_never_an_unknown_one(index in 0_usize..InvoiceState::KNOWN.len()) {
        let known = &InvoiceState::KNOWN[index];
        let read = InvoiceState::parse(known.as_str());
        prop_assert!(!matches!(read, InvoiceState::Unknown(_)));
    }
}
