//! Payouts and top-ups as webhooks tell of them, letter for letter and in order.

use calypso_model::Endpoint;
use calypso_testkit::LoopbackServer;

use crate::merchant::World;

const KEY: &str = "7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11";

const NEW: &str = concat!(
    r#"{"depositAddress":"TJRabPrwbZy45sbavfcjinPJC18kjpRTv8","amount":25.50,"#,
    r#""currency":"USDT_TRX","comment":"Customer 7","#,
    r#""idempotencyKey":"7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11","externalId":"payout-7"}"#
);

#[tokio::test]
async fn events_tell_of_a_payout_in_order_and_letter_for_letter() {
    let world = World::start().await;
    let receiver = LoopbackServer::start([]);
    let payload = format!(
        r#"{{"requestId":"{KEY}","notificationServiceTypes":["PAYOUT","WALLET"],"url":"{}"}}"#,
        receiver.base_url()
    );
    world.ask(Endpoint::WebhookCreate, &payload).await;
    world.sandbox.top_up(&"USDT_TRX".parse().unwrap(), "1000".parse().unwrap()).unwrap();
    world.ask(Endpoint::PayoutCreate, NEW).await;
    world.sandbox.settle().await;
    let payout = world.ask(Endpoint::PayoutGet, r#"{"id":"200001"}"#).await;
    let hash = &payout["transactionHash"];
    let arrivals = receiver.arrivals();
    let bodies: Vec<_> =
        arrivals.iter().map(|arrival| std::str::from_utf8(&arrival.body).unwrap()).collect();

    let date = "2022-04-25T11:17:48.390000";
    let event = |id: u32, level: &str, kind: &str, data: &str| {
        format!(
            concat!(
                r#"{{"requestId":"{}","id":{},"createdDate":"{}","level":"{}","#,
                r#""service":"{}","eventType":"{}","data":{{"type":"{}",{}}}}}"#
            ),
            KEY,
            id,
            date,
            level,
            if kind.starts_with("PAYOUT") { "PAYOUT" } else { "WALLET" },
            kind,
            kind,
            data,
        )
    };
    let of_payout = |id: u32, kind: &str, before: &str, after: &str| {
        let data = format!(
            concat!(
                r#""parentExternalId":200001,"idempotencyKey":"{}","externalId":"payout-7","#,
                r#"{}"createdDate":"{}",{}"currency":"USDT_TRX""#
            ),
            KEY, before, date, after,
        );
        event(id, "INFO", kind, &data)
    };
    assert!(bodies[0].contains(r#""eventType":"WALLET_FUNDS_DELIVERED_ACCOUNT","data":{"#));
    assert!(bodies[0].contains(r#""amount":1000,"currency":"USDT_TRX","senderAddress":"T"#));
    assert!(bodies[0].ends_with(r#""fiatAmount":{"USD":1000.00,"EUR":800.00}}}"#), "{}", bodies[0]);
    let hash = format!(r#""hash":{hash},"#);
    assert_eq!(
        bodies[1..],
        [
            of_payout(2, "PAYOUT_CONFIRMED", "", r#""approved":[],"#),
            of_payout(3, "PAYOUT_CHANGE_STATUS", "", r#""payoutStatus":"IN_PROGRESS","#),
            of_payout(4, "PAYOUT_HASH_RECEIVED", &hash, ""),
            of_payout(5, "PAYOUT_CHANGE_STATUS", &hash, r#""payoutStatus":"COMPLETED","#),
        ]
    );
}
