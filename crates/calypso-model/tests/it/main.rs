//! Tests `calypso-model` as its users see it.
#![expect(clippy::unwrap_used, reason = "a failed setup should stop the test")]
#![expect(clippy::arithmetic_side_effects, reason = "the references overflow loudly in tests")]

#[cfg(feature = "address")]
mod addresses;
mod amount_json;
mod amount_text;
mod arithmetic;
mod convert;
mod data;
mod digits;
mod endpoints;
mod events;
mod exchange;
mod exchange_laws;
mod grouped;
mod hostile;
mod ids;
mod instants;
mod intervention;
mod invoice_laws;
mod invoices;
mod payment;
mod payout_replies;
mod payout_states;
mod payouts;
mod purse_laws;
mod purses;
mod replies;
mod requests;
mod subscriptions;
mod transitions;
mod widgets;
mod wire_text;
mod words;

use calypso_model::{Amount, Currency};

#[track_caller]
fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

#[track_caller]
fn currency(code: &str) -> Currency {
    Currency::parse(code).unwrap()
}
