//! The tests that docs/TESTING-YOUR-INTEGRATION.md shows, as they run.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::routing::post;
use calypso_flows::{
    Client, Credentials, CreditOn, FollowPolicy, Outcome, Stage, SyncCursor, SyncScope,
};
use calypso_model::{
    Endpoint, Event, EventService, EventType, IdempotencyKey, InvoiceState, NewSingleInvoice,
    NewSubscription,
};
use calypso_sandbox::{
    Controls, DepositOutcome, EndpointFault, Fault, Sandbox, StageDelays, WebhookFault,
};
use calypso_sign::{ApiKey, SecretKey, Timestamp};
use calypso_testkit::{ManualClock, ScriptedTransport, Step};
use calypso_transport::{Delivery, HttpTransport, TransportError, TransportFailure};
use calypso_webhooks::{Receiver, Verified};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// A client of the sandbox: where your program would use the live address and your own keys.
fn client_of(sandbox: &Sandbox) -> Result<Client> {
    Ok(Client::new(credentials(sandbox), HttpTransport::new(sandbox.base_url())?))
}

fn credentials(sandbox: &Controls) -> Credentials {
    Credentials::new(sandbox.account().clone(), sandbox.api_key().clone(), sandbox.secret().clone())
}

fn order(key: &IdempotencyKey) -> Result<NewSingleInvoice> {
    let order = NewSingleInvoice::new("25.50".parse()?, "USDT_TRX".parse()?, "Order 1042");
    Ok(order.with_idempotency_key(key.clone()))
}

#[tokio::test]
async fn a_paid_order_is_credited() -> Result<()> {
    // A payment takes no time here. The port is free, the keys are made up; both are told.
    let sandbox = Sandbox::builder().with_stage_delays(StageDelays::NONE).start().await?;
    let client = client_of(&sandbox)?;

    let key = client.random_key()?;
    let invoice = client.invoices().create_single(order(&key)?).await?;
    let address = invoice.invoice_address.as_ref().context("an invoice has an address")?;
    sandbox.deposit(address, &invoice.currency, "25.50".parse()?).await?;

    let paid = client.invoices().follow_until_settled(&key, FollowPolicy::default()).await?;
    assert_eq!(paid.gross, "25.50".parse()?);
    // The sandbox takes 0.4 %; your contract says something else.
    assert_eq!(paid.creditable(CreditOn::Settled), Some("25.398".parse()?));
    Ok(())
}

#[tokio::test]
async fn too_little_and_tainted_money_are_not_credited() -> Result<()> {
    let sandbox = Sandbox::builder().with_stage_delays(StageDelays::NONE).start().await?;
    let client = client_of(&sandbox)?;
    for (amount, outcome, stage) in [
        ("20", DepositOutcome::Confirmed, Stage::Intervention),
        ("25.50", DepositOutcome::Declined, Stage::Declined),
    ] {
        let key = client.random_key()?;
        let invoice = client.invoices().create_single(order(&key)?).await?;
        let address = invoice.invoice_address.as_ref().context("an invoice has an address")?;
        let (currency, amount) = (&invoice.currency, amount.parse()?);
        sandbox.deposit_with_outcome(address, currency, amount, outcome).await?;

        let result = client.invoices().follow_until_settled(&key, FollowPolicy::default()).await?;
        assert_eq!(result.stage, stage);
        assert_eq!(result.creditable(CreditOn::Settled), None);
    }
    Ok(())
}

#[derive(Clone, FromRef)]
struct Webhooks {
    receiver: Receiver,
    news: mpsc::UnboundedSender<Event>,
}

