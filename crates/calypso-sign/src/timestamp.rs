//! A point in time as the API signs it: Unix milliseconds.

use core::fmt;
use core::time::Duration;

/// Milliseconds since the Unix epoch in UTC, as they stand in a signed body.
///
/// Any `i64` is a timestamp, including what a stranger sent; no operation here overflows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(i64);

impl Timestamp {
    /// Takes milliseconds since the Unix epoch.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Returns milliseconds since the Unix epoch.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Returns the time that much later, or nothing if it cannot be written; parts of a millisecond
    /// are dropped.
    #[must_use]
    pub fn checked_add(self, duration: Duration) -> Option<Self> {
        let millis = u64::try_from(duration.as_millis()).ok()?;
        self.0.checked_add_unsigned(millis).map(Self)
    }

    /// Returns the time that much earlier, or nothing if it cannot be written; parts of a
    /// millisecond are dropped.
    #[must_use]
    pub fn checked_sub(self, duration: Duration) -> Option<Self> {
        let millis = u64::try_from(duration.as_millis()).ok()?;
        self.0.checked_sub_unsigned(millis).map(Self)
    }

    /// Returns the time that much later, or the last one there is.
    #[must_use]
    pub fn saturating_add(self, duration: Duration) -> Self {
        self.checked_add(duration).unwrap_or(Self(i64::MAX))
    }

    /// Returns the time that much earlier, or the first one there is.
    #[must_use]
    pub fn saturating_sub(self, duration: Duration) -> Self {
        self.checked_sub(duration).unwrap_or(Self(i64::MIN))
    }

    /// Returns the milliseconds between two times, whichever is first.
    #[must_use]
    pub const fn abs_diff(self, other: Self) -> u64 {
        self.0.abs_diff(other.0)
    }

    /// Returns the milliseconds from this time to a later one; 0 if the other is not later.
    #[must_use]
    pub const fn millis_until(self, later: Self) -> u64 {
        if later.0 > self.0 { self.0.abs_diff(later.0) } else { 0 }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
