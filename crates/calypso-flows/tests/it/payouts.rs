//! Payouts through every fault: looked up, reported, and never sent twice.

use std::time::Duration;

use calypso_flows::{
    BuildError, Client, Creation, Error, FollowPolicy, Mismatch, Outcome, PayoutFate, Payouts,
    Undecided,
};
use calypso_model::{
    AddressProblem, ErrorCode, IdempotencyKey, InvoiceId, MassAddress, MassPayout, MassSizeError,
    NewMassPayout, NewPayout, Payout, PayoutId, PayoutState, RefundError, WithdrawalId,
};
use calypso_sign::Timestamp;
use calypso_testkit::{CountingEntropy, ManualClock, ScriptedTransport, Step};
use calypso_transport::SignedRequest;
use serde_json::Value;

use crate::worlds::{KEY, cut, fixed_credentials, golden, not_sent, scripted_client};

const CREATE: &str = "/api/v1/payout/create";
const GET: &str = "/api/v1/payout";
const CREATE_MASS: &str = "/api/v1/payout/mass/create";
const GET_MASS: &str = "/api/v1/payout/mass";
const TRON: &str = "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8";
const OTHER_TRON: &str = "TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf";

/// The time at which scripts begin.
const NOW: i64 = 1_751_754_669_255;

fn key() -> IdempotencyKey {
    KEY.parse().unwrap()
}

fn order() -> NewPayout {
    let (amount, currency) = ("25.50".parse().unwrap(), "USDT_TRX".parse().unwrap());
    NewPayout::new(TRON.parse().unwrap(), amount, currency, key()).with_comment("Customer 7")
}

fn mass_order() -> NewMassPayout {
    let entry = |address: &str, amount: &str| {
        MassAddress::new(address.parse().unwrap(), amount.parse().unwrap())
    };
    NewMassPayout::new("USDT_TRX".parse().unwrap(), "Wages in July", key())
        .with_addresses([entry(TRON, "25.50"), entry(OTHER_TRON, "4.5")])
}

fn created() -> Step {
    Step::post(CREATE).reply(200, golden!("payout.created"))
}

fn found() -> Step {
    Step::post(GET).reply(200, golden!("payout.created"))
}

fn absent() -> Step {
    Step::post(GET).reply(400, golden!("error.004"))
}

fn absent_mass() -> Step {
    Step::post(GET_MASS).reply(400, golden!("error.004"))
}

/// Plays a script against a payout and returns what came of it, and the requests it made.
async fn create(
    steps: impl IntoIterator<Item = Step>,
) -> (Result<Creation<Payout>, Error>, Vec<SignedRequest>) {
    let script = ScriptedTransport::new(steps);
    let result = scripted_client(&script).payouts().create(order()).await;
    (result, script.requests())
}

/// Plays a script against a mass payout.
async fn create_mass(steps: impl IntoIterator<Item = Step>) -> Result<Creation<MassPayout>, Error> {
    let script = ScriptedTransport::new(steps);
    scripted_client(&script).payouts().create_mass(mass_order()).await
}

fn body(request: &SignedRequest) -> Value {
    serde_json::from_slice(request.body()).unwrap()
}

fn stamp(request: &SignedRequest) -> i64 {
    body(request)["timestamp"].as_i64().unwrap()
}

