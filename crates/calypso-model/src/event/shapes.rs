//! Shapes within event data that come in more than one form.

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::{Amount, Currency, TransactionId, lenient};

/// A fiat worth: one number in some events, one per currency in others.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FiatAmount {
    /// One number; the event names its currency elsewhere, or not at all.
    Single(Amount),
    /// One number per currency.
    PerCurrency(BTreeMap<Currency, Amount>),
}

// An untagged enum would send the numbers through a float, so the first byte decides.
impl<'de> Deserialize<'de> for FiatAmount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let read = if raw.get().starts_with('{') {
            serde_json::from_str::<BTreeMap<Currency, Option<Amount>>>(raw.get()).map(|worths| {
                let known = worths.into_iter().filter_map(|(code, worth)| Some((code, worth?)));
                Self::PerCurrency(known.collect())
            })
        } else {
            serde_json::from_str(raw.get()).map(Self::Single)
        };
        read.map_err(D::Error::custom)
    }
}

/// The fields that go by two names. An event may use both, which an alias would refuse as a
/// duplicate.
#[derive(Deserialize)]
struct TwoNames {
    #[serde(default, rename = "transactionId", deserialize_with = "one_or_many")]
    transaction_id: Vec<TransactionId>,
    #[serde(default, rename = "transactionIds", deserialize_with = "one_or_many")]
    transaction_ids: Vec<TransactionId>,
    #[serde(default, rename = "fiatCurrency", deserialize_with = "lenient::optional")]
    fiat_currency: Option<Currency>,
    #[serde(default, rename = "fiatcurrency", deserialize_with = "lenient::optional")]
    fiat_currency_in_lower_case: Option<Currency>,
}

/// Returns the ids of deposits, each once: `transactionIds` and `transactionId`, one or a list.
pub(super) fn transaction_ids(text: &str) -> serde_json::Result<Vec<TransactionId>> {
    let names: TwoNames = serde_json::from_str(text)?;
    let mut ids = names.transaction_ids;
    for id in names.transaction_id {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// Returns the fiat currency, `fiatCurrency` or `fiatcurrency`.
pub(super) fn fiat_currency(text: &str) -> serde_json::Result<Option<Currency>> {
    let names: TwoNames = serde_json::from_str(text)?;
    Ok(names.fiat_currency.or(names.fiat_currency_in_lower_case))
}

fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<TransactionId>, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    let read = match raw.get() {
        "null" | "\"\"" => Ok(Vec::new()),
        text if text.starts_with('[') => serde_json::from_str(text),
        text => serde_json::from_str(text).map(|id| vec![id]),
    };
    read.map_err(D::Error::custom)
}
