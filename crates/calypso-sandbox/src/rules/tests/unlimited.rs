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

#[test]
fn an_unlimited_invoice_does_not_expire() {
    let mut play = Play::start();
    let invoice = play.unlimited("TRX");
    play.pass(Duration::from_secs(30 * 24 * 3600));
    assert_eq!(play.state(&invoice), InvoiceState::PendingPayment);
}
