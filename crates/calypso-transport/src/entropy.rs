//! Where random bytes come from.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// A source of unpredictable bytes, from which idempotency keys, attempt ids and jitter are made.
///
/// # Responsibilities of an implementor
///
/// - Fill the whole buffer or return an error; never a part of it.
/// - Be fit for keys: idempotency keys appear in payment links and must not be guessable.
///   Predictable bytes belong into tests only.
///
/// ```
/// use calypso_transport::{Entropy, OsEntropy};
///
/// let mut bytes = [0; 32];
/// OsEntropy.fill(&mut bytes)?;
/// assert_ne!(bytes, [0; 32]);
/// # Ok::<(), calypso_transport::EntropyError>(())
/// ```
pub trait Entropy: fmt::Debug + Send + Sync {
    /// Fills the buffer with random bytes.
    ///
    /// # Errors
    ///
    /// When the source cannot deliver; the contents of the buffer then mean nothing.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError>;
}

impl<T: Entropy + ?Sized> Entropy for Arc<T> {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        (**self).fill(bytes)
    }
}

/// The operating system's random bytes.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "it has no state and is written as a plain value")]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        getrandom::fill(bytes).map_err(EntropyError::new)
    }
}

/// No random bytes could be had.
#[derive(Debug, thiserror::Error)]
#[error("no random bytes available")]
pub struct EntropyError {
    source: Box<dyn Error + Send + Sync>,
}

impl EntropyError {
    /// Wraps the cause; for sources of one's own.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { source: source.into() }
    }
}
