//! How an attempt at a delivery ends.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AttemptResult {
    Status(u16),
    NoAnswer(Silence),
}

/// Why there was no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Silence {
    OutOfReach,
    Unwritten,
    NotKept,
    TimedOut,
    NoConnection,
    Other,
}

impl Silence {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::OutOfReach => "address out of reach",
            Self::Unwritten => "event cannot be written",
            Self::NotKept => "event cannot be kept",
            Self::TimedOut => "timed out",
            Self::NoConnection => "no connection",
            Self::Other => "no answer",
        }
    }
}
