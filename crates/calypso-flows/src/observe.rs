//! What is told about attempts and calls: spans and events for the log, reports for an observer.
//!
//! Neither ever holds a body, a secret, a text of the service's but its code, or an idempotency
//! key.

use std::time::Duration;

use calypso_model::Endpoint;
use calypso_transport::AttemptId;
use tracing::field::Empty;
use tracing::{Level, Span};

use crate::attempt::Course;
use crate::build_error::BuildError;
use crate::client::Inner;
use crate::error::shown;
use crate::observer::{AttemptReport, CallReport, Ending};
use crate::operation::Operation;
use crate::{Error, Outcome};

/// Opens the span of a call.
pub(crate) fn call_span(operation: &Operation) -> Span {
    tracing::info_span!(
        "call",
        operation = operation.name(),
        attempts = Empty,
        ending = Empty,
        outcome = Empty,
        code = Empty,
        latency_us = Empty,
    )
}

/// Opens the span of an attempt, within that of its call.
pub(crate) fn attempt_span(operation: &Operation, attempt: u32, attempt_id: AttemptId) -> Span {
    tracing::info_span!(
        "attempt",
        operation = operation.name(),
        attempt,
        %attempt_id,
        status = Empty,
        ending = Empty,
        outcome = Empty,
        code = Empty,
        latency_us = Empty,
    )
}

impl Inner {
    /// Tells how an attempt that began at `began` has ended.
    pub(crate) fn observe_attempt(
        &self,
        (course, operation): (&Course, &Operation),
        failure: Option<&Error>,
        began: Duration,
        span: &Span,
    ) {
        let report = AttemptReport {
            operation: operation.name().to_owned(),
            attempt: course.attempts,
            attempt_id: course.attempt_id,
            status: course.status,
            ending: Ending::of(failure),
            latency: self.clock.monotonic().saturating_sub(began),
        };
        span.record("status", report.status);
        let told = Told::record(&report.ending, report.latency, span);
        let Told { ending, outcome, code, latency_us } = told;
        let AttemptReport { operation, attempt, attempt_id, status, .. } = &report;
        span.in_scope(|| match failure {
            None => tracing::debug!(
                operation, attempt, %attempt_id, status, latency_us, "attempt answered"
            ),
            Some(_) => tracing::info!(
                operation, attempt, %attempt_id, status, ending, outcome, code, latency_us,
                "attempt failed"
            ),
        });
        if let Some(observer) = &self.observer {
            observer.attempt(&report);
        }
    }

    /// Reports a call that ends before anything could be sent, and returns its error.
    pub(crate) fn refuse(&self, endpoint: Endpoint, error: impl Into<BuildError>) -> Error {
        let operation = Operation::of(endpoint, &self.endpoints);
        let course = Course::new(self.clock.monotonic(), Duration::ZERO, None);
        let error = Error::Build(error.into());
        let span = call_span(&operation);
        self.observe_call(&course, &operation, Ending::of(Some(&error)), &span);
        error
    }

    /// Tells how a call has ended.
    pub(crate) fn observe_call(
        &self,
        course: &Course,
        operation: &Operation,
        ending: Ending,
        span: &Span,
    ) {
        let report = CallReport {
            operation: operation.name().to_owned(),
            attempts: course.attempts,
            ending,
            latency: self.clock.monotonic().saturating_sub(course.began),
        };
        span.record("attempts", report.attempts);
        let told = Told::record(&report.ending, report.latency, span);
        let Told { ending, outcome, code, latency_us } = told;
        let CallReport { operation, attempts, .. } = &report;
        // Somebody has to look into an unknown outcome.
        let level = match report.ending {
            Ending::Answered | Ending::FoundByKey => Level::DEBUG,
            Ending::Failed { outcome: Outcome::Unknown, .. } => Level::WARN,
            Ending::Failed { .. } => Level::INFO,
        };
        // A level has to be known at compile time.
        macro_rules! tell {
            ($level:expr, $text:literal) => {
                tracing::event!(
                    $level, operation, attempts, ending, outcome, code, latency_us, $text
                )
            };
        }
        span.in_scope(|| match level {
            Level::WARN => tell!(Level::WARN, "call failed, outcome unknown"),
            Level::INFO => tell!(Level::INFO, "call failed"),
            _ => tell!(Level::DEBUG, "call done"),
        });
        if let Some(observer) = &self.observer {
            observer.call(&report);
        }
    }
}

/// The fields of an ending.
struct Told {
    ending: &'static str,
    outcome: Option<&'static str>,
    code: Option<String>,
    latency_us: u64,
}

impl Told {
    /// Puts an ending into words, and those into the span.
    fn record(ending: &Ending, latency: Duration, span: &Span) -> Self {
        let (ending, outcome, code) = match ending {
            Ending::Answered => ("answered", None, None),
            Ending::FoundByKey => ("found_by_key", None, None),
            Ending::Failed { kind, outcome, code } => {
                (kind.as_str(), Some(outcome.as_str()), code.as_ref())
            }
        };
        // An unknown code is a text of the service's: it must not break a line or flood it.
        let code = code.map(|code| shown(code.as_str()));
        let latency_us = u64::try_from(latency.as_micros()).unwrap_or(u64::MAX);
        span.record("ending", ending);
        span.record("outcome", outcome);
        span.record("code", code.as_deref());
        span.record("latency_us", latency_us);
        Self { ending, outcome, code, latency_us }
    }
}
