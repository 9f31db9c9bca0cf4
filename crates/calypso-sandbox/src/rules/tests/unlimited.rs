//! UNLIMITED (docs/API-FACTS.md, section 10.2).

use std::time::Duration;

use calypso_model::InvoiceState;

use super::Play;
use super::play::STAGE;
use crate::options::{DepositOutcome, StageDelays};

#[test]
fn each_deposit_is_received_and_credited_by_itself_and_the_invoice_stays_open() {
    let mut play = Play::start();
    let invoice = play.unlimited("USDT_BSC");
    assert_eq!((invoice.amount, invoice.expiration), (None, None));
    for amount in ["10", "0.000000000000000001"] {
        play.pay(&invoice, amount);
        play.pass(STAGE * 3);
        assert_eq!(play.state(&invoice), InvoiceState::PendingPayment);
    }
    assert_eq!(
        play.events(),
        [
            "INVOICE_CREATE_UNLIMITED_INVOICE",
            "INVOICE_FUNDS_RECEIVED_FOR_INVOICE",
            "INVOICE_TRANSLATION_TO_ACCOUNT_COMPLETED",
            "INVOICE_FUNDS_RECEIVED_FOR_INVOICE",
            "INVOICE_TRANSLATION_TO_ACCOUNT_COMPLETED",
        ]
    );
    let now = play.invoice(&invoice);
    assert_eq!(now.received.to_string(), "10.000000000000000001");
    assert_eq!(now.fee.unwrap().to_string(), "0.04");
    assert_eq!(play.world.deposits(&now).len(), 2);
}

#[test]
fn a_declined_deposit_leaves_the_invoice_open() {
    let mut play = Play::with_delays(StageDelays::NONE);
    let invoice = play.unlimited("LTC");
    play.deposit(&invoice.address, "LTC", "1", DepositOutcome::Declined).unwrap();
    play.pay(&invoice, "2");
    assert_eq!(play.state(&invoice), InvoiceState::PendingPayment);
    assert_eq!(play.line("LTC"), ["3", "0.008", "1.992", "0", "1", "0"]);
}

/// From the 25th of April to that of July.
const THREE_MONTHS: Duration = Duration::from_secs(91 * 24 * 3600);
const MILLISECOND: Duration = Duration::from_millis(1);

#[test]
fn three_months_without_a_deposit_archive_it_in_silence() {
    let mut play = Play::start();
    let invoice = play.unlimited("TRX");
    play.pass(THREE_MONTHS - MILLISECOND);
    assert_eq!(play.state(&invoice), InvoiceState::PendingPayment);
    play.pass(MILLISECOND);
    assert_eq!(play.state(&invoice), InvoiceState::Archived);
    assert!(play.pay(&invoice, "1").stray);
    play.pass(STAGE * 3);
    assert_eq!(play.events(), ["INVOICE_CREATE_UNLIMITED_INVOICE"]);
    assert_eq!(play.line("TRX"), ["0", "0", "0", "0", "0", "1"]);
    assert_eq!(play.world.due.len(), 0);
}

/// The months are counted from the latest deposit that was noticed, whatever became of it.
#[test]
fn each_deposit_gives_it_another_three_months() {
    let outcomes = [DepositOutcome::Confirmed, DepositOutcome::Declined, DepositOutcome::Mempool];
    for outcome in outcomes {
        let mut play = Play::start();
        let invoice = play.unlimited("TRX");
        play.pass(THREE_MONTHS - MILLISECOND);
        play.deposit(&invoice.address, "TRX", "1", outcome).unwrap();
        // From the last millisecond of the 25th of July, to the same of October.
        play.pass(Duration::from_secs(92 * 24 * 3600) - MILLISECOND);
        assert_eq!(play.state(&invoice), InvoiceState::PendingPayment, "{outcome:?}");
        play.pass(MILLISECOND);
        assert_eq!(play.state(&invoice), InvoiceState::Archived, "{outcome:?}");
    }
}

#[test]
fn however_many_deposits_come_one_end_is_scheduled() {
    let mut play = Play::with_delays(StageDelays::NONE);
    let invoice = play.unlimited("TRX");
    for _ in 0..20 {
        play.pass(Duration::from_secs(3600));
        play.pay(&invoice, "1");
        assert_eq!(play.world.due.len(), 1);
    }
}
