//! The ledger's identity, over random lives of a merchant.

use std::time::Duration;

use calypso_model::{Address, Amount};
use proptest::prelude::*;

use super::Play;
use crate::ledger_line::LedgerLine;
use crate::options::DepositOutcome;
use crate::rules::Pair;

const CURRENCIES: [&str; 4] = ["USDT_TRX", "BTC", "ETH", "USDT_BSC"];

#[derive(Clone, Debug)]
enum Command {
    Single(usize, u32),
    Unlimited(usize),
    Purse(usize),
    Deposit { to: usize, units: u32, outcome: DepositOutcome, currency: usize },
    Exchange { from: usize, to: usize, units: u32 },
    Pass(u32),
}

fn command() -> impl Strategy<Value = Command> {
    let currency = 0..CURRENCIES.len();
    let outcome = prop_oneof![
        4 => Just(DepositOutcome::Confirmed),
        1 => Just(DepositOutcome::Declined),
        1 => Just(DepositOutcome::Mempool),
    ];
    prop_oneof![
        2 => (currency.clone(), 1_u32..20).prop_map(|(at, units)| Command::Single(at, units)),
        1 => currency.clone().prop_map(Command::Unlimited),
        1 => currency.clone().prop_map(Command::Purse),
        6 => (0_usize..8, 1_u32..20, outcome, currency.clone())
            .prop_map(|(to, units, outcome, currency)| {
                Command::Deposit { to, units, outcome, currency }
            }),
        2 => (currency.clone(), currency, 1_u32..20)
            .prop_map(|(from, to, units)| Command::Exchange { from, to, units }),
        4 => (0_u32..3000).prop_map(Command::Pass),
        1 => Just(Command::Pass(24 * 3600 * 1000)),
    ]
}

fn units(count: u32) -> String {
    Amount::from_base_units(u128::from(count) * 333_333, 6).unwrap().to_string()
}

#[track_caller]
fn assert_identity(line: &LedgerLine) {
    let parts = [line.fees, line.credited, line.pending, line.declined, line.refunded];
    let sum = parts.into_iter().try_fold(Amount::ZERO, Amount::checked_add);
    assert_eq!(sum, Some(line.received), "{line:?}");
}

/// Checks each line, and that nothing is in the ledger that was not deposited, or the reverse.
fn check(play: &Play, sent: &[(usize, Amount)]) {
    let lines = play.world.ledger(None);
    for line in &lines {
        assert_identity(line);
        let balance = line
            .credited
            .checked_add(line.exchanged_in)
            .and_then(|sum| sum.checked_sub(line.exchanged_away))
            .and_then(|rest| rest.checked_sub(line.paid_out));
        let kept = play.world.balance(&play.account, &line.currency);
        assert_eq!(balance, Some(kept), "{line:?}");
    }
    for (at, currency) in CURRENCIES.iter().enumerate() {
        let sent = sent.iter().filter(|(of, _)| *of == at).map(|(_, amount)| *amount);
        let sent = sent.fold(Amount::ZERO, |sum, amount| sum.checked_add(amount).unwrap());
        let line = lines.iter().find(|line| line.currency.as_str() == *currency);
        let known = line.map(|line| line.received.checked_add(line.stray).unwrap());
        assert_eq!(known.unwrap_or_default(), sent, "{currency}");
    }
}

proptest! {
    #[test]
    fn every_deposit_is_in_exactly_one_place(commands in prop::collection::vec(command(), 1..60)) {
        let mut play = Play::start();
        let customer = play.world.create_customer(&play.account, None, None).id;
        let mut addresses: Vec<(Address, usize)> = Vec::new();
        let mut sent = Vec::new();
        for command in commands {
            match command {
                Command::Single(at, count) => {
                    let invoice = play.single(&units(count), CURRENCIES[at]);
                    addresses.push((invoice.address, at));
                }
                Command::Unlimited(at) => {
                    addresses.push((play.unlimited(CURRENCIES[at]).address, at));
                }
                Command::Purse(at) => {
                    let currency = CURRENCIES[at].parse().unwrap();
                    let purse = play.world.purse_address(&play.account, &customer, &currency).unwrap();
                    addresses.push((purse.address, at));
                }
                Command::Deposit { to, units: count, outcome, currency } => {
                    let newest = addresses.len().saturating_sub(1);
                    let Some((address, own)) = addresses.get(to.min(newest)) else { continue };
                    // Every other time in the currency the address was made for.
                    let at = if count % 2 == 0 { *own } else { currency };
                    let amount = units(count);
                    if play.deposit(address, CURRENCIES[at], &amount, outcome).is_ok() {
                        sent.push((at, amount.parse().unwrap()));
                    }
                }
                Command::Exchange { from, to, units: count } => {
                    let (source, destination) = (CURRENCIES[from], CURRENCIES[to]);
                    let pair = Pair {
                        source: source.parse().unwrap(),
                        destination: destination.parse().unwrap(),
                    };
                    let amount = units(count).parse().unwrap();
                    let before = play.world.balance(&play.account, &pair.source);
                    let made = play.world.exchange(&play.account.clone(), pair, amount);
                    prop_assert!(made.is_err() || amount <= before);
                }
                Command::Pass(millis) => play.pass(Duration::from_millis(u64::from(millis))),
            }
            check(&play, &sent);
        }
    }
}
