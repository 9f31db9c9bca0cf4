//! Randomness that a test can foretell.

use std::sync::atomic::{AtomicU64, Ordering};

use calypso_transport::{Entropy, EntropyError};

/// Fills each buffer with the number of the call, big-endian: the first with 1, the second with 2.
///
/// Ids and keys made from it differ from each other and are the same in every run.
///
/// ```
/// use calypso_testkit::CountingEntropy;
/// use calypso_transport::AttemptId;
///
/// let entropy = CountingEntropy::new();
/// assert_eq!(AttemptId::new(&entropy)?.to_string(), "00000000000000000000000000000001");
/// assert_eq!(AttemptId::new(&entropy)?.to_string(), "00000000000000000000000000000002");
/// # Ok::<(), calypso_transport::EntropyError>(())
/// ```
#[derive(Debug, Default)]
pub struct CountingEntropy {
    calls: AtomicU64,
}

impl CountingEntropy {
    /// Starts before the first call.
    #[must_use]
    pub const fn new() -> Self {
        Self { calls: AtomicU64::new(0) }
    }
}

impl Entropy for CountingEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        let call = self.calls.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
        bytes.fill(0);
        for (byte, digit) in bytes.iter_mut().rev().zip(call.to_le_bytes()) {
            *byte = digit;
        }
        Ok(())
    }
}
