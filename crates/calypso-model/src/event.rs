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
pub use other::{PayoutData, TopUpData};
pub use shapes::FiatAmount;

use serde::Deserialize;
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
    /// When the event happened.
    pub created: Instant,
    /// How serious it is. A level is no judgement: an intervention comes as a success.
    pub level: EventLevel,
    /// The group it belongs to.
    pub service: EventService,
    /// What happened.
    pub event_type: EventType,
    /// What it happened to.
    pub data: EventData,
    raw_data: Box<RawValue>,
}

/// A text is not an event.
#[derive(Debug, Error)]
#[error("not an event: its envelope has another shape")]
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
    created_date: Instant,
    level: EventLevel,
    service: EventService,
    event_type: Option<EventType>,
    data: Option<Box<RawValue>>,
}

#[derive(Deserialize)]
struct TypeOfData {
    #[serde(rename = "type")]
    event_type: EventType,
}

impl Event {
    /// Reads an event.
    ///
    /// Types and words this version does not know are kept, not refused, and so is data of an
    /// unexpected shape: the event still has its identity, so it can be stored and answered.
    ///
    /// # Errors
    ///
    /// [`ParseEventError`] if the text is not JSON, or the envelope has another shape.
    pub fn from_slice(body: &[u8]) -> Result<Self, ParseEventError> {
        let read = || {
            let envelope: Envelope = serde_json::from_slice(body)?;
            let raw_data = envelope.data.unwrap_or_else(|| RawValue::NULL.to_owned());
            let event_type = match envelope.event_type {
                Some(event_type) => event_type,
                // The field is in every sample, and not in the table of fields.
                None => serde_json::from_str::<TypeOfData>(raw_data.get())?.event_type,
            };
            Ok(Self {
                subscription: envelope.request_id,
                id: envelope.id,
                created: envelope.created_date,
                level: envelope.level,
                service: envelope.service,
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
