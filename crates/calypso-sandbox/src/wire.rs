//! The sandbox's own reading and writing of JSON, typed by hand from the documentation.
//!
//! It shares no struct with the client, so that a misspelt field on either side shows.

mod date;
mod envelope;
mod event;
mod fields;
mod invoice;
mod invoice_event;
mod invoice_request;
mod page;
mod purse;
mod purse_event;
mod rate;
mod subscription;

pub(crate) use self::envelope::{Envelope, Scope};
pub(crate) use self::event::event_body;
pub(crate) use self::fields::Fields;
pub(crate) use self::invoice::{DepositBody, InvoiceBody};
pub(crate) use self::invoice_request::{invoice_ref, new_single, new_single_fiat, new_unlimited};
pub(crate) use self::page::{Page, PageRequest};
pub(crate) use self::purse::{AddressBody, CustomerBody, PurseTransactionBody};
pub(crate) use self::rate::{fiat_rates, rates};
pub(crate) use self::subscription::{SubscriptionBody, SubscriptionsBody, new_subscription};
