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
        let start = self.now();
        let target = start.saturating_add(by);
        let held = Held { shared: self, mode };
        self.clock.hold(start);
        loop {
            self.until(World::is_quiet).await;
            let is_on_the_way = self.commit(|state| {
                let is_on_the_way = state.world.advance_to_attempt(target);
                self.clock.hold(state.world.now());
                is_on_the_way
            });
            if !is_on_the_way {
                break;
            }
        }
        drop(held);
        target
    }
}

/// Lets the clock go at the end of an advance, be it early because nobody waits for it any more.
struct Held<'a> {
    shared: &'a Shared,
    mode: Option<ClockMode>,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.shared.commit(|state| {
            let course = self.shared.clock.release(state.world.now(), self.mode);
            state.record(Entry::Turned { course }, None);
            // Whoever waits for what is due has to look at the clock again.
            state.world.touch();
        });
    }
}
