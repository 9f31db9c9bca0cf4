//! Invoices to create, one type per kind (docs/API-FACTS.md, sections 4.2 to 4.4).

use serde::Serialize;

use crate::setters::setters;
use crate::{Amount, Currency, ExternalId, IdempotencyKey, Instant};

/// An invoice to create over a fixed amount of crypto, paid once.
///
/// ```
/// use calypso_model::NewSingleInvoice;
///
/// let invoice = NewSingleInvoice::new("25.50".parse()?, "USDT_TRX".parse()?, "Order 1017");
/// assert_eq!(
///     serde_json::to_string(&invoice)?,
///     r#"{"amount":25.50,"currency":"USDT_TRX","description":"Order 1017"}"#,
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NewSingleInvoice {
    /// The amount due, with no more decimals than the currency has.
    pub amount: Amount,
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
    /// Until when it can be paid: less than a day ahead. The service's default is 3 h for
    /// currencies on Tron and a day for others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration: Option<Instant>,
    /// Where the payment page leads back to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_url: Option<String>,
    /// Where the payment page sends a payer in need.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support_url: Option<String>,
    /// A PNG of about 100 × 24 pixels for the payment page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo_url: Option<String>,
    /// Whether the payer may buy the crypto with fiat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fiat_available: Option<bool>,
}

impl NewSingleInvoice {
    /// Asks for `amount` of `currency`; the payer is shown the description.
    #[must_use]
    pub fn new(amount: Amount, currency: Currency, description: impl Into<String>) -> Self {
        Self {
            amount,
            currency,
            description: description.into(),
            idempotency_key: None,
            external_id: None,
            expiration: None,
            return_url: None,
            support_url: None,
            logo_url: None,
            fiat_available: None,
        }
    }

    setters! {
        /// Sets [`idempotency_key`](Self::idempotency_key).
        with_idempotency_key, idempotency_key: IdempotencyKey;
        /// Sets [`external_id`](Self::external_id).
        with_external_id, external_id: ExternalId;
        /// Sets [`expiration`](Self::expiration).
        with_expiration, expiration: Instant;
        /// Sets [`return_url`](Self::return_url).
        with_return_url, return_url: String;
        /// Sets [`support_url`](Self::support_url).
        with_support_url, support_url: String;
        /// Sets [`logo_url`](Self::logo_url).
        with_logo_url, logo_url: String;
        /// Sets [`fiat_available`](Self::fiat_available).
        with_fiat_available, fiat_available: bool;
    }
}

/// An invoice to create over a fixed amount of fiat, paid once, in crypto at the quote of the
/// moment, which the service renews every 15 minutes (docs/API-FACTS.md, section 4.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NewSingleFiatInvoice {
    /// The amount due in fiat.
    pub fiat_amount: Amount,
    /// Its currency: `USD` or `EUR`.
    pub fiat_currency: Currency,
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
    /// Until when it can be paid: less than a day ahead. The service's default is 3 h for
    /// currencies on Tron and a day for others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration: Option<Instant>,
    /// Where the payment page leads back to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_url: Option<String>,
    /// Where the payment page sends a payer in need.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support_url: Option<String>,
    /// A PNG of about 100 × 24 pixels for the payment page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo_url: Option<String>,
    /// Whether the payer may buy the crypto with fiat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fiat_available: Option<bool>,
}

impl NewSingleFiatInvoice {
    /// Asks for `fiat_amount` of `fiat_currency`, to be paid in `currency`.
    #[must_use]
    pub fn new(
        fiat_amount: Amount,
        fiat_currency: Currency,
        currency: Currency,
        description: impl Into<String>,
    ) -> Self {
        Self {
            fiat_amount,
            fiat_currency,
            currency,
            description: description.into(),
            idempotency_key: None,
            external_id: None,
            expiration: None,
            return_url: None,
            support_url: None,
            logo_url: None,
            fiat_available: None,
        }
    }

    setters! {
        /// Sets [`idempotency_key`](Self::idempotency_key).
        with_idempotency_key, idempotency_key: IdempotencyKey;
        /// Sets [`external_id`](Self::external_id).
        with_external_id, external_id: ExternalId;
        /// Sets [`expiration`](Self::expiration).
        with_expiration, expiration: Instant;
        /// Sets [`return_url`](Self::return_url).
        with_return_url, return_url: String;
        /// Sets [`support_url`](Self::support_url).
        with_support_url, support_url: String;
        /// Sets [`logo_url`](Self::logo_url).
        with_logo_url, logo_url: String;
        /// Sets [`fiat_available`](Self::fiat_available).
        with_fiat_available, fiat_available: bool;
    }
}

/// An invoice to create for any number of payments of any amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NewUnlimitedInvoice {
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
    /// Where the payment page leads back to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_url: Option<String>,
    /// A PNG of about 100 × 24 pixels for the payment page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo_url: Option<String>,
    /// Where the payment page sends a payer in need.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support_url: Option<String>,
    /// Whether the payer may buy the crypto with fiat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fiat_available: Option<bool>,
}

impl NewUnlimitedInvoice {
    /// Asks for any payments in `currency`; the payer is shown the description.
    #[must_use]
    pub fn new(currency: Currency, description: impl Into<String>) -> Self {
        Self {
            currency,
            description: description.into(),
            idempotency_key: None,
            external_id: None,
            return_url: None,
            logo_url: None,
            support_url: None,
            fiat_available: None,
        }
    }

    setters! {
        /// Sets [`idempotency_key`](Self::idempotency_key).
        with_idempotency_key, idempotency_key: IdempotencyKey;
        /// Sets [`external_id`](Self::external_id).
        with_external_id, external_id: ExternalId;
        /// Sets [`return_url`](Self::return_url).
        with_return_url, return_url: String;
        /// Sets [`logo_url`](Self::logo_url).
        with_logo_url, logo_url: String;
        /// Sets [`support_url`](Self::support_url).
        with_support_url, support_url: String;
        /// Sets [`fiat_available`](Self::fiat_available).
        with_fiat_available, fiat_available: bool;
    }
}
