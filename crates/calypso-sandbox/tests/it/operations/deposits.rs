//! The deposits to an invoice, operation by operation.

use calypso_model::Endpoint;
use serde_json::Value;

use super::invoices::{by_id, keeps_apart};
use crate::merchant::{World, rows, text};

/// An unlimited invoice that was paid 3, 1 and 2.
async fn paid(world: &World) -> (Value, Vec<Value>) {
    let payload = r#"{"currency":"USDT_TRX","description":"d"}"#;
    let invoice = world.ask(Endpoint::InvoiceUnlimitedCreate, payload).await;
    for amount in ["3", "1", "2"] {
        world.pay(&invoice, amount).await;
    }
    let history = world.ask(Endpoint::InvoiceDepositHistory, &by_id(&invoice)).await;
    (invoice, rows(&history).to_vec())
}

fn one(invoice: &Value, deposit: &Value) -> String {
    format!(r#"{{"id":{},"transactionId":{}}}"#, invoice["id"], deposit["transactionId"])
}

mod invoice_deposit {
    use super::*;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let (invoice, deposits) = paid(&world).await;
        for deposit in &deposits {
            let found = world.ask(Endpoint::InvoiceDeposit, &one(&invoice, deposit)).await;
            assert_eq!(found, *deposit);
        }
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let (invoice, _) = paid(&world).await;
        let answer = world.call(Endpoint::InvoiceDeposit, &by_id(&invoice)).await;
        assert_eq!(answer.error(400, "001"), "payload.transactionId=[Must not be null]");
        let (other, others) = paid(&world).await;
        let answer = world.call(Endpoint::InvoiceDeposit, &one(&invoice, &others[0])).await;
        let id = text(&others[0], "transactionId");
        assert_eq!(answer.error(400, "004"), format!("Transaction {id} not found"));
        assert_ne!(invoice["id"], other["id"]);
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        let (invoice, deposits) = paid(&world).await;
        let payload = one(&invoice, &deposits[0]);
        world.refuses_a_foreign_account(Endpoint::InvoiceDeposit, &payload).await;
        let message = world.hides_the_object(Endpoint::InvoiceDeposit, &payload).await;
        assert_eq!(message, "Invoice 100001 not found");
    }
}

mod invoice_deposit_history {
    use super::*;

    async fn amounts(world: &World, more: &str) -> Vec<String> {
        let payload = format!(r#"{{"id":"100001"{more}}}"#);
        let page = world.ask(Endpoint::InvoiceDepositHistory, &payload).await;
        let result = rows(&page);
        result.iter().map(|deposit| deposit["amount"].to_string()).collect()
    }

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        paid(&world).await;
        assert_eq!(amounts(&world, "").await, ["3", "1", "2"]);
        assert_eq!(amounts(&world, r#","sort":"DESC""#).await, ["2", "1", "3"]);
        assert_eq!(amounts(&world, r#","properties":"AMOUNT""#).await, ["1", "2", "3"]);
        assert_eq!(amounts(&world, r#","properties":"CURRENCY""#).await, ["3", "1", "2"]);
        let last = r#","properties":"DATE","pageNumber":1,"pageSize":2"#;
        assert_eq!(amounts(&world, last).await, ["2"]);
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        paid(&world).await;
        let payload = r#"{"id":"100001","properties":"PAY_AMOUNT"}"#;
        let answer = world.call(Endpoint::InvoiceDepositHistory, payload).await;
        let problem = "Must be AMOUNT, CURRENCY or DATE";
        assert_eq!(answer.error(400, "001"), format!("payload.properties=[{problem}]"));
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        let (invoice, _) = paid(&world).await;
        keeps_apart(&world, Endpoint::InvoiceDepositHistory, &invoice).await;
    }
}
