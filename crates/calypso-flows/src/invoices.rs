//! [`Invoices`]: creating them, reading them, and confirming what was paid.

use calypso_model::{
    Deposit, DepositHistoryRequest, DepositRequest, Endpoint, Fee, Invoice, InvoiceRef,
    NewBoundInvoice, NewSingleFiatInvoice, NewSingleInvoice, NewUnlimitedInvoice, Page,
    TransactionId,
};

use crate::confirmation::{DepositConfirmation, Settlement};
use crate::creation::Creation;
use crate::identity;
use crate::{Client, Error, Reply};

/// The calls about invoices.
#[derive(Clone, Copy, Debug)]
pub struct Invoices<'a> {
    pub(crate) client: &'a Client,
}

impl<'a> Invoices<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Creates an invoice over a fixed amount of crypto.
    ///
    /// Give it an idempotency key that you have stored; without one a random key is made, which
    /// the invoice or the error names. A lost answer is settled by looking the key up.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; a mismatch if the key names another invoice.
    pub async fn create_single(&self, new: NewSingleInvoice) -> Result<Creation<Invoice>, Error> {
        self.client.create(new).await
    }

    /// Creates an invoice over a fixed amount of fiat, quoted in crypto.
    ///
    /// Keys and lost answers are treated as in [`create_single`](Self::create_single).
    ///
    /// # Errors
    ///
    /// Any [`Error`]; a mismatch if the key names another invoice.
    pub async fn create_single_fiat(
        &self,
        new: NewSingleFiatInvoice,
    ) -> Result<Creation<Invoice>, Error> {
        self.client.create(new).await
    }

    /// Creates an invoice for any number of payments of any amount.
    ///
    /// Keys and lost answers are treated as in [`create_single`](Self::create_single).
    ///
    /// # Errors
    ///
    /// Any [`Error`]; a mismatch if the key names another invoice.
    pub async fn create_unlimited(
        &self,
        new: NewUnlimitedInvoice,
    ) -> Result<Creation<Invoice>, Error> {
        self.client.create(new).await
    }

    /// Creates an invoice for one payment of a least amount or more.
    ///
    /// Keys and lost answers are treated as in [`create_single`](Self::create_single). The fields
    /// are known from a public integration only.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; a mismatch if the key names another invoice.
    pub async fn create_bound(&self, new: NewBoundInvoice) -> Result<Creation<Invoice>, Error> {
        self.client.create(new).await
    }

    /// Returns the link to the page on which an invoice is paid.
    #[must_use]
    pub fn payment_link(&self, invoice: &Invoice) -> String {
        self.client.inner.endpoints.payment_link(&invoice.idempotency_key)
    }

    /// Reads an invoice by its id or its key.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; a mismatch if the answer is about something else.
    pub async fn get(&self, invoice: impl Into<InvoiceRef>) -> Result<Reply<Invoice>, Error> {
        let invoice = invoice.into();
        identity::of_invoice(self.client.ask(Endpoint::InvoiceGet, &invoice).await?, &invoice)
    }

    /// Lists the deposits to an invoice, as many as the service gives without being asked for a
    /// page.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch.
    pub async fn deposits(
        &self,
        invoice: impl Into<InvoiceRef>,
    ) -> Result<Reply<Page<Deposit>>, Error> {
        let request = DepositHistoryRequest::new(invoice.into());
        self.client.ask(Endpoint::InvoiceDepositHistory, &request).await
    }

    /// Reads one deposit to an invoice.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; a mismatch if the answer is about something else.
    pub async fn deposit(
        &self,
        invoice: impl Into<InvoiceRef>,
        transaction: &TransactionId,
    ) -> Result<Reply<Deposit>, Error> {
        let request = DepositRequest::new(transaction.clone(), invoice.into());
        identity::of_deposit(
            self.client.ask(Endpoint::InvoiceDeposit, &request).await?,
            transaction,
        )
    }

    /// Refetches a deposit to an unlimited invoice that a webhook announced, and tells what may
    /// be credited.
    ///
    /// Pass the `serviceFee` of the verified `INVOICE_TRANSLATION_TO_ACCOUNT_COMPLETED` event, or
    /// [`Fee::NotReported`]; a fee that the deposit itself carries wins. Since only that event
    /// reports a fee, a deposit that the service lists without a state counts as settled with a
    /// fee and as [unstated](crate::Stage::Unstated) without.
    ///
    /// For unlimited invoices only: those paid once are credited as a whole, by
    /// [`confirm_settlement`](Self::confirm_settlement), never deposit by deposit.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; a mismatch if the answer is about something else.
    pub async fn confirm_deposit(
        &self,
        invoice: impl Into<InvoiceRef>,
        transaction: &TransactionId,
        reported: Fee,
    ) -> Result<DepositConfirmation, Error> {
        let deposit = self.deposit(invoice, transaction).await?;
        Ok(DepositConfirmation::of_invoice(transaction, &deposit, reported))
    }

    /// Refetches an invoice that is paid once, and tells what may be credited.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; a mismatch if the answer is about something else.
    pub async fn confirm_settlement(
        &self,
        invoice: impl Into<InvoiceRef>,
    ) -> Result<Settlement, Error> {
        Ok(Settlement::of(self.get(invoice).await?.into_inner()))
    }
}
