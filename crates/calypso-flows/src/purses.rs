//! [`Purses`]: customers' deposit addresses and the deposits to them.

use calypso_model::{
    AddressRequest, AddressesRequest, Currency, CustomerId, Endpoint, Fee, Page, PurseAddress,
    PurseTransaction, TransactionFilter, TransactionId, TransactionRequest,
};

use crate::confirmation::DepositConfirmation;
use crate::identity;
use crate::{Client, Error, Items, Reply};

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
        let request = AddressRequest::new(customer.clone(), currency.clone());
        self.client.ask(Endpoint::PurseAddressGet, &request).await
    }

    /// Reads a deposit.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; a mismatch if the answer is about another deposit.
    pub async fn transaction(&self, id: &TransactionId) -> Result<Reply<PurseTransaction>, Error> {
        let request = TransactionRequest::new(id.clone());
        let reply = self.client.ask(Endpoint::PurseTransactionGet, &request).await?;
        identity::of_transaction(reply, id)
    }

    /// Lists the deposit addresses of a customer, one page of them.
    ///
    /// The vendor names this operation and shows neither its path nor its body: both are inferred,
    /// see docs/API.md.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch.
    pub async fn addresses(
        &self,
        request: &AddressesRequest,
    ) -> Result<Reply<Page<PurseAddress>>, Error> {
        self.client.ask(Endpoint::PurseAddressFind, request).await
    }

    /// Lists the deposit addresses of a customer one by one, from the page that the request names.
    #[must_use]
    pub fn address_items(&self, request: AddressesRequest) -> Items<PurseAddress> {
        let first = request.page.clone();
        let with_page = AddressesRequest::with_page;
        self.client.items(Endpoint::PurseAddressFind, first, request, with_page)
    }

    /// Lists deposits to customers' addresses, one page of them.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch.
    pub async fn transactions(
        &self,
        filter: &TransactionFilter,
    ) -> Result<Reply<Page<PurseTransaction>>, Error> {
        self.client.ask(Endpoint::PurseTransactionFind, filter).await
    }

    /// Lists deposits to customers' addresses one by one, from the page that the filter names.
    #[must_use]
    pub fn transaction_items(&self, filter: TransactionFilter) -> Items<PurseTransaction> {
        let first = filter.page.clone();
        let with_page = TransactionFilter::with_page;
        self.client.items(Endpoint::PurseTransactionFind, first, filter, with_page)
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
