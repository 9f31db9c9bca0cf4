//! A fault at each step of a call: refused, cut off, garbled, declined, delayed, limited.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use calypso_flows::{Client, Creation, Error, Outcome, RetryPolicy};
use calypso_model::{Amount, ErrorCode, InvoiceId, NewCustomer, NewSingleInvoice, NewSubscription};
use calypso_sign::{Timestamp, Verifier};
use calypso_testkit::{CountingEntropy, ManualClock, ScriptedTransport, Step};
use calypso_transport::{Entropy, EntropyError, SignedRequest};
use serde_json::Value;

use crate::worlds::{KEY, cut, fixed_credentials, golden, not_sent, scripted_client};

const CREATE: &str = "/api/v1/invoice/single/create";
const GET: &str = "/api/v1/invoice";
const CUSTOMER: &str = "/api/v1/customer-purse/customer/create";

fn order() -> NewSingleInvoice {
    NewSingleInvoice::new("25.50".parse().unwrap(), "USDT_TRX".parse().unwrap(), "Order 1042")
        .with_idempotency_key(calypso_model::IdempotencyKey::parse(KEY).unwrap())
}

fn created() -> Step {
    Step::post(CREATE).reply(200, golden!("invoice-single.created"))
}

fn found() -> Step {
    Step::post(GET).reply(200, golden!("invoice-single.created"))
}

fn absent() -> Step {
    Step::post(GET).reply(400, golden!("error.004"))
}

/// Plays a script against a creation and returns what came of it, and the requests it made.
async fn create(
    steps: impl IntoIterator<Item = Step>,
) -> (Result<Creation<calypso_model::Invoice>, Error>, Vec<SignedRequest>) {
    let script = ScriptedTransport::new(steps);
    let result = scripted_client(&script).invoices().create_single(order()).await;
    (result, script.requests())
}

fn body(request: &SignedRequest) -> Value {
    serde_json::from_slice(request.body()).unwrap()
}

/// Checks that attempts carry fresh stamps and signatures, and one key.
#[track_caller]
fn assert_fresh(requests: &[SignedRequest]) {
    let verifier =
        Verifier::new(&calypso_sign::SecretKey::new("b823a6b9ea72408583cef9ec8d67fa52").unwrap());
    let creations: Vec<_> = requests.iter().filter(|request| request.path() == CREATE).collect();
    for request in &creations {
        verifier.verify(request.body(), request.signature()).unwrap();
        assert_eq!(body(request)["payload"]["idempotencyKey"], KEY);
    }
    for pair in creations.windows(2) {
        let (earlier, later) = (body(pair[0]), body(pair[1]));
        assert!(earlier["timestamp"].as_i64().unwrap() < later["timestamp"].as_i64().unwrap());
        assert_eq!(earlier["payload"], later["payload"]);
        assert_ne!(pair[0].signature(), pair[1].signature());
        assert_ne!(pair[0].attempt_id(), pair[1].attempt_id());
    }
}

#[tokio::test]
async fn what_was_never_sent_is_sent_again() {
    let (result, requests) = create([Step::post(CREATE).fail(not_sent()), created()]).await;
    assert!(result.unwrap().is_created());
    assert_fresh(&requests);
    assert_eq!(requests.len(), 2);
}

#[tokio::test]
async fn a_lost_answer_is_looked_up_and_found() {
    let (result, requests) = create([Step::post(CREATE).fail(cut()), found()]).await;
    assert!(!result.unwrap().is_created());
    assert_eq!(body(&requests[1])["payload"], serde_json::json!({ "idempotencyKey": KEY }));
}

#[tokio::test]
async fn a_lost_answer_that_is_definitely_absent_is_sent_again_with_the_same_key() {
    let (result, requests) = create([Step::post(CREATE).fail(cut()), absent(), created()]).await;
    assert!(result.unwrap().is_created());
    assert_fresh(&requests);
    assert_eq!(requests.len(), 3);
}

#[tokio::test]
async fn a_5xx_a_page_and_a_garbled_success_are_lost_answers_too() {
    let lost = [
        Step::post(CREATE).reply(500, golden!("error.000")),
        Step::post(CREATE).reply(502, "<html>bad gateway</html>"),
        Step::post(CREATE).reply(200, "{\"id\":\"88213\",\"invoiceAdd"),
        Step::post(CREATE).hang(),
    ];
    for step in lost {
        let (result, _) = create([step, found()]).await;
        assert!(!result.unwrap().is_created());
    }
}

