//! Which deposits to customers' addresses are wanted (docs/API-FACTS.md, section 3.5).

use serde::Serialize;

use crate::setters::setters;
use crate::{Currency, CustomerId, PageRequest, TransactionState};

/// Asks for deposits to customers' addresses, filtered and by pages.
///
/// ```
/// use calypso_model::{CurrencyFilter, CustomerId, PageRequest, TransactionFilter};
///
/// let filter = TransactionFilter::new()
///     .with_customer_id(CustomerId::parse("3f1d7f0a-58f3-4d0c-8f2e-6a4b9c1d2e30")?)
///     .with_currency_filter(CurrencyFilter::equals("USDT_TRX".parse()?))
///     .with_page(PageRequest::new(0, 50));
/// assert_eq!(
///     serde_json::to_string(&filter)?,
///     concat!(
///         r#"{"customerId":"3f1d7f0a-58f3-4d0c-8f2e-6a4b9c1d2e30","#,
///         r#""currencyFilter":{"equals":"USDT_TRX"},"pageNumber":0,"pageSize":50}"#,
///     ),
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TransactionFilter {
    /// Only those of one customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    /// Only those in some currencies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency_filter: Option<CurrencyFilter>,
    /// Only those in some states.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction_state_filter: Option<TransactionStateFilter>,
    /// Which part of the list, and how it is sorted.
    #[serde(flatten)]
    pub page: PageRequest,
}

impl TransactionFilter {
    /// Asks for all.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    setters! {
        /// Asks only for those of one customer.
        with_customer_id, customer_id: CustomerId;
        /// Asks only for those in some currencies.
        with_currency_filter, currency_filter: CurrencyFilter;
        /// Asks only for those in some states.
        with_transaction_state_filter, transaction_state_filter: TransactionStateFilter;
    }

    /// Asks for a part of the list.
    #[must_use]
    pub fn with_page(mut self, page: PageRequest) -> Self {
        self.page = page;
        self
    }
}

/// Conditions on a currency; all that are given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CurrencyFilter {
    /// It is this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub equals: Option<Currency>,
    /// It is any but this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_equals: Option<Currency>,
    /// It is there at all, or is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub specified: Option<bool>,
    /// It is one of these; an empty list allows none.
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    pub one_of: Option<Vec<Currency>>,
    /// It is none of these.
    #[serde(rename = "notIn", skip_serializing_if = "Vec::is_empty")]
    pub none_of: Vec<Currency>,
    /// Its code contains this text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contains: Option<String>,
    /// Its code does not contain this text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub does_not_contain: Option<String>,
}

impl CurrencyFilter {
    /// The currency is this one.
    #[must_use]
    pub fn equals(currency: Currency) -> Self {
        Self { equals: Some(currency), ..Self::default() }
    }

    /// The currency is one of these.
    #[must_use]
    pub fn one_of(currencies: impl IntoIterator<Item = Currency>) -> Self {
        Self { one_of: Some(currencies.into_iter().collect()), ..Self::default() }
    }

    /// The currency is none of these.
    #[must_use]
    pub fn none_of(currencies: impl IntoIterator<Item = Currency>) -> Self {
        Self { none_of: currencies.into_iter().collect(), ..Self::default() }
    }

    setters! {
        /// Asks for any but this one as well.
        with_not_equals, not_equals: Currency;
        /// Asks for it to be there, or not to be.
        with_specified, specified: bool;
        /// Asks for a text in the code as well.
        with_contains, contains: String;
        /// Asks for a text not to be in the code as well.
        with_does_not_contain, does_not_contain: String;
    }
}

/// Conditions on the state of a transaction; all that are given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TransactionStateFilter {
    /// It is this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub equals: Option<TransactionState>,
    /// It is any but this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_equals: Option<TransactionState>,
    /// It is there at all, or is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub specified: Option<bool>,
    /// It is one of these; an empty list allows none.
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    pub one_of: Option<Vec<TransactionState>>,
    /// It is none of these.
    #[serde(rename = "notIn", skip_serializing_if = "Vec::is_empty")]
    pub none_of: Vec<TransactionState>,
}

impl TransactionStateFilter {
    /// The state is this one.
    #[must_use]
    pub fn equals(state: TransactionState) -> Self {
        Self { equals: Some(state), ..Self::default() }
    }

    /// The state is one of these.
    #[must_use]
    pub fn one_of(states: impl IntoIterator<Item = TransactionState>) -> Self {
        Self { one_of: Some(states.into_iter().collect()), ..Self::default() }
    }

    /// The state is none of these.
    #[must_use]
    pub fn none_of(states: impl IntoIterator<Item = TransactionState>) -> Self {
        Self { none_of: states.into_iter().collect(), ..Self::default() }
    }

    setters! {
        /// Asks for any but this one as well.
        with_not_equals, not_equals: TransactionState;
        /// Asks for it to be there, or not to be.
        with_specified, specified: bool;
    }
}
