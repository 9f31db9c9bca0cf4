//! The retry table of the design, cell by cell, and its laws.

use std::time::Duration;

use calypso_flows::{Cause, Decision, Failure, Outcome, RetryPolicy};
use calypso_model::Effect;
use proptest::prelude::*;

const EFFECTS: [Effect; 4] = [Effect::Read, Effect::Keyed, Effect::Unkeyed, Effect::MovesMoney];
const OUTCOMES: [Outcome; 3] = [Outcome::Applied, Outcome::NotApplied, Outcome::Unknown];

/// No jitter, so a decision carries no wait.
const NO_WAIT: u32 = 0;

#[track_caller]
fn check(effect: Effect, outcome: Outcome, cause: Cause, expected: Decision) {
    let failure = Failure::new(effect, outcome, cause, 1);
    assert_eq!(RetryPolicy::default().decide(&failure, NO_WAIT), expected, "{failure:?}");
}

const AGAIN: Decision = Decision::Again { after: Duration::ZERO };
const LOOK_UP: Decision = Decision::LookUp { after: Duration::ZERO };
const LOOK_UP_ONLY: Decision = Decision::LookUpOnly { after: Duration::ZERO };

#[test]
fn a_passing_refusal_is_tried_again_whatever_the_effect() {
    for effect in EFFECTS {
        check(effect, Outcome::NotApplied, Cause::Passing, AGAIN);
    }
}

#[test]
fn a_permanent_refusal_is_final_whatever_the_effect() {
    for effect in EFFECTS {
        check(effect, Outcome::NotApplied, Cause::Permanent, Decision::Stop);
    }
}

#[test]
fn an_unknown_outcome_depends_on_the_effect() {
    check(Effect::Read, Outcome::Unknown, Cause::Passing, AGAIN);
    check(Effect::Keyed, Outcome::Unknown, Cause::Passing, LOOK_UP);
    check(Effect::Unkeyed, Outcome::Unknown, Cause::Passing, Decision::Stop);
    check(Effect::MovesMoney, Outcome::Unknown, Cause::Passing, LOOK_UP_ONLY);
}

#[test]
fn an_unknown_outcome_that_will_not_pass_is_looked_up_and_not_sent_again() {
    check(Effect::Read, Outcome::Unknown, Cause::Permanent, Decision::Stop);
    check(Effect::Keyed, Outcome::Unknown, Cause::Permanent, LOOK_UP_ONLY);
    check(Effect::Unkeyed, Outcome::Unknown, Cause::Permanent, Decision::Stop);
    check(Effect::MovesMoney, Outcome::Unknown, Cause::Permanent, LOOK_UP_ONLY);
}

#[test]
fn what_was_applied_is_never_sent_again() {
    for effect in EFFECTS {
        for cause in [Cause::Passing, Cause::Permanent] {
            check(effect, Outcome::Applied, cause, Decision::Stop);
        }
    }
}

#[test]
fn the_last_attempt_is_not_followed_by_another_but_still_looked_up() {
    let policy = RetryPolicy::default();
    let last = |effect, outcome| {
        policy.decide(&Failure::new(effect, outcome, Cause::Passing, policy.attempts_max), NO_WAIT)
    };
    assert_eq!(last(Effect::Read, Outcome::Unknown), Decision::Stop);
    assert_eq!(last(Effect::Keyed, Outcome::NotApplied), Decision::Stop);
    assert_eq!(last(Effect::Keyed, Outcome::Unknown), LOOK_UP_ONLY);
    assert_eq!(last(Effect::MovesMoney, Outcome::Unknown), LOOK_UP_ONLY);
}

#[test]
fn delays_double_up_to_their_bound_and_are_drawn_from_nothing_on() {
    let mut policy = unlimited();
    policy.attempts_max = 100;
    let after = |attempts, fraction| {
        let failure = Failure::new(Effect::Read, Outcome::NotApplied, Cause::Passing, attempts);
        policy.decide(&failure, fraction)
    };
    let half = 1 << 31;
    for (attempts, millis) in [(1, 100), (2, 200), (3, 400), (4, 800), (5, 1600), (6, 2500)] {
        let expected = Decision::Again { after: Duration::from_millis(millis) };
        assert_eq!(after(attempts, half), expected);
    }
    assert_eq!(after(99, half), Decision::Again { after: Duration::from_millis(2500) });
    assert_eq!(after(3, 0), AGAIN);
}

#[test]
fn the_servers_wait_wins_over_a_shorter_delay() {
    let wait = |seconds| Some(Duration::from_secs(seconds));
    let failure = Failure::new(Effect::Read, Outcome::NotApplied, Cause::Passing, 1);
    let policy = RetryPolicy::default();
    let asked = failure.with_retry_after(wait(7));
    assert_eq!(policy.decide(&asked, u32::MAX), Decision::Again { after: Duration::from_secs(7) });
    let asked = failure.with_retry_after(wait(0));
    assert_eq!(policy.decide(&asked, NO_WAIT), AGAIN);
}

#[test]
fn no_attempt_begins_at_or_after_the_total_limit() {
    let policy = RetryPolicy::default();
    let failure = Failure::new(Effect::Read, Outcome::NotApplied, Cause::Passing, 1);
    let just_inside = failure.after(policy.total_limit - Duration::from_nanos(1));
    assert_eq!(policy.decide(&just_inside, NO_WAIT), AGAIN);
    assert_eq!(policy.decide(&failure.after(policy.total_limit), NO_WAIT), Decision::OutOfTime);
    let too_long = failure.with_retry_after(Some(policy.total_limit));
    assert_eq!(policy.decide(&too_long, NO_WAIT), Decision::OutOfTime);
}

fn unlimited() -> RetryPolicy {
    let mut policy = RetryPolicy::default();
    policy.total_limit = Duration::MAX;
    policy
}

proptest! {
    /// The one law that protects money: nothing that may have moved money is sent again.
    #[test]
    fn money_that_may_have_moved_is_never_sent_again(
        cause in prop_oneof![Just(Cause::Passing), Just(Cause::Permanent)],
        attempts in 0_u32..10,
        elapsed in 0_u64..200_000,
        retry_after in proptest::option::of(0_u64..100),
        fraction: u32,
    ) {
        let failure = Failure::new(Effect::MovesMoney, Outcome::Unknown, cause, attempts)
            .after(Duration::from_millis(elapsed))
            .with_retry_after(retry_after.map(Duration::from_secs));
        let decision = RetryPolicy::default().decide(&failure, fraction);
        let sends_again = matches!(decision, Decision::Again { .. } | Decision::LookUp { .. });
        prop_assert!(!sends_again, "{decision:?}");
    }

    /// Whatever was learnt before, an unknown attempt keeps the whole call from *not applied*.
    #[test]
    fn one_unknown_attempt_makes_the_call_unknown(
        outcomes in proptest::collection::vec(0_usize..3, 1..8),
    ) {
        let outcomes: Vec<Outcome> = outcomes.into_iter().map(|index| OUTCOMES[index]).collect();
        let whole = outcomes.iter().fold(Outcome::NotApplied, |whole, one| whole.and_then(*one));
        let expected = if outcomes.contains(&Outcome::Applied) {
            Outcome::Applied
        } else if outcomes.contains(&Outcome::Unknown) {
            Outcome::Unknown
        } else {
            Outcome::NotApplied
        };
        prop_assert_eq!(whole, expected);
    }
}