/// A success of another shape was surely applied: it is looked up, and never sent again.
#[tokio::test]
async fn a_success_of_another_shape_is_looked_up_and_not_sent_again() {
    let strange = || Step::post(CREATE).reply(200, r#"{"invoice":{"id":"88213"}}"#);
    let (result, _) = create([strange(), found()]).await;
    assert!(!result.unwrap().is_created());
    let (result, _) = create([strange(), absent()]).await;
    let error = result.unwrap_err();
    assert!(matches!(error, Error::Unreadable(_)), "{error:?}");
    assert_eq!(error.outcome(), Outcome::Unknown);
}

#[tokio::test]
async fn error_016_is_settled_by_looking_the_key_up() {
    let taken = || Step::post(CREATE).reply(400, golden!("error.016"));
    let (result, _) = create([taken(), found()]).await;
    assert!(!result.unwrap().is_created());
    // The code has a second meaning, a failed validation: then nothing exists under the key.
    let (result, _) = create([taken(), absent()]).await;
    let error = result.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::KeyExists));
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(error.key(), Some(KEY));
}

#[tokio::test]
async fn another_invoice_under_the_key_is_a_mismatch() {
    let script = ScriptedTransport::new([Step::post(CREATE).fail(cut()), found()]);
    let mut other = order();
    other.amount = "25.51".parse::<Amount>().unwrap();
    let error = scripted_client(&script).invoices().create_single(other).await.unwrap_err();
    let Error::Mismatch(mismatch) = &error else { panic!("{error:?}") };
    assert_eq!(mismatch.differences().len(), 1);
    let difference = &mismatch.differences()[0];
    assert_eq!(difference.field, "amount");
    assert_eq!(difference.wanted, "25.51");
    assert_eq!(difference.found.as_deref(), Some("25.50"));
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn a_refusal_is_final_and_says_everything() {
    let (result, requests) = create([Step::post(CREATE).reply(400, golden!("error.001"))]).await;
    let error = result.unwrap_err();
    assert_eq!(requests.len(), 1);
    let Error::Declined(declined) = &error else { panic!("{error:?}") };
    assert_eq!(declined.code(), &ErrorCode::BadRequest);
    assert_eq!(
        declined.message(),
        "payload.amount=[Scale incorrect. Must be less than or equal to 6]"
    );
    assert_eq!(declined.trace_id().unwrap().as_str(), "5f2d1c3b4a697887");
    assert_eq!(error.outcome(), Outcome::NotApplied);
    assert_eq!(error.attempt_id(), Some(requests[0].attempt_id()));
    assert_eq!(
        error.to_string(),
        "InvoiceSingleCreate declined with 001: payload.amount=[Scale incorrect. Must be less \
         than or equal to 6] (not applied; attempt 1 with id 00000000000000000000000000000001; \
         key 0b6f1c1e-7f3a-4b52-9d0a-6a1f2e3d4c5b; HTTP 400); the message says what to change"
    );
}

/// The second attempt was refused, and that says nothing about the first.
#[tokio::test]
async fn a_refusal_after_a_lost_answer_leaves_the_outcome_unknown() {
    let (result, requests) = create([
        Step::post(CREATE).fail(cut()),
        absent(),
        Step::post(CREATE).reply(400, golden!("error.001")),
        absent(),
    ])
    .await;
    let error = result.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::BadRequest));
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(requests.len(), 4);
}

/// The last attempt did not leave this machine; the first may have arrived all the same.
#[tokio::test]
async fn an_attempt_that_was_not_sent_leaves_an_earlier_one_unknown() {
    let (result, _) = create([
        Step::post(CREATE).fail(cut()),
        absent(),
        Step::post(CREATE).fail(not_sent()),
        absent(),
        Step::post(CREATE).fail(not_sent()),
        absent(),
        Step::post(CREATE).fail(not_sent()),
        absent(),
    ])
    .await;
    let error = result.unwrap_err();
    assert!(matches!(error, Error::NotSent(_)), "{error:?}");
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(error.key(), Some(KEY));
}

/// Gives random bytes a few times, then none.
#[derive(Debug)]
struct RunningDry(AtomicUsize);

