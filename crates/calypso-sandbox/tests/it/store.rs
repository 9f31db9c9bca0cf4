//! A sandbox with a store ends and goes on.

use std::path::Path;

use calypso_model::Endpoint;
use calypso_sandbox::{Sandbox, SandboxBuilder, StageDelays, StartSandboxError, StoreError};
use calypso_sign::SecretKey;
use calypso_testkit::LoopbackServer;
use serde_json::Value;
use tempfile::TempDir;

use crate::merchant::{World, rows, text};

const ORDER: &str = r#"{"amount":1.50,"currency":"USDT_TRX","description":"Order 1042"}"#;

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

async fn open(store: &Path) -> World {
    World::with(|builder| builder.with_store(store)).await
}

async fn failure(options: impl FnOnce(SandboxBuilder) -> SandboxBuilder) -> StoreError {
    let error = options(Sandbox::builder()).start().await.unwrap_err();
    let StartSandboxError::Store { source, .. } = error else {
        unreachable!("{error:?}");
    };
    source
}

#[tokio::test]
async fn what_was_made_is_there_again_with_the_same_keys() {
    let folder = folder();
    let store = folder.path().join("sandbox.db");
    let world = open(&store).await;
    let invoice = world.ask(Endpoint::InvoiceSingleCreate, ORDER).await;
    world.pay(&invoice, "1.50").await;
    let ledger = world.sandbox.ledger();
    let secret = world.sandbox.secret().clone();
    world.sandbox.shutdown().await;

    // Other randomness than at first: what was drawn is kept.
    let world = World::with(|builder| {
        builder.with_store(&store).with_entropy(std::sync::Arc::new(calypso_transport::OsEntropy))
    })
    .await;
    assert_eq!(*world.sandbox.secret().expose_secret(), *secret.expose_secret());
    let found = world.ask(Endpoint::InvoiceGet, r#"{"id":"100001"}"#).await;
    assert_eq!(found["state"], "COMPLETED");
    assert_eq!(found["idempotencyKey"], invoice["idempotencyKey"]);
    assert_eq!(world.sandbox.ledger(), ledger);
    // And the next one is drawn as if nothing had happened.
    assert_eq!(world.ask(Endpoint::InvoiceSingleCreate, ORDER).await["id"], "100002");
}

#[tokio::test]
async fn deliveries_that_were_not_made_are_made_when_it_goes_on() {
    let folder = folder();
    let store = folder.path().join("sandbox.db");
    let receiver = LoopbackServer::start([]);
    let world = open(&store).await;
    let hook = concat!(
        r#"{"requestId":"00000000-0000-4000-8000-000000000001","#,
        r#""notificationServiceTypes":["INVOICE"],"url":"http://127.0.0.1:9/"}"#
    );
    world.ask(Endpoint::WebhookCreate, hook).await;
    world.ask(Endpoint::InvoiceSingleCreate, ORDER).await;
    world.sandbox.settle().await;
    let url = receiver.base_url();
    let change =
        format!(r#"{{"requestId":"00000000-0000-4000-8000-000000000001","url":"{url}/"}}"#);
    world.ask(Endpoint::WebhookChange, &change).await;
    drop(world);

    let world = reopened(&store).await;
    assert!(receiver.arrivals().is_empty());
    world.sandbox.advance(std::time::Duration::from_secs(30)).await;
    assert_eq!(receiver.arrivals().len(), 1);
    let deliveries = world.control("GET", "deliveries", "").await.body;
    let deliveries: Value = serde_json::from_str(&deliveries).unwrap();
    let delivery = &rows(&deliveries)[0];
    assert_eq!(text(delivery, "state"), "delivered");
    assert_eq!(delivery["attempts"].as_array().unwrap().len(), 2);
}

/// A sandbox that was dropped lets its file go a moment later.
async fn reopened(store: &Path) -> World {
    open(store).await
}

#[tokio::test]
async fn a_state_that_was_put_in_place_or_thrown_away_is_kept_as_well() {
    let folder = folder();
    let store = folder.path().join("sandbox.db");
    let world = open(&store).await;
    world.ask(Endpoint::InvoiceSingleCreate, ORDER).await;
    let taken = world.control("GET", "snapshot", "").await.body;
    world.ask(Endpoint::InvoiceSingleCreate, ORDER).await;
    assert_eq!(world.control("POST", "snapshot", &taken).await.status, 200);
    world.sandbox.shutdown().await;
    let world = open(&store).await;
    assert_eq!(world.sandbox.counts().invoices, 1);
    assert_eq!(world.control("POST", "reset", "").await.status, 200);
    world.sandbox.shutdown().await;
    assert_eq!(open(&store).await.sandbox.counts().invoices, 0);
}

#[tokio::test]
async fn one_sandbox_at_a_time_uses_a_store() {
    let folder = folder();
    let store = folder.path().join("sandbox.db");
    let world = open(&store).await;
    let refused = failure(|builder| builder.with_store(&store)).await;
    assert!(matches!(refused, StoreError::Busy), "{refused:?}");
    world.sandbox.shutdown().await;
    open(&store).await;
}

#[tokio::test]
async fn what_is_no_store_is_left_as_it_is() {
    let folder = folder();
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "not a database, and longer than the header of one would have to be\n")
        .unwrap();
    let before = std::fs::read(&text).unwrap();
    let refused = failure(|builder| builder.with_store(&text)).await;
    assert!(matches!(refused, StoreError::Foreign), "{refused:?}");
    assert_eq!(std::fs::read(&text).unwrap(), before);
    let nowhere = folder.path().join("no/such/folder/sandbox.db");
    let refused = failure(|builder| builder.with_store(&nowhere)).await;
    assert!(matches!(refused, StoreError::Io { .. }), "{refused:?}");
}

#[tokio::test]
async fn another_value_of_an_option_is_refused_by_its_name() {
    let folder = folder();
    let store = folder.path().join("sandbox.db");
    open(&store).await.sandbox.shutdown().await;
    let secret = SecretKey::new("another").unwrap();
    let refused = failure(|builder| builder.with_store(&store).with_secret(secret)).await;
    let said = concat!(
        "it was started with another secret, or holds a snapshot that was; leave that out, or ",
        "name another file"
    );
    assert_eq!(refused.to_string(), said);
    // What is not asked for is as it was: this one was started without delays.
    let minute = std::time::Duration::from_secs(60);
    let slow = StageDelays::uniform(minute);
    let refused = failure(|builder| builder.with_store(&store).with_stage_delays(slow)).await;
    assert!(matches!(refused, StoreError::Differs { option: "length of stages", .. }));
    Sandbox::builder().with_store(&store).start().await.unwrap().shutdown().await;
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_may_read_a_store() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = folder();
    let store = folder.path().join("sandbox.db");
    let world = open(&store).await;
    let mode = std::fs::metadata(&store).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    drop(world);
}
