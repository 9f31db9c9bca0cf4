//! Turning the clock: whatever falls due on the way happens at its own time, deliveries included.

use std::time::Duration;

use calypso_sign::Timestamp;

use crate::clock::ClockMode;
use crate::journal::Entry;
use crate::rules::World;
use crate::shared::Shared;

impl Shared {
    /// Advances the time and sets how the clock runs from then on; in the same mode if none is
    /// given. Returns the time that was come to.
    ///
    /// Every attempt at a delivery that falls due on the way is made in the order of time, and has
    /// ended. Until then the clock stands where the advance has come to.
    pub(crate) async fn turn_clock(&self, by: Duration, mode: Option<ClockMode>) -> Timestamp {
        let _turn = self.turn.lock().await;
        let turning = self.start_turning(by, mode);
        loop {
            self.until(World::is_quiet).await;
            if !turning.go_on() {
                return turning.target;
            }
        }
    }

    /// Holds the clock, to be turned step by step.
    pub(crate) fn start_turning(&self, by: Duration, mode: Option<ClockMode>) -> Turning<'_> {
        let start = self.now();
        self.clock.hold(start);
        Turning { shared: self, mode, target: start.saturating_add(by) }
    }
}

/// A clock that is being turned.
///
/// It is let go when this is dropped, be it early because nobody waits for it any more.
#[derive(Debug)]
pub(crate) struct Turning<'a> {
    shared: &'a Shared,
    mode: Option<ClockMode>,
    target: Timestamp,
}

impl Turning<'_> {
    /// Goes on to the next time at which a delivery is to be attempted, or to the end; tells
    /// whether there is such a time on the way.
    pub(crate) fn go_on(&self) -> bool {
        let machine = self.shared.clock.machine_now();
        self.shared.commit(|state| {
            let is_on_the_way = state.world.advance_to_attempt(self.target);
            let reached = state.world.now();
            self.shared.clock.hold(reached);
            if is_on_the_way {
                // Whoever goes on after a crash must not come to an earlier time than was shown.
                let course = self.shared.clock.onward(machine, reached, self.mode);
                state.record(&Entry::Turned { course });
            }
            is_on_the_way
        })
    }
}

impl Drop for Turning<'_> {
    fn drop(&mut self) {
        let machine = self.shared.clock.machine_now();
        self.shared.commit(|state| {
            let course = self.shared.clock.onward(machine, state.world.now(), self.mode);
            self.shared.clock.follow(course);
            state.record(&Entry::Turned { course });
            // Whoever waits for what is due has to look at the clock again.
            state.world.touch();
        });
    }
}