impl Entropy for RunningDry {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        // Every attempt takes an id, and every retry a random share of its delay.
        let left =
            self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        bytes.fill(7);
        left.map(drop).map_err(|_none| EntropyError::new("dry"))
    }
}

#[tokio::test]
async fn a_second_attempt_that_cannot_be_made_does_not_hide_the_first() {
    let script = ScriptedTransport::new([Step::post(CREATE).fail(cut()), absent()]);
    // One id for the attempt, one share of a delay, one id for the look.
    let client = Client::builder(fixed_credentials(), script.clone())
        .with_clock(ManualClock::new(Timestamp::from_millis(1_751_754_669_255)))
        .with_entropy(RunningDry(AtomicUsize::new(3)))
        .build();
    let error = client.invoices().create_single(order()).await.unwrap_err();
    assert!(matches!(error, Error::NoAnswer(_)), "{error:?}");
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(error.key(), Some(KEY));
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn a_code_that_is_not_known_is_kept_and_printed_harmlessly() {
    let reply = r#"{"errorCode":"9\n99","message":"line one\nline two"}"#;
    let script = ScriptedTransport::new([Step::post(CUSTOMER).reply(400, reply)]);
    let error = scripted_client(&script).customers().create(&NewCustomer::new()).await.unwrap_err();
    assert_eq!(error.code().unwrap().as_str(), "9\n99");
    assert_eq!(error.outcome(), Outcome::Unknown);
    let printed = error.to_string();
    assert!(!printed.contains('\n'), "{printed}");
    assert!(printed.contains(r"declined with 9\n99: line one\nline two"), "{printed}");
}

#[tokio::test]
async fn a_lookup_that_fails_proves_nothing() {
    let (result, requests) = create([
        Step::post(CREATE).fail(cut()),
        Step::post(GET).reply(401, r#"{"errorCode":"002","message":"invalid api key"}"#),
    ])
    .await;
    let error = result.unwrap_err();
    assert!(matches!(error, Error::NoAnswer(_)), "{error:?}");
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(requests.len(), 2);
}

#[tokio::test]
async fn attempts_end_at_their_maximum_with_a_last_look() {
    let mut steps = Vec::new();
    for _ in 0..RetryPolicy::default().attempts_max {
        steps.push(Step::post(CREATE).fail(cut()));
        steps.push(absent());
    }
    let (result, requests) = create(steps).await;
    let error = result.unwrap_err();
    assert_eq!(error.attempts(), 4);
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(requests.len(), 8);
    assert_fresh(&requests);
}

#[tokio::test]
async fn a_subscription_is_looked_for_in_the_list() {
    let path = "/api/v1/subscription/webhook/create";
    let script = ScriptedTransport::new([
        Step::post(path).fail(cut()),
        Step::post("/api/v1/subscription/webhook").reply(200, r#"{"subscriptions":[]}"#),
        Step::post(path).fail(cut()),
        Step::post("/api/v1/subscription/webhook").reply(200, golden!("webhook-list")),
    ]);
    let new = NewSubscription::new(KEY.parse().unwrap(), "http://127.0.0.1:9/calypso")
        .with_event_type(calypso_model::EventType::InvoicePaid);
    let creation = scripted_client(&script).webhooks().subscribe(new).await.unwrap();
    assert!(!creation.is_created());
    assert_eq!(creation.request_id.as_str(), KEY);
}

#[tokio::test]
async fn a_subscription_to_another_url_is_a_mismatch() {
    let script = ScriptedTransport::new([
        Step::post("/api/v1/subscription/webhook/create").reply(400, golden!("error.016")),
        Step::post("/api/v1/subscription/webhook").reply(200, golden!("webhook-list")),
    ]);
    let new = NewSubscription::new(KEY.parse().unwrap(), "https://shop.example/other")
        .with_event_type(calypso_model::EventType::InvoicePaid);
    let error = scripted_client(&script).webhooks().subscribe(new).await.unwrap_err();
    let Error::Mismatch(mismatch) = &error else { panic!("{error:?}") };
    assert_eq!(mismatch.differences()[0].field, "url");
}

#[tokio::test]
async fn a_read_is_repeated_through_every_passing_fault() {
    let script = ScriptedTransport::new([
        Step::post(GET).fail(cut()),
        Step::post(GET).reply(503, ""),
        Step::post(GET).reply(429, "").with_header("retry-after", "7"),
        found(),
    ]);
    let clock = ManualClock::new(Timestamp::from_millis(1_751_754_669_255));
    let client = Client::builder(fixed_credentials(), script.clone())
        .with_clock(clock.clone())
        .with_entropy(CountingEntropy::new())
        .build();
    client.invoices().get(InvoiceId::parse("88213").unwrap()).await.unwrap();
    assert_eq!(clock.sleeps().last(), Some(&Duration::from_secs(7)));
}

#[tokio::test]
async fn a_wait_beyond_the_deadline_ends_the_call_at_once() {
    let script =
        ScriptedTransport::new([Step::post(GET).reply(429, "").with_header("retry-after", "3600")]);
    let client = scripted_client(&script);
    let error = client.invoices().get(InvoiceId::parse("88213").unwrap()).await.unwrap_err();
    let Error::Deadline(deadline) = &error else { panic!("{error:?}") };
    assert!(matches!(deadline.last(), Some(Error::Unreadable(_))), "{error:?}");
    assert_eq!(error.status(), Some(429));
    assert_eq!(error.outcome(), Outcome::NotApplied);
    assert!(error.is_retryable());
}

#[tokio::test]
async fn customer_creation_is_repeated_only_if_it_was_certainly_not_applied() {
    let customer = golden!("customer-create");
    let script = ScriptedTransport::new([
        Step::post(CUSTOMER).fail(not_sent()),
        Step::post(CUSTOMER).reply(429, ""),
        Step::post(CUSTOMER).reply(200, customer),
    ]);
    scripted_client(&script).customers().create(&NewCustomer::new()).await.unwrap();

    for step in [
        Step::post(CUSTOMER).fail(cut()),
        Step::post(CUSTOMER).hang(),
        Step::post(CUSTOMER).reply(500, golden!("error.000")),
        Step::post(CUSTOMER).reply(502, "<html>"),
        Step::post(CUSTOMER).reply(200, "{\"id\""),
    ] {
        let script = ScriptedTransport::new([step]);
        let client = scripted_client(&script);
        let error = client.customers().create(&NewCustomer::new()).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{error:?}");
        assert_eq!(error.attempts(), 1);
    }
}

#[tokio::test]
async fn an_empty_retry_budget_stops_retries_and_not_calls() {
    let script = ScriptedTransport::new([Step::post(GET).fail(cut()), found()]);
    let client = Client::builder(fixed_credentials(), script.clone())
        .with_clock(ManualClock::new(Timestamp::from_millis(1_751_754_669_255)))
        .with_retry_stock(0)
        .build();
    let id = InvoiceId::parse("88213").unwrap();
    let error = client.invoices().get(&id).await.unwrap_err();
    assert!(matches!(error, Error::NoAnswer(_)), "{error:?}");
    assert_eq!(error.attempts(), 1);
    client.invoices().get(&id).await.unwrap();
}

#[tokio::test]
async fn every_attempt_is_told_its_time_limit() {
    let script = ScriptedTransport::new([found()]);
    let client = scripted_client(&script);
    client.invoices().get(InvoiceId::parse("88213").unwrap()).await.unwrap();
    let limit = script.requests()[0].time_limit();
    assert_eq!(limit, Some(RetryPolicy::default().attempt_limit));
}

/// A service might answer a used key with the order that exists under it, as if it were new.
#[tokio::test]
async fn a_creation_answered_with_another_order_is_a_mismatch() {
    let script = ScriptedTransport::new([created()]);
    let mut other = order();
    other.amount = "25.51".parse::<Amount>().unwrap();
    let error = scripted_client(&script).invoices().create_single(other).await.unwrap_err();
    assert!(matches!(error, Error::Mismatch(_)), "{error:?}");
    assert_eq!(error.outcome(), Outcome::Unknown);
}

/// The amount of an invoice may be left out of an answer.
#[tokio::test]
async fn a_fresh_answer_may_leave_fields_out_and_a_looked_up_one_may_not() {
    let without = golden!("invoice-single.created").replace("\"amount\":25.50,", "");
    let (result, _) = create([Step::post(CREATE).reply(200, without.clone())]).await;
    assert!(result.unwrap().is_created());
    let lost = Step::post(CREATE).fail(cut());
    let (result, _) = create([lost, Step::post(GET).reply(200, without)]).await;
    assert!(matches!(result, Err(Error::Mismatch(_))), "{result:?}");
}
