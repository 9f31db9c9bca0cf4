//! How a deposit to a purse, its check and the purse itself move from state to state
//! (docs/API-FACTS.md, sections 3.3 and 10.4).

use crate::merge::{self, Position, Progress};
use crate::{ComplianceState, PurseState, StateConflict, TransactionState};

impl TransactionState {
    /// Tells whether nothing can change the state any more; nothing if the word is not known.
    ///
    /// A confirmed transaction still has its way to the merchant's balance before it, which is
    /// told apart from its state.
    #[must_use]
    pub const fn is_final(&self) -> Option<bool> {
        match self {
            Self::Confirmed | Self::Declined => Some(true),
            Self::MemPoolFound | Self::PendingComplianceCheck => Some(false),
            Self::Unknown(_) => None,
        }
    }

    /// Tells whether the transaction is confirmed: `CONFIRMED`, and no other word.
    #[must_use]
    pub const fn is_confirmed(&self) -> bool {
        matches!(self, Self::Confirmed)
    }

    /// Tells whether the documentation has a transaction go from here to `next` in one step.
    #[must_use]
    pub const fn may_become(&self, next: &Self) -> bool {
        matches!(
            (self, next),
            (Self::MemPoolFound, Self::PendingComplianceCheck)
                | (Self::PendingComplianceCheck, Self::Confirmed | Self::Declined)
        )
    }

    /// Returns the later of two states that were reported of one transaction, in any order.
    ///
    /// # Errors
    ///
    /// [`StateConflict`] for two different final states.
    pub fn latest(&self, other: &Self) -> Result<Self, StateConflict> {
        merge::latest(self, other)
    }
}

impl Progress for TransactionState {
    fn position(&self) -> Position {
        match self {
            Self::Unknown(_) => Position::UNKNOWN,
            Self::MemPoolFound => Position::trunk(1),
            Self::PendingComplianceCheck => Position::trunk(2),
            Self::Confirmed => Position::branch(0, 3),
            Self::Declined => Position::branch(1, 3),
        }
    }
}

impl ComplianceState {
    /// Tells whether nothing can change the state any more; nothing if the word is not known.
    #[must_use]
    pub const fn is_final(&self) -> Option<bool> {
        match self {
            Self::Checked | Self::Decline => Some(true),
            Self::Unchecked | Self::InProgress => Some(false),
            Self::Unknown(_) => None,
        }
    }

    /// Tells whether the documentation has a check go from here to `next` in one step.
    #[must_use]
    pub const fn may_become(&self, next: &Self) -> bool {
        matches!(
            (self, next),
            (Self::Unchecked, Self::InProgress) | (Self::InProgress, Self::Checked | Self::Decline)
        )
    }

    /// Returns the later of two states that were reported of one check, in any order.
    ///
    /// # Errors
    ///
    /// [`StateConflict`] for two different final states.
    pub fn latest(&self, other: &Self) -> Result<Self, StateConflict> {
        merge::latest(self, other)
    }
}

impl Progress for ComplianceState {
    fn position(&self) -> Position {
        match self {
            Self::Unknown(_) => Position::UNKNOWN,
            Self::Unchecked => Position::trunk(1),
            Self::InProgress => Position::trunk(2),
            Self::Checked => Position::branch(0, 3),
            Self::Decline => Position::branch(1, 3),
        }
    }
}

impl PurseState {
    /// Tells whether nothing can change the state any more; nothing if the word is not known.
    #[must_use]
    pub const fn is_final(&self) -> Option<bool> {
        match self {
            Self::Archived | Self::Declined => Some(true),
            Self::PendingPayment => Some(false),
            Self::Unknown(_) => None,
        }
    }

    /// Tells whether the documentation has a purse go from here to `next` in one step.
    #[must_use]
    pub const fn may_become(&self, next: &Self) -> bool {
        matches!((self, next), (Self::PendingPayment, Self::Archived | Self::Declined))
    }

    /// Returns the later of two states that were reported of one purse, in any order.
    ///
    /// # Errors
    ///
    /// [`StateConflict`] for two different final states.
    pub fn latest(&self, other: &Self) -> Result<Self, StateConflict> {
        merge::latest(self, other)
    }
}

impl Progress for PurseState {
    fn position(&self) -> Position {
        match self {
            Self::Unknown(_) => Position::UNKNOWN,
            Self::PendingPayment => Position::trunk(1),
            Self::Archived => Position::branch(0, 2),
            Self::Declined => Position::branch(1, 2),
        }
    }
}
