//! No six characters in a row of a secret leave this process but in signatures.
//!
//! A binary of its own: it listens to everything that any task of the process logs, and a process
//! has one such listener.
#![expect(clippy::unwrap_used, reason = "a failed setup should stop the test")]

use std::fmt::{Debug, Display, Write as _};
use std::io;
use std::sync::{Arc, Mutex};

use calypso_flows::{AttemptReport, CallReport, Client, Credentials, Error, Observer};
use calypso_model::{
    AccountId, Event, EventService, InvoiceId, NewCustomer, NewSingleInvoice, NewSubscription,
};
use calypso_sandbox::Sandbox;
use calypso_sign::{ApiKey, DerivationKey, SecretKey, Signer, Verifier};
use calypso_testkit::{ScriptedTransport, Step};
use calypso_transport::HttpTransport;
use calypso_webhooks::{Receiver, SignedDelivery};
use tracing_subscriber::fmt::MakeWriter;

/// What must not show up in any text.
const MARKER: &str = "marker-in-a-body";
const ACCOUNT: &str = "0xc195df92dd9db2a8f28e597981f113d6e7582f8b";
const SECRET: &str = "kD7wq2Zp-4fJx8LtR0vYb3Nc-9fXbQm1s";
const OTHER_SECRET: &str = "Hg5vTnW8-aJ2rCzE6pUy1oKi-3dMqLs7B";

/// Everything that is written to the log.
#[derive(Clone, Debug, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Prints every report as a careless observer would.
#[derive(Clone, Debug, Default)]
struct Reports(Arc<Mutex<String>>);

impl Observer for Reports {
    fn attempt(&self, report: &AttemptReport) {
        write!(self.0.lock().unwrap(), "{report:?} {report:#?} ").unwrap();
    }

    fn call(&self, report: &CallReport) {
        write!(self.0.lock().unwrap(), "{report:?} {report:#?} ").unwrap();
    }
}

#[track_caller]
fn assert_hidden(secret: &str, text: &str) {
    for part in secret.as_bytes().windows(6) {
        let part = str::from_utf8(part).unwrap();
        assert!(!text.contains(part), "{part:?} of the secret is in: {text}");
    }
}

/// Collects values as a careless program would print them.
#[derive(Default)]
struct Printed(String);

impl Printed {
    fn debug(&mut self, value: &impl Debug) -> &mut Self {
        write!(self.0, "{value:?} {value:#?} ").unwrap();
        self
    }

    fn display(&mut self, value: &impl Display) -> &mut Self {
        write!(self.0, "{value} {value:#} ").unwrap();
        self
    }

    /// Prints an error and all its causes.
    fn error(&mut self, error: &dyn std::error::Error) -> &mut Self {
        let mut cause = Some(error);
        while let Some(error) = cause {
            write!(self.0, "{error} {error:?} {error:#?} ").unwrap();
            cause = error.source();
        }
        self
    }
}

fn credentials() -> Credentials {
    Credentials::new(
        AccountId::parse(ACCOUNT).unwrap(),
        ApiKey::new("c529e14832b34b74972365cf7bf02430").unwrap(),
        SecretKey::new(SECRET).unwrap(),
    )
}

fn subscription(client: &Client) -> NewSubscription {
    let id = client.random_subscription_id().unwrap();
    NewSubscription::new(id, "http://127.0.0.1:9/unused").with_service(EventService::Invoice)
}

