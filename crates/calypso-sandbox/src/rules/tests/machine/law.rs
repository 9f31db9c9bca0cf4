//! The documented transitions, and which events tell of each (docs/API-FACTS.md, sections 7 and
//! 10), written down independently of the rules.

use calypso_model::{PurseId, TransactionState};

use super::command::Command;
use super::shot::{DEALS, DealShot, DepositShot, INVOICES, InvoiceShot, Shot, pairs};
use crate::payouts::PayoutOutcome;
use crate::rules::transaction::Holder;

/// What an event is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject {
    Invoice(u64),
    Purse(PurseId),
    Deal(u64),
    Account,
}

/// An event: whose, about what, and its type.
pub(super) type Told = (usize, Subject, &'static str);

const MEMPOOL: &str = "INVOICE_MEMPOOL_FOUND";
const CHECKING: &str = "INVOICE_PENDING_COMPLIANCE";
const REFUSED: &str = "INVOICE_COMPLIANCE_DECLINED";
const RECEIVED: &str = "INVOICE_FUNDS_RECEIVED_FOR_INVOICE";
const PAID: &str = "INVOICE_PAID";
const WAITING: &str = "INVOICE_PENDING_INTERVENTION";
const CREDITED: &str = "INVOICE_TRANSLATION_TO_ACCOUNT_COMPLETED";
const STATUS: &str = "PAYOUT_CHANGE_STATUS";

/// Returns the events that must tell of what changed, in the order of each subject's; `cause` is
/// nothing for what time brings.
pub(super) fn events(before: &Shot, after: &Shot, cause: Option<&Command>) -> Vec<Told> {
    let mut told = Vec::new();
    for (number, (was, is)) in (INVOICES..).zip(pairs(&before.invoices, &after.invoices)) {
        let of_it = |deposit: &DepositShot| deposit.holder == Holder::Invoice(number);
        let deposits = pairs(&before.deposits, &after.deposits);
        let deposits = deposits.filter(|(_, deposit)| of_it(deposit) && !deposit.is_stray);
        let mut kinds: Vec<_> = deposits.flat_map(|(was, is)| of_deposit(was, is)).collect();
        // Only a deposit to an unlimited invoice is credited by itself.
        kinds.retain(|kind| is.is_unlimited || *kind != CREDITED);
        kinds.extend(of_invoice(was, is, cause));
        let subject = Subject::Invoice(number);
        told.extend(kinds.into_iter().map(|kind| (is.owner, subject.clone(), kind)));
    }
    for (owner, (before_, after_)) in before.purses.iter().zip(&after.purses).enumerate() {
        for (was, (id, is)) in pairs(before_, after_) {
            let of_it = |deposit: &DepositShot| deposit.holder == Holder::Purse(id.clone());
            let deposits = pairs(&before.deposits, &after.deposits);
            let deposits = deposits.filter(|(_, deposit)| of_it(deposit) && !deposit.is_stray);
            let kinds: Vec<_> =
                deposits.flat_map(|(was, is)| of_deposit(was, is)).map(of_purse).collect();
            let end = match (was.map(|(_, state)| state.as_str()), is.as_str()) {
                (None, "PENDING_PAYMENT") => None,
                (Some(was), is) if was == is => None,
                (Some("PENDING_PAYMENT"), "ARCHIVED") if cause.is_none() => {
                    Some("CUSTOMER_PURSE_EXPIRED")
                }
                // The deposit's own event tells of it.
                (Some("PENDING_PAYMENT"), "DECLINED") if kinds.contains(&PURSE_REFUSED) => None,
                other => panic!("no such transition of a purse: {other:?}"),
            };
            let kinds = kinds.into_iter().chain(end);
            told.extend(kinds.map(|kind| (owner, Subject::Purse(id.clone()), kind)));
        }
    }
    for (number, (was, is)) in (DEALS..).zip(pairs(&before.deals, &after.deals)) {
        let kinds = of_deal(was, is, cause);
        told.extend(kinds.into_iter().map(|kind| (is.owner, Subject::Deal(number), kind)));
    }
    for (was, owner) in pairs(&before.top_ups, &after.top_ups) {
        if was.is_none() {
            told.push((*owner, Subject::Account, "WALLET_FUNDS_DELIVERED_ACCOUNT"));
        }
    }
    told
}

/// A deposit's own events, under the names they have for an invoice. Being seen and being checked
/// are told of an invoice only as transitions of its own; see [`of_invoice`].
fn of_deposit(was: Option<&DepositShot>, is: &DepositShot) -> Vec<&'static str> {
    let is_of_purse = matches!(is.holder, Holder::Purse(_));
    let state = match (was.map(|was| was.state.as_str()), is.state.as_str()) {
        (None, "MEM_POOL_FOUND") => Some(MEMPOOL).filter(|_| is_of_purse),
        (Some("MEM_POOL_FOUND"), "PENDING_COMPLIANCE_CHECK") => {
            Some(CHECKING).filter(|_| is_of_purse)
        }
        (Some("PENDING_COMPLIANCE_CHECK"), "CONFIRMED") => Some(RECEIVED),
        (Some("PENDING_COMPLIANCE_CHECK"), "DECLINED") => Some(REFUSED),
        (Some(was), is) if was == is => None,
        other => panic!("no such transition of a deposit: {other:?}"),
    };
    let is_credited = is.is_credited && was.is_some_and(|was| !was.is_credited);
    state.into_iter().chain(is_credited.then_some(CREDITED)).collect()
}

