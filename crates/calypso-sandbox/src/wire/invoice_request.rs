//! Requests about invoices (docs/API-FACTS.md, sections 4.2 to 4.9).

use calypso_model::{ExternalId, IdempotencyKey, Instant, InvoiceId, TransactionId};
use calypso_sign::Timestamp;

use super::fields::Fields;
use super::narrow::{AtLeastOne, Crypto, InvoiceFiat, Positive};
use super::page::PageWanted;
use super::payload::{NotEmpty, Payload, WebLink, payload};
use crate::rules::{InvoiceRef, NewInvoice, PageLinks, Price, Refusal};

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
fn page_links(
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

fn timestamp(instant: Instant) -> Timestamp {
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

payload! {
    /// Which invoice is meant: `id`, `idempotencyKey` or `externalId` must be given.
    pub(crate) struct InvoiceWanted as "InvoiceRequest" of at least 1 {
        id: InvoiceId = optional "id",
        idempotency_key: IdempotencyKey = optional "idempotencyKey",
        /// The newest invoice with it.
        external_id: ExternalId = optional "externalId",
    }
}

payload! {
    /// Which deposit to which invoice is meant: `id`, `idempotencyKey` or `externalId` names the
    /// invoice.
    pub(crate) struct DepositWanted as "InvoiceDepositRequest" of at least 2 {
        transaction_id: TransactionId = required "transactionId",
        id: InvoiceId = optional "id",
        idempotency_key: IdempotencyKey = optional "idempotencyKey",
        external_id: ExternalId = optional "externalId",
    }
}

payload! {
    /// Whose deposits are wanted, and which page of them: `id`, `idempotencyKey` or `externalId`
    /// names the invoice. Without a page size, all are.
    pub(crate) struct DepositsWanted as "InvoiceDepositHistoryRequest" of at least 1 {
        id: InvoiceId = optional "id",
        idempotency_key: IdempotencyKey = optional "idempotencyKey",
        external_id: ExternalId = optional "externalId",
        page_number: u32 = optional "pageNumber",
        page_size: AtLeastOne = optional "pageSize",
    }
}

/// Names an invoice, by at least one of three names.
fn named(
    fields: &Fields<'_>,
    id: Option<InvoiceId>,
    key: Option<IdempotencyKey>,
    external_id: Option<ExternalId>,
) -> Result<InvoiceRef, Refusal> {
    if id.is_none() && key.is_none() && external_id.is_none() {
        return Err(fields.refuse("id", "This or idempotencyKey must be given"));
    }
    Ok(InvoiceRef { id, key, external_id })
}

/// Reads which invoice is meant.
pub(crate) fn invoice_ref(fields: &Fields<'_>) -> Result<InvoiceRef, Refusal> {
    let wanted = InvoiceWanted::read(fields)?;
    named(fields, wanted.id, wanted.idempotency_key, wanted.external_id)
}

/// Reads which deposit is meant.
pub(crate) fn deposit_ref(fields: &Fields<'_>) -> Result<(InvoiceRef, TransactionId), Refusal> {
    let wanted = DepositWanted::read(fields)?;
    let invoice = named(fields, wanted.id, wanted.idempotency_key, wanted.external_id)?;
    Ok((invoice, wanted.transaction_id))
}

/// Reads whose deposits are wanted.
pub(crate) fn deposits_ref(fields: &Fields<'_>) -> Result<(InvoiceRef, PageWanted), Refusal> {
    let wanted = DepositsWanted::read(fields)?;
    let page = PageWanted::whole(fields, wanted.page_number, wanted.page_size.map(|size| size.0))?;
    let invoice = named(fields, wanted.id, wanted.idempotency_key, wanted.external_id)?;
    Ok((invoice, page))
}
