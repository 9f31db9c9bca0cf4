//! [`Webhooks`]: subscriptions to the service's events.

use std::time::Duration;

use calypso_model::{
    Endpoint, NewSubscription, Subscription, SubscriptionChange, SubscriptionId, SubscriptionRef,
    Subscriptions,
};
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::client::Inner;
use crate::creation::{Creation, CreationPlan};
use crate::mismatch::{Comparison, FieldDifference};
use crate::operation::Operation;
use crate::{Client, Error, Outcome, Reply, identity};

/// The calls about webhook subscriptions.
#[derive(Clone, Copy, Debug)]
pub struct Webhooks<'a> {
    client: &'a Client,
}

impl<'a> Webhooks<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Subscribes a URL to events, under a `requestId` of your choice.
    ///
    /// The answer holds the public key and the secret with which deliveries are signed. A lost
    /// answer is settled by looking for the `requestId` in the list.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; a mismatch if the `requestId` names another subscription.
    pub async fn subscribe(&self, new: NewSubscription) -> Result<Creation<Subscription>, Error> {
        self.client.inner.create(&SubscriptionPlan(new)).await
    }

    /// Lists the account's subscriptions, secrets included.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch.
    pub async fn list(&self) -> Result<Reply<Subscriptions>, Error> {
        list(&self.client.inner, self.client.inner.policy.total_limit).await
    }

    /// Deletes a subscription: nothing is delivered to it any more.
    ///
    /// A lost answer is settled by the list: what it no longer names is gone. If it still does, the
    /// error says that the outcome is unknown, and calling again is safe.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch; one that is *declined* with code 004 if there is no such
    /// subscription.
    pub async fn unsubscribe(&self, id: &SubscriptionId) -> Result<Reply<Removal>, Error> {
        let removed = self.named::<IgnoredAny>(Endpoint::WebhookDelete, id).await;
        let error = match removed {
            Ok(reply) => return Ok(reply.with_value(Removal::Removed)),
            Err(error) => error,
        };
        if error.outcome() != Outcome::Unknown {
            return Err(error);
        }
        match self.list().await {
            Ok(list) if list.find(id).is_none() => Ok(list.with_value(Removal::FoundGone)),
            // Neither a subscription that is still there nor a failed look proves anything.
            Ok(_) | Err(_) => Err(error),
        }
    }

    /// Changes where a subscription's events are delivered, and which; its keys stay.
    ///
    /// After an unknown outcome, calling again with the same change is safe. The operation is
    /// carried over from the predecessor API.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; a mismatch if the answer is about another subscription or another URL.
    pub async fn change(&self, change: &SubscriptionChange) -> Result<Reply<Subscription>, Error> {
        let reply = self.client.ask(Endpoint::WebhookChange, change).await?;
        let reply = identity::of_subscription(Endpoint::WebhookChange, reply, &change.request_id)?;
        let url = Comparison::default().required("url", &change.url, Some(&reply.url));
        match url.into_differences().pop() {
            None => Ok(reply),
            Some(difference) => {
                let id = reply.attempt_id();
                Err(identity::changed_otherwise(Endpoint::WebhookChange, id, difference))
            }
        }
    }

    /// Gives a subscription new keys. The old ones are gone then: see
    /// [`rotate_keys`](Self::rotate_keys), which keeps them at hand for deliveries under way.
    ///
    /// A lost answer leaves the outcome unknown, and it is not repeated; the [`list`](Self::list)
    /// shows the keys that count. The vendor names the operation only; its path and its body are
    /// inferred.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; a mismatch if the answer is about another subscription.
    pub async fn regenerate_keys(&self, id: &SubscriptionId) -> Result<Reply<Subscription>, Error> {
        let reply = self.named(Endpoint::WebhookRegenerate, id).await?;
        identity::of_subscription(Endpoint::WebhookRegenerate, reply, id)
    }

    /// Makes a call that names a subscription and nothing else.
    async fn named<T: DeserializeOwned>(
        &self,
        endpoint: Endpoint,
        id: &SubscriptionId,
    ) -> Result<Reply<T>, Error> {
        self.client.ask(endpoint, &SubscriptionRef::new(id.clone())).await
    }
}

/// How a subscription came to be gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Removal {
    /// The service said that it removed it.
    Removed,
    /// The answer was lost, and afterwards the list did not name it.
    FoundGone,
}

async fn list(inner: &Inner, limit: Duration) -> Result<Reply<Subscriptions>, Error> {
    let operation = Operation::of(Endpoint::WebhookList, &inner.endpoints);
    inner.call_within::<(), _>(&operation, None, limit).await
}

/// The creation of one subscription under its `requestId`.
struct SubscriptionPlan(NewSubscription);

impl CreationPlan for SubscriptionPlan {
    const ENDPOINT: Endpoint = Endpoint::WebhookCreate;
    type Payload = NewSubscription;
    type Object = Subscription;

    fn payload(&self) -> &NewSubscription {
        &self.0
    }

    fn key(&self) -> &str {
        self.0.request_id.as_str()
    }

    async fn look_up(
        &self,
        inner: &Inner,
        limit: Duration,
    ) -> Result<Option<Reply<Subscription>>, Error> {
        let reply = list(inner, limit).await?;
        let existing = reply.find(&self.0.request_id).cloned();
        Ok(existing.map(|one| reply.with_value(one)))
    }

    // A service group expands to event types, so only the types asked for by name can be checked.
    fn differences(&self, found: &Subscription) -> Vec<FieldDifference> {
        let exists = &found.notification_event_types;
        let absent = self.0.notification_event_types.iter().find(|wanted| !exists.contains(wanted));
        Comparison::default()
            .required("url", &self.0.url, Some(&found.url))
            .optional("notificationEventTypes", absent, None)
            .into_differences()
    }
}
