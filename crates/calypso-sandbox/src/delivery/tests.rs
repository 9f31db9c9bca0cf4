//! Workers come and go with their subscriptions, and rest while there is nothing to do.
//!
//! One thread runs everything here, so a number of yields is a moment that can be repeated.

use std::sync::Arc;
use std::time::Duration;

use calypso_model::{AccountId, EventService, SubscriptionId};
use calypso_sign::Timestamp;
use calypso_testkit::{LoopbackServer, ManualClock};
use tokio::runtime::{Builder, Handle};
use tokio::task::{JoinHandle, yield_now};
use tokio::time::timeout;
use url::Url;

use super::reach::Reach;
use super::{DeliveryClient, dispatch};
use crate::clock::{Course, VirtualClock};
use crate::journal::Journal;
use crate::origin::Origin;
use crate::rules::{NewInvoice, NewSubscription, PageLinks, Price, World};
use crate::shared::{Shared, State};

const START: Timestamp = Timestamp::from_millis(1_650_885_468_390);

/// Far more turns than any task here needs to come to rest.
const LONG: usize = 64;

/// After this a test fails rather than waits.
const PATIENCE: Duration = Duration::from_secs(5);

/// The dispatcher with a world of its own, and a receiver.
struct Post {
    shared: Arc<Shared>,
    account: AccountId,
    receiver: LoopbackServer,
    dispatcher: JoinHandle<()>,
}

impl Post {
    fn open() -> Self {
        let origin = Origin::new([7; 32], START, Course::REAL);
        let (world, merchant) = origin.world().unwrap();
        let account = merchant.account;
        let clock = VirtualClock::new(Arc::new(ManualClock::new(START)), origin.course);
        let shared = Arc::new(Shared::new(State::new(origin, world, Journal::default()), clock));
        let client = DeliveryClient::build(Reach::new(false), false).unwrap();
        let dispatcher = tokio::spawn(dispatch(Arc::clone(&shared), client));
        Self { shared, account, receiver: LoopbackServer::start([]), dispatcher }
    }

    fn subscribe(&self) {
        let url_text = self.receiver.base_url();
        let new = NewSubscription {
            id: id(),
            event_types: Vec::new(),
            services: vec![EventService::Invoice],
            url: Url::parse(&url_text).unwrap(),
            url_text,
        };
        self.shared.commit(|state| state.world.subscribe(&self.account, new)).unwrap();
    }

    fn unsubscribe(&self) {
        self.shared.commit(|state| state.world.unsubscribe(&self.account, &id())).unwrap();
    }

    fn something_happens(&self) {
        let new = NewInvoice {
            price: Price::Any,
            currency: "BTC".parse().unwrap(),
            description: String::from("Donations"),
            key: None,
            external_id: None,
            expiration: None,
            page: PageLinks::default(),
            fiat_available: None,
        };
        self.shared.commit(|state| state.world.create_invoice(&self.account, new)).unwrap();
    }

    async fn settle(&self) {
        let quiet = self.shared.until(World::is_quiet);
        timeout(PATIENCE, quiet).await.expect("somebody sends what is due");
    }

    /// The numbers of the events that arrived.
    fn arrived(&self) -> Vec<u64> {
        let number = |body: &[u8]| {
            let event: serde_json::Value = serde_json::from_slice(body).unwrap();
            event.get("id").and_then(serde_json::Value::as_u64).unwrap()
        };
        self.receiver.arrivals().iter().map(|arrival| number(&arrival.body)).collect()
    }
}

fn id() -> SubscriptionId {
    SubscriptionId::parse("00000000-0000-4000-8000-000000000001").unwrap()
}

async fn turns(count: usize) {
    for _ in 0..count {
        yield_now().await;
    }
}

fn tasks() -> usize {
    Handle::current().metrics().num_alive_tasks()
}

#[tokio::test]
async fn a_worker_ends_with_its_subscription() {
    let post = Post::open();
    turns(LONG).await;
    let without = tasks();
    for _ in 0..3 {
        post.subscribe();
        turns(LONG).await;
        assert_eq!(tasks(), without + 1);
        post.unsubscribe();
        turns(LONG).await;
        assert_eq!(tasks(), without);
    }
    assert!(!post.dispatcher.is_finished());
}

/// The tasks wake each other by changes alone, so without changes nobody runs in circles.
#[tokio::test]
async fn nobody_is_busy_once_everything_is_said() {
    let post = Post::open();
    let mut changes = post.shared.changes();
    post.subscribe();
    post.something_happens();
    post.settle().await;
    turns(LONG).await;
    changes.mark_unchanged();
    turns(LONG).await;
    assert!(!changes.has_changed().unwrap(), "with a subscription");
    post.unsubscribe();
    turns(LONG).await;
    changes.mark_unchanged();
    turns(LONG).await;
    assert!(!changes.has_changed().unwrap(), "after it was deleted");
    assert_eq!(post.arrived(), [1]);
}

/// Plays a scene once for each moment, in a runtime of its own, so that nothing is left over.
fn at_every_moment(scene: impl AsyncFn(usize)) {
    for moment in 0..24 {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(scene(moment));
    }
}

/// Whether the old worker still waits, is about to end, or is gone: one worker serves the id.
#[test]
fn an_id_that_is_used_again_is_served_at_whatever_moment_that_is() {
    at_every_moment(async |moment| {
        let post = Post::open();
        post.subscribe();
        turns(LONG).await;
        let one_worker = tasks();
        post.unsubscribe();
        turns(moment).await;
        post.subscribe();
        turns(LONG).await;
        assert_eq!(tasks(), one_worker, "after {moment} turns");
        for _ in 0..3 {
            post.something_happens();
        }
        post.settle().await;
        assert_eq!(post.arrived(), [1, 2, 3], "after {moment} turns");
    });
}

/// What is deleted between two events is not told the first one late.
#[test]
fn an_id_that_is_used_again_hears_nothing_of_the_time_before_at_whatever_moment() {
    at_every_moment(async |moment| {
        let post = Post::open();
        post.subscribe();
        turns(LONG).await;
        post.something_happens();
        post.unsubscribe();
        turns(moment).await;
        post.subscribe();
        post.something_happens();
        post.settle().await;
        assert_eq!(post.arrived(), [2], "after {moment} turns");
    });
}
