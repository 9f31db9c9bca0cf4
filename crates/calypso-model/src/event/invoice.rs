//! The data of invoice events.

use serde::Deserialize;

use super::shapes::FiatAmount;
use crate::{
    Address, Amount, Currency, ExternalId, Fee, IdempotencyKey, Instant, InvoiceId,
    TransactionHash, TransactionId, lenient,
};

/// An invoice was created.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct InvoiceCreatedData {
    /// The invoice.
    pub parent_external_id: InvoiceId,
    /// The key the invoice was created under.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub idempotency_key: Option<IdempotencyKey>,
    /// The merchant's own reference.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub external_id: Option<ExternalId>,
    /// The amount due; unlimited invoices have none.
    pub amount: Option<Amount>,
    /// The currency to pay in.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub currency: Option<Currency>,
    /// The currency of a fiat invoice; a sample writes it `fiatcurrency`.
    #[serde(skip)]
    pub fiat_currency: Option<Currency>,
    /// The service's words.
    pub message: Option<String>,
    /// When it happened.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub created_date: Option<Instant>,
}

/// A payment was seen on the network; it is not confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct InvoiceMempoolData {
    /// The invoice.
    pub parent_external_id: InvoiceId,
    /// The key the invoice was created under.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub idempotency_key: Option<IdempotencyKey>,
    /// The merchant's own reference.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub external_id: Option<ExternalId>,
    /// The amount due.
    pub amount: Option<Amount>,
    /// The currency.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub currency: Option<Currency>,
    /// What the invoice is for.
    pub description: Option<String>,
    /// The worth in fiat.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub fiat_amount: Option<FiatAmount>,
    /// The currency of the worth.
    #[serde(skip)]
    pub fiat_currency: Option<Currency>,
    /// The amount that was sent.
    pub real_amount: Option<Amount>,
    /// When it happened.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub created_date: Option<Instant>,
    /// The transaction on the chain.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub transaction_hash: Option<TransactionHash>,
}

/// A payment was confirmed, is being checked, or was refused.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct InvoiceDepositData {
    /// The invoice.
    pub parent_external_id: InvoiceId,
    /// The key the invoice was created under.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub idempotency_key: Option<IdempotencyKey>,
    /// The merchant's own reference.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub external_id: Option<ExternalId>,
    /// The amount received.
    pub amount: Option<Amount>,
    /// The deposits: one as a rule, several after an intervention. Named `transactionId` or
    /// `transactionIds` on the wire, one or a list.
    #[serde(skip)]
    pub transaction_ids: Vec<TransactionId>,
    /// The service's words.
    pub message: Option<String>,
    /// The currency.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub currency: Option<Currency>,
    /// When it happened.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub created_date: Option<Instant>,
    /// Who sent it.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub sender_address: Option<Address>,
    /// When it was sent.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub payment_date: Option<Instant>,
    /// The transaction on the chain.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub transaction_hash: Option<TransactionHash>,
    /// The worth in fiat.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub fiat_amount: Option<FiatAmount>,
}

/// Enough was received.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct InvoicePaidData {
    /// The invoice.
    pub parent_external_id: InvoiceId,
    /// The key the invoice was created under.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub idempotency_key: Option<IdempotencyKey>,
    /// The merchant's own reference.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub external_id: Option<ExternalId>,
    /// The amount due.
    pub amount: Option<Amount>,
    /// The currency.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub currency: Option<Currency>,
    /// What the invoice is for.
    pub description: Option<String>,
    /// The worth in fiat.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub fiat_amount: Option<FiatAmount>,
    /// The currency of the worth.
    #[serde(skip)]
    pub fiat_currency: Option<Currency>,
    /// The amount really paid.
    pub real_amount: Option<Amount>,
    /// The amount due with the network's fee; in the predecessor API only.
    pub pay_amount: Option<Amount>,
}

/// The merchant has to decide. The event carries no amounts: read the invoice.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct InvoiceInterventionData {
    /// The invoice.
    pub parent_external_id: InvoiceId,
    /// The key the invoice was created under.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub idempotency_key: Option<IdempotencyKey>,
    /// The merchant's own reference.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub external_id: Option<ExternalId>,
    /// The service's words.
    pub message: Option<String>,
}

/// The money is on the merchant's balance: amount less service fee is the credit.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct InvoiceTranslationData {
    /// The invoice.
    pub parent_external_id: InvoiceId,
    /// The key the invoice was created under.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub idempotency_key: Option<IdempotencyKey>,
    /// The merchant's own reference.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub external_id: Option<ExternalId>,
    /// The gross amount.
    pub amount: Option<Amount>,
    /// The service's words.
    pub message: Option<String>,
    /// The currency.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub currency: Option<Currency>,
    /// When it happened.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub created_date: Option<Instant>,
    /// What the service kept.
    #[serde(default)]
    pub service_fee: Fee,
    /// The worth in fiat.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub fiat_amount: Option<FiatAmount>,
    /// The deposits: one as a rule, several after an intervention. Named `transactionId` or
    /// `transactionIds` on the wire, one or a list.
    #[serde(skip)]
    pub transaction_ids: Vec<TransactionId>,
}

/// The invoice can no longer be paid.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct InvoiceExpiredData {
    /// The invoice.
    pub parent_external_id: InvoiceId,
    /// The key the invoice was created under.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub idempotency_key: Option<IdempotencyKey>,
    /// The merchant's own reference.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub external_id: Option<ExternalId>,
    /// The amount that was due.
    pub amount: Option<Amount>,
    /// The currency.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub currency: Option<Currency>,
    /// The service's words.
    pub message: Option<String>,
    /// When it happened.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub created_date: Option<Instant>,
    /// When it expired.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub expiration_date: Option<Instant>,
    /// The worth in fiat.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub fiat_amount: Option<FiatAmount>,
}
