//! [`Error`]: which stage of a call failed, and what is known about the money.

use std::fmt;

use calypso_model::{ErrorBody, ErrorCode, TraceId};
use calypso_sign::Timestamp;
use calypso_transport::{AttemptId, TransportError, TransportFailure};
use http::StatusCode;
use thiserror::Error as ThisError;

use crate::Outcome;
use crate::answer;
use crate::build_error::BuildError;
use crate::mismatch::Mismatch;
use crate::retry::Cause;

/// Why a call failed. Each variant is a stage, and each says something else about the money:
/// ask [`outcome`](Self::outcome).
#[derive(Debug, ThisError)]
#[non_exhaustive]
pub enum Error {
    /// The request could not be made; nothing left this process.
    #[error(transparent)]
    Build(BuildError),
    /// The last attempt did not reach the service. An earlier one may have: see
    /// [`outcome`](Self::outcome).
    #[error(transparent)]
    NotSent(NotSent),
    /// The last attempt may have reached the service, and no whole answer came back.
    #[error(transparent)]
    NoAnswer(NoAnswer),
    /// An answer came that is not one of the API's.
    #[error(transparent)]
    Unreadable(Unreadable),
    /// The service answered with an error of its own.
    #[error(transparent)]
    Declined(Declined),
    /// What the service has is not what was asked for.
    #[error(transparent)]
    Mismatch(Mismatch),
    /// There was no time left for another attempt.
    #[error(transparent)]
    Deadline(Deadline),
}

/// What every failed call can tell about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CallInfo {
    pub(crate) operation: String,
    pub(crate) attempts: u32,
    pub(crate) attempt_id: AttemptId,
    pub(crate) outcome: Outcome,
    pub(crate) key: Option<String>,
    pub(crate) signed_at: Option<Timestamp>,
}

impl fmt::Display for CallInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.attempts {
            0 => write!(f, "{}; no attempt was made", self.outcome)?,
            attempt => {
                write!(f, "{}; attempt {attempt} with id {}", self.outcome, self.attempt_id)?;
            }
        }
        self.key.as_ref().map_or(Ok(()), |key| write!(f, "; key {key}"))
    }
}

/// The last attempt did not reach the service: no connection was made.
///
/// An earlier attempt may have reached it, so [`Error::outcome`] may still be unknown.
#[derive(Debug, ThisError)]
#[error("{} could not be sent ({info}); check the network and the base URL", info.operation)]
pub struct NotSent {
    pub(crate) info: Box<CallInfo>,
    pub(crate) source: TransportError,
}

/// The last attempt may have reached the service, and no whole answer came back.
#[derive(Debug, ThisError)]
#[error("{} got no answer ({info})", info.operation)]
pub struct NoAnswer {
    pub(crate) info: Box<CallInfo>,
    pub(crate) source: TransportError,
}

/// An answer came that is not one of the API's.
#[derive(Debug, ThisError)]
#[error("{} got an answer that cannot be read, HTTP {status} ({info})", info.operation)]
pub struct Unreadable {
    pub(crate) info: Box<CallInfo>,
    pub(crate) status: StatusCode,
    /// Whether the same request may be answered better next time.
    pub(crate) cause: Cause,
    pub(crate) source: Box<dyn std::error::Error + Send + Sync>,
}

impl Unreadable {
    /// Returns the HTTP status of the answer.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }
}

/// The service answered with an error of its own.
#[derive(Debug)]
pub struct Declined {
    pub(crate) info: Box<CallInfo>,
    pub(crate) status: StatusCode,
    pub(crate) body: Box<ErrorBody>,
}

impl Declined {
    /// Returns the API's error code.
    #[must_use]
    pub const fn code(&self) -> &ErrorCode {
        &self.body.error_code
    }

    /// Returns the service's own words. They may repeat values of the request.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.body.message
    }

    /// Returns the HTTP status of the answer. Branch on the code instead.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// Returns the service's trace of the request, to name to its support.
    #[must_use]
    pub const fn trace_id(&self) -> Option<&TraceId> {
        self.body.trace_id.as_ref()
    }

    /// Returns what a person can do about it.
    #[must_use]
    pub const fn advice(&self) -> &'static str {
        match self.body.error_code {
            ErrorCode::InvalidApiKey => "check the API key",
            ErrorCode::WrongSign => "check the secret: it is used as text, exactly as issued",
            ErrorCode::InvalidTimestamp => "set this machine's clock",
            ErrorCode::NotFound => "check the id or key, and that it belongs to this account",
            ErrorCode::KeyExists => "look up what exists under the key before anything else",
            ErrorCode::Internal => "look up whether it was applied; name the ids to support",
            ErrorCode::BadRequest
            | ErrorCode::InvoiceState
            | ErrorCode::FeeRatio
            | ErrorCode::ForeignWallet
            | ErrorCode::PayoutState
            | ErrorCode::HotWalletCurrency
            | ErrorCode::CurrencyChain
            | ErrorCode::UnlimitedOnly => "the message says what to change",
            ErrorCode::Unknown(_) | _ => "look up whether it was applied; the code is new",
        }
    }
}

