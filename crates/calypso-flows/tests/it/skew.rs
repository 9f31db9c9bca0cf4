//! A wrong clock is noticed by error 011 and set right by the answer's `Date`.

use std::time::Duration;

use calypso_flows::{Client, Error, Outcome};
use calypso_model::{ErrorCode, NewCustomer};
use calypso_sign::Timestamp;
use calypso_testkit::{CountingEntropy, ManualClock, ScriptedTransport, Step};
use calypso_transport::{Clock, HttpTransport, SignedRequest, SystemClock};

use crate::worlds::{credentials, fixed_credentials, sandbox};

const CUSTOMER: &str = "/api/v1/customer-purse/customer/create";
const DECLINED: &str = r#"{"errorCode":"011","message":"invalid timestamp"}"#;
const CREATED: &str =
    r#"{"id":"8c5a3d4e-0b1f-4a2c-9d3e-5f6a7b8c9d0e","email":null,"blocked":false}"#;

/// 2023-11-14T22:13:20Z; the service is ten minutes ahead.
const OURS: Timestamp = Timestamp::from_millis(1_700_000_000_000);
const THEIRS: Timestamp = Timestamp::from_millis(1_700_000_600_000);

fn client(script: &ScriptedTransport) -> Client {
    Client::builder(fixed_credentials(), script.clone())
        .with_clock(ManualClock::new(OURS))
        .with_entropy(CountingEntropy::new())
        .build()
}

#[track_caller]
fn stamp(request: &SignedRequest) -> i64 {
    let body: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
    body["timestamp"].as_i64().unwrap()
}

#[tokio::test]
async fn error_011_teaches_the_offset_and_the_call_is_repeated_once() {
    let script = ScriptedTransport::new([
        Step::post(CUSTOMER).reply(400, DECLINED).with_date(THEIRS),
        Step::post(CUSTOMER).reply(200, CREATED),
        Step::post(CUSTOMER).reply(200, CREATED),
    ]);
    let client = client(&script);
    client.customers().create(&NewCustomer::new()).await.unwrap();
    // The offset stays: the next call is right at once.
    client.customers().create(&NewCustomer::new()).await.unwrap();
    let stamps: Vec<i64> = script.requests().iter().map(stamp).collect();
    assert_eq!(stamps, [1_700_000_000_000, 1_700_000_600_000, 1_700_000_600_000]);
}

#[tokio::test]
async fn a_second_011_is_the_answer() {
    let script = ScriptedTransport::new([
        Step::post(CUSTOMER).reply(400, DECLINED).with_date(THEIRS),
        Step::post(CUSTOMER).reply(400, DECLINED).with_date(THEIRS),
    ]);
    let error = client(&script).customers().create(&NewCustomer::new()).await.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::InvalidTimestamp));
    assert_eq!(error.outcome(), Outcome::NotApplied);
    assert_eq!(error.attempts(), 2);
}

#[tokio::test]
async fn without_a_believable_date_nothing_is_learnt_and_nothing_repeated() {
    let far = Timestamp::from_millis(0);
    for step in [
        Step::post(CUSTOMER).reply(400, DECLINED),
        Step::post(CUSTOMER).reply(400, DECLINED).with_date(far),
    ] {
        let script = ScriptedTransport::new([step]);
        let error = client(&script).customers().create(&NewCustomer::new()).await.unwrap_err();
        assert!(matches!(error, Error::Declined(_)), "{error:?}");
        assert_eq!(error.attempts(), 1);
    }
}

/// The right time lies before the first stamp.
#[tokio::test]
async fn a_clock_that_is_fast_is_set_back() {
    let theirs = Timestamp::from_millis(1_699_999_400_000);
    let script = ScriptedTransport::new([
        Step::post(CUSTOMER).reply(400, DECLINED).with_date(theirs),
        Step::post(CUSTOMER).reply(200, CREATED),
    ]);
    client(&script).customers().create(&NewCustomer::new()).await.unwrap();
    let stamps: Vec<i64> = script.requests().iter().map(stamp).collect();
    assert_eq!(stamps, [1_700_000_000_000, 1_699_999_400_000]);
}

/// The same against a service that judges by its own clock, over HTTP.
#[tokio::test]
async fn clocks_that_are_an_hour_off_either_way_are_set_right_over_http() {
    let sandbox = sandbox().await;
    let hour = Duration::from_secs(3600);
    let now = SystemClock.now();
    for wrong in [now.saturating_sub(hour), now.saturating_add(hour)] {
        let transport = HttpTransport::new(sandbox.base_url()).unwrap();
        let client = Client::builder(credentials(&sandbox), transport)
            .with_clock(ManualClock::new(wrong))
            .build();
        client.customers().create(&NewCustomer::new()).await.unwrap();
    }
    assert_eq!(sandbox.counts().customers, 2);
}
