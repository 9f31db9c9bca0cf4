//! The queue of one subscription: which attempt is next.

use std::collections::VecDeque;

use calypso_sign::ApiKey;

use crate::faults::WebhookFault;

/// First attempts go in the order of the events, ahead of repeated ones; one at a time.
#[derive(Debug, Default)]
pub(super) struct Lane {
    first: VecDeque<u64>,
    again: VecDeque<u64>,
    /// A first attempt that lets the next one go ahead.
    pub(super) overtaken: Option<u64>,
    pub(super) in_flight: Option<InFlight>,
}

/// The attempt that is being made.
#[derive(Debug)]
pub(super) struct InFlight {
    pub(super) delivery: u64,
    pub(super) api_key: ApiKey,
    pub(super) fault: Option<WebhookFault>,
    /// It came from among the first attempts.
    pub(super) was_first: bool,
}

impl Lane {
    pub(super) fn push_first(&mut self, id: u64) {
        self.first.push_back(id);
    }

    /// Queues an attempt that was put off, or another one, unless it is queued already.
    pub(super) fn push_again(&mut self, id: u64) {
        if self.overtaken == Some(id) {
            self.overtaken = None;
        }
        if !self.first.contains(&id) && !self.again.contains(&id) {
            self.again.push_back(id);
        }
    }

    /// Takes out the next one, and tells whether it is a first attempt.
    pub(super) fn take(&mut self) -> Option<(u64, bool)> {
        let first = self.first.pop_front().map(|id| (id, true));
        first.or_else(|| self.again.pop_front().map(|id| (id, false)))
    }

    /// Lets the one that was overtaken go next.
    pub(super) fn release(&mut self) -> Option<u64> {
        let released = self.overtaken.take()?;
        self.first.push_front(released);
        Some(released)
    }

    /// Puts back what is being made, ahead of all others of its kind.
    pub(super) fn put_back(&mut self, interrupted: &InFlight) {
        let queue = if interrupted.was_first { &mut self.first } else { &mut self.again };
        queue.push_front(interrupted.delivery);
    }

    /// Forgets all but what is being made.
    pub(super) fn clear(&mut self) {
        let in_flight = self.in_flight.take();
        *self = Self { in_flight, ..Self::default() };
    }

    pub(super) fn has_job(&self) -> bool {
        self.next().is_some()
    }

    /// Returns the delivery that is attempted next.
    pub(super) fn next(&self) -> Option<u64> {
        let waiting = self.first.front().or_else(|| self.again.front());
        waiting.filter(|_| self.in_flight.is_none()).copied()
    }

    /// Tells whether nothing is to be done before something else happens.
    pub(super) fn is_idle(&self) -> bool {
        self.first.is_empty() && self.again.is_empty() && self.in_flight.is_none()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.is_idle() && self.overtaken.is_none()
    }

    pub(super) fn has_first(&self) -> bool {
        !self.first.is_empty()
    }
}
