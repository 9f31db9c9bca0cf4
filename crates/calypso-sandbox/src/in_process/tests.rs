//! The transport keeps the contract, and the journal is a server's.

use std::collections::VecDeque;
use std::iter::repeat_n;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use bytes::Bytes;
use calypso_model::Endpoint;
use calypso_sign::{Signer, Timestamp};
use calypso_testkit::contract::{self, Harness, Prepared};
use calypso_testkit::{Arrival, Behaviour, ManualClock};
use calypso_transport::http::{Method, Response};
use calypso_transport::{Draft, SignedRequest, Transport as _, async_trait};
use futures_util::{FutureExt as _, stream};
use http_body_util::BodyExt as _;

use super::{InProcess, InProcessTransport};
use crate::clock::{Course, VirtualClock};
use crate::courier::Courier;
use crate::journal::Journal;
use crate::options::StageDelays;
use crate::origin::Origin;
use crate::sandbox::Sandbox;
use crate::server::replay;
use crate::shared::{Shared, State};

const START: Timestamp = Timestamp::from_millis(1_650_885_468_390);

/// The service's place, taken by a script.
#[derive(Default)]
struct Script {
    behaviours: Mutex<VecDeque<Behaviour>>,
    arrivals: Mutex<Vec<Arrival>>,
}

impl Script {
    async fn answer(self: Arc<Self>, request: Request) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let path = parts.uri.to_string();
        let arrival = Arrival::new(parts.method, path, parts.headers, body);
        self.arrivals.lock().unwrap().push(arrival);
        match self.behaviours.lock().unwrap().pop_front().unwrap() {
            Behaviour::Answer(answer) | Behaviour::AnswerThenCut(answer) => answer.map(Body::from),
            Behaviour::CutBeforeAnswer => Response::new(body_of([Err("cut")])),
            Behaviour::CutWithinAnswer => {
                Response::new(body_of([Ok(Bytes::from("{\"half")), Err("cut")]))
            }
            Behaviour::Flood => {
                let part = Ok(Bytes::from(vec![b'x'; 64 * 1024]));
                Response::new(body_of(repeat_n(part, 512)))
            }
            other @ (Behaviour::Refuse | Behaviour::Silence | _) => unreachable!("{other:?}"),
        }
    }
}

/// A body that comes in parts.
fn body_of(
    parts: impl IntoIterator<Item = Result<Bytes, &'static str>, IntoIter: Send + 'static>,
) -> Body {
    Body::from_stream(stream::iter(parts))
}

struct Scripted;

#[async_trait]
impl Harness for Scripted {
    type Transport = InProcessTransport;

    async fn prepare(&self, script: Vec<Behaviour>) -> Option<Prepared<InProcessTransport>> {
        // There is no connection to refuse, and nothing that keeps silent: a call is a call.
        let is_staged = |one: &Behaviour| !matches!(one, Behaviour::Refuse | Behaviour::Silence);
        if !script.iter().all(is_staged) {
            return None;
        }
        let script = Script { behaviours: Mutex::new(script.into()), ..Script::default() };
        let script = Arc::new(script);
        let side = Arc::clone(&script);
        let router = Router::new().fallback(move |request| side.answer(request));
        let courier = Arc::new(Courier::new(Arc::new(shared())));
        let transport = InProcessTransport::new(router, courier);
        Some(Prepared::new(transport, move || script.arrivals.lock().unwrap().clone()))
    }
}

fn shared() -> Shared {
    let origin = Origin::new([7; 32], START, Course::REAL);
    let (world, _merchant) = origin.world().unwrap();
    let clock = VirtualClock::new(Arc::new(ManualClock::new(START)), origin.course);
    Shared::new(State::new(origin, world, Journal::default()), clock)
}

#[tokio::test]
async fn the_transport_keeps_the_contract() {
    let report = contract::run(&Scripted).await;
    // They begin by refusing a connection, or by saying nothing.
    let skipped = [
        "refused_connection_is_not_sent",
        "silence_ends_at_the_time_limit",
        "errors_give_nothing_away",
    ];
    assert_eq!(report.skipped(), skipped, "{report}");
    assert_eq!(report.passed().len(), 15);
}

/// Makes a call, which is answered at once.
fn call(sandbox: &InProcess, endpoint: Endpoint, payload: &str) -> Response<Bytes> {
    let account = sandbox.account();
    let body = format!(r#"{{"account":"{account}","timestamp":{START},"payload":{payload}}}"#);
    let draft = Draft::new(Method::POST, endpoint.path(), body).unwrap();
    let signer = Signer::new(sandbox.secret());
    let request = SignedRequest::sign(draft, sandbox.api_key(), &signer);
    sandbox.transport().send(&request).now_or_never().unwrap().unwrap()
}

#[test]
fn what_happens_is_written_down_as_a_server_does() {
    let sandbox = Sandbox::builder()
        .with_clock(Arc::new(ManualClock::new(START)))
        .with_seed(7)
        .with_stage_delays(StageDelays::uniform(Duration::from_secs(20)))
        .in_process()
        .unwrap();
    let statuses = Mutex::new([503, 200, 500].into_iter().cycle());
    sandbox.set_receiver(move |_| statuses.lock().unwrap().next().unwrap());
    for id in ["1", "2"] {
        let payload = format!(
            r#"{{"requestId":"00000000-0000-4000-8000-00000000000{id}",
                "notificationServiceTypes":["INVOICE"],"url":"http://localhost/"}}"#
        );
        assert_eq!(call(&sandbox, Endpoint::WebhookCreate, &payload).status(), 200);
    }
    let payload = r#"{"amount":1,"currency":"TRX","description":"d"}"#;
    let answer = call(&sandbox, Endpoint::InvoiceSingleCreate, payload);
    let invoice: serde_json::Value = serde_json::from_slice(answer.body()).unwrap();
    let address = invoice["invoiceAddress"].as_str().unwrap().parse().unwrap();
    sandbox.deposit(&address, &"TRX".parse().unwrap(), "1".parse().unwrap()).unwrap();
    sandbox.advance(Duration::from_secs(600));

    let (world, origin, lines) = sandbox.shared.commit(|state| {
        state.world.take_changed();
        let world = format!("{:?}", state.world);
        (world, state.origin.clone(), state.journal.lines().to_vec())
    });
    let mut repeated = replay(&origin, lines.iter().map(AsRef::as_ref)).unwrap();
    repeated.world.take_changed();
    assert_eq!(format!("{:?}", repeated.world), world);
    assert!(lines.iter().filter(|line| line.contains(r#""ended""#)).count() > 12);
}
