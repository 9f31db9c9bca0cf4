//! Invoices as the service answers them, and how to name one (docs/API-FACTS.md, section 4).

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

use crate::{
    Address, Amount, Currency, ExternalId, Fee, IdempotencyKey, Instant, InterventionType,
    InvoiceId, InvoiceState, InvoiceType, TransactionHash, lenient,
};

/// Names an invoice, by its id or by its key (docs/API-FACTS.md, section 4.6).
///
/// ```
/// use calypso_model::{InvoiceId, InvoiceRef};
///
/// let by_id = InvoiceRef::from(InvoiceId::parse("184467")?);
/// assert_eq!(serde_json::to_string(&by_id)?, r#"{"id":"184467"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InvoiceRef {
    /// By the service's id.
    Id(InvoiceId),
    /// By the key it was created under.
    Key(IdempotencyKey),
}

impl InvoiceRef {
    /// Returns the field that names the invoice, and its value.
    pub(crate) fn field(&self) -> (&'static str, &str) {
        match self {
            Self::Id(id) => ("id", id.as_str()),
            Self::Key(key) => ("idempotencyKey", key.as_str()),
        }
    }
}

impl Serialize for InvoiceRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (name, value) = self.field();
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(name, value)?;
        map.end()
    }
}

impl From<InvoiceId> for InvoiceRef {
    fn from(id: InvoiceId) -> Self {
        Self::Id(id)
    }
}

impl From<&InvoiceId> for InvoiceRef {
    fn from(id: &InvoiceId) -> Self {
        Self::Id(id.clone())
    }
}

impl From<IdempotencyKey> for InvoiceRef {
    fn from(key: IdempotencyKey) -> Self {
        Self::Key(key)
    }
}

impl From<&IdempotencyKey> for InvoiceRef {
    fn from(key: &IdempotencyKey) -> Self {
        Self::Key(key.clone())
    }
}

impl From<&Self> for InvoiceRef {
    fn from(invoice: &Self) -> Self {
        invoice.clone()
    }
}

/// An invoice, as every creation and every look at it returns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Invoice {
    /// The service's id.
    pub id: InvoiceId,
    /// The address to pay to.
    #[serde(
        default,
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub invoice_address: Option<Address>,
    /// The kind of invoice.
    #[serde(rename = "type")]
    pub invoice_type: InvoiceType,
    /// The amount due in crypto. Absent where any amount may be paid; for a fiat invoice it moves
    /// with the quote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// The service fee, once it was charged.
    #[serde(default, skip_serializing_if = "Fee::is_not_reported")]
    pub fee: Fee,
    /// What was received so far.
    pub total_debit_amount: Amount,
    /// The currency to pay in.
    pub currency: Currency,
    /// How far the invoice is.
    pub state: InvoiceState,
    /// The chain transaction of the latest deposit.
    #[serde(
        default,
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub last_deposit_hash: Option<TransactionHash>,
    /// What the payer is told it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When the invoice was created.
    pub created_date: Instant,
    /// The key it was created under. The payment link is built from it.
    pub idempotency_key: IdempotencyKey,
    /// Until when it can be paid; unlimited invoices have no such time.
    #[serde(
        default,
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub expiration: Option<Instant>,
    /// The amount due in fiat, of a fiat invoice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fiat_amount: Option<Amount>,
    /// The currency of the fiat amount.
    #[serde(
        default,
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub fiat_currency: Option<Currency>,
    /// When the crypto amount was last quoted.
    #[serde(
        default,
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub last_fiat_updated: Option<Instant>,
    /// Why the merchant has to decide.
    #[serde(
        default,
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub intervention_type: Option<InterventionType>,
    /// The merchant's own mark on a completed invoice.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub is_intervention_resolved: bool,
    /// Whether a subscription is enabled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription_enabled: Option<bool>,
    /// Where the payment page leads back to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_url: Option<String>,
    /// The logo on the payment page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo_url: Option<String>,
    /// Where the payment page sends a payer in need.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support_url: Option<String>,
    /// The merchant's own reference.
    #[serde(
        default,
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub external_id: Option<ExternalId>,
    /// The least amount that is accepted, of a bound invoice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lower_bound: Option<Amount>,
    /// Into what the money is converted on arrival.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub autoconversion: Option<Autoconversion>,
    /// Whether the payer may buy the crypto with fiat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fiat_available: Option<bool>,
}

/// Into what an invoice's money is converted on arrival.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Autoconversion {
    /// The currency it becomes.
    pub target_currency: Currency,
    /// The amount it becomes.
    pub amount: Amount,
}
