//! Amounts in JSON: a plain number, digit for digit, whatever features other crates switch on.

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::value::RawValue;

use super::{Amount, ParseAmountError};

// serde's number visitors go through a float, or through a map if some other crate in the graph
// turns on `serde_json/arbitrary_precision`. The raw text is the same under every feature.
impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Self::parse(raw.get()).map_err(|error| match error {
            ParseAmountError::Malformed => D::Error::custom("an amount must be a JSON number"),
            ParseAmountError::Negative
            | ParseAmountError::TooPrecise
            | ParseAmountError::TooLarge => D::Error::custom(error),
        })
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.to_string()).map_err(S::Error::custom)?.serialize(serializer)
    }
}
