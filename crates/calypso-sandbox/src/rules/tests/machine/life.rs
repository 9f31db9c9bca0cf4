//! One life: a world with two merchants that hear everything, led in steps or at once.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use calypso_model::{
    AccountId, Address, Amount, Currency, CustomerId, EventType, IdempotencyKey, InvoiceId,
    OverpayTolerance, SubscriptionId,
};
use calypso_sign::Timestamp;
use proptest::prelude::*;

use super::books;
use super::command::Command;
use super::law::{self, Subject};
use super::shot::Shot;
use crate::options::StageDelays;
use crate::rules::tests::play::START;
use crate::rules::{Chance, Facts, NewMerchant, Settings, World};

/// What differs between lives from the start.
#[derive(Clone, Copy, Debug)]
pub(super) struct Nature {
    /// Milliseconds of each stage.
    stage: u64,
    overpay: u32,
    verifies_payouts: bool,
    /// Both merchants have money to begin with.
    is_rich: bool,
}

impl Nature {
    pub(super) fn any() -> impl Strategy<Value = Self> {
        let stage = prop::sample::select(vec![0, 1000, 40 * 60 * 1000]);
        let overpay = prop::sample::select(vec![0, 250]);
        (stage, overpay, prop::bool::weighted(0.3), any::<bool>()).prop_map(
            |(stage, overpay, verifies_payouts, is_rich)| Self {
                stage,
                overpay,
                verifies_payouts,
                is_rich,
            },
        )
    }

    fn settings(self) -> Settings {
        Settings {
            delays: StageDelays::uniform(Duration::from_millis(self.stage)),
            overpay: OverpayTolerance::from_basis_points(self.overpay),
            payout_verification: self.verifies_payouts,
            ..Settings::default()
        }
    }
}

/// A world, and the names of what was made in it.
pub(super) struct Life {
    pub(super) world: World,
    pub(super) merchants: [AccountId; 2],
    pub(super) customers: [CustomerId; 2],
    /// Invoices with their owners.
    pub(super) invoices: Vec<(usize, InvoiceId, IdempotencyKey)>,
    /// Addresses that were given out, with the currency they are for and what is due there.
    pub(super) addresses: Vec<(Address, usize, Amount)>,
    pub(super) widgets: Vec<IdempotencyKey>,
    /// Those of the merchants that hear everything, and then others, with their owners.
    pub(super) subscriptions: Vec<(usize, SubscriptionId)>,
    /// What came from outside.
    pub(super) sent: BTreeMap<Currency, Amount>,
    /// How many deliveries were looked at.
    heard: usize,
    last: Option<Shot>,
}

impl Life {
    pub(super) fn begin(nature: Nature) -> Self {
        let mut world = World::new(nature.settings(), Chance::new([7; 32]), START);
        let merchants =
            [(); 2].map(|()| world.add_merchant(NewMerchant::default()).unwrap().account);
        let customers =
            merchants.each_ref().map(|merchant| world.create_customer(merchant, None, None).id);
        let mut life = Self {
            world,
            merchants,
            customers,
            invoices: Vec::new(),
            addresses: Vec::new(),
            widgets: Vec::new(),
            subscriptions: Vec::new(),
            sent: BTreeMap::new(),
            heard: 0,
            last: None,
        };
        life.subscribe(0);
        life.subscribe(1);
        for (who, currency) in [(0, 0), (0, 2), (1, 0)] {
            if nature.is_rich {
                life.obey(&Command::TopUp { who, currency, units: 60 });
            }
        }
        life.check(None);
        life
    }

    pub(super) fn merchant(&self, account: &AccountId) -> usize {
        self.merchants.iter().position(|one| one == account).unwrap()
    }

    /// Obeys, and checks every law after the command and after each single thing that time brings.
    pub(super) fn obey_in_steps(&mut self, command: &Command) -> bool {
        let is_obeyed = self.obey(command);
        if let Command::Pass(time) = command {
            self.step_to(self.world.now.saturating_add(*time));
            return is_obeyed;
        }
        let has_changed = self.check(Some(command));
        assert!(is_obeyed || !has_changed, "what is refused changes nothing: {command:?}");
        books::check(self);
        books::check_all(self);
        self.step_to(self.world.now);
        is_obeyed
    }

