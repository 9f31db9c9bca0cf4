//! Rates: the two requests and their answers (docs/API-FACTS.md, sections 5.1 and 5.2).

use std::collections::BTreeMap;

use calypso_model::{Amount, Currency};
use calypso_sign::Timestamp;
use serde::Serialize;

use super::date::zoned;
use super::fields::Fields;
use crate::rules::{Refusal, World};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RatesBody {
    currency_rates: Vec<RateBody>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct RateBody {
    from_currency: Currency,
    to_currency: Currency,
    /// One number, despite its name.
    rates: Amount,
    rates_date: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FiatRatesBody {
    rates_map: BTreeMap<Currency, BTreeMap<Currency, Amount>>,
}

pub(crate) fn rates(
    payload: &Fields<'_>,
    world: &World,
    now: Timestamp,
) -> Result<RatesBody, Refusal> {
    let rate = |(from, to, rates)| RateBody {
        from_currency: from,
        to_currency: to,
        rates,
        rates_date: zoned(now),
    };
    let pairs = pairs(payload, "fromCurrencies", "toCurrencies", world)?;
    Ok(RatesBody { currency_rates: pairs.into_iter().map(rate).collect() })
}

pub(crate) fn fiat_rates(payload: &Fields<'_>, world: &World) -> Result<FiatRatesBody, Refusal> {
    let mut rates_map: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for (from, to, rate) in pairs(payload, "from", "to", world)? {
        rates_map.entry(from).or_default().insert(to, rate);
    }
    Ok(FiatRatesBody { rates_map })
}

fn pairs(
    payload: &Fields<'_>,
    from: &str,
    to: &str,
    world: &World,
) -> Result<Vec<(Currency, Currency, Amount)>, Refusal> {
    let (sources, targets) = (currencies(payload, from)?, currencies(payload, to)?);
    let mut pairs = Vec::new();
    for source in &sources {
        for target in &targets {
            let rate = world
                .rate(source, target)
                .ok_or_else(|| payload.refuse(to, format_args!("No rate {source} to {target}")))?;
            pairs.push((source.clone(), target.clone(), rate));
        }
    }
    Ok(pairs)
}

/// Reads a list of codes: not empty, known, each once.
fn currencies(payload: &Fields<'_>, name: &str) -> Result<Vec<Currency>, Refusal> {
    let codes: Vec<String> = payload.require(name, payload.list(name)?)?;
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
