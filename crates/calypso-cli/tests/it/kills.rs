//! A sandbox with a store is killed over and over, each time with requests in flight, and goes on.
#![expect(clippy::indexing_slicing, reason = "a field that is missing should stop the test")]

use std::collections::HashSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use calypso_flows::{Client, Outcome, RetryPolicy};
use calypso_model::{
    EventService, IdempotencyKey, InvoiceId, NewSubscription, NewUnlimitedInvoice,
};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::process::{Process, client_builder};

const STORES: usize = 10;
const KILLS_PER_STORE: usize = 20;

/// Who creates invoices, and who pays, at the same time.
const CREATORS: usize = 6;
const PAYERS: usize = 2;

/// What the sandbox has acknowledged.
#[derive(Debug, Default)]
struct Acknowledged {
    invoices: Vec<(IdempotencyKey, InvoiceId)>,
    deposits: Vec<String>,
}

/// One life of the process, from its start to its kill.
struct Life {
    process: Process,
    client: Client,
    base: String,
    is_over: AtomicBool,
    acknowledged: AtomicUsize,
    enough: Notify,
    interrupted: AtomicUsize,
}

impl Life {
    fn begin(store: &Path) -> Self {
        let store = store.to_str().unwrap();
        let process =
            Process::start(&["--format", "json", "--store", store, "--stage-delay-ms", "0"]);
        let line = process.line();
        let mut policy = RetryPolicy::default();
        policy.attempts_max = 1;
        Self {
            client: client_builder(&line).with_retry_policy(policy).build(),
            base: line["listening"].as_str().unwrap().trim_start_matches("http://").to_owned(),
            process,
            is_over: AtomicBool::new(false),
            acknowledged: AtomicUsize::new(0),
            enough: Notify::new(),
            interrupted: AtomicUsize::new(0),
        }
    }

    /// Counts an acknowledgement; the life ends after so many.
    fn acknowledge(&self, limit: usize) {
        if self.acknowledged.fetch_add(1, Ordering::SeqCst) >= limit {
            self.enough.notify_one();
        }
    }

    fn goes_on(&self) -> bool {
        !self.is_over.load(Ordering::SeqCst)
    }

    /// Counts a request that was in flight when the process was killed; one that never left, such
    /// as for want of a process to connect to, was not.
    #[track_caller]
    fn interrupt(&self, had_left: bool, problem: &dyn std::fmt::Debug) {
        assert!(!self.goes_on(), "failed before the kill: {problem:?}");
        self.interrupted.fetch_add(usize::from(had_left), Ordering::SeqCst);
    }

    async fn control(&self, path: &str, body: &Value) -> std::io::Result<(u16, Value)> {
        let stream = TcpStream::connect(&self.base).await?;
        self.control_over(stream, path, body).await
    }

    async fn control_over(
        &self,
        mut stream: TcpStream,
        path: &str,
        body: &Value,
    ) -> std::io::Result<(u16, Value)> {
        let (base, body) = (&self.base, body.to_string());
        let request = format!(
            "POST /_sandbox/{path} HTTP/1.1\r\nhost: {base}\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len(),
        );
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        let (head, body) =
            answer.split_once("\r\n\r\n").ok_or(std::io::ErrorKind::UnexpectedEof)?;
        let status = head.get(9..12).and_then(|status| status.parse().ok()).unwrap();
        Ok((status, serde_json::from_str(body)?))
    }
}

/// Kills a process in the middle of its work, and tells how many requests were in flight.
async fn live_and_die(
    store: &Path,
    limit: usize,
    address: &str,
    acknowledged: &Arc<Mutex<Acknowledged>>,
) -> usize {
    let life = Arc::new(Life::begin(store));
    let mut work = JoinSet::new();
    for _ in 0..CREATORS {
        let (life, acknowledged) = (Arc::clone(&life), Arc::clone(acknowledged));
        work.spawn(async move {
            while life.goes_on() {
                let key = life.client.random_key().unwrap();
                let order = NewUnlimitedInvoice::new("ETH".parse().unwrap(), "d")
                    .with_idempotency_key(key.clone());
                match life.client.invoices().create_unlimited(order).await {
                    Ok(created) => {
                        acknowledged.lock().unwrap().invoices.push((key, created.id.clone()));
                        life.acknowledge(limit);
                    }
                    Err(problem) => {
                        life.interrupt(problem.outcome() == Outcome::Unknown, &problem);
                    }
                }
            }
        });
    }
    for _ in 0..PAYERS {
        let (life, acknowledged) = (Arc::clone(&life), Arc::clone(acknowledged));
        let order = json!({ "address": address, "currency": "USDT_TRX", "amount": "0.01" });
        work.spawn(async move {
            while life.goes_on() {
                let stream = match TcpStream::connect(&life.base).await {
                    Ok(stream) => stream,
                    Err(problem) => return life.interrupt(false, &problem),
                };
                match life.control_over(stream, "deposits", &order).await {
                    Ok((status, made)) => {
                        assert_eq!(status, 200, "{made}");
                        let id = made["transactionId"].as_str().unwrap().to_owned();
                        acknowledged.lock().unwrap().deposits.push(id);
                        life.acknowledge(limit);
                    }
                    Err(problem) => life.interrupt(true, &problem),
                }
            }
        });
    }
    life.enough.notified().await;
    life.is_over.store(true, Ordering::SeqCst);
    life.process.signal("KILL");
    while let Some(ended) = work.join_next().await {
        ended.unwrap();
    }
    life.interrupted.load(Ordering::SeqCst)
}

