//! The name of one attempt, for logs and support tickets.

use std::fmt;

use crate::entropy::{Entropy, EntropyError};

/// Names one attempt to send a request.
///
/// It stays on this side of the wire: the API has no header for it.
/// Two attempts of the same operation carry the same idempotency key and different attempt ids, so
/// a log line points at one message and not at a whole retry loop.
///
/// ```
/// use calypso_transport::{AttemptId, OsEntropy};
///
/// let id = AttemptId::new(&OsEntropy)?;
/// assert_eq!(id.to_string().len(), 32);
/// # Ok::<(), calypso_transport::EntropyError>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AttemptId([u8; 16]);

impl AttemptId {
    /// Draws a fresh id.
    ///
    /// # Errors
    ///
    /// When the source of randomness fails.
    pub fn new(entropy: &dyn Entropy) -> Result<Self, EntropyError> {
        let mut bytes = [0; 16];
        entropy.fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// Returns the id made of these bytes; all zeros, the default, means that nobody chose one.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Returns the bytes of the id.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for AttemptId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for AttemptId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AttemptId({self})")
    }
}
