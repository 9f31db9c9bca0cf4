//! Untrusted bytes in, proven Calypso Pay events out.
//!
#![doc = include_str!("../README.md")]

mod dedup;
mod error;
#[cfg(feature = "axum")]
mod extract;
mod hint;
mod keys;
mod receiver;
mod signed;
mod verified;

pub use dedup::DedupKey;
pub use error::{SignatureHeader, VerifyWebhookError};
#[cfg(feature = "axum")]
pub use extract::WebhookRejection;
pub use hint::MismatchHint;
pub use receiver::Receiver;
pub use signed::SignedDelivery;
pub use verified::{Raw, Verified};
