//! Doubles for transport, clock and randomness, and the contract every Calypso transport must pass.
//!
#![doc = include_str!("../README.md")]

mod clock;
pub mod contract;
mod entropy;
mod lock;
mod loopback;
mod scripted;
mod step;

pub use self::clock::ManualClock;
pub use self::entropy::CountingEntropy;
pub use self::loopback::{Arrival, Behaviour, LoopbackServer};
pub use self::scripted::ScriptedTransport;
pub use self::step::{Expectation, Step};
