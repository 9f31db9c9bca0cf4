//! One amount is changed on its way to the merchant: the demo must notice.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use calypso_cli::demo::{self, DemoOptions};
use calypso_transport::{HttpTransport, SignedRequest, Transport, TransportError};

/// Changes one text into another in the answers of one path.
#[derive(Debug)]
struct Corrupting {
    inner: HttpTransport,
    path: &'static str,
    from: &'static str,
    to: &'static str,
    changed: Arc<AtomicUsize>,
}

#[async_trait]
impl Transport for Corrupting {
    async fn send(&self, request: &SignedRequest) -> Result<http::Response<Bytes>, TransportError> {
        let response = self.inner.send(request).await?;
        if request.path() != self.path {
            return Ok(response);
        }
        let text = String::from_utf8(response.body().to_vec()).unwrap();
        if text.contains(self.from) {
            self.changed.fetch_add(1, Ordering::Relaxed);
        }
        let body = Bytes::from(text.replace(self.from, self.to));
        Ok(response.map(|_| body))
    }
}

/// Runs the demo with a corrupted answer and checks that it fails and finds nothing else wrong.
async fn check(path: &'static str, from: &'static str, to: &'static str) {
    let changed = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&changed);
    let options = DemoOptions::default().quietly().with_transport(move |inner| {
        Arc::new(Corrupting { inner, path, from, to, changed: Arc::clone(&count) })
    });
    let report = demo::run(options).await.unwrap();
    assert!(changed.load(Ordering::Relaxed) > 0, "no answer of {path} held {from}");
    assert!(!report.ledger_matches(), "{from} became {to} unnoticed");
    assert!(!report.succeeded());
    assert!(report.to_text().contains("THE LEDGERS DO NOT MATCH"));
    assert!(report.to_json().contains("\"ledger_matches\":false"));
}

#[tokio::test]
async fn a_deposit_with_one_digit_changed_is_noticed() {
    check("/api/v1/customer-purse/transaction/get", "\"amount\":100.00", "\"amount\":100.01").await;
}

#[tokio::test]
async fn the_eighteenth_decimal_of_a_deposit_is_noticed() {
    check("/api/v1/invoice/deposit", "0.500000000000000001", "0.5").await;
}

#[tokio::test]
async fn an_invoice_sum_with_one_digit_changed_is_noticed() {
    check("/api/v1/invoice", "\"totalDebitAmount\":15.75", "\"totalDebitAmount\":15.76").await;
}

#[tokio::test]
async fn nothing_changed_is_nothing_noticed() {
    let report = demo::run(DemoOptions::default().quietly()).await.unwrap();
    assert!(report.succeeded());
}
