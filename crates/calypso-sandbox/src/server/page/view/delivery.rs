//! Deliveries of webhooks.

use super::{Moment, State};
use crate::rules::{AttemptResult, Delivery, DeliveryState, Subscription, World};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::server::page) struct DeliveryRow {
    pub(in crate::server::page) id: u64,
    pub(in crate::server::page) event: String,
    /// Where it goes; nothing if the subscription was deleted.
    pub(in crate::server::page) url: Option<String>,
    pub(in crate::server::page) state: State,
    pub(in crate::server::page) attempts: usize,
    /// How the last attempt ended.
    pub(in crate::server::page) last: Option<String>,
    pub(in crate::server::page) next_attempt: Option<Moment>,
    pub(in crate::server::page) can_be_sent: bool,
    /// The subscription to unblock before anything goes out.
    pub(in crate::server::page) blocked: Option<String>,
}

impl DeliveryRow {
    pub(super) fn of(world: &World, delivery: &Delivery) -> Self {
        let subscription = world.subscription(&delivery.subscription);
        let subscription = subscription.filter(|_| delivery.can_be_sent());
        let is_blocked = subscription.is_some_and(Subscription::is_blocked);
        Self {
            id: delivery.id,
            event: delivery.event.kind.as_str().to_owned(),
            url: subscription.map(|subscription| subscription.url_text.clone()),
            state: state(delivery.state),
            attempts: delivery.attempts.len(),
            last: delivery.attempts.last().map(|attempt| match attempt.result {
                AttemptResult::Status(status) => format!("status {status}"),
                AttemptResult::NoAnswer(why) => why.as_str().to_owned(),
            }),
            next_attempt: delivery.next_attempt.map(Moment),
            can_be_sent: delivery.can_be_sent() && !is_blocked,
            blocked: is_blocked.then(|| delivery.subscription.to_string()),
        }
    }
}

fn state(state: DeliveryState) -> State {
    match state {
        DeliveryState::Pending => State::new("pending", false, false),
        DeliveryState::Delivered => State::new("delivered", true, false),
        DeliveryState::Blocked => State::new("blocked", false, true),
        DeliveryState::Exhausted => State::new("exhausted", false, true),
        DeliveryState::Dropped => State::new("dropped", false, true),
    }
}
