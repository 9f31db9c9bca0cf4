//! [`RateLimit`]: how many attempts a client makes in a time, as its merchant chose.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The most attempts that a client and its clones begin in a time.
///
/// The service publishes no limit (docs/API-FACTS.md, section 2), so there is none by default.
/// With one, every attempt waits for its turn, retries and look-ups included, in the order in
/// which they came; an attempt whose turn would come after its call's deadline is not made.
///
/// ```
/// use calypso_flows::RateLimit;
///
/// // Ten attempts a second; after a quiet while, five at once.
/// let limit = RateLimit::per_second(10).with_burst(5);
/// # let _ = limit;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    interval: Duration,
    burst: u32,
}

impl RateLimit {
    /// Allows `attempts` a second, evenly spread; 0 counts as 1.
    #[must_use]
    pub const fn per_second(attempts: u32) -> Self {
        Self::spread(1_000_000_000, attempts)
    }

    /// Allows `attempts` a minute, evenly spread; 0 counts as 1.
    #[must_use]
    pub const fn per_minute(attempts: u32) -> Self {
        Self::spread(60_000_000_000, attempts)
    }

    /// Lets this many attempts begin at once when none were made for a while; 0 counts as 1.
    /// Default 1.
    #[must_use]
    pub const fn with_burst(mut self, attempts: u32) -> Self {
        self.burst = if attempts == 0 { 1 } else { attempts };
        self
    }

    /// Rounds the interval up, so that the limit is never exceeded.
    const fn spread(nanos: u64, attempts: u32) -> Self {
        // A `u32` fits a `u64`; a cast is the only way in a `const fn`.
        #[expect(clippy::as_conversions, reason = "From is not const, and u32 fits u64")]
        let attempts = if attempts == 0 { 1 } else { attempts as u64 };
        Self { interval: Duration::from_nanos(nanos.div_ceil(attempts)), burst: 1 }
    }

    /// Returns when an attempt that comes `now` may begin, and when the next one would be due if
    /// attempts were evenly spread; `due` is the latter from the attempt before.
    ///
    /// This is the generic cell rate algorithm: one number remembers all that went before.
    fn turn(self, due: Duration, now: Duration) -> (Duration, Duration) {
        let due = due.max(now);
        let ahead = self.interval.saturating_mul(self.burst.saturating_sub(1));
        (due.saturating_sub(ahead).max(now), due.saturating_add(self.interval))
    }
}

/// Hands out turns, in the order in which they are asked for.
#[derive(Debug)]
pub(crate) struct Turns {
    limit: Option<RateLimit>,
    due: Mutex<Duration>,
}

impl Turns {
    pub(crate) const fn new(limit: Option<RateLimit>) -> Self {
        Self { limit, due: Mutex::new(Duration::ZERO) }
    }

    /// Returns the wait until the caller's turn, or nothing if that is not within `patience`:
    /// then no turn is taken.
    pub(crate) fn take(&self, now: Duration, patience: Duration) -> Option<Duration> {
        let Some(limit) = self.limit else { return Some(Duration::ZERO) };
        // A number is whole whatever happened to the thread that wrote it.
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        let (begins, next_due) = limit.turn(*due, now);
        let wait = begins.saturating_sub(now);
        if wait >= patience {
            return None;
        }
        *due = next_due;
        Some(wait)
    }
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "overflow is loud in tests")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NO_HURRY: Duration = Duration::MAX;

    fn millis(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    /// Asks for turns at the given milliseconds and returns the milliseconds waited.
    fn waits(limit: RateLimit, arrivals: &[u64]) -> Vec<u128> {
        let turns = Turns::new(Some(limit));
        let wait = |at: &u64| turns.take(millis(*at), NO_HURRY).unwrap().as_millis();
        arrivals.iter().map(wait).collect()
    }

    #[test]
    fn turns_are_evenly_spread() {
        assert_eq!(waits(RateLimit::per_second(10), &[0, 0, 0, 50, 1000]), [0, 100, 200, 250, 0]);
        assert_eq!(waits(RateLimit::per_minute(2), &[0, 0]), [0, 30_000]);
    }

    #[test]
    fn a_burst_is_served_at_once_and_fills_up_again() {
        let limit = RateLimit::per_second(10).with_burst(3);
        assert_eq!(waits(limit, &[0, 0, 0, 0, 0]), [0, 0, 0, 100, 200]);
        assert_eq!(
            waits(limit, &[0, 0, 0, 100, 100, 10_000, 10_000, 10_000, 10_000]),
            [0, 0, 0, 0, 100, 0, 0, 0, 100]
        );
    }

    #[test]
    fn nothing_counts_as_one() {
        assert_eq!(RateLimit::per_second(0), RateLimit::per_second(1));
        assert_eq!(RateLimit::per_second(1).with_burst(0), RateLimit::per_second(1));
    }

    #[test]
    fn who_cannot_wait_takes_no_turn() {
        let turns = Turns::new(Some(RateLimit::per_second(1)));
        assert_eq!(turns.take(millis(0), millis(1)), Some(millis(0)));
        assert_eq!(turns.take(millis(0), millis(1000)), None);
        assert_eq!(turns.take(millis(0), millis(1001)), Some(millis(1000)));
    }

    proptest! {
        /// In any stretch of time there are at most the burst and what the rate allows.
        #[test]
        fn the_limit_holds_in_every_stretch_of_time(
            rate in 1_u32..2_000,
            burst in 1_u32..20,
            gaps in proptest::collection::vec(0_u64..3_000_000_000, 1..60),
        ) {
            let limit = RateLimit::per_second(rate).with_burst(burst);
            let turns = Turns::new(Some(limit));
            let mut now = Duration::ZERO;
            let mut begun = Vec::new();
            for gap in gaps {
                // Most come at once.
                now += Duration::from_nanos(gap.saturating_sub(2_000_000_000));
                begun.push(now + turns.take(now, NO_HURRY).unwrap());
            }
            prop_assert!(begun.is_sorted(), "turns keep the order of asking");
            for (first, start) in begun.iter().enumerate() {
                for (last, end) in begun.iter().enumerate().skip(first) {
                    let count = u128::try_from(last - first + 1).unwrap();
                    let spread = (*end - *start).as_nanos() / limit.interval.as_nanos();
                    prop_assert!(count <= u128::from(burst) + spread, "{begun:?}");
                }
            }
        }
    }
}
