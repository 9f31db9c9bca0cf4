//! Decisions about invoices (docs/API-FACTS.md, sections 4.12, 4.13 and 10.1).

use std::time::Duration;

use calypso_model::{AccountId, ErrorCode, InvoiceState, TransactionState};

use super::Play;
use super::play::STAGE;
use crate::options::{DepositOutcome, StageDelays};
use crate::rules::{Invoice, InvoiceRef, NewMerchant, Refusal, World};

type Decision = for<'w> fn(&'w mut World, &AccountId, &InvoiceRef) -> Result<&'w Invoice, Refusal>;

const DECISIONS: [Decision; 3] = [World::archive, World::return_to_paid, World::close_intervention];

fn decide(play: &mut Play, decision: Decision, invoice: &Invoice) -> Result<Invoice, Refusal> {
    let wanted = InvoiceRef { id: Some(invoice.id.clone()), ..InvoiceRef::default() };
    decision(&mut play.world, &play.account.clone(), &wanted).cloned()
}

#[track_caller]
fn refuses(play: &mut Play, decision: Decision, invoice: &Invoice, state: &str) {
    let before = (play.state(invoice), play.invoice(invoice).is_resolved, play.events().len());
    let refusal = decide(play, decision, invoice).unwrap_err();
    assert_eq!(refusal.code, ErrorCode::InvoiceState);
    assert_eq!(refusal.message, format!("Invoice {} is {state}", invoice.id));
    let after = (play.state(invoice), play.invoice(invoice).is_resolved, play.events().len());
    assert_eq!(after, before, "a refused decision changes nothing");
}

/// The ledger's line: in, fees, credited, pending, declined, refunded.
fn line(play: &Play) -> [String; 6] {
    let line = play.world.ledger(None).remove(0);
    [line.received, line.fees, line.credited, line.pending, line.declined, line.refunded]
        .map(|amount| amount.to_string())
}

fn short(play: &mut Play) -> Invoice {
    let invoice = play.single("10", "USDT_TRX");
    play.pay(&invoice, "9");
    play.pass(STAGE.saturating_mul(2));
    assert_eq!(play.state(&invoice), InvoiceState::PendingIntervention);
    invoice
}

#[test]
fn each_decision_is_for_one_state_and_refused_in_every_other() {
    let [archive, accept, close] = DECISIONS;
    let mut play = Play::start();

    let invoice = play.single("10", "USDT_TRX");
    refuses(&mut play, accept, &invoice, "PENDING_PAYMENT");
    refuses(&mut play, close, &invoice, "PENDING_PAYMENT");
    play.pay(&invoice, "9");
    for state in ["MEM_POOL_FOUND", "PENDING_COMPLIANCE_CHECK"] {
        for decision in DECISIONS {
            refuses(&mut play, decision, &invoice, state);
        }
        play.pass(STAGE);
    }
    refuses(&mut play, archive, &invoice, "PENDING_INTERVENTION");
    refuses(&mut play, close, &invoice, "PENDING_INTERVENTION");
    assert_eq!(decide(&mut play, accept, &invoice).unwrap().state, InvoiceState::Paid);
    for decision in DECISIONS {
        refuses(&mut play, decision, &invoice, "PAID");
    }
    play.pass(STAGE);
    refuses(&mut play, archive, &invoice, "COMPLETED");
    refuses(&mut play, accept, &invoice, "COMPLETED");
    assert!(decide(&mut play, close, &invoice).unwrap().is_resolved);

    let archived = play.single("10", "USDT_TRX");
    decide(&mut play, archive, &archived).unwrap();
    let declined = play.single("10", "USDT_TRX");
    let outcome = DepositOutcome::Declined;
    play.deposit(&declined.address, "USDT_TRX", "10", outcome).unwrap();
    play.pass(STAGE * 2);
    for decision in DECISIONS {
        refuses(&mut play, decision, &archived, "ARCHIVED");
        refuses(&mut play, decision, &declined, "DECLINED");
    }
}

#[test]
fn what_is_accepted_is_announced_and_credited_once() {
    let mut play = Play::start();
    let invoice = short(&mut play);
    assert_eq!(line(&play), ["9", "0", "0", "9", "0", "0"]);
    let accepted = decide(&mut play, World::return_to_paid, &invoice).unwrap();
    assert!(!accepted.is_resolved);
    play.pass(STAGE - Duration::from_millis(1));
    assert_eq!(play.state(&invoice), InvoiceState::Paid);
    play.pass(Duration::from_millis(1));
    assert_eq!(play.state(&invoice), InvoiceState::Completed);
    play.pass(STAGE * 10);
    assert_eq!(line(&play), ["9", "0.036", "8.964", "0", "0", "0"]);
    let last = ["INVOICE_PENDING_INTERVENTION", "INVOICE_PAID", CREDITED];
    assert_eq!(play.events()[4..], last);
    assert!(play.pay(&invoice, "1").stray, "no deposit after PAID");
}

const CREDITED: &str = "INVOICE_TRANSLATION_TO_ACCOUNT_COMPLETED";

