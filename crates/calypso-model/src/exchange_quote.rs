//! What an exchange would bring: pairs, calculation, average rate and limit (docs/API-FACTS.md,
//! section 9.5).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::currency_info::code_or_object;
use crate::setters::setters;
use crate::{Amount, Currency, CurrencyInfo};

/// Which currencies can be exchanged into which.
///
/// The service lists whole currency objects; a list of codes is read as well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ExchangePairs {
    /// What each currency can be exchanged into.
    pub currency_pairs: BTreeMap<Currency, Vec<CurrencyInfo>>,
}

impl ExchangePairs {
    /// Returns what a currency can be exchanged into; an unlisted one into nothing.
    #[must_use]
    pub fn destinations(&self, source: &Currency) -> &[CurrencyInfo] {
        self.currency_pairs.get(source).map_or(&[], Vec::as_slice)
    }

    /// Tells whether the service lists a pair.
    #[must_use]
    pub fn allows(&self, source: &Currency, destination: &Currency) -> bool {
        self.destinations(source).iter().any(|info| info.is(destination))
    }
}

/// Asks what an amount would be exchanged into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PreCalculateRequest {
    /// The currency to sell.
    pub source_currency: Currency,
    /// The currency to buy.
    pub destination_currency: Currency,
    /// The amount to sell.
    pub amount: Amount,
    /// Required by the newest schema only, and none of its words is documented
    /// (docs/API-FACTS.md, section 12.15): ask the service's support.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<String>,
}

impl PreCalculateRequest {
    /// Asks what `amount` of one currency would be exchanged into.
    #[must_use]
    pub const fn new(
        source_currency: Currency,
        destination_currency: Currency,
        amount: Amount,
    ) -> Self {
        Self { source_currency, destination_currency, amount, direction: None }
    }

    setters! {
        /// Sets [`direction`](Self::direction).
        with_direction, direction: String;
    }
}

/// What an exchange would bring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PreCalculation {
    /// The currency to sell.
    #[serde(deserialize_with = "code_or_object")]
    pub source_currency: Currency,
    /// The currency to buy.
    #[serde(deserialize_with = "code_or_object")]
    pub destination_currency: Currency,
    /// The amount of the destination currency. That it is not the amount asked about is inferred.
    pub amount: Amount,
}

/// Names two currencies: the one to sell and the one to buy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CurrencyPair {
    /// The currency to sell.
    pub source_currency: Currency,
    /// The currency to buy.
    pub destination_currency: Currency,
}

impl CurrencyPair {
    /// Names a pair.
    #[must_use]
    pub const fn new(source_currency: Currency, destination_currency: Currency) -> Self {
        Self { source_currency, destination_currency }
    }
}

/// The average rate of a pair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AverageRate {
    /// What one unit of the source currency brings of the destination currency.
    pub rate: Amount,
}
