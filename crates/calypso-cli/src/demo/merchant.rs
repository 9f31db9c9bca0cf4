//! The merchant: receives webhooks, verifies them, refetches what they announce, keeps the book.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::{FromRef, State};
use axum::routing::post;
use bytes::Bytes;
use calypso_flows::{Client, DepositConfirmation};
use calypso_model::{
    Event, EventData, EventService, Fee, InvoiceId, InvoiceType, NewSubscription, TransactionId,
};
use calypso_sign::{ApiKey, SecretKey};
use calypso_webhooks::{DedupKey, Raw, Receiver, Verified, WebhookRejection};
use http::{HeaderMap, StatusCode};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use super::book::{Book, Kind};

/// The path of the merchant's webhooks.
pub(crate) const PATH: &str = "/calypso/webhooks";

/// How many events may wait for their refetch.
const QUEUE: usize = 1000;

/// What the receiving side has counted.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    /// Distinct events that were verified, parsed and confirmed by a refetch.
    pub(crate) confirmed: u64,
    /// Deliveries that were refused.
    pub(crate) refused: u64,
    /// Genuine deliveries that had come before.
    pub(crate) repeated: u64,
}

/// What the merchant knows.
#[derive(Debug, Default)]
struct Knowledge {
    book: Book,
    seen: HashSet<DedupKey>,
    counts: Counts,
    /// The first genuine delivery, as it stood on the wire, for the demo's forger and repeater.
    sample: Option<(HeaderMap, Bytes)>,
    /// Why an event could not be confirmed.
    trouble: Option<String>,
}

/// The webhook handler's state.
#[derive(Clone, FromRef)]
struct Inbox {
    receiver: Receiver,
    shared: Arc<Shared>,
    events: mpsc::Sender<Event>,
}

#[derive(Debug)]
struct Shared {
    knowledge: Mutex<Knowledge>,
    changed: watch::Sender<u64>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Knowledge> {
        self.knowledge.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes what is known and wakes whoever waits for news.
    fn change(&self, change: impl FnOnce(&mut Knowledge)) {
        change(&mut self.lock());
        self.changed.send_modify(|version| *version = version.wrapping_add(1));
    }
}

/// A merchant whose server and worker run until it is dropped.
#[derive(Debug)]
pub(crate) struct Merchant {
    address: SocketAddr,
    public_key: ApiKey,
    shared: Arc<Shared>,
    tasks: [JoinHandle<()>; 2],
}

impl Drop for Merchant {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl Merchant {
    /// Listens on a free port, subscribes that address, and serves it with the subscription's keys.
    pub(crate) async fn start(client: &Client) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let address = listener.local_addr()?;
        let new = NewSubscription::new(
            client.random_subscription_id()?,
            format!("http://{address}{PATH}"),
        )
        .with_service(EventService::Invoice)
        .with_service(EventService::CustomerPurse);
        let subscription = client.webhooks().subscribe(new).await?;
        let public_key = ApiKey::new(subscription.public_key.as_str())?;
        let secret = SecretKey::new(subscription.secret_key.expose_secret())?;
        let receiver = Receiver::new(public_key.clone(), &secret);

        let (events, queue) = mpsc::channel(QUEUE);
        let (changed, _) = watch::channel(0);
        let shared = Arc::new(Shared { knowledge: Mutex::default(), changed });
        let inbox = Inbox { receiver, shared: Arc::clone(&shared), events };
        let router = Router::new().route(PATH, post(receive)).with_state(inbox);
        let server = tokio::spawn(async move {
            // The server ends with the task; until then it has no error to report.
            axum::serve(listener, router).await.ok();
        });
        let worker = tokio::spawn(confirm_all(client.clone(), Arc::clone(&shared), queue));
        Ok(Self { address, public_key, shared, tasks: [server, worker] })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}{PATH}", self.address)
    }

    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) const fn public_key(&self) -> &ApiKey {
        &self.public_key
    }

    pub(crate) fn counts(&self) -> Counts {
        self.shared.lock().counts
    }

    /// Returns a genuine delivery that has arrived.
    pub(crate) fn sample(&self) -> Option<(HeaderMap, Bytes)> {
        self.shared.lock().sample.clone()
    }

    /// Reads the book.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Book) -> T) -> T {
        read(&self.shared.lock().book)
    }

    /// Waits until the book satisfies a condition, or something went wrong.
    pub(crate) async fn until(
        &self,
        mut done: impl FnMut(&Book, &Counts) -> bool,
    ) -> anyhow::Result<()> {
        let mut changes = self.shared.changed.subscribe();
        loop {
            {
                let knowledge = self.shared.lock();
                if let Some(trouble) = &knowledge.trouble {
                    anyhow::bail!("an event could not be confirmed: {trouble}");
                }
                if done(&knowledge.book, &knowledge.counts) {
                    return Ok(());
                }
            }
            changes.changed().await?;
        }
    }
}

