//! The data of purse events; the tail of their table is not documented, ours is short.

use calypso_model::{
    Address, Amount, Currency, CustomerId, EventType, PurseId, TransactionHash, TransactionId,
};
use serde::Serialize;

use crate::rules::PurseFacts;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PurseData<'a> {
    #[serde(rename = "type")]
    kind: &'a EventType,
    currency: &'a Currency,
    customer_id: &'a CustomerId,
    customer_blocked: bool,
    purse_id: &'a PurseId,
    address: &'a Address,
    transaction_id: &'a TransactionId,
    amount: Amount,
    transaction_hash: &'a TransactionHash,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_fee: Option<Amount>,
}

impl<'a> PurseData<'a> {
    pub(super) fn new(kind: &'a EventType, facts: &'a PurseFacts) -> Self {
        Self {
            kind,
            currency: &facts.deposit.currency,
            customer_id: &facts.customer.id,
            customer_blocked: facts.customer.blocked,
            purse_id: &facts.purse.id,
            address: &facts.purse.address,
            transaction_id: &facts.deposit.id,
            amount: facts.deposit.amount,
            transaction_hash: &facts.deposit.hash,
            service_fee: facts.fee,
        }
    }
}
