//! The gate: raw bytes with their headers in, verified bytes out.

use std::sync::Arc;

use bytes::Bytes;
use calypso_sign::{ApiKey, SecretKey};
use http::HeaderMap;

use crate::error::VerifyWebhookError;
use crate::keys::{Claim, Keys};
use crate::verified::{Raw, Verified};

/// Verifies deliveries against the keys of one or several subscriptions.
///
/// The keys are those that Calypso showed when the subscription was made, not those of the API.
/// Cloning is cheap and shares the keys; `Debug` shows public keys and fingerprints of secrets
/// only.
///
/// While keys change, name the new ones and the old ones together:
///
/// ```
/// use calypso_sign::{ApiKey, SecretKey};
/// use calypso_webhooks::Receiver;
///
/// let receiver = Receiver::new(ApiKey::new("new-public-key")?, &SecretKey::new("new-secret")?)
///     .with_key(ApiKey::new("old-public-key")?, &SecretKey::new("old-secret")?);
/// assert_eq!(receiver.body_limit(), 65_536);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Receiver {
    keys: Arc<Keys>,
    body_limit: usize,
}

impl Receiver {
    /// The greatest length of a body unless another one is set: 64 KiB, many times that of any
    /// event.
    pub const BODY_LIMIT: usize = 64 * 1024;

    /// Accepts deliveries of this subscription.
    #[must_use]
    pub fn new(public_key: ApiKey, secret: &SecretKey) -> Self {
        Self { keys: Arc::new(Keys::new(public_key, secret)), body_limit: Self::BODY_LIMIT }
    }

    /// Accepts another secret for the public key that was named last.
    #[must_use]
    pub fn with_secret(mut self, secret: &SecretKey) -> Self {
        Arc::make_mut(&mut self.keys).add_secret(secret);
        self
    }

    /// Accepts another key pair: of another subscription, or the one that is being replaced.
    #[must_use]
    pub fn with_key(mut self, public_key: ApiKey, secret: &SecretKey) -> Self {
        Arc::make_mut(&mut self.keys).add_pair(public_key, secret);
        self
    }

    /// Accepts bodies of up to this many bytes instead of [`BODY_LIMIT`](Self::BODY_LIMIT).
    #[must_use]
    pub const fn with_body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Returns the greatest accepted length in bytes, for code that reads the body itself.
    #[must_use]
    pub const fn body_limit(&self) -> usize {
        self.body_limit
    }

    /// Proves that a delivery was signed with a secret of the key it names.
    ///
    /// The body must be the bytes as they came off the wire; a `Vec<u8>` is taken without a copy, a
    /// borrowed slice goes through `Bytes::copy_from_slice`. Each header must stand there exactly
    /// once, in any case of its name. Anything that is not proven is refused.
    ///
    /// # Errors
    ///
    /// [`VerifyWebhookError`], in this order: a header is missing or repeated, the signature is not
    /// one, the key is unknown, the body is too large, the signature does not match.
    pub fn verify(
        &self,
        headers: &HeaderMap,
        body: impl Into<Bytes>,
    ) -> Result<Verified<Raw>, VerifyWebhookError> {
        self.prove(&self.claim(headers)?, body.into())
    }

    pub(crate) fn claim(&self, headers: &HeaderMap) -> Result<Claim<'_>, VerifyWebhookError> {
        self.keys.claim(headers)
    }

    pub(crate) fn prove(
        &self,
        claim: &Claim<'_>,
        body: Bytes,
    ) -> Result<Verified<Raw>, VerifyWebhookError> {
        if body.len() > self.body_limit {
            return Err(VerifyWebhookError::BodyTooLarge { limit: self.body_limit });
        }
        let (public_key, secret) = claim.prove(&body)?;
        Ok(Verified::proven(public_key.clone(), secret, body))
    }
}
