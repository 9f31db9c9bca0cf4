//! SINGLE and `SINGLE_FIAT` (docs/API-FACTS.md, section 10.1).

use std::time::Duration;

use calypso_model::{
    Chain, Currency, InterventionType, InvoiceState, OverpayTolerance, TransactionState,
};

use super::Play;
use super::play::STAGE;
use crate::deposit::MakeDepositError;
use crate::options::{DepositOutcome, StageDelays};
use crate::rules::{Facts, Settings};

const CLEAN: [&str; 6] = [
    "INVOICE_CREATE_INVOICE",
    "INVOICE_MEMPOOL_FOUND",
    "INVOICE_PENDING_COMPLIANCE",
    "INVOICE_FUNDS_RECEIVED_FOR_INVOICE",
    "INVOICE_PAID",
    "INVOICE_TRANSLATION_TO_ACCOUNT_COMPLETED",
];

#[test]
fn a_clean_payment_passes_every_state_with_its_event() {
    let mut play = Play::start();
    let invoice = play.single("25.50", "USDT_TRX");
    assert_eq!(invoice.state, InvoiceState::PendingPayment);
    let deposit = play.pay(&invoice, "25.50");
    let mut seen = vec![(play.state(&invoice), play.transaction_state(&deposit.id))];
    for _ in 0..3 {
        play.pass(STAGE);
        seen.push((play.state(&invoice), play.transaction_state(&deposit.id)));
    }
    assert_eq!(
        seen,
        [
            (InvoiceState::MemPoolFound, TransactionState::MemPoolFound),
            (InvoiceState::PendingComplianceCheck, TransactionState::PendingComplianceCheck),
            (InvoiceState::Paid, TransactionState::Confirmed),
            (InvoiceState::Completed, TransactionState::Confirmed),
        ]
    );
    assert_eq!(play.events(), CLEAN);
    let paid = play.invoice(&invoice);
    assert_eq!(paid.received.to_string(), "25.50");
    assert_eq!(paid.fee.unwrap().to_string(), "0.102");
    assert_eq!(paid.last_hash, Some(deposit.hash));
    assert_eq!(play.line("USDT_TRX"), ["25.50", "0.102", "25.398", "0", "0", "0"]);
}

#[test]
fn without_delays_everything_happens_in_the_instant_of_the_deposit() {
    let mut play = Play::with_delays(StageDelays::NONE);
    let invoice = play.single("1", "BTC");
    play.pay(&invoice, "1");
    assert_eq!(play.state(&invoice), InvoiceState::Completed);
    assert_eq!(play.events(), CLEAN);
}

#[track_caller]
fn check_sum(due: &str, paid: &str, state: &InvoiceState, why: Option<InterventionType>) {
    let mut play = Play::with_delays(StageDelays::NONE.with_credit(STAGE));
    let invoice = play.single(due, "USDT_TRX");
    play.pay(&invoice, paid);
    let now = play.invoice(&invoice);
    assert_eq!((&now.state, now.intervention), (state, why), "{paid} of {due}");
}

#[test]
fn the_underpay_tolerance_is_a_ratio_of_exactly_0_995() {
    check_sum("10.234", "10.23", &InvoiceState::Paid, None);
    check_sum("100", "99.5", &InvoiceState::Paid, None);
    let under = Some(InterventionType::Underpay);
    check_sum("100", "99.499999", &InvoiceState::PendingIntervention, under.clone());
    check_sum("10.234", "10.00", &InvoiceState::PendingIntervention, under);
}

#[test]
fn any_overpayment_needs_an_intervention() {
    let over = Some(InterventionType::Overpay);
    check_sum("100", "100.000001", &InvoiceState::PendingIntervention, over);
}

/// An overpayment of up to the company's share is accepted without an intervention.
#[test]
fn a_company_s_share_of_overpayment_is_accepted_to_the_last_unit() {
    for (paid, state) in [
        ("102.5", InvoiceState::Completed),
        ("102.500001", InvoiceState::PendingIntervention),
        // It widens nothing on the other side.
        ("99.5", InvoiceState::Completed),
        ("99.499999", InvoiceState::PendingIntervention),
    ] {
        let (delays, overpay) = (StageDelays::NONE, OverpayTolerance::from_basis_points(250));
        let mut play = Play::with_settings(Settings { delays, overpay, ..Settings::default() });
        let invoice = play.single("100", "USDT_TRX");
        play.pay(&invoice, paid);
        assert_eq!(play.state(&invoice), state, "{paid}");
    }
}

#[test]
fn an_underpayment_can_be_topped_up() {
    let mut play = Play::with_delays(StageDelays::NONE);
    let invoice = play.single("10", "USDT_TRX");
    play.pay(&invoice, "4");
    play.pay(&invoice, "3");
    assert_eq!(play.state(&invoice), InvoiceState::PendingIntervention);
    assert_eq!(play.line("USDT_TRX"), ["7", "0", "0", "7", "0", "0"]);
    play.pay(&invoice, "3");
    assert_eq!(play.state(&invoice), InvoiceState::Completed);
    assert_eq!(
        play.events(),
        [
            "INVOICE_CREATE_INVOICE",
            "INVOICE_MEMPOOL_FOUND",
            "INVOICE_PENDING_COMPLIANCE",
            "INVOICE_FUNDS_RECEIVED_FOR_INVOICE",
            "INVOICE_PENDING_INTERVENTION",
            "INVOICE_FUNDS_RECEIVED_FOR_INVOICE",
            "INVOICE_FUNDS_RECEIVED_FOR_INVOICE",
            "INVOICE_PAID",
            "INVOICE_TRANSLATION_TO_ACCOUNT_COMPLETED",
        ]
    );
    assert_eq!(play.line("USDT_TRX"), ["10", "0.04", "9.96", "0", "0", "0"]);
}

