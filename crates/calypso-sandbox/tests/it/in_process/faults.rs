//! Faults on request, in process: no connection is cut and nobody waits, and a client meets the
//! same.

use std::time::Duration;

use calypso_model::{Endpoint, ErrorCode};
use calypso_sandbox::{EndpointFault, Fault, InProcess, WebhookFault};
use calypso_sign::{SecretKey, Verifier};
use calypso_transport::http::{Method, Response};
use calypso_transport::{Bytes, Delivery, TransportError, TransportFailure};

use super::{UNLIMITED, ask, draft, later, numbers, send, start, subscribe};
use crate::merchant::text;

const CREATE: Endpoint = Endpoint::InvoiceUnlimitedCreate;

/// The answer to a creation with this fault, and how many invoices came of it.
fn met(fault: EndpointFault) -> (Result<Response<Bytes>, TransportError>, usize) {
    let sandbox = start();
    sandbox.add_fault(Fault::on_endpoint(CREATE, fault).with_times(1));
    let limit = Duration::from_secs(10);
    let draft = draft(&sandbox, Method::POST, CREATE.path(), UNLIMITED).with_time_limit(limit);
    (send(&sandbox, draft), sandbox.counts().invoices)
}

#[track_caller]
fn fails(fault: EndpointFault, reason: TransportFailure, invoices: usize) {
    let (outcome, made) = met(fault);
    let error = outcome.unwrap_err();
    assert_eq!((error.delivery(), error.reason(), made), (Delivery::Unknown, reason, invoices));
}

#[track_caller]
fn answers(fault: EndpointFault, status: u16, content_type: &str, invoices: usize) {
    let (outcome, made) = met(fault);
    let answer = outcome.unwrap();
    let found = answer.headers().get("content-type").unwrap();
    assert_eq!(answer.status().as_u16(), status);
    assert_eq!((found.to_str().unwrap(), made), (content_type, invoices));
}

#[test]
fn what_cuts_a_connection_leaves_the_outcome_unknown() {
    fails(EndpointFault::CutBefore, TransportFailure::Interrupted, 0);
    fails(EndpointFault::CutAfter, TransportFailure::Interrupted, 1);
    fails(EndpointFault::Truncated, TransportFailure::Interrupted, 1);
}

#[test]
fn a_delay_is_over_at_once_or_longer_than_the_time_limit() {
    fails(EndpointFault::Delay(Duration::from_secs(10)), TransportFailure::TimedOut, 1);
    answers(EndpointFault::Delay(Duration::from_millis(9_999)), 200, "application/json", 1);
}

#[test]
fn other_faults_spoil_the_answer_as_a_server_does() {
    answers(EndpointFault::Refuse(ErrorCode::Internal), 500, "application/json", 0);
    let html = "text/html; charset=utf-8";
    answers(EndpointFault::ServerError { status: 503, applied: false }, 503, html, 0);
    answers(EndpointFault::ServerError { status: 503, applied: true }, 503, html, 1);
    answers(EndpointFault::WrongContentType, 200, html, 1);
    answers(EndpointFault::Garbled, 200, "application/json", 1);
    answers(EndpointFault::ClockSkew { skew_ms: 180_001 }, 400, "application/json", 0);
}

/// Two events under one fault, of which the subscription's keys are known.
fn told(fault: WebhookFault) -> (InProcess, Vec<(u64, bool)>) {
    let sandbox = start();
    let subscription = subscribe(&sandbox, 1);
    let secret = SecretKey::new(text(&subscription, "secretKey")).unwrap();
    sandbox.add_fault(Fault::on_every_subscription(fault).with_times(1));
    for _ in 0..2 {
        ask(&sandbox, CREATE, UNLIMITED);
    }
    let verifier = Verifier::new(&secret);
    let webhooks = sandbox.take_webhooks();
    let seen = webhooks.iter().map(|webhook| {
        let is_genuine = verifier.verify(&webhook.body, &webhook.signature).is_ok();
        // A corrupted body may be no JSON any more.
        (if is_genuine { numbers(webhook).1 } else { 0 }, is_genuine)
    });
    let seen = seen.collect();
    (sandbox, seen)
}

#[test]
fn webhooks_are_lost_doubled_spoilt_and_forged() {
    assert_eq!(told(WebhookFault::Lost).1, [(2, true)]);
    assert_eq!(told(WebhookFault::Duplicated).1, [(1, true), (1, true), (2, true)]);
    assert_eq!(told(WebhookFault::Corrupted).1, [(0, false), (2, true)]);
    assert_eq!(told(WebhookFault::Forged).1, [(0, false), (1, true), (2, true)]);
    assert_eq!(told(WebhookFault::Reordered).1, [(2, true), (1, true)]);
}

#[test]
fn a_webhook_that_is_delayed_comes_at_its_time() {
    let wait = Duration::from_secs(300);
    let (sandbox, seen) = told(WebhookFault::Delayed(wait));
    assert_eq!(seen, [(2, true)]);
    sandbox.advance(Duration::from_secs(3600));
    let late = sandbox.take_webhooks();
    let late: Vec<_> = late.iter().map(|webhook| (numbers(webhook).1, webhook.sent)).collect();
    assert_eq!(late, [(1, later(wait))]);
}
