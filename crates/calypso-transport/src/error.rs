//! How an attempt can fail, and what that says about the request.

use std::error::Error;
use std::fmt;

/// Says whether a request that failed can have reached the API.
///
/// This is the one fact a retry decision rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a third answer would change every retry decision, so it must break callers"
)]
pub enum Delivery {
    /// Not a single byte of the request left this machine.
    ///
    /// A promise: a payout is repeated on the strength of it.
    NotSent,
    /// The request may have arrived, and may have been carried out.
    Unknown,
}

impl fmt::Display for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotSent => "the request was not sent",
            Self::Unknown => "the request may have arrived",
        })
    }
}

/// Says in which way an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportFailure {
    /// No connection could be made: name resolution, refusal, TLS handshake.
    Connect,
    /// The connection ended before a whole answer had arrived.
    Interrupted,
    /// Anything else.
    Other,
    /// The body of the answer is longer than the transport accepts.
    ResponseTooLarge {
        /// The cap, in bytes.
        limit: usize,
    },
    /// No whole answer came within the time limit.
    TimedOut,
}

impl fmt::Display for TransportFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect => f.write_str("could not connect"),
            Self::Interrupted => f.write_str("connection lost before a whole answer"),
            Self::Other => f.write_str("attempt failed"),
            Self::ResponseTooLarge { limit } => write!(f, "answer is longer than {limit} bytes"),
            Self::TimedOut => f.write_str("no answer within the time limit"),
        }
    }
}

/// One attempt failed without a whole answer from the API.
///
/// An answer with a status such as 400 or 503 is no `TransportError`: it is a response.
///
/// Neither `Display` nor `Debug` shows a key, a signature or a body.
#[derive(Debug, thiserror::Error)]
#[error("{reason} ({delivery})")]
pub struct TransportError {
    delivery: Delivery,
    reason: TransportFailure,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl TransportError {
    /// Describes a failed attempt; a backend that cannot tell says [`Delivery::Unknown`].
    ///
    /// ```
    /// use calypso_transport::{Delivery, TransportError, TransportFailure};
    ///
    /// let error = TransportError::new(Delivery::NotSent, TransportFailure::Connect)
    ///     .with_source("connection refused");
    /// assert_eq!(error.to_string(), "could not connect (the request was not sent)");
    /// ```
    #[must_use]
    pub fn new(delivery: Delivery, reason: TransportFailure) -> Self {
        Self { delivery, reason, source: None }
    }

    /// Adds the backend's own error, which must not contain keys, signatures or bodies.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Returns whether the request can have reached the API.
    #[must_use]
    pub fn delivery(&self) -> Delivery {
        self.delivery
    }

    /// Returns in which way the attempt failed.
    #[must_use]
    pub fn reason(&self) -> TransportFailure {
        self.reason
    }
}
