//! How far a signed timestamp may be from the server's clock.

use core::fmt;

use crate::timestamp::Timestamp;

/// The span around now in which a signed timestamp counts as fresh, equally wide on both sides.
///
/// ```
/// use calypso_sign::{FreshnessWindow, StaleTimestamp, Timestamp};
///
/// let now = Timestamp::from_millis(1_700_000_000_000);
/// let check = |millis| FreshnessWindow::API.check(now, Timestamp::from_millis(millis));
///
/// assert_eq!(check(1_700_000_000_000 - 180_000), Ok(()));
/// assert_eq!(check(1_700_000_000_000 + 180_000), Ok(()));
/// assert_eq!(check(1_700_000_000_000 + 180_001), Err(StaleTimestamp::TooNew { by_ms: 1 }));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FreshnessWindow {
    millis: u64,
}

impl FreshnessWindow {
    /// The window of the API: 180 000 ms to either side (Calypso docs, Authorization;
    /// docs/API-FACTS.md section 1).
    ///
    /// The bounds belong to the window: exactly three minutes old is fresh, a millisecond more is
    /// not.
    pub const API: Self = Self::from_millis(180_000);

    /// Makes a window that reaches this many milliseconds to either side.
    ///
    /// Zero accepts the very millisecond only; it does not switch the check off.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self { millis }
    }

    /// Returns how far the window reaches to either side, in milliseconds.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.millis
    }

    /// Says whether a timestamp is fresh at a given time.
    ///
    /// # Errors
    ///
    /// [`StaleTimestamp`] with the distance to the nearer end of the window.
    pub const fn check(self, now: Timestamp, stamp: Timestamp) -> Result<(), StaleTimestamp> {
        let by_ms = now.abs_diff(stamp).saturating_sub(self.millis);
        if by_ms == 0 {
            Ok(())
        } else if stamp.as_millis() < now.as_millis() {
            Err(StaleTimestamp::TooOld { by_ms })
        } else {
            Err(StaleTimestamp::TooNew { by_ms })
        }
    }
}

/// A timestamp lies outside the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StaleTimestamp {
    /// It is before the window.
    TooOld {
        /// How many milliseconds before.
        by_ms: u64,
    },
    /// It is after the window.
    TooNew {
        /// How many milliseconds after.
        by_ms: u64,
    },
}

impl fmt::Display for StaleTimestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooOld { by_ms } => write!(
                f,
                "the timestamp is {by_ms} ms too old: sign again with the present time, \
                check both clocks and that it is in milliseconds"
            ),
            Self::TooNew { by_ms } => write!(
                f,
                "the timestamp is {by_ms} ms too far ahead: \
                check both clocks and that it is in milliseconds"
            ),
        }
    }
}

impl core::error::Error for StaleTimestamp {}
