//! The one place that touches the HMAC implementation.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha512;
use zeroize::ZeroizeOnDrop;

/// An HMAC state that has absorbed its key and waits for a message; wiped on drop.
#[derive(Clone)]
pub(crate) struct KeyedMac(Hmac<Sha512>);

impl KeyedMac {
    #[expect(clippy::expect_used, reason = "HMAC accepts a key of any length")]
    pub(crate) fn new(key: &[u8]) -> Self {
        Self(Hmac::new_from_slice(key).expect("HMAC accepts a key of any length"))
    }

    /// Returns the code of the concatenated parts, leaving the prepared state as it was.
    pub(crate) fn authenticate(&self, parts: &[&[u8]]) -> [u8; 64] {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

// Stops the build if the features that wipe the state are ever switched off.
// `Hmac` consists of two such states and carries no marker of its own.
const _: () = {
    const fn wiped_on_drop<T: ZeroizeOnDrop>() {}
    wiped_on_drop::<Sha512>();
};
