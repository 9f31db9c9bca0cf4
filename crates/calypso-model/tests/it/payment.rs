//! The payment check, against the service's rule in plain integers.

use calypso_model::{Amount, OverpayTolerance, PaymentCheck, check_payment};
use proptest::prelude::*;

use crate::amount;

fn check(due: &str, received: &str) -> PaymentCheck {
    check_payment(amount(due), amount(received), OverpayTolerance::NONE)
}

#[test]
fn the_documented_examples_hold() {
    assert_eq!(check("10.234", "10.23"), PaymentCheck::Enough);
    let missing = Some(amount("0.234"));
    assert_eq!(check("10.234", "10.00"), PaymentCheck::Underpaid { missing });
}

#[test]
fn a_ratio_of_exactly_995_in_1000_is_enough() {
    assert_eq!(check("1000", "995"), PaymentCheck::Enough);
    assert_eq!(check("200", "199"), PaymentCheck::Enough);
    assert_eq!(check("0.0000000000000000000000001", "0.0000000000000000000000000995"), {
        PaymentCheck::Enough
    });
    let missing = Some(amount("5.000000000000000001"));
    let short = "994.999999999999999999";
    assert_eq!(check("1000", short), PaymentCheck::Underpaid { missing });
    let missing = Some(amount("1.00000001"));
    assert_eq!(check("200", "198.99999999"), PaymentCheck::Underpaid { missing });
}

#[test]
fn the_exact_amount_is_enough_however_it_is_written() {
    assert_eq!(check("25.50", "25.5"), PaymentCheck::Enough);
    assert_eq!(check("0", "0.00"), PaymentCheck::Enough);
}

#[test]
fn nothing_received_falls_short_of_anything_due() {
    assert_eq!(check("1E-28", "0"), PaymentCheck::Underpaid { missing: Some(amount("1E-28")) });
}

#[test]
fn too_much_is_accepted_up_to_the_tolerance() {
    let with = |points, received: &str| {
        let tolerance = OverpayTolerance::from_basis_points(points);
        check_payment(amount("100"), amount(received), tolerance)
    };
    let excess = Some(amount("0.000001"));
    assert_eq!(with(0, "100.000001"), PaymentCheck::Overpaid { excess });
    assert_eq!(with(150, "101.5"), PaymentCheck::Enough);
    let excess = Some(amount("1.5000001"));
    assert_eq!(with(150, "101.5000001"), PaymentCheck::Overpaid { excess });
    assert_eq!(with(u32::MAX, "42949772"), PaymentCheck::Enough);
    // A tolerance for too much forgives nothing that is missing.
    assert_eq!(with(150, "99"), PaymentCheck::Underpaid { missing: Some(amount("1")) });
}

#[test]
fn the_largest_amounts_are_checked_without_overflow() {
    let most = "79228162514264337593543950335";
    assert_eq!(check(most, most), PaymentCheck::Enough);
    let excess = Some(amount(most));
    assert_eq!(check("0", most), PaymentCheck::Overpaid { excess });
    assert_eq!(check(most, "0"), PaymentCheck::Underpaid { missing: Some(amount(most)) });
    // The sum missing has more digits than can be held; the verdict stands all the same.
    assert_eq!(check(most, "0.5"), PaymentCheck::Underpaid { missing: None });
    assert_eq!(check("0.5", most), PaymentCheck::Overpaid { excess: None });
    assert_eq!(check("10", "1E-28"), PaymentCheck::Underpaid { missing: None });
}

proptest! {
    #[test]
    fn the_verdict_is_that_of_whole_numbers(
        due in 0_u64..10_000_000_000, share in 9900_u64..10_200, jitter in -3_i64..=3,
        points in 0_u32..300, scale in 0_u32..=18,
    ) {
        let near = u128::from(due) * u128::from(share) / 10_000;
        let received = u64::try_from(near).unwrap().saturating_add_signed(jitter);
        let amount = |units: u64| Amount::from_base_units(u128::from(units), scale).unwrap();
        let tolerance = OverpayTolerance::from_basis_points(points);
        let (wide_due, wide_received) = (u128::from(due), u128::from(received));
        let expected = if wide_received * 1000 < wide_due * 995 {
            PaymentCheck::Underpaid { missing: Some(amount(due - received)) }
        } else if wide_received * 10_000 > wide_due * (10_000 + u128::from(points)) {
            PaymentCheck::Overpaid { excess: Some(amount(received - due)) }
        } else {
            PaymentCheck::Enough
        };
        prop_assert_eq!(check_payment(amount(due), amount(received), tolerance), expected);
    }

    #[test]
    fn paying_more_never_turns_enough_into_too_little(
        due in crate::digits::plain(), received in crate::digits::plain(),
        more in crate::digits::plain(),
    ) {
        let (due, received) = (due.amount(), received.amount());
        let check = |received| check_payment(due, received, OverpayTolerance::NONE);
        if let Some(more) = received.checked_add(more.amount())
            && !matches!(check(received), PaymentCheck::Underpaid { .. })
        {
            let falls_short = matches!(check(more), PaymentCheck::Underpaid { .. });
            prop_assert!(!falls_short);
        }
    }
}
