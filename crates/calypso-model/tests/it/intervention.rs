//! What happened to an invoice that was not paid exactly.

use std::cmp::Ordering;

use calypso_model::{
    Amount, Intervention, InterventionAnswer, Invoice, OverpayTolerance, PaymentCheck,
    PaymentDifference, check_payment,
};
use proptest::prelude::*;

use crate::amount;

fn invoice(kind: &str, state: &str, due: &str, received: &str, more: &str) -> Invoice {
    let due = if due.is_empty() { String::new() } else { format!(r#""amount":{due},"#) };
    let json = format!(
        r#"{{"id":"1","type":"{kind}",{due}{more}"totalDebitAmount":{received},
            "currency":"USDT_TRX","state":"{state}","createdDate":"2025-07-05T22:31:09.255Z",
            "idempotencyKey":"7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11"}}"#
    );
    serde_json::from_str(&json).unwrap()
}

#[track_caller]
fn check(invoice: &Invoice, difference: PaymentDifference, answers: &[InterventionAnswer]) {
    let intervention = Intervention::of(invoice);
    assert_eq!(intervention.difference, difference);
    assert_eq!(intervention.answers, answers);
}

use InterventionAnswer::{Accept, CloseIntervention, RefundExcess, ReturnToPayer, WaitForTopUp};

const WAITS: &str = "PENDING_INTERVENTION";

#[test]
fn what_is_missing_or_too_much_is_told_to_the_digit() {
    // The example of the documentation: 10.00 of 10.234 is too little, 10.23 is not.
    let short = PaymentDifference::Short { by: amount("0.234") };
    let answers = [Accept, WaitForTopUp, ReturnToPayer];
    check(&invoice("SINGLE", WAITS, "10.234", "10.00", ""), short, &answers);
    let tolerated = PaymentDifference::ShortWithinTolerance { by: amount("0.004") };
    check(&invoice("SINGLE", "PAID", "10.234", "10.23", ""), tolerated, &[]);
    let over = PaymentDifference::Over { by: amount("0.000001") };
    check(&invoice("SINGLE_FIAT", WAITS, "10", "10.000001", ""), over, &[Accept, ReturnToPayer]);
    check(&invoice("SINGLE", "PAID", "10.50", "10.5", ""), PaymentDifference::Exact, &[]);
    check(&invoice("SINGLE", "PENDING_PAYMENT", "10", "0", ""), PaymentDifference::Unpaid, &[]);
}

