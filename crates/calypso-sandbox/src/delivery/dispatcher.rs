//! One worker per subscription, so that a slow receiver delays nobody else.

use std::collections::HashSet;
use std::sync::Arc;

use calypso_model::SubscriptionId;
use tokio::task::JoinSet;

use super::client::DeliveryClient;
use crate::shared::Shared;

/// Runs a worker for each subscription, those to come included, until it is dropped.
pub(crate) async fn dispatch(shared: Arc<Shared>, client: DeliveryClient) {
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
            workers.spawn(serve(Arc::clone(&shared), client.clone(), id.clone()));
            served.insert(id);
        }
        if changes.changed().await.is_err() {
            return;
        }
    }
}

/// Sends what a subscription is due, one at a time, which keeps the order.
async fn serve(shared: Arc<Shared>, client: DeliveryClient, subscription: SubscriptionId) {
    let mut changes = shared.changes();
    loop {
        changes.mark_unchanged();
        let job = shared.act(|world, now| world.next_job(&subscription).map(|job| (job, now)));
        if let Some((job, started)) = job {
            let result = client.deliver(&job).await;
            tracing::debug!(delivery = job.delivery, ?result, "webhook attempt");
            shared.act(|world, _now| world.record_attempt(job.delivery, started, result));
        } else if changes.changed().await.is_err() {
            return;
        }
    }
}
