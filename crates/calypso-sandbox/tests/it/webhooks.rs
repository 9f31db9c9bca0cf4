//! Webhooks as they arrive, over real connections.

use std::time::Duration;

use bytes::Bytes;
use calypso_model::Endpoint;
use calypso_sign::{SecretKey, Signature, Verifier};
use calypso_testkit::{Arrival, Behaviour, LoopbackServer};
use calypso_transport::http::Response;
use serde_json::Value;

use crate::merchant::{World, one_line, text};

const SINGLE: &str = concat!(
    r#"{"amount":25.50,"currency":"USDT_TRX","description":"Order 1042","#,
    r#""idempotencyKey":"7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11","externalId":"1042"}"#
);
const SUBSCRIPTION: &str = "00000000-0000-4000-8000-000000000001";

async fn subscribe(world: &World, id: &str, url: &str, services: &str) -> Value {
    let payload = format!(
        r#"{{"requestId":"{id}","notificationServiceTypes":[{services}],"url":"{url}/hook?a=b"}}"#
    );
    world.ask(Endpoint::WebhookCreate, &payload).await
}

fn body(arrival: &Arrival) -> &str {
    std::str::from_utf8(&arrival.body).unwrap()
}

fn kind(arrival: &Arrival) -> String {
    let event: Value = serde_json::from_slice(&arrival.body).unwrap();
    text(&event, "eventType").to_owned()
}

fn status(status: u16) -> Behaviour {
    Behaviour::Answer(Response::builder().status(status).body(Bytes::new()).unwrap())
}

#[track_caller]
fn assert_well_sent(arrival: &Arrival, subscription: &Value) {
    let header = |name: &str| arrival.headers.get(name).unwrap().to_str().unwrap();
    assert_eq!((arrival.method.as_str(), arrival.path.as_str()), ("POST", "/hook?a=b"));
    assert_eq!(header("key"), text(subscription, "publicKey"));
    assert_eq!(header("content-type"), "application/json");
    let signature = Signature::parse(header("sign")).unwrap();
    let secret = SecretKey::new(text(subscription, "secretKey")).unwrap();
    Verifier::new(&secret).verify(&arrival.body, &signature).unwrap();
}

