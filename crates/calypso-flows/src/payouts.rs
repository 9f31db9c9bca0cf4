//! [`Payouts`]: money out, each payout once.

use calypso_model::{
    Address, Endpoint, IdempotencyKey, InvoiceRef, MassPayout, MassPayoutRef, NewMassPayout,
    NewPayout, Page, Payout, PayoutRef, PayoutsRequest, Withdrawal, WithdrawalId,
    WithdrawalRequest, WithdrawalsRequest,
};
use serde::de::DeserializeOwned;

use crate::creation::Creation;
use crate::identity;
use crate::items::Items;
use crate::{Client, Error, Reply};

/// The calls about payouts and mass payouts.
///
/// A payout is never sent again by itself once it may have arrived. Store the order and its key,
/// send it, and if the error's [`outcome`](Error::outcome) is unknown, find out with
/// [`settle`](Self::settle) before anything else is done about it.
#[derive(Clone, Copy, Debug)]
pub struct Payouts<'a> {
    pub(crate) client: &'a Client,
}

impl<'a> Payouts<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Pays out to an address.
    ///
    /// The order must be stored before, key included: it is the only way back to a payout whose
    /// answer is lost. What certainly did not arrive is sent again with the same key, if the cause
    /// can pass. After a lost answer, and when the service says that the key exists, the key is
    /// looked up and compared, and the result reported; nothing is sent again.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::Build`] if the amount or the address cannot be right; a mismatch
    /// if the key names another payout. If the [`outcome`](Error::outcome) is unknown, go on with
    /// [`settle`](Self::settle).
    pub async fn create(&self, new: NewPayout) -> Result<Creation<Payout>, Error> {
        self.client.create(new).await
    }

    /// Pays back exactly what an invoice received beyond its amount, in its own currency.
    ///
    /// The invoice is read first, so the amount is that of now. Ask the payer for the address, and
    /// store the key with the invoice before: calling this again with the same key pays nothing
    /// more. [`NewPayout::refund_of`] says what the payout holds and what fees do to it.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`crate::BuildError::Refund`] if the invoice holds no overpayment; a mismatch
    /// if the key names another payout, which happens also if more was received since.
    pub async fn refund_overpayment(
        &self,
        invoice: impl Into<InvoiceRef>,
        address: Address,
        key: IdempotencyKey,
    ) -> Result<Creation<Payout>, Error> {
        let invoice = self.client.invoices().get(invoice).await?;
        let refuse = |error| self.client.inner.refuse(Endpoint::PayoutCreate, error);
        let refund = NewPayout::refund_of(&invoice, address, key).map_err(refuse)?;
        self.create(refund).await
    }

    /// Reads a payout by its id or its key.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; a mismatch if the answer is about something else.
    pub async fn get(&self, payout: impl Into<PayoutRef>) -> Result<Reply<Payout>, Error> {
        let payout = payout.into();
        identity::of_payout(self.client.ask(Endpoint::PayoutGet, &payout).await?, &payout)
    }

    /// Reads one page of the list of payouts.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch.
    pub async fn list(&self, request: &PayoutsRequest) -> Result<Reply<Page<Payout>>, Error> {
        self.client.ask(Endpoint::PayoutAll, request).await
    }

    /// Lists payouts one by one, from the page that the request names.
    #[must_use]
    pub fn items(&self, request: PayoutsRequest) -> Items<Payout> {
        self.items_of(Endpoint::PayoutAll, request)
    }

    /// Reads one withdrawal of a payout.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; a mismatch if the answer is about something else.
    pub async fn withdrawal(&self, id: &WithdrawalId) -> Result<Reply<Withdrawal>, Error> {
        let request = WithdrawalRequest::new(id.clone());
        identity::of_withdrawal(self.client.ask(Endpoint::PayoutWithdrawal, &request).await?, id)
    }

    /// Reads one page of the list of a payout's or mass payout's withdrawals.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch.
    pub async fn withdrawals(
        &self,
        request: &WithdrawalsRequest,
    ) -> Result<Reply<Page<Withdrawal>>, Error> {
        self.client.ask(Endpoint::PayoutWithdrawalAll, request).await
    }

    /// Lists withdrawals one by one, from the page that the request names.
    #[must_use]
    pub fn withdrawal_items(&self, request: WithdrawalsRequest) -> Items<Withdrawal> {
        let first = request.page.clone();
        let with_page = WithdrawalsRequest::with_page;
        self.client.items(Endpoint::PayoutWithdrawalAll, first, request, with_page)
    }

    /// Pays out to many addresses in one currency.
    ///
    /// Keys and lost answers are treated as in [`create`](Self::create). What exists under a key
    /// is compared by its name, currency and sum, since the answer does not hold the entries.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; [`Error::Build`] if the number of entries, an amount or an address cannot
    /// be right; a mismatch if the key names another mass payout.
    pub async fn create_mass(&self, new: NewMassPayout) -> Result<Creation<MassPayout>, Error> {
        self.client.create(new).await
    }

    /// Reads a mass payout by its id or its key.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; a mismatch if the answer is about something else.
    pub async fn get_mass(
        &self,
        payout: impl Into<MassPayoutRef>,
    ) -> Result<Reply<MassPayout>, Error> {
        let payout = payout.into();
        identity::of_mass_payout(self.client.ask(Endpoint::PayoutMassGet, &payout).await?, &payout)
    }

    /// Reads one page of the list of mass payouts.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch.
    pub async fn list_mass(
        &self,
        request: &PayoutsRequest,
    ) -> Result<Reply<Page<MassPayout>>, Error> {
        self.client.ask(Endpoint::PayoutMassAll, request).await
    }

    /// Lists mass payouts one by one, from the page that the request names.
    #[must_use]
    pub fn mass_items(&self, request: PayoutsRequest) -> Items<MassPayout> {
        self.items_of(Endpoint::PayoutMassAll, request)
    }

    fn items_of<T: DeserializeOwned + Send + 'static>(
        &self,
        endpoint: Endpoint,
        request: PayoutsRequest,
    ) -> Items<T> {
        let first = request.page.clone();
        self.client.items(endpoint, first, request, PayoutsRequest::with_page)
    }
}
