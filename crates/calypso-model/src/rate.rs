//! Exchange rates (docs/API-FACTS.md, sections 5.1 and 5.2).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Amount, Currency, Instant};

/// Asks for the rates between each of some currencies and each of others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RatesRequest {
    /// The currencies to convert from; each once.
    pub from_currencies: Vec<Currency>,
    /// The currencies to convert to; each once.
    pub to_currencies: Vec<Currency>,
}

impl RatesRequest {
    /// Asks for the rates between each of the first and each of the second.
    #[must_use]
    pub const fn new(from_currencies: Vec<Currency>, to_currencies: Vec<Currency>) -> Self {
        Self { from_currencies, to_currencies }
    }
}

/// Exchange rates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Rates {
    /// One rate per pair.
    pub currency_rates: Vec<CurrencyRate>,
}

impl Rates {
    /// Returns the rate of a pair, if the answer has it.
    #[must_use]
    pub fn rate(&self, from: &Currency, to: &Currency) -> Option<Amount> {
        let of_pair = |rate: &&CurrencyRate| rate.from_currency == *from && rate.to_currency == *to;
        self.currency_rates.iter().find(of_pair).map(|rate| rate.rates)
    }
}

/// What one unit of a currency is worth in another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CurrencyRate {
    /// The currency of the one unit.
    pub from_currency: Currency,
    /// The currency of the rate.
    pub to_currency: Currency,
    /// The rate. The wire calls it `rates` although it is one number.
    pub rates: Amount,
    /// When the rate was taken.
    pub rates_date: Instant,
}

/// Asks for the rates between each of some fiat currencies and each of others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FiatRatesRequest {
    /// The currencies to convert from.
    pub from: Vec<Currency>,
    /// The currencies to convert to.
    pub to: Vec<Currency>,
}

impl FiatRatesRequest {
    /// Asks for the rates between each of the first and each of the second.
    #[must_use]
    pub const fn new(from: Vec<Currency>, to: Vec<Currency>) -> Self {
        Self { from, to }
    }
}

/// Fiat exchange rates, by the currency converted from and the one converted to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FiatRates {
    /// The rates.
    pub rates_map: BTreeMap<Currency, BTreeMap<Currency, Amount>>,
}

impl FiatRates {
    /// Returns the rate of a pair, if the answer has it.
    #[must_use]
    pub fn rate(&self, from: &Currency, to: &Currency) -> Option<Amount> {
        self.rates_map.get(from)?.get(to).copied()
    }
}
