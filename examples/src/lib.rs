//! The README's example, compiled so that it stays true.
//!
#![doc = include_str!("../../README.md")]
