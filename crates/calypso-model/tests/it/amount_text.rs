//! Reading and printing amounts.

use std::collections::HashSet;
use std::str::FromStr;

use calypso_model::{Amount, ParseAmountError, ScaleExceeded};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::amount;
use crate::digits::plain;

#[track_caller]
fn reads(text: &str, printed: &str) {
    assert_eq!(Amount::parse(text).map(|amount| amount.to_string()), Ok(printed.to_owned()));
}

#[track_caller]
fn refuses(text: &str, error: ParseAmountError) {
    assert_eq!(Amount::parse(text), Err(error), "{text:.40}");
}

#[test]
fn plain_digits_are_kept_as_written() {
    for text in ["0", "10.00", "0.1", "0.10", "25.5", "1000000.123456789012345678"] {
        reads(text, text);
    }
    reads("79228162514264337593543950335", "79228162514264337593543950335");
    reads("7.9228162514264337593543950335", "7.9228162514264337593543950335");
    reads("0.0000000000000000000000000001", "0.0000000000000000000000000001");
}

#[test]
fn an_exponent_is_another_way_to_place_the_point() {
    reads("1E-8", "0.00000001");
    reads("1e-8", "0.00000001");
    reads("8.5E-1", "0.85");
    reads("1.50e+3", "1500");
    reads("1.5E3", "1500");
    reads("12.3450E2", "1234.50");
    reads("0E-8", "0.00000000");
    reads("0e999999999999", "0");
    reads("0.00E+1", "0.0");
    reads("1E28", "10000000000000000000000000000");
    reads("1E-28", "0.0000000000000000000000000001");
    reads("10E-29", "0.0000000000000000000000000001");
    refuses("1E-29", ParseAmountError::TooPrecise);
    refuses("1E29", ParseAmountError::TooLarge);
}

#[test]
fn minus_zero_is_zero_and_nothing_else_is_below_it() {
    reads("-0", "0");
    reads("-0.00", "0.00");
    reads("-0E5", "0");
    refuses("-1", ParseAmountError::Negative);
    refuses("-0.0000000000000000000000000001", ParseAmountError::Negative);
    refuses(&format!("-0.{}", "1".repeat(60)), ParseAmountError::Negative);
    refuses("--0", ParseAmountError::Malformed);
}

#[test]
fn more_digits_than_can_be_held_are_refused_and_never_rounded() {
    refuses("0.00000000000000000000000000005", ParseAmountError::TooPrecise);
    refuses("1.00000000000000000000000000001", ParseAmountError::TooPrecise);
    refuses("7.92281625142643375935439503351", ParseAmountError::TooPrecise);
    refuses("79228162514264337593543950335.5", ParseAmountError::TooPrecise);
    refuses("79228162514264337593543950336", ParseAmountError::TooLarge);
    refuses("99999999999999999999999999999999999999999", ParseAmountError::TooLarge);
    refuses(&format!("0.{}", "7".repeat(60)), ParseAmountError::TooPrecise);
}

#[test]
fn zeros_behind_the_last_decimal_that_fits_are_dropped() {
    reads("1.0000000000000000000000000000000000000000", "1.0000000000000000000000000000");
    reads("100.0000000000000000000000000000", "100.00000000000000000000000000");
    reads("0.0000000000000000000000000000000000000000", "0.0000000000000000000000000000");
    reads("79228162514264337593543950335.000", "79228162514264337593543950335");
    reads(&format!("2.5{}", "0".repeat(1_000_000)), "2.5000000000000000000000000000");
}

#[test]
fn what_is_no_number_in_the_grammar_of_json_is_malformed() {
    for text in [
        "", " ", " 1", "1 ", "\n1", ".5", "1.", "+1", "-", "-.5", "007", "00", "-01", "1_000",
        "1,5", "1,000.00", "1.2.3", "0x10", "1e", "1E+", "1E-", "1e1.5", "1e1e1", "e5", ".", "NaN",
        "Infinity", "\"1\"", "null", "true", "١٢", "１２", "1٫5", "½", "1\0", "1e٣", "−1",
    ] {
        refuses(text, ParseAmountError::Malformed);
    }
}

#[test]
fn monstrous_numbers_cost_no_more_than_their_text() {
    refuses("1e999999999", ParseAmountError::TooLarge);
    refuses("1e-999999999", ParseAmountError::TooPrecise);
    refuses("1e99999999999999999999999999999999999", ParseAmountError::TooLarge);
    refuses("1e-99999999999999999999999999999999999", ParseAmountError::TooPrecise);
    refuses("-1e999999999", ParseAmountError::Negative);
    refuses(&"9".repeat(1_000_000), ParseAmountError::TooLarge);
    refuses(&format!("0.{}", "3".repeat(1_000_000)), ParseAmountError::TooPrecise);
    refuses(&format!("1{}", "0".repeat(1_000_000)), ParseAmountError::TooLarge);
    refuses(&format!("0.{}1", "0".repeat(1_000_000)), ParseAmountError::TooPrecise);
    refuses(&format!("1e{}", "9".repeat(1_000_000)), ParseAmountError::TooLarge);
    reads(&format!("1{}E-999999", "0".repeat(1_000_000)), "10.000000000000000000000000000");
}

#[test]
fn errors_say_what_would_be_right() {
    let text = Amount::parse("1.").unwrap_err().to_string();
    assert_eq!(text, "not a plain number; write digits with an optional dot, such as 12.34");
    let text = amount("0.125").fit_scale(2).unwrap_err().to_string();
    assert_eq!(text, "0.125 has more than the 2 decimals its currency allows");
}

