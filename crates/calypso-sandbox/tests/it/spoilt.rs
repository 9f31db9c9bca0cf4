//! The list of bad input, at every endpoint: each way to spoil a request has a test, which spoils
//! the good request of each row, and names all that were not refused as they should be.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a surprise should stop the test"
)]

pub(crate) mod described;
mod rows;
mod table;
mod ways;

use serde_json::Value;

use self::rows::{ROWS, Row};
use crate::merchant::{Answer, Request};
use crate::scene::{Scene, State};

/// A spoilt request, and what must come of it.
pub(crate) struct Spoilt {
    /// What is wrong with it.
    pub(crate) what: String,
    pub(crate) request: Request,
    pub(crate) answer: Expected,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// A status and a documented error code.
    Error(u16, &'static str),
    /// The same with the whole message.
    Message(u16, &'static str, String),
    /// A status, and no error body.
    Plain(u16),
}

/// A row in its scene.
struct Case<'a> {
    scene: &'a Scene,
    document: &'a Value,
    row: &'a Row,
    payload: Value,
}

impl<'a> Case<'a> {
    fn new(scene: &'a Scene, document: &'a Value, row: &'a Row) -> Self {
        Self { scene, document, row, payload: (row.good)(scene) }
    }

    fn request(&self) -> Request {
        self.request_of(&self.payload.to_string())
    }

    fn request_of(&self, payload: &str) -> Request {
        self.scene.world.call_request(self.row.endpoint, payload)
    }
}

/// Sends every spoilt request, and returns what was not as it should be. The state is as before,
/// or becomes what it turned into.
pub(crate) async fn failures(scene: &Scene, state: &mut State, spoilt: Vec<Spoilt>) -> Vec<String> {
    let mut failures = Vec::new();
    for Spoilt { what, request, answer: expected } in spoilt {
        let answer = scene.world.send(&request).await;
        let what = format!("{} {}: {what}", request.method, request.path);
        if !expected.is(&answer) {
            failures.push(format!("{what}: {expected:?}, but {} {}", answer.status, answer.body));
        }
        let (counts, ledger) = (scene.world.sandbox.counts(), scene.world.sandbox.ledger());
        if (&counts, &ledger) != (&state.counts, &state.ledger) {
            failures.push(format!("{what}: now {counts:?} and {ledger:?}"));
        }
    }
    let after = scene.state().await;
    failures.extend(state.differences(&after));
    *state = after;
    failures
}

impl Expected {
    fn is(&self, answer: &Answer) -> bool {
        let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        let code = body.get("errorCode").and_then(Value::as_str);
        let (status, is_right) = match self {
            Self::Error(status, wanted) => (*status, code == Some(*wanted)),
            Self::Message(status, wanted, message) => {
                (*status, code == Some(*wanted) && body["message"] == **message)
            }
            Self::Plain(status) => (*status, code.is_none()),
        };
        is_right && answer.status == status
    }
}

/// Spoils every row's request in one way.
async fn refuses(spoil: fn(&Case<'_>) -> Vec<Spoilt>) {
    let scene = Scene::start().await;
    let document = scene.world.contract().await.document();
    let mut state = scene.state().await;
    let (mut tried, mut failed) = (0, Vec::new());
    for row in ROWS {
        let spoilt = spoil(&Case::new(&scene, document, row));
        if !spoilt.is_empty() {
            tried += spoilt.len();
            failed.extend(failures(&scene, &mut state, spoilt).await);
        }
    }
    assert_ne!(tried, 0);
    assert!(failed.is_empty(), "{} of {tried}:\n{}", failed.len(), failed.join("\n"));
}

macro_rules! refused {
    ($($name:ident)*) => {$(
        #[tokio::test]
        async fn $name() {
            refuses(ways::$name).await;
        }
    )*};
}

refused! {
    wrong_keys
    wrong_signatures
    stale_timestamps
    missing_fields
    too_few_fields
    over_precise_amounts
    unknown_currencies
    unknown_ids
    oversized_bodies
    bodies_that_are_not_json
    truncated_json
    doubled_headers
    missing_headers
    wrong_content_types
    wrong_methods
    unknown_paths
}