/// Answers a delivery: 200 for anything genuine, new or not, and the refusal's status for the rest.
///
/// A merchant with money at stake commits the event to a database before it answers; the demo's
/// memory stands for that.
async fn receive(
    State(inbox): State<Inbox>,
    headers: HeaderMap,
    delivery: Result<Verified<Raw>, WebhookRejection>,
) -> Result<StatusCode, WebhookRejection> {
    let parsed = delivery.and_then(|raw| Ok((raw.parse()?, raw)));
    let (event, raw) = match parsed {
        Ok(proven) => proven,
        Err(rejection) => {
            inbox.shared.change(|knowledge| {
                knowledge.counts.refused = knowledge.counts.refused.saturating_add(1);
            });
            return Err(rejection);
        }
    };
    // A place in the queue comes first: an event that was marked as seen and then lost would be
    // taken for a duplicate when it is delivered again.
    let Ok(place) = inbox.events.reserve().await else {
        return Ok(StatusCode::SERVICE_UNAVAILABLE);
    };
    let is_new = inbox.shared.lock().seen.insert(event.dedup_key());
    if is_new {
        inbox.shared.lock().sample.get_or_insert_with(|| (headers, raw.body().clone()));
        place.send(event.into_event());
    } else {
        inbox.shared.change(|knowledge| {
            knowledge.counts.repeated = knowledge.counts.repeated.saturating_add(1);
        });
    }
    Ok(StatusCode::OK)
}

/// Confirms each event by refetching what it announces.
async fn confirm_all(client: Client, shared: Arc<Shared>, mut queue: mpsc::Receiver<Event>) {
    while let Some(event) = queue.recv().await {
        match confirm(&client, &shared, &event).await {
            Ok(()) => shared.change(|knowledge| {
                knowledge.counts.confirmed = knowledge.counts.confirmed.saturating_add(1);
            }),
            Err(error) => {
                shared.change(|knowledge| {
                    knowledge.trouble = Some(format!("{}: {error:#}", event.event_type));
                });
            }
        }
    }
}

async fn confirm(client: &Client, shared: &Shared, event: &Event) -> anyhow::Result<()> {
    let fee = event.data.service_fee();
    if let EventData::PurseDeposit(data) = &event.data {
        let id = &data.transaction_id;
        let fee = known_or(shared, Kind::CustomerPurse, id, fee);
        let deposit = client.purses().confirm(id, fee).await?;
        record(shared, Kind::CustomerPurse, &deposit);
    }
    if let Some(invoice) = event.data.invoice_id() {
        confirm_invoice(client, shared, invoice, event.data.transaction_ids(), fee).await?;
    }
    Ok(())
}

async fn confirm_invoice(
    client: &Client,
    shared: &Shared,
    invoice: &InvoiceId,
    deposits: &[TransactionId],
    fee: Fee,
) -> anyhow::Result<()> {
    let settlement = client.invoices().confirm_settlement(invoice).await?;
    if settlement.invoice.invoice_type != InvoiceType::Unlimited {
        shared.change(|knowledge| knowledge.book.record_settlement(&settlement));
        return Ok(());
    }
    for id in deposits {
        let fee = known_or(shared, Kind::Unlimited, id, fee);
        let deposit = client.invoices().confirm_deposit(invoice, id, fee).await?;
        record(shared, Kind::Unlimited, &deposit);
    }
    Ok(())
}

/// Returns the fee of this event, or the one that an earlier event of the deposit reported.
fn known_or(shared: &Shared, kind: Kind, id: &TransactionId, fee: Fee) -> Fee {
    if fee.is_not_reported() { shared.lock().book.known_fee(kind, id) } else { fee }
}

fn record(shared: &Shared, kind: Kind, deposit: &DepositConfirmation) {
    shared.change(|knowledge| knowledge.book.record_deposit(kind, deposit));
}
