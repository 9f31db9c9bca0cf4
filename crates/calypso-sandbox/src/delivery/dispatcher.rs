//! One worker per subscription, so that a slow receiver delays nobody else.

use std::collections::HashSet;
use std::sync::Arc;

use calypso_model::SubscriptionId;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::client::DeliveryClient;
use crate::rules::{AttemptResult, Silence};
use crate::shared::Shared;

/// How many attempts are made at once, over all subscriptions.
pub(crate) const ATTEMPTS_AT_ONCE: usize = 64;

/// Runs a worker for each subscription, those to come included, until it is dropped.
///
/// At most `limit` attempts are made at once, over all subscriptions.
pub(crate) async fn dispatch(shared: Arc<Shared>, client: DeliveryClient, limit: usize) {
    let turns = Arc::new(Semaphore::new(limit));
    let mut changes = shared.changes();
    let mut served = HashSet::new();
    // Dropping the set ends the workers.
    let mut workers = JoinSet::new();
    loop {
        changes.mark_unchanged();
        let ids: Vec<SubscriptionId> = shared.look(|world| {
            let ids = world.subscriptions().iter().map(|subscription| &subscription.id);
            ids.filter(|id| !served.contains(*id)).cloned().collect()
        });
        for id in ids {
            let (shared, turns) = (Arc::clone(&shared), Arc::clone(&turns));
            workers.spawn(serve(shared, client.clone(), turns, id.clone()));
            served.insert(id);
        }
        tokio::select! {
            changed = changes.changed() => if changed.is_err() { return },
            // A deleted subscription's id may be used again, and then gets a new worker.
            Some(ended) = workers.join_next() => if let Ok(id) = ended { served.remove(&id); },
        }
    }
}

/// Sends what a subscription is due, one at a time, which keeps the order, until the subscription
/// is deleted.
async fn serve(
    shared: Arc<Shared>,
    client: DeliveryClient,
    turns: Arc<Semaphore>,
    subscription: SubscriptionId,
) -> SubscriptionId {
    let mut changes = shared.changes();
    loop {
        changes.mark_unchanged();
        // A job is taken only when it can be begun, so that it carries the time of its beginning.
        let turn = match shared.look(|world| world.has_job(&subscription)) {
            true => turns.acquire().await.ok(),
            false => None,
        };
        let Some(taken) = turn.as_ref().and_then(|_| shared.take_job(&subscription)) else {
            drop(turn);
            let is_deleted = shared.look(|world| world.subscription(&subscription).is_none());
            if is_deleted || changes.changed().await.is_err() {
                return subscription;
            }
            continue;
        };
        // Nobody hears of what may still be forgotten.
        let result = match shared.kept().await {
            Ok(()) if !shared.is_present(&taken) => continue,
            Ok(()) => client.deliver(&taken.job).await,
            Err(_lost) => AttemptResult::NoAnswer(Silence::NotKept),
        };
        tracing::debug!(delivery = taken.job.delivery, ?result, "webhook attempt");
        shared.end_attempt(&taken, result);
    }
}
