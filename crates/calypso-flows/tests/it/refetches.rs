//! A refetch proves something only if it is about what was asked for.

use std::time::Duration;

use calypso_flows::{Client, CreditOn, Error, FollowPolicy, Stage};
use calypso_model::{Amount, Fee, IdempotencyKey, InvoiceId, TransactionId};
use calypso_testkit::{ScriptedTransport, Step};

use crate::worlds::{KEY, golden, scripted_client};

const GET: &str = "/api/v1/invoice";
const DEPOSIT: &str = "/api/v1/invoice/deposit";
const TRANSACTION: &str = "/api/v1/customer-purse/transaction/get";
const OTHER: &str = "00000000-0000-4000-8000-000000000000";

fn client(steps: impl IntoIterator<Item = Step>) -> Client {
    scripted_client(&ScriptedTransport::new(steps))
}

#[track_caller]
fn check(error: &Error, field: &str) {
    let Error::Mismatch(mismatch) = error else { panic!("{error:?}") };
    assert_eq!(mismatch.differences().len(), 1);
    assert_eq!(mismatch.differences()[0].field, field);
}

#[tokio::test]
async fn an_answer_about_another_object_is_a_mismatch() {
    let id = TransactionId::parse(OTHER).unwrap();
    let settled = Step::post(TRANSACTION).reply(200, golden!("purse-transaction-get.settled"));
    let error = client([settled]).purses().confirm(&id, Fee::NotReported).await.unwrap_err();
    check(&error, "id");

    let invoice = InvoiceId::parse("88215").unwrap();
    let deposit = Step::post(DEPOSIT).reply(200, golden!("invoice-deposit.settled"));
    let confirmed =
        client([deposit]).invoices().confirm_deposit(&invoice, &id, Fee::NotReported).await;
    check(&confirmed.unwrap_err(), "transactionId");

    let completed = || Step::post(GET).reply(200, golden!("invoice-single.completed"));
    let error = client([completed()]).invoices().confirm_settlement(&invoice).await.unwrap_err();
    check(&error, "id");
    let key = IdempotencyKey::parse(OTHER).unwrap();
    let error = client([completed()]).invoices().get(key).await.unwrap_err();
    check(&error, "idempotencyKey");
}

#[tokio::test]
async fn the_case_of_a_uuid_makes_no_other_object() {
    let upper = "F3B1C2D4-1A2B-4C3D-8E4F-5A6B7C8D9E0F";
    let settled = Step::post(TRANSACTION).reply(200, golden!("purse-transaction-get.settled"));
    let id = TransactionId::parse(upper).unwrap();
    client([settled]).purses().confirm(&id, Fee::NotReported).await.unwrap();
}

/// As the predecessor documents a deposit: five fields, no id and no state.
#[tokio::test]
async fn a_deposit_without_a_state_settles_with_the_fee_that_an_event_reported() {
    let bare = r#"{"amount":5,"currency":"ETH","transactionHash":"0xab",
        "createdDate":"2022-06-17T12:13:05.909Z","addressFrom":"0xcd"}"#;
    let invoice = InvoiceId::parse("88215").unwrap();
    let id = TransactionId::parse(OTHER).unwrap();
    let client =
        client([Step::post(DEPOSIT).reply(200, bare), Step::post(DEPOSIT).reply(200, bare)]);
    let unstated =
        client.invoices().confirm_deposit(&invoice, &id, Fee::NotReported).await.unwrap();
    assert_eq!(unstated.stage, Stage::Unstated);
    assert_eq!(unstated.creditable(CreditOn::Received), None);
    let fee = Fee::Reported("0.02".parse().unwrap());
    let settled = client.invoices().confirm_deposit(&invoice, &id, fee).await.unwrap();
    assert_eq!(settled.stage, Stage::Settled);
    let net: Amount = "4.98".parse().unwrap();
    assert_eq!(settled.creditable(CreditOn::Settled), Some(net));
}

#[tokio::test]
async fn following_outlives_failures_that_can_pass_and_ends_with_those_that_cannot() {
    let key = IdempotencyKey::parse(KEY).unwrap();
    let busy = || Step::post(GET).reply(503, "");
    let half = || Step::post(GET).reply(200, "{\"id\":\"882");
    let steps = [
        busy(),
        busy(),
        busy(),
        busy(),
        half(),
        half(),
        half(),
        half(),
        Step::post(GET).reply(200, golden!("invoice-single.completed")),
    ];
    let policy = FollowPolicy::default().with_interval(Duration::ZERO);
    let settlement = client(steps).invoices().follow_until_settled(&key, policy).await.unwrap();
    assert_eq!(settlement.stage, Stage::Settled);

    let absent = Step::post(GET).reply(400, golden!("error.004"));
    let error = client([absent]).invoices().follow_until_settled(&key, policy).await.unwrap_err();
    assert!(matches!(error, Error::Declined(_)), "{error:?}");
}

