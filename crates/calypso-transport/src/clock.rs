//! Where the time comes from, and waiting.

use std::fmt;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant, SystemTime};

use async_trait::async_trait;
use calypso_sign::Timestamp;
use futures_timer::Delay;

/// Tells the time and waits.
///
/// # Responsibilities of an implementor
///
/// - [`now`](Self::now) is the wall clock. It goes into signed bodies, and the API refuses a
///   request that is more than three minutes off (Calypso docs, Errors, code 011). It may jump, so
///   nothing may be measured with it.
/// - [`monotonic`](Self::monotonic) never goes back. Deadlines and retry delays are measured with
///   it.
/// - [`sleep`](Self::sleep) and `monotonic` agree: after `sleep(d)` it has grown by at least `d`.
#[async_trait]
pub trait Clock: fmt::Debug + Send + Sync {
    /// Returns the time of day.
    fn now(&self) -> Timestamp;

    /// Returns the time passed since some fixed moment; only differences mean something.
    fn monotonic(&self) -> Duration;

    /// Waits.
    async fn sleep(&self, duration: Duration);
}

#[async_trait]
impl<T: Clock + ?Sized> Clock for Arc<T> {
    fn now(&self) -> Timestamp {
        (**self).now()
    }

    fn monotonic(&self) -> Duration {
        (**self).monotonic()
    }

    async fn sleep(&self, duration: Duration) {
        (**self).sleep(duration).await;
    }
}

/// The clock of this machine; it waits on any async runtime, or none.
///
/// All values of this type share one origin, so their [`monotonic`](Clock::monotonic) readings can
/// be compared.
/// Its sleep is no part of any runtime: a test that pauses Tokio's time pauses everything but this,
/// so hand such a test `ManualClock` of `calypso-testkit`.
/// A wall clock set before 1970 reads as a negative timestamp, and one beyond the range of
/// [`Timestamp`] as its end.
///
/// ```
/// use std::time::Duration;
///
/// use calypso_transport::{Clock, SystemClock};
///
/// let started = SystemClock.monotonic();
/// assert!(SystemClock.monotonic() >= started);
/// assert!(SystemClock.now().as_millis() > 1_700_000_000_000);
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "it has no state and is written as a plain value")]
pub struct SystemClock;

static ORIGIN: LazyLock<Instant> = LazyLock::new(instant);

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        timestamp(system_time())
    }

    fn monotonic(&self) -> Duration {
        // The origin first: it must not be younger than the reading.
        let origin = *ORIGIN;
        instant().saturating_duration_since(origin)
    }

    async fn sleep(&self, duration: Duration) {
        Delay::new(duration).await;
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the clock that everything else asks")]
fn system_time() -> SystemTime {
    SystemTime::now()
}

#[expect(clippy::disallowed_methods, reason = "this is the clock that everything else asks")]
fn instant() -> Instant {
    Instant::now()
}

fn timestamp(time: SystemTime) -> Timestamp {
    let millis = match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_millis()).unwrap_or(i64::MAX),
        Err(before) => {
            i64::try_from(before.duration().as_millis()).map_or(i64::MIN, i64::saturating_neg)
        }
    };
    Timestamp::from_millis(millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(time: Option<SystemTime>, millis: i64) {
        assert_eq!(timestamp(time.unwrap()), Timestamp::from_millis(millis));
    }

    #[test]
    fn wall_clocks_outside_the_usual_range_saturate() {
        let epoch = SystemTime::UNIX_EPOCH;
        check(Some(epoch), 0);
        check(epoch.checked_add(Duration::from_millis(1_650_885_468_390)), 1_650_885_468_390);
        check(epoch.checked_sub(Duration::from_millis(1)), -1);
        // About 292 million years on; what the platform cannot express needs no check.
        let beyond = Duration::from_millis(u64::MAX);
        if let Some(time) = epoch.checked_add(beyond) {
            check(Some(time), i64::MAX);
        }
        if let Some(time) = epoch.checked_sub(beyond) {
            check(Some(time), i64::MIN);
        }
    }
}