    pub(super) fn obey_at_once(&mut self, command: &Command) -> bool {
        let is_obeyed = self.obey(command);
        let time = if let Command::Pass(time) = command { *time } else { Duration::ZERO };
        self.world.advance(self.world.now.saturating_add(time));
        is_obeyed
    }

    fn step_to(&mut self, to: Timestamp) {
        while self.world.step(to) {
            if self.check(None) {
                books::check(self);
            }
        }
        self.world.advance(to);
        // A widget ends without anything that is due.
        self.check(None);
        books::check_all(self);
    }

    /// Compares with the moment before; tells whether anything changed.
    fn check(&mut self, cause: Option<&Command>) -> bool {
        let now = Shot::of(self);
        let mut told = self.hear();
        let before = self.last.take().unwrap_or_else(Shot::of_nothing);
        let has_changed = before != now;
        if has_changed {
            let mut due = law::events(&before, &now, cause);
            // Among themselves the events of one subject have an order.
            due.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
            told.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
            let told: Vec<_> =
                told.iter().map(|(who, subject, kind)| (*who, subject, kind.as_str())).collect();
            let due: Vec<_> =
                due.iter().map(|(who, subject, kind)| (*who, subject, *kind)).collect();
            assert_eq!(told, due, "events after {cause:?}");
            law::check_silent(&before, &now, cause);
            law::check_moment(&now);
        } else {
            assert_eq!(told, [], "events of nothing after {cause:?}");
        }
        self.last = Some(now);
        has_changed
    }

    /// Returns the events that were not looked at yet, each with the merchant that heard it.
    fn hear(&mut self) -> Vec<(usize, Subject, EventType)> {
        let mut told = Vec::new();
        for delivery in self.world.deliveries().skip(self.heard) {
            self.heard = self.heard.saturating_add(1);
            let ears = self.subscriptions.iter().take(2);
            let heard_by = ears.filter(|(_, id)| *id == delivery.subscription);
            told.extend(heard_by.map(|(who, _)| {
                let subject = match &delivery.event.facts {
                    Facts::Invoice(facts) => Subject::Invoice(facts.invoice.number),
                    Facts::Purse(facts) => Subject::Purse(facts.purse.id.clone()),
                    Facts::Payout(facts) => Subject::Deal(facts.deal.number),
                    Facts::TopUp(_) => Subject::Account,
                };
                (*who, subject, delivery.event.kind.clone())
            }));
        }
        told
    }

    /// Describes all that can be seen of the world, in an order that chance has no part in.
    pub(super) fn portrait(&self) -> String {
        let world = &self.world;
        let mut text = format!("{:?} {:?} {}\n", world.now, world.next_due(), world.due.len());
        for account in &self.merchants {
            let invoices = world.invoices.of(account);
            let deals: Vec<_> = world.payouts.of(account).collect();
            let invoices: Vec<_> = invoices.collect();
            write!(text, "{invoices:?}\n{deals:?}\n{:?}\n", world.balances(account)).unwrap();
        }
        for customer in &self.customers {
            writeln!(text, "{:?}", world.purses.of(customer).collect::<Vec<_>>()).unwrap();
        }
        let withdrawals: Vec<_> = world.payouts.withdrawals().collect();
        let exchanges: Vec<_> = world.exchanges.all().collect();
        writeln!(text, "{:?}\n{withdrawals:?}\n{exchanges:?}", world.transactions).unwrap();
        writeln!(text, "{:?}\n{:?}", Shot::of(self).widgets, world.subscriptions()).unwrap();
        for delivery in world.deliveries() {
            let (event, to) = (&delivery.event, &delivery.subscription);
            writeln!(text, "{} {to} {:?} {}", event.id, event.created, event.kind).unwrap();
        }
        text
    }
}
