//! Customers, purses and their transactions, as answers show them (docs/API-FACTS.md, section 3).

use calypso_model::{
    Address, Amount, ComplianceState, Currency, CustomerId, PurseId, TransactionHash,
    TransactionId, TransactionState,
};
use serde::Serialize;

use super::date::zoned;
use crate::rules::{Customer, Purse, Transaction};

#[derive(Debug, Serialize)]
pub(crate) struct CustomerBody<'a> {
    id: &'a CustomerId,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    blocked: bool,
}

impl<'a> CustomerBody<'a> {
    pub(crate) fn new(customer: &'a Customer) -> Self {
        Self {
            id: &customer.id,
            email: customer.email.as_deref(),
            description: customer.description.as_deref(),
            blocked: customer.blocked,
        }
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct AddressBody<'a> {
    id: &'a PurseId,
    address: &'a Address,
}

impl<'a> AddressBody<'a> {
    pub(crate) fn new(purse: &'a Purse) -> Self {
        Self { id: &purse.id, address: &purse.address }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PurseTransactionBody<'a> {
    id: &'a TransactionId,
    amount: Amount,
    address_from: &'a Address,
    currency: &'a Currency,
    transaction_hash: &'a TransactionHash,
    transaction_state: &'a TransactionState,
    compliance_state: &'a ComplianceState,
    translation_to_account_completed: bool,
    created_date: String,
}

impl<'a> PurseTransactionBody<'a> {
    pub(crate) fn new(deposit: &'a Transaction) -> Self {
        Self {
            id: &deposit.id,
            amount: deposit.amount,
            address_from: &deposit.sender,
            currency: &deposit.currency,
            transaction_hash: &deposit.hash,
            transaction_state: &deposit.state,
            compliance_state: &deposit.compliance,
            translation_to_account_completed: deposit.credited,
            created_date: zoned(deposit.created),
        }
    }
}
