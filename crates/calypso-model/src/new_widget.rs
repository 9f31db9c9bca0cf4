//! Payment widgets to create, one type per kind (docs/API-FACTS.md, section 9.6).

use serde::Serialize;

use crate::setters::setters;
use crate::{Amount, Currency, ExternalId, IdempotencyKey, Instant};

/// A widget to create over a fixed amount of fiat: the payer picks one of the currencies, and only
/// then an invoice comes into being.
///
/// The optional fields are carried over from the predecessor API.
///
/// ```
/// use calypso_model::NewSingleFiatWidget;
///
/// let currencies = vec!["USDT_TRX".parse()?, "BTC".parse()?];
/// let widget = NewSingleFiatWidget::new("49.90".parse()?, "EUR".parse()?, currencies, "Order 7");
/// assert_eq!(
///     serde_json::to_string(&widget)?,
///     concat!(
///         r#"{"fiatAmount":49.90,"fiatCurrency":"EUR","description":"Order 7","#,
///         r#""cryptoCurrencies":["USDT_TRX","BTC"]}"#,
///     ),
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NewSingleFiatWidget {
    /// The amount due in fiat.
    pub fiat_amount: Amount,
    /// Its currency: `USD` or `EUR`.
    pub fiat_currency: Currency,
    /// What the payer is told it is for.
    pub description: String,
    /// What the payer may pay in, in the order in which the page shows them; at least one.
    pub crypto_currencies: Vec<Currency>,
    /// The key that names this creation and makes the widget's link. Store it before you send.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<IdempotencyKey>,
    /// Your own reference, which the widget's invoices and their webhooks repeat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<ExternalId>,
    /// Where the page leads back to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_url: Option<String>,
    /// Where the page sends a payer in need.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support_url: Option<String>,
    /// A PNG of about 100 × 24 pixels for the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo_url: Option<String>,
    /// Until when the widget can be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration: Option<Instant>,
    /// Whether the chain's fee for moving the money on is taken from the service's own liquidity;
    /// by default it is taken from the merchant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub use_liquidity: Option<bool>,
}

impl NewSingleFiatWidget {
    /// Asks for `fiat_amount` of `fiat_currency`, to be paid in one of `crypto_currencies`.
    #[must_use]
    pub fn new(
        fiat_amount: Amount,
        fiat_currency: Currency,
        crypto_currencies: Vec<Currency>,
        description: impl Into<String>,
    ) -> Self {
        Self {
            fiat_amount,
            fiat_currency,
            description: description.into(),
            crypto_currencies,
            idempotency_key: None,
            external_id: None,
            return_url: None,
            support_url: None,
            logo_url: None,
            expiration: None,
            use_liquidity: None,
        }
    }

    setters! {
        /// Sets [`idempotency_key`](Self::idempotency_key).
        with_idempotency_key, idempotency_key: IdempotencyKey;
        /// Sets [`external_id`](Self::external_id).
        with_external_id, external_id: ExternalId;
        /// Sets [`return_url`](Self::return_url).
        with_return_url, return_url: String;
        /// Sets [`support_url`](Self::support_url).
        with_support_url, support_url: String;
        /// Sets [`logo_url`](Self::logo_url).
        with_logo_url, logo_url: String;
        /// Sets [`expiration`](Self::expiration).
        with_expiration, expiration: Instant;
        /// Sets [`use_liquidity`](Self::use_liquidity).
        with_use_liquidity, use_liquidity: bool;
    }
}

/// A widget to create for any number of payments of one client, each currency with an invoice of
/// its own that comes into being when the client picks it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NewUnlimitedLinkedWidget {
    /// What the client may pay in, in the order in which the page shows them; at least one.
    pub crypto_currencies: Vec<Currency>,
    /// What the client is told it is for.
    pub description: String,
    /// The key that names this creation and makes the widget's link. Store it before you send.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<IdempotencyKey>,
    /// Your own reference, which the widget's invoices and their webhooks repeat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<ExternalId>,
    /// Where the page leads back to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_url: Option<String>,
    /// Where the page sends a payer in need.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support_url: Option<String>,
    /// A PNG of about 100 × 24 pixels for the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo_url: Option<String>,
    /// Until when the widget can be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration: Option<Instant>,
    /// Whether the chain's fee for moving the money on is taken from the service's own liquidity;
    /// by default it is taken from the merchant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub use_liquidity: Option<bool>,
}

impl NewUnlimitedLinkedWidget {
    /// Asks for any payments in any of `crypto_currencies`.
    #[must_use]
    pub fn new(crypto_currencies: Vec<Currency>, description: impl Into<String>) -> Self {
        Self {
            crypto_currencies,
            description: description.into(),
            idempotency_key: None,
            external_id: None,
            return_url: None,
            support_url: None,
            logo_url: None,
            expiration: None,
            use_liquidity: None,
        }
    }

    setters! {
        /// Sets [`idempotency_key`](Self::idempotency_key).
        with_idempotency_key, idempotency_key: IdempotencyKey;
        /// Sets [`external_id`](Self::external_id).
        with_external_id, external_id: ExternalId;
        /// Sets [`return_url`](Self::return_url).
        with_return_url, return_url: String;
        /// Sets [`support_url`](Self::support_url).
        with_support_url, support_url: String;
        /// Sets [`logo_url`](Self::logo_url).
        with_logo_url, logo_url: String;
        /// Sets [`expiration`](Self::expiration).
        with_expiration, expiration: Instant;
        /// Sets [`use_liquidity`](Self::use_liquidity).
        with_use_liquidity, use_liquidity: bool;
    }
}
