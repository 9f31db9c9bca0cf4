//! Deposits to an invoice (docs/API-FACTS.md, sections 4.8 to 4.10).

use serde::de::Error as _;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    Address, Amount, ComplianceState, Currency, Fee, Instant, InvoiceRef, PageRequest,
    TransactionHash, TransactionId, TransactionState, lenient,
};

/// Asks for one deposit to an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DepositRequest {
    /// The deposit.
    pub transaction_id: TransactionId,
    /// The invoice.
    pub invoice: InvoiceRef,
}

impl DepositRequest {
    /// Asks for a deposit to an invoice.
    #[must_use]
    pub const fn new(transaction_id: TransactionId, invoice: InvoiceRef) -> Self {
        Self { transaction_id, invoice }
    }
}

impl Serialize for DepositRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (name, value) = self.invoice.field();
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("transactionId", &self.transaction_id)?;
        map.serialize_entry(name, value)?;
        map.end()
    }
}

/// Asks for the deposits to an invoice, all of them or a page.
///
/// The guide shows the invoice alone; paging is the predecessor's, with the current names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DepositHistoryRequest {
    /// The invoice.
    #[serde(flatten)]
    pub invoice: InvoiceRef,
    /// Which part of the list.
    #[serde(flatten)]
    pub page: PageRequest,
}

impl DepositHistoryRequest {
    /// Asks for the deposits to an invoice.
    #[must_use]
    pub fn new(invoice: InvoiceRef) -> Self {
        Self { invoice, page: PageRequest::default() }
    }

    /// Asks for a part of the list.
    #[must_use]
    pub fn with_page(mut self, page: PageRequest) -> Self {
        self.page = page;
        self
    }
}

/// A deposit to an invoice.
///
/// The current pages do not show this object. It is read as the predecessor API documents it,
/// with the names that webhooks use accepted as well, and with what current deposits to purses
/// have besides; all of that may be absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Deposit {
    /// The deposit's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction_id: Option<TransactionId>,
    /// What was sent.
    pub amount: Amount,
    /// The currency.
    pub currency: Currency,
    /// The transaction on the chain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction_hash: Option<TransactionHash>,
    /// When the deposit was made.
    pub created_date: Instant,
    /// Who sent it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_from: Option<Address>,
    /// How far the transaction is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction_state: Option<TransactionState>,
    /// How far its check is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compliance_state: Option<ComplianceState>,
    /// Whether the money is on the merchant's balance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translation_to_account_completed: Option<bool>,
    /// The service fee, if the deposit tells it.
    #[serde(skip_serializing_if = "Fee::is_not_reported")]
    pub fee: Fee,
}

/// A deposit with each of the names that a field goes by.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DepositNames {
    #[serde(default, deserialize_with = "lenient::optional")]
    transaction_id: Option<TransactionId>,
    #[serde(default, deserialize_with = "lenient::optional")]
    id: Option<TransactionId>,
    amount: Amount,
    currency: Currency,
    #[serde(default, deserialize_with = "lenient::optional")]
    transaction_hash: Option<TransactionHash>,
    #[serde(default, deserialize_with = "lenient::optional")]
    created_date: Option<Instant>,
    #[serde(default, deserialize_with = "lenient::optional")]
    payment_date: Option<Instant>,
    #[serde(default, deserialize_with = "lenient::optional")]
    address_from: Option<Address>,
    #[serde(default, deserialize_with = "lenient::optional")]
    sender_address: Option<Address>,
    #[serde(default, deserialize_with = "lenient::optional")]
    transaction_state: Option<TransactionState>,
    #[serde(default, deserialize_with = "lenient::optional")]
    compliance_state: Option<ComplianceState>,
    translation_to_account_completed: Option<bool>,
    #[serde(default)]
    fee: Fee,
}

impl<'de> Deserialize<'de> for Deposit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let names = DepositNames::deserialize(deserializer)?;
        let created_date = names.created_date.or(names.payment_date);
        Ok(Self {
            transaction_id: names.transaction_id.or(names.id),
            amount: names.amount,
            currency: names.currency,
            transaction_hash: names.transaction_hash,
            created_date: created_date.ok_or_else(|| D::Error::missing_field("createdDate"))?,
            address_from: names.address_from.or(names.sender_address),
            transaction_state: names.transaction_state,
            compliance_state: names.compliance_state,
            translation_to_account_completed: names.translation_to_account_completed,
            fee: names.fee,
        })
    }
}
