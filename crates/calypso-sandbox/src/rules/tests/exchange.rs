//! Exchanges: what they bring, what they take, and when.

use calypso_model::{Amount, Currency, ErrorCode, ExchangeState};
use proptest::prelude::*;

use super::Play;
use super::play::STAGE;
use crate::rules::Pair;

fn pair(source: &str, destination: &str) -> Pair {
    Pair { source: source.parse().unwrap(), destination: destination.parse().unwrap() }
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

/// A merchant with `996 USDT_TRX`.
fn funded() -> Play {
    let mut play = Play::start();
    let invoice = play.unlimited("USDT_TRX");
    play.pay(&invoice, "1000");
    play.pass(STAGE.saturating_mul(3));
    assert_eq!(balance(&play, "USDT_TRX"), amount("996"));
    play
}

fn balance(play: &Play, code: &str) -> Amount {
    play.world.balance(&play.account, &code.parse().unwrap())
}

#[test]
fn the_sold_amount_leaves_at_once_and_the_bought_one_comes_later() {
    let mut play = funded();
    let account = play.account.clone();
    let made = play.world.exchange(&account, pair("USDT_TRX", "ETH"), amount("100.5")).unwrap();
    assert_eq!(made.state, ExchangeState::InProgress);
    assert_eq!(made.destination_amount.to_string(), "0.0335");
    assert_eq!(
        (balance(&play, "USDT_TRX"), balance(&play, "ETH")),
        (amount("895.5"), Amount::ZERO)
    );
    let state = |play: &Play| play.world.exchange_of(&account, made.number).unwrap().state.clone();
    play.pass(STAGE / 2);
    assert_eq!(state(&play), ExchangeState::InProgress);
    play.pass(STAGE);
    assert_eq!(state(&play), ExchangeState::Completed);
    assert_eq!(balance(&play, "ETH"), amount("0.0335"));
    play.pass(STAGE.saturating_mul(100));
    assert_eq!(balance(&play, "ETH"), amount("0.0335"));
    assert_eq!(play.world.counts().exchanges, 1);
}

#[test]
fn a_rate_that_changes_meanwhile_changes_nothing() {
    let mut play = funded();
    let account = play.account.clone();
    play.world.exchange(&account, pair("USDT_TRX", "BTC"), amount("60")).unwrap();
    play.world.set_rate("BTC".parse().unwrap(), "USDT_TRX".parse().unwrap(), amount("1"));
    play.pass(STAGE);
    assert_eq!(balance(&play, "BTC"), amount("0.001"));
}

#[test]
fn a_refused_exchange_takes_nothing() {
    let mut play = funded();
    let account = play.account.clone();
    for (sold, bought, of) in [
        ("USDT_TRX", "BTC", "996.000001"),
        ("USDT_TRX", "USDT_TRX", "1"),
        ("USDT_TRX", "EUR", "1"),
        ("BTC", "USDT_TRX", "1"),
        ("USDT_TRX", "BTC", "0.0000010"),
    ] {
        let refusal = play.world.exchange(&account, pair(sold, bought), amount(of)).unwrap_err();
        assert_eq!(refusal.code, ErrorCode::BadRequest, "{}", refusal.message);
    }
    play.pass(STAGE);
    assert_eq!(balance(&play, "USDT_TRX"), amount("996"));
    assert_eq!(play.world.counts().exchanges, 0);
}

#[test]
fn what_cannot_be_held_any_more_is_not_bought() {
    let mut play = funded();
    let account = play.account.clone();
    // At this rate the sum of all that was ever bought soon has more than 28 digits.
    let pair = pair("USDT_TRX", "XDG");
    let rate = amount("99999999999999999999");
    play.world.set_rate(pair.source.clone(), pair.destination.clone(), rate);
    let refusal = play.world.exchange(&account, pair.clone(), amount("1.1")).unwrap_err();
    assert_eq!(refusal.message, "payload.amount=[Too large]");
    play.world.exchange(&account, pair.clone(), amount("1")).unwrap();
    let refusal = play.world.exchange(&account, pair, amount("1")).unwrap_err();
    assert_eq!(refusal.message, "payload.amount=[Too large]");
    assert_eq!(balance(&play, "USDT_TRX"), amount("995"));
}

proptest! {
    /// There and back is never a gain.
    #[test]
    fn no_round_trip_pays(
        units in 1_u64..100_000_000_000,
        there in 0_usize..18,
        back in 0_usize..18,
    ) {
        let play = Play::start();
        let crypto: Vec<_> =
            Currency::all_known().iter().filter(|facts| facts.is_crypto()).collect();
        let (from, to) = (crypto[there], crypto[back]);
        let sold = Amount::from_base_units(u128::from(units), from.scale).unwrap();
        let bought = play.world.pre_calculate(&pair(from.code, to.code), sold);
        let returned = bought.and_then(|bought| {
            play.world.pre_calculate(&pair(to.code, from.code), bought)
        });
        if let Ok(returned) = returned {
            prop_assert!(returned <= sold, "{sold} became {returned}");
        }
    }
}