const PURSE_REFUSED: &str = "CUSTOMER_PURSE_COMPLIANCE_DECLINED";

fn of_purse(kind: &'static str) -> &'static str {
    match kind {
        MEMPOOL => "CUSTOMER_PURSE_MEM_POOL_FOUND",
        CHECKING => "CUSTOMER_PURSE_PENDING_COMPLIANCE",
        RECEIVED => "CUSTOMER_PURSE_FUNDS_RECEIVED_FOR_PURSE",
        REFUSED => PURSE_REFUSED,
        CREDITED => "CUSTOMER_PURSE_TRANSLATION_TO_ACCOUNT_COMPLETED",
        other => panic!("{other} is of no purse"),
    }
}

fn of_invoice(
    was: Option<&InvoiceShot>,
    is: &InvoiceShot,
    cause: Option<&Command>,
) -> Option<&'static str> {
    let states = (was.map(|was| was.state.as_str()), is.state.as_str());
    if is.is_unlimited {
        return match states {
            (None, "PENDING_PAYMENT") => Some("INVOICE_CREATE_UNLIMITED_INVOICE"),
            // By the merchant, or after three months.
            (Some("PENDING_PAYMENT"), "ARCHIVED")
                if matches!(cause, None | Some(Command::Archive(_))) =>
            {
                None
            }
            (Some(was), is) if was == is => None,
            other => panic!("no such transition of an unlimited invoice: {other:?}"),
        };
    }
    match states {
        (None, "PENDING_PAYMENT") => Some("INVOICE_CREATE_INVOICE"),
        (Some("PENDING_PAYMENT"), "MEM_POOL_FOUND") => Some(MEMPOOL),
        (Some("PENDING_PAYMENT" | "MEM_POOL_FOUND"), "PENDING_COMPLIANCE_CHECK") => Some(CHECKING),
        // The deposit's own event tells of it.
        (Some("PENDING_COMPLIANCE_CHECK"), "DECLINED") => None,
        (Some("PENDING_COMPLIANCE_CHECK" | "PENDING_INTERVENTION"), "PAID") => Some(PAID),
        (Some("PENDING_COMPLIANCE_CHECK"), "PENDING_INTERVENTION") => Some(WAITING),
        (Some("PAID"), "COMPLETED") => Some(CREDITED),
        (Some("PENDING_PAYMENT"), "ARCHIVED") => match cause {
            None => Some("INVOICE_EXPIRED"),
            Some(Command::Archive(_)) => None,
            Some(other) => panic!("{other:?} archives no invoice"),
        },
        (Some("PENDING_INTERVENTION"), "ARCHIVED") if matches!(cause, Some(Command::Refund(_))) => {
            None
        }
        // What was too little is too much by now.
        (Some("PENDING_INTERVENTION"), "PENDING_INTERVENTION") => {
            let is_news = was.is_some_and(|was| was.intervention != is.intervention);
            is_news.then_some(WAITING)
        }
        (Some(was), is) if was == is => None,
        other => panic!("no such transition of an invoice: {other:?}"),
    }
}

