//! No six characters in a row of a secret leave this process but in signatures.

use std::io;
use std::sync::{Arc, Mutex};

use calypso_flows::{Client, Credentials};
use calypso_model::{EventService, NewCustomer, NewSingleInvoice, NewSubscription};
use calypso_sign::{SecretKey, Signer, Verifier};
use calypso_testkit::{ScriptedTransport, Step};
use calypso_transport::HttpTransport;
use tracing::instrument::WithSubscriber as _;
use tracing_subscriber::fmt::MakeWriter;

use crate::worlds::{credentials, sandbox};

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

#[track_caller]
fn assert_hidden(secret: &str, text: &str) {
    for part in secret.as_bytes().windows(6) {
        let part = str::from_utf8(part).unwrap();
        assert!(!text.contains(part), "{part:?} of the secret is in: {text}");
    }
}

/// Prints an error and all its causes, in every way there is.
fn printed(error: &dyn std::error::Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(&format!(" {inner} {inner:?}"));
        cause = inner.source();
    }
    text
}

#[tokio::test]
async fn the_log_of_good_and_bad_calls_holds_no_part_of_a_secret_and_no_body() {
    let sandbox = sandbox().await;
    let captured = Captured::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(captured.clone())
        .finish();
    let client =
        Client::new(credentials(&sandbox), HttpTransport::new(sandbox.base_url()).unwrap());
    let calls = async {
        let new = NewCustomer::new().with_description("marker-in-a-body");
        client.customers().create(&new).await.unwrap();
        let id = calypso_model::InvoiceId::parse("no-such-invoice").unwrap();
        client.invoices().get(id).await.unwrap_err();
        let new = NewSubscription::new(
            client.random_subscription_id().unwrap(),
            "http://127.0.0.1:9/unused".to_owned(),
        )
        .with_service(EventService::Invoice);
        client.webhooks().subscribe(new).await.unwrap().into_inner()
    };
    let subscription = calls.with_subscriber(subscriber).await;
    let log = String::from_utf8(captured.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("CustomerCreate"), "the log is empty: {log}");
    assert!(log.contains("004"), "the log does not name the error code: {log}");
    assert!(!log.contains("marker-in-a-body"), "{log}");
    assert_hidden(sandbox.secret().expose_secret(), &log);
    assert_hidden(subscription.secret_key.expose_secret(), &log);
}

#[tokio::test]
async fn nothing_that_can_be_printed_shows_a_part_of_a_secret() {
    let secret_text = "kD7wq2Zp-4fJx8LtR0vYb3Nc-9fXbQm1s";
    let secret = SecretKey::new(secret_text).unwrap();
    let credentials = Credentials::new(
        "0xc195df92dd9db2a8f28e597981f113d6e7582f8b".parse().unwrap(),
        calypso_sign::ApiKey::new("c529e14832b34b74972365cf7bf02430").unwrap(),
        secret.clone(),
    );
    let path = "/api/v1/invoice/single/create";
    let declined = r#"{"errorCode":"003","message":"wrong sign"}"#;
    let script = ScriptedTransport::new([Step::post(path).reply(401, declined)]);
    let builder = Client::builder(credentials.clone(), script.clone());
    let builder_text = format!("{builder:?} {builder:#?}");
    let client = builder.build();
    let order =
        NewSingleInvoice::new("1".parse().unwrap(), "BTC".parse().unwrap(), "marker-in-a-body");
    let error = client.invoices().create_single(order).await.unwrap_err();
    let text = format!(
        "{builder_text} {client:?} {client:#?} {:?} {:?} {:?} {credentials:?} {secret:?} {:?} {:?} \
         {script:?} {:?} {}",
        client.invoices(),
        client.purses(),
        client.webhooks(),
        Signer::new(&secret),
        Verifier::new(&secret),
        script.requests(),
        printed(&error),
    );
    assert_hidden(secret_text, &text);
    assert!(!text.contains("marker-in-a-body"), "{text}");
}

/// A subscription's reply carries a secret of its own.
#[tokio::test]
async fn a_subscription_and_its_reply_print_without_their_secret() {
    let sandbox = sandbox().await;
    let client =
        Client::new(credentials(&sandbox), HttpTransport::new(sandbox.base_url()).unwrap());
    let new = NewSubscription::new(
        client.random_subscription_id().unwrap(),
        "http://127.0.0.1:9/unused".to_owned(),
    )
    .with_service(EventService::CustomerPurse);
    let creation = client.webhooks().subscribe(new).await.unwrap();
    let list = client.webhooks().list().await.unwrap();
    let secret = creation.secret_key.expose_secret().to_owned();
    assert!(creation.raw().contains(&secret), "the raw reply is complete on purpose");
    assert_hidden(&secret, &format!("{creation:?} {creation:#?} {list:?} {list:#?}"));
}
