//! Subscriptions whose receivers fail too often (docs/API-FACTS.md, section 6).

use std::time::Duration;

use calypso_model::{EventService, SubscriptionId};

use super::Play;
use super::play::{finish, job};
use crate::options::StageDelays;
use crate::rules::{Delivery, DeliveryState};

/// One more event, and one attempt that ends with this status.
fn told(play: &mut Play, status: u16) {
    play.unlimited("BTC");
    let job = job(play).unwrap();
    finish(play, &job, status);
}

fn blocked_by(play: &Play) -> u32 {
    play.world.subscription(&play.subscription).unwrap().blocked_by_error_count()
}

fn sent(play: &mut Play, status: u16) -> Vec<u64> {
    let mut events = Vec::new();
    while let Some(next) = job(play) {
        finish(play, &next, status);
        events.push(next.event.id);
    }
    events
}

fn in_state(play: &Play, state: DeliveryState) -> usize {
    play.world.deliveries().filter(|delivery| delivery.state == state).count()
}

fn has_no_next_attempt(delivery: &Delivery) -> bool {
    delivery.next_attempt.is_none() && delivery.state == DeliveryState::Blocked
}

/// A subscription with 101 failures, all of new events.
fn blocked() -> Play {
    let mut play = Play::with_delays(StageDelays::NONE);
    for _ in 0..101 {
        told(&mut play, 500);
    }
    assert_eq!(blocked_by(&play), 101);
    play
}

#[test]
fn a_hundred_failures_do_not_block_and_one_more_does() {
    let mut play = Play::start();
    for _ in 0..100 {
        told(&mut play, 500);
    }
    assert_eq!((blocked_by(&play), in_state(&play, DeliveryState::Pending)), (0, 100));
    told(&mut play, 204);
    assert_eq!((blocked_by(&play), in_state(&play, DeliveryState::Blocked)), (101, 101));
    assert!(play.world.deliveries().all(has_no_next_attempt));
}

#[test]
fn a_success_clears_the_count() {
    let mut play = Play::start();
    for _ in 0..100 {
        told(&mut play, 500);
    }
    told(&mut play, 200);
    for _ in 0..100 {
        told(&mut play, 500);
    }
    assert_eq!(blocked_by(&play), 0);
    told(&mut play, 500);
    assert_eq!(blocked_by(&play), 101);
}

#[test]
fn failures_count_for_ten_minutes() {
    let window = Duration::from_secs(600);
    for (wait, expected) in [(window, 101), (window + Duration::from_millis(1), 0)] {
        let mut play = Play::start();
        told(&mut play, 500);
        play.pass(wait);
        for _ in 0..100 {
            told(&mut play, 500);
        }
        assert_eq!(blocked_by(&play), expected);
    }
}

#[test]
fn a_blocked_subscription_is_sent_nothing_old_or_new() {
    let mut play = blocked();
    play.pass(Duration::from_secs(7 * 24 * 3600));
    play.unlimited("BTC");
    assert!(job(&mut play).is_none());
    assert!(play.world.is_quiet() && play.world.first_attempts_are_made());
    let newest = play.world.deliveries().last().unwrap();
    assert!(has_no_next_attempt(newest) && newest.attempts.is_empty());
    // Nor by hand: what is asked for waits like the rest.
    assert_eq!(play.world.resend(1).unwrap().state, DeliveryState::Blocked);
    assert!(job(&mut play).is_none());
    assert!(play.world.is_quiet());
}

#[test]
fn unblocking_sends_all_again_in_the_order_of_the_events_and_counts_anew() {
    let mut play = Play::with_delays(StageDelays::NONE);
    told(&mut play, 200);
    for _ in 0..101 {
        told(&mut play, 500);
    }
    play.unlimited("BTC");
    let id = play.subscription.clone();
    assert!(!play.world.unblock(&id).unwrap().is_blocked());
    assert_eq!(in_state(&play, DeliveryState::Pending), 102);
    play.unlimited("BTC");
    // Event 1 was delivered, 2 to 102 had failed, 103 was held back, and 104 is new.
    let first = job(&mut play).unwrap();
    finish(&mut play, &first, 500);
    assert_eq!((first.event.id, sent(&mut play, 200)), (2, (3..=104).collect()));

    // The schedule of retries starts anew, too, and the retry from before the block is forgotten.
    let retry = play.world.deliveries().nth(1).unwrap().next_attempt.unwrap();
    assert_eq!(play.world.now.millis_until(retry), 30_000);
    play.pass(Duration::from_secs(30));
    assert_eq!(sent(&mut play, 500), [2]);
    let retry = play.world.deliveries().nth(1).unwrap().next_attempt.unwrap();
    assert_eq!(play.world.now.millis_until(retry), 60_000);
    assert_eq!(play.world.deliveries().nth(1).unwrap().attempts.len(), 3);
}