/// A payout's events: each state that it enters tells, and so do the withdrawals that cannot be
/// paid and those that get a hash.
fn of_deal(was: Option<&DealShot>, is: &DealShot, cause: Option<&Command>) -> Vec<&'static str> {
    let (errors, hashes) = was.map_or((0, 0), |was| (was.errors, was.hashes));
    let new = |now: usize, before| now.checked_sub(before).unwrap();
    let (errors, hashes) = (new(is.errors, errors), new(is.hashes, hashes));
    let runs_through = matches!(cause, Some(Command::Decide(_, PayoutOutcome::Completed)));
    let mut kinds = Vec::new();
    let mut last = was.map(|was| was.state.as_str());
    let end = is.state.as_str();
    loop {
        if last == Some("IN_PROGRESS") {
            kinds.extend(std::iter::repeat_n("PAYOUT_HASH_RECEIVED", hashes));
        }
        if last == Some(end) {
            break;
        }
        let next = match (last, end) {
            (Some("PENDING_CONFIRMATION"), "IN_PROGRESS" | "COMPLETED" | "PARTIAL" | "FAILED")
                if runs_through =>
            {
                "CONFIRMED"
            }
            (Some("CONFIRMED"), "COMPLETED" | "PARTIAL") if runs_through => "IN_PROGRESS",
            (None, "CREATION_IN_PROGRESS" | "CONFIRMED" | "PENDING_CONFIRMATION")
            | (Some("CREATION_IN_PROGRESS"), "CONFIRMED" | "PENDING_CONFIRMATION")
            | (Some("PENDING_CONFIRMATION"), "CONFIRMED" | "CANCELED")
            | (Some("CONFIRMED"), "IN_PROGRESS" | "FAILED" | "CANCELED")
            | (Some("IN_PROGRESS"), "COMPLETED" | "PARTIAL" | "FAILED" | "CANCELED") => end,
            other => panic!("no such transition of a payout: {other:?}"),
        };
        if last == Some("CONFIRMED") {
            kinds.extend(std::iter::repeat_n("PAYOUT_VALIDATION_ERROR", errors));
        }
        kinds.push(if next == "CONFIRMED" { "PAYOUT_CONFIRMED" } else { STATUS });
        last = Some(next);
    }
    kinds
}

/// Checks the transitions of which no event tells.
pub(super) fn check_silent(before: &Shot, after: &Shot, cause: Option<&Command>) {
    for (was, is) in pairs(&before.exchanges, &after.exchanges) {
        match (was.map(|(_, state)| state.as_str()), is.1.as_str()) {
            (None, "IN_PROGRESS") => {}
            (Some("IN_PROGRESS"), "COMPLETED") if cause.is_none() => {}
            (Some(was), is) if was == is => {}
            other => panic!("no such transition of an exchange: {other:?}"),
        }
    }
    for (was, is) in pairs(&before.widgets, &after.widgets) {
        match (was.map(calypso_model::WidgetState::as_str), is.as_str()) {
            (None, "IN_PROGRESS") | (Some("IN_PROGRESS"), "COMPLETED" | "ARCHIVED") => {}
            (Some(was), is) if was == is => {}
            other => panic!("no such transition of a widget: {other:?}"),
        }
    }
    for (was, is) in pairs(&before.withdrawals, &after.withdrawals) {
        match (was.map(calypso_model::WithdrawalState::as_str), is.as_str()) {
            (None, "DRAFT")
            | (Some("DRAFT"), "IN_PROGRESS" | "FAILED" | "CANCELED")
            | (Some("IN_PROGRESS"), "COMPLETED" | "FAILED" | "CANCELED") => {}
            (Some("DRAFT"), "COMPLETED") if matches!(cause, Some(Command::Decide(..))) => {}
            (Some(was), is) if was == is => {}
            other => panic!("no such transition of a withdrawal: {other:?}"),
        }
    }
    for (was, is) in pairs(&before.deposits, &after.deposits) {
        let Some(was) = was else { continue };
        assert!(was.is_credited <= is.is_credited && was.is_refunded <= is.is_refunded, "{is:?}");
        assert!(!is.is_stray || was == is, "stray money does nothing: {is:?}");
    }
}

fn place_of(invoice: u64) -> usize {
    invoice.checked_sub(INVOICES).and_then(|place| place.try_into().ok()).unwrap()
}

/// Checks what holds at any moment.
pub(super) fn check_moment(now: &Shot) {
    for deposit in &now.deposits {
        let is_settled = deposit.is_credited || deposit.is_refunded;
        assert!(!(deposit.is_credited && deposit.is_refunded), "{deposit:?}");
        assert!(!is_settled || deposit.state == TransactionState::Confirmed, "{deposit:?}");
        let Holder::Invoice(number) = deposit.holder else { continue };
        let Some(invoice) = now.invoices.get(place_of(number)) else {
            panic!("{deposit:?} is of no invoice");
        };
        assert_eq!(deposit.owner, invoice.owner);
        if !invoice.is_unlimited && !deposit.is_stray && deposit.state.as_str() == "CONFIRMED" {
            assert_eq!(deposit.is_credited, invoice.state.as_str() == "COMPLETED", "{invoice:?}");
            assert_eq!(deposit.is_refunded, invoice.state.as_str() == "ARCHIVED", "{invoice:?}");
        }
    }
    for invoice in &now.invoices {
        assert!(!invoice.is_resolved || invoice.state.as_str() == "COMPLETED", "{invoice:?}");
    }
}
