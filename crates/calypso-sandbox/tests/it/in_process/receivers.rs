//! Receivers of webhooks: their answers count, and they may do whatever they like meanwhile.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use calypso_model::Endpoint;
use calypso_sandbox::{InProcess, Webhook};
use calypso_sign::Signer;
use calypso_transport::http::Method;
use calypso_transport::{SignedRequest, Transport as _};
use futures_util::FutureExt as _;

use super::{UNLIMITED, ask, draft, later, numbers, start, subscribe};
use crate::merchant::START;

/// The numbers of events as a receiver saw them.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u64>>>);

impl Log {
    fn note(&self, webhook: &Webhook) {
        self.0.lock().unwrap().push(numbers(webhook).1);
    }

    fn events(&self) -> Vec<u64> {
        self.0.lock().unwrap().clone()
    }
}

#[test]
fn only_200_is_a_success_and_the_rest_comes_again_by_the_schedule() {
    let sandbox = start();
    subscribe(&sandbox, 1);
    let seen: Arc<Mutex<Vec<Webhook>>> = Arc::default();
    let noted = Arc::clone(&seen);
    sandbox.set_receiver(move |webhook| {
        let mut noted = noted.lock().unwrap();
        noted.push(webhook.clone());
        [500, 204, 302, 200][noted.len() - 1]
    });
    ask(&sandbox, Endpoint::InvoiceUnlimitedCreate, UNLIMITED);
    sandbox.advance(Duration::from_secs(3600));
    let seen = seen.lock().unwrap();
    let sent: Vec<_> = seen.iter().map(|webhook| webhook.sent).collect();
    let expected = [0, 30, 90, 180].map(|seconds| later(Duration::from_secs(seconds)));
    assert_eq!(sent, expected);
    for again in &seen[1..] {
        let mut first = seen[0].clone();
        first.sent = again.sent;
        assert_eq!(*again, first);
    }
}

/// Creates a customer or something else through the API, from within a receiver.
fn caller(sandbox: &InProcess, endpoint: Endpoint, payload: &str) -> impl Fn() + use<> {
    let draft = draft(sandbox, Method::POST, endpoint.path(), payload);
    let signer = Signer::new(sandbox.secret());
    let request = SignedRequest::sign(draft, sandbox.api_key(), &signer);
    let transport = sandbox.transport();
    move || {
        let answer = transport.send(&request).now_or_never().unwrap().unwrap();
        assert_eq!(answer.status(), 200);
    }
}

#[test]
fn a_receiver_may_call_the_api_and_hears_of_it_after_its_answer() {
    let sandbox = start();
    subscribe(&sandbox, 1);
    subscribe(&sandbox, 2);
    let log = Log::default();
    let (create, noted) =
        (caller(&sandbox, Endpoint::InvoiceUnlimitedCreate, UNLIMITED), log.clone());
    sandbox.set_receiver(move |webhook| {
        let before = noted.events();
        if numbers(webhook) == (1, 1) {
            create();
        }
        // Nothing came in between.
        assert_eq!(noted.events(), before);
        noted.note(webhook);
        200
    });
    ask(&sandbox, Endpoint::InvoiceUnlimitedCreate, UNLIMITED);
    assert_eq!(log.events(), [1, 1, 2, 2]);
    assert_eq!(sandbox.counts().invoices, 2);
}

#[test]
fn a_receiver_may_turn_the_clock() {
    let sandbox = Arc::new(start());
    subscribe(&sandbox, 1);
    let (log, weak) = (Log::default(), Arc::downgrade(&sandbox));
    let noted = log.clone();
    sandbox.set_receiver(move |webhook| {
        noted.note(webhook);
        if noted.events().len() > 1 {
            return 200;
        }
        // It takes 40 seconds to fail: the retry is reckoned from then.
        let after = weak.upgrade().unwrap().advance(Duration::from_secs(40));
        assert_eq!(after, later(Duration::from_secs(40)));
        500
    });
    ask(&sandbox, Endpoint::InvoiceUnlimitedCreate, UNLIMITED);
    assert_eq!(sandbox.now(), later(Duration::from_secs(40)));
    sandbox.advance(Duration::from_millis(29_999));
    assert_eq!(log.events(), [1]);
    sandbox.advance(Duration::from_millis(1));
    assert_eq!(log.events(), [1, 1]);
}

#[test]
fn a_receiver_that_panics_fails_its_test_and_nothing_else() {
    let sandbox = start();
    subscribe(&sandbox, 1);
    sandbox.set_receiver(|_| std::panic::panic_any("not what was expected"));
    let call = || ask(&sandbox, Endpoint::InvoiceUnlimitedCreate, UNLIMITED);
    assert!(catch_unwind(AssertUnwindSafe(call)).is_err());
    let log = Log::default();
    let noted = log.clone();
    sandbox.set_receiver(move |webhook| {
        noted.note(webhook);
        200
    });
    ask(&sandbox, Endpoint::InvoiceUnlimitedCreate, UNLIMITED);
    // The one that was not answered comes again.
    sandbox.advance(Duration::from_secs(30));
    assert_eq!(log.events(), [2, 1]);
}

#[test]
fn threads_share_a_sandbox_and_nothing_is_left_undelivered() {
    let sandbox = start();
    subscribe(&sandbox, 1);
    let log = Log::default();
    let noted = log.clone();
    sandbox.set_receiver(move |webhook| {
        noted.note(webhook);
        200
    });
    std::thread::scope(|scope| {
        for _ in 0..4 {
            let create = caller(&sandbox, Endpoint::InvoiceUnlimitedCreate, UNLIMITED);
            scope.spawn(move || (0..50).for_each(|_| create()));
        }
    });
    assert_eq!(log.events(), (1..=200).collect::<Vec<_>>());
    assert_eq!(sandbox.now(), START);
}
