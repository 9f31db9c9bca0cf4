//! SINGLE and `SINGLE_FIAT`, one step of their diagram each (docs/API-FACTS.md, section 10.1).

use std::time::Duration;

use calypso_model::{InvoiceState, TransactionState};

use super::Play;
use super::play::STAGE;
use crate::options::{DepositOutcome, StageDelays};
use crate::rules::{Invoice, InvoiceRef};

/// An invoice over 10 that was paid some stages ago.
fn after(stages: u32, amount: &str) -> (Play, Invoice) {
    let mut play = Play::start();
    let invoice = play.single("10", "USDT_TRX");
    play.pay(&invoice, amount);
    play.pass(STAGE.saturating_mul(stages));
    let invoice = play.invoice(&invoice);
    (play, invoice)
}

#[track_caller]
fn check(stages: u32, amount: &str, state: &InvoiceState, event: &str) {
    let (play, invoice) = after(stages, amount);
    assert_eq!((&invoice.state, play.events().last()), (state, Some(&event)));
}

#[test]
fn a_payment_in_the_mempool_is_told_by_its_event() {
    check(0, "10", &InvoiceState::MemPoolFound, "INVOICE_MEMPOOL_FOUND");
}

#[test]
fn a_payment_in_check_is_told_by_its_event() {
    check(1, "10", &InvoiceState::PendingComplianceCheck, "INVOICE_PENDING_COMPLIANCE");
}

#[test]
fn a_check_that_fails_declines_and_is_told_by_its_event() {
    let mut play = Play::start();
    let invoice = play.single("10", "USDT_TRX");
    play.deposit(&invoice.address, "USDT_TRX", "10", DepositOutcome::Declined).unwrap();
    play.pass(STAGE * 2);
    assert_eq!(play.state(&invoice), InvoiceState::Declined);
    assert_eq!(play.events().last(), Some(&"INVOICE_COMPLIANCE_DECLINED"));
}

#[test]
fn a_confirmed_payment_is_told_as_received_before_anything_comes_of_it() {
    let (play, _) = after(2, "10");
    let told = ["INVOICE_FUNDS_RECEIVED_FOR_INVOICE", "INVOICE_PAID"];
    assert_eq!(play.events()[3..], told);
}

#[test]
fn a_confirmed_payment_adds_to_what_was_received() {
    let (mut play, invoice) = after(1, "4");
    assert_eq!(play.invoice(&invoice).received.to_string(), "0");
    play.pass(STAGE);
    assert_eq!(play.invoice(&invoice).received.to_string(), "4");
    play.pay(&invoice, "5");
    play.pass(STAGE * 2);
    assert_eq!(play.invoice(&invoice).received.to_string(), "9");
}

#[test]
fn a_payment_within_tolerance_is_paid_and_told_by_its_event() {
    check(2, "9.95", &InvoiceState::Paid, "INVOICE_PAID");
}

#[test]
fn any_other_payment_waits_for_a_decision_and_is_told_by_its_event() {
    for amount in ["9.949999", "10.000001"] {
        check(2, amount, &InvoiceState::PendingIntervention, "INVOICE_PENDING_INTERVENTION");
    }
}

#[test]
fn money_that_moved_to_the_account_completes_and_is_told_by_its_event() {
    check(3, "10", &InvoiceState::Completed, "INVOICE_TRANSLATION_TO_ACCOUNT_COMPLETED");
    let (play, _) = after(3, "10");
    assert_eq!(play.balance("USDT_TRX"), "9.96");
}

#[test]
fn a_completed_invoice_stays_completed_whatever_is_paid() {
    let (mut play, invoice) = after(3, "10");
    let told = play.events().len();
    assert!(play.pay(&invoice, "10").stray);
    play.pass(Duration::from_secs(48 * 3600));
    assert_eq!((play.state(&invoice), play.events().len()), (InvoiceState::Completed, told));
}

#[test]
fn a_declined_invoice_stays_declined_whatever_is_paid() {
    let mut play = Play::with_delays(StageDelays::NONE);
    let invoice = play.single("10", "USDT_TRX");
    let made = play.deposit(&invoice.address, "USDT_TRX", "10", DepositOutcome::Declined).unwrap();
    let told = play.events().len();
    assert!(play.pay(&invoice, "10").stray);
    play.pass(Duration::from_secs(48 * 3600));
    assert_eq!((play.state(&invoice), play.events().len()), (InvoiceState::Declined, told));
    assert_eq!(play.transaction_state(&made.id), TransactionState::Declined);
}

#[test]
fn an_expired_invoice_is_archived_and_told_by_its_event() {
    let mut play = Play::start();
    let invoice = play.single("10", "USDT_TRX");
    play.pass(Duration::from_secs(3 * 3600));
    assert_eq!(play.state(&invoice), InvoiceState::Archived);
    assert_eq!(play.events().last(), Some(&"INVOICE_EXPIRED"));
}

#[test]
fn money_to_an_expired_invoice_changes_no_state_and_is_told_to_nobody() {
    let mut play = Play::start();
    let invoice = play.single("10", "USDT_TRX");
    play.pass(Duration::from_secs(3 * 3600));
    let told = play.events().len();
    play.pay(&invoice, "10");
    play.pass(STAGE * 10);
    assert_eq!((play.state(&invoice), play.events().len()), (InvoiceState::Archived, told));
    assert_eq!(play.balance("USDT_TRX"), "0");
}

#[test]
fn a_merchant_archives_an_invoice_by_hand_and_no_event_tells_of_it() {
    let mut play = Play::start();
    let invoice = play.single("10", "USDT_TRX");
    let wanted = InvoiceRef { id: Some(invoice.id.clone()), ..InvoiceRef::default() };
    let account = play.account.clone();
    play.world.archive(&account, &wanted).unwrap();
    assert_eq!(play.state(&invoice), InvoiceState::Archived);
    assert_eq!(play.events(), ["INVOICE_CREATE_INVOICE"]);
}

#[test]
fn the_events_of_an_ordinary_payment_come_in_their_order() {
    let (play, _) = after(3, "10");
    let expected = [
        "INVOICE_CREATE_INVOICE",
        "INVOICE_MEMPOOL_FOUND",
        "INVOICE_PENDING_COMPLIANCE",
        "INVOICE_FUNDS_RECEIVED_FOR_INVOICE",
        "INVOICE_PAID",
        "INVOICE_TRANSLATION_TO_ACCOUNT_COMPLETED",
    ];
    assert_eq!(play.events(), expected);
}
