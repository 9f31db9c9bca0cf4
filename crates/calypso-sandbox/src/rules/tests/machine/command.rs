//! What can happen in a life. Numbers that name something count round among what there is.

use std::time::Duration;

use proptest::prelude::*;

use crate::options::DepositOutcome;
use crate::payouts::PayoutOutcome;

/// Of three families of chains; the last two share one.
pub(super) const CURRENCIES: [&str; 4] = ["USDT_TRX", "BTC", "ETH", "USDT_BSC"];

/// Parts of what is due: right, just enough, just short, and far off.
pub(super) const SHARES: [&str; 7] = ["1", "1", "0.995", "0.9949", "0.4", "1.02", "1.5"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Single,
    Fiat,
    Bound,
    Unlimited,
}

#[derive(Clone, Debug)]
pub(super) enum Command {
    Create { who: usize, kind: Kind, currency: usize, units: u32 },
    Widget { who: usize, is_fiat: bool },
    Choose { widget: usize, currency: usize },
    Open(usize),
    Archive(usize),
    Accept(usize),
    Close(usize),
    Refund(usize),
    Purse { who: usize, currency: usize },
    Pay { to: usize, share: usize, outcome: DepositOutcome, currency: Option<usize> },
    TopUp { who: usize, currency: usize, units: u32 },
    PayOut { who: usize, to: Option<usize>, currency: usize, units: u32 },
    MassPayOut { who: usize, currency: usize, units: u32, is_planned: bool },
    Decide(usize, PayoutOutcome),
    Exchange { who: usize, from: usize, to: usize, units: u32 },
    Subscribe(usize),
    Change(usize),
    Unsubscribe(usize),
    Rate { currency: usize, units: u32 },
    Tariff { operation: usize, units: u32 },
    Pass(Duration),
}

impl Command {
    pub(super) fn any() -> impl Strategy<Value = Self> {
        prop_oneof![
            4 => creation(),
            5 => payment(),
            3 => decision(),
            3 => of_merchants(),
            4 => time().prop_map(Self::Pass),
        ]
    }
}

fn who() -> std::ops::Range<usize> {
    0..2
}

fn currency() -> std::ops::Range<usize> {
    0..CURRENCIES.len()
}

/// One of the latest things of a kind.
fn one() -> std::ops::Range<usize> {
    0..6
}

fn creation() -> impl Strategy<Value = Command> {
    let kind = prop::sample::select(vec![Kind::Single, Kind::Fiat, Kind::Bound, Kind::Unlimited]);
    prop_oneof![
        4 => (who(), kind, currency(), 1_u32..9).prop_map(|(who, kind, currency, units)| {
            Command::Create { who, kind, currency, units }
        }),
        1 => (who(), any::<bool>()).prop_map(|(who, is_fiat)| Command::Widget { who, is_fiat }),
        1 => (one(), currency()).prop_map(|(widget, currency)| {
            Command::Choose { widget, currency }
        }),
        2 => (who(), currency()).prop_map(|(who, currency)| Command::Purse { who, currency }),
    ]
}

fn payment() -> impl Strategy<Value = Command> {
    let outcome = prop_oneof![
        6 => Just(DepositOutcome::Confirmed),
        1 => Just(DepositOutcome::Declined),
        1 => Just(DepositOutcome::Mempool),
    ];
    let other = prop_oneof![5 => Just(None), 1 => currency().prop_map(Some)];
    (one(), 0..SHARES.len(), outcome, other)
        .prop_map(|(to, share, outcome, currency)| Command::Pay { to, share, outcome, currency })
}

fn decision() -> impl Strategy<Value = Command> {
    let outcome = prop::sample::select(vec![
        PayoutOutcome::Confirmed,
        PayoutOutcome::Completed,
        PayoutOutcome::Failed,
        PayoutOutcome::Canceled,
    ]);
    prop_oneof![
        1 => one().prop_map(Command::Archive),
        2 => one().prop_map(Command::Accept),
        1 => one().prop_map(Command::Close),
        2 => one().prop_map(Command::Refund),
        1 => one().prop_map(Command::Open),
        3 => (one(), outcome).prop_map(|(deal, outcome)| Command::Decide(deal, outcome)),
    ]
}

fn of_merchants() -> impl Strategy<Value = Command> {
    let to = prop_oneof![Just(None), one().prop_map(Some)];
    prop_oneof![
        3 => (who(), currency(), 1_u32..40).prop_map(|(who, currency, units)| {
            Command::TopUp { who, currency, units }
        }),
        3 => (who(), to, currency(), 1_u32..20).prop_map(|(who, to, currency, units)| {
            Command::PayOut { who, to, currency, units }
        }),
        2 => (who(), currency(), 1_u32..20, any::<bool>()).prop_map(
            |(who, currency, units, is_planned)| {
                Command::MassPayOut { who, currency, units, is_planned }
            },
        ),
        2 => (who(), currency(), currency(), 1_u32..20).prop_map(|(who, from, to, units)| {
            Command::Exchange { who, from, to, units }
        }),
        1 => who().prop_map(Command::Subscribe),
        1 => one().prop_map(Command::Change),
        1 => one().prop_map(Command::Unsubscribe),
        1 => (currency(), 1_u32..9).prop_map(|(currency, units)| Command::Rate { currency, units }),
        1 => (0_usize..15, 0_u32..4).prop_map(|(operation, units)| {
            Command::Tariff { operation, units }
        }),
    ]
}

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// From milliseconds to months.
fn time() -> impl Strategy<Value = Duration> {
    prop_oneof![
        4 => (0_u64..4000).prop_map(Duration::from_millis),
        2 => (1_u32..200).prop_map(|minutes| MINUTE.saturating_mul(minutes)),
        1 => (1_u32..400).prop_map(|days| DAY.saturating_mul(days)),
    ]
}
