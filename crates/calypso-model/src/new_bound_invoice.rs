//! An invoice to create for one payment of a least amount or more (docs/API-FACTS.md, section 4.5).

use serde::Serialize;

use crate::setters::setters;
use crate::{Amount, Currency, ExternalId, IdempotencyKey};

/// An invoice to create for one payment of a least amount or more.
///
/// The fields are those that a public integration sends; no page of the vendor's shows them.
///
/// ```
/// use calypso_model::NewBoundInvoice;
///
/// let invoice = NewBoundInvoice::new("10".parse()?, "USDT_TRX".parse()?, "Donation");
/// assert_eq!(
///     serde_json::to_string(&invoice)?,
///     r#"{"lowerBound":10,"currency":"USDT_TRX","description":"Donation"}"#,
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NewBoundInvoice {
    /// The least amount that is accepted, with no more decimals than the currency has.
    pub lower_bound: Amount,
    /// The currency to pay in.
    pub currency: Currency,
    /// What the payer is told it is for.
    pub description: String,
    /// The key that names this creation. Store it before you send.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<IdempotencyKey>,
    /// Your own reference, repeated in webhooks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<ExternalId>,
    /// Whether the payer may buy the crypto with fiat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fiat_available: Option<bool>,
}

impl NewBoundInvoice {
    /// Asks for one payment of `lower_bound` or more; the payer is shown the description.
    #[must_use]
    pub fn new(lower_bound: Amount, currency: Currency, description: impl Into<String>) -> Self {
        Self {
            lower_bound,
            currency,
            description: description.into(),
            idempotency_key: None,
            external_id: None,
            fiat_available: None,
        }
    }

    setters! {
        /// Sets [`idempotency_key`](Self::idempotency_key).
        with_idempotency_key, idempotency_key: IdempotencyKey;
        /// Sets [`external_id`](Self::external_id).
        with_external_id, external_id: ExternalId;
        /// Sets [`fiat_available`](Self::fiat_available).
        with_fiat_available, fiat_available: bool;
    }
}
