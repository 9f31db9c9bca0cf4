//! Where webhooks may go.

use calypso_model::Endpoint;
use calypso_testkit::LoopbackServer;

use crate::merchant::{World, one_line};

async fn subscribe(world: &World, number: usize, url: &str) -> crate::merchant::Answer {
    let payload = one_line(&format!(
        r#"{{"requestId":"00000000-0000-4000-8000-{number:012}",
                "notificationEventTypes":["INVOICE_CREATE_INVOICE"],"url":"{url}"}}"#
    ));
    world.call(Endpoint::WebhookCreate, &payload).await
}

#[tokio::test]
async fn addresses_off_this_machine_are_refused_in_every_spelling() {
    let world = World::start().await;
    let urls = [
        "http://10.0.0.1/hook",
        "http://192.168.0.1:8080/hook",
        "http://169.254.169.254/latest/meta-data",
        "http://1.1.1.1/",
        "http://0.0.0.0/",
        "http://3232235521/",
        "http://0xC0.0xA8.0.1/",
        "http://[fe80::1]/",
        "http://[::ffff:192.168.0.1]/",
    ];
    for (number, url) in urls.into_iter().enumerate() {
        let message = subscribe(&world, number, url).await.error(400, "001");
        let problem = "This sandbox delivers to loopback addresses only";
        assert_eq!(message, format!("payload.url=[{problem}]"), "{url}");
    }
    for (number, url) in
        ["", "hook", "ftp://127.0.0.1/", "file:///etc/passwd", "http://"].into_iter().enumerate()
    {
        let message = subscribe(&world, number, url).await.error(400, "001");
        assert_eq!(message, "payload.url=[Must be an http or https URL]", "{url}");
    }
    assert_eq!(world.sandbox.counts().subscriptions, 0);
}

#[tokio::test]
async fn private_networks_stay_out_of_reach_when_public_addresses_are_allowed() {
    let world = World::with(|builder| builder.allow_public_webhooks(true)).await;
    assert_eq!(subscribe(&world, 1, "https://1.1.1.1/hook").await.status, 200);
    let message = subscribe(&world, 2, "http://10.0.0.1/").await.error(400, "001");
    assert_eq!(message, "payload.url=[This sandbox does not deliver to private networks]");
}

#[tokio::test]
async fn names_of_this_machine_are_reached_and_other_names_are_not_even_asked_for() {
    let world = World::start().await;
    let receiver = LoopbackServer::start([]);
    let by_name = receiver.base_url().replace("127.0.0.1", "localhost");
    assert_eq!(subscribe(&world, 1, &by_name).await.status, 200);
    for url in ["http://name.invalid/hook", "http://localhost.evil/", "https://example.com/"] {
        let message = subscribe(&world, 2, url).await.error(400, "001");
        assert_eq!(message, "payload.url=[This sandbox delivers to loopback addresses only]");
    }
    let single = r#"{"amount":1,"currency":"TRX","description":"d"}"#;
    world.ask(Endpoint::InvoiceSingleCreate, single).await;
    world.sandbox.settle().await;
    assert_eq!(receiver.arrivals().len(), 1);
}

#[tokio::test]
async fn a_receiver_that_is_not_there_is_a_failed_attempt() {
    let world = World::start().await;
    // Nothing listens on a port that was just given back.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert_eq!(subscribe(&world, 1, &format!("http://{closed}/hook")).await.status, 200);
    let single = r#"{"amount":1,"currency":"TRX","description":"d"}"#;
    world.ask(Endpoint::InvoiceSingleCreate, single).await;
    world.sandbox.settle().await;
    let deliveries = world.control("GET", "deliveries", "").await;
    assert!(deliveries.body.contains(r#""problem":"no connection""#), "{deliveries:?}");
}

#[tokio::test]
async fn subscriptions_need_known_events_and_a_uuid() {
    let world = World::start().await;
    let id = "00000000-0000-4000-8000-000000000001";
    let url = r#""url":"http://127.0.0.1:9/""#;
    let events = r#""notificationEventTypes":["INVOICE_PAID"]"#;
    let cases = [
        (format!(r#"{{"requestId":"{id}",{url}}}"#), "notificationEventTypes"),
        (
            format!(r#"{{"requestId":"{id}","notificationEventTypes":[],{url}}}"#),
            "notificationEventTypes",
        ),
        (
            format!(r#"{{"requestId":"{id}","notificationEventTypes":["PAID"],{url}}}"#),
            "notificationEventTypes",
        ),
        (
            format!(r#"{{"requestId":"{id}","notificationServiceTypes":["X"],{url}}}"#),
            "notificationServiceTypes",
        ),
        (
            format!(r#"{{"requestId":"{id}","notificationServiceTypes":"INVOICE",{url}}}"#),
            "notificationServiceTypes",
        ),
        (format!(r#"{{"requestId":"1",{events},{url}}}"#), "requestId"),
        (format!(r#"{{{events},{url}}}"#), "requestId"),
        (format!(r#"{{"requestId":"{id}",{events}}}"#), "url"),
    ];
    for (payload, field) in cases {
        let message = world.call(Endpoint::WebhookCreate, &payload).await.error(400, "001");
        assert!(message.starts_with(&format!("payload.{field}=[")), "{message}");
    }
    let good = format!(r#"{{"requestId":"{id}",{events},{url}}}"#);
    world.ask(Endpoint::WebhookCreate, &good).await;
    world.call(Endpoint::WebhookCreate, &good).await.error(400, "016");
}
