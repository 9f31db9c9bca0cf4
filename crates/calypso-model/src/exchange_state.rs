//! The state of an exchange, and how it moves (docs/API-FACTS.md, sections 8.8 and 10.6).

use crate::StateConflict;
use crate::merge::{self, Position, Progress};
use crate::word::words;

words! {
    /// The state of an exchange (docs/API-FACTS.md, section 8.8).
    pub enum ExchangeState {
        /// The sold amount has left the balance, and nothing has come in for it yet.
        InProgress = "IN_PROGRESS",
        /// The bought amount is on the balance. Final.
        Completed = "COMPLETED",
        /// The exchange did not happen. Final.
        Failed = "FAILED",
    }
}

impl ExchangeState {
    /// Tells whether nothing can change the state any more; nothing if the word is not known.
    #[must_use]
    pub const fn is_final(&self) -> Option<bool> {
        match self {
            Self::Completed | Self::Failed => Some(true),
            Self::InProgress => Some(false),
            Self::Unknown(_) => None,
        }
    }

    /// Tells whether the exchange was made: `COMPLETED`, and no other word.
    #[must_use]
    pub const fn is_completed(&self) -> bool {
        matches!(self, Self::Completed)
    }

    /// Tells whether the documentation has an exchange go from here to `next`.
    #[must_use]
    pub const fn may_become(&self, next: &Self) -> bool {
        matches!((self, next), (Self::InProgress, Self::Completed | Self::Failed))
    }

    /// Returns the later of two states that were reported of one exchange.
    ///
    /// Reports may be merged in any order and any number: the result is the same. A word that is
    /// not known never wins over a known one.
    ///
    /// ```
    /// use calypso_model::ExchangeState;
    ///
    /// let late = ExchangeState::InProgress;
    /// assert_eq!(late.latest(&ExchangeState::Completed), Ok(ExchangeState::Completed));
    /// assert!(ExchangeState::Failed.latest(&ExchangeState::Completed).is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// [`StateConflict`] if one is `COMPLETED` and the other `FAILED`.
    pub fn latest(&self, other: &Self) -> Result<Self, StateConflict> {
        merge::latest(self, other)
    }
}

impl Progress for ExchangeState {
    fn position(&self) -> Position {
        match self {
            Self::Unknown(_) => Position::UNKNOWN,
            Self::InProgress => Position::trunk(1),
            Self::Completed => Position::branch(0, 2),
            Self::Failed => Position::branch(1, 2),
        }
    }
}
