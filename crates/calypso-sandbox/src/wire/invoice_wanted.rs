//! Which invoices and deposits are wanted (docs/API-FACTS.md, sections 4.6 to 4.9).

use calypso_model::{
    ExternalId, IdempotencyKey, InvoiceId, InvoiceState, InvoiceType, Sort, TransactionId,
};

use super::fields::Fields;
use super::narrow::{AtLeastOne, DepositOrderWord, InvoiceOrderWord};
use super::page::PageWanted;
use super::payload::{Payload as _, payload, readable_words};
use crate::rules::{InvoiceOrder, InvoiceRef, InvoicesWanted, Refusal};

payload! {
    /// Which invoice is meant: `id`, `idempotencyKey` or `externalId` must be given.
    pub(crate) struct InvoiceWanted as "InvoiceRequest" of at least 1 {
        id: InvoiceId = optional "id",
        idempotency_key: IdempotencyKey = optional "idempotencyKey",
        /// The newest invoice with it.
        external_id: ExternalId = optional "externalId",
    }
}

payload! {
    /// Which deposit to which invoice is meant: `id`, `idempotencyKey` or `externalId` names the
    /// invoice.
    pub(crate) struct DepositWanted as "InvoiceDepositRequest" of at least 2 {
        transaction_id: TransactionId = required "transactionId",
        id: InvoiceId = optional "id",
        idempotency_key: IdempotencyKey = optional "idempotencyKey",
        external_id: ExternalId = optional "externalId",
    }
}

payload! {
    /// Whose deposits are wanted, and which page of them: `id`, `idempotencyKey` or `externalId`
    /// names the invoice. Without a page size, all are.
    pub(crate) struct DepositsWanted as "InvoiceDepositHistoryRequest" of at least 1 {
        id: InvoiceId = optional "id",
        idempotency_key: IdempotencyKey = optional "idempotencyKey",
        external_id: ExternalId = optional "externalId",
        page_number: u32 = optional "pageNumber",
        page_size: AtLeastOne = optional "pageSize",
        sort: Sort = optional "sort",
        /// What to sort by; `DATE` if nothing is said.
        properties: DepositOrderWord = optional "properties",
    }
}

payload! {
    /// Which reference the invoices have, and which page of them is wanted.
    pub(crate) struct InvoicesByExternalId as "InvoicesByExternalIdRequest" {
        external_id: ExternalId = required "externalId",
        page_number: u32 = optional "pageNumber",
        page_size: AtLeastOne = optional "pageSize",
        /// From the oldest to the newest, or the other way round.
        sort: Sort = optional "sort",
    }
}

payload! {
    /// Which invoices are wanted, and which page of them.
    pub(crate) struct InvoiceFilter as "InvoicesRequest" {
        states: Vec<InvoiceState> = optional "stateNames",
        types: Vec<InvoiceType> = optional "typeNames",
        page_number: u32 = optional "pageNumber",
        page_size: AtLeastOne = optional "pageSize",
        sort: Sort = optional "sort",
        /// What to sort by; `DATE` if nothing is said.
        properties: InvoiceOrderWord = optional "properties",
    }
}

readable_words! {
    InvoiceState: "state",
    InvoiceType: "type",
}

/// Names an invoice, by at least one of three names.
fn named(
    fields: &Fields<'_>,
    id: Option<InvoiceId>,
    key: Option<IdempotencyKey>,
    external_id: Option<ExternalId>,
) -> Result<InvoiceRef, Refusal> {
    if id.is_none() && key.is_none() && external_id.is_none() {
        return Err(fields.refuse("id", "This or idempotencyKey must be given"));
    }
    Ok(InvoiceRef { id, key, external_id })
}

/// Reads which invoice is meant.
pub(crate) fn invoice_ref(fields: &Fields<'_>) -> Result<InvoiceRef, Refusal> {
    let wanted = InvoiceWanted::read(fields)?;
    named(fields, wanted.id, wanted.idempotency_key, wanted.external_id)
}

/// Reads which deposit is meant.
pub(crate) fn deposit_ref(fields: &Fields<'_>) -> Result<(InvoiceRef, TransactionId), Refusal> {
    let wanted = DepositWanted::read(fields)?;
    let invoice = named(fields, wanted.id, wanted.idempotency_key, wanted.external_id)?;
    Ok((invoice, wanted.transaction_id))
}

/// What the deposits to an invoice are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DepositOrder {
    Date,
    Amount,
    Currency,
}

/// Whose deposits are wanted, which page of them, and in which order.
#[derive(Debug)]
pub(crate) struct DepositList {
    pub(crate) invoice: InvoiceRef,
    pub(crate) page: PageWanted,
    pub(crate) order: DepositOrder,
    pub(crate) descending: bool,
}

/// Reads whose deposits are wanted.
pub(crate) fn deposit_list(fields: &Fields<'_>) -> Result<DepositList, Refusal> {
    let wanted = DepositsWanted::read(fields)?;
    let page = PageWanted::whole(fields, wanted.page_number, wanted.page_size)?;
    let order = match wanted.properties.as_ref().map(|word| word.0.as_str()) {
        None | Some("DATE") => DepositOrder::Date,
        Some("AMOUNT") => DepositOrder::Amount,
        Some("CURRENCY") => DepositOrder::Currency,
        Some(_) => return Err(fields.refuse("properties", "Must be AMOUNT, CURRENCY or DATE")),
    };
    let invoice = named(fields, wanted.id, wanted.idempotency_key, wanted.external_id)?;
    Ok(DepositList { invoice, page, order, descending: wanted.sort == Some(Sort::Descending) })
}

/// Reads which reference the wanted invoices have.
pub(crate) fn invoices_by_external_id(
    fields: &Fields<'_>,
) -> Result<(ExternalId, PageWanted, bool), Refusal> {
    let wanted = InvoicesByExternalId::read(fields)?;
    let page = PageWanted::paged(fields, wanted.page_number, wanted.page_size)?;
    Ok((wanted.external_id, page, wanted.sort == Some(Sort::Descending)))
}

/// Reads which invoices are wanted.
pub(crate) fn invoices_wanted(
    fields: &Fields<'_>,
) -> Result<(InvoicesWanted, PageWanted), Refusal> {
    let filter = InvoiceFilter::read(fields)?;
    let page = PageWanted::paged(fields, filter.page_number, filter.page_size)?;
    let order = match filter.properties.as_ref().map(|word| word.0.as_str()) {
        None | Some("DATE") => InvoiceOrder::Date,
        Some("PAY_AMOUNT") => InvoiceOrder::PayAmount,
        Some("CURRENCY") => InvoiceOrder::Currency,
        Some("STATE") => InvoiceOrder::State,
        Some(_) => {
            let problem = "Must be PAY_AMOUNT, CURRENCY, STATE or DATE";
            return Err(fields.refuse("properties", problem));
        }
    };
    let wanted = InvoicesWanted {
        states: filter.states.unwrap_or_default(),
        types: filter.types.unwrap_or_default(),
        order,
        descending: filter.sort == Some(Sort::Descending),
    };
    Ok((wanted, page))
}
