//! Which planned fault acts on a request or on an attempt at a delivery.

use std::collections::BTreeMap;
use std::time::Duration;

use calypso_model::{Endpoint, SubscriptionId};
use calypso_sign::Timestamp;

use super::chance::Chance;
use super::schedule::retry_gap;
use super::world::World;
use crate::faults::{EndpointFault, Fault, FaultPlan, Place, WebhookFault};

/// All plans, in the order they were made: the first that wants to act does, alone.
#[derive(Debug, Default)]
pub(super) struct Faults {
    plans: Vec<Plan>,
    made: u64,
}

#[derive(Debug)]
struct Plan {
    id: u64,
    fault: Fault,
    /// A stream of its own, so that no plan changes what another one or the world draws.
    chance: Chance,
    /// One for all endpoints, one for each subscription: deliveries to different subscriptions come
    /// in no certain order.
    tracks: BTreeMap<Option<SubscriptionId>, Track>,
}

/// What a plan was asked about, one after the other.
#[derive(Debug)]
struct Track {
    chance: Chance,
    /// The requests or attempts in the plan's time.
    seen: u64,
    hits: u64,
}

impl Track {
    fn is_spent(&self, fault: &Fault) -> bool {
        fault.times.is_some_and(|times| self.hits >= u64::from(times))
    }
}

impl Plan {
    /// Tells whether it never acts on a request again.
    fn is_spent(&self) -> bool {
        self.fault.times == Some(0)
            || self.tracks.get(&None).is_some_and(|track| track.is_spent(&self.fault))
    }

    /// Tells whether it acts now, on a request or on an attempt to a subscription.
    fn acts(&mut self, now: Timestamp, on: Option<&SubscriptionId>) -> bool {
        let is_early = self.fault.from.is_some_and(|from| now < from);
        let is_late = self.fault.until.is_some_and(|until| now >= until);
        if is_early || is_late {
            return false;
        }
        let label = on.map_or("", SubscriptionId::as_str);
        let chance = &self.chance;
        let begin = || Track { chance: chance.stream(label.as_bytes()), seen: 0, hits: 0 };
        let track = self.tracks.entry(on.cloned()).or_insert_with(begin);
        if track.is_spent(&self.fault) {
            return false;
        }
        track.seen = track.seen.saturating_add(1);
        if track.seen <= u64::from(self.fault.skip) {
            return false;
        }
        let acts = self
            .fault
            .probability
            .is_none_or(|probability| probability.decides(u64::from_be_bytes(track.chance.draw())));
        if acts {
            track.hits = track.hits.saturating_add(1);
        }
        acts
    }

    fn shown(&self) -> FaultPlan {
        let hits = self.tracks.values().map(|track| track.hits);
        let hits = hits.fold(0, u64::saturating_add);
        FaultPlan { id: self.id, fault: self.fault.clone(), hits }
    }

    fn at_endpoint(&self, endpoint: Endpoint) -> Option<&EndpointFault> {
        match &self.fault.place {
            Place::Endpoint(place, fault) if place.is_none_or(|place| place == endpoint) => {
                Some(fault)
            }
            Place::Endpoint(..) | Place::Subscription(..) => None,
        }
    }

    fn at_subscription(&self, subscription: &SubscriptionId) -> Option<WebhookFault> {
        match &self.fault.place {
            Place::Subscription(place, fault)
                if place.as_ref().is_none_or(|place| place == subscription) =>
            {
                Some(*fault)
            }
            Place::Subscription(..) | Place::Endpoint(..) => None,
        }
    }
}

impl World {
    pub(crate) fn add_fault(&mut self, fault: Fault) -> FaultPlan {
        let id = self.faults.made.saturating_add(1);
        self.faults.made = id;
        let chance = self.chance.stream(&[b"fault".as_slice(), &id.to_be_bytes()].concat());
        let plan = Plan { id, fault: fault.settled(), chance, tracks: BTreeMap::new() };
        let shown = plan.shown();
        self.faults.plans.push(plan);
        shown
    }

    pub(crate) fn faults(&self) -> impl Iterator<Item = FaultPlan> {
        self.faults.plans.iter().map(Plan::shown)
    }

    /// Removes one plan, or all of them; tells whether there was one.
    pub(crate) fn clear_faults(&mut self, id: Option<u64>) -> bool {
        let before = self.faults.plans.len();
        self.faults.plans.retain(|plan| id.is_some_and(|id| plan.id != id));
        before != self.faults.plans.len()
    }

    /// Tells whether anything is planned at all.
    pub(crate) fn has_faults(&self) -> bool {
        !self.faults.plans.is_empty()
    }

    /// Tells whether any plan may act on requests to an endpoint; if not, nothing is to be drawn.
    pub(crate) fn may_fail(&self, endpoint: Endpoint) -> bool {
        let mut plans = self.faults.plans.iter();
        plans.any(|plan| !plan.is_spent() && plan.at_endpoint(endpoint).is_some())
    }

    /// Decides what goes wrong with a request that arrived.
    pub(crate) fn draw_endpoint_fault(&mut self, endpoint: Endpoint) -> Option<EndpointFault> {
        let now = self.now;
        self.faults.plans.iter_mut().find_map(|plan| {
            let fault = plan.at_endpoint(endpoint)?.clone();
            plan.acts(now, None).then_some(fault)
        })
    }

    /// Decides what goes wrong with an attempt that is to be made. Only those that can be put off
    /// are.
    pub(super) fn draw_webhook_fault(
        &mut self,
        subscription: &SubscriptionId,
        can_wait: bool,
    ) -> Option<WebhookFault> {
        let now = self.now;
        self.faults.plans.iter_mut().find_map(|plan| {
            let fault = plan.at_subscription(subscription)?;
            let is_possible = can_wait || fault.wait().is_none();
            (is_possible && plan.acts(now, Some(subscription))).then_some(fault)
        })
    }
}

impl WebhookFault {
    /// Returns how long it puts a first attempt off at most; the others spoil an attempt.
    pub(super) fn wait(self) -> Option<Duration> {
        match self {
            Self::Delayed(wait) => Some(wait),
            // As long as a first retry waits.
            Self::Reordered => retry_gap(1),
            Self::Lost | Self::Duplicated | Self::Corrupted | Self::Forged => None,
        }
    }
}
