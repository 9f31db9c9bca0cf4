//! The kind and the state of a payment widget (docs/API-FACTS.md, sections 8.9 and 10.7).

use crate::StateConflict;
use crate::merge::{self, Position, Progress};
use crate::word::words;

words! {
    /// The kind of a payment widget (docs/API-FACTS.md, section 8.9).
    pub enum WidgetType {
        /// A fixed amount of fiat, paid once.
        SingleFiat = "SINGLE_FIAT",
        /// Any number of payments of one client.
        UnlimitedLinked = "UNLIMITED_LINKED",
    }
}

words! {
    /// The state of a payment widget (docs/API-FACTS.md, section 8.9).
    pub enum WidgetState {
        /// It can be used.
        InProgress = "IN_PROGRESS",
        /// Its invoice was paid. Final.
        Completed = "COMPLETED",
        /// It has expired. Final.
        Archived = "ARCHIVED",
    }
}

impl WidgetState {
    /// Tells whether nothing can change the state any more; nothing if the word is not known.
    #[must_use]
    pub const fn is_final(&self) -> Option<bool> {
        match self {
            Self::Completed | Self::Archived => Some(true),
            Self::InProgress => Some(false),
            Self::Unknown(_) => None,
        }
    }

    /// Tells whether the widget's invoice was paid: `COMPLETED`, and no other word.
    ///
    /// A widget for any number of payments presumably never gets there; look at the deposits to
    /// its invoices. Credit the invoice and not the widget.
    #[must_use]
    pub const fn is_completed(&self) -> bool {
        matches!(self, Self::Completed)
    }

    /// Tells whether the documentation has a widget go from here to `next`.
    #[must_use]
    pub const fn may_become(&self, next: &Self) -> bool {
        matches!((self, next), (Self::InProgress, Self::Completed | Self::Archived))
    }

    /// Returns the later of two states that were reported of one widget.
    ///
    /// Reports may be merged in any order and any number: the result is the same. A word that is
    /// not known never wins over a known one.
    ///
    /// ```
    /// use calypso_model::WidgetState;
    ///
    /// let late = WidgetState::InProgress;
    /// assert_eq!(late.latest(&WidgetState::Completed), Ok(WidgetState::Completed));
    /// assert!(WidgetState::Archived.latest(&WidgetState::Completed).is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// [`StateConflict`] if one is `COMPLETED` and the other `ARCHIVED`.
    pub fn latest(&self, other: &Self) -> Result<Self, StateConflict> {
        merge::latest(self, other)
    }
}

impl Progress for WidgetState {
    fn position(&self) -> Position {
        match self {
            Self::Unknown(_) => Position::UNKNOWN,
            Self::InProgress => Position::trunk(1),
            Self::Completed => Position::branch(0, 2),
            Self::Archived => Position::branch(1, 2),
        }
    }
}
