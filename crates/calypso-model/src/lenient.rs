//! Optional fields, which the service may leave out, send as null, or send empty.

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _};
use serde_json::value::RawValue;

/// Reads an optional value; null and an empty text are nothing.
///
/// Ids and codes are never empty, and one empty reference should not make a whole invoice
/// unreadable.
pub(crate) fn optional<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    match Option::<Box<RawValue>>::deserialize(deserializer)? {
        Some(raw) if raw.get() != "\"\"" => {
            serde_json::from_str(raw.get()).map(Some).map_err(D::Error::custom)
        }
        _ => Ok(None),
    }
}

/// Reads a value; null is the default.
pub(crate) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}
