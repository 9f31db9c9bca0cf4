//! The control API: what the world around the merchant does, and a look into the books.
//!
//! Amounts are strings here and times are Unix milliseconds.

mod accounts;
mod action;
mod clock;
mod deliveries;
mod deposits;
mod errand;
mod fault_place;
mod faults;
mod invoices;
mod known;
mod ledger;
mod payouts;
mod problem;
mod settings;
mod snapshot;
mod subscriptions;
mod text;

use std::borrow::Cow;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, on};

pub(super) use self::action::{Action, Asked, Run, Verb};
use self::errand::Errand;
pub(crate) use self::faults::written as fault_as_asked;
pub(super) use self::problem::{Problem, ProblemBody};
use super::api::Api;
use super::{admission, body, guard};
use crate::journal::Entry;
use crate::wire::Fields;

/// Returns every action.
pub(super) fn actions() -> impl Iterator<Item = &'static Action> {
    [
        ledger::ACTIONS,
        clock::ACTIONS,
        accounts::ACTIONS,
        deposits::ACTIONS,
        settings::ACTIONS,
        invoices::ACTIONS,
        payouts::ACTIONS,
        deliveries::ACTIONS,
        faults::ACTIONS,
        snapshot::ACTIONS,
        subscriptions::ACTIONS,
    ]
    .into_iter()
    .flatten()
}

pub(super) fn router(api: &Arc<Api>) -> Router<Arc<Api>> {
    let mut router = Router::new();
    for action in actions() {
        let method = match action.verb {
            Verb::Get => MethodFilter::GET,
            Verb::Post => MethodFilter::POST,
            Verb::Delete => MethodFilter::DELETE,
        };
        let handler = move |State(api): State<Arc<Api>>, request| async move {
            answer(&api, action, request).await.unwrap_or_else(IntoResponse::into_response)
        };
        router = router.route(action.path, on(method, handler));
    }
    router.layer(from_fn_with_state(Arc::clone(api), guard::guard))
}

/// What is left to do once a request was read.
enum Started {
    Done(Vec<u8>),
    Errand(Errand),
}

async fn answer(api: &Api, action: &Action, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let body = match action.payload {
        // A browser sends no JSON to a foreign machine without asking first.
        Some(_) if !admission::is_json(&parts.headers) => return Err(Problem::NotJson),
        Some(_) => body::read(body, action.limit).await.map_err(Problem::Body)?,
        None => bytes::Bytes::from_static(b"{}"),
    };
    let id = action.id_in(parts.uri.path());
    let query = parts.uri.query().unwrap_or_default();
    let answer = perform(api, action, (id, query), &body).await?;
    Ok(super::answer::json(StatusCode::OK, answer))
}

/// Does what a button of the page stands for, as if it had been asked for in JSON.
pub(super) async fn press(api: &Api, name: &str, id: &str, body: &str) -> Result<Vec<u8>, Problem> {
    let action = actions().find(|action| action.name == name);
    let action = action.ok_or_else(|| Problem::Failed(format!("no action {name}")))?;
    perform(api, action, (id, ""), body.as_bytes()).await
}

async fn perform(
    api: &Api,
    action: &Action,
    named: (&str, &str),
    body: &[u8],
) -> Result<Vec<u8>, Problem> {
    let outcome = match start(api, action, named, body) {
        Ok(Started::Done(answer)) => Ok(answer),
        Ok(Started::Errand(errand)) => errand.run(&api.shared).await,
        Err(problem) => Err(problem),
    };
    // Nothing leaves that may still be forgotten, a refusal included.
    api.shared.kept().await.map_err(|problem| Problem::Failed(problem.to_string()))?;
    outcome
}

/// Does what can be done at once. What was read of the request does not outlive this call.
fn start(
    api: &Api,
    action: &Action,
    (id, query): (&str, &str),
    body: &[u8],
) -> Result<Started, Problem> {
    let not_json = |problem: &dyn std::fmt::Display| Problem::Bad(format!("body=[{problem}]"));
    let text = std::str::from_utf8(body).map_err(|problem| not_json(&problem))?;
    let fields = Fields::parse(text, "").map_err(|problem| not_json(&problem))?;
    known::check(action, query, &fields)?;
    let asked = Asked { now: api.shared.now(), id, query, fields: &fields, body: text };
    let started = match action.run {
        Run::Looks(look) => Started::Done(api.shared.read(|world| look(world, &asked))?),
        Run::Changes(change) => {
            let entry = Entry::Control {
                action: Cow::Borrowed(action.name),
                id: String::from(asked.id),
                query: String::from(asked.query),
                body: String::from(asked.body),
            };
            Started::Done(api.shared.answer(&entry, |world| change(world, &asked))?)
        }
        Run::Governs(read) => Started::Errand(read(&asked)?),
    };
    Ok(started)
}
