//! What the service refuses reaches the caller as a typed error, with everything it said.

use async_trait::async_trait;
use bytes::Bytes;
use calypso_flows::{Client, Credentials, Error, Operation, Outcome};
use calypso_model::{
    AccountId, Amount, Effect, Endpoint, Endpoints, ErrorCode, InvoiceId, Method, NewSingleInvoice,
};
use calypso_sandbox::Sandbox;
use calypso_sign::{ApiKey, SecretKey, Signer, Timestamp};
use calypso_testkit::ManualClock;
use calypso_transport::{Draft, HttpTransport, SignedRequest, Transport, TransportError};
use http::Response;
use serde_json::{Value, json};

use crate::worlds::{credentials, sandbox};

fn client(sandbox: &Sandbox, credentials: Credentials) -> Client {
    Client::new(credentials, HttpTransport::new(sandbox.base_url()).unwrap())
}

/// Checks an error of the API: code, status, that it says something, and that it can be traced.
#[track_caller]
fn check(error: &Error, code: &ErrorCode, status: u16) {
    let Error::Declined(declined) = error else {
        panic!("expected a refusal with {code}, got {error:?}");
    };
    assert_eq!(declined.code(), code);
    assert_eq!(declined.status(), status);
    assert!(!declined.message().is_empty());
    assert!(declined.trace_id().is_some());
    assert_eq!(error.outcome(), Outcome::NotApplied);
    assert!(!error.is_retryable());
    let id = error.attempt_id().unwrap().to_string();
    assert!(error.to_string().contains(&id), "{error} does not name attempt {id}");
}

async fn call(client: &Client, endpoint: Endpoint, payload: &Value) -> Error {
    let operation = Operation::custom(Method::Post, endpoint.path(), Effect::Unkeyed);
    client.call::<_, Value>(&operation, Some(payload)).await.unwrap_err()
}

#[tokio::test]
async fn wrong_credentials_are_declined_by_their_codes() {
    let sandbox = sandbox().await;
    let (account, key) = (sandbox.account().clone(), sandbox.api_key().clone());
    let id = || InvoiceId::parse("1").unwrap();
    let wrong_key = ApiKey::new("not-the-key").unwrap();
    let with_wrong_key = Credentials::new(account.clone(), wrong_key, sandbox.secret().clone());
    let error = client(&sandbox, with_wrong_key).invoices().get(id()).await.unwrap_err();
    check(&error, &ErrorCode::InvalidApiKey, 401);

    let wrong_secret = SecretKey::new("not-the-secret").unwrap();
    let with_wrong_secret = Credentials::new(account, key.clone(), wrong_secret);
    let error = client(&sandbox, with_wrong_secret).invoices().get(id()).await.unwrap_err();
    check(&error, &ErrorCode::WrongSign, 401);

    let foreign = AccountId::parse("0x0000000000000000000000000000000000000001").unwrap();
    let with_foreign = Credentials::new(foreign, key, sandbox.secret().clone());
    let error = client(&sandbox, with_foreign).invoices().get(id()).await.unwrap_err();
    assert!(matches!(error, Error::Declined(_)), "{error:?}");
    assert_eq!(error.status(), Some(400));
}

#[tokio::test]
async fn a_clock_beyond_belief_is_declined_with_011() {
    let sandbox = sandbox().await;
    let transport = HttpTransport::new(sandbox.base_url()).unwrap();
    let client = Client::builder(credentials(&sandbox), transport)
        .with_clock(ManualClock::new(Timestamp::from_millis(1_000_000_000_000)))
        .build();
    let error = client.invoices().get(InvoiceId::parse("1").unwrap()).await.unwrap_err();
    check(&error, &ErrorCode::InvalidTimestamp, 400);
}

#[tokio::test]
async fn bad_payloads_are_declined_with_001_or_004() {
    let sandbox = sandbox().await;
    let client = client(&sandbox, credentials(&sandbox));
    let single = Endpoint::InvoiceSingleCreate;
    let bad = [
        // A missing field, an over-precise amount, an unknown currency, a number as a string.
        json!({"currency": "USDT", "description": "d"}),
        json!({"amount": 1.123_456_7, "currency": "USDT", "description": "d"}),
        json!({"amount": 1, "currency": "NO_SUCH_COIN", "description": "d"}),
        json!({"amount": "1", "currency": "USDT", "description": "d"}),
        json!({"amount": -1, "currency": "USDT", "description": "d"}),
    ];
    for payload in &bad {
        check(&call(&client, single, payload).await, &ErrorCode::BadRequest, 400);
    }
    let unknown = json!({"id": "no-such-invoice"});
    check(&call(&client, Endpoint::InvoiceGet, &unknown).await, &ErrorCode::NotFound, 400);
}

