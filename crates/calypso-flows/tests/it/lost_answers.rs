//! Creations whose answer is lost on a real connection, after the service has applied them.

use std::net::SocketAddr;
use std::time::Duration;

use calypso_flows::{Client, Creation, Error, Outcome, RetryPolicy};
use calypso_model::{Endpoint, NewCustomer, NewSingleInvoice, NewSubscription};
use calypso_sandbox::Sandbox;
use calypso_sign::{Signature, Verifier};
use calypso_transport::HttpTransport;

use crate::cutting_proxy::{Cut, CuttingProxy, Passed};
use crate::worlds::{credentials, sandbox};

const CREATE: &str = "/api/v1/invoice/single/create";
const LOOK_UP: &str = "/api/v1/invoice";

/// A client that reaches the sandbox through a proxy which cuts the first requests for `path`.
async fn through_proxy(sandbox: &Sandbox, path: &str, cuts: &[Cut]) -> (Client, CuttingProxy) {
    let service: SocketAddr = sandbox.base_url().strip_prefix("http://").unwrap().parse().unwrap();
    let proxy = CuttingProxy::start(service, path, cuts).await;
    let mut policy = RetryPolicy::default();
    policy.delay_base = Duration::from_millis(1);
    let transport = HttpTransport::new(&proxy.base_url()).unwrap();
    let client = Client::builder(credentials(sandbox), transport).with_retry_policy(policy).build();
    (client, proxy)
}

fn order(client: &Client) -> NewSingleInvoice {
    NewSingleInvoice::new("25.50".parse().unwrap(), "USDT_TRX".parse().unwrap(), "Order 1042")
        .with_idempotency_key(client.random_key().unwrap())
}

/// Reads a field of a signed body by its text, as no type of ours would.
#[track_caller]
fn field(passed: &Passed, pointer: &str) -> String {
    let body: serde_json::Value = serde_json::from_slice(&passed.body).unwrap();
    body.pointer(pointer).unwrap().to_string()
}

#[track_caller]
fn assert_well_signed(sandbox: &Sandbox, passed: &Passed) {
    let signature: Signature = passed.sign.parse().unwrap();
    assert_eq!(passed.key, sandbox.api_key().as_str());
    Verifier::new(sandbox.secret()).verify(&passed.body, &signature).unwrap();
}

#[tokio::test]
async fn an_invoice_whose_answer_was_cut_off_is_found_by_its_key() {
    let sandbox = sandbox().await;
    let (client, proxy) = through_proxy(&sandbox, CREATE, &[Cut::AfterApplied]).await;
    let order = order(&client);
    let key = order.idempotency_key.clone().unwrap();
    let creation = client.invoices().create_single(order).await.unwrap();
    let Creation::AlreadyExisted(invoice) = creation else {
        panic!("the first attempt created it: {creation:?}");
    };
    assert_eq!(invoice.idempotency_key, key);
    assert_eq!(proxy.passed(CREATE).len(), 1);
    assert_eq!(proxy.passed(LOOK_UP).len(), 1);
    assert_eq!(sandbox.counts().invoices, 1);
}

/// The first attempt was cut before the service heard of it, the second one after: only the second
/// made an invoice, and the look-up after it finds that one.
#[tokio::test]
async fn every_attempt_is_freshly_stamped_and_signed_with_the_same_key() {
    let sandbox = sandbox().await;
    let cuts = [Cut::BeforeApplied, Cut::BeforeApplied, Cut::AfterApplied];
    let (client, proxy) = through_proxy(&sandbox, CREATE, &cuts).await;
    let order = order(&client);
    let key = order.idempotency_key.clone().unwrap();
    let creation = client.invoices().create_single(order).await.unwrap();
    assert!(!creation.is_created());
    assert_eq!(creation.idempotency_key, key);
    let attempts = proxy.passed(CREATE);
    assert_eq!(attempts.len(), 3);
    assert_attempts_differ(&sandbox, &attempts);
    for attempt in &attempts {
        assert_eq!(field(attempt, "/payload/idempotencyKey"), format!("\"{key}\""));
    }
    assert_eq!(sandbox.counts().invoices, 1);
}

/// The caller comes again with the stored key, as after a crash.
#[tokio::test]
async fn a_creation_sent_again_keeps_its_key_and_makes_one_invoice() {
    let sandbox = sandbox().await;
    let (client, proxy) = through_proxy(&sandbox, CREATE, &[Cut::AfterApplied; 2]).await;
    let order = order(&client);
    let first = client.invoices().create_single(order.clone()).await.unwrap();
    let second = client.invoices().create_single(order).await.unwrap();
    assert!(!first.is_created());
    assert!(!second.is_created());
    assert_eq!(first.id, second.id);
    let attempts = proxy.passed(CREATE);
    assert_eq!(attempts.len(), 2);
    assert_attempts_differ(&sandbox, &attempts);
    assert_eq!(
        field(&attempts[0], "/payload/idempotencyKey"),
        field(&attempts[1], "/payload/idempotencyKey")
    );
    assert_eq!(sandbox.counts().invoices, 1);
}

#[track_caller]
fn assert_attempts_differ(sandbox: &Sandbox, attempts: &[Passed]) {
    for pair in attempts.windows(2) {
        let (earlier, later) = (field(&pair[0], "/timestamp"), field(&pair[1], "/timestamp"));
        let (earlier, later): (i64, i64) = (earlier.parse().unwrap(), later.parse().unwrap());
        assert!(earlier < later, "{earlier} is not before {later}");
        assert_ne!(pair[0].sign, pair[1].sign);
        assert_eq!(field(&pair[0], "/payload"), field(&pair[1], "/payload"));
    }
    for attempt in attempts {
        assert_well_signed(sandbox, attempt);
    }
}

#[tokio::test]
async fn a_subscription_whose_answer_was_cut_off_is_found_in_the_list() {
    let sandbox = sandbox().await;
    let path = Endpoint::WebhookCreate.path();
    let (client, proxy) = through_proxy(&sandbox, path, &[Cut::AfterApplied]).await;
    let new = NewSubscription::new(
        client.random_subscription_id().unwrap(),
        "http://127.0.0.1:9/unused".to_owned(),
    )
    .with_service(calypso_model::EventService::Invoice);
    let creation = client.webhooks().subscribe(new.clone()).await.unwrap();
    assert!(!creation.is_created());
    assert_eq!(creation.request_id, new.request_id);
    assert_eq!(proxy.passed(path).len(), 1);
    assert_eq!(client.webhooks().list().await.unwrap().subscriptions.len(), 1);
}

#[tokio::test]
async fn a_customer_has_no_key_so_a_lost_answer_stays_unknown_and_is_not_repeated() {
    let sandbox = sandbox().await;
    let path = Endpoint::CustomerCreate.path();
    let (client, proxy) = through_proxy(&sandbox, path, &[Cut::AfterApplied]).await;
    let error = client.customers().create(&NewCustomer::new()).await.unwrap_err();
    assert!(matches!(error, Error::NoAnswer(_)), "{error:?}");
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(error.attempts(), 1);
    assert_eq!(proxy.passed(path).len(), 1);
    assert_eq!(sandbox.counts().customers, 1);
}
