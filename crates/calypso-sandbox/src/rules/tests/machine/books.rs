//! The books of a life: everything that was sent is in exactly one place.

use std::collections::BTreeMap;

use calypso_model::{AccountId, Amount, Currency, WithdrawalState};

use super::life::Life;
use crate::ledger_line::LedgerLine;

/// Checks each merchant's books.
pub(super) fn check(life: &Life) {
    for account in &life.merchants {
        for line in life.world.ledger(Some(account)) {
            check_line(life, account, &line);
        }
    }
}

/// Checks that the books hold what was sent, and nothing else.
pub(super) fn check_all(life: &Life) {
    let mut of_each: BTreeMap<Currency, Amount> = BTreeMap::new();
    let lines = life.merchants.iter().flat_map(|account| life.world.ledger(Some(account)));
    for line in lines {
        add(&mut of_each, &line.currency, plus(line.received, line.stray));
    }
    let lines = life.world.ledger(None).into_iter();
    let together: BTreeMap<_, _> =
        lines.map(|line| (line.currency, plus(line.received, line.stray))).collect();
    assert_eq!(of_each, together, "the whole is the sum of the merchants");
    // Currencies in which nothing came stand there with nothing.
    let known: BTreeMap<_, _> = together.into_iter().filter(|(_, sum)| !sum.is_zero()).collect();
    assert_eq!(known, sent(life), "what was sent is in the books, and nothing else");
}

/// Checks both identities of one merchant's currency.
fn check_line(life: &Life, account: &AccountId, line: &LedgerLine) {
    let parts = [line.credited, line.pending, line.declined, line.refunded];
    let sum = parts.into_iter().fold(line.fees, plus);
    assert_eq!(
        sum, line.received,
        "in = fees + credited + pending + declined + refunded: {line:?}"
    );
    let came = plus(line.credited, line.exchanged_in);
    let went = plus(line.paid_out, line.exchanged_away);
    let balance = life.world.balance(account, &line.currency);
    assert_eq!(came.checked_sub(went), Some(balance), "{line:?}");
}

/// What payers and merchants sent, and what payouts within the sandbox brought.
fn sent(life: &Life) -> BTreeMap<Currency, Amount> {
    let mut sent = life.sent.clone();
    for one in life.world.payouts.withdrawals() {
        if one.is_internal && one.state == WithdrawalState::Completed {
            add(&mut sent, &one.currency, one.amount);
        }
    }
    sent
}

pub(super) fn add(sums: &mut BTreeMap<Currency, Amount>, currency: &Currency, amount: Amount) {
    let sum = sums.entry(currency.clone()).or_default();
    *sum = plus(*sum, amount);
}

fn plus(one: Amount, other: Amount) -> Amount {
    one.checked_add(other).unwrap()
}
