//! The merchant's own record: one entry per payment, fed only by refetched objects.

use std::collections::BTreeMap;

use anyhow::Context;
use calypso_flows::{CreditOn, DepositConfirmation, Settlement, Stage};
use calypso_model::{Amount, Currency, Fee, InvoiceType, TransactionId};

use super::report::{Payment, Total};

/// What a payment was for, in the order in which the table shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    CustomerPurse,
    SingleFiat,
    Unlimited,
    Single,
}

impl Kind {
    /// Returns the kind in the API's words.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::CustomerPurse => "CUSTOMER_PURSE",
            Self::SingleFiat => "SINGLE_FIAT",
            Self::Unlimited => "UNLIMITED",
            Self::Single => "SINGLE",
        }
    }

    /// Returns the stage at which a payment of this kind is done in the demo's story.
    const fn last_stage(self) -> Stage {
        match self {
            // The demo pays this one short.
            Self::Single => Stage::Intervention,
            Self::CustomerPurse | Self::SingleFiat | Self::Unlimited => Stage::Settled,
        }
    }
}

/// One payment as the merchant knows it.
#[derive(Clone, Debug)]
struct Entry {
    kind: Kind,
    /// The unit of credit: the deposit, or the invoice for those that are paid once.
    id: String,
    currency: Currency,
    gross: Amount,
    fee: Fee,
    net: Option<Amount>,
    stage: Stage,
    state: String,
}

impl Entry {
    fn is(&self, kind: Kind, id: &str) -> bool {
        self.kind == kind && self.id == id
    }
}

/// The merchant's record: one entry per unit of credit, in the order of their first webhooks.
#[derive(Debug, Default)]
pub(crate) struct Book {
    entries: Vec<Entry>,
}

impl Book {
    /// Returns the fee that an event reported earlier, which no later refetch repeats.
    pub(crate) fn known_fee(&self, kind: Kind, id: &TransactionId) -> Fee {
        let known = self.entries.iter().find(|entry| entry.is(kind, id.as_str()));
        known.map_or(Fee::NotReported, |entry| entry.fee)
    }

    /// Records a refetched deposit to a purse or an unlimited invoice.
    pub(crate) fn record_deposit(&mut self, kind: Kind, deposit: &DepositConfirmation) {
        let state = match deposit.stage {
            Stage::Settled => "COMPLETED",
            Stage::Received => "CONFIRMED",
            Stage::Declined => "DECLINED",
            Stage::Pending | Stage::Intervention | Stage::Closed | Stage::Unstated | _ => "PENDING",
        };
        self.put(Entry {
            kind,
            id: deposit.transaction_id.as_str().to_owned(),
            currency: deposit.currency.clone(),
            gross: deposit.gross,
            fee: deposit.fee,
            net: deposit.creditable(CreditOn::Settled),
            stage: deposit.stage,
            state: state.to_owned(),
        });
    }

    /// Records a refetched invoice that is paid once, as soon as anything was paid.
    pub(crate) fn record_settlement(&mut self, settlement: &Settlement) {
        let invoice = &settlement.invoice;
        let is_fiat = invoice.invoice_type == InvoiceType::SingleFiat;
        let kind = if is_fiat { Kind::SingleFiat } else { Kind::Single };
        if settlement.gross.is_zero() {
            return;
        }
        // What waits for a decision is neither charged nor credited yet.
        let waits = settlement.stage == Stage::Intervention;
        self.put(Entry {
            kind,
            id: invoice.id.as_str().to_owned(),
            currency: invoice.currency.clone(),
            gross: settlement.gross,
            fee: if waits { Fee::NotReported } else { settlement.fee },
            net: settlement.creditable(CreditOn::Settled),
            stage: settlement.stage,
            state: invoice.state.as_str().to_owned(),
        });
    }

    /// Replaces what is known of a payment.
    fn put(&mut self, entry: Entry) {
        match self.entries.iter_mut().find(|known| known.is(entry.kind, &entry.id)) {
            Some(known) => *known = entry,
            None => self.entries.push(entry),
        }
    }

    /// Returns how many payments of a kind are done.
    pub(crate) fn done(&self, kind: Kind) -> usize {
        // A settled payment whose fee is not known yet still waits for the event that reports it.
        let is_done = |entry: &&Entry| {
            let settled_or_short = entry.net.is_some() || entry.stage == Stage::Intervention;
            entry.kind == kind && entry.stage == kind.last_stage() && settled_or_short
        };
        self.entries.iter().filter(is_done).count()
    }

    /// Returns the payments as the report shows them.
    pub(crate) fn payments(&self) -> Vec<Payment> {
        let mut entries: Vec<&Entry> = self.entries.iter().collect();
        entries.sort_by_key(|entry| entry.kind);
        let payment = |entry: &Entry| Payment {
            kind: entry.kind.as_str(),
            id: entry.id.clone(),
            currency: entry.currency.clone(),
            gross: entry.gross,
            fee: entry.fee.reported(),
            net: entry.net,
            state: entry.state.clone(),
        };
        entries.into_iter().map(payment).collect()
    }

    /// Returns the sums per currency.
    pub(crate) fn totals(&self) -> anyhow::Result<BTreeMap<Currency, Total>> {
        let mut totals: BTreeMap<Currency, Total> = BTreeMap::new();
        for entry in &self.entries {
            let total = totals.entry(entry.currency.clone()).or_default();
            total.add(entry.gross, entry.fee.reported(), entry.net).context("sum too large")?;
        }
        Ok(totals)
    }
}
