//! Interventions and archiving over the API (docs/API-FACTS.md, sections 4.12 and 4.13).

use calypso_model::{Endpoint, ErrorCode};
use serde_json::{Value, json};

use super::{Stage, fields};

/// An invoice over 10 that received 9.
fn short() -> (Stage, Value) {
    let mut stage = Stage::start();
    let invoice = stage.single("10");
    stage.pay(&invoice, "9");
    (stage, invoice)
}

#[test]
fn the_event_of_an_intervention_carries_no_amounts() {
    let (stage, _) = short();
    let events = stage.events("INVOICE_PENDING_INTERVENTION");
    assert_eq!(events.len(), 1);
    let expected = ["idempotencyKey", "message", "parentExternalId", "type"];
    assert_eq!(fields(&events[0]["data"]), expected);
}

#[test]
fn return_to_paid_takes_the_id_or_the_key_and_answers_with_the_invoice() {
    for name in ["id", "idempotencyKey"] {
        let (mut stage, invoice) = short();
        let wanted = json!({name: invoice[name]});
        assert_eq!(stage.ask(Endpoint::InvoiceReturnToPaid, &wanted)["state"], "PAID");
        assert_eq!(stage.invoice(&invoice)["state"], "COMPLETED");
    }
}

#[test]
fn close_intervention_takes_the_id_or_the_key_and_answers_with_the_invoice() {
    for name in ["id", "idempotencyKey"] {
        let (mut stage, invoice) = short();
        stage.ask(Endpoint::InvoiceReturnToPaid, &json!({"id": invoice["id"]}));
        let wanted = json!({name: invoice[name]});
        let closed = stage.ask(Endpoint::InvoiceCloseIntervention, &wanted);
        assert_eq!(
            (&closed["state"], &closed["isInterventionResolved"]),
            (&json!("COMPLETED"), &json!(true))
        );
    }
}

#[test]
fn an_accepted_invoice_is_not_marked_as_resolved() {
    let (mut stage, invoice) = short();
    stage.ask(Endpoint::InvoiceReturnToPaid, &json!({"id": invoice["id"]}));
    assert_eq!(stage.invoice(&invoice)["isInterventionResolved"], false);
}

#[test]
fn archive_takes_the_id_or_the_key_and_answers_with_the_archived_invoice() {
    for name in ["id", "idempotencyKey"] {
        let mut stage = Stage::start();
        let invoice = stage.single("10");
        let archived = stage.ask(Endpoint::InvoiceArchive, &json!({name: invoice[name]}));
        assert_eq!((&archived["state"], &archived["id"]), (&json!("ARCHIVED"), &invoice["id"]));
    }
}

#[test]
fn a_wrong_state_is_006() {
    let (mut stage, invoice) = short();
    let problem = "Invoice 100001 is PENDING_INTERVENTION";
    for endpoint in [Endpoint::InvoiceArchive, Endpoint::InvoiceCloseIntervention] {
        let wanted = json!({"id": invoice["id"]});
        stage.refuses(endpoint, &wanted, ErrorCode::InvoiceState, problem);
    }
    assert_eq!(ErrorCode::InvoiceState.as_str(), "006");
}
