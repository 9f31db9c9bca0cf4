//! What makes two deliveries the same event.

use core::fmt;

use calypso_model::{Event, EventId, SubscriptionId};

/// Names an event for good: the subscription (`requestId` on the wire) and the number within it
/// (`id`).
///
/// A signature carries no time, so a delivery that was seen once can be sent again years later and
/// still be genuine. Keep these keys for ever, under a unique constraint, written in the
/// transaction that acts on the event.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DedupKey {
    subscription: SubscriptionId,
    event: EventId,
}

impl DedupKey {
    pub(crate) fn of(event: &Event) -> Self {
        Self { subscription: event.subscription.clone(), event: event.id.clone() }
    }

    /// Returns the subscription that delivered the event.
    #[must_use]
    pub const fn subscription(&self) -> &SubscriptionId {
        &self.subscription
    }

    /// Returns the event's number within its subscription.
    #[must_use]
    pub const fn event(&self) -> &EventId {
        &self.event
    }
}

impl fmt::Display for DedupKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.subscription, self.event)
    }
}
