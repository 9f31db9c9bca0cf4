//! The words that describe a deposit to a customer's purse, and the purse itself.

use crate::word::words;

words! {
    /// The state of a purse transaction (docs/API-FACTS.md, section 8.4).
    pub enum TransactionState {
        /// Seen on the network, not confirmed; this state may be skipped.
        MemPoolFound = "MEM_POOL_FOUND",
        /// Being checked.
        PendingComplianceCheck = "PENDING_COMPLIANCE_CHECK",
        /// Refused by the check. Final.
        Declined = "DECLINED",
        /// Confirmed. Final.
        Confirmed = "CONFIRMED",
    }
}

words! {
    /// How far the compliance check of a transaction is (docs/API-FACTS.md, section 8.5).
    pub enum ComplianceState {
        /// Not begun.
        Unchecked = "UNCHECKED",
        /// Under way.
        InProgress = "IN_PROGRESS",
        /// Refused. Final.
        Decline = "DECLINE",
        /// Passed. Final.
        Checked = "CHECKED",
    }
}

words! {
    /// The state of a customer's deposit address (docs/API-FACTS.md, section 3.3).
    pub enum PurseState {
        /// In use.
        PendingPayment = "PENDING_PAYMENT",
        /// No longer usable.
        Archived = "ARCHIVED" also "ARCHIEVED",
        /// Blocked by compliance.
        Declined = "DECLINED",
    }
}
