//! The data of events about payouts and top-ups.

use serde::Deserialize;

use super::shapes::FiatAmount;
use crate::{
    Address, Amount, Currency, ExternalId, IdempotencyKey, Instant, PayoutId, TransactionHash,
};

/// Something happened to a payout. Which fields are there depends on the event's type.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PayoutData {
    /// The payout.
    pub parent_external_id: Option<PayoutId>,
    /// The key the payout was created under.
    pub idempotency_key: Option<IdempotencyKey>,
    /// The merchant's own reference.
    pub external_id: Option<ExternalId>,
    /// The payout's state, in the API's word.
    pub payout_status: Option<String>,
    /// The transaction on the chain.
    pub hash: Option<TransactionHash>,
    /// The currency.
    pub currency: Option<Currency>,
    /// The service's words.
    pub message: Option<String>,
    /// What the validation found, in the API's word.
    pub validation_status: Option<String>,
    /// When it happened.
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
    pub currency: Option<Currency>,
    /// Who sent it.
    pub sender_address: Option<Address>,
    /// When it was sent.
    pub payment_date: Option<Instant>,
    /// The transaction on the chain.
    pub transaction_hash: Option<TransactionHash>,
    /// The worth in fiat.
    pub fiat_amount: Option<FiatAmount>,
}
