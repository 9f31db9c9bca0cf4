//! Webhook subscriptions, operation by operation.

use calypso_model::Endpoint;
use serde_json::Value;

use crate::merchant::{World, one_line, text};

const ID: &str = "0b8f7a52-56f5-4f1a-9d70-4f6a2f2f8d11";
const NEW: &str = r#"{"requestId":"0b8f7a52-56f5-4f1a-9d70-4f6a2f2f8d11",
    "notificationEventTypes":["INVOICE_PAID"],"notificationServiceTypes":["CUSTOMER_PURSE"],
    "url":"http://127.0.0.1:9/hook"}"#;
const NAMED: &str = r#"{"requestId":"0b8f7a52-56f5-4f1a-9d70-4f6a2f2f8d11"}"#;
const NOT_FOUND: &str = "Subscription 0b8f7a52-56f5-4f1a-9d70-4f6a2f2f8d11 not found";

/// The sandbox with one subscription.
async fn subscribed() -> (World, Value) {
    let world = World::start().await;
    let subscription = world.ask(Endpoint::WebhookCreate, NEW).await;
    (world, subscription)
}

/// The only subscription of the list.
async fn listed(world: &World) -> Value {
    let list = world.ask(Endpoint::WebhookList, "null").await;
    assert_eq!(list.pointer("/subscriptions/1"), None);
    list.pointer("/subscriptions/0").unwrap().clone()
}

mod webhook_list {
    use super::*;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let none = world.call(Endpoint::WebhookList, "null").await;
        assert_eq!(none.body, r#"{"subscriptions":[]}"#);
        let made = world.ask(Endpoint::WebhookCreate, NEW).await;
        assert_eq!(listed(&world).await, made);
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let spoilt =
            world.call_request(Endpoint::WebhookList, "null").with_header("Sign", &"0".repeat(128));
        assert_eq!(world.send(&spoilt).await.error(401, "003"), "Wrong sign");
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let (world, _) = subscribed().await;
        world.refuses_a_foreign_account(Endpoint::WebhookList, "null").await;
        let other = world.sandbox.add_merchant();
        let answer = world.call_as(&other, &other.account, Endpoint::WebhookList, "null").await;
        assert_eq!(answer.body, r#"{"subscriptions":[]}"#);
    }
}

mod webhook_create {
    use super::*;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let answer = world.call(Endpoint::WebhookCreate, NEW).await;
        let made: Value = serde_json::from_str(&answer.body).unwrap();
        let (key, secret) = (text(&made, "publicKey"), text(&made, "secretKey"));
        assert_eq!(
            answer.body,
            one_line(&format!(
                r#"{{"requestId":"{ID}","notificationEventTypes":["INVOICE_PAID",
                "CUSTOMER_PURSE_EXPIRED","CUSTOMER_PURSE_MEM_POOL_FOUND",
                "CUSTOMER_PURSE_PENDING_COMPLIANCE","CUSTOMER_PURSE_COMPLIANCE_DECLINED",
                "CUSTOMER_PURSE_FUNDS_RECEIVED_FOR_PURSE",
                "CUSTOMER_PURSE_TRANSLATION_TO_ACCOUNT_COMPLETED"],
                "url":"http://127.0.0.1:9/hook","publicKey":"{key}","secretKey":"{secret}",
                "createdDate":"2022-04-25T11:17:48.390Z","blockedByErrorCount":0}}"#
            ))
        );
        assert_eq!((key.len(), secret.len()), (32, 32));
        assert_eq!(world.sandbox.counts().subscriptions, 1);
    }

    #[tokio::test]
    async fn is_refused() {
        let (world, _) = subscribed().await;
        let again = world.call(Endpoint::WebhookCreate, NEW).await;
        assert_eq!(again.error(400, "016"), format!("Key {ID} already exists"));
        for (field, value, message) in [
            ("requestId", r#""1""#, None),
            ("url", "null", Some("payload.url=[Must not be null]")),
            ("url", r#""ftp://x/""#, Some("payload.url=[Must be an http or https URL]")),
            (
                "notificationEventTypes",
                r#"["INVOICE_PAYED"]"#,
                Some("payload.notificationEventTypes=[Unknown event type INVOICE_PAYED]"),
            ),
            (
                "notificationServiceTypes",
                r#"["GIFTS"]"#,
                Some("payload.notificationServiceTypes=[Unknown service GIFTS]"),
            ),
        ] {
            let mut new: Value = serde_json::from_str(NEW).unwrap();
            new[field] = serde_json::from_str(value).unwrap();
            let found = world.call(Endpoint::WebhookCreate, &new.to_string()).await;
            let found = found.error(400, "001");
            assert!(message.is_none_or(|message| message == found), "{field}: {found}");
        }
        let neither = format!(r#"{{"requestId":"{ID}","url":"http://127.0.0.1:9/"}}"#);
        let message = world.call(Endpoint::WebhookCreate, &neither).await.error(400, "001");
        assert_eq!(
            message,
            "payload.notificationEventTypes=[This or notificationServiceTypes must be given]"
        );
        assert_eq!(world.sandbox.counts().subscriptions, 1);
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        world.refuses_a_foreign_account(Endpoint::WebhookCreate, NEW).await;
        world.ask(Endpoint::WebhookCreate, NEW).await;
        // The identity is taken, whoever took it.
        let other = world.sandbox.add_merchant();
        let answer = world.call_as(&other, &other.account, Endpoint::WebhookCreate, NEW).await;
        assert_eq!(answer.error(400, "016"), format!("Key {ID} already exists"));
        assert_eq!(world.sandbox.counts().subscriptions, 1);
    }
}

mod webhook_delete {
    use super::*;

    #[tokio::test]
    async fn succeeds() {
        let (world, _) = subscribed().await;
        let answer = world.call(Endpoint::WebhookDelete, NAMED).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, ""));
        assert_eq!(answer.header("content-length"), Some("0"));
        assert_eq!(world.sandbox.counts().subscriptions, 0);
        world.ask(Endpoint::WebhookCreate, NEW).await;
    }

    #[tokio::test]
    async fn is_refused() {
        let (world, _) = subscribed().await;
        let message = world.call(Endpoint::WebhookDelete, "{}").await.error(400, "001");
        assert_eq!(message, "payload.requestId=[Must not be null]");
        // The body is signed, as everywhere.
        let spoilt = world
            .call_request(Endpoint::WebhookDelete, NAMED)
            .with_header("Sign", &"0".repeat(128));
        assert_eq!(world.send(&spoilt).await.error(401, "003"), "Wrong sign");
        assert_eq!(world.sandbox.counts().subscriptions, 1);
        world.call(Endpoint::WebhookDelete, NAMED).await;
        let message = world.call(Endpoint::WebhookDelete, NAMED).await.error(400, "004");
        assert_eq!(message, NOT_FOUND);
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let (world, made) = subscribed().await;
        world.refuses_a_foreign_account(Endpoint::WebhookDelete, NAMED).await;
        let message = world.hides_the_object(Endpoint::WebhookDelete, NAMED).await;
        assert_eq!(message, NOT_FOUND);
        assert_eq!(listed(&world).await, made);
    }
}

