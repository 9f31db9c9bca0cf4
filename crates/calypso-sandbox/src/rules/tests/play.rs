//! A world on a stage: one subscription that hears everything, and short words for what happens.

use std::time::Duration;

use calypso_model::{
    AccountId, Address, Currency, EventService, InvoiceState, SubscriptionId, TransactionId,
    TransactionState,
};
use calypso_sign::Timestamp;
use url::Url;

use crate::deposit::MakeDepositError;
use crate::options::{DepositOutcome, StageDelays};
use crate::rules::{
    AttemptResult, Chance, Deal, DealKind, DealRef, DepositOrder, Invoice, InvoiceRef, Job,
    NewInvoice, NewMassPayout, NewMerchant, NewPayout, NewSubscription, PageLinks, Price, Refusal,
    Settings, Transaction, Transfer, Wanted, World,
};

/// A Tuesday in April 2022.
pub(super) const START: Timestamp = Timestamp::from_millis(1_650_885_468_390);

/// Every stage takes one second.
pub(super) const STAGE: Duration = Duration::from_secs(1);

pub(super) struct Play {
    pub(super) world: World,
    /// The merchant on stage.
    pub(super) account: AccountId,
    pub(super) subscription: SubscriptionId,
}

impl Play {
    pub(super) fn start() -> Self {
        Self::with_delays(StageDelays::uniform(STAGE))
    }

    pub(super) fn with_delays(delays: StageDelays) -> Self {
        Self::with_settings(Settings { delays, ..Settings::default() })
    }

    pub(super) fn with_settings(settings: Settings) -> Self {
        let mut world = World::new(settings, Chance::new([7; 32]), START);
        let account = world.add_merchant(NewMerchant::default()).unwrap().account;
        let subscription = SubscriptionId::parse("00000000-0000-4000-8000-000000000001").unwrap();
        let mut play = Self { world, account, subscription: subscription.clone() };
        let services = vec![
            EventService::Invoice,
            EventService::CustomerPurse,
            EventService::Payout,
            EventService::Wallet,
        ];
        play.subscribe(subscription, services).unwrap();
        play
    }

    pub(super) fn subscribe(
        &mut self,
        id: SubscriptionId,
        services: Vec<EventService>,
    ) -> Result<(), Refusal> {
        let url_text = String::from("http://127.0.0.1:9/hook");
        let url = Url::parse(&url_text).unwrap();
        let new = NewSubscription { id, event_types: Vec::new(), services, url_text, url };
        self.world.subscribe(&self.account, new).map(drop)
    }

    pub(super) fn pass(&mut self, time: Duration) {
        let to = self.world.now.saturating_add(time);
        self.world.advance(to);
    }

    pub(super) fn single(&mut self, amount: &str, currency: &str) -> Invoice {
        let price = Price::Crypto(amount.parse().unwrap());
        self.world.create_invoice(&self.account, new_invoice(price, currency)).cloned().unwrap()
    }

    pub(super) fn fiat(&mut self, amount: &str, fiat: &str, currency: &str) -> Invoice {
        let price = Price::Fiat(amount.parse().unwrap(), fiat.parse().unwrap());
        self.world.create_invoice(&self.account, new_invoice(price, currency)).cloned().unwrap()
    }

    pub(super) fn unlimited(&mut self, currency: &str) -> Invoice {
        self.world
            .create_invoice(&self.account, new_invoice(Price::Any, currency))
            .cloned()
            .unwrap()
    }

    pub(super) fn pay(&mut self, invoice: &Invoice, amount: &str) -> Transaction {
        let currency = invoice.currency.as_str();
        self.deposit(&invoice.address, currency, amount, DepositOutcome::Confirmed).unwrap()
    }

    pub(super) fn deposit(
        &mut self,
        address: &Address,
        currency: &str,
        amount: &str,
        outcome: DepositOutcome,
    ) -> Result<Transaction, MakeDepositError> {
        let order = DepositOrder {
            address: address.clone(),
            currency: currency.parse().unwrap(),
            amount: amount.parse().unwrap(),
            outcome,
            sender: None,
        };
        let made = self.world.deposit(order);
        self.pass(Duration::ZERO);
        made
    }

