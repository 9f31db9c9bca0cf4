//! What can be set about a sandbox's behaviour.

use std::time::Duration;

/// How long a deposit spends in each of its stages.
///
/// A deposit is seen at once. It then waits for its compliance check, is being checked, and, once
/// confirmed, waits to be credited to the merchant's account.
///
/// A payout takes the same times: confirmed, it waits as long as a deposit does to be checked
/// before it is taken off the balance; its hash takes as long as the check; and its confirmations
/// on the chain take as long as a credit.
///
/// ```
/// use std::time::Duration;
///
/// use calypso_sandbox::StageDelays;
///
/// assert!(StageDelays::default().total() < Duration::from_secs(2));
/// let slow_check = StageDelays::NONE.with_check(Duration::from_secs(60));
/// assert_eq!(slow_check.total(), Duration::from_secs(60));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageDelays {
    pub(crate) seen: Duration,
    pub(crate) check: Duration,
    pub(crate) credit: Duration,
}

impl StageDelays {
    /// A deposit is seen, checked, confirmed and credited in one instant.
    pub const NONE: Self = Self::uniform(Duration::ZERO);

    /// Makes every stage equally long.
    #[must_use]
    pub const fn uniform(delay: Duration) -> Self {
        Self { seen: delay, check: delay, credit: delay }
    }

    /// Sets how long a deposit is in the mempool before its check begins.
    #[must_use]
    pub const fn with_seen(mut self, delay: Duration) -> Self {
        self.seen = delay;
        self
    }

    /// Sets how long the compliance check takes.
    #[must_use]
    pub const fn with_check(mut self, delay: Duration) -> Self {
        self.check = delay;
        self
    }

    /// Sets how long a confirmed deposit takes to reach the merchant's account.
    #[must_use]
    pub const fn with_credit(mut self, delay: Duration) -> Self {
        self.credit = delay;
        self
    }

    /// Returns the time from a deposit to its credit.
    #[must_use]
    pub const fn total(self) -> Duration {
        self.seen.saturating_add(self.check).saturating_add(self.credit)
    }
}

impl Default for StageDelays {
    /// A second and a bit altogether: quick, yet slow enough to watch.
    fn default() -> Self {
        Self {
            seen: Duration::from_millis(250),
            check: Duration::from_millis(500),
            credit: Duration::from_millis(500),
        }
    }
}

/// Which HTTP status goes with an error code.
///
/// The documentation is of two minds, so a client should never look at the status
/// (docs/API-FACTS.md, section 12.19).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorStatuses {
    /// 401 for a wrong key or signature, 500 for an internal error, 400 for the rest.
    #[default]
    ByCode,
    /// 400 for every error.
    Always400,
}

/// What becomes of a deposit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DepositOutcome {
    /// It passes its check and is credited.
    #[default]
    Confirmed,
    /// Its check refuses it.
    Declined,
    /// It is seen in the mempool and never confirmed.
    Mempool,
}

impl DepositOutcome {
    /// Returns the control API's word for it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Declined => "declined",
            Self::Mempool => "mempool",
        }
    }
}
