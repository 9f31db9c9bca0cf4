//! Exact bytes in, HMAC-SHA512 signature out, and back.
//!
#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

mod api_key;
mod derive;
mod fingerprint;
mod mac;
mod secret;
mod signature;
mod signer;
mod timestamp;
mod verifier;
mod window;

pub use api_key::{ApiKey, InvalidApiKey};
pub use derive::{DerivationKey, InvalidDerivationKey, derive_id};
pub use fingerprint::Fingerprint;
pub use secret::{InvalidSecretKey, SecretKey};
pub use signature::{ParseSignatureError, Signature, SignatureHex};
pub use signer::Signer;
pub use timestamp::Timestamp;
pub use verifier::{Verifier, VerifySignatureError};
pub use window::{FreshnessWindow, StaleTimestamp};
