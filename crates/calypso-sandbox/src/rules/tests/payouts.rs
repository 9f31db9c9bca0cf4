//! Payouts, single and mass (docs/API-FACTS.md, sections 9.1 to 9.3 and 10.5).

use std::time::Duration;

use calypso_model::{
    ErrorCode, IdempotencyKey, PayoutState, WithdrawalErrorStatus, WithdrawalState,
};

use super::Play;
use super::play::{STAGE, transfer};
use crate::options::{DepositOutcome, StageDelays};
use crate::payouts::{DecidePayoutError, PayoutOutcome};
use crate::rules::{Deal, NewMassPayout, NewMerchant, NewPayout, Refusal, Settings, Withdrawal};

const TRON: &str = "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8";
const OTHER_TRON: &str = "TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf";
const CHANGE: &str = "PAYOUT_CHANGE_STATUS";

fn verified() -> Settings {
    let delays = StageDelays::uniform(STAGE);
    Settings { delays, payout_verification: true, ..Settings::default() }
}

fn withdrawals(play: &Play, deal: &Deal) -> Vec<Withdrawal> {
    play.world.withdrawals_of(play.deal(deal)).cloned().collect()
}

/// The events about payouts so far, in order.
fn events(play: &Play) -> Vec<&str> {
    play.events().into_iter().filter(|kind| kind.starts_with("PAYOUT_")).collect()
}

#[test]
fn a_payout_passes_every_state_with_its_event() {
    let mut play = Play::start();
    play.top_up("100", "USDT_TRX");
    let deal = play.pay_out(TRON, "25.50", "USDT_TRX");
    assert_eq!(deal.state, PayoutState::Confirmed);
    assert_eq!((play.balance("USDT_TRX"), play.deal(&deal).executed), ("100".to_owned(), None));
    play.pass(STAGE);
    assert_eq!(play.deal(&deal).state, PayoutState::InProgress);
    assert_eq!(withdrawals(&play, &deal)[0].hash, None);
    // The amount and half a percent of it on top.
    assert_eq!(play.balance("USDT_TRX"), "74.3725");
    play.pass(STAGE);
    assert!(withdrawals(&play, &deal)[0].hash.is_some());
    assert_eq!(play.deal(&deal).state, PayoutState::InProgress);
    play.pass(STAGE);
    assert_eq!(play.deal(&deal).state, PayoutState::Completed);
    assert_eq!(withdrawals(&play, &deal)[0].state, WithdrawalState::Completed);
    assert_eq!(events(&play), ["PAYOUT_CONFIRMED", CHANGE, "PAYOUT_HASH_RECEIVED", CHANGE]);
    let line = play.world.ledger(None).remove(0);
    assert_eq!((line.received, line.credited), ("100".parse().unwrap(), "100".parse().unwrap()));
    assert_eq!(line.paid_out.to_string(), "25.6275");
    play.pass(Duration::from_secs(3600));
    assert_eq!(events(&play).len(), 4);
}

#[track_caller]
fn check_shortage(balance: &str, status: &WithdrawalErrorStatus) {
    let mut play = Play::with_delays(StageDelays::NONE);
    if balance != "0" {
        play.top_up(balance, "USDT_TRX");
    }
    let deal = play.pay_out(TRON, "100", "USDT_TRX");
    assert_eq!(play.deal(&deal).state, PayoutState::Failed, "{balance}");
    let withdrawal = withdrawals(&play, &deal).remove(0);
    assert_eq!(withdrawal.state, WithdrawalState::Failed);
    assert_eq!(withdrawal.errors[0].status, *status, "{balance}");
    assert_eq!(play.balance("USDT_TRX"), balance);
    assert_eq!(events(&play), ["PAYOUT_CONFIRMED", "PAYOUT_VALIDATION_ERROR", CHANGE]);
}

