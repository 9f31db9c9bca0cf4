//! The one path every call takes: attempt, decide, wait, and attempt afresh.

use std::time::Duration;

use calypso_model::Endpoint;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::SemaphorePermit;
use tracing::Instrument as _;

use crate::attempt::{Course, Failed};
use crate::client::Inner;
use crate::creation::{Creation, CreationPlan};
use crate::error::Deadline;
use crate::mismatch::Mismatch;
use crate::observe;
use crate::observer::Ending;
use crate::operation::Operation;
use crate::retry::{Cause, Decision, Failure, RetryPolicy};
use crate::{Client, Error, Outcome, Reply};

/// What to do next in a call.
enum Step {
    Again,
    LookUp { then_again: bool },
    Stop,
    OutOfTime,
}

impl Client {
    /// Calls an endpoint that has no key to look up.
    pub(crate) async fn ask<P: Serialize + Sync, T: DeserializeOwned>(
        &self,
        endpoint: Endpoint,
        payload: &P,
    ) -> Result<Reply<T>, Error> {
        self.inner.call(&Operation::of(endpoint, &self.inner.endpoints), Some(payload)).await
    }

    /// Calls an endpoint that takes no payload.
    pub(crate) async fn ask_bare<T: DeserializeOwned>(
        &self,
        endpoint: Endpoint,
    ) -> Result<Reply<T>, Error> {
        self.inner.call::<(), _>(&Operation::of(endpoint, &self.inner.endpoints), None).await
    }
}

impl Inner {
    /// Makes a call that has no key to look up.
    pub(crate) async fn call<P: Serialize + Sync, T: DeserializeOwned>(
        &self,
        operation: &Operation,
        payload: Option<&P>,
    ) -> Result<Reply<T>, Error> {
        self.call_within(operation, payload, self.policy.total_limit).await
    }

    /// Makes a call that ends after `limit`.
    pub(crate) async fn call_within<P: Serialize + Sync, T: DeserializeOwned>(
        &self,
        operation: &Operation,
        payload: Option<&P>,
        limit: Duration,
    ) -> Result<Reply<T>, Error> {
        let mut course = Course::new(self.clock.monotonic(), limit, None);
        let span = observe::call_span(operation);
        let attempts = self.attempts(&mut course, operation, payload);
        let result = attempts.instrument(span.clone()).await;
        let ending = Ending::of(result.as_ref().err());
        self.observe_call(&course, operation, ending, &span);
        result
    }

    /// Makes attempts until one is answered or no further one is to be made.
    async fn attempts<P: Serialize + Sync, T: DeserializeOwned>(
        &self,
        course: &mut Course,
        operation: &Operation,
        payload: Option<&P>,
    ) -> Result<Reply<T>, Error> {
        loop {
            let failed = match self.try_once(course, operation, payload).await {
                Ok(reply) => return Ok(reply),
                Err(failed) => failed,
            };
            match self.step(course, operation, &failed).await {
                Step::Again => course.last = Some(failed.error),
                Step::LookUp { .. } | Step::Stop => return Err(failed.error),
                Step::OutOfTime => return Err(out_of_time(course, operation, failed)),
            }
        }
    }

    /// Creates an object under a key. A lost answer is settled by looking the key up.
    pub(crate) async fn create<C: CreationPlan>(
        &self,
        plan: &C,
    ) -> Result<Creation<C::Object>, Error> {
        let operation = Operation::of(C::ENDPOINT, &self.endpoints);
        let key = Some(plan.key().to_owned());
        let mut course = Course::new(self.clock.monotonic(), self.policy.total_limit, key);
        let span = observe::call_span(&operation);
        let attempts = self.creation_attempts(&mut course, &operation, plan);
        let result = attempts.instrument(span.clone()).await;
        let ending = match &result {
            Ok(creation) if !creation.is_created() => Ending::FoundByKey,
            _ => Ending::of(result.as_ref().err()),
        };
        self.observe_call(&course, &operation, ending, &span);
        result
    }

    /// Makes attempts and look-ups until it is known what exists, or cannot be.
    async fn creation_attempts<C: CreationPlan>(
        &self,
        course: &mut Course,
        operation: &Operation,
        plan: &C,
    ) -> Result<Creation<C::Object>, Error> {
        loop {
            let failed = match self.try_once(course, operation, Some(plan.payload())).await {
                Ok(reply) => return compared(plan, reply, course, operation, Creation::Created),
                Err(failed) => failed,
            };
            let then_again = match self.step(course, operation, &failed).await {
                Step::Again => {
                    course.last = Some(failed.error);
                    continue;
                }
                Step::LookUp { then_again } => then_again,
                Step::Stop => return Err(failed.error),
                Step::OutOfTime => return Err(out_of_time(course, operation, failed)),
            };
            match plan.look_up(self, self.remaining(course)).await {
                Ok(Some(found)) => {
                    return compared(plan, found, course, operation, Creation::AlreadyExisted);
                }
                Ok(None) if then_again => course.last = Some(failed.error),
                // Neither an absent key nor a failed look proves that the request has died.
                Ok(None) | Err(_) => return Err(failed.error),
            }
        }
    }

