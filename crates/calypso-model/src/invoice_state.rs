//! The words that describe an invoice: its type, its state, and why it needs the merchant.

use crate::word::words;

words! {
    /// The kind of an invoice (docs/API-FACTS.md, section 8.1).
    pub enum InvoiceType {
        /// A fixed amount of crypto, paid once.
        Single = "SINGLE",
        /// A fixed amount of fiat, quoted in crypto, paid once.
        SingleFiat = "SINGLE_FIAT",
        /// Any amount from a lower bound on, paid once.
        Bound = "BOUND",
        /// Any number of payments of any amount.
        Unlimited = "UNLIMITED",
        /// As unlimited, made by a payment widget for one client.
        UnlimitedLinked = "UNLIMITED_LINKED",
    }
}

words! {
    /// The state of an invoice (docs/API-FACTS.md, section 8.2).
    pub enum InvoiceState {
        /// Waiting for a payment. The only working state of an unlimited invoice.
        PendingPayment = "PENDING_PAYMENT",
        /// A payment was seen on the network and is not confirmed; this state may be skipped.
        MemPoolFound = "MEM_POOL_FOUND",
        /// The payment is being checked.
        PendingComplianceCheck = "PENDING_COMPLIANCE_CHECK",
        /// The check refused the payment. Final.
        Declined = "DECLINED",
        /// Enough was received; it is on its way to the merchant's balance.
        Paid = "PAID",
        /// Too little or too much was received; the merchant has to decide.
        PendingIntervention = "PENDING_INTERVENTION",
        /// The money is on the merchant's balance. Final.
        Completed = "COMPLETED",
        /// Archived by the merchant, expired, or settled by a refund. Final.
        Archived = "ARCHIVED",
        /// Cancelled; seen in the older API only. Final.
        Cancel = "CANCEL",
    }
}

words! {
    /// Why an invoice waits for the merchant's decision (docs/API-FACTS.md, section 8.3).
    pub enum InterventionType {
        /// More was received than was due.
        Overpay = "OVERPAY",
        /// Less was received than was due.
        Underpay = "UNDERPAY",
    }
}
