//! Customers, purses and their transactions (docs/API-FACTS.md, section 3).

use calypso_model::{
    Address, Amount, ComplianceState, Currency, CustomerId, PurseId, PurseState, TransactionHash,
    TransactionId, TransactionState,
};

use super::date::ZonedDate;
use super::narrow::Crypto;
use super::payload::payload;
use super::reply::reply;
use super::schema::described_words;
use crate::rules::{Customer, Purse, Transaction};

payload! {
    /// A customer to create.
    pub(crate) struct NewCustomer as "NewCustomer" {
        email: String = optional "email",
        description: String = optional "description",
    }
}

payload! {
    /// A change to a customer; what is left out stays as it is.
    pub(crate) struct CustomerUpdate as "CustomerUpdate" {
        id: CustomerId = required "id",
        email: String = optional "email",
        description: String = optional "description",
    }
}

payload! {
    /// Which address is wanted.
    pub(crate) struct AddressWanted as "PurseAddressRequest" {
        customer: CustomerId = required "customerId",
        /// All currencies of a family of chains share one address.
        currency: Crypto = required "currency",
    }
}

payload! {
    /// Which deposit is wanted.
    pub(crate) struct TransactionWanted as "PurseTransactionRequest" {
        id: TransactionId = required "transactionId",
    }
}

reply! {
    /// A customer.
    #[derive(Debug)]
    pub(crate) struct CustomerBody<'a> as "Customer" {
        id: &'a CustomerId = "id",
        email: Option<&'a str> = "email",
        description: Option<&'a str> = "description",
        blocked: bool = "blocked",
    }
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

reply! {
    /// A customer's deposit address.
    #[derive(Debug)]
    pub(crate) struct AddressBody<'a> as "PurseAddress" {
        id: &'a PurseId = "id",
        address: &'a Address = "address",
    }
}

reply! {
    /// A customer's deposit address, in a list.
    #[derive(Debug)]
    pub(crate) struct ListedAddressBody<'a> as "ListedPurseAddress" {
        id: &'a PurseId = "id",
        address: &'a Address = "address",
        /// The currency it was first given for; others of the family of chains share it.
        currency: &'a Currency = "currency",
        state: &'a PurseState = "state",
        created_date: ZonedDate = "createdDate",
    }
}

described_words!(PurseState);

impl<'a> ListedAddressBody<'a> {
    pub(crate) fn new(purse: &'a Purse) -> Self {
        Self {
            id: &purse.id,
            address: &purse.address,
            currency: &purse.currency,
            state: &purse.state,
            created_date: ZonedDate(purse.created),
        }
    }
}

impl<'a> AddressBody<'a> {
    pub(crate) fn new(purse: &'a Purse) -> Self {
        Self { id: &purse.id, address: &purse.address }
    }
}

reply! {
    /// A deposit to a customer's address.
    #[derive(Debug)]
    pub(crate) struct PurseTransactionBody<'a> as "PurseTransaction" {
        id: &'a TransactionId = "id",
        amount: Amount = "amount",
        /// Who sent it.
        address_from: &'a Address = "addressFrom",
        currency: &'a Currency = "currency",
        transaction_hash: &'a TransactionHash = "transactionHash",
        transaction_state: &'a TransactionState = "transactionState",
        compliance_state: &'a ComplianceState = "complianceState",
        /// Whether the money is on the merchant's account.
        translation_to_account_completed: bool = "translationToAccountCompleted",
        created_date: ZonedDate = "createdDate",
    }
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
            created_date: ZonedDate(deposit.created),
        }
    }
}
