//! Scalars that the API writes as a JSON string or as a JSON number, read as their text.

use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::value::RawValue;

/// Reads a JSON string, or an integer as the digits it is written with.
///
/// The raw text is read because serde's own number visitors change with the features that other
/// crates in the graph switch on.
pub(crate) fn text_or_digits<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<String, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    let text = raw.get();
    match text.as_bytes().first() {
        Some(b'"') => serde_json::from_str(text).map_err(D::Error::custom),
        Some(b'0'..=b'9') if text.bytes().all(|byte| byte.is_ascii_digit()) => {
            Ok(String::from(text))
        }
        _ => Err(D::Error::custom("expected a string or a whole number")),
    }
}

/// Reads the same, or null as nothing.
pub(crate) fn optional_text_or_digits<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    match Option::<Box<RawValue>>::deserialize(deserializer)? {
        Some(raw) => text_or_digits(&*raw).map(Some).map_err(D::Error::custom),
        None => Ok(None),
    }
}
