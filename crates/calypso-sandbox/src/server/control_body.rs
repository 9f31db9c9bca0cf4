//! What the control API answers with.

use calypso_model::{
    AccountId, Currency, EventType, OperationCode, SubscriptionId, TransactionHash, TransactionId,
};
use serde::Serialize;

use crate::ledger_line::LedgerLine;
use crate::rules::{Attempt, AttemptResult, Delivery, DeliveryState, Merchant, Transaction};

#[derive(Serialize)]
pub(super) struct HealthBody {
    pub(super) status: &'static str,
    pub(super) now_ms: i64,
}

/// A merchant with its keys, which open nothing but the sandbox.
#[derive(Serialize)]
pub(super) struct AccountBody<'a> {
    account: &'a AccountId,
    api_key: &'a str,
    secret: &'a str,
}

impl<'a> AccountBody<'a> {
    pub(super) fn new(merchant: &'a Merchant) -> Self {
        Self {
            account: &merchant.account,
            api_key: merchant.api_key.as_str(),
            secret: merchant.secret.expose_secret(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct ResultBody<T> {
    pub(super) result: Vec<T>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DepositMadeBody<'a> {
    transaction_id: &'a TransactionId,
    transaction_hash: &'a TransactionHash,
}

impl<'a> DepositMadeBody<'a> {
    pub(super) fn new(deposit: &'a Transaction) -> Self {
        Self { transaction_id: &deposit.id, transaction_hash: &deposit.hash }
    }
}

#[derive(Serialize)]
pub(super) struct LedgerLineBody<'a> {
    currency: &'a Currency,
    #[serde(rename = "in")]
    received: String,
    fees: String,
    credited: String,
    pending: String,
    declined: String,
    refunded: String,
    stray: String,
    #[serde(rename = "out")]
    paid_out: String,
    exchanged_away: String,
    exchanged_in: String,
}

impl<'a> LedgerLineBody<'a> {
    pub(super) fn new(line: &'a LedgerLine) -> Self {
        Self {
            currency: &line.currency,
            received: line.received.to_string(),
            fees: line.fees.to_string(),
            credited: line.credited.to_string(),
            pending: line.pending.to_string(),
            declined: line.declined.to_string(),
            refunded: line.refunded.to_string(),
            stray: line.stray.to_string(),
            paid_out: line.paid_out.to_string(),
            exchanged_away: line.exchanged_away.to_string(),
            exchanged_in: line.exchanged_in.to_string(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct RateSetBody<'a> {
    pub(super) from: &'a Currency,
    pub(super) to: &'a Currency,
    pub(super) rate: String,
}

#[derive(Serialize)]
pub(super) struct TariffSetBody {
    pub(super) operation: OperationCode,
    /// Nothing means every currency that has no charge of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) currency: Option<Currency>,
    pub(super) percent: String,
    pub(super) fixed: String,
}

#[derive(Serialize)]
pub(super) struct DeliveryBody {
    id: u64,
    subscription: SubscriptionId,
    event_id: u64,
    event_type: EventType,
    state: &'static str,
    attempts: Vec<AttemptBody>,
    next_attempt_ms: Option<i64>,
}

#[derive(Serialize)]
struct AttemptBody {
    at_ms: i64,
    /// The public key of the pair that signed it.
    key: String,
    /// The HTTP status, or nothing if there was no answer.
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'static str>,
}

impl DeliveryBody {
    pub(super) fn new(delivery: &Delivery) -> Self {
        Self {
            id: delivery.id,
            subscription: delivery.subscription.clone(),
            event_id: delivery.event.id,
            event_type: delivery.event.kind.clone(),
            state: match delivery.state {
                DeliveryState::Pending => "pending",
                DeliveryState::Delivered => "delivered",
                DeliveryState::Exhausted => "exhausted",
                DeliveryState::Dropped => "dropped",
            },
            attempts: delivery.attempts.iter().map(AttemptBody::new).collect(),
            next_attempt_ms: delivery.next_attempt.map(calypso_sign::Timestamp::as_millis),
        }
    }
}

impl AttemptBody {
    fn new(attempt: &Attempt) -> Self {
        let (status, problem) = match attempt.result {
            AttemptResult::Status(status) => (Some(status), None),
            AttemptResult::NoAnswer(problem) => (None, Some(problem)),
        };
        let key = attempt.api_key.as_str().to_owned();
        Self { at_ms: attempt.at.as_millis(), key, status, problem }
    }
}
