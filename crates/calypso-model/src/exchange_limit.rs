//! The most that one exchange may sell (docs/API-FACTS.md, section 9.5).

use core::fmt;
use std::collections::BTreeMap;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::{Amount, Currency, CurrencyInfo};

/// The name that we guess for the limit.
const GUESSED_NAME: &str = "limit";

/// The upper limit of exchanges of a pair.
///
/// The documentation describes the answer and does not name the field of the limit. So every field
/// with a number in it is kept, and [`limit`](Self::limit) tells which one is meant. Both
/// currencies are read as codes or as whole currency objects.
///
/// ```
/// use calypso_model::ExchangeLimit;
///
/// let limit: ExchangeLimit = serde_json::from_str(
///     r#"{"sourceCurrency":"BTC","destinationCurrency":"USDT","maxAmount":0.75}"#,
/// )?;
/// assert_eq!(limit.limit(), Some("0.75".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExchangeLimit {
    /// The currency to sell.
    pub source_currency: Currency,
    /// The currency to buy.
    pub destination_currency: Currency,
    /// Each amount in the answer, by the name of its field.
    pub amounts: BTreeMap<String, Amount>,
}

impl ExchangeLimit {
    /// Returns the most that may be sold at once: the only amount in the answer, or of several the
    /// one named `limit`; nothing if it cannot be told.
    #[must_use]
    pub fn limit(&self) -> Option<Amount> {
        let mut amounts = self.amounts.values();
        match (amounts.next(), amounts.next()) {
            (Some(only), None) => Some(*only),
            _ => self.amounts.get(GUESSED_NAME).copied(),
        }
    }
}

impl Serialize for ExchangeLimit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("sourceCurrency", &self.source_currency)?;
        map.serialize_entry("destinationCurrency", &self.destination_currency)?;
        for (name, amount) in &self.amounts {
            map.serialize_entry(name, amount)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for ExchangeLimit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(LimitVisitor)
    }
}

struct LimitVisitor;

impl<'de> Visitor<'de> for LimitVisitor {
    type Value = ExchangeLimit;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the limit of an exchange")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ExchangeLimit, A::Error> {
        let (mut source, mut destination) = (None, None);
        let mut amounts = BTreeMap::new();
        while let Some(name) = map.next_key::<String>()? {
            let duplicate = match name.as_str() {
                "sourceCurrency" => source.replace(code(&mut map)?).is_some(),
                "destinationCurrency" => destination.replace(code(&mut map)?).is_some(),
                _ => {
                    let value = map.next_value::<Box<RawValue>>()?;
                    // What no amount can hold is no limit of money.
                    let amount = serde_json::from_str::<Amount>(value.get()).ok();
                    amount.is_some_and(|amount| amounts.insert(name.clone(), amount).is_some())
                }
            };
            if duplicate {
                return Err(A::Error::custom(format_args!("duplicate field `{name}`")));
            }
        }
        Ok(ExchangeLimit {
            source_currency: source.ok_or_else(|| A::Error::missing_field("sourceCurrency"))?,
            destination_currency: destination
                .ok_or_else(|| A::Error::missing_field("destinationCurrency"))?,
            amounts,
        })
    }
}

fn code<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Currency, A::Error> {
    let code = map.next_value::<CurrencyInfo>()?.code();
    code.ok_or_else(|| A::Error::custom("the currency's name is not a code"))
}
