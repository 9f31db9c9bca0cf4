//! Exchanges: the requests and the answers (docs/API-FACTS.md, section 9.5).

use std::collections::BTreeMap;

use calypso_model::{AccountId, Amount, Currency, ExchangeState};

use super::currency::CurrencyBody;
use super::date::ZonedDate;
use super::narrow::{Crypto, Positive};
use super::payload::{payload, readable};
use super::reply::reply;
use super::schema::described_words;
use crate::rules::{Exchange, Limit, Pair, exchangeable};

described_words! { ExchangeState }

readable! {
    |fields, name| u64 => fields.number(name);
}

payload! {
    /// A pair of currencies: the one to sell and the one to buy.
    pub(crate) struct PairWanted as "CurrencyPair" {
        source: Crypto = required "sourceCurrency",
        destination: Crypto = required "destinationCurrency",
    }
}

impl From<PairWanted> for Pair {
    fn from(wanted: PairWanted) -> Self {
        Self { source: wanted.source.0, destination: wanted.destination.0 }
    }
}

payload! {
    /// A calculation that is wanted.
    pub(crate) struct CalculationWanted as "PreCalculateRequest" {
        source: Crypto = required "sourceCurrency",
        destination: Crypto = required "destinationCurrency",
        /// The amount to sell.
        amount: Positive = required "amount",
        /// Its words are not documented; any is accepted, and none changes anything.
        direction: String = optional "direction",
    }
}

payload! {
    /// An exchange to make.
    pub(crate) struct NewExchange as "NewExchange" {
        source: Crypto = required "sourceCurrency",
        destination: Crypto = required "destinationCurrency",
        /// The amount to sell.
        amount: Positive = required "amount",
    }
}

payload! {
    /// Which exchange is wanted.
    pub(crate) struct ExchangeWanted as "ExchangeRequest" {
        /// A number, not a string.
        id: u64 = required "id",
    }
}

reply! {
    /// What each currency can be exchanged into.
    #[derive(Debug)]
    pub(crate) struct PairsBody as "ExchangePairs" {
        currency_pairs: BTreeMap<&'static str, Vec<CurrencyBody>> = "currencyPairs",
    }
}

impl PairsBody {
    pub(crate) fn new() -> Self {
        let others = |code: &'static str| {
            let others = exchangeable().filter(|facts| facts.code != code);
            (code, others.map(CurrencyBody::new).collect())
        };
        Self { currency_pairs: exchangeable().map(|facts| others(facts.code)).collect() }
    }
}

reply! {
    /// What an exchange would bring.
    #[derive(Debug)]
    pub(crate) struct CalculationBody as "PreCalculation" {
        source: Currency = "sourceCurrency",
        destination: Currency = "destinationCurrency",
        /// The amount bought.
        amount: Amount = "amount",
    }
}

impl CalculationBody {
    pub(crate) fn new(pair: Pair, amount: Amount) -> Self {
        Self { source: pair.source, destination: pair.destination, amount }
    }
}

reply! {
    /// The average rate of a pair.
    #[derive(Debug)]
    pub(crate) struct AverageRateBody as "AverageRate" {
        rate: Amount = "rate",
    }
}

impl AverageRateBody {
    pub(crate) fn new(rate: Amount) -> Self {
        Self { rate }
    }
}

reply! {
    /// The most that one exchange of a pair may sell.
    #[derive(Debug)]
    pub(crate) struct LimitBody as "ExchangeLimit" {
        source: CurrencyBody = "sourceCurrency",
        destination: CurrencyBody = "destinationCurrency",
        /// The name of this field is a guess.
        limit: Amount = "limit",
    }
}

impl LimitBody {
    pub(crate) fn new(limit: &Limit) -> Self {
        Self {
            source: CurrencyBody::new(limit.source),
            destination: CurrencyBody::new(limit.destination),
            limit: limit.most,
        }
    }
}

reply! {
    /// An exchange.
    #[derive(Debug)]
    pub(crate) struct ExchangeBody<'a> as "Exchange" {
        id: u64 = "id",
        account: &'a AccountId = "account",
        source_currency: &'a Currency = "sourceCurrency",
        source_amount: Amount = "sourceAmount",
        destination_currency: &'a Currency = "destinationCurrency",
        destination_amount: Amount = "destinationAmount",
        state: &'a ExchangeState = "state",
        created_date: ZonedDate = "createdDate",
    }
}

impl<'a> ExchangeBody<'a> {
    pub(crate) fn new(exchange: &'a Exchange) -> Self {
        Self {
            id: exchange.number,
            account: &exchange.owner,
            source_currency: &exchange.pair.source,
            source_amount: exchange.source_amount,
            destination_currency: &exchange.pair.destination,
            destination_amount: exchange.destination_amount,
            state: &exchange.state,
            created_date: ZonedDate(exchange.created),
        }
    }
}
