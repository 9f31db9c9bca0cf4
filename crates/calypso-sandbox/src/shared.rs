//! The world behind its lock, its clock, and the signal that something changed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use calypso_sign::Timestamp;
use calypso_transport::Clock;
use tokio::sync::watch;

use crate::rules::World;

/// How often a clock is read while something is due: it may be turned while we wait, or stand
/// still, so its own `sleep` says nothing about when to look again.
const GLANCE: Duration = Duration::from_millis(20);

#[derive(Debug)]
pub(crate) struct Shared {
    world: Mutex<World>,
    clock: Arc<dyn Clock>,
    changes: watch::Sender<()>,
}

impl Shared {
    pub(crate) fn new(world: World, clock: Arc<dyn Clock>) -> Self {
        Self { world: Mutex::new(world), clock, changes: watch::Sender::new(()) }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }

    /// Reads the world as it is.
    pub(crate) fn look<T>(&self, read: impl FnOnce(&World) -> T) -> T {
        read(&self.lock())
    }

    /// Brings the world to the present, does something in it, and does what is due at once.
    ///
    /// The lock lives for this call only: nothing in it waits.
    pub(crate) fn act<T>(&self, command: impl FnOnce(&mut World, Timestamp) -> T) -> T {
        let now = self.clock.now();
        let mut world = self.lock();
        world.advance(now);
        let outcome = command(&mut world, now);
        world.advance(now);
        let changed = world.take_changed();
        drop(world);
        if changed {
            self.changes.send_replace(());
        }
        outcome
    }

    /// Keeps the world at the present, until it is dropped.
    pub(crate) async fn drive(self: Arc<Self>) {
        let mut changes = self.changes();
        loop {
            changes.mark_unchanged();
            let wait = self.act(|world, now| {
                world.next_due().map(|due| Duration::from_millis(now.millis_until(due)))
            });
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
            if self.act(|world, _now| wish(world)) || changes.changed().await.is_err() {
                return;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
