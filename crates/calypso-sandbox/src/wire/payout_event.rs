//! The data of payout and top-up events: which fields each type of event has.

use calypso_model::{
    Address, Amount, Currency, EventType, ExternalId, IdempotencyKey, PayoutState, TransactionHash,
    WithdrawalErrorStatus,
};
use calypso_sign::Timestamp;
use serde::Serialize;

use super::date::zoneless;
use super::invoice_event::PerCurrency;
use crate::rules::{PayoutFacts, TopUpFacts};

/// All fields that payout events have; each type has some of them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PayoutData<'a> {
    #[serde(rename = "type")]
    kind: &'a EventType,
    /// The service's id of the payout or mass payout; a number here, text in answers.
    parent_external_id: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    idempotency_key: Option<&'a IdempotencyKey>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<&'a ExternalId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hash: Option<&'a TransactionHash>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    created_date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    payout_status: Option<&'a PayoutState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    approved: Option<Vec<Approval>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deal_withdrawal_id: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    validation_status: Option<&'a WithdrawalErrorStatus>,
    currency: &'a Currency,
}

/// Who confirmed a payout; the shape is our guess.
#[derive(Serialize)]
struct Approval {
    firstname: &'static str,
    lastname: &'static str,
}

impl<'a> PayoutData<'a> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "events of invoices and others are many")]
    pub(super) fn new(kind: &'a EventType, facts: &'a PayoutFacts, created: Timestamp) -> Self {
        let withdrawal = facts.withdrawal.as_ref();
        let of_entry = withdrawal.and_then(|withdrawal| withdrawal.external_id.as_ref());
        let data = Self {
            kind,
            parent_external_id: facts.deal.number,
            idempotency_key: facts.deal.key.as_ref(),
            external_id: facts.deal.external_id.as_ref().or(of_entry),
            hash: None,
            message: None,
            created_date: zoneless(created),
            payout_status: None,
            approved: None,
            deal_withdrawal_id: None,
            validation_status: None,
            currency: &facts.deal.currency,
        };
        let hash = withdrawal.and_then(|withdrawal| withdrawal.hash.as_ref());
        match kind {
            EventType::PayoutChangeStatus => {
                Self { hash, payout_status: Some(&facts.deal.state), ..data }
            }
            EventType::PayoutConfirmed => {
                let person = Approval { firstname: "Sandbox", lastname: "User" };
                let persons = if facts.is_verified { vec![person] } else { Vec::new() };
                Self { approved: Some(persons), ..data }
            }
            EventType::PayoutValidationError => {
                let error = withdrawal.and_then(|withdrawal| withdrawal.errors.last());
                Self {
                    message: error.map(|error| error.message),
                    deal_withdrawal_id: withdrawal.map(|withdrawal| withdrawal.number),
                    validation_status: error.map(|error| &error.status),
                    ..data
                }
            }
            // A hash is all that the one other type of event about payouts tells.
            _ => Self { hash, ..data },
        }
    }
}

/// A top-up that arrived.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TopUpData<'a> {
    #[serde(rename = "type")]
    kind: &'a EventType,
    amount: Amount,
    currency: &'a Currency,
    sender_address: &'a Address,
    payment_date: String,
    transaction_hash: &'a TransactionHash,
    fiat_amount: PerCurrency,
}

impl<'a> TopUpData<'a> {
    pub(super) fn new(kind: &'a EventType, facts: &'a TopUpFacts) -> Self {
        Self {
            kind,
            amount: facts.amount,
            currency: &facts.currency,
            sender_address: &facts.sender,
            payment_date: zoneless(facts.paid),
            transaction_hash: &facts.hash,
            fiat_amount: PerCurrency::new(facts.worth),
        }
    }
}
