//! Purses: customers' deposit addresses, and the deposits to them (docs/API-FACTS.md, section 3).

use serde::{Deserialize, Serialize};

use crate::{
    Address, Amount, ComplianceState, Currency, CustomerId, Instant, PageRequest, PurseId,
    PurseState, TransactionHash, TransactionId, TransactionState, lenient,
};

/// Asks for the address to which a customer deposits a currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AddressRequest {
    /// The customer.
    pub customer_id: CustomerId,
    /// The currency; all currencies of a chain family share one address.
    pub currency: Currency,
}

impl AddressRequest {
    /// Asks for a customer's address for a currency.
    #[must_use]
    pub const fn new(customer_id: CustomerId, currency: Currency) -> Self {
        Self { customer_id, currency }
    }
}

/// Asks for all deposit addresses of a customer.
///
/// The vendor names the operation and shows neither its path nor its body: both are inferred.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AddressesRequest {
    /// The customer.
    pub customer_id: CustomerId,
    /// Which part of the list.
    #[serde(flatten)]
    pub page: PageRequest,
}

impl AddressesRequest {
    /// Asks for all deposit addresses of a customer.
    #[must_use]
    pub fn new(customer_id: CustomerId) -> Self {
        Self { customer_id, page: PageRequest::default() }
    }

    /// Asks for a part of the list.
    #[must_use]
    pub fn with_page(mut self, page: PageRequest) -> Self {
        self.page = page;
        self
    }
}

/// A customer's deposit address.
///
/// Only the address, and in newer pages its id, are documented; the rest may come in lists and is
/// read if it is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PurseAddress {
    /// The purse; older versions of the API do not name it.
    #[serde(
        default,
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub id: Option<PurseId>,
    /// The address.
    pub address: Address,
    /// The currency it was given for; others of its chain family share it.
    #[serde(
        default,
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub currency: Option<Currency>,
    /// Whether it can be used.
    #[serde(
        default,
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub state: Option<PurseState>,
    /// When it was given.
    #[serde(
        default,
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub created_date: Option<Instant>,
}

/// Asks for a deposit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TransactionRequest {
    /// The deposit.
    pub transaction_id: TransactionId,
}

impl TransactionRequest {
    /// Asks for a deposit.
    #[must_use]
    pub const fn new(transaction_id: TransactionId) -> Self {
        Self { transaction_id }
    }
}

/// A deposit to a customer's address. It carries no fee: that is in the event of its settlement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PurseTransaction {
    /// The deposit's id.
    pub id: TransactionId,
    /// What was sent.
    pub amount: Amount,
    /// Who sent it, in newer versions of the API.
    #[serde(
        default,
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub address_from: Option<Address>,
    /// The currency.
    pub currency: Currency,
    /// The transaction on the chain.
    #[serde(
        default,
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub transaction_hash: Option<TransactionHash>,
    /// How far the transaction is.
    pub transaction_state: TransactionState,
    /// How far its check is.
    pub compliance_state: ComplianceState,
    /// Whether the money is on the merchant's balance.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub translation_to_account_completed: bool,
    /// When the deposit was made.
    pub created_date: Instant,
}
