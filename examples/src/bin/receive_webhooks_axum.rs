//! Receives webhooks with axum: verified before the handler runs, and each counted once.
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use anyhow::Context;
use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::routing::post;
use calypso_flows::{Client, Credentials};
use calypso_model::{Event, EventService, EventType, NewSubscription, NewUnlimitedInvoice};
use calypso_sandbox::Sandbox;
use calypso_sign::{ApiKey, SecretKey};
use calypso_transport::HttpTransport;
use calypso_webhooks::{DedupKey, Receiver, Verified};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

#[derive(Clone, FromRef)]
struct Shop {
    receiver: Receiver,
    seen: Arc<Mutex<HashSet<DedupKey>>>,
    news: mpsc::Sender<Event>,
}

/// A request that is not proven never gets here. In production, store the event and its key in
/// one transaction before you answer 200: what is in memory dies with the process.
async fn webhook(State(shop): State<Shop>, event: Verified<Event>) -> StatusCode {
    // A place comes first: an event marked as seen and then lost would count as a duplicate later.
    let Ok(place) = shop.news.reserve().await else {
        return StatusCode::SERVICE_UNAVAILABLE;
    };
    let Ok(mut seen) = shop.seen.lock() else {
        return StatusCode::SERVICE_UNAVAILABLE;
    };
    if seen.insert(event.dedup_key()) {
        place.send(event.into_event());
    }
    StatusCode::OK
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let sandbox = Sandbox::start().await?;
    let credentials = Credentials::new(
        sandbox.account().clone(),
        sandbox.api_key().clone(),
        sandbox.secret().clone(),
    );
    let client = Client::new(credentials, HttpTransport::new(sandbox.base_url())?);

    // Subscribe first: the answer holds the keys with which deliveries are signed.
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/calypso", listener.local_addr()?);
    let new = NewSubscription::new(client.random_subscription_id()?, url)
        .with_service(EventService::Invoice);
    let subscription = client.webhooks().subscribe(new).await?;
    let secret = SecretKey::new(subscription.secret_key.expose_secret())?;
    let receiver = Receiver::new(ApiKey::new(subscription.public_key.as_str())?, &secret);

    let (news, mut events) = mpsc::channel(100);
    let shop = Shop { receiver, seen: Arc::default(), news };
    let router = Router::new().route("/calypso", post(webhook)).with_state(shop);
    tokio::spawn(async move { axum::serve(listener, router).await });

    let order = NewUnlimitedInvoice::new("USDT".parse()?, "Donations");
    let invoice = client.invoices().create_unlimited(order).await?;
    let address = invoice.invoice_address.as_ref().context("an invoice has an address")?;
    sandbox.deposit(address, &invoice.currency, "5".parse()?).await?;
    while let Some(event) = events.recv().await {
        println!("event {}: {}", event.id, event.event_type);
        if event.event_type == EventType::InvoiceTranslationToAccountCompleted {
            break;
        }
    }
    Ok(())
}
