//! The whole state, and how time passes in it.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use calypso_model::{AccountId, Amount, Currency, CustomerId, OverpayTolerance, TransactionId};
use calypso_sign::Timestamp;

use super::account::{Balances, Merchant};
use super::chance::Chance;
use super::customer::Customer;
use super::delivery::Deliveries;
use super::due::{DueQueue, Task};
use super::event::Credit;
use super::exchange::Exchanges;
use super::faults::Faults;
use super::holders::Holders;
use super::invoice::Invoices;
use super::payout::{Payouts, Wanted};
use super::purse::Purses;
use super::rates::Rates;
use super::subscription::Subscription;
use super::tariff::Tariff;
use super::transaction::Transaction;
use super::widget::Widgets;
use crate::counts::Counts;
use crate::options::StageDelays;

/// What a sandbox is started with.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    pub(crate) delays: StageDelays,
    pub(crate) tariff: Tariff,
    pub(crate) overpay: OverpayTolerance,
    pub(crate) rates: Rates,
    pub(crate) public_webhooks: bool,
    /// Payouts wait for a person's confirmation.
    pub(crate) payout_verification: bool,
}

#[derive(Debug)]
pub(crate) struct World {
    pub(super) settings: Settings,
    pub(super) chance: Chance,
    /// The latest time that was reached; it never goes back, whatever the clock does.
    pub(super) now: Timestamp,
    pub(super) due: DueQueue,
    pub(super) merchants: Vec<Merchant>,
    pub(super) balances: Balances,
    pub(super) customers: BTreeMap<CustomerId, Customer>,
    pub(super) purses: Purses,
    pub(super) invoices: Invoices,
    pub(super) holders: Holders,
    pub(super) transactions: BTreeMap<u64, Transaction>,
    pub(super) transaction_numbers: HashMap<TransactionId, u64>,
    /// All that was ever sent, stray money included, so that no sum outgrows what can be held.
    pub(super) sent: HashMap<Currency, Amount>,
    pub(super) payouts: Payouts,
    pub(super) top_ups: Vec<(AccountId, Currency, Amount)>,
    pub(super) credits: Vec<(AccountId, Currency, Credit)>,
    pub(super) exchanges: Exchanges,
    pub(super) widgets: Widgets,
    pub(super) subscriptions: Vec<Subscription>,
    pub(super) deliveries: Deliveries,
    pub(super) faults: Faults,
    pub(super) events: u64,
    changed: bool,
}

impl World {
    pub(crate) fn new(settings: Settings, chance: Chance, now: Timestamp) -> Self {
        Self {
            settings,
            chance,
            now,
            due: DueQueue::default(),
            merchants: Vec::new(),
            balances: Balances::default(),
            customers: BTreeMap::new(),
            purses: Purses::default(),
            invoices: Invoices::default(),
            holders: Holders::default(),
            transactions: BTreeMap::new(),
            transaction_numbers: HashMap::new(),
            sent: HashMap::new(),
            payouts: Payouts::default(),
            top_ups: Vec::new(),
            credits: Vec::new(),
            exchanges: Exchanges::default(),
            widgets: Widgets::default(),
            subscriptions: Vec::new(),
            deliveries: Deliveries::default(),
            faults: Faults::default(),
            events: 0,
            changed: false,
        }
    }

    /// Does all that is due up to `to`, in the order of time, each at its own time.
    pub(crate) fn advance(&mut self, to: Timestamp) {
        // Time that was reached stays reached, also for a clock that was set back.
        let to = to.max(self.now);
        while self.step(to) {}
        self.now = to;
    }

    /// Does what is due up to `to`, but stops once a delivery is to be attempted, when all that is
    /// due at the same time is done. Tells whether it stopped.
    pub(crate) fn advance_to_attempt(&mut self, to: Timestamp) -> bool {
        let to = to.max(self.now);
        while self.step(to) {
            if !self.is_quiet() {
                self.advance(self.now);
                return true;
            }
        }
        self.now = to;
        false
    }

    /// Does the next thing that is due up to `to`, if there is one.
    pub(super) fn step(&mut self, to: Timestamp) -> bool {
        let Some((at, task)) = self.due.take(to) else { return false };
        self.now = self.now.max(at);
        self.run(task);
        true
    }

    /// Returns the time that was reached.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// Returns when the next thing is due.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        self.due.next()
    }

    /// Tells, once, whether somebody who waits for this world has reason to look at it again.
    pub(crate) fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    pub(crate) fn counts(&self) -> Counts {
        Counts {
            customers: self.customers.len(),
            invoices: self.invoices.len(),
            deposits: self.transactions.len(),
            subscriptions: self.subscriptions.len(),
            payouts: self.payouts.count(Wanted::Single),
            mass_payouts: self.payouts.count(Wanted::Mass),
            exchanges: self.exchanges.len(),
            widgets: self.widgets.len(),
        }
    }

    pub(crate) fn set_rate(&mut self, from: Currency, to: Currency, rate: Amount) {
        self.settings.rates.set(from, to, rate);
    }

    pub(crate) fn rate(&self, from: &Currency, to: &Currency) -> Option<Amount> {
        self.settings.rates.rate(from, to)
    }

    pub(crate) fn touch(&mut self) {
        self.changed = true;
    }

    pub(super) fn schedule(&mut self, delay: Duration, task: Task) {
        self.schedule_at(self.now.saturating_add(delay), task);
    }

    pub(super) fn schedule_at(&mut self, at: Timestamp, task: Task) {
        // Who waits for what is due next need not hear of what comes after it.
        let is_next = self.due.next().is_none_or(|next| at < next);
        self.due.put(at, task);
        if is_next {
            self.touch();
        }
    }

    fn run(&mut self, task: Task) {
        self.touch();
        match task {
            Task::Check(id) => self.begin_check(&id),
            Task::Decide(id) => self.end_check(&id),
            Task::CreditDeposit(id) => self.credit_deposit(&id),
            Task::CreditInvoice(number) => self.credit_invoice(number),
            Task::Expire(number) => self.expire(number),
            Task::ArchiveIdle(number) => self.archive_idle(number),
            Task::Requote(number) => self.requote(number),
            Task::ExpirePurse(id) => self.expire_purse(&id),
            Task::CompleteExchange(number) => self.complete_exchange(number),
            Task::PayoutStep(number) => self.step_payout(number),
            Task::Redeliver(delivery) => self.deliveries.retry(delivery, self.now),
        }
    }
}
