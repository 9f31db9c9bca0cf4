//! The control API: what the world around the merchant does, and a look into the books.
//!
//! Amounts are strings here and times are Unix milliseconds.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use calypso_model::{Address, Amount};
use serde::Serialize;

use super::answer::json;
use super::api::Api;
use super::control_body::{DeliveryBody, DepositMadeBody, HealthBody, LedgerLineBody, ResultBody};
use super::{admission, body};
use crate::deposit::MakeDepositError;
use crate::options::DepositOutcome;
use crate::rules::{DepositOrder, Refusal};
use crate::wire::Fields;

pub(super) fn router() -> Router<Arc<Api>> {
    Router::new()
        .route("/health", get(health))
        .route("/deposits", post(make_deposit))
        .route("/ledger", get(ledger))
        .route("/deliveries", get(deliveries))
        .route("/deliveries/{id}/resend", post(resend))
}

async fn health(State(api): State<Arc<Api>>) -> Response {
    ok(&HealthBody { status: "ok", now_ms: api.shared.now().as_millis() })
}

async fn ledger(State(api): State<Arc<Api>>) -> Response {
    let lines = api.shared.act(|world, _now| world.ledger());
    ok(&ResultBody { result: lines.iter().map(LedgerLineBody::new).collect() })
}

async fn deliveries(State(api): State<Arc<Api>>) -> Response {
    let result = api.shared.act(|world, _now| world.deliveries().map(DeliveryBody::new).collect());
    ok(&ResultBody { result })
}

async fn resend(State(api): State<Arc<Api>>, Path(id): Path<String>) -> Response {
    let delivery = id.parse().ok().and_then(|id| api.shared.act(|world, _now| world.resend(id)));
    match delivery {
        Some(delivery) => ok(&DeliveryBody::new(&delivery)),
        None => problem(StatusCode::NOT_FOUND, "no such delivery"),
    }
}

async fn make_deposit(State(api): State<Arc<Api>>, request: Request) -> Response {
    // A browser sends no JSON to a foreign machine without asking first.
    if !admission::is_json(request.headers()) {
        let text = "Content-Type must be application/json";
        return problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, text);
    }
    let body = match body::read(request.into_body()).await {
        Ok(body) => body,
        Err(problem) => return problem.into_response(),
    };
    let order = match deposit_order(&body) {
        Ok(order) => order,
        Err(refusal) => return problem(StatusCode::BAD_REQUEST, &refusal.message),
    };
    match api.shared.act(|world, _now| world.deposit(order)) {
        Ok(deposit) => ok(&DepositMadeBody::new(&deposit)),
        Err(error @ MakeDepositError::UnknownAddress) => {
            problem(StatusCode::NOT_FOUND, &error.to_string())
        }
        Err(error) => problem(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

fn deposit_order(body: &[u8]) -> Result<DepositOrder, Refusal> {
    let not_json = |problem: &dyn std::fmt::Display| Refusal::field("body", problem);
    let text = std::str::from_utf8(body).map_err(|problem| not_json(&problem))?;
    let fields = Fields::parse(text, "").map_err(|problem| not_json(&problem))?;
    let outcome = fields.parsed("outcome", |word| match word {
        "confirmed" => Ok(DepositOutcome::Confirmed),
        "declined" => Ok(DepositOutcome::Declined),
        "mempool" => Ok(DepositOutcome::Mempool),
        _ => Err("Must be confirmed, declined or mempool"),
    })?;
    Ok(DepositOrder {
        address: fields.require("address", fields.parsed("address", Address::parse)?)?,
        currency: fields.require("currency", fields.currency("currency")?)?,
        amount: fields.require("amount", fields.parsed("amount", Amount::parse)?)?,
        outcome: outcome.unwrap_or_default(),
        sender: fields.parsed("sender", Address::parse)?,
    })
}

#[derive(Serialize)]
struct ProblemBody<'a> {
    error: &'a str,
}

fn problem(status: StatusCode, error: &str) -> Response {
    json(status, serde_json::to_vec(&ProblemBody { error }).unwrap_or_default())
}

fn ok(body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(body) => json(StatusCode::OK, body),
        Err(error) => problem(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}