/// Every way to lose an answer that may have been preceded by a payout.
fn lost(path: &'static str) -> [Step; 6] {
    [
        Step::post(path).fail(cut()),
        Step::post(path).hang(),
        Step::post(path).reply(500, golden!("error.000")),
        Step::post(path).reply(502, "<html>bad gateway</html>"),
        Step::post(path).reply(200, "{\"id\":\"90210\",\"depositAdd"),
        Step::post(path).reply(200, r#"{"payout":{"id":"90210"}}"#),
    ]
}

#[tokio::test]
async fn a_payout_is_created_and_named_by_its_key() {
    let (result, requests) = create([created()]).await;
    let creation = result.unwrap();
    assert!(creation.is_created());
    assert_eq!(creation.state, PayoutState::Confirmed);
    assert_eq!(body(&requests[0])["payload"]["idempotencyKey"], KEY);
}

#[tokio::test]
async fn what_was_never_sent_is_sent_again_with_the_same_key() {
    let (result, requests) = create([Step::post(CREATE).fail(not_sent()), created()]).await;
    assert!(result.unwrap().is_created());
    assert_eq!(body(&requests[0])["payload"], body(&requests[1])["payload"]);
    assert!(stamp(&requests[0]) < stamp(&requests[1]));
}

#[tokio::test]
async fn a_lost_answer_is_looked_up_and_found() {
    for step in lost(CREATE) {
        let (result, requests) = create([step, found()]).await;
        assert!(!result.unwrap().is_created());
        assert_eq!(body(&requests[1])["payload"], serde_json::json!({ "idempotencyKey": KEY }));
    }
}

/// An invoice would be sent again here; a payout is not.
#[tokio::test]
async fn a_lost_answer_that_is_not_found_is_reported_and_not_sent_again() {
    for step in lost(CREATE) {
        let (result, requests) = create([step, absent()]).await;
        let error = result.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{error:?}");
        assert_eq!((error.attempts(), error.key()), (1, Some(KEY)));
        assert_eq!(error.signed_at(), Some(Timestamp::from_millis(stamp(&requests[0]))));
    }
}

#[tokio::test]
async fn a_look_that_fails_leaves_the_payout_unknown_and_unrepeated() {
    let refused = Step::post(GET).reply(401, r#"{"errorCode":"002","message":"no"}"#);
    let (result, _) = create([Step::post(CREATE).fail(cut()), refused]).await;
    let error = result.unwrap_err();
    assert!(matches!(error, Error::NoAnswer(_)), "{error:?}");
    assert_eq!(error.outcome(), Outcome::Unknown);
}

#[tokio::test]
async fn a_key_that_exists_is_looked_up_and_compared() {
    let taken = || Step::post(CREATE).reply(400, golden!("error.016"));
    let (result, _) = create([taken(), found()]).await;
    assert!(!result.unwrap().is_created());
    // The other meaning of the code: the payout failed its validation, and nothing exists.
    let (result, _) = create([taken(), absent()]).await;
    let error = result.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::KeyExists));
    assert_eq!(error.outcome(), Outcome::Unknown);
}

#[tokio::test]
async fn a_refusal_is_final() {
    let (result, requests) = create([Step::post(CREATE).reply(400, golden!("error.001"))]).await;
    assert_eq!(result.unwrap_err().outcome(), Outcome::NotApplied);
    assert_eq!(requests.len(), 1);
}

async fn mismatch_of(order: NewPayout) -> Mismatch {
    let taken = Step::post(CREATE).reply(400, golden!("error.016"));
    let script = ScriptedTransport::new([taken, found()]);
    let error = scripted_client(&script).payouts().create(order).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    let Error::Mismatch(mismatch) = error else { panic!("{error:?}") };
    mismatch
}

#[tokio::test]
async fn another_payout_under_the_key_is_a_mismatch() {
    let mut other = order();
    other.amount = "25.51".parse().unwrap();
    let differences = mismatch_of(other).await.differences().to_vec();
    assert_eq!(differences.len(), 1);
    assert_eq!(differences[0].field, "amount");
    assert_eq!(differences[0].found.as_deref(), Some("25.50"));
    let mut other = order();
    other.deposit_address = OTHER_TRON.parse().unwrap();
    other.currency = "USDC_TRX".parse().unwrap();
    let mismatch = mismatch_of(other).await;
    let fields: Vec<_> = mismatch.differences().iter().map(|one| one.field).collect();
    assert_eq!(fields, ["depositAddress", "currency"]);
}

