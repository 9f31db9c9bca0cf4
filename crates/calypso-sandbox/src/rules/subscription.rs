//! Webhook subscriptions: who is told what.

use calypso_model::{AccountId, EventService, EventType, SubscriptionId};
use calypso_sign::{ApiKey, SecretKey, Signer, Timestamp};
use url::Url;

use super::blocking::Failures;
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

/// A change to a subscription; a list that is not given stays as it is.
#[derive(Clone, Debug)]
pub(crate) struct SubscriptionChange {
    pub(crate) id: SubscriptionId,
    pub(crate) event_types: Option<Vec<EventType>>,
    pub(crate) services: Option<Vec<EventService>>,
    pub(crate) url_text: String,
    pub(crate) url: Url,
}

#[derive(Clone, Debug)]
pub(crate) struct Subscription {
    pub(crate) owner: AccountId,
    pub(crate) id: SubscriptionId,
    /// What was asked for, so that one half can change without the other.
    wishes: Wishes,
    /// Every event that is delivered, those of the services included.
    pub(crate) event_types: Vec<EventType>,
    pub(crate) url_text: String,
    pub(crate) url: Url,
    pub(crate) api_key: ApiKey,
    pub(crate) secret: SecretKey,
    pub(crate) signer: Signer,
    pub(crate) created: Timestamp,
    pub(super) failures: Failures,
}

impl Subscription {
    /// Tells whether an event of a merchant's goes to this subscription.
    pub(super) fn wants(&self, owner: &AccountId, kind: &EventType) -> bool {
        self.owner == *owner && self.event_types.contains(kind)
    }
}

/// The events that a subscription asks for, one by one and by service.
#[derive(Clone, Debug)]
struct Wishes {
    event_types: Vec<EventType>,
    services: Vec<EventService>,
}

impl Wishes {
    /// Refuses to wish for nothing.
    fn check(&self) -> Result<(), Refusal> {
        if self.event_types.is_empty() && self.services.is_empty() {
            let problem = "This or notificationServiceTypes must be given";
            return Err(Refusal::field("payload.notificationEventTypes", problem));
        }
        Ok(())
    }

    fn expanded(&self) -> Vec<EventType> {
        let is_wanted = |kind: &&EventType| {
            self.event_types.contains(kind)
                || self.services.iter().any(|service| is_of_service(kind, service))
        };
        EventType::KNOWN.iter().filter(is_wanted).cloned().collect()
    }
}

impl World {
    pub(crate) fn subscribe(
        &mut self,
        account: &AccountId,
        new: NewSubscription,
    ) -> Result<Subscription, Refusal> {
        let wishes = Wishes { event_types: new.event_types, services: new.services };
        wishes.check()?;
        self.check_reach(&new.url)?;
        if self.subscription(&new.id).is_some() {
            return Err(Refusal::key_exists(&new.id));
        }
        let secret = self.chance.secret();
        let subscription = Subscription {
            owner: account.clone(),
            id: new.id,
            event_types: wishes.expanded(),
            wishes,
            url_text: new.url_text,
            url: new.url,
            api_key: self.chance.api_key(),
            signer: Signer::new(&secret),
            secret,
            created: self.now,
            failures: Failures::default(),
        };
        self.subscriptions.push(subscription.clone());
        self.touch();
        Ok(subscription)
    }

    /// Changes where events go, and which. Deliveries that wait go to the new place, too.
    pub(crate) fn change_subscription(
        &mut self,
        account: &AccountId,
        change: SubscriptionChange,
    ) -> Result<Subscription, Refusal> {
        self.check_reach(&change.url)?;
        let subscription = self.subscription_mut(account, &change.id)?;
        let wishes = Wishes {
            event_types: change
                .event_types
                .unwrap_or_else(|| subscription.wishes.event_types.clone()),
            services: change.services.unwrap_or_else(|| subscription.wishes.services.clone()),
        };
        wishes.check()?;
        subscription.event_types = wishes.expanded();
        subscription.wishes = wishes;
        subscription.url_text = change.url_text;
        subscription.url = change.url;
        let changed = subscription.clone();
        self.touch();
        Ok(changed)
    }

    /// Gives a subscription new keys, which sign every attempt that begins from now on.
    pub(crate) fn regenerate_keys(
        &mut self,
        account: &AccountId,
        id: &SubscriptionId,
    ) -> Result<Subscription, Refusal> {
        self.subscription_mut(account, id)?;
        let (secret, api_key) = (self.chance.secret(), self.chance.api_key());
        let subscription = self.subscription_mut(account, id)?;
        subscription.signer = Signer::new(&secret);
        subscription.secret = secret;
        subscription.api_key = api_key;
        let changed = subscription.clone();
        self.touch();
        Ok(changed)
    }

    /// Deletes a subscription, and with it whatever was still to be delivered to it.
    pub(crate) fn unsubscribe(
        &mut self,
        account: &AccountId,
        id: &SubscriptionId,
    ) -> Result<(), Refusal> {
        self.subscription_mut(account, id)?;
        self.subscriptions.retain(|subscription| subscription.id != *id);
        self.deliveries.close(id);
        self.touch();
        Ok(())
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

    /// Finds a merchant's own subscription.
    fn subscription_mut(
        &mut self,
        account: &AccountId,
        id: &SubscriptionId,
    ) -> Result<&mut Subscription, Refusal> {
        self.subscriptions
            .iter_mut()
            .find(|subscription| subscription.id == *id && subscription.owner == *account)
            .ok_or_else(|| Refusal::not_found("Subscription", id))
    }

    fn check_reach(&self, url: &Url) -> Result<(), Refusal> {
        Reach::new(self.settings.public_webhooks)
            .check_url(url)
            .map_err(|problem| Refusal::field("payload.url", problem))
    }

    pub(crate) fn subscription(&self, id: &SubscriptionId) -> Option<&Subscription> {
        self.subscriptions.iter().find(|subscription| subscription.id == *id)
    }
}

/// An event's name begins with its service's name (docs/API-FACTS.md, sections 6 and 7).
fn is_of_service(kind: &EventType, service: &EventService) -> bool {
    kind.as_str().strip_prefix(service.as_str()).is_some_and(|rest| rest.starts_with('_'))
}
