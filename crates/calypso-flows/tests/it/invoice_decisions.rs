//! Deciding about an invoice: archive it, accept what it received, close the matter.

use calypso_flows::{Change, Error, Outcome};
use calypso_model::{
    ErrorCode, InterventionAnswer, Invoice, InvoiceId, InvoiceState, NewSingleInvoice,
    PaymentDifference,
};
use calypso_testkit::{ScriptedTransport, Step};

use crate::journeys::{amount, currency, journey, often};
use crate::worlds::{World, cut, golden, scripted_client};

const ARCHIVE: &str = "/api/v1/invoice/archive";
const ACCEPT: &str = "/api/v1/invoice/return-to-paid";
const CLOSE: &str = "/api/v1/invoice/close-intervention";
const GET: &str = "/api/v1/invoice";

journey! { a_short_payment_is_accepted_and_the_matter_closed, accept, [
    "/api/v1/invoice/single/create" => "invoice-single.created",
    "/api/v1/invoice" => "invoice-single.short",
    "/api/v1/invoice" => "invoice-single.short",
    "/api/v1/invoice/return-to-paid" => "invoice-single.accepted",
    "/api/v1/invoice" => "invoice-single.short-completed",
    "/api/v1/invoice/close-intervention" => "invoice-single.closed",
] }

async fn accept(world: &World) {
    let invoices = world.client.invoices();
    let order = NewSingleInvoice::new(amount("25.50"), currency("USDT_TRX"), "Order 1042")
        .with_idempotency_key(world.key())
        .with_external_id("order-1042".parse::<calypso_model::ExternalId>().unwrap());
    let invoice = invoices.create_single(order).await.unwrap();
    let address = invoice.invoice_address.clone().unwrap();
    world.pay(&address, &invoice.currency, "20").await;

    let stopped = invoices.follow_until_settled(&invoice.id, often()).await.unwrap();
    assert_eq!(stopped.invoice.state, InvoiceState::PendingIntervention);
    let intervention = invoices.intervention(&invoice.id).await.unwrap();
    assert_eq!(intervention.difference, PaymentDifference::Short { by: amount("5.50") });
    assert!(intervention.is_needed);
    assert!(intervention.allows(InterventionAnswer::Accept));
    assert!(!intervention.allows(InterventionAnswer::CloseIntervention));

    let accepted = invoices.return_to_paid(&invoice.id).await.unwrap();
    assert!(accepted.is_made());
    assert_eq!(accepted.state, InvoiceState::Paid);
    let settled = invoices.follow_until_settled(&invoice.id, often()).await.unwrap();
    assert_eq!(settled.invoice.state, InvoiceState::Completed);
    assert_eq!(settled.net, Some(amount("19.92")));
    let closed = invoices.close_intervention(&invoice.id).await.unwrap();
    assert!(closed.is_intervention_resolved);
}

journey! { an_unpaid_invoice_is_archived, archive, [
    "/api/v1/invoice/single/create" => "invoice-single.created",
    "/api/v1/invoice/archive" => "invoice-single.archived",
] }

async fn archive(world: &World) {
    let invoices = world.client.invoices();
    let order = NewSingleInvoice::new(amount("25.50"), currency("USDT_TRX"), "Order 1042")
        .with_idempotency_key(world.key());
    let invoice = invoices.create_single(order).await.unwrap();
    let archived = invoices.archive(&invoice.idempotency_key).await.unwrap();
    assert!(archived.is_made());
    assert_eq!(archived.into_inner().state, InvoiceState::Archived);
}

fn id() -> InvoiceId {
    "88213".parse().unwrap()
}

async fn archive_by(steps: impl IntoIterator<Item = Step>) -> Result<Change<Invoice>, Error> {
    let script = ScriptedTransport::new(steps);
    let change = scripted_client(&script).invoices().archive(&id()).await;
    assert_eq!(script.steps_left(), 0);
    let sent = script.requests();
    let changes = sent.iter().filter(|request| request.path() == ARCHIVE).count();
    assert_eq!(changes, 1, "a change is never sent again by itself");
    change
}

const REFUSED: &str = r#"{"errorCode":"006","message":"Invoice 88213 is ARCHIVED"}"#;

#[tokio::test]
async fn a_lost_answer_or_a_refusal_is_settled_by_reading_the_invoice() {
    let archived = || Step::post(GET).reply(200, golden!("invoice-single.archived"));
    let changed = archive_by([Step::post(ARCHIVE).fail(cut()), archived()]).await.unwrap();
    assert!(matches!(changed, Change::AlreadySo(_)), "{changed:?}");
    let changed = archive_by([Step::post(ARCHIVE).reply(502, "<html>"), archived()]).await;
    assert!(!changed.unwrap().is_made());
    let changed = archive_by([Step::post(ARCHIVE).reply(400, REFUSED), archived()]).await;
    assert!(!changed.unwrap().is_made());
}

#[tokio::test]
async fn what_is_not_as_wished_stays_an_error() {
    let pending = || Step::post(GET).reply(200, golden!("invoice-single.pending"));
    let error = archive_by([Step::post(ARCHIVE).fail(cut()), pending()]).await.unwrap_err();
    assert!(matches!(error, Error::NoAnswer(_)), "{error:?}");
    assert_eq!(error.outcome(), Outcome::Unknown);
    let error = archive_by([Step::post(ARCHIVE).reply(400, REFUSED), pending()]).await.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::InvoiceState));
    assert_eq!(error.outcome(), Outcome::NotApplied);
    // Nothing to look at: the invoice does not exist.
    let absent = Step::post(ARCHIVE).reply(400, golden!("error.004"));
    let error = archive_by([absent]).await.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::NotFound));
}

#[tokio::test]
async fn an_answer_about_another_invoice_is_a_mismatch() {
    for path in [ARCHIVE, ACCEPT, CLOSE] {
        let other = golden!("invoice-single.archived").replace("88213", "88214");
        let script = ScriptedTransport::new([Step::post(path).reply(200, other)]);
        let client = scripted_client(&script);
        let invoices = client.invoices();
        let changed = match path {
            ARCHIVE => invoices.archive(&id()).await,
            ACCEPT => invoices.return_to_paid(&id()).await,
            _ => invoices.close_intervention(&id()).await,
        };
        let error = changed.unwrap_err();
        assert!(matches!(error, Error::Mismatch(_)), "{error:?}");
    }
}

/// A success counts if the invoice shows it, in the answer or after it.
#[tokio::test]
async fn a_success_that_changed_nothing_is_unknown() {
    let still = || Step::post(ARCHIVE).reply(200, golden!("invoice-single.pending"));
    let read = |reply: &'static str| Step::post(GET).reply(200, reply);
    let later = archive_by([still(), read(golden!("invoice-single.archived"))]).await.unwrap();
    assert!(!later.is_made());
    let error = archive_by([still(), read(golden!("invoice-single.pending"))]).await.unwrap_err();
    let Error::Mismatch(mismatch) = &error else { panic!("{error:?}") };
    let difference = &mismatch.differences()[0];
    assert_eq!((difference.field, difference.wanted.as_str()), ("state", "ARCHIVED"));
    assert_eq!(error.outcome(), Outcome::Unknown);
}
