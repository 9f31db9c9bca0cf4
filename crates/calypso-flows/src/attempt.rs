//! One attempt: stamp, serialise, sign, send, sort the answer, decode.

use std::time::Duration;

use bytes::Bytes;
use calypso_model::{Envelope, ErrorCode};
use calypso_sign::Timestamp;
use calypso_transport::{
    AttemptId, Delivery, Draft, SignedRequest, TransportError, TransportFailure,
};
use http::StatusCode;
use http::header::HeaderMap;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tracing::Instrument as _;

use crate::answer::{self, Answer};
use crate::build_error::BuildError;
use crate::client::Inner;
use crate::error::{CallInfo, Declined, NoAnswer, NotSent, Unreadable};
use crate::observe;
use crate::operation::Operation;
use crate::retry::Cause;
use crate::skew;
use crate::{Error, Outcome, Reply};

/// What one call has been through so far.
#[derive(Debug)]
pub(crate) struct Course {
    pub(crate) began: Duration,
    pub(crate) limit: Duration,
    pub(crate) attempts: u32,
    pub(crate) outcome: Outcome,
    pub(crate) attempt_id: AttemptId,
    /// The HTTP status of the latest attempt, if it was answered.
    pub(crate) status: Option<u16>,
    pub(crate) key: Option<String>,
    pub(crate) skew_learnt: bool,
    /// The failure of the latest attempt that was followed by another.
    pub(crate) last: Option<Error>,
    /// The stamp of the latest attempt that was signed.
    signed_at: Option<Timestamp>,
    last_stamp: Option<Timestamp>,
}

impl Course {
    pub(crate) fn new(began: Duration, limit: Duration, key: Option<String>) -> Self {
        Self {
            began,
            limit,
            attempts: 0,
            outcome: Outcome::NotApplied,
            attempt_id: AttemptId::default(),
            status: None,
            key,
            skew_learnt: false,
            last: None,
            signed_at: None,
            last_stamp: None,
        }
    }

    /// Returns a stamp later than that of any earlier attempt, so no two signed bodies are equal.
    fn stamp(&mut self, now: Timestamp) -> Timestamp {
        let least = self.last_stamp.map(|last| last.saturating_add(Duration::from_millis(1)));
        let stamp = least.map_or(now, |least| least.max(now));
        self.last_stamp = Some(stamp);
        stamp
    }

    pub(crate) fn info(&self, operation: &Operation) -> Box<CallInfo> {
        Box::new(CallInfo {
            operation: operation.name().to_owned(),
            attempts: self.attempts,
            attempt_id: self.attempt_id,
            outcome: self.outcome.for_effect(operation.effect()),
            key: self.key.clone(),
            signed_at: self.signed_at,
        })
    }
}

/// A failed attempt, with what the retry decision needs.
#[derive(Debug)]
pub(crate) struct Failed {
    pub(crate) error: Error,
    pub(crate) cause: Cause,
    pub(crate) retry_after: Option<Duration>,
    /// The clock was wrong, and the right time has just been learnt.
    pub(crate) skew_learnt: bool,
    /// Another attempt can be made at all.
    pub(crate) again: bool,
}

impl Failed {
    pub(crate) fn new(error: Error, cause: Cause) -> Self {
        Self { error, cause, retry_after: None, skew_learnt: false, again: true }
    }
}

impl Inner {
    /// Makes one attempt within `time_limit`.
    pub(crate) async fn attempt<P: Serialize + Sync, T: DeserializeOwned>(
        &self,
        course: &mut Course,
        operation: &Operation,
        payload: Option<&P>,
        time_limit: Duration,
    ) -> Result<Reply<T>, Failed> {
        let request = match self.sign(course, operation, payload, time_limit) {
            Ok(request) => request,
            // What an earlier attempt may have done outweighs that no further one can be made.
            Err(error) => {
                let error = course.last.take().unwrap_or_else(|| error.into());
                return Err(Failed { again: false, ..Failed::new(error, Cause::Permanent) });
            }
        };
        course.attempts = course.attempts.saturating_add(1);
        let span = observe::attempt_span(operation, course.attempts, course.attempt_id);
        let began = self.clock.monotonic();
        let answer = self.transport.send(&request).instrument(span.clone()).await;
        course.status = answer.as_ref().ok().map(|response| response.status().as_u16());
        let result = match answer {
            Ok(response) => self.read(course, operation, &response),
            Err(error) => Err(not_answered(course, operation, error)),
        };
        let failure = result.as_ref().err().map(|failed| &failed.error);
        self.observe_attempt((course, operation), failure, began, &span);
        result
    }

