//! The sandbox's own faults, end to end: what the flows make of a service on a bad day.

use std::time::Duration;

use calypso_flows::{Client, RetryPolicy, Stage, SyncCursor, SyncScope};
use calypso_model::{
    Endpoint, ErrorCode, EventService, NewCustomer, NewSingleInvoice, NewSubscription,
};
use calypso_sandbox::{EndpointFault, Fault, Sandbox, WebhookFault};
use calypso_sign::{ApiKey, SecretKey};
use calypso_testkit::LoopbackServer;
use calypso_transport::HttpTransport;
use calypso_webhooks::Receiver;

use crate::journeys::{amount, currency};
use crate::worlds::{credentials, sandbox};

const CREATE: Endpoint = Endpoint::InvoiceSingleCreate;

fn client(sandbox: &Sandbox) -> Client {
    let mut policy = RetryPolicy::default();
    policy.delay_base = Duration::from_millis(1);
    let transport = HttpTransport::new(sandbox.base_url()).unwrap();
    Client::builder(credentials(sandbox), transport).with_retry_policy(policy).build()
}

fn order() -> NewSingleInvoice {
    NewSingleInvoice::new(amount("25.50"), currency("USDT_TRX"), "Order 1042")
}

/// What can become of an answer once the request is applied.
fn lost_answers() -> [EndpointFault; 5] {
    [
        EndpointFault::CutAfter,
        EndpointFault::ServerError { status: 502, applied: true },
        EndpointFault::Garbled,
        EndpointFault::Truncated,
        EndpointFault::Refuse(ErrorCode::Internal),
    ]
}

#[tokio::test]
async fn a_creation_whose_answer_is_lost_ends_as_one_object() {
    for fault in lost_answers() {
        let sandbox = sandbox().await;
        sandbox.add_fault(Fault::on_endpoint(CREATE, fault.clone()).with_times(1));
        let client = client(&sandbox);
        let key = client.random_key().unwrap();
        let order = order().with_idempotency_key(key.clone());
        let made = client.invoices().create_single(order).await.unwrap();
        let was_refused = matches!(fault, EndpointFault::Refuse(_));
        assert_eq!(made.is_created(), was_refused, "{fault:?}");
        assert_eq!(made.idempotency_key, key);
        assert_eq!(sandbox.counts().invoices, 1, "{fault:?}");
        assert_eq!(sandbox.faults()[0].hits, 1, "{fault:?}");
    }
}

#[tokio::test]
async fn a_creation_that_is_cut_before_it_is_applied_is_made_by_the_next_attempt() {
    let sandbox = sandbox().await;
    sandbox.add_fault(Fault::on_endpoint(CREATE, EndpointFault::CutBefore).with_times(2));
    let made = client(&sandbox).invoices().create_single(order()).await.unwrap();
    assert!(made.is_created());
    assert_eq!(sandbox.counts().invoices, 1);
}

#[tokio::test]
async fn a_clock_that_is_off_for_a_while_is_followed_there_and_back() {
    let sandbox = sandbox().await;
    // Six minutes ahead for one refusal and one success.
    let skew = EndpointFault::ClockSkew { skew_ms: 360_000 };
    sandbox.add_fault(Fault::on_every_endpoint(skew).with_times(2));
    let client = client(&sandbox);
    for expected in 1..=2 {
        client.customers().create(&NewCustomer::new()).await.unwrap();
        assert_eq!(sandbox.counts().customers, expected);
    }
    assert_eq!(sandbox.faults()[0].hits, 2);
}

/// A merchant's receiver, and what verifies its arrivals.
async fn subscribed(client: &Client) -> (LoopbackServer, Receiver) {
    let server = LoopbackServer::start([]);
    let id = client.random_subscription_id().unwrap();
    let new = NewSubscription::new(id, format!("{}/hook", server.base_url()))
        .with_service(EventService::CustomerPurse);
    let subscription = client.webhooks().subscribe(new).await.unwrap();
    let secret = SecretKey::new(subscription.secret_key.expose_secret()).unwrap();
    let key = ApiKey::new(subscription.public_key.as_str()).unwrap();
    (server, Receiver::new(key, &secret))
}

async fn paid_purse(sandbox: &Sandbox, client: &Client) {
    let customer = client.customers().create(&NewCustomer::new()).await.unwrap();
    let usdt = currency("USDT_TRX");
    let purse = client.purses().deposit_address(&customer.id, &usdt).await.unwrap();
    sandbox.deposit(&purse.address, &usdt, amount("100")).await.unwrap();
    sandbox.settle().await;
}

#[tokio::test]
async fn a_deposit_whose_webhooks_are_lost_is_found_by_asking() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    let (server, _receiver) = subscribed(&client).await;
    sandbox.add_fault(Fault::on_every_subscription(WebhookFault::Lost));
    paid_purse(&sandbox, &client).await;
    assert_eq!(server.arrivals(), []);

    let asked = client.sync_since(&SyncCursor::default(), &SyncScope::default()).await.unwrap();
    assert_eq!(asked.deposits.len(), 1);
    assert_eq!(asked.deposits[0].gross, amount("100"));
    assert!(matches!(asked.deposits[0].stage, Stage::Pending | Stage::Received | Stage::Settled));
}

#[tokio::test]
async fn a_forged_webhook_is_refused_and_the_genuine_one_is_not() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    let (server, receiver) = subscribed(&client).await;
    let forged = Fault::on_every_subscription(WebhookFault::Forged).with_times(1);
    sandbox.add_fault(forged);
    paid_purse(&sandbox, &client).await;
    let arrivals = server.arrivals();
    let verified = |index: usize| {
        let arrival = &arrivals[index];
        receiver.verify(&arrival.headers, arrival.body.clone()).is_ok()
    };
    assert_eq!((verified(0), verified(1)), (false, true));
}
