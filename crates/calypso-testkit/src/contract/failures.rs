//! Checks of what is said when no whole answer comes back.

use std::error::Error;
use std::time::Duration;

use calypso_transport::{Delivery, Transport, TransportFailure};
use http::header::{HeaderValue, RETRY_AFTER};
use http::{Method, StatusCode};

use super::check::{
    BODY, answer, delivery_is, draft, ensure, error, only_one, post, prepare, response, send,
};
use super::harness::Harness;
use super::report::{Report, Verdict};
use crate::loopback::Behaviour;

/// Long enough to arrive on a busy machine, short enough to wait for.
const TIME_LIMIT: Duration = Duration::from_millis(250);

pub(super) async fn examine<H: Harness>(harness: &H, report: &mut Report) {
    report.add(
        "refused_connection_is_not_sent",
        "a payout whose request never left may be sent again; unsaid, a person must look",
        refused_connection_is_not_sent(harness).await,
    );
    report.add(
        "cut_before_the_answer_is_unknown",
        "the API may have carried the call out; NotSent would make the caller pay twice",
        cut_is_unknown(harness, Behaviour::CutBeforeAnswer).await,
    );
    report.add(
        "cut_within_the_answer_is_unknown",
        "half a body is no answer, and the call may have been carried out",
        cut_is_unknown(harness, Behaviour::CutWithinAnswer).await,
    );
    report.add(
        "silence_ends_at_the_time_limit",
        "a checkout waits for this call, and the caller's deadline counts on it",
        silence_ends_at_the_time_limit(harness).await,
    );
    report.add(
        "errors_give_nothing_away",
        "errors end up in logs and tickets, which people without access to the account read",
        errors_give_nothing_away(harness).await,
    );
    report.add(
        "one_attempt_only",
        "a repetition below the caller's sight pays twice, and its timestamp is stale",
        one_attempt_only(harness).await,
    );
    report.add(
        "reused_connection_is_one_attempt",
        "HTTP libraries like to repeat a request when a kept connection dies under it",
        reused_connection_is_one_attempt(harness).await,
    );
    report.add(
        "idle_connection_that_died_is_no_second_attempt",
        "servers close idle connections; a request that meets the closing must not be doubled",
        idle_connection_that_died_is_no_second_attempt(harness).await,
    );
}

async fn refused_connection_is_not_sent<H: Harness>(harness: &H) -> Result<(), Verdict> {
    let (outcome, _) = send(harness, Behaviour::Refuse, post()).await?;
    let error = error(outcome, "a refused connection")?;
    delivery_is(&error, Delivery::NotSent)?;
    ensure(error.reason() == TransportFailure::Connect, || {
        format!("a refused connection failed with {:?} and should with Connect", error.reason())
    })
}

async fn cut_is_unknown<H: Harness>(harness: &H, cut: Behaviour) -> Result<(), Verdict> {
    let (outcome, _) = send(harness, cut, post()).await?;
    delivery_is(&error(outcome, "an answer that was cut off")?, Delivery::Unknown)
}

async fn silence_ends_at_the_time_limit<H: Harness>(harness: &H) -> Result<(), Verdict> {
    let draft = post().with_time_limit(TIME_LIMIT);
    let (outcome, _) = send(harness, Behaviour::Silence, draft).await?;
    let error = error(outcome, "silence")?;
    ensure(error.reason() == TransportFailure::TimedOut, || {
        format!("silence failed with {:?} and should with TimedOut", error.reason())
    })?;
    delivery_is(&error, Delivery::Unknown)
}

async fn errors_give_nothing_away<H: Harness>(harness: &H) -> Result<(), Verdict> {
    let request = harness.sign(post());
    let hidden = [("signature", request.signature().to_string()), ("body", BODY.to_owned())];
    for behaviour in [Behaviour::Refuse, Behaviour::CutBeforeAnswer, Behaviour::CutWithinAnswer] {
        let (outcome, _) = send(harness, behaviour, post()).await?;
        // Whether there is an error at all is for other checks to say.
        let Err(error) = outcome else { continue };
        let mut shown = format!("{error:?}");
        let mut cause: Option<&dyn Error> = Some(&error);
        while let Some(error) = cause {
            shown.push_str(&error.to_string());
            cause = error.source();
        }
        for (what, text) in &hidden {
            // `Debug` escapes quotes, so a body is looked for in both forms.
            let escaped = text.escape_debug().to_string();
            ensure(!shown.contains(text) && !shown.contains(&escaped), || {
                format!("the {what} of the request is in the error")
            })?;
        }
    }
    Ok(())
}

async fn one_attempt_only<H: Harness>(harness: &H) -> Result<(), Verdict> {
    let mut busy = answer(StatusCode::TOO_MANY_REQUESTS, "{}");
    busy.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("0"));
    for behaviour in [
        Behaviour::CutBeforeAnswer,
        Behaviour::CutWithinAnswer,
        Behaviour::Answer(busy),
        Behaviour::Answer(answer(StatusCode::REQUEST_TIMEOUT, "")),
        Behaviour::Answer(answer(StatusCode::SERVICE_UNAVAILABLE, "")),
    ] {
        let (_, arrivals) = send(harness, behaviour, post()).await?;
        only_one(arrivals)?;
    }
    Ok(())
}

async fn reused_connection_is_one_attempt<H: Harness>(harness: &H) -> Result<(), Verdict> {
    let plain = Behaviour::Answer(answer(StatusCode::OK, "{}"));
    let prepared = prepare(harness, [plain, Behaviour::CutBeforeAnswer]).await?;
    let request = harness.sign(post());
    response(prepared.transport.send(&request).await)?;
    let outcome = prepared.transport.send(&request).await;
    let count = (prepared.arrivals)().len();
    ensure(count == 2, || format!("{count} requests arrived where two were sent"))?;
    delivery_is(&error(outcome, "an answer that was cut off")?, Delivery::Unknown)
}

/// Whether the transport notices in time is a matter of luck: both a new connection and a failure
/// are right.
async fn idle_connection_that_died_is_no_second_attempt<H: Harness>(
    harness: &H,
) -> Result<(), Verdict> {
    let plain = || answer(StatusCode::OK, "{}");
    let script = [Behaviour::AnswerThenCut(plain()), Behaviour::Answer(plain())];
    let prepared = prepare(harness, script).await?;
    response(prepared.transport.send(&harness.sign(post())).await)?;
    let second = draft(Method::POST, "/api/v1/contract/second", BODY);
    let outcome = prepared.transport.send(&harness.sign(second)).await;
    let arrivals = (prepared.arrivals)();
    let arrived = arrivals.iter().filter(|arrival| arrival.path.ends_with("/second")).count();
    match outcome {
        Ok(_) => ensure(arrived == 1, || format!("one request arrived {arrived} times")),
        Err(_) if arrived == 0 => Ok(()),
        Err(error) => {
            ensure(arrived == 1, || format!("one request arrived {arrived} times"))?;
            delivery_is(&error, Delivery::Unknown)
        }
    }
}
