//! The README's example, compiled so that it stays true, and what several examples share.
//!
#![doc = include_str!("../../README.md")]

pub mod rehearsal;

/// The guide for those who come from signatures of their own; its code is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../docs/FROM-HAND-WRITTEN-HMAC.md")]
pub mod from_hand_written_hmac {}

/// The page about every endpoint; its code is compiled.
#[cfg(doctest)]
#[doc = include_str!("../../docs/API.md")]
pub mod every_endpoint {}
