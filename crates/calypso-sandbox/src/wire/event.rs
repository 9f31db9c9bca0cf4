//! The body of a webhook: the envelope, and the event's data (docs/API-FACTS.md, section 7).

use calypso_model::{EventLevel, EventService, EventType, SubscriptionId};
use serde::Serialize;

use super::date::zoneless;
use super::invoice_event::InvoiceData;
use super::payout_event::{PayoutData, TopUpData};
use super::purse_event::PurseData;
use crate::rules::{Event, Facts};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EventBody<'a, D> {
    request_id: &'a SubscriptionId,
    id: u64,
    created_date: String,
    level: EventLevel,
    service: EventService,
    event_type: &'a EventType,
    data: D,
}

/// Writes an event for a subscription. The same event gives the same bytes each time, so every
/// attempt carries the same signature.
pub(crate) fn event_body(
    event: &Event,
    subscription: &SubscriptionId,
) -> Result<Vec<u8>, serde_json::Error> {
    match &event.facts {
        Facts::Invoice(facts) => {
            write(event, subscription, InvoiceData::new(&event.kind, facts, event.created))
        }
        Facts::Purse(facts) => write(event, subscription, PurseData::new(&event.kind, facts)),
        Facts::Payout(facts) => {
            write(event, subscription, PayoutData::new(&event.kind, facts, event.created))
        }
        Facts::TopUp(facts) => write(event, subscription, TopUpData::new(&event.kind, facts)),
    }
}

fn write<D: Serialize>(
    event: &Event,
    subscription: &SubscriptionId,
    data: D,
) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(&EventBody {
        request_id: subscription,
        id: event.id,
        created_date: zoneless(event.created),
        level: event.level(),
        service: event.service(),
        event_type: &event.kind,
        data,
    })
}
