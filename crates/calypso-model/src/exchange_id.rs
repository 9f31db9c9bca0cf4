//! [`ExchangeId`]: the one id that the API writes as a number.

use core::fmt;
use core::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};

use crate::{ParseIdError, id, raw};

/// An exchange of one currency into another (docs/API-FACTS.md, section 9.5).
///
/// Read from a JSON number or string, written as a number; never empty. A text that is no such
/// number is kept as it came and written as a string.
///
/// ```
/// use calypso_model::ExchangeId;
///
/// let id: ExchangeId = serde_json::from_str("\"70411\"")?;
/// assert_eq!(serde_json::to_string(&id)?, "70411");
/// assert_eq!(id.as_str(), "70411");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExchangeId(Box<str>);

impl ExchangeId {
    /// Reads an identifier.
    ///
    /// # Errors
    ///
    /// [`ParseIdError`] if the text is empty, too long or holds control characters.
    pub fn parse(text: &str) -> Result<Self, ParseIdError> {
        id::check(text)?;
        Ok(Self(Box::from(text)))
    }

    /// Returns the identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the number that the text is, if it is written as JSON writes one.
    fn number(&self) -> Option<u64> {
        self.0.parse().ok().filter(|number: &u64| number.to_string() == *self.0)
    }
}

impl fmt::Display for ExchangeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ExchangeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExchangeId({:?})", self.0)
    }
}

impl FromStr for ExchangeId {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl From<u64> for ExchangeId {
    fn from(number: u64) -> Self {
        Self(number.to_string().into_boxed_str())
    }
}

impl<'de> Deserialize<'de> for ExchangeId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = raw::text_or_digits(deserializer)?;
        Self::parse(&text).map_err(D::Error::custom)
    }
}

impl Serialize for ExchangeId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.number() {
            Some(number) => serializer.serialize_u64(number),
            None => serializer.serialize_str(&self.0),
        }
    }
}
