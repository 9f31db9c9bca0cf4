//! Ids that only the holder of a key can predict, made again from an order number after a crash.

use alloc::string::String;
use core::fmt;

use zeroize::Zeroizing;

use crate::fingerprint::Fingerprint;
use crate::mac::KeyedMac;
use crate::secret::{self, InvalidSecretKey};

// The label keeps these codes apart from signatures and fingerprints, whatever key is used.
const LABEL: &[u8] = b"calypso-sign derive-id v1\0";

/// The key from which ids are derived; it is not the API secret.
///
/// The two have different lives: an API secret is replaced now and then, and that must not change
/// the ids of orders already sent. Redacted in `Debug` and wiped on drop, like
/// [`SecretKey`](crate::SecretKey).
#[derive(Clone)]
pub struct DerivationKey(Zeroizing<String>);

impl DerivationKey {
    /// The least length of the key's text in bytes.
    pub const LENGTH_MIN: usize = 16;

    /// Takes the key as text, used byte for byte; 32 random characters are a good choice.
    ///
    /// # Errors
    ///
    /// Refuses what [`SecretKey::new`](crate::SecretKey::new) refuses, and a text shorter than 16
    /// bytes.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidDerivationKey> {
        let text = Zeroizing::new(text.into());
        secret::check(&text).map_err(InvalidDerivationKey::Text)?;
        if text.len() < Self::LENGTH_MIN {
            return Err(InvalidDerivationKey::TooShort { found: text.len() });
        }
        Ok(Self(text))
    }

    fn mac(&self) -> KeyedMac {
        KeyedMac::new(self.0.as_bytes())
    }
}

impl fmt::Debug for DerivationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DerivationKey([redacted; fp={}])", Fingerprint::of(&self.mac()))
    }
}

/// Derives the 16 bytes of a UUIDv8 from an order id, the same ones every time.
///
/// Payment links are built from an invoice's idempotency key, so a key must not be guessable from
/// an order number; here it is an HMAC-SHA512 under a key of its own, cut to 122 bits. The order id
/// is used byte for byte: `42` and `042` are different orders. An empty one is allowed.
///
/// ```
/// use calypso_sign::{DerivationKey, derive_id};
///
/// let key = DerivationKey::new("keep-this-next-to-the-database")?;
/// assert_eq!(derive_id(&key, "order-1001"), derive_id(&key, "order-1001"));
/// assert_ne!(derive_id(&key, "order-1001"), derive_id(&key, "order-1002"));
/// # Ok::<(), calypso_sign::InvalidDerivationKey>(())
/// ```
#[must_use]
pub fn derive_id(key: &DerivationKey, order_id: &str) -> [u8; 16] {
    let code = key.mac().authenticate(&[LABEL, order_id.as_bytes()]);
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, ..] = code;
    // RFC 9562, section 5.8: version 8 in the seventh byte, variant `10` in the ninth.
    [a, b, c, d, e, f, (g & 0x0f) | 0x80, h, (i & 0x3f) | 0x80, j, k, l, m, n, o, p]
}

/// Says why a text cannot be a derivation key, without repeating any of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidDerivationKey {
    /// The text cannot be a secret of any kind.
    Text(InvalidSecretKey),
    /// The text is too short to be unguessable.
    TooShort {
        /// How many bytes it has.
        found: usize,
    },
}

impl fmt::Display for InvalidDerivationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(_) => f.write_str("the text cannot be a derivation key"),
            Self::TooShort { found } => write!(
                f,
                "the derivation key has {found} bytes: \
                use at least {}, better 32 random characters",
                DerivationKey::LENGTH_MIN
            ),
        }
    }
}

impl core::error::Error for InvalidDerivationKey {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Text(cause) => Some(cause),
            Self::TooShort { .. } => None,
        }
    }
}
