//! Webhook subscriptions: the request and the answers (docs/API-FACTS.md, section 6).

use calypso_model::{EventService, EventType, SubscriptionId};
use serde::Serialize;
use url::Url;

use super::date::zoned;
use super::fields::Fields;
use crate::rules::{NewSubscription, Refusal, Subscription};

pub(crate) fn new_subscription(payload: &Fields<'_>) -> Result<NewSubscription, Refusal> {
    let id = payload.uuid("requestId")?;
    let id = payload.require("requestId", id)?;
    let id = SubscriptionId::parse(id.as_str())
        .map_err(|problem| payload.refuse("requestId", problem))?;
    let url_text: String = payload.require("url", payload.text("url")?)?;
    let url = match Url::parse(&url_text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => url,
        _ => return Err(payload.refuse("url", "Must be an http or https URL")),
    };
    let name = "notificationEventTypes";
    let event_types: Vec<EventType> = payload.list(name)?.unwrap_or_default();
    if let Some(EventType::Unknown(word)) = event_types.iter().find(|kind| is_unknown_event(kind)) {
        return Err(payload.refuse(name, format_args!("Unknown event type {}", word.as_str())));
    }
    let name = "notificationServiceTypes";
    let services: Vec<EventService> = payload.list(name)?.unwrap_or_default();
    if let Some(EventService::Unknown(word)) = services.iter().find(|one| is_unknown_service(one)) {
        return Err(payload.refuse(name, format_args!("Unknown service {}", word.as_str())));
    }
    Ok(NewSubscription { id, event_types, services, url_text, url })
}

fn is_unknown_event(kind: &EventType) -> bool {
    matches!(kind, EventType::Unknown(_))
}

fn is_unknown_service(service: &EventService) -> bool {
    matches!(service, EventService::Unknown(_))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SubscriptionBody<'a> {
    request_id: &'a SubscriptionId,
    notification_event_types: &'a [EventType],
    url: &'a str,
    public_key: &'a str,
    secret_key: &'a str,
    created_date: String,
    blocked_by_error_count: u32,
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
            created_date: zoned(subscription.created),
            blocked_by_error_count: 0,
        }
    }
}

#[derive(Serialize)]
pub(crate) struct SubscriptionsBody<'a> {
    subscriptions: Vec<SubscriptionBody<'a>>,
}

impl<'a> SubscriptionsBody<'a> {
    pub(crate) fn new(subscriptions: &'a [Subscription]) -> Self {
        Self { subscriptions: subscriptions.iter().map(SubscriptionBody::new).collect() }
    }
}