    /// Makes one attempt, once it is its turn.
    async fn try_once<P: Serialize + Sync, T: DeserializeOwned>(
        &self,
        course: &mut Course,
        operation: &Operation,
        payload: Option<&P>,
    ) -> Result<Reply<T>, Failed> {
        let turn = self.turn(course).await;
        let time_limit = self.remaining(course).min(self.policy.attempt_limit);
        if turn.is_none() || time_limit.is_zero() {
            let source = course.last.take().map(Box::new);
            let deadline = Deadline { info: course.info(operation), source };
            let failed = Failed::new(Error::Deadline(deadline), Cause::Permanent);
            return Err(Failed { again: false, ..failed });
        }
        let result = self.attempt(course, operation, payload, time_limit).await;
        if result.is_ok() && course.attempts == 1 {
            self.budget.give_back();
        }
        result
    }

    /// Waits for a place among the calls in flight, then for what the rate limit allows; gives
    /// nothing if the call's time is over before that.
    async fn turn(&self, course: &Course) -> Option<SemaphorePermit<'_>> {
        let place = tokio::select! {
            biased;
            place = self.permits.acquire() => place.ok()?,
            () = self.clock.sleep(self.remaining(course)) => return None,
        };
        let wait = self.turns.take(self.clock.monotonic(), self.remaining(course))?;
        if !wait.is_zero() {
            self.clock.sleep(wait).await;
        }
        Some(place)
    }

    /// Decides what a failed attempt means for the call, and waits as decided.
    async fn step(&self, course: &Course, operation: &Operation, failed: &Failed) -> Step {
        if !failed.again {
            return Step::Stop;
        }
        if failed.skew_learnt {
            return Step::Again;
        }
        let effect = operation.effect();
        let elapsed = self.clock.monotonic().saturating_sub(course.began);
        let outcome = course.outcome.for_effect(effect);
        let failure = Failure::new(effect, outcome, failed.cause, course.attempts)
            .after(elapsed)
            .with_retry_after(failed.retry_after);
        let policy = RetryPolicy { total_limit: course.limit, ..self.policy };
        let (after, step) = match policy.decide(&failure, self.jitter()) {
            Decision::Stop => return Step::Stop,
            Decision::OutOfTime => return Step::OutOfTime,
            Decision::Again { after } => (after, Step::Again),
            Decision::LookUp { after } => (after, Step::LookUp { then_again: true }),
            Decision::LookUpOnly { after } => (after, Step::LookUp { then_again: false }),
        };
        let sends_again = matches!(step, Step::Again | Step::LookUp { then_again: true });
        let step = match step {
            _ if !sends_again || self.budget.take() => step,
            Step::LookUp { .. } => Step::LookUp { then_again: false },
            Step::Again | Step::Stop | Step::OutOfTime => return Step::Stop,
        };
        self.clock.sleep(after).await;
        step
    }

    /// Returns the time left for a call.
    fn remaining(&self, course: &Course) -> Duration {
        let elapsed = self.clock.monotonic().saturating_sub(course.began);
        course.limit.saturating_sub(elapsed)
    }

    /// Returns a random share of 2^32; without randomness the full wait is the safe choice.
    fn jitter(&self) -> u32 {
        let mut bytes = [0_u8; 4];
        self.entropy.fill(&mut bytes).map_or(u32::MAX, |()| u32::from_le_bytes(bytes))
    }
}

fn out_of_time(course: &Course, operation: &Operation, failed: Failed) -> Error {
    let source = Some(Box::new(failed.error));
    Error::Deadline(Deadline { info: course.info(operation), source })
}

/// Takes an object for the creation's result, if it is what was asked for.
fn compared<C: CreationPlan>(
    plan: &C,
    found: Reply<C::Object>,
    course: &Course,
    operation: &Operation,
    result: fn(Reply<C::Object>) -> Creation<C::Object>,
) -> Result<Creation<C::Object>, Error> {
    let mut differences = plan.differences(&found);
    let result = result(found);
    if result.is_created() {
        // A service might answer a used key with what exists under it, so new objects are compared
        // as well; but what a fresh answer leaves out is no sign of another order.
        differences.retain(|difference| difference.found.is_some());
    }
    if differences.is_empty() {
        return Ok(result);
    }
    let mut info = course.info(operation);
    info.outcome = Outcome::Unknown;
    Err(Error::Mismatch(Mismatch { info, differences }))
}
