//! Decisions about invoices whose answer is lost on a real connection: they are sent once, and
//! the invoice tells what became of them.

use calypso_flows::{Change, Client, Error, Outcome};
use calypso_model::{
    Endpoint, ErrorCode, Invoice, InvoiceId, InvoiceState, NewBoundInvoice, NewSingleInvoice,
};
use calypso_sandbox::Sandbox;
use calypso_transport::HttpTransport;

use crate::cutting_proxy::Cut;
use crate::journeys::{amount, currency, often};
use crate::lost_creations::through;
use crate::worlds::{credentials, sandbox};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Decision {
    Archive,
    Accept,
    Close,
}

const DECISIONS: [Decision; 3] = [Decision::Archive, Decision::Accept, Decision::Close];

impl Decision {
    const fn endpoint(self) -> Endpoint {
        match self {
            Self::Archive => Endpoint::InvoiceArchive,
            Self::Accept => Endpoint::InvoiceReturnToPaid,
            Self::Close => Endpoint::InvoiceCloseIntervention,
        }
    }

    async fn make(self, client: &Client, id: &InvoiceId) -> Result<Change<Invoice>, Error> {
        match self {
            Self::Archive => client.invoices().archive(id).await,
            Self::Accept => client.invoices().return_to_paid(id).await,
            Self::Close => client.invoices().close_intervention(id).await,
        }
    }

    fn is_made(self, invoice: &Invoice) -> bool {
        match self {
            Self::Archive => invoice.state == InvoiceState::Archived,
            Self::Accept => invoice.state.is_paid(),
            Self::Close => invoice.is_intervention_resolved,
        }
    }
}

/// What can happen to an answer once the decision is made.
const FAULTS: &[Cut] = &[
    Cut::AfterApplied,
    Cut::Stalled,
    Cut::Halved,
    Cut::Replaced { head: "HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html", body: "<html>" },
    Cut::Replaced {
        head: "HTTP/1.1 500 Internal Server Error\r\ncontent-type: application/json",
        body: r#"{"errorCode":"000","message":"failed"}"#,
    },
    // It came twice, and the answer to the second copy arrived.
    Cut::Replaced {
        head: "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json",
        body: r#"{"errorCode":"006","message":"Invoice is not in that state"}"#,
    },
];

/// Makes an invoice about which the decision can be made.
async fn ready(sandbox: &Sandbox, decision: Decision) -> InvoiceId {
    let transport = HttpTransport::new(sandbox.base_url()).unwrap();
    let client = Client::new(credentials(sandbox), transport);
    let usdt = currency("USDT_TRX");
    let new = NewSingleInvoice::new(amount("10"), usdt.clone(), "Order 1042");
    let invoice = client.invoices().create_single(new).await.unwrap();
    if decision != Decision::Archive {
        let address = invoice.invoice_address.clone().unwrap();
        sandbox.deposit(&address, &usdt, amount("9")).await.unwrap();
        client.invoices().follow_until_settled(&invoice.id, often()).await.unwrap();
    }
    if decision == Decision::Close {
        client.invoices().return_to_paid(&invoice.id).await.unwrap();
        client.invoices().follow_until_settled(&invoice.id, often()).await.unwrap();
    }
    invoice.id.clone()
}

#[tokio::test]
async fn a_decision_that_was_made_is_found_made_and_was_sent_once() {
    for decision in DECISIONS {
        for &fault in FAULTS {
            let sandbox = sandbox().await;
            let id = ready(&sandbox, decision).await;
            let (client, proxy) = through(&sandbox, decision.endpoint(), fault).await;
            let change = decision.make(&client, &id).await.unwrap();
            assert!(matches!(change, Change::AlreadySo(_)), "{decision:?} {fault:?}: {change:?}");
            assert!(decision.is_made(&change), "{decision:?} {fault:?}: {change:?}");
            assert_eq!(proxy.passed(decision.endpoint().path()).len(), 1, "{decision:?} {fault:?}");
            assert_eq!(proxy.passed(Endpoint::InvoiceGet.path()).len(), 1);
        }
    }
}

/// The connection broke, so nobody here can know; nothing is repeated, and the caller is told so.
#[tokio::test]
async fn a_decision_that_never_arrived_stays_unknown_and_is_not_repeated() {
    for decision in DECISIONS {
        let sandbox = sandbox().await;
        let id = ready(&sandbox, decision).await;
        let (client, proxy) = through(&sandbox, decision.endpoint(), Cut::BeforeApplied).await;
        let error = decision.make(&client, &id).await.unwrap_err();
        assert!(matches!(error, Error::NoAnswer(_)), "{decision:?}: {error:?}");
        assert_eq!(error.outcome(), Outcome::Unknown);
        assert_eq!(proxy.passed(decision.endpoint().path()).len(), 1, "{decision:?}");
        let found = client.invoices().get(&id).await.unwrap();
        assert!(!decision.is_made(&found), "{decision:?}: {found:?}");
        // The caller decides again, and this time it arrives.
        let change = decision.make(&client, &id).await.unwrap();
        assert!(change.is_made(), "{decision:?}: {change:?}");
    }
}

/// Refused by the service itself, since somebody was quicker or it came to be so by itself.
#[tokio::test]
async fn what_is_so_already_is_no_error_and_what_cannot_be_is_one() {
    let sandbox = sandbox().await;
    let transport = HttpTransport::new(sandbox.base_url()).unwrap();
    let client = Client::new(credentials(&sandbox), transport);
    for decision in [Decision::Archive, Decision::Accept] {
        let id = ready(&sandbox, decision).await;
        assert!(decision.make(&client, &id).await.unwrap().is_made());
        assert!(!decision.make(&client, &id).await.unwrap().is_made());
    }
    let unpaid = ready(&sandbox, Decision::Archive).await;
    let waiting = ready(&sandbox, Decision::Accept).await;
    for (decision, id) in [
        (Decision::Accept, &unpaid),
        (Decision::Close, &unpaid),
        (Decision::Archive, &waiting),
        (Decision::Close, &waiting),
    ] {
        let error = decision.make(&client, id).await.unwrap_err();
        assert_eq!(error.code(), Some(&ErrorCode::InvoiceState), "{decision:?}");
        assert_eq!(error.outcome(), Outcome::NotApplied, "{decision:?}");
    }
}

#[tokio::test]
async fn a_bound_invoice_with_another_bound_under_the_key_is_a_mismatch() {
    let sandbox = sandbox().await;
    let transport = HttpTransport::new(sandbox.base_url()).unwrap();
    let client = Client::new(credentials(&sandbox), transport);
    let new = |bound: &str| NewBoundInvoice::new(amount(bound), currency("USDT_TRX"), "Gift");
    let key = client.random_key().unwrap();
    let order = new("10").with_idempotency_key(key.clone());
    assert!(client.invoices().create_bound(order.clone()).await.unwrap().is_created());
    assert!(!client.invoices().create_bound(order).await.unwrap().is_created());
    let other = new("10.000001").with_idempotency_key(key);
    let error = client.invoices().create_bound(other).await.unwrap_err();
    let Error::Mismatch(mismatch) = &error else { panic!("{error:?}") };
    assert_eq!(mismatch.differences().len(), 1);
    let difference = &mismatch.differences()[0];
    assert_eq!((difference.field, &*difference.wanted), ("lowerBound", "10.000001"));
    assert_eq!(difference.found.as_deref(), Some("10"));
    assert_eq!(sandbox.counts().invoices, 1);
}