/// What the merchant accepts must be what is credited.
#[test]
fn nothing_is_decided_while_more_money_is_being_checked() {
    let mut play = Play::start();
    let invoice = short(&mut play);
    play.pay(&invoice, "0.5");
    for _ in 0..2 {
        refuses(&mut play, World::return_to_paid, &invoice, "receiving another deposit");
        assert_eq!(
            play.world.refund_intervention(&invoice.id).unwrap_err().code,
            ErrorCode::InvoiceState
        );
        play.pass(STAGE);
    }
    assert_eq!(play.invoice(&invoice).received.to_string(), "9.5");
    decide(&mut play, World::return_to_paid, &invoice).unwrap();
    play.pass(STAGE);
    assert_eq!(line(&play), ["9.5", "0.038", "9.462", "0", "0", "0"]);
}

#[test]
fn closing_is_a_mark_and_nothing_else() {
    let mut play = Play::with_delays(StageDelays::NONE);
    let invoice = play.single("10", "USDT_TRX");
    play.pay(&invoice, "10");
    let (events, books) = (play.events().len(), line(&play));
    for _ in 0..2 {
        let closed = decide(&mut play, World::close_intervention, &invoice).unwrap();
        assert!(closed.is_resolved);
        assert_eq!(closed.state, InvoiceState::Completed);
    }
    assert_eq!((play.events().len(), line(&play)), (events, books));
}

#[test]
fn an_archived_invoice_takes_no_more_money_and_expires_in_silence() {
    let mut play = Play::start();
    let (single, unlimited) = (play.single("10", "USDT_TRX"), play.unlimited("USDT_TRX"));
    for invoice in [&single, &unlimited] {
        decide(&mut play, World::archive, invoice).unwrap();
        assert!(play.pay(invoice, "10").stray);
    }
    play.pass(Duration::from_secs(24 * 3600));
    let created = ["INVOICE_CREATE_INVOICE", "INVOICE_CREATE_UNLIMITED_INVOICE"];
    assert_eq!(play.events(), created);
    assert_eq!(play.line("USDT_TRX"), ["0", "0", "0", "0", "0", "20"]);
}

#[test]
fn what_an_unlimited_invoice_has_on_its_way_is_credited_though_it_is_archived() {
    let mut play = Play::start();
    let invoice = play.unlimited("USDT_TRX");
    play.pay(&invoice, "10");
    decide(&mut play, World::archive, &invoice).unwrap();
    play.pass(STAGE * 3);
    assert_eq!(play.state(&invoice), InvoiceState::Archived);
    assert_eq!(line(&play), ["10", "0.04", "9.96", "0", "0", "0"]);
}

#[test]
fn an_expired_invoice_is_archived_so_it_cannot_be_again() {
    let mut play = Play::start();
    let invoice = play.single("10", "USDT_TRX");
    play.pass(Duration::from_secs(3 * 3600));
    refuses(&mut play, World::archive, &invoice, "ARCHIVED");
}

#[test]
fn money_that_goes_back_leaves_the_books_and_ends_the_invoice() {
    let mut play = Play::start();
    let invoice = short(&mut play);
    let declined = DepositOutcome::Declined;
    let refused = play.deposit(&invoice.address, "USDT_TRX", "2", declined).unwrap();
    play.pass(STAGE * 2);
    assert_eq!(play.state(&invoice), InvoiceState::PendingIntervention);
    let (events, before) = (play.events().len(), line(&play));
    assert_eq!(before, ["11", "0", "0", "9", "2", "0"]);

    let refunded = play.world.refund_intervention(&invoice.id).unwrap();
    assert_eq!(refunded.state, InvoiceState::Archived);
    // What was declined was never the invoice's to send back.
    assert_eq!(line(&play), ["11", "0", "0", "0", "2", "9"]);
    assert_eq!(play.transaction_state(&refused.id), TransactionState::Declined);
    assert_eq!(play.balance("USDT_TRX"), "0");
    play.pass(STAGE * 10);
    assert_eq!(
        (play.events().len(), line(&play)),
        (events, ["11", "0", "0", "0", "2", "9"].map(String::from))
    );

    let again = play.world.refund_intervention(&invoice.id).unwrap_err();
    assert_eq!(again.message, format!("Invoice {} is ARCHIVED", invoice.id));
    assert!(play.pay(&invoice, "1").stray);
    let nobody = play.world.refund_intervention(&"nobody".parse().unwrap()).unwrap_err();
    assert_eq!((nobody.code, &*nobody.message), (ErrorCode::NotFound, "Invoice nobody not found"));
}

#[test]
fn nobody_decides_about_another_merchant_s_invoice() {
    let mut play = Play::start();
    let invoice = short(&mut play);
    let other = play.world.add_merchant(NewMerchant::default()).unwrap().account;
    let wanted = InvoiceRef { id: Some(invoice.id.clone()), ..InvoiceRef::default() };
    for decision in DECISIONS {
        let refusal = decision(&mut play.world, &other, &wanted).unwrap_err();
        assert_eq!(refusal.code, ErrorCode::NotFound);
    }
    assert_eq!(play.state(&invoice), InvoiceState::PendingIntervention);
}
