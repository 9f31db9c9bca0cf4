//! BOUND (docs/API-FACTS.md, sections 4.5 and 10.3).

use std::time::Duration;

use calypso_model::{InterventionType, InvoiceState, InvoiceType, OverpayTolerance};

use super::Play;
use super::play::{STAGE, new_invoice};
use crate::options::{DepositOutcome, StageDelays};
use crate::rules::{Invoice, Price, Settings};

fn bound(play: &mut Play, least: &str, currency: &str) -> Invoice {
    let price = Price::AtLeast(least.parse().unwrap());
    play.world.create_invoice(&play.account, new_invoice(price, currency)).cloned().unwrap()
}

#[test]
fn the_bound_or_more_is_paid_and_credited_whole() {
    for received in ["10", "10.000000000000000001", "9000"] {
        let mut play = Play::start();
        let invoice = bound(&mut play, "10", "ETH");
        assert_eq!((&invoice.kind, invoice.amount), (&InvoiceType::Bound, None));
        play.pay(&invoice, received);
        play.pass(STAGE * 2);
        assert_eq!(play.state(&invoice), InvoiceState::Paid);
        play.pass(STAGE);
        let paid = play.invoice(&invoice);
        assert_eq!(paid.state, InvoiceState::Completed);
        assert_eq!(paid.received.to_string(), received);
        assert_eq!(paid.intervention, None);
        let events = [
            "INVOICE_CREATE_INVOICE",
            "INVOICE_MEMPOOL_FOUND",
            "INVOICE_PENDING_COMPLIANCE",
            "INVOICE_FUNDS_RECEIVED_FOR_INVOICE",
            "INVOICE_PAID",
            "INVOICE_TRANSLATION_TO_ACCOUNT_COMPLETED",
        ];
        assert_eq!(play.events(), events);
    }
}

/// 9.99 of 10 would be enough for a fixed amount, where 0.995 is tolerated.
#[test]
fn less_than_the_bound_waits_for_a_decision_without_any_tolerance() {
    for short in ["0.000001", "9.99", "9.999999"] {
        let overpay = OverpayTolerance::from_basis_points(10_000);
        let delays = StageDelays::NONE;
        let mut play = Play::with_settings(Settings { delays, overpay, ..Settings::default() });
        let invoice = bound(&mut play, "10", "USDT_TRX");
        play.pay(&invoice, short);
        let waiting = play.invoice(&invoice);
        assert_eq!(waiting.state, InvoiceState::PendingIntervention, "{short}");
        assert_eq!(waiting.intervention, Some(InterventionType::Underpay));
    }
}

#[test]
fn a_top_up_to_the_bound_pays_it() {
    let mut play = Play::with_delays(StageDelays::NONE);
    let invoice = bound(&mut play, "10", "USDT_TRX");
    play.pay(&invoice, "4");
    play.pay(&invoice, "5.999999");
    assert_eq!(play.state(&invoice), InvoiceState::PendingIntervention);
    play.pay(&invoice, "0.000001");
    assert_eq!(play.state(&invoice), InvoiceState::Completed);
    assert_eq!(play.line("USDT_TRX"), ["10.000000", "0.04", "9.960000", "0", "0", "0"]);
    // It is paid once: what comes later goes astray.
    assert!(play.pay(&invoice, "10").stray);
}

#[test]
fn a_declined_payment_declines_it_and_nobody_s_payment_expires_it() {
    let mut play = Play::with_delays(StageDelays::NONE);
    let declined = bound(&mut play, "10", "USDT_TRX");
    let outcome = DepositOutcome::Declined;
    play.deposit(&declined.address, "USDT_TRX", "12", outcome).unwrap();
    assert_eq!(play.state(&declined), InvoiceState::Declined);
    let unpaid = bound(&mut play, "10", "USDT_TRX");
    play.pass(Duration::from_secs(3 * 3600));
    assert_eq!(play.state(&unpaid), InvoiceState::Archived);
    assert_eq!(play.events().last(), Some(&"INVOICE_EXPIRED"));
}
