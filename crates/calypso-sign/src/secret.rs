//! The secret half of a key pair: kept as text, never shown, wiped on drop.

use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::fingerprint::Fingerprint;
use crate::mac::KeyedMac;

/// The secret that signs requests, or that proves webhook deliveries.
///
/// The text is used byte for byte. A Calypso secret looks like 32 hex digits and is still not
/// hex-decoded; the official example shows it (Calypso docs, Authorization; docs/API-FACTS.md
/// section 1).
///
/// `Debug` shows a [`Fingerprint`] only, there is no `Display`, comparison takes the same time for
/// all secrets of one length, and the memory is wiped on drop.
///
/// ```
/// use calypso_sign::SecretKey;
///
/// let secret = SecretKey::new("b823a6b9ea72408583cef9ec8d67fa52")?;
/// assert_eq!(format!("{secret:?}"), "SecretKey([redacted; fp=38ffab38])");
/// # Ok::<(), calypso_sign::InvalidSecretKey>(())
/// ```
#[derive(Clone)]
pub struct SecretKey(Zeroizing<String>);

impl SecretKey {
    /// Takes the secret as the text that Calypso shows, and wipes it if it is refused.
    ///
    /// # Errors
    ///
    /// Refuses what can only be a slip of the hand, since the server would answer it with nothing
    /// better than "invalid signature": an empty text, a control character such as the line break
    /// at the end of a file, and white space or a byte order mark at either end.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidSecretKey> {
        let text = Zeroizing::new(text.into());
        check(&text)?;
        Ok(Self(text))
    }

    /// Returns the public name of this secret.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.mac())
    }

    /// Returns the secret itself, for the one party that must hand it to its owner.
    ///
    /// Whatever is copied from here is outside the care of this type: it is neither redacted nor
    /// wiped.
    #[must_use]
    pub fn expose_secret(&self) -> &str {
        &self.0
    }

    pub(crate) fn mac(&self) -> KeyedMac {
        KeyedMac::new(self.0.as_bytes())
    }
}

impl FromStr for SecretKey {
    type Err = InvalidSecretKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text)
    }
}

impl PartialEq for SecretKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for SecretKey {}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey([redacted; fp={}])", self.fingerprint())
    }
}

/// Says why a text cannot be a secret, without repeating any of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidSecretKey {
    /// The text holds a control character, such as a line break or a NUL.
    ControlCharacter,
    /// The text has no characters.
    Empty,
    /// The text starts or ends with white space, a zero-width space or a byte order mark.
    SurroundingSpace,
}

impl fmt::Display for InvalidSecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ControlCharacter => {
                "the secret holds a control character: \
                remove the line break it was read or pasted with"
            }
            Self::Empty => "the secret is empty: check the setting it is read from",
            Self::SurroundingSpace => {
                "the secret starts or ends with white space or an invisible mark: remove it"
            }
        })
    }
}

impl core::error::Error for InvalidSecretKey {}

/// Checks a secret text of any kind; shared with [`DerivationKey`](crate::DerivationKey).
pub(crate) fn check(text: &str) -> Result<(), InvalidSecretKey> {
    if text.is_empty() {
        return Err(InvalidSecretKey::Empty);
    }
    // A trailing NUL would not even change the signature: HMAC pads short keys with zeros.
    if text.contains(char::is_control) {
        return Err(InvalidSecretKey::ControlCharacter);
    }
    if text.starts_with(is_invisible) || text.ends_with(is_invisible) {
        return Err(InvalidSecretKey::SurroundingSpace);
    }
    Ok(())
}

fn is_invisible(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{200b}' | '\u{feff}')
}
