//! [`Purses`]: customers' deposit addresses and the deposits to them.

use calypso_model::{
    AddressRequest, Currency, CustomerId, Endpoint, Fee, PurseAddress, PurseTransaction,
    TransactionId, TransactionRequest,
};

use crate::confirmation::DepositConfirmation;
use crate::identity;
use crate::operation::Operation;
use crate::{Client, Error, Reply};

/// The calls about customers' deposit addresses.
#[derive(Clone, Copy, Debug)]
pub struct Purses<'a> {
    client: &'a Client,
}

impl<'a> Purses<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Returns the address to which a customer deposits a currency.
    ///
    /// The same customer has one address for all currencies of a chain family, and gets it again
    /// on every call. It expires after 30 days without a deposit, and a year after the last one:
    /// ask for it anew whenever it is shown.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch.
    pub async fn deposit_address(
        &self,
        customer: &CustomerId,
        currency: &Currency,
    ) -> Result<Reply<PurseAddress>, Error> {
        let inner = &self.client.inner;
        let operation = Operation::of(Endpoint::PurseAddressGet, &inner.endpoints);
        let request = AddressRequest::new(customer.clone(), currency.clone());
        inner.call(&operation, Some(&request)).await
    }

    /// Reads a deposit.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; a mismatch if the answer is about another deposit.
    pub async fn transaction(&self, id: &TransactionId) -> Result<Reply<PurseTransaction>, Error> {
        let inner = &self.client.inner;
        let operation = Operation::of(Endpoint::PurseTransactionGet, &inner.endpoints);
        let request = TransactionRequest::new(id.clone());
        identity::of_transaction(inner.call(&operation, Some(&request)).await?, id)
    }

    /// Refetches a deposit that a webhook announced, and tells what may be credited.
    ///
    /// Purse transactions carry no fee: pass the `serviceFee` of the verified
    /// `CUSTOMER_PURSE_TRANSLATION_TO_ACCOUNT_COMPLETED` event, or [`Fee::NotReported`].
    ///
    /// # Errors
    ///
    /// Any [`Error`]; a mismatch if the answer is about another deposit.
    pub async fn confirm(
        &self,
        id: &TransactionId,
        reported: Fee,
    ) -> Result<DepositConfirmation, Error> {
        let transaction = self.transaction(id).await?;
        Ok(DepositConfirmation::of_purse(&transaction, reported))
    }
}
