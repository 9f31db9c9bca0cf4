//! The data of events about customers' deposit addresses.
//!
//! The vendor's tables break off after the amount; what follows is read if it is there.

use serde::Deserialize;

use super::shapes::FiatAmount;
use crate::{
    Address, Amount, Currency, CustomerId, Fee, Instant, PurseId, TransactionHash, TransactionId,
    lenient,
};

/// A deposit to a customer's address.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PurseDepositData {
    /// The currency.
    pub currency: Currency,
    /// The customer.
    pub customer_id: CustomerId,
    /// Whether the customer is blocked.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub customer_blocked: bool,
    /// The purse.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub purse_id: Option<PurseId>,
    /// The customer's address.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub address: Option<Address>,
    /// The deposit.
    pub transaction_id: TransactionId,
    /// What was sent.
    pub amount: Amount,
    /// What the service kept; expected once the money is on the merchant's balance.
    #[serde(default)]
    pub service_fee: Fee,
    /// The transaction on the chain.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub transaction_hash: Option<TransactionHash>,
    /// Who sent it.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub sender_address: Option<Address>,
    /// When it was sent.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub payment_date: Option<Instant>,
    /// The worth in fiat.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub fiat_amount: Option<FiatAmount>,
}

/// A customer's address reached the end of its life: ask for a new one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PurseExpiredData {
    /// The customer.
    pub customer_id: CustomerId,
    /// Whether the customer is blocked.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub customer_blocked: bool,
    /// The purse.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub purse_id: Option<PurseId>,
    /// The address.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub address: Option<Address>,
}
