//! Exchanges of one currency into another (docs/API-FACTS.md, section 9.5).

use serde::{Deserialize, Serialize};

use crate::currency_info::code_or_object;
use crate::{AccountId, Amount, Currency, ExchangeId, ExchangeState, Instant, lenient};

/// An exchange to make. The API takes no key for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NewExchange {
    /// The currency to sell.
    pub source_currency: Currency,
    /// The currency to buy.
    pub destination_currency: Currency,
    /// The amount to sell.
    pub amount: Amount,
}

impl NewExchange {
    /// Asks for `amount` of one currency to be exchanged into another.
    #[must_use]
    pub const fn new(
        source_currency: Currency,
        destination_currency: Currency,
        amount: Amount,
    ) -> Self {
        Self { source_currency, destination_currency, amount }
    }
}

/// Asks for an exchange.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ExchangeRequest {
    /// The exchange; a number on the wire.
    pub id: ExchangeId,
}

impl ExchangeRequest {
    /// Asks for an exchange.
    #[must_use]
    pub const fn new(id: ExchangeId) -> Self {
        Self { id }
    }
}

/// An exchange.
///
/// The service lists all of these fields. Account and bought amount may be absent all the same,
/// since an answer to an exchange that was made should never be lost to a null; both currencies
/// are read as codes or as whole currency objects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Exchange {
    /// The exchange's id.
    pub id: ExchangeId,
    /// The account whose balances it moves.
    #[serde(
        default,
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub account: Option<AccountId>,
    /// The currency sold.
    #[serde(deserialize_with = "code_or_object")]
    pub source_currency: Currency,
    /// The amount sold.
    pub source_amount: Amount,
    /// The currency bought.
    #[serde(deserialize_with = "code_or_object")]
    pub destination_currency: Currency,
    /// The amount bought. Before the exchange is completed it may be a quote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination_amount: Option<Amount>,
    /// How far it is.
    pub state: ExchangeState,
    /// When it was asked for.
    pub created_date: Instant,
}
