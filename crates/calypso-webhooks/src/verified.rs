//! The proof, as a type: whoever holds a `Verified` holds something Calypso signed.

use core::fmt;
use core::ops::Deref;

use bytes::Bytes;
use calypso_model::{Event, ParseEventError};
use calypso_sign::{ApiKey, Fingerprint};

use crate::dedup::DedupKey;

/// Marks a body that is verified and not parsed yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Raw;

/// A delivery whose signature was checked: its raw body ([`Raw`]) or its [`Event`].
///
/// Only [`Receiver::verify`](crate::Receiver::verify) makes one, so a function that takes
/// `Verified<Event>` cannot be handed an event from anywhere else. `Debug` leaves the body out.
#[derive(Clone)]
pub struct Verified<T = Raw> {
    public_key: ApiKey,
    secret: Fingerprint,
    body: Bytes,
    content: T,
}

impl<T> Verified<T> {
    /// Returns the body, byte for byte as it was signed.
    #[must_use]
    pub const fn body(&self) -> &Bytes {
        &self.body
    }

    /// Returns the public key that the delivery named and whose secret signed it.
    #[must_use]
    pub const fn public_key(&self) -> &ApiKey {
        &self.public_key
    }

    /// Returns the fingerprint of the secret that signed the delivery.
    ///
    /// Once the old one no longer shows up, a rotation is over.
    #[must_use]
    pub const fn secret_fingerprint(&self) -> Fingerprint {
        self.secret
    }
}

impl Verified<Raw> {
    pub(crate) const fn proven(public_key: ApiKey, secret: Fingerprint, body: Bytes) -> Self {
        Self { public_key, secret, body, content: Raw }
    }

    /// Reads the event out of the verified body.
    ///
    /// An event of an unknown type is an event too: its envelope is read and its data kept as it
    /// came.
    ///
    /// # Errors
    ///
    /// [`ParseEventError`] when the body is not an event's JSON. It is genuine all the same: keep
    /// the body and look into it.
    pub fn parse(&self) -> Result<Verified<Event>, ParseEventError> {
        Ok(Verified {
            public_key: self.public_key.clone(),
            secret: self.secret,
            body: self.body.clone(),
            content: Event::from_slice(&self.body)?,
        })
    }
}

impl Verified<Event> {
    /// Returns the event.
    #[must_use]
    pub const fn event(&self) -> &Event {
        &self.content
    }

    /// Returns the event and gives up the proof.
    #[must_use]
    pub fn into_event(self) -> Event {
        self.content
    }

    /// Returns what makes this event the same one when it is delivered again.
    #[must_use]
    pub fn dedup_key(&self) -> DedupKey {
        DedupKey::of(&self.content)
    }
}

impl Deref for Verified<Event> {
    type Target = Event;

    fn deref(&self) -> &Event {
        &self.content
    }
}

impl<T> fmt::Debug for Verified<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("public_key", &self.public_key)
            .field("secret", &self.secret)
            .field("body_length", &self.body.len())
            .finish_non_exhaustive()
    }
}
