//! Webhook subscriptions: who is told what.

use calypso_model::{AccountId, EventService, EventType, SubscriptionId};
use calypso_sign::{ApiKey, SecretKey, Signer, Timestamp};
use url::Url;

use super::refusal::Refusal;
use super::world::World;
use crate::delivery::reach::Reach;

#[derive(Clone, Debug)]
pub(crate) struct NewSubscription {
    pub(crate) id: SubscriptionId,
    pub(crate) event_types: Vec<EventType>,
    pub(crate) services: Vec<EventService>,
    /// As it was written; the service shows it again like that.
    pub(crate) url_text: String,
    pub(crate) url: Url,
}

#[derive(Clone, Debug)]
pub(crate) struct Subscription {
    pub(crate) owner: AccountId,
    pub(crate) id: SubscriptionId,
    /// Every event that is delivered, those of the services included.
    pub(crate) event_types: Vec<EventType>,
    pub(crate) url_text: String,
    pub(crate) url: Url,
    pub(crate) api_key: ApiKey,
    pub(crate) secret: SecretKey,
    pub(crate) signer: Signer,
    pub(crate) created: Timestamp,
}

impl Subscription {
    /// Tells whether an event of a merchant's goes to this subscription.
    pub(super) fn wants(&self, owner: &AccountId, kind: &EventType) -> bool {
        self.owner == *owner && self.event_types.contains(kind)
    }
}

impl World {
    pub(crate) fn subscribe(
        &mut self,
        account: &AccountId,
        new: NewSubscription,
    ) -> Result<Subscription, Refusal> {
        if new.event_types.is_empty() && new.services.is_empty() {
            let problem = "This or notificationServiceTypes must be given";
            return Err(Refusal::field("payload.notificationEventTypes", problem));
        }
        Reach::new(self.settings.public_webhooks)
            .check_url(&new.url)
            .map_err(|problem| Refusal::field("payload.url", problem))?;
        if self.subscription(&new.id).is_some() {
            return Err(Refusal::key_exists(&new.id));
        }
        let wanted = |kind: &&EventType| {
            new.event_types.contains(kind)
                || new.services.iter().any(|service| is_of_service(kind, service))
        };
        let secret = self.chance.secret();
        let subscription = Subscription {
            owner: account.clone(),
            id: new.id,
            event_types: EventType::KNOWN.iter().filter(wanted).cloned().collect(),
            url_text: new.url_text,
            url: new.url,
            api_key: self.chance.api_key(),
            signer: Signer::new(&secret),
            secret,
            created: self.now,
        };
        self.subscriptions.push(subscription.clone());
        self.touch();
        Ok(subscription)
    }

    /// Returns everybody's subscriptions.
    pub(crate) fn subscriptions(&self) -> &[Subscription] {
        &self.subscriptions
    }

    pub(crate) fn subscriptions_of(
        &self,
        account: &AccountId,
    ) -> impl Iterator<Item = &Subscription> {
        self.subscriptions.iter().filter(move |subscription| subscription.owner == *account)
    }

    pub(super) fn subscription(&self, id: &SubscriptionId) -> Option<&Subscription> {
        self.subscriptions.iter().find(|subscription| subscription.id == *id)
    }
}

/// An event's name begins with its service's name (docs/API-FACTS.md, sections 6 and 7).
fn is_of_service(kind: &EventType, service: &EventService) -> bool {
    kind.as_str().strip_prefix(service.as_str()).is_some_and(|rest| rest.starts_with('_'))
}
