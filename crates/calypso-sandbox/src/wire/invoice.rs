//! The invoice and its deposits, as answers show them (docs/API-FACTS.md, sections 4.1 and 4.10).

use calypso_model::{
    Address, Amount, ComplianceState, Currency, ExternalId, IdempotencyKey, InterventionType,
    InvoiceId, InvoiceState, InvoiceType, TransactionHash, TransactionId, TransactionState,
};
use serde::Serialize;

use super::date::zoned;
use crate::rules::{Invoice, Transaction};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InvoiceBody<'a> {
    id: &'a InvoiceId,
    invoice_address: &'a Address,
    #[serde(rename = "type")]
    kind: &'a InvoiceType,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fee: Option<Amount>,
    total_debit_amount: Amount,
    currency: &'a Currency,
    state: &'a InvoiceState,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_deposit_hash: Option<&'a TransactionHash>,
    description: &'a str,
    created_date: String,
    idempotency_key: &'a IdempotencyKey,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiration: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fiat_amount: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fiat_currency: Option<&'a Currency>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_fiat_updated: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    intervention_type: Option<&'a InterventionType>,
    is_intervention_resolved: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    return_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logo_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    support_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<&'a ExternalId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fiat_available: Option<bool>,
}

impl<'a> InvoiceBody<'a> {
    pub(crate) fn new(invoice: &'a Invoice) -> Self {
        let fiat = invoice.fiat.as_ref();
        Self {
            id: &invoice.id,
            invoice_address: &invoice.address,
            kind: &invoice.kind,
            amount: invoice.amount,
            fee: invoice.fee,
            total_debit_amount: invoice.received,
            currency: &invoice.currency,
            state: &invoice.state,
            last_deposit_hash: invoice.last_hash.as_ref(),
            description: &invoice.description,
            created_date: zoned(invoice.created),
            idempotency_key: &invoice.key,
            expiration: invoice.expiration.map(zoned),
            fiat_amount: fiat.map(|fiat| fiat.amount),
            fiat_currency: fiat.map(|fiat| &fiat.currency),
            last_fiat_updated: fiat.map(|fiat| zoned(fiat.quoted)),
            intervention_type: invoice.intervention.as_ref(),
            is_intervention_resolved: false,
            return_url: invoice.page.return_url.as_deref(),
            logo_url: invoice.page.logo_url.as_deref(),
            support_url: invoice.page.support_url.as_deref(),
            external_id: invoice.external_id.as_ref(),
            fiat_available: invoice.fiat_available,
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DepositBody<'a> {
    transaction_id: &'a TransactionId,
    amount: Amount,
    currency: &'a Currency,
    transaction_hash: &'a TransactionHash,
    created_date: String,
    address_from: &'a Address,
    transaction_state: &'a TransactionState,
    compliance_state: &'a ComplianceState,
    translation_to_account_completed: bool,
}

impl<'a> DepositBody<'a> {
    pub(crate) fn new(deposit: &'a Transaction) -> Self {
        Self {
            transaction_id: &deposit.id,
            amount: deposit.amount,
            currency: &deposit.currency,
            transaction_hash: &deposit.hash,
            created_date: zoned(deposit.created),
            address_from: &deposit.sender,
            transaction_state: &deposit.state,
            compliance_state: &deposit.compliance,
            translation_to_account_completed: deposit.credited,
        }
    }
}