/// A transport with a fault of its own: it sends another body, rightly signed.
#[derive(Debug)]
struct Mangling {
    inner: HttpTransport,
    api_key: ApiKey,
    signer: Signer,
    body: &'static str,
}

#[async_trait]
impl Transport for Mangling {
    async fn send(&self, request: &SignedRequest) -> Result<Response<Bytes>, TransportError> {
        let draft = Draft::new(request.method().clone(), request.path(), self.body)
            .unwrap()
            .with_attempt_id(request.attempt_id());
        self.inner.send(&SignedRequest::sign(draft, &self.api_key, &self.signer)).await
    }
}

#[tokio::test]
async fn what_is_no_json_or_only_half_of_it_is_declined_with_001() {
    let sandbox = sandbox().await;
    for body in ["", "not json", r#"{"account":"0x"#, "[]", "null", "\u{feff}{}"] {
        let transport = Mangling {
            inner: HttpTransport::new(sandbox.base_url()).unwrap(),
            api_key: sandbox.api_key().clone(),
            signer: Signer::new(sandbox.secret()),
            body,
        };
        let client = Client::new(credentials(&sandbox), transport);
        let error = client.invoices().get(InvoiceId::parse("1").unwrap()).await.unwrap_err();
        check(&error, &ErrorCode::BadRequest, 400);
    }
}

/// Checks an answer that is not the API's: its status, that nothing happened, and its trace.
#[track_caller]
fn check_foreign(error: &Error, status: u16) {
    assert!(matches!(error, Error::Unreadable(_)), "{error:?}");
    assert_eq!(error.status(), Some(status));
    assert_eq!(error.code(), None);
    assert_eq!(error.outcome(), Outcome::NotApplied);
    assert!(!error.is_retryable());
    let id = error.attempt_id().unwrap().to_string();
    assert!(error.to_string().contains(&id), "{error} does not name attempt {id}");
}

#[tokio::test]
async fn an_oversized_body_and_an_unknown_path_are_refused_with_their_status() {
    let sandbox = sandbox().await;
    let client = client(&sandbox, credentials(&sandbox));
    let huge = json!({"description": "x".repeat(200_000)});
    let error = call(&client, Endpoint::CustomerCreate, &huge).await;
    check_foreign(&error, 413);

    let nowhere = Operation::custom(Method::Post, "/api/v1/no/such/path", Effect::Unkeyed);
    let error = client.call::<(), Value>(&nowhere, None).await.unwrap_err();
    check_foreign(&error, 404);

    let wrong_method = Operation::custom(Method::Delete, "/api/v1/invoice", Effect::Unkeyed);
    let error = client.call::<(), Value>(&wrong_method, None).await.unwrap_err();
    check_foreign(&error, 405);
}

#[tokio::test]
async fn an_over_precise_amount_never_leaves_the_process() {
    let sandbox = sandbox().await;
    let client = client(&sandbox, credentials(&sandbox));
    let amount: Amount = "1.1234567".parse().unwrap();
    let order = NewSingleInvoice::new(amount, "USDT".parse().unwrap(), "too precise");
    let error = client.invoices().create_single(order).await.unwrap_err();
    assert_eq!(error.to_string(), "not sent: the amount has too many decimals for USDT");
    assert_eq!(error.outcome(), Outcome::NotApplied);
    assert_eq!(error.attempts(), 0);
    assert_eq!(sandbox.counts().invoices, 0);
}

#[tokio::test]
async fn trailing_zeros_beyond_the_scale_are_no_digits() {
    let sandbox = sandbox().await;
    let client = client(&sandbox, credentials(&sandbox));
    let amount: Amount = "1.1234560000".parse().unwrap();
    let order = NewSingleInvoice::new(amount, "USDT".parse().unwrap(), "zeros");
    let invoice = client.invoices().create_single(order).await.unwrap();
    assert_eq!(invoice.amount.unwrap().to_string(), "1.123456");
}

#[tokio::test]
async fn an_overridden_path_that_is_none_is_refused_before_sending() {
    let sandbox = sandbox().await;
    let transport = HttpTransport::new(sandbox.base_url()).unwrap();
    let endpoints = Endpoints::default().with_path(Endpoint::InvoiceGet, "no slash");
    let client =
        Client::builder(credentials(&sandbox), transport).with_endpoints(endpoints).build();
    let error = client.invoices().get(InvoiceId::parse("1").unwrap()).await.unwrap_err();
    assert!(matches!(error, Error::Build(_)), "{error:?}");
}
