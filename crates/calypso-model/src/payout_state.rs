//! The words that describe a payout and its withdrawals.

use crate::word::words;

words! {
    /// The state of a payout or mass payout (docs/API-FACTS.md, section 8.6).
    pub enum PayoutState {
        /// The withdrawals of a mass payout are being made up.
        CreationInProgress = "CREATION_IN_PROGRESS",
        /// Waiting for a person of the merchant's to confirm it.
        PendingConfirmation = "PENDING_CONFIRMATION",
        /// Confirmed, and not yet on its way.
        Confirmed = "CONFIRMED",
        /// On its way.
        InProgress = "IN_PROGRESS",
        /// Some withdrawals of a mass payout were made and at least one failed.
        Partial = "PARTIAL",
        /// Paid out. Final.
        Completed = "COMPLETED",
        /// Not paid out. Final.
        Failed = "FAILED",
        /// Called off by a person of the merchant's. Final.
        Canceled = "CANCELED",
    }
}

words! {
    /// The state of one withdrawal of a payout (docs/API-FACTS.md, section 8.7).
    ///
    /// All words but `DRAFT` are carried over from the predecessor API.
    pub enum WithdrawalState {
        /// Not begun.
        Draft = "DRAFT",
        /// On its way.
        InProgress = "IN_PROGRESS",
        /// Paid out.
        Completed = "COMPLETED",
        /// Another took its place. What the place-taker is, the documentation does not say.
        Replaced = "REPLACED",
        /// Not paid out.
        Failed = "FAILED",
        /// Called off; in samples only.
        Canceled = "CANCELED",
    }
}

words! {
    /// What a withdrawal ran into (docs/API-FACTS.md, section 8.7).
    pub enum WithdrawalErrorStatus {
        /// Nothing.
        Success = "SUCCESS",
        /// The balance does not cover the amount.
        NotEnoughFunds = "NOT_ENOUGH_FUNDS",
        /// The balance does not cover the network's fee.
        NotEnoughFundsForCommission = "NOT_ENOUGH_FUNDS_FOR_COMMISSION",
        /// The balance does not cover the service's fee.
        NotEnoughFundsForServiceCommission = "NOT_ENOUGH_FUNDS_FOR_SERVICE_COMMISSION",
        /// There is no balance in the currency; in older lists only.
        NoBalance = "NO_BALANCE",
        /// The payout is not permitted; in older lists only.
        NoPermission = "NO_PERMISSION",
        /// The payout exceeds a limit; in an older sample only.
        ExceedingLimit = "EXCEEDING_LIMIT",
    }
}

words! {
    /// Whose the address paid to is (docs/API-FACTS.md, section 8.10).
    pub enum BelongingType {
        /// Another account of the service's, so no chain is involved.
        Internal = "INTERNAL",
        /// Anybody else's. The word is inferred from its counterpart.
        External = "EXTERNAL",
    }
}
