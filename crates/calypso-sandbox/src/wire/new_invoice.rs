//! Invoices to create (docs/API-FACTS.md, sections 4.2 to 4.5).

use calypso_model::{ExternalId, IdempotencyKey, Instant};
use calypso_sign::Timestamp;

use super::narrow::{Crypto, InvoiceFiat, Positive};
use super::payload::{NotEmpty, WebLink, payload};
use crate::rules::{NewInvoice, PageLinks, Price};

payload! {
    /// An invoice over a fixed amount of crypto.
    pub(crate) struct NewSingleInvoice as "NewSingleInvoice" {
        /// What is due, with no more decimals than the currency has.
        amount: Positive = required "amount",
        expiration: Instant = optional "expiration",
        description: NotEmpty = required "description",
        currency: Crypto = required "currency",
        idempotency_key: IdempotencyKey = optional "idempotencyKey",
        external_id: ExternalId = optional "externalId",
        return_url: WebLink = optional "returnUrl" or "return_url",
        logo_url: WebLink = optional "logoUrl" or "logo_url",
        support_url: WebLink = optional "supportUrl" or "support_url",
        fiat_available: bool = optional "fiatAvailable",
    }
}

payload! {
    /// An invoice over a fixed amount of fiat, paid in crypto at the quote of the moment.
    pub(crate) struct NewSingleFiatInvoice as "NewSingleFiatInvoice" {
        fiat_amount: Positive = required "fiatAmount",
        /// USD or EUR.
        fiat_currency: InvoiceFiat = required "fiatCurrency",
        expiration: Instant = optional "expiration",
        description: NotEmpty = required "description",
        currency: Crypto = required "currency",
        idempotency_key: IdempotencyKey = optional "idempotencyKey",
        external_id: ExternalId = optional "externalId",
        return_url: WebLink = optional "returnUrl" or "return_url",
        logo_url: WebLink = optional "logoUrl" or "logo_url",
        support_url: WebLink = optional "supportUrl" or "support_url",
        fiat_available: bool = optional "fiatAvailable",
    }
}

payload! {
    /// An invoice for one payment of a least amount or more.
    pub(crate) struct NewBoundInvoice as "NewBoundInvoice" {
        /// The least that is accepted, with no more decimals than the currency has.
        lower_bound: Positive = required "lowerBound",
        description: NotEmpty = required "description",
        currency: Crypto = required "currency",
        idempotency_key: IdempotencyKey = optional "idempotencyKey",
        external_id: ExternalId = optional "externalId",
        fiat_available: bool = optional "fiatAvailable",
    }
}

payload! {
    /// An invoice for any number of payments of any amount.
    pub(crate) struct NewUnlimitedInvoice as "NewUnlimitedInvoice" {
        description: NotEmpty = required "description",
        currency: Crypto = required "currency",
        idempotency_key: IdempotencyKey = optional "idempotencyKey",
        external_id: ExternalId = optional "externalId",
        return_url: WebLink = optional "returnUrl" or "return_url",
        logo_url: WebLink = optional "logoUrl" or "logo_url",
        support_url: WebLink = optional "supportUrl" or "support_url",
        fiat_available: bool = optional "fiatAvailable",
    }
}

/// Returns the links of an invoice's page.
pub(super) fn page_links(
    return_url: Option<WebLink>,
    logo_url: Option<WebLink>,
    support_url: Option<WebLink>,
) -> PageLinks {
    let text = |link: Option<WebLink>| link.map(|link| link.text);
    PageLinks {
        return_url: text(return_url),
        logo_url: text(logo_url),
        support_url: text(support_url),
    }
}

pub(super) fn timestamp(instant: Instant) -> Timestamp {
    Timestamp::from_millis(instant.as_millis())
}

impl From<NewSingleInvoice> for NewInvoice {
    fn from(new: NewSingleInvoice) -> Self {
        Self {
            price: Price::Crypto(new.amount.0),
            currency: new.currency.0,
            description: new.description.0,
            key: new.idempotency_key,
            external_id: new.external_id,
            expiration: new.expiration.map(timestamp),
            page: page_links(new.return_url, new.logo_url, new.support_url),
            fiat_available: new.fiat_available,
        }
    }
}

impl From<NewSingleFiatInvoice> for NewInvoice {
    fn from(new: NewSingleFiatInvoice) -> Self {
        Self {
            price: Price::Fiat(new.fiat_amount.0, new.fiat_currency.0),
            currency: new.currency.0,
            description: new.description.0,
            key: new.idempotency_key,
            external_id: new.external_id,
            expiration: new.expiration.map(timestamp),
            page: page_links(new.return_url, new.logo_url, new.support_url),
            fiat_available: new.fiat_available,
        }
    }
}

impl From<NewBoundInvoice> for NewInvoice {
    fn from(new: NewBoundInvoice) -> Self {
        Self {
            price: Price::AtLeast(new.lower_bound.0),
            currency: new.currency.0,
            description: new.description.0,
            key: new.idempotency_key,
            external_id: new.external_id,
            // It has the default life; no request of its own is known.
            expiration: None,
            page: PageLinks::default(),
            fiat_available: new.fiat_available,
        }
    }
}

impl From<NewUnlimitedInvoice> for NewInvoice {
    fn from(new: NewUnlimitedInvoice) -> Self {
        Self {
            price: Price::Any,
            currency: new.currency.0,
            description: new.description.0,
            key: new.idempotency_key,
            external_id: new.external_id,
            // An unlimited invoice has no end of its own.
            expiration: None,
            page: page_links(new.return_url, new.logo_url, new.support_url),
            fiat_available: new.fiat_available,
        }
    }
}
