//! Time is one line, whatever is put in the place of what.

use std::sync::{Arc, Mutex};

use calypso_transport::{Clock, async_trait};

use super::*;
use crate::faults::{EndpointFault, Fault, WebhookFault};
use crate::sandbox::Sandbox;

const START: Timestamp = Timestamp::from_millis(1_650_885_468_390);

/// What happens in another thread just after the clock was read.
type Meanwhile = Box<dyn FnOnce() + Send>;

/// A clock that stands still, and while it is read something happens.
#[derive(Default)]
struct Interrupted(Mutex<Option<Meanwhile>>);

impl fmt::Debug for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Interrupted")
    }
}

#[async_trait]
impl Clock for Interrupted {
    fn now(&self) -> Timestamp {
        let meanwhile = self.0.lock().unwrap().take();
        if let Some(meanwhile) = meanwhile {
            meanwhile();
        }
        START
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }

    async fn sleep(&self, _: Duration) {}
}

#[test]
fn a_state_that_comes_between_the_clock_and_the_lock_is_not_advanced_to_the_time_of_the_old_one() {
    let origin = Origin::new([7; 32], START, Course::REAL);
    let world = origin.world().unwrap().0;
    let machine = Arc::new(Interrupted::default());
    let month_ahead = Course::Real { ahead_ms: 30 * 24 * 3_600_000 };
    let clock: Arc<dyn Clock> = machine.clone();
    let clock = VirtualClock::new(clock, month_ahead);
    let state = State::new(origin.clone(), world, Journal::default());
    let shared = Arc::new(Shared::new(state, clock));
    shared.read(|_world| ());

    let other = Arc::clone(&shared);
    *machine.0.lock().unwrap() = Some(Box::new(move || {
        let world = origin.world().unwrap().0;
        let course = origin.course;
        other.replace(origin, world, course, Lines::new());
    }));
    shared.read(|_world| ());
    assert_eq!((shared.now(), shared.look(World::now)), (START, START));
}

/// What cannot be said in the control API is brought to what can.
#[test]
fn faults_that_were_planned_from_rust_are_repeated_as_they_acted() {
    let sandbox = Sandbox::builder().with_clock_frozen_at(START).in_process().unwrap();
    let (long, odd) = (Duration::from_secs(60 * 24 * 3600), Duration::from_micros(1_500));
    for wait in [long, odd] {
        sandbox.add_fault(Fault::on_every_endpoint(EndpointFault::Delay(wait)));
        sandbox.add_fault(Fault::on_every_subscription(WebhookFault::Delayed(wait)));
    }
    let teapot = EndpointFault::ServerError { status: 418, applied: false };
    sandbox.add_fault(Fault::on_every_endpoint(teapot));
    let unknown = EndpointFault::Refuse(calypso_model::ErrorCode::parse("777"));
    sandbox.add_fault(Fault::on_every_endpoint(unknown));
    let repeated = sandbox.shared.commit(|state| {
        let lines = state.journal.lines().iter().map(AsRef::as_ref);
        crate::server::replay(&state.origin, lines).unwrap()
    });
    let repeated: Vec<_> = repeated.world.faults().collect();
    assert_eq!(repeated, sandbox.faults());
    assert_eq!(repeated.len(), 6);
}

/// Whoever goes on after a crash in the middle of an advance is not behind what was shown.
#[test]
fn the_time_that_an_advance_shows_is_in_the_journal() {
    let sandbox = Sandbox::builder().with_clock_frozen_at(START).in_process().unwrap();
    let account = sandbox.account().clone();
    sandbox.shared.commit(|state| {
        let subscription = r#"{"requestId":"00000000-0000-4000-8000-000000000001",
            "notificationServiceTypes":["INVOICE"],"url":"http://localhost/"}"#;
        let order = r#"{"amount":1,"currency":"TRX","description":"d"}"#;
        for (endpoint, payload) in [("WebhookCreate", subscription), ("InvoiceSingleCreate", order)]
        {
            let entry = Entry::Request {
                endpoint: Cow::Borrowed(endpoint),
                account: account.clone(),
                payload: String::from(payload),
            };
            assert!(crate::server::repeat(&mut state.world, &entry).is_some());
            state.record(&entry);
        }
    });
    sandbox.settle();
    let turning = sandbox.shared.start_turning(Duration::from_secs(24 * 3600), None);
    assert!(turning.go_on(), "the invoice expires on the way");
    let expiry = START.saturating_add(Duration::from_secs(3 * 3600));
    assert_eq!(sandbox.now(), expiry);

    let repeated = sandbox.shared.commit(|state| {
        let lines = state.journal.lines().iter().map(AsRef::as_ref);
        crate::server::replay(&state.origin, lines).unwrap()
    });
    let clock = VirtualClock::new(Arc::new(Interrupted::default()), Course::REAL);
    clock.resume(START, repeated.course, repeated.world.now());
    assert_eq!(clock.now(), expiry);
}
