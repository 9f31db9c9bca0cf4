//! The data of events about payouts and top-ups.

use serde::Deserialize;

use super::shapes::FiatAmount;
use crate::{
    Address, Amount, Currency, ExternalId, IdempotencyKey, Instant, PayoutId, TransactionHash,
    lenient,
};

/// Something happened to a payout. Which fields are there depends on the event's type.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PayoutData {
    /// The payout.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub parent_external_id: Option<PayoutId>,
    /// The key the payout was created under.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub idempotency_key: Option<IdempotencyKey>,
    /// The merchant's own reference.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub external_id: Option<ExternalId>,
    /// The payout's state, in the API's word.
    pub payout_status: Option<String>,
    /// The transaction on the chain.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub hash: Option<TransactionHash>,
    /// The currency.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub currency: Option<Currency>,
    /// The service's words.
    pub message: Option<String>,
    /// What the validation found, in the API's word.
    pub validation_status: Option<String>,
    /// When it happened.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub created_date: Option<Instant>,
}

/// Something happened to a top-up of the merchant's own balance.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TopUpData {
    /// What was sent.
    pub amount: Option<Amount>,
    /// The currency.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub currency: Option<Currency>,
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
