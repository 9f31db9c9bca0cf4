//! What is due later, in the order of time.

use std::collections::BTreeMap;

use calypso_model::{PurseId, TransactionId};
use calypso_sign::Timestamp;

/// Something that happens by itself when its time has come.
#[derive(Clone, Debug)]
pub(super) enum Task {
    /// A deposit's compliance check begins.
    Check(TransactionId),
    /// A deposit's compliance check ends.
    Decide(TransactionId),
    /// A single deposit reaches the merchant's account.
    CreditDeposit(TransactionId),
    /// All that an invoice received reaches the merchant's account.
    CreditInvoice(u64),
    /// An invoice's time to be paid ends.
    Expire(u64),
    /// An unlimited invoice has had no deposit for long, unless one came since.
    ArchiveIdle(u64),
    /// A fiat invoice gets a new quote.
    Requote(u64),
    /// A purse's time to be used ends, unless a deposit put the end off.
    ExpirePurse(PurseId),
    /// What an exchange bought reaches the merchant's account.
    CompleteExchange(u64),
    /// A payout takes its next step.
    PayoutStep(u64),
    /// A failed delivery is tried again.
    Redeliver(u64),
}

/// Tasks by time; what is due at the same millisecond is done in the order it was put in.
#[derive(Debug, Default)]
pub(super) struct DueQueue {
    tasks: BTreeMap<(Timestamp, u64), Task>,
    put_in: u64,
}

impl DueQueue {
    pub(super) fn put(&mut self, at: Timestamp, task: Task) {
        self.put_in = self.put_in.wrapping_add(1);
        self.tasks.insert((at, self.put_in), task);
    }

    pub(super) fn next(&self) -> Option<Timestamp> {
        self.tasks.first_key_value().map(|((at, _), _)| *at)
    }

    /// Takes out the first task that is due at `now` or before.
    pub(super) fn take(&mut self, now: Timestamp) -> Option<(Timestamp, Task)> {
        let entry = self.tasks.first_entry().filter(|entry| entry.key().0 <= now)?;
        let ((at, _), task) = entry.remove_entry();
        Some((at, task))
    }

    /// Returns how much is still to come.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.tasks.len()
    }
}