#[test]
fn a_scale_is_fitted_by_dropping_zeros_only() {
    let fitted = |text, scale| amount(text).fit_scale(scale).map(|amount| amount.to_string());
    assert_eq!(fitted("25.500000000", 6), Ok("25.500000".to_owned()));
    assert_eq!(fitted("25.50", 6), Ok("25.50".to_owned()));
    assert_eq!(fitted("25.00", 0), Ok("25".to_owned()));
    assert_eq!(fitted("0.000", 2), Ok("0.00".to_owned()));
    let refused: ScaleExceeded = amount("25.5000001").fit_scale(6).unwrap_err();
    assert_eq!((refused.amount(), refused.scale_max()), (amount("25.5000001"), 6));
    assert_eq!(fitted("1", u32::MAX), Ok("1".to_owned()));
}

#[test]
fn base_units_count_the_smallest_parts() {
    assert_eq!(amount("1.5").to_base_units(18), Some(1_500_000_000_000_000_000));
    assert_eq!(amount("0.00000001").to_base_units(8), Some(1));
    assert_eq!(amount("0.000000001").to_base_units(8), None);
    assert_eq!(amount("2.500").to_base_units(1), Some(25));
    assert_eq!(amount("0").to_base_units(77), Some(0));
    assert_eq!(amount("1").to_base_units(39), None);
    assert_eq!(Amount::from_base_units(1, 28), Some(amount("1E-28")));
    assert_eq!(Amount::from_base_units(1, 29), None);
    assert_eq!(Amount::from_base_units(u128::MAX, 0), None);
    // 1 ETH, counted in more decimals than an amount has.
    assert_eq!(Amount::from_base_units(10_u128.pow(30), 30), Some(amount("1")));
    assert_eq!(Amount::from_base_units(0, u32::MAX), Some(Amount::ZERO));
}

proptest! {
    #[test]
    fn printing_and_reading_again_changes_nothing(plain in plain()) {
        let text = plain.text();
        let read = Amount::parse(&text).unwrap();
        prop_assert_eq!(read.to_string(), text);
        prop_assert_eq!(Amount::parse(&read.to_string()), Ok(read));
        prop_assert_eq!(Amount::from_str(&read.to_string()), Ok(read));
    }

    #[test]
    fn a_well_tried_decimal_reads_the_same(text in "(0|[1-9][0-9]{0,29})(\\.[0-9]{1,30})?") {
        if let Ok(decimal) = Decimal::from_str_exact(&text) {
            prop_assert_eq!(Amount::parse(&text).unwrap().to_string(), decimal.to_string());
        }
    }

    #[test]
    fn any_way_to_place_the_point_reads_the_same(plain in plain(), shift in -40_i32..40) {
        let exponent = shift - i32::try_from(plain.scale).unwrap();
        let shifted = format!("{}E{shift}", plain.text());
        let integer = format!("{}E{exponent}", plain.units);
        prop_assert_eq!(Amount::parse(&shifted), Amount::parse(&integer));
    }

    #[test]
    fn no_text_makes_it_panic(text in "[-+0-9.eE_ ]{0,40}|\\PC{0,20}") {
        if let Ok(read) = Amount::parse(&text) {
            prop_assert_eq!(Amount::parse(&read.to_string()), Ok(read));
        }
    }

    #[test]
    fn order_equality_and_hash_are_of_the_value(left in plain(), right in plain()) {
        let decimal = |text: &str| Decimal::from_str_exact(text).unwrap();
        let (one, other) = (left.amount(), right.amount());
        prop_assert_eq!(one.cmp(&other), decimal(&left.text()).cmp(&decimal(&right.text())));
        prop_assert_eq!(one == other, one.cmp(&other).is_eq());
        prop_assert_eq!(one.is_zero(), left.units == 0);
    }

    #[test]
    fn trailing_zeros_make_no_other_amount(units in 0_u128..1_000_000_000, zeros in 0_usize..10) {
        let bare = amount(&units.to_string());
        let long = amount(&format!("{units}.{}", "0".repeat(zeros.max(1))));
        prop_assert_eq!(bare, long);
        prop_assert_eq!(HashSet::from([bare, long]).len(), 1);
    }

    #[test]
    fn base_units_and_back_is_the_same_amount(plain in plain()) {
        let scale = u32::try_from(plain.scale).unwrap();
        prop_assert_eq!(Amount::from_base_units(plain.units, scale), Some(plain.amount()));
        prop_assert_eq!(plain.amount().to_base_units(scale), Some(plain.units));
    }

    #[test]
    fn a_fitted_amount_is_the_same_amount(plain in plain(), scale in 0_u32..30) {
        match plain.amount().fit_scale(scale) {
            Ok(fitted) => {
                prop_assert_eq!(fitted, plain.amount());
                prop_assert!(fitted.scale() <= scale);
            }
            Err(_) => {
                let decimals = plain.text().trim_end_matches('0').len();
                let point = plain.text().find('.').unwrap();
                prop_assert!(decimals > point + 1 + usize::try_from(scale).unwrap());
            }
        }
    }
}

/// A precision would cut digits off, which is rounding by another name.
#[test]
fn printing_ignores_a_precision_and_keeps_a_width() {
    let amount: Amount = "0.995".parse().unwrap();
    assert_eq!(format!("{amount:.2}"), "0.995");
    assert_eq!(format!("{amount:8.2}|"), "   0.995|");
}