#[tokio::test]
async fn a_delivery_is_a_post_to_the_url_with_the_subscription_s_key_and_signature() {
    let world = World::start().await;
    let receiver = LoopbackServer::start([]);
    let subscription = subscribe(&world, SUBSCRIPTION, &receiver.base_url(), r#""INVOICE""#).await;
    world.ask(Endpoint::InvoiceSingleCreate, SINGLE).await;
    world.sandbox.settle().await;
    let arrivals = receiver.arrivals();
    assert_eq!(arrivals.len(), 1);
    assert_well_sent(&arrivals[0], &subscription);
}

#[tokio::test]
async fn a_clean_payment_is_told_in_order_signed_and_letter_for_letter() {
    let world = World::start().await;
    let receiver = LoopbackServer::start([]);
    let url = receiver.base_url();
    let subscription = subscribe(&world, SUBSCRIPTION, &url, r#""INVOICE""#).await;
    let invoice = world.ask(Endpoint::InvoiceSingleCreate, SINGLE).await;
    world.pay(&invoice, "25.50").await;
    world.sandbox.settle().await;
    let arrivals = receiver.arrivals();

    for arrival in &arrivals {
        assert_well_sent(arrival, &subscription);
    }
    let history = world.ask(Endpoint::InvoiceDepositHistory, r#"{"id":"100001"}"#).await;
    let deposit = &history["result"][0];
    let (id, hash, sender) =
        (&deposit["transactionId"], &deposit["transactionHash"], &deposit["addressFrom"]);
    let date = "2022-04-25T11:17:48.390000";
    let worth = r#""fiatAmount":{"USD":25.50,"EUR":20.40}"#;
    let of_deposit = |what: &str| {
        one_line(&format!(
            r#""amount":25.50,"currency":"USDT_TRX",{worth},
                "message":"25.50 USDT_TRX {what}","createdDate":"{date}",
                "paymentDate":"{date}","transactionHash":{hash},
                "transactionId":[{id}],"senderAddress":{sender}"#
        ))
    };
    let price = concat!(
        r#""amount":25.50,"realAmount":25.50,"currency":"USDT_TRX","#,
        r#""fiatAmount":25.50,"fiatCurrency":"USD""#
    );
    let expected = [
        (
            "INVOICE_CREATE_INVOICE",
            one_line(&format!(
                r#""amount":25.50,"currency":"USDT_TRX",
                "message":"Invoice 100001 created","createdDate":"{date}""#
            )),
        ),
        (
            "INVOICE_MEMPOOL_FOUND",
            one_line(&format!(
                r#"{price},"description":"Order 1042","createdDate":"{date}",
                "transactionHash":{hash}"#
            )),
        ),
        ("INVOICE_PENDING_COMPLIANCE", of_deposit("being checked")),
        ("INVOICE_FUNDS_RECEIVED_FOR_INVOICE", of_deposit("received")),
        ("INVOICE_PAID", format!(r#"{price},"description":"Order 1042""#)),
        (
            "INVOICE_TRANSLATION_TO_ACCOUNT_COMPLETED",
            one_line(&format!(
                r#""amount":25.50,"currency":"USDT_TRX",{worth},"serviceFee":0.102,
                "message":"25.50 USDT_TRX credited to the account",
                "createdDate":"{date}","transactionIds":[{id}]"#
            )),
        ),
    ];
    assert_eq!(arrivals.len(), expected.len());
    for (number, (arrival, (kind, data))) in (1..).zip(arrivals.iter().zip(expected)) {
        assert_eq!(
            body(arrival),
            one_line(&format!(
                r#"{{"requestId":"{SUBSCRIPTION}","id":{number},"createdDate":"{date}",
                "level":"SUCCESS","service":"INVOICE","eventType":"{kind}",
                "data":{{"type":"{kind}","parentExternalId":100001,
                "idempotencyKey":"7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11",
                "externalId":"1042",{data}}}}}"#
            ))
        );
    }
}

#[tokio::test]
async fn a_purse_s_deposit_is_told_with_the_fee_at_its_end() {
    let world = World::start().await;
    let receiver = LoopbackServer::start([]);
    subscribe(&world, SUBSCRIPTION, &receiver.base_url(), r#""CUSTOMER_PURSE""#).await;
    let customer = world.ask(Endpoint::CustomerCreate, "{}").await;
    let payload = format!(r#"{{"customerId":{},"currency":"TRX"}}"#, customer["id"]);
    let purse = world.ask(Endpoint::PurseAddressGet, &payload).await;
    let address = text(&purse, "address").parse().unwrap();
    let currency = "USDT_TRX".parse().unwrap();
    let amount = "100".parse().unwrap();
    let deposit = world.sandbox.deposit(&address, &currency, amount).await.unwrap();
    world.sandbox.settle().await;
    let kinds = [
        "CUSTOMER_PURSE_MEM_POOL_FOUND",
        "CUSTOMER_PURSE_PENDING_COMPLIANCE",
        "CUSTOMER_PURSE_FUNDS_RECEIVED_FOR_PURSE",
        "CUSTOMER_PURSE_TRANSLATION_TO_ACCOUNT_COMPLETED",
    ];
    let arrivals = receiver.arrivals();
    assert_eq!(arrivals.iter().map(kind).collect::<Vec<_>>(), kinds);
    let (customer, purse_id) = (&customer["id"], &purse["id"]);
    for (number, (arrival, kind)) in (1..).zip(arrivals.iter().zip(kinds)) {
        let fee = if number == 4 { r#","serviceFee":0.4"# } else { "" };
        assert_eq!(
            body(arrival),
            one_line(&format!(
                r#"{{"requestId":"{SUBSCRIPTION}","id":{number},
                "createdDate":"2022-04-25T11:17:48.390000","level":"INFO",
                "service":"CUSTOMER_PURSE","eventType":"{kind}",
                "data":{{"type":"{kind}","currency":"USDT_TRX",
                "customerId":{customer},"customerBlocked":false,"purseId":{purse_id},
                "address":"{address}","transactionId":"{}","amount":100,
                "transactionHash":"{}"{fee}}}}}"#,
                deposit.transaction_id, deposit.transaction_hash
            ))
        );
    }
}

#[tokio::test]
async fn a_purse_that_expires_is_told_without_a_deposit() {
    let world = World::start().await;
    let receiver = LoopbackServer::start([]);
    subscribe(&world, SUBSCRIPTION, &receiver.base_url(), r#""CUSTOMER_PURSE""#).await;
    let customer = world.ask(Endpoint::CustomerCreate, "{}").await;
    let payload = format!(r#"{{"customerId":{},"currency":"TRX"}}"#, customer["id"]);
    let purse = world.ask(Endpoint::PurseAddressGet, &payload).await;
    world.clock.advance(Duration::from_secs(30 * 24 * 3600));
    world.sandbox.settle().await;
    let arrivals = receiver.arrivals();
    let bodies: Vec<_> = arrivals.iter().map(body).collect();
    let told = one_line(&format!(
        r#"{{"requestId":"{SUBSCRIPTION}","id":1,
        "createdDate":"2022-05-25T11:17:48.390000","level":"WARNING",
        "service":"CUSTOMER_PURSE","eventType":"CUSTOMER_PURSE_EXPIRED",
        "data":{{"type":"CUSTOMER_PURSE_EXPIRED","customerId":{},"customerBlocked":false,
        "purseId":{},"address":{}}}}}"#,
        customer["id"], purse["id"], purse["address"]
    ));
    assert_eq!(bodies, [told]);
    let again = world.ask(Endpoint::PurseAddressGet, &payload).await;
    assert_ne!((&again["id"], &again["address"]), (&purse["id"], &purse["address"]));
}

#[tokio::test]
async fn the_other_events_of_invoices_have_their_fields() {
    let world = World::start().await;
    let receiver = LoopbackServer::start([]);
    subscribe(&world, SUBSCRIPTION, &receiver.base_url(), r#""INVOICE""#).await;
    let fiat = r#"{"fiatAmount":10.00,"fiatCurrency":"EUR","currency":"TRX","description":"d"}"#;
    world.ask(Endpoint::InvoiceSingleFiatCreate, fiat).await;
    world.clock.advance(Duration::from_secs(3 * 3600));
    world.sandbox.settle().await;
    let unlimited = r#"{"currency":"TRX","description":"d"}"#;
    world.ask(Endpoint::InvoiceUnlimitedCreate, unlimited).await;
    let single = world.ask(Endpoint::InvoiceSingleCreate, SINGLE).await;
    world.pay(&single, "1").await;
    world.sandbox.settle().await;
    let events: Vec<Value> = receiver
        .arrivals()
        .iter()
        .map(|arrival| serde_json::from_slice(&arrival.body).unwrap())
        .collect();
    let data = |kind: &str| {
        let event = events.iter().find(|event| event["eventType"] == kind).unwrap();
        let mut data = event["data"].as_object().unwrap().clone();
        for common in ["type", "parentExternalId", "idempotencyKey", "externalId"] {
            data.remove(common);
        }
        (event["level"].as_str().unwrap().to_owned(), Value::Object(data))
    };
    let (created, expired) = ("2022-04-25T11:17:48.390000", "2022-04-25T14:17:48.390000");
    let (_, fiat_created) = data("INVOICE_CREATE_INVOICE");
    assert_eq!(
        fiat_created.to_string(),
        one_line(&format!(
            r#"{{"amount":100.0,"createdDate":"{created}","currency":"TRX",
                "fiatcurrency":"EUR","message":"Invoice 100001 created"}}"#
        ))
    );
    let (level, expiry) = data("INVOICE_EXPIRED");
    assert_eq!(level, "WARNING");
    assert_eq!(
        expiry.to_string(),
        one_line(&format!(
            r#"{{"amount":100.0,"createdDate":"{created}","currency":"TRX",
                "expirationDate":"{expired}","fiatAmount":{{"EUR":10.0,"USD":12.5}},
                "message":"Invoice 100001 expired"}}"#
        ))
    );
    let (level, intervention) = data("INVOICE_PENDING_INTERVENTION");
    assert_eq!(level, "SUCCESS");
    assert_eq!(intervention.to_string(), r#"{"message":"Invoice 100003 needs a decision"}"#);
    let (_, unlimited) = data("INVOICE_CREATE_UNLIMITED_INVOICE");
    assert_eq!(
        unlimited.to_string(),
        format!(
            r#"{{"createdDate":"{expired}","currency":"TRX","message":"Invoice 100002 created"}}"#
        )
    );
}

#[tokio::test]
async fn a_failed_delivery_is_repeated_with_the_same_bytes_on_the_sandbox_s_clock() {
    let world = World::start().await;
    let moved = Response::builder().status(302).header("Location", "/elsewhere");
    let receiver = LoopbackServer::start([
        status(500),
        status(200),
        Behaviour::CutBeforeAnswer,
        Behaviour::Answer(moved.body(Bytes::new()).unwrap()),
        status(204),
    ]);
    let subscription = subscribe(&world, SUBSCRIPTION, &receiver.base_url(), r#""INVOICE""#).await;
    let key = text(&subscription, "publicKey");
    let unlimited = r#"{"currency":"TRX","description":"d"}"#;
    world.ask(Endpoint::InvoiceUnlimitedCreate, unlimited).await;
    world.ask(Endpoint::InvoiceUnlimitedCreate, unlimited).await;
    world.sandbox.settle().await;
    assert_eq!(receiver.arrivals().len(), 2);
    for gap in [30, 60, 90, 150] {
        world.clock.advance(Duration::from_secs(gap));
        world.sandbox.settle().await;
    }
    let arrivals = receiver.arrivals();
    assert_eq!(arrivals.len(), 6);
    for again in &arrivals[2..] {
        assert_eq!(again.body, arrivals[0].body);
        assert_eq!(again.headers["sign"], arrivals[0].headers["sign"]);
        assert_eq!(again.path, arrivals[0].path);
    }
    let deliveries = world.control("GET", "deliveries", "").await;
    assert_eq!(
        deliveries.body,
        one_line(&format!(
            r#"{{"result":[{{"id":1,"subscription":"{SUBSCRIPTION}","event_id":1,
                "event_type":"INVOICE_CREATE_UNLIMITED_INVOICE","state":"delivered",
                "attempts":[{{"at_ms":1650885468390,"key":"{key}",
                "status":500}},
                {{"at_ms":1650885498390,"key":"{key}",
                "status":null,"problem":"no answer"}},
                {{"at_ms":1650885558390,"key":"{key}",
                "status":302}},{{"at_ms":1650885648390,"key":"{key}",
                "status":204}},{{"at_ms":1650885798390,"key":"{key}",
                "status":200}}],
                "next_attempt_ms":null}},{{"id":2,"subscription":"{SUBSCRIPTION}",
                "event_id":2,"event_type":"INVOICE_CREATE_UNLIMITED_INVOICE",
                "state":"delivered","attempts":[{{"at_ms":1650885468390,"key":"{key}",
                "status":200}}],"next_attempt_ms":null}}]}}"#
        ))
    );
}

