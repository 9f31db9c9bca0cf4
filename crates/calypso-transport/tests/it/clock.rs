//! The system clock, without any async runtime.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

use calypso_transport::{Clock, SystemClock};

/// Wakes the thread that waits.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}

#[test]
fn the_system_clock_sleeps_without_a_runtime() {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let before = clock.monotonic();
    block_on(clock.sleep(Duration::from_millis(2)));
    assert!(clock.monotonic().checked_sub(before).unwrap() >= Duration::from_millis(2));
}

#[test]
fn all_system_clocks_share_their_origin() {
    let before = SystemClock.monotonic();
    let after = SystemClock.monotonic();
    assert!(after >= before);
}

#[test]
fn the_system_clock_knows_the_century() {
    let millis = SystemClock.now().as_millis();
    assert!((1_600_000_000_000..4_100_000_000_000).contains(&millis), "{millis}");
}
