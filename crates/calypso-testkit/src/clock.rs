//! Time that moves when a test says so.

use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use async_trait::async_trait;
use calypso_sign::Timestamp;
use calypso_transport::Clock;

use crate::lock::lock;

/// A clock that stands still until it is moved, by [`advance`](Self::advance) or by code that
/// sleeps on it.
///
/// A sleep returns at once, after letting other tasks run, and moves the time by its whole length:
/// a test of an hour of polling takes a millisecond.
/// Clones are the same clock.
///
/// ```
/// use std::time::Duration;
///
/// use calypso_sign::Timestamp;
/// use calypso_testkit::ManualClock;
/// use calypso_transport::Clock;
///
/// let clock = ManualClock::new(Timestamp::from_millis(1_650_885_468_390));
/// clock.advance(Duration::from_secs(60));
/// assert_eq!(clock.now().as_millis(), 1_650_885_528_390);
/// assert_eq!(clock.monotonic(), Duration::from_secs(60));
/// ```
#[derive(Clone, Debug)]
pub struct ManualClock {
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    /// The time of day at `set_at`; kept apart so that parts of a millisecond add up.
    wall: Timestamp,
    set_at: Duration,
    monotonic: Duration,
    sleeps: Vec<Duration>,
}

impl ManualClock {
    /// Starts at a time of day; the monotonic clock starts at zero.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        let state = State {
            wall: now,
            set_at: Duration::ZERO,
            monotonic: Duration::ZERO,
            sleeps: Vec::new(),
        };
        Self { state: Arc::new(Mutex::new(state)) }
    }

    /// Moves both clocks forward.
    pub fn advance(&self, duration: Duration) {
        let mut state = lock(&self.state);
        state.monotonic = state.monotonic.saturating_add(duration);
    }

    /// Sets the time of day alone, as an operator or a time server does; the monotonic clock keeps
    /// its pace.
    pub fn set_wall(&self, now: Timestamp) {
        let mut state = lock(&self.state);
        state.wall = now;
        state.set_at = state.monotonic;
    }

    /// Returns the lengths of all sleeps so far, in order.
    #[must_use]
    pub fn sleeps(&self) -> Vec<Duration> {
        lock(&self.state).sleeps.clone()
    }
}

#[async_trait]
impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        let state = lock(&self.state);
        state.wall.saturating_add(state.monotonic.saturating_sub(state.set_at))
    }

    fn monotonic(&self) -> Duration {
        lock(&self.state).monotonic
    }

    async fn sleep(&self, duration: Duration) {
        lock(&self.state).sleeps.push(duration);
        self.advance(duration);
        let_others_run().await;
    }
}

/// A loop that polls and sleeps would otherwise never give its executor back.
async fn let_others_run() {
    let mut yielded = false;
    poll_fn(|context| {
        if yielded {
            return Poll::Ready(());
        }
        yielded = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
