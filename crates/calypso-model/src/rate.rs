//! Exchange rates (docs/API-FACTS.md, sections 5.1 and 5.2).

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::currency_info::code_or_object;
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
///
/// The predecessor's answer, a map of maps named `rates`, is read as well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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

/// The two shapes of an answer.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RatesShapes {
    currency_rates: Option<Vec<CurrencyRate>>,
    rates: Option<BTreeMap<Currency, BTreeMap<Currency, OlderRate>>>,
}

/// A rate as the predecessor writes it, in maps by the two currencies.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OlderRate {
    rate: Amount,
    created_at: Instant,
}

impl<'de> Deserialize<'de> for Rates {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let shapes = RatesShapes::deserialize(deserializer)?;
        if let Some(currency_rates) = shapes.currency_rates {
            return Ok(Self { currency_rates });
        }
        let older = shapes.rates.ok_or_else(|| D::Error::missing_field("currencyRates"))?;
        let rates = older.into_iter().flat_map(|(from, rates)| {
            rates.into_iter().map(move |(to, rate)| CurrencyRate {
                from_currency: from.clone(),
                to_currency: to,
                rates: rate.rate,
                rates_date: rate.created_at,
            })
        });
        Ok(Self { currency_rates: rates.collect() })
    }
}

/// What one unit of a currency is worth in another.
///
/// Each currency is read as a code or, as an older page has it, as a whole currency object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CurrencyRate {
    /// The currency of the one unit.
    #[serde(deserialize_with = "code_or_object")]
    pub from_currency: Currency,
    /// The currency of the rate.
    #[serde(deserialize_with = "code_or_object")]
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