#[tokio::test]
async fn a_delivery_can_be_duplicated_by_hand() {
    let world = World::start().await;
    let receiver = LoopbackServer::start([]);
    subscribe(&world, SUBSCRIPTION, &receiver.base_url(), r#""INVOICE""#).await;
    let unlimited = r#"{"currency":"TRX","description":"d"}"#;
    world.ask(Endpoint::InvoiceUnlimitedCreate, unlimited).await;
    world.sandbox.settle().await;
    let answer = world.control("POST", "deliveries/1/resend", "").await;
    assert_eq!(answer.status, 200);
    world.sandbox.settle().await;
    let arrivals = receiver.arrivals();
    assert_eq!(arrivals.len(), 2);
    assert_eq!(arrivals[0].body, arrivals[1].body);
}

#[tokio::test]
async fn a_silent_receiver_delays_nobody_else() {
    let world = World::start().await;
    let silent = LoopbackServer::start([Behaviour::Silence]);
    let other = LoopbackServer::start([]);
    let second = "00000000-0000-4000-8000-000000000002";
    subscribe(&world, SUBSCRIPTION, &silent.base_url(), r#""INVOICE""#).await;
    subscribe(&world, second, &other.base_url(), r#""INVOICE""#).await;
    let unlimited = r#"{"currency":"TRX","description":"d"}"#;
    world.ask(Endpoint::InvoiceUnlimitedCreate, unlimited).await;
    // The second one is told while the first one still says nothing.
    while other.arrivals().is_empty() || silent.arrivals().is_empty() {
        tokio::task::yield_now().await;
    }
    let deliveries = world.control("GET", "deliveries", "").await;
    assert!(deliveries.body.contains(r#""state":"pending","attempts":[]"#), "{deliveries:?}");
}
