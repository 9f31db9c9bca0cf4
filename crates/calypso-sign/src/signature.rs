//! A signature: 64 bytes, written as 128 hex digits.

use core::fmt;
use core::str::FromStr;

use subtle::ConstantTimeEq;

/// The HMAC-SHA512 of a body: 64 bytes.
///
/// It is written as lower-case hex, as the API wants it in the `Sign` header, and read in either
/// case. Comparison takes constant time. A signature is not a secret, yet `Debug` shows its first
/// digits only, which is enough to find it in a log.
#[derive(Clone, Copy)]
pub struct Signature([u8; Self::LENGTH]);

impl Signature {
    /// The length of a signature in bytes.
    pub const LENGTH: usize = 64;
    /// The length of a written signature in hex digits.
    pub const HEX_LENGTH: usize = 128;

    /// Takes the 64 bytes of a signature.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }

    /// Returns the 64 bytes of the signature.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }

    /// Reads the value of a `Sign` header: exactly 128 hex digits in either case, no prefix, no
    /// white space.
    ///
    /// # Errors
    ///
    /// Says which length was found, or where the first byte is that is no hex digit.
    ///
    /// ```
    /// use calypso_sign::{ParseSignatureError, Signature};
    ///
    /// assert_eq!(Signature::parse("b16e"), Err(ParseSignatureError::Length { found: 4 }));
    /// assert!(Signature::parse("B16E".repeat(32)).is_ok());
    /// ```
    pub fn parse(text: impl AsRef<[u8]>) -> Result<Self, ParseSignatureError> {
        let text = text.as_ref();
        if text.len() != Self::HEX_LENGTH {
            return Err(ParseSignatureError::Length { found: text.len() });
        }
        // The decoder would skip a `0x`; at this length that leaves 63 bytes, which it refuses.
        match const_hex::decode_to_array(text) {
            Ok(bytes) => Ok(Self(bytes)),
            Err(_) => Err(ParseSignatureError::Digit {
                position: text.iter().position(|byte| !byte.is_ascii_hexdigit()).unwrap_or(0),
            }),
        }
    }

    /// Writes the signature as lower-case hex into an array on the stack.
    #[must_use]
    pub const fn to_hex(&self) -> SignatureHex {
        SignatureHex(const_hex::Buffer::new().const_format(&self.0))
    }
}

impl FromStr for Signature {
    type Err = ParseSignatureError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl PartialEq for Signature {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Signature {}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.to_hex().as_str())
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({:.8}…)", self.to_hex().as_str())
    }
}

/// A signature as 128 lower-case hex digits, held without a heap allocation.
#[derive(Clone)]
pub struct SignatureHex(const_hex::Buffer<{ Signature::LENGTH }>);

impl SignatureHex {
    /// Returns the 128 digits, ready for the `Sign` header.
    #[must_use]
    pub const fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl AsRef<str> for SignatureHex {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for SignatureHex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for SignatureHex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignatureHex({:.8}…)", self.as_str())
    }
}

/// Says why a text is not a signature, without repeating it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseSignatureError {
    /// A byte is not a hex digit.
    Digit {
        /// Where that byte is, counted from 0.
        position: usize,
    },
    /// The text is not 128 bytes long.
    Length {
        /// How many bytes it has.
        found: usize,
    },
}

impl fmt::Display for ParseSignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Digit { position } => write!(
                f,
                "the signature holds a byte at position {position} that is not a hex digit: \
                pass the Sign header as it came"
            ),
            Self::Length { found } => write!(
                f,
                "the signature has {found} characters instead of 128: \
                pass the whole Sign header as it came"
            ),
        }
    }
}

impl core::error::Error for ParseSignatureError {}