#[test]
fn a_payout_that_the_balance_does_not_cover_is_made_and_fails() {
    check_shortage("0", &WithdrawalErrorStatus::NotEnoughFunds);
    check_shortage("99.999999", &WithdrawalErrorStatus::NotEnoughFunds);
    check_shortage("100", &WithdrawalErrorStatus::NotEnoughFundsForServiceCommission);
    check_shortage("100.499999", &WithdrawalErrorStatus::NotEnoughFundsForServiceCommission);
    let mut play = Play::with_delays(StageDelays::NONE);
    play.top_up("100.5", "USDT_TRX");
    let deal = play.pay_out(TRON, "100", "USDT_TRX");
    assert_eq!(play.deal(&deal).state, PayoutState::Completed);
    assert_eq!(play.balance("USDT_TRX"), "0.0");
}

#[test]
fn two_payouts_do_not_spend_the_same_money() {
    let mut play = Play::start();
    play.top_up("100", "USDT_TRX");
    let (first, second) =
        (play.pay_out(TRON, "60", "USDT_TRX"), play.pay_out(TRON, "60", "USDT_TRX"));
    play.pass(STAGE);
    assert_eq!(play.deal(&first).state, PayoutState::InProgress);
    assert_eq!(play.deal(&second).state, PayoutState::Failed);
}

#[track_caller]
fn refused(address: &str, amount: &str, currency: &str) -> Refusal {
    let mut play = Play::start();
    let new = NewPayout {
        transfer: transfer(address, amount),
        currency: currency.parse().unwrap(),
        key: None,
    };
    let refusal = play.world.create_payout(&play.account, new).unwrap_err();
    assert_eq!(play.world.counts().payouts, 0);
    assert_eq!(refusal.code, ErrorCode::BadRequest);
    refusal
}

#[test]
fn what_cannot_be_right_is_refused_with_001() {
    for (address, amount, currency, message) in [
        (TRON, "1", "NO_COIN", "payload.currency=[Unknown crypto currency NO_COIN]"),
        (TRON, "1", "USD", "payload.currency=[Unknown crypto currency USD]"),
        (TRON, "0", "USDT_TRX", "payload.amount=[Must be greater than 0]"),
        (
            TRON,
            "0.0000001",
            "USDT_TRX",
            "payload.amount=[Scale incorrect. Must be less than or equal to 6]",
        ),
        (TRON, "1", "BTC", "payload.depositAddress=[Not an address for BTC]"),
        (TRON, "1", "ETH", "payload.depositAddress=[Not an address for ETH]"),
    ] {
        assert_eq!(refused(address, amount, currency).message, message);
    }
    for (address, currency) in [
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "USDT_TRX"),
        ("TJRabPrwbZy45sbavfcjinPJC18kjpRTv", "USDT_TRX"),
        ("TJRabPrwbZy45sbavfcjinPJC18kjpRTv0", "USDT_TRX"),
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe", "USDT"),
        ("5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "POL"),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "LTC"),
        ("LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9", "XDG"),
    ] {
        let message = refused(address, "1", currency).message;
        assert_eq!(message, format!("payload.depositAddress=[Not an address for {currency}]"));
    }
}

#[test]
fn addresses_of_each_chain_and_of_the_sandbox_are_taken() {
    let mut play = Play::start();
    for (address, currency) in [
        (TRON, "TRX"),
        ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "BTC"),
        ("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "BTC"),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "BTC"),
        ("LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9", "LTC"),
        ("DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L", "XDG"),
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "USDT_BSC"),
    ] {
        assert!(!withdrawals_internal(&mut play, address, currency), "{address}");
    }
    for currency in ["USDT_TRX", "BTC", "LTC", "XDG", "ETH"] {
        let address = play.unlimited(currency).address.to_string();
        assert!(withdrawals_internal(&mut play, &address, currency), "{address}");
    }
}

fn withdrawals_internal(play: &mut Play, address: &str, currency: &str) -> bool {
    let deal = play.pay_out(address, "1", currency);
    withdrawals(play, &deal).remove(0).is_internal
}

