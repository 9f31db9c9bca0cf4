//! Checks signatures against one or several secrets.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use crate::fingerprint::Fingerprint;
use crate::secret::SecretKey;
use crate::signature::Signature;
use crate::signer::Signer;

/// Checks signatures against one secret, or against several while one replaces another.
///
/// ```
/// use calypso_sign::{SecretKey, Signer, Verifier};
///
/// let old = SecretKey::new("b823a6b9ea72408583cef9ec8d67fa52")?;
/// let new = SecretKey::new("77c1f0c9a4d54ad0a2a2a9c1e2d0f7b3")?;
/// let verifier = Verifier::new(&new).with_secret(&old);
///
/// let signature = Signer::new(&old).sign(b"{}");
/// assert_eq!(verifier.verify(b"{}", &signature), Ok(old.fingerprint()));
/// assert!(verifier.verify(b"{ }", &signature).is_err());
/// # Ok::<(), calypso_sign::InvalidSecretKey>(())
/// ```
#[derive(Clone)]
pub struct Verifier(Vec<Signer>);

impl Verifier {
    /// Accepts signatures made with this secret.
    #[must_use]
    pub fn new(secret: &SecretKey) -> Self {
        Self(vec![Signer::new(secret)])
    }

    /// Accepts signatures made with this secret as well.
    #[must_use]
    pub fn with_secret(mut self, secret: &SecretKey) -> Self {
        self.0.push(Signer::new(secret));
        self
    }

    /// Says under which secret the signature belongs to exactly these bytes.
    ///
    /// Every secret is tried, whichever matches, and each comparison takes constant time, so the
    /// time taken depends on the length of the body and the number of secrets only. Should two of
    /// the secrets be equal, the fingerprint is that of both.
    ///
    /// # Errors
    ///
    /// [`VerifySignatureError`] when no secret matches: the body was changed or re-serialised on
    /// its way, the secret is another one, or the signature is forged. These cannot be told apart.
    pub fn verify(
        &self,
        body: &[u8],
        signature: &Signature,
    ) -> Result<Fingerprint, VerifySignatureError> {
        let mut matched = None;
        for signer in &self.0 {
            if signer.sign(body) == *signature {
                matched = Some(signer.fingerprint());
            }
        }
        matched.ok_or(VerifySignatureError { tried: self.0.len() })
    }

    /// Lists the public names of the secrets, in the order in which they were added.
    pub fn fingerprints(&self) -> impl Iterator<Item = Fingerprint> {
        self.0.iter().map(Signer::fingerprint)
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Verifier")?;
        f.debug_list().entries(&self.0).finish()
    }
}

/// The signature belongs to none of the secrets; neither it nor the right one is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifySignatureError {
    tried: usize,
}

impl VerifySignatureError {
    /// Returns how many secrets were tried.
    #[must_use]
    pub const fn tried(&self) -> usize {
        self.tried
    }
}

impl fmt::Display for VerifySignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the signature does not match the body ({} tried): \
            check that the secret belongs to \
             the public key and that the bytes are the ones received, before any parser",
            Secrets(self.tried)
        )
    }
}

impl core::error::Error for VerifySignatureError {}

struct Secrets(usize);

impl fmt::Display for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 => f.write_str("1 secret"),
            count => write!(f, "{count} secrets"),
        }
    }
}
