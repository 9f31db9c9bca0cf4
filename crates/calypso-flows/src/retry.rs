//! When to try again: a pure table over what failed, what it could have done, and how long it took.

use std::time::Duration;

use calypso_model::Effect;

use crate::Outcome;

/// How often and how long a call is tried.
///
/// Delays double from `delay_base` up to `delay_max`, each drawn at random between nothing and
/// its bound, so that clients do not come back in step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// The most attempts of one call, the first included. Default 4.
    pub attempts_max: u32,
    /// The bound of the first delay. Default 200 ms.
    pub delay_base: Duration,
    /// The bound that delays grow to. Default 5 s.
    pub delay_max: Duration,
    /// The time after which no further attempt begins; it bounds the limit of each attempt too.
    /// Default 60 s.
    pub total_limit: Duration,
    /// The time limit of one attempt. The transport keeps it, as its contract demands.
    /// Default 20 s.
    pub attempt_limit: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts_max: 4,
            delay_base: Duration::from_millis(200),
            delay_max: Duration::from_secs(5),
            total_limit: Duration::from_secs(60),
            attempt_limit: Duration::from_secs(20),
        }
    }
}

/// Whether the reason of a failure can be expected to pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// The same request may succeed in a moment.
    Passing,
    /// The same request would fail again.
    Permanent,
}

/// What is known when an attempt has failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// What the operation does to the merchant's affairs.
    pub effect: Effect,
    /// What is known of the call as a whole, all attempts taken together.
    pub outcome: Outcome,
    /// Whether the reason of the failure can pass.
    pub cause: Cause,
    /// The number of attempts made.
    pub attempts: u32,
    /// The time since the call began.
    pub elapsed: Duration,
    /// The wait the server asked for.
    pub retry_after: Option<Duration>,
}

impl Failure {
    /// Describes the failure of an attempt.
    #[must_use]
    pub const fn new(effect: Effect, outcome: Outcome, cause: Cause, attempts: u32) -> Self {
        Self { effect, outcome, cause, attempts, elapsed: Duration::ZERO, retry_after: None }
    }

    /// Adds the time since the call began.
    #[must_use]
    pub const fn after(mut self, elapsed: Duration) -> Self {
        self.elapsed = elapsed;
        self
    }

    /// Adds the wait the server asked for.
    #[must_use]
    pub const fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.retry_after = wait;
        self
    }
}

/// What to do after a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Decision {
    /// Stamp, sign and send afresh after a wait.
    Again {
        /// How long to wait.
        after: Duration,
    },
    /// Look the key up after a wait; if nothing exists under it, send again.
    LookUp {
        /// How long to wait.
        after: Duration,
    },
    /// Look the key up after a wait and report; never send again.
    LookUpOnly {
        /// How long to wait.
        after: Duration,
    },
    /// Another attempt would be right, and there is no time left for it.
    OutOfTime,
    /// Give up with the failure at hand.
    Stop,
}

impl RetryPolicy {
    /// Decides what to do after a failure. `fraction` of 2^32 is the jitter: 0 means no wait.
    ///
    /// | effect | not applied, passing | unknown |
    /// | --- | --- | --- |
    /// | read | again | again |
    /// | keyed | again | look the key up; again only if nothing exists under it |
    /// | unkeyed | again | stop |
    /// | moves money | again | look the key up and report |
    #[must_use]
    pub fn decide(&self, failure: &Failure, fraction: u32) -> Decision {
        let passing = matches!(failure.cause, Cause::Passing);
        // Whatever the cause, an unknown outcome has to be looked into.
        let wanted: fn(Duration) -> Decision = match (failure.effect, failure.outcome) {
            (_, Outcome::Applied) => return Decision::Stop,
            (Effect::Keyed, Outcome::Unknown)
                if passing && failure.attempts < self.attempts_max =>
            {
                |after| Decision::LookUp { after }
            }
            (Effect::Keyed | Effect::MovesMoney, Outcome::Unknown) => {
                |after| Decision::LookUpOnly { after }
            }
            (Effect::Read, _) | (_, Outcome::NotApplied)
                if passing && failure.attempts < self.attempts_max =>
            {
                |after| Decision::Again { after }
            }
            _ => return Decision::Stop,
        };
        let after = self.delay(failure, fraction);
        if failure.elapsed.saturating_add(after) >= self.total_limit {
            return Decision::OutOfTime;
        }
        wanted(after)
    }

    /// Returns the wait before the next attempt: the server's wish wins over a shorter delay.
    fn delay(&self, failure: &Failure, fraction: u32) -> Duration {
        let doublings = failure.attempts.saturating_sub(1).min(30);
        let factor = 1_u32.checked_shl(doublings).unwrap_or(u32::MAX);
        let bound = self.delay_base.saturating_mul(factor).min(self.delay_max);
        let jittered = share(bound, fraction);
        failure.retry_after.map_or(jittered, |wait| wait.max(jittered))
    }
}

/// Returns `fraction` / 2^32 of a duration, in whole microseconds.
fn share(duration: Duration, fraction: u32) -> Duration {
    let micros = duration.as_micros().saturating_mul(u128::from(fraction)) >> 32;
    Duration::from_micros(u64::try_from(micros).unwrap_or(u64::MAX))
}