#[test]
fn a_key_names_one_payout_of_an_account_single_or_mass() {
    let mut play = Play::start();
    let key = IdempotencyKey::from_random_bytes([1; 16]);
    let (transfer, currency) = (transfer(TRON, "1"), "TRX".parse().unwrap());
    let new = NewPayout { transfer, currency, key: Some(key.clone()) };
    let account = play.account.clone();
    play.world.create_payout(&account, new.clone()).unwrap();
    let refusal = play.world.create_payout(&account, new.clone()).unwrap_err();
    let taken = format!("Key {key} already exists");
    assert_eq!((refusal.code, refusal.message), (ErrorCode::KeyExists, taken.clone()));
    let mass = NewMassPayout {
        name: String::from("Wages"),
        currency: new.currency.clone(),
        transfers: vec![new.transfer.clone()],
        comment: None,
        planned: None,
        key: Some(key),
    };
    assert_eq!(play.world.create_mass_payout(&account, mass).unwrap_err().message, taken);
    // What another merchant calls its payouts is its own affair.
    let other = play.world.add_merchant(NewMerchant::default()).unwrap().account;
    play.world.create_payout(&other, new).unwrap();
    assert_eq!((play.world.counts().payouts, play.world.counts().mass_payouts), (2, 0));
}

#[test]
fn what_only_the_service_knows_fails_validation_with_016() {
    let mut play = Play::with_delays(StageDelays::NONE);
    let customer = play.world.create_customer(&play.account, None, None).id;
    let trx = "TRX".parse().unwrap();
    let purse = play.world.purse_address(&play.account, &customer, &trx).unwrap().address;
    play.deposit(&purse, "TRX", "1", DepositOutcome::Declined).unwrap();
    let to_blocked =
        NewPayout { transfer: transfer(purse.as_str(), "1"), currency: trx.clone(), key: None };
    let refusal = play.world.create_payout(&play.account, to_blocked).unwrap_err();
    assert_eq!(refusal.code, ErrorCode::KeyExists);
    let message = format!("Payout validation failed: address {purse} is blocked");
    assert_eq!(refusal.message, message);

    let mass = |play: &mut Play, count: usize, currency: &str, address: &str| {
        let new = NewMassPayout {
            name: String::from("Wages"),
            currency: currency.parse().unwrap(),
            transfers: vec![transfer(address, "1"); count],
            comment: None,
            planned: None,
            key: None,
        };
        play.world.create_mass_payout(&play.account, new).map(drop)
    };
    let evm = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    for (currency, address, most) in [("TRX", TRON, 100), ("USDT", evm, 1000)] {
        assert_eq!(mass(&mut play, most, currency, address), Ok(()));
        let refusal = mass(&mut play, most + 1, currency, address).unwrap_err();
        let message = format!("Payout validation failed: more than {most} addresses");
        assert_eq!((refusal.code, refusal.message), (ErrorCode::KeyExists, message));
    }
    let refusal = mass(&mut play, 0, "TRX", TRON).unwrap_err();
    assert_eq!(refusal.message, "payload.massAddresses=[Must not be empty]");
}

#[test]
fn a_day_has_ten_thousand_payouts() {
    let mut play = Play::start();
    for _ in 0..10_000 {
        play.pay_out(TRON, "1", "TRX");
    }
    let new =
        NewPayout { transfer: transfer(TRON, "1"), currency: "TRX".parse().unwrap(), key: None };
    let refusal = play.world.create_payout(&play.account, new.clone()).unwrap_err();
    let message = "Payout validation failed: more than 10000 payouts in a day";
    assert_eq!((refusal.code, refusal.message.as_str()), (ErrorCode::KeyExists, message));
    let other = play.world.add_merchant(NewMerchant::default()).unwrap().account;
    play.world.create_payout(&other, new.clone()).unwrap();
    play.pass(Duration::from_secs(24 * 3600));
    play.world.create_payout(&play.account, new).unwrap();
}

#[test]
fn with_verification_a_payout_waits_for_a_person() {
    let mut play = Play::with_settings(verified());
    play.top_up("100", "TRX");
    let deal = play.pay_out(TRON, "1", "TRX");
    assert_eq!(deal.state, PayoutState::PendingConfirmation);
    play.pass(Duration::from_secs(3600));
    assert_eq!(play.deal(&deal).state, PayoutState::PendingConfirmation);
    play.world.decide_payout(deal.number, PayoutOutcome::Confirmed).unwrap();
    assert_eq!(play.deal(&deal).state, PayoutState::Confirmed);
    play.pass(STAGE);
    play.pass(STAGE);
    play.pass(STAGE);
    assert_eq!(play.deal(&deal).state, PayoutState::Completed);
    let expected = [CHANGE, "PAYOUT_CONFIRMED", CHANGE, "PAYOUT_HASH_RECEIVED", CHANGE];
    assert_eq!(events(&play), expected);
}

