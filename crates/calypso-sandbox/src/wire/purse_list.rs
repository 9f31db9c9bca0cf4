//! Lists of customers' addresses and of the deposits to them (docs/API-FACTS.md, section 3).

use calypso_model::{Currency, CustomerId, Sort, TransactionState};

use super::fields::Fields;
use super::narrow::{AtLeastOne, TransactionOrderWord};
use super::page::PageWanted;
use super::payload::{Nested, Payload as _, payload, readable_words};
use crate::rules::{Conditions, Refusal, TransactionOrder, TransactionsWanted};

readable_words! {
    TransactionState: "transaction state",
}

payload! {
    /// Whose addresses are wanted, and which page of them.
    pub(crate) struct AddressesWanted as "PurseAddressesRequest" {
        customer: CustomerId = required "customerId",
        page_number: u32 = optional "pageNumber",
        page_size: AtLeastOne = optional "pageSize",
        /// From the oldest to the newest, or the other way round.
        sort: Sort = optional "sort",
    }
}

payload! {
    /// Which deposits are wanted, and which page of them.
    pub(crate) struct TransactionFilter as "PurseTransactionsRequest" {
        customer: CustomerId = optional "customerId",
        currency: Nested<CurrencyFilter> = optional "currencyFilter",
        state: Nested<StateFilter> = optional "transactionStateFilter",
        page_number: u32 = optional "pageNumber",
        page_size: AtLeastOne = optional "pageSize",
        sort: Sort = optional "sort",
        /// What to sort by: `createdDate`, the default, or `amount`.
        properties: TransactionOrderWord = optional "properties",
    }
}

payload! {
    /// Conditions on a currency; all that are given must hold.
    pub(crate) struct CurrencyFilter as "CurrencyFilter" {
        equals: Currency = optional "equals",
        not_equals: Currency = optional "notEquals",
        specified: bool = optional "specified",
        one_of: Vec<Currency> = optional "in",
        none_of: Vec<Currency> = optional "notIn",
        contains: String = optional "contains",
        does_not_contain: String = optional "doesNotContain",
    }
}

payload! {
    /// Conditions on a state; all that are given must hold.
    pub(crate) struct StateFilter as "TransactionStateFilter" {
        equals: TransactionState = optional "equals",
        not_equals: TransactionState = optional "notEquals",
        specified: bool = optional "specified",
        one_of: Vec<TransactionState> = optional "in",
        none_of: Vec<TransactionState> = optional "notIn",
    }
}

/// Reads whose addresses are wanted, which page of them, and in which direction.
pub(crate) fn addresses_wanted(
    fields: &Fields<'_>,
) -> Result<(CustomerId, PageWanted, Option<Sort>), Refusal> {
    let wanted = AddressesWanted::read(fields)?;
    let page = PageWanted::paged(fields, wanted.page_number, wanted.page_size)?;
    Ok((wanted.customer, page, wanted.sort))
}

/// Reads which deposits are wanted, and which page of them.
pub(crate) fn transactions_wanted(
    fields: &Fields<'_>,
) -> Result<(TransactionsWanted, PageWanted), Refusal> {
    let filter = TransactionFilter::read(fields)?;
    let page = PageWanted::paged(fields, filter.page_number, filter.page_size)?;
    let order = match filter.properties.as_ref().map(|word| word.0.as_str()) {
        None | Some("createdDate") => TransactionOrder::Created,
        Some("amount") => TransactionOrder::Amount,
        Some(_) => return Err(fields.refuse("properties", "Must be createdDate or amount")),
    };
    let wanted = TransactionsWanted {
        customer: filter.customer,
        currency: filter.currency.map(|filter| filter.0.into()).unwrap_or_default(),
        state: filter.state.map(|filter| filter.0.into()).unwrap_or_default(),
        order,
        descending: filter.sort == Some(Sort::Descending),
    };
    Ok((wanted, page))
}

impl From<CurrencyFilter> for Conditions {
    fn from(filter: CurrencyFilter) -> Self {
        let texts = |codes: Vec<Currency>| codes.iter().map(ToString::to_string).collect();
        Self {
            equals: filter.equals.map(|code| code.to_string()),
            not_equals: filter.not_equals.map(|code| code.to_string()),
            specified: filter.specified,
            one_of: filter.one_of.map(texts),
            none_of: filter.none_of.map(texts).unwrap_or_default(),
            contains: filter.contains,
            does_not_contain: filter.does_not_contain,
        }
    }
}

impl From<StateFilter> for Conditions {
    fn from(filter: StateFilter) -> Self {
        let texts =
            |states: Vec<TransactionState>| states.iter().map(ToString::to_string).collect();
        Self {
            equals: filter.equals.map(|state| state.to_string()),
            not_equals: filter.not_equals.map(|state| state.to_string()),
            specified: filter.specified,
            one_of: filter.one_of.map(texts),
            none_of: filter.none_of.map(texts).unwrap_or_default(),
            contains: None,
            does_not_contain: None,
        }
    }
}
