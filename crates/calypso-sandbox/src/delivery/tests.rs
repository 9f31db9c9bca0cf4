//! Workers come and go with their subscriptions, and rest while there is nothing to do.
//!
//! One thread runs everything here, so a number of yields is a moment that can be repeated.

use std::sync::Arc;
use std::time::Duration;

use calypso_model::{AccountId, EventService, SubscriptionId};
use calypso_sign::Timestamp;
use calypso_testkit::{LoopbackServer, ManualClock};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Handle};
use tokio::task::{JoinHandle, yield_now};
use tokio::time::{Instant, pause, timeout};
use url::Url;

use super::reach::Reach;
use super::{ATTEMPTS_AT_ONCE, DeliveryClient, dispatch};
use crate::clock::{Course, VirtualClock};
use crate::journal::Journal;
use crate::origin::Origin;
use crate::rules::{AttemptResult, NewInvoice, NewSubscription, PageLinks, Price, Silence, World};
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
        Self::with_limit(ATTEMPTS_AT_ONCE)
    }

    fn with_limit(limit: usize) -> Self {
        Self::with(limit, Journal::default())
    }

    fn with(limit: usize, journal: Journal) -> Self {
        let origin = Origin::new([7; 32], START, Course::REAL);
        let (world, merchant) = origin.world().unwrap();
        let account = merchant.account;
        let clock = VirtualClock::new(Arc::new(ManualClock::new(START)), origin.course);
        let shared = Arc::new(Shared::new(State::new(origin, world, journal), clock));
        let client = DeliveryClient::build(Reach::new(false), false).unwrap();
        let dispatcher = tokio::spawn(dispatch(Arc::clone(&shared), client, limit));
        Self { shared, account, receiver: LoopbackServer::start([]), dispatcher }
    }

    fn subscribe(&self) {
        self.subscribe_at(id(), self.receiver.base_url());
    }

    fn subscribe_at(&self, id: SubscriptionId, url_text: String) {
        let new = NewSubscription {
            id,
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
        self.shared.commit(|state| {
            state.world.create_invoice(&self.account, donations()).cloned().unwrap();
        });
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
    numbered(1)
}

fn numbered(number: u8) -> SubscriptionId {
    SubscriptionId::parse(&format!("00000000-0000-4000-8000-00000000000{number}")).unwrap()
}

/// Reads a request to its end: no test sends a body that ends otherwise.
async fn read(stream: &mut TcpStream) {
    let mut request = Vec::new();
    while !request.ends_with(b"}}") {
        assert_ne!(stream.read_buf(&mut request).await.unwrap(), 0);
    }
}

fn donations() -> NewInvoice {
    NewInvoice {
        price: Price::Any,
        currency: "BTC".parse().unwrap(),
        description: String::from("Donations"),
        key: None,
        external_id: None,
        expiration: None,
        page: PageLinks::default(),
        fiat_available: None,
    }
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

#[tokio::test]
async fn only_so_many_attempts_are_made_at_once() {
    let post = Post::with_limit(2);
    let receiver = TcpListener::bind("127.0.0.1:0").await.unwrap();
    for number in 1..=3 {
        let url = format!("http://{}/", receiver.local_addr().unwrap());
        post.subscribe_at(numbered(number), url);
    }
    post.something_happens();
    let mut open = Vec::new();
    for _ in 0..2 {
        let (mut stream, _) = receiver.accept().await.unwrap();
        read(&mut stream).await;
        open.push(stream);
    }
    turns(LONG).await;
    let waiting =
        post.shared.look(|world| (1..=3).filter(|one| world.has_job(&numbered(*one))).count());
    assert_eq!(waiting, 1);
    for mut stream in open {
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.unwrap();
    }
    let (mut last, _) = receiver.accept().await.unwrap();
    read(&mut last).await;
    last.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.unwrap();
    post.settle().await;
}

#[tokio::test]
async fn a_receiver_has_ten_seconds_to_answer() {
    let (mut world, merchant) = Origin::new([7; 32], START, Course::REAL).world().unwrap();
    let account = merchant.account;
    let receiver = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url_text = format!("http://{}/", receiver.local_addr().unwrap());
    let url = Url::parse(&url_text).unwrap();
    let services = vec![EventService::Invoice];
    let new = NewSubscription { id: id(), event_types: Vec::new(), services, url, url_text };
    world.subscribe(&account, new).unwrap();
    world.create_invoice(&account, donations()).unwrap();
    let job = world.next_job(&id()).unwrap();

    let client = DeliveryClient::build(Reach::new(false), false).unwrap();
    let began = Instant::now();
    let attempt = tokio::spawn(async move { client.deliver(&job).await });
    let (mut stream, _) = receiver.accept().await.unwrap();
    read(&mut stream).await;
    // Nothing more arrives, so time now leaps to whatever is waited for next.
    pause();
    assert_eq!(attempt.await.unwrap(), AttemptResult::NoAnswer(Silence::TimedOut));
    assert_eq!(began.elapsed().as_secs(), 10);
}

/// The events of another state have the same numbers and the same keys.
#[cfg(feature = "sqlite")]
#[tokio::test]
async fn what_waits_for_the_store_is_not_sent_once_another_state_is_in_its_place() {
    use crate::keeper::{Keeper, Progress};

    let (keeper, store) = Keeper::new();
    let post = Post::with(ATTEMPTS_AT_ONCE, Journal::new(Vec::new(), Some(keeper)));
    post.subscribe();
    post.something_happens();
    turns(LONG).await;
    let origin = post.shared.commit(|state| state.start.clone());
    let world = origin.world().unwrap().0;
    let course = origin.course;
    post.shared.replace(origin, world, course, Vec::new());
    store.progress.send_replace(Progress::Kept(u64::MAX));
    turns(LONG).await;

    // Only what happens from now on is told.
    post.subscribe();
    post.something_happens();
    post.something_happens();
    post.settle().await;
    assert_eq!(post.arrived(), [1, 2]);
}