#[track_caller]
fn decided(outcome: PayoutOutcome, after: u32, state: &PayoutState, balance: &str) {
    let mut play = Play::start();
    play.top_up("100", "USDT_TRX");
    let deal = play.pay_out(TRON, "10", "USDT_TRX");
    for _ in 0..after {
        play.pass(STAGE);
    }
    play.world.decide_payout(deal.number, outcome).unwrap();
    assert_eq!(play.deal(&deal).state, *state, "{outcome:?} after {after}");
    assert_eq!(play.balance("USDT_TRX"), balance, "{outcome:?} after {after}");
    assert_eq!(play.deal(&deal).cancellation.is_some(), *state == PayoutState::Canceled);
    // What was decided stays, whatever was under way.
    play.pass(Duration::from_secs(3600));
    assert_eq!(play.deal(&deal).state, *state);
    assert_eq!(play.balance("USDT_TRX"), balance);
    let error = play.world.decide_payout(deal.number, outcome).unwrap_err();
    assert_eq!(error, DecidePayoutError::State { state: state.clone() });
}

#[test]
fn what_is_decided_from_outside_happens_at_once_and_stays() {
    for after in 0..3 {
        decided(PayoutOutcome::Completed, after, &PayoutState::Completed, "89.95");
        decided(
            PayoutOutcome::Failed,
            after,
            &PayoutState::Failed,
            if after == 0 { "100" } else { "100.00" },
        );
        decided(
            PayoutOutcome::Canceled,
            after,
            &PayoutState::Canceled,
            if after == 0 { "100" } else { "100.00" },
        );
    }
    let mut play = Play::with_settings(verified());
    let deal = play.pay_out(TRON, "10", "USDT_TRX");
    let number = deal.number;
    let error = play.world.decide_payout(number, PayoutOutcome::Failed).unwrap_err();
    let state = PayoutState::PendingConfirmation;
    assert_eq!(error, DecidePayoutError::State { state });
    // Completing it takes money that is not there.
    play.world.decide_payout(number, PayoutOutcome::Completed).unwrap();
    assert_eq!(play.deal(&deal).state, PayoutState::Failed);
    let error = play.world.decide_payout(1, PayoutOutcome::Failed).unwrap_err();
    assert_eq!(error, DecidePayoutError::NotFound);
}

#[test]
fn a_mass_payout_passes_every_state_and_ends_in_part_if_an_entry_fails() {
    let mut play = Play::start();
    play.top_up("100", "USDT_TRX");
    let entries = [(TRON, "60"), (OTHER_TRON, "60"), (OTHER_TRON, "20")];
    let deal = play.mass_pay_out(&entries, "USDT_TRX");
    let mut seen = vec![deal.state.clone()];
    for _ in 0..4 {
        play.pass(STAGE);
        seen.push(play.deal(&deal).state.clone());
    }
    let expected = [
        PayoutState::CreationInProgress,
        PayoutState::Confirmed,
        PayoutState::InProgress,
        PayoutState::InProgress,
        PayoutState::Partial,
    ];
    assert_eq!(seen, expected);
    let states: Vec<_> = withdrawals(&play, &deal).into_iter().map(|one| one.state).collect();
    let (done, failed) = (WithdrawalState::Completed, WithdrawalState::Failed);
    assert_eq!(states, [done.clone(), failed, done]);
    assert_eq!(play.balance("USDT_TRX"), "19.6");
    let expected = [
        CHANGE,
        "PAYOUT_CONFIRMED",
        "PAYOUT_VALIDATION_ERROR",
        CHANGE,
        "PAYOUT_HASH_RECEIVED",
        "PAYOUT_HASH_RECEIVED",
        CHANGE,
    ];
    assert_eq!(events(&play), expected);
}

