//! What each command does, and whether it is obeyed.

use std::time::Duration;

use calypso_model::{Address, Amount, Currency, EventService, OperationCode, SubscriptionId};
use url::Url;

use super::books::add;
use super::command::{CURRENCIES, Command, Kind, SHARES};
use super::life::Life;
use super::shot::DEALS;
use crate::charge::Charge;
use crate::options::DepositOutcome;
use crate::rules::payout::Wanted;
use crate::rules::tests::play::{new_invoice, transfer};
use crate::rules::{
    DepositOrder, Invoice, InvoiceRef, NewInvoice, NewMassPayout, NewPayout, NewSubscription,
    NewWidget, PageLinks, Pair, Price, SubscriptionChange,
};

const HOUR: Duration = Duration::from_secs(3600);

/// Counts back from the newest, round and round.
fn latest<T>(made: &[T], at: usize) -> Option<&T> {
    made.iter().rev().cycle().nth(at)
}

fn units(count: u32) -> Amount {
    Amount::from_base_units(u128::from(count) * 333_333, 6).unwrap()
}

fn currency(at: usize) -> Currency {
    CURRENCIES[at].parse().unwrap()
}

/// An address of nobody's in the sandbox.
fn outside(currency: usize) -> Address {
    let text = match currency {
        0 => "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8",
        1 => "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        _ => "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    };
    text.parse().unwrap()
}

impl Life {
    pub(super) fn obey(&mut self, command: &Command) -> bool {
        match *command {
            Command::Create { who, kind, currency, units } => {
                self.create(who, kind, currency, units)
            }
            Command::Widget { who, is_fiat } => self.create_widget(who, is_fiat),
            Command::Choose { widget, currency } => self.choose(widget, currency).is_some(),
            Command::Open(at) => latest(&self.invoices, at)
                .is_some_and(|(_, _, key)| self.world.open_page(key).is_ok()),
            Command::Archive(at) => self.decide(at, |life, who, wanted| {
                life.world.archive(&life.merchants[who], wanted).is_ok()
            }),
            Command::Accept(at) => self.decide(at, |life, who, wanted| {
                life.world.return_to_paid(&life.merchants[who], wanted).is_ok()
            }),
            Command::Close(at) => self.decide(at, |life, who, wanted| {
                life.world.close_intervention(&life.merchants[who], wanted).is_ok()
            }),
            Command::Refund(at) => self.decide(at, |life, _, wanted| {
                life.world.refund_intervention(wanted.id.as_ref().unwrap()).is_ok()
            }),
            Command::Purse { who, currency } => self.purse(who, currency),
            Command::Pay { to, share, outcome, currency } => {
                self.pay(to, share, outcome, currency).is_some()
            }
            Command::TopUp { who, currency: at, units: count } => {
                let (currency, amount) = (currency(at), units(count));
                add(&mut self.sent, &currency, amount);
                self.world.top_up(&self.merchants[who], &currency, amount).is_ok()
            }
            Command::PayOut { who, to, currency, units } => self.pay_out(who, to, currency, units),
            Command::MassPayOut { who, currency, units, is_planned } => {
                self.mass_pay_out(who, currency, units, is_planned)
            }
            Command::Decide(at, outcome) => {
                let count = self.world.payouts.count(Wanted::Single);
                let count = count.saturating_add(self.world.payouts.count(Wanted::Mass));
                let numbers: Vec<_> = (DEALS..).take(count).collect();
                latest(&numbers, at)
                    .is_some_and(|number| self.world.decide_payout(*number, outcome).is_ok())
            }
            Command::Exchange { who, from, to, units: count } => {
                let pair = Pair { source: currency(from), destination: currency(to) };
                self.world.exchange(&self.merchants[who], pair, units(count)).is_ok()
            }
            Command::Subscribe(who) => self.subscribe(who),
            Command::Change(at) => self.change_subscription(at),
            Command::Unsubscribe(at) => latest(&self.subscriptions[2..], at)
                .is_some_and(|(who, id)| self.world.unsubscribe(&self.merchants[*who], id).is_ok()),
            Command::Rate { currency: at, units } => {
                let rate = Amount::from_base_units(u128::from(units), 0).unwrap();
                self.world.set_rate(currency(at), "USD".parse().unwrap(), rate);
                true
            }
            Command::Tariff { operation, units } => {
                let part = |scale| Amount::from_base_units(u128::from(units), scale).unwrap();
                let charge = Charge::new(part(0), part(1)).unwrap();
                let operation = OperationCode::KNOWN[operation].clone();
                self.world.set_charge(operation, None, charge);
                true
            }
            Command::Pass(_) => true,
        }
    }

    fn create(&mut self, who: usize, kind: Kind, currency: usize, count: u32) -> bool {
        let price = match kind {
            Kind::Single => Price::Crypto(units(count)),
            Kind::Fiat => {
                let amount = Amount::from_base_units(u128::from(count), 0).unwrap();
                Price::Fiat(amount, "USD".parse().unwrap())
            }
            Kind::Bound => Price::AtLeast(units(count)),
            Kind::Unlimited => Price::Any,
        };
        // Not for long, so that months do not fill with quotes.
        let end = self.world.now.saturating_add(HOUR);
        let expiration = Some(end).filter(|_| kind == Kind::Fiat);
        let new = NewInvoice { expiration, ..new_invoice(price, CURRENCIES[currency]) };
        let made = self.world.create_invoice(&self.merchants[who], new).cloned();
        made.is_ok_and(|invoice| self.remember(&invoice))
    }

