//! The world behind its lock, its clock, its journal, and the signal that something changed.

use std::borrow::Cow;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use calypso_model::{AccountId, Endpoint, SubscriptionId};
use calypso_sign::{ApiKey, Signer, Timestamp};
use sha2::{Digest as _, Sha256};
use tokio::sync::{Mutex as Turn, watch};

use crate::clock::{Course, VirtualClock};
use crate::faults::EndpointFault;
use crate::journal::{Entry, Journal, Lines};
use crate::keeper::{Keeper, KeeperFailed};
use crate::origin::Origin;
use crate::rules::{AttemptResult, Job, Merchant, World, hex};

/// How often a clock is read while something is due: it may be turned while we wait, or stand
/// still, so its own `sleep` says nothing about when to look again.
const GLANCE: Duration = Duration::from_millis(20);

pub(crate) struct Shared {
    state: Mutex<State>,
    /// Who may sign, so that nobody waits for the world to be let in or turned away.
    signers: RwLock<Vec<Signing>>,
    /// Whether any fault is planned, so that most requests need not ask the world.
    has_faults: AtomicBool,
    /// The journal outlives the process, which is so from the start or never.
    is_kept: bool,
    pub(crate) clock: VirtualClock,
    changes: watch::Sender<()>,
    /// Who has it may turn the clock or put another state in the place of this one.
    pub(crate) turn: Turn<()>,
}

/// What one lock guards, so that the journal has the order in which things happened.
pub(crate) struct State {
    pub(crate) origin: Origin,
    /// What the process was started with; a state from elsewhere has another origin.
    pub(crate) start: Origin,
    pub(crate) world: World,
    pub(crate) journal: Journal,
    /// How often another state was put in the place of this one.
    generation: u64,
}

/// A merchant, as far as its signature goes.
#[derive(Clone)]
pub(crate) struct Signing {
    api_key: ApiKey,
    pub(crate) account: AccountId,
    pub(crate) signer: Arc<Signer>,
}

fn signers(world: &World) -> Vec<Signing> {
    let signing = |one: &Merchant| Signing {
        api_key: one.api_key.clone(),
        account: one.account.clone(),
        signer: Arc::clone(&one.signer),
    };
    world.merchants().iter().map(signing).collect()
}

/// An attempt that is to be made, and of which state.
#[derive(Debug)]
pub(crate) struct Taken {
    pub(crate) job: Job,
    pub(crate) began: Timestamp,
    generation: u64,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The state holds secrets.
        f.debug_struct("Shared").field("clock", &self.clock).finish_non_exhaustive()
    }
}

impl Shared {
    pub(crate) fn new(state: State, clock: VirtualClock) -> Self {
        Self {
            is_kept: state.journal.is_kept(),
            signers: RwLock::new(signers(&state.world)),
            has_faults: AtomicBool::new(state.world.has_faults()),
            state: Mutex::new(state),
            clock,
            changes: watch::Sender::new(()),
            turn: Turn::new(()),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }

    /// Reads the world as it was left.
    pub(crate) fn look<T>(&self, read: impl FnOnce(&World) -> T) -> T {
        read(&self.lock().world)
    }

    /// Brings the world to the present and reads it.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&World) -> T) -> T {
        self.commit(|state| read(&state.world))
    }

    /// Finds who signs under a public key.
    pub(crate) fn signing(&self, api_key: &[u8]) -> Option<Signing> {
        let signers = self.signers.read().unwrap_or_else(PoisonError::into_inner);
        signers.iter().find(|one| one.api_key.as_str().as_bytes() == api_key).cloned()
    }

    /// Merchants are added, and never change; other ones come with another state only.
    fn learn_signers(&self, world: &World, are_others: bool) {
        let known = self.signers.read().unwrap_or_else(PoisonError::into_inner).len();
        if are_others || known != world.merchants().len() {
            *self.signers.write().unwrap_or_else(PoisonError::into_inner) = signers(world);
        }
    }

    /// Changes the world, and writes down how.
    pub(crate) fn change<T>(&self, entry: &Entry, command: impl FnOnce(&mut World) -> T) -> T {
        self.commit(|state| {
            let outcome = command(&mut state.world);
            state.record(entry);
            outcome
        })
    }

    /// Changes the world, and writes down how, and what was answered.
    pub(crate) fn answer<E>(
        &self,
        entry: &Entry,
        command: impl FnOnce(&mut World) -> Result<Vec<u8>, E>,
    ) -> Result<Vec<u8>, E> {
        // Outside of the lock, for it takes its time.
        let entry = entry.written();
        self.commit(|state| {
            let answer = command(&mut state.world);
            let mark = state.journal.is_kept().then(|| mark(&answer));
            state.append(&entry, mark.as_deref());
            answer
        })
    }

    /// Takes the next attempt that a subscription is waiting for.
    pub(crate) fn take_job(&self, subscription: &SubscriptionId) -> Option<Taken> {
        self.commit(|state| {
            if !state.world.has_job(subscription) {
                return None;
            }
            // Something has changed also if all that waits was put off.
            let job = state.world.next_job(subscription);
            state.record(&Entry::Began { subscription: subscription.clone() });
            Some(Taken { job: job?, began: state.world.now(), generation: state.generation })
        })
    }

