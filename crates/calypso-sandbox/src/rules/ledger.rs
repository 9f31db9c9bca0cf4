//! The ledger: where all the money is, per currency.

use std::collections::BTreeMap;

use calypso_model::{AccountId, Amount, Currency};

use super::world::World;
use crate::ledger_line::LedgerLine;

impl World {
    /// Adds up the deposits and payouts of one merchant, or of all;
    /// in = fees + credited + pending + declined + refunded in each line.
    ///
    /// A top-up comes in and is credited whole. What was paid out, with its fees, was credited
    /// before.
    pub(crate) fn ledger(&self, account: Option<&AccountId>) -> Vec<LedgerLine> {
        let counts = |owner: &AccountId| account.is_none_or(|account| account == owner);
        let mut lines: BTreeMap<&Currency, LedgerLine> = BTreeMap::new();
        for deposit in self.transactions.values().filter(|deposit| counts(&deposit.owner)) {
            let line = line_of(&mut lines, &deposit.currency);
            if deposit.stray {
                add(&mut line.stray, deposit.amount);
                continue;
            }
            add(&mut line.received, deposit.amount);
            if deposit.is_declined() {
                add(&mut line.declined, deposit.amount);
            } else if deposit.refunded {
                add(&mut line.refunded, deposit.amount);
            } else if !deposit.credited {
                add(&mut line.pending, deposit.amount);
            }
        }
        for (_, currency, credit) in self.credits.iter().filter(|(owner, ..)| counts(owner)) {
            let line = line_of(&mut lines, currency);
            add(&mut line.fees, credit.fee);
            add(&mut line.credited, credit.amount.checked_sub(credit.fee).unwrap_or_default());
        }
        for exchange in self.exchanges.all().filter(|exchange| counts(&exchange.owner)) {
            let away = &mut line_of(&mut lines, &exchange.pair.source).exchanged_away;
            add(away, exchange.source_amount);
            if exchange.state.is_completed() {
                let line = line_of(&mut lines, &exchange.pair.destination);
                add(&mut line.exchanged_in, exchange.destination_amount);
            }
        }
        for (_, currency, amount) in self.top_ups.iter().filter(|(owner, ..)| counts(owner)) {
            let line = line_of(&mut lines, currency);
            add(&mut line.received, *amount);
            add(&mut line.credited, *amount);
        }
        let taken = self.payouts.withdrawals().filter(|one| one.is_taken && counts(&one.owner));
        for withdrawal in taken {
            let line = line_of(&mut lines, &withdrawal.currency);
            add(&mut line.paid_out, withdrawal.amount);
            add(&mut line.paid_out, withdrawal.fee);
        }
        lines.into_values().collect()
    }
}

fn line_of<'a, 'b>(
    lines: &'a mut BTreeMap<&'b Currency, LedgerLine>,
    currency: &'b Currency,
) -> &'a mut LedgerLine {
    lines.entry(currency).or_insert_with(|| LedgerLine::empty(currency.clone()))
}

/// Every sum here is at most what was ever sent, which was checked to be exact when it was sent.
fn add(sum: &mut Amount, amount: Amount) {
    if let Some(exact) = sum.checked_add(amount) {
        *sum = exact;
    }
}
