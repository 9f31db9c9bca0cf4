//! A payout's documented steps, and the merging of what is reported in any order.

use calypso_model::{PayoutState, StateConflict};
use proptest::prelude::*;

use PayoutState::{
    Canceled, Completed, Confirmed, CreationInProgress, Failed, InProgress, Partial,
    PendingConfirmation,
};

/// Steps of a payout (docs/API-FACTS.md, section 10.5).
const STEPS: &[(PayoutState, PayoutState)] = &[
    (CreationInProgress, PendingConfirmation),
    (CreationInProgress, Confirmed),
    (CreationInProgress, Failed),
    (PendingConfirmation, Confirmed),
    (PendingConfirmation, Canceled),
    (Confirmed, InProgress),
    (Confirmed, Failed),
    (Confirmed, Canceled),
    (InProgress, Partial),
    (InProgress, Completed),
    (InProgress, Failed),
    (InProgress, Canceled),
];

fn states() -> Vec<PayoutState> {
    let unknown = ["", "COMPLETED ", "ON_HOLD"].map(PayoutState::parse);
    PayoutState::KNOWN.iter().cloned().chain(unknown).collect()
}

#[test]
fn a_payout_takes_the_documented_steps_and_no_others() {
    for from in states() {
        for to in states() {
            let is_documented = STEPS.contains(&(from.clone(), to.clone()));
            assert_eq!(from.may_become(&to), is_documented, "{from} -> {to}");
        }
    }
}

#[test]
fn four_states_are_final_and_one_is_completed() {
    let finals: Vec<_> =
        states().into_iter().filter(|state| state.is_final() == Some(true)).collect();
    assert_eq!(finals, [Partial, Completed, Failed, Canceled]);
    let completed: Vec<_> = states().into_iter().filter(PayoutState::is_completed).collect();
    assert_eq!(completed, [Completed]);
    assert_eq!(PayoutState::parse("ON_HOLD").is_final(), None);
    for from in &finals {
        assert!(!states().iter().any(|to| from.may_become(to)), "{from}");
    }
}

#[test]
fn a_later_state_wins_and_two_ends_contradict_each_other() {
    assert_eq!(Confirmed.latest(&CreationInProgress), Ok(Confirmed));
    assert_eq!(Confirmed.latest(&PendingConfirmation), Ok(Confirmed));
    assert_eq!(PayoutState::parse("ON_HOLD").latest(&Confirmed), Ok(Confirmed));
    for (one, other) in [(Completed, Failed), (Completed, Partial), (Canceled, Failed)] {
        let conflict: Result<PayoutState, StateConflict> = one.latest(&other);
        assert!(conflict.is_err(), "{one} and {other}");
    }
}

fn any_state() -> impl Strategy<Value = PayoutState> {
    prop::sample::select(states())
}

/// Merges reports in their order; a conflict stays one.
fn merged(reports: &[PayoutState]) -> Result<PayoutState, StateConflict> {
    let mut reports = reports.iter();
    let first = reports.next().unwrap().clone();
    reports.try_fold(first, |latest, report| latest.latest(report))
}

proptest! {
    #[test]
    fn reports_merge_to_the_same_in_any_order_and_number(
        reports in prop::collection::vec(any_state(), 1..6),
        (order, again) in (any::<u64>(), any::<prop::sample::Index>()),
    ) {
        let mut shuffled = reports.clone();
        let length = u64::try_from(shuffled.len()).unwrap();
        shuffled.rotate_left(usize::try_from(order % length).unwrap());
        if order % 2 == 0 {
            shuffled.reverse();
        }
        shuffled.push(again.get(&reports).clone());
        prop_assert_eq!(merged(&reports), merged(&shuffled));
    }

    #[test]
    fn a_documented_step_is_never_a_conflict(step in prop::sample::select(STEPS.to_vec())) {
        let (from, to) = step;
        prop_assert_eq!(from.latest(&to), Ok(to.clone()));
        prop_assert_eq!(to.latest(&from), Ok(to));
    }
}
