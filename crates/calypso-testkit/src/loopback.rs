//! A small HTTP server on this machine that does what a test tells it.

mod behaviour;
mod server;
mod wire;

pub use self::behaviour::{Arrival, Behaviour};
pub use self::server::LoopbackServer;
