//! A short public name for a secret, safe to write into logs.

use core::fmt;

use crate::mac::KeyedMac;

// Changing the label changes every fingerprint that people have noted down.
const LABEL: &[u8] = b"calypso-sign fingerprint v1";

/// Names a secret without revealing any part of it: eight hex digits.
///
/// The digits are the start of an HMAC-SHA512 of a fixed label under the secret, so the same secret
/// has the same fingerprint on every machine and nothing of the secret can be read from it.
/// Thirty-two bits tell the handful of secrets of one merchant apart; they prove nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint([u8; 4]);

impl Fingerprint {
    pub(crate) fn of(mac: &KeyedMac) -> Self {
        let [a, b, c, d, ..] = mac.authenticate(&[LABEL]);
        Self([a, b, c, d])
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(const_hex::Buffer::<4>::new().const_format(&self.0).as_str())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}
