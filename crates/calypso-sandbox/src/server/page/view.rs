//! What the page shows, as a pure function of the world.

mod account;
mod delivery;
mod invoice;
mod ledger;
mod payout;
mod purse;

use calypso_model::{AccountId, Amount, Currency};
use calypso_sign::Timestamp;

pub(super) use self::account::AccountRow;
pub(super) use self::delivery::DeliveryRow;
pub(super) use self::invoice::InvoiceRow;
pub(super) use self::ledger::LedgerRow;
pub(super) use self::payout::PayoutRow;
pub(super) use self::purse::PurseRow;
use crate::clock::ClockMode;
use crate::rules::{Latest, World};
use crate::wire::zoned;

/// How many of each kind are shown.
const MOST: usize = 50;

/// All that is on the page. Texts of merchants are in it as they came; the template escapes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct View {
    pub(super) now: Moment,
    /// How the clock runs.
    pub(super) pace: String,
    pub(super) is_frozen: bool,
    pub(super) accounts: Vec<AccountRow>,
    pub(super) invoices: Rows<InvoiceRow>,
    pub(super) purses: Rows<PurseRow>,
    pub(super) payouts: Rows<PayoutRow>,
    pub(super) deliveries: Rows<DeliveryRow>,
    pub(super) ledger: Vec<LedgerRow>,
}

impl View {
    pub(super) fn of(world: &World, mode: ClockMode) -> Self {
        Self {
            now: Moment(world.now()),
            pace: pace(mode),
            is_frozen: mode == ClockMode::Frozen,
            accounts: world.merchants().iter().map(|one| AccountRow::of(world, one)).collect(),
            invoices: Rows::of(world.latest_invoices(MOST), |one| InvoiceRow::of(world, one)),
            purses: Rows::of(world.latest_purses(MOST), |one| PurseRow::of(world, one)),
            payouts: Rows::of(world.latest_deals(MOST), |one| PayoutRow::of(world, one)),
            deliveries: Rows::of(world.latest_deliveries(MOST), |one| DeliveryRow::of(world, one)),
            ledger: world.ledger(None).into_iter().map(LedgerRow::from).collect(),
        }
    }
}

/// The newest rows of a table, and how many there would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rows<T> {
    pub(super) shown: Vec<T>,
    pub(super) count: usize,
}

impl<T> Rows<T> {
    fn of<O>(latest: Latest<O>, row: impl FnMut(O) -> T) -> Self {
        Self { shown: latest.newest.into_iter().map(row).collect(), count: latest.count }
    }

    /// Says what part of all the rows are.
    pub(super) fn extent(&self) -> String {
        match (self.shown.len(), self.count) {
            (shown, count) if shown < count => format!("The latest {shown} of {count}"),
            (_, 1) => String::from("1, and no more"),
            (_, count) => format!("All {count}, newest first"),
        }
    }
}

/// A point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment(Timestamp);

impl Moment {
    pub(super) const fn millis(self) -> i64 {
        self.0.as_millis()
    }

    /// For programs, such as `2022-04-25T11:17:48.390Z`.
    pub(super) fn iso(self) -> String {
        zoned(self.0)
    }

    /// For people, to the second: `2022-04-25 11:17:48`.
    pub(super) fn short(self) -> String {
        let iso = self.iso();
        iso.split('.').next().unwrap_or_default().replace('T', " ")
    }
}

/// An amount with its currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Money {
    pub(super) amount: String,
    pub(super) currency: String,
}

impl Money {
    fn new(amount: Amount, currency: &Currency) -> Self {
        Self { amount: amount.to_string(), currency: currency.as_str().to_owned() }
    }
}

/// A state, and how it is coloured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct State {
    pub(super) word: String,
    pub(super) tone: &'static str,
}

impl State {
    fn new(word: &str, is_good: bool, is_bad: bool) -> Self {
        let tone = match (is_good, is_bad) {
            (true, _) => "good",
            (_, true) => "bad",
            _ => "open",
        };
        Self { word: word.to_owned(), tone }
    }
}

/// A form that sends money to an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PayForm {
    /// What is paid, for whoever cannot see in which row the form stands.
    pub(super) what: String,
    pub(super) address: String,
    /// Currencies to choose from, the likeliest first.
    pub(super) currencies: Vec<String>,
    /// What is missing, if that is known.
    pub(super) amount: Option<String>,
}

/// Returns the name of an account, if there are several to tell apart.
fn name_of(world: &World, account: &AccountId) -> Option<String> {
    let are_several = world.merchants().len() > 1;
    world.merchant(account).ok().filter(|_| are_several).map(|one| one.name.clone())
}

/// Says how a clock runs.
fn pace(mode: ClockMode) -> String {
    match mode {
        ClockMode::Real => String::from("runs in real time"),
        ClockMode::Frozen => String::from("is frozen"),
        ClockMode::Scaled { factor } => format!("runs {factor} times as fast as real time"),
    }
}
