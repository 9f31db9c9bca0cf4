//! What the three traits promise to those who build on them.

use std::error::Error;
use std::sync::Arc;

use calypso_testkit::{CountingEntropy, ScriptedTransport, Step};
use calypso_transport::{
    AttemptId, Clock, Delivery, Draft, Entropy, EntropyError, OsEntropy, SignedRequest,
    SystemClock, Transport, TransportError, TransportFailure,
};

use crate::{draft, sign};

const fn shareable<T: Send + Sync + ?Sized>() {}
const fn transport<T: Transport + ?Sized>() {}

// The traits are object safe, their objects cross threads, and pointers to transports are
// transports.
const _: () = {
    shareable::<dyn Transport>();
    shareable::<dyn Clock>();
    shareable::<dyn Entropy>();
    shareable::<Draft>();
    shareable::<SignedRequest>();
    shareable::<AttemptId>();
    shareable::<TransportError>();
    shareable::<EntropyError>();
    shareable::<SystemClock>();
    shareable::<OsEntropy>();
    transport::<Arc<dyn Transport>>();
    transport::<Box<dyn Transport>>();
    transport::<&dyn Transport>();
};

#[cfg(feature = "http")]
const _: () = {
    shareable::<calypso_transport::HttpTransport>();
    shareable::<calypso_transport::HttpTransportBuilder>();
    shareable::<calypso_transport::BuildHttpTransportError>();
};

#[tokio::test]
async fn a_future_of_a_boxed_transport_runs_on_another_thread() {
    let scripted =
        ScriptedTransport::new([Step::any().reply(200, "1"), Step::any().reply(200, "2")]);
    let transport: Box<dyn Transport> = Box::new(Arc::new(scripted));
    let answer = tokio::spawn(async move {
        let request = sign(draft(""));
        let first =
            <&dyn Transport as Transport>::send(&&*transport, &request).await.unwrap().into_body();
        let second = transport.send(&request).await.unwrap().into_body();
        (first, second)
    });
    assert_eq!(answer.await.unwrap(), ("1".into(), "2".into()));
}

#[test]
fn system_randomness_differs_from_call_to_call() {
    let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
    assert_ne!(AttemptId::new(&entropy).unwrap(), AttemptId::new(&entropy).unwrap());
}

#[test]
fn a_failing_source_of_randomness_makes_no_attempt_id() {
    #[derive(Debug)]
    struct Empty;
    impl Entropy for Empty {
        fn fill(&self, _bytes: &mut [u8]) -> Result<(), EntropyError> {
            Err(EntropyError::new("the pool is empty"))
        }
    }
    let error = AttemptId::new(&Empty).unwrap_err();
    assert_eq!(error.to_string(), "no random bytes available");
    assert_eq!(error.source().unwrap().to_string(), "the pool is empty");
    assert!(AttemptId::new(&Arc::new(CountingEntropy::new())).is_ok());
}

#[track_caller]
fn reads(delivery: Delivery, reason: TransportFailure, text: &str) {
    let error = TransportError::new(delivery, reason);
    assert_eq!(error.to_string(), text);
    assert_eq!((error.delivery(), error.reason()), (delivery, reason));
    assert!(error.source().is_none());
}

#[test]
fn failures_say_what_happened_and_whether_the_request_left() {
    use Delivery::{NotSent, Unknown};
    reads(NotSent, TransportFailure::Connect, "could not connect (the request was not sent)");
    reads(
        Unknown,
        TransportFailure::TimedOut,
        "no answer within the time limit (the request may have arrived)",
    );
    reads(
        Unknown,
        TransportFailure::Interrupted,
        "connection lost before a whole answer (the request may have arrived)",
    );
    reads(
        Unknown,
        TransportFailure::ResponseTooLarge { limit: 9 },
        "answer is longer than 9 bytes (the request may have arrived)",
    );
    reads(Unknown, TransportFailure::Other, "attempt failed (the request may have arrived)");
}