    pub(super) fn invoice(&self, invoice: &Invoice) -> Invoice {
        let wanted = InvoiceRef { id: Some(invoice.id.clone()), ..InvoiceRef::default() };
        self.world.invoice(&self.account, &wanted).unwrap().clone()
    }

    pub(super) fn state(&self, invoice: &Invoice) -> InvoiceState {
        self.invoice(invoice).state
    }

    pub(super) fn transaction_state(&self, id: &TransactionId) -> TransactionState {
        self.world.transaction(id).unwrap().state.clone()
    }

    /// The events so far, in order.
    pub(super) fn events(&self) -> Vec<&str> {
        self.world
            .deliveries()
            .filter(|delivery| delivery.subscription == self.subscription)
            .map(|delivery| delivery.event.kind.as_str())
            .collect()
    }

    pub(super) fn top_up(&mut self, amount: &str, currency: &str) {
        let currency = currency.parse().unwrap();
        self.world.top_up(&self.account, &currency, amount.parse().unwrap()).unwrap();
    }

    pub(super) fn balance(&self, currency: &str) -> String {
        self.world.balance(&self.account, &currency.parse().unwrap()).to_string()
    }

    /// Pays out to an address, and does what follows at once.
    pub(super) fn pay_out(&mut self, address: &str, amount: &str, currency: &str) -> Deal {
        self.try_pay_out(address, amount, currency).unwrap()
    }

    pub(super) fn try_pay_out(
        &mut self,
        address: &str,
        amount: &str,
        currency: &str,
    ) -> Result<Deal, Refusal> {
        let new = NewPayout {
            transfer: transfer(address, amount),
            currency: currency.parse().unwrap(),
            key: None,
        };
        let made = self.world.create_payout(&self.account, new);
        self.pass(Duration::ZERO);
        made
    }

    /// Pays out to many addresses, and does what follows at once.
    pub(super) fn mass_pay_out(&mut self, entries: &[(&str, &str)], currency: &str) -> Deal {
        let new = NewMassPayout {
            name: String::from("Wages"),
            currency: currency.parse().unwrap(),
            transfers: entries.iter().map(|(address, amount)| transfer(address, amount)).collect(),
            comment: None,
            planned: None,
            key: None,
        };
        let deal = self.world.create_mass_payout(&self.account, new).unwrap();
        self.pass(Duration::ZERO);
        deal
    }

    /// A payout as it is now.
    pub(super) fn deal(&self, deal: &Deal) -> &Deal {
        let id = Some(deal.number.to_string());
        let kind = match deal.kind {
            DealKind::Single(_) => Wanted::Single,
            DealKind::Mass { .. } => Wanted::Mass,
        };
        self.world.deal(&self.account, kind, &DealRef { id, ..DealRef::default() }).unwrap()
    }

    /// The ledger's line of a currency: in, fees, credited, pending, declined, stray.
    pub(super) fn line(&self, currency: &str) -> [String; 6] {
        let currency: Currency = currency.parse().unwrap();
        let lines = self.world.ledger(Some(&self.account));
        let line = lines.iter().find(|line| line.currency == currency).unwrap();
        [line.received, line.fees, line.credited, line.pending, line.declined, line.stray]
            .map(|amount| amount.to_string())
    }
}

/// Takes the next attempt at a delivery to the merchant.
pub(super) fn job(play: &mut Play) -> Option<Job> {
    let subscription = play.subscription.clone();
    play.world.next_job(&subscription)
}

pub(super) fn finish(play: &mut Play, job: &Job, status: u16) {
    let now = play.world.now;
    play.world.record_attempt(job.delivery, now, AttemptResult::Status(status));
}

pub(super) fn transfer(address: &str, amount: &str) -> Transfer {
    Transfer {
        address: address.parse().unwrap(),
        amount: amount.parse().unwrap(),
        comment: None,
        external_id: None,
    }
}

pub(super) fn new_invoice(price: Price, currency: &str) -> NewInvoice {
    NewInvoice {
        price,
        currency: currency.parse().unwrap(),
        description: String::from("Order 1042"),
        key: None,
        external_id: None,
        expiration: None,
        page: PageLinks::default(),
        fiat_available: None,
    }
}
