//! Gives a webhook subscription new keys without losing a delivery: both pairs are accepted until
//! the old one is no longer used.
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use std::sync::{Arc, RwLock};

use anyhow::Context;
use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::routing::post;
use calypso_flows::{Client, Credentials, KeyRotation, SubscriptionKeys};
use calypso_model::{Event, EventService, NewSubscription, NewUnlimitedInvoice};
use calypso_sandbox::Sandbox;
use calypso_transport::HttpTransport;
use calypso_webhooks::{Receiver, Verified};

/// What the endpoint works with: a receiver that is replaced while it runs.
#[derive(Clone)]
struct Shop {
    receiver: Arc<RwLock<Receiver>>,
    /// Which public keys deliveries came with.
    seen: Arc<RwLock<Vec<String>>>,
}

impl FromRef<Shop> for Receiver {
    fn from_ref(shop: &Shop) -> Self {
        shop.receiver.read().map_or_else(|error| error.into_inner().clone(), |one| one.clone())
    }
}

impl Shop {
    fn accept(&self, receiver: Receiver) -> anyhow::Result<()> {
        *self.receiver.write().ok().context("nobody panicked")? = receiver;
        Ok(())
    }
}

async fn on_event(State(shop): State<Shop>, event: Verified<Event>) -> StatusCode {
    let key = event.public_key().to_string();
    shop.seen.write().map_or(StatusCode::SERVICE_UNAVAILABLE, |mut seen| {
        seen.push(key);
        StatusCode::OK
    })
}

fn only(keys: &SubscriptionKeys) -> Receiver {
    Receiver::new(keys.public_key.clone(), &keys.secret_key)
}

fn both(KeyRotation { old, new, .. }: &KeyRotation) -> Receiver {
    only(new).with_key(old.public_key.clone(), &old.secret_key)
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

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/calypso", listener.local_addr()?);
    let id = client.random_subscription_id()?;
    let new = NewSubscription::new(id.clone(), url).with_service(EventService::Invoice);
    let subscription = client.webhooks().subscribe(new).await?;
    let keys = SubscriptionKeys::try_from(&**subscription)?;

    let shop = Shop { receiver: Arc::new(RwLock::new(only(&keys))), seen: Arc::default() };
    let router = Router::new().route("/calypso", post(on_event)).with_state(shop.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    something_happens(&client, &sandbox).await?;

    // The service signs with the new keys from here on; what was under way has the old ones.
    let rotation = client.webhooks().rotate_keys(&id).await?;
    // Store the new keys, then accept both.
    shop.accept(both(&rotation))?;
    something_happens(&client, &sandbox).await?;

    // Days later, when nothing came with the old keys for longer than the service tries again.
    shop.accept(only(&rotation.new))?;
    something_happens(&client, &sandbox).await?;

    let seen = shop.seen.read().ok().context("nobody panicked")?.clone();
    let with = |keys: &SubscriptionKeys| {
        seen.iter().filter(|key| *key == keys.public_key.as_str()).count()
    };
    println!(
        "{} delivery with the old keys, {} with the new",
        with(&rotation.old),
        with(&rotation.new)
    );
    Ok(())
}

/// Causes one event, and waits until it is delivered.
async fn something_happens(client: &Client, sandbox: &Sandbox) -> anyhow::Result<()> {
    let invoice = NewUnlimitedInvoice::new("ETH".parse()?, "Donations");
    client.invoices().create_unlimited(invoice).await?;
    sandbox.settle().await;
    Ok(())
}