#[test]
fn a_retry_from_before_the_block_does_not_come_early() {
    let mut play = blocked();
    let id = play.subscription.clone();
    play.pass(Duration::from_secs(20));
    play.world.unblock(&id);
    assert_eq!(sent(&mut play, 500).len(), 101);
    assert_eq!(blocked_by(&play), 101);
    play.world.unblock(&id);
    let first = job(&mut play).unwrap();
    finish(&mut play, &first, 500);
    sent(&mut play, 200);
    // 30 seconds after the very first failure.
    play.pass(Duration::from_secs(10));
    assert!(job(&mut play).is_none());
    play.pass(Duration::from_secs(20));
    assert_eq!(sent(&mut play, 200), [1]);
}

#[test]
fn unblocking_who_is_not_blocked_changes_nothing() {
    let mut play = Play::start();
    for _ in 0..100 {
        told(&mut play, 500);
    }
    let id = play.subscription.clone();
    let before = format!("{:?}", play.world);
    assert!(!play.world.unblock(&id).unwrap().is_blocked());
    assert_eq!(format!("{:?}", play.world), before);
    told(&mut play, 500);
    assert_eq!(blocked_by(&play), 101);

    let nobody = SubscriptionId::parse("00000000-0000-4000-8000-000000000009").unwrap();
    assert!(play.world.unblock(&nobody).is_none());
}

#[test]
fn a_block_is_one_subscription_s_and_ends_with_it() {
    let mut play = blocked();
    let (account, id) = (play.account.clone(), play.subscription.clone());
    let other = SubscriptionId::parse("00000000-0000-4000-8000-000000000002").unwrap();
    play.subscribe(other.clone(), vec![EventService::Invoice]).unwrap();
    play.unlimited("BTC");
    assert!(play.world.next_job(&other).is_some());
    play.world.unsubscribe(&account, &id).unwrap();
    assert_eq!(in_state(&play, DeliveryState::Dropped), 102);
    play.subscribe(id, vec![EventService::Invoice]).unwrap();
    assert_eq!(blocked_by(&play), 0);
    told(&mut play, 200);
}

#[test]
fn an_attempt_at_a_deleted_subscription_counts_for_nobody() {
    let mut play = Play::start();
    let (account, id) = (play.account.clone(), play.subscription.clone());
    play.unlimited("BTC");
    let old = job(&mut play).unwrap();
    play.world.unsubscribe(&account, &id).unwrap();
    play.subscribe(id, vec![EventService::Invoice]).unwrap();
    finish(&mut play, &old, 500);
    for _ in 0..100 {
        told(&mut play, 500);
    }
    assert_eq!(blocked_by(&play), 0);
}

#[test]
fn interrupted_attempts_are_made_again_before_all_others() {
    let mut play = Play::with_delays(StageDelays::NONE);
    for _ in 0..3 {
        play.unlimited("BTC");
    }
    let interrupted = job(&mut play).unwrap();
    assert_eq!(interrupted.event.id, 1);
    play.world.requeue_interrupted();
    // Asked for again, it is not put in twice.
    play.world.requeue_interrupted();
    let first = job(&mut play).unwrap();
    finish(&mut play, &first, 500);
    assert_eq!((first.event.id, sent(&mut play, 200)), (1, vec![2, 3]));

    play.world.resend(3);
    play.pass(Duration::from_secs(30));
    let retry = job(&mut play).unwrap();
    assert_eq!(retry.event.id, 3);
    play.unlimited("BTC");
    play.world.requeue_interrupted();
    assert_eq!(sent(&mut play, 200), [4, 3, 1]);
    assert_eq!(play.world.deliveries().map(|one| one.attempts.len()).sum::<usize>(), 6);
}

#[test]
fn an_interrupted_attempt_at_a_deleted_subscription_is_not_made_again() {
    let mut play = Play::start();
    let (account, id) = (play.account.clone(), play.subscription.clone());
    play.unlimited("BTC");
    job(&mut play).unwrap();
    play.world.unsubscribe(&account, &id).unwrap();
    play.world.requeue_interrupted();
    assert!(play.world.is_quiet());
    play.subscribe(id, vec![EventService::Invoice]).unwrap();
    assert!(job(&mut play).is_none());
}
