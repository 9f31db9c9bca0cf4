//! Every creation under a key, its answer lost in every way after the service applied it: the key
//! is looked up, the object found, and there is one of it.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use calypso_flows::{Client, Error, RetryPolicy};
use calypso_model::{
    Endpoint, EventService, IdempotencyKey, MassAddress, NewBoundInvoice, NewMassPayout, NewPayout,
    NewSingleFiatInvoice, NewSingleFiatWidget, NewSingleInvoice, NewSubscription,
    NewUnlimitedInvoice, NewUnlimitedLinkedWidget,
};
use calypso_sandbox::{Counts, Sandbox};
use calypso_transport::HttpTransport;

use crate::cutting_proxy::{Cut, CuttingProxy};
use crate::journeys::{amount, currency};
use crate::worlds::{credentials, sandbox};

/// What can happen to an answer once the request is applied.
const FAULTS: &[Cut] = &[
    Cut::AfterApplied,
    Cut::Stalled,
    Cut::Halved,
    // A proxy in between gave up.
    Cut::Replaced { head: "HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html", body: "<html>" },
    // The service failed after it had written the object down.
    Cut::Replaced {
        head: "HTTP/1.1 500 Internal Server Error\r\ncontent-type: application/json",
        body: r#"{"errorCode":"000","message":"failed"}"#,
    },
    // It came twice, and the answer to the second copy arrived.
    Cut::Replaced {
        head: "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json",
        body: r#"{"errorCode":"016","message":"Key already exists"}"#,
    },
];

const EVM: &str = "0x52908400098527886E0F7030069857D2E4169EE7";

pub(crate) async fn through(
    sandbox: &Sandbox,
    endpoint: Endpoint,
    fault: Cut,
) -> (Client, CuttingProxy) {
    let service: SocketAddr = sandbox.base_url().strip_prefix("http://").unwrap().parse().unwrap();
    let proxy = CuttingProxy::start(service, endpoint.path(), &[fault]).await;
    let mut policy = RetryPolicy::default();
    policy.delay_base = Duration::from_millis(1);
    // Time enough for loopback, and soon over where nothing comes.
    policy.attempt_limit = Duration::from_millis(400);
    let transport = HttpTransport::new(&proxy.base_url()).unwrap();
    let client = Client::builder(credentials(sandbox), transport).with_retry_policy(policy).build();
    (client, proxy)
}

/// Checks that a creation whose answer was lost is found, was sent once, and made one object.
async fn check<F>(
    endpoint: Endpoint,
    count: fn(&Counts) -> usize,
    create: impl Fn(Client, IdempotencyKey) -> F,
) where
    F: Future<Output = Result<bool, Error>>,
{
    for &fault in FAULTS {
        let sandbox = sandbox().await;
        sandbox.top_up(&currency("ETH"), amount("100")).unwrap();
        let (client, proxy) = through(&sandbox, endpoint, fault).await;
        let key = client.random_key().unwrap();
        let is_created = create(client.clone(), key.clone()).await.unwrap();
        assert!(!is_created, "{endpoint:?} {fault:?}: its answer was lost");
        assert_eq!(proxy.passed(endpoint.path()).len(), 1, "{endpoint:?} {fault:?}");
        assert_eq!(count(&sandbox.counts()), 1, "{endpoint:?} {fault:?}");
        // And once more by the caller, as after a crash: still one.
        assert!(!create(client, key).await.unwrap(), "{endpoint:?} {fault:?}");
        assert_eq!(count(&sandbox.counts()), 1, "{endpoint:?} {fault:?}");
    }
}

#[tokio::test]
async fn invoices_over_crypto() {
    check(
        Endpoint::InvoiceSingleCreate,
        |counts| counts.invoices,
        async |client, key| {
            let new = NewSingleInvoice::new(amount("25.50"), currency("USDT_TRX"), "Order 1042");
            let creation = client.invoices().create_single(new.with_idempotency_key(key)).await?;
            Ok(creation.is_created())
        },
    )
    .await;
}

#[tokio::test]
async fn invoices_over_fiat() {
    check(
        Endpoint::InvoiceSingleFiatCreate,
        |counts| counts.invoices,
        async |client, key| {
            let (eur, usdt) = (currency("EUR"), currency("USDT_TRX"));
            let new = NewSingleFiatInvoice::new(amount("25.50"), eur, usdt, "Order 1042");
            let creation =
                client.invoices().create_single_fiat(new.with_idempotency_key(key)).await?;
            Ok(creation.is_created())
        },
    )
    .await;
}

#[tokio::test]
async fn invoices_without_an_amount() {
    check(
        Endpoint::InvoiceUnlimitedCreate,
        |counts| counts.invoices,
        async |client, key| {
            let new = NewUnlimitedInvoice::new(currency("ETH"), "Top up").with_idempotency_key(key);
            Ok(client.invoices().create_unlimited(new).await?.is_created())
        },
    )
    .await;
}

#[tokio::test]
async fn invoices_from_a_bound_on() {
    check(
        Endpoint::InvoiceBoundCreate,
        |counts| counts.invoices,
        async |client, key| {
            let new = NewBoundInvoice::new(amount("10"), currency("USDT_TRX"), "Gift");
            let creation = client.invoices().create_bound(new.with_idempotency_key(key)).await?;
            Ok(creation.is_created())
        },
    )
    .await;
}

#[tokio::test]
async fn subscriptions() {
    check(
        Endpoint::WebhookCreate,
        |counts| counts.subscriptions,
        async |client, key| {
            let id = key.as_str().parse().unwrap();
            let new = NewSubscription::new(id, "http://127.0.0.1:9/unused")
                .with_service(EventService::Invoice);
            Ok(client.webhooks().subscribe(new).await?.is_created())
        },
    )
    .await;
}

#[tokio::test]
async fn widgets_over_fiat() {
    check(
        Endpoint::WidgetSingleFiatCreate,
        |counts| counts.widgets,
        async |client, key| {
            let currencies = vec![currency("USDT_TRX"), currency("BTC")];
            let new =
                NewSingleFiatWidget::new(amount("49.90"), currency("EUR"), currencies, "Order 7");
            let creation =
                client.widgets().create_single_fiat(new.with_idempotency_key(key)).await?;
            Ok(creation.is_created())
        },
    )
    .await;
}

#[tokio::test]
async fn widgets_without_an_amount() {
    check(
        Endpoint::WidgetUnlimitedLinkedCreate,
        |counts| counts.widgets,
        async |client, key| {
            let new = NewUnlimitedLinkedWidget::new(vec![currency("ETH")], "Client 17");
            let creation =
                client.widgets().create_unlimited_linked(new.with_idempotency_key(key)).await?;
            Ok(creation.is_created())
        },
    )
    .await;
}

/// The same for what moves money, which is never sent twice by itself.
#[tokio::test]
async fn payouts() {
    check(
        Endpoint::PayoutCreate,
        |counts| counts.payouts,
        async |client, key| {
            let to = EVM.parse().unwrap();
            let new = NewPayout::new(to, amount("1.5"), currency("ETH"), key);
            Ok(client.payouts().create(new).await?.is_created())
        },
    )
    .await;
}

#[tokio::test]
async fn mass_payouts() {
    check(
        Endpoint::PayoutMassCreate,
        |counts| counts.mass_payouts,
        async |client, key| {
            let entry = MassAddress::new(EVM.parse().unwrap(), amount("1.5"));
            let new = NewMassPayout::new(currency("ETH"), "Wages", key).with_addresses([entry]);
            Ok(client.payouts().create_mass(new).await?.is_created())
        },
    )
    .await;
}