/// Everything that a merchant's server was told.
type Heard = Arc<Mutex<Vec<Value>>>;

async fn receiver() -> (String, Heard) {
    let heard = Heard::default();
    let hook = |State(heard): State<Heard>, body: String| async move {
        heard.lock().unwrap().push(serde_json::from_str(&body).unwrap());
        StatusCode::OK
    };
    let router = axum::Router::new().route("/", post(hook)).with_state(Arc::clone(&heard));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, heard)
}

/// The ids that events of one type tell of.
fn told(heard: &Heard, event_type: &str, id: fn(&Value) -> &Value) -> HashSet<String> {
    let heard = heard.lock().unwrap();
    let events = heard.iter().filter(|event| event["eventType"] == event_type);
    events.map(|event| id(&event["data"]).to_string().trim_matches('"').to_owned()).collect()
}

/// Looks everything up that was acknowledged, and waits until all that is due was told; returns how
/// much there was.
async fn check(
    store: &Path,
    order: &InvoiceId,
    acknowledged: &Mutex<Acknowledged>,
    heard: &Heard,
) -> usize {
    let life = Life::begin(store);
    let Acknowledged { invoices, deposits } = std::mem::take(&mut *acknowledged.lock().unwrap());
    for (key, id) in &invoices {
        assert_eq!(life.client.invoices().get(key.clone()).await.unwrap().id, *id);
    }
    for id in &deposits {
        let id = id.parse().unwrap();
        life.client.invoices().deposit(order.clone(), &id).await.unwrap();
    }
    // A turn of the clock ends once every attempt that is due has ended.
    let (status, _) = life.control("clock", &json!({ "advance_ms": 0 })).await.unwrap();
    assert_eq!(status, 200);
    let created = told(heard, "INVOICE_CREATE_UNLIMITED_INVOICE", |data| &data["parentExternalId"]);
    for (_, id) in &invoices {
        assert!(created.contains(id.as_str()), "nobody was told of invoice {id}");
    }
    let received =
        told(heard, "INVOICE_FUNDS_RECEIVED_FOR_INVOICE", |data| &data["transactionId"][0]);
    for id in &deposits {
        assert!(received.contains(id), "nobody was told of deposit {id}");
    }
    invoices.len().saturating_add(deposits.len())
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::print_stdout, reason = "how much was interrupted is the figure of this test")]
async fn nothing_acknowledged_and_nothing_due_is_lost_by_two_hundred_kills() {
    let (mut kills, mut interrupted, mut objects) = (0, 0, 0);
    for _ in 0..STORES {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("sandbox.db");
        let (url, heard) = receiver().await;
        let life = Life::begin(&store);
        let id = life.client.random_subscription_id().unwrap();
        let hook = NewSubscription::new(id, url).with_service(EventService::Invoice);
        life.client.webhooks().subscribe(hook).await.unwrap();
        let order = NewUnlimitedInvoice::new("USDT_TRX".parse().unwrap(), "d");
        let order = life.client.invoices().create_unlimited(order).await.unwrap();
        drop(life);

        let acknowledged = Arc::new(Mutex::new(Acknowledged::default()));
        let mut killed = 0;
        while killed < KILLS_PER_STORE {
            let address = order.invoice_address.as_ref().unwrap().as_str();
            let in_flight = live_and_die(&store, killed + 1, address, &acknowledged).await;
            // A kill between two requests shows nothing.
            killed += usize::from(in_flight > 0);
            interrupted += in_flight;
        }
        kills += killed;
        objects += check(&store, &order.id, &acknowledged, &heard).await;
    }
    println!("{kills} kills, {interrupted} requests in flight, {objects} objects acknowledged");
    assert!(kills >= 200);
}
