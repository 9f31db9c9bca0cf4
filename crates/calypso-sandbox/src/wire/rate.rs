//! Rates: the two requests and their answers (docs/API-FACTS.md, sections 5.1 and 5.2).

use std::collections::BTreeMap;

use calypso_model::{Amount, Currency};

use super::date::ZonedDate;
use super::fields::Fields;
use super::narrow::Currencies;
use super::payload::{Payload as _, payload};
use super::reply::reply;
use crate::rules::{Refusal, World};

payload! {
    /// Which rates are wanted: of each of the first in each of the second.
    pub(crate) struct RatesWanted as "RatesRequest" {
        from: Currencies = required "fromCurrencies",
        to: Currencies = required "toCurrencies",
    }
}

payload! {
    /// Which fiat rates are wanted: of each of the first in each of the second.
    pub(crate) struct FiatRatesWanted as "FiatRatesRequest" {
        from: Currencies = required "from",
        to: Currencies = required "to",
    }
}

reply! {
    /// Exchange rates.
    #[derive(Debug)]
    pub(crate) struct RatesBody as "Rates" {
        currency_rates: Vec<RateBody> = "currencyRates",
    }
}

reply! {
    /// What one unit of a currency is worth in another.
    #[derive(Debug)]
    pub(crate) struct RateBody as "CurrencyRate" {
        from_currency: Currency = "fromCurrency",
        to_currency: Currency = "toCurrency",
        /// One number, despite its name.
        rates: Amount = "rates",
        rates_date: ZonedDate = "ratesDate",
    }
}

reply! {
    /// Fiat exchange rates, by the currency converted from and the one converted to.
    #[derive(Debug)]
    pub(crate) struct FiatRatesBody as "FiatRates" {
        rates_map: BTreeMap<Currency, BTreeMap<Currency, Amount>> = "ratesMap",
    }
}

pub(crate) fn rates(payload: &Fields<'_>, world: &World) -> Result<RatesBody, Refusal> {
    let rate = |(from, to, rates)| RateBody {
        from_currency: from,
        to_currency: to,
        rates,
        rates_date: ZonedDate(world.now()),
    };
    let wanted = RatesWanted::read(payload)?;
    let from = currencies(payload, "fromCurrencies", wanted.from.0)?;
    let to = currencies(payload, "toCurrencies", wanted.to.0)?;
    let pairs = pairs(payload, "toCurrencies", &from, &to, world)?;
    Ok(RatesBody { currency_rates: pairs.into_iter().map(rate).collect() })
}

pub(crate) fn fiat_rates(payload: &Fields<'_>, world: &World) -> Result<FiatRatesBody, Refusal> {
    let mut rates_map: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    let wanted = FiatRatesWanted::read(payload)?;
    let from = currencies(payload, "from", wanted.from.0)?;
    let to = currencies(payload, "to", wanted.to.0)?;
    for (from, to, rate) in pairs(payload, "to", &from, &to, world)? {
        rates_map.entry(from).or_default().insert(to, rate);
    }
    Ok(FiatRatesBody { rates_map })
}

fn pairs(
    payload: &Fields<'_>,
    name: &str,
    sources: &[Currency],
    targets: &[Currency],
    world: &World,
) -> Result<Vec<(Currency, Currency, Amount)>, Refusal> {
    let mut pairs = Vec::new();
    for source in sources {
        for target in targets {
            let rate = world.rate(source, target).ok_or_else(|| {
                payload.refuse(name, format_args!("No rate {source} to {target}"))
            })?;
            pairs.push((source.clone(), target.clone(), rate));
        }
    }
    Ok(pairs)
}

/// Reads a list of codes: not empty, known, each once.
fn currencies(
    payload: &Fields<'_>,
    name: &str,
    codes: Vec<String>,
) -> Result<Vec<Currency>, Refusal> {
    if codes.is_empty() {
        return Err(payload.refuse(name, "Must not be empty"));
    }
    let mut currencies = Vec::new();
    for code in codes {
        let known = Currency::parse(&code).ok().filter(|currency| currency.known().is_some());
        let currency =
            known.ok_or_else(|| payload.refuse(name, format_args!("Unknown currency {code}")))?;
        if currencies.contains(&currency) {
            return Err(payload.refuse(name, "Must be unique"));
        }
        currencies.push(currency);
    }
    Ok(currencies)
}
