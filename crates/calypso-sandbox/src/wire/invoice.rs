//! The invoice and its deposits, as answers show them (docs/API-FACTS.md, sections 4.1 and 4.10).

use calypso_model::{
    Address, Amount, ComplianceState, Currency, ExternalId, IdempotencyKey, InterventionType,
    InvoiceId, InvoiceState, InvoiceType, TransactionHash, TransactionId, TransactionState,
};

use super::date::ZonedDate;
use super::reply::reply;
use crate::rules::{Invoice, Transaction};

reply! {
    /// An invoice.
    #[derive(Debug)]
    pub(crate) struct InvoiceBody<'a> as "Invoice" {
        id: &'a InvoiceId = "id",
        /// Where the payer sends the money.
        invoice_address: &'a Address = "invoiceAddress",
        kind: &'a InvoiceType = "type",
        /// What is due.
        amount: Option<Amount> = "amount",
        /// What was kept of it, once some of it was credited.
        fee: Option<Amount> = "fee",
        /// What was confirmed so far.
        total_debit_amount: Amount = "totalDebitAmount",
        currency: &'a Currency = "currency",
        state: &'a InvoiceState = "state",
        last_deposit_hash: Option<&'a TransactionHash> = "lastDepositHash",
        description: &'a str = "description",
        created_date: ZonedDate = "createdDate",
        /// The payment link is made of it.
        idempotency_key: &'a IdempotencyKey = "idempotencyKey",
        expiration: Option<ZonedDate> = "expiration",
        fiat_amount: Option<Amount> = "fiatAmount",
        fiat_currency: Option<&'a Currency> = "fiatCurrency",
        /// When the amount was last derived from the fiat amount.
        last_fiat_updated: Option<ZonedDate> = "lastFiatUpdated",
        intervention_type: Option<&'a InterventionType> = "interventionType",
        is_intervention_resolved: bool = "isInterventionResolved",
        return_url: Option<&'a str> = "returnUrl",
        logo_url: Option<&'a str> = "logoUrl",
        support_url: Option<&'a str> = "supportUrl",
        external_id: Option<&'a ExternalId> = "externalId",
        /// The least that is accepted, of a bound invoice.
        lower_bound: Option<Amount> = "lowerBound",
        fiat_available: Option<bool> = "fiatAvailable",
    }
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
            created_date: ZonedDate(invoice.created),
            idempotency_key: &invoice.key,
            expiration: invoice.expiration.map(ZonedDate),
            fiat_amount: fiat.map(|fiat| fiat.amount),
            fiat_currency: fiat.map(|fiat| &fiat.currency),
            last_fiat_updated: fiat.map(|fiat| ZonedDate(fiat.quoted)),
            intervention_type: invoice.intervention.as_ref(),
            is_intervention_resolved: invoice.is_resolved,
            return_url: invoice.page.return_url.as_deref(),
            logo_url: invoice.page.logo_url.as_deref(),
            support_url: invoice.page.support_url.as_deref(),
            external_id: invoice.external_id.as_ref(),
            lower_bound: invoice.lower_bound,
            fiat_available: invoice.fiat_available,
        }
    }
}

reply! {
    /// A deposit to an invoice.
    #[derive(Debug)]
    pub(crate) struct DepositBody<'a> as "InvoiceDeposit" {
        transaction_id: &'a TransactionId = "transactionId",
        amount: Amount = "amount",
        currency: &'a Currency = "currency",
        transaction_hash: &'a TransactionHash = "transactionHash",
        created_date: ZonedDate = "createdDate",
        /// Who sent it.
        address_from: &'a Address = "addressFrom",
        transaction_state: &'a TransactionState = "transactionState",
        compliance_state: &'a ComplianceState = "complianceState",
        translation_to_account_completed: bool = "translationToAccountCompleted",
    }
}

impl<'a> DepositBody<'a> {
    pub(crate) fn new(deposit: &'a Transaction) -> Self {
        Self {
            transaction_id: &deposit.id,
            amount: deposit.amount,
            currency: &deposit.currency,
            transaction_hash: &deposit.hash,
            created_date: ZonedDate(deposit.created),
            address_from: &deposit.sender,
            transaction_state: &deposit.state,
            compliance_state: &deposit.compliance,
            translation_to_account_completed: deposit.credited,
        }
    }
}