async fn webhook(State(webhooks): State<Webhooks>, event: Verified<Event>) -> StatusCode {
    match webhooks.news.send(event.into_event()) {
        Ok(()) => StatusCode::OK,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

#[tokio::test]
async fn webhooks_come_into_the_test() -> Result<()> {
    let sandbox = Sandbox::builder().with_stage_delays(StageDelays::NONE).start().await?;
    let client = client_of(&sandbox)?;

    // Subscribe first: the answer holds the keys with which deliveries are signed.
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/calypso", listener.local_addr()?);
    let new = NewSubscription::new(client.random_subscription_id()?, url)
        .with_service(EventService::Invoice);
    let subscription = client.webhooks().subscribe(new).await?;
    let secret = SecretKey::new(subscription.secret_key.expose_secret())?;
    let receiver = Receiver::new(ApiKey::new(subscription.public_key.as_str())?, &secret);

    let (news, mut events) = mpsc::unbounded_channel();
    let webhooks = Webhooks { receiver, news };
    let router = Router::new().route("/calypso", post(webhook)).with_state(webhooks);
    tokio::spawn(async move { axum::serve(listener, router).await });

    let key = client.random_key()?;
    client.invoices().create_single(order(&key)?).await?;
    // Wait until everything that is due has been delivered, instead of sleeping.
    sandbox.settle().await;
    let event = events.try_recv()?;
    assert_eq!(event.event_type, EventType::InvoiceCreateInvoice);
    Ok(())
}

#[tokio::test]
async fn a_paid_order_is_told_without_a_socket() -> Result<()> {
    // The same rules and answers, without a port: whatever is due is done when a call returns.
    let sandbox = Sandbox::builder().with_stage_delays(StageDelays::NONE).in_process()?;
    let client = Client::new(credentials(&sandbox), sandbox.transport());

    let new = NewSubscription::new(client.random_subscription_id()?, "http://localhost/calypso")
        .with_service(EventService::Invoice);
    let subscription = client.webhooks().subscribe(new).await?;
    let secret = SecretKey::new(subscription.secret_key.expose_secret())?;
    let receiver = Receiver::new(ApiKey::new(subscription.public_key.as_str())?, &secret);
    // What your handler answers decides, as it does over the network, whether it comes again.
    let (news, mut events) = mpsc::unbounded_channel();
    sandbox.set_receiver(move |webhook| {
        let Ok(verified) = receiver.verify(&webhook.headers(), webhook.body.clone()) else {
            return 401;
        };
        if news.send(verified).is_ok() { 200 } else { 503 }
    });

    let invoice = client.invoices().create_single(order(&client.random_key()?)?).await?;
    let address = invoice.invoice_address.as_ref().context("an invoice has an address")?;
    sandbox.deposit(address, &invoice.currency, "25.50".parse()?)?;
    let mut told = Vec::new();
    while let Ok(verified) = events.try_recv() {
        told.push(verified.parse()?.into_event().event_type);
    }
    assert_eq!(told.last(), Some(&EventType::InvoiceTranslationToAccountCompleted));
    Ok(())
}

#[tokio::test]
async fn an_order_that_nobody_pays_expires() -> Result<()> {
    // One clock for both sides: it stands still until the test turns it.
    let clock = ManualClock::new(Timestamp::from_millis(1_750_000_000_000));
    let sandbox = Sandbox::builder().with_clock(Arc::new(clock.clone())).start().await?;
    let transport = HttpTransport::new(sandbox.base_url())?;
    let client =
        Client::builder(credentials(&sandbox), transport).with_clock(clock.clone()).build();

    let key = client.random_key()?;
    client.invoices().create_single(order(&key)?).await?;
    // An invoice on Tron lives for three hours.
    clock.advance(Duration::from_secs(3 * 60 * 60));
    sandbox.settle().await;
    assert_eq!(client.invoices().get(&key).await?.state, InvoiceState::Archived);
    Ok(())
}

#[tokio::test]
async fn a_bad_day_costs_no_order_and_no_deposit() -> Result<()> {
    let sandbox = Sandbox::builder().with_stage_delays(StageDelays::NONE).start().await?;
    let client = client_of(&sandbox)?;
    let key = client.random_key()?;

    // The next creation is applied, and then the connection is closed without a word.
    let fault = Fault::on_endpoint(Endpoint::InvoiceSingleCreate, EndpointFault::CutAfter);
    sandbox.add_fault(fault.with_times(1));

    let made = client.invoices().create_single(order(&key)?).await?;
    // The client looked its key up instead of ordering twice.
    assert!(!made.is_created());
    assert_eq!(sandbox.counts().invoices, 1);

    // No webhook arrives any more, and the service believes that all of them did.
    sandbox.add_fault(Fault::on_every_subscription(WebhookFault::Lost));

    let address = made.invoice_address.as_ref().context("an invoice has an address")?;
    sandbox.deposit(address, &made.currency, "25.50".parse()?).await?;
    // Asking finds what nobody told.
    let scope = SyncScope::default().with_invoice(&made.id);
    let news = client.sync_since(&SyncCursor::default(), &scope).await?;
    let found = news.settlements.first().context("the invoice was paid")?;
    assert_eq!(found.stage, Stage::Settled);
    Ok(())
}

#[tokio::test]
async fn a_lost_answer_does_not_become_a_second_invoice() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let key = client_of(&sandbox)?.random_key()?;

    // A script instead of a server, for what a server does on its bad days.
    let cut = TransportError::new(Delivery::Unknown, TransportFailure::Interrupted);
    let not_found = r#"{"errorCode":"004","message":"not found"}"#;
    let script = ScriptedTransport::new([
        Step::post("/api/v1/invoice/single/create").fail(cut),
        Step::post("/api/v1/invoice").reply(400, not_found),
        Step::post("/api/v1/invoice/single/create")
            .reply(400, r#"{"errorCode":"001","message":"no"}"#),
        Step::post("/api/v1/invoice").reply(400, not_found),
    ]);
    let clock = ManualClock::new(Timestamp::from_millis(1_750_000_000_000));
    let client = Client::builder(credentials(&sandbox), script.clone()).with_clock(clock).build();

    let error = client.invoices().create_single(order(&key)?).await.unwrap_err();
    // The second attempt was refused; the first may still have been applied.
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(error.key(), Some(key.as_str()));
    assert_eq!(script.requests().len(), 4);
    Ok(())
}
