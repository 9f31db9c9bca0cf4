//! An event: what happened, with the facts as they were at that moment.

use std::sync::Arc;

use calypso_model::{Amount, EventLevel, EventService, EventType, TransactionId};
use calypso_sign::Timestamp;

use super::customer::Customer;
use super::invoice::Invoice;
use super::payout::{Deal, Withdrawal};
use super::purse::Purse;
use super::top_up::TopUpFacts;
use super::transaction::Transaction;

#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) id: u64,
    pub(crate) created: Timestamp,
    pub(crate) kind: EventType,
    pub(crate) facts: Facts,
}

#[derive(Clone, Debug)]
pub(crate) enum Facts {
    Invoice(Arc<InvoiceFacts>),
    Purse(Arc<PurseFacts>),
    Payout(Arc<PayoutFacts>),
    TopUp(Arc<TopUpFacts>),
}

#[derive(Debug)]
pub(crate) struct InvoiceFacts {
    pub(crate) invoice: Invoice,
    /// The deposit that the event is about.
    pub(crate) deposit: Option<Transaction>,
    /// What was credited.
    pub(crate) credit: Option<Credit>,
    pub(crate) worth: Worth,
}

#[derive(Debug)]
pub(crate) struct PurseFacts {
    pub(crate) customer: Customer,
    pub(crate) purse: Purse,
    /// The deposit that the event is about; an expiry is about none.
    pub(crate) deposit: Option<Transaction>,
    pub(crate) fee: Option<Amount>,
}

#[derive(Debug)]
pub(crate) struct PayoutFacts {
    pub(crate) deal: Deal,
    /// The withdrawal that the event is about, or the only one of a single payout.
    pub(crate) withdrawal: Option<Withdrawal>,
    /// Somebody had to confirm it.
    pub(crate) is_verified: bool,
}

/// A sum that reached the merchant's account, before the fee was taken.
#[derive(Clone, Debug)]
pub(crate) struct Credit {
    pub(crate) amount: Amount,
    pub(crate) fee: Amount,
    pub(crate) transactions: Vec<TransactionId>,
}

/// What the amount of an event is worth in fiat, rounded down to cents.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Worth {
    pub(crate) usd: Amount,
    pub(crate) eur: Amount,
}

impl Event {
    pub(crate) fn service(&self) -> EventService {
        match self.facts {
            Facts::Invoice(_) => EventService::Invoice,
            Facts::Purse(_) => EventService::CustomerPurse,
            Facts::Payout(_) => EventService::Payout,
            Facts::TopUp(_) => EventService::Wallet,
        }
    }

    /// Samples show SUCCESS for invoices, even for an intervention, and INFO for purses; the levels
    /// of others, and that bad news are warnings, are our guess (docs/API-FACTS.md, section 7).
    pub(crate) fn level(&self) -> EventLevel {
        let is_bad_news = [
            EventType::InvoiceComplianceDeclined,
            EventType::InvoiceExpired,
            EventType::CustomerPurseComplianceDeclined,
            EventType::CustomerPurseExpired,
            EventType::PayoutValidationError,
        ]
        .contains(&self.kind);
        match self.facts {
            _ if is_bad_news => EventLevel::Warning,
            Facts::Invoice(_) | Facts::TopUp(_) => EventLevel::Success,
            Facts::Purse(_) | Facts::Payout(_) => EventLevel::Info,
        }
    }
}