#[test]
fn two_deposits_at_once_are_weighed_together() {
    let mut play = Play::start();
    let invoice = play.single("10", "USDT_TRX");
    play.pay(&invoice, "6");
    play.pass(Duration::from_millis(1));
    play.pay(&invoice, "4");
    play.pass(STAGE * 2 - Duration::from_millis(1));
    assert_eq!(play.invoice(&invoice).received.to_string(), "6");
    assert_eq!(play.state(&invoice), InvoiceState::PendingComplianceCheck);
    play.pass(Duration::from_millis(1));
    assert_eq!(play.state(&invoice), InvoiceState::Paid);
}

#[test]
fn the_credit_names_every_payment_of_an_invoice_and_no_other() {
    let mut play = Play::with_delays(StageDelays::NONE);
    let invoice = play.single("10", "USDT_TRX");
    let mut paid = vec![play.pay(&invoice, "4").id];
    let declined = DepositOutcome::Declined;
    play.deposit(&invoice.address, "USDT_TRX", "3", declined).unwrap();
    paid.push(play.pay(&invoice, "5").id);
    paid.push(play.pay(&invoice, "1").id);
    assert_eq!(play.state(&invoice), InvoiceState::Completed);
    let last = play.world.deliveries().last().unwrap();
    let Facts::Invoice(facts) = &last.event.facts else { panic!("{last:?}") };
    let credit = facts.credit.as_ref().unwrap();
    assert_eq!((credit.amount.to_string().as_str(), &credit.transactions), ("10", &paid));
}

#[test]
fn a_declined_payment_declines_the_invoice_for_good() {
    let mut play = Play::with_delays(StageDelays::NONE);
    let invoice = play.single("10", "ETH");
    let declined = DepositOutcome::Declined;
    let deposit = play.deposit(&invoice.address, "ETH", "10", declined).unwrap();
    assert_eq!(play.state(&invoice), InvoiceState::Declined);
    assert_eq!(play.transaction_state(&deposit.id), TransactionState::Declined);
    assert_eq!(play.events().last(), Some(&"INVOICE_COMPLIANCE_DECLINED"));
    assert!(play.pay(&invoice, "10").stray);
    assert_eq!(play.line("ETH"), ["10", "0", "0", "0", "10", "10"]);
}

#[test]
fn a_payment_that_stays_in_the_mempool_goes_no_further() {
    let mut play = Play::start();
    let invoice = play.single("10", "XDG");
    play.deposit(&invoice.address, "XDG", "10", DepositOutcome::Mempool).unwrap();
    play.pass(Duration::from_secs(30 * 24 * 3600));
    assert_eq!(play.state(&invoice), InvoiceState::MemPoolFound);
    assert_eq!(play.line("XDG"), ["10", "0", "0", "10", "0", "0"]);
}

#[test]
fn an_unpaid_invoice_is_archived_at_its_expiration_and_later_money_goes_astray() {
    for (currency, hours) in [("USDT_TRX", 3), ("BTC", 24)] {
        let mut play = Play::start();
        let invoice = play.single("1", currency);
        play.pass(Duration::from_secs(hours * 3600) - Duration::from_millis(1));
        assert_eq!(play.state(&invoice), InvoiceState::PendingPayment);
        play.pass(Duration::from_millis(1));
        assert_eq!(play.state(&invoice), InvoiceState::Archived);
        assert!(play.pay(&invoice, "1").stray);
        play.pass(STAGE * 3);
        assert_eq!(play.events(), ["INVOICE_CREATE_INVOICE", "INVOICE_EXPIRED"]);
        assert_eq!(play.line(currency), ["0", "0", "0", "0", "0", "1"]);
        let late = play.invoice(&invoice);
        assert_eq!((late.transactions.len(), late.last_hash), (0, None));
    }
}

#[test]
fn an_invoice_lives_3_hours_on_tron_and_a_day_elsewhere() {
    let mut play = Play::start();
    for facts in Currency::all_known().iter().filter(|facts| facts.is_crypto()) {
        let hours = if facts.chain == Some(Chain::Tron) { 3 } else { 24 };
        let end = play.world.now.saturating_add(Duration::from_secs(hours * 3600));
        assert_eq!(play.single("1", facts.code).expiration, Some(end), "{}", facts.code);
    }
}

#[test]
fn a_payment_that_was_seen_in_time_keeps_the_invoice_from_expiring() {
    let mut play = Play::start();
    let invoice = play.single("1", "TRX");
    play.pass(Duration::from_secs(3 * 3600) - Duration::from_millis(1));
    play.pay(&invoice, "1");
    play.pass(Duration::from_millis(1));
    assert_eq!(play.state(&invoice), InvoiceState::MemPoolFound);
    play.pass(STAGE * 3);
    assert_eq!(play.state(&invoice), InvoiceState::Completed);
    assert_eq!(play.events(), CLEAN);
}

#[test]
fn money_after_payment_or_in_another_currency_goes_astray() {
    let mut play = Play::with_delays(StageDelays::NONE);
    let paid = play.single("5", "USDT");
    play.pay(&paid, "5");
    assert!(play.pay(&paid, "5").stray);
    let open = play.single("5", "USDT");
    let confirmed = DepositOutcome::Confirmed;
    assert!(play.deposit(&open.address, "USDC", "5", confirmed).unwrap().stray);
    assert_eq!(play.state(&open), InvoiceState::PendingPayment);
    let tron = play.deposit(&open.address, "USDT_TRX", "5", confirmed);
    assert_eq!(tron.unwrap_err(), MakeDepositError::WrongChain);
}
