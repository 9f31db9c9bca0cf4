//! The control API: what the world around the merchant does, and a look into the books.
//!
//! Amounts are strings here and times are Unix milliseconds.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use calypso_model::{
    AccountId, Address, Amount, ErrorCode, IdempotencyKey, InvoiceId, OperationCode,
};
use calypso_sign::{ApiKey, SecretKey};
use serde::{Deserialize, Serialize};

use super::answer::json;
use super::api::Api;
use super::control_body::{
    AccountBody, DeliveryBody, DepositMadeBody, HealthBody, LedgerLineBody, RateSetBody,
    ResultBody, TariffSetBody,
};
use super::{admission, body, control_payouts};
use crate::charge::Charge;
use crate::deposit::MakeDepositError;
use crate::options::DepositOutcome;
use crate::rules::{DepositOrder, NewMerchant, Refusal};
use crate::widget::ChooseCurrencyError;
use crate::wire::{Fields, InvoiceBody};

pub(super) fn router() -> Router<Arc<Api>> {
    Router::new()
        .route("/health", get(health))
        .route("/accounts", post(add_account))
        .route("/deposits", post(make_deposit))
        .route("/rates", post(set_rate))
        .route("/tariffs", post(set_tariff))
        .route("/interventions/{invoice}/refund", post(refund))
        .route("/topups", post(control_payouts::top_up))
        .route("/payouts/{id}", post(control_payouts::decide))
        .route("/widgets/{key}/choose", post(choose_currency))
        .route("/ledger", get(ledger))
        .route("/deliveries", get(deliveries))
        .route("/deliveries/{id}/resend", post(resend))
}

async fn health(State(api): State<Arc<Api>>) -> Response {
    ok(&HealthBody { status: "ok", now_ms: api.shared.now().as_millis() })
}

#[derive(Deserialize)]
struct LedgerQuery {
    account: Option<String>,
}

async fn ledger(State(api): State<Arc<Api>>, Query(query): Query<LedgerQuery>) -> Response {
    let account = match query.account.as_deref().map(AccountId::parse).transpose() {
        Ok(account) => account,
        Err(error) => return problem(StatusCode::BAD_REQUEST, &error.to_string()),
    };
    let lines = api.shared.act(|world, _now| world.ledger(account.as_ref()));
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

/// Reads what a request asks for, or says what is wrong with it.
pub(super) async fn read_order<T>(
    request: Request,
    read: impl FnOnce(&Fields<'_>) -> Result<T, Refusal>,
) -> Result<T, Response> {
    // A browser sends no JSON to a foreign machine without asking first.
    if !admission::is_json(request.headers()) {
        let text = "Content-Type must be application/json";
        return Err(problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, text));
    }
    let body = body::read(request.into_body()).await.map_err(IntoResponse::into_response)?;
    let not_json = |problem: &dyn std::fmt::Display| Refusal::field("body", problem);
    let read = || {
        let text = std::str::from_utf8(&body).map_err(|problem| not_json(&problem))?;
        read(&Fields::parse(text, "").map_err(|problem| not_json(&problem))?)
    };
    read().map_err(|refusal| problem(StatusCode::BAD_REQUEST, &refusal.message))
}

async fn add_account(State(api): State<Arc<Api>>, request: Request) -> Response {
    let read = |fields: &Fields<'_>| {
        Ok(NewMerchant {
            account: fields.parsed("account", AccountId::parse)?,
            api_key: fields.parsed("api_key", |text| ApiKey::new(text))?,
            secret: fields.parsed("secret", |text| SecretKey::new(text))?,
        })
    };
    let new = match read_order(request, read).await {
        Ok(new) => new,
        Err(response) => return response,
    };
    match api.shared.act(|world, _now| world.add_merchant(new)) {
        Some(merchant) => ok(&AccountBody::new(&merchant)),
        None => problem(StatusCode::BAD_REQUEST, "the account or its key is taken"),
    }
}

