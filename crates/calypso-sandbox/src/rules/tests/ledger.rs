//! The ledger's identity, over random lives of a merchant.

use std::time::Duration;

use calypso_model::{Address, Amount, InvoiceId, WithdrawalState};
use proptest::prelude::*;

use super::Play;
use super::play::new_invoice;
use crate::ledger_line::LedgerLine;
use crate::options::DepositOutcome;
use crate::payouts::PayoutOutcome;
use crate::rules::{InvoiceRef, Pair, Price};

const CURRENCIES: [&str; 4] = ["USDT_TRX", "BTC", "ETH", "USDT_BSC"];

#[derive(Clone, Debug)]
enum Command {
    Single(usize, u32),
    Unlimited(usize),
    Bound(usize, u32),
    Archive(usize),
    Accept(usize),
    Refund(usize),
    Purse(usize),
    Deposit { to: usize, units: u32, outcome: DepositOutcome, currency: usize },
    Exchange { from: usize, to: usize, units: u32 },
    TopUp(usize, u32),
    PayOut { to: usize, units: u32, currency: usize },
    MassPayOut { units: u32, currency: usize },
    Decide(u64, PayoutOutcome),
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
        2 => (currency.clone(), 1_u32..20).prop_map(|(at, units)| Command::Bound(at, units)),
        1 => (0_usize..8).prop_map(Command::Archive),
        2 => (0_usize..8).prop_map(Command::Accept),
        2 => (0_usize..8).prop_map(Command::Refund),
        1 => currency.clone().prop_map(Command::Purse),
        6 => (0_usize..8, 1_u32..20, outcome, currency.clone())
            .prop_map(|(to, units, outcome, currency)| {
                Command::Deposit { to, units, outcome, currency }
            }),
        2 => (currency.clone(), currency.clone(), 1_u32..20)
            .prop_map(|(from, to, units)| Command::Exchange { from, to, units }),
        2 => (currency.clone(), 1_u32..60).prop_map(|(at, units)| Command::TopUp(at, units)),
        3 => (0_usize..8, 1_u32..40, currency.clone()).prop_map(|(to, units, currency)| {
            Command::PayOut { to, units, currency }
        }),
        1 => (1_u32..40, currency).prop_map(|(units, currency)| {
            Command::MassPayOut { units, currency }
        }),
        1 => (200_001_u64..200_008, prop::sample::select(vec![
            PayoutOutcome::Completed,
            PayoutOutcome::Failed,
            PayoutOutcome::Canceled,
        ]))
        .prop_map(|(number, outcome)| Command::Decide(number, outcome)),
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

fn named(invoices: &[InvoiceId], at: usize) -> Option<InvoiceRef> {
    let id = Some(invoices.get(at)?.clone());
    Some(InvoiceRef { id, ..InvoiceRef::default() })
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

/// Checks each line, that a balance is what was credited and neither paid out nor exchanged, and
/// that nothing is in the ledger that was not deposited, or the reverse.
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
        let arrived = play.world.payouts.withdrawals().filter(|one| {
            let is_done = one.state == WithdrawalState::Completed;
            is_done && one.is_internal && one.currency.as_str() == *currency
        });
        let sent = sent.chain(arrived.map(|one| one.amount));
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
        let mut invoices: Vec<InvoiceId> = Vec::new();
        let mut sent = Vec::new();
        for command in commands {
            match command {
                Command::Single(at, count) => {
                    let invoice = play.single(&units(count), CURRENCIES[at]);
                    invoices.push(invoice.id);
                    addresses.push((invoice.address, at));
                }
                Command::Unlimited(at) => {
                    let invoice = play.unlimited(CURRENCIES[at]);
                    invoices.push(invoice.id);
                    addresses.push((invoice.address, at));
                }
                Command::Bound(at, count) => {
                    let price = Price::AtLeast(units(count).parse().unwrap());
                    let new = new_invoice(price, CURRENCIES[at]);
                    let invoice = play.world.create_invoice(&play.account, new).unwrap();
                    invoices.push(invoice.id);
                    addresses.push((invoice.address, at));
                }
                // Most invoices are in another state, and then nothing happens.
                Command::Archive(at) => {
                    if let Some(wanted) = named(&invoices, at) {
                        let _refused = play.world.archive(&play.account.clone(), &wanted).is_err();
                    }
                }
                Command::Accept(at) => {
                    if let Some(wanted) = named(&invoices, at) {
                        let account = play.account.clone();
                        let _refused = play.world.return_to_paid(&account, &wanted).is_err();
                    }
                }
                Command::Refund(at) => {
                    if let Some(id) = invoices.get(at) {
                        let _refused = play.world.refund_intervention(id).is_err();
                    }
                }
                Command::Purse(at) => {
                    let currency = CURRENCIES[at].parse().unwrap();
                    let purse = play.world.purse_address(&play.account, &customer, &currency);
                    let purse = purse.unwrap();
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
                Command::TopUp(at, count) => {
                    play.top_up(&units(count), CURRENCIES[at]);
                    sent.push((at, units(count).parse().unwrap()));
                }
                Command::PayOut { to, units: count, currency } => {
                    // To an address of the sandbox's own every other time; it may be of any chain.
                    let own = addresses.get(to).filter(|_| count % 2 == 0);
                    let outside = (outside(currency), currency);
                    let (address, at) = own.unwrap_or(&outside);
                    let at = *at;
                    let amount = units(count);
                    // An address may be blocked by now.
                    let _refused = play.try_pay_out(address.as_str(), &amount, CURRENCIES[at]);
                }
                Command::MassPayOut { units: count, currency } => {
                    let (address, amount) = (outside(currency), units(count));
                    let entries = [(address.as_str(), amount.as_str()); 3];
                    play.mass_pay_out(&entries, CURRENCIES[currency]);
                }
                Command::Decide(number, outcome) => {
                    // Most numbers are nobody's, and most outcomes come too late.
                    let _refused = play.world.decide_payout(number, outcome);
                }
                Command::Pass(millis) => play.pass(Duration::from_millis(u64::from(millis))),
            }
            check(&play, &sent);
        }
    }
}
