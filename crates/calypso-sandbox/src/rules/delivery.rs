//! Deliveries: what is to be sent to whom, what was tried, and what comes next.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use calypso_model::SubscriptionId;
use calypso_sign::{ApiKey, Signer, Timestamp};
use url::Url;

use super::attempt::AttemptResult;
use super::due::Task;
use super::event::Event;
use super::lane::{InFlight, Lane};
use super::schedule::retry_gap;
use super::subscription::Subscription;
use super::world::World;
use crate::faults::WebhookFault;

#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    pub(crate) id: u64,
    pub(crate) subscription: SubscriptionId,
    pub(crate) event: Arc<Event>,
    pub(crate) state: DeliveryState,
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) next_attempt: Option<Timestamp>,
    /// The failures that its next retry is reckoned by.
    failures: usize,
    draw: Draw,
    /// Its subscription was deleted, so it is never sent again.
    closed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeliveryState {
    Pending,
    Delivered,
    /// Held back: its subscription is blocked.
    Blocked,
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
    /// What went wrong on request.
    pub(crate) fault: Option<WebhookFault>,
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
    pub(crate) fault: Option<WebhookFault>,
}

/// Whether it was decided already what goes wrong with the next attempt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Draw {
    #[default]
    Open,
    Made(Option<WebhookFault>),
}

impl Delivery {
    /// Tells whether it can be sent once more.
    pub(crate) fn can_be_sent(&self) -> bool {
        !self.closed
    }
}

/// All deliveries, and a queue per subscription.
#[derive(Debug, Default)]
pub(super) struct Deliveries {
    all: BTreeMap<u64, Delivery>,
    lanes: BTreeMap<SubscriptionId, Lane>,
}

impl Deliveries {
    /// Makes a delivery; one to a blocked subscription is held back from the start.
    pub(super) fn queue_first(&mut self, to: &Subscription, event: Arc<Event>) {
        let last = self.all.last_key_value().map_or(0, |(id, _)| *id);
        let id = last.saturating_add(1);
        let state = match to.is_blocked() {
            true => DeliveryState::Blocked,
            false => DeliveryState::Pending,
        };
        if state == DeliveryState::Pending {
            self.lanes.entry(to.id.clone()).or_default().push_first(id);
        }
        let delivery = Delivery {
            id,
            subscription: to.id.clone(),
            event,
            state,
            attempts: Vec::new(),
            next_attempt: None,
            failures: 0,
            draw: Draw::Open,
            closed: false,
        };
        self.all.insert(id, delivery);
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn newest_first(&self) -> impl Iterator<Item = &Delivery> {
        self.all.values().rev()
    }

    /// An attempt that was put off is due, unless the delivery succeeded in the meantime, or waits
    /// for a later one.
    pub(super) fn retry(&mut self, id: u64, now: Timestamp) {
        if let Some(delivery) = self.all.get_mut(&id)
            && delivery.next_attempt.take_if(|at| *at <= now).is_some()
        {
            self.queue_again(id);
        }
    }

    fn queue_again(&mut self, id: u64) {
        let Some(delivery) = self.all.get(&id).filter(|delivery| !delivery.closed) else { return };
        self.lanes.entry(delivery.subscription.clone()).or_default().push_again(id);
    }

    /// Ends all deliveries to a subscription. An attempt that is being made is still recorded.
    pub(super) fn close(&mut self, subscription: &SubscriptionId) {
        for delivery in self.all.values_mut().filter(|one| one.subscription == *subscription) {
            delivery.closed = true;
            delivery.next_attempt = None;
            if matches!(delivery.state, DeliveryState::Pending | DeliveryState::Blocked) {
                delivery.state = DeliveryState::Dropped;
            }
        }
        if let Some(lane) = self.lanes.get_mut(subscription) {
            lane.clear();
        }
        self.lanes.retain(|_, lane| !lane.is_empty());
    }

    /// Holds back all that a subscription is still to be sent.
    pub(super) fn block(&mut self, subscription: &SubscriptionId) {
        for delivery in self.all.values_mut().filter(|one| one.subscription == *subscription) {
            if delivery.state == DeliveryState::Pending {
                delivery.state = DeliveryState::Blocked;
                delivery.next_attempt = None;
                delivery.draw = Draw::Open;
            }
        }
        if let Some(lane) = self.lanes.get_mut(subscription) {
            lane.clear();
        }
    }

    /// Queues all that was held back, in the order of the events, as if it were new.
    pub(super) fn unblock(&mut self, subscription: &SubscriptionId) {
        let lane = self.lanes.entry(subscription.clone()).or_default();
        for delivery in self.all.values_mut().filter(|one| one.subscription == *subscription) {
            if delivery.state == DeliveryState::Blocked {
                delivery.state = DeliveryState::Pending;
                delivery.failures = 0;
                lane.push_first(delivery.id);
            }
        }
    }

    /// Puts the attempts that were begun and never recorded back to where they came from.
    fn requeue_interrupted(&mut self) {
        for lane in self.lanes.values_mut() {
            let Some(interrupted) = lane.in_flight.take() else { continue };
            let delivery = self.all.get_mut(&interrupted.delivery);
            if let Some(delivery) = delivery.filter(|delivery| !delivery.closed) {
                delivery.draw = Draw::Made(interrupted.fault);
                lane.put_back(&interrupted);
            }
        }
        self.lanes.retain(|_, lane| !lane.is_empty());
    }
}

impl World {
    /// Tells whether a subscription is waiting for an attempt.
    pub(crate) fn has_job(&self, subscription: &SubscriptionId) -> bool {
        self.deliveries.lanes.get(subscription).is_some_and(Lane::has_job)
    }

