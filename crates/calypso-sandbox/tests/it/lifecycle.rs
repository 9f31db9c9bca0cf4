//! Starting and ending.

use std::net::TcpStream;
use std::sync::Arc;

use calypso_model::{AccountId, Endpoint};
use calypso_sandbox::{Sandbox, StageDelays, StartSandboxError};
use calypso_sign::{ApiKey, SecretKey};
use calypso_testkit::{Behaviour, CountingEntropy, LoopbackServer};

use crate::merchant::{World, one_line};

async fn subscribe(world: &World, url: &str) {
    let payload = one_line(&format!(
        r#"{{"requestId":"00000000-0000-4000-8000-000000000001",
                "notificationServiceTypes":["INVOICE"],"url":"{url}"}}"#
    ));
    world.ask(Endpoint::WebhookCreate, &payload).await;
}

async fn create(world: &World) {
    let payload = r#"{"currency":"TRX","description":"d"}"#;
    world.ask(Endpoint::InvoiceUnlimitedCreate, payload).await;
}

#[tokio::test]
async fn a_shutdown_makes_all_first_attempts_and_counts_them() {
    let world = World::start().await;
    let receiver = LoopbackServer::start([Behaviour::CutBeforeAnswer]);
    subscribe(&world, &receiver.base_url()).await;
    for _ in 0..20 {
        create(&world).await;
    }
    let summary = world.sandbox.shutdown().await;
    assert_eq!((summary.delivered, summary.abandoned), (19, 1));
    assert_eq!(receiver.arrivals().len(), 20);
}

#[tokio::test]
async fn a_shutdown_does_not_wait_for_idle_connections_or_for_retries() {
    let world = World::start().await;
    let idle = TcpStream::connect(world.address()).unwrap();
    let gone = LoopbackServer::start([Behaviour::Refuse]);
    subscribe(&world, &gone.base_url()).await;
    create(&world).await;
    let address = world.address().to_owned();
    let summary = world.sandbox.shutdown().await;
    assert_eq!((summary.delivered, summary.abandoned), (0, 1));
    drop(idle);
    assert!(TcpStream::connect(address).is_err());
}

#[tokio::test]
async fn a_dropped_sandbox_listens_no_more() {
    let sandbox = Sandbox::start().await.unwrap();
    let address = sandbox.base_url().strip_prefix("http://").unwrap().to_owned();
    assert!(TcpStream::connect(&address).is_ok());
    drop(sandbox);
    while TcpStream::connect(&address).is_ok() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_taken_port_is_a_typed_error() {
    let first = Sandbox::start().await.unwrap();
    let address = first.base_url().strip_prefix("http://").unwrap().parse().unwrap();
    let error = Sandbox::builder().with_listen(address).start().await.unwrap_err();
    assert!(
        matches!(&error, StartSandboxError::Listen { address: taken, .. } if *taken == address)
    );
    assert_eq!(error.to_string(), format!("cannot listen on {address}"));
}

#[tokio::test]
async fn a_rate_of_zero_is_refused() {
    let zero = "0".parse().unwrap();
    let (from, to) = ("BTC".parse().unwrap(), "USD".parse().unwrap());
    let error = Sandbox::builder().with_rate(from, to, zero).start().await.unwrap_err();
    assert!(matches!(error, StartSandboxError::ZeroRate), "{error}");
}

#[tokio::test]
async fn keys_are_as_given_or_made_from_the_entropy() {
    let account = AccountId::parse("my-account").unwrap();
    let (key, secret) = (ApiKey::new("my-key").unwrap(), SecretKey::new("my-secret").unwrap());
    let given = Sandbox::builder()
        .with_credentials(account.clone(), key.clone(), secret.clone())
        .start()
        .await
        .unwrap();
    assert_eq!((given.account(), given.api_key()), (&account, &key));
    assert_eq!(given.secret(), &secret);
    assert!(!format!("{given:?}").contains("my-secret"));

    let seeded = async || {
        let entropy = Arc::new(CountingEntropy::new());
        Sandbox::builder().with_entropy(entropy).start().await.unwrap()
    };
    let (one, two) = (seeded().await, seeded().await);
    assert_eq!((one.account(), one.api_key()), (two.account(), two.api_key()));
    assert_eq!(one.secret(), two.secret());
    assert!(one.account().as_str().starts_with("0x"));
    assert_ne!(Sandbox::start().await.unwrap().api_key(), one.api_key());
}

#[tokio::test]
async fn an_open_connection_takes_several_requests() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let world = World::start().await;
    let request = world.call_request(Endpoint::CustomerCreate, "{}").bytes(world.address());
    let kept = String::from_utf8(request.clone()).unwrap().replace("Connection: close\r\n", "");
    let mut stream = tokio::net::TcpStream::connect(world.address()).await.unwrap();
    // Two at once, and one that ends the connection.
    stream.write_all(kept.as_bytes()).await.unwrap();
    stream.write_all(kept.as_bytes()).await.unwrap();
    stream.write_all(&request).await.unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).await.unwrap();
    assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 3);
    assert_eq!(world.sandbox.counts().customers, 3);
}

#[test]
fn a_deposit_takes_less_than_two_seconds_unless_told_otherwise() {
    let total = StageDelays::default().total();
    assert!(!total.is_zero() && total.as_millis() < 2000);
}

#[test]
fn public_types_cross_threads() {
    fn check<T: Send + Sync + std::fmt::Debug>() {}
    check::<Sandbox>();
    check::<calypso_sandbox::SandboxBuilder>();
    check::<calypso_sandbox::LedgerLine>();
    check::<StartSandboxError>();
    check::<calypso_sandbox::MakeDepositError>();
}
