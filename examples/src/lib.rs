//! The README's example, compiled so that it stays true, and what several examples share.
//!
#![doc = include_str!("../../README.md")]

pub mod rehearsal;
