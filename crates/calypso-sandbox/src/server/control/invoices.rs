//! What payers and the service's people do to invoices.

use calypso_model::{Currency, IdempotencyKey, InvoiceId};

use super::{Action, Asked, Problem};
use crate::rules::World;
use crate::server::answer::write;
use crate::widget::ChooseCurrencyError;
use crate::wire::payload::payload;
use crate::wire::schema::Described as _;
use crate::wire::{InvoiceBody, Payload as _};

pub(super) const ACTIONS: &[Action] = &[
    Action::post(
        "sandboxRefund",
        "/_sandbox/interventions/{invoice}/refund",
        "Sends the money of an invoice in intervention back, as the service's people would.",
        refund,
        InvoiceBody::schema,
    )
    .of("invoice", "The invoice's id."),
    Action::post(
        "sandboxOpenPage",
        "/_sandbox/invoices/{key}/open",
        "Opens an invoice's page, as a payer would, which quotes a fiat price anew.",
        open_page,
        InvoiceBody::schema,
    )
    .of("key", "The invoice's idempotency key."),
    Action::post(
        "sandboxChooseCurrency",
        "/_sandbox/widgets/{key}/choose",
        "Picks a currency on a widget's page, as a payer would, and answers the invoice to pay.",
        choose_currency,
        InvoiceBody::schema,
    )
    .takes(Choice::schema)
    .of("key", "The widget's idempotency key."),
];

payload! {
    /// What a payer picks.
    struct Choice as "SandboxChoice" {
        /// One of those that the widget offers.
        currency: Currency = required "currency",
    }
}

fn refund(world: &mut World, asked: &Asked<'_>) -> Result<Vec<u8>, Problem> {
    let not_found = |_no_id| Problem::NotFound(String::from("no such invoice"));
    let id = InvoiceId::parse(asked.id).map_err(not_found)?;
    Ok(write(&InvoiceBody::new(&world.refund_intervention(&id)?))?)
}

fn open_page(world: &mut World, asked: &Asked<'_>) -> Result<Vec<u8>, Problem> {
    let not_found = |_no_key| Problem::NotFound(String::from("no such invoice"));
    let key = IdempotencyKey::parse(asked.id).map_err(not_found)?;
    Ok(write(&InvoiceBody::new(world.open_page(&key)?))?)
}

fn choose_currency(world: &mut World, asked: &Asked<'_>) -> Result<Vec<u8>, Problem> {
    let choice = Choice::read(asked.fields)?;
    let not_found = |_no_key| ChooseCurrencyError::UnknownWidget;
    let key = IdempotencyKey::parse(asked.id).map_err(not_found)?;
    Ok(write(&InvoiceBody::new(&world.choose_currency(&key, &choice.currency)?))?)
}
