//! Nothing leaves before all that happened so far is kept: no answer, no refusal, no page.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use calypso_model::{Endpoint, ErrorCode};
use calypso_sign::{Signer, Timestamp};
use calypso_testkit::ManualClock;
use futures_util::FutureExt as _;
use tower_service::Service as _;

use super::{Api, router};
use crate::clock::{Course, VirtualClock};
use crate::faults::{EndpointFault, Fault};
use crate::journal::{Entry, Journal, Lines};
use crate::keeper::{Keeper, KeeperEnd, Progress};
use crate::merchant::Merchant;
use crate::options::ErrorStatuses;
use crate::origin::Origin;
use crate::shared::{Shared, State};

const NOW: Timestamp = Timestamp::from_millis(1_650_885_468_390);

/// A server whose store is slow: it keeps something when the test says so.
struct Desk {
    router: Router,
    merchant: Merchant,
    shared: Arc<Shared>,
    store: KeeperEnd,
}

impl Desk {
    fn open() -> Self {
        let origin = Origin::new([7; 32], NOW, Course::REAL);
        let (world, merchant) = origin.world().unwrap();
        let (keeper, store) = Keeper::new();
        let mut state = State::new(origin, world, Journal::new(Lines::new(), Some(keeper)));
        state.record(&Entry::Resumed);
        let clock = VirtualClock::new(Arc::new(ManualClock::new(NOW)), Course::REAL);
        let shared = Arc::new(Shared::new(state, clock));
        let api = Api {
            shared: Arc::clone(&shared),
            error_statuses: ErrorStatuses::default(),
            errors: AtomicU64::new(0),
            control_token: None,
        };
        Self { router: router(api), merchant, shared, store }
    }

    fn signed(&self, endpoint: Endpoint, payload: &str) -> Request {
        let account = &self.merchant.account;
        let body = format!(r#"{{"account":"{account}","timestamp":{NOW},"payload":{payload}}}"#);
        let sign = Signer::new(&self.merchant.secret).sign(body.as_bytes()).to_string();
        Request::post(endpoint.path())
            .header("content-type", "application/json")
            .header("key", self.merchant.api_key.as_str())
            .header("sign", sign)
            .body(Body::from(body))
            .unwrap()
    }

    /// A request from this machine to the control API or its page.
    fn local(method: &str, path: &str, body: &'static str) -> Request {
        Request::builder()
            .method(method)
            .uri(path)
            .header("host", "localhost")
            .header("content-type", "application/json")
            .extension(ConnectInfo(SocketAddr::from((Ipv4Addr::LOCALHOST, 1))))
            .body(Body::from(body))
            .unwrap()
    }

    /// Checks that the answer comes with the store's word and not before.
    #[track_caller]
    fn check(&self, request: Request, status: u16) {
        self.store.progress.send_replace(Progress::Kept(0));
        let what = request.uri().to_string();
        let mut answer = self.router.clone().call(request).boxed();
        assert!((&mut answer).now_or_never().is_none(), "{what} was answered too early");
        self.store.progress.send_replace(Progress::Kept(u64::MAX));
        let answer = answer.now_or_never().unwrap().unwrap();
        assert_eq!(answer.status(), status, "{what}");
    }
}

#[test]
fn an_answer_a_read_and_a_refusal_wait_for_the_store() {
    let desk = Desk::open();
    let order = r#"{"amount":1,"currency":"TRX","description":"d"}"#;
    desk.check(desk.signed(Endpoint::InvoiceSingleCreate, order), 200);
    desk.check(desk.signed(Endpoint::InvoiceGet, r#"{"id":"100001"}"#), 200);
    desk.check(desk.signed(Endpoint::InvoiceSingleCreate, "{}"), 400);
    desk.check(desk.signed(Endpoint::InvoiceGet, r#"{"id":"1"}"#), 400);
}

/// It was drawn, so it must not be drawn again after a crash.
#[test]
fn a_fault_waits_for_the_store() {
    let desk = Desk::open();
    for fault in [
        EndpointFault::Refuse(ErrorCode::Internal),
        EndpointFault::ServerError { status: 500, applied: false },
    ] {
        let fault = Fault::on_every_endpoint(fault).with_times(1);
        desk.shared.commit(|state| state.world.add_fault(fault));
        desk.check(desk.signed(Endpoint::AccountGet, "{}"), 500);
    }
}

#[test]
fn the_control_api_its_refusals_and_the_page_wait_for_the_store() {
    let desk = Desk::open();
    desk.check(Desk::local("POST", "/_sandbox/accounts", r#"{"account":"0x1"}"#), 200);
    desk.check(Desk::local("POST", "/_sandbox/accounts", r#"{"account":"0x1"}"#), 400);
    desk.check(Desk::local("GET", "/_sandbox/ledger", ""), 200);
    desk.check(Desk::local("GET", "/_sandbox/", ""), 200);
}

#[test]
fn what_cannot_be_kept_is_told_as_such() {
    let desk = Desk::open();
    desk.store.progress.send_replace(Progress::Failed(String::from("full")));
    let order = desk.signed(Endpoint::InvoiceGet, r#"{"id":"100001"}"#);
    for request in [order, Desk::local("GET", "/_sandbox/ledger", "")] {
        let answer = desk.router.clone().call(request).now_or_never().unwrap().unwrap();
        assert_eq!(answer.status(), 500);
    }
}