    /// Returns the subscriptions that wait for an attempt, the one to the oldest event first.
    pub(crate) fn waiting_subscriptions(&self) -> Vec<SubscriptionId> {
        let lanes = self.deliveries.lanes.iter();
        let waiting = lanes.filter_map(|(id, lane)| Some((lane.next()?, id)));
        let in_order: BTreeMap<u64, &SubscriptionId> = waiting.collect();
        in_order.into_values().cloned().collect()
    }

    /// Takes the next attempt that a subscription is waiting for. Those that a fault puts off are
    /// passed over, so this may change something also if there is none.
    pub(crate) fn next_job(&mut self, subscription: &SubscriptionId) -> Option<Job> {
        self.subscription(subscription)?;
        loop {
            let lane = self.deliveries.lanes.get_mut(subscription)?;
            if lane.in_flight.is_some() {
                return None;
            }
            let (id, was_first) = lane.take()?;
            let is_free = lane.overtaken.is_none();
            let delivery = self.deliveries.all.get_mut(&id)?;
            let fault = match std::mem::take(&mut delivery.draw) {
                Draw::Made(fault) => fault,
                Draw::Open => {
                    let can_wait = was_first && is_free && delivery.attempts.is_empty();
                    let fault = self.draw_webhook_fault(subscription, can_wait);
                    let wait = fault.and_then(|fault| Some((fault, fault.wait()?)));
                    if let Some((fault, wait)) = wait {
                        self.put_off(id, fault, wait);
                        continue;
                    }
                    fault
                }
            };
            return self.begin(id, was_first, fault);
        }
    }

    fn begin(&mut self, id: u64, was_first: bool, fault: Option<WebhookFault>) -> Option<Job> {
        let delivery = self.deliveries.all.get(&id)?;
        let to = self.subscriptions.iter().find(|one| one.id == delivery.subscription)?;
        let job = Job {
            delivery: id,
            subscription: to.id.clone(),
            event: Arc::clone(&delivery.event),
            url: to.url.clone(),
            api_key: to.api_key.clone(),
            signer: to.signer.clone(),
            fault,
        };
        let lane = self.deliveries.lanes.get_mut(&to.id)?;
        let api_key = to.api_key.clone();
        lane.in_flight = Some(InFlight { delivery: id, api_key, fault, was_first });
        let released = if was_first { lane.release() } else { None };
        if let Some(released) = released.and_then(|id| self.deliveries.all.get_mut(&id)) {
            released.next_attempt = None;
        }
        Some(job)
    }

    /// Lets a first attempt wait, or let the next one go ahead.
    fn put_off(&mut self, id: u64, fault: WebhookFault, wait: Duration) {
        let Some(delivery) = self.deliveries.all.get_mut(&id) else { return };
        let at = self.now.saturating_add(wait);
        delivery.draw = Draw::Made(Some(fault));
        delivery.next_attempt = Some(at);
        if fault == WebhookFault::Reordered
            && let Some(lane) = self.deliveries.lanes.get_mut(&delivery.subscription)
        {
            lane.overtaken = Some(id);
        }
        self.schedule_at(at, Task::Redeliver(id));
    }

    /// Writes down how an attempt ended. Only status 200 is a success.
    pub(crate) fn record_attempt(&mut self, id: u64, started: Timestamp, result: AttemptResult) {
        self.touch();
        let Some(delivery) = self.deliveries.all.get_mut(&id) else { return };
        let lane = self.deliveries.lanes.get_mut(&delivery.subscription);
        if let Some(made) = lane.and_then(|lane| lane.in_flight.take()) {
            let InFlight { api_key, fault, .. } = made;
            delivery.attempts.push(Attempt { at: started, api_key, result, fault });
        }
        let is_success = result == AttemptResult::Status(200);
        let heard_by = (!delivery.closed).then(|| delivery.subscription.clone());
        if is_success {
            delivery.state = DeliveryState::Delivered;
            delivery.next_attempt = None;
        } else {
            self.schedule_retry(id);
        }
        if let Some(subscription) = heard_by {
            self.weigh_attempt(&subscription, is_success);
        }
    }

    fn schedule_retry(&mut self, id: u64) {
        let Some(delivery) = self.deliveries.all.get_mut(&id) else { return };
        // A repetition by hand of what was delivered, or a retry that is scheduled already.
        if delivery.state != DeliveryState::Pending || delivery.next_attempt.is_some() {
            return;
        }
        delivery.failures = delivery.failures.saturating_add(1);
        match retry_gap(delivery.failures) {
            Some(gap) => {
                let at = self.now.saturating_add(gap);
                delivery.next_attempt = Some(at);
                self.schedule_at(at, Task::Redeliver(id));
            }
            None => delivery.state = DeliveryState::Exhausted,
        }
    }

    /// Queues a delivery once more, whatever became of it, unless its subscription was deleted.
    /// While that is blocked, nothing is queued.
    pub(crate) fn resend(&mut self, id: u64) -> Option<Delivery> {
        let delivery = self.deliveries.all.get(&id).filter(|delivery| !delivery.closed)?.clone();
        if self.subscription(&delivery.subscription).is_some_and(|one| !one.is_blocked()) {
            self.deliveries.queue_again(id);
            self.touch();
        }
        Some(delivery)
    }

    /// Makes the attempts that were under way when the process ended once more, ahead of all
    /// others of their kind: nobody knows whether they arrived.
    pub(crate) fn requeue_interrupted(&mut self) {
        self.deliveries.requeue_interrupted();
        self.touch();
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
            .all(|lane| !lane.has_first() && !lane.in_flight.iter().any(is_first))
    }
}