#[tokio::test]
async fn following_ends_at_its_limit_with_the_invoice_as_it_is() {
    let pending = || Step::post(GET).reply(200, golden!("invoice-single.pending"));
    let policy = FollowPolicy::default()
        .with_interval(Duration::from_secs(7))
        .with_limit(Duration::from_secs(10));
    let client = client([pending(), pending(), pending()]);
    let key = IdempotencyKey::parse(KEY).unwrap();
    let settlement = client.invoices().follow_until_settled(&key, policy).await.unwrap();
    assert_eq!(settlement.stage, Stage::Pending);
    assert_eq!(settlement.creditable(CreditOn::Received), None);
}

/// Each pair of states, and what it allows.
#[tokio::test]
async fn a_deposit_is_as_far_as_both_its_states_say() {
    for (transaction, compliance, translated, stage) in [
        ("MEM_POOL_FOUND", "UNCHECKED", false, Stage::Pending),
        ("PENDING_COMPLIANCE_CHECK", "IN_PROGRESS", false, Stage::Pending),
        ("CONFIRMED", "IN_PROGRESS", true, Stage::Pending),
        ("CONFIRMED", "CHECKED", false, Stage::Received),
        ("CONFIRMED", "CHECKED", true, Stage::Settled),
        ("DECLINED", "DECLINE", false, Stage::Declined),
        ("DECLINED", "CHECKED", true, Stage::Declined),
        ("CONFIRMED", "DECLINE", true, Stage::Declined),
        ("SOMETHING_NEW", "CHECKED", true, Stage::Pending),
        ("CONFIRMED", "SOMETHING_NEW", true, Stage::Pending),
    ] {
        let reply = golden!("purse-transaction-get.settled")
            .replace("\"CONFIRMED\"", &format!("\"{transaction}\""))
            .replace("\"CHECKED\"", &format!("\"{compliance}\""))
            .replace("Completed\":true", &format!("Completed\":{translated}"));
        let client = client([Step::post(TRANSACTION).reply(200, reply)]);
        let id = TransactionId::parse("f3b1c2d4-1a2b-4c3d-8e4f-5a6b7c8d9e0f").unwrap();
        let fee = Fee::Reported("0.4".parse().unwrap());
        let deposit = client.purses().confirm(&id, fee).await.unwrap();
        assert_eq!(deposit.stage, stage, "{transaction} {compliance} {translated}");
        let received = matches!(stage, Stage::Received | Stage::Settled);
        assert_eq!(deposit.creditable(CreditOn::Received).is_some(), received);
        assert_eq!(deposit.creditable(CreditOn::Settled).is_some(), stage == Stage::Settled);
        let is_final = matches!(stage, Stage::Settled | Stage::Declined);
        assert_eq!(stage.is_final(), is_final);
    }
}

/// What the refetch does say outweighs what a fee implies.
#[tokio::test]
async fn a_fee_settles_nothing_that_the_refetch_says_is_not_settled() {
    let fee = Fee::Reported("0.02".parse().unwrap());
    for (more, reported, stage) in [
        (r#","complianceState":"DECLINE""#, fee, Stage::Declined),
        (r#","complianceState":"IN_PROGRESS""#, fee, Stage::Pending),
        (
            r#","complianceState":"IN_PROGRESS","translationToAccountCompleted":true"#,
            fee,
            Stage::Pending,
        ),
        (r#","complianceState":"CHECKED""#, fee, Stage::Unstated),
        (r#","translationToAccountCompleted":false"#, fee, Stage::Unstated),
        (r#","translationToAccountCompleted":true"#, Fee::NotReported, Stage::Settled),
        (r#","fee":0.02"#, Fee::NotReported, Stage::Unstated),
    ] {
        let reply = format!(
            r#"{{"amount":5,"currency":"ETH","createdDate":"2022-06-17T12:13:05.909Z"{more}}}"#
        );
        let client = client([Step::post(DEPOSIT).reply(200, reply)]);
        let invoice = InvoiceId::parse("88215").unwrap();
        let id = TransactionId::parse(OTHER).unwrap();
        let deposit = client.invoices().confirm_deposit(&invoice, &id, reported).await.unwrap();
        assert_eq!(deposit.stage, stage, "{more}");
    }
}