/// Sends the money of an invoice in intervention back, as the service's people would.
async fn refund(State(api): State<Arc<Api>>, Path(invoice): Path<String>) -> Response {
    let Ok(id) = InvoiceId::parse(&invoice) else {
        return problem(StatusCode::NOT_FOUND, "no such invoice");
    };
    match api.shared.act(|world, _now| world.refund_intervention(&id)) {
        Ok(invoice) => ok(&InvoiceBody::new(&invoice)),
        Err(refusal) if refusal.code == ErrorCode::NotFound => {
            problem(StatusCode::NOT_FOUND, &refusal.message)
        }
        Err(refusal) => problem(StatusCode::BAD_REQUEST, &refusal.message),
    }
}

/// Picks a currency on a widget's page, as a payer would.
async fn choose_currency(
    State(api): State<Arc<Api>>,
    Path(key): Path<String>,
    request: Request,
) -> Response {
    let read = |fields: &Fields<'_>| fields.require("currency", fields.currency("currency")?);
    let currency = match read_order(request, read).await {
        Ok(currency) => currency,
        Err(response) => return response,
    };
    let chosen = match IdempotencyKey::parse(&key) {
        Ok(key) => api.shared.act(|world, _now| world.choose_currency(&key, &currency)),
        Err(_) => Err(ChooseCurrencyError::UnknownWidget),
    };
    match chosen {
        Ok(invoice) => ok(&InvoiceBody::new(&invoice)),
        Err(error @ ChooseCurrencyError::UnknownWidget) => {
            problem(StatusCode::NOT_FOUND, &error.to_string())
        }
        Err(error) => problem(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

async fn make_deposit(State(api): State<Arc<Api>>, request: Request) -> Response {
    let order = match read_order(request, deposit_order).await {
        Ok(order) => order,
        Err(response) => return response,
    };
    match api.shared.act(|world, _now| world.deposit(order)) {
        Ok(deposit) => ok(&DepositMadeBody::new(&deposit)),
        Err(error @ MakeDepositError::UnknownAddress) => {
            problem(StatusCode::NOT_FOUND, &error.to_string())
        }
        Err(error) => problem(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

fn deposit_order(fields: &Fields<'_>) -> Result<DepositOrder, Refusal> {
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

async fn set_rate(State(api): State<Arc<Api>>, request: Request) -> Response {
    let read = |fields: &Fields<'_>| {
        let rate = fields.require("rate", fields.parsed("rate", Amount::parse)?)?;
        let from = fields.require("from", fields.currency("from")?)?;
        let to = fields.require("to", fields.currency("to")?)?;
        match rate.is_zero() {
            true => Err(fields.refuse("rate", "Must be greater than 0")),
            false => Ok((from, to, rate)),
        }
    };
    let (from, to, rate) = match read_order(request, read).await {
        Ok(order) => order,
        Err(response) => return response,
    };
    api.shared.act(|world, _now| world.set_rate(from.clone(), to.clone(), rate));
    ok(&RateSetBody { from: &from, to: &to, rate: rate.to_string() })
}

async fn set_tariff(State(api): State<Arc<Api>>, request: Request) -> Response {
    let read = |fields: &Fields<'_>| {
        let operation = fields.parsed("operation", |word| {
            let code = OperationCode::parse(word);
            let is_known = !matches!(code, OperationCode::Unknown(_));
            is_known.then_some(code).ok_or("Unknown operation code")
        })?;
        let operation = fields.require("operation", operation)?;
        let part = |name| Ok(fields.parsed(name, Amount::parse)?.unwrap_or_default());
        let charge = Charge::new(part("percent")?, part("fixed")?)
            .map_err(|problem| fields.refuse("percent", problem))?;
        Ok((operation, fields.currency("currency")?, charge))
    };
    let (operation, currency, charge) = match read_order(request, read).await {
        Ok(order) => order,
        Err(response) => return response,
    };
    let body = TariffSetBody {
        operation: operation.clone(),
        currency: currency.clone(),
        percent: charge.percent().to_string(),
        fixed: charge.fixed().to_string(),
    };
    api.shared.act(|world, _now| world.set_charge(operation, currency, charge));
    ok(&body)
}

#[derive(Serialize)]
struct ProblemBody<'a> {
    error: &'a str,
}

pub(super) fn problem(status: StatusCode, error: &str) -> Response {
    json(status, serde_json::to_vec(&ProblemBody { error }).unwrap_or_default())
}

pub(super) fn ok(body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(body) => json(StatusCode::OK, body),
        Err(error) => problem(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}
