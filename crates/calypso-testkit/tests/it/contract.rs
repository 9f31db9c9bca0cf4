//! The contract: kept by what is faithful, broken by name by what is not.

use calypso_testkit::contract::{self, Harness, Loopback, Prepared};
use calypso_testkit::{Arrival, Behaviour, ScriptedTransport, Step};
use calypso_transport::{Delivery, TransportError, TransportFailure, async_trait};

use crate::plain::{Flaw, PlainTransport};

/// Every check there is, so that one cannot vanish unnoticed.
const CHECKS: [&str; 18] = [
    "body_arrives_byte_for_byte",
    "headers_arrive_once",
    "method_and_path_arrive",
    "delete_carries_its_body",
    "every_status_is_a_response",
    "redirect_is_returned",
    "response_headers_are_kept",
    "response_body_is_kept",
    "response_body_is_capped",
    "works_as_a_trait_object",
    "refused_connection_is_not_sent",
    "cut_before_the_answer_is_unknown",
    "cut_within_the_answer_is_unknown",
    "silence_ends_at_the_time_limit",
    "errors_give_nothing_away",
    "one_attempt_only",
    "reused_connection_is_one_attempt",
    "idle_connection_that_died_is_no_second_attempt",
];

/// Stages the other side as a script instead of a server.
struct Script;

#[async_trait]
impl Harness for Script {
    type Transport = ScriptedTransport;

    async fn prepare(&self, script: Vec<Behaviour>) -> Option<Prepared<ScriptedTransport>> {
        let transport = ScriptedTransport::new(script.into_iter().map(step));
        let seen = transport.clone();
        Some(Prepared::new(transport, move || seen.requests().iter().map(Arrival::from).collect()))
    }
}

fn step(behaviour: Behaviour) -> Step {
    let limit = 1024 * 1024;
    let (delivery, reason) = match behaviour {
        Behaviour::Answer(response) | Behaviour::AnswerThenCut(response) => {
            return Step::any().respond(response);
        }
        Behaviour::Silence => return Step::any().hang(),
        Behaviour::Refuse => (Delivery::NotSent, TransportFailure::Connect),
        Behaviour::Flood => (Delivery::Unknown, TransportFailure::ResponseTooLarge { limit }),
        Behaviour::CutBeforeAnswer | Behaviour::CutWithinAnswer | _ => {
            (Delivery::Unknown, TransportFailure::Interrupted)
        }
    };
    Step::any().fail(TransportError::new(delivery, reason))
}

#[tokio::test]
async fn the_scripted_transport_keeps_the_contract() {
    let report = contract::run(&Script).await;
    assert_eq!((report.passed(), report.skipped()), (CHECKS.as_slice(), [].as_slice()));
}

#[tokio::test]
async fn a_transport_on_plain_sockets_keeps_the_contract() {
    let harness = Loopback::new(|base_url| PlainTransport::new(base_url, None));
    let report = contract::run(&harness).await;
    assert_eq!((report.passed(), report.skipped()), (CHECKS.as_slice(), [].as_slice()));
}

#[tokio::test]
async fn what_a_harness_cannot_stage_is_reported_as_skipped() {
    /// Knows no way to do anything.
    struct Nothing;

    #[async_trait]
    impl Harness for Nothing {
        type Transport = ScriptedTransport;

        async fn prepare(&self, _script: Vec<Behaviour>) -> Option<Prepared<ScriptedTransport>> {
            None
        }
    }

    let report = contract::run(&Nothing).await;
    assert_eq!((report.passed(), report.skipped()), ([].as_slice(), CHECKS.as_slice()));
}

/// Runs the suite against a broken transport and compares the names of the checks that fail.
async fn breaks(flaw: Flaw, checks: &[&str]) {
    let harness = Loopback::new(|base_url| PlainTransport::new(base_url, Some(flaw)));
    let report = contract::examine(&harness).await;
    let failed: Vec<_> = report.failures().iter().map(contract::Failure::check).collect();
    assert_eq!(failed, checks, "{flaw:?}: {report}");
}

#[tokio::test]
async fn mistakes_in_the_request_are_named() {
    breaks(Flaw::ReserialisesBody, &["body_arrives_byte_for_byte", "delete_carries_its_body"])
        .await;
    breaks(Flaw::DropsRequestHeaders, &["headers_arrive_once"]).await;
    breaks(Flaw::SendsHeaderTwice, &["headers_arrive_once"]).await;
    breaks(Flaw::NormalisesPath, &["method_and_path_arrive"]).await;
    breaks(Flaw::DropsDeleteBody, &["delete_carries_its_body"]).await;
}

#[tokio::test]
async fn mistakes_in_the_response_are_named() {
    breaks(Flaw::StatusAsError, &["every_status_is_a_response"]).await;
    breaks(Flaw::FollowsRedirects, &["redirect_is_returned"]).await;
    breaks(Flaw::DropsResponseHeaders, &["redirect_is_returned", "response_headers_are_kept"])
        .await;
    breaks(Flaw::MangledResponseBody, &["response_body_is_kept"]).await;
    breaks(Flaw::UnboundedBody, &["response_body_is_capped"]).await;
}

#[tokio::test]
async fn mistakes_about_failures_are_named() {
    breaks(Flaw::ClaimsUnknownWhenRefused, &["refused_connection_is_not_sent"]).await;
    let sent = [
        "response_body_is_capped",
        "cut_before_the_answer_is_unknown",
        "cut_within_the_answer_is_unknown",
        "silence_ends_at_the_time_limit",
        "reused_connection_is_one_attempt",
    ];
    breaks(Flaw::ClaimsNotSent, &sent).await;
    breaks(Flaw::TakesHalfAnAnswer, &["cut_within_the_answer_is_unknown"]).await;
    breaks(Flaw::LeaksRequest, &["errors_give_nothing_away"]).await;
    breaks(Flaw::RetriesOnReuse, &["reused_connection_is_one_attempt"]).await;
}

#[tokio::test]
async fn a_transport_that_repeats_by_itself_is_named() {
    let checks = [
        "cut_before_the_answer_is_unknown",
        "cut_within_the_answer_is_unknown",
        "silence_ends_at_the_time_limit",
        "one_attempt_only",
        "reused_connection_is_one_attempt",
    ];
    // The second request of each check meets a server that answers, so the failures vanish as well.
    breaks(
        Flaw::Retries,
        &["response_body_is_capped"].into_iter().chain(checks).collect::<Vec<_>>(),
    )
    .await;
}

#[tokio::test]
async fn a_transport_that_waits_for_ever_is_named() {
    breaks(Flaw::IgnoresTimeLimit, &["silence_ends_at_the_time_limit"]).await;
}

#[tokio::test]
#[should_panic(expected = "transport contract: 17 passed, 0 skipped, 1 failed\n\
                redirect_is_returned: 2 requests arrived where one was sent\n  \
                why it matters: following it sends the merchant's signed request to somebody else")]
async fn a_failure_says_what_broke_and_why_it_matters() {
    let flaw = Some(Flaw::FollowsRedirects);
    let harness = Loopback::new(|base_url| PlainTransport::new(base_url, flaw));
    let _report = contract::run(&harness).await;
}
