//! The public half of a key pair, sent in the `Key` header.

use alloc::string::String;
use core::fmt;
use core::str::FromStr;

/// The public key that says who signed; it is not a secret.
///
/// It fits an HTTP header as it is: one or more visible ASCII characters.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ApiKey(String);

impl ApiKey {
    /// Takes the key as the text that Calypso shows.
    ///
    /// # Errors
    ///
    /// Refuses an empty text and any character that is not visible ASCII, spaces included.
    ///
    /// ```
    /// use calypso_sign::{ApiKey, InvalidApiKey};
    ///
    /// assert!(ApiKey::new("c529e14832b34b74972365cf7bf02430").is_ok());
    /// assert_eq!(ApiKey::new("c529\n"), Err(InvalidApiKey::Character { position: 4 }));
    /// ```
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidApiKey> {
        let text = text.into();
        if text.is_empty() {
            return Err(InvalidApiKey::Empty);
        }
        match text.bytes().position(|byte| !byte.is_ascii_graphic()) {
            Some(position) => Err(InvalidApiKey::Character { position }),
            None => Ok(Self(text)),
        }
    }

    /// Returns the key's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ApiKey {
    type Err = InvalidApiKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text)
    }
}

impl AsRef<str> for ApiKey {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiKey({})", self.0)
    }
}

/// Says why a text cannot be a public key; the text is not repeated, since it may be a secret in
/// the wrong place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidApiKey {
    /// A byte is not visible ASCII.
    Character {
        /// Where that byte is, counted from 0.
        position: usize,
    },
    /// The text has no characters.
    Empty,
}

impl fmt::Display for InvalidApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character { position } => write!(
                f,
                "the public key holds a character at byte {position} that is not visible ascii: \
                remove it"
            ),
            Self::Empty => {
                f.write_str("the public key is empty: check the setting it is read from")
            }
        }
    }
}

impl core::error::Error for InvalidApiKey {}
