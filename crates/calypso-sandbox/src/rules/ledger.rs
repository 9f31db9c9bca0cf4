//! The ledger: where all the money is, per currency.

use std::collections::BTreeMap;

use calypso_model::{Amount, Currency};

use super::world::World;
use crate::ledger_line::LedgerLine;

impl World {
    /// Adds the deposits up; in = fees + credited + pending + declined + refunded in each line.
    pub(crate) fn ledger(&self) -> Vec<LedgerLine> {
        let mut lines: BTreeMap<&Currency, LedgerLine> = BTreeMap::new();
        for deposit in self.transactions.values() {
            let line = line_of(&mut lines, &deposit.currency);
            if deposit.stray {
                add(&mut line.stray, deposit.amount);
                continue;
            }
            add(&mut line.received, deposit.amount);
            if deposit.is_declined() {
                add(&mut line.declined, deposit.amount);
            } else if !deposit.credited {
                add(&mut line.pending, deposit.amount);
            }
        }
        for (currency, credit) in &self.credits {
            let line = line_of(&mut lines, currency);
            add(&mut line.fees, credit.fee);
            add(&mut line.credited, credit.amount.checked_sub(credit.fee).unwrap_or_default());
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
