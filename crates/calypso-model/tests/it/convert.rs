//! Conversions: what is rounded is rounded in the named direction, by less than one last digit.

use calypso_model::{Amount, crypto_for_fiat_rounded_up, fiat_for_crypto_rounded_down};
use ethnum::U256;
use proptest::prelude::*;

use crate::amount;

#[test]
fn crypto_is_rounded_up_so_that_nobody_falls_short() {
    let due = |fiat, rate, scale| crypto_for_fiat_rounded_up(amount(fiat), amount(rate), scale);
    assert_eq!(due("10", "3", 6), Some(amount("3.333334")));
    assert_eq!(due("10", "2", 6).unwrap().to_string(), "5.000000");
    assert_eq!(due("49.90", "107985.12345678", 8), Some(amount("0.00046211")));
    assert_eq!(due("0", "3", 2).unwrap().to_string(), "0.00");
    assert_eq!(due("0.01", "79228162514264337593543950335", 2), Some(amount("0.01")));
    assert_eq!(due("10", "0", 6), None);
    assert_eq!(due("79228162514264337593543950335", "0.1", 0), None);
}

#[test]
fn fiat_is_rounded_down() {
    let worth =
        |crypto, rate, scale| fiat_for_crypto_rounded_down(amount(crypto), amount(rate), scale);
    assert_eq!(worth("0.333333", "3", 2), Some(amount("0.99")));
    assert_eq!(worth("2", "0.5", 2).unwrap().to_string(), "1.00");
    assert_eq!(worth("1E-28", "1E-28", 28), Some(Amount::ZERO));
    let most = "79228162514264337593543950335";
    assert_eq!(worth(most, "1", 0), Some(amount(most)));
    assert_eq!(worth(most, "1.1", 0), None);
    assert_eq!(worth(most, most, 28), None);
}

#[test]
fn a_scale_beyond_what_can_be_held_is_the_most_that_can() {
    let worth = fiat_for_crypto_rounded_down(amount("1"), amount("1.5"), u32::MAX);
    assert_eq!(worth, Some(amount("1.5")));
    let due = crypto_for_fiat_rounded_up(amount("1.5"), amount("1"), u32::MAX);
    assert_eq!(due, Some(amount("1.5")));
}

#[test]
fn a_quotient_is_rounded_as_its_name_says() {
    let down =
        |dividend, divisor, scale| amount(dividend).divided_rounded_down(amount(divisor), scale);
    assert_eq!(down("2", "3", 6), Some(amount("0.666666")));
    assert_eq!(down("60", "60000", 8).unwrap().to_string(), "0.00100000");
    assert_eq!(down("1", "3", u32::MAX), Some(amount("0.3333333333333333333333333333")));
    assert_eq!(down("1E-28", "2", 28), Some(Amount::ZERO));
    assert_eq!(down("1", "0", 6), None);
    assert_eq!(down("79228162514264337593543950335", "0.1", 0), None);
}

/// An amount of moderate size, as its units and decimals.
fn parts() -> impl Strategy<Value = (u64, u32)> {
    (1_u64..1_000_000_000_000, 0_u32..=12)
}

fn wide((units, scale): (u64, u32), to: u32) -> U256 {
    U256::from(units) * U256::from(10_u64).pow(to - scale)
}

fn of((units, scale): (u64, u32)) -> Amount {
    Amount::from_base_units(u128::from(units), scale).unwrap()
}

proptest! {
    #[test]
    fn the_crypto_due_is_the_least_that_is_worth_the_fiat(
        fiat in parts(), rate in parts(), scale in 0_u32..=18,
    ) {
        let due = crypto_for_fiat_rounded_up(of(fiat), of(rate), scale);
        let units = due.and_then(|due| due.to_base_units(scale));
        prop_assume!(units.is_some());
        let units = U256::from(units.unwrap());
        // Worth in units of 10^-30: a rate has up to 12 decimals, the crypto up to 18.
        let worth = |units: U256| units * wide(rate, 12) * U256::from(10_u64).pow(18 - scale);
        prop_assert!(worth(units) >= wide(fiat, 30));
        prop_assert!(worth(units - U256::ONE) < wide(fiat, 30));
    }

    #[test]
    fn both_quotients_enclose_the_exact_one(
        dividend in parts(), divisor in parts(), scale in 0_u32..=18,
    ) {
        let up = of(dividend).divided_rounded_up(of(divisor), scale);
        let down = of(dividend).divided_rounded_down(of(divisor), scale);
        prop_assume!(up.is_some() && down.is_some());
        let units = |amount: Option<Amount>| amount.unwrap().to_base_units(scale).unwrap();
        let (up, down) = (U256::from(units(up)), U256::from(units(down)));
        // Products in units of 10^-30, as above.
        let product = |units: U256| units * wide(divisor, 12) * U256::from(10_u64).pow(18 - scale);
        prop_assert!(product(down) <= wide(dividend, 30) && wide(dividend, 30) <= product(up));
        prop_assert_eq!(up - down, U256::from(u64::from(product(down) != wide(dividend, 30))));
    }

    #[test]
    fn the_fiat_worth_is_the_most_that_the_crypto_covers(
        crypto in parts(), rate in parts(), scale in 0_u32..=18,
    ) {
        let worth = fiat_for_crypto_rounded_down(of(crypto), of(rate), scale);
        let units = worth.and_then(|worth| worth.to_base_units(scale));
        prop_assume!(units.is_some());
        let units = U256::from(units.unwrap());
        let exact = wide(crypto, 12) * wide(rate, 12);
        let lifted = |units: U256| units * U256::from(10_u64).pow(24);
        prop_assert!(lifted(units) <= exact * U256::from(10_u64).pow(scale));
        prop_assert!(lifted(units + U256::ONE) > exact * U256::from(10_u64).pow(scale));
    }
}