/// The documented answer does not hold the reference that the request takes.
#[tokio::test]
async fn a_reference_that_the_answer_leaves_out_is_no_mismatch_and_another_one_is() {
    let order = order().with_external_id("payout-7".parse::<calypso_model::ExternalId>().unwrap());
    for (external_id, is_same) in [("", true), ("\"externalId\":\"payout-8\",", false)] {
        let answer = golden!("payout.created");
        let answer = answer.replacen('{', &format!("{{{external_id}"), 1);
        let script = ScriptedTransport::new([
            Step::post(CREATE).fail(cut()),
            Step::post(GET).reply(200, answer),
        ]);
        let result = scripted_client(&script).payouts().create(order.clone()).await;
        assert_eq!(result.is_ok(), is_same, "{result:?}");
    }
}

/// The case of an EVM address is a checksum, that of a bech32 one is free, and services answer in
/// either.
#[tokio::test]
async fn an_address_in_another_case_is_the_same_only_where_case_means_nothing() {
    let mixed = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    let upper = "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4";
    for (address, code, is_same) in
        [(mixed, "ETH", true), (upper, "BTC", true), (TRON, "USDT_TRX", false)]
    {
        let answer = golden!("payout.created").replace("USDT_TRX", code);
        let answer = answer.replace(TRON, &address.to_ascii_lowercase());
        let script = ScriptedTransport::new([Step::post(CREATE).reply(200, answer)]);
        let mut order = order();
        order.deposit_address = address.parse().unwrap();
        order.currency = code.parse().unwrap();
        let result = scripted_client(&script).payouts().create(order).await;
        assert_eq!(result.is_ok(), is_same, "{address}: {result:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_right_is_not_sent() {
    let client = scripted_client(&ScriptedTransport::new([]));
    let mut fine = order();
    fine.amount = "0.0000001".parse().unwrap();
    let error = client.payouts().create(fine).await.unwrap_err();
    assert!(matches!(error, Error::Build(BuildError::Scale { .. })), "{error:?}");

    let mut mistyped = order();
    mistyped.deposit_address = TRON.replace("Tv8", "Tv9").parse().unwrap();
    let error = client.payouts().create(mistyped).await.unwrap_err();
    let Error::Build(BuildError::Destination { source, .. }) = &error else { panic!("{error:?}") };
    assert_eq!(source.problem(), AddressProblem::Checksum);
    assert_eq!(error.outcome(), Outcome::NotApplied);
    let mut elsewhere = mass_order();
    elsewhere.currency = "BTC".parse().unwrap();
    let error = client.payouts().create_mass(elsewhere).await.unwrap_err();
    assert!(matches!(error, Error::Build(BuildError::Destination { .. })), "{error:?}");

    let mut none = mass_order();
    none.mass_addresses.clear();
    let error = client.payouts().create_mass(none).await.unwrap_err();
    let Error::Build(BuildError::MassSize(size)) = error else { panic!("{error:?}") };
    assert_eq!(size, MassSizeError::Empty);
    let many = mass_order();
    let entry = many.mass_addresses[0].clone();
    let many = many.with_addresses(vec![entry; 99]);
    let error = client.payouts().create_mass(many).await.unwrap_err();
    let Error::Build(BuildError::MassSize(size)) = error else { panic!("{error:?}") };
    assert_eq!(size, MassSizeError::TooMany { size: 101, size_max: 100 });
    let mut fine = mass_order();
    fine.mass_addresses[1].amount = "0.0000001".parse().unwrap();
    let error = client.payouts().create_mass(fine).await.unwrap_err();
    assert!(matches!(error, Error::Build(BuildError::Scale { .. })), "{error:?}");
}

#[tokio::test]
async fn a_mass_payout_takes_the_same_care() {
    let created = || Step::post(CREATE_MASS).reply(200, golden!("payout-mass.created"));
    let found = || Step::post(GET_MASS).reply(200, golden!("payout-mass.in-progress"));
    assert!(create_mass([created()]).await.unwrap().is_created());
    let not_sent = Step::post(CREATE_MASS).fail(not_sent());
    assert!(create_mass([not_sent, created()]).await.unwrap().is_created());
    for step in lost(CREATE_MASS) {
        assert!(!create_mass([step, found()]).await.unwrap().is_created());
    }
    for step in lost(CREATE_MASS) {
        let error = create_mass([step, absent_mass()]).await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
    }
    let taken = Step::post(CREATE_MASS).reply(400, golden!("error.016"));
    assert!(!create_mass([taken, found()]).await.unwrap().is_created());

    let mut other = mass_order();
    other.mass_addresses[0].amount = "25.51".parse().unwrap();
    let taken = Step::post(CREATE_MASS).reply(400, golden!("error.016"));
    let script = ScriptedTransport::new([taken, found()]);
    let error = scripted_client(&script).payouts().create_mass(other).await.unwrap_err();
    let Error::Mismatch(mismatch) = &error else { panic!("{error:?}") };
    assert_eq!(mismatch.differences()[0].field, "totalWithdrawalAmount");
    assert_eq!(mismatch.differences()[0].wanted, "30.01");
}

/// A client whose clock stands some time after the scripts begin.
fn client_at(after: Duration, steps: impl IntoIterator<Item = Step>) -> Client {
    let clock = ManualClock::new(Timestamp::from_millis(NOW).saturating_add(after));
    Client::builder(fixed_credentials(), ScriptedTransport::new(steps))
        .with_clock(clock)
        .with_entropy(CountingEntropy::new())
        .build()
}

fn signed() -> Timestamp {
    Timestamp::from_millis(NOW)
}

/// Settles the payout by one look, so long after it was signed.
async fn settle(after: Duration, look: Step) -> PayoutFate<Payout> {
    client_at(after, [look]).payouts().settle(&order(), signed()).await
}

#[tokio::test]
async fn a_payout_that_is_found_is_applied_at_any_time() {
    for seconds in [0, 420, 86_400] {
        let fate = settle(Duration::from_secs(seconds), found()).await;
        let PayoutFate::Applied(payout) = fate else { panic!("{fate:?}") };
        assert_eq!(payout.id.as_str(), "90210");
    }
}

#[tokio::test]
async fn not_found_means_not_applied_once_the_request_is_dead_and_not_a_moment_earlier() {
    let decided = Payouts::DECIDED_AFTER;
    assert_eq!(decided, Duration::from_secs(420));
    let milli = Duration::from_millis(1);
    for early in [Duration::ZERO, Duration::from_secs(180), Duration::from_secs(361), decided] {
        let fate = settle(early, absent()).await;
        let PayoutFate::Unknown(Undecided::TooEarly { look_after }) = fate else {
            panic!("{early:?}: {fate:?}");
        };
        assert_eq!(look_after, signed().saturating_add(decided));
    }
    let fate = settle(decided + milli, absent()).await;
    assert!(matches!(fate, PayoutFate::NotApplied), "{fate:?}");
}

/// The clock runs on while a look is repeated: what counts is the stamp that was answered.
#[tokio::test]
async fn a_look_that_began_too_early_counts_by_its_last_stamp() {
    let limited = Step::post(GET).reply(429, "").with_header("retry-after", "30");
    let after = Payouts::DECIDED_AFTER - Duration::from_secs(10);
    let client = client_at(after, [limited, absent()]);
    let fate = client.payouts().settle(&order(), signed()).await;
    assert!(matches!(fate, PayoutFate::NotApplied), "{fate:?}");
}

#[tokio::test]
async fn a_look_that_fails_decides_nothing_however_late() {
    let day = Duration::from_secs(86_400);
    for look in [
        Step::post(GET).reply(401, r#"{"errorCode":"002","message":"no"}"#),
        Step::post(GET).reply(404, "<html>not found</html>"),
        Step::post(GET).reply(400, r#"{"errorCode":"999","message":"not found"}"#),
        Step::post(GET).reply(200, r#"{"id":"90210"}"#),
    ] {
        let fate = settle(day, look).await;
        assert!(matches!(fate, PayoutFate::Unknown(Undecided::Failed(_))), "{fate:?}");
    }
}

#[tokio::test]
async fn something_else_under_the_key_is_a_mismatch_and_not_a_fate() {
    let other = golden!("payout.created").replace("25.50", "25.51");
    let fate = settle(Duration::ZERO, Step::post(GET).reply(200, other)).await;
    let PayoutFate::Mismatch(mismatch) = fate else { panic!("{fate:?}") };
    assert_eq!(mismatch.differences()[0].field, "amount");
    assert!(mismatch.to_string().contains("unknown whether applied"), "{mismatch}");
}

#[tokio::test]
async fn a_mass_payout_is_settled_in_the_same_way() {
    let late = Payouts::DECIDED_AFTER + Duration::from_millis(1);
    let found = || Step::post(GET_MASS).reply(200, golden!("payout-mass.in-progress"));
    let settle = async |after, step, order| {
        client_at(after, [step]).payouts().settle_mass(&order, signed()).await
    };
    let fate = settle(Duration::ZERO, found(), mass_order()).await;
    assert!(matches!(fate, PayoutFate::Applied(_)), "{fate:?}");
    let fate = settle(Payouts::DECIDED_AFTER, absent_mass(), mass_order()).await;
    assert!(matches!(fate, PayoutFate::Unknown(Undecided::TooEarly { .. })), "{fate:?}");
    let fate = settle(late, absent_mass(), mass_order()).await;
    assert!(matches!(fate, PayoutFate::NotApplied), "{fate:?}");
    let mut other = mass_order();
    other.name = "Wages in June".to_owned();
    let fate = settle(late, found(), other).await;
    let PayoutFate::Mismatch(mismatch) = fate else { panic!("{fate:?}") };
    assert!(mismatch.to_string().starts_with("PayoutMassGet found something else"), "{mismatch}");
}

/// The whole way of a payout whose request never arrived: unknown, then certain, then sent again.
#[tokio::test]
async fn an_unknown_payout_becomes_not_applied_and_may_then_be_sent_again() {
    let clock = ManualClock::new(Timestamp::from_millis(NOW));
    let script = ScriptedTransport::new([
        Step::post(CREATE).fail(cut()),
        absent(),
        absent(),
        absent(),
        created(),
    ]);
    let client = Client::builder(fixed_credentials(), script.clone())
        .with_clock(clock.clone())
        .with_entropy(CountingEntropy::new())
        .build();
    let error = client.payouts().create(order()).await.unwrap_err();
    let signed = error.signed_at().unwrap();
    let fate = client.payouts().settle(&order(), signed).await;
    assert!(matches!(fate, PayoutFate::Unknown(Undecided::TooEarly { .. })), "{fate:?}");
    clock.advance(Payouts::DECIDED_AFTER + Duration::from_millis(1));
    let fate = client.payouts().settle(&order(), signed).await;
    assert!(matches!(fate, PayoutFate::NotApplied), "{fate:?}");
    assert!(client.payouts().create(order()).await.unwrap().is_created());
    let sent = script.requests().iter().filter(|request| request.path() == CREATE).count();
    assert_eq!(sent, 2);
}

#[tokio::test]
async fn an_answer_about_another_payout_is_a_mismatch() {
    let client = scripted_client(&ScriptedTransport::new([
        found(),
        Step::post(GET).reply(200, golden!("payout.created").replace(KEY, &KEY.replace('0', "1"))),
        Step::post(GET_MASS).reply(200, golden!("payout-mass.created")),
        Step::post("/api/v1/payout/withdrawal").reply(200, golden!("payout-withdrawal")),
    ]));
    let payouts = client.payouts();
    let error = payouts.get(PayoutId::parse("90211").unwrap()).await.unwrap_err();
    assert!(matches!(error, Error::Mismatch(_)), "{error:?}");
    let error = payouts.get(key()).await.unwrap_err();
    assert!(matches!(error, Error::Mismatch(_)), "{error:?}");
    let other = calypso_model::MassPayoutId::parse("1").unwrap();
    let error = payouts.get_mass(other).await.unwrap_err();
    assert!(matches!(error, Error::Mismatch(_)), "{error:?}");
    let error = payouts.withdrawal(&WithdrawalId::parse("1").unwrap()).await.unwrap_err();
    assert!(matches!(error, Error::Mismatch(_)), "{error:?}");
}

#[tokio::test]
async fn following_ends_with_a_final_state_or_with_its_limit() {
    let in_progress = || Step::post(GET).reply(200, golden!("payout.in-progress"));
    let unheard = || {
        let text = golden!("payout.in-progress").replace("IN_PROGRESS", "ON_HOLD");
        Step::post(GET).reply(200, text)
    };
    let done = Step::post(GET).reply(200, golden!("payout.completed"));
    let steps = [in_progress(), Step::post(GET).fail(cut()), unheard(), done];
    let client = scripted_client(&ScriptedTransport::new(steps));
    let policy = FollowPolicy::default();
    let payout = client.payouts().follow_until_final(key(), policy).await.unwrap();
    assert_eq!(payout.state, PayoutState::Completed);

    let client = scripted_client(&ScriptedTransport::new([in_progress(), unheard()]));
    let policy = policy.with_limit(policy.interval);
    let payout = client.payouts().follow_until_final(key(), policy).await.unwrap();
    assert_eq!(payout.state.as_str(), "ON_HOLD");

    let partial = Step::post(GET_MASS).reply(200, golden!("payout-mass.partial"));
    let client = scripted_client(&ScriptedTransport::new([partial]));
    let payout = client.payouts().follow_mass_until_final(key(), policy).await.unwrap();
    assert_eq!(payout.state, PayoutState::Partial);
}

#[tokio::test]
async fn an_overpayment_is_paid_back_to_the_digit_and_once() {
    let invoice =
        || Step::post("/api/v1/invoice").reply(200, golden!("invoice-single.over-completed"));
    let paid = || Step::post(CREATE).reply(200, golden!("payout.refund"));
    let taken = Step::post(CREATE).reply(400, golden!("error.016"));
    let exists = Step::post(GET).reply(200, golden!("payout.refund"));
    let script = ScriptedTransport::new([invoice(), paid(), invoice(), taken, exists]);
    let client = scripted_client(&script);
    let id = InvoiceId::parse("88213").unwrap();
    let refund = async || {
        client.payouts().refund_overpayment(&id, TRON.parse().unwrap(), key()).await.unwrap()
    };
    assert!(refund().await.is_created());
    let sent = String::from_utf8(script.requests()[1].body().to_vec()).unwrap();
    assert!(sent.contains(r#""amount":4.623456,"currency":"USDT_TRX""#), "{sent}");
    assert!(sent.contains(r#""externalId":"order-1042""#), "{sent}");
    assert!(!refund().await.is_created());
}

#[tokio::test]
async fn what_was_not_overpaid_is_not_paid_back() {
    let short = Step::post("/api/v1/invoice").reply(200, golden!("invoice-single.short-completed"));
    let client = scripted_client(&ScriptedTransport::new([short]));
    let id = InvoiceId::parse("88213").unwrap();
    let address = TRON.parse().unwrap();
    let error = client.payouts().refund_overpayment(id, address, key()).await.unwrap_err();
    let Error::Build(BuildError::Refund(reason)) = &error else { panic!("{error:?}") };
    assert!(matches!(reason, RefundError::NotOverpaid { .. }), "{reason:?}");
    assert_eq!(error.outcome(), Outcome::NotApplied);
}
