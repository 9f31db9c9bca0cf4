//! The data of purse events; the tail of their table is not documented, ours is short. An expiry
//! is about no deposit.

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
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<&'a Currency>,
    customer_id: &'a CustomerId,
    customer_blocked: bool,
    purse_id: &'a PurseId,
    address: &'a Address,
    #[serde(skip_serializing_if = "Option::is_none")]
    transaction_id: Option<&'a TransactionId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transaction_hash: Option<&'a TransactionHash>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_fee: Option<Amount>,
}

impl<'a> PurseData<'a> {
    pub(super) fn new(kind: &'a EventType, facts: &'a PurseFacts) -> Self {
        let deposit = facts.deposit.as_ref();
        Self {
            kind,
            currency: deposit.map(|deposit| &deposit.currency),
            customer_id: &facts.customer.id,
            customer_blocked: facts.customer.blocked,
            purse_id: &facts.purse.id,
            address: &facts.purse.address,
            transaction_id: deposit.map(|deposit| &deposit.id),
            amount: deposit.map(|deposit| deposit.amount),
            transaction_hash: deposit.map(|deposit| &deposit.hash),
            service_fee: facts.fee,
        }
    }
}
