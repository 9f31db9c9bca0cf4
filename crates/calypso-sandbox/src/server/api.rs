//! Routes, and the way of a request through them.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::DATE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, get, on};
use calypso_model::{AccountId, ErrorCode, Method};
use calypso_sign::Timestamp;

use super::answer::{error, json};
use super::body::BodyProblem;
use super::control_token::ControlToken;
use super::document::document;
use super::operations::{Operation, Run, operations};
use super::{admission, body, control, faults, page};
use crate::faults::EndpointFault;
use crate::journal::Entry;
use crate::options::ErrorStatuses;
use crate::rules::Refusal;
use crate::shared::Shared;
use crate::wire::Envelope;

/// The last second that a `Date` header can write, in the year 9999.
const DATE_MAX_S: u64 = 253_402_300_799;

#[derive(Debug)]
pub(crate) struct Api {
    pub(crate) shared: Arc<Shared>,
    pub(crate) error_statuses: ErrorStatuses,
    pub(crate) errors: AtomicU64,
    /// What opens the control API to other machines.
    pub(crate) control_token: Option<ControlToken>,
}

/// Returns all that a server answers.
pub(crate) fn router(api: Api) -> Router {
    let api = Arc::new(api);
    let router = merchant_api()
        .route("/openapi.json", get(|| async { document() }))
        .merge(control::router(&api))
        .merge(page::router(&api));
    finished(router, api)
}

/// Returns the merchant API alone.
pub(crate) fn merchant_router(api: Api) -> Router {
    finished(merchant_api(), Arc::new(api))
}

fn merchant_api() -> Router<Arc<Api>> {
    let mut router = Router::new();
    for operation in operations() {
        let method = match operation.endpoint.method() {
            Method::Delete => MethodFilter::DELETE,
            // And whatever the model learns next.
            Method::Post | _ => MethodFilter::POST,
        };
        let handler = move |State(api): State<Arc<Api>>, request| async move {
            api.answer(operation, request).await
        };
        router = router.route(operation.endpoint.path(), on(method, handler));
    }
    router
}

fn finished(router: Router<Arc<Api>>, api: Arc<Api>) -> Router {
    router
        .fallback(|| async { (StatusCode::NOT_FOUND, "no such path\n") })
        .method_not_allowed_fallback(|| async {
            (StatusCode::METHOD_NOT_ALLOWED, "method not allowed\n")
        })
        .layer(from_fn_with_state(Arc::clone(&api), date))
        .with_state(api)
}

impl Api {
    async fn answer(&self, operation: &Operation, request: Request) -> Response {
        let (parts, body) = request.into_parts();
        let body = match body::read(body, body::LIMIT).await {
            Ok(body) => body,
            Err(BodyProblem::TooLarge) => return BodyProblem::too_large(),
            Err(BodyProblem::Broken) => {
                return self.refuse(&Refusal::new(ErrorCode::BadRequest, BodyProblem::BROKEN));
            }
        };
        let fault = self.shared.draw_fault(operation.endpoint);
        let response = match &fault {
            None => self.respond(operation, &parts.headers, &body, 0),
            Some(fault) => self.fail(fault, operation, &parts.headers, &body),
        };
        // Nothing leaves that may still be forgotten, a read or a refusal included.
        if let Err(problem) = self.shared.kept().await {
            return self.refuse(&Refusal::new(ErrorCode::Internal, problem.to_string()));
        }
        match &fault {
            None => response,
            Some(fault) => faults::spoil(fault, response).await,
        }
    }

    /// Answers what a fault then spoils.
    fn fail(
        &self,
        fault: &EndpointFault,
        operation: &Operation,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Response {
        tracing::debug!(endpoint = operation.endpoint.name(), ?fault, "a fault on request");
        if let EndpointFault::Refuse(code) = fault {
            self.refuse(&Refusal::new(code.clone(), "a fault on request"))
        } else if faults::is_applied(fault) {
            let skew_ms = faults::skew_ms(fault);
            let mut answer = self.respond(operation, headers, body, skew_ms);
            if let Some(date) = date_of(skewed(self.shared.now(), skew_ms)) {
                answer.headers_mut().insert(DATE, date);
            }
            answer
        } else {
            // Something else comes in its place.
            StatusCode::OK.into_response()
        }
    }

    /// Answers a request; the clock is as many milliseconds off.
    fn respond(
        &self,
        operation: &Operation,
        headers: &HeaderMap,
        body: &[u8],
        skew_ms: i64,
    ) -> Response {
        let account = match admission::check(headers, body, &self.shared) {
            Ok(account) => account,
            Err(refusal) => return self.refuse(&refusal),
        };
        if !admission::is_json(headers) {
            let problem = "Content-Type must be application/json\n";
            return (StatusCode::UNSUPPORTED_MEDIA_TYPE, problem).into_response();
        }
        match self.run(operation, &account, body, skew_ms) {
            Ok(nothing) if operation.reply.is_none() && nothing.is_empty() => {
                StatusCode::OK.into_response()
            }
            Ok(reply) => json(StatusCode::OK, reply),
            Err(refusal) => self.refuse(&refusal),
        }
    }

    fn run(
        &self,
        operation: &Operation,
        account: &AccountId,
        body: &[u8],
        skew_ms: i64,
    ) -> Result<Vec<u8>, Refusal> {
        let clocks = [self.shared.now(), self.shared.clock.machine_now()];
        let clocks = clocks.map(|clock| skewed(clock, skew_ms));
        let envelope = Envelope::open(body, operation.scope(), account, &clocks)?;
        match operation.run {
            Run::Looks(look) => self.shared.read(|world| look(world, account, &envelope.payload)),
            Run::Changes(change) => {
                let endpoint = Cow::Borrowed(operation.endpoint.name());
                let (account, payload) = (account.clone(), String::from(envelope.text));
                let entry = Entry::Request { endpoint, account: account.clone(), payload };
                self.shared.answer(&entry, |world| change(world, &account, &envelope.payload))
            }
        }
    }

    fn refuse(&self, refusal: &Refusal) -> Response {
        let number = self.errors.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
        error(refusal, self.error_statuses, &format!("sandbox-{number:08}"))
    }
}

/// Puts the injected clock's time into the `Date` header of every answer: clients learn the offset
/// of their own clock from it.
async fn date(State(api): State<Arc<Api>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if !response.headers().contains_key(DATE)
        && let Some(date) = date_of(api.shared.now())
    {
        response.headers_mut().insert(DATE, date);
    }
    response
}

fn date_of(time: Timestamp) -> Option<HeaderValue> {
    HeaderValue::from_str(&httpdate::fmt_http_date(system(time))).ok()
}

/// Moves a time; it stays within the range of times.
const fn skewed(time: Timestamp, by_ms: i64) -> Timestamp {
    Timestamp::from_millis(time.as_millis().saturating_add(by_ms))
}

fn system(time: Timestamp) -> SystemTime {
    let millis = u64::try_from(time.as_millis()).unwrap_or(0);
    let since_epoch = Duration::from_millis(millis).min(Duration::from_secs(DATE_MAX_S));
    UNIX_EPOCH.checked_add(since_epoch).unwrap_or(UNIX_EPOCH)
}