#[test]
fn a_completed_invoice_can_be_refunded_and_its_intervention_closed() {
    let over = PaymentDifference::Over { by: amount("2") };
    let overpaid = r#""interventionType":"OVERPAY","#;
    let completed = invoice("SINGLE", "COMPLETED", "10", "12", overpaid);
    check(&completed, over, &[RefundExcess, CloseIntervention]);
    assert_eq!(Intervention::of(&completed).excess(), Some(amount("2")));
    let resolved = format!(r#"{overpaid}"isInterventionResolved":true,"#);
    check(&invoice("SINGLE", "COMPLETED", "10", "12", &resolved), over, &[RefundExcess]);
    // Accepted by the company's own tolerance: there was no intervention to close.
    check(&invoice("SINGLE", "COMPLETED", "10", "12", ""), over, &[RefundExcess]);
    let exact = invoice("SINGLE", "COMPLETED", "10", "10", "");
    check(&exact, PaymentDifference::Exact, &[]);
    assert_eq!(Intervention::of(&exact).excess(), None);
}

#[test]
fn declined_money_leaves_nothing_to_do() {
    let declined = invoice("SINGLE", "DECLINED", "10", "0", "");
    let intervention = Intervention::of(&declined);
    assert!(intervention.is_declined && !intervention.is_needed);
    check(&declined, PaymentDifference::Unpaid, &[]);
}

#[test]
fn a_bound_invoice_knows_too_little_and_never_too_much() {
    let bound = r#""lowerBound":10,"#;
    let enough = invoice("BOUND", "PAID", "", "10000", bound);
    check(&enough, PaymentDifference::Exact, &[]);
    let short = PaymentDifference::Short { by: amount("0.5") };
    check(&invoice("BOUND", "PENDING_PAYMENT", "", "9.5", bound), short, &[]);
}

#[test]
fn without_an_amount_nothing_is_guessed() {
    let nothing = PaymentDifference::NothingToCompare;
    check(&invoice("SINGLE", WAITS, "", "10", ""), nothing, &[Accept, ReturnToPayer]);
    check(&invoice("UNLIMITED", "PENDING_PAYMENT", "", "10", ""), nothing, &[]);
    check(&invoice("SOMETHING_NEW", "SOMETHING_NEW", "10", "12", ""), nothing, &[]);
}

/// The sum of both has 29 digits, one more than can be held.
#[test]
fn a_difference_that_cannot_be_held_is_not_told_and_never_taken_for_exact() {
    let (great, small) = ("100000000000", "0.000000000000000001");
    let untold = PaymentDifference::NothingToCompare;
    let bound = format!(r#""lowerBound":{great},"#);
    check(&invoice("BOUND", WAITS, "", small, &bound), untold, &[Accept, ReturnToPayer]);
    check(&invoice("SINGLE", WAITS, great, small, ""), untold, &[Accept, ReturnToPayer]);
    check(&invoice("SINGLE", WAITS, small, great, ""), untold, &[Accept, ReturnToPayer]);
    // More than the bound is enough, however much more.
    let bound = format!(r#""lowerBound":{small},"#);
    check(&invoice("BOUND", "PAID", "", great, &bound), PaymentDifference::Exact, &[]);
}

#[test]
fn a_bound_invoice_in_intervention_waits_for_more() {
    let bound = r#""lowerBound":10,"interventionType":"UNDERPAY","#;
    let short = PaymentDifference::Short { by: amount("0.000001") };
    let waiting = invoice("BOUND", WAITS, "", "9.999999", bound);
    check(&waiting, short, &[Accept, WaitForTopUp, ReturnToPayer]);
    // An amount beside the bound, such as what was received, is nothing that was due.
    let more = r#""amount":9.5,"lowerBound":10,"#;
    let short = PaymentDifference::Short { by: amount("0.5") };
    check(&invoice("BOUND", "PENDING_PAYMENT", "", "9.5", more), short, &[]);
    // Without its bound nothing is guessed.
    let nothing = PaymentDifference::NothingToCompare;
    check(&invoice("BOUND", WAITS, "", "9.5", ""), nothing, &[Accept, ReturnToPayer]);
}

/// Any amount: few digits or all 28, whole or down to the last decimal.
fn any_amount() -> impl Strategy<Value = Amount> {
    (1_u128..10_u128.pow(28), 0_u32..28, 0_u32..=28).prop_map(|(units, shorter, scale)| {
        Amount::from_base_units((units / 10_u128.pow(shorter)).max(1), scale).unwrap()
    })
}

proptest! {
    #[test]
    fn whatever_is_received_is_never_told_to_be_what_it_is_not(
        due in any_amount(),
        received in any_amount(),
        is_bound in any::<bool>(),
    ) {
        let (due_text, received_text) = (due.to_string(), received.to_string());
        let difference = if is_bound {
            let bound = format!(r#""lowerBound":{due_text},"#);
            Intervention::of(&invoice("BOUND", WAITS, "", &received_text, &bound)).difference
        } else {
            Intervention::of(&invoice("SINGLE", WAITS, &due_text, &received_text, "")).difference
        };
        match difference {
            PaymentDifference::Exact if is_bound => prop_assert!(received >= due),
            PaymentDifference::Exact => prop_assert_eq!(received, due),
            PaymentDifference::Short { by } => prop_assert_eq!(received.checked_add(by), Some(due)),
            PaymentDifference::ShortWithinTolerance { by } => {
                prop_assert!(!is_bound);
                prop_assert_eq!(received.checked_add(by), Some(due));
            }
            PaymentDifference::Over { by } => {
                prop_assert!(!is_bound);
                prop_assert_eq!(due.checked_add(by), Some(received));
            }
            PaymentDifference::NothingToCompare => {
                prop_assert_eq!(due.checked_sub(received), None);
                prop_assert!(is_bound || received.checked_sub(due).is_none());
                prop_assert!(!is_bound || received < due);
            }
            PaymentDifference::Unpaid | _ => {
                return Err(TestCaseError::fail(format!("{difference:?}")));
            }
        }
    }

    #[test]
    fn the_difference_agrees_with_the_payment_check(
        due in 1_u64..=1_000_000_000,
        received in 1_u64..=1_000_000_000,
        near in -6_000_000_i64..=6_000_000,
        is_near in any::<bool>(),
    ) {
        let received = if is_near { due.saturating_add_signed(near).max(1) } else { received };
        let units = |units: u64| Amount::from_base_units(units.into(), 6).unwrap();
        let (due, received) = (units(due), units(received));
        let invoice = invoice("SINGLE", WAITS, &due.to_string(), &received.to_string(), "");
        let difference = Intervention::of(&invoice).difference;
        let check = check_payment(due, received, OverpayTolerance::NONE);
        let kind = if check == PaymentCheck::Enough { Ordering::Equal } else { received.cmp(&due) };
        let told = match difference {
            PaymentDifference::Short { .. } => Ordering::Less,
            PaymentDifference::Over { .. } => Ordering::Greater,
            PaymentDifference::Exact | PaymentDifference::ShortWithinTolerance { .. } => {
                Ordering::Equal
            }
            PaymentDifference::Unpaid | PaymentDifference::NothingToCompare | _ => {
                return Err(TestCaseError::fail(format!("{difference:?}")));
            }
        };
        prop_assert_eq!(told, kind);
        // What is told adds up.
        if let PaymentDifference::Short { by } | PaymentDifference::ShortWithinTolerance { by } =
            difference
        {
            prop_assert_eq!(received.checked_add(by), Some(due));
        }
        if let PaymentDifference::Over { by } = difference {
            prop_assert_eq!(due.checked_add(by), Some(received));
        }
        prop_assert_eq!(difference == PaymentDifference::Exact, due == received);
    }
}
