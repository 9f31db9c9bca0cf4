//! The sandbox in process: what a server does, without one.

mod faults;
mod receivers;
mod transcript;

use std::time::Duration;

use calypso_model::Endpoint;
use calypso_sandbox::{ClockMode, InProcess, Sandbox, SandboxBuilder, StageDelays, Webhook};
use calypso_sign::{Signer, Timestamp};
use calypso_testkit::CountingEntropy;
use calypso_transport::http::{Method, Response};
use calypso_transport::{
    Bytes, Delivery, Draft, SignedRequest, Transport as _, TransportError, TransportFailure,
};
use futures_util::FutureExt as _;
use serde_json::Value;

use crate::merchant::{START, text};

const SINGLE: &str = r#"{"amount":25.50,"currency":"USDT_TRX","description":"Order 1042"}"#;
const UNLIMITED: &str = r#"{"currency":"TRX","description":"Donations"}"#;

fn builder() -> SandboxBuilder {
    Sandbox::builder()
        .with_clock_frozen_at(START)
        .with_entropy(std::sync::Arc::new(CountingEntropy::new()))
        .with_stage_delays(StageDelays::NONE)
}

fn start() -> InProcess {
    builder().in_process().unwrap()
}

fn draft(sandbox: &InProcess, method: Method, path: &str, payload: &str) -> Draft {
    let (account, now) = (sandbox.account(), sandbox.now());
    let body = format!(r#"{{"account":"{account}","timestamp":{now},"payload":{payload}}}"#);
    Draft::new(method, path, body).unwrap()
}

/// Sends a request, which waits for nothing.
fn send(sandbox: &InProcess, draft: Draft) -> Result<Response<Bytes>, TransportError> {
    let signer = Signer::new(sandbox.secret());
    let request = SignedRequest::sign(draft, sandbox.api_key(), &signer);
    sandbox.transport().send(&request).now_or_never().unwrap()
}

/// Calls an endpoint that must work, and reads the answer.
fn ask(sandbox: &InProcess, endpoint: Endpoint, payload: &str) -> Value {
    let method = endpoint.method().as_str().parse().unwrap();
    let answer = send(sandbox, draft(sandbox, method, endpoint.path(), payload)).unwrap();
    assert_eq!(answer.status(), 200, "{answer:?}");
    serde_json::from_slice(answer.body()).unwrap()
}

/// Subscribes to the events of invoices under a number.
fn subscribe(sandbox: &InProcess, number: u8) -> Value {
    let id = format!("00000000-0000-4000-8000-00000000000{number}");
    let services = r#""notificationServiceTypes":["INVOICE"]"#;
    let payload = format!(r#"{{"requestId":"{id}",{services},"url":"http://localhost:1/hook"}}"#);
    ask(sandbox, Endpoint::WebhookCreate, &payload)
}

fn pay(sandbox: &InProcess, invoice: &Value, amount: &str) {
    let address = text(invoice, "invoiceAddress").parse().unwrap();
    let currency = text(invoice, "currency").parse().unwrap();
    sandbox.deposit(&address, &currency, amount.parse().unwrap()).unwrap();
}

/// The numbers of the subscription and of the event.
fn numbers(webhook: &Webhook) -> (u64, u64) {
    let event: Value = serde_json::from_slice(&webhook.body).unwrap();
    let subscription = webhook.subscription.as_str().rsplit('-').next().unwrap();
    (subscription.parse().unwrap(), event.get("id").and_then(Value::as_u64).unwrap())
}

fn kinds(webhooks: &[Webhook]) -> Vec<String> {
    webhooks.iter().map(|webhook| webhook.event_type.to_string()).collect()
}

#[test]
fn without_a_receiver_webhooks_are_kept_and_taken_once() {
    let sandbox = start();
    subscribe(&sandbox, 1);
    let invoice = ask(&sandbox, Endpoint::InvoiceSingleCreate, SINGLE);
    assert_eq!(kinds(&sandbox.take_webhooks()), ["INVOICE_CREATE_INVOICE"]);
    pay(&sandbox, &invoice, "20");
    assert_eq!(
        kinds(&sandbox.take_webhooks()),
        [
            "INVOICE_MEMPOOL_FOUND",
            "INVOICE_PENDING_COMPLIANCE",
            "INVOICE_FUNDS_RECEIVED_FOR_INVOICE",
            "INVOICE_PENDING_INTERVENTION",
        ]
    );
    // They count as delivered, so nothing is sent again.
    sandbox.advance(Duration::from_secs(3600));
    assert_eq!(sandbox.take_webhooks(), []);
}

#[test]
fn a_webhook_is_what_would_be_posted() {
    let sandbox = start();
    let subscription = subscribe(&sandbox, 1);
    ask(&sandbox, Endpoint::InvoiceUnlimitedCreate, UNLIMITED);
    let webhooks = sandbox.take_webhooks();
    let webhook = &webhooks[0];
    assert_eq!((webhook.sent, webhook.url.as_str()), (START, "http://localhost:1/hook"));
    let secret = text(&subscription, "secretKey").parse().unwrap();
    assert_eq!(webhook.signature, Signer::new(&secret).sign(&webhook.body));
    let headers = webhook.headers();
    assert_eq!(headers.len(), 3);
    assert_eq!(headers["key"], text(&subscription, "publicKey"));
    assert_eq!(headers["sign"], webhook.signature.to_string());
    assert_eq!(headers["content-type"], "application/json");
    assert!(
        webhook.body.starts_with(br#"{"requestId":"00000000-0000-4000-8000-000000000001","id":1,"#)
    );
}

#[test]
fn events_go_in_their_order_to_all_who_want_them() {
    let sandbox = start();
    subscribe(&sandbox, 2);
    subscribe(&sandbox, 1);
    let invoice = ask(&sandbox, Endpoint::InvoiceSingleCreate, SINGLE);
    pay(&sandbox, &invoice, "25.50");
    let order: Vec<_> = sandbox.take_webhooks().iter().map(numbers).collect();
    let expected: Vec<_> = (1..=6).flat_map(|event| [(2, event), (1, event)]).collect();
    assert_eq!(order, expected);
}

#[test]
fn what_falls_due_on_the_way_happens_at_its_own_time() {
    let delays = StageDelays::uniform(Duration::from_secs(60));
    let sandbox = builder().with_stage_delays(delays).in_process().unwrap();
    subscribe(&sandbox, 1);
    let invoice = ask(&sandbox, Endpoint::InvoiceSingleCreate, SINGLE);
    pay(&sandbox, &invoice, "25.50");
    ask(&sandbox, Endpoint::InvoiceSingleCreate, SINGLE);
    let day = Duration::from_secs(24 * 3600);
    assert_eq!(sandbox.advance(day), START.saturating_add(day));
    assert_eq!(sandbox.now(), START.saturating_add(day));
    let told = sandbox.take_webhooks();
    let told: Vec<_> = told
        .iter()
        .map(|webhook| (START.millis_until(webhook.sent), webhook.event_type.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (0, "INVOICE_CREATE_INVOICE"),
            (0, "INVOICE_MEMPOOL_FOUND"),
            (0, "INVOICE_CREATE_INVOICE"),
            (60_000, "INVOICE_PENDING_COMPLIANCE"),
            (120_000, "INVOICE_FUNDS_RECEIVED_FOR_INVOICE"),
            (120_000, "INVOICE_PAID"),
            (180_000, "INVOICE_TRANSLATION_TO_ACCOUNT_COMPLETED"),
            // On Tron an invoice lives for three hours.
            (10_800_000, "INVOICE_EXPIRED"),
        ]
    );
}

#[test]
fn the_clock_can_be_set_to_another_mode() {
    let sandbox = start();
    assert_eq!(sandbox.clock_mode(), ClockMode::Frozen);
    sandbox.set_clock_mode(ClockMode::Scaled { factor: 60 });
    assert_eq!(sandbox.clock_mode(), ClockMode::Scaled { factor: 60 });
    sandbox.set_clock_mode(ClockMode::Frozen);
    assert!(sandbox.now() >= START);
}

#[test]
fn only_the_merchant_api_answers() {
    let sandbox = start();
    for (method, path, status, body) in [
        (Method::POST, "/_sandbox/reset", 404, "no such path\n"),
        (Method::GET, "/openapi.json", 404, "no such path\n"),
        (Method::POST, "/nowhere", 404, "no such path\n"),
        (Method::PUT, Endpoint::InvoiceGet.path(), 405, "method not allowed\n"),
    ] {
        let answer = send(&sandbox, draft(&sandbox, method, path, "{}")).unwrap();
        assert_eq!((answer.status().as_u16(), &answer.body()[..]), (status, body.as_bytes()));
    }
}

#[test]
fn a_time_limit_of_nothing_sends_nothing() {
    let sandbox = start();
    let path = Endpoint::CustomerCreate.path();
    let draft = draft(&sandbox, Method::POST, path, "{}").with_time_limit(Duration::ZERO);
    let error = send(&sandbox, draft).unwrap_err();
    assert_eq!(error.reason(), TransportFailure::TimedOut);
    assert_eq!(error.delivery(), Delivery::NotSent);
    assert_eq!(sandbox.counts().customers, 0);
}

#[test]
fn a_transport_outlives_its_sandbox() {
    let sandbox = start();
    let transport = sandbox.transport();
    let path = Endpoint::CustomerCreate.path();
    let draft = draft(&sandbox, Method::POST, path, "{}");
    let signer = Signer::new(sandbox.secret());
    let request = SignedRequest::sign(draft, sandbox.api_key(), &signer);
    drop(sandbox);
    let answer = transport.send(&request).now_or_never().unwrap().unwrap();
    assert_eq!(answer.status(), 200);
}

#[test]
fn nothing_secret_is_shown() {
    let sandbox = start();
    let secret = sandbox.secret().expose_secret();
    let shown = format!("{sandbox:?} {:?}", sandbox.transport());
    assert!(!shown.contains(secret), "{shown}");
}

#[cfg(feature = "sqlite")]
#[test]
fn a_store_needs_a_server() {
    let error = builder().with_store("anywhere.db").in_process().unwrap_err();
    let message = "a sandbox in process keeps no store: leave it out, or start a server";
    assert_eq!(error.to_string(), message);
}

/// Another time of day, as a merchant's machine may show it.
fn later(by: Duration) -> Timestamp {
    START.saturating_add(by)
}