    fn remember(&mut self, invoice: &Invoice) -> bool {
        let who = self.merchant(&invoice.owner);
        let currency = CURRENCIES.iter().position(|code| *code == invoice.currency.as_str());
        let due = invoice.amount.or(invoice.lower_bound).unwrap_or(units(3));
        self.invoices.push((who, invoice.id.clone(), invoice.key.clone()));
        self.addresses.push((invoice.address.clone(), currency.unwrap(), due));
        true
    }

    fn create_widget(&mut self, who: usize, is_fiat: bool) -> bool {
        let price = ("5".parse().unwrap(), "EUR".parse().unwrap());
        let new = NewWidget {
            price: Some(price).filter(|_| is_fiat),
            currencies: (0..CURRENCIES.len()).map(currency).collect(),
            description: String::from("Order 1042"),
            key: None,
            external_id: None,
            expiration: Some(self.world.now.saturating_add(HOUR.saturating_mul(2))),
            page: PageLinks::default(),
        };
        let made = self.world.create_widget(&self.merchants[who], new).unwrap();
        self.widgets.push(made.widget.key.clone());
        true
    }

    fn choose(&mut self, at: usize, of: usize) -> Option<()> {
        let key = latest(&self.widgets, at)?;
        let invoice = self.world.choose_currency(key, &currency(of)).ok()?;
        if !self.invoices.iter().any(|(_, id, _)| *id == invoice.id) {
            self.remember(&invoice);
        }
        Some(())
    }

    fn decide(
        &mut self,
        at: usize,
        decision: impl FnOnce(&mut Self, usize, &InvoiceRef) -> bool,
    ) -> bool {
        let Some((who, id, _)) = latest(&self.invoices, at).cloned() else { return false };
        decision(self, who, &InvoiceRef { id: Some(id), ..InvoiceRef::default() })
    }

    fn purse(&mut self, who: usize, at: usize) -> bool {
        let customer = &self.customers[who];
        let made = self.world.purse_address(&self.merchants[who], customer, &currency(at));
        self.addresses.push((made.unwrap().address, at, units(3)));
        true
    }

    fn pay(
        &mut self,
        to: usize,
        share: usize,
        outcome: DepositOutcome,
        other: Option<usize>,
    ) -> Option<()> {
        let (address, own, due) = latest(&self.addresses, to)?;
        let currency = currency(other.unwrap_or(*own));
        let scale = currency.known().unwrap().scale;
        let share = SHARES[share].parse().unwrap();
        let amount = due.multiplied_rounded_down(share, scale).unwrap();
        let order = DepositOrder {
            address: address.clone(),
            currency: currency.clone(),
            amount,
            outcome,
            sender: None,
        };
        self.world.deposit(order).ok()?;
        add(&mut self.sent, &currency, amount);
        Some(())
    }

    /// To an address of the sandbox's own, or elsewhere.
    fn pay_out(&mut self, who: usize, to: Option<usize>, at: usize, count: u32) -> bool {
        let own = to.and_then(|to| latest(&self.addresses, to));
        let own = own.map(|(address, currency, _)| (address.clone(), *currency));
        let (address, at) = own.unwrap_or((outside(at), at));
        let transfer = transfer(address.as_str(), &units(count).to_string());
        let new = NewPayout { transfer, currency: currency(at), key: None };
        self.world.create_payout(&self.merchants[who], new).is_ok()
    }

    fn mass_pay_out(&mut self, who: usize, at: usize, count: u32, is_planned: bool) -> bool {
        let transfer = transfer(outside(at).as_str(), &units(count).to_string());
        let new = NewMassPayout {
            name: String::from("Wages"),
            currency: currency(at),
            transfers: vec![transfer; 3],
            comment: None,
            planned: Some(self.world.now.saturating_add(HOUR)).filter(|_| is_planned),
            key: None,
        };
        self.world.create_mass_payout(&self.merchants[who], new).is_ok()
    }

    /// Subscribes to everything.
    pub(super) fn subscribe(&mut self, who: usize) -> bool {
        let number = self.subscriptions.len();
        let id: SubscriptionId = format!("00000000-0000-4000-8000-{number:012}").parse().unwrap();
        let new = NewSubscription {
            id: id.clone(),
            event_types: Vec::new(),
            services: vec![
                EventService::Invoice,
                EventService::CustomerPurse,
                EventService::Payout,
                EventService::Wallet,
            ],
            url_text: String::from(HOOK),
            url: Url::parse(HOOK).unwrap(),
        };
        self.subscriptions.push((who, id));
        self.world.subscribe(&self.merchants[who], new).is_ok()
    }

    fn change_subscription(&mut self, at: usize) -> bool {
        let Some((who, id)) = latest(&self.subscriptions[2..], at) else { return false };
        let change = SubscriptionChange {
            id: id.clone(),
            event_types: None,
            services: Some(vec![EventService::Invoice]),
            url_text: String::from(HOOK),
            url: Url::parse(HOOK).unwrap(),
        };
        self.world.change_subscription(&self.merchants[*who], change).is_ok()
    }
}

const HOOK: &str = "http://127.0.0.1:9/hook";