    /// Takes the first of all attempts that somebody is waiting for.
    pub(crate) fn take_first_job(&self) -> Option<Taken> {
        let waiting = self.read(World::waiting_subscriptions);
        waiting.iter().find_map(|subscription| self.take_job(subscription))
    }

    /// Tells whether an attempt still is that of the present state.
    pub(crate) fn is_present(&self, taken: &Taken) -> bool {
        self.lock().generation == taken.generation
    }

    /// Writes down how an attempt ended, unless it was that of a state that is gone.
    pub(crate) fn end_attempt(&self, taken: &Taken, result: AttemptResult) {
        self.commit(|state| {
            if taken.generation == state.generation {
                state.world.record_attempt(taken.job.delivery, taken.began, result);
                let (delivery, began_ms) = (taken.job.delivery, taken.began.as_millis());
                state.record(&Entry::Ended { delivery, began_ms, result });
            }
        });
    }

    /// Decides what goes wrong with a request that arrived.
    pub(crate) fn draw_fault(&self, endpoint: Endpoint) -> Option<EndpointFault> {
        if !self.has_faults.load(Ordering::Acquire) || !self.look(|world| world.may_fail(endpoint))
        {
            return None;
        }
        self.commit(|state| {
            let fault = state.world.draw_endpoint_fault(endpoint);
            state.record(&Entry::Drew { endpoint: Cow::Borrowed(endpoint.name()) });
            fault
        })
    }

    /// Brings the world to the present, does something with it, and does what is due at once.
    ///
    /// The lock lives for this call only: nothing in it waits.
    pub(crate) fn commit<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        // Asked outside of the lock, for it may be a caller's own clock; what it means is decided
        // within, for another state or another course may be put in its place until then.
        let machine = self.clock.machine_now();
        let mut state = self.lock();
        let now = self.clock.at(machine);
        state.world.advance(now);
        let outcome = act(&mut state);
        state.world.advance(now);
        let changed = state.world.take_changed();
        self.has_faults.store(state.world.has_faults(), Ordering::Release);
        self.learn_signers(&state.world, false);
        drop(state);
        if changed {
            self.changes.send_replace(());
        }
        outcome
    }

    /// Puts another state in the place of this one. Its journal goes on where this one is kept.
    pub(crate) fn replace(&self, origin: Origin, world: World, course: Course, lines: Lines) {
        let machine = self.clock.machine_now();
        let mut state = self.lock();
        self.clock.resume(machine, course, world.now());
        state.journal.replace(&origin, lines);
        state.origin = origin;
        state.world = world;
        state.generation = state.generation.wrapping_add(1);
        state.resume();
        state.world.advance(self.clock.at(machine));
        self.has_faults.store(state.world.has_faults(), Ordering::Release);
        self.learn_signers(&state.world, true);
        drop(state);
        self.changes.send_replace(());
    }

    /// Keeps the world at the present, until it is dropped.
    pub(crate) async fn drive(self: Arc<Self>) {
        let mut changes = self.changes();
        loop {
            changes.mark_unchanged();
            let due = self.read(World::next_due);
            let wait = due.map(|due| Duration::from_millis(self.now().millis_until(due)));
            let changed = match wait {
                None => changes.changed().await,
                Some(wait) => {
                    let glance = wait.clamp(Duration::from_millis(1), GLANCE);
                    tokio::select! {
                        changed = changes.changed() => changed,
                        () = tokio::time::sleep(glance) => Ok(()),
                    }
                }
            };
            if changed.is_err() {
                return;
            }
        }
    }

    /// Waits until the world is as wished.
    pub(crate) async fn until(&self, wish: impl Fn(&World) -> bool) {
        let mut changes = self.changes();
        loop {
            changes.mark_unchanged();
            if self.read(&wish) || changes.changed().await.is_err() {
                return;
            }
        }
    }

    /// Waits until all that happened so far will outlive the process, where that was asked for.
    pub(crate) async fn kept(&self) -> Result<(), KeeperFailed> {
        if !self.is_kept {
            return Ok(());
        }
        let kept = self.lock().journal.keeper().map(Keeper::so_far);
        match kept {
            Some(kept) => kept.wait().await,
            None => Ok(()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    pub(crate) fn new(origin: Origin, world: World, journal: Journal) -> Self {
        Self { start: origin.clone(), origin, world, journal, generation: 0 }
    }

    /// Goes on with what was restored: attempts that were being made are made again.
    pub(crate) fn resume(&mut self) {
        self.world.requeue_interrupted();
        self.record(&Entry::Resumed);
    }

    /// Writes down what just happened.
    pub(crate) fn record(&mut self, entry: &Entry) {
        self.append(&entry.written(), None);
    }

    /// Writes down what just happened, and the mark of what was answered.
    fn append(&mut self, entry: &str, answer: Option<&str>) {
        self.journal.append(self.world.now().as_millis(), entry, answer);
    }
}

/// Marks an answer, so that one that differs is noticed.
pub(crate) fn mark<E>(answer: &Result<Vec<u8>, E>) -> String {
    answer.as_ref().map_or_else(
        |_refusal| String::from("refused"),
        |body| hex(&Sha256::digest(body).first_chunk::<8>().copied().unwrap_or_default()),
    )
}

#[cfg(test)]
mod tests;
