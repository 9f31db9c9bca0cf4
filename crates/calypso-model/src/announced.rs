//! What the type of an event says about the state of what it happened to.

use crate::{EventType, InvoiceState, InvoiceType, TransactionState};

/// The states of an invoice that is paid once.
const OF_INVOICES: &[(EventType, InvoiceState)] = &[
    (EventType::InvoiceCreateInvoice, InvoiceState::PendingPayment),
    (EventType::InvoiceCreateUnlimitedInvoice, InvoiceState::PendingPayment),
    (EventType::InvoiceMempoolFound, InvoiceState::MemPoolFound),
    (EventType::InvoicePendingCompliance, InvoiceState::PendingComplianceCheck),
    (EventType::InvoiceComplianceDeclined, InvoiceState::Declined),
    (EventType::InvoicePaid, InvoiceState::Paid),
    (EventType::InvoicePendingIntervention, InvoiceState::PendingIntervention),
    (EventType::InvoiceTranslationToAccountCompleted, InvoiceState::Completed),
    (EventType::InvoiceExpired, InvoiceState::Archived),
];

const OF_TRANSACTIONS: &[(EventType, TransactionState)] = &[
    (EventType::CustomerPurseMemPoolFound, TransactionState::MemPoolFound),
    (EventType::CustomerPursePendingCompliance, TransactionState::PendingComplianceCheck),
    (EventType::CustomerPurseComplianceDeclined, TransactionState::Declined),
    (EventType::CustomerPurseFundsReceivedForPurse, TransactionState::Confirmed),
    (EventType::CustomerPurseTranslationToAccountCompleted, TransactionState::Confirmed),
];

impl EventType {
    /// Returns the state in which the event leaves an invoice of this kind, if it says so.
    ///
    /// A confirmed payment alone says nothing: the sum decides, and another event tells. Merge
    /// with [`InvoiceState::latest`], since events come in any order; before money is credited,
    /// read the invoice.
    ///
    /// ```
    /// use calypso_model::{EventType, InvoiceState, InvoiceType};
    ///
    /// let settled = EventType::InvoiceTranslationToAccountCompleted;
    /// assert_eq!(settled.invoice_state(&InvoiceType::Single), Some(InvoiceState::Completed));
    /// // An unlimited invoice goes on.
    /// let unlimited = settled.invoice_state(&InvoiceType::Unlimited);
    /// assert_eq!(unlimited, Some(InvoiceState::PendingPayment));
    /// ```
    #[must_use]
    pub fn invoice_state(&self, invoice_type: &InvoiceType) -> Option<InvoiceState> {
        let (_, state) = OF_INVOICES.iter().find(|(event_type, _)| event_type == self)?;
        match invoice_type {
            InvoiceType::Single | InvoiceType::SingleFiat | InvoiceType::Bound => {
                Some(state.clone())
            }
            InvoiceType::Unlimited | InvoiceType::UnlimitedLinked => {
                let is_over = *state == InvoiceState::Archived;
                Some(if is_over { InvoiceState::Archived } else { InvoiceState::PendingPayment })
            }
            InvoiceType::Unknown(_) => None,
        }
    }

    /// Returns the state in which the event leaves a deposit to a purse, if it is about one.
    #[must_use]
    pub fn transaction_state(&self) -> Option<TransactionState> {
        let (_, state) = OF_TRANSACTIONS.iter().find(|(event_type, _)| event_type == self)?;
        Some(state.clone())
    }
}
