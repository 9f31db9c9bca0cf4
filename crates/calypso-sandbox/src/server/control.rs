//! The control API: what the world around the merchant does, and a look into the books.
//!
//! Amounts are strings here and times are Unix milliseconds.

mod accounts;
mod action;
mod deliveries;
mod deposits;
mod invoices;
mod ledger;
mod payouts;
mod problem;
mod settings;
mod text;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, on};

pub(super) use self::action::{Action, Asked, Verb};
pub(super) use self::problem::{Problem, ProblemBody};
use super::api::Api;
use super::{admission, body, local};
use crate::wire::Fields;

/// Returns every action.
pub(super) fn actions() -> impl Iterator<Item = &'static Action> {
    [
        ledger::ACTIONS,
        accounts::ACTIONS,
        deposits::ACTIONS,
        settings::ACTIONS,
        invoices::ACTIONS,
        payouts::ACTIONS,
        deliveries::ACTIONS,
    ]
    .into_iter()
    .flatten()
}

pub(super) fn router() -> Router<Arc<Api>> {
    let mut router = Router::new();
    for action in actions() {
        let method = match action.verb {
            Verb::Get => MethodFilter::GET,
            Verb::Post => MethodFilter::POST,
        };
        let handler = move |State(api): State<Arc<Api>>, request| async move {
            answer(&api, action, request).await.unwrap_or_else(IntoResponse::into_response)
        };
        router = router.route(action.path, on(method, handler));
    }
    router.layer(from_fn(local::only))
}

async fn answer(api: &Api, action: &Action, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let body = match action.payload {
        // A browser sends no JSON to a foreign machine without asking first.
        Some(_) if !admission::is_json(&parts.headers) => return Err(Problem::NotJson),
        Some(_) => body::read(body).await.map_err(Problem::Body)?,
        None => bytes::Bytes::from_static(b"{}"),
    };
    let not_json = |problem: &dyn std::fmt::Display| Problem::Bad(format!("body=[{problem}]"));
    let text = std::str::from_utf8(&body).map_err(|problem| not_json(&problem))?;
    let fields = Fields::parse(text, "").map_err(|problem| not_json(&problem))?;
    let asked = Asked {
        now: api.shared.now(),
        id: action.id_in(parts.uri.path()),
        query: parts.uri.query().unwrap_or_default(),
        fields: &fields,
    };
    let answer = api.shared.act(|world, _now| (action.run)(world, &asked))?;
    Ok(super::answer::json(axum::http::StatusCode::OK, answer))
}
