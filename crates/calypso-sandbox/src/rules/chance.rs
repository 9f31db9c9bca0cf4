//! The world's randomness: a stream of bytes that its seed determines.

use std::fmt::Write as _;
use std::str::FromStr;

use calypso_model::{AccountId, IdempotencyKey, ParseIdError};
use calypso_sign::{ApiKey, SecretKey, Signer};

/// Draws ids, keys, addresses and hashes; the same seed draws the same ones.
///
/// Each draw is an HMAC of its number under the seed, so nobody can foretell keys from keys.
#[derive(Debug)]
pub(crate) struct Chance {
    source: Signer,
    drawn: u64,
}

impl Chance {
    pub(crate) fn new(seed: [u8; 32]) -> Self {
        Self { source: Signer::new(&known_good::<SecretKey>(&hex(&seed))), drawn: 0 }
    }

    /// Makes a stream of its own, which draws nothing from this one.
    ///
    /// The label must not have eight bytes: those are the numbers of draws.
    pub(super) fn stream(&self, label: &[u8]) -> Self {
        let block = self.source.sign(label);
        let mut seed = [0; 32];
        for (to, from) in seed.iter_mut().zip(block.as_bytes()) {
            *to = *from;
        }
        Self::new(seed)
    }

    /// Draws up to 64 bytes.
    pub(crate) fn draw<const N: usize>(&mut self) -> [u8; N] {
        self.drawn = self.drawn.wrapping_add(1);
        let block = self.source.sign(&self.drawn.to_be_bytes());
        let mut bytes = [0; N];
        for (to, from) in bytes.iter_mut().zip(block.as_bytes()) {
            *to = *from;
        }
        bytes
    }

    pub(crate) fn hex<const N: usize>(&mut self) -> String {
        hex(&self.draw::<N>())
    }

    pub(crate) fn uuid(&mut self) -> IdempotencyKey {
        IdempotencyKey::from_random_bytes(self.draw())
    }

    /// Draws an identifier that is written as a UUID.
    pub(crate) fn uuid_id<T: FromStr<Err = ParseIdError>>(&mut self) -> T {
        known_good(self.uuid().as_str())
    }

    pub(crate) fn account(&mut self) -> AccountId {
        known_good(&format!("0x{}", self.hex::<20>()))
    }

    pub(crate) fn api_key(&mut self) -> ApiKey {
        known_good(&self.hex::<16>())
    }

    pub(crate) fn secret(&mut self) -> SecretKey {
        known_good(&self.hex::<16>())
    }
}

/// Reads a text that this crate made and that cannot be refused.
#[expect(clippy::expect_used, reason = "our own hex digits, UUIDs and numbers are always read")]
pub(super) fn known_good<T: FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("made to be readable")
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}
