//! One step of a script: the request it expects and the answer it gives.

use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use calypso_sign::Timestamp;
use calypso_transport::{Delivery, SignedRequest, TransportError, TransportFailure};
use http::header::{DATE, HeaderMap, HeaderName, HeaderValue};
use http::{Method, Response, StatusCode};

/// What [`Transport::send`](calypso_transport::Transport::send) returns.
type Outcome = Result<Response<Bytes>, TransportError>;

/// What a [`ScriptedTransport`](crate::ScriptedTransport) waits for next, and what it answers then.
///
/// ```
/// use calypso_sign::Timestamp;
/// use calypso_testkit::Step;
/// use calypso_transport::{Delivery, TransportError, TransportFailure};
///
/// let unreachable = TransportError::new(Delivery::NotSent, TransportFailure::Connect);
/// let script = [
///     Step::post("/api/v1/rate").fail(unreachable),
///     Step::post("/api/v1/rate")
///         .reply(200, "{}")
///         .with_date(Timestamp::from_millis(1_650_885_468_390)),
/// ];
/// # let _ = script;
/// ```
#[must_use = "a step does nothing outside a script"]
pub struct Step {
    expected: Option<(Method, String)>,
    answer: Answer,
    headers: HeaderMap,
}

enum Answer {
    Outcome(Outcome),
    Closure(Box<dyn FnOnce(&SignedRequest) -> Outcome + Send>),
    Hang,
}

impl Step {
    /// Expects a `POST` to this path.
    pub fn post(path: impl Into<String>) -> Expectation {
        Self::expect(Method::POST, path)
    }

    /// Expects this method and path.
    pub fn expect(method: Method, path: impl Into<String>) -> Expectation {
        Expectation { expected: Some((method, path.into())) }
    }

    /// Accepts whatever request comes.
    pub fn any() -> Expectation {
        Expectation { expected: None }
    }

    /// Adds a header to the answer, beside others of that name; a failure stays as it is.
    ///
    /// # Panics
    ///
    /// When the name or the value cannot stand in a header.
    #[expect(clippy::expect_used, reason = "a mistake in a test's own text should stop the test")]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        let name = name.parse::<HeaderName>().expect("a header name");
        self.headers.append(name, value.parse().expect("a header value"));
        self
    }

    /// Sets the `Date` header of the answer: the server's clock, in whole seconds.
    ///
    /// # Panics
    ///
    /// When the time is before 1970 or after 9999, where the header ends.
    #[expect(
        clippy::expect_used,
        reason = "a mistake in a test's own numbers should stop the test"
    )]
    pub fn with_date(mut self, now: Timestamp) -> Self {
        const END: u64 = 253_402_300_800;
        let seconds = u64::try_from(now.as_millis()).expect("a time after 1970") / 1000;
        assert!(seconds < END, "a time before the year 10000");
        let time = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds));
        let text = httpdate::fmt_http_date(time.expect("a time in range"));
        self.headers.insert(DATE, HeaderValue::try_from(text).expect("a header value"));
        self
    }

    pub(crate) fn matches(&self, request: &SignedRequest) -> bool {
        self.expected
            .as_ref()
            .is_none_or(|(method, path)| method == request.method() && path == request.path())
    }

    /// Answers; never, if the step hangs and nothing limits the request.
    pub(crate) async fn answer(self, request: &SignedRequest) -> Outcome {
        let mut response = match self.answer {
            Answer::Outcome(outcome) => outcome?,
            Answer::Closure(closure) => closure(request)?,
            Answer::Hang if request.time_limit().is_some() => {
                return Err(TransportError::new(Delivery::Unknown, TransportFailure::TimedOut));
            }
            Answer::Hang => return std::future::pending().await,
        };
        for (name, value) in &self.headers {
            response.headers_mut().append(name, value.clone());
        }
        Ok(response)
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.expected {
            Some((method, path)) => write!(f, "{method} {path}"),
            None => f.write_str("any request"),
        }
    }
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Step({self})")
    }
}

/// The first half of a [`Step`], waiting for its answer.
#[derive(Clone, Debug)]
#[must_use = "a step needs an answer"]
pub struct Expectation {
    expected: Option<(Method, String)>,
}

impl Expectation {
    /// Answers with this status and body.
    ///
    /// # Panics
    ///
    /// When the status is not a number from 100 to 999.
    #[expect(
        clippy::expect_used,
        reason = "a mistake in a test's own numbers should stop the test"
    )]
    pub fn reply(self, status: u16, body: impl Into<Bytes>) -> Step {
        let mut response = Response::new(body.into());
        *response.status_mut() = StatusCode::from_u16(status).expect("an HTTP status");
        self.respond(response)
    }

    /// Answers with a whole response.
    pub fn respond(self, response: Response<Bytes>) -> Step {
        self.with(Answer::Outcome(Ok(response)))
    }

    /// Fails.
    pub fn fail(self, error: TransportError) -> Step {
        self.with(Answer::Outcome(Err(error)))
    }

    /// Lets a closure look at the request, move a clock, and decide.
    pub fn answer(self, closure: impl FnOnce(&SignedRequest) -> Outcome + Send + 'static) -> Step {
        self.with(Answer::Closure(Box::new(closure)))
    }

    /// Never answers: a request with a time limit fails with
    /// [`TimedOut`](TransportFailure::TimedOut) and [`Unknown`](Delivery::Unknown) at once, one
    /// without a limit waits for ever.
    pub fn hang(self) -> Step {
        self.with(Answer::Hang)
    }

    fn with(self, answer: Answer) -> Step {
        Step { expected: self.expected, answer, headers: HeaderMap::new() }
    }
}
