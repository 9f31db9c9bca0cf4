//! Webhook subscriptions (docs/API-FACTS.md, section 6).

use core::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use crate::{EventService, EventType, Instant, SubscriptionId, lenient};

/// A secret in a reply, such as the one that signs a subscription's deliveries.
///
/// Its `Debug` is redacted, it cannot be serialised, and its text is wiped when dropped.
#[derive(Clone)]
pub struct SecretText(Zeroizing<String>);

impl SecretText {
    /// Returns the secret. Hand it to `calypso_sign::SecretKey` and nowhere else.
    #[must_use]
    pub fn expose_secret(&self) -> &str {
        &self.0
    }
}

/// Takes the same time wherever two secrets differ.
impl PartialEq for SecretText {
    fn eq(&self, other: &Self) -> bool {
        let (left, right) = (self.0.as_bytes(), other.0.as_bytes());
        let difference = left.iter().zip(right).fold(0, |sum, (left, right)| sum | (left ^ right));
        core::hint::black_box(difference) == 0 && left.len() == right.len()
    }
}

impl Eq for SecretText {}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText([redacted])")
    }
}

impl<'de> Deserialize<'de> for SecretText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The error of a wrong type would quote the value.
        let text = String::deserialize(deserializer).ok();
        text.map(|text| Self(Zeroizing::new(text)))
            .ok_or_else(|| D::Error::custom("expected a secret as a text"))
    }
}

/// A subscription to create. It needs at least one event type or one service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NewSubscription {
    /// The subscription's identity, a UUID of your choice. Store it before you send.
    pub request_id: SubscriptionId,
    /// The events to deliver, one by one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notification_event_types: Vec<EventType>,
    /// The groups whose events to deliver, all of each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notification_service_types: Vec<EventService>,
    /// Where to deliver them.
    pub url: String,
}

impl NewSubscription {
    /// Returns a subscription that as yet asks for no events.
    #[must_use]
    pub fn new(request_id: SubscriptionId, url: impl Into<String>) -> Self {
        Self {
            request_id,
            notification_event_types: Vec::new(),
            notification_service_types: Vec::new(),
            url: url.into(),
        }
    }

    /// Adds an event type.
    #[must_use]
    pub fn with_event_type(mut self, event_type: EventType) -> Self {
        self.notification_event_types.push(event_type);
        self
    }

    /// Adds event types.
    #[must_use]
    pub fn with_event_types(mut self, event_types: impl IntoIterator<Item = EventType>) -> Self {
        self.notification_event_types.extend(event_types);
        self
    }

    /// Adds all events of a service.
    #[must_use]
    pub fn with_service(mut self, service: EventService) -> Self {
        self.notification_service_types.push(service);
        self
    }

    /// Adds all events of several services.
    #[must_use]
    pub fn with_services(mut self, services: impl IntoIterator<Item = EventService>) -> Self {
        self.notification_service_types.extend(services);
        self
    }
}

/// A change to a subscription, which keeps its identity and its keys.
///
/// A list that is left out stays as it is, which the service's pages imply and do not state; one
/// that is given replaces the old one. The operation is carried over from the predecessor API.
///
/// ```
/// use calypso_model::{EventService, SubscriptionChange};
///
/// let id = "0b8f7a52-56f5-4f1a-9d70-4f6a2f2f8d11".parse()?;
/// let change = SubscriptionChange::new(id, "https://shop.example/hook")
///     .with_services([EventService::Payout]);
/// assert_eq!(
///     serde_json::to_string(&change)?,
///     r#"{"requestId":"0b8f7a52-56f5-4f1a-9d70-4f6a2f2f8d11","notificationServiceTypes":["PAYOUT"],"url":"https://shop.example/hook"}"#,
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SubscriptionChange {
    /// Which subscription.
    pub request_id: SubscriptionId,
    /// The events to deliver from now on, one by one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notification_event_types: Option<Vec<EventType>>,
    /// The groups whose events to deliver from now on, all of each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notification_service_types: Option<Vec<EventService>>,
    /// Where to deliver them from now on; repeat the old one if that is right.
    pub url: String,
}

impl SubscriptionChange {
    /// Returns a change of the URL alone.
    #[must_use]
    pub fn new(request_id: SubscriptionId, url: impl Into<String>) -> Self {
        Self {
            request_id,
            notification_event_types: None,
            notification_service_types: None,
            url: url.into(),
        }
    }

    /// Replaces the events that are delivered one by one.
    #[must_use]
    pub fn with_event_types(mut self, event_types: impl IntoIterator<Item = EventType>) -> Self {
        self.notification_event_types = Some(event_types.into_iter().collect());
        self
    }

    /// Replaces the services all of whose events are delivered.
    #[must_use]
    pub fn with_services(mut self, services: impl IntoIterator<Item = EventService>) -> Self {
        self.notification_service_types = Some(services.into_iter().collect());
        self
    }
}

/// Names a subscription: the one to delete, or the one to give new keys.
///
/// For new keys, the body is inferred: the vendor names that operation only.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SubscriptionRef {
    /// Which subscription.
    pub request_id: SubscriptionId,
}

impl SubscriptionRef {
    /// Names a subscription.
    #[must_use]
    pub const fn new(request_id: SubscriptionId) -> Self {
        Self { request_id }
    }
}

/// A webhook subscription, with the keys that its deliveries are signed with.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Subscription {
    /// The identity the merchant chose.
    pub request_id: SubscriptionId,
    /// The events that are delivered.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub notification_event_types: Vec<EventType>,
    /// Where they are delivered.
    pub url: String,
    /// The key in the `Key` header of deliveries.
    pub public_key: String,
    /// The secret that signs deliveries.
    pub secret_key: SecretText,
    /// When the subscription was created.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub created_date: Option<Instant>,
    /// Whether errors have blocked it, in newer versions of the API.
    #[serde(default)]
    pub blocked_by_error_count: Option<BlockedByErrorCount>,
}

/// What `blockedByErrorCount` says. Its type is not documented, so a flag and a number are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BlockedByErrorCount {
    /// The number of errors.
    Count(u64),
    /// Whether there were too many.
    Flag(bool),
}

impl<'de> Deserialize<'de> for BlockedByErrorCount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        match raw.get() {
            "true" => Ok(Self::Flag(true)),
            "false" => Ok(Self::Flag(false)),
            text => serde_json::from_str(text).map(Self::Count).map_err(D::Error::custom),
        }
    }
}

/// An account's webhook subscriptions.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Subscriptions {
    /// The subscriptions.
    pub subscriptions: Vec<Subscription>,
}

impl Subscriptions {
    /// Returns the subscription with an identity; a UUID means the same in upper case.
    #[must_use]
    pub fn find(&self, id: &SubscriptionId) -> Option<&Subscription> {
        let is_it = |one: &&Subscription| one.request_id.as_str().eq_ignore_ascii_case(id.as_str());
        self.subscriptions.iter().find(is_it)
    }
}
