//! Sums and differences are exact, or there is none.

use calypso_model::{Amount, Fee, net_credit};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::amount;
use crate::digits::{difference, plain, sum};

#[test]
fn sums_keep_the_longer_decimals() {
    let sum = |left, right| amount(left).checked_add(amount(right)).map(|sum| sum.to_string());
    assert_eq!(sum("0.1", "0.20"), Some("0.30".to_owned()));
    assert_eq!(sum("0", "0"), Some("0".to_owned()));
    let most = "79228162514264337593543950335";
    assert_eq!(sum(most, "0"), Some(most.to_owned()));
    assert_eq!(sum(most, "0.00"), Some(most.to_owned()));
    assert_eq!(sum(most, "1"), None);
    // The exact sum needs more digits than can be held.
    assert_eq!(sum(most, "0.5"), None);
    assert_eq!(sum("1", "1E-28").unwrap(), "1.0000000000000000000000000001");
    assert_eq!(sum("10", "1E-28"), None);
}

#[test]
fn differences_never_fall_below_zero() {
    let rest = |left, right| amount(left).checked_sub(amount(right)).map(|rest| rest.to_string());
    assert_eq!(rest("1", "0.10"), Some("0.90".to_owned()));
    assert_eq!(rest("0.10", "0.1"), Some("0.00".to_owned()));
    assert_eq!(rest("0.1", "0.1000000000000000000000000001"), None);
    assert_eq!(rest("10", "1E-28"), None);
}

#[test]
fn the_net_credit_is_the_amount_less_the_reported_fee() {
    let reported = |fee| net_credit(amount("25.50"), Fee::Reported(amount(fee)));
    assert_eq!(reported("0.1275"), Some(amount("25.3725")));
    assert_eq!(reported("0"), Some(amount("25.5")));
    assert_eq!(reported("25.5"), Some(Amount::ZERO));
    assert_eq!(reported("25.51"), None);
    assert_eq!(net_credit(amount("25.50"), Fee::NotReported), None);
}

proptest! {
    #[test]
    fn a_sum_is_the_schoolbook_sum_or_cannot_be_held(left in plain(), right in plain()) {
        let exact = sum(&left.text(), &right.text());
        match left.amount().checked_add(right.amount()) {
            Some(sum) => prop_assert_eq!(sum, amount(&exact)),
            None => prop_assert!(Decimal::from_str_exact(&exact).is_err(), "{} fits", exact),
        }
    }

    #[test]
    fn a_difference_is_the_schoolbook_one_or_cannot_be_held(left in plain(), right in plain()) {
        let exact = difference(&left.text(), &right.text());
        match (left.amount().checked_sub(right.amount()), exact) {
            (Some(rest), Some(exact)) => prop_assert_eq!(rest, amount(&exact)),
            (None, Some(exact)) => prop_assert!(Decimal::from_str_exact(&exact).is_err()),
            (rest, None) => prop_assert_eq!(rest, None),
        }
    }

    #[test]
    fn net_and_fee_make_the_gross(gross in plain(), fee in plain()) {
        let (gross, fee) = (gross.amount(), fee.amount());
        if let Some(net) = net_credit(gross, Fee::Reported(fee)) {
            prop_assert_eq!(net.checked_add(fee), Some(gross));
        }
    }

    #[test]
    fn sums_do_not_depend_on_the_order(left in plain(), right in plain()) {
        let (left, right) = (left.amount(), right.amount());
        let one = left.checked_add(right).map(|sum| sum.to_string());
        prop_assert_eq!(one, right.checked_add(left).map(|sum| sum.to_string()));
    }
}
