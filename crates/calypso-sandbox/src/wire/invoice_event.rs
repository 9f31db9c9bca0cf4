//! The data of invoice events: which fields each type of event has.

use calypso_model::{
    Address, Amount, Currency, EventType, ExternalId, IdempotencyKey, TransactionHash,
    TransactionId,
};
use calypso_sign::Timestamp;
use serde::{Serialize, Serializer};

use super::date::zoneless;
use crate::rules::{InvoiceFacts, Worth};

/// All fields that invoice events have; each type has some of them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct InvoiceData<'a> {
    #[serde(rename = "type")]
    kind: &'a EventType,
    /// The service's id of the invoice, despite its name; a number here, text in answers.
    parent_external_id: u64,
    idempotency_key: &'a IdempotencyKey,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<&'a ExternalId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    real_amount: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<&'a Currency>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fiat_amount: Option<FiatAmount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fiat_currency: Option<&'a str>,
    /// The documentation's own spelling, in one type of event.
    #[serde(rename = "fiatcurrency", skip_serializing_if = "Option::is_none")]
    fiatcurrency: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_fee: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiration_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transaction_hash: Option<&'a TransactionHash>,
    /// A list here, although its name is singular.
    #[serde(skip_serializing_if = "Option::is_none")]
    transaction_id: Option<[&'a TransactionId; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transaction_ids: Option<&'a [TransactionId]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sender_address: Option<&'a Address>,
}

/// A number in some types of events, a map by currency in others.
enum FiatAmount {
    Single(Amount),
    PerCurrency(Worth),
}

#[derive(Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) struct PerCurrency {
    usd: Amount,
    eur: Amount,
}

impl PerCurrency {
    pub(super) fn new(worth: Worth) -> Self {
        Self { usd: worth.usd, eur: worth.eur }
    }
}

impl Serialize for FiatAmount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Single(amount) => amount.serialize(serializer),
            Self::PerCurrency(worth) => PerCurrency::new(*worth).serialize(serializer),
        }
    }
}

impl<'a> InvoiceData<'a> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "events of payouts and others are many")]
    pub(super) fn new(kind: &'a EventType, facts: &'a InvoiceFacts, created: Timestamp) -> Self {
        let data = Self::bare(kind, facts);
        match kind {
            EventType::InvoiceCreateInvoice => data.created(facts),
            EventType::InvoiceCreateUnlimitedInvoice => data.created_unlimited(facts),
            EventType::InvoiceMempoolFound => data.in_mempool(facts),
            EventType::InvoiceFundsReceivedForInvoice => data.deposit(facts, "received"),
            EventType::InvoicePendingCompliance => data.deposit(facts, "being checked"),
            EventType::InvoiceComplianceDeclined => data.deposit(facts, "declined"),
            EventType::InvoicePaid => data.priced(facts, facts.invoice.received),
            EventType::InvoiceTranslationToAccountCompleted => data.credited(facts, created),
            EventType::InvoiceExpired => data.expired(facts),
            // An intervention says nothing else, and no other type is announced of an invoice.
            _ => data.with_message(format!("Invoice {} needs a decision", facts.invoice.number)),
        }
    }

    fn created(mut self, facts: &'a InvoiceFacts) -> Self {
        self.amount = facts.invoice.amount;
        self.fiatcurrency = facts.invoice.fiat.as_ref().map(|fiat| fiat.currency.as_str());
        self.created_unlimited(facts)
    }

    fn created_unlimited(mut self, facts: &'a InvoiceFacts) -> Self {
        self.currency = Some(&facts.invoice.currency);
        self.created_date = Some(zoneless(facts.invoice.created));
        self.with_message(format!("Invoice {} created", facts.invoice.number))
    }

    fn in_mempool(mut self, facts: &'a InvoiceFacts) -> Self {
        let Some(deposit) = &facts.deposit else { return self };
        self.created_date = Some(zoneless(facts.invoice.created));
        self.transaction_hash = Some(&deposit.hash);
        self.priced(facts, deposit.amount)
    }

    /// The price, and what was really paid.
    fn priced(mut self, facts: &'a InvoiceFacts, real_amount: Amount) -> Self {
        let (fiat_amount, fiat_currency) = match &facts.invoice.fiat {
            Some(fiat) => (fiat.amount, fiat.currency.as_str()),
            None => (facts.worth.usd, "USD"),
        };
        self.amount = facts.invoice.amount;
        self.real_amount = Some(real_amount);
        self.currency = Some(&facts.invoice.currency);
        self.fiat_amount = Some(FiatAmount::Single(fiat_amount));
        self.fiat_currency = Some(fiat_currency);
        self.description = Some(&facts.invoice.description);
        self
    }

    fn deposit(mut self, facts: &'a InvoiceFacts, what: &str) -> Self {
        let Some(deposit) = &facts.deposit else { return self };
        self.amount = Some(deposit.amount);
        self.currency = Some(&deposit.currency);
        self.transaction_id = Some([&deposit.id]);
        self.transaction_hash = Some(&deposit.hash);
        self.sender_address = Some(&deposit.sender);
        self.payment_date = Some(zoneless(deposit.created));
        self.created_date = Some(zoneless(facts.invoice.created));
        self.fiat_amount = Some(FiatAmount::PerCurrency(facts.worth));
        self.with_message(format!("{} {} {what}", deposit.amount, deposit.currency))
    }

    fn credited(mut self, facts: &'a InvoiceFacts, created: Timestamp) -> Self {
        let Some(credit) = &facts.credit else { return self };
        let currency = &facts.invoice.currency;
        self.amount = Some(credit.amount);
        self.currency = Some(currency);
        self.service_fee = Some(credit.fee);
        self.transaction_ids = Some(&credit.transactions);
        self.created_date = Some(zoneless(created));
        self.fiat_amount = Some(FiatAmount::PerCurrency(facts.worth));
        self.with_message(format!("{} {currency} credited to the account", credit.amount))
    }

    fn expired(mut self, facts: &'a InvoiceFacts) -> Self {
        self.amount = facts.invoice.amount;
        self.currency = Some(&facts.invoice.currency);
        self.created_date = Some(zoneless(facts.invoice.created));
        self.expiration_date = facts.invoice.expiration.map(zoneless);
        self.fiat_amount = Some(FiatAmount::PerCurrency(facts.worth));
        self.with_message(format!("Invoice {} expired", facts.invoice.number))
    }

    fn with_message(mut self, message: String) -> Self {
        self.message = Some(message);
        self
    }

    fn bare(kind: &'a EventType, facts: &'a InvoiceFacts) -> Self {
        Self {
            kind,
            parent_external_id: facts.invoice.number,
            idempotency_key: &facts.invoice.key,
            external_id: facts.invoice.external_id.as_ref(),
            amount: None,
            real_amount: None,
            currency: None,
            fiat_amount: None,
            fiat_currency: None,
            fiatcurrency: None,
            service_fee: None,
            message: None,
            description: None,
            created_date: None,
            expiration_date: None,
            payment_date: None,
            transaction_hash: None,
            transaction_id: None,
            transaction_ids: None,
            sender_address: None,
        }
    }
}
