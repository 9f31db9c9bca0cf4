//! [`Event`]: what a webhook says (docs/API-FACTS.md, section 7).

mod customer_purse;
mod data;
mod invoice;
mod other;
mod shapes;

pub use customer_purse::{PurseDepositData, PurseExpiredData};
pub use data::{EventData, UnreadableData};
pub use invoice::{
    InvoiceCreatedData, InvoiceDepositData, InvoiceExpiredData, InvoiceInterventionData,
    InvoiceMempoolData, InvoicePaidData, InvoiceTranslationData,
};
pub use other::{PayoutApproval, PayoutData, TopUpData};
pub use shapes::FiatAmount;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use thiserror::Error;

use crate::{EventId, EventLevel, EventService, EventType, Instant, SubscriptionId};

/// An event that a webhook delivers.
///
/// It proves nothing by itself: take it from a verified delivery, and refetch what it names.
///
/// ```
/// use calypso_model::{Event, EventData, EventType};
///
/// let event = Event::from_slice(br#"{
///     "requestId": "0b8f7a52-56f5-4f1a-9d70-4f6a2f2f8d11", "id": 4711,
///     "createdDate": "2022-06-17T12:13:05.90961", "level": "SUCCESS", "service": "INVOICE",
///     "eventType": "INVOICE_PENDING_INTERVENTION",
///     "data": {"type": "INVOICE_PENDING_INTERVENTION", "parentExternalId": 42, "message": "short"}
/// }"#)?;
/// assert_eq!(event.event_type, EventType::InvoicePendingIntervention);
/// assert_eq!(event.id.as_str(), "4711");
/// assert_eq!(event.data.invoice_id().unwrap().as_str(), "42");
/// # Ok::<(), calypso_model::ParseEventError>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Event {
    /// The subscription; the wire calls it `requestId`.
    pub subscription: SubscriptionId,
    /// The event's number, unique within the subscription.
    pub id: EventId,
    /// When the event happened, if that can be read.
    pub created: Option<Instant>,
    /// How serious it is. A level is no judgement: an intervention comes as a success.
    pub level: Option<EventLevel>,
    /// The group it belongs to.
    pub service: Option<EventService>,
    /// What happened.
    pub event_type: EventType,
    /// What it happened to.
    pub data: EventData,
    raw_data: Box<RawValue>,
}

/// A text is not an event.
#[derive(Debug, Error)]
#[error("not an event: not JSON, or without its requestId and id")]
#[non_exhaustive]
pub struct ParseEventError {
    source: serde_json::Error,
}

/// The envelope, its data still unread: numbers in it must not pass through a float.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    request_id: SubscriptionId,
    id: EventId,
    created_date: Option<Box<RawValue>>,
    level: Option<Box<RawValue>>,
    service: Option<Box<RawValue>>,
    event_type: Option<Box<RawValue>>,
    data: Option<Box<RawValue>>,
}

#[derive(Deserialize)]
struct TypeOfData {
    #[serde(rename = "type")]
    event_type: EventType,
}

/// Reads a field whose loss costs less than that of the event.
fn readable<T: DeserializeOwned>(raw: Option<Box<RawValue>>) -> Option<T> {
    raw.and_then(|raw| serde_json::from_str(raw.get()).ok())
}

fn type_of_data(data: &str) -> Option<EventType> {
    serde_json::from_str::<TypeOfData>(data).ok().map(|data| data.event_type)
}

impl Event {
    /// Reads an event.
    ///
    /// Only its identity is demanded. A word this version does not know is kept, a field that
    /// cannot be read is left out, and data of an unexpected shape stays raw: a genuine event can
    /// always be stored and answered, since the service blocks receivers that refuse too often.
    ///
    /// # Errors
    ///
    /// [`ParseEventError`] if the text is not JSON, or has no `requestId` and `id`.
    pub fn from_slice(body: &[u8]) -> Result<Self, ParseEventError> {
        let read = || {
            let envelope: Envelope = serde_json::from_slice(body)?;
            let raw_data = envelope.data.unwrap_or_else(|| RawValue::NULL.to_owned());
            // The type is in every sample, and not in the table of fields; the data repeats it.
            let event_type = readable(envelope.event_type)
                .or_else(|| type_of_data(raw_data.get()))
                .unwrap_or_else(|| EventType::parse(""));
            Ok(Self {
                subscription: envelope.request_id,
                id: envelope.id,
                created: readable(envelope.created_date),
                level: readable(envelope.level),
                service: readable(envelope.service),
                data: EventData::read(&event_type, raw_data.get()),
                event_type,
                raw_data,
            })
        };
        read().map_err(|source| ParseEventError { source })
    }

    /// Returns the JSON text of the data, exactly as it was received.
    #[must_use]
    pub fn raw_data(&self) -> &str {
        self.raw_data.get()
    }
}

impl PartialEq for Event {
    fn eq(&self, other: &Self) -> bool {
        self.subscription == other.subscription
            && self.id == other.id
            && self.event_type == other.event_type
            && self.raw_data() == other.raw_data()
    }
}
