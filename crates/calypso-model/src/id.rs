//! Identifiers: one type each, text inside, read from a JSON string or number.

use core::fmt;
use core::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};
use thiserror::Error;

use crate::raw;

/// The longest identifier that is accepted, in bytes.
pub const ID_LENGTH_MAX: usize = 256;

/// Why a text is not an identifier.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseIdError {
    /// The text is empty.
    #[error("an identifier cannot be empty")]
    Empty,
    /// The text is longer than [`ID_LENGTH_MAX`] bytes.
    #[error("an identifier cannot be longer than {ID_LENGTH_MAX} bytes")]
    TooLong,
    /// The text holds a control character, such as a line break.
    #[error("an identifier cannot hold control characters")]
    ControlCharacter,
    /// The text is not a UUID: 32 hex digits in groups of 8, 4, 4, 4 and 12.
    #[error("not a UUID, such as 7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11")]
    NotUuid,
}

pub(crate) fn check(text: &str) -> Result<(), ParseIdError> {
    match text {
        "" => Err(ParseIdError::Empty),
        _ if text.len() > ID_LENGTH_MAX => Err(ParseIdError::TooLong),
        _ if text.chars().any(char::is_control) => Err(ParseIdError::ControlCharacter),
        _ => Ok(()),
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        ///
        /// Read from a JSON string or number, written as a string; never empty.
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Box<str>);

        impl $name {
            /// Reads an identifier.
            ///
            /// # Errors
            ///
            /// [`ParseIdError`] if the text is empty, too long or holds control characters.
            pub fn parse(text: &str) -> Result<Self, ParseIdError> {
                check(text)?;
                Ok(Self(Box::from(text)))
            }

            /// Returns the identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl_id_text!($name);
    )*};
}

macro_rules! impl_id_text {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({:?})"), self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = raw::text_or_digits(deserializer)?;
                Self::parse(&text).map_err(D::Error::custom)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

ids! {
    /// A merchant account: `0x` and 40 hex digits in the newest schema, a UUID in one guide, so
    /// opaque here.
    AccountId;
    /// An address on a chain.
    Address;
    /// A company of the service's, the owner of accounts.
    CompanyId;
    /// A customer to whom deposit addresses are given.
    CustomerId;
    /// The number of a webhook event, unique within its subscription.
    EventId;
    /// The merchant's own reference; the service does not require it to be unique.
    ExternalId;
    /// An invoice. Webhooks carry it as `parentExternalId`, as a number or a string.
    InvoiceId;
    /// A mass payout.
    MassPayoutId;
    /// A payout.
    PayoutId;
    /// A customer's deposit address.
    PurseId;
    /// A webhook subscription; the wire calls it `requestId`.
    SubscriptionId;
    /// The trace id of an error answer, for the service's support.
    TraceId;
    /// The transaction on the chain.
    TransactionHash;
    /// A deposit, in the service's own records.
    TransactionId;
    /// A person who works in the merchant's cabinet.
    UserId;
    /// Something that a withdrawal ran into; a number on the wire.
    WithdrawalErrorId;
    /// One transfer of a payout.
    WithdrawalId;
}

/// The key that names a creation, the same for each attempt at it.
///
/// A payment link is built from the key (`https://pay.calypso.finance/invoice/{key}`), so it must
/// not be guessable: use a random UUID that you store before sending, or a keyed derivation of
/// your order's id, never a plain hash of an order number.
///
/// ```
/// use calypso_model::IdempotencyKey;
///
/// let key = IdempotencyKey::from_random_bytes([7; 16]);
/// assert_eq!(key.as_str(), "07070707-0707-4707-8707-070707070707");
/// assert_eq!(IdempotencyKey::parse("07070707-0707-4707-8707-070707070707")?, key);
/// # Ok::<(), calypso_model::ParseIdError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IdempotencyKey(Box<str>);

impl IdempotencyKey {
    /// Makes a random UUID (version 4) of 16 random bytes.
    #[must_use]
    pub fn from_random_bytes(mut bytes: [u8; 16]) -> Self {
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        Self::from_uuid_bytes(bytes)
    }

    /// Makes a key of the 16 bytes of a UUID, as they are.
    ///
    /// This is the way from a keyed derivation (`calypso_sign::derive_id`) to a key.
    #[must_use]
    pub fn from_uuid_bytes(bytes: [u8; 16]) -> Self {
        let digits = format!("{:032x}", u128::from_be_bytes(bytes));
        Self(hyphenated(&digits))
    }

    /// Reads a key; upper-case digits become lower-case, as a UUID is compared.
    ///
    /// # Errors
    ///
    /// [`ParseIdError::NotUuid`] if the text is not 8-4-4-4-12 hex digits.
    pub fn parse(text: &str) -> Result<Self, ParseIdError> {
        let digits: String = text.chars().filter(|&character| character != '-').collect();
        let is_hex = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_hex {
            return Err(ParseIdError::NotUuid);
        }
        let canonical = hyphenated(&digits.to_ascii_lowercase());
        if !canonical.eq_ignore_ascii_case(text) {
            return Err(ParseIdError::NotUuid);
        }
        Ok(Self(canonical))
    }

    /// Returns the key as lower-case text with hyphens.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl_id_text!(IdempotencyKey);

/// Puts the hyphens of a UUID between 32 hex digits.
fn hyphenated(digits: &str) -> Box<str> {
    let mut text = String::with_capacity(36);
    for (index, digit) in digits.chars().enumerate() {
        if matches!(index, 8 | 12 | 16 | 20) {
            text.push('-');
        }
        text.push(digit);
    }
    text.into_boxed_str()
}
