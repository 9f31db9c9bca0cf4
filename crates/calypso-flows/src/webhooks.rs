//! [`Webhooks`]: subscriptions to the service's events.

use std::time::Duration;

use calypso_model::{Endpoint, NewSubscription, Subscription, Subscriptions};

use crate::client::Inner;
use crate::creation::{Creation, CreationPlan};
use crate::mismatch::{Comparison, FieldDifference};
use crate::operation::Operation;
use crate::{Client, Error, Reply};

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
        let wanted = &self.0.request_id;
        let existing = reply.subscriptions.iter().find(|one| one.request_id == *wanted).cloned();
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
