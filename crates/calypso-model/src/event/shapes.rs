//! Shapes within event data that come in more than one form.

use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::value::RawValue;

use crate::{Amount, Currency, TransactionId};

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
            serde_json::from_str(raw.get()).map(Self::PerCurrency)
        } else {
            serde_json::from_str(raw.get()).map(Self::Single)
        };
        read.map_err(D::Error::custom)
    }
}

/// Reads the ids of deposits: one, or a list, or nothing.
pub(super) fn one_or_many<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<TransactionId>, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    let read = match raw.get() {
        "null" => Ok(Vec::new()),
        text if text.starts_with('[') => serde_json::from_str(text),
        text => serde_json::from_str(text).map(|id| vec![id]),
    };
    read.map_err(D::Error::custom)
}
