//! Lists of invoices, and of the deposits to one, by pages and item by item.

use calypso_model::{
    Deposit, DepositHistoryRequest, Endpoint, Invoice, InvoiceListRequest, InvoiceRef,
    InvoicesByExternalId, Page, PageRequest,
};

use crate::invoices::Invoices;
use crate::items::Items;
use crate::{Error, Reply};

impl Invoices<'_> {
    /// Reads one page of the deposits to an invoice.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch.
    pub async fn deposit_page(
        &self,
        invoice: impl Into<InvoiceRef>,
        page: PageRequest,
    ) -> Result<Reply<Page<Deposit>>, Error> {
        let request = DepositHistoryRequest::new(invoice.into()).with_page(page);
        self.client.ask(Endpoint::InvoiceDepositHistory, &request).await
    }

    /// Lists the deposits to an invoice one by one, from a page on.
    #[must_use]
    pub fn deposit_items(
        &self,
        invoice: impl Into<InvoiceRef>,
        first: PageRequest,
    ) -> Items<Deposit> {
        let request = DepositHistoryRequest::new(invoice.into());
        let with_page = DepositHistoryRequest::with_page;
        self.client.items(Endpoint::InvoiceDepositHistory, first, request, with_page)
    }

    /// Lists the invoices with one reference of the merchant's, one page of them.
    ///
    /// References need not be unique. Path and paging are carried over from the predecessor API.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch.
    pub async fn by_external_id(
        &self,
        request: &InvoicesByExternalId,
    ) -> Result<Reply<Page<Invoice>>, Error> {
        self.client.ask(Endpoint::InvoiceExternal, request).await
    }

    /// Lists the invoices with one reference of the merchant's one by one, from the page that the
    /// request names.
    #[must_use]
    pub fn external_items(&self, request: InvoicesByExternalId) -> Items<Invoice> {
        let first = request.page.clone();
        let with_page = InvoicesByExternalId::with_page;
        self.client.items(Endpoint::InvoiceExternal, first, request, with_page)
    }

    /// Lists invoices, one page of them.
    ///
    /// The operation is the predecessor's; whether the current API has kept it is not known.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch.
    pub async fn list(&self, request: &InvoiceListRequest) -> Result<Reply<Page<Invoice>>, Error> {
        self.client.ask(Endpoint::InvoiceAll, request).await
    }

    /// Lists invoices one by one, from the page that the request names.
    #[must_use]
    pub fn items(&self, request: InvoiceListRequest) -> Items<Invoice> {
        let first = request.page.clone();
        let with_page = InvoiceListRequest::with_page;
        self.client.items(Endpoint::InvoiceAll, first, request, with_page)
    }
}
