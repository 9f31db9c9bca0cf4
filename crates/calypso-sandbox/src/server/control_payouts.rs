//! The control API of payouts: top-ups that fund them, and decisions about them.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use calypso_model::{AccountId, Amount, PayoutState};
use serde::Serialize;

use super::api::Api;
use super::control::{ok, problem, read_order};
use crate::payouts::{DecidePayoutError, PayoutOutcome};
use crate::rules::Refusal;
use crate::wire::Fields;

/// What an account has after a top-up.
#[derive(Serialize)]
struct BalanceBody {
    account: AccountId,
    currency: calypso_model::Currency,
    balance: String,
}

/// Puts money onto an account; onto the first merchant's if none is named.
pub(super) async fn top_up(State(api): State<Arc<Api>>, request: Request) -> Response {
    let read = |fields: &Fields<'_>| {
        let account = fields.parsed("account", AccountId::parse)?;
        let currency = fields.require("currency", fields.currency("currency")?)?;
        let amount = fields.require("amount", fields.parsed("amount", Amount::parse)?)?;
        Ok((account, currency, amount))
    };
    let (account, currency, amount) = match read_order(request, read).await {
        Ok(order) => order,
        Err(response) => return response,
    };
    let done = api.shared.act(|world, _now| {
        let first = world.merchants().first().map(|merchant| merchant.account.clone());
        let account = account.or(first).ok_or(crate::deposit::MakeDepositError::UnknownAccount)?;
        world.top_up(&account, &currency, amount)?;
        let balance = world.balance(&account, &currency).to_string();
        Ok::<_, crate::deposit::MakeDepositError>((account, balance))
    });
    match done {
        Ok((account, balance)) => ok(&BalanceBody { account, currency, balance }),
        Err(error) => problem(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

#[derive(Serialize)]
struct DecidedBody {
    id: String,
    state: PayoutState,
}

/// Decides about a payout or a mass payout.
pub(super) async fn decide(
    State(api): State<Arc<Api>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let outcome = match read_order(request, read_outcome).await {
        Ok(outcome) => outcome,
        Err(response) => return response,
    };
    let decided = api.shared.act(|world, _now| {
        let number = id.parse().map_err(|_no_number| DecidePayoutError::NotFound)?;
        world.decide_payout(number, outcome)?;
        world.payout_state(number).ok_or(DecidePayoutError::NotFound)
    });
    match decided {
        Ok(state) => ok(&DecidedBody { id, state }),
        Err(error @ DecidePayoutError::NotFound) => {
            problem(StatusCode::NOT_FOUND, &error.to_string())
        }
        Err(error) => problem(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

fn read_outcome(fields: &Fields<'_>) -> Result<PayoutOutcome, Refusal> {
    let outcome = fields.parsed("outcome", |word| match word {
        "confirmed" => Ok(PayoutOutcome::Confirmed),
        "completed" => Ok(PayoutOutcome::Completed),
        "failed" => Ok(PayoutOutcome::Failed),
        "cancelled" | "canceled" => Ok(PayoutOutcome::Canceled),
        _ => Err("Must be confirmed, completed, failed or cancelled"),
    })?;
    fields.require("outcome", outcome)
}
