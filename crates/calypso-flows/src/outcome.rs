//! [`Outcome`]: what is known about the money after a failure.

use std::fmt;

use calypso_model::{Effect, ErrorCode};
use http::StatusCode;

/// Whether a request took effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a fourth answer would change every retry decision, so it must break callers"
)]
pub enum Outcome {
    /// It took effect.
    Applied,
    /// It did not take effect, and this copy of it never will.
    NotApplied,
    /// It may have taken effect, or may do so yet.
    Unknown,
}

impl Outcome {
    /// Returns what is known of a whole call after a further attempt ended with `latest`.
    ///
    /// A refusal of the second attempt says nothing about what became of the first.
    #[must_use]
    pub const fn and_then(self, latest: Self) -> Self {
        match (self, latest) {
            (Self::Applied, _) | (_, Self::Applied) => Self::Applied,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::NotApplied, Self::NotApplied) => Self::NotApplied,
        }
    }

    /// Returns the outcome as one word, such as `not_applied`: the label of a metric.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::NotApplied => "not_applied",
            Self::Unknown => "unknown",
        }
    }

    /// Returns what an error code says about the request that it answers.
    ///
    /// A code this version does not know proves nothing. Code 000 is the service's own failure,
    /// at a moment that is not known. Code 016 says that the key is in use, or that a payout
    /// failed its validation: whether something exists under the key has to be looked up.
    #[must_use]
    pub fn of_code(code: &ErrorCode) -> Self {
        match code {
            ErrorCode::BadRequest
            | ErrorCode::InvalidApiKey
            | ErrorCode::WrongSign
            | ErrorCode::NotFound
            | ErrorCode::InvoiceState
            | ErrorCode::FeeRatio
            | ErrorCode::ForeignWallet
            | ErrorCode::InvalidTimestamp
            | ErrorCode::PayoutState
            | ErrorCode::HotWalletCurrency
            | ErrorCode::CurrencyChain
            | ErrorCode::UnlimitedOnly => Self::NotApplied,
            ErrorCode::Internal | ErrorCode::KeyExists | ErrorCode::Unknown(_) | _ => Self::Unknown,
        }
    }

    /// Returns what a status without the API's own error body says about the request.
    ///
    /// Only refusals that are made before a request is looked at count as *not applied*.
    pub(crate) fn of_bare_status(status: StatusCode) -> Self {
        match status.as_u16() {
            401 | 403 | 404 | 405 | 411 | 413 | 414 | 415 | 429 | 431 => Self::NotApplied,
            _ => Self::Unknown,
        }
    }

    /// Returns the outcome as it concerns an operation: a read cannot have been applied.
    #[must_use]
    pub(crate) const fn for_effect(self, effect: Effect) -> Self {
        match effect {
            Effect::Read => Self::NotApplied,
            Effect::Keyed | Effect::Unkeyed | Effect::MovesMoney | _ => self,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Applied => "applied",
            Self::NotApplied => "not applied",
            Self::Unknown => "unknown whether applied",
        })
    }
}
