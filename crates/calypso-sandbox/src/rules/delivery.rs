//! Deliveries: what is to be sent to whom, what was tried, and what comes next.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use calypso_model::SubscriptionId;
use calypso_sign::{ApiKey, Signer, Timestamp};
use url::Url;

use super::due::Task;
use super::event::Event;
use super::schedule::retry_gap;
use super::world::World;

#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    pub(crate) id: u64,
    pub(crate) subscription: SubscriptionId,
    pub(crate) event: Arc<Event>,
    pub(crate) state: DeliveryState,
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) next_attempt: Option<Timestamp>,
    /// Its subscription was deleted, so it is never sent again.
    closed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeliveryState {
    Pending,
    Delivered,
    /// All retries of the schedule failed.
    Exhausted,
    /// Its subscription was deleted before it was delivered.
    Dropped,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attempt {
    pub(crate) at: Timestamp,
    /// The public key of the pair that signed it.
    pub(crate) api_key: ApiKey,
    pub(crate) result: AttemptResult,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AttemptResult {
    Status(u16),
    NoAnswer(&'static str),
}

/// One attempt that is to be made now.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) delivery: u64,
    pub(crate) subscription: SubscriptionId,
    pub(crate) event: Arc<Event>,
    pub(crate) url: Url,
    pub(crate) api_key: ApiKey,
    pub(crate) signer: Signer,
}

/// All deliveries, and a queue per subscription.
#[derive(Debug, Default)]
pub(super) struct Deliveries {
    all: BTreeMap<u64, Delivery>,
    lanes: HashMap<SubscriptionId, Lane>,
}

/// First attempts go in the order of the events, ahead of repeated ones; one at a time.
#[derive(Debug, Default)]
struct Lane {
    first: VecDeque<u64>,
    again: VecDeque<u64>,
    in_flight: Option<InFlight>,
}

/// The attempt that is being made.
#[derive(Debug)]
struct InFlight {
    delivery: u64,
    api_key: ApiKey,
}

impl Lane {
    fn is_idle(&self) -> bool {
        self.first.is_empty() && self.again.is_empty() && self.in_flight.is_none()
    }
}

impl Deliveries {
    pub(super) fn queue_first(&mut self, subscription: SubscriptionId, event: Arc<Event>) {
        let last = self.all.last_key_value().map_or(0, |(id, _)| *id);
        let id = last.saturating_add(1);
        self.lanes.entry(subscription.clone()).or_default().first.push_back(id);
        let delivery = Delivery {
            id,
            subscription,
            event,
            state: DeliveryState::Pending,
            attempts: Vec::new(),
            next_attempt: None,
            closed: false,
        };
        self.all.insert(id, delivery);
    }

    /// A retry is due, unless the delivery succeeded in the meantime.
    pub(super) fn retry(&mut self, id: u64) {
        if let Some(delivery) = self.all.get_mut(&id)
            && delivery.next_attempt.take().is_some()
        {
            self.queue_again(id);
        }
    }

    fn queue_again(&mut self, id: u64) {
        let Some(delivery) = self.all.get(&id).filter(|delivery| !delivery.closed) else { return };
        let lane = self.lanes.entry(delivery.subscription.clone()).or_default();
        if !lane.first.contains(&id) && !lane.again.contains(&id) {
            lane.again.push_back(id);
        }
    }

    /// Ends all deliveries to a subscription. An attempt that is being made is still recorded.
    pub(super) fn close(&mut self, subscription: &SubscriptionId) {
        for delivery in self.all.values_mut().filter(|one| one.subscription == *subscription) {
            delivery.closed = true;
            delivery.next_attempt = None;
            if delivery.state == DeliveryState::Pending {
                delivery.state = DeliveryState::Dropped;
            }
        }
        if let Some(lane) = self.lanes.get_mut(subscription) {
            lane.first.clear();
            lane.again.clear();
        }
        self.lanes.retain(|_, lane| !lane.is_idle());
    }
}

impl World {
    /// Takes the next attempt that a subscription is waiting for.
    pub(crate) fn next_job(&mut self, subscription: &SubscriptionId) -> Option<Job> {
        let subscription = self.subscriptions.iter().find(|one| one.id == *subscription)?;
        let lane = self.deliveries.lanes.get_mut(&subscription.id)?;
        if lane.in_flight.is_some() {
            return None;
        }
        let id = lane.first.pop_front().or_else(|| lane.again.pop_front())?;
        let delivery = self.deliveries.all.get(&id)?;
        lane.in_flight = Some(InFlight { delivery: id, api_key: subscription.api_key.clone() });
        Some(Job {
            delivery: id,
            subscription: subscription.id.clone(),
            event: Arc::clone(&delivery.event),
            url: subscription.url.clone(),
            api_key: subscription.api_key.clone(),
            signer: subscription.signer.clone(),
        })
    }

    /// Writes down how an attempt ended. Only status 200 is a success.
    pub(crate) fn record_attempt(&mut self, id: u64, started: Timestamp, result: AttemptResult) {
        self.touch();
        let Some(delivery) = self.deliveries.all.get_mut(&id) else { return };
        let lane = self.deliveries.lanes.get_mut(&delivery.subscription);
        if let Some(InFlight { api_key, .. }) = lane.and_then(|lane| lane.in_flight.take()) {
            delivery.attempts.push(Attempt { at: started, api_key, result });
        }
        if result == AttemptResult::Status(200) {
            delivery.state = DeliveryState::Delivered;
            delivery.next_attempt = None;
            return;
        }
        // A repetition by hand of what was delivered, or a retry that is scheduled already.
        if delivery.state != DeliveryState::Pending || delivery.next_attempt.is_some() {
            return;
        }
        match retry_gap(delivery.attempts.len()) {
            Some(gap) => {
                let at = self.now.saturating_add(gap);
                delivery.next_attempt = Some(at);
                self.schedule_at(at, Task::Redeliver(id));
            }
            None => delivery.state = DeliveryState::Exhausted,
        }
    }

    /// Queues a delivery once more, whatever became of it, unless its subscription was deleted.
    pub(crate) fn resend(&mut self, id: u64) -> Option<Delivery> {
        self.deliveries.queue_again(id);
        self.touch();
        self.deliveries.all.get(&id).filter(|delivery| !delivery.closed).cloned()
    }

    pub(crate) fn deliveries(&self) -> impl Iterator<Item = &Delivery> {
        self.deliveries.all.values()
    }

    /// Tells whether every attempt that should have been made by now was made.
    pub(crate) fn is_quiet(&self) -> bool {
        self.deliveries.lanes.values().all(Lane::is_idle)
    }

    /// Tells whether every event was offered once.
    pub(crate) fn first_attempts_are_made(&self) -> bool {
        let is_first = |attempt: &InFlight| {
            let delivery = self.deliveries.all.get(&attempt.delivery);
            delivery.is_some_and(|delivery| delivery.attempts.is_empty())
        };
        self.deliveries
            .lanes
            .values()
            .all(|lane| lane.first.is_empty() && !lane.in_flight.iter().any(is_first))
    }
}
