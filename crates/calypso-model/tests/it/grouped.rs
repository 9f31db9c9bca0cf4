//! Amounts written for people: the groups, the zeros, and that no digit gets lost.

use calypso_model::{Amount, AmountStyle};
use proptest::prelude::*;
use proptest::sample::select;

use crate::{amount, currency};

const STYLES: [AmountStyle; 4] = [
    AmountStyle::CommaDot,
    AmountStyle::DotComma,
    AmountStyle::SpaceComma,
    AmountStyle::ApostropheDot,
];

#[test]
fn each_style_has_its_separator_and_its_mark() {
    let shown = STYLES.map(|style| amount("1234567.50").grouped(style).to_string());
    assert_eq!(
        shown,
        ["1,234,567.50", "1.234.567,50", "1\u{a0}234\u{a0}567,50", "1\u{2019}234\u{2019}567.50"]
    );
}

#[test]
fn groups_are_counted_from_the_decimal_mark() {
    for (plain, grouped) in [
        ("0", "0"),
        ("0.000001", "0.000001"),
        ("999", "999"),
        ("1000", "1,000"),
        ("12345", "12,345"),
        ("123456.7890", "123,456.7890"),
        ("79228162514264337593543950335", "79,228,162,514,264,337,593,543,950,335"),
    ] {
        assert_eq!(amount(plain).grouped(AmountStyle::CommaDot).to_string(), grouped);
    }
}

#[test]
fn zeros_are_added_on_request_and_digits_never_dropped() {
    let padded = |plain: &str, code: &str| {
        amount(plain).grouped(AmountStyle::CommaDot).padded_for(&currency(code)).to_string()
    };
    assert_eq!(padded("1200", "EUR"), "1,200.00");
    assert_eq!(padded("1200.5", "EUR"), "1,200.50");
    assert_eq!(padded("1200.505", "EUR"), "1,200.505");
    assert_eq!(padded("0.1", "USDT"), "0.100000");
    assert_eq!(padded("1200.5", "NEW_COIN"), "1,200.5");
    let long = amount("1").grouped(AmountStyle::CommaDot).padded(u32::MAX).to_string();
    assert_eq!(long, "1.0000000000000000000000000000");
}

#[test]
fn a_width_aligns_to_the_right_and_a_precision_cuts_nothing() {
    let grouped = amount("1234.567").grouped(AmountStyle::CommaDot);
    assert_eq!(format!("{grouped:12}|"), "   1,234.567|");
    assert_eq!(format!("{grouped:.1}"), "1,234.567");
}

proptest! {
    #[test]
    fn without_its_separators_it_is_the_amount_again(
        units in 0..(1_u128 << 96),
        scale in 0..=28_u32,
        padding in 0..=28_u32,
        style in select(STYLES.as_slice()),
    ) {
        let amount = Amount::from_base_units(units, scale).unwrap();
        let separator = style.separator();
        let strip = |text: String| text.replace(separator, "").replace(style.decimal_mark(), ".");
        prop_assert_eq!(strip(amount.grouped(style).to_string()), amount.to_string());
        let padded = strip(amount.grouped(style).padded(padding).to_string());
        let zeros = padded.strip_prefix(&amount.to_string());
        prop_assert!(zeros.is_some_and(|zeros| zeros.chars().all(|c| c == '0' || c == '.')));
        let decimals = padded.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        prop_assert_eq!(decimals, usize::try_from(amount.scale().max(padding)).unwrap());
    }
}
