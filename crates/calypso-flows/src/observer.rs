//! [`Observer`]: what a client tells about its attempts and calls, for metrics.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use calypso_model::ErrorCode;
use calypso_transport::AttemptId;

use crate::{Error, Outcome};

/// Hears of every attempt and every call of a client, when it has ended.
///
/// The reports are plain data. They hold no body, no secret, no text of the service's but an error
/// code, and no idempotency key either: a payment link is built from it, so whoever reads it could
/// open the link. An [`Error`] does carry the key.
///
/// The look-up that settles a creation is a call of its own, and reported before the creation is.
/// A call whose future is dropped is not reported; one that is refused before anything is sent is,
/// without an attempt. The methods are called on the task that made
/// the call, so they should be quick.
///
/// ```
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicU64, Ordering};
///
/// use calypso_flows::{AttemptReport, CallReport, Client, Ending, Observer};
///
/// #[derive(Debug, Default)]
/// struct Counters {
///     attempts: AtomicU64,
///     failed_calls: AtomicU64,
/// }
///
/// impl Observer for Counters {
///     fn attempt(&self, _: &AttemptReport) {
///         self.attempts.fetch_add(1, Ordering::Relaxed);
///     }
///
///     fn call(&self, report: &CallReport) {
///         if matches!(report.ending, Ending::Failed { .. }) {
///             self.failed_calls.fetch_add(1, Ordering::Relaxed);
///         }
///     }
/// }
///
/// # fn example(credentials: calypso_flows::Credentials,
/// #     transport: impl calypso_transport::Transport + 'static) {
/// // Keep one end to read, and hand in the other.
/// let counters = Arc::new(Counters::default());
/// let client = Client::builder(credentials, transport).with_observer(counters.clone()).build();
/// println!("{} failed", counters.failed_calls.load(Ordering::Relaxed));
/// # }
/// ```
pub trait Observer: fmt::Debug + Send + Sync {
    /// An attempt has ended. What was never sent, because it could not be signed or its turn did
    /// not come, was no attempt.
    fn attempt(&self, report: &AttemptReport);

    /// A call has ended, all its attempts included.
    fn call(&self, report: &CallReport);
}

impl<T: Observer + ?Sized> Observer for Arc<T> {
    fn attempt(&self, report: &AttemptReport) {
        (**self).attempt(report);
    }

    fn call(&self, report: &CallReport) {
        (**self).call(report);
    }
}

/// One attempt of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AttemptReport {
    /// The endpoint's name, such as `InvoiceGet`, or the path of a custom operation.
    pub operation: String,
    /// The number of the attempt within its call, from 1.
    pub attempt: u32,
    /// The id of the attempt, as it stands in errors and logs.
    pub attempt_id: AttemptId,
    /// The HTTP status, if an answer came.
    pub status: Option<u16>,
    /// How it ended; an outcome is that of the call so far.
    pub ending: Ending,
    /// The time from sending to the end, by the client's clock; no waits.
    pub latency: Duration,
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallReport {
    /// The endpoint's name, such as `InvoiceGet`, or the path of a custom operation.
    pub operation: String,
    /// The number of attempts made; those of a look-up are counted in its own report.
    pub attempts: u32,
    /// How it ended.
    pub ending: Ending,
    /// The time from beginning to end, by the client's clock, with all waits and look-ups.
    pub latency: Duration,
}

/// How an attempt or a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ending {
    /// With the reply that was asked for.
    Answered,
    /// The creation's answer was lost or the key in use, and what was asked for exists under the
    /// key. Calls only.
    FoundByKey,
    /// With an [`Error`].
    #[non_exhaustive]
    Failed {
        /// The error's variant.
        kind: FailureKind,
        /// What is known about the money.
        outcome: Outcome,
        /// The API's error code, if it gave one. An unknown code is the service's own text, of
        /// any length.
        code: Option<ErrorCode>,
    },
}

impl Ending {
    pub(crate) fn of(failure: Option<&Error>) -> Self {
        failure.map_or(Self::Answered, |error| Self::Failed {
            kind: FailureKind::of(error),
            outcome: error.outcome(),
            code: error.code().cloned(),
        })
    }
}

/// The variant of an [`Error`], as a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FailureKind {
    /// [`Error::Build`].
    Build,
    /// [`Error::NotSent`].
    NotSent,
    /// [`Error::NoAnswer`].
    NoAnswer,
    /// [`Error::Unreadable`].
    Unreadable,
    /// [`Error::Declined`].
    Declined,
    /// [`Error::Mismatch`].
    Mismatch,
    /// [`Error::Deadline`].
    Deadline,
}

impl FailureKind {
    /// Returns the word, such as `not_sent`: the label of a metric.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Build => "build",
            Self::NotSent => "not_sent",
            Self::NoAnswer => "no_answer",
            Self::Unreadable => "unreadable",
            Self::Declined => "declined",
            Self::Mismatch => "mismatch",
            Self::Deadline => "deadline",
        }
    }

    const fn of(error: &Error) -> Self {
        match error {
            Error::Build(_) => Self::Build,
            Error::NotSent(_) => Self::NotSent,
            Error::NoAnswer(_) => Self::NoAnswer,
            Error::Unreadable(_) => Self::Unreadable,
            Error::Declined(_) => Self::Declined,
            Error::Mismatch(_) => Self::Mismatch,
            Error::Deadline(_) => Self::Deadline,
        }
    }
}

impl fmt::Display for FailureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
