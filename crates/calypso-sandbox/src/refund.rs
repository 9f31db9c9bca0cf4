//! Why the money of an invoice cannot be sent back.

use thiserror::Error;

/// The money of an invoice cannot be sent back: the invoice waits for no decision, or is unknown.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("nothing was sent back: {0}")]
pub struct RefundError(pub(crate) String);
