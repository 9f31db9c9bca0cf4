//! How an invoice moves from state to state (docs/API-FACTS.md, sections 10.1 to 10.3).

use crate::merge::{self, Position, Progress};
use crate::{InvoiceState, InvoiceType, StateConflict};

impl InvoiceState {
    /// Tells whether nothing can change the state any more; nothing if the word is not known.
    #[must_use]
    pub const fn is_final(&self) -> Option<bool> {
        match self {
            Self::Completed | Self::Declined | Self::Archived | Self::Cancel => Some(true),
            Self::PendingPayment
            | Self::MemPoolFound
            | Self::PendingComplianceCheck
            | Self::PendingIntervention
            | Self::Paid => Some(false),
            Self::Unknown(_) => None,
        }
    }

    /// Tells whether enough was received: `PAID` or `COMPLETED`, and no other word.
    ///
    /// An unlimited invoice never gets there; look at its deposits.
    #[must_use]
    pub const fn is_paid(&self) -> bool {
        matches!(self, Self::Paid | Self::Completed)
    }

    /// Tells whether the documentation has an invoice of this kind go from here to `next` in one
    /// step.
    ///
    /// Steps are skipped when nobody looked in between, so use it to check a rule, and
    /// [`latest`](Self::latest) to follow an invoice. There is no documented step from or to
    /// `CANCEL`, which is left of the older API, nor from or to a word that is not known.
    ///
    /// ```
    /// use calypso_model::{InvoiceState, InvoiceType};
    ///
    /// let pending = InvoiceState::PendingPayment;
    /// assert!(pending.may_become(&InvoiceState::Paid, &InvoiceType::Single));
    /// assert!(!pending.may_become(&InvoiceState::Paid, &InvoiceType::Unlimited));
    /// ```
    #[must_use]
    pub const fn may_become(&self, next: &Self, invoice_type: &InvoiceType) -> bool {
        match invoice_type {
            InvoiceType::Single | InvoiceType::SingleFiat => {
                self.may_settle_as(next) || self.may_need_intervention(next)
            }
            // Interventions are documented for invoices over a fixed amount only.
            InvoiceType::Bound => self.may_settle_as(next),
            InvoiceType::Unlimited | InvoiceType::UnlimitedLinked => {
                matches!((self, next), (Self::PendingPayment, Self::Archived))
            }
            InvoiceType::Unknown(_) => false,
        }
    }

    const fn may_settle_as(&self, next: &Self) -> bool {
        matches!(
            (self, next),
            (
                Self::PendingPayment,
                Self::MemPoolFound | Self::PendingComplianceCheck | Self::Paid | Self::Archived
            ) | (Self::MemPoolFound, Self::PendingComplianceCheck | Self::Paid)
                | (Self::PendingComplianceCheck, Self::Declined | Self::Paid)
                | (Self::Paid, Self::Completed)
        )
    }

    const fn may_need_intervention(&self, next: &Self) -> bool {
        matches!(
            (self, next),
            (
                Self::PendingPayment | Self::MemPoolFound | Self::PendingComplianceCheck,
                Self::PendingIntervention
            ) | (Self::PendingIntervention, Self::Paid | Self::Archived)
        )
    }

    /// Returns the later of two states that were reported of one invoice.
    ///
    /// Reports may be merged in any order and any number: the result is the same. A word that is
    /// not known never wins over a known one.
    ///
    /// ```
    /// use calypso_model::InvoiceState;
    ///
    /// let late = InvoiceState::MemPoolFound;
    /// assert_eq!(late.latest(&InvoiceState::Paid), Ok(InvoiceState::Paid));
    /// assert!(InvoiceState::Paid.latest(&InvoiceState::Archived).is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// [`StateConflict`] if neither can come after the other: two different final states, or
    /// `PAID` and a final state other than `COMPLETED`.
    pub fn latest(&self, other: &Self) -> Result<Self, StateConflict> {
        merge::latest(self, other)
    }
}

impl Progress for InvoiceState {
    fn position(&self) -> Position {
        match self {
            Self::Unknown(_) => Position::UNKNOWN,
            Self::PendingPayment => Position::trunk(1),
            Self::MemPoolFound => Position::trunk(2),
            Self::PendingComplianceCheck => Position::trunk(3),
            Self::PendingIntervention => Position::trunk(4),
            Self::Paid => Position::branch(0, 5),
            Self::Completed => Position::branch(0, 6),
            Self::Declined => Position::branch(1, 5),
            Self::Archived => Position::branch(2, 5),
            Self::Cancel => Position::branch(3, 5),
        }
    }
}
