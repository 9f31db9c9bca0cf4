//! Requests about invoices.

use calypso_model::{Amount, Currency, ExternalId, InvoiceId};
use calypso_sign::Timestamp;
use url::Url;

use super::fields::Fields;
use crate::rules::{InvoiceRef, NewInvoice, PageLinks, Price, Refusal};

pub(crate) fn new_single(payload: &Fields<'_>) -> Result<NewInvoice, Refusal> {
    let amount: Amount = payload.require("amount", payload.amount("amount")?)?;
    new_invoice(payload, Price::Crypto(amount))
}

pub(crate) fn new_single_fiat(payload: &Fields<'_>) -> Result<NewInvoice, Refusal> {
    let amount = payload.require("fiatAmount", payload.amount("fiatAmount")?)?;
    let currency: Currency = payload.require("fiatCurrency", payload.currency("fiatCurrency")?)?;
    new_invoice(payload, Price::Fiat(amount, currency))
}

pub(crate) fn new_unlimited(payload: &Fields<'_>) -> Result<NewInvoice, Refusal> {
    new_invoice(payload, Price::Any)
}

fn new_invoice(payload: &Fields<'_>, price: Price) -> Result<NewInvoice, Refusal> {
    let expiration = match price {
        // An unlimited invoice has no end of its own.
        Price::Any => None,
        Price::Crypto(_) | Price::Fiat(..) => payload.instant("expiration")?,
    };
    let description: String = payload.require("description", payload.text("description")?)?;
    if description.is_empty() {
        return Err(payload.refuse("description", "Must not be empty"));
    }
    Ok(NewInvoice {
        price,
        currency: payload.require("currency", payload.currency("currency")?)?,
        description,
        key: payload.uuid("idempotencyKey")?,
        external_id: payload.parsed("externalId", ExternalId::parse)?,
        expiration: expiration.map(|instant| Timestamp::from_millis(instant.as_millis())),
        page: PageLinks {
            return_url: link(payload, "returnUrl", "return_url")?,
            logo_url: link(payload, "logoUrl", "logo_url")?,
            support_url: link(payload, "supportUrl", "support_url")?,
        },
        fiat_available: payload.flag("fiatAvailable")?,
    })
}

/// Reads a link under the name of the schema, or under that of the guide's text
/// (docs/API-FACTS.md, section 12.5).
fn link(payload: &Fields<'_>, name: &str, other: &str) -> Result<Option<String>, Refusal> {
    let name = if payload.raw(name).is_some() { name } else { other };
    let Some(text) = payload.text(name)? else { return Ok(None) };
    match Url::parse(&text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(Some(text)),
        _ => Err(payload.refuse(name, "Must be an http or https URL")),
    }
}

/// Reads which invoice is meant.
pub(crate) fn invoice_ref(payload: &Fields<'_>) -> Result<InvoiceRef, Refusal> {
    let wanted = InvoiceRef {
        id: payload.parsed("id", InvoiceId::parse)?,
        key: payload.uuid("idempotencyKey")?,
        external_id: payload.parsed("externalId", ExternalId::parse)?,
    };
    match wanted {
        InvoiceRef { id: None, key: None, external_id: None } => {
            Err(payload.refuse("id", "This or idempotencyKey must be given"))
        }
        InvoiceRef { .. } => Ok(wanted),
    }
}
