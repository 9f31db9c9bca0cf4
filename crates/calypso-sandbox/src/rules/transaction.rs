//! A deposit and its states.

use calypso_model::{
    AccountId, Address, Amount, ComplianceState, Currency, PurseId, TransactionHash, TransactionId,
    TransactionState,
};
use calypso_sign::Timestamp;

use crate::options::DepositOutcome;

/// Whom an address belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Holder {
    Invoice(u64),
    Purse(PurseId),
}

#[derive(Clone, Debug)]
pub(crate) struct Transaction {
    /// The merchant to whose address it went.
    pub(crate) owner: AccountId,
    pub(crate) id: TransactionId,
    pub(crate) hash: TransactionHash,
    pub(crate) holder: Holder,
    pub(crate) currency: Currency,
    pub(crate) amount: Amount,
    pub(crate) sender: Address,
    pub(crate) created: Timestamp,
    pub(crate) state: TransactionState,
    pub(crate) compliance: ComplianceState,
    /// The money is on the merchant's account.
    pub(crate) credited: bool,
    /// The money went back to the payer.
    pub(crate) refunded: bool,
    /// It went to an address that nobody watches any more: no state, no event, no credit.
    pub(crate) stray: bool,
    pub(super) outcome: DepositOutcome,
}

impl Transaction {
    /// Tells whether the check of this deposit will still end.
    pub(super) fn is_in_flight(&self) -> bool {
        !self.stray
            && self.outcome != DepositOutcome::Mempool
            && matches!(
                self.state,
                TransactionState::MemPoolFound | TransactionState::PendingComplianceCheck
            )
    }

    pub(super) fn is_declined(&self) -> bool {
        self.state == TransactionState::Declined
    }

    pub(super) fn is_confirmed(&self) -> bool {
        self.state == TransactionState::Confirmed
    }
}
