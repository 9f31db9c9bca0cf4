//! A transport that plays a script.

use std::collections::VecDeque;
use std::fmt;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::thread;

use async_trait::async_trait;
use bytes::Bytes;
use calypso_transport::{SignedRequest, Transport, TransportError};

use crate::lock::lock;
use crate::step::Step;

/// Expects requests in an order, answers each as told, and keeps what it received.
///
/// It panics when a request comes that the script does not expect, and when the last clone is
/// dropped while steps are left: a test that sends less than it claims is as wrong as one that
/// sends more.
/// Clones share the script, so a test can hand one to the code under test and ask its own.
///
/// ```
/// use calypso_sign::{ApiKey, SecretKey, Signer};
/// use calypso_testkit::{ScriptedTransport, Step};
/// use calypso_transport::http::Method;
/// use calypso_transport::{Draft, SignedRequest, Transport};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let transport = ScriptedTransport::new([Step::post("/api/v1/rate").reply(200, "[]")]);
///
/// let signer = Signer::new(&SecretKey::new("a secret of the test")?);
/// let draft = Draft::new(Method::POST, "/api/v1/rate", r#"{"timestamp":1}"#)?;
/// let request = SignedRequest::sign(draft, &ApiKey::new("key")?, &signer);
///
/// assert_eq!(transport.send(&request).await?.body(), "[]");
/// assert_eq!(transport.requests()[0].body(), r#"{"timestamp":1}"#);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct ScriptedTransport {
    script: Arc<Script>,
}

struct Script {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    steps: VecDeque<Step>,
    requests: Vec<SignedRequest>,
    derailed: bool,
}

impl ScriptedTransport {
    /// Takes the whole script.
    #[must_use]
    pub fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        let state = State { steps: steps.into_iter().collect(), ..State::default() };
        Self { script: Arc::new(Script { state: Mutex::new(state) }) }
    }

    /// Adds a step to the end of the script.
    pub fn push(&self, step: Step) {
        lock(&self.script.state).steps.push_back(step);
    }

    /// Returns what was received so far, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<SignedRequest> {
        lock(&self.script.state).requests.clone()
    }

    /// Returns how many steps are left.
    #[must_use]
    pub fn steps_left(&self) -> usize {
        lock(&self.script.state).steps.len()
    }
}

#[async_trait]
impl Transport for ScriptedTransport {
    /// Plays the next step.
    ///
    /// # Panics
    ///
    /// When the script has ended, or expects another request.
    async fn send(&self, request: &SignedRequest) -> Result<http::Response<Bytes>, TransportError> {
        // The lock is released before waiting or panicking.
        let next = lock(&self.script.state).next(request);
        match next {
            Ok(step) => step.answer(request).await,
            Err(complaint) => derail(&complaint),
        }
    }
}

impl State {
    fn next(&mut self, request: &SignedRequest) -> Result<Step, String> {
        self.requests.push(request.clone());
        let number = self.requests.len();
        let received = format!("{} {}", request.method(), request.path());
        match self.steps.pop_front() {
            Some(step) if step.matches(request) => Ok(step),
            Some(step) => {
                self.derailed = true;
                Err(format!(
                    "request {number} is not the one in the script\n  expected: {step}\n  \
                     received: {received}\n{}",
                    self.steps_left(),
                ))
            }
            None => {
                self.derailed = true;
                Err(format!(
                    "request {number} comes after the end of the script\n  received: {received}"
                ))
            }
        }
    }

    fn steps_left(&self) -> String {
        self.steps.iter().fold(String::new(), |mut list, step| {
            // Writing into a `String` cannot fail.
            let _infallible = writeln!(list, "  then:     {step}");
            list
        })
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        let state = lock(&self.state);
        // One panic is enough: a second one, while the first unwinds, would abort the test run.
        if !state.steps.is_empty() && !state.derailed && !thread::panicking() {
            let complaint =
                format!("steps never asked for: {}\n{}", state.steps.len(), state.steps_left());
            drop(state);
            derail(&complaint);
        }
    }
}

#[expect(clippy::panic, reason = "a test double reports a wrong test by stopping it")]
fn derail(complaint: &str) -> ! {
    panic!("scripted transport: {}", complaint.trim_end());
}

impl fmt::Debug for ScriptedTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = lock(&self.script.state);
        f.debug_struct("ScriptedTransport")
            .field("requests", &state.requests)
            .field("steps", &state.steps)
            .finish()
    }
}
