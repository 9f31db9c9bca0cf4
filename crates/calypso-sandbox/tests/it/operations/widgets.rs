//! Payment widgets, operation by operation.

use calypso_model::Endpoint;
use serde_json::Value;

use crate::merchant::{World, one_line, text};

const KEY: &str = "7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11";
const NAMED: &str = r#"{"requestId":"7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11"}"#;
const NOT_FOUND: &str = "Widget 7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11 not found";

const FIAT: &str = r#"{"fiatAmount":49.90,"fiatCurrency":"EUR","description":"Order 1042",
    "cryptoCurrencies":["USDT_TRX","BTC"],
    "idempotencyKey":"7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11","externalId":"order-1042",
    "returnUrl":"https://shop.example/thanks","supportUrl":"https://shop.example/help",
    "logoUrl":"https://shop.example/logo.png","expiration":"2022-04-25T20:00:00.000Z",
    "useLiquidity":true}"#;

const LINKED: &str = r#"{"cryptoCurrencies":["ETH"],"description":"Client 17",
    "idempotencyKey":"7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11","externalId":"client-17"}"#;

/// What both kinds refuse: a field, its value, and the message.
const BAD_FIELDS: &[(&str, &str, &str)] = &[
    ("cryptoCurrencies", "null", "Must not be null"),
    ("cryptoCurrencies", "[]", "Must not be empty"),
    ("cryptoCurrencies", r#"["BTC","BTC"]"#, "BTC comes twice"),
    ("cryptoCurrencies", r#"["EUR"]"#, "Unknown crypto currency EUR"),
    ("cryptoCurrencies", r#""BTC""#, "Must be a list of strings"),
    ("description", "null", "Must not be null"),
    ("description", r#""""#, "Must not be empty"),
    ("expiration", r#""2022-04-26T11:17:48.390Z""#, "Must be less than 1 day ahead"),
    ("expiration", r#""2022-04-25T11:17:48.390Z""#, "Must be in the future"),
    ("returnUrl", r#""javascript:alert(1)""#, "Must be an http or https URL"),
    ("logoUrl", r#""/logo.png""#, "Must be an http or https URL"),
    ("useLiquidity", "1", "Must be true or false"),
];

async fn refuses(world: &World, endpoint: Endpoint, good: &str, bad: &[(&str, &str, &str)]) {
    for (field, value, problem) in bad {
        let mut new: Value = serde_json::from_str(good).unwrap();
        let value = serde_json::from_str(value).unwrap();
        new.as_object_mut().unwrap().insert((*field).to_owned(), value);
        // A number in a `Value` would be a float, so the amount goes in as text.
        let new = new.to_string().replace("49.9,", "49.90,");
        let message = world.call(endpoint, &new).await.error(400, "001");
        assert_eq!(message, format!("payload.{field}=[{problem}]"));
    }
}

async fn pick(world: &World, currency: &str) -> Value {
    let body = format!(r#"{{"currency":"{currency}"}}"#);
    let answer = world.control("POST", &format!("widgets/{KEY}/choose"), &body).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    serde_json::from_str(&answer.body).unwrap()
}

mod widget_single_fiat_create {
    use super::*;

    const CREATE: Endpoint = Endpoint::WidgetSingleFiatCreate;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let answer = world.call(CREATE, FIAT).await;
        assert_eq!(
            answer.body,
            one_line(&format!(
                r#"{{"idempotencyKey":"{KEY}","cryptoCurrencies":["USDT_TRX","BTC"],
                "description":"Order 1042","widgetType":"SINGLE_FIAT",
                "widgetState":"IN_PROGRESS","logoUrl":"https://shop.example/logo.png",
                "returnUrl":"https://shop.example/thanks",
                "supportUrl":"https://shop.example/help","externalId":"order-1042",
                "invoices":[],"createdDate":"2022-04-25T11:17:48.390Z",
                "expiration":"2022-04-25T20:00:00.000Z","fiatAmount":49.90,
                "fiatCurrency":"EUR"}}"#
            ))
        );
        assert_eq!((world.sandbox.counts().widgets, world.sandbox.counts().invoices), (1, 0));
        let least = r#"{"fiatAmount":1,"fiatCurrency":"USD","description":"d",
            "cryptoCurrencies":["BTC"]}"#;
        let least = world.ask(CREATE, least).await;
        assert_eq!(least["expiration"], "2022-04-26T11:17:48.390Z");
        assert_ne!(text(&least, "idempotencyKey"), KEY);
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        refuses(&world, CREATE, FIAT, BAD_FIELDS).await;
        let of_price = [
            ("fiatAmount", "null", "Must not be null"),
            ("fiatAmount", "0", "Must be greater than 0"),
            ("fiatCurrency", "null", "Must not be null"),
            ("fiatCurrency", r#""RUB""#, "Must be USD or EUR"),
        ];
        refuses(&world, CREATE, FIAT, &of_price).await;
        assert_eq!(world.sandbox.counts().widgets, 0);
        world.ask(CREATE, FIAT).await;
        let taken = format!("Key {KEY} already exists");
        assert_eq!(world.call(CREATE, FIAT).await.error(400, "016"), taken);
        let linked = world.call(Endpoint::WidgetUnlimitedLinkedCreate, LINKED).await;
        assert_eq!(linked.error(400, "016"), taken);
        assert_eq!(world.sandbox.counts().widgets, 1);
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        world.refuses_a_foreign_account(CREATE, FIAT).await;
    }
}

mod widget_single_fiat_find {
    use super::*;

    const FIND: Endpoint = Endpoint::WidgetSingleFiatFind;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let made = world.ask(Endpoint::WidgetSingleFiatCreate, FIAT).await;
        assert_eq!(world.ask(FIND, NAMED).await, made);
        let invoice = pick(&world, "USDT_TRX").await;
        assert_eq!(text(&invoice, "type"), "SINGLE_FIAT");
        assert_eq!(text(&invoice, "externalId"), "order-1042");
        let found = world.ask(FIND, NAMED).await;
        assert_eq!(
            found["invoices"],
            serde_json::json!([{
                "invoiceId": invoice["id"],
                "cryptoCurrency": "USDT_TRX",
                "invoiceIdempotencyKey": invoice["idempotencyKey"],
                "invoiceExternalId": "order-1042",
            }])
        );
        world.pay(&invoice, &invoice["amount"].to_string()).await;
        assert_eq!(text(&world.ask(FIND, NAMED).await, "widgetState"), "COMPLETED");
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let message = world.call(FIND, "{}").await.error(400, "001");
        assert_eq!(message, "payload.requestId=[Must not be null]");
        assert_eq!(world.call(FIND, NAMED).await.error(400, "004"), NOT_FOUND);
        // A widget of the other kind is not one of this kind.
        world.ask(Endpoint::WidgetUnlimitedLinkedCreate, LINKED).await;
        assert_eq!(world.call(FIND, NAMED).await.error(400, "004"), NOT_FOUND);
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        world.ask(Endpoint::WidgetSingleFiatCreate, FIAT).await;
        world.refuses_a_foreign_account(FIND, NAMED).await;
        assert_eq!(world.hides_the_object(FIND, NAMED).await, NOT_FOUND);
    }
}

mod widget_single_fiat_all {
    use super::*;

    const ALL: Endpoint = Endpoint::WidgetSingleFiatAll;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let first = world.ask(Endpoint::WidgetSingleFiatCreate, FIAT).await;
        let other = FIAT.replace("2b11", "2b12");
        let second = world.ask(Endpoint::WidgetSingleFiatCreate, &other).await;
        let linked = LINKED.replace("2b11", "2b13");
        world.ask(Endpoint::WidgetUnlimitedLinkedCreate, &linked).await;
        let list = world.ask(ALL, "{}").await;
        assert_eq!(
            list,
            serde_json::json!({
                "result": [first, second], "page": 0, "size": 20, "total": 1, "totalElements": 2,
            })
        );
        let page = r#"{"pageNumber":1,"pageSize":1,"sort":"DESC","widgetStates":["IN_PROGRESS"]}"#;
        let page = world.ask(ALL, page).await;
        assert_eq!(page["result"], serde_json::json!([first]));
        let none = world.ask(ALL, r#"{"widgetStates":["ARCHIVED","COMPLETED"]}"#).await;
        assert_eq!(none["totalElements"], 0);
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        for (payload, message) in [
            (r#"{"pageSize":0}"#, "payload.pageSize=[Must be greater than 0]"),
            (r#"{"widgetStates":["OLD"]}"#, "payload.widgetStates=[Unknown widget state OLD]"),
            (r#"{"sort":"UP"}"#, "payload.sort=[Unknown direction UP]"),
        ] {
            assert_eq!(world.call(ALL, payload).await.error(400, "001"), message);
        }
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        world.ask(Endpoint::WidgetSingleFiatCreate, FIAT).await;
        world.refuses_a_foreign_account(ALL, "{}").await;
        let other = world.sandbox.add_merchant();
        let answer = world.call_as(&other, &other.account, ALL, "{}").await;
        assert!(answer.body.starts_with(r#"{"result":[],"#), "{answer:?}");
    }
}

mod widget_unlimited_linked_create {
    use super::*;

    const CREATE: Endpoint = Endpoint::WidgetUnlimitedLinkedCreate;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let answer = world.call(CREATE, LINKED).await;
        assert_eq!(
            answer.body,
            one_line(&format!(
                r#"{{"idempotencyKey":"{KEY}","cryptoCurrencies":["ETH"],
                "description":"Client 17","widgetType":"UNLIMITED_LINKED",
                "widgetState":"IN_PROGRESS","externalId":"client-17","invoices":[],
                "createdDate":"2022-04-25T11:17:48.390Z"}}"#
            ))
        );
        assert_eq!(world.sandbox.counts().widgets, 1);
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        refuses(&world, CREATE, LINKED, BAD_FIELDS).await;
        world.ask(CREATE, LINKED).await;
        let message = world.call(CREATE, LINKED).await.error(400, "016");
        assert_eq!(message, format!("Key {KEY} already exists"));
        assert_eq!(world.sandbox.counts().widgets, 1);
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        world.refuses_a_foreign_account(CREATE, LINKED).await;
    }
}

mod widget_unlimited_linked_find {
    use super::*;

    const FIND: Endpoint = Endpoint::WidgetUnlimitedLinkedFind;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let made = world.ask(Endpoint::WidgetUnlimitedLinkedCreate, LINKED).await;
        assert_eq!(world.ask(FIND, NAMED).await, made);
        let invoice = pick(&world, "ETH").await;
        assert_eq!(text(&invoice, "type"), "UNLIMITED_LINKED");
        world.pay(&invoice, "0.5").await;
        let found = world.ask(FIND, NAMED).await;
        assert_eq!(text(&found, "widgetState"), "IN_PROGRESS");
        assert_eq!(found["invoices"][0]["invoiceId"], invoice["id"]);
        assert_eq!(found["invoices"][0]["invoiceExternalId"], "client-17");
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let message = world.call(FIND, r#"{"requestId":"7"}"#).await.error(400, "001");
        assert!(message.starts_with("payload.requestId=[not a UUID"), "{message}");
        world.ask(Endpoint::WidgetSingleFiatCreate, FIAT).await;
        assert_eq!(world.call(FIND, NAMED).await.error(400, "004"), NOT_FOUND);
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        world.ask(Endpoint::WidgetUnlimitedLinkedCreate, LINKED).await;
        world.refuses_a_foreign_account(FIND, NAMED).await;
        assert_eq!(world.hides_the_object(FIND, NAMED).await, NOT_FOUND);
    }
}

mod widget_unlimited_linked_all {
    use super::*;

    const ALL: Endpoint = Endpoint::WidgetUnlimitedLinkedAll;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let made = world.ask(Endpoint::WidgetUnlimitedLinkedCreate, LINKED).await;
        world.ask(Endpoint::WidgetSingleFiatCreate, &FIAT.replace("2b11", "2b12")).await;
        let list = world.ask(ALL, r#"{"pageNumber":0,"pageSize":5}"#).await;
        assert_eq!(
            list,
            serde_json::json!({
                "result": [made], "page": 0, "size": 5, "total": 1, "totalElements": 1,
            })
        );
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let message = world.call(ALL, r#"{"pageNumber":-1}"#).await.error(400, "001");
        assert_eq!(message, "payload.pageNumber=[Must be a whole number that is not negative]");
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        world.ask(Endpoint::WidgetUnlimitedLinkedCreate, LINKED).await;
        world.refuses_a_foreign_account(ALL, "{}").await;
        let other = world.sandbox.add_merchant();
        let answer = world.call_as(&other, &other.account, ALL, "{}").await;
        assert!(answer.body.starts_with(r#"{"result":[],"#), "{answer:?}");
    }
}