#[tokio::test]
async fn the_log_of_good_and_bad_calls_holds_no_part_of_a_secret_and_no_body() {
    let captured = Captured::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(captured.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();

    let secret = SecretKey::new(SECRET).unwrap();
    let sandbox = Sandbox::builder().with_secret(secret).start().await.unwrap();
    let credentials = Credentials::new(
        sandbox.account().clone(),
        sandbox.api_key().clone(),
        sandbox.secret().clone(),
    );
    let reports = Reports::default();
    let client = Client::builder(credentials, HttpTransport::new(sandbox.base_url()).unwrap())
        .with_observer(reports.clone())
        .build();
    let new = NewCustomer::new().with_description(MARKER);
    client.customers().create(&new).await.unwrap();
    client.invoices().get(InvoiceId::parse("no-such-invoice").unwrap()).await.unwrap_err();
    let subscribed = client.webhooks().subscribe(subscription(&client)).await.unwrap();
    let rotation = client.webhooks().rotate_keys(&subscribed.request_id).await.unwrap();
    let renewed = rotation.new.secret_key.clone();
    let mut printed = Printed::default();
    printed.debug(&rotation).debug(&rotation.old).debug(&rotation.new);
    // An event whose delivery fails, so that the sandbox has something to log too.
    let order = NewSingleInvoice::new("1".parse().unwrap(), "BTC".parse().unwrap(), MARKER);
    let key = client.random_key().unwrap();
    let order = order.with_idempotency_key(key.clone());
    client.invoices().create_single(order).await.unwrap();
    sandbox.settle().await;
    sandbox.shutdown().await;

    let log = String::from_utf8(captured.0.lock().unwrap().clone()).unwrap();
    for expected in ["CustomerCreate", "004", "hyper", "webhook attempt"] {
        assert!(log.contains(expected), "{expected} is not in the log: {log}");
    }
    let reports = reports.0.lock().unwrap().clone();
    for expected in ["CustomerCreate", "NotFound", "WebhookCreate", "InvoiceSingleCreate"] {
        assert!(reports.contains(expected), "{expected} is not in the reports: {reports}");
    }
    for told in [log, reports, printed.0] {
        assert_hidden(renewed.expose_secret(), &told);
        assert!(!told.contains(MARKER), "{told}");
        assert_hidden(SECRET, &told);
        assert_hidden(subscribed.secret_key.expose_secret(), &told);
        // The key of a creation is public, and opens the payment page: the flows do not tell it.
        assert!(!told.contains(key.as_str()), "{told}");
    }
}

#[tokio::test]
async fn nothing_that_can_be_printed_shows_a_part_of_a_secret() {
    let (secret, other) = (SecretKey::new(SECRET).unwrap(), SecretKey::new(OTHER_SECRET).unwrap());
    let declined = r#"{"errorCode":"003","message":"wrong sign"}"#;
    let script =
        ScriptedTransport::new([Step::post("/api/v1/invoice/single/create").reply(401, declined)]);
    let mut printed = Printed::default();

    let builder = Client::builder(credentials(), script.clone());
    printed.debug(&builder);
    let client = builder.build();
    let order = NewSingleInvoice::new("1".parse().unwrap(), "BTC".parse().unwrap(), MARKER);
    let error: Error = client.invoices().create_single(order).await.unwrap_err();
    let (signer, verifier) = (Signer::new(&secret), Verifier::new(&secret).with_secret(&other));
    let signature = signer.sign(b"{}");
    printed
        .error(&error)
        .debug(&client)
        .debug(&client.customers())
        .debug(&client.invoices())
        .debug(&client.purses())
        .debug(&client.rates())
        .debug(&client.webhooks())
        .debug(&client.widgets())
        .debug(&credentials())
        .debug(&script)
        .debug(&script.requests())
        .debug(&secret)
        .debug(&secret.fingerprint())
        .display(&secret.fingerprint())
        .debug(&signer)
        .debug(&signature)
        .debug(&verifier)
        .error(&verifier.verify(b"{ }", &signature).unwrap_err())
        .debug(&DerivationKey::new(SECRET).unwrap())
        .error(&SecretKey::new(format!("{SECRET}\n")).unwrap_err())
        .debug(&HttpTransport::builder("http://127.0.0.1:9"));

    let key = ApiKey::new("public").unwrap();
    let receiver = Receiver::new(key.clone(), &secret).with_secret(&other);
    let body = r#"{"requestId":"r","id":1,"data":null}"#;
    let delivery = SignedDelivery::new(&key, &secret, body);
    let verified = receiver.verify(delivery.headers(), body).unwrap();
    printed
        .debug(&receiver)
        .debug(&delivery)
        .debug(&verified)
        .debug(&verified.parse().unwrap())
        .error(&receiver.verify(delivery.headers(), "{}").unwrap_err())
        .error(&receiver.verify(&http::HeaderMap::new(), body).unwrap_err())
        .error(&Event::from_slice(b"{").unwrap_err());

    let builder = Sandbox::builder().with_secret(other);
    printed.debug(&builder);
    let sandbox = builder.start().await.unwrap();
    printed.debug(&sandbox);

    assert_hidden(SECRET, &printed.0);
    assert_hidden(OTHER_SECRET, &printed.0);
    assert!(!printed.0.contains(MARKER), "{}", printed.0);
    assert!(!printed.0.contains(signature.to_hex().as_str()), "a whole signature is printed");
}

/// A subscription's reply carries a secret of its own.
#[tokio::test]
async fn a_subscription_and_its_reply_print_without_their_secret() {
    let sandbox = Sandbox::start().await.unwrap();
    let credentials = Credentials::new(
        sandbox.account().clone(),
        sandbox.api_key().clone(),
        sandbox.secret().clone(),
    );
    let client = Client::new(credentials, HttpTransport::new(sandbox.base_url()).unwrap());
    let creation = client.webhooks().subscribe(subscription(&client)).await.unwrap();
    let list = client.webhooks().list().await.unwrap();
    let secret = creation.secret_key.expose_secret();
    assert!(creation.raw().contains(secret), "the raw reply is complete on purpose");
    let mut printed = Printed::default();
    printed.debug(&creation).debug(&list).debug(&sandbox);
    printed.debug(&creation.clone().into_reply()).debug(&list.subscriptions);
    assert_hidden(secret, &printed.0);
    assert_hidden(sandbox.secret().expose_secret(), &printed.0);
}
