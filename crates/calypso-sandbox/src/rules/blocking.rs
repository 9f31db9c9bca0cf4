//! A receiver that fails too often is sent nothing more until somebody unblocks it
//! (docs/API-FACTS.md, section 6).

use std::collections::VecDeque;
use std::time::Duration;

use calypso_model::SubscriptionId;
use calypso_sign::Timestamp;

use super::subscription::Subscription;
use super::world::World;

/// How long a failure counts.
const WINDOW: Duration = Duration::from_secs(10 * 60);

/// So many failures are borne; the next one blocks.
const FAILURES_MAX: usize = 100;

/// The failures of a subscription within the window, since its last success.
#[derive(Clone, Debug, Default)]
pub(super) struct Failures {
    recent: VecDeque<Timestamp>,
    /// How many there were when the subscription was blocked.
    blocked_by: Option<u32>,
}

impl Failures {
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Counts a failure, and tells whether it is the one that blocks.
    pub(super) fn add(&mut self, now: Timestamp) -> bool {
        let begin = now.saturating_sub(WINDOW);
        self.recent.retain(|at| *at >= begin);
        self.recent.push_back(now);
        let blocks = self.blocked_by.is_none() && self.recent.len() > FAILURES_MAX;
        if blocks {
            self.blocked_by = u32::try_from(self.recent.len()).ok();
            self.recent.clear();
        }
        blocks
    }
}

impl Subscription {
    pub(crate) fn is_blocked(&self) -> bool {
        self.failures.blocked_by.is_some()
    }

    /// Returns how many failures blocked it; 0 if it is not blocked.
    pub(crate) fn blocked_by_error_count(&self) -> u32 {
        self.failures.blocked_by.unwrap_or(0)
    }
}

impl World {
    /// Takes note of how an attempt at a subscription ended.
    pub(super) fn weigh_attempt(&mut self, id: &SubscriptionId, is_success: bool) {
        let now = self.now;
        let Some(subscription) = self.subscriptions.iter_mut().find(|one| one.id == *id) else {
            return;
        };
        if is_success {
            subscription.failures.clear();
        } else if subscription.failures.add(now) {
            self.deliveries.block(id);
        }
    }

    /// Sends all that was held back, in the order of the events, and counts from zero again.
    /// Whoever is not blocked stays as it is.
    pub(crate) fn unblock(&mut self, id: &SubscriptionId) -> Option<&Subscription> {
        let at = self.subscriptions.iter().position(|one| one.id == *id)?;
        let subscription = self.subscriptions.get_mut(at)?;
        if subscription.is_blocked() {
            subscription.failures.clear();
            self.deliveries.unblock(id);
            self.touch();
        }
        self.subscriptions.get(at)
    }
}