mod webhook_change {
    use super::*;

    const CHANGE: &str = r#"{"requestId":"0b8f7a52-56f5-4f1a-9d70-4f6a2f2f8d11",
        "notificationEventTypes":["PAYOUT_CONFIRMED"],"notificationServiceTypes":[],
        "url":"http://127.0.0.1:9/moved?a=b"}"#;
    const MOVED: &str = r#"{"requestId":"0b8f7a52-56f5-4f1a-9d70-4f6a2f2f8d11",
        "url":"http://127.0.0.1:9/moved"}"#;

    #[tokio::test]
    async fn succeeds() {
        let (world, made) = subscribed().await;
        let moved = world.ask(Endpoint::WebhookChange, MOVED).await;
        let mut expected = made.clone();
        expected["url"] = "http://127.0.0.1:9/moved".into();
        // A list that is left out stays as it is, and so do the keys.
        assert_eq!(moved, expected);
        let changed = world.ask(Endpoint::WebhookChange, CHANGE).await;
        expected["url"] = "http://127.0.0.1:9/moved?a=b".into();
        expected["notificationEventTypes"] = serde_json::json!(["PAYOUT_CONFIRMED"]);
        assert_eq!(changed, expected);
        assert_eq!(listed(&world).await, expected);
    }

    #[tokio::test]
    async fn is_refused() {
        let (world, made) = subscribed().await;
        let no_url = world.call(Endpoint::WebhookChange, NAMED).await;
        assert_eq!(no_url.error(400, "001"), "payload.url=[Must not be null]");
        let nothing = MOVED.replace(
            "\"url\"",
            "\"notificationEventTypes\":[],\"notificationServiceTypes\":[],\"url\"",
        );
        let nothing = world.call(Endpoint::WebhookChange, &nothing).await.error(400, "001");
        assert_eq!(
            nothing,
            "payload.notificationEventTypes=[This or notificationServiceTypes must be given]"
        );
        let away = MOVED.replace("127.0.0.1", "shop.example");
        world.call(Endpoint::WebhookChange, &away).await.error(400, "001");
        let other = MOVED.replace("0b8f7a52", "0b8f7a53");
        world.call(Endpoint::WebhookChange, &other).await.error(400, "004");
        assert_eq!(listed(&world).await, made);
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let (world, made) = subscribed().await;
        world.refuses_a_foreign_account(Endpoint::WebhookChange, MOVED).await;
        let message = world.hides_the_object(Endpoint::WebhookChange, MOVED).await;
        assert_eq!(message, NOT_FOUND);
        assert_eq!(listed(&world).await, made);
    }
}

mod webhook_regenerate {
    use super::*;

    #[tokio::test]
    async fn succeeds() {
        let (world, made) = subscribed().await;
        let renewed = world.ask(Endpoint::WebhookRegenerate, NAMED).await;
        assert_ne!(renewed["publicKey"], made["publicKey"]);
        assert_ne!(renewed["secretKey"], made["secretKey"]);
        let mut expected = made;
        expected["publicKey"] = renewed["publicKey"].clone();
        expected["secretKey"] = renewed["secretKey"].clone();
        assert_eq!(renewed, expected);
        assert_eq!(listed(&world).await, expected);
        let again = world.ask(Endpoint::WebhookRegenerate, NAMED).await;
        assert_ne!(again["secretKey"], renewed["secretKey"]);
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let message = world.call(Endpoint::WebhookRegenerate, "{}").await.error(400, "001");
        assert_eq!(message, "payload.requestId=[Must not be null]");
        let message = world.call(Endpoint::WebhookRegenerate, NAMED).await.error(400, "004");
        assert_eq!(message, NOT_FOUND);
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let (world, made) = subscribed().await;
        world.refuses_a_foreign_account(Endpoint::WebhookRegenerate, NAMED).await;
        let message = world.hides_the_object(Endpoint::WebhookRegenerate, NAMED).await;
        assert_eq!(message, NOT_FOUND);
        assert_eq!(listed(&world).await, made);
    }
}