#[test]
fn a_mass_payout_completes_or_fails_as_its_entries_do() {
    for (balance, state) in [("100", PayoutState::Completed), ("1", PayoutState::Failed)] {
        let mut play = Play::with_delays(StageDelays::NONE);
        play.top_up(balance, "USDT_TRX");
        let deal = play.mass_pay_out(&[(TRON, "10"), (OTHER_TRON, "20")], "USDT_TRX");
        assert_eq!(play.deal(&deal).state, state);
    }
}

#[test]
fn a_mass_payout_waits_for_its_time() {
    let mut play = Play::start();
    play.top_up("100", "USDT_TRX");
    let planned = play.world.now().saturating_add(Duration::from_secs(3600));
    let new = NewMassPayout {
        name: String::from("Wages"),
        currency: "USDT_TRX".parse().unwrap(),
        transfers: vec![transfer(TRON, "1")],
        comment: None,
        planned: Some(planned),
        key: None,
    };
    let deal = play.world.create_mass_payout(&play.account, new.clone()).unwrap();
    play.pass(Duration::from_secs(3599));
    assert_eq!(play.deal(&deal).state, PayoutState::Confirmed);
    assert_eq!(play.deal(&deal).execution(), Some(planned));
    play.pass(STAGE);
    assert_eq!(play.deal(&deal).state, PayoutState::InProgress);
    let refusal = play.world.create_mass_payout(&play.account, new).unwrap_err();
    assert_eq!(refusal.message, "Payout validation failed: the execution date has passed");
}

#[test]
fn a_payout_to_an_address_of_the_sandbox_is_internal_and_arrives_as_a_deposit() {
    let mut play = Play::with_delays(StageDelays::NONE);
    play.top_up("100", "USDT_TRX");
    let (payer, payee) = (play.account.clone(), play.world.add_merchant(NewMerchant::default()));
    play.account = payee.unwrap().account;
    let invoice = play.single("25.50", "USDT_TRX");
    let payee = std::mem::replace(&mut play.account, payer);
    let deal = play.pay_out(invoice.address.as_str(), "25.50", "USDT_TRX");
    assert_eq!(play.deal(&deal).state, PayoutState::Completed);
    let withdrawal = withdrawals(&play, &deal).remove(0);
    assert!(withdrawal.is_internal);
    // Nothing of it is on a chain.
    assert_eq!(withdrawal.hash, None);
    assert_eq!(events(&play), ["PAYOUT_CONFIRMED", CHANGE, CHANGE]);
    assert_eq!(play.balance("USDT_TRX"), "74.3725");
    assert_eq!(play.line("USDT_TRX")[0], "100");
    play.account = payee;
    assert_eq!(play.line("USDT_TRX"), ["25.50", "0.102", "25.398", "0", "0", "0"]);
    assert_eq!(play.balance("USDT_TRX"), "25.398");
}

/// Wallets write EVM and bech32 addresses in either case.
#[test]
fn an_address_of_the_sandbox_is_known_in_any_case_that_means_it() {
    let mut play = Play::with_delays(StageDelays::NONE);
    play.top_up("10", "ETH");
    play.top_up("10", "BTC");
    for code in ["ETH", "BTC"] {
        let invoice = play.single("1", code);
        let given = invoice.address.as_str();
        let spelt = if code == "ETH" { given.to_lowercase() } else { given.to_uppercase() };
        assert_ne!(spelt, given);
        let deal = play.pay_out(&spelt, "1", code);
        assert_eq!(play.deal(&deal).state, PayoutState::Completed, "{code}");
        assert!(withdrawals(&play, &deal)[0].is_internal, "{code}");
        assert_eq!(play.line(code)[0], "11", "{code}");
    }
}

#[test]
fn a_top_up_is_on_the_balance_at_once_and_is_told() {
    let mut play = Play::start();
    play.top_up("12.50", "USDT_TRX");
    assert_eq!(play.balance("USDT_TRX"), "12.50");
    assert_eq!(play.events(), ["WALLET_FUNDS_DELIVERED_ACCOUNT"]);
    assert_eq!(play.line("USDT_TRX"), ["12.50", "0", "12.50", "0", "0", "0"]);
}
