//! One signed request out, one response back: the seam for HTTP, time and randomness.
//!
#![doc = include_str!("../README.md")]

mod attempt_id;
mod clock;
mod entropy;
mod error;
#[cfg(feature = "http")]
mod http_transport;
mod path;
mod request;
#[cfg(feature = "tower")]
mod tower_adapters;
mod transport;

pub use self::attempt_id::AttemptId;
pub use self::clock::{Clock, SystemClock};
pub use self::entropy::{Entropy, EntropyError, OsEntropy};
pub use self::error::{Delivery, TransportError, TransportFailure};
#[cfg(feature = "http")]
pub use self::http_transport::{BuildHttpTransportError, HttpTransport, HttpTransportBuilder};
pub use self::path::InvalidPath;
pub use self::request::{Draft, SignedRequest};
#[cfg(feature = "tower")]
pub use self::tower_adapters::{
    InvalidBaseUri, LayeredTransport, TowerTransport, TransportService,
};
pub use self::transport::Transport;

pub use async_trait::async_trait;
pub use bytes::Bytes;
pub use http;
