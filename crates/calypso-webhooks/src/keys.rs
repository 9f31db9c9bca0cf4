//! The key pairs a receiver trusts, and what a delivery claims about them.

use core::iter;

use calypso_sign::{ApiKey, Fingerprint, SecretKey, Signature, Verifier};
use http::{HeaderMap, HeaderValue};

use crate::error::{SignatureHeader, VerifyWebhookError};
use crate::hint::MismatchHint;

/// One public key with every secret it may sign with.
#[derive(Clone, Debug)]
struct KnownKey {
    public_key: ApiKey,
    verifier: Verifier,
}

/// Never empty: the pair named last, and those before it.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    last: KnownKey,
    earlier: Vec<KnownKey>,
}

impl Keys {
    pub(crate) fn new(public_key: ApiKey, secret: &SecretKey) -> Self {
        let last = KnownKey { public_key, verifier: Verifier::new(secret) };
        Self { last, earlier: Vec::new() }
    }

    pub(crate) fn add_pair(&mut self, public_key: ApiKey, secret: &SecretKey) {
        let pair = KnownKey { public_key, verifier: Verifier::new(secret) };
        self.earlier.push(core::mem::replace(&mut self.last, pair));
    }

    pub(crate) fn add_secret(&mut self, secret: &SecretKey) {
        self.last.verifier = self.last.verifier.clone().with_secret(secret);
    }

    /// Reads the headers only, so that a stranger's body need not be read at all.
    pub(crate) fn claim(&self, headers: &HeaderMap) -> Result<Claim<'_>, VerifyWebhookError> {
        let key = only_value(headers, SignatureHeader::Key)?;
        let sign = only_value(headers, SignatureHeader::Sign)?;
        let signature =
            Signature::parse(sign.as_bytes()).map_err(VerifyWebhookError::MalformedSignature)?;
        // A public key is no secret, so this comparison may end early.
        let public_key = self
            .iter()
            .map(|known| &known.public_key)
            .find(|known| known.as_str().as_bytes() == key.as_bytes())
            .ok_or(VerifyWebhookError::UnknownKey)?;
        Ok(Claim { keys: self, public_key, signature })
    }

    fn iter(&self) -> impl Iterator<Item = &KnownKey> {
        iter::once(&self.last).chain(&self.earlier)
    }
}

/// What the headers say: a known key, and a signature yet to be checked.
pub(crate) struct Claim<'a> {
    keys: &'a Keys,
    public_key: &'a ApiKey,
    signature: Signature,
}

impl<'a> Claim<'a> {
    /// Checks the claim against the body: the one step that turns bytes into trusted bytes.
    pub(crate) fn prove(
        &self,
        body: &[u8],
    ) -> Result<(&'a ApiKey, Fingerprint), VerifyWebhookError> {
        // A key that was named twice has two entries; both are tried, whichever matches.
        let mut matched = None;
        for known in self.keys.iter().filter(|known| known.public_key == *self.public_key) {
            if let Ok(secret) = known.verifier.verify(body, &self.signature) {
                matched = Some(secret);
            }
        }
        match matched {
            Some(secret) => Ok((self.public_key, secret)),
            None => Err(VerifyWebhookError::Mismatch { hint: self.hint(body) }),
        }
    }

    fn hint(&self, body: &[u8]) -> MismatchHint {
        let mut others = self.keys.iter().filter(|known| known.public_key != *self.public_key);
        if others.any(|known| known.verifier.verify(body, &self.signature).is_ok()) {
            MismatchHint::OtherKey
        } else {
            MismatchHint::from_body(body)
        }
    }
}

/// Returns the value of a header that must be there once; two equal values are one too many as
/// well.
fn only_value(
    headers: &HeaderMap,
    header: SignatureHeader,
) -> Result<&HeaderValue, VerifyWebhookError> {
    let mut values = headers.get_all(header.name()).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => Ok(value),
        (None, _) => Err(VerifyWebhookError::MissingHeader { header }),
        (Some(_), Some(_)) => Err(VerifyWebhookError::DuplicateHeader { header }),
    }
}