    /// Stamps and serialises the body, and signs those very bytes.
    fn sign<P: Serialize>(
        &self,
        course: &mut Course,
        operation: &Operation,
        payload: Option<&P>,
        time_limit: Duration,
    ) -> Result<SignedRequest, BuildError> {
        let stamp = course.stamp(self.offset.apply(self.clock.now()));
        let account = operation.names_account().then_some(&self.account);
        let envelope = Envelope::new(account, stamp.as_millis(), payload);
        let body = serde_json::to_vec(&envelope)
            .map_err(|error| BuildError::Payload { source: Box::new(error) })?;
        let attempt_id = AttemptId::new(&self.entropy)?;
        let draft = Draft::new(operation.http_method(), operation.path(), body)?
            .with_attempt_id(attempt_id)
            .with_time_limit(time_limit);
        course.attempt_id = attempt_id;
        course.signed_at = Some(stamp);
        Ok(SignedRequest::sign(draft, &self.api_key, &self.signer))
    }

    /// Sorts and decodes an answer.
    fn read<T: DeserializeOwned>(
        &self,
        course: &mut Course,
        operation: &Operation,
        response: &http::Response<Bytes>,
    ) -> Result<Reply<T>, Failed> {
        let (status, headers) = (response.status(), response.headers());
        let mut failed = match answer::sort(status, response.body()) {
            Answer::Success => match decode(response.body()) {
                Ok((value, raw)) => return Ok(Reply::new(value, raw, course.attempt_id)),
                Err(unreadable) => unreadable.into_failed(course, operation, status),
            },
            Answer::Declined(body) => {
                let code = body.error_code.clone();
                let latest = answer::outcome_of_code(&code, status);
                course.outcome = course.outcome.and_then(latest);
                let info = course.info(operation);
                let declined = Declined { info, status, body: Box::new(body) };
                let cause = answer::cause_of_code(&code, status);
                let mut failed = Failed::new(Error::Declined(declined), cause);
                failed.skew_learnt =
                    code == ErrorCode::InvalidTimestamp && self.learn(course, headers);
                failed
            }
            Answer::Foreign => {
                course.outcome = course.outcome.and_then(Outcome::of_bare_status(status));
                let info = course.info(operation);
                let source = "the answer is not the API's".into();
                let cause = answer::cause_of_status(status);
                let error = Error::Unreadable(Unreadable { info, status, cause, source });
                Failed::new(error, cause)
            }
        };
        failed.retry_after = skew::retry_after(headers, self.clock.now());
        Err(failed)
    }

    /// Learns the clock's offset, once per call.
    fn learn(&self, course: &mut Course, headers: &HeaderMap) -> bool {
        let learnt = !course.skew_learnt && self.offset.learn(headers, self.clock.now());
        if learnt {
            course.skew_learnt = true;
            // The right time may well lie before the last stamp.
            course.last_stamp = None;
        }
        learnt
    }
}

/// A success whose body is not the reply that was expected.
struct Undecodable {
    source: Box<dyn std::error::Error + Send + Sync>,
    cause: Cause,
}

impl Undecodable {
    fn into_failed(self, course: &mut Course, operation: &Operation, status: StatusCode) -> Failed {
        course.outcome = course.outcome.and_then(Outcome::Unknown);
        let info = course.info(operation);
        let Self { source, cause } = self;
        let unreadable = Unreadable { info, status, cause, source };
        Failed::new(Error::Unreadable(unreadable), cause)
    }
}

/// Decodes a reply. A cut or garbled body may be whole next time; one of another shape will not.
fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<(T, String), Undecodable> {
    let text = std::str::from_utf8(body)
        .map_err(|error| Undecodable { source: Box::new(error), cause: Cause::Passing })?;
    // An operation without a reply answers with nothing at all, which decodes as null.
    let json = if text.trim().is_empty() { "null" } else { text };
    match serde_json::from_str(json) {
        Ok(value) => Ok((value, text.to_owned())),
        Err(error) => {
            let cause = if error.is_data() { Cause::Permanent } else { Cause::Passing };
            Err(Undecodable { source: Box::new(error), cause })
        }
    }
}

fn not_answered(course: &mut Course, operation: &Operation, source: TransportError) -> Failed {
    let too_large = matches!(source.reason(), TransportFailure::ResponseTooLarge { .. });
    let cause = if too_large { Cause::Permanent } else { Cause::Passing };
    match source.delivery() {
        Delivery::NotSent => {
            let info = course.info(operation);
            Failed::new(Error::NotSent(NotSent { info, source }), cause)
        }
        Delivery::Unknown => {
            course.outcome = course.outcome.and_then(Outcome::Unknown);
            let info = course.info(operation);
            Failed::new(Error::NoAnswer(NoAnswer { info, source }), cause)
        }
    }
}
