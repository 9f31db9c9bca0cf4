//! Signs bodies under one secret.

use core::fmt;

use crate::fingerprint::Fingerprint;
use crate::mac::KeyedMac;
use crate::secret::SecretKey;
use crate::signature::Signature;

/// Signs request bodies under one secret, with the key already worked into the HMAC state.
///
/// Make one per secret and keep it: each signature then costs only the hashing of its body and
/// allocates nothing. The state stands for the secret, so it is redacted in `Debug` and wiped on
/// drop.
///
/// ```
/// use calypso_sign::{SecretKey, Signer};
///
/// let signer = Signer::new(&SecretKey::new("b823a6b9ea72408583cef9ec8d67fa52")?);
/// let signature = signer.sign(br#"{"timestamp":1}"#);
/// assert!(signature.to_hex().as_str().starts_with("b16e9d45f49f2069becbc4f108b237be"));
/// # Ok::<(), calypso_sign::InvalidSecretKey>(())
/// ```
#[derive(Clone)]
pub struct Signer {
    mac: KeyedMac,
    fingerprint: Fingerprint,
}

impl Signer {
    /// Prepares the HMAC state of a secret.
    #[must_use]
    pub fn new(secret: &SecretKey) -> Self {
        let mac = secret.mac();
        let fingerprint = Fingerprint::of(&mac);
        Self { mac, fingerprint }
    }

    /// Signs exactly these bytes; send the same ones, untouched by any formatter.
    #[must_use]
    pub fn sign(&self, body: &[u8]) -> Signature {
        Signature::from_bytes(self.mac.authenticate(&[body]))
    }

    /// Returns the public name of the secret behind this signer.
    #[must_use]
    pub const fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer([redacted; fp={}])", self.fingerprint)
    }
}
