//! Webhooks: what was delivered, and what is delivered again.

use calypso_model::{EventType, SubscriptionId};
use calypso_sign::Timestamp;

use super::text::OrNull;
use super::{Action, Asked, Problem};
use crate::faults::WebhookFault;
use crate::rules::{Attempt, AttemptResult, Delivery, DeliveryState, World};
use crate::server::answer::write;
use crate::wire::reply::reply;
use crate::wire::schema::{Described as _, described, one_of_words};

pub(super) const ACTIONS: &[Action] = &[
    Action::get(
        "sandboxDeliveries",
        "/_sandbox/deliveries",
        "Lists what was delivered to webhooks, or is to be.",
        list,
        DeliveriesBody::schema,
    )
    .asks(
        "subscription",
        "The subscription whose deliveries they are; all of them if none is named.",
        SubscriptionId::schema,
    )
    .asks("state", "The state they are in; any if none is named.", StateWord::schema),
    Action::post(
        "sandboxResend",
        "/_sandbox/deliveries/{id}/resend",
        "Delivers once more.",
        resend,
        DeliveryBody::schema,
    )
    .of("id", "The delivery's id."),
];

reply! {
    /// Deliveries of events to webhooks.
    #[derive(Debug)]
    struct DeliveriesBody<'a> as "SandboxDeliveries" {
        result: Vec<DeliveryBody<'a>> = "result",
    }
}

reply! {
    /// The delivery of an event to one subscription.
    #[derive(Debug)]
    struct DeliveryBody<'a> as "SandboxDelivery" {
        id: u64 = "id",
        subscription: &'a SubscriptionId = "subscription",
        event_id: u64 = "event_id",
        event_type: &'a EventType = "event_type",
        state: StateWord = "state",
        attempts: Vec<AttemptBody<'a>> = "attempts",
        /// Unix milliseconds; null if there will be none.
        next_attempt_ms: OrNull<i64> = "next_attempt_ms",
    }
}

reply! {
    /// One attempt at a delivery.
    #[derive(Debug)]
    struct AttemptBody<'a> as "SandboxAttempt" {
        /// Unix milliseconds.
        at_ms: i64 = "at_ms",
        /// The public key of the pair that signed it.
        key: &'a str = "key",
        /// The HTTP status; null if there was no answer.
        status: OrNull<u16> = "status",
        /// Why there was no answer.
        problem: Option<&'static str> = "problem",
        /// The fault that acted.
        fault: Option<&'static str> = "fault",
    }
}

const STATES: [DeliveryState; 5] = [
    DeliveryState::Pending,
    DeliveryState::Delivered,
    DeliveryState::Blocked,
    DeliveryState::Exhausted,
    DeliveryState::Dropped,
];

/// The state of a delivery.
#[derive(Clone, Copy, Debug, serde::Serialize)]
#[serde(transparent)]
struct StateWord(&'static str);

described! {
    StateWord => one_of_words(STATES.map(|state| StateWord::from(state).0));
}

impl From<DeliveryState> for StateWord {
    fn from(state: DeliveryState) -> Self {
        Self(match state {
            DeliveryState::Pending => "pending",
            DeliveryState::Delivered => "delivered",
            DeliveryState::Blocked => "blocked",
            DeliveryState::Exhausted => "exhausted",
            DeliveryState::Dropped => "dropped",
        })
    }
}

impl<'a> DeliveryBody<'a> {
    fn new(delivery: &'a Delivery) -> Self {
        Self {
            id: delivery.id,
            subscription: &delivery.subscription,
            event_id: delivery.event.id,
            event_type: &delivery.event.kind,
            state: delivery.state.into(),
            attempts: delivery.attempts.iter().map(AttemptBody::new).collect(),
            next_attempt_ms: OrNull(delivery.next_attempt.map(Timestamp::as_millis)),
        }
    }
}

impl<'a> AttemptBody<'a> {
    fn new(attempt: &'a Attempt) -> Self {
        let (status, problem) = match attempt.result {
            AttemptResult::Status(status) => (Some(status), None),
            AttemptResult::NoAnswer(why) => (None, Some(why.as_str())),
        };
        let key = attempt.api_key.as_str();
        let (at_ms, fault) = (attempt.at.as_millis(), attempt.fault.map(WebhookFault::word));
        Self { at_ms, key, status: OrNull(status), problem, fault }
    }
}

fn list(world: &World, asked: &Asked<'_>) -> Result<Vec<u8>, Problem> {
    let subscription = asked.subscription("subscription")?;
    let state = asked.parameter("state")?.as_deref().map(read_state).transpose()?;
    let is_wanted = |delivery: &&Delivery| {
        subscription.as_ref().is_none_or(|id| delivery.subscription == *id)
            && state.is_none_or(|state| delivery.state == state)
    };
    let result = world.deliveries().filter(is_wanted).map(DeliveryBody::new).collect();
    Ok(write(&DeliveriesBody { result })?)
}

fn read_state(word: &str) -> Result<DeliveryState, Problem> {
    let problem = "state=[Must be pending, delivered, blocked, exhausted or dropped]";
    let found = STATES.into_iter().find(|state| StateWord::from(*state).0 == word);
    found.ok_or_else(|| Problem::Bad(String::from(problem)))
}

fn resend(world: &mut World, asked: &Asked<'_>) -> Result<Vec<u8>, Problem> {
    let delivery = asked.id.parse().ok().and_then(|id| world.resend(id));
    let not_found = || Problem::NotFound(String::from("no such delivery"));
    Ok(write(&DeliveryBody::new(&delivery.ok_or_else(not_found)?))?)
}
