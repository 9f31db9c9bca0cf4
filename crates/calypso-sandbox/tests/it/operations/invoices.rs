//! Invoices, operation by operation; the deposits to them are in `deposits.rs`.

use calypso_model::Endpoint;
use serde_json::Value;

use crate::merchant::{World, rows, text};

const SINGLE: &str =
    r#"{"amount":10,"currency":"USDT_TRX","description":"Order 7","externalId":"order-7"}"#;

pub(super) async fn single(world: &World) -> Value {
    world.ask(Endpoint::InvoiceSingleCreate, SINGLE).await
}

pub(super) fn by_id(invoice: &Value) -> String {
    format!(r#"{{"id":{}}}"#, invoice["id"])
}

/// Checks that an operation about one invoice keeps it from others, and leaves it as it is.
pub(super) async fn keeps_apart(world: &World, endpoint: Endpoint, invoice: &Value) {
    let (payload, before) =
        (by_id(invoice), world.ask(Endpoint::InvoiceGet, &by_id(invoice)).await);
    world.refuses_a_foreign_account(endpoint, &payload).await;
    let message = world.hides_the_object(endpoint, &payload).await;
    assert_eq!(message, format!("Invoice {} not found", text(invoice, "id")));
    assert_eq!(world.ask(Endpoint::InvoiceGet, &payload).await, before);
}

/// Checks that a creation under a used key is refused, and makes nothing.
async fn refuses_a_used_key(world: &World, endpoint: Endpoint, payload: &str) {
    let invoice = world.ask(endpoint, payload).await;
    let message = world.call(endpoint, payload).await.error(400, "016");
    assert_eq!(message, format!("Key {} already exists", text(&invoice, "idempotencyKey")));
    assert_eq!(world.sandbox.counts().invoices, 1);
}

const KEY: &str = r#""idempotencyKey":"7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11""#;

mod invoice_get {
    use super::*;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let invoice = single(&world).await;
        assert_eq!(world.ask(Endpoint::InvoiceGet, &by_id(&invoice)).await, invoice);
        let by_key = format!(r#"{{"idempotencyKey":{}}}"#, invoice["idempotencyKey"]);
        assert_eq!(world.ask(Endpoint::InvoiceGet, &by_key).await, invoice);
        let newest = single(&world).await;
        let by_reference = r#"{"externalId":"order-7"}"#;
        assert_eq!(world.ask(Endpoint::InvoiceGet, by_reference).await, newest);
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let message = world.call(Endpoint::InvoiceGet, "{}").await.error(400, "001");
        assert_eq!(message, "payload.id=[This or idempotencyKey must be given]");
        let message = world.call(Endpoint::InvoiceGet, r#"{"id":"1"}"#).await.error(400, "004");
        assert_eq!(message, "Invoice 1 not found");
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        let invoice = single(&world).await;
        keeps_apart(&world, Endpoint::InvoiceGet, &invoice).await;
        let by_reference = r#"{"externalId":"order-7"}"#;
        let message = world.hides_the_object(Endpoint::InvoiceGet, by_reference).await;
        assert_eq!(message, "Invoice order-7 not found");
    }
}

mod invoice_external {
    use super::*;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let (first, second) = (single(&world).await, single(&world).await);
        let payload = r#"{"externalId":"order-7"}"#;
        let page = world.ask(Endpoint::InvoiceExternal, payload).await;
        assert_eq!(page["result"], serde_json::json!([first, second]));
        assert_eq!((&page["page"], &page["size"]), (&0.into(), &20.into()));
        let payload = r#"{"externalId":"order-7","pageSize":1,"sort":"DESC"}"#;
        let page = world.ask(Endpoint::InvoiceExternal, payload).await;
        assert_eq!(page["result"], serde_json::json!([second]));
        assert_eq!((&page["total"], &page["totalElements"]), (&2.into(), &2.into()));
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let message = world.call(Endpoint::InvoiceExternal, "{}").await.error(400, "001");
        assert_eq!(message, "payload.externalId=[Must not be null]");
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        single(&world).await;
        let payload = r#"{"externalId":"order-7"}"#;
        world.refuses_a_foreign_account(Endpoint::InvoiceExternal, payload).await;
        let other = world.sandbox.add_merchant();
        let account = other.account.clone();
        let page = world.call_as(&other, &account, Endpoint::InvoiceExternal, payload).await;
        assert!(page.body.starts_with(r#"{"result":[],"#), "{page:?}");
    }
}

mod invoice_all {
    use super::*;

    async fn ids(world: &World, payload: &str) -> Vec<String> {
        let page = world.ask(Endpoint::InvoiceAll, payload).await;
        rows(&page).iter().map(|one| text(one, "id").to_owned()).collect()
    }

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        single(&world).await;
        let unlimited = r#"{"currency":"BTC","description":"d"}"#;
        world.ask(Endpoint::InvoiceUnlimitedCreate, unlimited).await;
        let cheaper = r#"{"amount":9,"currency":"ETH","description":"d"}"#;
        let cheaper = world.ask(Endpoint::InvoiceSingleCreate, cheaper).await;
        world.ask(Endpoint::InvoiceArchive, &by_id(&cheaper)).await;
        assert_eq!(ids(&world, "{}").await, ["100001", "100002", "100003"]);
        let newest = r#"{"sort":"DESC","pageSize":2}"#;
        assert_eq!(ids(&world, newest).await, ["100003", "100002"]);
        let archived = r#"{"stateNames":["ARCHIVED","PAID"]}"#;
        assert_eq!(ids(&world, archived).await, ["100003"]);
        assert_eq!(ids(&world, r#"{"typeNames":["UNLIMITED"]}"#).await, ["100002"]);
        let by_amount = r#"{"properties":"PAY_AMOUNT","typeNames":["SINGLE"]}"#;
        assert_eq!(ids(&world, by_amount).await, ["100003", "100001"]);
        let by_currency = r#"{"properties":"CURRENCY"}"#;
        assert_eq!(ids(&world, by_currency).await, ["100002", "100003", "100001"]);
        assert_eq!(ids(&world, r#"{"properties":"STATE"}"#).await[0], "100003");
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let check = async |payload: &str, expected: &str| {
            let answer = world.call(Endpoint::InvoiceAll, payload).await;
            assert_eq!(answer.error(400, "001"), expected);
        };
        let problem = "payload.properties=[Must be PAY_AMOUNT, CURRENCY, STATE or DATE]";
        check(r#"{"properties":"COLOUR"}"#, problem).await;
        check(r#"{"stateNames":["GONE"]}"#, "payload.stateNames=[Unknown state GONE]").await;
        check(r#"{"typeNames":["DOUBLE"]}"#, "payload.typeNames=[Unknown type DOUBLE]").await;
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        single(&world).await;
        world.refuses_a_foreign_account(Endpoint::InvoiceAll, "{}").await;
        let other = world.sandbox.add_merchant();
        let account = other.account.clone();
        let page = world.call_as(&other, &account, Endpoint::InvoiceAll, "{}").await;
        assert!(page.body.starts_with(r#"{"result":[],"#), "{page:?}");
    }
}

mod invoice_single_create {
    use super::*;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let invoice = single(&world).await;
        assert_eq!(text(&invoice, "type"), "SINGLE");
        assert_eq!(invoice["amount"].to_string(), "10");
        assert_eq!(text(&invoice, "state"), "PENDING_PAYMENT");
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let payload = r#"{"amount":1.1234567,"currency":"USDT_TRX","description":"d"}"#;
        let message = world.call(Endpoint::InvoiceSingleCreate, payload).await.error(400, "001");
        let problem = "Scale incorrect. Must be less than or equal to 6";
        assert_eq!(message, format!("payload.amount=[{problem}]"));
        let payload = format!(r#"{{"amount":1,"currency":"BTC","description":"d",{KEY}}}"#);
        refuses_a_used_key(&world, Endpoint::InvoiceSingleCreate, &payload).await;
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        world.refuses_a_foreign_account(Endpoint::InvoiceSingleCreate, SINGLE).await;
    }
}

mod invoice_single_fiat_create {
    use super::*;

    const FIAT: &str =
        r#"{"fiatAmount":50,"fiatCurrency":"EUR","currency":"USDT_BSC","description":"d"}"#;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let invoice = world.ask(Endpoint::InvoiceSingleFiatCreate, FIAT).await;
        assert_eq!(text(&invoice, "type"), "SINGLE_FIAT");
        assert_eq!(invoice["amount"].to_string(), "62.5");
        assert_eq!(text(&invoice, "lastFiatUpdated"), "2022-04-25T11:17:48.390Z");
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let payload = FIAT.replace("EUR", "RUB");
        let answer = world.call(Endpoint::InvoiceSingleFiatCreate, &payload).await;
        assert_eq!(answer.error(400, "001"), "payload.fiatCurrency=[Must be USD or EUR]");
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        world.refuses_a_foreign_account(Endpoint::InvoiceSingleFiatCreate, FIAT).await;
    }
}

mod invoice_unlimited_create {
    use super::*;

    const UNLIMITED: &str = r#"{"currency":"ETH","description":"Top up"}"#;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let invoice = world.ask(Endpoint::InvoiceUnlimitedCreate, UNLIMITED).await;
        assert_eq!(text(&invoice, "type"), "UNLIMITED");
        assert_eq!((invoice.get("amount"), invoice.get("expiration")), (None, None));
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let payload = r#"{"currency":"ETH","description":""}"#;
        let answer = world.call(Endpoint::InvoiceUnlimitedCreate, payload).await;
        assert_eq!(answer.error(400, "001"), "payload.description=[Must not be empty]");
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        world.refuses_a_foreign_account(Endpoint::InvoiceUnlimitedCreate, UNLIMITED).await;
    }
}

mod invoice_bound_create {
    use super::*;

    const BOUND: &str = r#"{"lowerBound":10.50,"currency":"USDT_TRX","description":"Gift"}"#;

    async fn state_after(received: &[&str]) -> Value {
        let world = World::start().await;
        let invoice = world.ask(Endpoint::InvoiceBoundCreate, BOUND).await;
        for amount in received {
            world.pay(&invoice, amount).await;
        }
        world.ask(Endpoint::InvoiceGet, &by_id(&invoice)).await
    }

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let created = world.call(Endpoint::InvoiceBoundCreate, BOUND).await;
        assert!(created.body.contains(r#""lowerBound":10.50"#), "{created:?}");
        let invoice: Value = serde_json::from_str(&created.body).unwrap();
        assert_eq!((text(&invoice, "type"), invoice.get("amount")), ("BOUND", None));
        assert_eq!(text(&invoice, "expiration"), "2022-04-25T14:17:48.390Z");
        for enough in ["10.5", "10000"] {
            let paid = state_after(&[enough]).await;
            assert_eq!(text(&paid, "state"), "COMPLETED", "{enough}");
            assert_eq!(paid.get("interventionType"), None);
        }
        // Not one unit less: the tolerance of 0.995 is for fixed amounts.
        let short = state_after(&["10.499999"]).await;
        assert_eq!(text(&short, "state"), "PENDING_INTERVENTION");
        assert_eq!(text(&short, "interventionType"), "UNDERPAY");
        let topped_up = state_after(&["10.499999", "0.000001"]).await;
        assert_eq!(text(&topped_up, "state"), "COMPLETED");
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let check = async |payload: &str, expected: &str| {
            let answer = world.call(Endpoint::InvoiceBoundCreate, payload).await;
            assert_eq!(answer.error(400, "001"), expected);
        };
        let problem = "payload.lowerBound=[Scale incorrect. Must be less than or equal to 6]";
        check(&BOUND.replace("10.50", "1E-7"), problem).await;
        check(&BOUND.replace("10.50", "0"), "payload.lowerBound=[Must be greater than 0]").await;
        check(&BOUND.replace("10.50", "null"), "payload.lowerBound=[Must not be null]").await;
        assert_eq!(world.sandbox.counts().invoices, 0);
        let payload = format!("{},{KEY}}}", BOUND.strip_suffix('}').unwrap());
        refuses_a_used_key(&world, Endpoint::InvoiceBoundCreate, &payload).await;
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        world.refuses_a_foreign_account(Endpoint::InvoiceBoundCreate, BOUND).await;
    }
}
