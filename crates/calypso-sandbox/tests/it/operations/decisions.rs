//! What a merchant decides about an invoice, operation by operation.

use calypso_model::Endpoint;
use serde_json::Value;

use super::invoices::{by_id, keeps_apart, single};
use crate::merchant::{World, text};

/// An invoice over 10 that received something else.
async fn in_intervention(world: &World, received: &str) -> Value {
    let invoice = single(world).await;
    world.pay(&invoice, received).await;
    let invoice = world.ask(Endpoint::InvoiceGet, &by_id(&invoice)).await;
    assert_eq!(text(&invoice, "state"), "PENDING_INTERVENTION");
    invoice
}

async fn state(world: &World, invoice: &Value) -> String {
    text(&world.ask(Endpoint::InvoiceGet, &by_id(invoice)).await, "state").to_owned()
}

/// The ledger's line: in, fees, credited, pending, refunded.
fn line(world: &World) -> [String; 5] {
    let lines = world.sandbox.ledger();
    let line = lines.first().unwrap();
    [line.received, line.fees, line.credited, line.pending, line.refunded]
        .map(|amount| amount.to_string())
}

mod invoice_return_to_paid {
    use super::*;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        for received in ["9", "12"] {
            let invoice = in_intervention(&world, received).await;
            let paid = world.ask(Endpoint::InvoiceReturnToPaid, &by_id(&invoice)).await;
            assert_eq!(text(&paid, "state"), "PAID");
            assert_eq!(paid["isInterventionResolved"], false);
            assert_eq!(state(&world, &invoice).await, "COMPLETED");
        }
        // Both are credited in full, less the fee.
        assert_eq!(line(&world), ["21", "0.084", "20.916", "0", "0"]);
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let invoice = single(&world).await;
        let answer = world.call(Endpoint::InvoiceReturnToPaid, &by_id(&invoice)).await;
        assert_eq!(answer.error(400, "006"), "Invoice 100001 is PENDING_PAYMENT");
        let invoice = in_intervention(&world, "9").await;
        world.ask(Endpoint::InvoiceReturnToPaid, &by_id(&invoice)).await;
        let answer = world.call(Endpoint::InvoiceReturnToPaid, &by_id(&invoice)).await;
        assert_eq!(answer.error(400, "006"), "Invoice 100002 is COMPLETED");
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        let invoice = in_intervention(&world, "9").await;
        keeps_apart(&world, Endpoint::InvoiceReturnToPaid, &invoice).await;
    }
}

mod invoice_close_intervention {
    use super::*;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let invoice = in_intervention(&world, "12").await;
        world.ask(Endpoint::InvoiceReturnToPaid, &by_id(&invoice)).await;
        for _ in 0..2 {
            let closed = world.ask(Endpoint::InvoiceCloseIntervention, &by_id(&invoice)).await;
            assert_eq!(closed["isInterventionResolved"], true);
            assert_eq!(text(&closed, "state"), "COMPLETED");
        }
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let invoice = in_intervention(&world, "9").await;
        let answer = world.call(Endpoint::InvoiceCloseIntervention, &by_id(&invoice)).await;
        assert_eq!(answer.error(400, "006"), "Invoice 100001 is PENDING_INTERVENTION");
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        let invoice = in_intervention(&world, "12").await;
        world.ask(Endpoint::InvoiceReturnToPaid, &by_id(&invoice)).await;
        keeps_apart(&world, Endpoint::InvoiceCloseIntervention, &invoice).await;
    }
}

mod invoice_archive {
    use super::*;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let invoice = single(&world).await;
        let archived = world.ask(Endpoint::InvoiceArchive, &by_id(&invoice)).await;
        assert_eq!(text(&archived, "state"), "ARCHIVED");
        // Nobody watches the address any more.
        world.pay(&invoice, "10").await;
        assert_eq!(state(&world, &invoice).await, "ARCHIVED");
        assert_eq!(line(&world), ["0", "0", "0", "0", "0"]);
        assert_eq!(world.sandbox.ledger()[0].stray.to_string(), "10");
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let invoice = single(&world).await;
        world.ask(Endpoint::InvoiceArchive, &by_id(&invoice)).await;
        let answer = world.call(Endpoint::InvoiceArchive, &by_id(&invoice)).await;
        assert_eq!(answer.error(400, "006"), "Invoice 100001 is ARCHIVED");
        let invoice = in_intervention(&world, "9").await;
        let answer = world.call(Endpoint::InvoiceArchive, &by_id(&invoice)).await;
        assert_eq!(answer.error(400, "006"), "Invoice 100002 is PENDING_INTERVENTION");
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        let invoice = single(&world).await;
        keeps_apart(&world, Endpoint::InvoiceArchive, &invoice).await;
    }
}

#[tokio::test]
async fn the_money_of_an_intervention_can_be_sent_back() {
    let world = World::start().await;
    let invoice = in_intervention(&world, "9").await;
    let path = format!("interventions/{}/refund", text(&invoice, "id"));
    let refunded = world.control("POST", &path, "").await;
    let refunded: Value = serde_json::from_str(&refunded.body).unwrap();
    assert_eq!(text(&refunded, "state"), "ARCHIVED");
    assert_eq!(line(&world), ["9", "0", "0", "0", "9"]);
    let again = world.control("POST", &path, "").await;
    assert_eq!((again.status, &*again.body), (400, r#"{"error":"Invoice 100001 is ARCHIVED"}"#));
    let nobody = world.control("POST", "interventions/7/refund", "").await;
    assert_eq!((nobody.status, &*nobody.body), (404, r#"{"error":"Invoice 7 not found"}"#));
    let error = world.sandbox.refund_intervention(&"100001".parse().unwrap()).unwrap_err();
    assert_eq!(error.to_string(), "nothing was sent back: Invoice 100001 is ARCHIVED");
}