/// The most characters of a server's text that an error prints.
const SHOWN_MAX: usize = 300;

/// Returns a server's text as it may stand in a log: it must not break a line or flood it.
pub(crate) fn shown(text: &str) -> String {
    text.chars().take(SHOWN_MAX).flat_map(char::escape_debug).collect()
}

impl fmt::Display for Declined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} declined with {}: {} ({}; HTTP {}); {}",
            self.info.operation,
            shown(self.code().as_str()),
            shown(self.message()),
            self.info,
            self.status.as_u16(),
            self.advice(),
        )
    }
}

impl std::error::Error for Declined {}

/// There was no time left for another attempt; the source is the last failure.
///
/// Without any attempt, the call's turn under the client's own rate limit or cap on attempts would
/// have come after its deadline.
#[derive(Debug, ThisError)]
#[error("{} {} ({info})", info.operation, self.what())]
pub struct Deadline {
    pub(crate) info: Box<CallInfo>,
    pub(crate) source: Option<Box<Error>>,
}

impl Deadline {
    const fn what(&self) -> &'static str {
        match self.info.attempts {
            0 => "had no turn under the client's own limits before its deadline",
            _ => "ran out of time",
        }
    }

    /// Returns the failure of the last attempt, if one was made.
    #[must_use]
    pub fn last(&self) -> Option<&Error> {
        self.source.as_deref()
    }
}

impl Error {
    /// Tells whether the operation took effect, all its attempts taken together.
    ///
    /// For reads, which change nothing, this is always [`Outcome::NotApplied`].
    ///
    #[doc = include_str!("../error-codes.md")]
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.info().map_or(Outcome::NotApplied, |info| info.outcome)
    }

    /// Tells whether the same call, made again later, may succeed.
    ///
    /// For anything but a read look at [`outcome`](Self::outcome) first. That no answer came, or
    /// that time ran out, can pass; that a request could not be made, or that something else
    /// exists, cannot. An answer counts by its code:
    ///
    #[doc = include_str!("../error-codes.md")]
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::NotSent(_) | Self::Deadline(_) => true,
            // An answer that is too long will be so again.
            Self::NoAnswer(no_answer) => {
                let reason = no_answer.source.reason();
                !matches!(reason, TransportFailure::ResponseTooLarge { .. })
            }
            Self::Unreadable(unreadable) => unreadable.cause == Cause::Passing,
            Self::Declined(declined) => {
                answer::cause_of_code(declined.code(), declined.status) == Cause::Passing
            }
            Self::Build(_) | Self::Mismatch(_) => false,
        }
    }

    /// Returns the API's error code, if the service gave one.
    #[must_use]
    pub fn code(&self) -> Option<&ErrorCode> {
        match self {
            Self::Declined(declined) => Some(declined.code()),
            Self::Deadline(deadline) => deadline.last().and_then(Self::code),
            Self::Build(_)
            | Self::NotSent(_)
            | Self::NoAnswer(_)
            | Self::Unreadable(_)
            | Self::Mismatch(_) => None,
        }
    }

    /// Returns the HTTP status, if an answer came.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Declined(declined) => Some(declined.status()),
            Self::Unreadable(unreadable) => Some(unreadable.status()),
            Self::Deadline(deadline) => deadline.last().and_then(Self::status),
            Self::Build(_) | Self::NotSent(_) | Self::NoAnswer(_) | Self::Mismatch(_) => None,
        }
    }

    /// Returns the id of the last attempt, as it stands in this client's logs.
    #[must_use]
    pub fn attempt_id(&self) -> Option<AttemptId> {
        self.info().filter(|info| info.attempts > 0).map(|info| info.attempt_id)
    }

    /// Returns the number of attempts made.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.info().map_or(0, |info| info.attempts)
    }

    /// Returns the idempotency key or `requestId` of a creation: look it up before trying anew.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        self.info().and_then(|info| info.key.as_deref())
    }

    /// Returns the timestamp in the body of the last attempt: the service's time as far as this
    /// client knew it.
    ///
    /// Store it with a payout whose outcome is unknown: [`Payouts::settle`](crate::Payouts::settle)
    /// needs it.
    #[must_use]
    pub fn signed_at(&self) -> Option<Timestamp> {
        self.info().and_then(|info| info.signed_at)
    }

    fn info(&self) -> Option<&CallInfo> {
        match self {
            Self::Build(_) => None,
            Self::NotSent(error) => Some(&error.info),
            Self::NoAnswer(error) => Some(&error.info),
            Self::Unreadable(error) => Some(&error.info),
            Self::Declined(error) => Some(&error.info),
            Self::Mismatch(error) => Some(&error.info),
            Self::Deadline(error) => Some(&error.info),
        }
    }
}

impl From<BuildError> for Error {
    fn from(error: BuildError) -> Self {
        Self::Build(error)
    }
}
