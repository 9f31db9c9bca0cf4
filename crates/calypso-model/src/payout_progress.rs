//! How a payout moves from state to state (docs/API-FACTS.md, section 10.5).

use crate::merge::{self, Position, Progress};
use crate::{PayoutState, StateConflict, WithdrawalState};

impl PayoutState {
    /// Tells whether nothing can change the state any more; nothing if the word is not known.
    ///
    /// `PARTIAL` counts as final: it is documented as an end of a mass payout, and no way out of
    /// it is. Look at the withdrawals to learn which were made.
    #[must_use]
    pub const fn is_final(&self) -> Option<bool> {
        match self {
            Self::Partial | Self::Completed | Self::Failed | Self::Canceled => Some(true),
            Self::CreationInProgress
            | Self::PendingConfirmation
            | Self::Confirmed
            | Self::InProgress => Some(false),
            Self::Unknown(_) => None,
        }
    }

    /// Tells whether all of it was paid out: `COMPLETED`, and no other word.
    #[must_use]
    pub const fn is_completed(&self) -> bool {
        matches!(self, Self::Completed)
    }

    /// Tells whether the documentation has a payout go from here to `next` in one step.
    ///
    /// Steps are skipped when nobody looked in between, so use it to check a rule, and
    /// [`latest`](Self::latest) to follow a payout. Which steps lead out of
    /// `CREATION_IN_PROGRESS` is inferred: the two states in which a payout can begin otherwise,
    /// and `FAILED`, since the withdrawals of a mass payout can fail their validation.
    ///
    /// ```
    /// use calypso_model::PayoutState;
    ///
    /// assert!(PayoutState::InProgress.may_become(&PayoutState::Completed));
    /// assert!(!PayoutState::Failed.may_become(&PayoutState::InProgress));
    /// ```
    #[must_use]
    pub const fn may_become(&self, next: &Self) -> bool {
        matches!(
            (self, next),
            (Self::CreationInProgress, Self::PendingConfirmation | Self::Confirmed | Self::Failed)
                | (Self::PendingConfirmation, Self::Confirmed | Self::Canceled)
                | (Self::Confirmed, Self::InProgress | Self::Failed | Self::Canceled)
                | (
                    Self::InProgress,
                    Self::Partial | Self::Completed | Self::Failed | Self::Canceled
                )
        )
    }

    /// Returns the later of two states that were reported of one payout.
    ///
    /// Reports may be merged in any order and any number: the result is the same. A word that is
    /// not known never wins over a known one.
    ///
    /// ```
    /// use calypso_model::PayoutState;
    ///
    /// let late = PayoutState::Confirmed;
    /// assert_eq!(late.latest(&PayoutState::Completed), Ok(PayoutState::Completed));
    /// assert!(PayoutState::Failed.latest(&PayoutState::Completed).is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// [`StateConflict`] for two different final states.
    pub fn latest(&self, other: &Self) -> Result<Self, StateConflict> {
        merge::latest(self, other)
    }
}

impl Progress for PayoutState {
    fn position(&self) -> Position {
        match self {
            Self::Unknown(_) => Position::UNKNOWN,
            Self::CreationInProgress => Position::trunk(1),
            Self::PendingConfirmation => Position::trunk(2),
            Self::Confirmed => Position::trunk(3),
            Self::InProgress => Position::trunk(4),
            Self::Partial => Position::branch(0, 5),
            Self::Completed => Position::branch(1, 5),
            Self::Failed => Position::branch(2, 5),
            Self::Canceled => Position::branch(3, 5),
        }
    }
}

impl WithdrawalState {
    /// Tells whether nothing can change the state any more; nothing if the word is not known, or
    /// is `REPLACED`, of which the documentation says no more than the word.
    #[must_use]
    pub const fn is_final(&self) -> Option<bool> {
        match self {
            Self::Completed | Self::Failed | Self::Canceled => Some(true),
            Self::Draft | Self::InProgress => Some(false),
            Self::Replaced | Self::Unknown(_) => None,
        }
    }
}
