//! From something that happened to the deliveries that tell of it.

use std::sync::Arc;

use calypso_model::{AccountId, Amount, EventType, PurseId};

use super::event::{Credit, Event, Facts, InvoiceFacts, PayoutFacts, PurseFacts};
use super::payout::DealKind;
use super::transaction::Transaction;
use super::world::World;

impl World {
    pub(super) fn announce_invoice(
        &mut self,
        kind: EventType,
        number: u64,
        deposit: Option<&Transaction>,
        credit: Option<Credit>,
    ) {
        let Some(invoice) = self.invoices.get(number) else { return };
        if !self.is_heard(&invoice.owner, &kind) {
            return;
        }
        // The first sight of a payment reports the price, every later event the money.
        let subject = deposit
            .filter(|_| kind != EventType::InvoiceMempoolFound)
            .map(|deposit| deposit.amount)
            .or(credit.as_ref().map(|credit| credit.amount))
            .or(invoice.amount)
            .unwrap_or_default();
        let facts = InvoiceFacts {
            worth: self.settings.rates.worth(subject, &invoice.currency),
            invoice: invoice.clone(),
            deposit: deposit.cloned(),
            credit,
        };
        let owner = facts.invoice.owner.clone();
        self.announce(&owner, kind, Facts::Invoice(Arc::new(facts)));
    }

    pub(super) fn announce_purse(
        &mut self,
        kind: EventType,
        purse: &PurseId,
        deposit: Option<&Transaction>,
        fee: Option<Amount>,
    ) {
        let Some(purse) = self.purses.get(purse) else { return };
        let Some(customer) = self.customers.get(&purse.customer) else { return };
        if !self.is_heard(&customer.owner, &kind) {
            return;
        }
        let facts = PurseFacts {
            customer: customer.clone(),
            purse: purse.clone(),
            deposit: deposit.cloned(),
            fee,
        };
        let owner = customer.owner.clone();
        self.announce(&owner, kind, Facts::Purse(Arc::new(facts)));
    }

    pub(super) fn announce_payout(
        &mut self,
        kind: EventType,
        number: u64,
        withdrawal: Option<u64>,
    ) {
        let Some(deal) = self.payouts.get(number) else { return };
        if !self.is_heard(&deal.owner, &kind) {
            return;
        }
        let only = match deal.kind {
            DealKind::Single(_) => deal.withdrawals.first().copied(),
            DealKind::Mass { .. } => None,
        };
        let withdrawal = withdrawal.or(only).and_then(|number| self.payouts.withdrawal(number));
        let facts = PayoutFacts {
            deal: deal.clone(),
            withdrawal: withdrawal.cloned(),
            is_verified: self.settings.payout_verification,
        };
        let owner = facts.deal.owner.clone();
        self.announce(&owner, kind, Facts::Payout(Arc::new(facts)));
    }

    /// Tells whether a merchant wants such an event; if not, nothing needs to be copied for it.
    pub(super) fn is_heard(&self, owner: &AccountId, kind: &EventType) -> bool {
        self.subscriptions.iter().any(|subscription| subscription.wants(owner, kind))
    }

    /// Makes one delivery per subscription of the merchant's that wants the event.
    ///
    /// The number is the sandbox's own count of events, so it is unique within each subscription
    /// and grows.
    pub(super) fn announce(&mut self, owner: &AccountId, kind: EventType, facts: Facts) {
        self.events = self.events.saturating_add(1);
        let event = Arc::new(Event { id: self.events, created: self.now, kind, facts });
        for subscription in &self.subscriptions {
            if subscription.wants(owner, &event.kind) {
                self.deliveries.queue_first(subscription, Arc::clone(&event));
            }
        }
        self.touch();
    }
}
