//! Delivery in process: webhooks are handed to a function, one at a time, in the thread of whoever
//! set them off.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use calypso_transport::Bytes;

use crate::delivery::{Posting, UNWRITTEN, outcome, postings};
use crate::rules::{AttemptResult, Silence};
use crate::shared::{Shared, Taken};
use crate::webhook::Webhook;

/// Takes a webhook and answers with a status.
type Receiver = dyn Fn(&Webhook) -> u16 + Send + Sync;

pub(crate) struct Courier {
    shared: Arc<Shared>,
    receiver: Mutex<Option<Arc<Receiver>>>,
    /// What came while there was no receiver.
    kept: Mutex<Vec<Webhook>>,
    round: Mutex<Round>,
}

/// Whether somebody is delivering. A receiver may call the API, which sets off more: that waits
/// until the receiver has answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Round {
    None,
    Going,
    /// Somebody else wished for one meanwhile.
    Wished,
}

impl Courier {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self {
            shared,
            receiver: Mutex::default(),
            kept: Mutex::default(),
            round: Mutex::new(Round::None),
        }
    }

    pub(crate) fn set_receiver(&self, receiver: Arc<Receiver>) {
        *lock(&self.receiver) = Some(receiver);
    }

    pub(crate) fn take_kept(&self) -> Vec<Webhook> {
        std::mem::take(&mut *lock(&self.kept))
    }

    /// Makes every attempt that is due, or leaves it to whoever is making attempts already.
    pub(crate) fn deliver_due(&self) {
        {
            let mut round = lock(&self.round);
            if *round != Round::None {
                *round = Round::Wished;
                return;
            }
            *round = Round::Going;
        }
        let mut going = Going { courier: self, is_over: false };
        loop {
            while let Some(taken) = self.shared.take_first_job() {
                let nothing = AttemptResult::NoAnswer(Silence::Other);
                let mut attempt = Attempt { courier: self, taken, result: nothing };
                attempt.result = self.make(&attempt.taken);
            }
            let mut round = lock(&self.round);
            if *round == Round::Going {
                *round = Round::None;
                going.is_over = true;
                return;
            }
            *round = Round::Going;
        }
    }

    /// Makes one attempt, as a fault may want it.
    fn make(&self, Taken { job, began, .. }: &Taken) -> AttemptResult {
        let Ok(postings) = postings(job) else { return UNWRITTEN };
        let mut answers = Vec::new();
        for Posting { body, signature, counts } in postings {
            let status = self.hand_over(Webhook {
                sent: *began,
                url: String::from(job.url.as_str()),
                subscription: job.subscription.clone(),
                event_type: job.event.kind.clone(),
                api_key: job.api_key.clone(),
                signature,
                body: Bytes::from(body),
            });
            if counts {
                answers.push(AttemptResult::Status(status));
            }
        }
        outcome(&answers)
    }

    /// Lets the receiver answer, while nothing is locked.
    fn hand_over(&self, webhook: Webhook) -> u16 {
        let receiver = lock(&self.receiver).clone();
        match receiver {
            Some(receive) => receive(&webhook),
            None => {
                lock(&self.kept).push(webhook);
                200
            }
        }
    }
}

/// An attempt that is being made. It ends when this is dropped, be it by a receiver's panic.
struct Attempt<'a> {
    courier: &'a Courier,
    taken: Taken,
    result: AttemptResult,
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        self.courier.shared.end_attempt(&self.taken, self.result);
    }
}

/// Ends a round that a receiver's panic breaks off.
struct Going<'a> {
    courier: &'a Courier,
    is_over: bool,
}

impl Drop for Going<'_> {
    fn drop(&mut self) {
        if !self.is_over {
            *lock(&self.courier.round) = Round::None;
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Courier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Courier").finish_non_exhaustive()
    }
}
