//! Webhook subscriptions: the request and the answers (docs/API-FACTS.md, section 6).

use calypso_model::{EventService, EventType, SubscriptionId};

use super::date::ZonedDate;
use super::payload::{WebLink, payload};
use super::reply::reply;
use crate::rules::{NewSubscription, Subscription, SubscriptionChange};

payload! {
    /// A webhook subscription; at least one of the two lists must name something.
    pub(crate) struct NewSubscriptionBody as "NewSubscription" of at least 3 {
        request_id: SubscriptionId = required "requestId",
        url: WebLink = required "url",
        event_types: Vec<EventType> = optional "notificationEventTypes",
        services: Vec<EventService> = optional "notificationServiceTypes",
    }
}

impl From<NewSubscriptionBody> for NewSubscription {
    fn from(new: NewSubscriptionBody) -> Self {
        Self {
            id: new.request_id,
            event_types: new.event_types.unwrap_or_default(),
            services: new.services.unwrap_or_default(),
            url_text: new.url.text,
            url: new.url.url,
        }
    }
}

payload! {
    /// A change to a subscription. A list that is left out stays as it is.
    pub(crate) struct SubscriptionChangeBody as "SubscriptionChange" {
        request_id: SubscriptionId = required "requestId",
        url: WebLink = required "url",
        event_types: Vec<EventType> = optional "notificationEventTypes",
        services: Vec<EventService> = optional "notificationServiceTypes",
    }
}

impl From<SubscriptionChangeBody> for SubscriptionChange {
    fn from(change: SubscriptionChangeBody) -> Self {
        Self {
            id: change.request_id,
            event_types: change.event_types,
            services: change.services,
            url_text: change.url.text,
            url: change.url.url,
        }
    }
}

payload! {
    /// Which subscription is meant.
    pub(crate) struct SubscriptionWanted as "SubscriptionRequest" {
        request_id: SubscriptionId = required "requestId",
    }
}

reply! {
    /// A webhook subscription, with the keys that its deliveries are signed with.
    pub(crate) struct SubscriptionBody<'a> as "Subscription" {
        request_id: &'a SubscriptionId = "requestId",
        notification_event_types: &'a [EventType] = "notificationEventTypes",
        url: &'a str = "url",
        public_key: &'a str = "publicKey",
        secret_key: &'a str = "secretKey",
        created_date: ZonedDate = "createdDate",
        /// How many failures blocked it; 0 if it is not blocked.
        blocked_by_error_count: u32 = "blockedByErrorCount",
    }
}

impl<'a> SubscriptionBody<'a> {
    /// The service shows the secret whenever it shows the subscription, and so do we.
    pub(crate) fn new(subscription: &'a Subscription) -> Self {
        Self {
            request_id: &subscription.id,
            notification_event_types: &subscription.event_types,
            url: &subscription.url_text,
            public_key: subscription.api_key.as_str(),
            secret_key: subscription.secret.expose_secret(),
            created_date: ZonedDate(subscription.created),
            blocked_by_error_count: subscription.blocked_by_error_count(),
        }
    }
}

reply! {
    /// The merchant's webhook subscriptions.
    pub(crate) struct SubscriptionsBody<'a> as "Subscriptions" {
        subscriptions: Vec<SubscriptionBody<'a>> = "subscriptions",
    }
}

impl<'a> SubscriptionsBody<'a> {
    pub(crate) fn new(subscriptions: impl Iterator<Item = &'a Subscription>) -> Self {
        Self { subscriptions: subscriptions.map(SubscriptionBody::new).collect() }
    }
}
