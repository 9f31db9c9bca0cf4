//! A merchant's unit tests: no socket, no runtime, no wait, and the whole way of an order.
//!
//! No call in process waits, so each is polled once.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use calypso_flows::{Client, CreditOn, Stage};
use calypso_model::{
    Amount, EventService, IdempotencyKey, Invoice, InvoiceState, NewSingleInvoice, NewSubscription,
};
use calypso_sandbox::{InProcess, Sandbox, StageDelays, Webhook};
use calypso_sign::{ApiKey, SecretKey};
use calypso_testkit::ManualClock;
use calypso_webhooks::Receiver;
use futures_util::FutureExt as _;

use crate::journeys::{amount, currency};
use crate::worlds::{START, in_process_client};

/// What is in the books of a shop: events as they came, and what is credited for its order.
#[derive(Default)]
struct Books {
    events: Vec<String>,
    settled: Option<(Stage, Option<Amount>)>,
}

/// A shop with one order, that believes verified webhooks only, asks the API for what became of the
/// order whenever one comes, and is sometimes down.
struct Shop {
    sandbox: InProcess,
    clock: ManualClock,
    client: Client,
    key: IdempotencyKey,
    books: Arc<Mutex<Books>>,
    is_down: Arc<Mutex<bool>>,
}

impl Shop {
    fn open() -> Self {
        let clock = ManualClock::new(START);
        let sandbox = Sandbox::builder()
            .with_clock(Arc::new(clock.clone()))
            .with_seed(7)
            .with_stage_delays(StageDelays::NONE)
            .in_process()
            .unwrap();
        let client = in_process_client(&sandbox, &clock);
        let key = client.random_key().unwrap();
        let shop =
            Self { sandbox, clock, client, key, books: Arc::default(), is_down: Arc::default() };
        let id = shop.client.random_subscription_id().unwrap();
        let new = NewSubscription::new(id, "http://localhost/calypso")
            .with_service(EventService::Invoice);
        let made = shop.client.webhooks().subscribe(new).now_or_never().unwrap().unwrap();
        let receiver = Receiver::new(
            ApiKey::new(made.public_key.as_str()).unwrap(),
            &SecretKey::new(made.secret_key.expose_secret()).unwrap(),
        );
        shop.serve(receiver);
        shop
    }

    fn serve(&self, receiver: Receiver) {
        let (client, key) = (self.client.clone(), self.key.clone());
        let (books, is_down) = (Arc::clone(&self.books), Arc::clone(&self.is_down));
        self.sandbox.set_receiver(move |webhook: &Webhook| {
            if *is_down.lock().unwrap() {
                return 503;
            }
            let Ok(verified) = receiver.verify(&webhook.headers(), webhook.body.clone()) else {
                return 401;
            };
            let event = verified.parse().unwrap().into_event();
            let settled =
                client.invoices().confirm_settlement(&key).now_or_never().unwrap().unwrap();
            let mut books = books.lock().unwrap();
            books.events.push(event.event_type.to_string());
            books.settled = Some((settled.stage, settled.creditable(CreditOn::Settled)));
            200
        });
    }

    fn order(&self) -> Invoice {
        let new = NewSingleInvoice::new(amount("25.50"), currency("USDT_TRX"), "Order 1042")
            .with_idempotency_key(self.key.clone());
        self.client.invoices().create_single(new).now_or_never().unwrap().unwrap().into_inner()
    }

    fn pay(&self, invoice: &Invoice, sum: &str) {
        let address = invoice.invoice_address.clone().unwrap();
        self.sandbox.deposit(&address, &invoice.currency, amount(sum)).unwrap();
    }

    fn settled(&self) -> (Stage, Option<Amount>) {
        self.books.lock().unwrap().settled.unwrap()
    }

    fn events(&self) -> Vec<String> {
        self.books.lock().unwrap().events.clone()
    }
}

#[test]
fn an_order_that_is_paid_is_credited_less_the_fee() {
    let shop = Shop::open();
    shop.pay(&shop.order(), "25.50");
    assert_eq!(shop.settled(), (Stage::Settled, Some(amount("25.398"))));
    assert_eq!(
        shop.events(),
        [
            "INVOICE_CREATE_INVOICE",
            "INVOICE_MEMPOOL_FOUND",
            "INVOICE_PENDING_COMPLIANCE",
            "INVOICE_FUNDS_RECEIVED_FOR_INVOICE",
            "INVOICE_PAID",
            "INVOICE_TRANSLATION_TO_ACCOUNT_COMPLETED",
        ]
    );
}

#[test]
fn too_little_and_too_much_are_credited_by_nobody() {
    for sum in ["20", "30"] {
        let shop = Shop::open();
        shop.pay(&shop.order(), sum);
        assert_eq!(shop.settled(), (Stage::Intervention, None), "{sum}");
    }
}

#[test]
fn a_shop_that_was_down_hears_of_a_payment_30_seconds_later() {
    let shop = Shop::open();
    let invoice = shop.order();
    *shop.is_down.lock().unwrap() = true;
    shop.pay(&invoice, "25.50");
    *shop.is_down.lock().unwrap() = false;
    assert_eq!(shop.events(), ["INVOICE_CREATE_INVOICE"]);
    shop.sandbox.advance(Duration::from_millis(29_999));
    assert_eq!(shop.events().len(), 1);
    shop.sandbox.advance(Duration::from_millis(1));
    assert_eq!(shop.events().len(), 6);
    assert_eq!(shop.settled(), (Stage::Settled, Some(amount("25.398"))));
}

#[test]
fn an_order_that_nobody_pays_expires() {
    let shop = Shop::open();
    shop.order();
    // On Tron it lives for three hours; the clock is turned from outside.
    shop.clock.advance(Duration::from_secs(3 * 3600));
    shop.sandbox.settle();
    assert_eq!(shop.events(), ["INVOICE_CREATE_INVOICE", "INVOICE_EXPIRED"]);
    let read = shop.client.invoices().get(&shop.key).now_or_never().unwrap().unwrap();
    assert_eq!(read.state, InvoiceState::Archived);
}
